import json
import lzma
from pathlib import Path

from eval.benchmarks.archives import measure

TEXTS = ("6月3日，海州市防汛工作会议召开，梁栋主持会议。", "海州港有两个码头。")
DAY = {"date": "20210104", "title": "外贸增长", "brief": "", "body": "2020年海州市外贸进出口总额为85.6亿元。"}


def span(report: int, text: str, answer: str) -> list[int]:
    return [report, text.index(answer), text.index(answer) + len(answer)]


def test_each_archive_is_asked_its_own_questions(tmp_path: Path) -> None:
    (tmp_path / "d.xz").write_bytes(lzma.compress("\n".join(TEXTS).encode()))
    (tmp_path / "p.xz").write_bytes(lzma.compress(json.dumps(DAY).encode()))
    named = {"match": "any", "articles": [0], "premise": ""}
    chaired = span(0, f"\n{TEXTS[0]}", "梁栋")
    traded = span(1, f"{DAY['title']}\n{DAY['body']}", "85.6亿元")
    row = {
        "id": "A",
        "split": "test",
        "reports": [["documents", 0], ["pairs", 0]],
        "questions": [
            {
                **named,
                "id": "a1",
                "kind": "who",
                "question": "谁主持了防汛工作会议？",
                "answers": [[chaired]],
            },
            {
                **named,
                "id": "a2",
                "kind": "date",
                "question": "2020年海州市外贸进出口总额多少亿元？",
                "answers": [[traded]],
            },
            {**named, "id": "a3", "kind": "unanswerable", "question": "海州机场在哪里？", "answers": []},
        ],
    }
    other = {**row, "id": "B", "split": "dev"}
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in (row, other)), encoding="utf-8")
    report = measure(tmp_path / "d.xz", tmp_path / "p.xz", archives=tmp_path / "a.jsonl")
    assert [outcome.question.answers for outcome in report.outcomes] == [("梁栋",), ("85.6亿元",), ()]
    assert not report.failures
    assert report.outcomes[0].answer.citations[0].article.published is not None
