"""Collections for retrieval: passages, and questions that know which of them answer.

Read from files as their authors publish them; `README.md` says where to get each. What counts as right:

- reading comprehension (SQuAD-style JSON, and JSON lines with `context`): the question's own context. A
  context is one passage, however long, so that figures compare with those published for these sets;
- RGB: any of the question's own passages that holds the answer, by RGB's own rule; where none holds all its
  items, one for each; a question is left out when no passage holds one of them;
- our own questions: a passage of the right article that holds at least half of the quote in one run, as in
  `eval/run.py`. Questions after a history are left out: no retriever here sees the talk.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from eval.benchmarks.rgb import contains
from eval.benchmarks.rows import read_lines
from eval.questions import Question, load_questions
from eval.run import shows, wanted_quotes
from index.cut import cut
from index.errors import InputError
from index.read import find_files, read
from index.segment import segment
from index.types import Article, Passage

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
_SEED = 0  # of the choice of distractors
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, and for each thing it wants the places of the passages that hold it."""

    text: str
    wanted: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """Passages to search, distractors last, and the questions asked of them."""

    name: str
    passages: tuple[Passage, ...]
    questions: tuple[Judged, ...]


def load_collections(path: Path) -> list[Collection]:
    """Read a file into one collection, or one for each source or split that its rows name.

    Raise InputError when it cannot be read or is of no known format.
    """
    rows = _rows(path)
    try:
        if "positive" in rows[0]:
            return [_rgb(_stem(path), rows)]
        if "quote" in rows[0]:
            return _own(load_questions(path))
        return _reading(rows)
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path} 不是认得的格式（{type(error).__name__}：{error}）。可用 SQuAD 式 JSON、RGB、"
            "报问的 questions.jsonl，或每行有 src、context、question、answers 的 JSON Lines；"
            "见 eval/benchmarks/README.md。"
        ) from error


def add_distractors(collections: Sequence[Collection], path: Path, limit: int) -> list[Collection]:
    """Add the same `limit` passages, or as many as there are, of a text file (one text a line) to each.

    The lines are shuffled, always alike, since files are often in the order of their topics, and cut as for
    an archive.
    """
    texts = enumerate(shuffled(path))
    cuts = chain.from_iterable(cut(_article(f"distractor-{number}", text)) for number, text in texts)
    passages = tuple(islice(cuts, limit))
    return [Collection(c.name, c.passages + passages, c.questions) for c in collections]


def shuffled(path: Path) -> list[str]:
    """Read the different lines of a text file, shuffled, always alike."""
    lines = [line.strip() for line in read_lines(path)]
    random.Random(_SEED).shuffle(lines)
    return list(dict.fromkeys(lines))


def _rows(path: Path) -> list[Row]:
    """Read JSON lines, or the rows of one JSON value: SQuAD's, or CMRC2018's first form."""
    lines = read_lines(path)
    try:
        try:
            value = json.loads("\n".join(lines))
        except json.JSONDecodeError:
            value = [json.loads(line) for line in lines]
        articles = value.get("data", [value]) if isinstance(value, dict) else value
        rows = [row for article in articles for row in _unfold(article, _stem(path))]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"读不了基准数据 {path}（{type(error).__name__}：{error}）。应为 SQuAD 式 JSON 或 JSON Lines，"
            "可用 xz 压缩；各数据集从哪里来，见 eval/benchmarks/README.md。"
        ) from error
    if not rows:
        raise InputError(f"基准数据 {path} 里没有题目。请换一个文件。")
    return rows


def _unfold(value: Row, source: str) -> Iterator[Row]:
    """Give the rows of a published article or context; a row stays itself, with a source."""
    if "paragraphs" in value:
        for paragraph in value["paragraphs"]:
            for row in paragraph["qas"]:
                yield {"src": source, "context": paragraph["context"], **row}
    elif "context_text" in value:
        for row in value["qas"]:
            answers = [{"text": answer} for answer in row["answers"]]
            text, question = value["context_text"], row["query_text"]
            yield {"src": source, "context": text, "question": question, "answers": answers}
    else:
        yield {"src": source, **value}


def _reading(rows: Sequence[Row]) -> list[Collection]:
    """Make a collection of each source; questions without an answer are left out, their contexts stay."""
    sources: dict[str, list[Row]] = {}
    for row in rows:
        sources.setdefault(row["src"], []).append(row)
    return [_contexts(source, group) for source, group in sources.items()]


def _contexts(source: str, rows: Sequence[Row]) -> Collection:
    places = {text: place for place, text in enumerate(dict.fromkeys(row["context"] for row in rows))}
    asked = [row for row in rows if any(answer["text"] for answer in row["answers"])]
    questions = [Judged(row["question"], (frozenset([places[row["context"]]]),)) for row in asked]
    return Collection(source, _whole(source, places), tuple(questions))


def _rgb(name: str, rows: Sequence[Row]) -> Collection:
    own = [list(_flat([*row["positive"], *row["negative"]])) for row in rows]
    places = {text: place for place, text in enumerate(dict.fromkeys(chain.from_iterable(own)))}
    questions = []
    for row, texts in zip(rows, own, strict=True):
        held = [frozenset(places[t] for t in texts if contains(t, items)) for items in _items(row, texts)]
        if all(held):
            questions.append(Judged(row["query"], tuple(held)))
    return Collection(name, _whole(name, places), tuple(questions))


def _items(row: Row, texts: Sequence[str]) -> list[list[Any]]:
    """Take the answer as one thing wanted, or item by item where no passage holds all of it (`zh_int`)."""
    if any(contains(text, row["answer"]) for text in texts):
        return [row["answer"]]
    return [[item] for item in row["answer"]]


def _flat(texts: Sequence[Any]) -> Iterator[str]:
    for text in texts:
        yield from [text] if isinstance(text, str) else _flat(text)


def _own(questions: Sequence[Question]) -> list[Collection]:
    """Make a collection of each split, over the pages that ship with the project."""
    pages = [page for path, source in find_files([SEEDS]) for page in read(path, source=source)]
    passages = [passage for page in pages for article in segment(page) for passage in cut(article)]
    splits: dict[str, list[Judged]] = {}
    for question in questions:
        if question.answerable and not question.history:
            splits.setdefault(question.split, []).append(_judged(question, passages))
    return [
        Collection(f"questions-{split}", tuple(passages), tuple(splits[split])) for split in sorted(splits)
    ]


def _judged(question: Question, passages: Sequence[Passage]) -> Judged:
    wanted = [
        frozenset(
            place
            for place, passage in enumerate(passages)
            if any(shows(passage, question, quote) for quote in quotes)
        )
        for quotes in wanted_quotes(question)
    ]
    return Judged(question.question, tuple(wanted))


def _whole(name: str, texts: Sequence[str] | dict[str, int]) -> tuple[Passage, ...]:
    """Make each text an article that is one passage."""
    articles = (_article(f"{name}-{place}", text) for place, text in enumerate(texts))
    return tuple(Passage(article, 0, len(article.text)) for article in articles)


def _article(name: str, text: str) -> Article:
    return Article(id=name, title="", text=text, source="")


def _stem(path: Path) -> str:
    return path.name.split(".json")[0]
