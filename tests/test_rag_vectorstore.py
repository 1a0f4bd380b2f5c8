"""LangChain's own standard suites for retrievers, embeddings and vector stores, and what they leave out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore

from index.errors import InputError
from index.types import Article
from rag.archive import Archive
from rag.retriever import ArchiveRetriever
from rag.vectorstore import BaowenEmbeddings, BaowenVectorStore

pytest.importorskip("langchain_tests", reason="a package of the extra [dev]")

from langchain_tests.integration_tests import (
    EmbeddingsIntegrationTests,
    RetrieversIntegrationTests,
    VectorStoreIntegrationTests,
)
from langchain_tests.unit_tests import EmbeddingsUnitTests

TEXTS = ["港区总投资12亿元。", "会议要求备足种子和化肥。", "新校占地300亩。", "条例施行。", "桥梁通车。"]


class TestRetriever(RetrieversIntegrationTests):
    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return ArchiveRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        articles = [Article(id=str(n), title="", text=text, source=str(n)) for n, text in enumerate(TEXTS)]
        return {"search": Archive.from_articles(articles).search, "k": 3}

    @property
    def retriever_query_example(self) -> str:
        return "港区总投资多少？"


class TestEmbeddings(EmbeddingsUnitTests):
    @property
    def embeddings_class(self) -> type[Embeddings]:
        return BaowenEmbeddings

    @property
    def embedding_model_params(self) -> dict[str, Any]:
        return {"model": "default"}


class TestEmbeddingsInUse(EmbeddingsIntegrationTests):
    @property
    def embeddings_class(self) -> type[Embeddings]:
        return BaowenEmbeddings

    @property
    def embedding_model_params(self) -> dict[str, Any]:
        return {"model": "default"}


class TestVectorStore(VectorStoreIntegrationTests):
    @pytest.fixture
    def vectorstore(self) -> VectorStore:
        return BaowenVectorStore(self.get_embeddings())


@pytest.fixture(scope="module")
def store() -> BaowenVectorStore:
    ids = [str(number) for number in range(len(TEXTS))]
    facts = [{"article": name} for name in ids]
    return BaowenVectorStore.from_texts(TEXTS, BaowenEmbeddings(), facts, ids=ids)


def test_the_nearest_document_comes_first_with_its_cosine(store: BaowenVectorStore) -> None:
    (first, score), (_, second) = store.similarity_search_with_score("备足化肥和种子", 2)
    assert (first.id, first.page_content, first.metadata) == ("1", TEXTS[1], {"article": "1"})
    assert 1 >= score > second
    retrieved = store.as_retriever(search_kwargs={"k": 1}).invoke("占地多少亩？")
    assert [document.id for document in retrieved] == ["2"]


def test_an_archive_hands_out_its_embeddings() -> None:
    archive = Archive.from_articles([Article(id="a", title="", text=TEXTS[0], source="a")])
    assert archive.as_embeddings().embed_query("港区") == BaowenEmbeddings().embed_query("港区")


def test_of_one_id_named_twice_the_last_stays() -> None:
    store = BaowenVectorStore(BaowenEmbeddings())
    store.add_texts(["港区开港。", "新校启用。"], ids=["a", "a"])
    assert [document.page_content for document in store.get_by_ids(["a", "b"])] == ["新校启用。"]
    assert store.similarity_search("港区", 5) == store.get_by_ids(["a"])


def test_a_saved_store_finds_the_same(store: BaowenVectorStore, tmp_path: Path) -> None:
    store.save(tmp_path / "saved")
    assert not [path for path in (tmp_path / "saved").iterdir() if "pkl" in path.name]
    loaded = BaowenVectorStore.load(tmp_path / "saved", BaowenEmbeddings())
    assert loaded.similarity_search_with_score("种子", 3) == store.similarity_search_with_score("种子", 3)
    loaded.add_texts(["港口再开港。"], ids=["9"])
    assert loaded.similarity_search("再开港", 1)[0].id == "9"


@pytest.mark.parametrize("damage", ["documents.json", "dense.faiss"])
def test_a_damaged_store_says_so(damage: str, store: BaowenVectorStore, tmp_path: Path) -> None:
    store.save(tmp_path)
    (tmp_path / damage).write_bytes(b"\x00")
    with pytest.raises(InputError, match="向量库"):
        BaowenVectorStore.load(tmp_path, BaowenEmbeddings())


def test_an_empty_store_is_saved_and_finds_nothing(tmp_path: Path) -> None:
    BaowenVectorStore(BaowenEmbeddings()).save(tmp_path)
    assert BaowenVectorStore.load(tmp_path, BaowenEmbeddings()).similarity_search("港") == []
