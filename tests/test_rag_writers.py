"""Who wrote a report, and what somebody wrote."""

import pytest

from index.types import Article, PartialDate
from rag.archive import Archive
from rag.types import Answer
from rag.verify import unsupported


def report(name: str, title: str, dateline: str, text: str, day: str, writers: tuple[str, str]) -> Article:
    return Article(
        id=name,
        title=title,
        text=f"本报海州讯（{dateline}）{text}",
        source=f"{name}.txt",
        published=PartialDate.parse(day),
        reporters=(writers[0],),
        correspondents=(writers[1],) if writers[1] else (),
    )


REPORTS = (
    report(
        "port",
        "海州港扩建工程开工",
        "记者 陈立 通讯员 苏敏",
        "3月4日，海州港扩建工程开工，市长周明出席。",
        "2021-03-05",
        ("陈立", "苏敏"),
    ),
    report(
        "flood",
        "全市防汛工作会议召开",
        "记者 吴强",
        "6月3日，海州市防汛工作会议召开，副市长梁栋主持会议。",
        "2021-06-04",
        ("吴强", ""),
    ),
    report(
        "school",
        "新城小学启用",
        "记者 陈立",
        "9月1日，新城小学启用，首批学生600人。",
        "2022-09-02",
        ("陈立", ""),
    ),
)


@pytest.fixture(scope="module")
def archive() -> Archive:
    return Archive.from_articles(REPORTS)


def ask(archive: Archive, question: str) -> Answer:
    answer = archive.ask(question)
    assert answer.abstained or not unsupported(answer)
    return answer


@pytest.mark.parametrize(
    ("question", "writers"),
    [
        ("海州港扩建那篇报道是哪个记者写的？", "陈立"),
        ("海州港扩建的消息，通讯员是谁", "苏敏"),
        ("防汛工作会议那条新闻的记者", "吴强"),
        ("海州港扩建的报道是谁写的？", "陈立、苏敏"),
    ],
)
def test_who_wrote_a_report_is_told_by_its_dateline(archive: Archive, question: str, writers: str) -> None:
    answer = ask(archive, question)
    assert answer.short == writers
    assert answer.citations[0].quote.startswith("本报海州讯（记者")


def test_what_somebody_wrote_is_listed_by_date(archive: Archive) -> None:
    answer = ask(archive, "陈立写过哪些报道？")
    assert [(item.text, item.label) for item in answer.items] == [
        ("海州港扩建工程开工", "2021年3月5日"),
        ("新城小学启用", "2022年9月2日"),
    ]
    assert (
        answer.citations[0].quote
        == "本报海州讯（记者 陈立 通讯员 苏敏）3月4日，海州港扩建工程开工，市长周明出席。"
    )


def test_of_a_year_only_what_was_written_then_is_listed(archive: Archive) -> None:
    assert [item.text for item in ask(archive, "陈立2022年写了几篇报道？").items] == ["新城小学启用"]


@pytest.mark.parametrize("question", ["防汛工作会议的讲话稿是谁写的？", "陈立写的报道提到了哪些人？"])
def test_what_a_report_says_and_other_writings_are_no_question_of_datelines(
    archive: Archive, question: str
) -> None:
    assert not any("记者" in citation.quote for citation in ask(archive, question).citations)


def test_who_leads_a_meeting_is_not_who_wrote_of_it(archive: Archive) -> None:
    assert ask(archive, "防汛工作会议由谁主持？").short == "梁栋"
