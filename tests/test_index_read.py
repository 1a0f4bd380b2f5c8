"""Reading text files of any common encoding, and refusing what is no text."""

import os
from pathlib import Path

import pytest

from index.errors import InputError
from index.read import LARGEST, find_files, printable, read

TEXT = "港区开港\r\n\r\n本报讯（记者 陈立）3月4日，“远望”号靠泊。\r\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_the_encoding_of_a_page_is_recognised_and_its_characters_kept(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode(encoding))
    (page,) = read(path)
    assert (page.source, page.text, page.number) == ("a.txt", TEXT, 1)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
def test_a_long_page_of_chinese_alone_is_recognised_too(tmp_path, encoding):
    path = tmp_path / "a.txt"
    text = (Path(__file__).parent.parent / "seeds" / "000_62c101a7cbe74960.txt").read_text(
        encoding="utf-8-sig"
    )
    path.write_bytes(text.encode(encoding))
    assert read(path)[0].text == text


def test_a_source_name_can_be_given(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert read(path, source="2021/a.txt")[0].source == "2021/a.txt"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "空文件"),
        ("white.txt", " \r\n\u3000".encode(), "空文件"),
        ("image.txt", bytes(range(256)) * 8, "不是可识别的文本"),
        ("zeros.txt", b"\x00" * 999, "不是可识别的文本"),
        ("letters.txt", b"\x00\x01\x02\xff" * 50, "不是可识别的文本"),
        ("cut.txt", "港区".encode("utf-16")[:-1], "不是可识别的文本"),
        ("page.pdf", b"%PDF-1.7", "不是纯文本文件"),
    ],
)
def test_what_is_no_text_is_refused_with_the_file_and_the_next_step(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as raised:
        read(path)
    assert name in str(raised.value)
    assert "请" in str(raised.value)


def test_a_missing_or_huge_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="无法读取"):
        read(tmp_path / "none.txt")
    with pytest.raises(InputError, match="无法读取"):
        read(tmp_path)
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(InputError, match="50 MB"):
        read(path)


def test_a_folder_gives_its_text_files_in_order_and_names_them_by_their_place(tmp_path):
    for name in ("b.txt", "2021/a.txt", "README.md", ".hidden/c.txt", "2021/d.TXT.bak"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert find_files([tmp_path]) == [
        (tmp_path / "2021" / "a.txt", "2021/a.txt"),
        (tmp_path / "b.txt", "b.txt"),
    ]


def test_a_file_that_is_named_is_taken_whatever_it_is_called_and_only_once(tmp_path):
    path = tmp_path / "README.md"
    path.write_text(TEXT, encoding="utf-8")
    assert find_files([path, path]) == [(path, "README.md")]


def test_two_files_of_one_name_keep_apart(tmp_path):
    paths = [tmp_path / "one" / "a.txt", tmp_path / "two" / "a.txt"]
    for path in paths:
        path.parent.mkdir()
        path.write_text(TEXT, encoding="utf-8")
    assert [source for _, source in find_files(paths)] == ["one/a.txt", "two/a.txt"]


def test_a_missing_path_or_a_folder_without_pages_is_refused(tmp_path):
    with pytest.raises(InputError, match="找不到"):
        find_files([tmp_path / "none"])
    with pytest.raises(InputError, match=r"没有 \.txt 文件"):
        find_files([tmp_path])


def test_files_of_two_folders_that_look_alike_keep_apart(tmp_path):
    for name in ("2022/01/p.txt", "2023/01/p.txt", "x/2023/01/p.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    two = [tmp_path / "2022", tmp_path / "2023"]
    assert [source for _, source in find_files(two)] == ["2022/01/p.txt", "2023/01/p.txt"]
    three = [source for _, source in find_files([*two, tmp_path / "x" / "2023"])]
    assert three == ["2022/01/p.txt", f"{tmp_path.name}/2023/01/p.txt", "x/2023/01/p.txt"]


def test_a_file_given_in_two_ways_is_read_once(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert len(find_files([tmp_path, tmp_path / "a.txt", tmp_path / ".." / tmp_path.name / "a.txt"])) == 1


def test_a_file_name_in_gbk_is_shown_as_text(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path / "x").removesuffix(b"x") + "版面.txt".encode("gbk")))
    path.write_bytes(b"")
    assert [source for _, source in find_files([tmp_path])] == ["版面.txt"]
    with pytest.raises(InputError, match=r"版面\.txt”是空文件"):
        read(path)


def test_a_web_page_is_refused_and_a_page_that_quotes_markup_is_not(tmp_path: Path) -> None:
    web, page = tmp_path / "web.txt", tmp_path / "page.txt"
    web.write_text("<!DOCTYPE html>\n<html><script>var 密码 = 1</script></html>", encoding="utf-8")
    page.write_text("本报讯（记者 张三）网页以<html>开头。", encoding="utf-8")
    with pytest.raises(InputError, match="网页"):
        read(web)
    assert read(page)[0].text.endswith("开头。")


def test_control_characters_in_a_name_do_not_enter_the_archive(tmp_path):
    (tmp_path / "港\x1b[31m\u202e区.txt").write_text(TEXT, encoding="utf-8")
    ((path, name),) = find_files([tmp_path])
    assert name == "港\ufffd[31m\ufffd区.txt"
    assert printable(name) == name
    assert read(path)[0].source == name
