"""Unpacking: a zip file becomes text files, none of which can harm the machine it is unpacked on.

Nothing is written under a name that the zip file chooses, sizes are counted as they are read, and what is
packed too tightly or too often is refused.
"""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from index.errors import InputError
from index.read import LARGEST, File, is_readable, too_large

MOST_FILES = 20_000
MOST_BYTES = 500 * 2**20  # unpacked
_TIGHTEST = 200  # times; text shrinks to a tenth
_SMALL = 2**20  # bytes that may be packed however tightly
_PIECE = 2**16  # bytes read at a time
_DAMAGES = (  # what reading an entry raises that is not what it says to be
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_HIDDEN = ("__MACOSX", ".", "Thumbs.db", "desktop.ini")
_NEXT = {
    ".zip": "压缩包里的压缩包没有解开。请先解开它，再单独添加。",
    ".pdf": "PDF 还不能直接读。请先转成 .txt 再添加。",
}


def unpack(
    packed: File, folder: Path, *, room: int = MOST_BYTES, files: int = MOST_FILES
) -> tuple[list[File], list[tuple[str, str]]]:
    """Write the text files of a zip file into an empty folder; give them and (name, problem) pairs.

    Raise InputError when the zip file is damaged, locked by a password, or holds more than `room` bytes or
    `files` files, and when the disk takes no more.
    """
    try:
        with zipfile.ZipFile(packed.path) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            _require_modest(packed.name, entries, room=room, files=files)
            return _write(opened, entries, packed.name, folder=folder)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise InputError(
            f"压缩包“{packed.name}”已损坏，打不开。请重新压缩，或解开后直接添加文件。"
        ) from error


def _require_modest(name: str, entries: list[zipfile.ZipInfo], *, room: int, files: int) -> None:
    if len(entries) > files:
        limit = f" {files} 个的上限" if files == MOST_FILES else f"这一批还能添加的 {files} 个"
        raise InputError(f"压缩包“{name}”里有 {len(entries)} 个文件，超过{limit}。请分成几个。")
    size = sum(entry.file_size for entry in entries)
    if size > room:
        left = room / 2**20
        limit = f" {left:.0f} MB 的上限" if room == MOST_BYTES else f"这一批还能添加的 {left:.0f} MB"
        raise InputError(f"压缩包“{name}”解开后有 {size / 2**20:.0f} MB，超过{limit}。请分成几个。")
    if any(entry.flag_bits & 1 for entry in entries):
        raise InputError(f"压缩包“{name}”有密码。请先解开，再添加里面的文件。")


def _write(
    opened: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str, *, folder: Path
) -> tuple[list[File], list[tuple[str, str]]]:
    files: list[File] = []
    problems: list[tuple[str, str]] = []
    for number, entry in enumerate(entries):
        called = entry_name(entry)
        if not called or any(part.startswith(_HIDDEN) for part in called.split("/")):
            continue
        problem = _problem(entry, called)
        target = folder / str(number)
        if not problem:
            problem = _copy(opened, entry, target, called=called)
        if problem:
            problems.append((called, problem))
        else:
            files.append(File(target, called))
    if not files and not problems:
        raise InputError(f"压缩包“{name}”里没有文件。请检查后重新压缩。")
    return files, problems


def unreadable(called: str) -> str:
    """Say why a file is not read that is called so; "" when it may be text."""
    suffix = PurePosixPath(called).suffix.lower()
    plain = f"不是纯文本文件（{suffix}）。请先转成 .txt 或 .md 再添加。"
    return "" if is_readable(called) else _NEXT.get(suffix, plain)


def _problem(entry: zipfile.ZipInfo, called: str) -> str:
    if unreadable(called):
        return unreadable(called)
    if entry.file_size > LARGEST:
        return too_large(called, entry.file_size)
    if entry.file_size > _SMALL and entry.file_size > _TIGHTEST * max(entry.compress_size, 1):
        return "压缩得异常紧密，可能是恶意文件，没有解开。请确认来源后解开再添加。"
    return ""


def _copy(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, *, called: str) -> str:
    """Write one entry; give what went wrong with it, if anything did."""
    try:
        with target.open("wb") as written:
            written.writelines(_pieces(opened, entry))
    except zipfile.BadZipFile:
        target.unlink(missing_ok=True)
        return f"压缩包里的“{called}”已损坏，读不出来。请重新压缩，或单独添加这个文件。"
    except OSError as error:
        target.unlink(missing_ok=True)
        raise InputError(f"解开“{called}”时磁盘写不进去，可能已满。请腾出空间后再添加。") from error
    return ""


def _pieces(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Read one entry; raise BadZipFile when it is damaged or longer than it says."""
    size = 0
    try:
        with opened.open(entry) as source:
            while piece := source.read(_PIECE):
                size += len(piece)
                if size > min(LARGEST, entry.file_size):
                    raise zipfile.BadZipFile(entry.filename)
                yield piece
    except _DAMAGES as error:
        raise zipfile.BadZipFile(entry.filename) from error


def entry_name(entry: zipfile.ZipInfo) -> str:
    """Give the path of an entry, without anything that leads out of the folder.

    Old Chinese programs write names in GBK and do not say so; zipfile then reads them as code page 437.
    """
    name = entry.orig_filename
    if not entry.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        name = next((text for code in ("utf-8", "gb18030") if (text := _decoded(raw, code))), name)
    return safe_name(name)


def safe_name(name: str) -> str:
    """Make a path that stays inside any folder, of one that somebody else has chosen."""
    parts = name.replace("\\", "/").replace("\x00", "").split("/")
    kept = [part.strip() for part in parts if part.strip() not in ("", ".", "..")]
    if kept and len(kept[0]) == 2 and kept[0][1] == ":":
        kept = kept[1:]  # C:
    return "/".join(kept)


def _decoded(raw: bytes, code: str) -> str:
    try:
        return raw.decode(code)
    except UnicodeDecodeError:
        return ""
