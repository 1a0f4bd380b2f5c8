"""Rank the sentences of the found articles by how well each answers the question.

Features of a sentence and its surroundings go through one linear model; `rag.training` fits it on public
question / passage pairs. The features count shared terms weighted by rarity (as in Yih et al. 2013, "Question
answering using enhanced lexical semantic models"), so that they mean the same in every archive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from importlib.resources import files
from math import fsum

import numpy as np

from index.cut import sentences
from index.encode import Encoder
from index.rarity import rarity
from index.times import bare_days, in_month, period_spans, periods, told_times, without_times
from index.types import Article, Hit, PartialDate, Span
from index.words import fold, ngrams, words
from rag.contrast import asking, contrary, planned
from rag.nearness import Near, Nearness, covered, gap
from rag.reader import Reading, read
from rag.spans import Mention, MentionKind, mentions
from rag.understand import Query, Time, named_times
from rag.wanted import beside, fitness, wanted_mentions

ARTICLES = 8  # articles read for one question
REACH = 2.0  # of the score: how far a sentence with the wanted kind of mention may lie behind one without
TALK = 4.0  # of the score: how far the article that the talk is about may lie behind another
SIMILAR = 2.0  # of the score: sentences that answer about as well
SHORTLIST = 24  # sentences that get the costly features
RELATIVE = 0.95  # how far a sentence that says 去年 is of that year
OPENING = 10  # characters of a sentence in which it says of what time it is
FLOOR = -8.0  # the least that the network's logits count
READ = 20  # of them are read by the network
FEATURES = (
    "words",  # shares of the question's terms, by rarity, that the sentence holds
    "bigrams",
    "characters",
    "soft",  # the same with near words for missing ones
    "focus",  # the words beside the question word, in the sentence, near words counted
    "window",  # with the sentences before and after
    "joint",  # with the headline and the first sentence, which say what an article is about
    "new",  # what the sentence adds to headline and first sentence
    "title",
    "article",
    "typed",  # whether it holds a mention of the wanted kind
    "hit",
    "strength",
    "rank",
    "dense",
    "dated",  # 1: the time asked about is in the sentence; 0.9: the article is of it; -1: of another
    "recent",  # for questions about the present: 1 for the newest article found, 0 for the oldest
    "about",  # whether the talk is about this article
    "missing",  # the rarest word of the question that the article lacks
    "absent",  # the rarest word of the question that no article found has
    "gap",  # the rarity of the word that sentence, neighbours and headline are furthest from, times how far
    "asked",  # the same of the words beside the question word alone
    "beside",  # how much of the question's text stands right beside the wanted mention
    "names",  # the share of the people that the question names, in the article
    "first",
    "short",
    "echo",
    "contrary",  # whether it names another of a series than is asked (女子, not 男子; 第三棒, not 第一棒)
    "planned",  # whether it tells of a plan, where what came to be is asked for
    "asking",  # whether it is a question itself
    "read",  # by the network (`rag.reader`): how well the sentence answers beside the others,
    "answers",  # whether it answers at all,
    "sure",  # how sure its best span is
)
_COMPARED = re.compile(
    r"[比较与同](?:[去前上]年|上个?月)|(?:[去前上]年|上个?月)同[期月]|(?:近|过去)[\d一二三四五六七八九十两]+年"
)
DATELINE = re.compile(
    r"[^。！？\n]{0,20}?(?:讯|电|报道|消息)?\s*[（(][^（）()]{0,6}(?:记者|通讯员)[^（）()]{1,60}[）)]\s*"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of an article, its features (as `FEATURES`) and its score; higher is better."""

    article: Article
    span: Span
    hit: Hit
    features: tuple[float, ...]
    score: float = 0.0
    wanted: tuple[Mention, ...] = field(default=())
    reading: Reading | None = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str:
        """Cut the sentence out of its article."""
        return self.article.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Terms:
    """Distinct words, bigrams and characters of a text."""

    words: frozenset[str]
    bigrams: frozenset[str]
    characters: frozenset[str]


