"""The drawer of earlier conversations: finding, opening, renaming, exporting and deleting them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from ui.conversations import TITLE_LIMIT, Conversation
from ui.render.html import act_html, escape, link_html

_SHOWN = 100  # conversations; older ones are found by their words
_EXPORTS = (("打印 / PDF", "html"), ("Word", "docx"), ("Markdown", "md"))


def drawer_html() -> str:
    """Make the head of the drawer, which stays while the list below it changes; `talks.js` opens it."""
    return (
        '<header class="drawer-head"><h2>历史对话</h2>'
        '<button type="button" class="close" aria-label="关闭">×</button></header>'
        '<label class="unseen" for="find-talk">查找对话</label>'
        '<input id="find-talk" type="search" data-act="find" data-live placeholder="在标题和问答里查找"'
        ' autocomplete="off" spellcheck="false">'
        '<button type="button" data-act="list" hidden></button>'
    )


def talks_html(
    talks: Sequence[Conversation],
    *,
    now: datetime.datetime,
    current: str = "",
    removed: str = "",
    found: bool = False,
) -> str:
    """List conversations, the newest first; `removed` is the title of one that can still be brought back.

    `found` tells that they were looked for by words.
    """
    undo = ""
    if removed:
        button = act_html("undo", "撤销", kind="tool")
        undo = f'<p class="removed"><span>已删除</span><b translate="no">{escape(removed)}</b>{button}</p>'
    rows = "".join(_talk_html(talk, now=now, current=current) for talk in talks[:_SHOWN])
    none = "" if talks else f'<p class="none">{"没有找到这样的对话。" if found else "还没有对话。"}</p>'
    more = (
        f'<p class="none">还有 {len(talks) - _SHOWN} 次更早的对话，可以查找。</p>'
        if len(talks) > _SHOWN
        else ""
    )
    return f'<div role="status">{undo}</div><ol class="talks">{rows}</ol>{none}{more}'


def note_html(said: str) -> str:
    """Say in one line what went wrong with keeping a conversation; nothing where all is well."""
    return f'<p class="kept" role="alert">{escape(said)}</p>' if said else ""


def when_words(then: datetime.datetime, now: datetime.datetime) -> str:
    """Say when something was: 今天 09:05, 昨天 21:30, 3月5日, 2025年3月5日."""
    days = (now.date() - then.date()).days
    if days in (0, 1):
        return f"{'昨天' if days else '今天'} {then:%H:%M}"
    year = "" if then.year == now.year else f"{then.year}年"
    return f"{year}{then.month}月{then.day}日"


def _talk_html(talk: Conversation, *, now: datetime.datetime, current: str) -> str:
    title, id = escape(talk.title), escape(talk.id)
    here = ' aria-current="true"' if talk.id == current else ""
    when = when_words(datetime.datetime.fromtimestamp(talk.updated), now)
    exports = "".join(link_html(label, f"/conversation/{talk.id}.{form}") for label, form in _EXPORTS)
    return (
        f'<li><button type="button" class="talk" data-id="{id}"{here}>'
        f'<b translate="no">{title}</b><span class="when">{escape(when)}</span></button>'
        f'<input class="title" data-act="rename:{id}" value="{title}" maxlength="{TITLE_LIMIT}"'
        ' aria-label="对话的标题" hidden>'
        '<div class="talk-tools"><button type="button" class="tool rename">改名</button>'
        f'<details class="export"><summary>导出</summary><div>{exports}</div></details>'
        f"{act_html('delete', '删除', value=talk.id, kind='quiet')}</div></li>"
    )
