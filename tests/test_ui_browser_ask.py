"""Asking and its evidence, in a real browser against the real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from browser import QUESTION, ROOT, ask, chinese_in_sight, needs_chromium, open_page, serving
from eval.benchmarks.llm_server import KEY, ScriptedServer, Step, Wait, relevant
from index.types import Article
from large_archive import build_large
from rag import Archive, build
from ui_archive import HOSTILE

pytestmark = needs_chromium
SEEDS = ROOT / "seeds"
SECOND = "王卫中一行来高新区是哪天？"
SILENT = "2031年的外贸进出口总额是多少？"


@pytest.fixture(scope="module")
def browser_page(address: str, browser: Browser) -> tuple[Page, list[str]]:
    """Open the page once; collect the address of every request."""
    requests: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address)
    expect(page.locator(".welcome")).to_be_visible()
    return page, requests


@pytest.fixture
def page(browser_page: tuple[Page, list[str]]) -> Page:
    """Start every test from an empty conversation in a wide window."""
    opened, _ = browser_page
    opened.set_viewport_size({"width": 1280, "height": 800})
    opened.keyboard.press("Escape")
    opened.get_by_role("button", name="新对话").click()
    expect(opened.locator(".welcome")).to_be_visible()
    return opened


def answered(page: Page, number: int) -> Locator:
    """Wait for the answer of a turn."""
    turn = page.locator(f"#t{number}:not([aria-busy])")
    expect(turn).to_be_visible()
    return turn


def box(of: Locator) -> dict[str, float]:
    """Give where an element stands."""
    found = of.bounding_box()
    assert found is not None
    return {**found, "bottom": found["y"] + found["height"], "right": found["x"] + found["width"]}


# ---------------------------------------------------------------- the answer


def test_a_question_is_answered_with_its_short_answer_large_and_its_source_beside_it(page: Page) -> None:
    ask(page, QUESTION)
    answered(page, 1)
    answer = page.locator("#a1")
    expect(answer.locator(".short")).to_contain_text("200亿元")
    expect(answer.locator(".dated")).to_have_text("据2023年2月（推断）报道")
    card = page.locator(".card").first
    expect(card.locator("h3")).to_have_text("济宁高新区排名连续五年进位")
    expect(card.locator(".quote mark")).to_contain_text("200亿元")
    expect(card.locator(".facts")).to_contain_text("002_c1254725e93ffd7e.txt")
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert answer.locator(".short").evaluate(size) > 1.5 * answer.locator(".support p").first.evaluate(size)
    assert box(card)["x"] > box(answer)["right"]
    found = page.locator("#t1 .found")
    expect(found).to_have_text(
        re.compile(r"用时 \d+\.\d\d 秒 · 查到 \d+ 篇报道中的 \d+ 段 · 摘自原文，未用语言模型")
    )


def test_a_second_question_comes_wholly_into_sight_with_its_answer(page: Page) -> None:
    ask(page, QUESTION)
    answered(page, 1)
    ask(page, SECOND)
    turn = answered(page, 2)
    expect(page.locator(".suggested")).to_be_visible()
    conversation = box(page.locator("#conversation"))
    page.wait_for_function(
        """bottom => document.querySelector("#t2").getBoundingClientRect().bottom <= bottom + 1""",
        arg=conversation["bottom"],
    )
    assert box(turn)["y"] >= conversation["y"]
    expect(turn.locator(".question")).to_be_in_viewport(ratio=1)
    expect(turn.locator(".tools")).to_be_in_viewport(ratio=1)


def test_on_a_phone_too_a_second_question_begins_at_the_top(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for number, question in enumerate((QUESTION, SECOND), start=1):
        ask(page, question)
        answered(page, number)
    expect(page.locator("#t2 .question")).to_be_in_viewport(ratio=1)
    assert box(page.locator("#t2"))["y"] < 120
    assert box(page.locator("#t2 .short"))["bottom"] < box(page.locator("#composer"))["y"]


def test_what_is_open_or_selected_in_earlier_turns_stays(page: Page) -> None:
    ask(page, QUESTION)
    first = answered(page, 1)
    first.locator(".why summary").click()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#a1 .short'))")
    page.evaluate("document.querySelector('#t1').kept = 'yes'")
    page.locator("#question").focus()
    ask(page, SECOND)
    answered(page, 2)
    expect(first.locator(".why dl").first).to_be_visible()
    assert page.evaluate("document.querySelector('#t1').kept") == "yes"
    page.get_by_role("tab", name="设置").click()
    page.get_by_role("tab", name="提问").click()
    expect(page.locator(".turn")).to_have_count(2)


def test_each_update_sends_one_turn_however_long_the_conversation_is(page: Page) -> None:
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.dataReceived", lambda event: sizes.append(int(event["dataLength"])))
    sent = []
    for number in range(1, 13):
        before = sum(sizes)
        ask(page, (QUESTION, SECOND)[number % 2])
        answered(page, number)
        expect(page.locator(f'.suggested[data-after^="{number} "]')).to_be_attached()
        sent.append(sum(sizes) - before)
    session.detach()
    assert max(sent[-2:]) < 1.5 * max(sent[2:4])
    assert max(sent) < 120_000


# ---------------------------------------------------------------- what to ask


def test_an_example_question_is_asked_by_a_click_and_answered(page: Page) -> None:
    example = page.locator(".example").first
    question = example.inner_text()
    example.click()
    expect(page.locator(".question")).to_have_text(question)
    answered(page, 1)
    expect(page.locator(".refused")).to_have_count(0)


def test_follow_ups_are_offered_after_the_answer_and_answered(page: Page) -> None:
    ask(page, QUESTION)
    suggestion = page.locator(f'.suggested[data-after="1 {QUESTION}"] .suggestion').first
    expect(suggestion).to_be_visible()
    question = suggestion.inner_text()
    assert question.endswith("？")
    suggestion.click()
    expect(page.locator("#t2 .question")).to_have_text(question)
    answered(page, 2)
    expect(page.locator("#t2 .refused")).to_have_count(0)


def test_after_a_time_outside_the_archive_the_question_without_it_is_offered(page: Page) -> None:
    ask(page, SILENT)
    expect(page.locator(".suggestion").first).to_have_text("外贸进出口总额是多少？")


def test_empty_overlong_and_hostile_questions_are_answered_politely(page: Page) -> None:
    ask(page, "   ")
    expect(page.locator(".failed")).to_contain_text("问题是空的")
    ask(page, "长" * 10_000)
    expect(page.locator(".failed").nth(1)).to_contain_text("10000")
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    hostile = "<img src=x onerror=alert(1)>${alert(2)}{{alert}}是多少？"
    ask(page, hostile)
    expect(page.locator(".question").nth(2)).to_have_text(hostile)
    expect(page.locator("#a3")).to_be_visible()
    assert page.locator(".turns img").count() == 0


# ---------------------------------------------------------------- stop, retry, edit, copy


def test_the_last_question_is_asked_again_in_its_place(page: Page) -> None:
    ask(page, QUESTION)
    answered(page, 1).get_by_role("button", name="再问一次").click()
    expect(answered(page, 1).locator(".short")).to_contain_text("200亿元")
    expect(page.locator(".turn")).to_have_count(1)


def test_an_edited_question_replaces_its_turn_and_those_after_it(page: Page) -> None:
    ask(page, QUESTION)
    answered(page, 1)
    ask(page, SECOND)
    answered(page, 2)
    page.locator("#t1").get_by_role("button", name="修改").click()
    expect(page.get_by_label("问题")).to_have_value(QUESTION)
    expect(page.get_by_label("问题")).to_be_focused()
    expect(page.locator(".editing")).to_contain_text("之后的问答会去掉")
    ask(page, SILENT)
    expect(answered(page, 1).locator(".reason")).to_contain_text("无法回答")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".sources")).to_have_count(1)
    expect(page.locator(".editing")).to_be_hidden()


def test_escape_gives_an_edit_up(page: Page) -> None:
    ask(page, QUESTION)
    answered(page, 1).get_by_role("button", name="修改").click()
    page.keyboard.press("Escape")
    expect(page.get_by_label("问题")).to_have_value("")
    expect(page.locator(".editing")).to_be_hidden()


def hold(page: Page) -> list[Route]:
    """Keep the first question that is sent on its way."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        if held or not (route.request.post_data_json.get("event_data") or {}).get("text"):
            route.continue_()
        else:
            held.append(route)

    page.route("**/queue/join*", keep)
    return held


