"""What frames the page: masthead and welcome."""

from __future__ import annotations

from collections.abc import Iterable

from index.types import PartialDate
from ui.render.html import act_html, escape
from ui.wording import coverage_words


def masthead_html(count: int, coverage: tuple[PartialDate, PartialDate] | None) -> str:
    """Show the name of the service and what the archive holds."""
    return (
        '<header class="masthead"><h1>报问</h1><p class="motto">向报纸提问，句句有出处</p>'
        f'<p class="holdings">{count} 篇报道 · {escape(coverage_words(coverage))}</p></header>'
    )


def welcome_html(examples: Iterable[str]) -> str:
    """Show what can be asked, before the first question."""
    hint = "答案只取自档案里的报道，点编号可看原文。也可以接着追问。"
    buttons = "".join(f"<li>{act_html('example', question, value=question)}</li>" for question in examples)
    return f'<div class="welcome"><h2>想问什么？</h2><p>{hint}</p><ul>{buttons}</ul></div>'
