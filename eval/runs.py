"""Runs of the evaluation that are kept, and what changed from one to another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from eval.report import evidence
from eval.run import Figure, Outcome, Report, Summary


@dataclass(frozen=True, slots=True)
class Result:
    """How one question went; `evidence` names and texts, of a failure alone."""

    id: str
    question: str
    kind: str
    failure: str = ""
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Figures and results, and of what: the questions' name, the archive's revision and number of reports.

    `made` is in seconds since 1970.
    """

    id: str
    name: str
    made: float
    revision: int
    reports: int
    overall: Summary
    by_split: tuple[Summary, ...]
    by_kind: tuple[Summary, ...]
    results: tuple[Result, ...]

    @property
    def failures(self) -> tuple[Result, ...]:
        """List the questions that went wrong."""
        return tuple(result for result in self.results if result.failure)

    @classmethod
    def of(cls, id: str, saved: Mapping[str, Any]) -> Run:
        """Read what `to_json` gave; raise KeyError or TypeError where it is something else."""
        results = ({**row, "evidence": tuple(map(tuple, row["evidence"]))} for row in saved["results"])
        return cls(
            id=id,
            **{name: saved[name] for name in ("name", "made", "revision", "reports")},
            overall=_summary(saved["overall"]),
            by_split=tuple(map(_summary, saved["by_split"])),
            by_kind=tuple(map(_summary, saved["by_kind"])),
            results=tuple(Result(**row) for row in results),
        )

    def to_json(self) -> dict[str, Any]:
        """Give what `of` reads, as plain values for `json.dumps`; nan becomes None."""
        plain: dict[str, Any] = _plain(asdict(self))
        del plain["id"]
        return plain


@dataclass(frozen=True, slots=True)
class Comparison:
    """The questions that went right before and wrong after, and the other way round; those in both runs."""

    broken: tuple[Result, ...]
    mended: tuple[Result, ...]
    shared: int


def results_of(report: Report) -> tuple[Result, ...]:
    """Take of every outcome what is kept."""
    return tuple(map(_result, report.outcomes))


def compare(before: Run, after: Run) -> Comparison:
    """Tell which questions changed; a question is known by its id and its words."""
    earlier = {(result.id, result.question): result for result in before.results}
    pairs = [
        (earlier[key], result) for result in after.results if (key := (result.id, result.question)) in earlier
    ]
    return Comparison(
        broken=tuple(now for was, now in pairs if now.failure and not was.failure),
        mended=tuple(was for was, now in pairs if was.failure and not now.failure),
        shared=len(pairs),
    )


def _result(outcome: Outcome) -> Result:
    asked = outcome.question
    shown = tuple((name, text) for name, text in evidence(outcome) if text) if outcome.failure else ()
    return Result(asked.id, asked.question, asked.kind, outcome.failure, shown)


def _summary(saved: Mapping[str, Any]) -> Summary:
    values = _numbers(saved)
    figures = {name: Figure(**_numbers(figure)) for name, figure in saved["figures"].items()}
    return Summary(**{**values, "figures": figures})


def _numbers(saved: Mapping[str, Any]) -> dict[str, Any]:
    return {name: math.nan if value is None else value for name, value in saved.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, float) and math.isnan(value) else value
