from __future__ import annotations

import datetime
import html
import io
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index.read import printable
from index.types import Article, Span
from rag import Archive
from rag.types import Generated, Item, Note, NoteKind, Statement
from ui import cli
from ui.conversations import Conversation, save_exchanges
from ui.places import archive_folder
from ui.ports import free_port, why_not
from ui.reference import Papers
from ui.render.article import places_on_page
from ui.render.links import article_link, original_link
from ui.render.transcript import transcript_page
from ui.server import build_addresses
from ui.talk import Exchange, stream_exchanges
from ui.transcript import Entry, Line, Transcript, to_markdown, transcribe
from ui.word import to_docx
from ui_archive import HOSTILE, TRADE, refusal, trade_answer

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


# ---- the addresses beside the page ----


@pytest.fixture(scope="module")
def archive() -> Iterator[Archive]:
    opened = Archive.from_files([cli.SEEDS])
    opened.add_articles([WORDY])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(archive: Archive) -> TestClient:
    return TestClient(build_addresses(archive))


WORDY = replace(
    HOSTILE, id="../a#b?c&<script>", text=HOSTILE.text.replace("\ud800", ""), title="<b>坏</b>\u202e"
)
OWNER = "browser-1"


def report(archive: Archive, words: str) -> Article:
    """Find the report whose text has these words."""
    return next(article for article in archive.articles if words in article.text and article.kind.is_report)


def span_of(article: Article, words: str) -> Span:
    start = article.text.index(words)
    return Span(start, start + len(words))


def test_an_article_has_an_address_where_a_quote_is_marked_and_its_neighbours_are_listed(
    archive: Archive, client: TestClient
) -> None:
    article = report(archive, "外贸进出口总额首次突破200亿元")
    quote = "外贸进出口总额首次突破200亿元"
    page = client.get(article_link(article, span_of(article, quote)))
    assert page.status_code == 200
    assert f'<mark id="quote" tabindex="-1" autofocus>{quote}</mark>' in page.text
    assert "<h1>济宁高新区排名连续五年进位</h1>" in page.text
    assert "2023年2月（推断）" in page.text
    assert f"《济宁高新新闻》2023年2月（推断），济宁高新区排名连续五年进位，“{quote}”" in page.text
    assert 'href="/article/002_c1254725e93ffd7e.txt%231">泗水县党政考察团来高新区考察参观</a>' in page.text
    assert "<script" not in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("asked", ["9-3", "x", "0-999999", "-1-3", "1-", "١-٣", "0" * 50])
def test_a_span_that_is_none_marks_nothing(archive: Archive, client: TestClient, asked: str) -> None:
    article = report(archive, "外贸进出口总额首次突破200亿元")
    page = client.get(article_link(article), params={"q": asked})
    assert page.status_code == 200
    assert "<mark" not in page.text


def test_the_raw_page_marks_the_article_and_in_it_the_quote(archive: Archive, client: TestClient) -> None:
    article = report(archive, "外贸进出口总额首次突破200亿元")
    shown = client.get(original_link(article, span_of(article, "外贸进出口总额首次突破200亿元"))).text
    marked = "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", shown))
    assert "".join(marked.split()) == "外贸进出口总额首次突破200亿元"
    ours = html.unescape(re.sub(r"<[^>]+>", "", "".join(re.findall(r'class="ours".*?</span>', shown))))
    assert shown.count('id="quote"') == 1
    assert "济宁高新区排名连续五年进位" in "".join(ours.split())
    text = archive.page_text(article)
    assert text is not None
    assert shown.count('class="line"') == text.count("\n") + 1


def test_every_sentence_of_every_article_is_found_on_its_raw_page(archive: Archive) -> None:
    for article in archive.articles:
        text = archive.page_text(article)
        if text is None:
            continue
        places = places_on_page(article, text, Span(0, len(article.text)))
        found = "".join(text[place.start : place.end] for place in places)
        assert "".join(found.split()) == "".join(article.text.split())


def test_hostile_articles_and_addresses_make_no_element(client: TestClient) -> None:
    for address in (article_link(WORDY, Span(0, 5)), original_link(WORDY)):
        page = client.get(address)
        assert page.status_code == 200
        assert "<script" not in page.text
        assert "<img" not in page.text
        assert "<b>" not in page.text
    assert "档案里没有这篇报道的原版面" in client.get(original_link(WORDY)).text
    missing = client.get("/article/<script>alert(1)</script>")
    assert (missing.status_code, "<script" in missing.text) == (404, False)
    assert "档案里没有这篇报道" in missing.text
    assert client.get("/page/没有").status_code == 404


# ---- conversations to take along ----


def kept(archive: Archive) -> str:
    """Keep a conversation of three questions; the last is refused."""
    told: tuple[Exchange, ...] = ()
    for question in (
        "2022年高新区外贸进出口总额是多少？",
        "那2021年呢？",
        "2022年高新区外贸进出口总额是多少？",
    ):
        *_, told = stream_exchanges(archive, question, told)
    save_exchanges(archive, OWNER, "talk-1", told)
    return "/conversation/talk-1"


