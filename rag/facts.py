"""Read the numbers, dates and names of a sentence, normalised, and compare them with those of its quotes.

Two ways of writing are one fact: 44.6％ and 百分之四十四点六, 第十三次 and 第13次, 2万人 and 20000人.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.types import PartialDate
from index.words import fold

_HAN_DIGITS = {
    c: n for n, cs in enumerate(("零〇○", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for c in cs
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_HAN = "零〇○一二两三四五六七八九十百千"
_MEASURES = (
    "个百分点|百分点|平方公里|平方千米|平方米|立方米|公里|千米|厘米|毫米|公顷|公斤|千克|分钟|小时|美元|欧元|日元|港元|"
    "周年|年级|人次|大(?=[一-鿿])|[%‰℃米亩吨克元秒岁倍成届期度时点分]"
)
_CLASSIFIERS = (
    "[家次个项人名位条所场件辆户对版种座套台处批类组笔支枚例本部间张份级头只株棵艘"
    "天月年号日层幢栋款届期股路道]"
)
_UNIT = re.compile(rf"[余多来]?(?P<unit>{_MEASURES}|{_CLASSIFIERS}|)")
_NUMBER = re.compile(
    r"百分之(?P<share>[零〇一二两三四五六七八九十百点\d.]+)"
    r"|(?P<ordinal>第)?(?:(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)(?P<scale>(?:[十百千](?![米克瓦伏]))?[万亿]*)"
    rf"|(?P<han>[{_HAN}][{_HAN}万亿]*(?:点[零〇一二三四五六七八九]+)?))"
)
_DATE = re.compile(
    r"(?P<iso>(?:19|20)\d{2})[-./](?P<iso_month>1[0-2]|0?[1-9])[-./](?P<iso_day>3[01]|[12]\d|0?[1-9])(?!\d)"
    r"|(?:(?P<year>(?:19|20)\d{2}|[一二][〇零○一二三四五六七八九]{3})(?:年度?|(?=\s*(?:[-—–~至到、和]|[12]\d{3})+\s*(?:19|20)\d{2}年))"
    r"|(?P<relative>今年|去年|前年|明年|当年|本年))?"
    r"(?:(?P<month>1[0-2]|0?[1-9]|十[一二]?|[正一二三四五六七八九])月份?)?(?:(?P<day>3[01]|[12]\d|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号](?![线楼院桥]))?"
)
_RELATIVE = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1}
_ALIKE = (
    frozenset("人名位口个"),
    frozenset("家个所"),
    frozenset("项个件条"),
    frozenset("种个类款"),
    frozenset("次场届个期"),
    frozenset("座个处栋幢"),
)
UP = re.compile(r"增长|增加|上升|提高|提升|上涨|升高|扩大|增幅|前进|前移|跃升")
DOWN = re.compile(
    r"下降|减少|降低|下滑|回落|缩小|下跌|降幅|负增长|收窄|后退|倒退|退步|退了(?=[多几两三四五六七八九十\d][^，]{0,3}[位名])"
)
_SAME = {"千米": "公里", "平方千米": "平方公里", "千克": "公斤", "百分点": "个百分点", "号": "日", "点": "时"}
_VAGUE = frozenset("个次批项种些条名位家场件支系")


@dataclass(frozen=True, slots=True)
class Number:
    """Characters `start` to `end` that state a number: its value, its unit ("" without), 第 or not."""

    start: int
    end: int
    value: Decimal
    unit: str
    ordinal: bool

    def is_in(self, others: Sequence[Number]) -> bool:
        """Tell whether one of the others says the same."""
        return any(self.agrees(other) for other in others)

    def agrees(self, other: Number) -> bool:
        """Tell whether another number has the same value and a unit that can mean the same."""
        return (
            self.value == other.value
            and (self.ordinal == other.ordinal or not other.unit)
            and _alike(self.unit, other.unit)
        )


@dataclass(frozen=True, slots=True)
class Day:
    """Characters `start` to `end` that state a date, as far as they state it; 0 for what they leave out.

    `years` and `months` list what a part left out can mean, from the dates around and the article's own.
    """

    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    relative: str = ""
    years: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()

    def is_in(self, others: Sequence[Day]) -> bool:
        """Tell whether one of the others says, or with its article means, all that this one says."""
        return any(self.agrees(other) for other in others)

    def agrees(self, other: Day) -> bool:
        """Tell whether all that this date states is stated by the other, or follows from its article."""
        if self.relative and not self.year:
            return self.relative == other.relative and self._same_day(other)
        year = not self.year or (self.year == other.year if other.year else self.year in other.years)
        return year and self._same_day(other)

    def _same_day(self, other: Day) -> bool:
        month = not self.month or (self.month == other.month if other.month else self.month in other.months)
        return month and (not self.day or self.day == other.day)


def numbers(text: str, days: Sequence[Day] = ()) -> list[Number]:
    """List the numbers of a text, in order, those inside its dates left out."""
    folded = fold(text)
    taken = [(day.start, day.end) for day in days]
    return [
        number
        for number in _numbers(folded)
        if not any(start < number.end and number.start < end for start, end in taken)
    ]


def _numbers(folded: str) -> Iterator[Number]:
    last = 0
    for match in _NUMBER.finditer(folded):
        if match.start() < last:  # inside the unit before: 6个**百分**点
            continue
        if match["share"]:
            value = _value(match["share"])
            if value is not None:
                yield Number(*match.span(), value, "%", False)
            continue
        if match["digits"]:
            scale = _scale(match["scale"])
            value = Decimal(match["digits"].replace(",", "")) * scale
        else:
            value = _value(match["han"])
        found = _UNIT.match(folded, match.end())
        unit = found["unit"] if found else ""
        counts = match["digits"] or match["ordinal"] or unit or len(match["han"]) > 1
        if value is None or not counts or _is_word(match, unit):
            continue
        last = (found or match).end()
        yield Number(match.start(), last, value, unit, bool(match["ordinal"]))


def _is_word(match: re.Match[str], unit: str) -> bool:
    """Tell an article (一个, 一批) and a figure of speech (千万, 十分, 一一) from a number."""
    han = match["han"] or ""
    if match["ordinal"] or not han:
        return False
    if han == "一":
        return unit in _VAGUE or not unit
    if not unit and len(han) < 4 and all(c in _HAN_DIGITS for c in han):
        return True  # 一二三产业
    return (han, unit) in {("十", "分"), ("万", "分")} or (not unit and han in {"千万", "万千", "百万"})


def _scale(marks: str) -> int:
    scale = 1
    for mark in marks:
        scale *= _TENS.get(mark, 0) or _MYRIADS[mark]
    return scale


def _value(han: str) -> Decimal | None:
    """Read 二十三, 一千二百, 两万, 四十四点六, 一二三; None where it is no number."""
    try:
        return Decimal(han)
    except ArithmeticError:
        pass
    whole, _, fraction = han.partition("点")
    if fraction and not all(c in _HAN_DIGITS for c in fraction):
        return None
    read = _whole(whole)
    if read is None or not fraction:
        return None if read is None else Decimal(read)
    return Decimal(f"{read}.{''.join(str(_HAN_DIGITS[c]) for c in fraction)}")


def _whole(han: str) -> int | None:
    if han and all(c in _HAN_DIGITS for c in han):
        return int("".join(str(_HAN_DIGITS[c]) for c in han))
    total, part, digit = 0, 0, None
    for character in han:
        if character in _HAN_DIGITS and digit is not None:
            return None  # 十四五 is no number
        if character in _HAN_DIGITS:
            digit = _HAN_DIGITS[character]
        elif character in _TENS:
            part += (1 if digit is None else digit) * _TENS[character]
            digit = None
        elif character in _MYRIADS:
            total = (total + part + (digit or 0) or 1) * _MYRIADS[character]
            part, digit = 0, None
        else:
            return None
    return total + part + (digit or 0)


def _alike(unit: str, other: str) -> bool:
    unit, other = _SAME.get(unit, unit), _SAME.get(other, other)
    loose = not other or (not unit and re.fullmatch(_CLASSIFIERS, other) is not None)
    return unit == other or loose or any(unit in group and other in group for group in _ALIKE)


def days(text: str, *, published: Sequence[PartialDate] = ()) -> list[Day]:
    """List the dates of a text, in order; `published`: what its article's own dates add to them."""
    found: list[Day] = []
    known_years = frozenset(date.year for date in published)
    known_months = frozenset(date.month for date in published if date.month)
    for match in _DATE.finditer(fold(text)):
        if not match.group() or not (
            match["iso"] or match["year"] or match["relative"] or match["month"] or match["day"]
        ):
            continue
        year = _part(match["iso"] or match["year"])
        month, day = _part(match["iso_month"] or match["month"]), _part(match["iso_day"] or match["day"])
        relative = match["relative"] or ""
        meant = (
            frozenset(y + _RELATIVE[relative] for y in known_years) if relative in _RELATIVE else frozenset()
        )
        carried = [other.year for other in found if other.year][-1:]
        months = [other.month for other in found if other.month][-1:]
        found.append(
            Day(
                *match.span(),
                year,
                month,
                day,
                relative,
                years=meant or frozenset(carried) | known_years,
                months=frozenset(months) | (known_months if not months else frozenset()),
            )
        )
    return found


def _part(text: str | None) -> int:
    if not text:
        return 0
    if text == "正":
        return 1
    value = _value(text)
    return int(value) if value is not None else 0
