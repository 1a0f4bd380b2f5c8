"""The tab 设置."""

from __future__ import annotations

from ui.page.shell import Shell, html_box
from ui.render.preferences import looks_html


def build_preferences(shell: Shell) -> None:
    """Lay the tab out and wire it."""
    del shell
    html_box(looks_html(), name="looks")
