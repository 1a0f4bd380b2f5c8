"""The tab 质量: run the evaluation, look at its figures and failures, compare two runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import gradio as gr

from eval.questions import Question, load_questions
from eval.runs import Run, compare
from index.errors import InputError
from rag import Archive
from ui.evaluation import Evaluation, pages_there, remove_run, saved_runs
from ui.page.shell import QUIET, Shell, anew, html_box, in_turn
from ui.render.quality import (
    SETS,
    View,
    comparison_html,
    failures_html,
    progress_html,
    run_html,
    runs_html,
    start_html,
)

_IN_TURN = in_turn("quality")
_TICK = 0.7  # seconds between two looks at a run that goes on


def build_quality(shell: Shell) -> None:
    """Lay the tab out and wire it."""
    evaluation = Evaluation(shell.archive)
    view = gr.State(View())
    start = html_box(_start(shell.archive, shell.archive.revision), name="quality-start")
    own = gr.File(
        label="自己的问题文件（JSON Lines）",
        file_types=[".jsonl"],
        type="filepath",
        height=130,
        elem_id="own-questions",
    )
    progress = html_box("", name="quality-progress")
    timer = gr.Timer(_TICK, active=False)
    boxes = [html_box("", name=f"quality-{name}") for name in ("runs", "run", "failures")]
    _wire_runs(shell, evaluation, (start, own, progress, timer), shown=[view, *boxes])
    _wire_view(shell, view, boxes=boxes)


def _wire_runs(
    shell: Shell, evaluation: Evaluation, parts: tuple[Any, Any, Any, Any], *, shown: list[Any]
) -> None:
    start, own, progress, timer = parts
    archive = shell.archive

    def look(before: View) -> tuple[Any, ...]:
        """Show how far the run is, and the results of those before."""
        rest = _shown(archive, before if before.run else _newest(archive))
        return progress_html(evaluation.progress), gr.Timer(active=evaluation.running), *rest

    def watch() -> tuple[Any, ...]:
        """Show how far the run is; its results once it has ended."""
        running = evaluation.running
        rest = (gr.skip(),) * len(shown) if running else _shown(archive, _newest(archive))
        return progress_html(evaluation.progress), gr.Timer(active=running), *rest

    def begin(event: gr.EventData) -> tuple[Any, ...]:
        return started(_questions(str(event.value)), name=SETS[str(event.value)])

    def begin_own(path: str | None) -> tuple[Any, ...]:
        if not path:
            return gr.skip(), gr.skip()
        try:
            return started(load_questions(path), name=Path(path).name)
        except InputError as error:
            return progress_html(None, problem=str(error).replace(path, Path(path).name)), gr.skip()

    def started(questions: Sequence[Question], *, name: str) -> tuple[Any, ...]:
        evaluation.start(questions, name=name)
        return progress_html(evaluation.progress), gr.Timer(active=True)

    start.click(begin, None, [progress, timer], **_IN_TURN)
    own.upload(begin_own, [own], [progress, timer], **_IN_TURN)
    progress.click(evaluation.cancel, None, None, **QUIET)
    timer.tick(watch, None, [progress, timer, *shown], **_IN_TURN)
    if shell.tab:
        shell.tab.select(look, [shown[0]], [progress, timer, *shown], **_IN_TURN)
        shell.tab.select(lambda: _start(archive, archive.revision), None, start, **QUIET)


def _wire_view(shell: Shell, view: gr.State, *, boxes: list[Any]) -> None:
    archive = shell.archive

    def choose(before: View, event: gr.EventData) -> tuple[Any, ...]:
        value, act = str(event.value), event.act
        if act == "forget":
            remove_run(archive, value)
            return _shown(archive, before if before.run != value else _newest(archive))
        if act == "compare":
            return _shown(archive, replace(before, other="" if before.other == value else value))
        return _shown(archive, View(run=value))

    def sift(before: View, event: gr.EventData) -> tuple[Any, ...]:
        value = str(event.value)
        if event.act == "page":
            after = replace(before, page=int(value) if value.isdigit() else 0)
        elif event.act == "kind":
            after = replace(before, page=0, kind=value)
        else:
            after = replace(before, page=0, failure=value)
        run = _found(saved_runs(archive), after.run)
        return after, failures_html(run, after) if run else ""

    runs, _, failures = boxes
    runs.click(choose, [view], [view, *boxes], **_IN_TURN)
    failures.click(sift, [view], [view, failures], **_IN_TURN)
    failures.input(sift, [view], [view, failures], **_IN_TURN)


def _shown(archive: Archive, view: View) -> tuple[Any, ...]:
    """Give the view, the list of runs, the figures (compared, where two are chosen) and the failures."""
    runs = saved_runs(archive)
    run, other = _found(runs, view.run), _found(runs, view.other)
    if run is None:
        return view, runs_html(runs, view), "", ""
    figures = comparison_html(other, run, compare(other, run)) if other else ""
    return view, runs_html(runs, view), figures + run_html(run), anew(failures_html(run, view))


def _newest(archive: Archive) -> View:
    runs = saved_runs(archive)
    return View(run=runs[0].id if runs else "")


def _found(runs: Sequence[Run], id: str) -> Run | None:
    return next((run for run in runs if run.id == id), None)


@lru_cache(maxsize=2)
def _start(archive: Archive, revision: int) -> str:
    del revision
    held, wanted = pages_there(archive, _questions("all"))
    sets = [(name, label, len(_questions(name))) for name, label in SETS.items()]
    return start_html(sets, held=held, wanted=wanted)


@lru_cache
def _questions(name: str) -> list[Question]:
    return [question for question in load_questions() if name in ("all", question.split)]
