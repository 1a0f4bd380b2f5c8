"""What one browser looks at in the archive: what it has asked to see, in which order, and what is open."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from index.catalogue import REPORTS, Column, Selection, sort_articles
from index.dates import read_date
from index.errors import InputError
from index.store import Filter
from index.types import Article, Kind
from rag import Archive

PAGE = 50  # articles on one page of the list
NAMES = 15  # people, and organisations, that are listed at first
_LONGEST = 200  # characters of anything typed
_TYPED = ("words", "since", "until", "kind", "source", "reporter")


@dataclass(frozen=True, slots=True)
class View:
    """What is looked for (as typed), how the list is sorted, and which page, article and year are open.

    `said` tells what was just deleted, and `edit` names that change; `shown` is the revision on the page.
    `kind` is "" for all reports, "all" for page furniture too; `happened` a month 2022-04; `named` somebody.
    """

    words: str = ""
    since: str = ""
    until: str = ""
    kind: str = ""
    source: str = ""
    reporter: str = ""
    happened: str = ""
    named: str = ""
    undated: bool = False
    column: Column = "date"
    descending: bool = True
    page: int = 1
    opened: str = ""
    year: int = 0
    names: int = NAMES
    said: str = ""
    edit: str = ""
    shown: int = -1

    def after(self, act: str, value: str) -> View:
        """Give the view after a click; one that means nothing changes nothing."""
        change = _ACTS.get(act)
        return change(replace(self, said="", edit=""), value[: 20 * _LONGEST]) if change else self

    @property
    def wanted(self) -> View:
        """Give what is looked for alone, without order and place."""
        return replace(
            self,
            column="date",
            descending=True,
            page=1,
            opened="",
            year=0,
            names=NAMES,
            said="",
            edit="",
            shown=-1,
        )

    @property
    def searched(self) -> tuple[str, ...]:
        """List the words that are looked for."""
        return tuple(self.words.split())


@dataclass(frozen=True, slots=True)
class Found:
    """The articles that a view asks for, sorted; the same of all months; and what was not understood."""

    articles: tuple[Article, ...] = ()
    timeline: tuple[Article, ...] = ()
    error: str = ""

    def on(self, view: View) -> tuple[Article, ...]:
        """Cut out the page of the list that is shown."""
        first = (min(view.page, self.pages) - 1) * PAGE
        return self.articles[first : first + PAGE]

    @property
    def pages(self) -> int:
        """Count the pages of the list."""
        return max(1, -(-len(self.articles) // PAGE))


def find(archive: Archive, view: View) -> Found:
    """Find what a view asks for."""
    try:
        chosen = Filter(*_range(view), (view.source,) if view.source else ())
    except InputError as error:
        return Found(error=str(error))
    wanted = Selection(
        words=view.searched,
        chosen=chosen if chosen else None,
        kinds=_kinds(view.kind),
        reporter=view.reporter,
        undated=view.undated,
        among=frozenset(archive.names().of(view.named)) if view.named else None,
    )
    catalogue = archive.catalogue
    timeline = catalogue.select(wanted)
    narrowed = catalogue.select(replace(wanted, happened=view.happened)) if view.happened else timeline
    ordered = sort_articles(narrowed, view.column, descending=view.descending)
    return Found(tuple(ordered), tuple(timeline))


def _range(view: View) -> tuple[Any, Any]:
    since, until = read_date(view.since), read_date(view.until)
    first, last = since and since.first, until and until.last
    if first and last and first > last:
        raise InputError("起始日期晚于结束日期，什么也找不到。请把两个日期对调。")
    return first, last


def _kinds(kind: str) -> frozenset[Kind]:
    if kind == "all":
        return frozenset(Kind)
    return frozenset({Kind(kind)}) if kind in set(Kind) else REPORTS


def _filter(view: View, value: str) -> View:
    try:
        typed = json.loads(value)
    except ValueError:
        return view
    given: Mapping[str, Any] = typed if isinstance(typed, dict) else {}
    fields = {name: str(given.get(name) or "").strip()[:_LONGEST] for name in _TYPED}
    return _fresh(view, **fields)


def _fresh(view: View, **changes: Any) -> View:
    """Change what is looked for: the list starts again at its first page."""
    return replace(view, page=1, opened="", **changes)


def _sort(view: View, value: str) -> View:
    if value not in get_args(Column):
        return view
    turned = not view.descending if value == view.column else value == "date"
    return _fresh(view, column=value, descending=turned)


def _drop(view: View, value: str) -> View:
    if value == "dates":
        return _fresh(view, since="", until="")
    plain = View()
    return _fresh(view, **{value: getattr(plain, value)}) if value in _DROPPABLE else view


def _publish(view: View, date: str) -> View:
    return _fresh(view, since=date, until=date, undated=False)


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 10 else 1


def _toggle(name: str) -> Callable[[View, str], View]:
    def change(view: View, value: str) -> View:
        return _fresh(view, **{name: "" if getattr(view, name) == value else value})

    return change


_DROPPABLE = frozenset({*_TYPED, "happened", "named", "undated"})
_ACTS: Mapping[str, Callable[[View, str], View]] = {
    "filter": _filter,
    "sort": _sort,
    "drop": _drop,
    "reset": lambda view, _: View(year=view.year, names=view.names, shown=view.shown),
    "page": lambda view, value: replace(view, page=max(1, _number(value)), opened=""),
    "open": lambda view, value: replace(view, opened="" if view.opened == value else value),
    "happened": _toggle("happened"),
    "named": _toggle("named"),
    "reporter": _toggle("reporter"),
    "source": _toggle("source"),
    "published": lambda view, value: _publish(view, "" if view.since == value == view.until else value),
    "undated": lambda view, _: _fresh(view, undated=not view.undated, since="", until=""),
    "year": lambda view, value: replace(view, year=_number(value)),
    "names": lambda view, _: replace(view, names=view.names + 3 * NAMES),
}
