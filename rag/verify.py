"""Verify an answer: every sentence is one of its quotes, every quote a slice of its article."""

from __future__ import annotations

from rag.types import Answer, Citation


def sentence(citation: Citation) -> str:
    """Write a quote as an answer shows it, with its mark."""
    return f"{citation.quote}[{citation.number}]"


def unsupported(answer: Answer) -> str:
    """Give what is left of an answer's text without its quotes and their marks; "" when all is supported.

    The quotes are looked up, not parsed out: article text may hold marks of its own, such as [5].
    """
    rest = answer.text
    for citation in answer.citations:
        if is_slice(citation):
            rest = rest.replace(sentence(citation), "", 1)
    return rest.strip()


def is_slice(citation: Citation) -> bool:
    """Tell whether a citation lies inside its article's text and is not empty."""
    return 0 <= citation.start < citation.end <= len(citation.article.text)
