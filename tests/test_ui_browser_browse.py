"""The tab 档案 in a real browser, on the seeds and on 5,000 articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser import ROOT, chinese_in_sight, needs_chromium, open_page, open_tab, serving
from index.types import Article, PartialDate
from large_archive import build_large
from rag import Archive, build

pytestmark = needs_chromium
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="module")
def seeds() -> Iterator[str]:
    """Serve the seeds."""
    with serving() as served:
        yield served


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve 5,000 articles."""
    folder = build_large(tmp_path_factory.mktemp("large") / "archive")
    with serving("--archive", str(folder)) as served:
        yield served


@pytest.fixture
def page(seeds: str, browser: Browser) -> Iterator[Page]:
    """Open the list of the seeds as a new person."""
    opened = open_list(browser, seeds)
    yield opened
    opened.context.close()


def open_list(browser: Browser, address: str, *, width: int = 1280, theme: str = "light") -> Page:
    page = open_page(browser, address, width=width, theme=theme)
    open_tab(page, "browse")
    expect(page.locator("#browse-results .count")).to_be_visible(timeout=15_000)
    expect(page.locator("#browse-names .names")).to_be_visible(timeout=15_000)
    return page


def counted(page: Page, count: int) -> None:
    expect(page.locator("#browse-results .count")).to_have_text(f"共 {count} 篇")


def rows(page: Page) -> Locator:
    return page.locator(".articles tbody tr:not(.whole-row)")


def send(page: Page, **fields: str) -> None:
    for label, text in fields.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="筛选", exact=True).click()


def test_the_articles_are_listed_newest_first_with_date_headline_kind_reporters_and_source(
    page: Page,
) -> None:
    counted(page, 31)
    first = rows(page).first.locator("td")
    expect(first.nth(0)).to_have_text("2023年3月 推断")
    expect(first.nth(1)).to_have_text("济宁高新区党工委会议召开")
    expect(first.nth(2)).to_have_text("报道")
    expect(first.nth(3)).to_have_text("曹俐、段亚洲")
    expect(first.nth(4)).to_have_text("000_62c101a7cbe74960.txt")


def test_words_and_dates_narrow_the_list_and_their_marks_are_shown(page: Page) -> None:
    send(page, 词语="外贸", 从="2023")
    expect(page.locator(".browse-head .tag")).to_have_text(["含有 外贸 ×", "见报 2023年起 ×"])
    headlines = page.locator(".articles .headline")
    assert headlines.count() < 10
    headlines.first.click()
    expect(page.locator(".opened .text mark").first).to_have_text("外贸")
    page.get_by_role("button", name="去掉条件：含有 外贸").click()
    expect(page.locator(".browse-head .tag")).to_have_text(["见报 2023年起 ×"])
    expect(page.get_by_label("词语", exact=True)).to_have_value("")


def test_a_date_that_is_not_understood_is_named_with_the_forms_that_are(page: Page) -> None:
    send(page, 从="去年")
    expect(page.get_by_role("alert")).to_have_text("看不懂日期“去年”。请写成 2022、2022-04 或 2022-04-26。")


def test_kind_file_and_reporter_narrow_the_list(page: Page) -> None:
    page.get_by_role("combobox", name="种类").select_option("图片")
    send(page)
    counted(page, 1)
    page.get_by_role("combobox", name="种类").select_option("所有报道")
    send(page, 文件="001_c30e75187c8e3249.txt")
    counted(page, 7)
    send(page, 文件="", 记者="曹俐")
    expect(rows(page).first.locator("td").nth(3)).to_contain_text("曹俐")


