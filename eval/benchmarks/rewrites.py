"""Follow-ups and their stand-alone rewritings, of chats: how near the completion comes to a person's."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import fmean

from eval.metrics import bleu, characters_f1
from rag.followup import complete
from rag.omission_training import Row, for_training, read_rewrites
from rag.types import Answer, Turn


def measure(path: Path, limit: int = 0) -> dict[str, float]:
    """Give the figures of the held-out half, and those of leaving the follow-ups as they are."""
    rows = [row for row in read_rewrites(path) if not for_training(row.said)][: limit or None]
    completed = [complete(row.question, history(row)).text for row in rows]
    left = [row.question for row in rows]
    scored = {"": completed, "unchanged_": left}
    return {
        "rows": len(rows),
        **{
            prefix + name: value
            for prefix, texts in scored.items()
            for name, value in _score(texts, rows).items()
        },
    }


def history(row: Row) -> tuple[Turn, ...]:
    """Give the turn before the follow-up of a row."""
    return (Answer(row.said, row.replied, rewritten=row.said).turn,)


def _score(texts: list[str], rows: list[Row]) -> dict[str, float]:
    pairs = [(text, row.rewritten) for text, row in zip(texts, rows, strict=True)]
    return {
        "exact": fmean(text == wanted for text, wanted in pairs),
        "bleu": fmean(bleu(text, wanted) for text, wanted in pairs),
        "f1": fmean(characters_f1(text, wanted) for text, wanted in pairs),
        "restored_f1": _restored(texts, rows),
    }


def _restored(texts: list[str], rows: list[Row]) -> float:
    """Give the F1 of the characters put in, over all rows (Pan et al., EMNLP 2019, of restored words)."""
    right = said = meant = 0
    for text, row in zip(texts, rows, strict=True):
        put, wanted = (Counter(words) - Counter(row.question) for words in (text, row.rewritten))
        right, said, meant = right + (put & wanted).total(), said + put.total(), meant + wanted.total()
    return 2 * right / (said + meant) if said + meant else 1.0
