"""Answer with complete lists: every item of an enumeration, in a sentence or over several paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.types import Article, Hit, Span
from index.words import cut, fold
from rag.compose import Quote, build, clauses, trim
from rag.enumeration import announced, listed, series
from rag.evidence import Evidence, told
from rag.synonyms import synonyms
from rag.types import Answer, Item, Note, NoteKind
from rag.understand import Query, QuestionType

BESIDE = 3  # sentences of an article beside which a list may stand
ARTICLES = 3  # whose whole text is read for a list
REACH = 6.0  # of the score: how far behind the best sentence a list may stand
COUNTED = 6.0  # what as many items as asked for are worth, against the score of a sentence
NUMBERED = 6.0  # what numbered points are worth where points are asked for
HEADED = 4.0  # what the asked word right beside the items is worth
_HEADING = 24
_BORDER = re.compile(r"[。；;\n！？]|[，,](?!分别|包括|即|涵盖|主要|有|为|如)")
_SORTS = (
    (r"(?:企业|公司|厂家|工厂)$", r"公司|集团|企业|药业|科技|股份|银行|重工|材料|电子|机械|厂|[a-z]$|业$"),
    (r"(?:学校|大学|中学|小学|高校)$", r"[学校院园]$"),
    (r"(?:国家|国家和地区)$", r"国|[亚兰利尔斯巴拉加坡本度西]$"),
)
_POINTS = re.compile(
    r"(?:目标|原因|方面|举措|措施|做法|要求|任务|工作|办法|环节|[点条样步]|建议|意见|重点|对策|部署|抓手|经验|理由|方式|途径|手段|安排|打算|希望|考虑|好处|意义|特点)$"
)
_QUOTED = re.compile(r"[“\"‘']([^”\"’']{1,6})[”\"’']")
_VISIT = re.compile(
    r"(?:去|到|看|参观|考察|走访|调研|转|跑|视察|观摩)[了过]?(?:哪|什么)|哪[些几].{0,6}(?:考察|参观|走访|调研)"
)
_VISITED = re.compile(r"(?:到|赴|走进|来到|前往|参观|考察|走访|查看|视察|深入|调研)了?$")
_LEAD_IN = re.compile(
    r"^.*(?:实施|打造|开展|推进|要有|确保|坚持|建立|健全|完善|成立|突出|强化|落实|抓好|做好|做到|形成|实现|发扬|树立|构建|深入|扎实|要)(?=[^，。]{3,})"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """The items of one enumeration in an article, and how well it answers; higher is better."""

    article: Article
    items: tuple[Span, ...]
    score: float
    bonus: float = 0.0  # the part of the score that the enumeration itself earned
    leads: bool = False  # whether it stands in the best sentence

    def texts(self) -> list[str]:
        """Cut the items out of the article."""
        return [self.article.text[item.start : item.end] for item in self.items]


def report_list(
    query: Query, evidence: Sequence[Evidence], hits: Sequence[Hit], *, sure: bool = False
) -> Answer | None:
    """Answer a question for a list with every item; None where no enumeration fits it (or not surely)."""
    if query.type is not QuestionType.LIST:
        return None
    found = [listing for listing in _listings(query, evidence) if len(listing.items) > 1]
    if not found:
        return None
    best = max(found, key=lambda listing: listing.score)
    counts = query.count == len(best.items)
    if sure and (best.bonus < HEADED or best.score < evidence[0].score + 2):
        return None
    if best.bonus < HEADED and not (best.leads and counts):
        return None
    quotes, numbers = _quotes(query, best)
    texts = best.texts()
    answer = build(query, quotes, "、".join(texts), hits)
    answer = answer.with_items(*(Item(text, n) for text, n in zip(texts, numbers, strict=True)))
    said = query.count or announced(best.article.text, best.items[0], best.items[-1])
    if said > 1 and said != len(texts):
        answer = answer.with_notes(Note(NoteKind.COUNT, (str(said), str(len(texts)))))
    return answer


def fits_count(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether some enumeration has as many items as asked for, and the asked word beside them."""
    found = _listings(query, evidence)
    return any(len(one.items) == query.count and one.bonus >= HEADED for one in found)


