"""Terms of a Chinese text: folded characters, dictionary words, bigrams and single characters.

The only home of jieba's dictionary, here through `rjieba` (jieba-rs: the same cuts, twenty times as fast).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

_RUNS = re.compile(r"[a-z0-9]+(?:[.·&+-][a-z0-9]+)*%?|[㐀-䶿一-鿿豈-﫿𠀀-𲎯〇]+")
_MENDED = re.compile(r"了|长孙|出生于|([一-鿿])\1")  # where `tag` has something to mend
_RADICALS = {
    "⺠": "民",
    "⻔": "门",
    "⻓": "长",
    "⻢": "马",
    "⻥": "鱼",
    "⻛": "风",
    "⻚": "页",
    "⻋": "车",
    "⻉": "贝",
}


@cache
def _fold_table() -> dict[int, str]:
    """Map single characters to their matching form; traditional to simplified after OpenCC (Apache-2.0)."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
    table |= dict.fromkeys(map(ord, "•‧∙・"), "·")
    lines = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    for traditional, *simplified in (line.split() for line in lines if line):
        table[ord(traditional)] = simplified[0]
    return table | {ord(radical): character for radical, character in _RADICALS.items()}


@lru_cache(maxsize=8192)  # the articles and sentences of an archive are met again with every question
def fold(text: str) -> str:
    """Give the form used for matching, never for showing; as long as `text`, so that offsets stay true."""
    folded = text.translate(_fold_table())
    lower = folded.lower()
    return (
        lower if len(lower) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in folded)
    )


@lru_cache(maxsize=8192)
def runs(text: str) -> tuple[str, ...]:
    """Split folded text into runs of Chinese characters, Latin words and numbers."""
    return tuple(_RUNS.findall(fold(text)))


def words(text: str) -> list[str]:
    """Cut text into dictionary words, long words also into their parts (jieba's search mode)."""
    import rjieba  # 0.1 s that `--help` need not wait for

    found: list[str] = []
    for run in runs(text):
        found += [run] if run.isascii() else rjieba.cut_for_search(run)
    return found


def cut(text: str) -> list[str]:
    """Cut folded text into words, punctuation and spaces included; they join back to `fold(text)`."""
    import rjieba

    return list(rjieba.cut(fold(text)))


def tag(text: str) -> list[tuple[str, str]]:
    """Cut folded text into (word, part of speech), by jieba's tag set (nr person, ns place, m number …)."""
    return list(_tagged(fold(text)))


@lru_cache(maxsize=8192)
def _tagged(folded: str) -> tuple[tuple[str, str], ...]:
    import rjieba

    found = rjieba.tag(folded)
    return tuple(_apart(_doubled(found)) if _MENDED.search(folded) else found)


def _doubled(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Join names that end in a character twice: 申亮亮."""
    found: list[tuple[str, str]] = []
    for word, label in words:
        before = found[-1] if found else ("", "")
        if before[1] == "nr" and len(before[0]) == 2 and word == before[0][1]:
            found[-1] = (before[0] + word, "nr")
        else:
            found.append((word, label))
    return found


def _apart(words: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Part what the dictionary joins: a verb before 了 (吴晶**干**了), a post before 孙 (会**长**孙录宝)."""
    ends = (("", ""), *words, ("", ""))
    for (_, before), (word, label), (after, _) in zip(ends, words, ends[2:], strict=False):
        if label == "nr" and len(word) == 3 and (after == "了" or (word[2] + after) == "出生于"):
            yield from ((word[:2], label), (word[2], "v"))
        elif label == "ul" and len(word) > 1:
            yield from ((word[:-1], "v"), (word[-1], label))
        elif word == "长孙" and before != "nr" and before[:1] in ("n", "v", "j"):
            yield from (("长", "n"), ("孙", "nr"))
        else:
            yield word, "v" if after == "了" and label in ("nz", "n", "vn") else label


def ngrams(text: str, size: int) -> list[str]:
    """List the character n-grams of the Chinese runs of a text."""
    grams: list[str] = []
    for run in runs(text):
        if not run.isascii():
            grams += [run[i : i + size] for i in range(len(run) - size + 1)]
    return grams


def terms(text: str) -> list[str]:
    """List what the keyword index holds of a text: words of two and more, bigrams, single characters.

    Measured in ARCHITECTURE.md: each of the three adds recall over the other two.
    """
    return [w for w in words(text) if len(w) > 1 or w.isascii()] + ngrams(text, 2) + ngrams(text, 1)
