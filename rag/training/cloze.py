"""Make questions from news: a mention gives way to its question word.

After Lewis et al. 2019, "Unsupervised question answering by cloze translation". A headline, a brief or a
sentence asks; where the same mention stands in another sentence of the text, that one answers, so that
question and answer are worded differently.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.cut import sentences
from index.encode import Encoder
from index.rarity import rarity
from index.words import cut, fold, words
from rag.reader import LONGEST
from rag.spans import Mention, MentionKind, mentions
from rag.understand import ASKED

KINDS = frozenset(MentionKind) - {MentionKind.CODE}
_ASK = {
    MentionKind.PERSON: ("谁", "哪位", "什么人", "谁"),
    MentionKind.PLACE: ("哪里", "什么地方", "哪儿", "哪"),
    MentionKind.ORGANISATION: ("什么机构", "谁", "哪个单位", "哪家公司", "什么"),
    MentionKind.DATE: ("什么时候", "何时", "哪天", "什么时间"),
    MentionKind.TITLE: ("什么", "哪个", "什么", "哪部"),
    MentionKind.PHRASE: ("什么", "什么", "哪些", "哪个"),
    MentionKind.ROLE: ("谁", "什么人", "哪些人"),
}
_END = {
    MentionKind.PERSON: ("是谁", "谁"),
    MentionKind.PLACE: ("在哪里", "在什么地方", "的地点", "在哪举行"),
    MentionKind.DATE: ("是什么时候", "的时间", "是哪天", "时间"),
    MentionKind.QUANTITY: ("是多少", "多少", "有多少", "达到多少"),
}
_NUMBER = re.compile(r"[约近超逾第]?[\d,.百千万亿多余]+|[一二三四五六七八九十百千万亿两]+")
_CLAUSE = re.compile(r"[^，,；;：:。！？（）()]+")
_BASIC = frozenset({MentionKind.PHRASE, MentionKind.ROLE})  # everywhere, so they make way for the others
_ALTERED = frozenset(
    {MentionKind.PERSON, MentionKind.PLACE, MentionKind.ORGANISATION, MentionKind.DATE, MentionKind.QUANTITY}
)
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?=年)")


@dataclass(frozen=True, slots=True)
class Task:
    """A question and the sentences to read for it, article by article.

    The answer stands at `start` to `end` of the `sentence` of the `article`, counted from 0; -1 without one.
    """

    question: str
    articles: tuple[tuple[str, ...], ...]
    article: int = -1
    sentence: int = -1
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class News:
    """A text, and headlines that may ask about it."""

    heads: tuple[str, ...]
    body: tuple[str, ...]


def split_sentences(text: str) -> tuple[str, ...]:
    """Cut a text into its sentences, each as far as it is read."""
    return tuple(text[span.start : span.end][:LONGEST] for span in sentences(text))


def read_news(documents: Path, pairs: Path, rng: random.Random, limit: int) -> list[News]:
    """Read news texts, and headlines and briefs with their bodies; at most `limit`, in random order."""
    found: list[News] = []
    with lzma.open(documents, "rt", encoding="utf-8") as lines:
        found += [News((), split_sentences(line.strip()[:1500])) for line in lines]
    with lzma.open(pairs, "rt", encoding="utf-8") as lines:
        for row in (json.loads(line) for line in lines if rng.random() < 0.6):
            heads = (row["title"], *split_sentences(row["brief"])[:2])
            if "快讯" not in row["title"]:
                found.append(News(tuple(h for h in heads if len(h) > 8), split_sentences(row["body"][:1200])))
    found = [news for news in found if len(news.body) > 2]
    rng.shuffle(found)
    return found[:limit]


def neighbours(news: Sequence[News], encoder: Encoder, size: int = 3) -> list[list[int]]:
    """List for each text the nearest others: right topic, absent fact."""
    texts = ["".join((*one.heads, *one.body))[:400] for one in news]
    vectors = encoder.encode_passages(texts)
    near: list[list[int]] = []
    for first in range(0, len(vectors), 500):
        scores = vectors[first : first + 500] @ vectors.T
        scores[np.arange(len(scores)), np.arange(first, first + len(scores))] = -1
        near += np.argpartition(-scores, size, axis=1)[:, :size].tolist()
    return near


def make_task(news: News, others: Sequence[News], rng: random.Random) -> Task | None:
    """Ask about something in a text, to be read among others; None where nothing can be asked."""
    source = rng.choice(news.heads if news.heads and rng.random() < 0.7 else news.body)
    found = [m for m in mentions(source, KINDS) if 1 < m.end - m.start <= 20]
    rng.shuffle(found)
    found.sort(key=lambda m: m.kind in _BASIC and rng.random() < 0.6)
    for mention in found[:6]:
        answer, question = source[mention.start : mention.end], ask(source, mention, rng)
        asked = question_words(question)
        if len(asked) < 2 or answer in question:
            continue
        gold = _answering(news.body, source, answer, asked)
        if gold:
            body = [sentence for sentence in news.body if sentence != source]
            return _lay_out(question, answer, gold, (body, others), rng)
        if source in news.body and rng.random() < 0.4:
            return _lay_out(question, answer, source, (news.body, others), rng)
    return None


def _answering(body: Sequence[str], source: str, answer: str, asked: Sequence[str]) -> str:
    """Find another sentence than the asking one that holds the answer and shares enough with the question."""
    scored = [(overlap(asked, text), text) for text in body if answer in text and text != source]
    best, text = max(scored, default=(0.0, ""))
    return text if best > 0.3 * sum(map(rarity, asked)) else ""


def ask(text: str, mention: Mention, rng: random.Random) -> str:
    """Write a question for a mention of a sentence: its clause and some near by, some words left out."""
    begin, end = _around(text, mention, rng)
    rate = rng.choice((0.0, 0.1, 0.25, 0.4))
    before = _thin(text[begin : mention.start], rng, rate)
    after = _thin(text[mention.end : end], rng, rate)
    mark = rng.choice(("？", "?", ""))
    if mention.kind in _END and rng.random() < 0.4:
        return (before + after).strip("，,、：:；; ") + rng.choice(_END[mention.kind]) + mark
    word = _question_word(text[mention.start : mention.end], mention.kind, rng)
    return word + after + before + mark if rng.random() < 0.15 else before + word + after + mark


def _around(text: str, mention: Mention, rng: random.Random) -> tuple[int, int]:
    """Choose the clauses to ask with: the mention's own and, while they are short or by chance, more."""
    clauses = [match.span() for match in _CLAUSE.finditer(text)]
    first = last = next((i for i, (a, b) in enumerate(clauses) if a <= mention.start < b), -1)
    if first < 0:
        return mention.start, mention.end
    while clauses[last][1] - clauses[first][0] < rng.choice((12, 12, 12, 40)):
        sides = [i for i in (first - 1, last + 1) if 0 <= i < len(clauses)]
        if not sides:
            break
        side = rng.choice(sides)
        first, last = min(first, side), max(last, side)
    return min(clauses[first][0], mention.start), max(clauses[last][1], mention.end)


