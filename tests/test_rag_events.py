"""Which events the reports of a time tell, by their sorts."""

import pytest

from index.types import Article, PartialDate
from rag import Archive

SIGNED = "6月3日，江村举行项目签约仪式，周明出席签约仪式。"
MET = "6月4日，江村防汛工作会议召开，周明出席会议。"
CAME = "6月5日，海州考察团到江村考察茶园，周明陪同考察。"


@pytest.fixture(scope="module")
def archive() -> Archive:
    told = {"签约落户江村": SIGNED, "防汛会议召开": MET, "海州考察团来江村": CAME}
    return Archive.from_articles(
        Article(id=f"a#{n}", title=title, text=text, source="a", published=PartialDate(2021, 6, 8))
        for n, (title, text) in enumerate(told.items(), 1)
    )


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("2021年6月江村有哪些签约活动？", {SIGNED}),
        ("2021年6月江村有哪些会议、签约和来访活动？", {SIGNED, MET, CAME}),
        ("2021年6月江村召开了哪些会议？", {MET}),
    ],
)
def test_events_are_of_the_sorts_asked_for(archive: Archive, question: str, told: set[str]) -> None:
    assert {citation.article.text for citation in archive.ask(question).citations} == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("2021年6月4日这一天江镇都安排了哪些事？", {MET}),  # no report writes 江镇
        ("2021年6月周明参加过哪两个活动，一个签约一个接待客人", {SIGNED, MET, CAME}),
        ("2021年6月3日、5日周明都忙什么", {SIGNED, CAME}),
    ],
)
def test_days_and_people_tell_the_events_whatever_they_are_called(
    archive: Archive, question: str, told: set[str]
) -> None:
    assert {citation.article.text for citation in archive.ask(question).citations} == told


def test_a_word_that_no_report_of_somebody_has_does_not_keep_their_events_away(archive: Archive) -> None:
    answer = archive.ask("周明2021年6月出席了哪些“三防”方面的会议？")
    assert {citation.article.text for citation in answer.citations} == {MET}
