"""Ask an archive every question and score what it answers."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any, Protocol

from eval import metrics
from eval.questions import Question, load_questions
from index.types import Hit, Passage
from rag.phrases import write_note
from rag.types import Answer, Turn

__all__ = ["FIGURES", "Figure", "Outcome", "Report", "Summary", "evaluate", "load_questions", "score"]


class Asks(Protocol):
    """What is evaluated: anything that answers a question after its history, such as `rag.Archive`."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer one question."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, what was answered, and how that scores; one of `ranks` for each wanted quote."""

    question: Question
    answer: Answer
    seconds: float
    ranks: tuple[int | None, ...]
    correct: bool
    correct_short: bool
    cited: bool
    slices: bool

    @property
    def caught(self) -> bool:
        """Tell whether the answer does not take the question's premise as true."""
        abstained, asked = self.answer.abstained, self.question
        said = "\n".join((self.answer.text, *map(write_note, self.answer.notes)))
        return bool(
            metrics.premise_caught(said, abstained=abstained, premise=asked.premise, answers=asked.answers)
        )

    @property
    def failure(self) -> str:
        """Name what went wrong, in Chinese; empty where nothing did."""
        if not self.slices:
            return "引文不是原文"
        if not self.question.answerable:
            return "" if self.answer.abstained else "误答"
        if self.question.premise:
            return "" if self.caught else "轻信"
        if self.answer.abstained:
            return "误拒"
        return "" if self.correct else "答错"


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over `n` questions with its 95% bootstrap interval; nan where no question counts."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one group of questions, by their name in `FIGURES`; length in characters."""

    group: str
    questions: int
    figures: dict[str, Figure]
    median_length: float
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Report:
    """All outcomes and their summaries: overall, by split and by kind."""

    outcomes: tuple[Outcome, ...]
    overall: Summary
    by_split: tuple[Summary, ...]
    by_kind: tuple[Summary, ...]

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """List every summary, the overall one first."""
        return (self.overall, *self.by_split, *self.by_kind)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """List the outcomes that went wrong."""
        return tuple(outcome for outcome in self.outcomes if outcome.failure)

    def to_json(self) -> dict[str, Any]:
        """Give summaries and outcomes as plain values for `json.dumps`; nan becomes None."""
        return {
            "summaries": [_plain(asdict(summary)) for summary in self.summaries],
            "outcomes": [_plain_outcome(outcome) for outcome in self.outcomes],
        }


def evaluate(
    archive: Asks, questions: Iterable[Question], *, clock: Callable[[], float] = time.perf_counter
) -> Report:
    """Ask every question after its history, and sum up; only the last question of each is timed."""
    return sum_up(ask_each(archive, questions, clock=clock))


def ask_each(
    archive: Asks, questions: Iterable[Question], *, clock: Callable[[], float] = time.perf_counter
) -> Iterator[Outcome]:
    """Ask one question after the other; whoever iterates sees how far it is, and may stop."""
    return (_outcome(archive, question, clock) for question in questions)


def sum_up(outcomes: Iterable[Outcome]) -> Report:
    """Sum up outcomes: overall, by split and by kind."""
    outcomes = tuple(outcomes)
    return Report(
        outcomes=outcomes,
        overall=_summary("全部", outcomes),
        by_split=_summaries(outcomes, lambda outcome: outcome.question.split),
        by_kind=_summaries(outcomes, lambda outcome: outcome.question.kind),
    )


def shows(passage: Passage, question: Question, quote: str) -> bool:
    """Tell whether the passage, of one of the right articles, holds at least half of the quote in one run."""
    article = passage.article
    if not {article.id, PurePath(article.source).name} & set(question.article):
        return False
    text, wanted = metrics.squeeze(passage.text), metrics.squeeze(quote)
    half = math.ceil(len(wanted) / 2)
    return any(wanted[i : i + half] in text for i in range(len(wanted) - half + 1))


def wanted_quotes(question: Question) -> list[tuple[str, ...]]:
    """Group the quotes by the thing wanted that each shows; those of alternatives are one wanted thing."""
    if not question.quote:
        return []
    return [question.quote] if question.match == "any" else [(quote,) for quote in question.quote]


def _outcome(archive: Asks, question: Question, clock: Callable[[], float]) -> Outcome:
    turns: list[Turn] = []
    for earlier in question.history:
        turns.append(archive.ask(earlier, history=tuple(turns)).turn)
    start = clock()
    answer = archive.ask(question.question, history=tuple(turns))
    return score(question, answer, clock() - start)


