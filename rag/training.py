"""Fit the linear models of the reader on public question / passage / answer triples.

    python -m rag.training --data mrc_train.jsonl.xz --distractors news_docs.txt.xz

Two models over the features of `rag.evidence`: which sentence answers (softmax over the sentences of a question,
as in listwise learning to rank, Cao et al. 2007), and whether the best sentence answers at all (logistic; for the
negatives the article with the answer is taken out of the archive). Writes rag/weights.json. Deterministic.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encode import load_encoder
from index.search import Searcher, open_searcher
from index.store import Store
from index.cut import cut
from index.types import Article
from rag.evidence import FEATURES, Evidence, Reader
from rag.understand import understand

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the article that answers it ("" for any that holds the answer) and the answers' texts."""

    question: str
    article: str
    answers: tuple[str, ...]


def read_triples(path: Path) -> tuple[list[Article], list[Example], list[Example]]:
    """Read contexts, answerable examples and unanswerable ones."""
    rows: list[dict[str, Any]] = [json.loads(line) for line in lzma.open(path, "rt", encoding="utf-8")]
    ids = {context: f"c{i}" for i, context in enumerate(dict.fromkeys(row["context"] for row in rows))}
    articles = [Article(id=name, title="", text=context, source=name) for context, name in ids.items()]
    told = [r for r in rows if r["kind"] == "span"]
    silent = [r for r in rows if r["kind"] == "unanswerable"]
    return (
        articles,
        [Example(r["question"], ids[r["context"]], (r["answers"][0]["text"],)) for r in told],
        [Example(r["question"], ids[r["context"]], ()) for r in silent],
    )


def pool(articles: Sequence[Article]) -> tuple[Searcher, Reader]:
    """Index articles in memory."""
    encoder = load_encoder()
    store = Store.create(None, encoder=encoder.name, dimension=encoder.dimension, model="default")
    groups = [(article, cut(article)) for article in articles]
    texts = [passage.text for _, passages in groups for passage in passages]
    store.add((), groups, encoder.encode_passages(texts))
    return open_searcher(store, encoder), Reader(encoder)


def evidence(example: Example, searcher: Searcher, reader: Reader, *, without: bool = False) -> list[Evidence]:
    """Rank sentences for an example; `without` leaves out every article that holds the answer."""
    hits = searcher.search(example.question, 30)
    if without:
        hits = [hit for hit in hits if not any(answer in hit.passage.article.text for answer in example.answers)]
    return reader.rank(understand(example.question), hits)


def answers(found: Evidence, example: Example) -> bool:
    """Tell whether a sentence holds the answer, in the article that was asked about."""
    return found.article.id == example.article and any(answer in found.text for answer in example.answers)


def fit_softmax(groups: Sequence[tuple[Rows, NDArray[np.bool_]]], *, rate: float = 0.5, steps: int = 400) -> Rows:
    """Fit weights so that the sentences that answer get the probability mass of their question."""
    weights = np.zeros(len(FEATURES))
    moment, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        gradient = 1e-3 * weights
        for rows, right in groups:
            scores = np.exp(rows @ weights - (rows @ weights).max())
            share = scores / scores.sum()
            goal = np.where(right, share, 0.0) / max(share[right].sum(), 1e-12)
            gradient += (share - goal) @ rows / len(groups)
        moment, second = 0.9 * moment + 0.1 * gradient, 0.99 * second + 0.01 * gradient**2
        weights -= rate * 0.3 * (moment / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights


def fit_logistic(rows: Rows, right: NDArray[np.bool_], *, steps: int = 60) -> Rows:
    """Fit logistic weights, bias last, by Newton's method with a small ridge."""
    design = np.hstack([rows, np.ones((len(rows), 1))])
    weights = np.zeros(design.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (chance - right) + 0.1 * weights
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + 0.1 * np.eye(len(weights))
        weights -= np.linalg.solve(curve, gradient)
    return weights


def groups_of(examples: Sequence[Example], searcher: Searcher, reader: Reader) -> Iterator[tuple[Rows, NDArray[np.bool_]]]:
    """Give features and labels of each question whose answer was among the candidates."""
    for example in examples:
        found = evidence(example, searcher, reader)
        right = np.array([answers(e, example) for e in found])
        if right.any() and not right.all():
            yield np.array([e.features for e in found]), right


def train(data: Path, distractors: Path, *, examples: int, seed: int = 0) -> dict[str, list[float]]:
    """Fit both models on a random part of the data."""
    articles, told, silent = read_triples(data)
    with lzma.open(distractors, "rt", encoding="utf-8") as lines:
        articles += [Article(id=f"n{i}", title="", text=t.strip(), source="n") for i, t in enumerate(islice(lines, 5000))]
    random.Random(seed).shuffle(told)
    random.Random(seed).shuffle(silent)
    searcher, reader = pool(articles)
    groups = list(groups_of(told[:examples], searcher, reader))
    sentence = fit_softmax(groups)
    ranked = [max(zip(rows @ sentence, right, strict=True), key=lambda p: p[0])[1] for rows, right in groups]
    print(f"sentence accuracy on {len(groups)} training questions {np.mean(ranked):.3f}")
    rows, labels = [], []
    for example in told[examples : examples + examples // 2]:
        for without in (False, True):
            found = evidence(example, searcher, reader, without=without)
            if found:
                best = max(found, key=lambda e: float(np.dot(e.features, sentence)))
                rows.append(best.features)
                labels.append(not without and answers(best, example))
    for example in silent[: examples // 4]:
        found = [e for e in evidence(example, searcher, reader) if e.article.id == example.article]
        if found:
            rows.append(max(found, key=lambda e: float(np.dot(e.features, sentence))).features)
            labels.append(False)
    answer = fit_logistic(np.array(rows), np.array(labels))
    guess = np.hstack([np.array(rows), np.ones((len(rows), 1))]) @ answer > 0
    print(f"answerability accuracy {np.mean(guess == np.array(labels)):.3f} of {len(rows)}, base {np.mean(labels):.3f}")
    return {"sentence": sentence.round(4).tolist(), "answer": answer.round(4).tolist()}


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--distractors", type=Path, required=True)
    parser.add_argument("--examples", type=int, default=3000)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("weights.json"))
    options = parser.parse_args()
    weights = train(options.data, options.distractors, examples=options.examples)
    options.out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
