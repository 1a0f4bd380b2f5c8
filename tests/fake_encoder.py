"""An encoder for tests: words hashed into unit vectors, so that texts that share words are near."""

import zlib
from collections.abc import Sequence

import numpy as np

from index.encode import Vectors, make_unit
from index.words import words


class FakeEncoder:
    def __init__(self, name: str = "fake@1", dimension: int = 64) -> None:
        self.name, self.dimension = name, dimension

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in words(text):
                row[zlib.crc32(word.encode()) % self.dimension] += 1
        return make_unit(rows)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)
