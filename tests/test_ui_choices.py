from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from index.store import Filter
from ui.choices import Choices


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
