"""The values of the archive: dates, articles, passages and hits."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a piece of a page is."""

    NEWS = "news"
    BRIEF = "brief"
    CAPTION = "caption"
    MASTHEAD = "masthead"
    GUIDE = "guide"

    @property
    def is_report(self) -> bool:
        """Tell whether the piece reports news (page furniture does not)."""
        return self in (Kind.NEWS, Kind.BRIEF, Kind.CAPTION)


class Precision(StrEnum):
    """How exactly a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, the month or the day; `inferred` where the page does not state it."""

    year: int
    month: int | None = None
    day: int | None = None
    inferred: bool = False

    @classmethod
    def parse(cls, text: str, *, inferred: bool = False) -> PartialDate:
        """Read `2023`, `2023-02` or `2023-02-20`; raise ValueError on anything else or an impossible day."""
        numbers = [int(part) for part in text.strip().split("-")]
        if not 1 <= len(numbers) <= 3 or max(numbers) > datetime.MAXYEAR:
            raise ValueError(f"not a date: {text!r}")
        datetime.date(*[*numbers, 1, 1][:3])
        year, *rest = numbers
        month, day = (*rest, None, None)[:2]
        return cls(year, month, day, inferred=inferred)

    @property
    def precision(self) -> Precision:
        """Tell how exactly the date is known."""
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def first(self) -> datetime.date:
        """Give the first day the date can mean."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> datetime.date:
        """Give the last day the date can mean."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def words(self) -> str:
        """Write Chinese to the known precision, marked where inferred: 2023年2月（推断）."""
        parts = zip((self.year, self.month, self.day), "年月日", strict=True)
        written = "".join(f"{number}{unit}" for number, unit in parts if number is not None)
        return f"{written}（推断）" if self.inferred else written

    def __str__(self) -> str:
        """Write ISO 8601 to the known precision: `2023-02`."""
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of some text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """One input file or one page of it, as raw text; `number` counts from 1."""

    source: str
    text: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class Article:
    """One piece of a page: a news story, a caption, or page furniture (see `kind`).

    `text` is the body, dateline included, broken lines joined. White space aside it is what stands in the
    source page at `spans` (body, in reading order); title and subtitle likewise at `headline_spans`.
    """

    id: str
    title: str
    text: str = field(repr=False)  # too long to print with every citation
    source: str
    subtitle: str = ""
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    place: str = ""
    published: PartialDate | None = None
    event_date: PartialDate | None = None
    kind: Kind = Kind.NEWS
    page: int = 1
    spans: tuple[Span, ...] = field(default=(), repr=False)
    headline_spans: tuple[Span, ...] = field(default=(), repr=False)

    @property
    def whole(self) -> str:
        """Join title, subtitle and body, for words that may stand in any of them."""
        return f"{self.title} {self.subtitle} {self.text}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice `article.text[start:end]`: the unit that is searched, shown and cited."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """Cut the slice out of the article's text."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question; `score` (higher is better) and the parts it is made of."""

    passage: Passage
    score: float
    parts: dict[str, float] = field(default_factory=dict)
