"""Judge whether the archive answers a question, or why it does not.

Three questions go before the fitted one: does the archive know the names that the question names, does it
know the numbers that set the thing apart (第13次), is it of the time asked about? Then a logistic model over
the features of the best sentences, fitted on questions whose answering sentence was taken out of its article
(`rag.training`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.rarity import rarity
from index.types import PartialDate
from index.words import fold, tag
from rag.checks import lacks
from rag.evidence import FEATURES, Evidence, model
from rag.premise import ORDINAL, misdated, mismatch, people_of, untimely
from rag.spans import MentionKind, mentions
from rag.types import Reason
from rag.understand import Query, QuestionType, Time, asked_post, is_out_of_scope
from rag.wanted import WANTED, attached, unit

THRESHOLD = 0.25
LOOKED_AT = 5  # sentences
POST = 12  # characters before a name in which a post is that person's
_TYPED = FEATURES.index("typed")
_DATED = FEATURES.index("dated")

Coverage = tuple[PartialDate, PartialDate] | None


def signs(query: Query, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Describe how well a question is answered, by its best sentences' features (sentences, features).

    The best sentence's features, the best of each among the first few, and for each type whether there is
    a mention of the wanted kind: a question for a date is hardly answered without one, a 为什么 may be.
    """
    kinds = np.array([float(query.type is kind) for kind in (*WANTED, QuestionType.LIST)])
    first = rows[:LOOKED_AT]
    return np.concatenate([first[0], first.max(axis=0), kinds, kinds * first[0][_TYPED]])


def confidence(query: Query, evidence: Sequence[Evidence]) -> float:
    """Give the probability, 0 to 1, that the archive answers."""
    *weights, bias = model()["answer"]
    rows = np.array([found.features for found in evidence])
    return float(1 / (1 + np.exp(-(signs(query, rows) @ weights + bias))))


def refusal(query: Query, evidence: Sequence[Evidence], coverage: Coverage) -> tuple[Reason | None, str]:
    """Give the reason to abstain and the words that are missing, or (None, "") to answer."""
    reason, missing = impossible(query, evidence, coverage)
    return (reason, missing) if reason else doubtful(query, evidence)


def impossible(query: Query, evidence: Sequence[Evidence], coverage: Coverage) -> tuple[Reason | None, str]:
    """Give the reason for which no sentence can answer: nothing found, another time, names not known."""
    if is_out_of_scope(query.text):
        return Reason.OUT_OF_SCOPE, ""
    if not evidence:
        return Reason.NOTHING_FOUND, ""
    outside = [time for time in query.times if coverage and _after(time, coverage[1])]
    if outside:
        return Reason.OUTSIDE_COVERAGE, _written(outside[0])
    missing = _missing(query, evidence)
    if missing:
        return Reason.ENTITY_ABSENT, missing
    if evidence[0].features[_DATED] < 0:
        early = [time for time in query.times if coverage and 0 < time.year < coverage[0].year]
        if early:
            return Reason.OUTSIDE_COVERAGE, _written(early[0])
        said = misdated(query, evidence)
        return (Reason.FALSE_PREMISE, said) if said else (Reason.FACT_ABSENT, "")
    said = mismatch(query, evidence) or untimely(query, evidence)
    return (Reason.FALSE_PREMISE, said) if said else (None, "")


def doubtful(query: Query, evidence: Sequence[Evidence]) -> tuple[Reason | None, str]:
    """Give the reason to abstain where the best sentences hardly answer."""
    if _lacks_kind(query, evidence) or lacks(query, evidence) or confidence(query, evidence) < THRESHOLD:
        return Reason.FACT_ABSENT, ""
    return None, ""


def _after(time: Time, last: PartialDate) -> bool:
    """Tell whether a time with a year lies after the last day covered."""
    return bool(time.year) and (time.year, time.month or 1) > (last.last.year, last.last.month)


def _written(time: Time) -> str:
    return f"{time.year}年" + (f"{time.month}月" if time.month else "")


def _missing(query: Query, evidence: Sequence[Evidence]) -> str:
    """Find a name or an ordinal that no article found holds."""
    articles = {found.article.id: found.article for found in evidence}.values()
    held = fold("\n".join(f"{a.title} {a.subtitle} {a.text}" for a in articles))
    people = people_of(fold(query.text), held)
    rest = fold(query.text)
    for name in people:
        rest = rest.replace(name, "，")
    named = [*people, *_named(rest)]
    absent = [name for name in named if not any(name[i : i + 2] in held for i in range(len(name) - 1))]
    ordinals = [ordinal for ordinal in ORDINAL.findall(fold(query.text)) if ordinal not in held]
    return next(iter((*absent, *ordinals)), "")


def _named(question: str) -> list[str]:
    """List a question's places: those the dictionary knows, rare words in place names."""
    places = mentions(question, frozenset({MentionKind.PLACE}))
    found, start = [], 0
    for word, label in tag(question):
        rare = rarity(word) >= 0.9 and any(p.start <= start and start + len(word) <= p.end for p in places)
        if len(word) > 1 and (label in ("ns", "nt") or rare):
            found.append(word)
        start += len(word)
    return found


def _holds(query: Query, best: Evidence) -> bool:
    """Tell whether the post asked about stands right before or behind a name of the sentence."""
    post, text = asked_post(query.text), fold(best.text)
    before = [text[max(0, mention.start - POST) : mention.start] for mention in best.wanted]
    behind = [text[mention.end :][: len(post) + 1] for mention in best.wanted]
    return not post or any(post in side for side in before + behind)


def _lacks_kind(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether no fitting sentence has the mention wanted, where nothing else can answer."""
    strict = (
        query.type in (QuestionType.WHO, QuestionType.WHEN, QuestionType.HOW_MANY) or unit(query) is not None
    )
    best = evidence[0]
    if query.type is QuestionType.WHO and best.wanted:
        return not any(attached(query, best.text, mention) for mention in best.wanted) or not _holds(
            query, best
        )
    return strict and not best.wanted
