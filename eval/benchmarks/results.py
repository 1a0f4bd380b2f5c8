"""Rows of a benchmark as a Markdown table and as JSON, kept by commit in `eval/results/`."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from eval.benchmarks.retrieval import FIGURES, Row
from eval.run import Figure
from index.errors import InputError

FOLDER = Path(__file__).resolve().parents[1] / "results"
_COSTS = ("索引 MB/秒", "MB/CPU 秒", "p50 毫秒", "p95 毫秒", "CPU 毫秒", "内存峰值 MiB")


def table(rows: Iterable[Row]) -> str:
    """Write a Markdown table for each collection, its rows in their order."""
    return "\n".join(_section(list(group)) for _, group in groupby(rows, _asked))


def to_json(rows: Iterable[Row]) -> str:
    """Write the rows as a JSON list, one a line, so that a change of one is a change of one line."""
    lines = (json.dumps(_rounded(asdict(row)), ensure_ascii=False) for row in rows)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def save(rows: Iterable[Row], folder: Path = FOLDER, *, commit: str) -> Path:
    """Add rows to the commit's file, in place of those asked alike, and write its table; return that path."""
    path = folder / f"{commit}.json"
    kept = {(*_asked(row), row.retriever): row for row in load(path)} if path.exists() else {}
    kept |= {(*_asked(row), row.retriever): row for row in rows}
    merged = sorted(kept.values(), key=_asked)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(to_json(merged), encoding="utf-8")
    written = path.with_suffix(".md")
    written.write_text(table(merged), encoding="utf-8")
    return written


def load(path: Path) -> list[Row]:
    """Read rows back; raise InputError when the file is none of ours."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        figures = [{k: Figure(**figure) for k, figure in value.pop("figures").items()} for value in values]
        return [Row(figures=each, **value) for each, value in zip(figures, values, strict=True)]
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(f"读不了评测结果 {path}：{error}。请删掉它，再运行一次。") from error


def current_commit() -> str:
    """Name the commit that runs, `-dirty` when files differ from it; `no-commit` outside a repository."""
    command = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
    try:
        ran = subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "no-commit"
    return ran.stdout.strip()


def _asked(row: Row) -> tuple[str, int, int]:
    return row.collection, row.passages, row.questions


def _section(rows: Sequence[Row]) -> str:
    collection, passages, questions = _asked(rows[0])
    titles = ("检索器", *FIGURES, *_COSTS)
    lines = [
        f"### {collection}：{questions} 题，{passages} 段",
        "",
        *map(_line, (titles, ["---"] * len(titles))),
    ]
    return "\n".join([*lines, *(_line(_cells(row)) for row in rows), ""])


def _cells(row: Row) -> list[str]:
    figures = (row.figures[name] for name in FIGURES)
    shown = [f"{f.value:.3f} [{f.low:.3f}, {f.high:.3f}]".replace("0.", ".") for f in figures]
    speeds = [f"{speed:.2f}" for speed in (row.index_mb_s, row.index_mb_cpu_s)]
    times = [f"{time:.1f}" for time in (row.p50_ms, row.p95_ms, row.cpu_ms)]
    return [row.retriever, *shown, *speeds, *times, f"{row.peak_mib:.0f}"]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    return value
