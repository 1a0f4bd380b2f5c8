"""Dates in Chinese numerals, the impossible ones among them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import find_date
from index.segment import segment
from index.types import Page, PartialDate


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("二〇二一年三月五日", 3, 5),
        ("二○二一年十月十日", 10, 10),
        ("二〇二一年十二月三十一日", 12, 31),
        ("二零二一年十一月二十日", 11, 20),
    ],
)
def test_a_date_in_chinese_numerals_is_read(text: str, month: int, day: int) -> None:
    assert find_date(text) == PartialDate(2021, month, day)


@pytest.mark.parametrize("text", ["二〇二一年三月二十十日", "二〇二一年十十月五日", "二〇二一年三月三二一日"])
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert find_date(text) is None
    segment(Page("p.txt", f"{text}\n\n济宁日报"))


@given(st.text("一二三四五六七八九十", min_size=1, max_size=2), st.text("一二三九十", min_size=1, max_size=3))
def test_no_numerals_make_it_fail(month: str, day: str) -> None:
    found = find_date(f"二〇二一年{month}月{day}日")
    assert found is None or found.year == 2021
