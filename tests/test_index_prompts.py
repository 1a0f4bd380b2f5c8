import pytest

from index.prompts import Prompts, choose_prompts

TASK = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("BAAI/bge-small-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("bge-large-zh", "为这个句子生成表示以用于检索相关文章：", ""),
        ("BAAI/bge-large-zh-noinstruct", "", ""),
        ("BAAI/bge-base-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("BAAI/bge-m3", "", ""),
        ("Qwen/Qwen3-Embedding-0.6B", TASK, ""),
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("intfloat/e5-base-v2", "query: ", "passage: "),
        ("intfloat/multilingual-e5-large-instruct", f"{TASK} ", ""),
        ("jinaai/jina-embeddings-v2-base-zh", "", ""),
        ("mine5-base", "", ""),
        ("", "", ""),
    ],
)
def test_a_family_s_prompts_come_from_its_name(name: str, query: str, passage: str) -> None:
    assert choose_prompts({"query": "", "document": ""}, name) == Prompts(query, passage)


def test_what_the_model_saved_comes_before_its_name() -> None:
    assert choose_prompts({"query": "问：", "document": ""}, "bge-small-zh") == Prompts("问：", "")
    assert choose_prompts({"query": "query: ", "document": "", "passage": "文："}, "x") == Prompts(
        "query: ", "文："
    )
    assert choose_prompts({}, "bge-m3") == Prompts()
