"""The times and ordinals that questions ask about and passages speak of: 2022年4月, 去年, 近五年, 第12次.

They raise the passages that agree and shut none out: a year may be part of a name (2035年远景目标), and a
report may tell of another year than its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from index.types import Article, PartialDate, Passage
from index.words import fold

BY_PASSAGE, BY_ARTICLE, OTHERWISE = 1.0, 0.9, -0.5  # how far a time or ordinal is met
FAR_MONTHS = 6  # a month so much later than the report's is that of the year before

_TIME = re.compile(
    r"(?<![\d.])(?:(?P<year>(?:19|20)\d{2})(?![\d.%])\s*年?度?\s*)"
    r"(?:(?P<month>1[0-2]|0?[1-9])\s*月(?:份|\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号])?)?"
    r"|(?<![\d.])(?P<alone>1[0-2]|0?[1-9])\s*月(?:份|\s*(?P<of>3[01]|[12]\d|0?[1-9])\s*[日号])?"
)
_PAST = re.compile(
    r"(?<![过比较])去年|[今本]年(?![一-鿿]{0,2}(?:多大|几岁|多少岁|高龄|\d+岁))|(?<![目以提从日之此年先])前年(?![龄纪轻检产均度报画货代])|(?<![比较])上年(?!纪)|上个?月(?!亮)"
)
_TITLE = re.compile(r"《[^《》]*》|“[^“”]*”")
_MONTH = re.compile(r"(1[0-2]|0?[1-9])月(?:份|(3[01]|[12]\d|[1-9])[日号])?")
_BARE_DAY = re.compile(
    r"(?<![\d月年.第满起-])(?<!为期)(?<!少于)(?<!每月)(3[01]|[12]\d|[1-9])日(?![均常报内后游]|无理由|年化)"
)
_COUNT = r"\d{1,3}|[两一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_RELATIVE = re.compile(
    r"(?P<year>[去今前明]年|上年|本年)|(?P<month>上个?月|本月|这个月|当月)"
    rf"|(?:近|过去)(?P<span>{_COUNT})年"
)
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
_DIGITS = "一二三四五六七八九"
_YEAR_OF = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})年(?!底?前|以前|之前)(?:度)?|(?P<near>去年|上年度?|今年|本年度?|前年)"
)
_OTHER = re.compile(
    r"(?:力争|预计|计划|将于|比|较|同比|与|自|从|早在)$"
)  # of another time, or where one begins
_UNTIL = re.compile(r"(?:到|(?<![降增升])至)$")
_LIKE = re.compile(r"同期|同月|相比")
_ORDINAL = re.compile(
    rf"第(?P<number>{_COUNT})(?P<unit>[次届批期号轮季](?!度))|(?:首|头一)(?P<first>[次届批期轮])"
)
_PERIOD = re.compile(
    rf"(?<![提目此以之产情])[前头](?P<months>{_COUNT}|俩)个?月|(?<!\d)(?P<a>\d{{1,2}})月?(?:[-—–~～至到]+)(?P<b>\d{{1,2}})月(?!\d)|(?P<nine>前三个?季度)"
    r"|第?(?P<quarter>[一二三四1-4])季度|首季|(?P<half>[上下])半年"
)
_MONTHS = re.compile(r"(?<!\d)(?:1月|\d{1,2})(?:[-—–~～至到]+)\d{1,2}月(?!\d)")
_COUNTED = re.compile(rf"(?<![提目此以之产情])[前头](?:{_COUNT}|俩)个?月|{_MONTHS.pattern}")
_RANGE = re.compile(
    r"(?P<a>(?:19|20)\d{2})年?(?:\d{1,2}月)?(?:(?:到|至|[-—–~～]+)(?P<b>(?:19|20)\d{2})(?![\d.])年?|(?:\d{1,2}日)?(?:以来|至今))"
)
MONTHS = 12
LAST = 2050  # the year that 2016年以来 reaches


@dataclass(frozen=True, slots=True)
class Time:
    """A year, month and day as a text names them; 0 for what it leaves out."""

    year: int = 0
    month: int = 0
    day: int = 0

    def covers(self, other: Time) -> bool:
        """Tell whether every part that this one names is the same in `other`, as far as that says it."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        named = [(mine, theirs) for mine, theirs in pairs if mine]
        return bool(named) and named[-1][1] != 0 and all(a == b for a, b in named if b)


