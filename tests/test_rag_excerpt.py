"""Cutting the clauses around a short answer out of its quote."""

from hypothesis import given
from hypothesis import strategies as st

from rag.excerpt import LIMIT, excerpt

QUOTE = (
    "海州港区三号码头3月4日正式开港，码头总投资12亿元，由海州港务集团建设，"
    "年吞吐量800万吨，可停靠十万吨级货轮，带动就业两千人，是全市今年的重点工程。"
)


def test_an_excerpt_holds_the_short_answer_in_whole_clauses() -> None:
    found = excerpt(("码头", "投资"), QUOTE, "12亿元")
    assert "码头总投资12亿元" in found
    assert len(found) <= LIMIT
    assert found in QUOTE


def test_the_clauses_that_share_words_with_the_question_come_first() -> None:
    assert "海州港区三号码头" in excerpt(("三号码头",), QUOTE, "12亿元")


def test_the_items_of_a_list_are_shown_together() -> None:
    quote = "该剧由海清、童瑶、张颂文主演，在东方卫视播出。"
    assert excerpt(("主演",), quote, "海清、童瑶、张颂文") == quote.rstrip("。")


def test_a_short_answer_from_elsewhere_is_shown_itself() -> None:
    assert excerpt((), QUOTE, "别处的标题") == "别处的标题"


def test_a_clause_without_an_end_is_cut_around_the_answer() -> None:
    found = excerpt((), "甲" * 100 + "12亿元" + "乙" * 100, "12亿元")
    assert "12亿元" in found
    assert len(found) == LIMIT


@given(st.text(max_size=200), st.text(max_size=80))
def test_an_excerpt_is_never_longer_than_the_limit(quote: str, short: str) -> None:
    assert len(excerpt(("三",), quote, short)) <= LIMIT
