"""`python -m index.training.measure --data DIR [--encoder NAME]`: retrieval on held-out questions.

Each set's passages lie in one pool with news passages as distractors; a question's only right passage is its
own.
"""

from __future__ import annotations

import argparse
import lzma
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encode import Encoder, load_encoder
from index.keyword import KeywordIndex
from index.training.corpus import read_rows

Scores = NDArray[np.float32]
WEIGHTS = (0.1, 0.2, 0.3, 0.4, 0.5)  # of the cosine beside a keyword score of at most about 1


@dataclass(frozen=True, slots=True)
class Held:
    """Held-out questions, the pool they are asked of, and the place of each one's passage in it."""

    questions: list[str]
    passages: list[str]
    gold: NDArray[np.int64]


def read_held(folder: Path, *, distractors: int) -> dict[str, Held]:
    """Read `mrc_dev` by source, each with the same distractors."""
    with lzma.open(folder / "news_docs.txt.xz", "rt", encoding="utf-8") as lines:
        news = [line.strip()[:400] for line in lines]
    chosen = np.random.default_rng(0).permutation(len(news))[:distractors]
    rows = list(read_rows(folder / "mrc_dev.jsonl.xz"))
    sets = {}
    for source in sorted({row["src"] for row in rows}):
        mine = [row for row in rows if row["src"] == source]
        places = {context: i for i, context in enumerate(dict.fromkeys(row["context"] for row in mine))}
        gold = np.array([places[row["context"]] for row in mine])
        sets[source] = Held([r["question"] for r in mine], [*places, *(news[i] for i in chosen)], gold)
    return sets


def score_dense(held: Held, encoder: Encoder) -> Scores:
    """Give the cosine of every question and passage."""
    return encoder.encode_queries(held.questions) @ encoder.encode_passages(held.passages).T


def score_keyword(held: Held, *, depth: int = 200) -> Scores:
    """Give the keyword score of every question's best passages; the rest score zero."""
    index = KeywordIndex.open()
    index.update((number, "", passage) for number, passage in enumerate(held.passages))
    scores = np.zeros((len(held.questions), len(held.passages)), dtype=np.float32)
    for row, question in zip(scores, held.questions, strict=True):
        for number, score in index.search(question, depth):
            row[number] = score
    return scores


def rate(scores: Scores, gold: NDArray[np.int64]) -> str:
    """Write R@1, R@5, R@20 and MRR@10; a tie counts against the right passage."""
    right = scores[np.arange(len(gold)), gold][:, None]
    ranks = (scores >= right).sum(axis=1)
    recalls = [f"{(ranks <= k).mean():.3f}" for k in (1, 5, 20)]
    return "  ".join([*recalls, f"{np.where(ranks <= 10, 1 / ranks, 0).mean():.3f}"])


def measure(data: Path, encoder: Encoder, *, distractors: int = 12_000) -> str:
    """Write a table: each set by dense search, keyword search, and both by weight."""
    lines = [f"{encoder.name}", f"{'':28}R@1    R@5    R@20   MRR@10"]
    for source, held in read_held(data, distractors=distractors).items():
        dense, keyword = score_dense(held, encoder), score_keyword(held)
        ways = {"dense": dense, "keyword": keyword}
        ways |= {f"keyword + {weight} dense": keyword + weight * dense for weight in WEIGHTS}
        lines.append(f"{source}: {len(held.questions)} questions, {len(held.passages)} passages")
        lines += [f"  {way:24}  {rate(scores, held.gold)}" for way, scores in ways.items()]
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m index.training.measure", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--encoder", help="folder or name of another encoder")
    parser.add_argument("--distractors", type=int, default=12_000, help="news passages in the pool")
    arguments = parser.parse_args()
    print(measure(arguments.data, load_encoder(arguments.encoder), distractors=arguments.distractors))


if __name__ == "__main__":
    main()
