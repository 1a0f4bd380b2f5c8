"""List the words and characters that the reader's network knows: the commonest of news and questions.

The shipped list is that of an earlier run, 30,000 words, with those of our questions and of
`eval/near_words.tsv` that it lacked.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from index.words import tag
from rag.reader import shape
from rag.training.meanings import NEAR_WORDS
from rag.training.news import QUESTIONS
from rag.training.ranking import read_rows

WORDS, LETTERS = 44_063, 4_500


def list_words(texts: Iterator[tuple[str, int]]) -> str:
    """List the commonest words, a line each, an empty line, the commonest characters; texts have weights."""
    words: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    for text, weight in texts:
        for word, _ in tag(text):
            if not word.isspace():
                words[shape(word)] += weight
            for letter in word.strip():
                letters[letter] += weight
    known = sorted(word for word, count in words.most_common(WORDS) if count > 3)
    return "\n".join(known) + "\n\n" + "\n".join(sorted(letter for letter, _ in letters.most_common(LETTERS)))


def main() -> None:
    """Write the list that is shipped."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--data", "--documents", "--pairs"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "reader_words.txt.xz")
    options = parser.parse_args()
    options.out.write_bytes(lzma.compress(list_words(_texts(options)).encode()))


def _texts(options: argparse.Namespace) -> Iterator[tuple[str, int]]:
    with lzma.open(options.documents, "rt", encoding="utf-8") as lines:
        yield from ((line.strip()[:800], 1) for line in islice(lines, 16_000))
    with lzma.open(options.pairs, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, islice(lines, 0, None, 8)):
            yield f"{row['title']} {row['body']}"[:600], 1
    rows = read_rows(options.data)
    with QUESTIONS.open(encoding="utf-8") as lines:
        yield from ((row["question"], 2) for row in map(json.loads, lines) if row["split"] == "train")
    yield NEAR_WORDS.read_text("utf-8"), 4
    yield from ((context, 3) for context in dict.fromkeys(row["context"] for row in rows))
    yield from ((row["question"], 3) for row in rows)


if __name__ == "__main__":
    main()
