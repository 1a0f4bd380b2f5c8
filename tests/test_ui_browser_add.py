"""The tab 添加 in a real browser: files are chosen, looked at, added, taken back and deleted."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import ask, chinese_in_sight, needs_chromium, open_page, open_tab, serving
from index.store import Content
from index.types import Page as Printed
from rag import Archive, build

pytestmark = needs_chromium
PAGE = """济宁高新新闻 2022年4月26日 星期二

{title}

本报讯（记者 曹俐）4月25日，{title}在高新区举行。区党工委书记刘章箭出席并讲话，与会代表共{count}人。
会议要求，各部门要认真落实。
"""


def text(title: str, count: int = 80) -> bytes:
    return PAGE.format(title=title, count=count).encode()


def upload(name: str, raw: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "text/plain", "buffer": raw}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Serve an archive of one file."""
    folder = tmp_path_factory.mktemp("add")
    (folder / "first.txt").write_bytes(text("春耕备播工作会议"))
    build([folder / "first.txt"], folder / "archive")
    with serving("--archive", str(folder / "archive")) as address:
        yield address, folder / "archive"


@pytest.fixture
def address(served: tuple[str, Path]) -> Iterator[str]:
    """Take back what a test has added, so that the next one finds one file again."""
    yield served[0]
    archive = Archive.open(served[1])
    while not all(edit.finished for edit in archive.edits.all()):
        time.sleep(0.2)  # where a test has failed the server may still be adding
    for edit in archive.edits.all():
        archive.edits.undo(edit.id)
    assert list(archive.catalogue.sources) == ["first.txt"]
    archive.close()


def open_add(browser: Browser, address: str, **options: object) -> Page:
    page = open_page(browser, address, **options)  # type: ignore[arg-type]
    open_tab(page, "add")
    expect(page.locator("#add-files .held")).to_be_visible(timeout=60_000)
    return page


def choose(page: Page, *files: object) -> None:
    page.get_by_label("选择文件", exact=True).set_input_files(list(files))  # type: ignore[arg-type]
    expect(page.locator(".work h3")).to_have_text("找到的文章", timeout=60_000)


def add(page: Page, count: int) -> None:
    page.get_by_role("button", name=f"添加这 {count} 个文件").click()
    expect(page.locator(".work h3")).to_have_text("添加完毕", timeout=60_000)


def held(page: Page, *names: str) -> None:
    expect(page.locator("#add-files .name")).to_have_text(list(names), timeout=60_000)


def test_files_are_looked_at_before_they_are_added_then_asked_about_and_taken_back(
    address: str, browser: Browser
) -> None:
    page = open_add(browser, address)
    choose(page, upload("first.txt", text("防汛工作会议")), upload("二.txt", text("招商引资大会", 126)))
    tally = page.locator(".tally li")
    expect(tally).to_have_text(["可以添加 2 个文件，共 2 篇报道", "会替换已有的 1 个文件"])
    cells = page.locator(".preview tr:not(.file)", has_text="防汛工作会议").locator("td")
    expect(cells.nth(0)).to_have_text("防汛工作会议")
    expect(cells.nth(1)).to_have_text(re.compile("2022年4月26日"))
    expect(cells.nth(3)).to_have_text("报道")
    expect(page.locator(".preview .file", has_text="first.txt")).to_contain_text("first.txt 会替换已有的文件")
    held(page, "first.txt")
    expect(page.locator(".holdings")).to_contain_text("1 篇报道")
    add(page, 2)
    expect(page.locator(".work")).to_contain_text("已添加 2 个文件")
    held(page, "first.txt", "二.txt")
    expect(page.locator(".holdings")).to_contain_text("2 篇报道")
    other = open_page(browser, address)
    ask(other, "招商引资大会有多少代表参加？")
    expect(other.locator("#a1 .short")).to_contain_text("126", timeout=60_000)
    other.context.close()
    expect(page.locator(".history")).to_contain_text("新添加 1 个文件，替换 1 个文件")
    page.locator(".history summary").click()
    page.get_by_role("button", name="确定撤销").click()
    expect(page.locator("#add-history .told-so")).to_have_text("已撤销：移出 1 个文件，恢复 1 个文件。")
    held(page, "first.txt")
    open_tab(page, "browse")
    expect(page.locator(".articles .headline")).to_have_text(["春耕备播工作会议"])
    page.context.close()


