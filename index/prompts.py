"""What an embedding model wants before a question and before a passage.

A model's saved configuration says so, or, where it does not, its model card; the cards of the models that
Chinese users reach for are written down here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TASK = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"


@dataclass(frozen=True, slots=True)
class Prompts:
    """The text put before a question, and before a passage."""

    query: str = ""
    passage: str = ""


# The first pattern found in the model's name decides. Sources: the model cards on huggingface.co.
_FAMILIES: tuple[tuple[str, Prompts], ...] = (
    (r"bge-\w+-zh-noinstruct", Prompts()),
    (r"bge-(?:small|base|large)-zh", Prompts(query="为这个句子生成表示以用于检索相关文章：")),
    (
        r"bge-(?:small|base|large)-en",
        Prompts(query="Represent this sentence for searching relevant passages: "),
    ),
    (r"qwen3-embedding", Prompts(query=_TASK)),
    (r"\be5-(?:mistral-7b|large)-instruct|multilingual-e5-large-instruct", Prompts(query=f"{_TASK} ")),
    (r"(?:\b|_)e5-(?:small|base|large)", Prompts(query="query: ", passage="passage: ")),
)


def choose_prompts(saved: Mapping[str, str | None], name: str) -> Prompts:
    """Take the prompts that a model saved; where it saved none, those of the family that its name tells."""
    query = saved.get("query") or ""
    passage = next((text for key in ("document", "passage", "corpus") if (text := saved.get(key))), "")
    return Prompts(query, passage) if query or passage else _of_family(name)


def _of_family(name: str) -> Prompts:
    folded = name.lower()
    return next((prompts for pattern, prompts in _FAMILIES if re.search(pattern, folded)), Prompts())
