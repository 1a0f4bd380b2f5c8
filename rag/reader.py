"""Read sentences for a question with a small trained network: which sentence answers, and which words of it.

Words with their match to the question go through a few convolutions (features after Chen et al. 2017,
"Reading Wikipedia to answer open-domain questions"; convolutions and attention after Yu et al. 2018,
"QANet"). All sentences of all articles are read as one sequence, so that their scores can be compared
(Clark and Gardner 2018). Trained by `rag.training.reading` with torch; here numpy alone computes it.
"""

from __future__ import annotations

import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

from index.rarity import rarity
from index.types import Span
from index.words import fold, tag
from rag.understand import ASKED, QuestionType, question_type

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LONGEST = 240  # characters of a sentence that are read
UNREAD = -20.0
GAP = 4  # empty words between articles, so that no convolution reaches from one into the next
SPAN_WORDS = 14  # words of the longest span
DILATIONS = ((1, 2), (1, 2, 4))  # of the convolutions before and after question and text have met
TRAITS = 7  # of a word by itself: rarity, length, digit, Latin, mark, quoted, and a constant
_MARK = 4
MATCHES = 12  # of a word beside the question
FOUND = 6  # of a word of the question beside a sentence
# jieba's parts of speech
TAGS = (
    "a ad ag an b c d df dg e f g h i j k l m mg mq n ng nr nrfg nrt ns nt nz o p q r rg rr rz s "
    "t tg u ud ug uj ul uv uz v vd vg vi vn vq x y z zg eng"
).split()
_TAGS = {name: number for number, name in enumerate(TAGS, 1)}
_OPENING, _CLOSING = frozenset('《“「『‘"'), frozenset('》”」』’"')
_NEAR = 4.0  # words: how fast nearness fades
_TYPES = tuple(QuestionType)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text.

    They stand at `starts` to `ends`; `keys` tell which are the same; `numbers` (4, words) are what the
    network knows of each (word, first and last character, part of speech), `traits` (words, TRAITS) what it
    looks like.
    """

    starts: Ints
    ends: Ints
    keys: Ints
    numbers: Ints
    traits: Floats
    texts: tuple[str, ...]

    def __len__(self) -> int:
        """Count the words."""
        return len(self.keys)

    @property
    def ended(self) -> bool:
        """Tell whether the text ends as a sentence does; a headline does not."""
        return bool(self.texts) and not self.texts[-1][-1].isalnum()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question and the sentences read for it, as the network takes them.

    `focus` weighs the question's words, `kind` marks its type. Of the sentences' words: `numbers` as above,
    `features` (words, TRAITS + MATCHES), `line` the number of the sentence (-1 between articles), `offset`
    the place in it. `found` (sentences, words of the question, FOUND) tells of each word of the question what
    each sentence and its article have of it.
    """

    question: Words
    focus: Floats
    kind: Floats
    numbers: Ints
    features: Floats
    line: Ints
    offset: Ints
    found: Floats


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network says of a sentence.

    `share` is how well it answers beside the others (the logarithm of its share), `answers` whether it
    answers at all (a logit), `span` the characters that answer best and `sure` the logarithm of their share.
    The words stand at `starts` to `ends`; `opening` and `closing` score an answer that begins and ends there.
    """

    share: float
    answers: float
    sure: float
    span: Span
    starts: Ints
    ends: Ints
    opening: Floats
    closing: Floats

    def score(self, start: int, end: int) -> float:
        """Score characters `start` to `end` as an answer, as `sure` does."""
        first = int(np.searchsorted(self.starts, start, "right")) - 1
        last = int(np.searchsorted(self.starts, end - 1, "right")) - 1
        return float(self.opening[max(first, 0)] + self.closing[max(last, 0)]) if len(self.starts) else UNREAD


@cache
def vocabulary() -> tuple[dict[str, int], dict[str, int]]:
    """Load the words and characters that the network knows; number 0 is for all others."""
    packed = files("rag").joinpath("reader_words.txt.xz").read_bytes()
    known, characters = lzma.decompress(packed).decode().split("\n\n")
    return _numbered(known), _numbered(characters)


def _numbered(lines: str) -> dict[str, int]:
    return {line: number for number, line in enumerate(lines.split("\n"), 1)}


def shape(word: str) -> str:
    """Give the form under which the vocabulary knows a word: the digits of a number are all alike."""
    return "0" * min(len(word), 6) if word.isdigit() else word


@lru_cache(maxsize=100_000)
def _look(word: str, label: str) -> tuple[float, ...]:
    """Look a word up: its key, its four numbers, the five traits that it has anywhere."""
    known, characters = vocabulary()
    return (
        crc32(word.encode()),
        known.get(shape(word), 0),
        characters.get(word[:1], 0),
        characters.get(word[-1:], 0),
        _TAGS.get(label, 0),
        rarity(word),
        min(len(word), 6) / 4,
        float(word[:1].isdigit()),
        float(word.isascii() and word.isalpha()),
        float(not any(c.isalnum() for c in word)),
    )


@lru_cache(maxsize=10_000)  # the sentences of an archive are met again with every question
def read_words(text: str) -> Words:
    """Cut a text into words as the network sees them; white space is left out."""
    rows, spans, texts, start, quoted = [], [], [], 0, 0.0
    for word, label in tag(text):
        quoted = 1.0 if word in _OPENING else 0.0 if word in _CLOSING else quoted
        if not word.isspace():
            rows.append((*_look(word, label), quoted, 1.0))
            spans.append((start, start + len(word)))
            texts.append(word)
        start += len(word)
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 5 + TRAITS)
    numbers = table[:, :5].astype(np.int64).T
    places = np.array(spans, dtype=np.int64).reshape(len(rows), 2)
    traits = table[:, 5:].astype(np.float32)
    return Words(places[:, 0], places[:, 1], numbers[0], numbers[1:], traits, tuple(texts))


def make_sheet(question: str, articles: Sequence[Sequence[str]]) -> Sheet:
    """Lay out a question and the sentences of articles; the sentences are numbered through in `line`."""
    asked = read_words(question)
    focus = _focus(question, asked)
    numbers, features, line, offset, found = [], [], [], [], []
    count = 0
    for article in articles:
        rows = [read_words(sentence) for sentence in article]
        numbers += [*(row.numbers for row in rows), np.zeros((4, GAP), np.int64)]
        features += [*_matched(asked, focus, rows), np.zeros((GAP, TRAITS + MATCHES), np.float32)]
        line += [*(np.full(len(row), count + n) for n, row in enumerate(rows)), np.full(GAP, -1)]
        offset += [*(row.starts for row in rows), np.zeros(GAP, np.int64)]
        found.append(_found(asked, rows))
        count += len(rows)
    held = np.concatenate(found)
    held[:, :, -1] = held[:, :, 0].max(axis=0)
    return Sheet(
        asked,
        focus,
        np.array([question_type(question) is kind for kind in _TYPES], dtype=np.float32),
        np.concatenate(numbers, axis=1),
        np.concatenate(features),
        np.concatenate(line),
        np.concatenate(offset),
        held,
    )


def _found(asked: Words, rows: Sequence[Words]) -> Floats:
    """Tell what an article has of the words asked: (sentences, words of the question, FOUND).

    The word itself in the sentence, in the one before, in the one behind, in the article; its letters in the
    sentence. The last place is left for whether any article has it.
    """
    table = np.zeros((len(rows), len(asked), FOUND), dtype=np.float32)
    keys = asked.keys.tolist()
    for number, row in enumerate(rows):
        held, letters = frozenset(row.keys.tolist()), frozenset("".join(row.texts))
        table[number, :, 0] = [key in held for key in keys]
        table[number, :, 4] = [sum(map(letters.__contains__, word)) / len(word) for word in asked.texts]
    table[1:, :, 1] = table[:-1, :, 0]
    table[:-1, :, 2] = table[1:, :, 0]
    table[:, :, 3] = table[:, :, 0].max(axis=0)
    return table


def _focus(question: str, asked: Words) -> Floats:
    """Weigh the words of a question by how near they stand to its question word."""
    cues = list(ASKED.finditer(fold(question)))
    if not cues:
        return np.full(len(asked), 0.3, dtype=np.float32)
    start, end = cues[-1].span()
    away = np.maximum(np.maximum(asked.starts - end, start - asked.ends), 0)
    return np.exp(-away / _NEAR).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question's words weigh, by key: their rarity, and how near they stand to the question word."""

    rarity: Mapping[int, float]
    nearness: Mapping[int, float]
    letters: frozenset[str]

    @classmethod
    def of(cls, asked: Words, focus: Floats) -> _Asked:
        weights = {}
        nearness: dict[int, float] = {}
        for key, traits, near in zip(asked.keys.tolist(), asked.traits.tolist(), focus.tolist(), strict=True):
            if not traits[_MARK]:  # punctuation matches nothing
                weights[key] = traits[0]
                nearness[key] = max(near, nearness.get(key, 0.0))
        return cls(weights, nearness, frozenset("".join(asked.texts)))

    def share(self, held: frozenset[int]) -> float:
        """Give the share of the words' rarity that is held."""
        return sum(self.rarity[key] for key in held) / (sum(self.rarity.values()) or 1.0)

    def match(self, words: Words) -> Floats:
        """Describe each word (words, 7): is it asked, its weight, its letters, what stands near it."""
        keys = words.keys.tolist()
        exact = [float(key in self.rarity) for key in keys]
        weights, nearness = (
            np.array([known.get(key, 0.0) for key in keys], dtype=np.float32)
            for known in (self.rarity, self.nearness)
        )
        letters = [sum(c in self.letters for c in word) / len(word) for word in words.texts]
        return np.column_stack(
            [exact, weights, nearness, letters, *_sides(weights), _sides(nearness)[0]]
        ).astype(np.float32)


