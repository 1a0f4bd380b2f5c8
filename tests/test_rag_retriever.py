import asyncio
from dataclasses import replace

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda

from index.errors import InputError
from index.types import Article, Hit, PartialDate, Passage
from rag.archive import Archive
from rag.retriever import ArchiveRetriever, to_document

PORT = Article(
    id="a1",
    title="港区开港",
    text="3月4日，“远望”号首航。港区总投资12亿元。",
    source="p.txt",
    published=PartialDate(2021, 3),
)
SPRING = Article(id="a2", title="春耕备播会议召开", text="会议要求备足种子和化肥。", source="p.txt")


@pytest.fixture(scope="module")
def archive() -> Archive:
    return Archive.from_articles([PORT, SPRING])


def retriever_of(archive: Archive, *, k: int = 5) -> ArchiveRetriever:
    return ArchiveRetriever(search=archive.search, k=k)


def test_a_document_is_the_passage_and_says_where_it_stands(archive: Archive) -> None:
    (hit,) = archive.search("港区投资多少？", 1)
    assert retriever_of(archive, k=1).invoke("港区投资多少？") == [
        Document(
            id="a1:0",
            page_content=PORT.text,
            metadata={
                "title": "港区开港",
                "published": "2021-03",
                "published_inferred": False,
                "source": "p.txt",
                "article": "a1",
                "start": 0,
                "end": len(PORT.text),
                "score": hit.score,
            },
        )
    ]


def test_documents_come_in_the_order_of_the_search_at_most_k_of_them(archive: Archive) -> None:
    found = retriever_of(archive).invoke("会议要求什么？")
    assert [document.metadata["article"] for document in found] == [
        hit.passage.article.id for hit in archive.search("会议要求什么？", 5)
    ]
    assert found[0].metadata["published"] is None
    assert found[0].metadata["published_inferred"] is False
    assert len(retriever_of(archive, k=1).invoke("会议要求什么？")) == 1


def test_a_document_says_whether_its_date_is_inferred() -> None:
    article = replace(PORT, published=PartialDate(2021, 3, inferred=True))
    metadata = to_document(Hit(Passage(article, 0, 4), 0.5)).metadata
    assert (metadata["published"], metadata["published_inferred"]) == ("2021-03", True)


def test_it_answers_asynchronously_in_batches_and_in_chains(archive: Archive) -> None:
    retriever = retriever_of(archive, k=1)
    expected = retriever.invoke("港区")
    assert asyncio.run(retriever.ainvoke("港区")) == expected
    assert retriever.batch(["港区", "种子"])[0] == expected
    titles = retriever | RunnableLambda(lambda found: [document.metadata["title"] for document in found])
    assert titles.invoke("种子") == ["春耕备播会议召开"]


def test_an_empty_question_is_an_input_error(archive: Archive) -> None:
    with pytest.raises(InputError, match="问题是空的"):
        retriever_of(archive).invoke(" \n")


@pytest.mark.skipif(not hasattr(Archive, "as_retriever"), reason="the method is being added")
def test_an_archive_hands_out_its_retriever(archive: Archive) -> None:
    retriever = archive.as_retriever(k=2)
    assert isinstance(retriever, BaseRetriever)
    assert len(retriever.invoke("港区")) == 2
