"""Judge whether the archive answers a question, or why it does not.

Three questions go before the fitted one: does the archive know the names that the question names, does it know the
numbers that set the thing apart (第13次), is it of the time asked about? Then a logistic model over the features of
the best sentences, fitted on questions whose answering sentence was taken out of its article (`rag.training`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.rarity import rarity
from index.types import PartialDate
from index.words import fold, tag
from rag.evidence import FEATURES, Evidence, model
from rag.types import Reason
from rag.understand import Query

THRESHOLD = 0.5
LOOKED_AT = 5  # sentences
_DATED = FEATURES.index("dated")
_NAMES = frozenset({"nr", "nrt", "ns", "nt", "nz"})
_ORDINAL = re.compile(r"第[\d一二三四五六七八九十百]+[次届期号批版名]")

Coverage = tuple[PartialDate, PartialDate] | None


def signs(evidence: Sequence[Evidence]) -> NDArray[np.float64]:
    """Describe how well a question is answered: the best sentence's features, and the best of each among the first."""
    rows = np.array([found.features for found in evidence[:LOOKED_AT]])
    return np.concatenate([rows[0], rows.max(axis=0)])


def confidence(evidence: Sequence[Evidence]) -> float:
    """Give the probability, 0 to 1, that the archive answers."""
    *weights, bias = model()["answer"]
    return float(1 / (1 + np.exp(-(signs(evidence) @ weights + bias))))


def refusal(query: Query, evidence: Sequence[Evidence], coverage: Coverage) -> tuple[Reason | None, str]:
    """Give the reason to abstain and the words that are missing, or (None, "") to answer."""
    if not evidence:
        return Reason.NOTHING_FOUND, ""
    outside = [time.year for time in query.times if coverage and time.year > coverage[1].year]
    if outside:
        return Reason.OUTSIDE_COVERAGE, f"{outside[0]}年"
    missing = _missing(query, evidence)
    if missing:
        return Reason.ENTITY_ABSENT, missing
    if evidence[0].features[_DATED] < 0 or confidence(evidence) < THRESHOLD:
        return Reason.FACT_ABSENT, ""
    return None, ""


def _missing(query: Query, evidence: Sequence[Evidence]) -> str:
    """Find a name or an ordinal of the question that no article found holds."""
    articles = {found.article.id: found.article for found in evidence}.values()
    held = fold("\n".join(f"{article.title} {article.subtitle} {article.text}" for article in articles))
    names = [word for word, label in tag(query.text) if label in _NAMES and len(word) > 1 and rarity(word) > 0.5]
    ordinals = _ORDINAL.findall(fold(query.text))
    return next((name for name in (*names, *ordinals) if name not in held), "")
