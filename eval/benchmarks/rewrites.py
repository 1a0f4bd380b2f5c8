"""Follow-ups and their stand-alone rewritings, of chats: how near the completion comes to a person's."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from eval.benchmarks.rows import read_lines
from eval.metrics import bleu, characters_f1
from index.errors import InputError
from rag.followup import complete
from rag.types import Answer, Turn


@dataclass(frozen=True, slots=True)
class Row:
    """What was said, what was replied, the follow-up, and the follow-up standing alone."""

    said: str
    replied: str
    question: str
    rewritten: str

    @property
    def history(self) -> tuple[Turn, ...]:
        """Give the turn before the follow-up."""
        return (Answer(self.said, self.replied, rewritten=self.said).turn,)


def measure(path: Path, limit: int = 0) -> dict[str, float]:
    """Give the figures of the completions, and for comparison those of leaving the questions as they are."""
    rows = held_out(path)[: limit or None]
    completed = [complete(row.question, row.history).text for row in rows]
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


def read_rewrites(path: Path) -> list[Row]:
    """Read rows of four fields between tabs; rows of another number of fields are left out."""
    parts = ([part for part in line.split("\t") if part] for line in read_lines(path))
    rows = [Row(*fields) for fields in parts if len(fields) == 4]
    if not rows:
        raise InputError(f"基准数据 {path} 里没有四栏的行。每行应为：前句、答句、追问、补全，以制表符分开。")
    return rows


def held_out(path: Path) -> list[Row]:
    """Give the half that nothing is learnt from, chosen by the hash of each follow-up's history."""
    return [row for row in read_rewrites(path) if not for_training(row.said)]


def for_training(said: str) -> bool:
    """Tell the half that may be learnt from, so that the same history is in one half only."""
    return hashlib.sha256(said.encode()).digest()[0] % 2 == 0


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
