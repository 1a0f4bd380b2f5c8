"""What a sentence says of another thing than is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.contrast import asking, contrary, planned
from rag.understand import understand


@pytest.mark.parametrize(
    ("question", "sentence", "is_other"),
    [
        ("女子双人冠军是谁？", "周明夺得男子双人冠军。", True),
        ("女子双人冠军是谁？", "苏敏夺得女子双人冠军。", False),
        ("第一棒火炬手是谁？", "第三棒火炬手是周明。", True),
        ("2022年出口多少？", "2022年进口80亿元。", True),
        ("2022年出口多少？", "2022年进出口180亿元。", True),
        ("2022年出口多少？", "2022年进出口180亿元，其中出口100亿元。", False),
        ("首届博览会在哪年举办？", "第五届博览会今年10月举办。", True),
        ("第一届博览会在哪年举办？", "首届博览会2016年举办。", False),
        ("石窟一期花了多少？", "石窟二期投资520万元。", True),
        ("谁主持会议？", "周明主持会议。", False),
    ],
)
def test_another_of_a_pair_or_series_is_told(question: str, sentence: str, is_other: bool) -> None:
    assert contrary(understand(question), sentence, "") is is_other


def test_what_the_headline_numbers_need_not_be_numbered_again() -> None:
    query = understand("第七届博览会签约了多少家？")
    assert contrary(query, "80家企业提前签约第八届。", "")
    assert not contrary(query, "80家企业提前签约第八届。", "第七届博览会闭幕")


def test_a_plan_is_no_fact_unless_plans_are_asked_for() -> None:
    sentence = "2025年产值目标为500亿元。"
    assert planned(understand("2025年产值多少亿元？"), sentence)
    assert not planned(understand("2025年产值目标是多少亿元？"), sentence)


def test_a_headline_that_asks_is_a_question() -> None:
    assert asking("口号是如何诞生的？")
    assert not asking("口号是“一起向未来”。")


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_texts_can_be_compared(question: str, sentence: str) -> None:
    query = understand(question)
    assert contrary(query, question, "") is False
    assert isinstance(contrary(query, sentence, ""), bool)
    assert isinstance(planned(query, sentence), bool)
