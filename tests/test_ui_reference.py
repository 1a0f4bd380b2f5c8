"""References as newspapers are cited, and what an archive knows of its newspapers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.types import Article, Kind, PartialDate
from rag import Archive
from ui.reference import Papers, Place, cited_text, papers_of, reference
from ui_archive import HOSTILE, MEETING, TRADE, trade_answer

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def masthead(text: str, *, source: str = "甲.txt", page: int = 1) -> Article:
    return Article(id=text, title="", text=text, source=source, kind=Kind.MASTHEAD, page=page)


def report(name: str, *reporters: str, source: str = "甲.txt", page: int = 1) -> Article:
    return Article(id=name, title=name, text="文", source=source, reporters=reporters, page=page)


def paper(article: Article, *others: Article) -> str:
    return Papers.of([article, *others]).of_article(article).paper


def test_a_reference_names_paper_date_page_title_and_quote() -> None:
    place = Place("济宁高新新闻", "第2版")
    assert reference(MEETING, "“双百工程”\n总投资106亿元。", place=place) == (
        "《济宁高新新闻》2022年4月26日第2版，济宁高新区统筹疫情防控和经济社会发展会议召开，““双百工程”总投资106亿元。”"
    )


def test_what_is_not_known_is_left_out_but_for_the_date() -> None:
    assert reference(replace(TRADE, title="")) == "2023年2月（推断）"
    assert reference(replace(TRADE, published=None), "引") == "日期不详，加大稳外贸力度 推动高质量发展，“引”"


def test_a_reference_is_one_printable_line() -> None:
    said = reference(HOSTILE, HOSTILE.text)
    assert not set("\n\u202e\x1b\ud800") & set(said)
    assert "<script>alert(1)</script>" in said  # text: whoever shows it escapes it


def test_the_masthead_of_the_page_names_the_paper() -> None:
    assert paper(report("一"), masthead("国内统一刊号：CN37-0045\n东城日报\n2022年4月26日")) == "东城日报"
    assert paper(report("一"), masthead("《西山周末》 2022年4月26日 星期二")) == "西山周末"
    assert paper(report("一"), masthead("东城新闻微信公众号")) == "东城新闻"
    assert paper(report("一"), masthead("综合新闻\n东城日报社出版\n2022年4月26日")) == ""


def test_another_page_of_the_same_file_names_the_paper_unless_two_are_named() -> None:
    second = report("一", page=2)
    assert paper(second, masthead("经济日报")) == "经济日报"
    assert paper(second, masthead("经济日报"), masthead("都市快报", page=3)) == ""


@pytest.mark.parametrize(
    ("source", "name", "sheet"),
    [
        ("人民日报20200101-03版.pdf", "人民日报", "第3版"),
        ("人民日报/2020年/1月/第02版.txt", "人民日报", "第2版"),
        ("2020年1月1日.txt", "", ""),
    ],
)
def test_the_file_names_paper_and_page(source: str, name: str, sheet: str) -> None:
    place = Papers.of([report("一", source=source)]).of_article(report("一", source=source))
    assert (place.paper, place.sheet, place.inferred) == (name, sheet, False)


def test_the_masthead_numbers_the_page_unless_it_counts_pages() -> None:
    def sheet(text: str) -> str:
        return Papers.of([masthead(text)]).of_article(masthead(text)).sheet

    assert sheet("03版 要闻 2022年4月26日") == "第3版"
    assert sheet("第二版") == "第二版"
    assert sheet("2022年4月26日 今日8版") == ""
    assert sheet("1版 2版") == ""


def test_two_reporters_of_one_paper_tell_it_where_the_page_does_not() -> None:
    known = (masthead("东城日报"), report("一", "张三", "李四"))
    unnamed = report("二", "张三", "李四", "王五", source="乙.txt")
    place = Papers.of([*known, unnamed]).of_article(unnamed)
    assert (place.paper, place.inferred) == ("东城日报", True)
    assert paper(report("二", "张三", source="乙.txt"), *known) == ""
    elsewhere = (masthead("西城日报", source="丙.txt"), report("三", "李四", source="丙.txt"))
    assert paper(unnamed, *known, *elsewhere) == ""


def test_the_seeds_name_their_paper_where_it_is_known() -> None:
    archive = Archive.from_files([SEEDS])
    papers = papers_of(archive, archive.revision)
    names = {a.source[:3]: papers.of_article(a).paper for a in archive.articles}
    here = "济宁高新新闻"
    assert names == {"000": here, "001": here, "002": here, "003": here, "004": ""}


def test_a_copied_answer_ends_with_its_references() -> None:
    lines = cited_text(trade_answer(), Papers.of([replace(MEETING, kind=Kind.MASTHEAD, text="东城日报")]))
    assert lines.splitlines()[0] == "125.6亿元"
    cited = lines.splitlines()[-1]
    assert cited.startswith("[2] 《东城日报》2022年4月26日，济宁高新区统筹疫情防控和经济社会发展会议召开，")
    assert cited.endswith("，““双百工程”总投资106亿元。”")


def test_the_articles_of_a_page_come_in_its_order() -> None:
    archive = Archive.from_files([SEEDS])
    article = next(a for a in archive.articles if a.title == "王卫中一行来高新区考察调研")
    titles = [other.title for other in archive.page_articles(article)]
    at = titles.index(article.title)
    assert titles[at - 1 : at + 2] == [
        "推进全区女性安康工程顺利实施",
        article.title,
        "省教育厅观摩组来高新区调研",
    ]


def test_without_papers_a_reference_begins_with_its_date() -> None:
    assert Papers().of_article(TRADE) == Place()
    assert reference(replace(TRADE, published=PartialDate(2023))).startswith("2023年，")
