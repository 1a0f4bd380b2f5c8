"""Questions with known answers, read from JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from eval.metrics import Match
from index.errors import InputError

QUESTIONS = Path(__file__).with_name("questions.jsonl")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its known answer.

    `answers` are alternatives (`match` any) or items all wanted (`match` all; `甲|乙` in one: alternatives).
    `article` names where the answer stands: `FILE#K` is the K-th report of a page, `FILE` its furniture.
    `quote` has strings of the page that hold the answer, white space aside; `history` the earlier questions.
    `premise` is the wrong string that the question asserts, `answers` what stands in its place; mostly empty.
    """

    id: str
    question: str
    answers: tuple[str, ...]
    match: Match
    article: tuple[str, ...]
    quote: tuple[str, ...]
    answerable: bool
    history: tuple[str, ...]
    kind: str
    split: str
    premise: str = ""


_NAMES = tuple(field.name for field in fields(Question))
_LISTS = ("answers", "article", "quote", "history")


def load_questions(path: Path | str = QUESTIONS) -> list[Question]:
    """Read the questions; raise InputError naming the line that cannot be used."""
    return [_question(row, where) for row, where in read_objects(path)]


def write_questions(questions: Iterable[Question]) -> str:
    """Write questions as JSON lines, which `load_questions` reads."""
    return "".join(json.dumps(asdict(question), ensure_ascii=False) + "\n" for question in questions)


def read_objects(path: Path | str) -> list[tuple[Any, str]]:
    """Read JSON lines, each with its place in words; raise InputError when there are none or one is not."""
    try:
        lines = Path(path).read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"读不了问题文件 {path}：{error}。文件应为 UTF-8 编码，每行一个 JSON 对象。"
        ) from error
    numbered = ((line, f"{path} 第 {number} 行") for number, line in enumerate(lines, start=1))
    objects = [(_parsed(line, where), where) for line, where in numbered if line.strip()]
    if not objects:
        raise InputError(f"问题文件 {path} 里没有问题。每行写一个 JSON 对象。")
    return objects


def check_row(row: Any, names: Sequence[str], where: str) -> None:
    """Raise InputError unless a row is an object of exactly these fields, each of its sort."""
    if not isinstance(row, dict) or set(row) != set(names):
        raise InputError(f"{where}的字段不对：应当正好是 {'、'.join(names)}。")
    for name, value in row.items():
        _check(name, value, where)
    if row.get("answerable") and not (row["answers"] and row["article"] and row["quote"]):
        raise InputError(f"{where}缺 answers、article 或 quote。请补上，或把 answerable 改为 false。")


def _parsed(line: str, where: str) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{where}不是 JSON（第 {error.colno} 个字符：{error.msg}）。请改正这一行。"
        ) from error


def _question(row: Any, where: str) -> Question:
    row = {"premise": "", **row} if isinstance(row, dict) else row
    check_row(row, _NAMES, where)
    values: dict[str, Any] = {name: tuple(row[name]) if name in _LISTS else row[name] for name in _NAMES}
    return Question(**values)


def _check(name: str, value: Any, where: str) -> None:
    if name in _LISTS:
        fits, wanted = (
            isinstance(value, list) and all(isinstance(v, str) and v for v in value),
            "字符串的列表",
        )
    elif name == "turns":
        fits, wanted = isinstance(value, list) and len(value) > 1, "两轮以上的列表"
    elif name == "answerable":
        fits, wanted = isinstance(value, bool), " true 或 false"
    elif name == "match":
        fits, wanted = value in ("any", "all"), " any 或 all"
    else:
        fits = isinstance(value, str) and (name == "premise" or bool(value.strip()))
        wanted = "字符串"
    if not fits:
        raise InputError(f"{where}的 {name} 是 {value!r}，应当是{wanted}。请改正这一行。")
