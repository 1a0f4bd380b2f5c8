from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from rag.types import Generated
from ui.talk import Exchange, stop_exchange, stream_exchanges
from ui_archive import FakeArchive, refusal, trade_answer


def test_a_question_is_shown_at_once_then_its_growing_answer() -> None:
    before = (Exchange("先前", trade_answer("先前")),)
    steps = list(stream_exchanges(FakeArchive(), "外贸？", before))  # type: ignore[arg-type]
    assert [step[:-1] for step in steps] == [before] * 3
    pending, growing, done = (step[-1] for step in steps)
    assert pending == Exchange("外贸？")
    assert growing.answer is not None
    assert growing.answer.text == ""
    assert done.answer == trade_answer("外贸？")


def test_the_history_holds_the_answered_questions_only(monkeypatch: pytest.MonkeyPatch) -> None:
    archive, seen = FakeArchive(), []
    monkeypatch.setattr(
        archive, "stream", lambda _, history, **__: seen.extend(history) or iter(()), raising=False
    )
    before = (Exchange("一", trade_answer("一")), Exchange("坏", error="出错"), Exchange("二", refusal("二")))
    list(stream_exchanges(archive, "三", before))  # type: ignore[arg-type]
    assert [turn.question for turn in seen] == ["一", "二"]


def test_an_unexpected_failure_is_logged_and_shown_as_a_chinese_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        *_, last = stream_exchanges(FakeArchive(), "坏", ())  # type: ignore[arg-type]
    assert last[-1].answer is None
    assert last[-1].error.startswith("出了意外，这个问题没有答成")
    assert "broken on purpose" in caplog.text


def test_stopping_puts_the_extractive_answer_in_place_of_an_unfinished_one() -> None:
    writing = replace(trade_answer("一"), generated=Generated("qwen", pending="外"))
    before = (Exchange("零", trade_answer("零")), Exchange("一", writing))
    *kept, last = stop_exchange(FakeArchive(), before)  # type: ignore[arg-type]
    assert kept == [before[0]]
    assert last.answer is not None
    assert last.answer.notice == "这次没有用语言模型：已停止。"
    assert last.answer.generated is None
    assert last.answer.text == trade_answer("一").text


@pytest.mark.parametrize(
    "last",
    [
        Exchange("一", trade_answer("一")),
        Exchange("一", replace(trade_answer("一"), generated=Generated("qwen", done=True))),
        Exchange("坏", error="出错"),
    ],
)
def test_stopping_changes_nothing_that_is_finished(last: Exchange) -> None:
    assert stop_exchange(FakeArchive(), (last,)) == (last,)  # type: ignore[arg-type]
