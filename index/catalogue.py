"""The articles of an archive as a list: narrowed, sorted, counted by month and by day."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from index.store import Filter
from index.types import Article, Kind, PartialDate, Precision, Span
from index.words import fold

REPORTS = frozenset(kind for kind in Kind if kind.is_report)
Column = Literal["date", "title", "kind", "reporters", "source"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles are listed: those that hold all of the words and meet everything else that is given.

    `happened` is a year or a month, 2022 or 2022-04, of what an article tells; `among` are ids.
    """

    words: tuple[str, ...] = ()
    chosen: Filter | None = None
    kinds: frozenset[Kind] = REPORTS
    reporter: str = ""
    happened: str = ""
    undated: bool = False
    among: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many reports were published when: on a day, in a month or a year that alone is known, or unknown.

    `inferred` are the days that no page states.
    """

    days: Mapping[datetime.date, int]
    inferred: frozenset[datetime.date]
    months: Mapping[tuple[int, int], int]
    years: Mapping[int, int]
    undated: int

    @property
    def bounds(self) -> tuple[datetime.date, datetime.date] | None:
        """Give the first and the last day that any of the dates can mean."""
        partial = [PartialDate(year, month) for year, month in self.months]
        dates = [*partial, *map(PartialDate, self.years)]
        ends = [*self.days, *(end for date in dates for end in (date.first, date.last))]
        return (min(ends), max(ends)) if ends else None


class Catalogue:
    """All articles of an archive at one revision."""

    def __init__(self, articles: Iterable[Article], *, revision: int) -> None:
        """Hold the articles."""
        self.articles, self.revision = tuple(articles), revision

    @cached_property
    def by_id(self) -> Mapping[str, Article]:
        """Find an article by its id."""
        return {article.id: article for article in self.articles}

    @cached_property
    def sources(self) -> Mapping[str, int]:
        """Count the articles of each source, page furniture included."""
        return Counter(article.source for article in self.articles)

    @cached_property
    def reporters(self) -> Mapping[str, int]:
        """Count the articles of each reporter and correspondent, the busiest first."""
        names = Counter(name for article in self.articles for name in {*_writers(article)})
        return dict(sorted(names.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def coverage(self) -> Coverage:
        """Count the reports by the day that they were published."""
        dates = [article.published for article in self.articles if article.kind.is_report]
        known = [date for date in dates if date]
        days = [date for date in known if date.precision is Precision.DAY]
        months = ((d.year, d.month) for d in known if d.precision is Precision.MONTH and d.month)
        return Coverage(
            days=Counter(date.first for date in days),
            inferred=frozenset(d.first for d in days if d.inferred)
            - {d.first for d in days if not d.inferred},
            months=Counter(months),
            years=Counter(date.year for date in known if date.precision is Precision.YEAR),
            undated=len(dates) - len(known),
        )

    def select(self, selection: Selection) -> list[Article]:
        """List the articles that are wanted, in the order of the archive."""
        words = [fold(word) for word in selection.words]
        return [
            article
            for article, text in zip(self.articles, self._texts if words else self.articles, strict=True)
            if _meets(article, selection) and all(word in str(text) for word in words)
        ]

    def neighbours(self, article: Article) -> list[Article]:
        """List the other reports of the same page."""
        here = (article.source, article.page)
        found = (a for a in self.articles if (a.source, a.page) == here and a.id != article.id)
        return [other for other in found if other.kind.is_report]

    @cached_property
    def _texts(self) -> list[str]:
        return [fold(f"{a.title}\n{a.subtitle}\n{a.text}") for a in self.articles]


def sort_articles(articles: Iterable[Article], column: Column, *, descending: bool = False) -> list[Article]:
    """Sort by a column; what has nothing there comes last either way. Chinese sorts by its sound."""
    filled = [(key, article) for article in articles if (key := _key(article, column))]
    empty = [article for article in articles if not _key(article, column)]
    filled.sort(key=lambda pair: pair[0], reverse=descending)
    return [*(article for _, article in filled), *empty]


def months(articles: Iterable[Article]) -> dict[str, list[Article]]:
    """Group articles by the month of what they tell, else of their publication; in order, undated left out.

    The keys are 2022-04, or 2022 where no month is known.
    """
    found: dict[str, list[Article]] = {}
    for article in articles:
        date = told_date(article)
        if date:
            found.setdefault(str(date)[:7], []).append(article)
    return dict(sorted(found.items()))


def told_date(article: Article) -> PartialDate | None:
    """Give the date of what an article tells, else of its publication."""
    return article.event_date or article.published


def word_spans(text: str, words: Sequence[str]) -> list[Span]:
    """Find where any of the words stands in a text, in whatever script and width."""
    folded, spans = fold(text), []
    for word in filter(None, map(fold, words)):
        at = folded.find(word)
        while at >= 0:
            spans.append(Span(at, at + len(word)))
            at = folded.find(word, at + len(word))
    return spans


def _meets(article: Article, selection: Selection) -> bool:
    if article.kind not in selection.kinds:
        return False
    if selection.among is not None and article.id not in selection.among:
        return False
    if selection.reporter and selection.reporter not in _writers(article):
        return False
    if selection.happened and not str(told_date(article) or "").startswith(selection.happened):
        return False
    if selection.undated and article.published:
        return False
    return selection.chosen is None or _passes(article, selection.chosen)


def _passes(article: Article, chosen: Filter) -> bool:
    """Tell what `Store.allowed` tells."""
    if chosen.sources and article.source not in chosen.sources:
        return False
    date = article.published
    if not (chosen.since or chosen.until):
        return True
    if date is None:
        return False
    return not (chosen.since and date.last < chosen.since) and not (
        chosen.until and date.first > chosen.until
    )


def _writers(article: Article) -> tuple[str, ...]:
    return (*article.reporters, *article.correspondents)


def _key(article: Article, column: Column) -> tuple[object, ...]:
    if column == "date":
        return (article.published.first, article.published.last) if article.published else ()
    if column == "source":
        return (_sound(article.source), article.page)
    text = {"title": article.title, "kind": article.kind.value, "reporters": "、".join(_writers(article))}
    return (_sound(text[column]),) if text[column] else ()


def _sound(text: str) -> bytes:
    """Order common characters by their pinyin, as the first level of GB 2312 lists them."""
    return text.encode("gb18030", "replace")