def test_what_cannot_be_read_is_listed_with_the_next_step_and_nothing_is_lost(
    address: str, browser: Browser, tmp_path: Path
) -> None:
    page = open_add(browser, address)
    packed = tmp_path / "报纸.zip"
    with zipfile.ZipFile(packed, "w") as written:
        written.writestr("2022/好.txt", text("招商引资大会"))
        written.writestr("../../逃.txt", text("另一个大会"))
        written.writestr("图.jpg", b"\xff\xd8")
    choose(
        page,
        upload("空.txt", b""),
        upload("乱.txt", bytes(range(256)) * 20),
        upload("坏.zip", b"PK\x03\x04 broken"),
        upload("<img src=x onerror=document.title='x'>\u202e.txt", b""),
        upload("first.txt", text("春耕备播工作会议")),
        upload("报纸.zip", packed.read_bytes()),
    )
    problems = page.locator(".problems").first.locator("li")
    expect(problems).to_have_count(5)
    said = problems.all_inner_texts()
    for name, message in (
        ("空.txt", "是空文件，没有可导入的文字。请换一个文件。"),
        ("乱.txt", "不是可识别的文本"),
        ("坏.zip", "已损坏，打不开。请重新压缩，或解开后直接添加文件。"),
        ("报纸.zip：图.jpg", "不是纯文本文件（.jpg）。请先转成 .txt 或 .md 再添加。"),
        ("<img src=x onerror=document.title='x'>", "是空文件"),
    ):
        assert any(name in line and message in line for line in said), (name, said)
    assert page.title() != "x"
    expect(page.locator(".tally")).to_contain_text("1 个文件的内容已经有了，不再添加")
    expect(page.locator(".preview .file")).to_have_text(["2022/好.txt", "逃.txt"])
    page.get_by_role("button", name="放弃").click()
    expect(page.locator(".work")).to_have_count(0)
    held(page, "first.txt")
    page.context.close()