@lru_cache(maxsize=20_000)  # the sentences of an archive are met again with every question
def terms_of(text: str) -> Terms:
    """List a text's terms."""
    return Terms(frozenset(words(text)), frozenset(ngrams(text, 2)), frozenset(ngrams(text, 1)))


def coverage(asked: frozenset[str], held: frozenset[str]) -> float:
    """Give the share, 0 to 1, of the asked terms' rarity that `held` holds.

    Summed exactly: the order of a set is another one in every process.
    """
    total = _rarity(asked)
    return _rarity(asked & held) / total if total else 0.0


@lru_cache(maxsize=2_000)  # the question's terms, once for every sentence
def _rarity(terms: frozenset[str]) -> float:
    return fsum(map(rarity, terms))


class Reader:
    """Ranks sentences for questions."""

    def __init__(self, encoder: Encoder) -> None:
        """Hold the encoder whose word vectors tell near words (投资, 花钱) from far ones."""
        self._encoder = encoder
        self._nearness = Nearness(encoder)

    def rank(
        self, query: Query, hits: Sequence[Hit], *, about: Sequence[str] = (), own: Query | None = None
    ) -> list[Evidence]:
        """Rank the sentences of the articles of `hits`, best first; ties by rank of article and place.

        `about` names the articles that the talk is about; of `own`, a follow-up as it was typed, their
        sentences are scored too, since all of them are of the topic that the completed `query` has in front.
        """
        found = self._score(query, hits, about)
        if own and own.words and (told := [hit for hit in hits if hit.passage.article.id in about]):
            found = _blend(found, self._score(own, told, about))
        found = _fitting_first(sorted(found, key=lambda evidence: -evidence.score))
        found = _newest_first(found) if query.newest else found
        return _about_first(found, frozenset(about)) if about else found

    def _score(self, query: Query, hits: Sequence[Hit], about: Sequence[str]) -> list[Evidence]:
        asked = terms_of(" ".join(query.words))
        chosen = _best_of_each(hits)
        focus = frozenset(query.focus)
        drafts = [draft for rank, hit in enumerate(chosen) for draft in _drafts(asked, focus, hit, rank)]
        drafts.sort(key=lambda draft: -draft.lexical)
        drafts = drafts[:SHORTLIST]
        said = frozenset().union(*(terms.words for d in drafts for terms in (d.terms, *d.around)))
        near = self._nearness.compare(query.words, said)
        vectors = self._encoder.encode_passages([draft.text for draft in drafts])
        dense = vectors @ self._encoder.encode_queries([query.text])[0] if drafts else []
        setting = _Setting(
            max((hit.score for hit in hits), default=0.0),
            _recency(chosen),
            frozenset(about),
            _absent(query, chosen),
            people(query),
            near,
        )
        readings = _read(query, drafts[:READ])
        return [
            self._evidence(query, d, setting, float(cosine), readings.get((d.rank, d.span)))
            for d, cosine in zip(drafts, dense, strict=True)
        ]

    def _evidence(
        self, query: Query, draft: _Draft, setting: _Setting, dense: float, reading: Reading | None
    ) -> Evidence:
        wanted = wanted_mentions(query, draft.text)
        alone = setting.near.shares(draft.terms.words)
        around = setting.near.shares(frozenset().union(*(terms.words for terms in draft.around)))
        article = draft.hit.passage.article
        features = (
            draft.words,
            draft.bigrams,
            draft.characters,
            covered(query.words, alone),
            covered(query.focus, alone),
            draft.window,
            draft.joint,
            draft.joint - draft.topic,
            draft.title,
            draft.article,
            fitness(query, draft.text, wanted),
            draft.hit.score / setting.top if setting.top else 0.0,
            draft.hit.score,
            1 / (1 + draft.rank),
            dense,
            dated(query, article, draft.text),
            setting.recency.get(article.id, 0.0) if query.newest else 0.0,
            float(article.id in setting.about),
            draft.missing,
            setting.absent,
            gap(query.words, around),
            gap(query.focus, around),
            max((beside(query, draft.text, mention) for mention in wanted), default=0.0),
            _named(setting.names, article),
            float(draft.first),
            float(len(draft.text) < 12),
            float(fold(draft.text).rstrip("。？?") in fold(query.text)),
            float(contrary(query, draft.text, heading_and_lead(article))),
            float(planned(query, draft.text)),
            float(asking(draft.text)),
            *_told_by(reading),
        )
        score = float(np.dot(features, model()["sentence"]))
        return Evidence(article, draft.span, draft.hit, features, score, wanted, reading)


