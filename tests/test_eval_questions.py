import hashlib
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from eval.metrics import matches, normalise, squeeze
from eval.questions import Question, load_questions
from index.errors import InputError

SEEDS = Path(__file__).parent.parent / "seeds"
QUESTIONS = load_questions()
ANSWERABLE = [question for question in QUESTIONS if question.answerable]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {path.name: squeeze(path.read_text(encoding="utf-8")) for path in SEEDS.glob("*.txt")}


def sources(question: Question) -> set[str]:
    return {article.partition("#")[0] for article in question.article}


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question.id)
def test_every_quote_stands_on_its_page_and_together_they_hold_the_answer(
    question: Question, pages: dict[str, str]
) -> None:
    for quote in question.quote:
        assert any(squeeze(quote) in pages[source] for source in sources(question))
    assert matches("\n".join(question.quote), question.answers, question.match)


def test_unanswerable_questions_have_no_answer() -> None:
    for question in QUESTIONS:
        if not question.answerable:
            assert (question.answers, question.article, question.quote) == ((), (), ())
            assert question.kind == "unanswerable"


def test_ids_are_unique_and_no_question_is_asked_twice() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
    assert len({(question.history, normalise(question.question)) for question in QUESTIONS}) == len(QUESTIONS)


def test_there_are_enough_questions_of_every_kind() -> None:
    kinds = Counter(question.kind for question in QUESTIONS)
    assert len(QUESTIONS) >= 600
    assert sum(question.match == "all" and len(question.answers) > 1 for question in QUESTIONS) >= 100
    assert kinds["list"] >= 75
    assert kinds["date"] >= 40
    assert kinds["followup"] >= 28
    assert kinds["several"] >= 30
    assert kinds["timeline"] >= 10
    assert kinds["meeting"] >= 25
    assert kinds["premise"] >= 30
    assert kinds["unanswerable"] >= 130
    assert set(kinds) >= {
        "who",
        "when",
        "how_many",
        "where",
        "which",
        "what",
        "how",
        "why",
        "yes_no",
        "furniture",
    }


def test_every_report_of_every_page_is_asked_about() -> None:
    asked = Counter(article for question in ANSWERABLE for article in question.article)
    reports = [9, 7, 7, 5, 3]
    wanted = [
        f"{path.name}#{number}"
        for path, count in zip(sorted(SEEDS.glob("*.txt")), reports, strict=True)
        for number in range(1, count + 1)
    ]
    assert [article for article in wanted if not asked[article]] == []


def test_a_third_is_worded_away_from_the_page(pages: dict[str, str]) -> None:
    """Fewer than half of the question's character pairs occur anywhere on the pages that answer it."""

    def share(question: Question) -> float:
        words = "".join(filter(str.isalnum, normalise(question.question)))
        text = "".join(normalise(pages[source]) for source in sources(question))
        pairs = [words[i : i + 2] for i in range(len(words) - 1)]
        return sum(pair in text for pair in pairs) / len(pairs)

    assert sum(share(question) < 0.5 for question in ANSWERABLE) >= len(ANSWERABLE) / 3


def test_follow_ups_have_a_history() -> None:
    assert all(question.history for question in QUESTIONS if question.kind == "followup")


ROUNDS = (range(1, 305), range(305, len(QUESTIONS) + 1))


