"""The tab 设置: what one browser keeps. How the page looks is `looks.js`'s; the rest are `Choices`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import gradio as gr

from index.read import printable
from rag import Archive
from ui.choices import Choices, SourceFile, source_files
from ui.doctor import examine_chat
from ui.page.shell import QUIET, Shell, anew, html_box, in_turn
from ui.render.preferences import (
    answering_html,
    found_html,
    looks_html,
    model_note_html,
    picked_html,
    restriction_html,
    scope_html,
    scope_note_html,
    search_html,
)

if TYPE_CHECKING:
    from rag.llm import Chat

Saved = dict[str, Any]
_IN_TURN = in_turn("choices")


def build_preferences(shell: Shell) -> None:
    """Lay the tab out and wire it."""
    plain = Choices()
    now = gr.State({})
    scope = html_box(scope_html(plain), name="scope")
    note = html_box("", name="scope-note")
    search = html_box(search_html(), name="sources")
    picked, found = html_box("", name="sources-picked"), html_box("", name="sources-found")
    answering = html_box(_answering(shell.archive, plain), name="answering")
    reached = html_box("", name="model-note")
    looks = html_box(looks_html(), name="looks")
    kept, lists = [shell.settings, now], [note, picked, found]
    _wire_fields(shell.archive, (scope, search, found, answering), kept=kept, lists=lists)
    _wire_buttons(shell, (picked, looks), kept=kept, shown=[scope, search, answering, *lists])

    def check() -> Iterator[str]:
        yield from _reached(shell.archive.chat)

    answering.click(check, None, reached, concurrency_limit=1, **QUIET)


def build_restrictions(shell: Shell) -> None:
    """Say beside the question box which reports alone are asked, and lift that with a click."""
    box = html_box("", name="restrictions")

    def show(saved: Saved) -> str:
        return restriction_html(Choices.of(saved))

    def lift(saved: Saved, event: gr.EventData) -> tuple[Saved, str]:
        after = Choices.of(saved).lifted(str(event.act))
        return after.to_json(), restriction_html(after)

    shell.page.load(show, [shell.settings], box, **QUIET)
    shell.settings.change(show, [shell.settings], box, **QUIET)
    box.click(lift, [shell.settings], [shell.settings, box], **_IN_TURN)


def _wire_fields(
    archive: Archive, parts: tuple[Any, Any, Any, Any], *, kept: list[Any], lists: list[Any]
) -> None:
    scope, search, found, answering = parts

    def change(before: Saved, event: gr.EventData) -> tuple[Any, ...]:
        files = _files(archive, archive.revision)
        try:
            after = _changed(Choices.of(before), event, files=files)
        except ValueError as error:
            return gr.skip(), gr.skip(), scope_note_html((), problem=str(error)), gr.skip()
        return *_kept(after), _note(after), picked_html(after.sources, files)

    def look(before: Saved, event: gr.EventData) -> str:
        return _found(archive, Choices.of(before), words=str(event.value))

    for part in (scope, found, answering):
        part.input(change, kept[1:], [*kept, *lists[:2]], **_IN_TURN)
    search.input(look, kept[1:], lists[2], **_IN_TURN)


def _wire_buttons(shell: Shell, parts: tuple[Any, Any], *, kept: list[Any], shown: list[Any]) -> None:
    picked, looks = parts

    def show(saved: Saved, before: Saved) -> tuple[Any, ...]:
        """Show the fields anew only where something else changed the choices: somebody may be typing."""
        newer = saved.get("at", 0) > before.get(
            "at", 0
        )  # else from before something that is still on its way
        after = Choices.of(saved if newer else before)
        fields, lists = _fields(shell.archive, after), _lists(shell.archive, after)
        same = after == Choices.of(before)
        return saved if newer else before, *([gr.skip()] * len(fields) if same else fields), *lists

    def put(after: Choices) -> tuple[Any, ...]:
        return *_kept(after), *_fields(shell.archive, after), *_lists(shell.archive, after)

    def drop(before: Saved, event: gr.EventData) -> tuple[Any, ...]:
        sources = Choices.of(before).sources
        left = tuple(name for name in sources if printable(name) != event.value and event.act != "all")
        return put(replace(Choices.of(before), sources=left))

    picked.click(drop, kept[1:], [*kept, *shown], **_IN_TURN)
    looks.click(lambda: put(Choices()), None, [*kept, *shown], **_IN_TURN)
    shell.page.load(show, kept, [kept[1], *shown], **_IN_TURN)
    if shell.tab:
        shell.tab.select(show, kept, [kept[1], *shown], **_IN_TURN)


def _changed(before: Choices, event: gr.EventData, *, files: Sequence[SourceFile]) -> Choices:
    """Give the choices after a field was changed; raise ValueError where what was typed is no date."""
    act, value = event.act, str(event.value)
    if act == "related":
        return Choices.of({**before.to_json(), "related": int(value) if value.isdigit() else None})
    if act == "model":
        return replace(before, model=bool(event.checked))
    if act == "source":
        others = tuple(name for name in before.sources if printable(name) != value)
        ticked = tuple(file.name for file in files if event.checked and printable(file.name) == value)
        return replace(before, sources=(*others, *ticked))
    return before.dated(act, value)


def _kept(after: Choices) -> tuple[Saved, Saved]:
    """Give what the browser keeps, and the same for this session, which the browser cannot overtake."""
    saved = after.to_json()
    return saved, saved


def _fields(archive: Archive, choices: Choices) -> list[str]:
    return list(map(anew, (scope_html(choices), search_html(), _answering(archive, choices))))


def _lists(archive: Archive, choices: Choices) -> list[str]:
    picked = picked_html(choices.sources, _files(archive, archive.revision))
    return list(map(anew, (_note(choices), picked, _found(archive, choices))))


def _note(choices: Choices) -> str:
    return scope_note_html([words for _, words in choices.restrictions])


def _found(archive: Archive, choices: Choices, *, words: str = "") -> str:
    wanted = words.casefold().split()
    files = _files(archive, archive.revision)
    found = [file for file in files if all(word in file.name.casefold() for word in wanted)]
    return found_html(found, choices.sources)


def _answering(archive: Archive, choices: Choices) -> str:
    chat = archive.chat
    return answering_html(choices, model=chat.name if chat else "", address=chat.address if chat else "")


def _reached(chat: Chat | None) -> Iterator[str]:
    if chat is not None:
        yield model_note_html("正在检查……")
        fine, words = examine_chat(chat)
        yield model_note_html(words, fine=fine)


@lru_cache(maxsize=2)  # an archive of thousands takes a second
def _files(archive: Archive, revision: int) -> list[SourceFile]:
    del revision
    return source_files(archive.articles)
