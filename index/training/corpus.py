"""Read the training sets and lay them out as one flat array of tokens with spans into it."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Ints = NDArray[np.int64]
SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
LONGEST = 1200  # characters of a text that are read


@dataclass(frozen=True, slots=True)
class Texts:
    """What is read from the data folder: running text, and (query, passage) pairs by source."""

    documents: list[str]
    pairs: dict[str, list[tuple[str, str]]]

    def for_vocabulary(self) -> Iterator[str]:
        """Yield every second document and all queries: enough to count words."""
        yield from self.documents[::2]
        for rows in self.pairs.values():
            yield from (query for query, _ in rows)
        yield from (text for _, text in self.pairs["query"])


def read_rows(file: Path) -> Iterator[Any]:
    """Yield the JSON values of an xz-compressed file, one a line."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_texts(folder: Path) -> Texts:
    """Read the four training files; `mrc_dev` and `rgb_dev` are for measuring and never opened here."""
    with lzma.open(folder / "news_docs.txt.xz", "rt", encoding="utf-8") as lines:
        documents = [line.strip()[:LONGEST] for line in lines]
    titles, briefs = [], []
    for row in read_rows(folder / "news_pairs.jsonl.xz"):
        body = row["body"][:LONGEST]
        documents.append(body)
        titles.append((row["title"], body))
        if row["brief"]:
            briefs.append((row["brief"], body))
    questions: dict[str, list[tuple[str, str]]] = {"court": [], "question": []}
    for row in read_rows(folder / "mrc_train.jsonl.xz"):
        if row["kind"] != "unanswerable":
            source = "court" if row["src"].startswith("cjrc") else "question"
            questions[source].append((row["question"], row["context"]))
    queries = [
        (row["query"], row["text"]) for row in read_rows(folder / "query_pairs.jsonl.xz") if row["label"] >= 1
    ]
    return Texts(documents, {"title": titles, "brief": briefs, "query": queries, **questions})


@dataclass(frozen=True, slots=True)
class Flat:
    """Pieces of text as one token array; piece i is `tokens[bounds[i]:bounds[i + 1]]`."""

    tokens: Ints
    bounds: Ints

    @property
    def starts(self) -> Ints:
        """Give the first token of every piece."""
        return self.bounds[:-1]

    @property
    def ends(self) -> Ints:
        """Give the end (exclusive) of every piece."""
        return self.bounds[1:]


def flatten(texts: Iterable[str], tokenizer: Tokenizer) -> Flat:
    """Tokenize texts into one flat array."""
    texts = list(texts)
    parts, lengths = [], []
    for first in range(0, len(texts), 4096):
        rows = tokenizer.encode_batch_fast(texts[first : first + 4096], add_special_tokens=False)
        lengths += [len(row) for row in rows]
        parts += [np.array(row.ids, dtype=np.int32) for row in rows]
    tokens = np.concatenate([np.empty(0, dtype=np.int32), *parts]).astype(np.int64)
    return Flat(tokens, np.cumsum([0, *lengths], dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Queries and the distinct passages they match: query i matches passage `places[i]`."""

    queries: Flat
    passages: Flat
    places: Ints


def match_up(rows: list[tuple[str, str]], tokenizer: Tokenizer) -> Pairs:
    """Tokenize (query, passage) rows, each distinct passage once."""
    numbers = {passage: number for number, passage in enumerate(dict.fromkeys(p for _, p in rows))}
    places = np.array([numbers[passage] for _, passage in rows], dtype=np.int64)
    return Pairs(flatten((query for query, _ in rows), tokenizer), flatten(numbers, tokenizer), places)


@dataclass(frozen=True, slots=True)
class Documents:
    """Running text: sentence i is piece i of `flat`, in the document of tokens `[opens[i], closes[i])`."""

    flat: Flat
    opens: Ints
    closes: Ints


def lay_out(documents: list[str], tokenizer: Tokenizer) -> Documents:
    """Cut documents into sentences and tokenize them."""
    sentences, counts = [], []
    for document in documents:
        found = SENTENCE.findall(document)
        sentences += found
        counts.append(len(found))
    flat = flatten(sentences, tokenizer)
    firsts = np.cumsum([0, *counts])
    return Documents(
        flat,
        np.repeat(flat.bounds[firsts[:-1]], counts),
        np.repeat(flat.bounds[firsts[1:]], counts),
    )
