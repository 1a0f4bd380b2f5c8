"""Everyone: what axe finds, widths, the keyboard, English, and screenshots, on every tab in both themes."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from browser import (
    QUESTION,
    ROOT,
    ask,
    chinese_in_sight,
    needs_chromium,
    open_page,
    open_tab,
)

pytestmark = needs_chromium
TABS = ("ask", "browse", "add", "quality", "preferences")
SERIOUS = ("serious", "critical")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module", params=["light", "dark"])
def page(request: pytest.FixtureRequest, address: str, browser: Browser) -> Page:
    """Open the page once for each theme, with an answer and a refusal on it."""
    opened = open_page(browser, address, width=1440, theme=request.param)
    ask(opened, QUESTION)
    expect(opened.locator("#a1 .short")).to_be_visible()
    ask(opened, "2031年的外贸进出口总额是多少？")
    expect(opened.locator("#a2 .reason")).to_be_visible()
    return opened


def serious(page: Page) -> list[str]:
    """Let axe look at the page as it is; name what it finds serious."""
    source = Path(import_module("axe_playwright_python").__file__ or "").with_name("axe.min.js")
    page.evaluate(source.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", RULES)
    return [
        f"{problem['id']}: {node['target']} {node['failureSummary']}"
        for problem in found["violations"]
        if problem["impact"] in SERIOUS
        for node in problem["nodes"]
    ]


@pytest.mark.skipif(find_spec("axe_playwright_python") is None, reason="axe comes with baowen[dev]")
@pytest.mark.parametrize("tab", TABS)
def test_axe_finds_nothing_serious(page: Page, tab: str) -> None:
    open_tab(page, tab)
    page.wait_for_timeout(400)
    assert serious(page) == []


@pytest.mark.skipif(find_spec("axe_playwright_python") is None, reason="axe comes with baowen[dev]")
def test_axe_finds_nothing_serious_in_an_open_popover(page: Page) -> None:
    open_tab(page, "ask")
    page.locator("#a1 .chip").first.hover()
    page.wait_for_timeout(600)
    assert serious(page) == []


@pytest.mark.parametrize("size", ["normal", "huge"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_every_tab_fits_its_width(page: Page, width: int, size: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("size => baowen.keep({ size })", size)
    wide = []
    for tab in TABS:
        open_tab(page, tab)
        page.wait_for_timeout(250)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(tab)
    page.evaluate("baowen.keep({ size: 'normal' })")
    page.set_viewport_size({"width": 1440, "height": 800})
    assert wide == []


def test_every_tab_is_reached_and_left_by_keyboard(page: Page) -> None:
    open_tab(page, "ask")
    page.locator("#tab-ask-button").focus()
    for tab in TABS[1:]:
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"#tab-{tab}")).to_be_visible()
        expect(page.locator(f"#tab-{tab}-button")).to_be_focused()
        page.wait_for_timeout(600)
        assert focused_in(page, tab, presses=40) >= 1
        page.locator(f"#tab-{tab}-button").focus()


def focused_in(page: Page, tab: str, *, presses: int) -> int:
    """Press Tab and count the places inside the tab where the focus stands, and can be seen."""
    places = set()
    for _ in range(presses):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """tab => {
              const at = document.activeElement;
              if (!at.closest(`#tab-${tab}`)) return null;
              const { outlineStyle, boxShadow, borderColor } = getComputedStyle(at);
              const around = getComputedStyle(at.parentElement).borderColor;
              at.blur();
              const marked = borderColor !== getComputedStyle(at).borderColor
                || around !== getComputedStyle(at.parentElement).borderColor;
              at.focus();
              return [outlineStyle !== "none" || boxShadow !== "none" || marked, at.outerHTML.slice(0, 200)];
            }""",
            tab,
        )
        if at is not None:
            assert at[0], at[1]
            places.add(at[1])
    return len(places)


@pytest.mark.parametrize("tab", TABS)
def test_in_english_no_chinese_of_the_page_is_left(page: Page, tab: str) -> None:
    open_tab(page, tab)
    page.evaluate("baowen.keep({ language: 'en' }); document.dispatchEvent(new Event('baowen-looks'))")
    expect(page.get_by_role("tab").first).to_have_text("Ask")
    page.wait_for_timeout(300)
    left = chinese_in_sight(page)
    page.evaluate("baowen.keep({ language: 'zh' }); document.dispatchEvent(new Event('baowen-looks'))")
    expect(page.get_by_role("tab").first).to_have_text("提问")
    assert left == []


def test_no_tab_asks_anything_of_another_machine(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(page.locator(".welcome")).to_be_visible(timeout=20_000)
    for tab in TABS:
        open_tab(page, tab)
        page.wait_for_timeout(200)
    context.close()
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_pictures_of_the_readme_are_drawn_anew_when_asked_for(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--screenshots"):
        pytest.skip("--screenshots draws them")
    light = open_page(browser, address, width=1200)
    ask(light, QUESTION)
    picture(light, "answer")
    open_tab(light, "browse")
    picture(light, "archive")
    dark = open_page(browser, address, width=1200, theme="dark")
    dark.get_by_role("button", name="English").first.click()
    expect(dark.get_by_role("tab").first).to_have_text("Ask")
    dark.locator("#question").fill("2031年的外贸进出口总额是多少？")
    dark.locator("#question").press("Enter")
    picture(dark, "silence")


def picture(page: Page, name: str) -> None:
    page.wait_for_timeout(1500)
    path = ROOT / "ui" / "screenshots" / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as drawn:  # a third of the size in 96 colours
        drawn.convert("RGB").quantize(96).save(path, optimize=True)
