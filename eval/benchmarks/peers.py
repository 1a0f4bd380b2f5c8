"""Other retrievers, set up for Chinese as their documentation shows, with our encoder where they want one.

Optional: `pip install 'baowen[peers]'`. By themselves they know no Chinese words, at best characters: those
that take a tokenizer get jieba's words, those that take a pattern get text cut by jieba, joined by spaces.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from eval.benchmarks.retrievers import Build, Search
from index.encode import Encoder, Vectors
from index.errors import InputError
from index.types import Passage

DEPTH = 20  # what those retrievers return whose depth is set when they are made


@dataclass(frozen=True, slots=True)
class Peer:
    """A retriever and the modules that it needs."""

    build: Build
    needs: tuple[str, ...]


def find_peer(name: str) -> Build:
    """Give a peer's build; raise InputError when it, or what it needs, is not there."""
    peer = PEERS[name]
    if missing := [module for module in peer.needs if not _is_installed(module)]:
        raise InputError(
            f"检索器 {name} 需要 {'、'.join(missing)}，没有安装。请运行：pip install 'baowen[peers]'"
            "（在源码目录里：pip install -e '.[peers]'）"
        )
    return peer.build


def langchain_bm25(passages: Sequence[Passage], _encoder: Encoder) -> Search:
    """LangChain's BM25Retriever, words by jieba."""
    retriever = _langchain_bm25(passages)
    return lambda question, _k: [hit.metadata["place"] for hit in retriever.invoke(question)]


