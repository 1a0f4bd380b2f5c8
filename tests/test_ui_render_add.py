from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from index.store import Content
from index.types import Page as Printed
from rag.archive import Preview, Problem
from rag.edits import Edit, Undone
from test_ui_render import Page
from ui.intake import Intake, Stage
from ui.render.add import FILES, files_html, history_html, pick_html, work_html
from ui_archive import HOSTILE, MEETING, TRADE

ALLOWED = set(
    "b button details div form h2 h3 h4 input label li nav p progress section span summary table tbody td th "
    "thead tr ul".split()
)


def intake(stage: Stage, **fields: object) -> Intake:
    return replace(Intake(Path(), "me"), stage=stage, **fields)  # type: ignore[arg-type]


def content(name: str, *articles: object) -> Content:
    return Content(name, (Printed(name, "文"),), articles)  # type: ignore[arg-type]


def test_a_preview_lists_articles_problems_what_is_replaced_and_what_is_there() -> None:
    preview = Preview(
        (content("一.txt", TRADE, MEETING), content("二.txt")),
        (Problem("三.txt", "是空文件。"),),
        ("一.txt",),
        (("四.txt", "五.txt"),),
    )
    shown = work_html(intake(Stage.READ, preview=preview), id="b")
    assert re.findall(r"<li>([^<]+)</li>", shown)[:4] == [
        "可以添加 2 个文件，共 2 篇报道",
        "会替换已有的 1 个文件",
        "1 个文件的内容已经有了，不再添加",
        "1 个文件有问题",
    ]
    assert 'data-act="add" data-value="b">添加这 2 个文件</button>' in shown
    assert shown.count("会替换已有的文件") == 1
    assert "没有认出报道" in shown
    assert f"<td>{len(TRADE.text)}</td>" in shown


def test_where_nothing_can_be_added_there_is_no_button_for_it() -> None:
    shown = work_html(intake(Stage.READ, problems=[Problem("一.txt", "坏")]), id="b")
    assert 'data-act="add"' not in shown
    assert 'data-act="drop"' in shown


def test_work_shows_which_file_it_is_at_and_what_stopping_means() -> None:
    shown = work_html(intake(Stage.ADDING, progress=(6, 20, "七.txt")), id="b")
    assert "正在添加第 7 个文件，共 20 个" in shown
    assert 'max="20" value="6"' in shown
    assert "停止后，已添加的文件留在档案里，可以撤销。" in shown
    assert work_html(intake(Stage.EMPTY), id="b") == ""
    assert work_html(None, id="b") == ""


def test_the_end_says_how_many_were_added_and_how_many_were_not() -> None:
    edit = Edit("e", "add", 0.0, added=1, replaced=2, finished=True)
    shown = work_html(intake(Stage.ADDED, left=2, edit=edit, seconds=1.26), id="b")
    assert "已添加 3 个文件，用时 1.3 秒。" in shown
    assert "停止时还有 2 个文件没有添加。" in shown
    assert "没有空间" in work_html(intake(Stage.ADDED, error="没有空间"), id="b")


def test_the_last_change_can_be_taken_back_after_a_question() -> None:
    edits = [Edit("e2", "remove", 0.0, replaced=1, name="一.txt", finished=True), Edit("e1", "add", 0.0)]
    shown = history_html(edits)
    assert "删除 1 个文件" in shown
    assert 'data-act="undo" data-value="e2"' in shown
    assert "一次没有做完的添加" in history_html(edits[1:])
    assert "一次没有做完的删除" in history_html([Edit("e3", "article", 0.0)])
    assert history_html([]) == ""
    undone = history_html([], undone=Undone(("a",), ("b",), ("c",)))
    assert "移出 1 个文件，恢复 1 个文件。" in undone
    assert "1 个文件后来又有改动" in undone


def test_the_files_of_the_archive_are_found_by_name_a_page_at_a_time() -> None:
    sources = {f"2022/{n:03}.txt": n for n in range(FILES + 3)}
    shown = files_html(sources, words="", page=2)
    assert f"共 {FILES + 3} 个文件" in shown
    assert shown.count('data-act="delete"') == 3
    assert "第 2 页，共 2 页" in shown
    assert files_html(sources, words="/007", page=9).count('data-act="delete"') == 1


def test_hostile_names_and_texts_make_no_element_and_no_event_attribute() -> None:
    name = HOSTILE.source + "\u202e\ud800"
    preview = Preview((content(name, HOSTILE),), (Problem(name, name),), (name,), ((name, name),))
    edit = Edit(name, "article", 0.0, name=name, finished=True)
    parts = (
        pick_html(),
        work_html(intake(Stage.READ, preview=preview), id=name),
        work_html(intake(Stage.ADDING, progress=(0, 1, name)), id=name),
        work_html(intake(Stage.ADDED, error=name), id=name),
        history_html([edit], error=name),
        files_html({name: 1}, words=name, page=1),
    )
    for shown in parts:
        page = Page(shown)
        assert set(page.tags) <= ALLOWED
        assert not [
            key for key, _ in page.attributes if key.startswith("on") or key in ("src", "href", "style")
        ]
        assert "\u202e" not in shown
        assert "\ud800" not in shown
