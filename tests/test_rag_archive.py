from pathlib import Path

import pytest

from index.errors import ArchiveError, InputError
from rag.archive import Archive, build

PAGE = "港区开港\n\n本报讯（记者 陈立）3月4日，“远望”号靠泊。港区总投资12亿元。\n"


def test_a_mistyped_path_leaves_no_empty_archive_behind(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="找不到"):
        build([tmp_path / "none"], tmp_path / "archive")
    assert not (tmp_path / "archive").exists()


def test_a_folder_that_holds_something_else_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("亲爱的", encoding="utf-8")
    with pytest.raises(ArchiveError, match="没有改动它"):
        build([tmp_path / "page.txt"], tmp_path / "letters")
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["dear.txt"]


def test_an_archive_that_was_built_is_opened_and_answers_the_same(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    summary = build([tmp_path / "page.txt"], tmp_path / "archive")
    assert [article.title for article in summary.articles] == ["港区开港"]
    question = "港区总投资多少？"
    opened = Archive.open(tmp_path / "archive").ask(question)
    assert opened == Archive.from_files([tmp_path / "page.txt"]).ask(question)
    assert opened.short == "12亿元"
