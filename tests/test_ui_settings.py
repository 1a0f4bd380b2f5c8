from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.benchmarks.llm_server import KEY, ScriptedServer
from index.errors import InputError
from rag.llm import Rewriting
from ui.chat_model import open_configured
from ui.places import settings_file
from ui.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "2022年高新区外贸进出口总额是多少？"


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


def baowen(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the real program."""
    environment = {**os.environ, "BAOWEN_CONFIG": os.devnull, "XDG_DATA_HOME": os.devnull, **settings}
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments],
        cwd=ROOT,
        capture_output=True,
        env=environment,
        timeout=60,
        text=True,
        check=False,
    )


def test_options_go_before_the_environment_and_that_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "b.toml").write_text(
        'llm = "openai:file"\nllm_base_url = "http://file/v1"\nllm_timeout = 3\nunknown = 1\n', "utf-8"
    )
    monkeypatch.setenv("BAOWEN_CONFIG", str(tmp_path / "b.toml"))
    monkeypatch.setenv("BAOWEN_LLM_BASE_URL", "http://environment/v1")
    settings = load_settings(llm="openai:option", llm_base_url="")
    assert (settings.llm, settings.llm_base_url, settings.llm_timeout) == (
        "openai:option",
        "http://environment/v1",
        3.0,
    )


def test_without_settings_there_is_no_model_and_no_library_is_imported() -> None:
    code = (
        "import sys; from ui.chat_model import open_configured; assert open_configured() is None;"
        "from rag import Archive; Archive.from_files(['seeds']).ask('谁主持了会议？'); print(*sys.modules)"
    )
    environment = {**os.environ, "BAOWEN_CONFIG": os.devnull}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, env=environment
    )
    loaded = set(done.stdout.split())
    assert not loaded & {"langchain", "langchain_core", "openai", "pydantic_settings", "pydantic"}


def test_settings_become_the_options_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOWEN_LLM", "openai:m")
    monkeypatch.setenv("BAOWEN_LLM_API_KEY", KEY)
    monkeypatch.setenv("BAOWEN_LLM_DEADLINE", "7")
    monkeypatch.setenv("BAOWEN_LLM_UNVERIFIED", "drop")
    monkeypatch.setenv("BAOWEN_LLM_REWRITING", "parts")
    chat = open_configured()
    assert chat is not None
    assert (chat.name, chat.options.deadline, chat.options.keep_unverified) == ("m", 7.0, False)
    assert chat.options.rewriting is Rewriting.PARTS
    assert KEY not in repr(load_settings()) + str(load_settings()) + repr(chat)


@pytest.mark.parametrize(
    ("name", "value"),
    [("BAOWEN_LLM_TIMEOUT", "soon"), ("BAOWEN_LLM_CONTEXT", "1"), ("BAOWEN_LLM_UNVERIFIED", "x")],
)
def test_a_setting_that_cannot_be_used_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("BAOWEN_LLM_API_KEY", KEY)
    with pytest.raises(InputError, match=name) as raised:
        load_settings()
    assert KEY not in str(raised.value)


def test_a_file_that_is_no_toml_is_named_and_not_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "b.toml").write_text(f"llm_api_key = {KEY}", "utf-8")
    monkeypatch.setenv("BAOWEN_CONFIG", str(tmp_path / "b.toml"))
    with pytest.raises(InputError, match=r"b\.toml") as raised:
        load_settings()
    assert KEY not in str(raised.value)


def test_the_working_directory_sets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("baowen.toml", ".env"):
        (tmp_path / name).write_text('BAOWEN_LLM="openai:evil"\nllm = "openai:evil"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BAOWEN_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    assert load_settings().llm == ""
    assert settings_file() == tmp_path / "none" / "baowen" / "baowen.toml"


# ---- the real program ----


def test_the_command_line_answers_with_the_model_and_says_so(server: ScriptedServer) -> None:
    asked = baowen(
        "ask", QUESTION, "--llm", "openai:half-invents", "--llm-base-url", server.url, BAOWEN_LLM_API_KEY=KEY
    )
    assert asked.returncode == 0, asked.stderr
    assert "欧阳震华另外捐款9876万元。（未核实）" in asked.stdout
    assert "由 half-invents 撰写 · 4 句中 3 句已核对 · 首字" in asked.stdout
    assert "[1] " in asked.stdout
    assert server.keys[-1] == f"Bearer {KEY}"
    assert KEY not in asked.stdout + asked.stderr


def test_a_model_that_fails_is_explained_in_one_line_and_in_json(server: ScriptedServer) -> None:
    settings = {"BAOWEN_LLM": "openai:bad-key", "BAOWEN_LLM_BASE_URL": server.url, "BAOWEN_LLM_API_KEY": KEY}
    asked = baowen("ask", QUESTION, "--json", **settings)
    answer = json.loads(asked.stdout)
    assert "密钥被拒绝" in answer["notice"]
    assert answer["generated"] is None
    assert "200亿元" in answer["short"]
    assert KEY not in asked.stdout + asked.stderr


def test_the_doctor_names_what_is_wrong_and_what_to_do(server: ScriptedServer, tmp_path: Path) -> None:
    done = baowen(
        "doctor",
        "--archive",
        str(tmp_path / "none"),
        "--llm",
        "openai:bad-key",
        "--llm-base-url",
        server.url,
        "--port",
        "0",
    )
    assert done.returncode == 1
    archive, model, port = done.stdout.splitlines()
    assert archive.startswith("✗ 档案库：找不到档案库")
    assert model == "✗ 语言模型：bad-key：密钥被拒绝，请检查 BAOWEN_LLM_API_KEY。"
    assert port == "✓ 端口：0 可用"


def test_the_doctor_is_content_with_the_shipped_pages_and_no_model() -> None:
    done = baowen("doctor", "--port", "0")
    assert done.returncode == 0
    assert [line[0] for line in done.stdout.splitlines()] == ["✓", "✓", "✓"]
    assert "没有设置" in done.stdout


def test_the_doctor_examines_the_archive_that_the_page_opens(tmp_path: Path) -> None:
    (tmp_path / "baowen" / "archive").mkdir(parents=True)
    done = baowen("doctor", "--port", "0", XDG_DATA_HOME=str(tmp_path))
    assert done.returncode == 1
    assert done.stdout.startswith(f"✗ 档案库：找不到档案库：{tmp_path / 'baowen' / 'archive'}")


def test_the_doctor_hears_a_model_that_answers(server: ScriptedServer) -> None:
    done = baowen("doctor", "--llm", "openai:abstains", "--llm-base-url", server.url, "--port", "0")
    assert done.returncode == 0
    assert "abstains 有回应" in done.stdout