def _matched(asked: Words, focus: Floats, rows: Sequence[Words]) -> list[Floats]:
    """Describe every word of an article's sentences: by itself, beside the question, by its sentence."""
    question = _Asked.of(asked, focus)
    held = [frozenset(row.keys.tolist()) & question.rarity.keys() for row in rows]
    best = max((question.share(keys) for keys in held), default=0.0)
    found: list[Floats] = []
    for number, (row, keys) in enumerate(zip(rows, held, strict=True)):
        share = question.share(keys)
        window = question.share(keys | held[number - 1]) if number else share
        heading = float(not number and not row.ended)
        told = np.array([share, window, share - best, 1 / (1 + number), heading], dtype=np.float32)
        same = np.broadcast_to(told, (len(row), len(told)))
        found.append(np.column_stack([row.traits, question.match(row), same]))
    return found


def _sides(weights: Floats) -> tuple[Floats, Floats]:
    """Carry each word's weight on to the words behind it and before it, fading."""
    behind, before = _fading(len(weights))
    return (behind * weights).max(axis=1, initial=0.0), (before * weights).max(axis=1, initial=0.0)


@lru_cache(maxsize=128)
def _fading(count: int) -> tuple[Floats, Floats]:
    """Give how much of a word's weight (columns) reaches the words behind it, and those before it."""
    places = np.arange(count)
    fading = np.exp(-np.abs(places[:, None] - places[None, :]) / _NEAR).astype(np.float32)
    return np.tril(fading, -1), np.triu(fading, 1)


