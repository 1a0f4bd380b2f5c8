"""Reading comprehension (CMRC2018 and the like): does the cited sentence hold the answer?

Asked of the passage that is given, or of one archive of all passages and of texts that distract.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

from eval.benchmarks.collections import shuffled
from eval.benchmarks.rows import answer_from, read_rows, spread
from eval.metrics import exact_match, normalise, percentile, span_f1, without_marks
from index.types import Article
from rag import Archive
from rag.types import Answer

Row = dict[str, Any]
Scores = dict[str, float]


def measure(path: Path, limit: int) -> dict[str, Scores]:
    """Give the figures of each source of rows, and of all rows under `all`, the passage given."""
    return _grouped(_rows(path, limit), _ask)


def measure_open(path: Path, limit: int, *, distractors: Path, pool: int) -> dict[str, Scores]:
    """Do the same with one archive that holds the passages of all rows and `pool` texts besides, one a line.

    Times are in milliseconds, under `all`.
    """
    rows, seconds = _rows(path, limit), []
    contexts = {row["context"]: row["title"] for row in rows}
    articles = [Article(id=f"p{n}", title=t, text=c, source="") for n, (c, t) in enumerate(contexts.items())]
    texts = enumerate(shuffled(distractors)[:pool])
    articles += [Article(id=f"d{n}", title="", text=text, source="") for n, text in texts]

    def ask(archive: Archive, row: Row) -> Answer:
        started = time.perf_counter()
        answer = archive.ask(row["question"])
        seconds.append(time.perf_counter() - started)
        return answer

    with closing(Archive.from_articles(articles)) as archive:
        figures = _grouped(rows, partial(ask, archive))
    figures["all"] |= {f"p{part}_ms": 1000 * percentile(seconds, part) for part in (50, 95)}
    return figures


def _rows(path: Path, limit: int) -> list[Row]:
    return [row for row in spread(read_rows(path), limit) if row["answers"]]


def _grouped(rows: Sequence[Row], ask: Callable[[Row], Answer]) -> dict[str, Scores]:
    scored = [(row["src"], score(ask(row), _golds(row))) for row in rows]
    groups = {"all": [figures for _, figures in scored]}
    for source, figures in scored:
        groups.setdefault(source, []).append(figures)
    return {source: _means(group) for source, group in groups.items()}


def score(answer: Answer, golds: Sequence[str]) -> Scores:
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


def _ask(row: Row) -> Answer:
    return answer_from([row["context"]], row["question"], title=row["title"])


def _golds(row: Row) -> list[str]:
    return [answer["text"] for answer in row["answers"]]


def _contains(quote: str, golds: Sequence[str]) -> bool:
    return any(normalise(gold) in normalise(quote) for gold in golds)


def _means(scored: Sequence[Scores]) -> Scores:
    return {"rows": len(scored), **{name: fmean(row[name] for row in scored) for name in scored[0]}}
