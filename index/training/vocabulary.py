"""Make the tokenizer: a unigram model over words and single characters, counted from cut text."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from index.training.charsmap import build_charsmap
from index.words import cut, fold

UNKNOWN = "<unk>"
LONGEST = 4  # Chinese characters of a piece; longer words are rare and made of these
LONGEST_LATIN = 16
RARE = 3  # a piece is seen at least so often
# Runs of Chinese characters, of digits, of other letters; all else is dropped.
RUN = Regex(r"\p{Han}+|\p{N}+|[\p{L}&&[^\p{Han}]]+")


def make_tokenizer(texts: Iterable[str], *, size: int) -> Tokenizer:
    """Build a tokenizer whose pieces are all common characters and the most frequent words.

    A unigram model picks the most probable cut, as a dictionary word cutter does, so the pieces need no
    iterative training: their probabilities are the counts of words in text that is already cut.
    """
    words: Counter[str] = Counter()
    for text in texts:
        words.update(word for word in cut(text) if word.isalnum())
    tokenizer = Tokenizer(models.Unigram(weigh(choose_pieces(words, size - 1)), unk_id=0))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Precompiled(build_charsmap(fold_table()))]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(RUN, "removed", invert=True)
    return tokenizer


def choose_pieces(words: Counter[str], size: int) -> dict[str, int]:
    """Choose pieces with their counts: every character that is not rare, then words by frequency."""
    characters: Counter[str] = Counter()
    for word, count in words.items():
        for character in word:
            characters[character] += count
    pieces = {c: max(words[c], 1) for c, count in characters.items() if count >= RARE}
    for word, count in sorted(words.items(), key=lambda item: (-item[1], item[0])):
        if len(pieces) >= size or count < RARE:
            break
        if len(word) <= (LONGEST_LATIN if word.isascii() else LONGEST):
            pieces[word] = count
    return pieces


def weigh(pieces: dict[str, int]) -> list[tuple[str, float]]:
    """Give each piece its log probability, the unknown piece first, then by falling count."""
    total = sum(pieces.values())
    ranked = sorted(pieces.items(), key=lambda item: (-item[1], item[0]))
    floor = math.log(1 / total) - 10
    return [(UNKNOWN, floor)] + [(piece, math.log(count / total)) for piece, count in ranked]


def fold_table() -> dict[str, str]:
    """List the letters that `index.words` folds into others, traditional characters above all."""
    letters = (chr(code) for code in range(0x2E80, sys.maxunicode) if chr(code).isalpha())
    return {letter: fold(letter) for letter in letters if fold(letter) != letter}
