"""Teach the network's word vectors which words mean the same and which are only of one sort.

News puts words that stand in the same sentences near each other: 奠基 and 竣工, 出口 and 进口. So vectors are
also pulled towards words that ask of the same thing and away from those that would ask of another
(counter-fitting, Mrkšić et al. 2016), by a softmax over the words of a batch.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from index.words import tag
from rag.reader import shape, vocabulary

NEAR_WORDS = Path("eval/near_words.tsv")
SHARPNESS = 10.0  # what cosines are multiplied by
DRAWN = 256  # words a step
_LONGEST = 3  # words of a phrase

Phrase = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word, phrases that mean the same, and phrases easily confused with it, as numbers of words."""

    word: Phrase
    same: tuple[Phrase, ...]
    other: tuple[Phrase, ...]


def read_meanings(path: Path = NEAR_WORDS) -> list[Meaning]:
    """Read lines of a word, what means the same, and what is confused with it; unknown words are left out."""
    known, _ = vocabulary()
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    found = [
        Meaning(_phrases(head, known)[0], _phrases(same, known), _phrases(other, known))
        for head, same, other in rows
        if _phrases(head, known)
    ]
    return [meaning for meaning in found if meaning.same]


def _phrases(written: str, known: Mapping[str, int]) -> tuple[Phrase, ...]:
    cut = [tuple(known.get(shape(word), 0) for word, _ in tag(phrase)) for phrase in written.split()]
    return tuple(phrase for phrase in cut if all(phrase) and len(phrase) <= _LONGEST)


def contrast(words: Tensor, meanings: Sequence[Meaning], rng: random.Random) -> Tensor:
    """Draw words and tell how far each is from one that means the same, beside those of all others drawn."""
    drawn = rng.sample(meanings, min(DRAWN, len(meanings)))
    same = [rng.choice(meaning.same) for meaning in drawn]
    other = [rng.choice(meaning.other or (drawn[number - 1].word,)) for number, meaning in enumerate(drawn)]
    heads, near, far = (_vectors(words, phrases) for phrases in ([m.word for m in drawn], same, other))
    twins = [
        [number != place and phrase in (meaning.word, *meaning.same) for place, phrase in enumerate(same)]
        for number, meaning in enumerate(drawn)
    ]
    alike = (heads @ near.T).masked_fill(torch.tensor(twins), -1.0)
    scores = torch.cat([alike, (heads * far).sum(1, keepdim=True)], 1)
    return functional.cross_entropy(scores * SHARPNESS, torch.arange(len(drawn)))


def _vectors(words: Tensor, phrases: Sequence[Phrase]) -> Tensor:
    numbers = torch.tensor([(*phrase, *(0,) * (_LONGEST - len(phrase))) for phrase in phrases])
    told = functional.embedding(numbers, words) * (numbers > 0).unsqueeze(-1)
    return functional.normalize(told.sum(1), dim=-1)
