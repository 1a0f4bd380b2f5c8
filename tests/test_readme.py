"""The README tells the truth: its Python runs, its example is what is printed, what it names exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer

from ui.cli import app, main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
PYTHON = [body for language, body in FENCED if language == "python"]
COMMANDS: dict[str, typer.core.TyperCommand] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
BLOCKS = [body for language, body in FENCED if not language]
SPOKEN = (*BLOCKS, *re.findall(r"`([^`\n]+)`", README))


def lines_with(program: str) -> Iterator[list[str]]:
    """Yield the words after a program's name, wherever the README writes it as a command."""
    for text in SPOKEN:
        for line in text.splitlines():
            words = line.removeprefix("$ ").split("  #")[0].split()
            if words[:1] == [program]:
                yield words[1:]


@pytest.mark.parametrize("code", PYTHON)
def test_its_python_runs_and_prints_what_it_says(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == re.findall(r"# → (.+)$", code, re.MULTILINE)


def test_its_example_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    found = re.search(r'^\$ baowen ask "(.+)"\n(.*?)^```', README, re.DOTALL | re.MULTILINE)
    assert found is not None
    with pytest.raises(SystemExit):
        main(["ask", found[1]])
    assert capsys.readouterr().out.strip() == found[2].strip()


def test_its_commands_and_options_exist() -> None:
    spoken = [words for words in lines_with("baowen") if words]
    assert {words[0] for words in spoken} == set(COMMANDS)
    for name, *words in spoken:
        known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= known


def test_its_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {words[0] for words in lines_with("make")}
    assert {"serve", "test"} <= named <= targets


def test_its_modules_exist() -> None:
    named = {words[1] for words in lines_with("python") if words[0] == "-m"}
    assert named
    assert [name for name in named if find_spec(name) is None] == []


def test_its_links_and_pictures_are_in_the_repository() -> None:
    links = {link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link}
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
