"""Compose an answer from ranked evidence: sentences with citations, and a short span inside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.times import periods, years_of
from index.types import Article, Hit, Span
from index.words import fold
from rag.enumeration import listed
from rag.evidence import Evidence
from rag.excerpt import excerpt
from rag.reader import Reading
from rag.spans import Mention, MentionKind, mentions
from rag.types import Answer, Citation, Item
from rag.understand import Query, QuestionType, Time, asked_post
from rag.verify import sentence
from rag.wanted import beside, counts, is_share, unit

SENTENCE_LIMIT = 120  # characters of one shown sentence; a longer one is cut to the clauses that matter
CLOSE = 2.0  # of the score: a second sentence this near the best is shown too
SURE = 0.7  # the same when the best sentence names what is wanted
COUNTING = 3.0  # of the score: how far a sentence that counts what is asked may lie behind
SHORT_LIMIT = 60  # characters of a short answer
Search = Callable[[str, Sequence[Time]], Sequence[Hit]]  # looks words up among the reports of some times
TRUSTED = 1.0  # what the network's logarithm counts beside the nearness of the question's words
LIKELY = -5.0  # logarithm of the least share of a span that is shown
NEAR = 200  # characters before a figure in which its year is named
PERIOD = 10.0  # how much better a figure fits whose clause names the part of the year asked about
SURER = 0.5  # the same: how much surer of other words the network must be to overrule a fitting mention
_FROM = re.compile(r"(?:继|自从?|从|较|比|早在|截至)$")  # before a date that is not that of the event
_SINCE = re.compile(r"以来|之?后首|之?前|同期")
_WAS = re.compile(r"(?:由|从)(?:[一-鿿]{0,6}的|[去上]年|年初|每[一-鿿])?$")  # before what a figure was
_BECAME = re.compile(
    r"[^，,。；;]{0,14}?(?:增加|提高|提升|上升|增长|扩大|增|涨|升|降|减少|下降|缩短|压缩|压减|核减|调整|调|变)[为至到成]"
)
_AT_FIRST = re.compile("原[来先本有]|[之以]前|最[初早]|起初|从多少|由多少|起步")
_PART = re.compile(r"q[1-4]|季度|[上下]半年|\d月|单季")  # parts of a year
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"), ("「", "」"), ("『", "』"))
_CLAUSE = re.compile(r"[^，,；;：:]+[，,；;：:]*")


_REASON = re.compile(r"因为|由于|原因|理由|为了|旨在|目的|之所以|是为|(?:^|[，,。])为[^，,。]{4,30}[，,]")


@dataclass(frozen=True, slots=True)
class Quote:
    """A slice of an article that an answer shows."""

    article: Article
    span: Span

    @property
    def text(self) -> str:
        """Cut the quote out of its article."""
        return self.article.text[self.span.start : self.span.end]


def compose(query: Query, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> Answer:
    """Answer from the best sentences; `evidence` is ranked and not empty."""
    evidence = _counting_first(query, evidence)
    best = evidence[0]
    focus, short = short_answer(query, best)
    quotes = [Quote(best.article, _trim(query, best, focus))]
    close = SURE if best.wanted else CLOSE
    if len(evidence) > 1 and best.score - evidence[1].score < close and evidence[1].text != best.text:
        second = short_answer(query, evidence[1])[0]
        quotes.append(Quote(evidence[1].article, _trim(query, evidence[1], second)))
    return build(query, quotes, short, hits)


def _counting_first(query: Query, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Put first what counts the things asked for, or gives a reason, where it answers about as well."""
    near = [found for found in evidence if found.score > evidence[0].score - COUNTING]
    fits = [any(counts(query, e.text, mention) for mention in e.wanted) or _explains(query, e) for e in near]
    order = sorted(range(len(near)), key=lambda place: not fits[place])
    return [*(near[place] for place in order), *(e for e in evidence if e not in near)]


def _explains(query: Query, found: Evidence) -> bool:
    return query.type is QuestionType.WHY and bool(_REASON.search(found.text))


def merge(answers: Sequence[Answer]) -> Answer:
    """Join the answers to the parts of one question, quotes numbered through; `answers` is not empty."""
    if len(answers) == 1:
        return answers[0]
    found = [Quote(c.article, Span(c.start, c.end)) for answer in answers for c in answer.citations]
    short = "；".join(dict.fromkeys(answer.short for answer in answers if answer.short))
    hits = {(hit.passage.article.id, hit.passage.start): hit for answer in answers for hit in answer.hits}
    quotes = list(dict.fromkeys(found))
    made = build(Query(answers[0].question, QuestionType.LIST, (), ()), quotes, short, [*hits.values()])
    number = {quote: place for place, quote in enumerate(quotes, 1)}
    items = [
        replace(item, number=number[_quoted(item, answer)]) for answer in answers for item in answer.items
    ]
    return made.with_items(*items).with_notes(*(note for answer in answers for note in answer.notes))


