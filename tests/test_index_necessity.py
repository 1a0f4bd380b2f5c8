"""Term necessity: question words weigh little, what a passage must hold weighs much."""

import pytest

from index.keyword import KeywordIndex
from index.necessity import necessity
from index.training.necessity import count


def test_question_words_are_needless_and_names_are_needed() -> None:
    assert max(necessity(word) for word in ("什么", "多少", "谁", "哪里")) < 0.1
    assert min(necessity(word) for word in ("年", "月", "iphone")) > 0.9


@pytest.mark.parametrize("term", ["魑魅", "魑", "魑魅魍魉", "zzz"])
def test_an_unknown_term_takes_the_average_of_its_kind(term: str) -> None:
    assert 0.5 < necessity(term) < 1


def test_counting_is_by_question_and_by_kind() -> None:
    counts = count([("谁来了？", "他来了。"), ("谁？", "谁来了。")])
    assert counts["谁"] == (1, 2)
    assert counts["<one>"] == (3, 4)  # 谁 来 了, and 谁
    assert "<latin>" not in counts


def test_a_passage_with_the_rare_word_beats_one_with_the_question_word() -> None:
    index = KeywordIndex.open()
    filler = [(number, "", "今天天气很好，适合出门。") for number in range(2, 40)]
    index.update([(0, "", "这是什么？什么是什么？"), (1, "", "服务进程rpcbind其实是一个程序。"), *filler])
    assert index.search("rpcbind是什么", 2)[0][0] == 1
