"""Compose an answer from ranked evidence: sentences with citations, a short span inside, or an honest refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Article, Hit, Span
from index.words import fold
from rag.enumeration import enumeration
from rag.evidence import Evidence
from rag.spans import Mention, MentionKind
from rag.types import Answer, Citation, Reason
from rag.understand import Query, QuestionType

SENTENCE_LIMIT = 80  # characters of one shown sentence; a longer one is cut to the clauses that matter
SHORT_LIMIT = 60  # characters of a short answer
_CLAUSE = re.compile(r"[^，,；;：:]+[，,；;：:]*")
_LONG_TYPES = frozenset({QuestionType.WHAT, QuestionType.HOW, QuestionType.WHY, QuestionType.LIST, QuestionType.YES_NO})


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
    best = evidence[0]
    focus, short = short_answer(query, best)
    quotes = [Quote(best.article, _trim(query, best, focus))]
    return build(query, quotes, short, hits)


def build(query: Query, quotes: Sequence[Quote], short: str, hits: Sequence[Hit]) -> Answer:
    """Number the quotes and write the text: every sentence is a quote followed by its mark."""
    citations = tuple(
        Citation(number, quote.article, quote.span.start, quote.span.end) for number, quote in enumerate(quotes, 1)
    )
    text = "".join(f"{citation.quote}[{citation.number}]" for citation in citations)
    return Answer(query.text, text, short, citations, tuple(hits), rewritten=query.text)


def short_answer(query: Query, evidence: Evidence) -> tuple[Span, str]:
    """Find the characters of the evidence's sentence that answer, and what to show for them."""
    if query.type is QuestionType.LIST:
        items = enumeration(evidence.text, query)
        if items:
            return Span(items[0].start, items[-1].end), "、".join(evidence.text[i.start : i.end] for i in items)
    if evidence.wanted:
        people = [mention for mention in evidence.wanted if mention.kind is MentionKind.PERSON]
        mention = max(people or evidence.wanted, key=lambda m: (_nearness(query, evidence.text, m), -m.start))
        return Span(mention.start, mention.end), evidence.text[mention.start : mention.end]
    clause = _best_clauses(query, evidence.text, SHORT_LIMIT)
    return clause, evidence.text[clause.start : clause.end].strip("，,；;：:。")


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
        sides = [i for i in sides if max(clauses[last].end, clauses[i].end) - min(clauses[first].start, clauses[i].start) <= SENTENCE_LIMIT]
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
    return max(runs, key=lambda run: (_overlap(query, text, run), run.start - run.end, -run.start))


def _clauses(text: str) -> list[Span]:
    return [Span(*match.span()) for match in _CLAUSE.finditer(text)]


def _overlap(query: Query, text: str, span: Span) -> float:
    part = fold(text[span.start : span.end])
    return sum(len(word) for word in query.words if word in part)
