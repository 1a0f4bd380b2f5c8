from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.questions import load_questions, write_questions
from index.records import Record
from rag import Archive, build
from rag.types import Item
from test_ui_cli import baowen
from ui.feedback import KIND, changed, judged, questions_of
from ui.feedback import judge as judge_last
from ui.talk import Exchange, Exchanges, Judgement, Verdict
from ui_archive import MEETING, TRADE, refusal, trade_answer

GOOD, BAD = Verdict.GOOD, Verdict.BAD
TALK: Exchanges = (
    Exchange("先前", refusal("先前")),
    Exchange("坏", error="出错"),
    Exchange("外贸？", trade_answer("外贸？")),
)


@pytest.fixture
def archive() -> Archive:
    return Archive.from_articles([TRADE, MEETING])


def judge(
    archive: Archive, judgement: Judgement | None, exchanges: Exchanges = TALK, *, talk: str = "1"
) -> None:
    judge_last(archive, "甲", judgement, conversation=talk, exchanges=exchanges)


def records(archive: Archive) -> list[Record]:
    return archive.records.all(KIND, owner=None)


def test_a_good_answer_becomes_a_question_with_its_quotes(archive: Archive, tmp_path: Path) -> None:
    judge(archive, Judgement(GOOD))
    (question,) = questions_of(records(archive))
    assert (question.id, question.question, question.history) == ("f001", "外贸？", ("先前",))
    assert (question.answers, question.article, question.answerable) == (("125.6亿元",), ("a1", "a2"), True)
    assert question.quote[1] == "“双百工程”总投资106亿元。"
    assert (question.kind, question.split) == ("feedback", "feedback")
    path = tmp_path / "rows.jsonl"
    path.write_text(write_questions([question]), "utf-8")
    assert load_questions(path) == [question]


def test_a_good_list_wants_every_entry_and_a_good_refusal_none(archive: Archive) -> None:
    listed = replace(trade_answer(), items=(Item("甲", 1), Item("乙", 2)))
    judge(archive, Judgement(GOOD), (Exchange("有哪些？", listed),), talk="1")
    judge(archive, Judgement(GOOD), (Exchange("2019年？", refusal()),), talk="2")
    entries, silent = questions_of(records(archive))
    assert (entries.answers, entries.match) == (("甲", "乙"), "all")
    assert (silent.answerable, silent.answers, silent.quote) == (False, (), ())


@pytest.mark.parametrize(
    ("exchange", "reason", "answerable", "kind"),
    [
        (TALK[2], "答案不对", True, "答案不对"),
        (TALK[2], "报上没有却答了", False, "报上没有却答了"),
        (TALK[2], "<script>", True, "其他"),
        (TALK[0], "报上有却没有答", False, "报上有却没有答"),
    ],
)
def test_a_bad_answer_is_marked_for_a_person_to_correct(
    archive: Archive, exchange: Exchange, reason: str, answerable: bool, kind: str
) -> None:
    judge(archive, Judgement(BAD, reason, "\x00应该是别的" + "长" * 600), (exchange,))
    (question,) = questions_of(records(archive))
    assert (question.split, question.answerable, question.kind) == ("待核对", answerable, kind)
    assert records(archive)[0].value["words"].startswith("\ufffd应该是别的长")
    assert len(records(archive)[0].value["words"]) == 500


def test_a_reader_who_thinks_again_is_counted_once_and_an_error_is_not_judged(archive: Archive) -> None:
    judge(archive, Judgement(BAD))
    judge(archive, Judgement(GOOD))
    judge(archive, Judgement(GOOD), (Exchange("坏", error="出错"),), talk="2")
    assert [record.value["verdict"] for record in records(archive)] == ["good"]
    assert judged(archive, "甲", conversation="1", exchanges=TALK) == Judgement(GOOD)
    assert judged(archive, "乙", conversation="1", exchanges=TALK) is None
    other = (*TALK[:2], Exchange("外贸？", refusal("外贸？")))
    assert judged(archive, "甲", conversation="1", exchanges=other) is None
    judge(archive, None)
    assert records(archive) == []


def test_a_second_click_takes_the_first_back() -> None:
    good = changed(None, "good")
    assert good == Judgement(GOOD)
    assert changed(good, "good") is None
    bad = changed(good, "bad:没有答全")
    assert bad == Judgement(BAD, "没有答全")
    said = changed(bad, "", words="缺一项")
    assert said == Judgement(BAD, "没有答全", "缺一项")
    assert changed(said, "bad:没有答全") == Judgement(BAD, "", "缺一项")
    assert changed(said, "bad") is None


def test_the_command_writes_rows_that_eval_reads(tmp_path: Path) -> None:
    page = tmp_path / "一版.txt"
    page.write_text("本报讯（记者 王五）5月9日，全市教育工作会议召开。会议由副市长李某主持。\n", "utf-8")
    folder, rows = str(tmp_path / "archive"), str(tmp_path / "rows.jsonl")
    build([page], folder)
    opened = Archive.open(folder)
    answer = opened.ask("谁主持了全市教育工作会议？")
    judge(opened, Judgement(GOOD), (Exchange(answer.question, answer),))
    opened.close()
    written = baowen("feedback", "--archive", folder, "--out", rows)
    assert written.returncode == 0, written.stderr.decode()
    assert "共 1 条评价，其中 0 条读者说不对" in written.stderr.decode()
    printed = baowen("feedback", "--archive", folder)
    assert printed.stdout.decode() == Path(rows).read_text("utf-8")
    measured = baowen("eval", "--questions", rows, "--archive", folder)
    assert measured.returncode == 0, measured.stderr.decode()
    assert "feedback" in measured.stdout.decode()
