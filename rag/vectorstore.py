"""Our encoders and our exact search as LangChain's `Embeddings` and `VectorStore`, for others' chains."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from index.dense import DenseIndex
from index.encode import Encoder, load_encoder, make_unit
from index.errors import InputError

_DOCUMENTS = "documents.json"
_VECTORS = "dense.faiss"


class BaowenEmbeddings(Embeddings):
    """An encoder of ours: the shipped one, or any that `--encoder` takes, by name or folder."""

    def __init__(self, model: str = "default", *, encoder: Encoder | None = None) -> None:
        """Load the encoder by name, unless it is handed in."""
        self._encoder = encoder or load_encoder(model)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Encode passages into unit vectors."""
        return _listed(self._encoder.encode_passages(texts))

    def embed_query(self, text: str) -> list[float]:
        """Encode a question likewise."""
        return _listed(self._encoder.encode_queries([text]))[0]


class BaowenVectorStore(VectorStore):
    """Documents searched exactly by cosine, in memory; saved as one FAISS file and one JSON file, no pickle.

    For passages of an archive, which also searches by words, use `Archive.as_retriever`.
    """

    def __init__(self, embedding: Embeddings) -> None:
        """Start empty, with the embeddings that make its vectors."""
        self._embedding, self._lock = embedding, RLock()
        self._documents: dict[str, Document] = {}
        self._numbers: dict[str, int] = {}
        self._next = 0
        self._index: DenseIndex | None = None

    @property
    def embeddings(self) -> Embeddings:
        """Give the embeddings that make its vectors."""
        return self._embedding

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """Add texts, replacing those of the same id; return their ids."""
        del kwargs
        listed = list(texts)
        names = [name or str(uuid.uuid4()) for name in (ids or [""] * len(listed))]
        facts = metadatas or [{} for _ in listed]
        made = [
            Document(id=name, page_content=text, metadata=fact)
            for name, text, fact in zip(names, listed, facts, strict=True)
        ]
        last = {document.id: number for number, document in enumerate(made)}
        kept = [made[number] for number in sorted(last.values())]  # of one id named twice the last stays
        if kept:
            self._put(kept)
        return names

    def _put(self, documents: Sequence[Document]) -> None:
        texts = [document.page_content for document in documents]
        vectors = make_unit(np.array(self._embedding.embed_documents(texts), dtype=np.float32))
        with self._lock:
            if self._index is None:
                self._index = DenseIndex.empty(vectors.shape[1])
            for document in documents:
                name = str(document.id)
                if name not in self._numbers:
                    self._numbers[name], self._next = self._next, self._next + 1
                self._documents[name] = document
            self._index.update([self._numbers[str(document.id)] for document in documents], vectors)

    def delete(self, ids: list[str] | None = None, **kwargs: Any) -> bool | None:
        """Remove documents by id; ids that are not here are passed over."""
        del kwargs
        with self._lock:
            known = [name for name in (ids or []) if name in self._numbers]
            numbers = [self._numbers.pop(name) for name in known]
            for name in known:
                del self._documents[name]
            if self._index is not None:
                self._index.update([], np.zeros((0, 0), dtype=np.float32), numbers)
        return True

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """Give the documents of these ids that are here."""
        with self._lock:
            return [self._documents[name].model_copy() for name in ids if name in self._documents]

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        """Give the `k` documents nearest to a question, best first."""
        return [document for document, _ in self.similarity_search_with_score(query, k, **kwargs)]

    def similarity_search_with_score(
        self, query: str, k: int = 4, **kwargs: Any
    ) -> list[tuple[Document, float]]:
        """Give the `k` nearest documents with their cosines; higher is nearer."""
        del kwargs
        vector = make_unit(np.array([self._embedding.embed_query(query)], dtype=np.float32))[0]
        with self._lock:
            found = self._index.search(vector, k) if self._index is not None else []
            names = {number: name for name, number in self._numbers.items()}
            return [(self._documents[names[number]].model_copy(), score) for number, score in found]

    def _select_relevance_score_fn(self) -> Callable[[float], float]:
        return lambda cosine: max(0.0, min(1.0, cosine))

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> BaowenVectorStore:
        """Make a store of texts."""
        del kwargs
        store = cls(embedding)
        store.add_texts(texts, metadatas, ids=ids)
        return store

    def save(self, folder: str | Path) -> None:
        """Write the documents and their vectors to a folder; metadata must fit into JSON."""
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        with self._lock:
            rows = [
                {"number": self._numbers[name], "id": name, "text": d.page_content, "metadata": d.metadata}
                for name, d in self._documents.items()
            ]
            if self._index is not None:
                self._index.save(place / _VECTORS)
            part = place / f"{_DOCUMENTS}.part"
            part.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
            part.replace(place / _DOCUMENTS)

    @classmethod
    def load(cls, folder: str | Path, embedding: Embeddings) -> BaowenVectorStore:
        """Read what `save` wrote; raise InputError when it is missing, damaged or of another dimension."""
        place, store = Path(folder), cls(embedding)
        try:
            rows = json.loads((place / _DOCUMENTS).read_text(encoding="utf-8"))
            for row in rows:
                store._numbers[row["id"]] = row["number"]
                store._documents[row["id"]] = Document(
                    id=row["id"], page_content=row["text"], metadata=row["metadata"]
                )
            if rows:
                store._next = max(store._numbers.values()) + 1
                store._index = DenseIndex.load(place / _VECTORS, len(embedding.embed_query("维")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"读不了向量库 {place}（{error}）。请检查目录和向量模型，或重新建立。"
            ) from error
        return store


def _listed(vectors: Any) -> list[list[float]]:
    return [[float(value) for value in row] for row in vectors]
