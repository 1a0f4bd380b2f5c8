"""The plain addresses beside the page, to which everything shown may link."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from index.types import Article, Span


def article_link(article: Article, marked: Span | None = None) -> str:
    """Address the page of an article, with a span of its text marked and in sight."""
    return f"/article/{quote(article.id, safe='', errors='replace')}{_marked(marked)}"


def original_link(article: Article, marked: Span | None = None) -> str:
    """Address the raw page that an article came from, at its place."""
    return f"/page/{quote(article.id, safe='', errors='replace')}{_marked(marked)}"


def ask_link(question: str) -> str:
    """Address the page with a question written into its box, not yet asked."""
    return f"/?{urlencode({'ask': question})}"


def _marked(span: Span | None) -> str:
    return f"?q={span.start}-{span.end}#quote" if span else ""


def read_span(text: str, *, length: int) -> Span | None:
    """Read START-END; None where that is no span of a text of this length."""
    start, _, end = text.partition("-")
    if not (text.isascii() and start.isdecimal() and end.isdecimal() and len(text) < 20):
        return None
    span = Span(int(start), int(end))
    return span if span.start < span.end <= length else None
