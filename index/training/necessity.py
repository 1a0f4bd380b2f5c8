"""Count how often the passage that answers holds a term of the question.

    python -m index.training.necessity MRC.jsonl.xz index/models/necessity.txt.xz

One line a term, `term held asked`; `<one>`, `<two>`, `<long>` and `<latin>` are the sums of all terms of
a kind.
"""

from __future__ import annotations

import lzma
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from index.necessity import kind
from index.training.corpus import read_rows
from index.words import terms

LEAST = 5  # a term that fewer questions hold is left to the average of its kind


def count(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Count for each term, and each kind of term, the questions with it and those whose passage has it."""
    asked: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for question, passage in pairs:
        said = frozenset(terms(passage))
        for term in set(terms(question)):
            for key in (term, f"<{kind(term)}>"):
                asked[key] += 1
                held[key] += term in said
    return {term: (held[term], number) for term, number in asked.items()}


def main(source: str, target: str) -> None:
    """Count answerable questions and write the terms that enough of them hold."""
    rows = (row for row in read_rows(Path(source)) if row["kind"] in ("span", "yesno"))
    counts = count((row["question"], row["context"]) for row in rows)
    kept = sorted((term, pair) for term, pair in counts.items() if pair[1] >= LEAST)
    lines = (f"{term} {held} {asked}" for term, (held, asked) in kept)
    Path(target).write_bytes(lzma.compress("\n".join(lines).encode()))


if __name__ == "__main__":
    main(*sys.argv[1:])
