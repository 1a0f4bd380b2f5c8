from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from index.errors import InputError
from index.read import File
from index.unpack import MOST_FILES, safe_name, unpack


def packed(folder: Path, entries: dict[str, bytes], *, mode: int = zipfile.ZIP_DEFLATED) -> File:
    path = folder / "upload.zip"
    with zipfile.ZipFile(path, "w", mode) as written:
        for name, raw in entries.items():
            written.writestr(name, raw)
    return File(path, "报纸.zip")


def unpacked(file: File, folder: Path) -> tuple[dict[str, bytes], list[tuple[str, str]]]:
    target = folder / "out"
    target.mkdir()
    files, problems = unpack(file, target)
    assert all(found.path.parent == target for found in files)
    return {found.name: found.path.read_bytes() for found in files}, problems


def test_text_files_come_out_with_their_paths_and_all_else_is_listed(tmp_path: Path) -> None:
    file = packed(
        tmp_path,
        {
            "2022/一版.txt": "正文".encode(),
            "2022/照片.jpg": b"x",
            "旧.zip": b"PK",
            "__MACOSX/._a.txt": b"",
            ".DS_Store": b"",
        },
    )
    files, problems = unpacked(file, tmp_path)
    assert files == {"2022/一版.txt": "正文".encode()}
    assert problems == [
        ("2022/照片.jpg", "不是纯文本文件（.jpg）。请先转成 .txt 或 .md 再添加。"),
        ("旧.zip", "压缩包里的压缩包没有解开。请先解开它，再单独添加。"),
    ]


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    file = packed(tmp_path, {"ab.txt": b"1"})
    raw = file.path.read_bytes().replace(b"ab.txt", "报".encode("gbk") + b".txt")
    file.path.write_bytes(raw)
    assert list(unpacked(file, tmp_path)[0]) == ["报.txt"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/abs/a.txt", "abs/a.txt"),
        ("..\\..\\win.txt", "win.txt"),
        ("C:\\报\\a.txt", "报/a.txt"),
        ("a/./b//c.txt", "a/b/c.txt"),
        ("..", ""),
        ("", ""),
    ],
)
def test_no_name_leads_out_of_the_folder(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    file = packed(tmp_path, {"../../escaped.txt": b"1", "/tmp/escaped.txt": b"2"})
    files, _ = unpacked(file, tmp_path)
    assert files == {"escaped.txt": b"1", "tmp/escaped.txt": b"2"}
    assert {p.name for p in tmp_path.rglob("*") if p.is_file()} == {"upload.zip", "0", "1"}


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    files, problems = unpacked(packed(tmp_path, {"bomb.txt": b"0" * 20_000_000, "ok.txt": b"1"}), tmp_path)
    assert list(files) == ["ok.txt"]
    assert problems == [("bomb.txt", "压缩得异常紧密，可能是恶意文件，没有解开。请确认来源后解开再添加。")]


def test_a_zip_file_that_lies_about_a_size_is_no_way_round_the_limits(tmp_path: Path) -> None:
    file = packed(tmp_path, {"a.txt": b"0" * 100_000})
    raw = bytearray(file.path.read_bytes())
    at = raw.rindex(b"PK\x01\x02") + 24
    assert struct.unpack_from("<I", raw, at) == (100_000,)
    struct.pack_into("<I", raw, at, 10)
    file.path.write_bytes(raw)
    files, problems = unpacked(file, tmp_path)
    assert files == {}
    assert problems[0][1].startswith("压缩包里的“a.txt”已损坏")


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 broken", b"\x00" * 1000])
def test_a_damaged_zip_file_is_an_error_with_the_next_step(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(raw)
    with pytest.raises(
        InputError, match=r"压缩包“坏\.zip”已损坏，打不开。请重新压缩，或解开后直接添加文件。"
    ):
        unpack(File(path, "坏.zip"), tmp_path)


@pytest.mark.parametrize("mode", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_a_damaged_entry_spoils_no_other(tmp_path: Path, mode: int) -> None:
    file = packed(tmp_path, {"a.txt": b"1" * 99, "bad.txt": bytes(range(256)) * 40, "c.txt": b"3"}, mode=mode)
    raw = bytearray(file.path.read_bytes())
    start = raw.index(b"bad.txt") + len("bad.txt")
    raw[start + 9 : start + 60] = b"\xff" * 51
    file.path.write_bytes(raw)
    files, problems = unpacked(file, tmp_path)
    assert files == {"a.txt": b"1" * 99, "c.txt": b"3"}
    assert problems == [("bad.txt", "压缩包里的“bad.txt”已损坏，读不出来。请重新压缩，或单独添加这个文件。")]


def test_a_zip_file_of_a_later_version_is_an_error(tmp_path: Path) -> None:
    file = packed(tmp_path, {"a.txt": b"1"})
    raw = bytearray(file.path.read_bytes())
    raw[raw.rindex(b"PK\x01\x02") + 6] = 99
    file.path.write_bytes(raw)
    with pytest.raises(InputError, match="打不开"):
        unpack(file, tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "0").symlink_to("/dev/full")
    with pytest.raises(InputError, match=r"解开“a\.txt”时磁盘写不进去，可能已满。请腾出空间后再添加。"):
        unpack(packed(tmp_path, {"a.txt": b"1"}), tmp_path)


def test_a_zip_file_takes_no_more_than_the_room_that_is_left(tmp_path: Path) -> None:
    file = packed(tmp_path, {"a.txt": b"1" * 2**21, "b.txt": b"2"})
    with pytest.raises(InputError, match="解开后有 2 MB，超过这一批还能添加的 1 MB。请分成几个。"):
        unpack(file, tmp_path, room=2**20)
    with pytest.raises(InputError, match="里有 2 个文件，超过这一批还能添加的 1 个。请分成几个。"):
        unpack(file, tmp_path, files=1)
    assert not (tmp_path / "0").exists()


def test_a_password_and_too_many_files_are_errors(tmp_path: Path) -> None:
    file = packed(tmp_path, {"a.txt": b"1"})
    raw = bytearray(file.path.read_bytes())
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    file.path.write_bytes(raw)
    with pytest.raises(InputError, match="有密码。请先解开"):
        unpack(file, tmp_path)
    many = packed(tmp_path, dict.fromkeys(map(str, range(MOST_FILES + 1)), b""), mode=zipfile.ZIP_STORED)
    with pytest.raises(InputError, match="超过 20000 个的上限"):
        unpack(many, tmp_path)


def test_an_empty_zip_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有文件"):
        unpack(packed(tmp_path, {}), tmp_path)
