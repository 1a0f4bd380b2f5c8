"""The words that mean the same or are confused, and what the network's vectors learn from them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch

from rag.reader import vocabulary
from rag.training.meanings import NEAR_WORDS, Meaning, contrast, read_meanings


def test_words_that_the_network_does_not_know_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("开工\t动工 鼖鼖鼖\t竣工\n鼖鼖\t开工\t\n投产\t鼖鼖鼖\t\n", "utf-8")
    known, _ = vocabulary()
    assert read_meanings(path) == [
        Meaning((known["开工"],), ((known["动工"],),), ((known["竣工"],),)),
    ]


def test_the_shipped_list_is_known_for_the_most_part() -> None:
    rows = NEAR_WORDS.read_text("utf-8").splitlines()
    assert all(line.count("\t") == 2 for line in rows)
    assert len(read_meanings()) > 0.95 * len(rows)


def test_a_word_like_its_own_and_unlike_all_others_costs_least() -> None:
    meanings = [Meaning((n,), ((n + 10,),), ((n + 20,),)) for n in range(1, 9)]
    apart = torch.eye(40)
    good = apart.clone()
    good[11:19] = good[1:9]  # what means the same is the same
    mixed = good.clone()
    mixed[21:29] = good[1:9]  # and so is what is confused
    costs = [float(contrast(words, meanings, random.Random(1))) for words in (good, mixed, apart)]
    assert costs == sorted(costs)
    assert costs[0] == pytest.approx(0, abs=0.01)


def test_another_of_the_same_meaning_is_no_wrong_answer() -> None:
    twins = [Meaning((1,), ((2,), (3,)), ((5,),)), Meaning((4,), ((2,), (3,)), ((5,),))]
    words = torch.tensor([[0.0, 0], [1, 0], [1, 0], [1, 0], [1, 0], [0, 1]])
    assert float(contrast(words, twins, random.Random(1))) == pytest.approx(0, abs=0.01)
