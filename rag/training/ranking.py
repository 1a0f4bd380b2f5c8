"""Fit the linear models of the reader on public question / passage / answer triples.

    python -m rag.training --data mrc_train.jsonl.xz --documents news_docs.txt.xz --pairs news_pairs.jsonl.xz

Two models over the features of `rag.evidence`: which sentence answers (softmax over the sentences of a
question, as in listwise learning to rank, Cao et al. 2007), and whether the archive answers at all (logistic;
for the negatives the answering sentence is taken out of its article, or the article out of the archive).
Writes rag/weights.json. Deterministic.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.cut import cut, sentences
from index.encode import load_encoder
from index.rerank import shipped_reranker
from index.search import Searcher, open_searcher
from index.store import Store
from index.types import Article, Hit, Passage
from rag.archive import Archive
from rag.compose import compose
from rag.evidence import FEATURES, REACH, Evidence, Reader
from rag.followup import complete
from rag.judge import signs
from rag.training.news import QUESTIONS, read_news_questions
from rag.types import Turn
from rag.understand import Query, understand

Rows = NDArray[np.float64]
RIDGE = 10.0
# One of our questions counts as so many public ones: news pages have headlines, dates and bylines.
OWN_WEIGHT = 10.0


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the article that answers it ("" for any that holds the answer) and the answers' texts."""

    question: str
    article: str
    answers: tuple[str, ...]


def held_out(context: str) -> bool:
    """Tell whether a passage is kept from the network's training: a sixteenth of all, by checksum."""
    return crc32(context.encode()) % 16 == 0


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read human question / passage / answer rows."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_triples(path: Path) -> tuple[list[Article], list[Example], list[Example]]:
    """Read contexts, and of the held-out ones the answerable examples and the unanswerable ones.

    On others the network would look surer than it is with questions that it has not seen.
    """
    rows = read_rows(path)
    ids = {context: f"c{i}" for i, context in enumerate(dict.fromkeys(row["context"] for row in rows))}
    articles = [Article(id=name, title="", text=context, source=name) for context, name in ids.items()]
    rows = [row for row in rows if held_out(row["context"])]
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
    return open_searcher(store, encoder, reranker=shipped_reranker()), Reader(encoder)


def evidence(example: Example, searcher: Searcher, reader: Reader, hide: str = "") -> list[Evidence]:
    """Rank sentences for an example; `hide` takes out the "article" with the answer, or its "sentence"."""
    hits = searcher.search(example.question, 30)
    if hide == "article":
        hits = [hit for hit in hits if not _told(hit.passage.article.text, example)]
    if hide == "sentence":
        hits = [_without_answer(hit, example) for hit in hits]
    return reader.rank(understand(example.question), hits)


def _without_answer(hit: Hit, example: Example) -> Hit:
    """Take the sentences that hold the answer out of a hit's article: right topic, absent fact."""
    text = hit.passage.article.text
    kept = [text[span.start : span.end] for span in sentences(text)]
    article = replace(hit.passage.article, text="".join(s for s in kept if not _told(s, example)))
    return replace(hit, passage=Passage(article, 0, len(article.text)))


def _told(text: str, example: Example) -> bool:
    return any(answer in text for answer in example.answers)


def answers(found: Evidence, example: Example) -> bool:
    """Tell whether a sentence holds the answer, in the article that was asked about."""
    return found.article.id == example.article and _told(found.text, example)


@dataclass(frozen=True, slots=True)
class Material:
    """Ranked sentences of one question: their features, and which of them answer."""

    query: Query
    found: tuple[Evidence, ...]
    rows: Rows
    right: NDArray[np.bool_]
    answerable: bool
    weight: float = 1.0

    @classmethod
    def of(
        cls,
        query: Query,
        found: Sequence[Evidence],
        right: Sequence[bool],
        *,
        answerable: bool,
        weight: float = 1.0,
    ) -> Material:
        """Keep of ranked sentences what fitting needs."""
        rows = np.array([sentence.features for sentence in found])
        return cls(query, tuple(found), rows, np.array(right), answerable, weight)

    def signs(self, weights: Rows) -> Rows:
        """Describe how well the sentence answers that the reader would put first with these weights."""
        scores = self.rows @ weights
        near = scores > scores.max() - REACH
        order = sorted(
            range(len(scores)),
            key=lambda i: (not near[i], near[i] and not self.found[i].wanted, -scores[i]),
        )
        return signs(self.query, [self.found[i] for i in order])


def public(
    examples: Sequence[Example], searcher: Searcher, reader: Reader, hide: str = ""
) -> Iterator[Material]:
    """Rank sentences for public triples."""
    for example in examples:
        found = evidence(example, searcher, reader, hide)
        if found:
            right = [not hide and answers(sentence, example) for sentence in found]
            yield Material.of(understand(example.question), found, right, answerable=any(right))


def news(options: argparse.Namespace) -> Iterator[Material]:
    """Rank sentences of all news texts for the questions of the `fit` split, near misses among them."""
    asked = read_news_questions(options.news, options.documents, options.pairs)
    archive = Archive.from_articles({one.article.id: one.article for one in asked}.values())
    for one in (one for one in asked if one.split == "fit"):
        found = archive.evidence(one.question)
        example = Example(one.question, one.article.id, (one.answer,))
        right = [bool(one.answer) and answers(sentence, example) for sentence in found]
        if found:
            query = understand(one.question)
            yield Material.of(query, found, right, answerable=bool(one.answer))