@dataclass(frozen=True, slots=True)
class Logits:
    """What the network gives: whether an answer starts and ends at each word, two scores of each sentence."""

    start: Floats
    end: Floats
    rank: Floats
    answers: Floats


@cache
def weights() -> Mapping[str, Floats]:
    """Load the trained weights."""
    packed = load(files("rag").joinpath("reader.safetensors").read_bytes())
    return {name: values.astype(np.float32) for name, values in packed.items()}


def compute(sheet: Sheet, w: Mapping[str, Floats]) -> Logits:
    """Run the network over a sheet that holds a word; the torch twin is `rag.training.network.Network`."""
    real = (sheet.line >= 0)[:, None].astype(np.float32)
    question, text, cosine = _meet(sheet, w, real)
    whole = _softmax(_linear(question, w, "pool"), axis=0)
    vector: Floats = np.tanh(_linear(np.concatenate([(whole * question).sum(0), sheet.kind]), w, "vector"))
    alike: Floats = ((text * w["meet"]) @ question.T).astype(np.float32)
    met = _softmax(alike) @ question
    text = _relu(np.concatenate([text, met, text * met, text * vector], 1), w, "fuse") * real
    for number, step in enumerate(DILATIONS[1]):
        text = _block(text, real, w, f"after{number}", step)
    places = _linear(text, w, "span") + text @ _linear(vector, w, "spans").reshape(2, -1).T
    _, starts, counts = np.unique(sheet.line[sheet.line >= 0], return_index=True, return_counts=True)
    told = text[sheet.line >= 0]
    top, total = np.maximum.reduceat(told, starts), np.add.reduceat(told, starts)
    pooled = np.concatenate([top, top * vector, total / counts[:, None]], 1)
    likeness = np.stack([alike, cosine], 2)[sheet.line >= 0]
    heard = _heard(sheet, question, np.maximum.reduceat(likeness, starts), w)
    judged = _linear(_relu(np.concatenate([pooled, heard], 1), w, "judge"), w, "judged")
    return Logits(places[:, 0], places[:, 1], judged[:, 0], judged[:, 1])


def _heard(sheet: Sheet, question: Floats, peaks: Floats, w: Mapping[str, Floats]) -> Floats:
    """Describe what each sentence has of the question: maxima and means over its words: (sentences, units).

    `peaks` (sentences, words of the question, 2) tell how like the likest words of each sentence are.
    """
    asked = sheet.question
    word = _linear(np.concatenate([question, sheet.focus[:, None], asked.traits], 1), w, "asked")
    beside = _linear(np.concatenate([sheet.found, peaks], 2), w, "found")
    units = np.maximum(word + beside, 0)
    return np.concatenate([units.max(1), units.mean(1)], 1)


