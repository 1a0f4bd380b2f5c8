"""The values of an answer: turns, citations, and the answer itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.types import Article, Hit


class Reason(StrEnum):
    """Why an answer abstains; the Chinese sentence that says so is in `rag.phrases`."""

    NOTHING_FOUND = "nothing_found"
    FACT_ABSENT = "fact_absent"
    ENTITY_ABSENT = "entity_absent"
    OUTSIDE_COVERAGE = "outside_coverage"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Citation:
    """The quote behind one sentence of an answer: exactly `article.text[start:end]`."""

    number: int
    article: Article
    start: int
    end: int

    @property
    def quote(self) -> str:
        """Cut the quote out of the article's text."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the archive says to a question, or an honest silence.

    `text` is shown to the user, with [1]-style marks; `short` is the span that answers (empty when abstained
    or when only a sentence answers). `hits` are the nearest passages; when `abstained` they are not
    citations. `rewritten` is the stand-alone question that was searched.
    """

    question: str
    text: str
    short: str = ""
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    abstained: bool = False
    reason: Reason | None = None
    rewritten: str = ""

    @property
    def turn(self) -> Turn:
        """Make the history entry of this answer."""
        return Turn(question=self.question, answer=self)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer, kept as history."""

    question: str
    answer: Answer
