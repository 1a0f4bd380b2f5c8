from __future__ import annotations

import time
from pathlib import Path

import pytest

from eval.questions import Question
from index.errors import ArchiveError
from rag import Archive
from ui.evaluation import Evaluation, pages_there, remove_run, saved_runs
from ui_archive import MEETING, TRADE


@pytest.fixture
def archive() -> Archive:
    return Archive.from_articles([TRADE, MEETING])


def question(number: int, *, article: str = "p.txt#1") -> Question:
    wanted = (("125.6亿元",), "any", (article,), ("125.6亿元",))
    return Question(f"q{number}", "外贸总额是多少？", *wanted, True, (), "how_many", "dev")


def wait_for(evaluation: Evaluation) -> str:
    end = time.monotonic() + 20
    while evaluation.running and time.monotonic() < end:
        time.sleep(0.01)
    assert evaluation.progress is not None
    return evaluation.progress.ended


def test_a_run_is_kept_with_what_it_was_a_run_of(archive: Archive) -> None:
    evaluation = Evaluation(archive)
    assert evaluation.progress is None
    assert evaluation.start([question(1), question(2)], name="own.jsonl")
    assert wait_for(evaluation) == "评完了，结果已保存。"
    (run,) = saved_runs(archive)
    assert (run.name, run.reports, run.revision) == ("own.jsonl", 2, archive.revision)
    assert run.overall.questions == 2
    remove_run(archive, run.id)
    assert saved_runs(archive) == []


def test_only_one_run_goes_on_and_a_cancelled_one_keeps_nothing(archive: Archive) -> None:
    evaluation = Evaluation(archive)
    assert evaluation.start([question(n) for n in range(500)], name="long")
    assert not evaluation.start([question(1)], name="second")
    evaluation.cancel()
    assert wait_for(evaluation) == "已取消，没有保存。"
    assert evaluation.progress is not None
    assert evaluation.progress.done < 500
    assert saved_runs(archive) == []
    assert evaluation.start([question(1)], name="third")
    assert wait_for(evaluation) == "评完了，结果已保存。"


def test_a_run_that_fails_says_why_and_another_may_begin() -> None:
    class Broken:
        revision = 1

        def ask(self, *_: object, **__: object) -> None:
            raise ArchiveError("档案库坏了。")

    evaluation = Evaluation(Broken())  # type: ignore[arg-type]
    evaluation.start([question(1)], name="x")
    assert wait_for(evaluation) == "档案库坏了。"
    assert not evaluation.running


def test_the_newest_twenty_runs_are_kept(archive: Archive) -> None:
    evaluation = Evaluation(archive)
    for number in range(22):
        evaluation.start([question(1)], name=str(number))
        wait_for(evaluation)
    assert [run.name for run in saved_runs(archive)] == [str(number) for number in range(21, 1, -1)]


def test_a_record_that_is_no_run_is_left_out(archive: Archive) -> None:
    from index.records import Record

    archive.records.put(Record("run", "x", {"results": 3}))
    assert saved_runs(archive) == []


def test_pages_that_questions_are_about_are_counted(archive: Archive, tmp_path: Path) -> None:
    del tmp_path
    source = TRADE.source.rsplit("/", 1)[-1]
    assert pages_there(archive, [question(1, article=f"{source}#1"), question(2, article="gone.txt")]) == (
        1,
        2,
    )
