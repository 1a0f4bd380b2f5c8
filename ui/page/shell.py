"""What the tabs of the page share, and the box in which all of them show HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag import Archive

COOKIE = "baowen"  # names this browser
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# A click on anything with `data-act` reaches Python, with what it does and to what.
_ACT = """
element.addEventListener("click", (event) => {
  const source = event.target.closest("[data-act]");
  if (source) trigger("click", { act: source.dataset.act, value: source.dataset.value ?? "" });
});
"""


@dataclass(frozen=True, slots=True)
class Shell:
    """The archive, the settings of this browser, and a number that grows when the archive changes."""

    archive: Archive
    settings: gr.BrowserState
    revision: gr.State


def html_box(value: str, *, name: str) -> gr.HTML:
    """Show HTML made by `ui.render`; its `data-act` buttons fire `click` (`event.act`, `event.value`)."""
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=_ACT)


def owner(request: gr.Request) -> str:
    """Name the browser that asks, by its cookie; "" where it keeps none."""
    return str(request.cookies.get(COOKIE, ""))
