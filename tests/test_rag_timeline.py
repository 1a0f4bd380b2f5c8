import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Article, Hit, PartialDate, Passage
from rag.timeline import MOST, timeline


def hit(year: int, text: str = "海州市开会。") -> Hit:
    date = PartialDate.parse(f"{year}-05-01")
    return Hit(Passage(Article(str(year), "", text, "a.txt", published=date), 0, len(text)), 1.0)


def texts(question: str, *years: int) -> list[str]:
    return [part.text for part in timeline(question, lambda _: [hit(year) for year in years])]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("海州市历年产值分别是多少？", ["2019年海州市产值是多少？", "2021年海州市产值是多少？"]),
        ("展览面积历年变化", ["2019年展览面积", "2021年展览面积"]),
        ("2020年以来历次公布的产值各是多少", ["2021年产值是多少"]),
        ("从2018年到2019年每年的产值是多少", ["2019年产值是多少"]),
        ("海州市产值从2018年到2023年每年的数字", ["2019年海州市产值", "2021年海州市产值"]),
        ("2018年到2023年海州市产值分别是多少", ["2019年海州市产值是多少", "2021年海州市产值是多少"]),
    ],
)
def test_a_series_is_asked_for_each_year_of_the_reports(question: str, expected: list[str]) -> None:
    assert texts(question, 2021, 2019) == (expected if len(expected) > 1 else [])


def test_a_range_of_numbered_events_is_asked_one_by_one() -> None:
    assert texts("从第九届到第十一届，论坛每届各有多少人参加？") == [
        "第九届论坛有多少人参加？",
        "第十届论坛有多少人参加？",
        "第十一届论坛有多少人参加？",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "海州市历任市长都有谁？",
        "论坛每年举办几次？",
        "2018年到2023年开过哪些会议？",
        "大学各年级有多少学生？",
        "各年龄段人口占比多少？",
        "市人大每届任期多少年？",
        "2016年以来，海州、临江分别投资多少？",
        "2018年以来，各区分别有多少人口？",
        "第1期到第2期的间隔是几天？",
        "第一期至第三期一共多少人？",
        "2022年各届论坛多少人？",
        "市长是谁？",
        "",
    ],
)
def test_other_questions_are_no_timeline(question: str) -> None:
    assert texts(question, 2019, 2021) == []


def test_the_year_before_a_report_counts_where_the_passage_names_it() -> None:
    found = [hit(2021, "2020年产值增长。"), hit(2022, "1998年建成。")]
    assert [part.name for part in timeline("历年产值是多少", lambda _: found)] == [
        "2020年",
        "2021年",
        "2022年",
    ]


def test_of_many_years_the_newest_are_asked() -> None:
    assert len(texts("历年产值是多少", *range(1990, 2023))) == MOST


@given(st.text(alphabet="从到至第一二三十历每各年届次期变化多少是谁2018-，"))
def test_any_question_can_be_asked(question: str) -> None:
    assert all(part.text for part in timeline(question, lambda _: [hit(2019), hit(2021)]))
