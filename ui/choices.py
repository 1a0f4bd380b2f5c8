"""What a reader has chosen in one browser: which reports to ask, and how many to show beside an answer."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from index.dates import read_date
from index.errors import InputError
from index.store import Filter
from index.types import Article, PartialDate

MOST_RELATED = 10
_MOST_SOURCES = 500  # files named one by one


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the archive, and how many reports it holds."""

    name: str
    reports: int


@dataclass(frozen=True, slots=True)
class Choices:
    """Dates are ISO 8601 to any precision, "" for none; `related` reports are shown that no sentence cites.

    `sources` are the files to ask, none for all; `model` tells whether a language model, if one is set up,
    words the answers.
    """

    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    related: int = 3
    model: bool = True

    @classmethod
    def of(cls, saved: Mapping[str, Any] | None) -> Choices:
        """Read what a browser has kept; what is not usable gives way to the default."""
        saved, plain = saved or {}, cls()
        related, sources = saved.get("related"), saved.get("sources")
        return cls(
            since=_date(saved.get("since")),
            until=_date(saved.get("until")),
            sources=tuple(map(str, sources[:_MOST_SOURCES])) if isinstance(sources, list | tuple) else (),
            related=min(max(related, 0), MOST_RELATED) if isinstance(related, int) else plain.related,
            model=saved.get("model") is not False,
        )

    @property
    def filter(self) -> Filter:
        """Say which articles may be found."""
        since = PartialDate.parse(self.since).first if self.since else None
        until = PartialDate.parse(self.until).last if self.until else None
        return Filter(since, until, self.sources)

    @property
    def restrictions(self) -> list[tuple[str, str]]:
        """Say in Chinese which reports alone are asked, each with the name of what lifts it (`lifted`)."""
        first, last = (PartialDate.parse(day).words if day else "" for day in (self.since, self.until))
        days = f"只问{first}至{last}的报道" if first and last else ""
        days = days or (f"只问{first}以来的报道" if first else f"只问{last}为止的报道" if last else "")
        files = f"只问 {len(self.sources)} 个文件" if self.sources else ""
        return [(act, words) for act, words in (("lift-days", days), ("lift-sources", files)) if words]

    def lifted(self, act: str) -> Choices:
        """Ask all reports again, as far as `act` of `restrictions` says."""
        if act == "lift-days":
            return replace(self, since="", until="")
        return replace(self, sources=()) if act == "lift-sources" else self

    def dated(self, name: str, typed: str) -> Choices:
        """Set `since` or `until` as typed; raise ValueError with a Chinese sentence when that cannot be."""
        try:
            day = str(read_date(typed) or "")
        except InputError as error:
            raise ValueError("看不懂这个日期，没有采用。请写成 2022、2022-04 或 2022-04-26。") from error
        after = replace(self, since=day) if name == "since" else replace(self, until=day)
        first, last = after.filter.since, after.filter.until
        if first and last and first > last:
            raise ValueError("开始的日期晚于结束的日期，没有采用。")
        return after

    def to_json(self) -> dict[str, Any]:
        """Give what `of` reads, and when it was chosen, in seconds since 1970."""
        return {**asdict(self), "at": time.time()}


def source_files(articles: Iterable[Article]) -> list[SourceFile]:
    """List the files of an archive by name, with their reports."""
    counts = Counter(article.source for article in articles if article.kind.is_report)
    return [SourceFile(name, counts[name]) for name in sorted(counts)]


def _date(text: object) -> str:
    try:
        return str(PartialDate.parse(str(text)))
    except ValueError:
        return ""