def langchain_ensemble(passages: Sequence[Passage], encoder: Encoder) -> Search:
    """LangChain's EnsembleRetriever: that BM25 and a FAISS store, half each."""
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.vectorstores import FAISS
    from langchain_core.embeddings import Embeddings

    class Ours(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return _vectors(encoder, texts).tolist()  # type: ignore[no-any-return]

        def embed_query(self, text: str) -> list[float]:
            return encoder.encode_queries([text])[0].tolist()  # type: ignore[no-any-return]

    places: list[dict[str, Any]] = [{"place": place} for place in range(len(passages))]
    store = FAISS.from_texts(_texts(passages), Ours(), metadatas=places)
    vectors = store.as_retriever(search_kwargs={"k": DEPTH})
    both = EnsembleRetriever(retrievers=[_langchain_bm25(passages), vectors], weights=[0.5, 0.5])
    return lambda question, k: [hit.metadata["place"] for hit in both.invoke(question)[:k]]


def llamaindex_bm25(passages: Sequence[Passage], _encoder: Encoder) -> Search:
    """LlamaIndex's BM25Retriever over text cut by jieba."""
    retriever = _llamaindex_bm25(_nodes(passages))
    return lambda question, _k: [int(hit.node.node_id) for hit in retriever.retrieve(_cut(question))]


def llamaindex_fusion(passages: Sequence[Passage], encoder: Encoder) -> Search:
    """LlamaIndex's QueryFusionRetriever: that BM25 and vectors by reciprocal rank; no generated questions."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever

    class Ours(BaseEmbedding):  # type: ignore[misc]
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return _vectors(encoder, [_join(text) for text in texts]).tolist()  # type: ignore[no-any-return]

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            return encoder.encode_queries([_join(query)])[0].tolist()  # type: ignore[no-any-return]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    nodes = _nodes(passages)
    vectors = VectorStoreIndex(nodes, embed_model=Ours()).as_retriever(similarity_top_k=DEPTH)
    both = QueryFusionRetriever(
        [vectors, _llamaindex_bm25(nodes)],
        llm=MockLLM(),
        mode="reciprocal_rerank",
        num_queries=1,
        similarity_top_k=DEPTH,
        use_async=False,
    )
    return lambda question, k: [int(hit.node.node_id) for hit in both.retrieve(_cut(question))[:k]]


def txtai_hybrid(passages: Sequence[Passage], encoder: Encoder) -> Search:
    """txtai's hybrid index: its BM25, to which each Chinese character is a word, and vectors, half each."""
    return _txtai(passages, encoder, {})


def txtai_ngrams(passages: Sequence[Passage], encoder: Encoder) -> Search:
    """txtai's hybrid index with its n-gram tokenizer: characters and pairs of characters."""
    return _txtai(passages, encoder, {"ngrams": {"nmin": 1, "nmax": 2}})


def bm25s(passages: Sequence[Passage], _encoder: Encoder) -> Search:
    """Index with bm25s, words by jieba."""
    import bm25s as library

    retriever = library.BM25()
    retriever.index([_words(text) for text in _texts(passages)], show_progress=False)

    def search(question: str, k: int) -> list[int]:
        found = retriever.retrieve([_words(question)], k=min(k, len(passages)), show_progress=False)
        return [int(place) for place in found.documents[0]]

    return search


def haystack(passages: Sequence[Passage], _encoder: Encoder) -> Search:
    """Haystack's InMemoryBM25Retriever as it is: each Chinese character is a word."""
    return _haystack(_texts(passages), lambda text: text, {})


def haystack_jieba(passages: Sequence[Passage], _encoder: Encoder) -> Search:
    """Haystack's InMemoryBM25Retriever over text cut by jieba."""
    return _haystack([_cut(text) for text in _texts(passages)], _cut, {"bm25_tokenization_regex": r"\w+"})


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # its parent is missing
        return False


def _texts(passages: Sequence[Passage]) -> list[str]:
    return [f"{passage.article.title}\n{passage.text}".strip() for passage in passages]


def _words(text: str) -> list[str]:
    import jieba

    jieba.setLogLevel("WARNING")  # it says on the error stream that it loads its dictionary
    return [word for word in jieba.lcut(text.lower()) if word.strip()]


def _vectors(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """Encode passages; give an unknown text any direction, since they divide by a vector's length."""
    vectors = encoder.encode_passages(texts)
    vectors[~vectors.any(axis=1), 0] = 1.0
    return vectors


def _cut(text: str) -> str:
    return " ".join(_words(text))


def _join(text: str) -> str:
    """Undo `_cut` for the encoder: only words in Latin letters keep the spaces between them."""
    return re.sub(r" (?=[^\x00-\x7f])|(?<=[^\x00-\x7f]) ", "", text)


def _langchain_bm25(passages: Sequence[Passage]) -> Any:
    from langchain_community.retrievers import BM25Retriever

    places = [{"place": place} for place in range(len(passages))]
    return BM25Retriever.from_texts(_texts(passages), places, preprocess_func=_words, k=DEPTH)


def _nodes(passages: Sequence[Passage]) -> list[Any]:
    from llama_index.core.schema import TextNode

    return [TextNode(id_=str(place), text=_cut(text)) for place, text in enumerate(_texts(passages))]


def _llamaindex_bm25(nodes: list[Any]) -> Any:
    from llama_index.retrievers.bm25 import BM25Retriever

    return BM25Retriever.from_defaults(
        nodes=nodes, similarity_top_k=DEPTH, skip_stemming=True, token_pattern=r"(?u)\b\w+\b"
    )


def _txtai(passages: Sequence[Passage], encoder: Encoder, tokenizer: dict[str, Any]) -> Search:
    from txtai import Embeddings

    scoring = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": tokenizer}
    encode = lambda texts: _vectors(encoder, list(texts))  # noqa: E731 (txtai calls what is no function)
    index = Embeddings(hybrid=True, method="external", transform=encode, scoring=scoring)
    index.index(enumerate(_texts(passages)))
    return lambda question, k: [place for place, _ in index.search(question, k)]


def _haystack(texts: Sequence[str], cut: Callable[[str], str], settings: dict[str, str]) -> Search:
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"  # before the import, or it reports its use
    from haystack import Document
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore(shared=False, **settings)
    store.write_documents([Document(content=text, meta={"place": i}) for i, text in enumerate(texts)])
    retriever = InMemoryBM25Retriever(store)

    def search(question: str, k: int) -> list[int]:
        found = retriever.run(query=cut(question), top_k=k)["documents"]
        return [document.meta["place"] for document in found]

    return search


_JIEBA = ("jieba",)
_LANGCHAIN = (*_JIEBA, "langchain_community", "langchain_classic", "rank_bm25")
_LLAMAINDEX = (*_JIEBA, "llama_index.retrievers.bm25")
PEERS: dict[str, Peer] = {
    "langchain-bm25": Peer(langchain_bm25, _LANGCHAIN),
    "langchain-ensemble": Peer(langchain_ensemble, _LANGCHAIN),
    "llamaindex-bm25": Peer(llamaindex_bm25, _LLAMAINDEX),
    "llamaindex-fusion": Peer(llamaindex_fusion, _LLAMAINDEX),
    "txtai-hybrid": Peer(txtai_hybrid, ("txtai",)),
    "txtai-hybrid-ngrams": Peer(txtai_ngrams, ("txtai",)),
    "bm25s": Peer(bm25s, (*_JIEBA, "bm25s")),
    "haystack": Peer(haystack, ("haystack",)),
    "haystack-jieba": Peer(haystack_jieba, (*_JIEBA, "haystack")),
}
