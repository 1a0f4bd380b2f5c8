"""Looks and choices of one browser, in a real one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser import QUESTION, ask, chinese_in_sight, needs_chromium, open_page, open_tab, serving

pytestmark = needs_chromium


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    """Open the page as a new person."""
    opened = open_page(browser, address)
    yield opened
    opened.context.close()


def look(page: Page, name: str, value: str) -> None:
    open_tab(page, "preferences")
    page.locator(f'#looks [data-look="{name}"][data-value="{value}"]').click()


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def text_size(page: Page) -> float:
    return float(page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)"))


def test_the_page_speaks_chinese_to_every_browser_until_told_otherwise(page: Page) -> None:
    assert page.evaluate("navigator.languages[0]") == "en-US"
    expect(page.get_by_role("tab").first).to_have_text("提问")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.title() == "报问：向报纸提问"


def test_english_is_one_click_away_is_kept_and_goes_again(page: Page) -> None:
    page.get_by_role("button", name="English").first.click()
    expect(page.get_by_role("tab").first).to_have_text("Ask")
    expect(page.locator(".holdings")).to_have_text(
        "31 reports · reports from 26 Apr 2018 (inferred) to Mar 2023 (inferred)"
    )
    expect(page.get_by_label("Question")).to_have_attribute("placeholder", "Ask in Chinese, press Enter")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.reload()
    expect(page.get_by_role("heading", level=2).first).to_have_text("What would you like to know?")
    assert page.title() == "Baowen: ask a newspaper archive"
    page.get_by_role("button", name="中文").first.click()
    expect(page.get_by_role("tab").first).to_have_text("提问")
    expect(page.get_by_label("问题")).to_have_attribute("placeholder", "输入问题，回车发送")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_english_leaves_questions_and_articles_as_they_are(page: Page) -> None:
    example = page.locator(".example").first.inner_text()
    page.get_by_role("button", name="English").first.click()
    expect(page.locator(".welcome h2")).to_have_text("What would you like to know?")
    expect(page.locator(".example").first).to_have_text(example)
    expect(page.locator(".example").first).to_have_attribute("lang", "zh-CN")


def test_english_is_put_in_place_of_chinese_once_and_no_more(page: Page) -> None:
    page.get_by_role("button", name="English").first.click()
    expect(page.locator(".welcome h2")).to_have_text("What would you like to know?")
    page.evaluate(
        """() => {
          window.changes = 0;
          const watched = { subtree: true, childList: true, characterData: true, attributes: true };
          new MutationObserver((all) => { window.changes += all.length; }).observe(document.body, watched);
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.changes") == 0


def test_five_thousand_rows_are_translated_before_they_are_painted(page: Page) -> None:
    page.get_by_role("button", name="English").first.click()
    expect(page.locator(".welcome h2")).to_have_text("What would you like to know?")
    told = page.evaluate(
        """async () => {
          const table = document.createElement("table");
          for (let n = 0; n < 5000; n++) {
            const row = table.insertRow();
            const texts = ["报道", `2022年4月${n % 28 + 1}日`, `${n} 篇报道`];
            for (const text of texts) row.insertCell().textContent = text;
            row.insertCell().textContent = "标题".repeat(10);
            row.lastChild.translate = false;
          }
          document.querySelector(".welcome").append(table);
          await Promise.resolve(); // comes before any painting
          return table.rows[4].innerText;
        }"""
    )
    assert told.split("\t") == ["Report", "5 Apr 2022", "4 reports", "标题" * 10]


@pytest.mark.parametrize("tab", ["ask", "preferences"])
def test_in_english_no_chinese_of_the_page_is_left(page: Page, tab: str) -> None:
    page.get_by_role("button", name="English").first.click()
    expect(page.get_by_role("tab").first).to_have_text("Ask")
    open_tab(page, tab)
    assert chinese_in_sight(page) == []


def test_the_theme_is_the_systems_until_chosen_and_kept_over_a_reload_without_a_flash(page: Page) -> None:
    light = background(page)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_class("dark")
    dark = background(page)
    assert light != dark
    look(page, "theme", "light")
    assert background(page) == light
    expect(page.locator('#looks [data-value="light"]')).to_have_attribute("aria-pressed", "true")
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => window.first = document.documentElement.dataset.theme)"
    )
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    assert page.evaluate("window.first") == "light"
    assert background(page) == light
    look(page, "theme", "dark")
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    assert page.evaluate("window.first") == "dark"


def test_a_theme_in_the_address_is_shown(address: str, browser: Browser) -> None:
    page = open_page(browser, address + "?__theme=dark")
    expect(page.locator("body")).to_have_class("dark")
    page.context.close()


def test_text_grows_with_its_size_and_comes_back_with_it(page: Page) -> None:
    sizes = []
    for name in ("small", "normal", "large", "huge"):
        look(page, "size", name)
        sizes.append(text_size(page))
    assert sizes == sorted(sizes)
    assert sizes[1] == 16
    assert sizes[-1] >= 1.3 * 16
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    assert text_size(page) == sizes[-1]


def test_what_a_browser_keeps_may_be_nonsense(page: Page) -> None:
    page.evaluate('localStorage.setItem("baowen-looks", JSON.stringify({theme: {}, size: "9", language: 3}))')
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    assert text_size(page) == 16
    page.evaluate('localStorage.setItem("baowen-looks", "<")')
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()


