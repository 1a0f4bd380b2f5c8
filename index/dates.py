"""Dates: what a page states, what its text implies, the day a report is about, and what somebody types."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.errors import InputError
from index.types import PartialDate

_DIGITS = "〇○零一二三四五六七八九"
_CHINESE = re.compile(
    rf"(?P<y>[{_DIGITS}]{{4}})年(?P<m>[一二三四五六七八九十]{{1,2}})月(?P<d>[一二三四五六七八九十]{{1,3}})[日号]"
)
_FULL = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*(?:年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]"
    r"|(?P<sep>[-./·])\s*(?P<m2>\d{1,2})\s*(?P=sep)\s*(?P<d2>\d{1,2})(?!\d))"
)
_TITLES = re.compile(r"《[^《》]*》")
_YEAR = re.compile(r"(?<![\d—–\-~～至])((?:19|20)\d\d)(?=年(?!底?前|以前|之前|远景))(?!年?[—–\-~～])")
_AIM = re.compile(r"(?:力争|(?<!截)(?<!达)[到至]|争取|预计|计划|规划|将于|将在|拟于|有望|确保)\D{0,4}$")
_EVENT = re.compile(
    r"(?:(?<!\d)(?P<y>(?:19|20)\d\d)年)?(?<!\d)(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]|(?<![\d.、至])(?P<only>\d{1,2})日"
)
_NO_EVENT_AFTER = re.compile(
    r"(?:下午|上午|晚|\d{1,2}[时点])?(?:24时)?(?:之?前|以前|起|开始|为?止|截)|[内龄游均产报]"
)
_NO_EVENT_BEFORE = re.compile(r"(?:截至|截止|自|从|至|到|每年|每月)$")
_TYPED = re.compile(r"(\d{4})(?:[年./-](?:(\d{1,2})(?:[月./-](?:(\d{1,2})日?)?)?)?)?")
_AHEAD = re.compile(r"(?:将|拟|定)[于在]?$")


def read_date(typed: str) -> PartialDate | None:
    """Read what somebody types: 2022, 2022-04, 2022/4/26, 2022年4月26日; None for nothing.

    Raise InputError for anything else.
    """
    plain = "".join(unicodedata.normalize("NFKC", typed).split())
    if not plain:
        return None
    try:
        if match := _TYPED.fullmatch(plain):
            return PartialDate.parse("-".join(filter(None, match.groups())))
    except ValueError:
        pass  # a day that no month has
    raise InputError(f"看不懂日期“{typed.strip()[:20]}”。请写成 2022、2022-04 或 2022-04-26。")


def find_date(text: str) -> PartialDate | None:
    """Find the first full date in any common form: 2021年3月5日, 2021-03-05, 二〇二一年三月五日."""
    found = [match for match in (_FULL.search(text), _CHINESE.search(text)) if match]
    for match in sorted(found, key=lambda match: match.start()):
        groups = match.groupdict()
        parts = (groups["y"], groups["m"] or groups.get("m2"), groups["d"] or groups.get("d2"))
        year, month, day = (_number(part or "") for part in parts)
        if date := _date(year, month, day):
            return date
    return None


def _number(text: str) -> int:
    """Read 31, 〇三, 十二 or 三十一; 0 for what is no number (二十十)."""
    if text.isdecimal():
        return int(text)
    values = {char: max(0, place - 2) for place, char in enumerate(_DIGITS)}
    tens, ten, ones = text.rpartition("十")
    if not all(char in values for char in tens + ones):
        return 0
    if not ten:
        return int("".join(str(values[char]) for char in ones) or 0)
    if max(len(tens), len(ones)) > 1:
        return 0
    return values.get(tens, 1) * 10 + values.get(ones, 0)


def _date(year: int, month: int, day: int, *, inferred: bool = False) -> PartialDate | None:
    """Make a date to the day; None for an impossible one."""
    try:
        datetime.date(year, month, day)
    except ValueError:
        return None
    return PartialDate(year, month, day, inferred=inferred)


def mentioned_years(text: str) -> list[int]:
    """List the years that text speaks of as past or present: no titles, no ranges, no aims (力争2020年)."""
    plain = _TITLES.sub("", text)
    return [
        int(match.group(1))
        for match in _YEAR.finditer(plain)
        if not _AIM.search(plain[max(0, match.start() - 8) : match.start()])
    ]


def infer_published(
    text: str, *, printed: Sequence[tuple[int, int]], leads: Iterable[str]
) -> PartialDate | None:
    """Infer when a page that states no date came out, to the precision that its text allows.

    `printed` holds the (month, day) inside its datelines, which date the issue to the day; the days that its
    `leads` report only date it to the month. The year is the latest that the text speaks of.
    """
    days = [found for lead in leads for found in _days(lead)]
    years = Counter(mentioned_years(text) + [year for year, _, _ in days if year])
    if not years:
        return None
    year = max(years)
    if printed:
        return _date(year, *_latest(printed), inferred=True)
    if days:
        return PartialDate(year, _latest([(month, day) for _, month, day in days])[0], inferred=True)
    return PartialDate(year, inferred=True) if years[year] > 1 else None


def _latest(days: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Pick the latest day of the year; beside December, January and February are of the next year."""
    turn = any(month == 12 for month, _ in days) and any(month <= 2 for month, _ in days)
    return max(day for day in days if not turn or day[0] <= 2)


