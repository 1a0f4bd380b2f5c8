"""Questions in a real browser against the real server on the seeds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import QUESTION, ask, browsing, needs_chromium, serving

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the seeds."""
    with serving() as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one browser for all of these tests."""
    with browsing() as started:
        yield started


@pytest.fixture(scope="module")
def browser_page(address: str, browser: Browser) -> tuple[Page, list[str]]:
    """Open the page once; collect the address of every request."""
    requests: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address)
    expect(page.locator(".welcome")).to_be_visible(timeout=20_000)
    return page, requests


@pytest.fixture
def page(browser_page: tuple[Page, list[str]]) -> Page:
    """Start every test from an empty conversation."""
    opened, _ = browser_page
    opened.get_by_role("button", name="清空").click()
    expect(opened.locator(".welcome")).to_be_visible()
    return opened


def test_a_question_is_answered_with_its_short_answer_large_and_its_source_beside_it(page: Page) -> None:
    ask(page, QUESTION)
    answer = page.locator("#a1")
    expect(answer.locator(".short")).to_contain_text("200亿元")
    expect(answer.locator(".dated")).to_have_text("据2023年2月（推断）报道")
    card = page.locator(".card").first
    expect(card.locator("h3")).to_have_text("济宁高新区排名连续五年进位")
    expect(card.locator(".quote mark")).to_contain_text("200亿元")
    expect(card.locator(".facts")).to_contain_text("002_c1254725e93ffd7e.txt")
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert answer.locator(".short").evaluate(size) > 1.5 * answer.locator(".support p").first.evaluate(size)
    assert card.bounding_box()["x"] > answer.bounding_box()["x"] + answer.bounding_box()["width"]  # type: ignore[index]


def test_a_chip_leads_to_its_quote_and_back(page: Page) -> None:
    ask(page, QUESTION)
    page.locator("#a1 .chip").first.click()
    expect(page.locator("#a1-c1")).to_have_class(re.compile("flash"))
    expect(page.locator("#a1-c1")).to_be_focused()
    expect(page.locator("#a1-c1")).to_be_in_viewport()
    page.locator("#a1-c1 .chip").click()
    expect(page.locator("#a1-m1")).to_have_class(re.compile("flash"))


def test_a_chip_of_an_earlier_answer_brings_its_evidence_back(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator("#a1-c1")).to_be_visible()
    ask(page, "王卫中一行来高新区是哪天？")
    expect(page.locator("#a2")).to_be_visible()
    expect(page.locator("#a1-c1")).to_be_hidden()
    page.locator("#a1 .chip").first.click()
    expect(page.locator("#a1-c1")).to_be_in_viewport()


def test_the_whole_article_opens_with_the_quote_marked(page: Page) -> None:
    ask(page, QUESTION)
    whole = page.locator(".card").first.locator(".whole")
    expect(whole.locator(".text")).to_be_hidden()
    whole.locator("summary").click()
    expect(whole.locator(".text mark")).to_be_visible()
    assert whole.locator(".text mark").inner_text() == page.locator("#a1-c1 mark").inner_text()


def test_a_refusal_numbers_nothing(page: Page) -> None:
    ask(page, "2031年的外贸进出口总额是多少？")
    expect(page.locator("#a1 .reason")).to_contain_text("无法回答")
    expect(page.locator(".sources h2")).to_have_text("最接近的报道（不是答案）")
    expect(page.locator(".chip")).to_have_count(0)


def test_an_example_question_is_asked_by_a_click_and_answered(page: Page) -> None:
    example = page.locator(".example").first
    question = example.inner_text()
    example.click()
    expect(page.locator(".question")).to_have_text(question)
    expect(page.locator("#a1")).to_be_visible()
    expect(page.locator(".refused")).to_have_count(0)


def test_empty_overlong_and_hostile_questions_are_answered_politely(page: Page) -> None:
    ask(page, "   ")
    expect(page.locator(".failed")).to_contain_text("问题是空的")
    ask(page, "长" * 10_000)
    expect(page.locator(".failed").nth(1)).to_contain_text("10000")
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    ask(page, "<img src=x onerror=alert(1)>${alert(2)}{{alert}}是多少？")
    expect(page.locator(".question").nth(2)).to_have_text(
        "<img src=x onerror=alert(1)>${alert(2)}{{alert}}是多少？"
    )
    expect(page.locator("#a3")).to_be_visible()
    assert page.locator(".turns img").count() == 0


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_page_fits_its_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    ask(page, QUESTION)
    expect(page.locator("#a1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.get_by_role("button", name="提问")).to_be_in_viewport()


def test_no_request_leaves_the_machine(browser_page: tuple[Page, list[str]], address: str) -> None:
    _, requests = browser_page
    assert requests
    assert [url for url in requests if not url.startswith((address, "data:", "blob:"))] == []
