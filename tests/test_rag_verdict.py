import pytest

from index.types import Article, PartialDate
from rag import Archive
from rag.phrases import write_note
from rag.types import NoteKind
from rag.verdict import statement
from rag.verify import unsupported

PORT = Article(
    id="port",
    title="海州港吞吐量再增长",
    text="2020年，海州港完成货物吞吐量800万吨，同比增长6.3%。海州港三号码头建成投用。局长梁栋介绍了有关情况。",
    source="port.txt",
    published=PartialDate(2021, 1, 16),
)


@pytest.fixture(scope="module")
def archive() -> Archive:
    return Archive.from_articles([PORT])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("三号码头建成投用了吗？", "三号码头建成投用了"),
        ("梁栋是不是局长？", "梁栋是局长"),
        ("吞吐量是否增长？", "吞吐量增长"),
        ("有没有三号码头？", "有三号码头"),
    ],
)
def test_a_yes_or_no_question_states_something(question: str, expected: str) -> None:
    assert statement(question) == expected


@pytest.mark.parametrize("question", ["海州港三号码头建成投用了吗？", "2020年海州港吞吐量是800万吨吗？"])
def test_what_a_report_bears_out_is_answered_yes_with_its_day(archive: Archive, question: str) -> None:
    answer = archive.ask(question)
    assert [note.kind for note in answer.notes] == [NoteKind.YES, NoteKind.AS_OF]
    assert answer.citations
    assert not unsupported(answer)


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("2020年海州港吞吐量是900万吨吗？", "不是：问题中是“900万吨”，报道中是“800万吨”。"),
        ("2020年海州港吞吐量是下降的吗？", "不是：问题中是“下降”，报道中是“增长”。"),
    ],
)
def test_what_a_report_gives_otherwise_is_answered_no_with_its_sentence(
    archive: Archive, question: str, note: str
) -> None:
    answer = archive.ask(question)
    assert [write_note(one) for one in answer.notes] == [note]
    assert "800万吨，同比增长6.3%" in answer.citations[0].quote
    assert not unsupported(answer)


@pytest.mark.parametrize("question", ["局长梁栋是党员吗？", "梁栋是不是女的？"])
def test_what_no_report_speaks_of_is_not_answered_yes(archive: Archive, question: str) -> None:
    assert archive.ask(question).abstained