def _days(lead: str) -> list[tuple[int | None, int, int]]:
    """List year (None where not given), month and day of the first event in a lead; at most one."""
    for match in _events(lead):
        if match.group("m") and _date(2000, int(match.group("m")), int(match.group("d"))):
            year = match.group("y")
            return [(int(year) if year else None, int(match.group("m")), int(match.group("d")))]
    return []


def _events(lead: str) -> list[re.Match[str]]:
    """List the days in a lead that can be the report's: no deadline, no beginning, none in a 《title》."""
    plain = _TITLES.sub(lambda match: "《" + " " * (len(match.group()) - 2) + "》", lead)
    return [
        match
        for match in _EVENT.finditer(plain)
        if not _NO_EVENT_AFTER.match(plain, match.end())
        and not _NO_EVENT_BEFORE.search(plain[max(0, match.start() - 3) : match.start()])
    ]


def event_date(
    lead: str, *, published: PartialDate | None, printed: tuple[int, int] | None = None
) -> PartialDate | None:
    """Find the day that a report is about: the first that its lead gives as an event.

    What the lead leaves out comes from the dateline's own (month, day), `printed`, or from `published`.
    """
    for match in _events(lead):
        ahead = bool(_AHEAD.search(lead[max(0, match.start() - 2) : match.start()]))
        if date := _complete(match, published=published, printed=printed, ahead=ahead):
            return date
    return None


def _complete(
    match: re.Match[str], *, published: PartialDate | None, printed: tuple[int, int] | None, ahead: bool
) -> PartialDate | None:
    """Fill in the year and the month that a day in a lead lacks; None where nothing tells them."""
    if match.group("y"):
        stated = _date(int(match.group("y")), int(match.group("m")), int(match.group("d")))
        old = stated and published and abs(published.year - stated.year) > 1
        return None if old else stated
    if published is None:
        return None
    if match.group("m"):
        return _in_year(int(match.group("m")), int(match.group("d")), published=published, ahead=ahead)
    base = replace(published, month=printed[0], day=printed[1]) if printed else published
    return _in_month(int(match.group("only")), base=base)


def _in_year(month: int, day: int, *, published: PartialDate, ahead: bool) -> PartialDate | None:
    """Place a month and a day in the year before publication (after it where the lead looks ahead)."""
    year = published.year
    if published.month is not None and ahead:
        year += month < published.month
    elif published.month is not None:
        year -= month > published.month
    return _date(year, month, day, inferred=published.inferred)


def _in_month(day: int, *, base: PartialDate) -> PartialDate | None:
    """Place a bare day (25日) in the month of `base`, or in the one before where it would lie ahead."""
    if base.month is None:
        return None
    back = base.day is not None and day > base.day
    year, month = (
        (base.year, base.month) if not back else (base.year - (base.month == 1), (base.month - 2) % 12 + 1)
    )
    return _date(year, month, day, inferred=base.inferred)
