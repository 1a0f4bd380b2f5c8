"""Dense search: exact inner product over unit vectors. The only home of faiss."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray


class DenseIndex:
    """A FAISS `IDMap2,Flat` index of unit vectors: exact, with removal and id filters."""

    def __init__(self, index: faiss.Index) -> None:
        """Wrap a FAISS index that maps ids."""
        self._index: Any = index  # the class that maps ids is not typed

    @classmethod
    def empty(cls, dimension: int) -> DenseIndex:
        """Make an index without vectors."""
        return cls(faiss.index_factory(dimension, "IDMap2,Flat", faiss.METRIC_INNER_PRODUCT))

    @classmethod
    def load(cls, path: Path, dimension: int) -> DenseIndex:
        """Read an index from disk; raise ValueError when it is damaged or of another dimension."""
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise ValueError(str(error)) from error
        if index.d != dimension:
            raise ValueError(f"dimension {index.d}, expected {dimension}")
        return cls(index)

    @property
    def count(self) -> int:
        """Count the vectors in the index."""
        return int(self._index.ntotal)

    def save(self, path: Path) -> None:
        """Write the index beside `path`, sync it, and move it into place."""
        part = path.with_suffix(".part")
        faiss.write_index(self._index, str(part))
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)

    def update(self, ids: Sequence[int], vectors: NDArray[np.float32], removed: Sequence[int] = ()) -> None:
        """Replace the vectors (n, dimension) of `ids` and remove ids."""
        gone = np.array([*removed, *ids], dtype=np.int64)
        if len(gone) and self._index.ntotal:
            self._index.remove_ids(faiss.IDSelectorBatch(gone))
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors), np.array(ids, dtype=np.int64))

    def search(
        self, vector: NDArray[np.float32], k: int, *, allowed: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Rank passages (id, cosine), best first, ties by id."""
        if not self._index.ntotal or not vector.any():
            return []
        parameters = faiss.SearchParameters()
        if allowed is not None:
            parameters.sel = faiss.IDSelectorBatch(np.array(allowed, dtype=np.int64))
        scores, ids = self._index.search(vector[None, :], min(k, self._index.ntotal), params=parameters)
        ranked = [(int(i), float(score)) for i, score in zip(ids[0], scores[0], strict=True) if i >= 0]
        return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))

    def scores(self, vector: NDArray[np.float32], ids: Sequence[int]) -> list[float]:
        """Give the cosine of each id in turn; 0 for one that is not here."""
        wanted = np.array(ids, dtype=np.int64)
        known = np.isin(wanted, faiss.vector_to_array(self._index.id_map))
        scores = np.zeros(len(wanted), dtype=np.float32)
        if known.any():
            scores[known] = self._index.reconstruct_batch(wanted[known]) @ vector
        return [float(score) for score in scores]
