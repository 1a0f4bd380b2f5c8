"""Conversations, articles on pages of their own and judgements, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import QUESTION, ask, needs_chromium, open_page, serving
from index.records import Record
from rag import Archive
from test_ui_cli import baowen
from ui import feedback
from ui.conversations import KIND

pytestmark = needs_chromium
SECOND = "那2021年呢？"
OTHER = "王卫中一行来高新区是哪天？"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with serving(XDG_DATA_HOME=str(home)) as served:
        yield served


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    """Open the page as somebody who never was here."""
    opened = open_page(browser, address)
    yield opened
    opened.context.close()


@pytest.fixture
def archive(page: Page, home: Path) -> Iterator[Archive]:
    """Open the archive that is being served, beside the server that serves the page."""
    assert page.url
    opened = Archive.open(home / "baowen" / "archive")
    yield opened
    opened.close()


def talk(page: Page, *questions: str) -> str:
    """Ask, wait until each answer is kept, and give the id of the conversation."""
    for question in questions:
        order = page.locator(".turn").count() + 1
        ask(page, question)
        expect(page.locator(f"#t{order} .tools")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?c="))
    address, _, id = page.url.partition("?c=")
    for _ in range(200):  # the last answer is kept after it is shown
        if questions[-1] in page.request.get(f"{address}conversation/{id}.md").text():
            break
        page.wait_for_timeout(100)
    return id


def drawer(page: Page) -> list[str]:
    """Open the drawer; list the titles."""
    page.get_by_role("button", name="历史对话").click()
    expect(page.locator("#drawer")).to_have_class(re.compile("open"))
    expect(page.locator("#drawer .talk, #drawer .none").first).to_be_visible()
    return page.locator("#drawer .talk b").all_inner_texts()


def cookie(page: Page) -> str:
    return next(c["value"] for c in page.context.cookies() if c["name"] == "baowen")


def test_a_conversation_is_there_again_after_a_reload_and_goes_on(page: Page) -> None:
    talk(page, QUESTION)
    before = page.locator("#a1").inner_text()
    page.reload()
    expect(page.locator("#a1")).to_have_text(before, use_inner_text=True)
    expect(page.locator("#a1-c1")).to_be_visible()
    page.locator("#a1 summary").click()
    expect(page.locator("#a1 .why dl")).to_contain_text("题型")
    talk(page, SECOND)
    expect(page.locator("#t2 .note")).to_contain_text("2022年，不是2021年")
    expect(page.locator("#t1")).to_be_visible()
    assert drawer(page) == [QUESTION]


def test_a_conversation_outlives_the_server(browser: Browser, tmp_path: Path) -> None:
    with serving(XDG_DATA_HOME=str(tmp_path)) as first:
        page = open_page(browser, first)
        id = talk(page, QUESTION, SECOND)
    with serving(XDG_DATA_HOME=str(tmp_path)) as second:
        page.goto(f"{second}?c={id}")
        expect(page.locator("#t2 .question")).to_have_text(SECOND)
        expect(page.locator("#t2 .question")).to_be_in_viewport()
        assert drawer(page) == [QUESTION]
    page.context.close()


def test_two_tabs_of_one_browser_hold_different_conversations(page: Page, address: str) -> None:
    first = talk(page, QUESTION)
    other = page.context.new_page()
    other.goto(address)
    expect(other.locator(".welcome")).to_be_visible()
    assert talk(other, OTHER) != first
    page.reload()
    expect(page.locator(".turn .question")).to_have_text([QUESTION])
    other.reload()
    expect(other.locator(".turn .question")).to_have_text([OTHER])
    assert drawer(page) == [OTHER, QUESTION]


def test_conversations_are_found_opened_renamed_deleted_and_brought_back(page: Page) -> None:
    first = talk(page, QUESTION)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".welcome")).to_be_visible()
    assert "c=" not in page.url
    talk(page, OTHER)
    assert drawer(page) == [OTHER, QUESTION]
    page.get_by_label("查找对话").fill("200亿")
    expect(page.locator("#drawer .talk b")).to_have_text([QUESTION])
    page.locator("#drawer .rename").click()
    page.get_by_label("对话的标题").fill("<b>外贸</b>")
    page.keyboard.press("Enter")
    expect(page.locator("#drawer .talk b")).to_have_text([OTHER, "<b>外贸</b>"])
    page.locator("#drawer .rename").first.click()
    page.keyboard.type("不要")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer .talk b")).to_have_text([OTHER, "<b>外贸</b>"])
    page.locator("#drawer .talk").nth(1).click()
    expect(page.locator(".turn .question")).to_have_text([QUESTION])
    expect(page).to_have_url(re.compile(first))
    drawer(page)
    page.locator('#drawer [data-act="delete"]').nth(1).click()
    expect(page.locator("#drawer .talk b")).to_have_text([OTHER])
    expect(page.locator(".welcome")).to_be_visible()  # it was the one on the page
    expect(page.locator("#drawer .removed")).to_contain_text("已删除")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("#drawer .talk b")).to_have_text([OTHER, "<b>外贸</b>"])


def test_the_drawer_is_used_by_keyboard_and_fits_a_phone(page: Page) -> None:
    talk(page, QUESTION)
    page.set_viewport_size({"width": 360, "height": 740})
    opener = page.get_by_role("button", name="历史对话")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("查找对话")).to_be_focused()
    expect(page.locator("#drawer .talk")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#drawer .talk")).to_be_focused()
    box = page.locator("#drawer-list").bounding_box()
    assert box is not None
    assert box["width"] == 360
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(page.locator("#drawer")).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_another_browser_sees_none_of_it(page: Page, browser: Browser, address: str) -> None:
    id = talk(page, QUESTION)
    stranger = open_page(browser, f"{address}?c={id}")
    expect(stranger.locator("#kept")).to_contain_text("在另一个浏览器里进行的")
    expect(stranger.locator(".turn")).to_have_count(0)
    assert drawer(stranger) == []
    expect(stranger.locator("#drawer .none")).to_have_text("还没有对话。")
    for form in ("md", "docx", "html"):
        assert stranger.request.get(f"{address}conversation/{id}.{form}").status == 404
        assert page.request.get(f"{address}conversation/{id}.{form}").status == 200
    talk(stranger, OTHER)
    assert drawer(page) == [QUESTION]
    stranger.context.close()


def test_two_browsers_at_once_get_their_own_answers(browser: Browser, address: str) -> None:
    pages = [open_page(browser, address) for _ in range(2)]
    talks = ((QUESTION, SECOND), (OTHER, "谁陪同？"))
    for order in (1, 2):
        for page, questions in zip(pages, talks, strict=True):
            ask(page, questions[order - 1])
        for page in pages:
            expect(page.locator(f"#t{order} .tools")).to_be_visible()
    for page, questions in zip(pages, talks, strict=True):
        expect(page.locator(".turn .question")).to_have_text(list(questions))
        expect(page.locator("#a1")).to_contain_text("200亿元" if page is pages[0] else "王卫中")
        page.context.close()


def test_damaged_and_hostile_records_break_nothing(page: Page, archive: Archive) -> None:
    talk(page, QUESTION)
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    name = cookie(page)
    title = "<img src=x onerror=alert(1)>\u202e" + "长" * 10_000
    for id, value in (("bad-1", {"title": title, "exchanges": "x"}), ('"><script>alert(1)</script>', {})):
        archive.records.put(Record(KIND, id, value, name))
    titles = drawer(page)
    assert len(titles) == 3
    assert titles[1].startswith("<img src=x onerror=alert(1)>\ufffd长")
    assert page.locator("#drawer img").count() == 0
    page.locator("#drawer .talk").nth(1).click()
    expect(page.locator("#kept")).to_contain_text("已不在档案库里")
    talk(page, QUESTION)
    page.set_viewport_size({"width": 360, "height": 740})
    drawer(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_quote_is_still_shown_when_its_article_is_gone(browser: Browser, tmp_path: Path) -> None:
    with serving(XDG_DATA_HOME=str(tmp_path)) as address:
        page = open_page(browser, address)
        talk(page, QUESTION)
        archive = Archive.open(tmp_path / "baowen" / "archive")
        source = archive.ask(QUESTION).citations[0].article.source
        archive._store.remove([source])
        archive.close()
        page.reload()
        expect(page.locator("#a1 .short")).to_have_text("200亿元")
        expect(page.locator("#a1-c1 mark").first).to_contain_text("200亿元")
        expect(page.locator("#s1 .card .flags").first).to_contain_text("原文已从档案中删除")
        expect(page.locator("#s1 .card .links").first).not_to_contain_text("永久链接")
        page.context.close()


# ---- Judgements ----


def test_a_judgement_is_kept_and_becomes_an_evaluation_row(page: Page, home: Path, archive: Archive) -> None:
    talk(page, QUESTION, SECOND)
    page.locator("#t1").get_by_role("button", name="有误").click()
    page.locator("#t1").get_by_role("button", name="没有答全").click()
    page.get_by_label("补充说明").first.fill("少了增长率")
    page.keyboard.press("Enter")
    expect(page.locator("#t1 .noted")).to_have_text("已记下")
    page.locator("#t2").get_by_role("button", name="有用").click()
    for _ in range(200):  # both judgements are shown before they are kept
        kept = archive.records.all(feedback.KIND, owner=cookie(page))
        if len(kept) == 2 and any(record.value["words"] for record in kept):
            break
        page.wait_for_timeout(100)
    page.reload()
    pressed = page.locator(".tools [aria-pressed=true]")
    expect(pressed).to_have_text(["有误", "没有答全", "有用"])
    expect(page.get_by_label("补充说明").first).to_have_value("少了增长率")
    written = baowen("feedback", "--archive", str(home / "baowen" / "archive")).stdout.decode()
    assert '"kind": "没有答全", "split": "待核对"' in written
    page.locator("#t2").get_by_role("button", name="有用").click()
    expect(pressed).to_have_text(["有误", "没有答全"])


# ---- Articles on a page of their own ----


def test_an_article_and_its_raw_page_open_at_the_quote_without_scripts(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 500})
    page = context.new_page()
    page.goto(f"{address}article/002_c1254725e93ffd7e.txt%235?q=600-640#quote")
    expect(page.locator("h1")).to_have_text("济宁高新区排名连续五年进位")
    expect(page.locator("mark")).to_be_in_viewport()
    page.get_by_role("link", name="查看原版面").click()
    expect(page.locator("mark").first).to_be_in_viewport()
    page.get_by_role("link", name="看这篇报道").click()
    page.get_by_role("link", name="泗水县党政考察团来高新区考察参观").click()
    expect(page.locator("h1")).to_have_text("泗水县党政考察团来高新区考察参观")
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_plain_pages_fit_and_follow_the_theme(browser: Browser, address: str, width: int, theme: str) -> None:
    size, scheme = {"width": width, "height": 700}, "dark" if theme == "dark" else "light"
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for path in ("article", "page"):
        page.goto(f"{address}{path}/002_c1254725e93ffd7e.txt%235?q=600-640")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == {"light": "rgb(250, 247, 240)", "dark": "rgb(24, 22, 19)"}[theme]
        expect(page.locator("mark").first).to_be_in_viewport()
    context.close()


def test_a_question_about_an_article_is_written_into_the_box(page: Page, address: str) -> None:
    page.goto(f"{address}article/002_c1254725e93ffd7e.txt%235")
    page.get_by_role("link", name="就这篇提问").click()
    box = page.get_by_label("问题", exact=True)
    expect(box).to_have_value("“济宁高新区排名连续五年进位”这篇报道讲了什么？")
    expect(page).to_have_url(address)
    box.press("Enter")
    expect(page.locator("#a1")).to_be_visible()


def test_a_conversation_is_printed_from_a_page_of_its_own(page: Page) -> None:
    talk(page, QUESTION)
    drawer(page)
    page.locator("#drawer summary").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="打印 / PDF").click()
    paper = opened.value
    expect(paper.locator("h1")).to_have_text(QUESTION)
    expect(paper.locator("#r1")).to_contain_text(
        "《济宁高新新闻》2023年2月（推断），济宁高新区排名连续五年进位，“"
    )
    paper.evaluate("window.print = () => document.body.dataset.printed = 'yes'")
    paper.get_by_role("button", name="打印 / 存为 PDF").click()
    expect(paper.locator("body")).to_have_attribute("data-printed", "yes")
    paper.emulate_media(media="print")
    expect(paper.get_by_role("button", name="打印 / 存为 PDF")).to_be_hidden()
    assert len(paper.pdf(prefer_css_page_size=True)) > 5000
    with page.expect_download() as download:
        page.get_by_role("link", name="Word").click()
    assert download.value.suggested_filename == f"{QUESTION}.docx"
