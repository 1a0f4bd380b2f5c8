from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store import Filter
from ui.choices import Choices, SourceFile, source_files
from ui_archive import HOSTILE, MEETING, TRADE


def test_dates_of_any_precision_become_whole_days() -> None:
    chosen = Choices(since="2022-04", until="2023", sources=("a.txt",))
    assert chosen.filter == Filter(datetime.date(2022, 4, 1), datetime.date(2023, 12, 31), ("a.txt",))
    assert not Choices().filter


def test_what_a_browser_kept_is_read_back() -> None:
    chosen = Choices("2022-04", "2023-01-02", ("a", "b"), 5, model=False)
    assert Choices.of(chosen.to_json()) == chosen


texts = st.sampled_from(["", "2022", "2022-13", "0000-01", "x", "2023-02-30"])
json_values = st.none() | st.booleans() | st.integers() | texts | st.lists(texts)


@given(st.dictionaries(st.sampled_from(["since", "until", "sources", "related", "model"]), json_values))
def test_whatever_a_browser_kept_something_usable_comes_of_it(saved: dict[str, object]) -> None:
    chosen = Choices.of(saved)
    assert 0 <= chosen.related <= 10
    assert chosen.filter is not None


def test_restrictions_are_said_in_words_and_lifted_one_by_one() -> None:
    chosen = Choices(since="2022-04", until="2023", sources=("a", "b"))
    assert chosen.restrictions == [
        ("lift-days", "只问2022年4月至2023年的报道"),
        ("lift-sources", "只问 2 个文件"),
    ]
    assert chosen.lifted("lift-days").restrictions == [("lift-sources", "只问 2 个文件")]
    assert chosen.lifted("lift-days").lifted("lift-sources") == Choices()
    assert Choices(since="2022").restrictions == [("lift-days", "只问2022年以来的报道")]
    assert Choices(until="2022").restrictions == [("lift-days", "只问2022年为止的报道")]


@pytest.mark.parametrize("typed", ["2022-4-6", "2022/4/6", "2022年4月6日", " ２０２２．４．６ "])
def test_days_may_be_typed_in_many_ways(typed: str) -> None:
    assert Choices().dated("since", typed).since == "2022-04-06"


@pytest.mark.parametrize("typed", ["去年", "2022-13", "20220406", "2022-04-06-01", "<b>"])
def test_what_is_no_day_is_refused_with_what_to_write(typed: str) -> None:
    with pytest.raises(ValueError, match="请写成 2022"):
        Choices().dated("since", typed)


def test_days_are_taken_back_and_do_not_end_before_they_begin() -> None:
    assert Choices(since="2022").dated("since", "") == Choices()
    with pytest.raises(ValueError, match="晚于"):
        Choices(since="2022").dated("until", "2021-12-31")
    assert Choices(since="2022-05").dated("until", "2022").until == "2022"


def test_files_are_listed_by_name_with_their_reports() -> None:
    files = source_files([TRADE, MEETING, HOSTILE])
    assert files == sorted(files, key=lambda file: file.name)
    assert sum(file.reports for file in files) == 3
    assert all(isinstance(file, SourceFile) for file in files)
