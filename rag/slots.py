"""The times and numbers of a question that a follow-up changes: 那2023年呢？ 第二天呢？ 我说的是第12次。"""

from __future__ import annotations

import datetime
import re
from calendar import monthrange

from index.words import fold
from rag.understand import Time, named_times

_YEAR = re.compile(r"(?:19|20)\d{2}(?:年年?[底末初]|年?度?)|[去今前明]年[底末初]?")
_DAY = re.compile(r"\d{1,2}月份?(?:\d{1,2}[日号]|[底初]|[上中下]旬)?之?前?|(?<!\d)\d{1,2}[日号]")
_FESTIVAL = re.compile(  # as a time, not in a name (五一路, 张国庆)
    r"(?:^|(?<=[\d年月日的在到从自是和与及跟那，,、]))(?:(?:元旦|春节|元宵|清明|五一|端午|中秋|国庆)(?:节|小?长?假期?|黄金周|期间)?"
    r"|十一(?:假期|黄金周|长假|期间))(?![路村街桥河县区镇乡小中大学月劳晚上])"
)
_ORDINAL = re.compile(
    r"第[\d一二三四五六七八九十百]+[次届期批季]|(?:最近|上|最后|头|第)一[次届期回]|[上下]半[年场]|前?[一二三四]季度"
)
_THAT_YEAR = re.compile(rf"(?:{_YEAR.pattern})的?那[次届期]的?")  # 2022年那次; 第五次呢
# Each 届 is of another year: 2022年那届, 2022年第五届, 2022年的博览会.
_OF_YEAR = re.compile(rf"(?:{_YEAR.pattern})(?:的?那?[次届期]的?|的?(?=第))|^(?:{_YEAR.pattern})的")
_NOW = re.compile(r"(?:现在|目前|当前|如今)的?|最新的?")
_BARE_DAY = re.compile(r"(?<![\d月])(\d{1,2})[日号]")
_MONTH_END = re.compile(r"(?<!\d月)(?<!\d)月([底初])")
_FILLER = re.compile(r"^[的，,]*[那这]?(?:[次天期届个场年回位批](?!议)|会儿?|阵子?)|^[的，,]+|[的，,]+$")
_COMPARED = re.compile("[比较同]$")
_DIGITS = "一二三四五六七八九十"
_NUMBER = re.compile(rf"第(\d+|[{_DIGITS}])(?=[次届期批])")
_STEPS = (
    (re.compile(r"第二天|次日|后一天|隔天"), "day", 1),
    (re.compile(r"前一天|头一天"), "day", -1),
    (re.compile(r"第二年|次年|(?:再|往)*[后下]一年|再?转过?年来?(?=[呢又是，,]|$)"), "year", 1),
    (re.compile(r"(?:再|往)*[前上]一年"), "year", -1),
    (re.compile(r"次月|下个?月"), "month", 1),
    (re.compile(r"[上前]一?个?月"), "month", -1),
    (re.compile(r"下一[次届期批]"), "number", 1),
    (re.compile(r"[上前]一[次届期批]"), "number", -1),
)
_YEARS_ON = re.compile("^(?P<n>[两二三四五])年(?:之|以)?(?P<way>[前后])(?=[呢才又的，,?？]|$)")  # 两年后呢


def has_slot(text: str) -> bool:
    """Tell whether a text names a time or a numbered thing."""
    return bool(slots(text))


def slots(text: str) -> list[str]:
    """List the times and numbered things that a text names, as it writes them."""
    found = (slot.search(text) for slot in (_YEAR, _DAY, _FESTIVAL, _ORDINAL))
    return [match.group() for match in found if match]


def moved(text: str, before: str) -> str:
    """Write out what counts from the question before: 第二天 → 2020年5月9日, 22号 → 2月22号, 月底 → 5月底."""
    time = next((time for time in named_times(fold(before)) if time.year or time.month), Time())
    for words, unit, step in _STEPS:
        found = words.search(text)
        if found and _COMPARED.search(text[: found.start()]):
            continue  # 比前一年升了几位
        target = _number(before, step) if unit == "number" else _moved(time, unit, step)
        if found and target:
            return text.replace(found.group(), target, 1)
    if time.year and (years := _YEARS_ON.match(text)):
        many = _DIGITS.index(years["n"].replace("两", "二")) + 1
        year = time.year + (many if years["way"] == "后" else -many)
        text = f"{year}年{text[years.end() :]}"
    if not time.month:
        return text
    text = _BARE_DAY.sub(rf"{time.month}月\g<0>", text, count=1)
    return _MONTH_END.sub(rf"{time.month}月\1", text, count=1)


def change(before: str, new: str) -> tuple[str, str]:
    """Put the times and numbers of `new` in the place of those of `before`; give what else `new` says.

    A year alone takes the day after the old year away; a day takes the place of a number (第12次), and the
    other way round, where the question before has only the other.
    """
    year, day, feast, number = (slot.search(new) for slot in (_YEAR, _DAY, _FESTIVAL, _ORDINAL))
    if year and not day:
        before = re.sub(rf"({_YEAR.pattern})(?:{_DAY.pattern})", r"\1", before, count=1)
    if number and not year and not day:
        before = (_OF_YEAR if number.group().endswith("届") else _THAT_YEAR).sub("", before, count=1)
    text = _put(_NOW.sub("", before) if year or day else before, _YEAR, year, instead=None)
    text = _put(text, _DAY, day, instead=None if number else _ORDINAL)
    text = _FESTIVAL.sub("", text, count=1) if day else text
    text = _put(text, _FESTIVAL, feast, instead=_DAY)
    text = _put(text, _ORDINAL, number, instead=None if day else _DAY)
    rest = new
    for found in (year, day, feast, number):
        rest = rest.replace(found.group(), "", 1) if found else rest
    return text, _FILLER.sub("", rest) if rest != new else new


def _put(
    text: str, slot: re.Pattern[str], new: re.Match[str] | None, *, instead: re.Pattern[str] | None
) -> str:
    """Replace the slot, or the one that can stand instead; else put it after the year or in front."""
    if not new:
        return text
    old = slot.search(text) or (instead.search(text) if instead else None)
    if old:
        return text[: old.start()] + new.group() + text[old.end() :]
    year = _YEAR.search(text) if slot is not _YEAR else None
    at = year.end() if year else 0
    return text[:at] + new.group() + text[at:]


def _number(before: str, step: int) -> str:
    """Count a numbered thing on: 第12次 → 第13."""
    found = _NUMBER.search(before)
    if not found:
        return ""
    number, unit = found[1], before[found.end()]
    if number.isdigit():
        return f"第{int(number) + step}{unit}"
    counted = _DIGITS.find(number) + step
    return f"第{_DIGITS[counted]}{unit}" if 0 <= counted < len(_DIGITS) else ""


def _moved(time: Time, unit: str, step: int) -> str:
    """Count a time on, as exactly as it is known; "" where the unit is not."""
    if unit == "year":
        return f"{time.year + step}年" if time.year else ""
    if unit == "month":
        months = time.year * 12 + time.month - 1 + step
        return (f"{months // 12}年" if time.year else "") + f"{months % 12 + 1}月" if time.month else ""
    if not (time.month and 0 < time.day <= monthrange(time.year or 2000, time.month)[1]):
        return ""
    date = datetime.date(time.year or 2000, time.month, time.day) + datetime.timedelta(days=step)
    return (f"{date.year}年" if time.year else "") + f"{date.month}月{date.day}日"
