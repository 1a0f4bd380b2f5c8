"""Dates in Chinese numerals, the impossible ones among them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import find_date, read_date
from index.errors import InputError
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


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("2022", PartialDate(2022)),
        (" 2022-4 ", PartialDate(2022, 4)),
        ("2022-04-26", PartialDate(2022, 4, 26)),
        ("2022年4月26日", PartialDate(2022, 4, 26)),
        ("2022年", PartialDate(2022)),
        ("2022/4/26", PartialDate(2022, 4, 26)),
        ("2022.4", PartialDate(2022, 4)),
        ("2022 年 4 月", PartialDate(2022, 4)),
        (" ２０２２．４．６ ", PartialDate(2022, 4, 6)),
        ("", None),
    ],
)
def test_a_date_is_read_however_it_is_written(typed: str, date: PartialDate | None) -> None:
    assert read_date(typed) == date


@pytest.mark.parametrize(
    "typed", ["去年", "2022-13", "2022-02-30", "0", "22", "22-4-26", "99999", "1-2-3-4", "<b>", "9" * 5000]
)
def test_another_date_is_an_error_that_names_it_and_shows_how(typed: str) -> None:
    with pytest.raises(InputError, match=r"看不懂日期.*请写成 2022、2022-04 或 2022-04-26"):
        read_date(typed)
