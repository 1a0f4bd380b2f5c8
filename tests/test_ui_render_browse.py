from __future__ import annotations

import datetime
import re
from dataclasses import replace

from index.catalogue import Catalogue, Coverage
from index.types import Article, PartialDate
from rag.names import Names
from test_ui_render import Page
from ui.browsing import Found as Listed
from ui.browsing import View
from ui.render.browse import form_html, results_html
from ui.render.overview import coverage_html, names_html, timeline_html
from ui_archive import HOSTILE, MEETING, TRADE

ALL = Catalogue([TRADE, MEETING, HOSTILE], revision=1)
ALLOWED = set(
    "a article b button caption datalist details div form h2 h3 h4 input label li mark nav ol option p "
    "section select small span summary table tbody td th thead tr ul".split()
)


def listed(view: View, *articles: Article) -> str:
    return results_html(ALL, Listed(articles, articles), view=view, names=["刘章箭"])


def test_the_list_shows_a_row_for_each_article_and_says_how_it_is_sorted() -> None:
    shown = listed(View(), TRADE, MEETING)
    assert '<p class="count" role="status">共 2 篇</p>' in shown
    assert re.findall(r'<th scope="col" class="(\w+)" aria-sort="(\w+)">', shown)[:2] == [
        ("date", "descending"),
        ("title", "none"),
    ]
    assert "<span>2023年2月</span> <small>推断</small>" in shown
    assert "曹俐、康凯、张歌" in shown
    assert "001.txt 第2页" in shown


def test_an_open_article_stands_in_its_place_with_the_words_marked_and_its_permanent_address() -> None:
    shown = listed(View(words="外贸", opened="a1"), MEETING, TRADE)
    assert shown.index(MEETING.title) < shown.index('<tr class="whole-row">')
    assert set(Page(shown).marks) == {"外贸"}
    assert 'href="/article/a1"' in shown
    assert "所记之事：2023年2月21日（推断）" in shown
    assert 'data-act="named" data-value="刘章箭"' in shown


def test_an_open_article_that_the_page_of_the_list_does_not_hold_stands_before_it() -> None:
    shown = listed(View(opened="a1"), MEETING)
    assert shown.index('id="opened"') < shown.index("<table")


def test_an_article_that_is_not_there_any_more_is_said_to_be_gone() -> None:
    assert "这篇文章已经不在档案里。" in listed(View(opened="gone"), TRADE)
    assert "已经不在档案里" not in listed(View(opened=TRADE.id), TRADE)


def test_every_condition_is_shown_and_can_be_dropped() -> None:
    shown = listed(
        View(words="外贸", since="2022", until="2022", kind="brief", named="某人", undated=True), TRADE
    )
    assert re.findall(r'data-act="drop" data-value="(\w+)"', shown) == [
        "words",
        "named",
        "dates",
        "kind",
        "undated",
    ]
    assert 'aria-label="去掉条件：见报 2022年"' in shown
    assert 'data-act="reset"' in shown


def test_nothing_found_and_an_error_say_what_to_do() -> None:
    assert "没有符合条件的文章。去掉一个条件，或换一个词试试。" in listed(View())
    wrong = results_html(ALL, Listed(error="看不懂日期“<b>”。"), view=View())
    assert wrong == '<p class="failed" role="alert">看不懂日期“&lt;b&gt;”。</p>'


def test_the_timeline_has_a_bar_for_each_month_and_the_headlines_of_one() -> None:
    shown = timeline_html([TRADE, MEETING], view=View(happened="2022-04"))
    assert re.findall(
        r'class="bar" data-act="happened" data-value="([\d-]+)" aria-pressed="(\w+)"', shown
    ) == [
        ("2023-02", "false"),
        ("2022-04", "true"),
    ]
    assert 'aria-label="2022年4月，1 篇"' in shown
    assert MEETING.title in shown
    assert TRADE.title not in shown
    assert "没有带日期的文章" in timeline_html([HOSTILE], view=View())


def test_the_coverage_names_days_that_are_in_days_that_are_missing_and_dates_half_known() -> None:
    coverage = Coverage(
        days={datetime.date(2022, 4, 26): 7, datetime.date(2022, 4, 28): 1},
        inferred=frozenset({datetime.date(2022, 4, 28)}),
        months={(2022, 5): 3},
        years={2021: 2},
        undated=4,
    )
    shown = coverage_html(coverage, view=View())
    assert 'aria-label="2022年4月，2 天有报道，缺 28 天"' in shown
    assert 'aria-label="2022年5月，0 天有报道，缺 31 天，另有 3 篇只知月份"' in shown
    assert 'aria-label="2022年6月没有报道"' in shown
    assert "另 2 篇只知年份" in shown
    assert "另有 4 篇日期不详" in shown
    assert 'class="day in" data-act="published" data-value="2022-04-26" aria-label="4月26日，7 篇"' in shown
    assert 'class="day in guess"' in shown
    assert '<span class="day" title="没有报道">27</span>' in shown


def test_a_name_stands_with_the_number_of_its_articles_and_their_dates() -> None:
    names = Names({"刘章箭": ("a1", "a2", "gone")}, {})
    shown = names_html(names, ALL.by_id, view=View(named="刘章箭"))
    assert 'data-value="刘章箭" aria-pressed="true"' in shown
    assert "2 篇" in shown
    assert "<summary>2022-04-26 至 2023-02-21</summary>" in shown
    assert "<li>2022-04-26</li><li>2023-02-21</li>" in shown


def test_hostile_text_makes_no_element_and_no_event_attribute() -> None:
    hostile = replace(
        HOSTILE, id='"><script>\ud800', published=PartialDate(2022, 1, 1), correspondents=("\u202e<i>",)
    )
    catalogue = Catalogue([hostile], revision=1)
    view = View(words="<img", opened=hostile.id, since="2022", source=hostile.source, named=hostile.title)
    names = Names({hostile.title: (hostile.id,)}, {hostile.source: (hostile.id,)})
    parts = (
        form_html(catalogue, view),
        results_html(catalogue, Listed((hostile,), (hostile,)), view=view, names=[hostile.title]),
        timeline_html([hostile], view=view),
        coverage_html(catalogue.coverage, view=view),
        names_html(names, catalogue.by_id, view=view),
    )
    for shown in parts:
        page = Page(shown)
        assert set(page.tags) <= ALLOWED
        assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "style")]
        assert all((link or "").startswith("/article/") for name, link in page.attributes if name == "href")
        assert "\u202e" not in shown
        assert "\ud800" not in shown