def fits_sort(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether some enumeration can be of the sort asked for, where the sort shows in the names."""
    sorted_names = any(re.search(cue, query.head) for cue, _ in _SORTS)
    return not sorted_names or any(listing.bonus >= 0 for listing in _listings(query, evidence))


def _listings(query: Query, evidence: Sequence[Evidence]) -> Iterator[Listing]:
    top = evidence[0].score
    near = [found for found in evidence if found.score > top - REACH]
    for place, found in enumerate(near):
        items = tuple(_moved(item, found.span.start) for item in _of_heads(query, found.text))
        if items:
            bonus = _worth(query, found.article, items)
            yield Listing(found.article, items, min(top, found.score) + bonus, bonus, place == 0)
    for name in list(dict.fromkeys(found.article.id for found in near))[:ARTICLES]:
        yield from _over_sentences(query, [found for found in near if found.article.id == name][:BESIDE], top)


def _of_heads(query: Query, text: str) -> list[Span]:
    """List the items of a sentence's enumeration; the asked sort alone where it is as many as asked."""
    items = listed(text, query)
    fitting = [
        item for item in items if any(head in fold(text[item.start : item.end]) for head in query.heads)
    ]
    if len(items) > query.count == len(fitting) > 1:
        first = fitting[0]
        cut_at = text.rfind("的", first.start, first.end - 1) + 1
        return [Span(max(cut_at, first.start), first.end), *fitting[1:]]
    return items


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _worth(query: Query, article: Article, items: Sequence[Span]) -> float:
    """Value an enumeration: as many items as asked for or announced, the asked word beside them."""
    text = fold(article.text)
    before = _BORDER.split(text[max(0, items[0].start - 16) : items[0].start])[-1]
    beside = f"{before}|{_BORDER.split(text[items[-1].end :][:16])[0]}"
    inside = [text[item.start : item.end] for item in items]
    heads = _heads(query)
    if _of_another_sort(query, inside):
        return -COUNTED
    headed = any(head in beside or sum(head in item for item in inside) > len(inside) / 2 for head in heads)
    visited = bool(_VISIT.search(query.text)) and bool(_VISITED.search(text[: items[0].start][-8:]))
    counted = query.count > 1 and len(items) == query.count
    said = announced(article.text, items[0], items[-1])
    return COUNTED * counted + HEADED * (headed + visited) + (said == len(items)) * 2.0


def _of_another_sort(query: Query, items: Sequence[str]) -> bool:
    """Tell whether most items cannot be what is asked for: companies, schools …"""
    sort = next((fits for cue, fits in _SORTS if re.search(cue, query.head)), None)
    return sort is not None and sum(bool(re.search(sort, item)) for item in items) * 2 < len(items)


def _heads(query: Query) -> list[str]:
    """List how a report may call the sort of things asked for: 办法, 措施, 方式 …"""
    words = [word for word in cut(query.head) if len(word) > 1][-1:]
    named = _QUOTED.findall(fold(query.text))
    return [
        *([fold(query.head)] if query.head else []),
        *named,
        *(o for word in words for o in synonyms(word)),
    ]


def _over_sentences(query: Query, best: Sequence[Evidence], top: float) -> Iterator[Listing]:
    """Find lists that a whole article makes: 一是…二是…, sentences of one shape, paragraphs with headings."""
    article, found = best[0].article, best[0]
    for items in series(article.text):
        near = [e for e in best if items[0].start - 120 <= e.span.end and e.span.start <= items[-1].end]
        if near:
            bonus = _worth(query, article, items) + NUMBERED * bool(_POINTS.search(query.head))
            yield Listing(article, tuple(items), min(top, near[0].score) + bonus, bonus)
    for items in (_headed(query, article), _headings(query, article), _opened(query, article)):
        if items:
            bonus = COUNTED + HEADED
            yield Listing(article, tuple(items), min(top, found.score) + bonus, bonus)


def _headed(query: Query, article: Article) -> list[Span]:
    """Find as many clauses that end with the asked word as are asked for (实施…行动。 开展…行动。)."""
    if query.count < 2 or not query.head:
        return []
    head = re.compile(rf"{re.escape(fold(query.head))}[”\"’]?[。，,；;！]?$")
    ending = [
        (span, first)
        for sentence in told(article)
        for first, span in enumerate(
            _moved(c, sentence.start) for c in clauses(article.text[sentence.start : sentence.end])
        )
        if head.search(fold(article.text[span.start : span.end]))
    ]
    every = [span for span, _ in ending]
    alike = [
        [s for s in every if _start(article, s) == start]
        for start in dict.fromkeys(_start(article, s) for s in every)
    ]
    for group in ([span for span, place in ending if place == 0], every, *alike):
        items = list(
            {article.text[s.start : s.end]: s for s in (_item(article.text, span) for span in group)}.values()
        )
        if len(items) == query.count:
            return items
    return []


def _start(article: Article, span: Span) -> str:
    return article.text[span.start : span.start + 2]


def _item(text: str, clause: Span) -> Span:
    """Cut a clause down to what it names: without the verb before and the mark behind."""
    said = text[clause.start : clause.end]
    kept = said.rstrip("，,；;：:。！")
    lead = _LEAD_IN.match(kept)
    return Span(clause.start + (lead.end() if lead else 0), clause.start + len(kept))


def _opened(query: Query, article: Article) -> list[Span]:
    """Find as many phrases that open with the asked word as are asked for: 五个“心有”: 心有方向 …"""
    if query.count < 2 or not query.head:
        return []
    phrase = re.compile(rf"{re.escape(query.head)}[一-鿿]{{1,8}}(?=[，,、。；;”\"])")
    found = {match.group(): Span(*match.span()) for match in reversed([*phrase.finditer(article.text)])}
    items = sorted(found.values(), key=lambda span: span.start)
    return items if len(items) == query.count else []


def _headings(query: Query, article: Article) -> list[Span]:
    """Find short sentences that open neighbouring paragraphs and hold one of the asked words."""
    heads = [fold(word) for word in query.heads]
    opens = [
        span
        for span in told(article)
        if (span.start == 0 or article.text[span.start - 1] == "\n") and span.end - span.start <= _HEADING
    ]
    held = [span for span in opens if any(head in article.text[span.start : span.end] for head in heads)]
    items = [_item(article.text, span) for span in held]
    return items if len(items) > 1 and len(items) == (query.count or len(items)) else []


def _quotes(query: Query, best: Listing) -> tuple[list[Quote], list[int]]:
    """Quote each item's sentence once, cut to what holds its items; number the quote of each item."""
    spans = told(best.article)
    home = [next((s for s in spans if s.start <= i.start and i.end <= s.end), i) for i in best.items]
    quotes, numbers = [], []
    for sentence, group in groupby(zip(home, best.items, strict=True), key=lambda pair: pair[0]):
        items = [item for _, item in group]
        focus = Span(items[0].start - sentence.start, items[-1].end - sentence.start)
        quotes.append(Quote(best.article, trim(query, best.article, sentence, focus)))
        numbers += [len(quotes)] * len(items)
    return quotes, numbers
