"""Rerank passages with a cross-encoder of this machine: slower than the built-in order, and often better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.encode import (
    PADDED,
    UNREADABLE,
    checksum,
    describe_absence,
    find_model,
    identify,
    keep_quiet,
    publisher_name,
    scores_pairs,
    settle,
)
from index.errors import EncoderError
from index.types import Hit

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

NEXT_STEP = "也可以不写 --reranker，用自带的排序。"


@dataclass(frozen=True, slots=True)
class CrossReranker:
    """Any cross-encoder that sentence-transformers reads; a model with several labels counts its last one."""

    name: str
    model: CrossEncoder

    def score(self, question: str, hits: Sequence[Hit]) -> NDArray[np.float64]:
        """Score each passage, its headline before it; higher is better."""
        if not hits:
            return np.zeros(0)
        passages = [hit.passage for hit in hits]
        pairs = [(question, f"{p.article.title}\n{p.text}".strip()) for p in passages]
        found = self.model.predict(pairs, batch_size=PADDED, show_progress_bar=False)
        scores = np.nan_to_num(np.asarray(found, dtype=np.float64), nan=-np.inf)
        return scores if scores.ndim == 1 else scores[:, -1]


def load_reranker(name: str) -> CrossReranker:
    """Load a cross-encoder by folder or by name in the local hub cache.

    Raises EncoderError, at once and without a look at the network, for a model that is absent or damaged.
    """
    folder = find_model(name)
    if not folder:
        raise EncoderError(describe_absence(name, kind="重排模型", option="--reranker") + NEXT_STEP)
    try:
        return _load(folder, publisher_name(name))
    except UNREADABLE as error:
        raise EncoderError(
            f"重排模型 {folder} 读不出来，文件可能缺失或损坏，或不是重排模型（{error}）。{NEXT_STEP}"
        ) from error


def _load(folder: Path, name: str) -> CrossReranker:
    if not scores_pairs(folder):
        raise ValueError("这不是重排模型")
    from sentence_transformers import CrossEncoder  # takes six seconds to import

    keep_quiet()
    model = CrossEncoder(str(folder), local_files_only=True)
    settle(model)
    return CrossReranker(f"{Path(name).name}@{checksum(identify(model, folder))}", model)