def _thin(text: str, rng: random.Random, rate: float) -> str:
    """Leave words out, rare ones less often."""
    kept = (w for w in cut(text) if rng.random() >= rate or (rarity(w) > 0.55 and rng.random() < 0.6))
    return "".join(kept)


def _question_word(answer: str, kind: MentionKind, rng: random.Random) -> str:
    if kind is MentionKind.QUANTITY:
        number = _NUMBER.match(answer)
        unit = answer[number.end() :] if number and rng.random() < 0.7 else ""
        return ("第几" if answer.startswith("第") else rng.choice(("多少", "多少", "几"))) + unit
    if kind is MentionKind.DATE and answer.endswith("年") and rng.random() < 0.5:
        return "哪一年"
    if kind in (MentionKind.PLACE, MentionKind.ORGANISATION) and rng.random() < 0.3:
        return "哪个" + answer[-1] if answer[-1] in "省市县区国镇村校院" else "哪家" + answer[-2:]
    return rng.choice(_ASK[kind])


def _lay_out(
    question: str, answer: str, gold: str, texts: tuple[Sequence[str], Sequence[News]], rng: random.Random
) -> Task:
    """Set the answering sentence among others of its text and of other texts.

    A sixth goes without it; of another sixth the question speaks of something else.
    """
    body, others = texts
    draw = rng.random()
    if draw < 1 / 6 and (
        altered := alter(question, [*body, *(text for one in others for text in one.body)], rng)
    ):
        noise = [(*news.heads[:1], *news.body) for news in others]
        return shuffled(altered, (body, -1, rng.choice((200, 260, 330))), noise, (-1, -1), rng)
    asked, silent = question_words(question), draw > 5 / 6
    kept = [text for text in body if not silent or answer not in text]
    place = -1 if silent else kept.index(gold)
    noise = [tuple(text for text in (*news.heads[:1], *news.body) if answer not in text) for news in others]
    start = -1 if silent else _best_place(gold, answer, asked)
    limit = rng.choice((200, 260, 330))
    return shuffled(question, (kept, place, limit), noise, (start, start + len(answer)), rng)


