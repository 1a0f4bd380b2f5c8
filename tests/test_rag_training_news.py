"""Our questions about news: found with their texts, and dealt so that no text is in two splits."""

import json
import lzma
from collections import defaultdict
from pathlib import Path

import pytest

from eval.benchmarks.news import measure, to_question
from rag.training.news import read_news_questions
from rag.training.reading import news_row

ROWS = Path(__file__).parents[1] / "eval" / "news_questions.jsonl"
TEXTS = ("海州港区三号码头昨日正式开港。码头总投资12亿元。", "全市春耕现场会在东湖镇召开。")
PAIR = {
    "date": "2023-07-25 06:09",
    "title": "市长周明主持开港仪式",
    "brief": "",
    "body": "周明宣布码头开港。",
}
ASKED = (
    {
        "source": "documents",
        "line": 0,
        "question": "码头总投资多少？",
        "kind": "how_many",
        "start": 20,
        "end": 24,
    },
    {"source": "pairs", "line": 1, "question": "二号码头谁宣布开港？", "kind": "altered"},
)


@pytest.fixture
def data(tmp_path: Path) -> tuple[Path, Path, Path]:
    documents, pairs, asked = (tmp_path / name for name in ("d.xz", "p.xz", "q.jsonl"))
    documents.write_bytes(lzma.compress("\n".join(TEXTS).encode()))
    lines = [json.dumps(row, ensure_ascii=False) for row in ({**PAIR, "date": ""}, PAIR)]
    pairs.write_bytes(lzma.compress("\n".join(lines).encode()))
    rows = [{"id": f"n{i}", "split": "test", **row} for i, row in enumerate(ASKED)]
    asked.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return asked, documents, pairs


def dialogue(beside: Path) -> Path:
    first = {"rewritten": ASKED[0]["question"], "move": "first", **ASKED[0]}
    drill = first | {
        "question": "在哪儿？",
        "rewritten": "码头在哪儿？",
        "move": "drill",
        "start": 0,
        "end": 4,
    }
    path = beside.with_name("t.jsonl")
    path.write_text(json.dumps({"id": "m1", "split": "test", "turns": [first, drill]}), encoding="utf-8")
    return path


def test_a_question_comes_with_its_text_and_its_answer(data: tuple[Path, Path, Path]) -> None:
    told, missed = read_news_questions(*data)
    assert (told.article.text, told.article.title, told.answer) == (TEXTS[0], "", "12亿元")
    assert (missed.article.title, missed.answer) == (PAIR["title"], "")
    assert str(missed.article.published) == "2023-07-25"
    assert news_row(told)["answers"] == [{"text": "12亿元", "start": 20}]
    assert news_row(missed)["answers"] == []


def test_the_benchmark_counts_answers_and_silence(data: tuple[Path, Path, Path]) -> None:
    asked, documents, pairs = data
    report, talks = measure(documents, pairs, questions=asked, dialogues=dialogue(asked))
    assert report.overall.figures["accuracy"].value == 1
    assert report.overall.figures["false_answer_rate"].n == 1
    assert [said.outcome.correct for said in talks.turns] == [True, True]
    assert talks.turns[1].outcome.question.history == ("码头总投资多少？",)
    assert not measure(documents, pairs, questions=asked, dialogues=dialogue(asked), split="fit")[0].outcomes


def test_near_misses_count_as_not_answerable(data: tuple[Path, Path, Path]) -> None:
    told, missed = map(to_question, read_news_questions(*data))
    assert (told.answerable, told.answers, told.quote) == (True, ("12亿元",), ("12亿元",))
    assert (missed.answerable, missed.answers) == (False, ())


def test_no_text_is_in_two_splits_and_every_answer_has_its_place() -> None:
    rows = [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines()]
    splits = defaultdict(set)
    for row in rows:
        splits[row["source"], row["line"]].add(row["split"])
        assert row["question"].strip() == row["question"] != ""
        assert ("start" in row) is (row["kind"] not in ("absent", "altered", "swapped"))
        assert row.get("start", 0) < row.get("end", 1)
    assert {len(found) for found in splits.values()} == {1}
    assert set().union(*splits.values()) == {"train", "fit", "test"}
    assert len({row["id"] for row in rows}) == len(rows)


def test_the_dialogues_that_only_measure_are_about_texts_that_taught_nothing() -> None:
    rows = [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines()]
    splits = {(row["source"], row["line"]): row["split"] for row in rows}
    lines = ROWS.with_name("news_dialogues.jsonl").read_text(encoding="utf-8").splitlines()
    talks = [talk for talk in map(json.loads, lines) if talk["split"] == "test"]
    assert talks
    assert {splits[turn["source"], turn["line"]] for talk in talks for turn in talk["turns"]} == {"test"}
