from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from rag import Archive, Problem, Summary
from ui import cli
from ui.export import answer_to_dict, article_to_dict
from ui.terminal import (
    format_answer,
    format_articles,
    format_explanation,
    format_hits,
    format_problems,
    format_summary,
)
from ui.usage import explain_usage
from ui_archive import HOSTILE, MEETING, TRADE, FakeArchive, refusal, trade_answer, whole_hit

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ("ask", "chat", "index", "articles", "search", "serve", "eval")
NEWS = "本报讯（记者 王五）5月9日，全市教育工作会议召开。会议由副市长李某主持。\n"


def baowen(
    *arguments: str | bytes, typed: bytes = b"", **settings: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the real program."""
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments],
        cwd=ROOT,
        input=typed,
        capture_output=True,
        env={**os.environ, **settings},
        timeout=60,
        check=False,
    )


def run(*arguments: str) -> int:
    """Run the program in this process; give its exit code."""
    with pytest.raises(SystemExit) as exit_:
        cli.main(arguments)
    return int(exit_.value.code or 0)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeArchive:
    archive = FakeArchive()
    monkeypatch.setattr(cli, "_open", lambda *_: archive)
    return archive


# ---- the real program ----


def test_help_imports_no_heavy_library() -> None:
    code = "import atexit, sys, ui.cli; atexit.register(lambda: print(*sys.modules)); ui.cli.main(['--help'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "typer" in loaded
    assert not loaded & {"torch", "gradio", "faiss", "numpy", "sentence_transformers", "rag"}


def test_a_question_to_the_seeds_gives_citations_that_are_slices_of_their_articles() -> None:
    asked = baowen("ask", "2022年高新区外贸进出口总额是多少？", "--json")
    assert asked.returncode == 0
    answer = json.loads(asked.stdout)
    texts = {article["id"]: article["text"] for article in json.loads(baowen("articles", "--json").stdout)}
    assert "200亿元" in answer["short"]
    assert answer["citations"][0]["number"] == 1
    for citation in answer["citations"]:
        assert texts[citation["article"]["id"]][citation["start"] : citation["end"]] == citation["quote"]
    for hit in answer["hits"]:
        assert texts[hit["article"]][hit["start"] : hit["end"]] == hit["text"]


def test_files_are_indexed_listed_searched_and_asked(tmp_path: Path) -> None:
    page, empty, archive = tmp_path / "一版.txt", tmp_path / "空.txt", str(tmp_path / "archive")
    page.write_text(NEWS, encoding="gb18030")
    empty.write_bytes(b"")
    indexed = baowen("index", str(page), str(empty), "--archive", archive)
    assert indexed.returncode == 1
    assert "读入 1 篇：简讯 1（新增 1 个文件）" in indexed.stdout.decode()
    again = baowen("index", str(page), "--archive", archive)
    assert again.returncode == 0
    assert "（更新 1 个文件）" in again.stdout.decode()
    assert "1 个文件没有读入" in indexed.stderr.decode()
    assert "空.txt" in indexed.stderr.decode()
    listed = baowen("articles", "--archive", archive).stdout.decode()
    assert "一版.txt" in listed
    assert "共 1 篇" in listed
    hits = json.loads(baowen("search", "教育", "-k", "1", "--archive", archive, "--json").stdout)
    assert "全市教育工作会议召开" in hits[0]["text"]


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "empty.txt"), (b"\x7fELF" + bytes(range(256)) * 4, "binary.txt"), (b"\x89PNG", "photo.png")],
)
def test_indexing_nothing_but_unusable_files_fails_and_names_them(
    tmp_path: Path, content: bytes, name: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = baowen("index", str(tmp_path / name), "--archive", str(tmp_path / "archive"))
    assert done.returncode == 2
    assert name in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_bytes_that_are_no_text_do_not_crash_the_program() -> None:
    done = baowen("ask", b"\xff\xfe\x1b[31m\xe4\xbc\x9a\xe8\xae\xae")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
    assert b"Traceback" not in done.stderr


def test_output_survives_a_terminal_without_chinese_and_json_stays_whole() -> None:
    settings = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    assert baowen("search", "会议", "-k", "1", **settings).returncode == 0
    hits = json.loads(baowen("search", "会议", "-k", "1", "--json", **settings).stdout)
    assert "会议" in hits[0]["text"]


def test_a_pipe_closed_early_is_no_error() -> None:
    line = f"{sys.executable} -m ui.cli articles --json | head -1"
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert done.stdout == b"[\n"
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "问", "--archive", "没有这个目录"], "找不到档案库"),
        (["ask", ""], "问题是空的"),
        (["ask", "\u200b\x00 "], "问题是空的"),
        (["ask", "长" * 10_000], "10000"),
        (["index", "没有这个文件.txt", "--archive", "没有这个目录"], "没有这个文件.txt"),
        (["eval", "--questions", "没有这个文件.jsonl"], "没有这个文件.jsonl"),
    ],
)
def test_wrong_input_gives_one_chinese_message_and_exit_code_2(
    arguments: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert shown.out == ""
    assert "Traceback" not in shown.err


# ---- the commands, on an archive with fixed answers ----


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_chinese(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command, "--help") == 0
    shown = capsys.readouterr().out
    assert f"用法： baowen {command}" in shown
    assert "显示这份说明" in shown
    for english in ("Usage", "Options", "Arguments", "Show this message", "required", "default"):
        assert english not in shown


def test_no_arguments_list_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    shown = capsys.readouterr().out
    assert all(f" {command} " in shown for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask"], "缺少参数 问题"),
        (["asl"], "没有命令 asl"),
        (["ask", "--colour", "问"], "没有选项 --colour"),
        (["ask", "一", "二"], "多出了参数：二"),
        (["search", "会议", "-k", "多"], "'-k' 的值不对"),
        (["search", "会议", "-k", "0"], "-k 要写 1 以上的数"),
        (["search", "会议", "--since", "昨天"], "看不懂日期“昨天”"),
        (["search", "会议", "--until", "2022-13"], "看不懂日期“2022-13”"),
        (["ask", "问", "--archive"], "后面要写一个值"),
    ],
)
@pytest.mark.usefixtures("fake")
def test_wrong_usage_is_explained_in_chinese(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    assert message in capsys.readouterr().err


@pytest.mark.usefixtures("fake")
def test_ask_prints_answer_marks_and_for_each_mark_its_source_and_quote(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("ask", "2022年外贸进出口总额是多少？") == 0
    assert capsys.readouterr().out.splitlines() == [
        "125.6亿元",
        "",
        "2022年，全区外贸进出口总额完成125.6亿元，同比增长18.3%，总量居全市第二位。[1]",
        "“双百工程”总投资106亿元。[2]",
        "据2022年4月26日、2023年2月（推断）报道",
        "",
        "[1] 加大稳外贸力度 推动高质量发展",
        "    2023年2月（推断） · 002.txt · 记者 曹俐　通讯员 康凯、张歌",
        "    “2022年，全区外贸进出口总额完成125.6亿元，同比增长18.3%，总量居全市第二位。”",
        "[2] 济宁高新区统筹疫情防控和经济社会发展会议召开",
        "    2022年4月26日 · 001.txt 第2页",
        "    ““双百工程”总投资106亿元。”",
    ]


def test_chat_keeps_the_history_survives_a_bad_question_and_ends_on_request(
    capsys: pytest.CaptureFixture[str], fake: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []

    def ask(question: str, history: Sequence[Any] = ()) -> Any:
        lengths.append(len(history))
        if not question:
            raise cli.InputError("问题是空的。")
        return trade_answer(question)

    monkeypatch.setattr(fake, "ask", ask, raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO("外贸多少？\n\n/help\n那2023年呢？\n/退出\n不再问\n"))
    assert run("chat") == 0
    assert lengths == [0, 1, 1]
    shown = capsys.readouterr().out
    assert shown.count("125.6亿元\n\n") == 2
    assert "问题是空的。" in shown
    assert "没有 /help 这个命令。" in shown


@pytest.mark.usefixtures("fake")
def test_chat_ends_with_the_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("2019年呢？\n"))
    assert run("chat") == 0
    assert "最接近的报道（不是答案）" in capsys.readouterr().out


@pytest.mark.usefixtures("fake")
def test_search_hands_the_dates_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("search", "外贸", "--since", "2023-02") == 0
    assert capsys.readouterr().out.startswith(
        "1. 加大稳外贸力度 推动高质量发展\n   0.900 · 2023年2月（推断） · 002.txt\n"
    )
    assert run("search", "外贸", "--since", "2023-03") == 0
    assert "没有找到" in capsys.readouterr().out


def test_eval_prints_the_figures_and_writes_the_report(
    capsys: pytest.CaptureFixture[str],
    fake: FakeArchive,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ask(question: str, history: Sequence[Any] = ()) -> Any:
        assert not history
        return replace(trade_answer(question), hits=())

    monkeypatch.setattr(fake, "ask", ask, raising=False)
    questions = tmp_path / "questions.jsonl"
    row = {
        "id": "q1",
        "question": "外贸进出口总额是多少？",
        "answers": ["125.6亿元"],
        "match": "any",
        "article": ["002.txt#1"],
        "quote": ["进出口总额完成125.6亿元"],
        "answerable": True,
        "history": [],
        "kind": "how_many",
        "split": "test",
    }
    questions.write_text(json.dumps(row), encoding="utf-8")
    assert run("eval", "--questions", str(questions), "--report", str(tmp_path / "report")) == 0
    shown = capsys.readouterr()
    assert "1.000" in shown.out
    assert (tmp_path / "report" / "report.html").is_file()
    assert run("eval", "--questions", str(questions), "--json") == 0
    assert json.loads(capsys.readouterr().out)["outcomes"]


@pytest.mark.usefixtures("fake")
def test_the_unexpected_is_one_chinese_line_and_a_traceback_only_when_debugging(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("ask", "坏") == 1
    assert capsys.readouterr().err.startswith("出了意外（RuntimeError：broken on purpose）")
    with pytest.raises(RuntimeError):
        cli.main(["--debug", "ask", "坏"])
    monkeypatch.setenv("BAOWEN_DEBUG", "1")
    with pytest.raises(RuntimeError):
        cli.main(["ask", "坏"])


def test_ctrl_c_while_indexing_says_what_is_kept_and_how_to_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, progress: Any, **__: object) -> None:
        progress(3, 10, "a/四版.txt")
        raise KeyboardInterrupt

    monkeypatch.setattr("rag.build", interrupted)
    assert run("index", ".", "--archive", "档案") == 130
    shown = capsys.readouterr().err
    assert "共 10 个文件，前 3 个已处理" in shown
    assert "重新运行同一条命令" in shown


def test_ctrl_c_exits_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_open", interrupted)
    assert run("ask", "问") == 130


# ---- values to text and to JSON ----


def test_a_refusal_lists_the_nearest_articles_without_numbers() -> None:
    assert format_answer(refusal()).splitlines() == [
        "所问的时间（2019年）不在有关报道的范围内，无法回答。档案收录2022年4月26日至2023年2月（推断）的报道。",
        "",
        "最接近的报道（不是答案）：",
        "  · 济宁高新区统筹疫情防控和经济社会发展会议召开（2022年4月26日，001.txt 第2页）",
    ]


def test_no_control_character_of_an_article_reaches_the_terminal() -> None:
    shown = format_hits([whole_hit(HOSTILE)]) + format_articles([HOSTILE])
    assert not {"\x1b", "\u202e", "\ud800"} & set(shown)


def test_a_summary_counts_by_kind_and_lists_problems() -> None:
    summary = Summary((TRADE, MEETING), (Problem("坏.bin", "不是文本。"),))
    assert format_summary(summary) == "读入 2 篇：报道 2"
    assert format_problems(summary.problems) == "1 个文件没有读入：\n  坏.bin：不是文本。"
    assert format_summary(Summary((), ())) == "读入 0 篇"


def test_an_answer_becomes_plain_json_values() -> None:
    value = json.loads(json.dumps(answer_to_dict(trade_answer())))
    assert list(value) == [
        "question",
        "rewritten",
        "text",
        "short",
        "abstained",
        "reason",
        "items",
        "notes",
        "notice",
        "generated",
        "citations",
        "hits",
    ]
    citation = value["citations"][0]
    assert TRADE.text[citation["start"] : citation["end"]] == citation["quote"]
    assert citation["article"]["published"] == "2023-02"
    assert citation["article"]["published_inferred"] is True
    assert value["hits"][0]["parts"] == {"keyword": 0.9}
    assert answer_to_dict(refusal())["reason"] == "outside_coverage"
    assert article_to_dict(HOSTILE)["published"] is None
    assert article_to_dict(TRADE, text=True)["text"] == TRADE.text


def test_an_explanation_is_written_as_tables_and_as_json() -> None:
    answer = Archive.from_articles([TRADE]).ask("2022年外贸进出口总额是多少？")
    shown = format_explanation(answer.explain())
    assert "要找的成分" in shown
    assert "比较过的句子" in shown
    assert "125.6亿元" in shown
    assert "词语 " in shown
    explained = json.loads(json.dumps(answer_to_dict(answer, explain=True)))["explanation"]
    assert explained["parts"][0]["type"] == "问数量"
    assert explained["parts"][0]["sentences"][0]["cited"] is True
    assert "explanation" not in answer_to_dict(answer)


@pytest.mark.usefixtures("fake")
def test_explain_is_an_option_of_ask_and_chat(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("ask", "外贸多少？", "--explain") == 0
    assert "检索到的段落" in capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.StringIO("外贸多少？\n"))
    assert run("chat", "--explain") == 0
    assert "检索到的段落" in capsys.readouterr().out


def test_an_unknown_usage_error_keeps_its_words() -> None:
    assert explain_usage("Something new") == "命令写得不对：Something new"


def test_no_control_character_of_a_path_reaches_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run("index", "没有\x1b[31m这个.txt", "--archive", str(tmp_path / "a\x1b[2J")) == 2
    assert run("ask", "问", "--archive", "没有\x1b[31m档案") == 2
    shown = capsys.readouterr().err
    assert "\ufffd[31m档案" in shown
    assert "\x1b" not in shown


def test_the_progress_bar_shows_a_name_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    console = partial(Console, file=shown, force_terminal=True, width=120, color_system=None)
    monkeypatch.setattr("rich.console.Console", console)
    with cli._progress_bar() as progress:
        progress(0, 2, "报/[red]一版\x1b]0;x.txt")
    assert "[red]一版\ufffd]0;x.txt" in shown.getvalue()


@pytest.mark.usefixtures("fake")
def test_dialogues_make_no_report_and_say_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("eval", "--dialogues", "--report", str(tmp_path / "report")) == 2
    assert "--dialogues 不写报告" in capsys.readouterr().err
    assert not (tmp_path / "report").exists()


def test_dialogues_are_evaluated_with_the_reranker_that_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run("eval", "--dialogues", "--reranker", str(tmp_path / "none")) == 2
    assert str(tmp_path / "none") in capsys.readouterr().err


@pytest.mark.parametrize("since", ["2023年2月", "2023.2", "2023/2", "２０２３－２"])
@pytest.mark.usefixtures("fake")
def test_a_date_may_be_typed_in_many_ways(capsys: pytest.CaptureFixture[str], since: str) -> None:
    assert run("search", "外贸", "--since", since) == 0
    assert "加大稳外贸力度" in capsys.readouterr().out
