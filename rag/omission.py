"""Put what a follow-up leaves out back into it, by a model fitted on people's rewritings of chats.

Every span of the two utterances before, put at every word boundary or in the place of every pronoun, is a
candidate; a linear model over hashed features of place, span and both chooses (`rag.omission_training`).
The task and the data: Su et al., ACL 2019, "Improving multi-turn dialogue modelling with utterance ReWriter".
"""

from __future__ import annotations

import lzma
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from index.words import tag

BITS = 17
LONGEST = 14  # characters of a span
MOST_WORDS = 7
UTTERANCE = 60  # characters of an utterance that are looked at
_PRONOUN = re.compile(r"[他她它这那其此]")

Word = tuple[str, str]  # a word and its part of speech
_START, _STOP = ("^", "^"), ("$", "$")


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in the question: characters `start` to `end`, and the words around it."""

    start: int
    end: int
    pronoun: str
    left: tuple[Word, Word]
    right: tuple[Word, Word]
    edge: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of an utterance before: its words, those around it, and the utterances that have it."""

    text: str
    words: tuple[Word, ...]
    left: Word
    right: Word
    sources: str
    of: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """The rewritings of one question, and the features of each as indices (candidates, features)."""

    texts: tuple[str, ...]
    features: NDArray[np.int32]


def restore(question: str, said: str, replied: str) -> str:
    """Give the rewriting that the model likes best; the question itself where there is nothing to choose."""
    found = candidates(question[:UTTERANCE], said[:UTTERANCE], replied[:UTTERANCE])
    if not found.texts:
        return question
    return found.texts[int(np.argmax(_weights()[found.features].sum(axis=1)))] + question[UTTERANCE:]


def candidates(question: str, said: str, replied: str) -> Candidates:
    """List the rewritings of a question after what was said and replied."""
    words = tag(question)
    pieces = _pieces(said, replied)
    around = [_of_piece(piece, {word for word, _ in words}) for piece in pieces]
    texts, rows = [], []
    for gap in _gaps(words):
        here = _of_gap(gap, words)
        for piece, features in zip(pieces, around, strict=True):
            if not (piece.of and gap.end == len(question)):
                texts.append(question[: gap.start] + piece.text + question[gap.end :])
                rows.append([*here, *features, *_of_both(gap, piece)])
    return Candidates(tuple(texts), np.array(rows, dtype=np.int32))


def _gaps(words: list[Word]) -> list[Gap]:
    """Find the places between words, and the words that begin with a pronoun, with up to two behind them."""
    ends = [0]
    for word, _ in words:
        ends.append(ends[-1] + len(word))
    spans = {(end, end): (i, i) for i, end in enumerate(ends)}
    for i, (word, _) in enumerate(words):
        if _PRONOUN.match(word):
            spans |= {(ends[i], ends[j]): (i, j) for j in range(i + 1, min(len(words), i + 3) + 1)}
            spans.setdefault((ends[i], ends[i] + 1), (i, i + 1))
    padded = [_START, _START, *words, _STOP, _STOP]
    text = "".join(word for word, _ in words)
    return [
        Gap(
            start,
            end,
            text[start:end],
            left=(padded[i], padded[i + 1]),
            right=(padded[j + 2], padded[j + 3]),
            edge=("s" if start == 0 else "") + ("e" if end == len(text) else ""),
        )
        for (start, end), (i, j) in sorted(spans.items())
    ]


def _pieces(said: str, replied: str) -> list[Piece]:
    """List the spans of both utterances, each also with 的 behind it; a span of both counts once."""
    found: dict[str, Piece] = {}
    for source, utterance in (("a", said), ("b", replied)):
        words = tag(utterance)
        padded = [_START, *words, _STOP]
        for i, j in _spans(words):
            text = "".join(word for word, _ in words[i:j])
            for of in ("", "的") if not text.endswith("的") else ("",):
                known = found.get(text + of)
                first = known or Piece(text + of, tuple(words[i:j]), padded[i], padded[j + 1], "", of)
                found[text + of] = Piece(
                    first.text, first.words, first.left, first.right, first.sources + source, of
                )
    return list(found.values())


