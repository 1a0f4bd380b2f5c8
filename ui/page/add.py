"""The tab 添加: files are chosen, looked at, added, and taken back."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import gradio as gr

from index.errors import BaowenError
from index.read import printable
from rag import Archive
from rag.edits import Undone
from ui.intake import Intakes, Stage, intakes_of
from ui.page.shell import QUIET, Shell, html_box, owner
from ui.render.add import files_html, history_html, pick_html, work_html

_TICK = 0.25  # seconds between two looks at the work
_AT_ONCE = 20  # browsers whose work is shown at the same time; each has one event that waits
_Listed = tuple[str, int]  # words that the names of the files listed hold, page of that list


def build_add(shell: Shell) -> None:
    """Lay the tab out and wire it."""
    listed = gr.State(("", 1))
    pick = html_box(pick_html(), name="add-pick")
    work = html_box("", name="add-work")
    history = html_box("", name="add-history")
    files = html_box("", name="add-files")
    _wire(shell, [listed, work, history, files, shell.revision], clicked=(pick, work, history, files))


def _wire(shell: Shell, parts: list[Any], *, clicked: tuple[Any, ...]) -> None:
    archive, intakes = shell.archive, intakes_of(shell.archive)
    listed = parts[0]

    def show(at: _Listed, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        id = intakes.latest(owner(request))
        yield gr.skip(), gr.skip(), *_kept(archive, at), gr.skip()
        if id:
            yield from _follow(archive, id, owner(request), at)

    def act(at: _Listed, event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        name, value, who = str(event.act), str(event.value), owner(request)
        begin = {"read": intakes.read, "add": intakes.add, "stop": intakes.stop, "drop": intakes.drop}
        if name in begin:
            begin[name](value, who)
        if name in ("read", "add", "drop"):
            yield from _follow(archive, value, who, at)
        elif name in ("undo", "delete"):
            yield gr.skip(), _settled(intakes, who), *_edit(archive, name, value, at), archive.revision
        elif name in ("files", "turn"):
            after = _turned(at, name, value)
            yield after, gr.skip(), *_kept(archive, after), gr.skip()

    for part in clicked:
        part.click(act, [listed], parts, trigger_mode="multiple", concurrency_limit=_AT_ONCE, **QUIET)
    if shell.tab:
        shell.tab.select(show, [listed], parts, concurrency_limit=_AT_ONCE, **QUIET)


def _settled(intakes: Intakes, who: str) -> Any:
    """Forget an addition that is done, since another change comes after it; leave any other in sight."""
    latest = intakes.latest(who)
    intake = intakes.find(latest, who)
    if intake and intake.stage is not Stage.ADDED:
        return gr.skip()
    intakes.drop(latest, who)
    return ""


def _follow(archive: Archive, id: str, who: str, at: _Listed) -> Iterator[tuple[Any, ...]]:
    """Show how the work goes on until it is done, then what it has changed."""
    intake = intakes_of(archive).find(id, who)
    while intake and intake.busy:
        yield gr.skip(), work_html(intake, id=id), gr.skip(), gr.skip(), gr.skip()
        time.sleep(_TICK)
    yield gr.skip(), work_html(intake, id=id), *_kept(archive, at), archive.revision


def _edit(archive: Archive, name: str, value: str, at: _Listed) -> tuple[str, str]:
    undone: Undone | None = None
    error = ""
    try:
        if name == "undo":
            undone = archive.edits.undo(value)
        elif (source := _named(archive, value)) is not None:
            archive.edits.remove([source])
        else:
            error = "这个文件已经不在档案里。请刷新后再看。"
    except BaowenError as found:
        error = str(found)
    return _kept(archive, at, undone=undone, error=error)


def _named(archive: Archive, shown: str) -> str | None:
    """Find the source that a page shows so: archives of before hold names that are not printable."""
    return next((source for source in archive.sources if printable(source) == shown), None)


def _kept(archive: Archive, at: _Listed, *, undone: Undone | None = None, error: str = "") -> tuple[str, str]:
    words, page = at
    return (
        history_html(archive.edits.all(), undone=undone, error=error),
        files_html(archive.sources, words=words, page=page),
    )


def _turned(at: _Listed, name: str, value: str) -> _Listed:
    if name == "turn":
        return at[0], int(value) if value.isdecimal() and len(value) < 10 else 1
    try:
        return str(json.loads(value).get("words", ""))[:200].strip(), 1
    except (ValueError, AttributeError):
        return at
