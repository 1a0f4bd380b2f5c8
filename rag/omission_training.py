"""Fit the model of `rag.omission`: `python -m rag.omission_training --data FILE`.

One softmax over the candidates of each follow-up; the mass of those that are the person's rewriting is pushed
up by Adagrad. Only the half of the rows that `for_training` names is learnt from.
"""

from __future__ import annotations

import argparse
import hashlib
import lzma
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import InputError
from rag.omission import BITS, candidates

EPOCHS = 3
RATE = 0.1
DECAY = 1e-3
_SAVED = Path(__file__).with_name("omission.xz")


@dataclass(frozen=True, slots=True)
class Row:
    """What was said, what was replied, the follow-up, and the follow-up standing alone."""

    said: str
    replied: str
    question: str
    rewritten: str


@dataclass(frozen=True, slots=True)
class Example:
    """The features of the candidates of one follow-up, and which of them are right."""

    features: NDArray[np.int32]
    right: NDArray[np.intp]


def read_rewrites(path: Path) -> list[Row]:
    """Read rows of four fields between tabs (others are left out), xz-compressed or plain."""
    opened = lzma.open if path.suffix == ".xz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            parts = [[part for part in line.rstrip("\n").split("\t") if part] for line in lines]
    except (OSError, EOFError, lzma.LZMAError, ValueError) as error:
        raise InputError(f"读不了追问数据 {path}：{error}。应为 UTF-8 的文本，可用 xz 压缩。") from error
    rows = [Row(*fields) for fields in parts if len(fields) == 4]
    if not rows:
        raise InputError(f"追问数据 {path} 里没有四栏的行。每行应为：前句、答句、追问、补全，以制表符分开。")
    return rows


def for_training(said: str) -> bool:
    """Tell the half that may be learnt from, so that the same history is in one half only."""
    return hashlib.sha256(said.encode()).digest()[0] % 2 == 0


def examples(rows: Iterable[Row]) -> list[Example]:
    """List the rows whose rewriting is among their candidates."""
    found = []
    for row in rows:
        listed = candidates(row.question, row.said, row.replied)
        right = np.flatnonzero([text == row.rewritten for text in listed.texts])
        if len(right):
            found.append(Example(listed.features, right))
    return found


def fit(data: list[Example], *, epochs: int = EPOCHS, seed: int = 0) -> NDArray[np.float32]:
    """Give the weights; deterministic for a seed."""
    weights, squares = np.zeros(1 << BITS), np.full(1 << BITS, 1e-2)
    random = np.random.default_rng(seed)
    for _ in range(epochs):
        for i in random.permutation(len(data)):
            _step(data[i], weights, squares)
    return weights.astype(np.float32)


def _step(example: Example, weights: NDArray[np.float64], squares: NDArray[np.float64]) -> None:
    """Move the weights, in place, along the gradient of one example's log-likelihood."""
    scores = weights[example.features].sum(axis=1)
    share = np.exp(scores - scores.max())
    share /= share.sum()
    wanted = np.zeros_like(share)
    wanted[example.right] = share[example.right] / share[example.right].sum()
    error = share - wanted
    moved = np.abs(error) > 1e-3
    if not moved.any():
        return
    which, inverse = np.unique(example.features[moved].ravel(), return_inverse=True)
    gradient = np.bincount(inverse, np.repeat(error[moved], example.features.shape[1]), len(which))
    gradient += DECAY * weights[which]
    squares[which] += gradient**2
    weights[which] -= RATE * gradient / np.sqrt(squares[which])


def main() -> None:
    """Read the data, fit, and save the weights beside the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--save", type=Path, default=_SAVED)
    arguments = parser.parse_args()
    rows = [row for row in read_rewrites(arguments.data) if for_training(row.said)]
    weights = fit(examples(rows))
    arguments.save.write_bytes(lzma.compress(weights.astype(np.float16).tobytes()))
    print(f"{len(rows)} rows, {arguments.save.stat().st_size} bytes")


if __name__ == "__main__":
    main()
