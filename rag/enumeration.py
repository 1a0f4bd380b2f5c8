"""Find the items of an enumeration: A、B和C; 一是…二是…; 分别为：A，B，C."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.types import Span
from index.words import tag
from rag.spans import MentionKind, mentions
from rag.understand import Query, number

FAR = 400  # characters of an enumeration that its number closes
TITLED = 20  # characters near them that titles are worth where works are asked for
_ITEM_END = r"、，,；;。！？!?：:\n"
_MARK = re.compile(rf"[{_ITEM_END}]")
_STOP = re.compile(rf"[{_ITEM_END[1:]}]")  # 一是A、B，…: what is numbered may be two things
_ORDINAL = re.compile(
    r"(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[，,]|[（(][一二三四五六七八九十\d]+[)）]|[①②③④⑤⑥⑦⑧⑨⑩])"
)
# Begins only behind a mark, since a try at every character takes quadratic time.
_RUN = re.compile(rf"(?<![^{_ITEM_END}])[^{_ITEM_END}]+(?:、[^{_ITEM_END}]+)+")
_QUOTED = re.compile(r"“[^“”]{1,30}”(?:[、和]?“[^“”]{1,30}”)+|《[^《》]{1,40}》(?:[、和]?《[^《》]{1,40}》)+")
_COMMAS = re.compile(r"(?<=分别为：)[^。；\n]+|(?<=分别为:)[^。；\n]+|(?<=分别是：)[^。；\n]+")
_SEMICOLONS = re.compile(r"(?<=[：:])[^。\n；;]+(?:[；;][^。\n；;]+)+")
_CLOSED = re.compile(r"等(?:共)?(?P<n>\d{1,2}|[两二三四五六七八九十]+)(?:[个家项名位件类条]|大(?=[一-鿿]))")
_WORKS = re.compile(r"哪[些几]?[部本首]|哪[些几][^，,。]{0,4}(?:法规|条例|文件|书|作品|电影|剧|歌|规定|办法)")
_LEAD = re.compile(
    r"^.*(?:包括|涵盖|分别[为是]|主要有|例如|先后到|先后赴|(?:先后|依次|分别|一行)(?:来到|走进|走访|深入|前往|察看|查看)了?|(?<!建)设有(?!限)|传达学习|听取了?|抓好|聚焦|围绕|发扬|坚持|做好|健全完善|分为|即|以(?=[^为]{2,}))(?=.)"
)
_PUSHES = re.compile(
    r"^.*(?:大力|重点|加快|积极|着力|全力|持续|扎实)(?:发展|推进|建设|培育|推动|打造|扶持|实施|做好|抓好)(?=..)"
)
_ANNOUNCED = re.compile(
    r"(?:包括|涵盖|分别[为是]|有|例如|先后到|先后赴|听取了?|抓好|聚焦|即|为|是|到)[：:]?$"
)
_PEOPLE = re.compile(
    r"谁|哪[些几两三四五六七八九十]*[位名]|哪[些几]个?(?:人|领导|同志|干部|嘉宾|记者|通讯员)"
    r"|(?:人|同志|干部|领导|嘉宾|代表|院士|专家|选手|队员)[^，,。]{0,4}(?:叫什么|叫啥|名字|姓名)"
)
_TAIL = re.compile(
    r"(?:等(?!级|待)[^、]*|(?:(?<![合工操动])作为|为|是)?[“(（\"]?"
    r"[一二两三四五六七八九十\d]+[大个项种方类条][^、]*|(?<![合工操动])作为[^、]*|(?<!于)是(?![否非])[^、]{3,})$"
)
_LEADING = frozenset("v p ul uz vd uv".split())  # verbs, prepositions, 了, 着
_SHORT_VERBS = frozenset("有为到赴抓听做以对在从把将用靠获了着")
_JOINED = re.compile(r"以及|和|及|与")


def listed(text: str, query: Query) -> list[Span]:
    """List the items that a LIST question asks for: people where it asks for people, or nothing."""
    if _PEOPLE.search(query.text):
        found = [Span(m.start, m.end) for m in mentions(text, frozenset({MentionKind.PERSON}))]
        if len({text[span.start : span.end] for span in found}) > 1:
            return found
    return enumeration(text, query)


_STYLES = (
    r"(?<![一-鿿])(?P<n>[一二三四五六七八九十]+)是",
    r"第(?P<n>[一二三四五六七八九十]+)(?:[，,、：]|[个是]是?)",
    r"[（(](?P<n>[一二三四五六七八九十]+|\d{1,2})[)）]",
    r"(?:(?<=^)|(?<=[\n。；;：:]))(?P<n>[一二三四五六七八九十]+)、",
    r"(?:(?<=^)|(?<=[\n。；;：:，,]))(?P<n>\d{1,2})[.．、](?!\d)",
)
_SAID = re.compile(r"(?P<n>[一二两三四五六七八九十]+|\d{1,2})(?:[大个项种条类位家块点处拨步]|方面)")


def series(text: str) -> Iterator[list[Span]]:
    """Find numbered series in an article: 一是A…。二是B…。 or （一）A（二）B, each item to its mark."""
    for style in _STYLES:
        run: list[re.Match[str]] = []
        for mark in re.finditer(style, text):
            if number(mark["n"]) != len(run) + 1:
                yield from _series_items(text, run)
                run = []
            if number(mark["n"]) == len(run) + 1:
                run.append(mark)
        yield from _series_items(text, run)


def _series_items(text: str, marks: list[re.Match[str]]) -> Iterator[list[Span]]:
    borders = [*(mark.start() for mark in marks[1:]), len(text)]
    items = [_until(text, mark.end(), border) for mark, border in zip(marks, borders, strict=False)]
    items = [item for item in items if item.start < item.end]
    if len(items) > 1:
        yield items


def announced(text: str, first: Span, last: Span) -> int:
    """Read the number that a text gives for its items, before the first or behind the last; 0 without one."""
    before = list(_SAID.finditer(text, max(0, first.start - 24), first.start))
    behind = _SAID.match(text, last.end) or _SAID.match(text, last.end + 1)
    found = behind or (before[-1] if before else None)
    return number(found["n"]) if found else 0


def enumeration(text: str, query: Query) -> list[Span]:
    """List the items of the enumeration that fits the question best, or nothing.

    One with as many items as the question counts goes before one that merely stands near its words.
    """
    found = [_split_last(text, items, query.count) for items in _enumerations(text)]
    found = [items for items in found if len(items) > 1]
    if not found:
        return []
    return max(
        found,
        key=lambda items: (
            len(items) == query.count,
            _near(text, items, query) + _led(text, items) + TITLED * _are_works(text, items, query),
        ),
    )


def _are_works(text: str, items: Sequence[Span], query: Query) -> bool:
    """Tell whether books, laws or films are asked for, and the items are titles."""
    return bool(_WORKS.search(query.text)) and all(text[item.start] == "《" for item in items)


def _enumerations(text: str) -> Iterator[list[Span]]:
    yield from _ordinals(text)
    yield from _runs(text)
    yield from _parallel(text)
    for match in _QUOTED.finditer(text):
        yield [
            Span(match.start() + m.start(), match.start() + m.end())
            for m in re.finditer(r"“[^“”]+”|《[^《》]+》", match.group())
        ]
    yield from _closed(text)
    for match in _SEMICOLONS.finditer(text):
        yield [
            Span(match.start() + m.start(), match.start() + m.end())
            for m in re.finditer(r"[^；;]+", match.group())
        ]
    for match in _COMMAS.finditer(text):
        yield [
            Span(match.start() + m.start(), match.start() + m.end())
            for m in re.finditer(r"[^，,、]+", match.group())
        ]


def _closed(text: str) -> Iterator[list[Span]]:
    """Read A，B，C等3个项目: as many clauses as the number behind them says."""
    for match in _CLOSED.finditer(text):
        least = max(0, match.start() - FAR)
        start = max(least - 1, *(text.rfind(mark, least, match.start()) for mark in "。；;！？\n：:")) + 1
        parts = [
            Span(start + m.start(), start + m.end())
            for m in re.finditer("[^，,]+", text[start : match.start()])
        ]
        if 1 < number(match["n"]) <= len(parts):
            yield parts[-number(match["n"]) :]


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
    end = _STOP.search(text, start, border)
    return Span(start, end.start() if end else border)


def _runs(text: str) -> Iterator[list[Span]]:
    """Read A、B、C: what leads up to the first item and what follows the last are left out."""
    for match in _RUN.finditer(text):
        spans, start = [], match.start()
        for part in match.group().split("、"):
            spans.append(Span(start, start + len(part)))
            start += len(part) + 1
        yield _bare(text, spans)


def _bare(text: str, spans: list[Span]) -> list[Span]:
    """Leave out what leads up to the first item and what follows the last."""
    first, *others, last = spans
    tail = _TAIL.search(text[last.start : last.end])
    if tail and tail.start() > 0:
        last = Span(last.start, last.start + tail.start())
    usual = sum(span.end - span.start for span in (*others, last)) / (len(others) + 1)
    first = Span(
        first.start + _lead(text[first.start : first.end], text[(*others, last)[0].start :][:2], usual),
        first.end,
    )
    quoted = text.rfind("“", first.start, first.end)
    if quoted >= 0 and "”" not in text[quoted : first.end]:
        first = Span(quoted + 1, first.end)
    closed = text.find("”", last.start, last.end)
    if closed > last.start and "“" not in text[last.start : closed]:
        last = Span(last.start, closed)
    return [first, *others, last]


def _lead(text: str, following: str, usual: float) -> int:
    """Tell how many characters lead up to the first item: the rest begins like the next item, or follows a
    verb and is about as long as the others.
    """
    shared = text.find(following)
    if shared >= 0:
        return shared
    known = _LEAD.match(text) or _PUSHES.match(text)
    if known:
        return known.end()
    starts, place, before = [0], 0, "d"
    for word, label in tag(text):
        place += len(word)
        leads = label in _LEADING or (label == "vn" and before == "d")
        if leads and (len(word) > 1 or word in _SHORT_VERBS) and place < len(text) - 1:
            starts.append(place)
        before = label
    return min(starts, key=lambda start: (abs(len(text) - start - usual), start))


def _parallel(text: str) -> Iterator[list[Span]]:
    """Read neighbouring clauses of one shape: 在A上下功夫，在B上下功夫，在C上下功夫."""
    parts = [Span(m.start(), m.end()) for m in re.finditer(r"[^，,；;。：:\n]+", text)]
    run: list[Span] = []
    for part in parts:
        if run and not _alike(text[run[-1].start : run[-1].end], text[part.start : part.end]):
            if len(run) > 1:
                yield run
            run = []
        run.append(part)
    if len(run) > 1:
        yield run


def _alike(one: str, other: str) -> bool:
    """Tell whether two clauses begin and end alike."""
    return one[0] == other[0] and one[-2:] == other[-2:] and one != other and min(len(one), len(other)) > 3
