"""Find the items of an enumeration: A、B和C; 一是…二是…; 分别为：A，B，C."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.types import Span
from rag.spans import MentionKind, mentions
from rag.understand import Query

_ITEM_END = r"、，,；;。！？!?：:\n"
_MARK = re.compile(rf"[{_ITEM_END}]")
_ORDINAL = re.compile(
    r"(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[，,]|[（(][一二三四五六七八九十\d]+[)）]|[①②③④⑤⑥⑦⑧⑨⑩])"
)
# Begins only behind a mark, since a try at every character takes quadratic time.
_RUN = re.compile(rf"(?<![^{_ITEM_END}])[^{_ITEM_END}]+(?:、[^{_ITEM_END}]+)+")
_QUOTED = re.compile(r"“[^“”]{1,20}”(?:[、和]?“[^“”]{1,20}”)+")
_COMMAS = re.compile(r"(?<=分别为：)[^。；\n]+|(?<=分别为:)[^。；\n]+|(?<=分别是：)[^。；\n]+")
_LEAD = re.compile(
    r"^.*(?:包括|涵盖|分别[为是]|主要有|例如|先后到|先后赴|传达学习|听取了?|抓好|聚焦|围绕|发扬|坚持|做好|健全完善|分为|即|以(?=[^为]{2,}))(?=.)"
)
_ANNOUNCED = re.compile(
    r"(?:包括|涵盖|分别[为是]|有|例如|先后到|先后赴|听取了?|抓好|聚焦|即|为|是|到)[：:]?$"
)
_PEOPLE = re.compile(
    r"谁|哪[些几两三四五六七八九十]*[位名]|哪[些几]个?(?:人|领导|同志|干部|嘉宾|记者|通讯员)"
)
_TAIL = re.compile(
    r"(?:等(?!级|待)[^、]*|[“(（]?[一二两三四五六七八九十\d]+[大个项种方类][^、]*|作为[^、]*)$"
)
_JOINED = re.compile(r"以及|和|及|与")


def listed(text: str, query: Query) -> list[Span]:
    """List the items that a LIST question asks for: people where it asks for people, or nothing."""
    if _PEOPLE.search(query.text):
        found = [Span(m.start, m.end) for m in mentions(text, frozenset({MentionKind.PERSON}))]
        if len(found) > 1:
            return found
    return enumeration(text, query)


def enumeration(text: str, query: Query) -> list[Span]:
    """List the items of the enumeration that fits the question best, or nothing.

    One with as many items as the question counts goes before one that merely stands near its words.
    """
    found = [_split_last(text, items, query.count) for items in _enumerations(text)]
    found = [items for items in found if len(items) > 1]
    if not found:
        return []
    return max(
        found, key=lambda items: (len(items) == query.count, _near(text, items, query) + _led(text, items))
    )


def _enumerations(text: str) -> Iterator[list[Span]]:
    yield from _ordinals(text)
    yield from _runs(text)
    for match in _QUOTED.finditer(text):
        yield [
            Span(match.start() + m.start(), match.start() + m.end())
            for m in re.finditer(r"“[^“”]+”", match.group())
        ]
    for match in _COMMAS.finditer(text):
        yield [
            Span(match.start() + m.start(), match.start() + m.end())
            for m in re.finditer(r"[^，,、]+", match.group())
        ]


def _split_last(text: str, items: list[Span], count: int) -> list[Span]:
    """Take the last item of A、B和C apart, unless the count says otherwise."""
    last = items[-1]
    joint = _JOINED.search(text, last.start + 1, last.end - 1)
    if not joint or len(items) == count:
        return items
    return [*items[:-1], Span(last.start, joint.start()), Span(joint.end(), last.end)]


def _led(text: str, items: list[Span]) -> int:
    """Value an enumeration that a word like 涵盖 or 分别为 announces, and a long one."""
    return len(items) + 8 * bool(_ANNOUNCED.search(text[max(0, items[0].start - 8) : items[0].start]))


def _near(text: str, items: list[Span], query: Query) -> int:
    """Count the characters of the question's words around the items, those of the asked sort twice."""
    around = text[max(0, items[0].start - 30) : items[-1].end + 20]
    words = (*query.words, *query.focus, *([query.head] if query.head else []))
    return sum(len(word) for word in words if word in around)


def _ordinals(text: str) -> Iterator[list[Span]]:
    """Read 一是A，…；二是B，…: each item goes up to the first mark or the next ordinal."""
    marks = list(_ORDINAL.finditer(text))
    borders = [*(mark.start() for mark in marks[1:]), len(text)]
    items = [_until(text, mark.end(), border) for mark, border in zip(marks, borders, strict=False)]
    items = [item for item in items if item.start < item.end]
    if len(items) > 1:
        yield items


def _until(text: str, start: int, border: int) -> Span:
    end = _MARK.search(text, start, border)
    return Span(start, end.start() if end else border)


def _runs(text: str) -> Iterator[list[Span]]:
    """Read A、B、C: what leads up to the first item and what follows the last are left out."""
    for match in _RUN.finditer(text):
        spans, start = [], match.start()
        for part in match.group().split("、"):
            spans.append(Span(start, start + len(part)))
            start += len(part) + 1
        first, last = spans[0], spans[-1]
        lead, tail = _LEAD.match(text[first.start : first.end]), _TAIL.search(text[last.start : last.end])
        if lead:
            spans[0] = Span(first.start + lead.end(), first.end)
        if tail and tail.start() > 0:
            spans[-1] = Span(last.start, last.start + tail.start())
        yield spans