def test_a_column_sorts_the_whole_list_and_says_so_also_by_keyboard(page: Page) -> None:
    title = page.locator("th.title")
    expect(title).to_have_attribute("aria-sort", "none")
    title.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(title).to_have_attribute("aria-sort", "ascending")
    sounds = [name.encode("gb18030") for name in page.locator(".headline").all_inner_texts()]
    assert [s for s in sounds if s[0] >= 0xB0] == sorted(s for s in sounds if s[0] >= 0xB0)
    expect(title.get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(title).to_have_attribute("aria-sort", "descending")
    expect(page.locator("th.date")).to_have_attribute("aria-sort", "none")


def test_an_article_opens_in_place_with_its_names_its_neighbours_and_its_own_address(page: Page) -> None:
    headline = page.locator(".headline", has_text="泗水县党政考察团来高新区考察参观")
    headline.click()
    expect(headline).to_have_attribute("aria-expanded", "true")
    opened = page.locator(".whole-row .opened")
    expect(opened.locator(".text")).to_contain_text("本报济宁讯")
    expect(opened.locator(".named")).to_contain_text("提到的人物和机构")
    neighbour = opened.locator(".neighbours .link").first
    expect(opened.get_by_role("link", name="单独打开这篇文章")).to_have_attribute(
        "href", re.compile(r"^/article/002_")
    )
    name = neighbour.inner_text()
    neighbour.click()
    expect(page.locator('.headline[aria-expanded="true"]')).to_have_text(name)


def test_a_month_of_the_timeline_shows_what_happened_and_narrows_the_list(page: Page) -> None:
    bar = page.locator("#browse-timeline").get_by_role("button", name=re.compile("^2022年4月，7 篇"))
    bar.click()
    counted(page, 7)
    expect(page.locator(".browse-head .tag")).to_have_text("发生于 2022-04 ×")
    expect(page.locator(".told .link")).to_have_count(7)
    expect(bar).to_have_attribute("aria-pressed", "true")
    expect(bar).to_be_focused()
    bar.click()
    counted(page, 31)


def test_the_coverage_shows_which_days_are_in_and_which_months_are_known_alone(page: Page) -> None:
    coverage = page.locator("#browse-coverage")
    expect(coverage.get_by_role("button", name="2022年4月，1 天有报道，缺 29 天")).to_be_visible()
    expect(
        coverage.get_by_role("button", name=re.compile("2023年3月，0 天有报道.*9 篇只知月份"))
    ).to_have_text("约")
    expect(coverage.get_by_role("img", name="2021年5月没有报道")).to_be_attached()
    coverage.get_by_role("button", name="2020年，看每一天").click()
    coverage.get_by_role("button", name=re.compile("^5月12日，")).click()
    counted(page, 5)
    expect(page.get_by_label("从", exact=True)).to_have_value("2020-05-12")


def test_a_name_stands_with_its_dates_and_narrows_the_list(page: Page) -> None:
    names = page.locator("#browse-names")
    first = names.locator("section", has_text="人物").last.locator("li").first
    expect(first.locator(".link")).to_have_text("刘章箭")
    expect(first.locator(".number")).to_have_text("11 篇")
    first.locator("summary").click()
    expect(first.locator(".dates")).to_contain_text("2022-04-23")
    first.locator(".link").click()
    counted(page, 11)
    expect(page.locator(".browse-head .tag")).to_have_text("提到 刘章箭 ×")


def test_arrow_keys_move_through_the_months(page: Page) -> None:
    bars = page.locator("#browse-timeline .bars button")
    stops = page.locator('#browse-timeline .bars button[tabindex="0"]')
    expect(stops).to_have_count(1)
    bars.first.focus()
    page.keyboard.press("ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(bars.last).to_be_focused()
    expect(stops).to_have_count(1)


def test_five_thousand_articles_open_narrow_and_turn(large: str, browser: Browser) -> None:
    page = open_page(browser, large)
    open_tab(page, "browse")
    counted(page, 5009)
    expect(page.locator("#browse-names .names")).to_be_visible(timeout=20_000)
    expect(rows(page)).to_have_count(50)
    expect(page.locator(".pager")).to_contain_text("第 1 页，共 101 页")
    page.get_by_role("button", name="下一页").click()
    expect(page.locator(".pager")).to_contain_text("第 51 至 100 篇")
    send(page, 从="2019", 到="2019-03")
    expect(page.locator(".browse-head .tag")).to_have_text("见报 2019年至2019年3月 ×")
    page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pictures_follow_the_theme(seeds: str, browser: Browser, theme: str) -> None:
    page = open_list(browser, seeds, theme=theme)
    colours = page.evaluate(
        """() => ["#browse-timeline .bar span", "#browse-coverage .level-1"].map((place) =>
          getComputedStyle(document.querySelector(place)).backgroundColor)"""
    )
    light = ["rgb(201, 185, 156)", "rgb(240, 228, 208)"]
    assert (colours == light) == (theme == "light")
    page.context.close()


def test_a_phone_shows_everything_without_scrolling_sideways(seeds: str, browser: Browser) -> None:
    page = open_list(browser, seeds, width=360)
    page.locator(".headline").first.click()
    expect(page.locator(".opened")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("button", name="时间线").first.click()
    expect(page.locator("#browse-timeline")).to_be_in_viewport()
    page.locator("#browse-timeline .bar").first.click()
    expect(page.locator("#browse-results .count")).to_be_in_viewport()
    page.context.close()


def test_hostile_articles_neither_run_nor_break_the_page(tmp_path: Path, browser: Browser) -> None:
    build([next(SEEDS.glob("000*"))], tmp_path / "archive")
    archive = Archive.open(tmp_path / "archive")
    bad = "<img src=x onerror=document.title='x'>\u202e\u200b"
    hostile = Article(
        id='"><script>document.title="x"</script>',
        title=bad + "长" * 10_000,
        text=f"书记王小波主持。{bad}" + "w" * 5000,
        source=f"javascript:{bad}.txt",
        reporters=(bad + "r" * 300,),
        published=PartialDate(2023, 5, 1),
    )
    archive.add_articles([hostile])
    archive.close()
    with serving("--archive", str(tmp_path / "archive")) as address:
        page = open_list(browser, address, width=360)
        page.locator(".headline").first.click()
        expect(page.locator(".opened .text")).to_contain_text("onerror")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert page.title() != "x"
        assert page.locator("#browse-main img, #browse-aside img").count() == 0
        link = page.get_by_role("link", name="单独打开这篇文章").get_attribute("href")
        assert link == "/article/%22%3E%3Cscript%3Edocument.title%3D%22x%22%3C%2Fscript%3E"
        page.context.close()


def test_the_tab_speaks_english(seeds: str, browser: Browser) -> None:
    page = open_list(browser, seeds)
    page.get_by_role("button", name="English").click()
    page.locator(".headline").first.click()
    expect(page.locator(".opened")).to_be_visible()
    expect(page.locator("#browse-results .count")).to_have_text("31 articles")
    assert chinese_in_sight(page) == []
    page.context.close()
