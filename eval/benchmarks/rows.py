"""Rows of benchmark files, and small archives made of their passages."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import InputError
from index.types import Article
from rag import Archive
from rag.types import Answer


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines, xz-compressed or plain; raise InputError when they cannot be read."""
    try:
        return [json.loads(line) for line in read_lines(path)]
    except ValueError as error:
        raise InputError(
            f"读不了基准数据 {path}：{error}。应为 UTF-8 的 JSON Lines，可用 xz 压缩。"
        ) from error


def read_lines(path: Path) -> list[str]:
    """Read the lines that are not blank, xz-compressed or plain; raise InputError when it cannot be done."""
    opened = lzma.open if path.suffix == ".xz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            return [line.rstrip("\n") for line in lines if line.strip()]
    except (OSError, EOFError, lzma.LZMAError, ValueError) as error:
        raise InputError(f"读不了基准数据 {path}：{error}。应为 UTF-8 的文本，可用 xz 压缩。") from error


def spread(rows: Sequence[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """Take at most `limit` rows, evenly over all of them, so that every source is among them; 0 takes all."""
    if not 0 < limit < len(rows):
        return list(rows)
    return [rows[i * len(rows) // limit] for i in range(limit)]


def answer_from(passages: Sequence[str], question: str, *, title: str = "") -> Answer:
    """Ask one question of an archive that holds just these passages."""
    articles = _articles(passages, title)
    archive = Archive.from_articles(articles)
    try:
        return archive.ask(question)
    finally:
        archive.close()


def _articles(passages: Sequence[str], title: str) -> Iterator[Article]:
    for number, text in enumerate(passages, start=1):
        yield Article(id=f"p{number}", title=title, text=text, source="")
