from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from index.errors import ArchiveError, InputError
from index.read import File
from rag import Archive, build

PAGE = """济宁高新新闻 2022年4月26日 星期二

{title}

本报讯（记者 曹俐）4月25日，{title}在高新区举行。区党工委书记刘章箭出席并讲话。会议要求，各部门要认真落实。
"""


def page(folder: Path, name: str, title: str) -> File:
    path = folder / str(len(list(folder.iterdir())))
    path.write_text(PAGE.format(title=title), encoding="utf-8")
    return File(path, name)


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    folder.mkdir()
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    first = tmp_path / "first.txt"
    first.write_text(PAGE.format(title="春耕备播工作会议"), encoding="utf-8")
    build([first], tmp_path / "archive")
    return Archive.open(tmp_path / "archive")


def titles(archive: Archive) -> set[str]:
    return {article.title for article in archive.articles if article.kind.is_report}


def everything(archive: Archive) -> set[tuple[str, object]]:
    return {(source, archive.content(source)) for source in archive.catalogue.sources}


def test_a_preview_adds_nothing_and_tells_what_would_be_replaced_and_what_is_there(
    archive: Archive, uploads: Path
) -> None:
    archive.edits.add(archive.preview([page(uploads, "三.txt", "旧的大会")]).contents)
    before = archive.revision
    files = [
        page(uploads, "三.txt", "防汛工作会议"),
        page(uploads, "二.txt", "招商引资大会"),
        page(uploads, "copy.txt", "春耕备播工作会议"),
        page(uploads, "二.txt", "另一个大会"),
        File(uploads / "none", "照片.jpg"),
    ]
    preview = archive.preview(files)
    assert archive.revision == before
    assert [content.source for content in preview.contents] == ["三.txt", "二.txt"]
    assert {article.title for article in preview.reports} == {"防汛工作会议", "招商引资大会"}
    assert preview.replaced == ("三.txt",)
    assert preview.same == (("copy.txt", "first.txt"),)
    assert [(p.source, p.message[:12]) for p in preview.problems] == [
        ("二.txt", "有两个文件都叫“二.tx"),
        ("照片.jpg", "“照片.jpg”不是纯文"),
    ]


def test_an_addition_is_taken_back_with_what_it_replaced_also_after_a_restart(
    archive: Archive, uploads: Path, tmp_path: Path
) -> None:
    before = everything(archive)
    files = [page(uploads, "first.txt", "防汛工作会议"), page(uploads, "二.txt", "招商引资大会")]
    done = archive.edits.add(archive.preview(files).contents)
    assert (done.added, done.replaced, done.finished) == (1, 1, True)
    assert titles(archive) == {"防汛工作会议", "招商引资大会"}
    assert archive.search("招商引资大会")[0].passage.article.source == "二.txt"
    archive.close()
    again = Archive.open(tmp_path / "archive")
    (edit,) = again.edits.all()
    undone = again.edits.undo(edit.id)
    assert (undone.removed, undone.restored, undone.left) == (("二.txt",), ("first.txt",), ())
    assert everything(again) == before
    assert again.edits.all() == []
    assert all(hit.passage.article.source == "first.txt" for hit in again.search("招商引资大会"))
    with pytest.raises(InputError, match="已经撤销过"):
        again.edits.undo(edit.id)


def test_uploading_a_name_twice_replaces_its_articles(archive: Archive, uploads: Path) -> None:
    for title in ("第一次大会", "第二次大会"):
        archive.edits.add(archive.preview([page(uploads, "二.txt", title)]).contents)
    assert titles(archive) == {"春耕备播工作会议", "第二次大会"}
    assert archive.preview([page(uploads, "二.txt", "第二次大会")]).same == (("二.txt", "二.txt"),)