def score(question: Question, answer: Answer, seconds: float = 0.0) -> Outcome:
    """Score an answer to a question."""
    quotes = [citation.quote for citation in answer.citations]
    wanted, match = question.answers, question.match
    answered = bool(quotes) and not answer.abstained
    return Outcome(
        question=question,
        answer=answer,
        seconds=seconds,
        ranks=_ranks(answer.hits, question),
        correct=answered and metrics.answer_correct(answer.short, quotes, wanted, match=match),
        correct_short=answered and metrics.matches(answer.short, wanted, match),
        cited=answered and metrics.citation_correct(quotes, wanted, match=match),
        slices=metrics.quotes_are_slices(answer.citations),
    )


def _ranks(hits: Sequence[Hit], question: Question) -> tuple[int | None, ...]:
    """Find the first rank that shows each wanted thing."""

    def first(quotes: Sequence[str]) -> int | None:
        passages = enumerate((hit.passage for hit in hits), start=1)
        return next((r for r, passage in passages if any(shows(passage, question, q) for q in quotes)), None)

    return tuple(map(first, wanted_quotes(question)))


def _silence(measure: Callable[..., float | None]) -> Callable[[Outcome], float | None]:
    """Measure silence, except after a false premise, where both silence and a correction are right."""
    return lambda o: (
        None
        if o.question.premise
        else measure(abstained=o.answer.abstained, answerable=o.question.answerable)
    )


def _if_answerable(outcome: Outcome, score: bool) -> float | None:
    return float(score) if outcome.question.answerable and not outcome.question.premise else None


_TIMED = ("date", "when", "timeline")
# What one outcome adds to each figure; None: the question does not count for it.
FIGURES: dict[str, Callable[[Outcome], float | None]] = {
    "recall@1": lambda o: metrics.recall_at_k(o.ranks, 1),
    "recall@5": lambda o: metrics.recall_at_k(o.ranks, 5),
    "mrr": lambda o: metrics.mrr(o.ranks),
    "accuracy": lambda o: _if_answerable(o, o.correct),
    "short_accuracy": lambda o: _if_answerable(o, o.correct_short),
    "citation_correct": lambda o: None if o.answer.abstained else _if_answerable(o, o.cited),
    "quotes_are_slices": lambda o: float(o.slices) if o.answer.citations else None,
    "abstention_precision": _silence(metrics.abstention_precision),
    "abstention_recall": _silence(metrics.abstention_recall),
    "false_answer_rate": _silence(metrics.false_answer_rate),
    "wrong_refusal_rate": _silence(metrics.wrong_refusal_rate),
    "lists_complete": lambda o: _if_answerable(o, o.correct) if o.question.kind == "list" else None,
    "time_accuracy": lambda o: _if_answerable(o, o.correct) if o.question.kind in _TIMED else None,
    "premise_caught": lambda o: float(o.caught) if o.question.premise else None,
}


def _summaries(outcomes: Sequence[Outcome], group_of: Callable[[Outcome], str]) -> tuple[Summary, ...]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(group_of(outcome), []).append(outcome)
    return tuple(_summary(group, groups[group]) for group in sorted(groups))


def _summary(group: str, outcomes: Sequence[Outcome]) -> Summary:
    answered = [o.answer for o in outcomes if o.question.answerable and not o.answer.abstained]
    lengths = [len(metrics.without_marks(answer.text)) for answer in answered]
    milliseconds = [outcome.seconds * 1000 for outcome in outcomes]
    return Summary(
        group=group,
        questions=len(outcomes),
        figures={name: figure(map(measure, outcomes)) for name, measure in FIGURES.items()},
        median_length=statistics.median(lengths) if lengths else math.nan,
        p50_ms=metrics.percentile(milliseconds, 50),
        p95_ms=metrics.percentile(milliseconds, 95),
    )


def figure(values: Iterable[float | None]) -> Figure:
    """Average the values that count, with the interval."""
    counted = [value for value in values if value is not None]
    low, high = metrics.bootstrap_interval(counted)
    return Figure(statistics.fmean(counted) if counted else math.nan, low, high, len(counted))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    return value


def _plain_outcome(outcome: Outcome) -> dict[str, Any]:
    answer = outcome.answer
    return {
        **asdict(outcome.question),
        "failure": outcome.failure,
        "correct": outcome.correct,
        "correct_short": outcome.correct_short,
        "ranks": outcome.ranks,
        "ms": round(outcome.seconds * 1000, 2),
        "text": answer.text,
        "short": answer.short,
        "abstained": answer.abstained,
        "reason": answer.reason,
        "rewritten": answer.rewritten,
        "citations": [{"article": c.article.id, "quote": c.quote} for c in answer.citations],
        "hits": [
            {"article": h.passage.article.id, "score": h.score, "text": h.passage.text} for h in answer.hits
        ],
    }
