"""What frames the page: masthead, welcome, and the box in which questions are typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from index.types import PartialDate
from ui.render.html import ask_html, escape
from ui.wording import coverage_words

_ASSETS = Path(__file__).parent.parent / "assets"
_OPENING = (
    "html{background:#faf7f0}html[data-theme=dark]{background:#181613}html[data-theme] body{background:none}"
)


@cache
def head_html() -> str:
    """Give what the page has in its head: its looks, before anything is painted, and its scripts."""
    first = "".join((_ASSETS / name).read_text(encoding="utf-8") for name in ("first.js", "stream.js"))
    page = '<script type="module" src="/baowen/page.js"></script>'
    return f"<style>{_OPENING}</style><script>{first}</script>{page}"


def opening_html(page: str) -> str:
    """Add our head, and a sign of life for as long as Gradio's scripts have not run."""
    sign = '<p id="opening" role="status">报问</p>'
    page = page.replace('lang="en"', 'lang="zh-CN"', 1).replace("<head>", f"<head>{head_html()}", 1)
    return page.replace("<gradio-app", f"{sign}<gradio-app", 1)


def masthead_html(count: int, coverage: tuple[PartialDate, PartialDate] | None) -> str:
    """Show the name of the service and what the archive holds."""
    return (
        '<header class="masthead"><h1>报问</h1><p class="motto">向报纸提问，句句有出处</p>'
        f'<p class="holdings">{count} 篇报道 · {escape(coverage_words(coverage))}</p>{_languages()}</header>'
    )


def look_html(look: str, value: str, *, label: str, foreign: bool = False) -> str:
    """Make a button that changes how the page looks (`looks.js`), without the server."""
    marked = ' translate="no"' if foreign else ""
    return (
        f'<button type="button" class="look" data-look="{escape(look)}" data-value="{escape(value)}" '
        f'aria-pressed="false"{marked}>{escape(label)}</button>'
    )


def _languages() -> str:
    buttons = look_html("language", "zh", label="中文", foreign=True) + look_html(
        "language", "en", label="English"
    )
    return f'<div class="languages" role="group" aria-label="界面语言">{buttons}</div>'


def welcome_html(examples: Iterable[str], *, first: bool = False) -> str:
    """Show what can be asked, before the first question; `first`: unless one has been asked already."""
    hint = "答案只取自档案里的报道，点编号可看原文。也可以接着追问。"
    buttons = "".join(f"<li>{ask_html(question, kind='example')}</li>" for question in examples)
    unless = ' data-unless=".turn"' if first else ""
    return f'<div class="welcome"{unless}><h2>想问什么？</h2><p>{hint}</p><ul>{buttons}</ul></div>'


def suggestions_html(questions: Sequence[str], *, after: str, order: int) -> str:
    """Offer questions that go on from turn `order`, which asked `after`; an empty box without any."""
    buttons = "".join(f"<li>{ask_html(question, kind='suggestion')}</li>" for question in questions)
    offered = f"<h2>接着问</h2><ul>{buttons}</ul>" if buttons else ""
    return f'<div class="suggested" data-after="{order} {escape(after)}">{offered}</div>'


def composer_html() -> str:
    """Make the box in which questions are typed; `ask.js` sends them."""
    return (
        '<form class="composer" autocomplete="off">'
        '<p class="editing" hidden><span></span><button type="button" class="tool cancel">取消</button></p>'
        '<div class="typed"><label class="unseen" for="question">问题</label>'
        '<textarea id="question" rows="1" placeholder="输入问题，回车发送" spellcheck="false"'
        ' enterkeyhint="send" aria-describedby="keys"></textarea>'
        '<button type="submit" class="send">提问</button>'
        '<button type="button" class="stop" hidden>停止</button></div>'
        '<p class="beside-typed"><button type="button" class="clear">新对话</button>'
        '<button type="button" class="earlier" aria-expanded="false" aria-controls="drawer">历史对话</button>'
        "</p>"
        '<p class="unseen" id="keys">回车发送，Shift 加回车换行，上下方向键翻看问过的问题，Esc 停止</p>'
        "</form>"
    )
