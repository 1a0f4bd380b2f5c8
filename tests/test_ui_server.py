from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from rag import Archive
from ui import cli
from ui.places import archive_folder
from ui.ports import free_port, why_not

ROOT = Path(__file__).resolve().parent.parent


def serve(*options: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run `baowen serve` where it cannot start."""
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", "serve", *options],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


def test_a_taken_port_names_a_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = why_not("127.0.0.1", port, OSError())
    advised = int(said.rsplit(" ", 1)[1])
    assert f"端口 {port} 用不了（可能已被占用）" in said
    assert port < advised <= 65535 or advised == 7860
    assert free_port("127.0.0.1", 65535) == 7860


def test_an_impossible_port_or_address_is_explained(tmp_path: Path) -> None:
    home = str(tmp_path)
    done = serve("--port", "99999", XDG_DATA_HOME=home)
    assert done.returncode == 2
    assert "没有 99999 这个端口：端口是 1 到 65535 之间的数" in done.stderr.decode()
    assert "100000" not in done.stderr.decode()
    assert "本机没有 x.invalid 这个地址" in why_not("x.invalid", 7860, socket.gaierror())
    assert "没有权限" in why_not("127.0.0.1", 80, PermissionError())


def test_the_own_archive_is_made_of_the_seeds_once_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = archive_folder()
    assert folder == tmp_path / "baowen" / "archive"
    first = cli._open_own(folder, None, None)
    reports = {article.id for article in first.articles}
    first.add_articles([next(iter(first.articles))])  # replaces its page by this one article
    first.close()
    again = cli._open_own(folder, None, None)
    assert again.is_kept
    assert {article.id for article in again.articles} < reports
    assert str(folder) in cli._kept_words(again, folder)
    again.close()


def test_where_nothing_can_be_written_the_seeds_are_served_from_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    opened = cli._open_own(tmp_path / "file" / "archive", None, None)
    assert "自己的档案库用不了" in capsys.readouterr().err
    assert not opened.is_kept
    assert cli._kept_words(opened, tmp_path).startswith("这次只用随附的版面，放在内存里：关掉报问，对话")
    opened.close()


def test_an_archive_gives_an_article_by_its_id() -> None:
    archive = Archive.from_files([cli.SEEDS])
    article = next(iter(archive.articles))
    assert archive.article(article.id) == article
    assert archive.article("没有") is None
    archive.close()
