"""Judge whether the evidence answers the question, or why it does not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.types import PartialDate
from rag.evidence import Evidence, model
from rag.types import Reason
from rag.understand import Query

Coverage = tuple[PartialDate, PartialDate] | None


def confidence(evidence: Sequence[Evidence]) -> float:
    """Give the probability, 0 to 1, that the best sentence answers."""
    *weights, bias = model()["answer"]
    score = float(np.dot(evidence[0].features, weights)) + bias
    return float(1 / (1 + np.exp(-score)))


def refusal(query: Query, evidence: Sequence[Evidence], coverage: Coverage) -> tuple[Reason | None, str]:
    """Give the reason to abstain and the words that are missing, or (None, "") to answer."""
    if not evidence:
        return Reason.NOTHING_FOUND, ""
    later = [time.year for time in query.times if coverage and time.year > coverage[1].year]
    if later:
        return Reason.OUTSIDE_COVERAGE, f"{max(later)}年"
    if confidence(evidence) < 0.5:
        return Reason.FACT_ABSENT, ""
    return None, ""
