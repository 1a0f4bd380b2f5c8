"""The HTML that everything shown is made of; all escaping is in `escape`."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from index.read import printable
from index.types import Span


def escape(text: str) -> str:
    """Make any text harmless in HTML elements and quoted attributes: the one place that escapes."""
    return html.escape(printable(text), quote=True)


def mark_html(text: str, spans: Iterable[Span], words: Sequence[Span] = ()) -> str:
    """Escape a text and wrap its spans in `<mark>`, and `words`, in order, inside and outside of them.

    A span that overlaps an earlier one starts at its end.
    """
    pieces, at = [], 0
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        start, end = max(span.start, at), min(span.end, len(text))
        if start < end:
            quoted = _words_html(text, words, within=Span(start, end))
            pieces += [_words_html(text, words, within=Span(at, start)), f"<mark>{quoted}</mark>"]
            at = end
    return "".join([*pieces, _words_html(text, words, within=Span(at, len(text)))])


def window_html(text: str, *, window: Span, spans: Iterable[Span], words: Sequence[Span] = ()) -> str:
    """Show a window of a text with its spans marked and an ellipsis where the text goes on."""
    inside, told = (
        [
            Span(span.start - window.start, span.end - window.start)
            for span in given
            if span.end > window.start
        ]
        for given in (spans, words)
    )
    before = '<span class="cut">……</span>' if window.start > 0 else ""
    after = '<span class="cut">……</span>' if window.end < len(text) else ""
    shown = mark_html(text[window.start : window.end], inside, told)
    return f'<p class="passage">{before}{shown}{after}</p>'


def act_html(act: str, label: str, *, value: str = "", kind: str = "", foreign: bool = False) -> str:
    """Make a button whose click reaches Python as `event.act` and `event.value` (`ui.page.html_box`).

    `foreign`: the label is of an article or a user, and no words of the page to be translated.
    """
    more = 'translate="no"' if foreign else ""
    return button_html(act, escape(label), value=value, kind=kind, more=more)


def button_html(act: str, label: str, *, value: str = "", kind: str = "", more: str = "") -> str:
    """Make such a button of a label that is HTML, with more attributes."""
    attributes = f'class="{escape(kind or act)}" data-act="{escape(act)}" data-value="{escape(value)}"'
    return f'<button type="button" {attributes}{more and " " + more}>{label}</button>'


def said_html(words: str) -> str:
    """Give the attributes that say a button's meaning to a screen reader and to a pointer."""
    return f'aria-label="{escape(words)}" title="{escape(words)}"'


def ask_html(question: str, *, kind: str) -> str:
    """Make a button that asks its question; `ask.js` knows it by `data-ask`."""
    asked = escape(question)
    return f'<button type="button" class="{kind}" data-ask="{asked}" translate="no">{asked}</button>'


def copy_html(label: str, text: str) -> str:
    """Make a button that copies a text; `copy.js` knows it by `data-copy`."""
    return f'<button type="button" class="tool" data-copy="{escape(text)}">{escape(label)}</button>'


def link_html(label: str, address: str, *, kind: str = "tool") -> str:
    """Make a link of ours that opens beside the page; `address` is a path that begins with one slash."""
    return f'<a class="{kind}" href="{escape(address)}" target="_blank" rel="noopener">{escape(label)}</a>'


def _words_html(text: str, words: Sequence[Span], *, within: Span) -> str:
    """Escape a part of a text and wrap what its words cover; a word may begin or end outside of it."""
    pieces, at = [], within.start
    for word in words:
        start, end = max(word.start, at), min(word.end, within.end)
        if start < end:
            pieces += [escape(text[at:start]), f'<span class="word">{escape(text[start:end])}</span>']
            at = end
    return "".join([*pieces, escape(text[at : within.end])])
