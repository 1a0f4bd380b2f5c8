"""How likely a passage that answers holds a term of the question: 多少 hardly ever, 年 always.

Question words are rare in news, so BM25 alone takes 什么 for the most telling term of a question.
"""

from __future__ import annotations

import lzma
from functools import cache
from importlib.resources import files

_PRIOR_COUNT = 10  # how many questions the average of a term's kind counts for


@cache
def _counts() -> dict[str, tuple[int, int]]:
    packed = files("index").joinpath("models/necessity.txt.xz").read_bytes()
    rows = (line.rsplit(" ", 2) for line in lzma.decompress(packed).decode().splitlines())
    return {term: (int(held), int(asked)) for term, held, asked in rows}


def kind(term: str) -> str:
    """Name the kind of term whose average stands in where counts are few: by script and length."""
    return "latin" if term.isascii() else ("", "one", "two")[len(term)] if len(term) < 3 else "long"


@cache
def necessity(term: str) -> float:
    """Give the share, 0 to 1, of questions with the term whose answering passage holds it too.

    Counted on public question / passage pairs by `index.training.necessity`, and smoothed by the average of
    the term's kind; Zhao and Callan, Term Necessity Prediction (CIKM 2010), call it so and weigh terms by it.
    """
    counts = _counts()
    all_held, all_asked = counts[f"<{kind(term)}>"]
    held, asked = counts.get(term, (0, 0))
    return (held + _PRIOR_COUNT * all_held / all_asked) / (asked + _PRIOR_COUNT)
