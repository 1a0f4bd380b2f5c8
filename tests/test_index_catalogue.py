from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from index.catalogue import Catalogue, Column, Selection, months, sort_articles, word_spans
from index.store import Filter
from index.types import Article, Kind, PartialDate, Span


def article(id: str, published: PartialDate | None = None, **fields: object) -> Article:
    plain = Article(id=id, title=f"标题{id}", text=f"正文{id}。", source="一.txt", published=published)
    return replace(plain, **fields)  # type: ignore[arg-type]


DAY = article("day", PartialDate(2022, 4, 26), event_date=PartialDate(2022, 3, 30), reporters=("曹俐",))
MONTH = article("month", PartialDate(2023, 2, inferred=True), title="外貿創新高", correspondents=("康凯",))
YEAR = article("year", PartialDate(2021), source="二.txt")
UNDATED = article("undated", kind=Kind.BRIEF, page=2)
MASTHEAD = article("masthead", PartialDate(2022, 4, 26), kind=Kind.MASTHEAD)
ALL = Catalogue([DAY, MONTH, YEAR, UNDATED, MASTHEAD], revision=1)


def ids(selection: Selection) -> list[str]:
    return [found.id for found in ALL.select(selection)]


def test_all_reports_are_listed_and_page_furniture_only_when_asked_for() -> None:
    assert ids(Selection()) == ["day", "month", "year", "undated"]
    assert ids(Selection(kinds=frozenset({Kind.MASTHEAD}))) == ["masthead"]


def test_every_word_must_stand_in_the_article_in_whatever_script() -> None:
    assert ids(Selection(words=("外贸", "新高"))) == ["month"]
    assert ids(Selection(words=("外贸", "没有"))) == []


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ((2022, 1, 1), None, ["day", "month"]),
        (None, (2021, 6, 1), ["year"]),
        ((2023, 2, 10), (2023, 2, 11), ["month"]),
        ((2022, 4, 27), (2023, 1, 31), []),
    ],
)
def test_a_range_of_days_keeps_what_may_have_been_published_in_it(
    since: tuple[int, int, int] | None, until: tuple[int, int, int] | None, found: list[str]
) -> None:
    first, last = (datetime.date(*day) if day else None for day in (since, until))
    assert ids(Selection(chosen=Filter(first, last))) == found


def test_files_writers_ids_and_missing_dates_narrow_the_list() -> None:
    assert ids(Selection(chosen=Filter(sources=("二.txt",)))) == ["year"]
    assert ids(Selection(reporter="康凯")) == ["month"]
    assert ids(Selection(among=frozenset({"day", "masthead"}))) == ["day"]
    assert ids(Selection(undated=True)) == ["undated"]


def test_a_month_is_that_of_what_an_article_tells() -> None:
    assert ids(Selection(happened="2022-03")) == ["day"]
    assert ids(Selection(happened="2022-04")) == []
    assert ids(Selection(happened="2022")) == ["day"]
    assert {month: [a.id for a in group] for month, group in months(ALL.articles).items()} == {
        "2021": ["year"],
        "2022-03": ["day"],
        "2022-04": ["masthead"],
        "2023-02": ["month"],
    }


@pytest.mark.parametrize("descending", [False, True])
def test_what_has_no_date_comes_last_either_way(descending: bool) -> None:
    order = [a.id for a in sort_articles(ALL.select(Selection()), "date", descending=descending)]
    assert order[-1] == "undated"
    assert order[:-1] == (["month", "day", "year"] if descending else ["year", "day", "month"])


@pytest.mark.parametrize(
    ("column", "order"),
    [("title", ["张", "李", "王"]), ("reporters", ["李", "王", "张"]), ("kind", ["王", "李", "张"])],
)
def test_every_column_sorts_chinese_by_its_sound(column: Column, order: list[str]) -> None:
    rows = [
        article("李", title="二", reporters=("阿",), kind=Kind.CAPTION),
        article("王", title="三", reporters=("波",), kind=Kind.BRIEF),
        article("张", title="澳", reporters=("次",), kind=Kind.NEWS),
    ]
    assert [a.id for a in sort_articles(rows, column)] == order


def test_the_coverage_tells_days_from_months_and_years_and_counts_reports_alone() -> None:
    coverage = ALL.coverage
    assert coverage.days == {datetime.date(2022, 4, 26): 1}
    assert coverage.months == {(2023, 2): 1}
    assert coverage.years == {2021: 1}
    assert coverage.undated == 1
    assert coverage.inferred == frozenset()
    assert coverage.bounds == (datetime.date(2021, 1, 1), datetime.date(2023, 2, 28))


def test_a_day_is_inferred_only_when_no_page_states_it() -> None:
    guess, stated = PartialDate(2022, 5, 1, inferred=True), PartialDate(2022, 5, 2)
    also = PartialDate(2022, 5, 2, inferred=True)
    coverage = Catalogue(
        [article(str(d), d) for d in (guess, stated)] + [article("x", also)], revision=1
    ).coverage
    assert coverage.inferred == {guess.first}


def test_nothing_dated_has_no_bounds() -> None:
    assert Catalogue([UNDATED], revision=1).coverage.bounds is None


def test_neighbours_are_the_other_reports_of_the_page() -> None:
    assert [a.id for a in ALL.neighbours(DAY)] == ["month"]
    assert ALL.neighbours(UNDATED) == []


def test_words_are_found_where_they_stand_in_the_text_as_it_is_written() -> None:
    text = "外貿创新，外贸。"
    assert [text[s.start : s.end] for s in word_spans(text, ["外贸", ""])] == ["外貿", "外贸"]
    assert word_spans("", ["外贸"]) == []
    assert word_spans("甲", ["甲"]) == [Span(0, 1)]