def test_stop_is_offered_while_an_answer_is_on_its_way_and_stops_it(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    stop = page.get_by_role("button", name="停止")
    expect(stop).to_be_hidden()
    hold(page)
    ask(page, QUESTION)
    expect(page.locator("#t1 .pending")).to_be_visible()
    expect(page.get_by_role("button", name="提问")).to_be_hidden()
    stop.click()
    expect(stop).to_be_hidden()
    expect(page.get_by_role("button", name="提问")).to_be_visible()
    expect(page.locator("#t1 .stopped")).to_have_text("已停止。")
    page.locator("#t1").get_by_role("button", name="再问一次").click()
    expect(answered(page, 1).locator(".short")).to_contain_text("200亿元")
    page.context.close()


def test_what_comes_late_when_the_page_opens_replaces_no_question(browser: Browser, address: str) -> None:
    page = browser.new_context().new_page()
    late: list[Route] = []

    def keep(route: Route) -> None:
        told = route.request.post_data_json.get("event_data") or {}
        route.continue_() if told.get("text") else late.append(route)

    page.route("**/queue/join*", keep)
    page.goto(address)
    expect(page.locator(".welcome")).to_be_visible()
    ask(page, QUESTION)
    answered(page, 1)
    with page.expect_request_finished(lambda request: "/queue/join" in request.url):
        for route in late:
            route.continue_()
    page.wait_for_timeout(1000)  # what comes would be shown by now
    expect(page.locator("#t1 .question")).to_have_text(QUESTION)
    expect(page.locator(".welcome")).to_have_count(0)
    page.context.close()


def test_a_second_question_waits_while_the_first_is_answered(page: Page) -> None:
    held = hold(page)
    ask(page, QUESTION)
    expect(page.locator("#t1 .question")).to_have_text(QUESTION)
    ask(page, SECOND)
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.get_by_label("问题")).to_have_value(SECOND)
    held[0].continue_()
    answered(page, 1)
    page.get_by_label("问题").press("Enter")
    answered(page, 2)