def own(questions: Sequence[Path], pages: Path) -> Iterator[Material]:
    """Rank sentences for the development split of our own questions, follow-ups completed."""
    archive = Archive.from_files([pages])
    lines = [line for path in questions for line in path.read_text("utf-8").splitlines()]
    for row in (json.loads(line) for line in lines):
        if row["split"] != "dev" or row.get("premise"):  # of a false premise, silence is right too
            continue
        history: list[Turn] = []
        for question in row["history"]:
            completed = complete(question, history)
            found = archive.evidence(question, history)
            answer = compose(understand(completed.text), found, archive.search(completed.text, 30))
            # without the judge, who is not fitted yet
            history.append(Turn(question, replace(answer, rewritten=completed.text)))
        query = understand(complete(row["question"], history).text)
        quotes = [_squeeze(quote) for quote in row["quote"]]
        found = archive.evidence(row["question"], history)
        right = [_shares(sentence.text, quotes) for sentence in found]
        yield Material.of(query, found, right, answerable=row["answerable"], weight=OWN_WEIGHT)


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _shares(text: str, quotes: Sequence[str]) -> bool:
    """Tell whether a sentence holds one of the quotes, or lies inside one."""
    sentence = _squeeze(text)
    return any(quote in sentence or (len(sentence) > 10 and sentence in quote) for quote in quotes)


def fit_softmax(materials: Sequence[Material], *, rate: float = 0.1, steps: int = 400) -> Rows:
    """Fit weights that give the answering sentences their question's probability mass (Adam, ridge)."""
    weights = np.zeros(len(FEATURES))
    moment, second = np.zeros_like(weights), np.zeros_like(weights)
    total = sum(material.weight for material in materials)
    for step in range(1, steps + 1):
        gradient = 1e-3 * weights
        for material in materials:
            scores = material.rows @ weights
            share = np.exp(scores - scores.max())
            share /= share.sum()
            goal = np.where(material.right, share, 0.0) / max(share[material.right].sum(), 1e-12)
            gradient += material.weight / total * (share - goal) @ material.rows
        moment, second = 0.9 * moment + 0.1 * gradient, 0.99 * second + 0.01 * gradient**2
        weights -= rate * (moment / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights


def fit_logistic(rows: Rows, right: NDArray[np.bool_], importance: Rows, *, steps: int = 40) -> Rows:
    """Fit logistic weights, bias last, by Newton's method with a small ridge."""
    design = np.hstack([rows, np.ones((len(rows), 1))])
    weights = np.zeros(design.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (importance * (chance - right)) + RIDGE * weights
        curve = (design * (importance * chance * (1 - chance))[:, None]).T @ design + RIDGE * np.eye(
            len(weights)
        )
        weights -= np.linalg.solve(curve, gradient)
    return weights


def train(options: argparse.Namespace) -> dict[str, list[float]]:
    """Fit both models on a random part of the public data and on our own questions."""
    articles, told, silent = read_triples(options.data)
    with lzma.open(options.documents, "rt", encoding="utf-8") as lines:
        articles += [
            Article(id=f"n{i}", title="", text=line.strip(), source="n")
            for i, line in enumerate(islice(lines, 5000))
        ]
    for examples in (told, silent):
        random.Random(0).shuffle(examples)
    searcher, reader = pool(articles)
    size = options.examples
    ranked = list(public(told[:size], searcher, reader))
    ours = [*own(options.questions, options.pages), *news(options)]
    sentence = fit_softmax([m for m in ranked + ours if m.right.any() and not m.right.all()])
    judged = [
        *(material for material in ranked if material.answerable),
        *public(told[: size // 2], searcher, reader, hide="sentence"),
        *public(told[size // 2 : size], searcher, reader, hide="article"),
        *public(silent[: size // 4], searcher, reader),
        *ours,
    ]
    answer = fit_logistic(
        np.array([m.signs(sentence) for m in judged]),
        np.array([material.answerable for material in judged]),
        np.array([material.weight for material in judged]),
    )
    _report("public", ranked, sentence)
    _report("own", [m for m in ours if m.right.any()], sentence)
    return {"sentence": sentence.round(4).tolist(), "answer": answer.round(4).tolist()}


def _report(name: str, materials: Sequence[Material], sentence: Rows) -> None:
    found = [m for m in materials if m.right.any()]
    first = np.mean([m.right[int(np.argmax(m.rows @ sentence))] for m in found])
    print(f"{name}: best sentence answers {first:.3f} of {len(found)} (candidates of {len(materials)})")


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--data", "--documents", "--pairs"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--news", type=Path, default=QUESTIONS)
    both = [Path("eval/questions.jsonl"), Path("eval/tuning.jsonl")]
    parser.add_argument("--questions", type=Path, nargs="+", default=both)
    parser.add_argument("--pages", type=Path, default=Path("seeds"))
    parser.add_argument("--examples", type=int, default=3000)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.with_name("weights.json"))
    options = parser.parse_args()
    weights = train(options)
    options.out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
