"""Examine what a question needs: archive, encoder, language model, port; and say what to do."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import BaowenError

if TYPE_CHECKING:
    from rag.llm import Chat
from ui.ports import LAST, free_port, is_free

_PATIENCE = 15.0  # seconds for the language model's reply
_HOST = "127.0.0.1"
_ASKED = "请只回答一个字：好"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing: whether it is fine, and what it is or what to do."""

    name: str
    fine: bool
    words: str


def examine(archive: Path, *, llm: str = "", base_url: str = "", port: int) -> list[Finding]:
    """Examine an archive directory (or a folder of pages), the configured language model and a port."""
    return [
        _finding("档案库", lambda: _archive(archive)),
        _finding("语言模型", lambda: _model(llm, base_url)),
        _finding("端口", lambda: _port(port)),
    ]


def format_findings(findings: Sequence[Finding]) -> str:
    """Write one line for each."""
    return "\n".join(f"{'✓' if f.fine else '✗'} {f.name}：{f.words}" for f in findings)


def _finding(name: str, look: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        return Finding(name, *look())
    except BaowenError as error:
        return Finding(name, False, str(error))


def _archive(directory: Path) -> tuple[bool, str]:
    """Open an archive with its encoder, and search it once."""
    from rag import Archive

    built = (directory / "archive.db").is_file() or not any(directory.glob("*.txt"))
    opened = Archive.open(directory) if built else Archive.from_files([directory])
    reports = sum(article.kind.is_report for article in opened.articles)
    opened.search("会议", 1)
    opened.close()
    if not reports:
        return False, f"{directory} 里没有报道。请先读入文件：baowen index 文件或目录 --archive {directory}"
    return True, f"{directory}，{reports} 篇报道，可以检索；向量模型正常"


def _model(llm: str, base_url: str) -> tuple[bool, str]:
    """Ask the configured model for one word."""
    from ui.chat_model import open_configured

    chat = open_configured(llm, base_url)
    if chat is None:
        return True, "没有设置，只摘原文。要用的话：--llm openai:模型 --llm-base-url 地址，或 BAOWEN_LLM"
    return examine_chat(chat)


def examine_chat(chat: Chat) -> tuple[bool, str]:
    """Ask a model for one word; tell whether it came, and what is to be said."""
    from rag.llm import NoReplyError
    from rag.phrases import FAILURES

    asked = time.monotonic()
    try:
        chat.reply(_ASKED, until=asked + min(_PATIENCE, chat.options.deadline))
    except NoReplyError as error:
        return False, f"{chat.name}：{FAILURES[error.failure]}。"
    return True, f"{chat.name} 有回应，{time.monotonic() - asked:.1f} 秒"


def _port(port: int) -> tuple[bool, str]:
    if not 0 <= port <= LAST:
        return False, f"没有 {port} 这个端口：端口是 1 到 {LAST} 之间的数"
    if is_free(_HOST, port):
        return True, f"{port} 可用"
    return False, f"{port} 用不了（可能已被占用）。换一个：baowen serve --port {free_port(_HOST, port)}"