def test_undoing_leaves_alone_what_somebody_has_changed_since(archive: Archive, uploads: Path) -> None:
    first = archive.edits.add(
        archive.preview([page(uploads, "a.txt", "甲大会"), page(uploads, "b.txt", "乙大会")]).contents
    )
    archive.edits.add(archive.preview([page(uploads, "a.txt", "丙大会")]).contents)
    undone = archive.edits.undo(first.id)
    assert (undone.removed, undone.left) == (("b.txt",), ("a.txt",))
    assert titles(archive) == {"春耕备播工作会议", "丙大会"}


def test_stopping_keeps_what_is_read_and_it_can_be_taken_back(archive: Archive, uploads: Path) -> None:
    contents = archive.preview([page(uploads, f"{n}.txt", f"第{n}次大会") for n in range(5)]).contents
    seen: list[tuple[int, int, str]] = []
    edit = archive.edits.add(contents, progress=lambda *step: seen.append(step), stop=lambda: len(seen) == 2)
    assert seen == [(0, 5, "0.txt"), (1, 5, "1.txt")]
    assert edit.added == 2
    assert len(titles(archive)) == 3
    archive.edits.undo(edit.id)
    assert titles(archive) == {"春耕备播工作会议"}


def test_an_addition_that_goes_on_cannot_be_taken_back(archive: Archive, uploads: Path) -> None:
    contents = archive.preview([page(uploads, f"{n}.txt", f"第{n}次大会") for n in range(2)]).contents
    said: list[str] = []

    def undo(*_: object) -> None:
        with pytest.raises(InputError) as caught:
            archive.edits.undo(archive.edits.all()[0].id)
        said.append(str(caught.value))

    edit = archive.edits.add(contents, progress=undo)
    assert said == ["这次添加还没有做完。请等它做完，或先停止。"] * 2
    assert archive.edits.undo(edit.id).removed == ("1.txt", "0.txt")


def test_an_addition_that_breaks_off_can_be_taken_back(archive: Archive, uploads: Path) -> None:
    contents = archive.preview([page(uploads, f"{n}.txt", f"第{n}次大会") for n in range(3)]).contents

    def break_off(number: int, *_: object) -> None:
        if number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.edits.add(contents, progress=break_off)
    (edit,) = archive.edits.all()
    assert archive.edits.undo(edit.id).removed == ("1.txt", "0.txt")


def test_a_file_and_an_article_are_deleted_and_come_back(archive: Archive, uploads: Path) -> None:
    archive.edits.add(archive.preview([page(uploads, "二.txt", "招商引资大会")]).contents)
    before = everything(archive)
    file = archive.edits.remove(["二.txt"])
    assert titles(archive) == {"春耕备播工作会议"}
    archive.edits.undo(file.id)
    article = next(a for a in archive.articles if a.title == "招商引资大会")
    gone = archive.edits.remove_article(article.source, article.id)
    assert gone.name == "招商引资大会"
    assert titles(archive) == {"春耕备播工作会议"}
    assert not any(h.passage.article.id == article.id for h in archive.search("招商引资大会"))
    archive.edits.undo(gone.id)
    assert everything(archive) == before
    with pytest.raises(InputError, match="已经不在档案里"):
        archive.edits.remove_article("无.txt", "无")


def test_nothing_added_is_no_change(archive: Archive) -> None:
    assert archive.edits.add([]).added == 0
    assert archive.edits.all() == []


def test_only_the_last_changes_are_kept(archive: Archive, uploads: Path) -> None:
    def contents(number: int) -> Iterable[object]:
        return archive.preview([page(uploads, f"{number}.txt", f"第{number}次大会")]).contents

    made = [archive.edits.add(list(contents(n))).id for n in range(12)]  # type: ignore[arg-type]
    assert [edit.id for edit in archive.edits.all()] == made[:1:-1]