def shuffled(
    question: str,
    text: tuple[Sequence[str], int, int],
    noise: Sequence[Sequence[str]],
    span: tuple[int, int],
    rng: random.Random,
) -> Task:
    """Lay out the likeliest sentences of a text and of noise, in random order.

    `text` has the sentences, the number of the answering one (-1: none) and how many characters to keep.
    """
    asked, (body, place, limit) = question_words(question), text
    chosen = choose(asked, body, limit, place, rng)
    parts = [chosen, *(choose(asked, told, 130, -1, rng) for told in noise)]
    sources = [body, *noise]
    order = [n for n in range(len(parts)) if parts[n]]
    rng.shuffle(order)
    articles = tuple(tuple(sources[n][i] for i in parts[n]) for n in order)
    if place < 0:
        return Task(question, articles)
    return Task(question, articles, order.index(0), chosen.index(place), *span)


def choose(asked: Sequence[str], told: Sequence[str], limit: int, keep: int, rng: random.Random) -> list[int]:
    """Choose the sentences that share most with the question, and `keep`: `limit` characters in all."""
    scores = [overlap(asked, text) + rng.random() + 100 * (i == keep) for i, text in enumerate(told)]
    chosen: list[int] = []
    size = 0
    for i in sorted(range(len(told)), key=lambda i: -scores[i]):
        if size + len(told[i]) <= limit or not chosen:
            chosen.append(i)
            size += len(told[i])
    return sorted(chosen)


def question_words(question: str) -> list[str]:
    """List the distinct words of a question that say something."""
    return [word for word in dict.fromkeys(words(question)) if rarity(word) > 0.2]


def overlap(asked: Sequence[str], text: str) -> float:
    """Give the rarity of the asked words that a text holds."""
    folded = fold(text)
    return sum(rarity(word) for word in asked if word in folded)


def alter(question: str, texts: Sequence[str], rng: random.Random) -> str:
    """Put another year, or a mention of the texts, in the place of the question's own; "" without one."""
    asked = [match.span() for match in ASKED.finditer(question)]
    own = [m for m in mentions(question, _ALTERED) if all(m.end <= a or b < m.start for a, b in asked)]
    for mention in rng.sample(own, len(own)):
        before, said, after = (
            question[: mention.start],
            question[mention.start : mention.end],
            question[mention.end :],
        )
        if year := _YEAR.search(said):
            return before + _YEAR.sub(str(int(year.group()) + rng.choice((-3, -2, -1, 1, 2))), said) + after
        if others := [other for other in _alike(said, mention.kind, texts) if other not in question]:
            return before + rng.choice(others) + after
    return ""


def _alike(said: str, kind: MentionKind, texts: Sequence[str]) -> list[str]:
    """List what the texts have of the kind of a mention: numbers with the same unit, other names."""
    found = {text[m.start : m.end] for text in texts for m in mentions(text, frozenset({kind}))}
    counted = kind in (MentionKind.DATE, MentionKind.QUANTITY)
    return sorted(
        other
        for other in found
        if (
            other[-1] == said[-1] and (other[0] == "第") is (said[0] == "第")
            if counted
            else said not in other
        )
    )


def _best_place(gold: str, answer: str, asked: Sequence[str]) -> int:
    """Choose, where the answer stands several times, the place nearest to the question's words."""
    places = [match.start() for match in re.finditer(re.escape(answer), gold)]
    near = [overlap(asked, gold[max(0, p - 15) : p + len(answer) + 15]) for p in places]
    return places[near.index(max(near))]


def tasks(news: Sequence[News], near: Sequence[Sequence[int]], seed: int) -> Iterator[Task]:
    """Make tasks of news without end."""
    rng = random.Random(seed)
    while True:
        number = rng.randrange(len(news))
        task = make_task(news[number], [news[rng.choice(near[number])]], rng)
        if task and task.articles:
            yield task
