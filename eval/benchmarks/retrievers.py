"""Our retriever, whole and with single ingredients, as the retrieval benchmark builds and asks it.

A retriever is a function that indexes passages and gives a function that searches them. A setting is a line
in `OURS`; the table of `python -m eval.benchmarks ablation` has one row for each, in this order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from index.dense import DenseIndex
from index.encode import Encoder
from index.keyword import KeywordIndex
from index.search import open_searcher
from index.store import Store
from index.types import Hit, Passage

Search = Callable[[str, int], Sequence[int]]
"""A question and `k` to the places of the `k` best passages, best first."""
Build = Callable[[Sequence[Passage], Encoder], Search]


def ours(passages: Sequence[Passage], encoder: Encoder) -> Search:
    """Store, index and search passages as an archive does; those of an article stand side by side."""
    store = Store.create(None, encoder=encoder.name, dimension=encoder.dimension, model="")
    groups = [(article, list(group)) for article, group in groupby(passages, lambda p: p.article)]
    store.add((), groups, encoder.encode_passages([passage.text for passage in passages]))
    searcher = open_searcher(store, encoder)
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


OURS: dict[str, Build] = {"ours": ours, "ours:keyword": keyword, "ours:dense": dense}


def _key(passage: Passage) -> tuple[str, int, int]:
    return passage.article.id, passage.start, passage.end


def _title(passage: Passage) -> str:
    return f"{passage.article.title} {passage.article.subtitle}".strip()
