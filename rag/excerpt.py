"""Cut the clauses around a short answer out of its quote: what is read at a glance, at most 60 characters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Span
from index.words import fold

LIMIT = 60  # characters
_CLAUSE = re.compile(r"[^，,；;：:。！？!?\s]+[，,；;：:。！？!?\s]*")
_MARKS = "，,；;：:。 \n"


def excerpt(asked: Sequence[str], quote: str, short: str) -> str:
    """Give the run of clauses around the short answer that shares most with the question's words."""
    core = _core(quote, short[:LIMIT])
    clauses = [Span(*match.span()) for match in _CLAUSE.finditer(quote)]
    if core is None or not clauses:
        return short[:LIMIT]
    held = [i for i, clause in enumerate(clauses) if clause.start < core.end and core.start < clause.end]
    first, last = (held[0], held[-1]) if held else (0, 0)
    if clauses[last].end - clauses[first].start > LIMIT:
        return _window(quote, core, clauses[first].start, clauses[last].end).strip(_MARKS)
    while True:
        sides = [
            i
            for i in (first - 1, last + 1)
            if 0 <= i < len(clauses)
            and max(clauses[last].end, clauses[i].end) - min(clauses[first].start, clauses[i].start) <= LIMIT
        ]
        if not sides:
            return quote[clauses[first].start : clauses[last].end].strip(_MARKS)
        grown = max(sides, key=lambda i: (_overlap(asked, quote, clauses[i]), i))
        first, last = min(first, grown), max(last, grown)


def _core(quote: str, short: str) -> Span | None:
    """Find the short answer, or as many items of a list as fit."""
    places = [(quote.find(item), item) for item in (short, *re.split(r"[、；]", short)) if item]
    spans = [Span(place, place + len(item)) for place, item in places if place >= 0]
    if not spans:
        return None
    start = min(span.start for span in spans)
    return Span(start, max(span.end for span in spans if span.end - start <= LIMIT or span.start == start))


def _window(quote: str, core: Span, start: int, end: int) -> str:
    """Cut `LIMIT` characters with the core in the middle, within `start` and `end`."""
    room = (LIMIT - (core.end - core.start)) // 2
    first = max(start, min(core.start - room, end - LIMIT))
    return quote[first : min(end, first + LIMIT)]


def _overlap(asked: Sequence[str], text: str, span: Span) -> float:
    part = fold(text[span.start : span.end])
    return sum(len(word) for word in asked if word in part)
