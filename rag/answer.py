"""From a question to an answer: understand, search, read, judge, compose, verify."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.search import Searcher
from index.types import Hit, PartialDate
from rag.compose import compose, merge
from rag.evidence import Evidence, Reader
from rag.explanation import Ground, Grounds
from rag.followup import Completed
from rag.judge import refusal
from rag.phrases import COVERAGE, REFUSALS
from rag.types import Answer, Reason
from rag.understand import Query, split, understand
from rag.verify import sentence, unsupported

POOL = 30  # passages searched for one question
SHOWN = 10  # hits kept in an answer

Coverage = tuple[PartialDate, PartialDate] | None


def answer_question(
    question: str, completed: Completed, searcher: Searcher, reader: Reader, coverage: Coverage
) -> Answer:
    """Answer a completed question from the archive, or abstain with a reason; deterministic."""
    parts = [Completed(part, completed.about) for part in split(completed.text)]
    found = [_answer_part(part, searcher, reader, coverage) for part in parts]
    answers = [answer for answer, _ in found]
    told = [answer for answer in answers if not answer.abstained]
    answer = merge(told) if told else answers[0]
    if not answer.abstained and unsupported(answer):  # never shown: what cannot be verified is not said
        answer = abstain(understand(completed.text), Reason.FACT_ABSENT, "", answer.hits, coverage)
    grounds = Grounds(tuple(ground for _, ground in found))
    return replace(answer, question=question, rewritten=completed.text, grounds=grounds)


def _answer_part(
    completed: Completed, searcher: Searcher, reader: Reader, coverage: Coverage
) -> tuple[Answer, Ground]:
    query, hits, evidence = find_evidence(completed, searcher, reader)
    reason, missing = refusal(query, evidence, coverage)
    ground = Ground.of(query, evidence, reason)
    if reason:
        return abstain(query, reason, missing, hits[:SHOWN], coverage), ground
    return compose(query, evidence, hits[:SHOWN]), ground


def find_evidence(
    completed: Completed, searcher: Searcher, reader: Reader
) -> tuple[Query, list[Hit], list[Evidence]]:
    """Understand a completed question, search it, and rank the sentences found."""
    query = understand(completed.text)
    hits = searcher.search(completed.text, POOL)
    return query, hits, reader.rank(query, hits, about=completed.about)


def abstain(query: Query, reason: Reason, missing: str, hits: Sequence[Hit], coverage: Coverage) -> Answer:
    """Say that the archive does not say, why, and what it covers."""
    text = REFUSALS[reason].format(missing=missing)
    if coverage and reason is not Reason.OUT_OF_SCOPE:
        text += COVERAGE.format(first=coverage[0].words, last=coverage[1].words)
    return Answer(query.text, text, hits=tuple(hits), abstained=True, reason=reason)


def growing(answer: Answer) -> Iterator[Answer]:
    """Yield the answer sentence by sentence, the whole one last."""
    for count in range(1, len(answer.citations)):
        shown = answer.citations[:count]
        yield replace(answer, text="".join(sentence(citation) for citation in shown), citations=shown)
    yield answer
