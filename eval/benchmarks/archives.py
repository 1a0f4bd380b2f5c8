"""Questions of every kind about eight small archives of news: figures over years, comparisons, timelines.

`eval/news_archives.jsonl` names lines of the news data, which is not shipped, and the characters that answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.benchmarks.rows import read_rows
from eval.questions import Question
from eval.run import Outcome, Report, ask_each, sum_up
from index.types import Article, PartialDate
from rag import Archive
from rag.training.news import read_texts

ARCHIVES = Path("eval/news_archives.jsonl")
WRITTEN = PartialDate.parse("2023-08")  # the texts without a date are of July and August 2023


def measure(documents: Path, pairs: Path, *, split: str = "test", archives: Path = ARCHIVES) -> Report:
    """Ask each archive of a split its own questions."""
    chosen = [row for row in read_rows(archives) if row["split"] == split]
    named = [{"source": source, "line": line} for row in chosen for source, line in row["reports"]]
    texts = read_texts(named, documents, pairs)
    outcomes: list[Outcome] = []
    for row in chosen:
        found = [texts[source, line] for source, line in row["reports"]]
        reports = [text if text.published else replace(text, published=WRITTEN) for text in found]
        archive = Archive.from_articles(reports)
        try:
            outcomes += ask_each(archive, _questions(row, reports))
        finally:
            archive.close()
    return sum_up(outcomes)


def _questions(row: Mapping[str, Any], reports: Sequence[Article]) -> Iterator[Question]:
    """Read the questions of an archive; their answers are characters of headline and text of its reports."""
    texts = [f"{report.title}\n{report.text}" for report in reports]
    for asked in row["questions"]:
        answers = tuple(
            "|".join(texts[report][start:end] for report, start, end in alternatives)
            for alternatives in asked["answers"]
        )
        yield Question(
            id=asked["id"],
            question=asked["question"],
            answers=answers,
            match=asked["match"],
            article=tuple(reports[report].id for report in asked["articles"]),
            quote=tuple(answer.split("|")[0] for answer in answers),
            answerable=bool(answers),
            history=(),
            kind=asked["kind"],
            split=row["split"],
            premise=asked["premise"],
        )
