"""Whole HTML pages for one article and for the raw page it came from, which need no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from index.types import Article, Span
from ui.render.html import escape, mark_html
from ui.render.links import article_link, ask_link, original_link
from ui.wording import byline, file_name, headline, kind_name, marked_date

_STYLE = '<link rel="stylesheet" href="/baowen/page.css">'
_IN_SIGHT = ' id="quote" tabindex="-1" autofocus'  # scrolled to, without a script


def article_page(
    article: Article, *, marked: Span | None = None, beside: Sequence[Article] = (), reference: str = ""
) -> str:
    """Show an article with its headline, facts, text and the reports of the same page."""
    subtitle = f'<p class="subtitle">{escape(article.subtitle)}</p>' if article.subtitle else ""
    facts = (marked_date(article.published), kind_name(article.kind), byline(article), file_name(article))
    listed = "".join(f"<li>{escape(fact)}</li>" for fact in facts if fact)
    text = mark_html(article.text, [marked] if marked else [])
    cited = f'<p class="reference">{escape(reference)}</p>' if reference else ""
    question = f"“{headline(article)}”这篇报道讲了什么？"
    links = f"{_link(ask_link(question), '就这篇提问')}{_link(original_link(article, marked), '查看原版面')}"
    head = f'<h1>{escape(headline(article))}</h1>{subtitle}<ul class="facts">{listed}</ul>'
    return whole_page(
        headline(article),
        f'<article translate="no">{head}'
        f'<div class="text">{text.replace("<mark>", f"<mark{_IN_SIGHT}>", 1)}</div>{cited}</article>'
        f"<nav>{links}</nav>{_beside_html(article, beside)}",
    )


def original_page(article: Article, text: str | None, *, marked: Span | None = None) -> str:
    """Show the raw page with numbered lines, the article's own in ink and a span of its text marked."""
    links = f"<nav>{_link(article_link(article, marked), '看这篇报道')}</nav>"
    if text is None:
        body = "<p>档案里没有这篇报道的原版面：它不是从版面文件读入的。</p>"
    else:
        body = f'<div class="lines" translate="no">{_lines_html(article, text, marked)}</div>'
    title = f"原版面：{file_name(article)}"
    return whole_page(title, f"<h1>{escape(title)}</h1>{links}{body}")


def missing_page(said: str) -> str:
    """Say that there is nothing at an address."""
    return whole_page(
        "没有找到", f"<h1>没有找到</h1><p>{escape(said)}</p><nav>{_link('/', '回到报问')}</nav>"
    )


def places_on_page(article: Article, text: str, span: Span) -> list[Span]:
    """Find where a span of an article's text stands on its raw page: white space aside they are the same."""
    parts = (range(part.start, min(part.end, len(text))) for part in article.spans)
    printed = [at for part in parts for at in part if not text[at].isspace()]
    first = sum(not character.isspace() for character in article.text[: span.start])
    count = sum(not character.isspace() for character in article.text[span.start : span.end])
    return _runs(text, printed[first : first + count])


def _runs(text: str, places: Sequence[int]) -> list[Span]:
    """Join neighbouring places, across white space, into spans."""
    runs: list[Span] = []
    for at in places:
        if runs and (at == runs[-1].end or text[runs[-1].end : at].isspace()):
            runs[-1] = Span(runs[-1].start, at + 1)
        else:
            runs.append(Span(at, at + 1))
    return runs


def _lines_html(article: Article, text: str, marked: Span | None) -> str:
    """Show the lines of a page; what is to be seen first is the quote, or else the article's first line."""
    ours = [*article.headline_spans, *article.spans]
    quotes = places_on_page(article, text, marked) if marked else []
    shown, at = "", 0
    for line in text.split("\n"):
        window = Span(at, at + len(line))
        shown += f'<div class="line">{_line_html(line, _inside(ours, window), _inside(quotes, window))}</div>'
        at = window.end + 1
    sign = "<mark>" if quotes else '<span class="ours">'
    return shown.replace(sign, f"{sign[:-1]}{_IN_SIGHT}>", 1)


def _line_html(line: str, ours: Sequence[Span], quotes: Sequence[Span]) -> str:
    """Set a line with the article's own characters apart, the quote's marked."""
    edges = sorted({0, len(line), *(edge for span in ours for edge in (span.start, span.end))})
    pieces = ""
    for start, end in pairwise(edges):
        within = _inside(quotes, Span(start, end))
        piece = mark_html(line[start:end].rstrip("\r"), within)
        own = any(span.start <= start and end <= span.end for span in ours)
        pieces += f'<span class="ours">{piece}</span>' if own else piece
    return pieces


def _inside(spans: Iterable[Span], window: Span) -> list[Span]:
    """Cut spans to a window, and count from its start."""
    cut = ((max(s.start, window.start), min(s.end, window.end)) for s in spans)
    return [Span(start - window.start, end - window.start) for start, end in cut if start < end]


def _beside_html(article: Article, beside: Sequence[Article]) -> str:
    if len(beside) < 2 or article not in beside:
        return ""
    rows = "".join(
        f"<li>{escape(headline(other))}</li>"
        if other == article
        else f"<li>{_link(article_link(other), headline(other))}</li>"
        for other in beside
    )
    return f'<section class="beside"><h2>同版报道</h2><ol translate="no">{rows}</ol></section>'


def _link(address: str, label: str) -> str:
    return f'<a href="{escape(address)}">{escape(label)}</a>'


def whole_page(title: str, body: str) -> str:
    """Make a page."""
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)} · 报问</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{_STYLE}</head>'
        f'<body class="plain"><header><a href="/">报问</a></header><main>{body}</main></body></html>'
    )