def test_a_conversation_is_exported_to_its_owner_alone(archive: Archive, client: TestClient) -> None:
    address = kept(archive)
    for form in ("md", "docx", "html"):
        assert client.get(f"{address}.{form}").status_code == 404
        assert client.get(f"{address}.{form}", headers={"Cookie": "baowen=browser-2"}).status_code == 404
        assert client.get(f"{address}.{form}", headers={"Cookie": f"baowen={OWNER}"}).status_code == 200
    assert client.get(f"{address}.exe", headers={"Cookie": f"baowen={OWNER}"}).status_code == 404


def test_the_markdown_lists_each_quote_once_as_a_newspaper_reference(
    archive: Archive, client: TestClient
) -> None:
    written = client.get(f"{kept(archive)}.md", headers={"Cookie": f"baowen={OWNER}"})
    assert written.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''2022%E5%B9%B4")
    text = written.text
    assert text.startswith("# 2022年高新区外贸进出口总额是多少？\n\n报问对话记录 · ")
    assert text.count("**200亿元**\n\n") == 2
    assert text.count("获评山东省国际合作特色园区。[1]\n") == 2
    assert "## 那2021年呢？\n\n" in text
    assert (
        "## 参考报道\n\n1. 《济宁高新新闻》2023年2月（推断），济宁高新区排名连续五年进位，“保税物流" in text
    )
    assert "\n2. " not in text.split("## 参考报道")[1]


def test_the_word_file_has_headings_lists_and_chinese_fonts(archive: Archive, client: TestClient) -> None:
    content = client.get(f"{kept(archive)}.docx", headers={"Cookie": f"baowen={OWNER}"}).content
    written = docx.Document(io.BytesIO(content))
    styled = [(p.style.name, p.text) for p in written.paragraphs]
    assert styled[0] == ("Title", "2022年高新区外贸进出口总额是多少？")
    headings = [text for style, text in styled if style == "Heading 1"]
    assert headings == [
        "2022年高新区外贸进出口总额是多少？",
        "那2021年呢？",
        "2022年高新区外贸进出口总额是多少？",
        "参考报道",
    ]
    references = [text for style, text in styled if style == "List Number"]
    assert [text[:20] for text in references] == ["《济宁高新新闻》2023年2月（推断），"]
    raised = [run.text for p in written.paragraphs for run in p.runs if run.font.superscript]
    assert raised == ["[1]", "[1]"]
    fonts = written.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "宋体"
    assert written.core_properties.title == "2022年高新区外贸进出口总额是多少？"


def test_the_page_to_print_has_its_references_and_runs_our_script_alone(
    archive: Archive, client: TestClient
) -> None:
    page = client.get(f"{kept(archive)}.html", headers={"Cookie": f"baowen={OWNER}"})
    assert 'src="/baowen/print.js"' in page.text
    assert page.text.count("<script") == 1
    assert page.headers["Content-Security-Policy"].endswith("script-src 'self'")
    assert page.text.count('<sup><a href="#r1">[1]</a></sup>') == 2
    assert '<li id="r1">《济宁高新新闻》2023年2月（推断），' in page.text


def test_the_forms_of_a_transcript_are_what_they_were() -> None:
    told = transcribe(fixed_conversation(), Papers(), holds=lambda article: article != TRADE)
    golden = Path(__file__).with_name("golden_conversation")
    assert to_markdown(told) == golden.with_suffix(".md").read_text("utf-8")
    assert transcript_page(told) == golden.with_suffix(".html").read_text("utf-8")


def fixed_conversation() -> Conversation:
    """Talk with everything in it: a list, a note, a refusal, an error, model's sentences, a lost article."""
    listed = replace(
        trade_answer(),
        items=(Item("甲", 1, "2022年"), Item("乙", 2)),
        notes=(Note(NoteKind.COUNT, ("3", "2")),),
    )
    written = replace(
        trade_answer(),
        generated=Generated("qwen", (Statement("总额125.6亿元。", (1, 2), True), Statement("*另有*其事。"))),
    )
    exchanges = (
        Exchange("1. 外贸 [多少]？", trade_answer()),
        Exchange("有哪些？", listed),
        Exchange("谁写的？", written),
        Exchange("2019年呢？", refusal()),
        Exchange("<b>坏</b>", error="出了意外。"),
    )
    return Conversation("1", "外贸 <问答>", exchanges, updated=1_699_963_200.0)


@given(st.text(max_size=40).filter(lambda said: printable(said).split()))
def test_markdown_shows_any_text_as_it_is(said: str) -> None:
    told = Transcript(
        said, datetime.date(2023, 1, 1), (Entry(said, said, (said,), (Line(said),), (), "", False),), (said,)
    )
    tokens = MarkdownIt("commonmark").parse(to_markdown(told))
    assert not {token.type for token in tokens if token.type.startswith(("html", "code", "fence", "hr"))}
    inner = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inner} <= {
        "text",
        "text_special",
        "strong_open",
        "strong_close",
        "softbreak",
    }
    shown = "".join(child.content for child in inner)
    assert " ".join(printable(said).split()) in shown


@given(st.text(max_size=40))
@settings(max_examples=10, deadline=None)
def test_any_text_fits_into_a_word_file(said: str) -> None:
    told = Transcript(
        said, datetime.date(2023, 1, 1), (Entry(said, said, (), (Line(said, (1,)),), (), "", False),), (said,)
    )
    written = docx.Document(io.BytesIO(to_docx(told)))
    assert written.paragraphs[-1].style.name == "List Number"
