"""Judge whether the archive answers a question, or why it does not.

Four questions go before the fitted one: does the archive know the names that the question names, does it
know the numbers that set the thing apart (第13次), is it of the time asked about, does it agree with what is
taken for granted? Then a logistic model over a few signs, fitted on near misses and on questions whose
answering sentence was taken out of its article (`rag.training`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.rarity import rarity
from index.types import PartialDate
from index.words import fold, tag
from rag.bearing import Bearing
from rag.checks import doubts, is_hopeless, tells_life
from rag.evidence import FEATURES, Evidence, model
from rag.names import HERE, is_place
from rag.premise import ORDINAL, misdated, mismatch, people_of, untimely
from rag.rivals import is_of_another
from rag.sorts import is_of_another_sort
from rag.spans import MentionKind, mentions
from rag.types import Reason
from rag.understand import ASKED, Query, QuestionType, Time, is_out_of_scope, named_times, number
from rag.wanted import WANTED

THRESHOLD = 0.29
IN_TALK = 0.2  # the same in an article that the talk is about
AMONG = 0.16  # the same for one of several questions at once
_RARE = 0.9
_BEGINNING = re.compile(r"第[一1][次批](?!.{0,8}[会届])")  # 第一次下粮 may be told as 首批投粮
_ANY = re.compile("[整这那每各该此几两][条个座家所片栋间段]")  # 整条路 names no road
_SORT = re.compile(r"(?:[什甚]么|哪)$")
_DATED, _ABOUT, _ANSWERS = map(FEATURES.index, ("dated", "about", "answers"))
_TOLD_BY = tuple(
    map(FEATURES.index, "soft joint typed dated missing absent gap beside read answers sure".split())
)

Coverage = tuple[PartialDate, PartialDate] | None


def signs(query: Query, evidence: Sequence[Evidence]) -> NDArray[np.float64]:
    """Describe how well a question is answered, by the best sentence, its bearing and what is in doubt.

    Few on purpose: with every feature of the first five sentences and each doubt apart, the judge knew our
    newspaper better and others worse.
    """
    best = evidence[0]
    kinds = (float(query.type is kind) for kind in (*WANTED, QuestionType.LIST))
    likeliest = max(found.features[_ANSWERS] for found in evidence)
    told = (best.features[place] for place in _TOLD_BY)
    return np.array([*told, *kinds, *Bearing.of(query, best).values, len(doubts(query, evidence)), likeliest])


def confidence(query: Query, evidence: Sequence[Evidence]) -> float:
    """Give the probability, 0 to 1, that the archive answers."""
    *weights, bias = model()["answer"]
    return float(1 / (1 + np.exp(-(signs(query, evidence) @ weights + bias))))


def refusal(query: Query, evidence: Sequence[Evidence], coverage: Coverage) -> tuple[Reason | None, str]:
    """Give the reason to abstain and the words that are missing, or (None, "") to answer."""
    reason, missing = impossible(query, evidence, coverage)
    return (reason, missing) if reason else doubtful(query, evidence)


def impossible(query: Query, evidence: Sequence[Evidence], coverage: Coverage) -> tuple[Reason | None, str]:
    """Give the reason for which no sentence can answer: nothing found, names not known, another time."""
    if is_out_of_scope(query.text):
        return Reason.OUT_OF_SCOPE, ""
    if not evidence:
        return Reason.NOTHING_FOUND, ""
    missing, evidence = _missing(query, evidence), timely(evidence)
    named = named_times(fold(query.text))  # of 2021年以来 not the years to come
    outside = [time for time in named if coverage and _after(time, coverage[1])]
    if outside and evidence[0].features[_DATED] < 1:  # else a report speaks of what is to come
        return Reason.OUTSIDE_COVERAGE, _written(outside[0])
    if missing:
        return Reason.ENTITY_ABSENT, missing
    if evidence[0].features[_DATED] < 0:
        early = [time for time in query.times if coverage and 0 < time.year < coverage[0].year]
        if early:
            return Reason.OUTSIDE_COVERAGE, _written(early[0])
        said = misdated(query, evidence)
        return (Reason.FALSE_PREMISE, said.text) if said else (Reason.FACT_ABSENT, "")
    said = mismatch(query, evidence) or untimely(query, evidence)
    if said:
        return Reason.FALSE_PREMISE, said.text
    return (Reason.FACT_ABSENT, "") if is_of_another(query, evidence) else (None, "")


def timely(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Keep what is not of another time than is asked about, if anything: the rest is no answer."""
    return [found for found in evidence if found.features[_DATED] >= 0] or evidence


def doubtful(query: Query, evidence: Sequence[Evidence], *, among: bool = False) -> tuple[Reason | None, str]:
    """Give the reason to abstain where the best sentences hardly answer; `among` several questions in one."""
    least = AMONG if among else IN_TALK if evidence[0].features[_ABOUT] else THRESHOLD
    unlikely = confidence(query, evidence) < least and not tells_life(query, evidence[0])
    absent = is_hopeless(query, evidence) or is_of_another_sort(query, evidence) or unlikely
    return (Reason.FACT_ABSENT, "") if absent else (None, "")


def _after(time: Time, last: PartialDate) -> bool:
    """Tell whether a time with a year lies after the last day covered."""
    return bool(time.year) and (time.year, time.month or 1) > (last.last.year, last.last.month)


def _written(time: Time) -> str:
    return f"{time.year}年" + (f"{time.month}月" if time.month else "")


def _missing(query: Query, evidence: Sequence[Evidence]) -> str:
    """Find a name or an ordinal that no article found holds."""
    articles = {found.article.id: found.article for found in evidence}.values()
    held = fold("\n".join(a.whole for a in articles))
    people = people_of(fold(query.text), held)
    rest = fold(query.text)
    for name in people:
        rest = rest.replace(name, "，")
    named = [*people, *_named(rest)]
    absent = [name for name in named if not any(name[i : i + 2] in held for i in range(len(name) - 1))]
    asked = _BEGINNING.sub("", fold(query.text))
    ordinals = [o for o in ORDINAL.findall(asked) if not any(form in held for form in _forms(o))]
    return next(iter((*absent, *ordinals)), "")


def _forms(ordinal: str) -> tuple[str, ...]:
    """Write an ordinal as reports may: 第十一次, 第11次; 首届, 第一届, 第1届."""
    ordinal = ordinal.replace("首", "第一")
    digits = re.sub(r"[一二三四五六七八九十]+", lambda found: str(number(found.group())), ordinal)
    return ordinal, digits, re.sub(r"^第1(?!\d)", "首", digits)


def _named(question: str) -> list[str]:
    """List a question's places: those the dictionary knows, rare words in place names."""
    places = mentions(question, frozenset({MentionKind.PLACE}))
    found, start = [], 0
    for word, label in tag(question):
        rare = rarity(word) >= _RARE and any(p.start <= start and start + len(word) <= p.end for p in places)
        unnamed = _SORT.search(question[:start]) or _ANY.match(word)  # 什么东西, 哪一州
        if len(word) > 1 and not unnamed and not ASKED.search(word) and (label in ("ns", "nt") or rare):
            found += [word] if is_place(word) and word not in HERE else []
        start += len(word)
    return found
