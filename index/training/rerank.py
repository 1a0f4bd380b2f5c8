"""Fit the reranker's weights to public questions: `python -m index.training.rerank --data DIR --out FILE`.

Every question's candidates come from a pool of all questions' passages and news; one softmax over them pushes the
passage with the answer up, as in listwise learning to rank (ListNet, Cao et al. 2007). The encoder was trained on
these questions too, so what it says of them is too good: the weights of its features are not fitted, but given.
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
import torch

from index.cut import cut
from index.rerank import REACHES, LinearReranker, shipped_reranker
from index.search import open_searcher
from index.store import Store
from index.training.corpus import read_rows
from index.types import Article, Hit, Passage

GIVEN = {"dense": 2.0, **{f"near {reach}": 1.0 for reach in REACHES}}  # chosen by eval.benchmarks retrieval
SHARES = {"drcd": 1.0, "counterterror": 1.0, "cmrc": 3.0, "dureader": 3.0, "cjrc": 0.3}  # by source
DEPTH = 50


@dataclass(frozen=True, slots=True)
class Case:
    """A question's candidates: features (candidates, features), which hold the answer, its weight."""

    features: np.ndarray[Any, np.dtype[np.float32]]
    right: np.ndarray[Any, np.dtype[np.bool_]]
    weight: float
