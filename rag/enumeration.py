"""Find the items of an enumeration: A、B和C; 一是…二是…; 分别为：A，B，C."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.types import Span
from rag.understand import Query

_ITEM_END = r"、，,；;。！？!?：:\n"
_ORDINAL = re.compile(r"(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[，,]|[（(][一二三四五六七八九十\d]+[)）]|[①②③④⑤⑥⑦⑧⑨⑩])")
_RUN = re.compile(rf"[^{_ITEM_END}]+(?:、[^{_ITEM_END}]+)+")
_LEAD = re.compile(r"^.*(?:包括|涵盖|分别[为是]|主要有|例如|先后到|先后赴|传达学习|听取了?|抓好|聚焦|围绕|即)(?=.)")
_TAIL = re.compile(r"(?:等(?:[^、]*)|(?:[一二两三四五六七八九十\d]+)[大个项种方].*)$")


def enumeration(text: str, query: Query) -> list[Span]:
    """List the items of the enumeration nearest to the question's words, or nothing."""
    found = [items for items in (*_ordinals(text), *_runs(text)) if len(items) > 1]
    if not found:
        return []
    return max(found, key=lambda items: (_near(text, items, query), len(items), -items[0].start))


def _near(text: str, items: list[Span], query: Query) -> int:
    around = text[max(0, items[0].start - 30) : items[-1].end + 20]
    return sum(len(word) for word in query.words if word in around)


def _ordinals(text: str) -> Iterator[list[Span]]:
    """Read 一是A，…；二是B，…: each item goes up to the first mark."""
    starts = [match.end() for match in _ORDINAL.finditer(text)]
    if len(starts) > 1:
        yield [_until(text, start) for start in starts]


def _until(text: str, start: int) -> Span:
    end = re.compile(rf"[{_ITEM_END}]|$").search(text, start)
    return Span(start, end.start() if end else len(text))


def _runs(text: str) -> Iterator[list[Span]]:
    """Read A、B、C: what leads up to the first item and what follows the last are left out."""
    for match in _RUN.finditer(text):
        spans, start = [], match.start()
        for part in match.group().split("、"):
            spans.append(Span(start, start + len(part)))
            start += len(part) + 1
        lead, tail = _LEAD.match(text[spans[0].start : spans[0].end]), _TAIL.search(text[spans[-1].start : spans[-1].end])
        if lead:
            spans[0] = Span(spans[0].start + lead.end(), spans[0].end)
        if tail and tail.start() > 0:
            spans[-1] = Span(spans[-1].start, spans[-1].start + tail.start())
        yield spans
