"""Series of figures: what is asked of each of several years is told in like words, of each its own figure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.types import Span
from index.words import fold, ngrams
from rag.compose import short_answer
from rag.evidence import Evidence
from rag.figures import fits_time, same_unit
from rag.spans import Mention
from rag.types import Answer
from rag.understand import Query, QuestionType

BEFORE = 14  # characters before a figure that say what it is
BEHIND = 4.0  # of the score: how far a figure like the others' may lie behind a part's best
LEAST = 0.0  # of the score: figures below are of other things
ALIKE = 0.5  # share of bigrams from which two figures are of one thing
LOOKED_AT = 8  # sentences of a part


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that may answer one part of a series, and the sentence that tells it."""

    found: Evidence
    mention: Mention

    @property
    def text(self) -> str:
        """Cut the figure out of its sentence."""
        return self.found.text[self.mention.start : self.mention.end]

    @property
    def before(self) -> frozenset[str]:
        """List the pairs of characters before it."""
        start = max(0, self.mention.start - BEFORE)
        return frozenset(ngrams(fold(self.found.text[start : self.mention.start]), 2))


def in_series(asked: Sequence[tuple[Query, Sequence[Evidence]]]) -> list[Figure | None]:
    """Choose for each part of a series the figure that is told most like those of the other parts.

    None for a part that has none like the others', and for all where no two parts have.
    """
    none: list[Figure | None] = [None for _ in asked]
    if len(asked) < 2 or any(query.type is not QuestionType.HOW_MANY for query, _ in asked):
        return none
    each = [figures(query, evidence) for query, evidence in asked]
    all_figures = [(place, figure) for place, of_part in enumerate(each) for figure in of_part]
    supports = [_support(figure, each, place) for place, figure in all_figures]
    if max(supports, default=0.0) <= 0:
        return none
    at, model = all_figures[supports.index(max(supports))]
    return [model if place == at else _likest(model, of_part) for place, of_part in enumerate(each)]


def settled(asked: Sequence[tuple[Query, Sequence[Evidence]]], answers: Sequence[Answer]) -> bool:
    """Tell whether every part has a figure of its time, all of one unit: nothing is to be mended."""
    shorts = [answer.short for answer in answers]
    one_unit = all(same_unit(shorts[0], short) for short in shorts)
    return one_unit and all(
        short and not _of_another_time(query, evidence, short)
        for (query, evidence), short in zip(asked, shorts, strict=True)
    )


def _of_another_time(query: Query, evidence: Sequence[Evidence], short: str) -> bool:
    """Tell whether the sentence that gave a short answer tells it of another time than is asked about."""
    gave = (found for found in evidence[:LOOKED_AT] if short in found.text and found.wanted)
    given = (
        (e, mention) for e in gave for mention in e.wanted if e.text[mention.start : mention.end] == short
    )
    return any(not fits_time(query, found, mention) for found, mention in itertools.islice(given, 1))


def figures(query: Query, evidence: Sequence[Evidence]) -> list[Figure]:
    """List the figures of the time asked about with which a part's best sentences answer it."""
    near = [e for e in evidence[:LOOKED_AT] if e.score > max(LEAST, evidence[0].score - BEHIND)]
    answering = ((found, short_answer(query, found)[0]) for found in near)
    return [
        Figure(found, mention)
        for found, span in answering
        for mention in found.wanted
        if span == Span(mention.start, mention.end) and fits_time(query, found, mention)
    ]


def _support(figure: Figure, each: Sequence[Sequence[Figure]], place: int) -> float:
    """Sum for how many other parts a figure has a like one, and how well their sentences answer."""
    likest = [_likest(figure, of_part) for other, of_part in enumerate(each) if other != place]
    told = [other for other in likest if other]
    return sum(BEHIND + other.found.score for other in told) + figure.found.score if told else 0.0


def _likest(figure: Figure, others: Sequence[Figure]) -> Figure | None:
    """Find the figure most like another that is not the same one; None where none is."""
    like = [(_likeness(figure, other), other.found.score, other) for other in others]
    best = max(like, key=lambda pair: pair[:2], default=None)
    return best[2] if best and best[0] >= ALIKE else None


def _likeness(one: Figure, other: Figure) -> float:
    """Tell how like each other the words before two figures of one unit are, 0 to 1."""
    same = one.found.article.id == other.found.article.id and one.found.span == other.found.span
    if (same and one.mention == other.mention) or not same_unit(one.text, other.text):
        return 0.0
    return len(one.before & other.before) / max(1, min(len(one.before), len(other.before)))


def told_by(figure: Figure) -> Evidence:
    """Give the sentence of a figure as one that holds no other."""
    return replace(figure.found, wanted=(figure.mention,), reading=None)
