"""How rare a term is in news in general: a small archive's own counts are too few to tell."""

from __future__ import annotations

import lzma
import math
from functools import cache
from importlib.resources import files


@cache
def _frequencies() -> tuple[int, dict[str, int]]:
    packed = files("index").joinpath("models/frequencies.txt.xz").read_bytes()
    total, *rows = lzma.decompress(packed).decode().splitlines()
    return int(total), {term: int(count) for term, count in (row.rsplit(" ", 1) for row in rows)}


@cache
def rarity(term: str) -> float:
    """Give the idf of a term in general news, 0 to 1 (a term that news does not know); numbers are rare."""
    total, known = _frequencies()
    if term.isascii():
        return 0.8
    ceiling = math.log(1 + total / 20)
    return min(1.0, math.log(1 + total / (known.get(term, 20))) / ceiling)
