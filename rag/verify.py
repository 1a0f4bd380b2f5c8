"""Verify an answer: every sentence stands in its quotes, every quote in its article."""

from __future__ import annotations

import re

from index.words import fold
from rag.types import Answer, Citation

_SENTENCE = re.compile(r"(?P<text>.+?)(?P<marks>(?:\[\d+\])+)", re.DOTALL)
_MARK = re.compile(r"\[(\d+)\]")


def unsupported(answer: Answer) -> list[str]:
    """List the sentences of an answer's text that do not stand, white space aside, in the quotes they cite."""
    quotes = {citation.number: _squeeze(citation.quote) for citation in answer.citations}
    missing, end = [], 0
    for match in _SENTENCE.finditer(answer.text):
        end = match.end()
        cited = [quotes.get(int(mark), "") for mark in _MARK.findall(match["marks"])]
        if not any(_squeeze(match["text"]) in quote for quote in cited):
            missing.append(match["text"])
    rest = answer.text[end:].strip()
    return [*missing, rest] if rest else missing


def is_slice(citation: Citation) -> bool:
    """Tell whether a citation lies inside its article's text and is not empty."""
    return 0 <= citation.start < citation.end <= len(citation.article.text)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", fold(text))
