from eval.failures import failure_class, write_failures
from eval.questions import Question
from eval.run import evaluate
from index.types import Article, PartialDate
from rag.archive import Archive

PORT = Article(
    id="port",
    title="海州港开港",
    text="3月4日，海州港开港，总投资12亿元。市长周明主持仪式。",
    source="port.txt",
    published=PartialDate.parse("2021-03-05"),
)


def question(text: str, *answers: str, answerable: bool = True) -> Question:
    quote = ("总投资12亿元",) if answerable else ()
    article = ("port",) if answerable else ()
    return Question(
        "q",
        text,
        answers,
        "any",
        article,
        quote,
        answerable,
        (),
        "how_many" if answerable else "unanswerable",
        "dev",
    )


def test_failures_are_counted_by_what_went_wrong() -> None:
    asked = [
        question("海州港总投资多少？", "12亿元"),
        question("海州港总投资多少？", "99亿元"),
        question("海州港有多少名工人？", "12亿元"),
    ]
    report = evaluate(Archive.from_articles([PORT]), asked)
    assert [failure_class(outcome) for outcome in report.failures] == ["答错：选错报道", "误拒：以为没有写明"]
    page = write_failures(report)
    assert "3 题，2 题失败" in page
    assert "| 误拒：以为没有写明 | 1 | 多少 1 |" in page
    assert "- 答错：选错报道：海州港总投资多少？" in page