@pytest.mark.parametrize("numbers", ROUNDS, ids=["first", "second"])
def test_nobody_chose_the_split(numbers: range) -> None:
    """In each round of writing, within each kind, in the order of the ids' hashes, the splits take turns."""
    kinds: dict[str, list[Question]] = defaultdict(list)
    for question in QUESTIONS:
        if int(question.id[1:]) in numbers:
            kinds[question.kind].append(question)
    ordered = [
        question
        for kind in sorted(kinds)
        for question in sorted(kinds[kind], key=lambda q: hashlib.sha256(q.id.encode()).hexdigest())
    ]
    assert [question.split for question in ordered] == ["dev", "test"] * (len(ordered) // 2)


def test_a_false_premise_is_asserted_and_the_question_does_not_tell_what_is_right() -> None:
    premises = [question for question in QUESTIONS if question.premise]
    assert premises == [question for question in QUESTIONS if question.kind == "premise"]
    for question in premises:
        assert question.premise in question.question
        assert not any(normalise(answer) in normalise(question.question) for answer in question.answers)


ROW = {
    "id": "q1",
    "question": "谁？",
    "answers": ["甲"],
    "match": "any",
    "article": ["a.txt#1"],
    "quote": ["甲主持"],
    "answerable": True,
    "history": [],
    "kind": "who",
    "split": "dev",
}


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_a_row_becomes_a_question_and_blank_lines_are_skipped(tmp_path: Path) -> None:
    path = write(tmp_path / "q.jsonl", ROW)
    path.write_text("\n" + path.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    assert load_questions(path) == [
        Question("q1", "谁？", ("甲",), "any", ("a.txt#1",), ("甲主持",), True, (), "who", "dev")
    ]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({**ROW, "match": "some"}, "match 是 'some'，应当是 any 或 all"),
        ({**ROW, "answers": "甲"}, "answers 是 '甲'，应当是字符串的列表"),
        ({**ROW, "answerable": 1}, "answerable 是 1，应当是 true 或 false"),
        ({**ROW, "question": " "}, "question 是 ' '，应当是字符串"),
        ({**ROW, "premise": None}, "premise 是 None，应当是字符串"),
        ({**ROW, "quote": []}, "缺 answers、article 或 quote"),
        ({"id": "q1"}, "字段不对"),
        (["q1"], "字段不对"),
    ],
)
def test_a_bad_row_is_named_by_its_line(tmp_path: Path, row: object, complaint: str) -> None:
    path = write(tmp_path / "q.jsonl", ROW, row)
    with pytest.raises(InputError, match="第 2 行") as caught:
        load_questions(path)
    assert complaint in str(caught.value)


def test_what_is_no_json_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text("{]", encoding="utf-8")
    with pytest.raises(InputError, match="第 1 行不是 JSON（第 2 个字符"):
        load_questions(path)


def test_a_missing_binary_or_empty_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="读不了问题文件"):
        load_questions(tmp_path / "none.jsonl")
    binary, empty = tmp_path / "b.jsonl", tmp_path / "e.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    empty.write_text("\n")
    with pytest.raises(InputError, match="UTF-8"):
        load_questions(binary)
    with pytest.raises(InputError, match="没有问题"):
        load_questions(empty)


DIALOGUES = [
    json.loads(line)
    for line in Path(load_questions.__code__.co_filename)
    .with_name("dialogues.jsonl")
    .read_text("utf-8")
    .splitlines()
]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["id"])
def test_every_quote_of_a_dialogue_stands_on_its_page_and_together_they_hold_the_answer(
    dialogue: dict[str, Any], pages: dict[str, str]
) -> None:
    assert 2 <= len(dialogue["turns"]) <= 5
    for turn in dialogue["turns"]:
        sources = {article.partition("#")[0] for article in turn["article"]}
        assert all(any(squeeze(quote) in pages[source] for source in sources) for quote in turn["quote"])
        assert matches("\n".join(turn["quote"]), turn["answers"], turn["match"]) is turn["answerable"]


def test_dialogues_make_every_move_and_their_splits_take_turns() -> None:
    moves = Counter(turn["move"] for dialogue in DIALOGUES for turn in dialogue["turns"])
    assert len(DIALOGUES) >= 60
    assert moves["first"] == len(DIALOGUES)
    assert (
        min(moves[move] for move in ("ellipsis", "pronoun", "drill", "subject", "topic", "correction")) >= 12
    )
    assert sum(not dialogue["turns"][-1]["answerable"] for dialogue in DIALOGUES) >= 20
    ordered = sorted(DIALOGUES, key=lambda d: hashlib.sha256(d["id"].encode()).hexdigest())
    assert [dialogue["split"] for dialogue in ordered] == ["dev", "test"] * (len(ordered) // 2)


def test_no_question_that_tuned_the_product_rests_on_the_quote_of_a_test_question() -> None:
    path = Path(load_questions.__code__.co_filename).with_name("tuning.jsonl")
    tuned = {squeeze(quote) for question in load_questions(path) for quote in question.quote}
    held_out = {squeeze(q) for question in ANSWERABLE if question.split == "test" for q in question.quote}
    turns = [turn for dialogue in DIALOGUES if dialogue["split"] == "test" for turn in dialogue["turns"]]
    assert not tuned & (held_out | {squeeze(quote) for turn in turns for quote in turn["quote"]})
