"""Cut articles into sentences and passages: slices, never copies."""

from __future__ import annotations

import re

from index.types import Article, Passage, Span

PASSAGE_LIMIT = 320  # characters: about one newspaper paragraph
_END = re.compile(r"[。！？!?…]+[”’」』）)》\"']*|\n+")


def sentences(text: str) -> list[Span]:
    """Split text after 。！？ and line ends; only white space around a sentence is left out."""
    spans, start = [], 0
    for match in _END.finditer(text):
        spans.append(_trim(text, start, match.end()))
        start = match.end()
    spans.append(_trim(text, start, len(text)))
    return [span for span in spans if span.end > span.start]


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def cut(article: Article, *, limit: int = PASSAGE_LIMIT) -> list[Passage]:
    """Cut an article into passages of whole sentences, at most `limit` characters where sentences allow.

    Paragraphs stay together where they fit; a sentence longer than `limit` is a passage of pieces of `limit`.
    """
    pieces = [piece for span in sentences(article.text) for piece in _split(span, limit)]
    passages: list[Passage] = []
    for piece in pieces:
        last = passages[-1] if passages else None
        if last and piece.end - last.start <= limit and not _breaks(article.text, last, piece, limit):
            passages[-1] = Passage(article, last.start, piece.end)
        else:
            passages.append(Passage(article, piece.start, piece.end))
    return passages


def _split(span: Span, limit: int) -> list[Span]:
    return [Span(i, min(i + limit, span.end)) for i in range(span.start, span.end, limit)]


def _breaks(text: str, last: Passage, piece: Span, limit: int) -> bool:
    """Tell whether a paragraph starts here and the passage before it is long enough to stand alone."""
    return "\n" in text[last.end : piece.start] and last.end - last.start >= limit // 2
