"""An archive as a LangChain retriever, so that chains and agents can search it. LangChain's only home."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from index.types import Hit


class ArchiveRetriever(BaseRetriever):
    """Finds the `k` best passages by `search`; each becomes a document that says where it stands.

    `Archive.as_retriever` makes one.
    """

    search: Callable[[str, int], list[Hit]]
    k: int

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        del run_manager  # nothing here runs long enough to report on
        return [to_document(hit) for hit in self.search(query, k or self.k)]


def to_document(hit: Hit) -> Document:
    """Make a document of a hit: its text is `article.text[start:end]`, a date is ISO 8601 as far as known."""
    passage, article = hit.passage, hit.passage.article
    metadata: dict[str, Any] = {
        "title": article.title,
        "published": str(article.published) if article.published else None,
        "published_inferred": bool(article.published and article.published.inferred),
        "source": article.source,
        "article": article.id,
        "start": passage.start,
        "end": passage.end,
        "score": hit.score,
    }
    return Document(id=f"{article.id}:{passage.start}", page_content=passage.text, metadata=metadata)
