"""Questions about news texts that are not shipped: each names its text's line in the news data.

`eval/news_questions.jsonl` holds what was written with the texts before one's eyes: questions with the
characters that answer them, and near misses, which their text does not answer: of a fact that is `absent`,
with a detail `altered`, or with two things of the text `swapped`. Others are these in other words
(`reworded`, `yes_no`) or as turns of a dialogue (`followup`). Texts of the `train` split taught the network,
those of `fit` the linear models, and those of `test` only measure.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.types import Article, PartialDate

QUESTIONS = Path("eval/news_questions.jsonl")
_DAY = re.compile(r"(20\d\d)\D?(\d\d?)\D?(\d\d?)")


@dataclass(frozen=True, slots=True)
class NewsQuestion:
    """A question about a text; `start` to `end` are the characters that answer, both 0 for a near miss."""

    id: str
    question: str
    kind: str
    split: str
    article: Article
    start: int = 0
    end: int = 0

    @property
    def answer(self) -> str:
        """Give the characters that answer, "" for a near miss."""
        return self.article.text[self.start : self.end]


def read_news_questions(path: Path, documents: Path, pairs: Path) -> list[NewsQuestion]:
    """Read the questions with their texts, lines of the news data (xz: plain texts, JSON with headlines)."""
    with path.open(encoding="utf-8") as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    texts = read_texts(rows, documents, pairs)
    return [read_question(row, texts) for row in rows]


def read_question(row: Mapping[str, Any], texts: Mapping[tuple[str, int], Article]) -> NewsQuestion:
    """Make a question of a row and the texts."""
    article, span = texts[row["source"], row["line"]], (row.get("start", 0), row.get("end", 0))
    return NewsQuestion(row["id"], row["question"], row["kind"], row["split"], article, *span)


def read_texts(
    rows: Iterable[Mapping[str, Any]], documents: Path, pairs: Path
) -> dict[tuple[str, int], Article]:
    """Read the texts that rows name, by their source and line."""
    named = {(row["source"], row["line"]) for row in rows}
    texts: dict[tuple[str, int], Article] = {}
    for source, data in (("documents", documents), ("pairs", pairs)):
        with lzma.open(data, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                if (source, number) in named:
                    texts[source, number] = _article(f"{source}-{number}", line.rstrip("\n"))
    return texts


def _article(name: str, line: str) -> Article:
    if not line.startswith("{"):
        return Article(id=name, title="", text=line, source=name)
    row = json.loads(line)
    found = _DAY.search(row["date"])
    published = PartialDate.parse("-".join(found.groups())) if found else None
    return Article(id=name, title=row["title"], text=row["body"], source=name, published=published)