def named_times(text: str) -> tuple[Time, ...]:
    """List the years, months and days that a folded text names, in order."""
    text = _MONTHS.sub(lambda match: " " * len(match.group()), text)  # 1至5月 is not in May
    found = (match.groupdict() for match in _TIME.finditer(text))
    return tuple(
        dict.fromkeys(
            Time(int(m["year"] or 0), int(m["month"] or m["alone"] or 0), int(m["day"] or m["of"] or 0))
            for m in found
        )
    )


def bare_days(text: str) -> tuple[Time, ...]:
    """List the days that a folded text names without their month: 记者19日获悉."""
    return tuple(dict.fromkeys(Time(day=int(match.group(1))) for match in _BARE_DAY.finditer(text)))


def in_month(time: Time, date: PartialDate) -> Time:
    """Give a day without its month that of its report, or the month before where it would lie ahead."""
    if time.month or not time.day or not date.month:
        return time
    months = date.year * MONTHS + date.month - 1 - (date.day is not None and time.day > date.day)
    return replace(time, year=months // MONTHS, month=months % MONTHS + 1)


def without_times(text: str) -> str:
    """Put a space in the place of each time and each count of months (前两个月, 1至5月) of a folded text."""
    return _TIME.sub(" ", _COUNTED.sub(" ", text))


def resolved(question: str, today: PartialDate | None) -> tuple[str, str, str]:
    """Write a question with the date in the place of 去年 or 上个月, and give both; "" where none counts.

    Not where a year is named too (2018年较上年下降多少), another relative time or a title, nor in 今年多大.
    """
    bare = _TITLE.sub(lambda title: "·" * len(title.group()), question)
    match = _PAST.search(bare)
    several = len(_RELATIVE.findall(bare)) > 1 or any(time.year for time in named_times(fold(question)))
    time = next(_relative_times(match.group(), today), None) if match and today and not several else None
    if match is None or time is None:
        return question, "", ""
    written = f"{time.year}年" + (f"{time.month}月" if time.month else "")
    return question[: match.start()] + written + question[match.end() :], match.group(), written


def years_of(text: str, date: PartialDate | None) -> list[int]:
    """List the years that the text of a report of `date` is of, in its order, 去年 and 今年 among them.

    None with which it compares, from which on it counts, or that lie ahead.
    """
    found = []
    for match in _YEAR_OF.finditer(fold(text)):
        before = text[max(0, match.start() - 3) : match.start()]
        near = f"{match['near'][0]}年" if match["near"] else ""
        year = int(match["year"]) if not near else date.year + _YEARS[near] if date else 0
        ahead = _OTHER.search(before) or (_UNTIL.search(before) and not (date and year <= date.year))
        if year and not ahead and not _LIKE.match(text, match.end()):
            found.append(year)
    return found


def is_relative(question: str) -> bool:
    """Tell whether a question speaks of times that depend on when it is asked."""
    return bool(_RELATIVE.search(fold(question)))


def told_times(text: str, today: PartialDate | None) -> tuple[Time, ...]:
    """List the times of a folded text, those relative to `today` (去年, 上个月, 近五年) too."""
    relative = _relative_times(text, today) if today else ()
    return tuple(dict.fromkeys((*named_times(text), *relative)))


def _relative_times(text: str, today: PartialDate) -> Iterator[Time]:
    for match in _RELATIVE.finditer(text):
        if match["year"]:
            inside = _MONTH.match(text, match.end())
            month, day = (int(part or 0) for part in inside.groups()) if inside else (0, 0)
            yield Time(today.year + _YEARS[match["year"]], month, day)
        elif match["span"]:
            yield from (Time(today.year - back) for back in range(_number(match["span"])))
        elif today.month:
            before = match["month"].startswith("上")
            month = today.month - before
            yield Time(today.year - (month == 0), month or 12)


def ordinals(text: str) -> frozenset[str]:
    """List the numbered events of a folded text (第12次, 第二届), in Arabic digits."""
    return frozenset(
        f"{_number(m['number'])}{m['unit']}" if m["number"] else f"1{m['first']}"
        for m in _ORDINAL.finditer(text)
    )


def periods(text: str) -> tuple[tuple[int, int], ...]:
    """List the parts of a year that a folded text names, as first and last month: 前两个月, 1-4月, 上半年."""
    return tuple(months for months, _ in _periods(text))


def period_spans(text: str) -> list[tuple[int, int]]:
    """List where a folded text names a part of a year."""
    return [span for _, span in _periods(text)]


def _periods(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for match in _PERIOD.finditer(text):
        first, last = _months(match)
        if 1 <= first < last <= MONTHS:
            yield (first, last), match.span()


def _months(match: re.Match[str]) -> tuple[int, int]:
    if match["months"]:
        return 1, _number(match["months"].replace("俩", "二"))
    if match["a"]:
        return int(match["a"]), int(match["b"])
    if match["nine"]:
        return 1, 9
    if match["half"]:
        return (1, 6) if match["half"] == "上" else (7, 12)
    last = 3 * _number(match["quarter"] or "1")
    return last - 2, last


def spanned_years(text: str) -> tuple[Time, ...]:
    """List the years of a range that a folded text names: 2018年到2023年, 2016年以来."""
    found = _RANGE.search(text)
    if not found:
        return ()
    return tuple(Time(year) for year in range(int(found["a"]), int(found["b"] or LAST) + 1))


@dataclass(frozen=True, slots=True)
class Asked:
    """The times and ordinals that a question names."""

    times: tuple[Time, ...]
    ordinals: frozenset[str]

    @classmethod
    def of(cls, question: str, today: PartialDate | None) -> Asked:
        """Read a question that is asked `today`."""
        text = fold(question)
        return cls(told_times(text, today), ordinals(text))

    def __bool__(self) -> bool:
        """Tell whether it names any."""
        return bool(self.times or self.ordinals)

    def agreement(self, passage: Passage) -> float:
        """Tell how far a passage is of what is named, -0.5 to 2."""
        return self._dated(passage) + self._numbered(passage)

    def _dated(self, passage: Passage) -> float:
        if not self.times:
            return 0.0
        dates = [date for date in (passage.article.event_date, passage.article.published) if date]
        said = _times_of(passage.text, dates[0] if dates else None)
        known = [Time(date.year, date.month or 0, date.day or 0) for date in dates]
        if any(time.covers(other) for time in self.times for other in said):
            return BY_PASSAGE
        if any(time.covers(other) for time in self.times for other in known):
            return BY_ARTICLE
        return OTHERWISE if known else 0.0

    def _numbered(self, passage: Passage) -> float:
        if not self.ordinals:
            return 0.0
        if self.ordinals & _ordinals_of(passage.text):
            return BY_PASSAGE
        return BY_ARTICLE if self.ordinals & ordinals_in(passage.article) else 0.0


def ordinals_in(article: Article) -> frozenset[str]:
    """List the numbered events of which an article or its headline speaks."""
    return _ordinals_of(f"{article.title}\n{article.subtitle}\n{article.text}")


@lru_cache(maxsize=20_000)  # the same passages are found again and again
def _times_of(text: str, date: PartialDate | None) -> tuple[Time, ...]:
    """List a passage's times, with the years that its article's date gives to 去年 and 4月23日."""
    folded = fold(text)
    times = told_times(folded, date)
    if not date:
        return times
    days = (in_month(time, date) for time in bare_days(folded))
    return (*(_complete(time, date) for time in times), *days)


@lru_cache(maxsize=20_000)
def _ordinals_of(text: str) -> frozenset[str]:
    return ordinals(fold(text))


def _complete(time: Time, date: PartialDate) -> Time:
    if time.year:
        return time
    before = date.month is not None and time.month - date.month > FAR_MONTHS
    return replace(time, year=date.year - before)


def _number(text: str) -> int:
    """Read 12, 五, 两, 十二 or 二十; at most 99 in characters."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.replace("两", "二").rpartition("十")
    count = _DIGITS.index(tens) + 1 if tens else 1
    return count * 10 * bool(ten) + (_DIGITS.index(ones) + 1 if ones else 0)
