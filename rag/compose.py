"""Compose an answer from ranked evidence: sentences with citations, and a short span inside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Article, Hit, Span
from index.words import fold
from rag.enumeration import listed
from rag.evidence import SIMILAR, Evidence, told
from rag.spans import Mention, MentionKind
from rag.types import Answer, Citation
from rag.understand import Query, QuestionType
from rag.verify import sentence
from rag.wanted import beside

SENTENCE_LIMIT = 80  # characters of one shown sentence; a longer one is cut to the clauses that matter
CLOSE = 2.0  # of the score: a second sentence this near the best is shown too
SURE = 0.7  # the same when the best sentence names what is wanted
COLLECTED = 6  # articles
SHORT_LIMIT = 60  # characters of a short answer
_CLAUSE = re.compile(r"[^，,；;：:]+[，,；;：:]*")


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
    if query.collects:
        return _collect(query, evidence, hits)
    best = evidence[0]
    clauses = _scattered(query, evidence)
    if clauses:
        return build(query, clauses, "、".join(quote.text for quote in clauses), hits)
    focus, short = short_answer(query, best)
    quotes = [Quote(best.article, _trim(query, best, focus))]
    close = SURE if best.wanted else CLOSE
    if len(evidence) > 1 and best.score - evidence[1].score < close and evidence[1].text != best.text:
        second = short_answer(query, evidence[1])[0]
        quotes.append(Quote(evidence[1].article, _trim(query, evidence[1], second)))
    return build(query, quotes, short, hits)


def merge(answers: Sequence[Answer]) -> Answer:
    """Join the answers to the parts of one question, quotes numbered through; `answers` is not empty."""
    if len(answers) == 1:
        return answers[0]
    found = [Quote(c.article, Span(c.start, c.end)) for answer in answers for c in answer.citations]
    short = "；".join(dict.fromkeys(answer.short for answer in answers if answer.short))
    hits = {(hit.passage.article.id, hit.passage.start): hit for answer in answers for hit in answer.hits}
    return build(
        Query(answers[0].question, QuestionType.LIST, (), ()),
        list(dict.fromkeys(found)),
        short,
        [*hits.values()],
    )


def _collect(query: Query, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> Answer:
    """Give the best sentence of each article that answers about as well as the best, in order of date."""
    first: dict[str, Evidence] = {}
    for found in evidence:
        first.setdefault(found.article.id, found)
    reach = 2 * SIMILAR if query.times else SIMILAR
    good = [found for found in first.values() if found.score > evidence[0].score - reach][:COLLECTED]
    good.sort(key=lambda found: str(found.article.event_date or found.article.published or ""))
    quotes = [Quote(found.article, _trim(query, found, short_answer(query, found)[0])) for found in good]
    names = dict.fromkeys(
        found.article.title or quote.text for found, quote in zip(good, quotes, strict=True)
    )
    return build(query, quotes, "；".join(names), hits)


def _scattered(query: Query, evidence: Sequence[Evidence]) -> list[Quote]:
    """Find a counted list that no enumeration gives: as many clauses with the asked word as asked for."""
    if query.count < 2 or not query.head or len(listed(evidence[0].text, query)) == query.count:
        return []
    for article in {found.article.id: found.article for found in evidence[:6]}.values():
        clauses = [
            Span(span.start + clause.start, span.start + clause.end)
            for span in told(article)
            for clause in _clauses(article.text[span.start : span.end])
            if query.head in article.text[span.start + clause.start : span.start + clause.end]
        ]
        if len(clauses) == query.count:
            return [Quote(article, clause) for clause in clauses]
    return []


def build(query: Query, quotes: Sequence[Quote], short: str, hits: Sequence[Hit]) -> Answer:
    """Number the quotes and write the text: every sentence is a quote followed by its mark."""
    citations = tuple(
        Citation(number, quote.article, quote.span.start, quote.span.end)
        for number, quote in enumerate(quotes, 1)
    )
    text = "".join(sentence(citation) for citation in citations)
    return Answer(query.text, text, short, citations, tuple(hits), rewritten=query.text)


def short_answer(query: Query, evidence: Evidence) -> tuple[Span, str]:
    """Find the characters of the evidence's sentence that answer, and what to show for them."""
    if query.type is QuestionType.LIST:
        items = listed(evidence.text, query)
        if items:
            return Span(items[0].start, items[-1].end), "、".join(
                evidence.text[i.start : i.end] for i in items
            )
    if evidence.wanted:
        people = [mention for mention in evidence.wanted if mention.kind is MentionKind.PERSON]
        mention = max(people or evidence.wanted, key=lambda m: (_fit(query, evidence.text, m), -m.start))
        return Span(mention.start, mention.end), evidence.text[mention.start : mention.end]
    clause = _best_clauses(query, evidence.text, SHORT_LIMIT)
    return clause, evidence.text[clause.start : clause.end].strip("，,；;：:。")


def _fit(query: Query, text: str, mention: Mention) -> float:
    """Score a mention: the question's words near it, its text right beside it, an exact day."""
    exact = float(mention.kind is MentionKind.DATE and text[mention.end - 1] in "日号午")
    return _nearness(query, text, mention) + 2.4 * beside(query, text, mention) + exact


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


def _trim(query: Query, evidence: Evidence, focus: Span) -> Span:
    """Cut a long sentence to whole clauses around the focus, at most about `SENTENCE_LIMIT` characters."""
    span = evidence.span
    if span.end - span.start <= SENTENCE_LIMIT:
        return span
    clauses = _clauses(evidence.text)
    first = next(i for i, c in enumerate(clauses) if c.end > focus.start)
    last = next(i for i, c in enumerate(clauses) if c.end >= focus.end)
    while True:
        sides = [i for i in (first - 1, last + 1) if 0 <= i < len(clauses)]
        sides = [
            i
            for i in sides
            if max(clauses[last].end, clauses[i].end) - min(clauses[first].start, clauses[i].start)
            <= SENTENCE_LIMIT
        ]
        if not sides:
            break
        grown = max(sides, key=lambda i: (_overlap(query, evidence.text, clauses[i]), -i))
        first, last = min(first, grown), max(last, grown)
    return Span(span.start + clauses[first].start, span.start + clauses[last].end)


def _best_clauses(query: Query, text: str, limit: int) -> Span:
    """Find the run of clauses, at most `limit` characters, that shares most with the question."""
    clauses = _clauses(text)
    runs = [
        Span(clauses[i].start, clauses[j].end)
        for i in range(len(clauses))
        for j in range(i, len(clauses))
        if clauses[j].end - clauses[i].start <= limit
    ]
    if not runs:
        return Span(0, min(limit, len(text)))
    return max(runs, key=lambda run: (_overlap(query, text, run), run.end - run.start, -run.start))


def _clauses(text: str) -> list[Span]:
    return [Span(*match.span()) for match in _CLAUSE.finditer(text)]


def _overlap(query: Query, text: str, span: Span) -> float:
    part = fold(text[span.start : span.end])
    return sum(len(word) for word in query.words if word in part)
