"""Reading comprehension, passage given (CMRC2018 and the like): does the cited sentence hold the answer?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from eval.benchmarks.rows import answer_from, read_rows, spread
from eval.metrics import exact_match, normalise, span_f1, without_marks
from rag.types import Answer


def measure(path: Path, limit: int) -> dict[str, dict[str, float]]:
    """Give the figures of each source of rows, and of all rows under `all`."""
    rows = [row for row in spread(read_rows(path), limit) if row["answers"]]
    scored = [(row["src"], score(_ask(row), _golds(row))) for row in rows]
    groups = {"all": [figures for _, figures in scored]}
    for source, figures in scored:
        groups.setdefault(source, []).append(figures)
    return {source: _means(group) for source, group in groups.items()}


def score(answer: Answer, golds: Sequence[str]) -> dict[str, float]:
    """Score one answer: its first cited sentence, any cited sentence, and the short answer."""
    quotes = [] if answer.abstained else [citation.quote for citation in answer.citations]
    short = "" if answer.abstained else answer.short or without_marks(answer.text)
    return {
        "sentence": float(any(_contains(quote, golds) for quote in quotes[:1])),
        "any_sentence": float(any(_contains(quote, golds) for quote in quotes)),
        "em": exact_match(short, golds),
        "f1": span_f1(short, golds),
        "abstained": float(answer.abstained),
    }


def _ask(row: dict[str, Any]) -> Answer:
    return answer_from([row["context"]], row["question"], title=row["title"])


def _golds(row: dict[str, Any]) -> list[str]:
    return [answer["text"] for answer in row["answers"]]


def _contains(quote: str, golds: Sequence[str]) -> bool:
    return any(normalise(gold) in normalise(quote) for gold in golds)


def _means(scored: Sequence[dict[str, float]]) -> dict[str, float]:
    return {"rows": len(scored), **{name: fmean(row[name] for row in scored) for name in scored[0]}}
