"""The shipped reranker: what its features say, and that it orders passages by them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.rerank import shipped_reranker, weights
from index.types import Article, Hit, Passage

QUESTION = "小松产业基地总投资多少亿元？"


def hit(text: str, *, title: str = "", keyword: float = 0.5) -> Hit:
    article = Article(id=text[:8] or "empty", title=title, text=text, source="s")
    return Hit(Passage(article, 0, len(text)), keyword, {"keyword": keyword, "dense": 0.2})


def test_every_weight_has_its_feature() -> None:
    assert set(weights()) <= set(shipped_reranker().features(QUESTION, [hit("小松来了。")]))


def test_words_together_in_a_sentence_beat_the_same_words_apart() -> None:
    apart = "小松来了。产业很多。基地不少。投资很大。总数未知。亿元以上。"
    together = "小松产业基地总投资三点六亿元。来了很多，不少，很大，未知，以上。"
    scores = shipped_reranker().score(QUESTION, [hit(apart), hit(together)])
    assert scores[1] > scores[0] + 1


def test_a_headline_counts_for_the_passage_but_not_for_its_sentences() -> None:
    texts = [hit("总投资三点六亿元。"), hit("总投资三点六亿元。", title="小松产业基地开工")]
    features = shipped_reranker().features(QUESTION, texts)
    assert features["words passage"][1] > features["words passage"][0]
    assert features["words sentence"][1] == features["words sentence"][0]


def test_a_window_is_two_sentences_of_one_passage() -> None:
    split = shipped_reranker().features(QUESTION, [hit("小松产业基地。"), hit("总投资三点六亿元。")])
    joined = shipped_reranker().features(QUESTION, [hit("小松产业基地。总投资三点六亿元。")])
    assert split["words window"].max() == split["words sentence"].max()
    assert joined["words window"][0] > split["words window"].max()


def test_a_number_asked_for_is_a_cue_only_where_a_number_stands() -> None:
    features = shipped_reranker().features(QUESTION, [hit("小松基地投资很大。"), hit("小松基地投资6亿元。")])
    assert features["number cue"][0] == 0 < features["number cue"][1]


def test_numbers_and_latin_words_must_be_the_very_ones() -> None:
    features = shipped_reranker().features("2022年CPI涨了吗", [hit("2022年CPI上涨。"), hit("2021年上涨。")])
    assert features["exact passage"].tolist() == [1.0, 0.0]


@given(st.text(max_size=40), st.lists(st.text(max_size=80), min_size=1, max_size=5))
def test_any_text_has_features_between_zero_and_one(question: str, texts: list[str]) -> None:
    features = shipped_reranker().features(question, [hit(text) for text in texts])
    assert all(len(values) == len(texts) for values in features.values())
    assert all(values.min() >= -1e-4 and values.max() <= 1.0001 for values in features.values())


@given(st.permutations(range(4)))
def test_a_score_does_not_depend_on_the_order_of_hits(order: list[int]) -> None:
    hits = [hit(text) for text in ("小松。", "产业基地总投资。", "三点六亿元。明天。", "")]
    plain = shipped_reranker().score(QUESTION, hits)
    mixed = shipped_reranker().score(QUESTION, [hits[place] for place in order])
    np.testing.assert_allclose(mixed, plain[list(order)], rtol=1e-5)


@pytest.mark.parametrize("question", ["", "？", "的", "abc", "12%"])
def test_a_question_of_almost_nothing_is_no_error(question: str) -> None:
    assert np.isfinite(shipped_reranker().score(question, [hit("小松。"), hit("")])).all()
    assert shipped_reranker().score(question, []).shape == (0,)
