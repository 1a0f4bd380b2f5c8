from __future__ import annotations

from pathlib import Path

from index.types import Article
from rag import Archive
from ui.examples import example_questions, follow_ups
from ui_archive import TRADE

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def article(name: str, title: str, text: str = "", source: str = "一.txt") -> Article:
    return Article(id=name, title=title, text=text, source=source)


def test_questions_are_made_from_what_an_article_tells() -> None:
    assert example_questions([article("1", "城区又添新公园")], count=5) == [
        "“城区又添新公园”这篇报道讲了什么？"
    ]
    assert example_questions([article("1", "市春季运动会开幕式举行")], count=5)[0].startswith("“市春季运动会")
    assert example_questions([article("1", "全市教育工作会议召开")], count=5) == [
        "全市教育工作会议是哪天举行的？"
    ]
    assert example_questions([article("1", "李某一行来我市考察调研")], count=5) == [
        "李某考察调研了哪些地方？"
    ]


def test_a_host_is_asked_for_only_where_the_text_names_one() -> None:
    hosted = "5月9日,全市教育工作会议召开。会议由副市长李某主持。"
    assert "谁主持了全市教育工作会议？" in example_questions([article("1", "教育", hosted)], count=5)
    silent = "5月9日,全市教育工作会议召开。会议要求抓好落实。"
    assert not [q for q in example_questions([article("1", "教育", silent)], count=5) if "主持" in q]


def test_figures_in_the_text_are_asked_for() -> None:
    text = "总投资50亿元的东城智能产业园开工，外贸进出口总额突破300亿元，新增养老床位120个。"
    assert example_questions([article("1", "", text)], count=5) == [
        "东城智能产业园总投资多少？",
        "外贸进出口总额是多少？",
        "新增了多少个养老床位？",
    ]


def test_pages_and_kinds_of_question_take_turns_and_nothing_is_asked_twice() -> None:
    pages = [
        article("1", "甲地会议召开"),
        article("2", "乙地会议召开"),
        article("3", "甲地会议召开", source="二.txt"),
        article("4", "丙地新建学校", source="二.txt"),
    ]
    assert example_questions(pages, count=10) == [
        "甲地会议是哪天举行的？",
        "“丙地新建学校”这篇报道讲了什么？",
        "乙地会议是哪天举行的？",
    ]
    assert example_questions(pages, count=2) == example_questions(pages, count=10)[:2]


def test_untitled_and_overlong_headlines_make_no_question() -> None:
    assert example_questions([article("1", ""), article("2", "长" * 40)], count=5) == []
    assert example_questions([], count=5) == []


def test_questions_about_the_seed_like_article_name_its_own_figures() -> None:
    assert "全区外贸进出口总额是多少？" in example_questions([TRADE], count=5)


def test_follow_ups_are_answered_by_other_sentences_than_the_answer() -> None:
    archive = Archive.from_files([SEEDS])
    answer = archive.ask("2022年高新区外贸进出口总额是多少？")
    offered = follow_ups(archive, answer)
    assert 1 <= len(offered) <= 3
    told = {citation.quote for citation in answer.citations}
    for question in offered:
        said = archive.ask(question, [answer.turn])
        assert not said.abstained
        assert not told & {citation.quote for citation in said.citations}


def test_another_year_is_offered_where_the_archive_has_it() -> None:
    archive = Archive.from_articles(
        [
            article("1", "西城粮食产量", "2021年，西城粮食产量为30万吨。", source="一.txt"),
            article("2", "西城粮食产量", "2022年，西城粮食产量为42万吨。", source="二.txt"),
        ]
    )
    assert follow_ups(archive, archive.ask("2021年西城粮食产量是多少？"))[0] == "那2022年呢？"


def test_a_silent_archive_offers_only_what_has_to_do_with_the_question() -> None:
    archive = Archive.from_files([SEEDS])
    outside = archive.ask("2031年的外贸进出口总额是多少？")
    assert follow_ups(archive, outside)[0] == "外贸进出口总额是多少？"
    assert follow_ups(archive, archive.ask("马斯克是谁？")) == []
    assert follow_ups(archive, archive.ask("你好")) == []