def _read(query: Query, drafts: Sequence[_Draft]) -> dict[tuple[int, Span], Reading]:
    """Read drafts as they stand in their articles, behind the headlines."""
    groups: dict[int, list[_Draft]] = {}
    for draft in sorted(drafts, key=lambda draft: (draft.rank, draft.span.start)):
        groups.setdefault(draft.rank, []).append(draft)
    heads = [group[0].hit.passage.article.title.strip() for group in groups.values()]
    texts = [
        [*([head] if head else []), *(draft.text for draft in group)]
        for head, group in zip(heads, groups.values(), strict=True)
    ]
    readings = iter(read(_untimed(query, drafts), texts))
    found: dict[tuple[int, Span], Reading] = {}
    for head, group in zip(heads, groups.values(), strict=True):
        if head:
            next(readings, None)
        found.update(
            ((draft.rank, draft.span), reading) for draft, reading in zip(group, readings, strict=False)
        )
    return found


def _untimed(query: Query, drafts: Sequence[_Draft]) -> str:
    """Give the question to read with: without its times where the reports' dates, not words, meet them."""
    told_when = max((dated(query, d.hit.passage.article, d.text) for d in drafts), default=0.0)
    asked = fold(query.text)
    written = {asked[start:end] for start, end in period_spans(asked)}
    other = bool(written) and not any(form in fold(d.text) for d in drafts for form in written)
    also = other and any(period in periods(asked) for d in drafts for period in periods(fold(d.text)))
    return without_times(asked) if query.times and (0 < told_when < 1 or also) else query.text


def _told_by(reading: Reading | None) -> tuple[float, float, float]:
    """Give a reading as features, within bounds."""
    if reading is None:
        return FLOOR, FLOOR, FLOOR
    return tuple(max(FLOOR, value) for value in (reading.share, reading.answers, reading.sure / 2))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the sentences of one question share: best score, recency of articles, talk, near words."""

    top: float
    recency: Mapping[str, float]
    about: frozenset[str]
    absent: float
    names: tuple[str, ...]
    near: Near


@dataclass(frozen=True, slots=True)
class _Draft:
    """A sentence with what is cheap to know: the question's terms in it and in its surroundings."""

    hit: Hit
    rank: int
    span: Span
    first: bool
    terms: Terms
    around: Sequence[Terms]
    words: float
    bigrams: float
    characters: float
    window: float
    joint: float
    topic: float
    title: float
    article: float
    missing: float
    focus: float
    new: float

    @property
    def text(self) -> str:
        return self.hit.passage.article.text[self.span.start : self.span.end]

    @property
    def lexical(self) -> float:
        return self.characters + self.window + self.joint + self.focus + self.new + self.hit.score


