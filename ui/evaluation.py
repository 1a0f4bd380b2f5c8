"""Evaluations started from the page: one at a time, in the background, seen by all, kept in the archive."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from eval.questions import Question
from eval.run import Outcome, ask_each, sum_up
from eval.runs import Run, results_of
from index.errors import BaowenError
from index.records import Record
from rag import Answer, Archive
from rag.types import Turn

KIND = "run"
_KEPT = 20  # newest runs
_PAUSE = 0.01  # seconds between two questions, in which others are answered


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; `ended` says in Chinese how it ended, "" while it goes on."""

    name: str
    total: int
    done: int = 0
    wrong: int = 0
    ended: str = ""


class Evaluation:
    """The evaluation of one archive; safe to share between threads."""

    def __init__(self, archive: Archive) -> None:
        """Hold the archive; nothing runs yet."""
        self._archive = archive
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._progress: Progress | None = None

    @property
    def progress(self) -> Progress | None:
        """Tell how far the run is that goes on or ended last; None before the first."""
        return self._progress

    @property
    def running(self) -> bool:
        """Tell whether a run goes on."""
        return self._progress is not None and not self._progress.ended

    def start(self, questions: Sequence[Question], *, name: str) -> bool:
        """Begin a run in the background; False where one goes on already."""
        with self._lock:
            if self.running:
                return False
            self._stop.clear()
            self._progress = Progress(name, len(questions))
        threading.Thread(target=self._run, args=(questions, name), daemon=True).start()
        return True

    def cancel(self) -> None:
        """End the run after the question that is being asked; nothing of it is kept."""
        self._stop.set()

    def _run(self, questions: Sequence[Question], name: str) -> None:
        ended = "出了意外，没有评完。详情见服务器日志。"  # whatever is raised goes to the log by itself
        try:
            revision = self._archive.revision
            outcomes = list(self._asked(questions))
            if self._stop.is_set():
                ended = "已取消，没有保存。"
            else:
                save_run(self._archive, outcomes, name=name, revision=revision)
                ended = "评完了，结果已保存。"
        except BaowenError as error:
            ended = str(error)
        finally:
            assert self._progress is not None
            self._progress = replace(self._progress, ended=ended)

    def _asked(self, questions: Sequence[Question]) -> Iterator[Outcome]:
        for outcome in ask_each(_Quoting(self._archive), questions):
            before = self._progress
            assert before is not None
            self._progress = replace(before, done=before.done + 1, wrong=before.wrong + bool(outcome.failure))
            yield outcome
            if self._stop.wait(_PAUSE):
                return


def save_run(archive: Archive, outcomes: Iterable[Outcome], *, name: str, revision: int) -> Run:
    """Keep a run beside the archive's articles, with the newest of before."""
    report = sum_up(outcomes)
    run = Run(
        id=secrets.token_urlsafe(8),
        name=name,
        made=time.time(),
        revision=revision,
        reports=sum(article.kind.is_report for article in archive.articles),
        overall=report.overall,
        by_split=report.by_split,
        by_kind=report.by_kind,
        results=results_of(report),
    )
    archive.records.put(Record(KIND, run.id, run.to_json(), updated=run.made))
    for old in archive.records.all(KIND)[_KEPT:]:
        archive.records.remove(KIND, old.id)
    return run


def saved_runs(archive: Archive) -> list[Run]:
    """List the runs that are kept, the newest first; what cannot be read is left out."""
    return [run for record in archive.records.all(KIND) if (run := _read(record)) is not None]


def remove_run(archive: Archive, id: str) -> None:
    """Forget a run."""
    archive.records.remove(KIND, id)


def pages_there(archive: Archive, questions: Iterable[Question]) -> tuple[int, int]:
    """Count the pages that questions are about: those that the archive holds, and all."""
    wanted = {name.split("#")[0] for question in questions for name in question.article}
    held = {PurePath(article.source).name for article in archive.articles}
    return len(wanted & held), len(wanted)


def _read(record: Record) -> Run | None:
    try:
        return Run.of(record.id, record.value)
    except (KeyError, TypeError, AttributeError):
        return None


class _Quoting:
    """An archive that answers without its language model: the same each time, and nothing is sent."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        return self._archive.ask(question, history=history, generate=False)