@pytest.fixture
def clipboard(browser: Browser, address: str) -> Iterator[Page]:
    """Open a page that may read what it copies."""
    page = open_page(browser, address)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    answered(page, 1)
    yield page
    page.context.close()


def test_a_quote_is_copied_as_newspapers_are_cited(clipboard: Page) -> None:
    clipboard.locator(".quote").get_by_role("button", name="复制引文").click()
    expect(clipboard.locator(".copied")).to_have_text("已复制")
    copied = clipboard.evaluate("navigator.clipboard.readText()")
    quote = clipboard.locator("#a1-c1 mark").inner_text()
    assert copied == f"《济宁高新新闻》2023年2月（推断），济宁高新区排名连续五年进位，“{quote}”"


def test_an_answer_is_copied_with_its_references_also_without_permission(clipboard: Page) -> None:
    clipboard.evaluate("() => void (navigator.clipboard.writeText = () => Promise.reject(new Error('no')))")
    clipboard.locator("#t1").get_by_role("button", name="复制答案").click()
    expect(clipboard.locator(".copied")).to_have_text("已复制")
    lines = clipboard.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0] == "200亿元"
    assert lines[1].endswith("[1]")
    assert lines[-1].startswith("[1] 《济宁高新新闻》2023年2月（推断），")


# ---------------------------------------------------------------- the keyboard


def test_enter_sends_and_shift_with_enter_begins_a_new_line(page: Page) -> None:
    field = page.get_by_label("问题")
    field.fill("2022年高新区外贸")
    field.press("Shift+Enter")
    field.press_sequentially("进出口总额是多少？")
    expect(field).to_have_value("2022年高新区外贸\n进出口总额是多少？")
    expect(page.locator(".turn")).to_have_count(0)
    field.press("Enter")
    expect(answered(page, 1).locator(".short")).to_contain_text("200亿元")
    expect(field).to_have_value("")