def _best_of_each(hits: Sequence[Hit]) -> list[Hit]:
    """Keep the first hit of each article."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.passage.article.id, hit)
    return list(first.values())[:ARTICLES]


def _drafts(asked: Terms, focus: frozenset[str], hit: Hit, rank: int) -> list[_Draft]:
    """Lay out an article's sentences.

    What headline and first sentence lack of the question counts once more, and so do the words beside the
    question word: else the sentences that name the topic crowd out the one that tells of it what is asked.
    """
    article = hit.passage.article
    spans = told(article)
    held = [terms_of(article.text[span.start : span.end]) for span in spans]
    headline = terms_of(f"{article.title} {article.subtitle}")
    topic = [headline, *held[:1]]
    missing = asked.words.difference(*(terms.words for terms in (headline, *held)))
    rest = asked.words.difference(*(terms.words for terms in topic))
    share = partial(_share, asked.bigrams)
    whole = {
        "topic": share(topic),
        "title": share([headline]),
        "article": share([headline, *held]),
        "missing": max(map(rarity, missing), default=0.0),
    }
    return [
        _Draft(
            hit,
            rank,
            span,
            number == 0,
            terms,
            [*topic, *near],
            words=coverage(asked.words, terms.words),
            bigrams=share([terms]),
            characters=coverage(asked.characters, terms.characters),
            window=share(near),
            joint=share([terms, *topic]),
            focus=_within(focus, text),
            new=_within(rest, text),
            **whole,
        )
        for number, (span, terms) in enumerate(zip(spans, held, strict=True))
        for near in [held[max(0, number - 1) : number + 2]]
        for text in [fold(article.text[span.start : span.end])]
    ]


@lru_cache(maxsize=2_000)
def heading_and_lead(article: Article) -> str:
    """Join headline and first sentence, which say what an article is about."""
    first = (article.text[span.start : span.end] for span in told(article)[:1])
    return " ".join((article.title, article.subtitle, *first))


def _within(asked: frozenset[str], text: str) -> float:
    """Give the share, 0 to 1, of words' rarity that stand in a folded text, however it is cut."""
    return coverage(asked, frozenset(word for word in asked if word in text))


def _share(asked: frozenset[str], parts: Sequence[Terms]) -> float:
    """Give the share, 0 to 1, of the asked bigrams' rarity that texts hold together."""
    return coverage(asked, frozenset().union(*(asked & terms.bigrams for terms in parts)))


def told(article: Article) -> list[Span]:
    """List an article's sentences without dateline and byline, which say who wrote, not what happened."""
    dateline = DATELINE.match(article.text)
    start = dateline.end() if dateline else 0
    spans = (Span(max(span.start, start), span.end) for span in sentences(article.text))
    return [span for span in spans if span.end > span.start]


def dated(query: Query, article: Article, text: str) -> float:
    """Tell how a sentence is of the times asked about: 1 by its words, 0.9 by its article, -1 not at all.

    0.95 where it counts from the date of its article (去年).
    """
    if not query.times:
        return 0.0
    dates = [date for date in (article.event_date, article.published) if date]
    known = [Time(date.year, date.month or 0, date.day or 0) for date in dates]
    bare = any(time.day for time in query.times)
    said, spoken = (
        [_completed(other, article) for other in _named_times(part) if other.year or other.month or bare]
        for part in (text, article.text)
    )
    counted = [_told_times(part, article.published) for part in (text, article.text)]
    head = heading_and_lead(article)
    about = (*_named_times(head), *_told_times(head, article.published))
    known += [Time(other.year) for other in about if other.year]
    opens = _told_times(text[:OPENING], article.published)
    if opens and not said and not any(_same(time, other) for time in query.times for other in counted[0]):
        known = list(opens)  # of last year, in a report of the year asked about
    return max(
        RELATIVE
        if any(_same(time, other) for other in counted[0]) and not any(_same(time, other) for other in said)
        else _agrees(time, said, known, [*spoken, *counted[1]])
        for time in query.times
    )


@lru_cache(maxsize=20_000)  # the same sentences and articles are found again and again
def _named_times(text: str) -> tuple[Time, ...]:
    return (*named_times(fold(text)), *bare_days(fold(text)))


@lru_cache(maxsize=20_000)
def _told_times(text: str, date: PartialDate | None) -> tuple[Time, ...]:
    """List the times that a text counts from the date of its report: 去年, 上个月."""
    said = _COMPARED.sub(" ", fold(text))
    return tuple(time for time in told_times(said, date) if time not in named_times(said))


def _agrees(time: Time, said: Sequence[Time], known: Sequence[Time], spoken: Sequence[Time]) -> float:
    """Compare a time with those of the sentence, the dates of its report, and the times of the report."""
    if any(_same(time, other) for other in said):
        return 1.0
    if any(_same(time, other) for other in known):
        return 0.9
    if time.month or time.day:  # a day that the report of another day does not speak of
        return 0.0 if not known or any(_same(time, other) for other in spoken) else -1.0
    if time.year and any(other.year == time.year for other in spoken):
        return 0.0
    return -1.0 if known else 0.0


