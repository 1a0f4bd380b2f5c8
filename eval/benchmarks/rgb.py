"""RGB (Chen et al., AAAI 2024), Chinese: answers from five passages of which a share is noise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from eval.benchmarks.rows import answer_from, read_rows
from eval.metrics import normalise, without_marks
from rag.types import Answer

PASSAGES = 5
LIMIT = 60  # characters: beyond them an answer that holds the answer string proves little
NOISE = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
Wanted = Sequence[str | Sequence[str]]


def measure(path: Path) -> Iterator[dict[str, float]]:
    """Give the figures of each noise rate in turn, as shares of the rows."""
    rows = read_rows(path)
    for noise in NOISE:
        answers = [answer_from(passages(row, noise), row["query"]) for row in rows]
        yield {"noise": noise, **figures(answers, [row["answer"] for row in rows])}


def passages(row: dict[str, Any], noise: float) -> list[str]:
    """Take the noise share of five from the negative passages, the rest from the positive ones."""
    negatives = round(PASSAGES * noise)
    return [*row["positive"][: PASSAGES - negatives], *row["negative"][:negatives]]


def figures(answers: Sequence[Answer], wanted: Sequence[Wanted]) -> dict[str, float]:
    """Score the excerpt (clauses around the short answer), the short answer, the text, within the limit."""
    seen = [without_marks(answer.excerpt or answer.short or answer.text) for answer in answers]
    short = [without_marks(answer.short or answer.text) for answer in answers]
    whole = [without_marks(answer.text) for answer in answers]
    silent = [answer.abstained for answer in answers]
    return {
        "correct": _correct(seen, silent, wanted),
        "correct_short": _correct(short, silent, wanted),
        "correct_text": _correct(whole, silent, wanted),
        "abstained": fmean(silent),
        "length": fmean(map(len, seen)),
        "length_short": fmean(map(len, short)),
        "length_text": fmean(map(len, whole)),
    }


def _correct(texts: Sequence[str], silent: Sequence[bool], wanted: Sequence[Wanted]) -> float:
    return fmean(
        not abstained and len(text) <= LIMIT and contains(text, items)
        for text, abstained, items in zip(texts, silent, wanted, strict=True)
    )


def contains(text: str, wanted: Wanted) -> bool:
    """Tell whether the text contains every item, or one of its alternatives (RGB's own rule)."""
    found = normalise(text)
    choices = [[item] if isinstance(item, str) else item for item in wanted]
    return all(any(normalise(choice) in found for choice in group) for group in choices)
