"""A transcript as a page to print or to save as PDF."""

from __future__ import annotations

from ui.render.article import whole_page
from ui.render.html import escape
from ui.transcript import REFERENCES, Entry, Transcript

_PRINT = (
    '<script type="module" src="/baowen/print.js"></script>'
    '<button type="button" id="print">打印 / 存为 PDF</button>'
)


def transcript_page(transcript: Transcript) -> str:
    """Show questions, answers and the list of references, laid out for paper."""
    listed = enumerate(transcript.references, start=1)
    references = "".join(f'<li id="r{number}">{escape(text)}</li>' for number, text in listed)
    return whole_page(
        transcript.title,
        f'<article class="transcript" translate="no"><h1>{escape(transcript.title)}</h1>'
        f'<p class="heading">{escape(transcript.heading)}</p>{"".join(map(_entry_html, transcript.entries))}'
        + (
            f'<section class="references"><h2>{REFERENCES}</h2><ol>{references}</ol></section>'
            if references
            else ""
        )
        + f"</article><nav>{_PRINT}</nav>",
    )


def _entry_html(entry: Entry) -> str:
    short = f'<p class="short">{escape(entry.short)}</p>' if entry.short else ""
    items = "".join(f"<li>{escape(item)}</li>" for item in entry.items)
    listed = f"<ul>{items}</ul>" if items else ""
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in entry.notes)
    lines = "".join(
        f"<p>{escape(line.text)}{''.join(map(_number_html, line.numbers))}</p>" for line in entry.lines
    )
    dated = f'<p class="dated">{escape(entry.dated)}</p>' if entry.dated else ""
    kind = "entry refused" if entry.refused else "entry"
    body = f"<h2>{escape(entry.question)}</h2>{short}{listed}{notes}{lines}{dated}"
    return f'<section class="{kind}">{body}</section>'


def _number_html(number: int) -> str:
    return f'<sup><a href="#r{number}">[{number}]</a></sup>'
