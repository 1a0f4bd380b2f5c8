import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.dialogues import converse, figures, format_talks, load_dialogues
from index.errors import InputError
from test_eval_run import Recorded, answer

FIRST = {
    "question": "谁主持会议？",
    "rewritten": "谁主持会议？",
    "move": "first",
    "answers": ["陈成华"],
    "match": "any",
    "article": ["p.txt#1"],
    "quote": ["陈成华主持会议"],
    "answerable": True,
}
NEXT = {**FIRST, "question": "哪天？", "rewritten": "会议是哪天？", "move": "drill", "answers": ["3月19日"]}
ROW = {"id": "d1", "split": "dev", "turns": [FIRST, NEXT]}
WHO = answer("陈成华主持会议。", short="陈成华")


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_every_turn_is_asked_after_the_turns_before_it_and_scored(tmp_path: Path) -> None:
    archive = Recorded(**{"谁主持会议？": WHO, "哪天？": replace(WHO, rewritten="会议是哪天？")})
    talks = converse(archive, load_dialogues(write(tmp_path / "d.jsonl", ROW)))
    assert archive.asked == [("谁主持会议？", ()), ("哪天？", ("谁主持会议？",))]
    assert [said.outcome.failure for said in talks.turns] == ["", "答错"]
    assert figures(talks.turns) == {
        "turns": 2,
        "accuracy": 0.5,
        "dialogues": 1,
        "last_turn_accuracy": 0.0,
        "rewriting_f1": 1.0,
    }
    assert [turn["rewritten"] for turn in talks.to_json()["turns"]] == ["谁主持会议？", "会议是哪天？"]
    assert talks.to_json()["summaries"]["drill"]["turns"] == 1


def test_what_went_wrong_is_shown_for_dev_and_never_for_test(tmp_path: Path) -> None:
    archive = Recorded(**{"谁主持会议？": WHO, "哪天？": WHO})
    shown = format_talks(converse(archive, load_dialogues(write(tmp_path / "d.jsonl", ROW))))
    assert "d1.2 答错（深究）：哪天？\n    补全 哪天？\n    参考 会议是哪天？" in shown
    held = {**ROW, "split": "test"}
    assert "d1.2" not in format_talks(converse(archive, load_dialogues(write(tmp_path / "t.jsonl", held))))


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({**ROW, "turns": [FIRST]}, "turns 是"),
        ({**ROW, "turns": [FIRST, FIRST]}, "第 2 轮的 move 是 'first'"),
        ({**ROW, "turns": [NEXT, NEXT]}, "第 1 轮的 move 是 'drill'"),
        ({**ROW, "turns": [FIRST, {**NEXT, "move": "jump"}]}, "move 是 'jump'"),
        ({**ROW, "turns": [FIRST, {**NEXT, "quote": []}]}, "缺 answers、article 或 quote"),
        ({"id": "d1"}, "字段不对"),
    ],
)
def test_a_bad_dialogue_is_named_by_its_line(tmp_path: Path, row: object, complaint: str) -> None:
    with pytest.raises(InputError, match="第 1 行") as caught:
        load_dialogues(write(tmp_path / "d.jsonl", row))
    assert complaint in str(caught.value)