def test_enter_that_ends_the_work_of_an_input_method_sends_nothing(page: Page) -> None:
    field = page.get_by_label("问题")
    field.focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "waimao", "selectionStart": 6, "selectionEnd": 6})
    key = {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    session.send("Input.dispatchKeyEvent", key)
    composing = (
        "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true})"
    )
    field.evaluate(f"element => element.dispatchEvent({composing})")
    expect(page.locator(".turn")).to_have_count(0)
    session.send("Input.insertText", {"text": "外贸"})
    expect(field).to_have_value("外贸")
    expect(page.locator(".turn")).to_have_count(0)
    session.detach()
    field.fill("")


def test_the_arrows_walk_through_what_was_asked_also_after_a_reload(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    field = page.get_by_label("问题")
    for number, question in enumerate((QUESTION, SECOND), start=1):
        ask(page, question)
        answered(page, number)
    page.reload()
    expect(page.locator(".welcome, .turn").first).to_be_visible()
    page.locator("h1").click()
    expect(field).not_to_be_focused()
    page.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    for key, value in (("Up", SECOND), ("Up", QUESTION), ("Up", QUESTION), ("Down", SECOND), ("Down", "")):
        field.press(f"Arrow{key}")
        expect(field).to_have_value(value)
    field.fill("没写完")
    field.press("ArrowUp")
    expect(field).to_have_value("没写完")
    page.context.close()


def test_everything_is_reached_by_the_keyboard(page: Page) -> None:
    page.get_by_label("问题").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    answered(page, 1)
    page.locator("#conversation").evaluate("element => element.scrollTo(0, 0)")
    page.get_by_role("button", name="English").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "a1-m1":
            break
    expect(page.locator("#a1-m1")).to_be_focused()
    expect(page.locator("#popover")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#a1-c1")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#a1-m1")).to_be_focused()


# ---------------------------------------------------------------- evidence


def test_a_chip_leads_to_its_quote_and_back(page: Page) -> None:
    ask(page, QUESTION)
    page.locator("#a1 .chip").first.click()
    expect(page.locator("#a1-c1")).to_have_class(re.compile("flash"))
    expect(page.locator("#a1-c1")).to_be_focused()
    expect(page.locator("#a1-c1")).to_be_in_viewport()
    page.locator("#a1-c1 .chip").click()
    expect(page.locator("#a1-m1")).to_have_class(re.compile("flash"))


def test_on_a_phone_a_chip_leads_down_to_its_quote_and_back_up(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    ask(page, QUESTION)
    answered(page, 1)
    page.locator("#a1-m1").click()
    expect(page.locator("#a1-c1 mark")).to_be_in_viewport()
    expect(page.locator("#a1 .short")).not_to_be_in_viewport()
    page.locator("#a1-c1 .chip").click()
    expect(page.locator("#a1-m1")).to_be_in_viewport()


def test_a_chip_of_an_earlier_answer_brings_its_evidence_back(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator("#a1-c1")).to_be_visible()
    ask(page, SECOND)
    expect(page.locator("#a2")).to_be_visible()
    expect(page.locator("#a1-c1")).to_be_hidden()
    page.locator("#a1 .chip").first.click()
    expect(page.locator("#a1-c1")).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_chip_that_is_pointed_at_shows_its_quote_inside_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    ask(page, QUESTION)
    answered(page, 1)
    chip, popover = page.locator("#a1-m1"), page.locator("#popover")
    chip.hover()
    expect(popover).to_be_visible()
    expect(popover.locator(".title")).to_have_text("济宁高新区排名连续五年进位")
    expect(popover.locator(".when")).to_have_text("2023年2月（推断）")
    expect(popover.locator(".said")).to_have_text(page.locator("#a1-c1 mark").inner_text())
    expect(chip).to_have_attribute("aria-describedby", "popover")
    shown = box(popover)
    assert min(shown["x"], shown["y"]) >= 0
    assert shown["right"] <= width
    assert shown["bottom"] <= 740
    page.keyboard.press("Escape")
    expect(popover).to_be_hidden()
    assert chip.get_attribute("aria-describedby") is None
    page.mouse.move(1, 1)


def test_quote_and_words_of_the_question_are_told_apart_also_without_colour(page: Page) -> None:
    ask(page, QUESTION)
    quote = page.locator("#a1-c1")
    expect(quote.locator(".word").get_by_text("外贸", exact=True)).to_be_visible()
    words, marked = quote.locator("mark .word").first, quote.locator("mark")
    assert "underline" in words.evaluate("element => getComputedStyle(element).textDecorationLine")
    look = "element => getComputedStyle(element).backgroundColor"
    assert marked.evaluate(look) not in (words.evaluate(look), "rgba(0, 0, 0, 0)")
    assert words.evaluate("e => getComputedStyle(e).color") != marked.evaluate(
        "e => getComputedStyle(e).color"
    )


def test_the_whole_article_opens_with_the_quote_marked_and_its_neighbours(page: Page) -> None:
    ask(page, SECOND)
    whole = page.locator(".card").first.locator(".whole")
    expect(whole.locator(".text")).to_be_hidden()
    whole.locator("summary").click()
    expect(whole.locator(".text mark")).to_be_visible()
    assert whole.locator(".text mark").inner_text() == page.locator("#a1-c1 mark").inner_text()
    beside = whole.locator(".beside a")
    assert beside.all_inner_texts() == ["推进全区女性安康工程顺利实施", "省教育厅观摩组来高新区调研"]
    assert re.match("/article/", beside.first.get_attribute("href") or "")


@pytest.mark.parametrize("name", ["查看原版面", "永久链接"])
def test_the_article_and_its_original_page_open_beside_the_page(page: Page, name: str) -> None:
    ask(page, QUESTION)
    link = page.locator(".card").first.get_by_role("link", name=name)
    expect(link).to_have_attribute("rel", "noopener")
    with page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    assert "外贸进出口总额首次突破" in re.sub(r"\s", "", opened.value.locator("body").inner_text())
    opened.value.close()


def test_a_refusal_gives_reason_and_coverage_and_numbers_nothing(page: Page) -> None:
    ask(page, SILENT)
    expect(page.locator("#a1 .reason")).to_contain_text("无法回答")
    expect(page.locator("#a1 .hint").first).to_contain_text(
        "档案收录2018年4月26日（推断）至2023年3月（推断）的报道"
    )
    expect(page.locator(".sources h2")).to_have_text("最接近的报道（不是答案）")
    expect(page.locator(".uncited")).to_have_count(3)
    expect(page.locator(".chip")).to_have_count(0)


def test_the_evidence_of_a_new_answer_is_seen_from_its_beginning(page: Page) -> None:
    ask(page, SILENT)
    answered(page, 1)
    page.locator("#evidence").evaluate("element => element.scrollTo(0, 1000)")
    expect(page.locator(".sources h2")).not_to_be_in_viewport()
    ask(page, QUESTION)
    answered(page, 2)
    expect(page.locator("#s2 h2")).to_be_in_viewport()


# ---------------------------------------------------------------- with a language model


@pytest.fixture(scope="module")
def slow_model() -> Iterator[str]:
    """Serve the seeds with a model that writes one sentence, then nothing for a long time."""

    def slow(prompt: str) -> Iterator[Step]:
        number, sentence = relevant(prompt)[0]
        yield from f"{sentence}[{number}]"
        for _ in range(100):
            yield Wait(0.1)
            yield "还"

    with ScriptedServer() as model:
        model.scripts["slow"] = slow
        settings = {"BAOWEN_LLM": "openai:slow", "BAOWEN_LLM_BASE_URL": model.url, "BAOWEN_LLM_API_KEY": KEY}
        with serving(**settings) as served:
            yield served


def test_a_model_is_seen_writing_and_is_stopped_for_the_words_of_the_papers(
    browser: Browser, slow_model: str
) -> None:
    page = open_page(browser, slow_model)
    ask(page, QUESTION)
    expect(page.locator("#t1[aria-busy] .verified")).to_be_visible()
    expect(page.locator("#t1 .writing")).to_contain_text("还还")
    expect(page.locator("#t1 .found")).to_contain_text("slow 正在撰写")
    page.locator("#t1 .why, #t1 .chip").first.hover()
    page.get_by_label("问题").press("Escape")
    page.get_by_label("问题").press("Escape")
    answered(page, 1)
    expect(page.locator("#a1 > .noted")).to_contain_text("没有用语言模型")
    expect(page.locator("#t1 .short")).to_contain_text("200亿元")
    expect(page.locator("#t1 .found")).to_contain_text("未用语言模型")
    page.locator("#a1-m1").click()
    expect(page.locator("#a1-c1 mark")).to_have_text(page.locator("#a1 .support p").inner_text().rstrip("1"))
    expect(page.get_by_role("button", name="停止")).to_be_hidden()
    page.context.close()


# ---------------------------------------------------------------- other archives


def test_other_examples_are_offered_once_the_archive_holds_other_reports(
    browser: Browser, tmp_path: Path
) -> None:
    build([SEEDS], tmp_path)
    with serving("--archive", str(tmp_path)) as address:
        page = open_page(browser, address)
        before = page.locator(".example").all_inner_texts()
        text = "总投资50亿元的东城智能产业园开工。"
        archive = Archive.open(tmp_path)
        archive.add_articles([Article(id="new", title="东城开工", text=text, source="东城日报/一.txt")])
        archive.close()
        page.reload()
        expect(page.locator(".example").get_by_text("东城智能产业园总投资多少？")).to_be_visible()
        assert page.locator(".example").all_inner_texts() != before
        page.locator(".example").get_by_text("东城智能产业园总投资多少？").click()
        expect(answered(page, 1).locator(".short")).to_contain_text("50亿元")
        expect(page.locator(".card .facts").first).to_contain_text("《东城日报》")
        page.context.close()


def test_among_5000_reports_the_answer_comes_as_quickly(browser: Browser, tmp_path: Path) -> None:
    build_large(tmp_path)
    with serving("--archive", str(tmp_path)) as address:
        page = open_page(browser, address)
        ask(page, QUESTION)
        turn = answered(page, 1)
        found = re.search(r"用时 (\d+\.\d\d) 秒", turn.locator(".found").inner_text())
        assert found
        assert float(found[1]) < 3  # 0.1 on a quiet machine
        expect(page.locator(".sources .card").first).to_be_visible()
        page.context.close()


# ---------------------------------------------------------------- everyone


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_page_fits_its_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    ask(page, QUESTION)
    expect(page.locator("#a1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.get_by_role("button", name="提问")).to_be_in_viewport()


def test_in_english_no_chinese_is_left_beside_questions_and_answers(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    page.get_by_role("button", name="English").click()
    for number, question in enumerate((QUESTION, SILENT), start=1):
        page.locator("#question").fill(question)
        page.locator("#question").press("Enter")
        answered(page, number)
    expect(page.locator(".suggested h2")).to_have_text("Ask on")
    notes = ("档案收录", "无法回答", "据2023")
    assert [text for text in chinese_in_sight(page) if not any(note in text for note in notes)] == []
    page.context.close()


def test_hostile_articles_run_nothing_and_stay_in_their_box(browser: Browser, tmp_path: Path) -> None:
    build([SEEDS], tmp_path)
    archive = Archive.open(tmp_path)
    archive.add_articles([replace(HOSTILE, text=HOSTILE.text.replace("\ud800", ""))])
    archive.close()
    with serving("--archive", str(tmp_path)) as address:
        page = open_page(browser, address, width=360)
        page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
        ask(page, "“<script>alert(1)</script>”这篇报道的正文红字引文是什么？")
        answered(page, 1)
        for summary in page.locator("summary:visible").all():
            summary.click()
        expect(page.locator("#evidence").get_by_text("onerror=alert(1)").first).to_be_visible()
        assert page.locator("#evidence :is(img, script, svg, b)").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.context.close()


def test_no_request_leaves_the_machine(browser_page: tuple[Page, list[str]], address: str) -> None:
    _, requests = browser_page
    assert requests
    assert [url for url in requests if not url.startswith((address, "data:", "blob:"))] == []
