"""The evaluation, run and read in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import QUESTION, ask, chinese_in_sight, needs_chromium, open_page, open_tab

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def page(address: str, browser: Browser) -> Page:
    """Open the tab once; every test goes on where the last one stopped."""
    opened = open_page(browser, address)
    open_tab(opened, "quality")
    settle(opened)
    return opened


def settle(page: Page) -> None:
    """Wait until the tab is there."""
    expect(page.locator("#quality-runs")).not_to_be_empty()


def questions(path: Path, *, first: str = "200亿") -> Path:
    """Write two questions about the seeds and one that they do not answer."""
    plain = {"match": "any", "article": [], "quote": [], "history": [], "split": "dev", "answers": []}
    trade = {
        **plain,
        **{"id": "a1", "question": QUESTION, "kind": "how_many", "answerable": True, "answers": [first]},
        **{"article": ["002_c1254725e93ffd7e.txt"], "quote": ["外贸进出口总额首次突破200亿元"]},
    }
    named = {
        **trade,
        "id": "a2",
        "question": "王卫中一行来高新区是哪天？",
        "kind": "when",
        "answers": ["九月"],
    }
    silent = {
        **plain,
        "id": "a3",
        "question": "火星上有几家银行？",
        "kind": "unanswerable",
        "answerable": False,
    }
    path.write_text("\n".join(json.dumps(row) for row in (trade, named, silent)), encoding="utf-8")
    return path


def run_file(page: Page, path: Path) -> None:
    before = page.locator("#quality-runs tbody tr").count()
    remove = page.locator("#own-questions button[aria-label]").first
    if remove.count():
        remove.click()
    page.locator("#own-questions input[type=file]").set_input_files(path)
    expect(page.locator("#quality-runs tbody tr")).to_have_count(before + 1, timeout=20_000)
    settle(page)


def test_the_shipped_questions_are_offered_with_their_numbers(page: Page) -> None:
    buttons = page.locator("#quality-start button")
    expect(buttons).to_have_count(3)
    expect(buttons.first).to_have_text("全部 620 题")
    expect(page.locator("#quality-start .problem")).to_have_count(0)


def test_a_run_shows_how_far_it_is_leaves_others_free_and_is_cancelled(
    page: Page, browser: Browser, address: str
) -> None:
    page.get_by_role("button", name="测试用").click()
    bar = page.get_by_role("progressbar", name="评测进度")
    expect(bar).to_be_visible()
    other = open_page(browser, address)
    ask(other, QUESTION)
    expect(other.locator("#a1 .short")).to_contain_text("200亿元")
    open_tab(other, "quality")
    settle(other)
    expect(other.get_by_role("progressbar", name="评测进度")).to_be_visible()
    other.get_by_role("button", name="测试用").click()  # no second run begins
    expect(page.locator("#quality-progress")).to_contain_text("/ 310 题")
    other.get_by_role("button", name="取消").click()
    expect(page.locator("#quality-progress")).to_have_text("已取消，没有保存。")
    expect(page.locator("#quality-runs")).to_contain_text("还没有评测过")
    other.context.close()


def test_a_file_of_questions_is_run_and_its_figures_and_failures_are_shown(
    page: Page, tmp_path: Path
) -> None:
    run_file(page, questions(tmp_path / "own.jsonl"))
    row = page.locator("#quality-runs tbody tr")
    expect(row).to_contain_text("own.jsonl 3 题")
    accuracy = page.locator("#quality-run tr", has_text="回答正确率").first
    expect(accuracy).to_contain_text("0.500 [0.00, 1.00]")
    assert page.locator("#quality-run .bars svg").count() >= 3
    failure = page.locator("#quality-failures .failure")
    expect(failure).to_have_count(1)
    failure.locator("summary").click()
    expect(failure.locator("dl")).to_contain_text("九月")
    expect(failure.locator("dl")).to_contain_text("检索")


def test_failures_are_sifted_by_kind_and_sort(page: Page) -> None:
    page.get_by_role("combobox", name="错在").select_option("答错")
    expect(page.locator("#quality-failures .failure")).to_have_count(1)
    page.get_by_role("combobox", name="题型").select_option("when")
    expect(page.locator("#quality-failures .failure")).to_have_count(1)


def test_two_runs_are_compared_figure_by_figure_and_question_by_question(page: Page, tmp_path: Path) -> None:
    run_file(page, questions(tmp_path / "later.jsonl", first="300亿"))
    expect(page.locator("#quality-runs tr.current")).to_contain_text("later.jsonl")
    page.get_by_role("button", name="比较").click()
    table = page.get_by_role("region", name="两次相比")
    expect(table.locator("tr", has_text="回答正确率")).to_contain_text("-0.500")
    broken = page.locator("#quality-run h3", has_text="由对变错")
    expect(broken).to_contain_text("1 题")
    expect(page.locator("#quality-run .failure").first).to_contain_text(QUESTION)


def test_runs_are_there_after_a_reload_and_can_be_deleted(page: Page) -> None:
    page.reload()
    expect(page.locator(".welcome, .turns").first).to_be_visible(timeout=20_000)
    open_tab(page, "quality")
    expect(page.locator("#quality-runs tbody tr")).to_have_count(2)
    expect(page.locator("#quality-failures .failure").first).to_be_visible()
    settle(page)
    page.locator("#quality-runs").get_by_role("button", name="删除").first.click()
    expect(page.locator("#quality-runs tbody tr")).to_have_count(1)
    expect(page.locator("#quality-runs tr.current")).to_contain_text("own.jsonl")


def test_a_file_that_is_no_list_of_questions_is_refused_in_words(page: Page, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{", encoding="utf-8")
    page.locator("#own-questions input[type=file]").set_input_files(tmp_path / "bad.jsonl")
    expect(page.locator("#quality-progress [role=alert]")).to_contain_text("bad.jsonl 第 1 行不是 JSON")


def test_in_english_no_chinese_of_the_tab_is_left(page: Page) -> None:
    page.locator("#quality-failures .failure summary").first.click()
    page.get_by_role("button", name="English").first.click()
    expect(page.get_by_role("tab").first).to_have_text("Ask")
    page.locator("#quality-progress").evaluate("element => element.hidden = true")  # names the line of a file
    assert chinese_in_sight(page) == []


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_tab_fits_its_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
