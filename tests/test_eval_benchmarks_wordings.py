import json
from pathlib import Path

from eval.benchmarks.wordings import load_wordings, measure
from eval.questions import load_questions


def test_each_question_is_asked_in_its_own_and_in_other_words(tmp_path: Path) -> None:
    own = next(q for q in load_questions() if q.split == "dev" and q.answerable and not q.history)
    said = {"id": own.id, "style": "spoken", "question": "今天吃什么"}
    (tmp_path / "w.jsonl").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    report = measure("dev", tmp_path / "w.jsonl")
    assert [outcome.question.kind for outcome in report.outcomes] == ["original", "spoken"]
    assert [outcome.question.question for outcome in report.outcomes] == [own.question, "今天吃什么"]
    assert report.outcomes[1].failure
    assert not measure("test", tmp_path / "w.jsonl").outcomes


def test_every_question_that_is_no_follow_up_has_four_wordings() -> None:
    kinds: dict[str, list[str]] = {}
    for question in load_wordings():
        kinds.setdefault(question.id.partition("-")[0], []).append(question.kind)
    assert {question.id for question in load_questions() if not question.history} == set(kinds)
    assert {tuple(sorted(found)) for found in kinds.values()} == {
        ("formal", "original", "other", "search", "spoken")
    }
