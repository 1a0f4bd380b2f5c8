from __future__ import annotations

import json

import pytest

from index.types import Article
from rag import Archive
from ui.browsing import PAGE, View, find
from ui_archive import MEETING, TRADE


def archive() -> Archive:
    return Archive.from_articles([TRADE, MEETING])


def sent(**fields: str) -> str:
    return json.dumps(fields)


def test_a_form_replaces_what_is_looked_for_and_starts_at_the_first_page() -> None:
    view = View(page=3, opened="a", column="title", named="某人").after(
        "filter", sent(words=" 外贸 ", since="2022")
    )
    assert (view.words, view.since, view.page, view.opened) == ("外贸", "2022", 1, "")
    assert (view.column, view.named) == ("title", "某人")


@pytest.mark.parametrize("value", ["", "[]", "{", '{"words": 3}', "null"])
def test_a_broken_form_breaks_nothing(value: str) -> None:
    assert View().after("filter", value).since == ""


def test_a_column_sorts_and_turns_round() -> None:
    view = View().after("sort", "title")
    assert (view.column, view.descending) == ("title", False)
    assert view.after("sort", "title").descending
    assert View().after("sort", "date").descending is False
    assert View().after("sort", "password") == View()


def test_a_second_click_takes_a_choice_back() -> None:
    for act, value in (
        ("happened", "2023-02"),
        ("named", "刘章箭"),
        ("open", "a1"),
        ("published", "2022-04"),
    ):
        chosen = View().after(act, value)
        assert chosen != View()
        assert chosen.after(act, value) == View()


def test_a_condition_is_dropped_and_all_are() -> None:
    view = View(words="外贸", since="2022", until="2023", kind="all", named="某人")
    assert view.after("drop", "words").words == ""
    assert view.after("drop", "dates") == View(words="外贸", kind="all", named="某人")
    assert view.after("drop", "column") == view
    assert view.after("reset", "") == View()


def test_an_unknown_act_changes_nothing() -> None:
    assert View().after("destroy", "everything") == View()


def test_the_timeline_keeps_the_other_months() -> None:
    found = find(archive(), View(happened="2023-02"))
    assert [a.id for a in found.articles] == ["a1"]
    assert {a.id for a in found.timeline} == {"a1", "a2"}


def test_what_is_not_understood_finds_nothing_and_says_so() -> None:
    assert find(archive(), View(since="去年")).error.startswith("看不懂日期“去年”")
    swapped = find(archive(), View(since="2023", until="2022"))
    assert (swapped.articles, swapped.error) == ((), "起始日期晚于结束日期，什么也找不到。请把两个日期对调。")


def test_a_page_past_the_end_is_the_last_one() -> None:
    many = Archive.from_articles(
        [Article(id=str(n), title="", text="文", source="") for n in range(PAGE + 1)]
    )
    found = find(many, View(page=99))
    assert found.pages == 2
    assert len(found.on(View(page=99))) == 1
    assert len(found.on(View())) == PAGE
