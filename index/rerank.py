"""Rank the passages found anew, by how closely their sentences hold what the question says.

A linear model over shares between 0 and 1, so that it means the same in every archive; no feature tells how
long a passage is. Trained by `index.training.rerank`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.encode import DEFAULT_FOLDER, StaticEncoder, load_static, make_unit
from index.necessity import necessity
from index.rarity import rarity
from index.types import Hit
from index.words import fold, ngrams, words

Floats = NDArray[np.float32]
REACHES = ("sentence", "window", "passage")  # the best one; it and the next; all with the headline
FAR, NEAR = 0.3, 0.6  # cosines of tokens that have nothing, and almost everything, to do with each other
REMEMBERED = 4096  # passages whose sentences are kept ready
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
# Numbers and Latin words; but a report says its own year and day seldom, its dateline does.
_EXACT = re.compile(r"\d+(?:\.\d+)?%?(?![\d.%年月日])|[a-z]{2,}")
_CUES = {
    "number": (re.compile(r"多少|几|多[大长高久远重]"), re.compile(r"[0-9一二两三四五六七八九十百千万亿]")),
    "time": (
        re.compile(r"什么时[候间]|何时|时间|多久|哪一?[年天月日]|几[月日号点]"),
        re.compile(
            r"[0-9一二三四五六七八九十]+[年月日号时点]|[今昨前去]天|[今去前]年|周[一二三四五六日]|世纪"
        ),
    ),
    "place": (
        re.compile(r"哪[里儿]|何[处地]|什么地[方点]|在哪|哪个?[国省市县区城地镇村]"),
        re.compile(r"[省市县区镇村州国街路岛山河湖港]|位于|在"),
    ),
}


@cache
def weights() -> dict[str, float]:
    """Load the fitted weight of each feature."""
    found: dict[str, float] = json.loads(files("index").joinpath("models/rerank.json").read_text("utf-8"))
    return found


@cache
def shipped_reranker() -> LinearReranker:
    """Give the shipped reranker; it reads passages by the shipped encoder's vectors, whatever searched."""
    return LinearReranker(load_static(DEFAULT_FOLDER))


class Reranker(Protocol):
    """Scores the passages that a search proposes, question and passage read together."""

    @property
    def name(self) -> str:
        """Identify the reranker: its model's name and a short checksum of what it computes with."""

    def score(self, question: str, hits: Sequence[Hit]) -> NDArray[np.float64]:
        """Score each passage for the question; higher is better."""


class LinearReranker:
    """The shipped reranker; the vectors of its tokens are a static encoder's."""

    def __init__(self, encoder: StaticEncoder) -> None:
        """Hold the encoder."""
        self._encoder = encoder
        self._ready: dict[str, _Sentences] = {}

    @property
    def name(self) -> str:
        """Name it."""
        return "baowen-linear"

    def score(self, question: str, hits: Sequence[Hit]) -> NDArray[np.float64]:
        """Add up the weighted features of each passage."""
        if not hits:
            return np.zeros(0)
        values = self.features(question, hits)
        total = np.zeros(len(hits))
        for name, weight in weights().items():
            total += weight * values[name]
        return total

    def features(self, question: str, hits: Sequence[Hit]) -> dict[str, Floats]:
        """Give the values of each feature, one a hit, for the hits of one question."""
        asked, layout = fold(question), self._lay_out(hits)
        found = _scores(hits)
        matches = {name: _matches(units, layout) for name, units in _units(asked).items()}
        for name, match in matches.items():
            found |= _shares(name, match, layout)
        found |= self._near(asked, layout)
        return found | _cues(asked, 0.5 * (matches["words"].share + matches["bigrams"].share), layout)

    def _lay_out(self, hits: Sequence[Hit]) -> _Layout:
        ready = self._split([hit.passage.text for hit in hits])
        ends = np.cumsum([len(sentences.texts) for sentences in ready])
        titles = (f"{hit.passage.article.title} {hit.passage.article.subtitle}" for hit in hits)
        return _Layout(
            [text for sentences in ready for text in sentences.texts],
            [fold(title) for title in titles],
            np.concatenate([sentences.tokens for sentences in ready]),
            np.concatenate([sentences.lengths for sentences in ready]),
            np.concatenate([[0], ends[:-1]]),
        )

    def _split(self, texts: Sequence[str]) -> list[_Sentences]:
        """Cut texts into sentences, and these into tokens; what was cut lately is remembered."""
        known = self._ready if len(self._ready) <= REMEMBERED else {}
        new = {text: _SENTENCE.findall(fold(text)) or [""] for text in texts if text not in known}
        tokens = self._encoder.tokenize([sentence for sentences in new.values() for sentence in sentences])
        cut = {text: _Sentences.of(sentences, tokens) for text, sentences in new.items()}
        self._ready = known | cut
        return [self._ready[text] for text in texts]

    def _near(self, asked: str, layout: _Layout) -> dict[str, Floats]:
        """Match each token of the question with the nearest of a sentence (late interaction, as in ColBERT).

        Khattab and Zaharia 2020; here the vectors are static, and their lengths weigh the tokens.
        """
        tokens = np.array(next(iter(self._encoder.tokenize([asked]))), dtype=np.int64)
        norms = np.linalg.norm(self._encoder.table[tokens], axis=1)
        tokens, norms = tokens[norms > 0], norms[norms > 0]
        cosines = _cosines(self._encoder.table, tokens, layout)
        soft = np.clip((cosines - FAR) / (1 - FAR), 0, 1)
        share = norms / norms.sum() if len(norms) else norms
        titles = np.zeros((len(tokens), len(layout.titles)), dtype=np.float32)
        found = _shares("near", _Match(share, soft, titles), layout)
        return found | _shares("same", _Match(share, (cosines > NEAR).astype(np.float32), titles), layout)


