"""Count in how many news passages each term stands: the background that tells a rare word from a common one.

    python -m index.training.frequencies NEWS.txt.xz index/models/frequencies.txt.xz

An archive of five texts cannot tell 请问 from 小松 by its own counts; 100,000 passages of news can.
"""

from __future__ import annotations

import lzma
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from index.cut import cut
from index.types import Article
from index.words import terms

PASSAGES = 100_000
LEAST = 40  # a term in fewer passages counts as unknown, that is rare


def passages(lines: Iterable[str]) -> Iterator[str]:
    """Cut news texts, one a line, as the index cuts articles."""
    for number, line in enumerate(lines):
        article = Article(id=str(number), title="", text=line.strip(), source="")
        yield from (passage.text for passage in cut(article))


def count(texts: Iterable[str]) -> Counter[str]:
    """Count for each term the texts that hold it."""
    frequencies: Counter[str] = Counter()
    for text in texts:
        frequencies.update(set(terms(text)))
    return frequencies


def main(source: str, target: str) -> None:
    """Write one line a term, `term count`, the number of passages first."""
    with lzma.open(source, "rt", encoding="utf-8") as lines:
        frequencies = count(islice(passages(lines), PASSAGES))
    kept = sorted((term, n) for term, n in frequencies.items() if n >= LEAST)
    rows = [f"{PASSAGES}", *(f"{term} {n}" for term, n in kept)]
    Path(target).write_bytes(lzma.compress("\n".join(rows).encode()))


if __name__ == "__main__":
    main(*sys.argv[1:])