def test_a_page_that_got_another_name_is_not_lost_with_the_file_that_had_its_name(
    archive: Archive, uploads: Path
) -> None:
    files = [page(uploads, "0312.txt", "春耕备播工作会议"), page(uploads, "first.txt", "防汛工作会议")]
    preview = archive.preview(files)
    assert preview.same == ()
    assert preview.replaced == ("first.txt",)
    archive.edits.add(preview.contents)
    assert titles(archive) == {"春耕备播工作会议", "防汛工作会议"}


def test_two_files_that_change_names_both_stay(archive: Archive, uploads: Path) -> None:
    archive.edits.add(archive.preview([page(uploads, "二.txt", "招商引资大会")]).contents)
    files = [page(uploads, "二.txt", "春耕备播工作会议"), page(uploads, "first.txt", "招商引资大会")]
    archive.edits.add(archive.preview(files).contents)
    assert titles(archive) == {"春耕备播工作会议", "招商引资大会"}


def test_a_copy_of_a_file_that_is_left_out_names_the_file_in_the_archive(
    archive: Archive, uploads: Path
) -> None:
    files = [page(uploads, name, "春耕备播工作会议") for name in ("甲.txt", "乙.txt")]
    assert archive.preview(files).same == (("甲.txt", "first.txt"), ("乙.txt", "first.txt"))


def test_a_file_whose_article_was_deleted_is_listed_and_can_be_added_again(
    archive: Archive, uploads: Path
) -> None:
    for article in list(archive.articles):
        archive.edits.remove_article(article.source, article.id)
    assert archive.sources == {"first.txt": 0}
    preview = archive.preview([page(uploads, "first.txt", "春耕备播工作会议")])
    assert (preview.same, preview.replaced) == ((), ("first.txt",))
    archive.edits.add(preview.contents)
    assert titles(archive) == {"春耕备播工作会议"}
    archive.edits.remove(["first.txt"])
    assert archive.sources == {}


@pytest.mark.parametrize("broken", ["remove", "remove_articles"])
def test_a_deletion_that_fails_is_no_change_and_can_be_tried_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    article = next(a for a in archive.articles if a.kind.is_report)

    def delete() -> object:
        if broken == "remove":
            return archive.edits.remove([article.source])
        return archive.edits.remove_article(article.source, article.id)

    def fail(*_: object) -> None:
        raise ArchiveError("磁盘已满")

    with monkeypatch.context() as patch:
        patch.setattr(Archive, broken, fail)
        with pytest.raises(ArchiveError):
            delete()
    assert archive.edits.all() == []
    delete()
    (edit,) = archive.edits.all()
    assert archive.edits.undo(edit.id).restored == ("first.txt",)
    assert titles(archive) == {"春耕备播工作会议"}


def test_a_deletion_that_breaks_off_can_be_taken_back(
    archive: Archive, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.edits.add(archive.preview([page(uploads, "二.txt", "招商引资大会")]).contents)
    delete = archive.remove

    def fail(sources: Sequence[str]) -> None:
        if sources == ["first.txt"]:
            raise ArchiveError("磁盘已满")
        delete(sources)

    monkeypatch.setattr(archive, "remove", fail)
    with pytest.raises(ArchiveError):
        archive.edits.remove(["二.txt", "first.txt"])
    edit = archive.edits.all()[0]
    assert (edit.kind, edit.replaced) == ("remove", 1)
    assert archive.edits.undo(edit.id).restored == ("二.txt",)


def test_a_name_with_control_characters_is_kept_as_it_is_shown(archive: Archive, uploads: Path) -> None:
    odd = [page(uploads, "港\x1b\ud800区.txt", "甲大会"), page(uploads, "港\x07\ud800区.txt", "乙大会")]
    preview = archive.preview(odd)
    assert [content.source for content in preview.contents] == ["港\ufffd\ufffd区.txt"]
    assert [problem.source for problem in preview.problems] == ["港\ufffd\ufffd区.txt"]
    archive.edits.add(preview.contents)
    article = next(a for a in archive.articles if a.title == "甲大会")
    assert article.id.startswith("港\ufffd\ufffd区.txt")
