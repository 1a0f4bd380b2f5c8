"""The rules of ARCHITECTURE.md that a program can check, read off every source file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "index": {"index"},
    "rag": {"rag", "index"},
    "eval": {"eval", "rag", "index"},
    "ui": {"ui", "eval", "rag", "index"},
}
HOMES = {
    "faiss": ("index/dense.py",),
    "rjieba": ("index/words.py",),
    "sqlalchemy": ("index/store.py", "index/records.py"),
    "tantivy": ("index/keyword.py",),
    "sentence_transformers": ("index/encode.py", "index/cross.py", "index/training/"),
    "torch": ("index/training/", "rag/training/"),  # both learn with it; nothing else runs on it
    "langchain": ("rag/llm.py",),
    "langchain_core": ("rag/llm.py", "rag/retriever.py", "rag/vectorstore.py", "eval/benchmarks/peers.py"),
    "openai": ("rag/llm.py",),
    "pydantic_settings": ("ui/settings.py",),
    "docx": ("ui/word.py",),
    "gradio": ("ui/page/",),  # a file a tab
    "fastapi": ("ui/server.py",),
    "uvicorn": ("ui/server.py",),
    "typer": ("ui/cli.py", "ui/usage.py", "eval/benchmarks/__main__.py"),
}
BROAD_HANDLERS = {
    "ui/cli.py",  # the command line's boundary
    "ui/talk.py",  # the page's boundary
    "rag/llm.py",  # any chat model may raise anything, and none may spoil an answer
    "index/encode.py",  # tokenizers raises nothing narrower
}
PRINTING = ("ui/", "eval/benchmarks/", "index/training/", "rag/training/", "rag/omission_training.py")
UNSAFE = {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}
LONGEST_FUNCTION = 45  # lines; most are under 15

FILES = sorted(path for package in MAY_IMPORT for path in (ROOT / package).rglob("*.py"))
NAMES = {path: path.relative_to(ROOT).as_posix() for path in FILES}
MODULES = {
    name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path, name in NAMES.items()
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of every module that a file imports, inside functions and `TYPE_CHECKING` too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{NAMES[path]}:{node.lineno}: write the import absolute"
            assert node.module is not None
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else node.module for name in inner)


def at_run_time(path: Path) -> set[str]:
    """Name the modules of ours that a file imports when it runs."""
    checked = {
        id(node)
        for block in ast.walk(tree(path))
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in checked:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in MODULES else node.module for name in inner}
    return found & set(MODULES)


def each() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", FILES, ids=NAMES.values())


@each()
def test_imports_point_down_only(path: Path) -> None:
    package = NAMES[path].split("/")[0]
    ours = {name.split(".")[0] for name in imports(path)} & {*MAY_IMPORT, "tests"}
    assert ours <= MAY_IMPORT[package]


@each()
def test_every_big_library_stays_in_its_home(path: Path) -> None:
    strays = [
        library
        for library in {name.split(".")[0] for name in imports(path)} & set(HOMES)
        if not NAMES[path].startswith(HOMES[library])
    ]
    assert strays == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {module: at_run_time(path) - {module} for module, path in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"import cycle: {' -> '.join(error.args[1])}")


@each()
def test_our_packages_are_never_imported_whole(path: Path) -> None:
    whole = [
        alias.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name.split(".")[0] in MAY_IMPORT
    ]
    assert whole == [], "write `from eval.metrics import ...`: `eval` is also a builtin"


@each()
def test_nothing_unpickles(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports(path)} & UNSAFE
    words = {node.arg for node in ast.walk(tree(path)) if isinstance(node, ast.keyword)}
    assert "allow_pickle" not in words


def test_broad_handlers_stand_only_at_the_boundaries() -> None:
    broad = {
        NAMES[path]
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    }
    assert broad == BROAD_HANDLERS


def _is_broad(caught: ast.expr | None) -> bool:
    named = ast.unparse(caught).strip("()").split(", ") if caught else ["BaseException"]
    return bool({"Exception", "BaseException"} & set(named))


@each()
def test_functions_are_short(path: Path) -> None:
    long = {
        node.name: length
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


@each()
def test_only_what_a_person_starts_prints(path: Path) -> None:
    calls = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not calls or NAMES[path].startswith(PRINTING)