def test_another_window_of_the_same_browser_follows(page: Page, address: str) -> None:
    other = page.context.new_page()
    other.goto(address)
    expect(other.locator(".welcome")).to_be_visible()
    page.get_by_role("button", name="English").first.click()
    expect(other.get_by_role("tab").first).to_have_text("Ask")


def test_the_first_words_are_there_before_any_script_of_gradio(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/assets/**", lambda route: route.abort())
    page.goto(address)
    expect(page.locator("#opening")).to_have_text("报问")
    context.close()


def field(page: Page, act: str) -> Locator:
    open_tab(page, "preferences")
    expect(page.locator("#scope-note")).to_contain_text(re.compile("问|日期"), timeout=20_000)
    return page.locator(f'#tab-preferences [data-act="{act}"]').first


def test_only_reports_of_the_days_chosen_are_asked_also_after_a_reload(page: Page) -> None:
    field(page, "until").fill("2022年")
    field(page, "until").blur()
    expect(page.locator("#scope-note")).to_have_text("只问2022年为止的报道")
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".restrictions")).to_contain_text("只问2022年为止的报道")
    ask(page, QUESTION)
    expect(page.locator("#a1")).to_be_visible()
    expect(page.locator("#a1 .short", has_text="200亿元")).to_have_count(0)
    expect(field(page, "until")).to_have_value("2022")
    field(page, "until").fill("2021")
    field(page, "until").blur()
    page.locator("[data-act=related]").select_option("7")
    page.get_by_role("button", name="恢复默认设置").click()
    expect(page.locator("[data-act=related]")).to_have_value("3")
    expect(field(page, "until")).to_have_value("")
    expect(page.locator("#scope-note")).to_have_text("问全部报道")


def test_what_is_asked_is_said_beside_the_question_box_and_lifted_there(page: Page) -> None:
    field(page, "since").fill("2022-04")
    field(page, "since").blur()
    expect(page.locator("#scope-note")).to_have_text("只问2022年4月以来的报道")
    open_tab(page, "ask")
    expect(page.locator(".restrictions")).to_contain_text("只问2022年4月以来的报道")
    page.get_by_role("button", name="取消这个限制").click()
    expect(page.locator(".restrictions")).to_have_count(0)
    expect(field(page, "since")).to_have_value("")


def test_a_day_that_is_none_is_named_and_not_taken(page: Page) -> None:
    field(page, "since").fill("2022-13")
    field(page, "since").blur()
    expect(page.locator("#scope-note [role=alert]")).to_contain_text("看不懂这个日期")
    field(page, "since").fill("2023")
    field(page, "since").blur()
    expect(page.locator("#scope-note")).to_have_text("只问2023年以来的报道")
    field(page, "until").fill("2022-05")
    field(page, "until").blur()
    expect(page.locator("#scope-note [role=alert]")).to_contain_text("晚于")


def test_files_are_searched_ticked_and_asked_alone(page: Page) -> None:
    expect(field(page, "source")).to_be_visible()
    expect(page.locator(".files li")).to_have_count(5)
    page.get_by_label("找文件").fill("003")
    expect(page.locator(".files li")).to_have_count(1)
    page.get_by_role("checkbox", name="003_ef4827f693594c71.txt").check()
    expect(page.locator(".picked li")).to_contain_text("003_ef4827f693594c71.txt")
    expect(page.locator("#scope-note")).to_have_text("只问 1 个文件")
    open_tab(page, "ask")
    ask(page, QUESTION)
    expect(page.locator("#a1")).to_be_visible()
    files = page.locator(".sources .facts", has_text=".txt").all_inner_texts()
    assert all("003_ef4827f693594c71.txt" in facts for facts in files)
    open_tab(page, "preferences")
    page.get_by_role("button", name="不再只问这个文件").click()
    expect(page.locator("#scope-note")).to_have_text("问全部报道")
    expect(page.locator(".files input:checked")).to_have_count(0)


def test_what_a_model_is_and_that_none_is_set_up_is_said(page: Page) -> None:
    open_tab(page, "preferences")
    expect(page.locator("#answering")).to_contain_text("没有设置，答案只摘原文。")


def test_a_model_is_named_with_its_address_checked_on_demand_and_left_out_when_unticked(
    browser: Browser,
) -> None:
    from eval.benchmarks.llm_server import KEY, ScriptedServer, says

    with (
        ScriptedServer(polite=says("好")) as server,
        serving(*("--llm", "openai:polite", "--llm-base-url", server.url), BAOWEN_LLM_API_KEY=KEY) as address,
    ):
        page = open_page(browser, address)
        open_tab(page, "preferences")
        expect(page.locator("#answering")).to_contain_text("polite")
        expect(page.locator("#answering")).to_contain_text(server.url)
        assert KEY not in page.content()
        page.get_by_role("button", name="检查连接").click()
        expect(page.locator("#model-note")).to_contain_text("有回应")
        page.get_by_role("checkbox", name="由它措辞").uncheck()
        open_tab(page, "ask")
        ask(page, QUESTION)
        expect(page.locator("#a1 .short")).to_contain_text("200亿元")
        expect(page.locator("#a1 .noted")).to_have_count(0)
        page.context.close()