def _meet(sheet: Sheet, w: Mapping[str, Floats], real: Floats) -> tuple[Floats, Floats, Floats]:
    """Describe the words of question and text, these also by the question's words like them; and how like."""
    asked = sheet.question
    said, held = _known(asked.numbers, w), _known(sheet.numbers, w)
    question = _relu(np.concatenate([said, sheet.focus[:, None], asked.traits], 1), w, "question")
    near = _softmax(_relu(held, w, "align") @ _relu(said, w, "align").T / np.float32(8))
    units = [_unit(w["word"][numbers[0]]) for numbers in (sheet.numbers, asked.numbers)]
    cosine: Floats = units[0] @ units[1].T
    peak = cosine.max(axis=1, keepdims=True)
    text = _relu(np.concatenate([held, sheet.features, near @ said, peak], 1), w, "text") * real
    ones = np.ones((len(question), 1), dtype=np.float32)
    for number, step in enumerate(DILATIONS[0]):
        question = _block(question, ones, w, f"before{number}", step)
        text = _block(text, real, w, f"before{number}", step)
    return question, text, cosine


def _known(numbers: Ints, w: Mapping[str, Floats]) -> Floats:
    word, first, last, label = numbers
    return np.concatenate([w["word"][word], w["letter"][first], w["letter"][last], w["tag"][label]], 1)


def _linear(x: Floats, w: Mapping[str, Floats], name: str) -> Floats:
    result: Floats = x @ w[f"{name}.weight"].T + w[f"{name}.bias"]
    return result


def _relu(x: Floats, w: Mapping[str, Floats], name: str) -> Floats:
    return np.maximum(_linear(x, w, name), 0)


def _softmax(x: Floats, axis: int = 1) -> Floats:
    shares = np.exp(x - x.max(axis=axis, keepdims=True))
    result: Floats = shares / shares.sum(axis=axis, keepdims=True)
    return result


def _unit(x: Floats) -> Floats:
    result: Floats = x / np.maximum(np.sqrt((x * x).sum(1, keepdims=True)), 1e-6)
    return result


def _block(x: Floats, real: Floats, w: Mapping[str, Floats], name: str, step: int) -> Floats:
    """Add a convolution over three words, `step` apart, and scale to mean 0 and variance 1."""
    padded = np.pad(x, ((step, step), (0, 0)))
    sides = np.concatenate([padded[: len(x)], x, padded[2 * step :]], 1)
    x = x + _relu(sides, w, name)
    x = x - x.mean(1, keepdims=True)
    x /= np.sqrt((x * x).mean(1, keepdims=True) + np.float32(1e-5))
    result: Floats = (x * w[f"{name}.scale"] + w[f"{name}.shift"]) * real
    return result


def read(question: str, articles: Sequence[Sequence[str]]) -> list[Reading]:
    """Read the sentences of articles, in order, for a question; a reading for each sentence."""
    texts = [[text[:LONGEST] for text in article] for article in articles if article]
    if not texts or not len(read_words(question)):
        return []
    sheet = make_sheet(question, texts)
    found = compute(sheet, weights())
    real = sheet.line >= 0
    share, opening, closing = (
        _log_shares(x)
        for x in (found.rank, np.where(real, found.start, UNREAD), np.where(real, found.end, UNREAD))
    )
    rows = (read_words(text) for article in texts for text in article)
    return [
        _reading(words, (float(share[n]), float(found.answers[n])), opening[at], closing[at])
        for n, words in enumerate(rows)
        for at in [np.flatnonzero(sheet.line == n)]
    ]


def _reading(words: Words, judged: tuple[float, float], opening: Floats, closing: Floats) -> Reading:
    scores = opening[:, None] + closing[None, :]
    fits = np.tri(len(words), k=SPAN_WORDS - 1, dtype=bool) & np.tri(len(words), dtype=bool).T
    best = int(np.where(fits, scores, -np.inf).argmax()) if len(words) else -1
    first, last = divmod(best, len(words)) if best >= 0 else (0, 0)
    span = Span(int(words.starts[first]), int(words.ends[last])) if best >= 0 else Span(0, 0)
    sure = float(scores[first, last]) if best >= 0 else UNREAD
    return Reading(*judged, sure, span, words.starts, words.ends, opening, closing)


def _log_shares(x: Floats) -> Floats:
    top = x.max()
    result: Floats = x - top - np.log(np.exp(x - top).sum())
    return result
