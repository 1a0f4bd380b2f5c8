"""The values of an answer: turns, citations, and the answer itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from index.types import Article, Hit


class Reason(StrEnum):
    """Why an answer abstains; the Chinese sentence that says so is in `rag.phrases`."""

    NOTHING_FOUND = "nothing_found"
    FACT_ABSENT = "fact_absent"
    ENTITY_ABSENT = "entity_absent"
    OUTSIDE_COVERAGE = "outside_coverage"
    OUT_OF_SCOPE = "out_of_scope"
    FALSE_PREMISE = "false_premise"


class NoteKind(StrEnum):
    """What a note beside an answer says; the Chinese sentence with its gaps is in `rag.phrases`."""

    YES = "yes"
    NO = "no"
    COUNT = "count"
    AS_OF = "as_of"
    BEFORE = "before"
    CONFLICT = "conflict"
    FIGURE_YEAR = "figure_year"
    RELATIVE = "relative"
    PART = "part"
    SEVERAL = "several"


class Failure(StrEnum):
    """Why a language model's answer was not used; the Chinese line that says so is in `rag.phrases`."""

    UNREACHABLE = "unreachable"
    UNAUTHORIZED = "unauthorized"
    NOT_FOUND = "not_found"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    REJECTED = "rejected"
    TIMEOUT = "timeout"
    DEADLINE = "deadline"
    BROKEN = "broken"
    MALFORMED = "malformed"
    EMPTY = "empty"
    REASONING_ONLY = "reasoning_only"
    ENDLESS = "endless"
    OVERFLOW = "overflow"
    REFUSED = "refused"
    UNSUPPORTED = "unsupported"
    RESTING = "resting"
    STOPPED = "stopped"
    UNEXPECTED = "unexpected"


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


class Grounds(Protocol):
    """What an answer rests on, kept while it was made."""

    def explain(self, answer: Answer) -> Explanation:
        """Explain the answer that these are the grounds of."""
        ...


@dataclass(frozen=True, slots=True)
class ExplainedSentence:
    """A sentence that was considered: its score, what speaks for it, and what it has of what is wanted.

    `strongest` pairs what speaks for it more than for the other sentences, in Chinese, with how much of the
    score it makes.
    """

    article: Article
    text: str
    score: float
    strongest: tuple[tuple[str, float], ...]
    mentions: tuple[str, ...]
    cited: bool


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """How a question, or one of several that it was split into, was understood and judged.

    `words` pairs its content words with their rarity, 0 to 1; `probability` is the judge's that the archive
    answers, which must reach `threshold`; `reason` says why this part was not answered.
    """

    question: str
    type: str
    wanted: tuple[str, ...]
    times: tuple[str, ...]
    newest: bool
    words: tuple[tuple[str, float], ...]
    sentences: tuple[ExplainedSentence, ...]
    probability: float
    threshold: float
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an answer is what it is; `hits` have the parts of their scores, `why` is one Chinese sentence."""

    question: str
    rewritten: str
    parts: tuple[ExplainedPart, ...] = ()
    hits: tuple[Hit, ...] = ()
    short: str = ""
    why: str = ""
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One fixed sentence beside an answer; `values` fill its gaps: words of question or quote, dates."""

    kind: NoteKind
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list: words of the quote of citation `number`, and the date they hold for or ""."""

    text: str
    number: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that a language model wrote, and the numbers of the citations that bear it out.

    `verified`: every number, date and name in it stands in the quotes of `marks`.
    """

    text: str
    marks: tuple[int, ...] = ()
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Generated:
    """What a language model wrote: checked sentences, and the unchecked one that it is writing.

    `first_token` is in seconds after the request, `rate` in tokens a second (pieces of the stream where the
    server does not count); both 0.0 until known. `done` once the last sentence is checked.
    """

    model: str
    statements: tuple[Statement, ...] = ()
    pending: str = ""
    first_token: float = 0.0
    rate: float = 0.0
    done: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the archive says to a question, or an honest silence.

    `text` is shown to the user, with [1]-style marks; `short` is the span that answers (empty when abstained
    or when only a sentence answers), `excerpt` the clauses of the first quote around it, at most 60
    characters. `hits` are the nearest passages; when `abstained` they are not citations. `rewritten` is the
    stand-alone question that was searched. `items` are the entries of a list answer, `notes` fixed sentences
    about what holds when, what is counted, what does not match. `grounds` is what was kept of making the
    answer, for `explain`. `generated` is set where a language model wrote the text; `notice` says in one line
    why one that is set up did not.
    """

    question: str
    text: str
    short: str = ""
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    abstained: bool = False
    reason: Reason | None = None
    rewritten: str = ""
    items: tuple[Item, ...] = ()
    notes: tuple[Note, ...] = ()
    excerpt: str = ""
    grounds: Grounds | None = field(default=None, repr=False, compare=False)
    generated: Generated | None = None
    notice: str = ""

    def explain(self) -> Explanation:
        """Say how the question was understood, what was found, and why this was said or nothing was."""
        if self.grounds is None:
            return Explanation(self.question, self.rewritten, hits=self.hits, reason=self.reason)
        return self.grounds.explain(self)

    def with_notes(self, *notes: Note) -> Answer:
        """Add notes."""
        return replace(self, notes=(*self.notes, *notes))

    def with_items(self, *items: Item) -> Answer:
        """Set the entries of a list."""
        return replace(self, items=items)

    @property
    def turn(self) -> Turn:
        """Make the history entry of this answer."""
        return Turn(question=self.question, answer=self)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer, kept as history."""

    question: str
    answer: Answer