def _spans(words: list[Word]) -> Iterator[tuple[int, int]]:
    for i in range(len(words)):
        size = 0
        for j in range(i + 1, min(len(words), i + MOST_WORDS) + 1):
            size += len(words[j - 1][0])
            if size > LONGEST:
                break
            yield i, j


def _of_gap(gap: Gap, words: list[Word]) -> list[int]:
    """Describe a place: what it replaces, the words and parts of speech around, where in the question."""
    (left2, left), (right, right2) = gap.left, gap.right
    kind = "r" if gap.pronoun else "i"
    length = min(8, sum(len(word) for word, _ in words))
    has = "p" if any(_PRONOUN.search(word) for word, _ in words) else "n"
    verb = "v" if any(label[0] == "v" for _, label in words) else "-"
    return [
        _hashed("replaced", gap.pronoun),
        _hashed("left", kind, left[0]),
        _hashed("right", kind, right[0]),
        _hashed("labels", gap.pronoun, left[1], right[1]),
        _hashed("pronoun", kind, left[1], right[1], has),
        _hashed("length", gap.pronoun, gap.edge, str(length)),
        _hashed("around", left[0], right[0]),
        _hashed("wide", left2[1], left[1], right[1], right2[1], kind),
        _hashed("verb", kind, gap.edge, verb, has),
    ]


def _of_piece(piece: Piece, asked: set[str]) -> list[int]:
    """Describe a span: its words and parts of speech, what stood around it, whether the question has it."""
    labels = " ".join(label for _, label in piece.words)
    (first, _), (last, last_label) = piece.words[0], piece.words[-1]
    return [
        _hashed("source", piece.sources),
        _hashed("before", piece.left[0]),
        _hashed("behind", piece.right[0]),
        _hashed("span", piece.left[1], labels, piece.right[1]),
        _hashed("size", str(len(piece.text))),
        _hashed("count", piece.sources, str(len(piece.words))),
        _hashed("first", first),
        _hashed("last", last),
        _hashed("asked", str(min(3, sum(word in asked for word, _ in piece.words)))),
        _hashed("start", piece.left[1], piece.words[0][1]),
        _hashed("stop", last_label, piece.right[1]),
        _hashed("cut", piece.left[0], piece.right[0]),
        _hashed("of", piece.of),
    ]


def _of_both(gap: Gap, piece: Piece) -> list[int]:
    """Describe how a span would stand in its place."""
    left, right = gap.left[1], gap.right[0]
    kind = gap.pronoun[:2] or "i"
    first, last = piece.words[0][1], piece.words[-1][1]
    same = f"{right[0] == piece.right[0]:d}{left[0] == piece.left[0]:d}"
    return [
        _hashed("kind", kind, piece.sources),
        _hashed("seam", left[0][-1], piece.text[0]),
        _hashed("seam2", piece.text[-1], right[0][0]),
        _hashed("edge", gap.pronoun, gap.edge, first, last),
        _hashed("next", right[0], last, piece.of),
        _hashed("previous", left[0], first),
        _hashed("same", same, kind),
        _hashed("words", str(len(piece.words)), gap.edge, kind),
        _hashed("between", left[0], right[0], first),
        _hashed("all", gap.edge, piece.sources, piece.left[1], piece.right[1], kind),
    ]


def _hashed(name: str, *parts: str) -> int:
    return zlib.crc32("|".join((name, *parts)).encode("utf-8", "replace")) & ((1 << BITS) - 1)


@cache
def _weights() -> NDArray[np.float32]:
    """Load the fitted weights: one half-precision number for each hashed feature."""
    packed = files("rag").joinpath("omission.xz").read_bytes()
    return np.frombuffer(lzma.decompress(packed), dtype=np.float16).astype(np.float32)
