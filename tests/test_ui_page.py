from __future__ import annotations

import logging

import pytest

from ui.page import stream_exchanges
from ui.render import Exchange
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
    monkeypatch.setattr(archive, "stream", lambda _, history: seen.extend(history) or iter(()), raising=False)
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