@dataclass(frozen=True, slots=True)
class _Sentences:
    """The folded sentences of a passage, and their tokens behind one another."""

    texts: list[str]
    tokens: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, texts: list[str], tokens: Iterator[list[int]]) -> _Sentences:
        """Take the next tokens for each text."""
        taken = list(islice(tokens, len(texts)))
        flat = np.fromiter(chain.from_iterable(taken), dtype=np.int64)
        return cls(texts, flat, np.array([len(ids) for ids in taken], dtype=np.int64))


@dataclass(frozen=True, slots=True)
class _Layout:
    """The sentences of all passages behind one another; `starts` tells where each passage begins."""

    texts: list[str]
    titles: list[str]
    tokens: NDArray[np.int64]
    lengths: NDArray[np.int64]
    starts: NDArray[np.int64]

    def best(self, values: Floats) -> Floats:
        """Give the greatest value of each passage; the last axis of `values` is the sentences."""
        greatest: Floats = np.maximum.reduceat(values, self.starts, axis=-1)
        return greatest

    def windows(self, values: Floats) -> Floats:
        """Give, at each sentence, the greater value of it and the next of its passage."""
        joined = values.copy()
        followed = np.setdiff1d(np.arange(1, values.shape[-1]), self.starts)
        joined[..., followed - 1] = np.maximum(values[..., followed - 1], values[..., followed])
        return joined


@dataclass(frozen=True, slots=True)
class _Match:
    """How far, 0 to 1, each unit of a question is in each sentence and headline (columns)."""

    weights: Floats  # of the units; their sum is 1
    sentences: Floats
    titles: Floats

    @property
    def share(self) -> Floats:
        """Give the share of the question in each sentence."""
        return self.weights @ self.sentences


def _units(asked: str) -> dict[str, dict[str, float]]:
    """Cut a folded question into units of several kinds, each with its weight."""
    said = {word: rarity(word) * necessity(word) for word in words(asked)}
    grams = {size: {g: rarity(g) * necessity(g) for g in ngrams(asked, size)} for size in (1, 2, 3, 4)}
    return {
        "words": said,
        "rare words": {word: weight**3 for word, weight in said.items()},
        "characters": {gram: weight**2 for gram, weight in grams[1].items()},
        "bigrams": grams[2],
        "trigrams": grams[3],
        "fourgrams": grams[4],
        "exact": dict.fromkeys(_EXACT.findall(asked), 1.0),
    }


def _matches(units: Mapping[str, float], layout: _Layout) -> _Match:
    weights = np.array(list(units.values()), dtype=np.float32)
    return _Match(weights / (weights.sum() or 1), _held(units, layout.texts), _held(units, layout.titles))


def _held(units: Iterable[str], texts: Sequence[str]) -> Floats:
    rows = [[unit in text for text in texts] for unit in units]
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(texts))


def _shares(name: str, match: _Match, layout: _Layout) -> dict[str, Floats]:
    """Give the share of the question that each passage holds, at each reach."""
    if not len(match.weights):  # a question without such units
        return {f"{name} {reach}": np.zeros(len(layout.starts), dtype=np.float32) for reach in REACHES}
    whole = np.maximum(layout.best(match.sentences), match.titles)
    return {
        f"{name} sentence": layout.best(match.share),
        f"{name} window": layout.best(match.weights @ layout.windows(match.sentences)),
        f"{name} passage": match.weights @ whole,
    }


def _scores(hits: Sequence[Hit]) -> dict[str, Floats]:
    """Give what search found, and its share of the best of the question."""
    found: dict[str, Floats] = {}
    for name in ("keyword", "dense"):
        values = np.array([max(hit.parts.get(name, 0.0), 0.0) for hit in hits], dtype=np.float32)
        found |= {name: values, f"{name} share": values / (values.max() or 1)}
    return found | {"time": np.array([hit.parts.get("time", 0.0) for hit in hits], dtype=np.float32)}


def _cosines(table: Floats, tokens: NDArray[np.int64], layout: _Layout) -> Floats:
    """Give the cosine of each token and the nearest one of each sentence."""
    found = np.zeros((len(tokens), len(layout.texts)), dtype=np.float32)
    filled = layout.lengths > 0
    if not len(tokens) or not filled.any():
        return found
    distinct, places = np.unique(layout.tokens, return_inverse=True)
    cosines = (make_unit(table[tokens]) @ make_unit(table[distinct]).T)[:, places]
    firsts = (np.cumsum(layout.lengths) - layout.lengths)[filled]
    found[:, filled] = np.maximum.reduceat(cosines, firsts, axis=1)
    return found


def _cues(asked: str, share: Floats, layout: _Layout) -> dict[str, Floats]:
    """Give how much of the question stands in a sentence that holds what its question word wants."""
    found: dict[str, Floats] = {}
    for name, (question, cue) in _CUES.items():
        held = [bool(cue.search(text)) for text in layout.texts] if question.search(asked) else [False]
        found[f"{name} cue"] = layout.best(share * np.array(held, dtype=np.float32))
    return found
