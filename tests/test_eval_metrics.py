import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import (
    abstention_precision,
    abstention_recall,
    answer_correct,
    bootstrap_interval,
    citation_correct,
    exact_match,
    false_answer_rate,
    holds,
    matches,
    mrr,
    ndcg,
    normalise,
    percentile,
    premise_caught,
    quotes_are_slices,
    recall_at_k,
    span_f1,
    without_marks,
    wrong_refusal_rate,
)
from index.types import Article
from rag.types import Citation

ARTICLE = Article(id="a", title="", text="会议由陈成华主持。", source="a.txt")


def test_width_space_case_and_quotation_marks_do_not_count() -> None:
    assert normalise("“Ａ +\n招商”《规划》（试点）") == "a+招商规划(试点)"


@pytest.mark.parametrize(
    ("text", "answer", "held"),
    [
        ("落地项目15个", "15个", True),
        ("落地项目115个", "15个", False),
        ("占比12.5%", "5%", False),
        ("占比２．５％", "2.5%", True),
        ("列第65位", "65", True),
        ("列第65.5位", "65", False),
        ("电话0537-65", "0537-6", False),
        ("陈成华主持", "", False),
        ("2023年3月17日", "3月17日", True),
        ("共5。", "5", True),
    ],
)
def test_a_number_is_never_found_inside_a_longer_number(text: str, answer: str, held: bool) -> None:
    assert holds(text, answer) is held


def test_any_wants_one_and_all_wants_each_item_or_its_alternative() -> None:
    assert matches("刘章箭主持", ["陈成华", "刘章箭"])
    assert not matches("刘章箭主持", ["陈成华", "刘章箭"], "all")
    assert matches("4月21日和2022-04-23", ["4月21日|2022-04-21", "4月23日|2022-04-23"], "all")
    assert not matches("什么都行", [], "all")


def test_an_answer_is_correct_by_its_short_answer_or_its_quotes_but_never_uncited() -> None:
    assert answer_correct("陈成华", ["会议召开。"], ["陈成华"])
    assert answer_correct("", ["陈成华主持。"], ["陈成华"])
    assert not answer_correct("陈成华", [], ["陈成华"])
    assert not answer_correct("刘章箭", ["会议召开。"], ["陈成华"])


def test_the_quotes_together_hold_a_list_but_an_answer_never_spans_two_quotes() -> None:
    assert citation_correct(["甲厂。", "乙厂。"], ["甲厂", "乙厂"], match="all")
    assert not citation_correct(["陈", "成华"], ["陈 成华甲"])


def test_only_a_non_empty_part_of_the_text_is_a_slice() -> None:
    assert quotes_are_slices([Citation(1, ARTICLE, 3, 6)])
    assert quotes_are_slices([])
    for start, end in [(3, 3), (-1, 3), (0, 99), (6, 3)]:
        assert not quotes_are_slices([Citation(1, ARTICLE, start, end)])


def test_marks_are_no_part_of_the_answer() -> None:
    assert without_marks("增长44.6%[1]。总额200亿元 [12]") == "增长44.6%。总额200亿元"


def test_recall_is_the_share_of_the_wanted_within_k() -> None:
    assert recall_at_k([1, 6, None, 5], 5) == 0.5
    assert recall_at_k([2], 1) == 0
    assert recall_at_k([], 5) is None


def test_mrr_is_the_reciprocal_of_the_best_rank() -> None:
    assert mrr([4, 2, None]) == 0.5
    assert mrr([None]) == 0
    assert mrr([]) is None


def test_ndcg_by_hand() -> None:
    # DCG = 1/log2(2) + 0 + 1/log2(4) = 1.5; ideal = 1/log2(2) + 1/log2(3) = 1.63093
    assert ndcg([1, 0, 1], [1, 1, 0], k=3) == pytest.approx(1.5 / (1 + 1 / math.log2(3)))
    assert ndcg([0, 1], [1], k=1) == 0
    assert ndcg([0], [0], k=1) is None


def test_a_false_premise_is_caught_by_silence_or_by_naming_both_sides() -> None:
    def caught(text: str, *, abstained: bool = False) -> float:
        return premise_caught(text, abstained=abstained, premise="4月25日", answers=["4月23日"])

    assert caught("报上是4月23日，不是4月25日。") == 1
    assert caught("", abstained=True) == 1
    assert caught("4月25日召开。") == caught("刘章箭主持。") == caught("4月23日召开。") == 0


def test_each_measure_of_silence_counts_only_its_own_questions() -> None:
    cases = [(True, True), (True, False), (False, True), (False, False)]  # abstained, answerable
    measures = [abstention_precision, abstention_recall, false_answer_rate, wrong_refusal_rate]
    assert [[m(abstained=a, answerable=b) for a, b in cases] for m in measures] == [
        [0, 1, None, None],
        [None, 1, None, 0],
        [None, 0, None, 1],
        [1, None, 0, None],
    ]


def test_exact_match_ignores_punctuation() -> None:
    assert exact_match("“光荣”和ω-force。", ["光荣和ωforce"]) == 1
    assert exact_match("光荣", ["光荣和ωforce"]) == 0


def test_f1_of_the_longest_common_run_by_hand() -> None:
    # run 52集 has two tokens (52, 集); short 共52集 has three, gold two: 2*2/(3+2)
    assert span_f1("共52集", ["52集"]) == pytest.approx(0.8)
    assert span_f1("共52集", ["没有", "共 52 集"]) == 1
    assert span_f1("", ["52集"]) == 0


def test_the_interval_of_constant_values_is_that_value_and_it_is_deterministic() -> None:
    assert bootstrap_interval([1.0] * 9) == (1.0, 1.0)
    assert bootstrap_interval([0, 1] * 20, seed=3) == bootstrap_interval([0, 1] * 20, seed=3)
    assert all(map(math.isnan, bootstrap_interval([])))


def test_the_interval_of_a_fair_coin_is_near_the_normal_one() -> None:
    low, high = bootstrap_interval([0.0, 1.0] * 200)
    assert low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.01)
    assert high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.01)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_interval_lies_within_the_values(values: list[float]) -> None:
    low, high = bootstrap_interval(values, samples=50)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9


def test_percentile_takes_the_nearest_rank() -> None:
    assert percentile([30, 10, 20], 50) == 20
    assert percentile(list(range(1, 101)), 95) == 95
    assert math.isnan(percentile([], 50))
