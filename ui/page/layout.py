"""The page: masthead and tabs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from rag import Archive
from ui.choices import Choices
from ui.page.add import build_add
from ui.page.ask import build_ask
from ui.page.browse import build_browse
from ui.page.preferences import build_preferences
from ui.page.quality import build_quality
from ui.page.shell import QUIET, Shell, html_box
from ui.render.frame import masthead_html

_WORKERS = 4  # questions answered at the same time
_QUESTIONS = "20mb"  # of a file of questions, all that Gradio takes; pages come by an address of our own
_POLL = 0.01  # seconds between looks for a question; Gradio's own 0.001 keeps an idle processor at work
_TABS_HELD = 64  # open tabs whose state is held; one that is forgotten reads its conversation again
_TABS = (
    ("提问", "ask", build_ask),
    ("档案", "browse", build_browse),
    ("添加", "add", build_add),
    ("质量", "quality", build_quality),
    ("设置", "preferences", build_preferences),
)


def mount_page(app: Any, archive: Archive) -> Any:
    """Put the page at the root of a FastAPI application, beside what is mounted there already."""
    page = build_page(archive)
    page.queue(default_concurrency_limit=_WORKERS)
    page._queue.sleep_when_free = _POLL
    page.state_session_capacity = _TABS_HELD
    return gr.mount_gradio_app(
        app,
        page,
        path="/",
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        max_file_size=_QUESTIONS,
        theme=_theme(),
        css_paths=Path(__file__).parent.parent / "assets" / "page.css",
    )


def build_page(archive: Archive) -> gr.Blocks:
    """Lay the page out and wire it to the archive."""
    with gr.Blocks(title="报问：向报纸提问", analytics_enabled=False, fill_width=True) as page:
        kept = gr.BrowserState(Choices().to_json(), storage_key="baowen-choices", secret="not a secret")
        shell = Shell(archive, kept, gr.State(0), page)
        masthead = html_box(_masthead(archive), name="masthead")
        with gr.Tabs(elem_id="tabs"):
            for label, name, build in _TABS:
                with gr.Tab(label, id=name, elem_id=f"tab-{name}") as tab:
                    build(replace(shell, tab=tab))
        shell.revision.change(lambda: _masthead(archive), None, masthead, **QUIET)
    return page


def _masthead(archive: Archive) -> str:
    return masthead_html(sum(article.kind.is_report for article in archive.articles), archive.coverage)


def _theme() -> Any:
    """Choose system fonts and, for the moments before the stylesheet applies, the paper's colours."""
    theme = gr.themes.Base(font=["sans-serif"], font_mono=["monospace"])
    return theme.set(body_background_fill="#faf7f0", body_background_fill_dark="#181613")
