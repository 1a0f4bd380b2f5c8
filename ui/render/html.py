"""The HTML that everything shown is made of; all escaping is in `escape`."""

from __future__ import annotations

import html
from collections.abc import Iterable

from index.types import Span
from ui.wording import printable


def escape(text: str) -> str:
    """Make any text harmless in HTML elements and quoted attributes: the one place that escapes."""
    return html.escape(printable(text), quote=True)


def mark_html(text: str, spans: Iterable[Span]) -> str:
    """Escape a text and wrap its spans in `<mark>`; a span that overlaps an earlier one starts at its end."""
    pieces, at = [], 0
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        start, end = max(span.start, at), min(span.end, len(text))
        if start < end:
            pieces += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
            at = end
    return "".join([*pieces, escape(text[at:])])


def window_html(text: str, *, window: Span, spans: Iterable[Span]) -> str:
    """Show a window of a text with its spans marked and an ellipsis where the text goes on."""
    inside = [Span(span.start - window.start, span.end - window.start) for span in spans]
    before = '<span class="cut">……</span>' if window.start > 0 else ""
    after = '<span class="cut">……</span>' if window.end < len(text) else ""
    return f'<p class="passage">{before}{mark_html(text[window.start : window.end], inside)}{after}</p>'


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