def _quoted(item: Item, answer: Answer) -> Quote:
    citation = answer.citations[item.number - 1]
    return Quote(citation.article, Span(citation.start, citation.end))


def build(query: Query, quotes: Sequence[Quote], short: str, hits: Sequence[Hit]) -> Answer:
    """Number the quotes and write the text: every sentence is a quote followed by its mark."""
    citations = tuple(
        Citation(number, quote.article, quote.span.start, quote.span.end)
        for number, quote in enumerate(quotes, 1)
    )
    text = "".join(sentence(citation) for citation in citations)
    short = balanced(short, citations[0].quote) if citations else short
    seen = excerpt(query.words, citations[0].quote, short) if citations else ""
    return Answer(query.text, text, short, citations, tuple(hits), rewritten=query.text, excerpt=seen)


def first_clause(text: str) -> str:
    """Cut a text after as many clauses as a short answer may hold, at least one."""
    parts = clauses(text)
    ends = [part.end for part in parts if part.end <= SHORT_LIMIT]
    return text[: ends[-1] if ends else parts[0].end].strip("，,；;：:。")


def short_answer(query: Query, evidence: Evidence) -> tuple[Span, str]:
    """Find the characters of the evidence's sentence that answer, and what to show for them."""
    if query.type is QuestionType.LIST:
        items = listed(evidence.text, query)
        if items:
            return Span(items[0].start, items[-1].end), "、".join(
                evidence.text[i.start : i.end] for i in items
            )
    read = evidence.reading if evidence.reading and evidence.reading.sure > LIKELY else None
    if evidence.wanted:
        people = [mention for mention in evidence.wanted if mention.kind is MentionKind.PERSON]
        mention = max(people or evidence.wanted, key=lambda m: (_fit(query, evidence, m), -m.start))
        if not (read and _overruled(query, evidence, read, mention)):
            return Span(mention.start, mention.end), evidence.text[mention.start : mention.end]
    if read and query.type is not QuestionType.YES_NO:
        span, words = read.span, evidence.text[read.span.start : read.span.end]
        if query.type is QuestionType.WHERE and (start := _place_start(words)):
            span, words = Span(span.start + start, span.end), words[start:]
        return span, words.strip("、，,；;：:。")
    clause = _best_clauses(query, evidence.text, SHORT_LIMIT)
    return clause, evidence.text[clause.start : clause.end].strip("，,；;：:。")


def _place_start(words: str) -> int:
    """Find where the place begins with which words end, behind 在 (现场会在**东湖镇**); 0 without one."""
    ends = (m.start for m in mentions(words, frozenset({MentionKind.PLACE})) if m.end == len(words))
    return next((start for start in ends if words[:start].endswith("在")), 0)


def _overruled(query: Query, evidence: Evidence, read: Reading, mention: Mention) -> bool:
    """Tell whether the network is surer of words that go beyond a mention; it cuts places best.

    It goes too far where they hold a second clause (**200亿元**、增长44.6%), lack the unit asked for or are
    of another time.
    """
    span, words = read.span, evidence.text[read.span.start : read.span.end]
    within = mention.start <= span.start and span.end <= mention.end
    apart = mention.end <= span.start or span.end <= mention.start
    several = mention.kind is MentionKind.QUANTITY and not apart and bool(re.search("[、，,；;]", words))
    timely = apart and mention.kind is MentionKind.QUANTITY and _time_fit(query, evidence, mention) > 1
    surer = not timely and read.sure - read.score(mention.start, mention.end) > SURER
    fits = unit(query)
    unfit = query.type is QuestionType.HOW_MANY and fits is not None and not fits.search(words)
    unfit = unfit or is_share(query, words)
    named = mention.kind is MentionKind.PERSON and bool(asked_post(query.text))
    unfit = unfit or (named and not mentions(words, frozenset({MentionKind.PERSON})))  # a post holds no post
    return query.type is QuestionType.WHERE or (surer and not within and not several and not unfit)


def _trim(query: Query, evidence: Evidence, focus: Span) -> Span:
    return trim(query, evidence.article, evidence.span, _with_span(evidence, focus))


def _fit(query: Query, evidence: Evidence, mention: Mention) -> float:
    """Score a mention: as the network reads it, the question's words near it and beside it, an exact day."""
    text = evidence.text
    exact = float(mention.kind is MentionKind.DATE and text[mention.end - 1] in "日号午")
    exact += _time_fit(query, evidence, mention)
    read = TRUSTED * evidence.reading.score(mention.start, mention.end) if evidence.reading else 0.0
    near = _nearness(query, text, mention) + 2.4 * beside(query, text, mention)
    return read + near + 3 * counts(query, text, mention) + exact


