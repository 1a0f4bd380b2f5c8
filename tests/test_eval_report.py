import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.cells import cell_len

from eval.questions import Question
from eval.report import format_table, write_report
from eval.run import Report, evaluate
from index.errors import InputError
from index.types import Article, Hit, Passage
from rag.types import Answer, Citation, Turn

ARTICLE = Article(
    id="p.txt#1", title="<b>标题</b>", text="陈成华主持会议。<script>alert(1)</script>", source="p.txt"
)


class Fixed:
    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        assert not history
        return Answer(
            question,
            "陈成华主持会议。[1]",
            short="陈成华",
            citations=(Citation(1, ARTICLE, 0, 8),),
            hits=(Hit(Passage(ARTICLE, 0, len(ARTICLE.text)), 0.5),),
            rewritten=question,
        )


@pytest.fixture(scope="module")
def report() -> Report:
    def question(number: int, text: str, answer: str, kind: str) -> Question:
        quote = ("陈成华主持会议",)
        return Question(f"q{number}", text, (answer,), "any", ("p.txt#1",), quote, True, (), kind, "dev")

    return evaluate(
        Fixed(),
        [question(1, "谁主持？", "陈成华", "who"), question(2, "几点<i>开</i>&？", "九点", "when")],
    )


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.links += [name for name, _ in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_table_shows_the_figures_with_intervals_in_aligned_columns(report: Report) -> None:
    table = format_table(report)
    row = next(line for line in table.splitlines() if line.startswith("回答正确率"))
    assert re.findall(r"\S+ \[.*?\]", row) == ["0.500 [0.00, 1.00]"] * 2
    assert re.search(r"谁 +1 +1.000 \[1.00, 1.00\]", table)
    upper = table.split("\n\n")[0].splitlines()
    assert len({cell_len(line) for line in upper if line.endswith("]")}) == 1


def test_the_page_is_self_contained_and_escapes_what_it_shows(report: Report, tmp_path: Path) -> None:
    path = write_report(report, tmp_path / "new" / "folder")
    tags = Tags(path.read_text(encoding="utf-8"))
    assert path.name == "report.html"
    assert tags.links == []
    assert not {"script", "b", "i", "img"} & set(tags.names)
    assert tags.names.count("svg") == 6  # three figures of two kinds of question
    assert any("<script>alert(1)</script>" in words for words in tags.words)


def test_the_page_shows_every_failure_with_its_evidence_and_nothing_that_went_right(
    report: Report, tmp_path: Path
) -> None:
    page = "".join(Tags(write_report(report, tmp_path).read_text(encoding="utf-8")).words)
    failures = page.split("全部失败（1 题）")[1]
    for shown in [
        "答错：几点<i>开</i>&？",
        "九点",
        "陈成华主持会议。[1]",
        "[1] <b>标题</b>：陈成华主持会议。",
        "0.500 ",
    ]:
        assert shown in failures
    assert "谁主持" not in failures


def test_the_same_figures_are_written_for_programs(report: Report, tmp_path: Path) -> None:
    write_report(report, tmp_path)
    plain = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert plain["summaries"][0]["figures"]["accuracy"]["value"] == 0.5
    assert [outcome["failure"] for outcome in plain["outcomes"]] == ["", "答错"]


def test_a_folder_that_cannot_be_written_is_an_input_error(report: Report, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="写不了评测报告"):
        write_report(report, tmp_path / "file")


def test_half_a_character_on_a_page_does_not_stop_the_report(report: Report, tmp_path: Path) -> None:
    first, *rest = report.outcomes
    broken = replace(first, answer=replace(first.answer, short="陈\ud800"), correct=False)
    path = write_report(replace(report, outcomes=(broken, *rest)), tmp_path)
    assert "陈?" in path.read_text(encoding="utf-8")
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["outcomes"][0]["short"] == "陈?"


def test_an_earlier_report_is_kept_under_a_name_of_its_own(report: Report, tmp_path: Path) -> None:
    for text in ("first", "second"):
        (tmp_path / "report.html").write_text(text)
        (tmp_path / "report.json").write_text(text)
        write_report(report, tmp_path)
    kept = sorted(path.read_text() for path in tmp_path.glob("report-*.html"))
    assert kept == ["first", "second"]
    assert len(list(tmp_path.glob("report-*.json"))) == 2
    assert "报问评测报告" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_page_fits_a_telephone(report: Report, tmp_path: Path) -> None:
    page = write_report(report, tmp_path).read_text(encoding="utf-8")
    assert '<meta name="viewport" content="width=device-width">' in page
    assert page.count('<div class="wide"><table>') == 2
    assert 'width="640"' not in page