def test_a_folder_keeps_the_paths_of_its_files(address: str, browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "报纸"
    for year in ("2021", "2022"):
        (folder / year).mkdir(parents=True)
        (folder / year / "01.txt").write_bytes(text(f"{year}年大会"))
    page = open_add(browser, address)
    page.get_by_label("选择文件夹").set_input_files(folder)
    expect(page.locator(".preview .file")).to_have_text(
        ["报纸/2021/01.txt", "报纸/2022/01.txt"], timeout=60_000
    )
    page.context.close()


def test_files_are_dropped(address: str, browser: Browser) -> None:
    page = open_add(browser, address)
    page.locator(".drop").evaluate(
        """(place, text) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], "拖.txt"));
          place.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        text("招商引资大会").decode(),
    )
    expect(page.locator(".preview .file")).to_have_text(["拖.txt"], timeout=60_000)
    page.context.close()


def test_adding_shows_how_far_it_is_stops_goes_on_over_a_reload_and_lets_others_ask(
    address: str, browser: Browser
) -> None:
    page, other = open_add(browser, address), open_page(browser, address)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as written:
        for number in range(1000):
            written.writestr(f"{number:04}.txt", text(f"第{number}次大会", number))
    choose(page, upload("报纸.zip", packed.getvalue()))
    page.get_by_role("button", name="添加这 1000 个文件").click()
    progress = page.locator(".work [role=status]")
    expect(progress).to_have_text(re.compile(r"正在添加第 \d+ 个文件，共 1000 个"), timeout=60_000)
    ask(other, "春耕备播工作会议有多少代表参加？")
    expect(other.locator("#a1 .short")).to_contain_text("80", timeout=60_000)
    expect(progress).to_have_text(re.compile(r"正在添加第 \d+ 个文件，共 1000 个"))
    page.reload()
    open_tab(page, "add")
    expect(progress).to_have_text(re.compile(r"正在添加第 \d+ 个文件，共 1000 个"), timeout=60_000)
    page.get_by_role("button", name="停止", exact=True).click()
    expect(page.locator(".work")).to_contain_text("个文件没有添加", timeout=60_000)
    page.locator(".history summary").click()
    page.get_by_role("button", name="确定撤销").click()
    held(page, "first.txt")
    page.context.close()
    other.context.close()


def test_what_was_found_and_what_was_added_is_there_again_when_the_page_is_loaded_again(
    address: str, browser: Browser
) -> None:
    page = open_add(browser, address)
    choose(page, upload("二.txt", text("招商引资大会")))
    page.reload()
    open_tab(page, "add")
    expect(page.locator(".work h3")).to_have_text("找到的文章", timeout=60_000)
    expect(page.locator(".preview .file")).to_have_text(["二.txt"])
    add(page, 1)
    page.reload()
    open_tab(page, "add")
    expect(page.locator(".work h3")).to_have_text("添加完毕", timeout=60_000)
    page.locator(".history summary").click()
    page.get_by_role("button", name="确定撤销").click()
    expect(page.locator(".work")).to_have_count(0)
    held(page, "first.txt")
    page.context.close()


def test_two_people_add_at_once(address: str, browser: Browser) -> None:
    one, two = open_add(browser, address), open_add(browser, address)
    choose(one, *(upload(f"a{n}.txt", text(f"甲第{n}次大会")) for n in range(40)))
    choose(two, *(upload(f"b{n}.txt", text(f"乙第{n}次大会")) for n in range(40)))
    one.get_by_role("button", name="添加这 40 个文件").click()
    two.get_by_role("button", name="添加这 40 个文件").click()
    for page in (one, two):
        expect(page.locator(".work")).to_contain_text("已添加 40 个文件", timeout=60_000)
    two.reload()
    open_tab(two, "add")
    expect(two.locator("#add-files .count")).to_have_text("共 81 个文件", timeout=60_000)
    one.context.close()
    two.context.close()


def test_a_file_and_an_article_are_deleted_after_a_question_and_come_back(
    address: str, browser: Browser
) -> None:
    page = open_add(browser, address)
    choose(page, upload("二.txt", text("招商引资大会")))
    add(page, 1)
    page.get_by_label("按文件名查找").fill("first")
    page.get_by_role("button", name="查找").click()
    held(page, "first.txt")
    page.get_by_label("删除文件 first.txt").click()
    page.get_by_role("button", name="确定删除").click()
    expect(page.locator(".holdings")).to_contain_text("1 篇报道")
    expect(page.locator(".history")).to_contain_text("删除 1 个文件 first.txt")
    page.locator(".history summary").click()
    page.get_by_role("button", name="确定撤销").click()
    expect(page.locator(".holdings")).to_contain_text("2 篇报道")
    open_tab(page, "browse")
    page.locator(".headline", has_text="招商引资大会").click()
    page.get_by_text("删除这篇").click()
    page.get_by_role("button", name="确定删除").click()
    expect(page.locator(".articles .headline")).to_have_text(["春耕备播工作会议"])
    expect(page.locator("#browse-results .told-so")).to_contain_text("已删除一篇文章。")
    page.locator("#browse-results .told-so button").click()
    expect(page.locator(".articles .headline")).to_have_count(2)
    page.context.close()


def test_a_file_that_cannot_be_shown_as_it_is_called_is_deleted_and_one_that_is_gone_is_said_to_be(
    served: tuple[str, Path], address: str, browser: Browser
) -> None:
    archive = Archive.open(served[1])
    for name in ("\x1b二.txt", "三.txt"):
        archive.edits.add([Content(name, (Printed(name, "没有报道。"),), ())])
    page = open_add(browser, address)
    held(page, "first.txt", "\ufffd二.txt", "三.txt")
    archive.edits.remove(["三.txt"])
    page.get_by_label("删除文件 三.txt").click()
    page.locator("li", has_text="三.txt").get_by_role("button", name="确定删除").click()
    expect(page.get_by_role("alert").filter(has_text="这个文件已经不在档案里。")).to_be_visible()
    page.get_by_label("删除文件 \ufffd二.txt").click()
    page.locator("li", has_text="二.txt").get_by_role("button", name="确定删除").click()
    held(page, "first.txt")
    archive.close()
    page.context.close()


def test_the_tab_is_used_by_keyboard_on_a_phone_and_in_english(address: str, browser: Browser) -> None:
    page = open_add(browser, address, width=360)
    page.get_by_role("button", name="English").click()
    page.get_by_label("Choose files").focus()
    expect(page.locator(".choose").first).to_have_css("outline-style", "solid")
    page.get_by_label("Choose files").set_input_files(
        [
            upload("w" * 200 + ".txt", text("招商引资大会")),
            upload("empty.txt", b""),
            upload("first.txt", text("甲大会")),
        ]  # type: ignore[list-item]
    )
    expect(page.locator(".preview")).to_be_visible(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert chinese_in_sight(page) == []
    page.get_by_role("button", name="Add these 2 files").press("Enter")
    expect(page.locator(".work h3")).to_have_text("Added", timeout=60_000)
    page.locator(".history summary").click()
    assert chinese_in_sight(page) == []
    page.context.close()
