"""What the tabs of the page share, and the box in which all of them show HTML."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag import Archive

COOKIE = "baowen"  # names this browser
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# What is done to anything with `data-act` reaches Python: a click on a button, a change of a field (with
# `data-live`, each pause in typing), a form that is sent (as a click, with all its fields as JSON).
_ACT = """
const tell = (field) => trigger("input", {
  act: field.dataset.act, value: field.value, checked: Boolean(field.checked),
});
const fields = "input[data-act], select[data-act], textarea[data-act]";
element.addEventListener("click", (event) => {
  const source = event.target.closest("[data-act]:not(form)");
  if (source && !source.matches(fields)) {
    trigger("click", { act: source.dataset.act, value: source.dataset.value ?? "" });
  }
});
element.addEventListener("change", (event) => {
  if (event.target.matches(fields) && !("live" in event.target.dataset)) tell(event.target);
});
let typed;
element.addEventListener("input", (event) => {
  if (!event.target.matches(fields) || !("live" in event.target.dataset)) return;
  clearTimeout(typed);
  typed = setTimeout(tell, 200, event.target);
});
element.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  const sent = Object.fromEntries(new FormData(form));
  trigger("click", { act: form.dataset.act, value: JSON.stringify(sent) });
});
"""
# Modules are named by their whole address: a browser may remember the server that a script first came from.
# A value is all that is shown, or one piece with `data-order` that takes its place among the others: what a
# reader has opened, selected or scrolled to in them stays, and little is sent.
_GROW = """
import(`${location.origin}/baowen/patch.js`).then(({ patch }) => {
  patch(element, props.value);
  watch("value", () => patch(element, props.value));
});
"""
# Sending and stopping reach Python as `submit` and `stop` (`event.text`, `event.at`: the number of the turn),
# clearing the page as `click`, or as `clear` while an answer is on its way; `change` follows a whole answer.
_COMPOSE = """
import(`${location.origin}/baowen/ask.js`).then(({ compose }) => {
  compose(element, (name, told) => trigger(name, told));
});
"""
# Opening a conversation reaches Python as `submit`, or while an answer is on its way as `select`.
_OPEN = """
element.addEventListener("click", (event) => {
  const talk = event.target.closest(".talk");
  const busy = document.querySelector('#conversation [aria-busy="true"]');
  if (talk) trigger(busy ? "select" : "submit", { value: talk.dataset.id });
});
"""
_shown = itertools.count()


@dataclass(frozen=True, slots=True)
class Shell:
    """The archive, the settings of this browser, and a number that grows when the archive changes.

    `page.load` is when somebody opens the page, `tab.select` when they open the tab that is being built.
    """

    archive: Archive
    settings: gr.BrowserState
    revision: gr.State
    page: gr.Blocks
    tab: gr.Tab | None = None  # set for each that is built


def html_box(value: str, *, name: str) -> gr.HTML:
    """Show HTML made by `ui.render`; what has `data-act` fires an event with `event.act` and `event.value`.

    Buttons fire `click`, fields `input` (with `event.checked` too).
    """
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=_ACT)


def growing_box(value: Any, *, name: str, kind: str = "", live: bool = False) -> gr.HTML:
    """Show pieces of HTML one after the other; `live` where what is new is to be read out."""
    spoken = ' role="log" aria-live="polite"' if live else ""
    pile = f'<div class="pile {kind}"{spoken}></div>'
    return gr.HTML(value, html_template=pile, elem_id=name, apply_default_css=False, js_on_load=_ACT + _GROW)


def composer_box(value: str, *, name: str) -> gr.HTML:
    """Show the form that questions are typed in; see `_COMPOSE` for what it fires."""
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=_COMPOSE)


def talks_box(value: str, *, name: str) -> gr.HTML:
    """Show the list of conversations; it fires `submit` and `select` besides."""
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=_ACT + _OPEN)


def owner(request: gr.Request) -> str:
    """Name the browser that asks, by its cookie; "" where it keeps none."""
    return str(request.cookies.get(COOKIE, ""))


def anew(value: str) -> str:
    """Mark HTML so that it is shown even where the same was shown last: fields have been touched since."""
    return f"{value}<!-- {next(_shown)} -->"


def in_turn(name: str) -> dict[str, Any]:
    """Run events of one name one after the other, leaving none out: each starts where the last one ended."""
    return {**QUIET, "concurrency_limit": 1, "concurrency_id": name, "trigger_mode": "multiple"}
