"""The measures, as pure functions.

Each scores one question, or gives None where the question does not count; its mean over questions is the
figure in a report. Ranks start at 1.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Literal

import numpy as np

from rag.types import Citation

Match = Literal["any", "all"]

_IGNORED = re.compile(r"""[\s“”"‘’'「」『』《》〈〉]+""")
_MARKS = re.compile(r"\s*\[\d+\]")
_PUNCTUATION = re.compile(r"[^\w]|_")
_TOKENS = re.compile(r"[a-z0-9]+|\S")


def squeeze(text: str) -> str:
    """Drop all white space: pages break their lines anywhere."""
    return re.sub(r"\s+", "", text)


def normalise(text: str) -> str:
    """Fold width and case; drop white space and quotation marks, which say nothing about being right."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text).lower())


def without_marks(text: str) -> str:
    """Drop the `[1]` marks: the answer as it is read."""
    return _MARKS.sub("", text).strip()


def holds(text: str, answer: str) -> bool:
    """Tell whether the text holds the answer; a number never matches inside a longer one (5家 in 15家)."""
    wanted = normalise(answer)
    if not wanted:
        return False
    before = r"(?<!\d)(?<!\d\.)" if wanted[0].isdigit() else ""
    after = r"(?!\.?\d)" if wanted[-1].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, normalise(text)) is not None


def matches(text: str, answers: Sequence[str], match: Match = "any") -> bool:
    """Tell whether the text holds any (or all) of the answers; `甲|乙` inside one are alternatives."""
    found = [any(holds(text, choice) for choice in answer.split("|")) for answer in answers]
    return bool(found) and (all(found) if match == "all" else any(found))


def answer_correct(
    short: str, quotes: Sequence[str], answers: Sequence[str], *, match: Match = "any"
) -> bool:
    """Tell whether the short answer or the cited text holds the answer; uncited is never correct."""
    return bool(quotes) and (matches(short, answers, match) or citation_correct(quotes, answers, match=match))


def citation_correct(quotes: Sequence[str], answers: Sequence[str], *, match: Match = "any") -> bool:
    """Tell whether some quote holds the answer; where all items are wanted, the quotes together."""
    return matches("\n".join(quotes), answers, match)


def quotes_are_slices(citations: Iterable[Citation]) -> bool:
    """Tell whether every citation spans a non-empty part of its article's text."""
    return all(0 <= c.start < c.end <= len(c.article.text) and c.quote.strip() for c in citations)


def premise_caught(text: str, *, abstained: bool, premise: str, answers: Sequence[str]) -> float:
    """Of questions that assert something wrong: 1 for silence, or for naming both that and what is right."""
    return float(abstained or (holds(text, premise) and matches(text, answers)))


def recall_at_k(ranks: Sequence[int | None], k: int) -> float | None:
    """Give the share of the wanted things found in the first k; one rank for each of them (None: never)."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks) if ranks else None


def mrr(ranks: Sequence[int | None]) -> float | None:
    """Give the reciprocal of the best rank, 0 where nothing wanted was found."""
    found = [rank for rank in ranks if rank is not None]
    return (1 / min(found) if found else 0.0) if ranks else None


def ndcg(gains: Sequence[float], judged: Sequence[float], *, k: int) -> float | None:
    """Give nDCG@k of gains in rank order against all judged gains (Järvelin & Kekäläinen 2002, log2)."""
    ideal = _dcg(sorted(judged, reverse=True)[:k])
    return _dcg(gains[:k]) / ideal if ideal else None


def abstention_precision(*, abstained: bool, answerable: bool) -> float | None:
    """Of the silences: 1 for the right ones."""
    return float(not answerable) if abstained else None


def abstention_recall(*, abstained: bool, answerable: bool) -> float | None:
    """Of the unanswerable questions: 1 for those met with silence."""
    return None if answerable else float(abstained)


def false_answer_rate(*, abstained: bool, answerable: bool) -> float | None:
    """Of the unanswerable questions: 1 for those answered all the same."""
    return None if answerable else float(not abstained)


def wrong_refusal_rate(*, abstained: bool, answerable: bool) -> float | None:
    """Of the answerable questions: 1 for those met with silence."""
    return float(abstained) if answerable else None


def exact_match(short: str, golds: Sequence[str]) -> float:
    """Give 1 where the short answer is one of the gold answers, punctuation aside (CMRC2018's EM)."""
    return float(any(_bare(short) == _bare(gold) for gold in golds))


def span_f1(short: str, golds: Sequence[str]) -> float:
    """Give the best F1 of the longest common run of characters (CMRC2018's F1, Cui et al. 2019)."""
    return max((_run_f1(_bare(short), _bare(gold)) for gold in golds), default=0.0)


def characters_f1(text: str, wanted: str) -> float:
    """Give the F1 of the characters that two texts share, each counted as often as both have it."""
    shared = (Counter(text) & Counter(wanted)).total()
    return 2 * shared / (len(text) + len(wanted)) if shared else float(text == wanted)


def bleu(text: str, wanted: str, *, longest: int = 4) -> float:
    """Give BLEU of characters against one reference (Papineni et al. 2002; zero counts smoothed by one)."""
    if not text or not wanted:
        return float(text == wanted)
    logs = 0.0
    for size in range(1, longest + 1):
        said, meant = _grams(text, size), _grams(wanted, size)
        one = float(size > 1)
        logs += math.log(((said & meant).total() + one) / (said.total() + one) or 1e-9)
    return math.exp(min(0.0, 1 - len(wanted) / len(text)) + logs / longest)


def bootstrap_interval(values: Sequence[float], *, samples: int = 1000, seed: int = 0) -> tuple[float, float]:
    """Give the 95% percentile interval of the mean (Efron 1979); (nan, nan) of nothing."""
    if not values:
        return math.nan, math.nan
    random = np.random.default_rng(seed)
    means = random.choice(np.asarray(values, dtype=float), size=(samples, len(values))).mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def percentile(values: Sequence[float], percent: int) -> float:
    """Give the nearest-rank percentile; nan of nothing."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else math.nan


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _grams(text: str, size: int) -> Counter[str]:
    return Counter(text[i : i + size] for i in range(len(text) - size + 1))


def _bare(text: str) -> str:
    return _PUNCTUATION.sub("", normalise(text))


def _run_f1(short: str, gold: str) -> float:
    left, right = _TOKENS.findall(short), _TOKENS.findall(gold)
    run = SequenceMatcher(None, left, right, autojunk=False).find_longest_match().size
    return 2 * run / (len(left) + len(right)) if run else 0.0
