"""The tab 档案."""

from __future__ import annotations

import gradio as gr

from ui.page.shell import Shell


def build_browse(shell: Shell) -> None:
    """Lay the tab out and wire it."""
    del shell
    gr.HTML("")
