"""Our retriever, whole and with single ingredients, as the retrieval benchmark builds and asks it.

A retriever is a function that indexes passages and gives a function that searches them. A setting is a line
in `OURS`; the table of `python -m eval.benchmarks ablation` has one row for each, in this order.

An ingredient is switched off by putting something plain in its place while ours runs: the product needs no
switches for it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np

from index import keyword as keyword_module
from index import rerank as rerank_module
from index import search as search_module
from index.dense import DenseIndex
from index.encode import Encoder, Vectors
from index.keyword import KeywordIndex
from index.rerank import Reranker, shipped_reranker
from index.search import open_searcher
from index.store import Store
from index.types import Hit, Passage
from index.words import ngrams, words

Search = Callable[[str, int], Sequence[int]]
"""A question and `k` to the places of the `k` best passages, best first."""
Build = Callable[[Sequence[Passage], Encoder], Search]


def ours(passages: Sequence[Passage], encoder: Encoder) -> Search:
    """Store, index and search passages as an archive does; those of an article stand side by side."""
    return _ours(passages, encoder, shipped_reranker())


def fused(passages: Sequence[Passage], encoder: Encoder) -> Search:
    """Do the same without the reranker."""
    return _ours(passages, encoder, None)


def _ours(passages: Sequence[Passage], encoder: Encoder, reranker: Reranker | None) -> Search:
    store = Store.create(None, encoder=encoder.name, dimension=encoder.dimension, model="")
    groups = [(article, list(group)) for article, group in groupby(passages, lambda p: p.article)]
    store.add((), groups, encoder.encode_passages([passage.text for passage in passages]))
    searcher = open_searcher(store, encoder, reranker=reranker)
    searcher.catch_up()
    places = {_key(passage): place for place, passage in enumerate(passages)}

    def search(question: str, k: int) -> list[int]:
        hits: list[Hit] = searcher.search(question, k)
        return [places[_key(hit.passage)] for hit in hits]

    return search


def keyword(passages: Sequence[Passage], _encoder: Encoder) -> Search:
    """Search by BM25 alone."""
    index = KeywordIndex.open()
    index.update((place, _title(passage), passage.text) for place, passage in enumerate(passages))
    return lambda question, k: [place for place, _ in index.search(question, k)]


def dense(passages: Sequence[Passage], encoder: Encoder) -> Search:
    """Search by the vectors alone."""
    index = DenseIndex.empty(encoder.dimension)
    vectors = encoder.encode_passages([passage.text for passage in passages])
    index.update(range(len(passages)), vectors)
    return lambda question, k: [place for place, _ in index.search(encoder.encode_queries([question])[0], k)]


def without_vectors(passages: Sequence[Passage], encoder: Encoder) -> Search:
    """Do the same with an encoder that knows no text: the vectors propose nothing and say nothing."""
    return ours(passages, _Blank("blank", encoder.dimension))


def replacing(build: Build, module: ModuleType, **plain: Any) -> Build:
    """Build and search with something plain in the place of these names of a module."""

    def built(passages: Sequence[Passage], encoder: Encoder) -> Search:
        with patch.multiple(module, **plain):
            search = build(passages, encoder)

        def replaced(question: str, k: int) -> Sequence[int]:
            with patch.multiple(module, **plain):
                return search(question, k)

        return replaced

    return built


def reranked_by(reranker: Reranker, build: Build) -> Build:
    """Put another reranker in the place of the shipped one, where a setting has one."""
    return replacing(build, sys.modules[__name__], shipped_reranker=lambda: reranker)


@dataclass(frozen=True, slots=True)
class _Blank:
    """An encoder to which every text is unknown."""

    name: str
    dimension: int

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), self.dimension), dtype=np.float32)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)


def _without_features(*starts: str) -> Build:
    """Leave out the features of the reranker whose names start so."""
    fitted = rerank_module.weights
    kept = lambda: {name: weight for name, weight in fitted().items() if not name.startswith(starts)}  # noqa: E731
    return replacing(ours, rerank_module, weights=kept)


def _without_necessity() -> Build:
    plain: dict[str, Any] = {"necessity": lambda _term: 1.0}
    return replacing(replacing(ours, keyword_module, **plain), rerank_module, **plain)


def _with_terms(*kinds: str) -> Build:
    """Index and search some of the kinds of terms of `index.words.terms`."""
    return replacing(ours, keyword_module, terms=_terms(*kinds))


def _terms(*kinds: str) -> Callable[[str], list[str]]:
    cuts: dict[str, Callable[[str], list[str]]] = {
        "words": lambda text: [word for word in words(text) if len(word) > 1 or word.isascii()],
        "bigrams": lambda text: ngrams(text, 2),
        "characters": lambda text: ngrams(text, 1),
    }
    return lambda text: [term for kind in kinds for term in cuts[kind](text)]


OURS: dict[str, Build] = {
    "ours": ours,
    "ours:no-rerank": fused,
    "ours:no-near": _without_features("near"),
    "ours:no-cues": _without_features("number cue", "time cue", "place cue"),
    "ours:no-long-grams": _without_features("trigrams", "fourgrams"),
    "ours:no-dense": without_vectors,
    "ours:no-necessity": _without_necessity(),
    "ours:no-times": replacing(ours, search_module, raise_agreeing=lambda _asked, hits: list(hits)),
    "ours:no-title": replacing(ours, keyword_module, TITLE_WEIGHT=0.0),
    "ours:no-words": _with_terms("bigrams", "characters"),
    "ours:no-bigrams": _with_terms("words", "characters"),
    "ours:no-characters": _with_terms("words", "bigrams"),
    "ours:no-rerank,dense-.2": replacing(fused, search_module, DENSE_WEIGHT=0.2),
    "ours:no-rerank,dense-.5": replacing(fused, search_module, DENSE_WEIGHT=0.5),
    "ours:keyword": keyword,
    "ours:dense": dense,
}


def _key(passage: Passage) -> tuple[str, int, int]:
    return passage.article.id, passage.start, passage.end


def _title(passage: Passage) -> str:
    return f"{passage.article.title} {passage.article.subtitle}".strip()
