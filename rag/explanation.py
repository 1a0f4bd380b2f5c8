"""Say why an answer is what it is, from what was kept of making it: nothing is searched or ranked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.rarity import rarity
from rag.evidence import FEATURES, Evidence, model
from rag.judge import THRESHOLD, confidence
from rag.phrases import FEATURE_WORDS, MENTION_WORDS, TYPE_WORDS, WHY_REFUSED, WHY_SHORT
from rag.types import Answer, ExplainedPart, ExplainedSentence, Explanation, Reason
from rag.understand import Query, QuestionType
from rag.wanted import WANTED, wanted_mentions

STRONGEST = 4  # features named for each sentence

SHOWN = 5  # sentences


@dataclass(frozen=True, slots=True)
class Ground:
    """What is kept of answering one question: how it was understood, the best sentences, why not."""

    query: Query
    evidence: tuple[Evidence, ...]
    reason: Reason | None = None

    @classmethod
    def of(cls, query: Query, evidence: Sequence[Evidence], reason: Reason | None) -> Ground:
        """Keep the sentences that came before all others."""
        return cls(query, tuple(evidence[:SHOWN]), reason)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an answer rests on: one ground for each question that the one asked was split into."""

    parts: tuple[Ground, ...]

    def explain(self, answer: Answer) -> Explanation:
        """Explain the answer that these are the grounds of."""
        return Explanation(
            question=answer.question,
            rewritten=answer.rewritten,
            parts=tuple(_part(ground, answer) for ground in self.parts),
            hits=answer.hits,
            short=answer.short,
            why=_why(self.parts[0], answer) if self.parts else "",
            reason=answer.reason,
        )


def _part(ground: Ground, answer: Answer) -> ExplainedPart:
    query = ground.query
    return ExplainedPart(
        question=query.text,
        type=TYPE_WORDS.get(query.type, query.type.value),
        wanted=tuple(sorted(MENTION_WORDS.get(kind, kind.value) for kind in WANTED.get(query.type, ()))),
        times=tuple(_time(time.year, time.month, time.day) for time in query.times),
        newest=query.newest,
        words=tuple((word, round(rarity(word), 2)) for word in query.words),
        sentences=_sentences(ground.evidence, answer),
        probability=confidence(query, ground.evidence) if ground.evidence else 0.0,
        threshold=THRESHOLD,
        reason=ground.reason,
    )


def _time(year: int, month: int, day: int) -> str:
    parts = zip((year, month, day), "年月日", strict=True)
    return "".join(f"{number}{unit}" for number, unit in parts if number)


def _sentences(evidence: Sequence[Evidence], answer: Answer) -> tuple[ExplainedSentence, ...]:
    """Name what speaks for each sentence more than for the others that were looked at."""
    if not evidence:
        return ()
    rows = np.array([found.features for found in evidence]) * np.array(model()["sentence"])
    apart = rows - rows.mean(axis=0) if len(rows) > 1 else rows
    return tuple(
        ExplainedSentence(
            article=found.article,
            text=found.text,
            score=round(found.score, 3),
            strongest=_strongest(apart[i]),
            mentions=tuple(found.text[m.start : m.end] for m in found.wanted),
            cited=_is_cited(found, answer),
        )
        for i, found in enumerate(evidence)
    )


def _strongest(apart: Sequence[float]) -> tuple[tuple[str, float], ...]:
    order = sorted(range(len(FEATURES)), key=lambda i: (-apart[i], i))
    best = [(FEATURES[i], round(float(apart[i]), 2)) for i in order[:STRONGEST]]
    return tuple((FEATURE_WORDS.get(name, name), value) for name, value in best if value > 0)


def _is_cited(found: Evidence, answer: Answer) -> bool:
    return any(
        citation.article.id == found.article.id
        and citation.start < found.span.end
        and found.span.start < citation.end
        for citation in answer.citations
    )


def _why(ground: Ground, answer: Answer) -> str:
    """Say in one sentence why this span was taken, or why nothing was said."""
    if answer.abstained:
        sure = bool(ground.evidence) and confidence(ground.query, ground.evidence) >= THRESHOLD
        checked = answer.reason is not Reason.FACT_ABSENT or sure
        return WHY_REFUSED["checked" if checked else "unsure"]
    quote = answer.citations[0].quote if answer.citations else ""
    same = [m for m in wanted_mentions(ground.query, quote) if quote[m.start : m.end] == answer.short]
    if same:
        return WHY_SHORT["mention"].format(kind=MENTION_WORDS.get(same[0].kind, same[0].kind.value))
    if "；" in answer.short:
        return WHY_SHORT["several"]
    listed = ground.query.type is QuestionType.LIST and "、" in answer.short
    return WHY_SHORT["list" if listed else "clause"]
