"""How near words are to each other, by the vectors of the encoder: 花钱 and 投资 share no character."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encode import Encoder
from index.rarity import rarity
from rag.synonyms import synonyms

FAR = 0.3  # cosine of words that have nothing to do with each other
SYNONYM = 0.8  # how far a synonym covers a word
REMEMBERED = 100_000  # words


class Nearness:
    """Compares words; remembers the vectors of those it has met."""

    def __init__(self, encoder: Encoder) -> None:
        """Hold the encoder."""
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def compare(self, asked: Sequence[str], held: Iterable[str]) -> Near:
        """Compare the words asked with all that any text of interest holds, at once."""
        columns = sorted(set(held))
        if len(self._vectors) > REMEMBERED:
            self._vectors = {}
        self._learn([*asked, *columns])
        cosines = self._matrix(asked) @ self._matrix(columns).T
        return Near(
            tuple(asked),
            {word: place for place, word in enumerate(columns)},
            np.clip((cosines - FAR) / (1 - FAR), 0.0, 1.0),
        )

    def _matrix(self, found: Sequence[str]) -> NDArray[np.float32]:
        rows = [self._vectors[word] for word in found]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self._encoder.dimension)

    def _learn(self, found: Iterable[str]) -> None:
        """Encode the words that it has not met, all at once: one by one takes far longer."""
        new = [word for word in dict.fromkeys(found) if word not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._encoder.encode_passages(new), strict=True))


@dataclass(frozen=True, slots=True)
class Near:
    """How near each word asked (rows) is to each word held (`columns`): 1 the same, 0 a far one."""

    asked: tuple[str, ...]
    columns: Mapping[str, int]
    near: NDArray[np.float32]

    def shares(self, held: frozenset[str]) -> dict[str, float]:
        """Tell how far the nearest of some words held covers each asked one."""
        if not held:
            return dict.fromkeys(self.asked, 0.0)
        best = self.near[:, [self.columns[word] for word in held]].max(axis=1).tolist()
        near = zip(self.asked, best, strict=True)
        return {word: _known(word, held) or share for word, share in near}


def _known(word: str, held: frozenset[str]) -> float:
    """Cover a word by itself, or a little less by a synonym."""
    return 1.0 if word in held else SYNONYM * bool(synonyms(word) & held)


def covered(words: Sequence[str], shares: dict[str, float]) -> float:
    """Give the share, 0 to 1, of the words' rarity that is covered."""
    total = sum(rarity(word) for word in words)
    return sum(rarity(word) * shares[word] for word in words) / total if total else 0.0


def gap(words: Sequence[str], shares: dict[str, float]) -> float:
    """Give the greatest rarity of a word times how little of it is covered, 0 to 1."""
    return max((rarity(word) * (1 - shares[word]) for word in words), default=0.0)
