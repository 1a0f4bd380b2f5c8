from __future__ import annotations

import io
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

from index.errors import InputError
from index.read import LARGEST
from index.unpack import MOST_BYTES
from rag import Archive, build
from ui.intake import Intakes, Stage

PAGE = """济宁高新新闻 2022年4月26日 星期二

{title}

本报讯（记者 曹俐）4月25日，{title}在高新区举行。区党工委书记刘章箭出席并讲话，与会代表共80人。
"""


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    first = tmp_path / "first.txt"
    first.write_text(PAGE.format(title="春耕备播工作会议"), encoding="utf-8")
    build([first], tmp_path / "archive")
    return Archive.open(tmp_path / "archive")


def send(intakes: Intakes, name: str, raw: bytes, *, id: str = "b", owner: str = "me") -> None:
    path = intakes.receive(id, owner, name=name, size=len(raw))
    if path:
        path.write_bytes(raw)


def wait(intakes: Intakes, *, id: str = "b", owner: str = "me") -> Stage:
    deadline = time.monotonic() + 30
    while (intake := intakes.find(id, owner)) and intake.busy and time.monotonic() < deadline:
        time.sleep(0.01)
    assert intake is not None
    return intake.stage


def text(title: str) -> bytes:
    return PAGE.format(title=title).encode()


def test_a_batch_is_read_then_added_and_its_files_go(archive: Archive) -> None:
    intakes = Intakes(archive)
    send(intakes, "二.txt", text("招商引资大会"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as written:
        written.writestr("三.txt", text("防汛工作会议"))
        written.writestr("图.jpg", b"")
    send(intakes, "报纸.zip", packed.getvalue())
    intakes.read("b", "me")
    assert wait(intakes) is Stage.READ
    intake = intakes.find("b", "me")
    assert intake is not None
    assert [content.source for content in intake.preview.contents] == ["二.txt", "三.txt"]
    assert [problem.source for problem in intake.problems] == ["报纸.zip：图.jpg"]
    intakes.add("b", "me")
    assert wait(intakes) is Stage.ADDED
    assert intake.edit is not None
    assert (intake.edit.added, intake.error) == (2, "")
    assert not intake.folder.exists()
    intakes.drop("b", "me")
    assert intakes.find("b", "me") is None


def test_the_limits_are_those_of_the_whole_batch(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.intake.MOST_FILES", 4)
    intakes = Intakes(archive)
    send(intakes, "二.zip", zipped("三", "四"))
    send(intakes, "五.zip", zipped("六", "七"))
    send(intakes, "一.txt", text("招商引资大会"))
    intakes.read("b", "me")
    assert wait(intakes) is Stage.READ
    intake = intakes.find("b", "me")
    assert intake is not None
    assert [content.source for content in intake.preview.contents] == [
        "一.txt",
        "三.txt",
        "四.txt",
    ]  # by name, as they arrive in any order
    assert [(problem.source, problem.message) for problem in intake.problems] == [
        ("五.zip", "压缩包“五.zip”里有 2 个文件，超过这一批还能添加的 1 个。请分成几个。")
    ]


def zipped(*titles: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as written:
        for title in titles:
            written.writestr(f"{title}.txt", text(f"{title}次会议"))
    return packed.getvalue()


def test_a_page_that_comes_back_finds_what_has_become_of_its_batch(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    intakes = Intakes(archive)
    send(intakes, "二.txt", text("招商引资大会"))
    assert intakes.latest("me") == ""
    intakes.read("b", "me")
    assert wait(intakes) is Stage.READ
    send(intakes, "三.txt", text("防汛工作会议"), id="c")
    assert intakes.latest("me") == "b"
    intakes.add("b", "me")
    assert wait(intakes) is Stage.ADDED
    assert intakes.latest("me") == "b"
    assert intakes.latest("you") == ""
    intakes.read("c", "me")
    assert wait(intakes, id="c") is Stage.READ
    assert intakes.latest("me") == "c"
    intakes.drop("c", "me")
    assert intakes.latest("me") == "b"
    monkeypatch.setattr("ui.intake._IDLE", -1.0)
    assert intakes.latest("me") == ""
    assert intakes.find("b", "me") is None


def test_nobody_reaches_the_batch_of_another(archive: Archive) -> None:
    intakes = Intakes(archive)
    send(intakes, "二.txt", text("招商引资大会"))
    assert intakes.find("b", "you") is None
    with pytest.raises(InputError, match="已经送完"):
        send(intakes, "三.txt", text("防汛工作会议"), owner="you")
    intakes.read("b", "you")
    intakes.drop("b", "you")
    found = intakes.find("b", "me")
    assert found is not None
    assert found.stage is Stage.EMPTY


def test_a_batch_has_one_folder_and_leaves_none(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    intakes = Intakes(archive)
    for number in range(5):
        send(intakes, f"{number}.txt", text(f"第{number}次大会"))
    with pytest.raises(InputError, match="已经送完"):
        send(intakes, "五.txt", b"", id="")
    assert len(list(folder.iterdir())) == 1
    intakes.drop("b", "me")
    assert list(folder.iterdir()) == []


def test_nothing_joins_a_batch_that_is_read(archive: Archive) -> None:
    intakes = Intakes(archive)
    send(intakes, "二.txt", text("招商引资大会"))
    intakes.read("b", "me")
    wait(intakes)
    with pytest.raises(InputError, match="已经送完"):
        send(intakes, "三.txt", text("防汛工作会议"))


def test_what_can_be_no_text_is_a_problem_before_it_is_sent(archive: Archive) -> None:
    intakes = Intakes(archive)
    for name, size in (("大.txt", LARGEST + 1), ("图.png", 3), ("报.pdf", 3), ("../..", 3)):
        assert intakes.receive("b", "me", name=name, size=size) is None
    found = intakes.find("b", "me")
    assert found is not None
    assert [problem.message.split("。")[0] for problem in found.problems] == [
        "“大.txt”有 50 MB，超过 50 MB 的上限",
        "不是纯文本文件（.png）",
        "PDF 还不能直接读",
        "文件没有名字",
    ]
    with pytest.raises(InputError, match="一次最多添加"):
        intakes.receive("b", "me", name="巨.zip", size=MOST_BYTES + 1)


def test_reading_is_stopped_before_anything_is_added(archive: Archive) -> None:
    intakes, before = Intakes(archive), archive.revision
    for number in range(50):
        send(intakes, f"{number}.txt", text(f"第{number}次大会"))
    intakes.stop("b", "me")
    intakes.read("b", "me")
    wait(intakes)
    found = intakes.find("b", "me")
    assert found is not None
    assert found.error == "已停止，没有添加任何文件。"
    intakes.add("b", "me")
    wait(intakes)
    assert archive.revision == before


def test_questions_are_answered_while_two_thousand_files_are_added(archive: Archive) -> None:
    intakes = Intakes(archive)
    for number in range(2000):
        send(intakes, f"{number:04}.txt", text(f"第{number}次大会"))
    intakes.read("b", "me")
    while wait(intakes) is not Stage.READ:
        pass
    intakes.add("b", "me")
    found, answered = intakes.find("b", "me"), 0
    assert found is not None
    while found.busy and answered < 20:
        answer = archive.ask("春耕备播工作会议有多少代表参加？")
        assert "80" in answer.short
        answered += found.busy
    assert answered >= 5
    intakes.stop("b", "me")
    wait(intakes)
