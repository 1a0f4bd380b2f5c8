import pytest

from index.types import Article, PartialDate
from rag import Archive
from rag.phrases import write_note
from rag.types import NoteKind
from rag.verify import unsupported


def meeting(name: str, month: int, person: str) -> Article:
    return Article(
        id=name,
        title=f"海州区{name}工作会议召开",
        text=f"{month}月8日，海州区{name}工作会议召开。副区长{person}主持会议并讲话。",
        source=f"{name}.txt",
        published=PartialDate(2021, month, 9),
        event_date=PartialDate(2021, month, 8),
    )


@pytest.fixture(scope="module")
def archive() -> Archive:
    return Archive.from_articles(
        [meeting("教育", 3, "李文博"), meeting("卫生", 9, "王海涛"), meeting("水利", 6, "张建军")]
    )


def test_of_several_meetings_the_newest_is_answered_and_the_others_are_named(archive: Archive) -> None:
    answer = archive.ask("谁主持了会议？")
    assert answer.short == "王海涛"
    note = next(note for note in answer.notes if note.kind is NoteKind.SEVERAL)
    assert write_note(note) == (
        "符合的不止一篇，这里答的是较新的“海州区卫生工作会议召开”（2021年9月8日）；"
        "另有“海州区水利工作会议召开”（2021年6月8日）、“海州区教育工作会议召开”（2021年3月8日）。"
    )
    assert unsupported(answer) == ""


@pytest.mark.parametrize(
    ("question", "short"),
    [("教育工作会议谁主持的？", "李文博"), ("2021年6月的会议谁主持的？", "张建军")],
)
def test_a_question_that_says_which_meeting_it_means_is_not_ambiguous(
    archive: Archive, question: str, short: str
) -> None:
    answer = archive.ask(question)
    assert answer.short == short
    assert not [note for note in answer.notes if note.kind is NoteKind.SEVERAL]


def test_a_follow_up_is_about_the_meeting_that_the_talk_is_about(archive: Archive) -> None:
    history = [archive.ask("教育工作会议是哪天召开的？").turn]
    answer = archive.ask("会议谁主持的？", history)
    assert (answer.short, answer.notes) == ("李文博", ())