def _time_fit(query: Query, evidence: Evidence, mention: Mention) -> float:
    """Prefer a mention behind the year asked about to one behind another (2016年的…降至2018年的…).

    And the period's to another's, the day of an event to one from which something counts, and what a figure
    became to what it was.
    """
    text, date = evidence.text, evidence.article.published
    before, behind = fold(text[: mention.start]), fold(text[mention.end :])
    if mention.kind is MentionKind.DATE:
        return -2.0 * bool(_FROM.search(before) or _SINCE.match(behind))
    counted = mention.kind is MentionKind.QUANTITY
    if counted and _WAS.search(before) and _BECAME.match(behind) and not _AT_FIRST.search(fold(query.text)):
        return -2.0  # 由86名增加到112名
    clause = re.split("[，,；;。]", before)[-1]
    fit = -1.0 * (counted and bool(_PART.search(clause)) and not _PART.search(fold(query.text)))
    if counted and (months := periods(fold(query.text))):
        fit += PERIOD if set(months) & set(periods(clause)) else -1.0
    asked = {time.year for time in query.times if time.year}
    named = years_of(before[-NEAR:], date)
    if asked and (len(set(named)) > 1 or (counted and named)):
        fit += 2.0 if named[-1] in asked else -2.0
    return fit


def _nearness(query: Query, text: str, mention: Mention) -> float:
    """Prefer the mention with the question's words close around it, before all in its own clause."""
    folded = fold(text)
    total = 0.0
    for word in query.words:
        places = [m.start() for m in re.finditer(re.escape(word), folded)]
        distances = [_distance(folded, mention, place, place + len(word)) for place in places]
        if distances:
            total += len(word) / (4 + min(distances))
    return total


def _distance(text: str, mention: Mention, start: int, end: int) -> int:
    """Count the characters between; a clause border counts as six."""
    between = text[mention.end : start] if start >= mention.end else text[end : mention.start]
    return len(between) + 6 * len(re.findall(r"[，,；;。、]", between))


def trim(query: Query, article: Article, span: Span, focus: Span) -> Span:
    """Cut a long sentence to whole clauses around the focus, at most about `SENTENCE_LIMIT` characters."""
    if span.end - span.start <= SENTENCE_LIMIT:
        return span
    text = article.text[span.start : span.end]
    parts = clauses(text)
    first = next(i for i, c in enumerate(parts) if c.end > focus.start)
    last = next(i for i, c in enumerate(parts) if c.end >= focus.end)
    while True:
        sides = [i for i in (first - 1, last + 1) if 0 <= i < len(parts)]
        sides = [
            i
            for i in sides
            if max(parts[last].end, parts[i].end) - min(parts[first].start, parts[i].start) <= SENTENCE_LIMIT
        ]
        if not sides:
            break
        grown = max(sides, key=lambda i: (_overlap(query, text, parts[i]), -i))
        first, last = min(first, grown), max(last, grown)
    end = parts[first].start + len(text[parts[first].start : parts[last].end].rstrip("，,；;：:"))
    return Span(span.start + parts[first].start, span.start + end)


def balanced(short: str, quote: str) -> str:
    """Close the quotation marks that a short answer opens, as its quote does, or leave lone ones out."""
    for opening, closing in _PAIRS:
        if short.count(opening) == short.count(closing):
            continue
        place = quote.find(short)
        end = quote.find(closing, place + len(short))
        start = quote.rfind(opening, 0, max(place, 0))
        if short.rfind(opening) > short.rfind(closing) and place >= 0 and 0 <= end - place < SHORT_LIMIT:
            short = quote[place : end + 1]
        elif short.rfind(opening) <= short.rfind(closing) and start >= 0 and place - start < SHORT_LIMIT // 2:
            short = quote[start : place + len(short)]
        else:
            short = short.replace(opening, "").replace(closing, "")
    return short


def _with_span(evidence: Evidence, focus: Span) -> Span:
    """Widen the focus by the span that the network likes best, where both fit into a quote."""
    if not evidence.reading:
        return focus
    span = evidence.reading.span
    both = Span(min(focus.start, span.start), max(focus.end, span.end))
    return both if both.end - both.start <= SENTENCE_LIMIT else focus


def _best_clauses(query: Query, text: str, limit: int) -> Span:
    """Find the run of clauses, at most `limit` characters, that shares most with the question."""
    parts = clauses(text)
    runs = [
        Span(parts[i].start, parts[j].end)
        for i in range(len(parts))
        for j in range(i, len(parts))
        if parts[j].end - parts[i].start <= limit
    ]
    if not runs:
        return Span(0, min(limit, len(text)))
    return max(runs, key=lambda run: (_overlap(query, text, run), run.end - run.start, -run.start))


def clauses(text: str) -> list[Span]:
    """Split a sentence behind its commas, semicolons and colons."""
    return [Span(*match.span()) for match in _CLAUSE.finditer(text)]


def _overlap(query: Query, text: str, span: Span) -> float:
    part = fold(text[span.start : span.end])
    return sum(len(word) for word in query.words if word in part)
