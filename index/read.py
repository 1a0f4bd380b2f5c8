"""Reading: files and folders become pages of raw text."""

from __future__ import annotations

import codecs
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import InputError
from index.types import Page

LARGEST = 50 * 1024 * 1024
_SUFFIXES = frozenset({".txt", ".md", ".text", ".markdown", ""})
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = ("utf-16-le", "utf-16-be")
_FAMILIAR = re.compile(r"[\x00-\x7f\u2010-\u2040\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_ALLOWED_CONTROLS = "\t\n\r\f\v\x1a"

# Control characters, bidirectional embeddings and overrides, and lone surrogates: they steer a terminal, turn
# the text around them or cannot be encoded at all. White space and harmless marks (zero-width joiner) stay.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_WEB_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class File:
    """A file whose path says nothing: it is known by a name, which its articles get as their source."""

    path: Path
    name: str


def printable(text: str) -> str:
    """Replace every unprintable character by U+FFFD, one for one, so that offsets stay true."""
    return _UNPRINTABLE.sub("\ufffd", text.replace("\r", "\n"))


def find_files(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """List the files to read, each with its source name: its path inside the folder given, or its own name.

    A folder is searched recursively, in sorted order, for `.txt` files only (a README is no newspaper page),
    hidden ones left out; a file that is named itself is taken whatever it is called. Two files of one name
    are told apart by the folders before it. Raises InputError for a missing path or a folder without pages.
    """
    found: dict[Path, tuple[Path, int]] = {}
    for path in paths:
        for file, depth in _expand(path):
            absolute = os.path.abspath(file)  # noqa: PTH100 (resolve() would give a link the name of its target)
            found.setdefault(Path(absolute), (file, depth))
    files = [file for file, _ in found.values()]
    return list(zip(files, _sources(list(found), [depth for _, depth in found.values()]), strict=True))


def names(path: Path, source: str) -> Iterator[str]:
    """Give ever longer names for a file: its source name, then with one more folder before it each time."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 (as in `find_files`)
    yield source
    yield from (_name(absolute, depth) for depth in range(source.count("/") + 2, len(absolute.parts)))


def _sources(files: Sequence[Path], depths: Sequence[int]) -> list[str]:
    """Name each file by the last `depths` parts of its path, and by more of them where two would be equal."""
    depths = list(depths)
    while True:
        names = [_name(file, depth) for file, depth in zip(files, depths, strict=True)]
        counts = Counter(names)
        longer = [
            depth + (counts[name] > 1 and depth < len(file.parts) - 1)
            for file, name, depth in zip(files, names, depths, strict=True)
        ]
        if longer == depths:
            break
        depths = longer
    twice = next((name for name in names if counts[name] > 1), None)
    if twice is not None:
        raise InputError(f"有两个文件的名称无法区分：“{twice}”。请给其中一个改名后再导入。")
    return names


def _name(file: Path, depth: int) -> str:
    return _called("/".join(file.parts[-depth:]))


def _called(path: Path | str) -> str:
    """Write a path as text; a name that is not UTF-8 is read as GB18030, as old Chinese archives have it."""
    raw = os.fsencode(path)
    try:
        return printable(raw.decode())
    except UnicodeDecodeError:
        return printable(raw.decode("gb18030", "replace"))


def _expand(path: Path) -> list[tuple[Path, int]]:
    """List the files of one input, each with the number of parts in its name."""
    if path.is_file():
        return [(path, 1)]
    if not path.is_dir():
        raise InputError(f"找不到“{_called(path)}”。请检查路径是否写对。")
    found = sorted(file for file in path.rglob("*") if file.suffix.lower() == ".txt" and file.is_file())
    files = [(file, file.relative_to(path)) for file in found]
    shown = [
        (file, len(inside.parts))
        for file, inside in files
        if not any(p.startswith(".") for p in inside.parts)
    ]
    if not shown:
        raise InputError(f"文件夹“{_called(path)}”里没有 .txt 文件。请换一个文件夹，或直接给出文件名。")
    return shown


def read(path: Path, *, source: str | None = None, name: str | None = None) -> list[Page]:
    """Read a text file as pages; its encoding (UTF-8, UTF-16, UTF-32, GB18030) is recognised.

    The text is kept as it stands, line ends included; only a byte-order mark is left out. `name` is what the
    file is called where its path is not (an upload). Raises InputError for a file that cannot be read, is too
    large, is empty, or is not text.
    """
    called = name if name is not None else _called(path)
    if not is_readable(name or path.name):
        suffix = Path(called).suffix
        raise InputError(f"“{called}”不是纯文本文件（{suffix}）。请先转成 .txt 或 .md 再导入。")
    text = _decode(_bytes(path, called), called)
    if not text.strip():
        raise InputError(f"“{called}”是空文件，没有可导入的文字。请换一个文件。")
    if _WEB_PAGE.match(text):
        raise InputError(f"“{called}”是网页（HTML），其中的标签和脚本不是报纸文字。请另存为纯文本再导入。")
    return [Page(source=source or name or _called(path.name), text=text)]


def is_readable(name: str) -> bool:
    """Tell whether a file called so may be text."""
    return Path(name).suffix.lower() in _SUFFIXES


def _bytes(path: Path, called: str) -> bytes:
    """Load a file, its size checked first."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise InputError(too_large(called, size))
        return path.read_bytes()
    except OSError as error:
        reason = "没有读取权限" if isinstance(error, PermissionError) else "无法读取"
        raise InputError(
            f"“{called}”{reason}（{error.strerror or error}）。请检查路径和权限后重试。"
        ) from error


def too_large(called: str, size: int) -> str:
    """Say that a file of so many bytes is too large."""
    return f"“{called}”有 {size / 2**20:.0f} MB，超过 {LARGEST // 2**20} MB 的上限。请拆成较小的文件再导入。"


def _decode(raw: bytes, called: str) -> str:
    """Decode the bytes of a file by the first encoding that makes text of them."""
    for encoding in _encodings(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text) and (encoding not in _UNMARKED or _is_familiar(text)):
            return text
    raise InputError(
        f"“{called}”不是可识别的文本（支持 UTF-8、UTF-16、GB18030）。"
        "请确认它是文本文件，或另存为 UTF-8 再导入。"
    )


def _encodings(raw: bytes) -> list[str]:
    """List the encodings to try, likeliest first; a byte-order mark settles it, zero bytes mean UTF-16."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return [encoding]
    if b"\x00" not in raw:
        return ["utf-8", "gb18030", *_wide(raw)]
    return _wide(raw)


def _wide(raw: bytes) -> list[str]:
    """Order UTF-16 without a mark by its ASCII: the zero byte comes second (LE) or first (BE)."""
    odd, even = raw[1::2].count(0), raw[0::2].count(0)
    return ["utf-16-le", "utf-16-be"] if odd >= even else ["utf-16-be", "utf-16-le"]


def _is_text(text: str) -> bool:
    """Tell whether decoded characters are text: hardly any control, private or unassigned ones among them."""
    sample = text[:100_000]
    odd = sum(_is_odd(char) for char in sample)
    return odd <= len(sample) // 200


def _is_familiar(text: str) -> bool:
    """Tell whether text is Chinese or English: taken for UTF-16, any bytes give letters of some script."""
    sample = text[:100_000]
    return len(_FAMILIAR.findall(sample)) >= 0.9 * len(sample)


def _is_odd(char: str) -> bool:
    code = ord(char)
    if code < 32 or 0x7F <= code < 0xA0:
        return char not in _ALLOWED_CONTROLS + "\x85"
    return 0xE000 <= code < 0xF900 or 0xFFF0 <= code <= 0xFFFF or code >= 0xE0000
