"""Keeping the conversation on the page, and the drawer in which earlier ones are found."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from index.errors import ArchiveError
from index.records import Record
from rag import Archive
from ui.choices import Choices
from ui.conversations import (
    list_conversations,
    new_id,
    open_conversation,
    remove_conversation,
    rename_conversation,
    save_exchanges,
)
from ui.feedback import changed, judge, judged
from ui.page.shell import QUIET, Shell, html_box, in_turn, owner, talks_box
from ui.render.history import drawer_html, note_html, talks_html
from ui.talk import Exchanges

Show = Callable[[Archive, Exchanges, Choices], tuple[Any, ...]]
_LOST = "这次对话没能存下来：{}关掉网页就没有了。"
_UNHEARD = "评价没能记下：{}"
_NAMELESS = "浏览器没有接受本页的 cookie，对话关掉网页就没有了。"
_AWAY = "这次对话已不在档案库里，或者是在另一个浏览器里进行的。"
_ID = re.compile(r"[\w-]{1,64}")
# The address of the page names its conversation: reloading it, or a bookmark, brings that one back.
_NAME = """() => {
  const bytes = Array.from(crypto.getRandomValues(new Uint8Array(12)));
  return new URLSearchParams(location.search).get("c") || bytes.map((byte) => byte.toString(36)).join("");
}"""
_READ = "(id, settings) => [new URLSearchParams(location.search).get('c') ?? '', settings]"
_WRITE = """(id) => {
  const address = new URL(location);
  if (id) address.searchParams.set("c", id); else address.searchParams.delete("c");
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}"""


@dataclass(frozen=True, slots=True)
class History:
    """The id of the conversation on the page, the address of the page, and a note; the browser holds them.

    `address` is the id once the conversation is kept, "" before.
    """

    id: gr.Textbox
    address: gr.Textbox
    note: gr.HTML

    @property
    def all(self) -> list[Any]:
        """List them as the outputs of an event."""
        return [self.id, self.address, self.note]


def lay_history() -> History:
    """Lay out what belongs to the conversation on the page."""
    id, address = (gr.Textbox("", visible="hidden", show_label=False) for _ in range(2))
    address.change(None, [address], None, js=_WRITE, **QUIET)
    return History(id, address, html_box("", name="kept"))


def begun() -> tuple[str, str, str]:
    """Give values for `History.all` at the beginning of a conversation."""
    return new_id(), "", ""


def restored(archive: Archive, exchanges: Exchanges, id: str, request: gr.Request) -> Exchanges:
    """Give the exchanges, or those that were kept where the server has forgotten them."""
    kept = open_conversation(archive, owner(request), id) if id and not exchanges else None
    return kept.exchanges if kept else exchanges


def keep_after(event: Any, shell: Shell, exchanges: gr.State, history: History) -> None:
    """Keep the conversation once an event is over, so that no answer waits for it."""

    def keep(after: Exchanges, id: str, request: gr.Request) -> tuple[str, str, str]:
        return kept(shell.archive, after, id, name=owner(request))

    event.then(keep, [exchanges, history.id], history.all, **QUIET)


def kept(archive: Archive, exchanges: Exchanges, id: str, *, name: str) -> tuple[str, str, str]:
    """Keep a conversation; give values for `History.all`, with a note where it could not be kept."""
    id = id if _ID.fullmatch(id) else new_id()
    if not exchanges:
        return id, "", ""
    if not name:
        return id, "", note_html(_NAMELESS)
    try:
        id = save_exchanges(archive, name, id, exchanges)
    except ArchiveError as error:
        return id, "", note_html(_LOST.format(error))
    return id, id, ""


def build_history(
    shell: Shell, parts: Sequence[Any], history: History, *, show: Show, runs: list[Any]
) -> None:
    """Lay the drawer out and wire it: `show` gives values for `parts`, and opening another ends the runs."""
    with gr.Column(elem_id="drawer"):
        head = html_box(drawer_html(), name="drawer-head")
        listed = talks_box("", name="drawer-list")
    removed = gr.State(None)
    archive, opened = shell.archive, [*parts, *history.all]

    def open_one(id: str, saved: dict[str, Any], request: gr.Request) -> tuple[Any, ...]:
        found = open_conversation(archive, owner(request), id) if id else None
        if found is None:
            return (*show(archive, (), Choices.of(saved)), new_id(), "", note_html(_AWAY if id else ""))
        exchanges = with_judgements(archive, owner(request), found.exchanges, conversation=id)
        return (*show(archive, exchanges, Choices.of(saved)), id, id, "")

    def restore(id: str, saved: dict[str, Any], request: gr.Request) -> tuple[Any, ...]:
        return open_one(id, saved, request) if id else tuple(gr.skip() for _ in opened)

    def choose(saved: dict[str, Any], event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        return open_one(str(event.value), saved, request)

    shell.page.load(None, None, [history.id], js=_NAME, **QUIET)
    shell.page.load(restore, [history.id, shell.settings], opened, js=_READ, **QUIET)
    for chosen, ended in ((listed.select, runs), (listed.submit, None)):
        chosen(choose, [shell.settings], opened, cancels=ended, **QUIET)
    _wire_list(archive, head, listed, removed=removed, current=history.id)


def with_judgements(archive: Archive, name: str, exchanges: Exchanges, *, conversation: str) -> Exchanges:
    """Add to each exchange what the reader thinks of it."""
    upto = (exchanges[: n + 1] for n in range(len(exchanges)))
    return tuple(
        replace(part[-1], judged=judged(archive, name, conversation=conversation, exchanges=part))
        for part in upto
    )


def wire_feedback(shell: Shell, conversation: gr.HTML, exchanges: gr.State, history: History) -> None:
    """Keep what the reader thinks of an answer."""

    def hear(all_: Exchanges, id: str, event: gr.EventData, request: gr.Request) -> Any:
        act, _, at = str(event.act).partition(":")
        order, _, told = (at or str(event.value)).partition(":")
        if act != "judge" or not order.isdecimal() or not 0 < int(order) <= len(all_):
            return gr.skip()
        part, name = all_[: int(order)], owner(request)
        words = str(event.value) if at else None
        before = judged(shell.archive, name, conversation=id, exchanges=part)
        try:
            judge(shell.archive, name, changed(before, told, words), conversation=id, exchanges=part)
        except ArchiveError as error:
            return note_html(_UNHEARD.format(error))
        return gr.skip()

    for event in (conversation.click, conversation.input):
        event(hear, [exchanges, history.id], [history.note], **in_turn("judgements"))


def _wire_list(archive: Archive, head: gr.HTML, listed: gr.HTML, *, removed: gr.State, current: Any) -> None:
    """Find, rename, delete and bring back."""

    def find(id: str, event: gr.EventData, request: gr.Request) -> str:
        return _list(archive, request, id, words=str(event.value))

    def change(
        id: str, before: Record | None, event: gr.EventData, request: gr.Request
    ) -> tuple[str, Record | None]:
        after = _changed(archive, owner(request), event, before)
        title = str(after.value.get("title", "")) if after else ""
        return _list(archive, request, id, removed=title), after

    head.input(find, [current], [listed], **QUIET)
    head.click(find, [current], [listed], **QUIET)
    for event in (listed.click, listed.input):
        event(change, [current, removed], [listed, removed], **QUIET)


def _changed(archive: Archive, name: str, event: gr.EventData, removed: Record | None) -> Record | None:
    """Do what the list was told; give the conversation that can be brought back."""
    act, _, id = str(event.act).partition(":")
    if act == "rename":
        rename_conversation(archive, name, id, title=str(event.value))
    elif act == "delete":
        return remove_conversation(archive, name, str(event.value))
    elif act == "undo" and removed and removed.owner == name:
        archive.records.put(removed)
    return None


def _list(archive: Archive, request: gr.Request, current: str, *, words: str = "", removed: str = "") -> str:
    talks = list_conversations(archive, owner(request), words)
    now = datetime.datetime.now()
    return talks_html(talks, now=now, current=current, removed=removed, found=bool(words.strip()))