def _completed(time: Time, article: Article) -> Time:
    """Give a month and day the year of their report: the one before where they would lie ahead of it."""
    date = article.published or article.event_date
    if date and not time.month:
        return in_month(time, date)
    if time.year or not date:
        return time
    return replace(time, year=date.year - (date.month is not None and time.month > date.month))


def _same(asked: Time, other: Time) -> bool:
    """Tell whether every part that the question names is the same, as far as the text says it."""
    pairs = ((asked.year, other.year), (asked.month, other.month), (asked.day, other.day))
    named = [(a, b) for a, b in pairs if a]
    return all(a == b for a, b in named if b) and named[-1][1] != 0


def people(query: Query) -> tuple[str, ...]:
    """List the people that a question names."""
    text = fold(query.text)
    return tuple(text[m.start : m.end] for m in mentions(query.text, frozenset({MentionKind.PERSON})))


def _named(asked: Sequence[str], article: Article) -> float:
    text = fold(article.whole)
    return sum(name in text for name in asked) / len(asked) if asked else 1.0


def _absent(query: Query, hits: Sequence[Hit]) -> float:
    """Give the rarity of the rarest word of the question that none of the articles found has."""
    texts = [fold(a.whole) for a in (hit.passage.article for hit in hits)]
    return max((rarity(word) for word in query.words if not any(word in text for text in texts)), default=0.0)


def _fitting_first(found: list[Evidence]) -> list[Evidence]:
    """Put sentences that name what is wanted first, names before roles, where they answer about as well."""
    near = [evidence for evidence in found if evidence.score > found[0].score - REACH]
    roles = {MentionKind.ROLE}
    rank = [2 if not e.wanted else int({mention.kind for mention in e.wanted} == roles) for e in near]
    order = sorted(range(len(near)), key=rank.__getitem__)
    return [near[i] for i in order] + found[len(near) :]


def _blend(found: Sequence[Evidence], own: Sequence[Evidence]) -> list[Evidence]:
    """Give each sentence the mean of its scores for two questions; what lacks the second gets the least."""
    least = min((evidence.score for evidence in own), default=0.0)
    twins = {(evidence.article.id, evidence.span): evidence for evidence in own}
    pairs = [(evidence, twins.get((evidence.article.id, evidence.span))) for evidence in found]
    return [
        replace(one, score=(one.score + (two.score if two else least)) / 2, reading=(two or one).reading)
        for one, two in pairs
    ]


def _about_first(found: list[Evidence], about: frozenset[str]) -> list[Evidence]:
    """Put the sentences of the articles that the talk is about first, where they answer about as well."""
    top = max(evidence.score for evidence in found) if found else 0.0
    return sorted(found, key=lambda e: not (e.article.id in about and e.score > top - TALK))


def _newest_first(found: list[Evidence]) -> list[Evidence]:
    """Put the newest of the sentences in front that answer about as well as the first and fit as well."""
    if not found:
        return found
    least, fits = found[0].score - SIMILAR, bool(found[0].wanted)
    alike = [evidence.score > least and bool(evidence.wanted) is fits for evidence in found]
    similar = [evidence for evidence, like in zip(found, alike, strict=True) if like]
    others = [evidence for evidence, like in zip(found, alike, strict=True) if not like]
    return sorted(similar, key=lambda e: (_day(e.article), e.score), reverse=True) + others


def _day(article: Article) -> str:
    date = article.event_date or article.published
    return str(date.last) if date else ""


def _recency(hits: Sequence[Hit]) -> dict[str, float]:
    """Order articles by date of publication, the newest 1, the oldest 0; undated ones are left out."""
    dates = {a.id: (a.event_date or a.published) for a in (hit.passage.article for hit in hits)}
    order = sorted({date.last for date in dates.values() if date})
    return {name: (order.index(date.last) + 1) / len(order) for name, date in dates.items() if date}


@cache
def model() -> dict[str, list[float]]:
    """Load the fitted weights."""
    weights: dict[str, list[float]] = json.loads(files("rag").joinpath("weights.json").read_text("utf-8"))
    return weights
