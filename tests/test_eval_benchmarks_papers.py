import json
from pathlib import Path

from eval.benchmarks.papers import PAPERS, measure
from eval.dialogues import load_dialogues
from eval.metrics import squeeze
from eval.questions import load_questions

PAGE = """海州报
2023年2月14日 星期二

海州市防汛工作会议召开
本报讯（记者 王五）2月13日，海州市防汛工作会议召开，梁栋主持会议。
"""
TOLD = {
    "answers": ["梁栋"],
    "match": "any",
    "article": ["a.txt#1"],
    "quote": ["梁栋主持会议"],
    "answerable": True,
}
ASKED = {"question": "谁主持了防汛工作会议？", **TOLD}


def test_each_paper_is_asked_its_own_questions(tmp_path: Path) -> None:
    (tmp_path / "海州" / "pages").mkdir(parents=True)
    (tmp_path / "海州" / "pages" / "a.txt").write_text(PAGE, encoding="utf-8")
    row = {**ASKED, "id": "a1", "history": [], "kind": "who", "split": "test"}
    first = {**ASKED, "rewritten": ASKED["question"], "move": "first"}
    then = {**first, "question": "谁主持的？", "move": "drill"}
    talk = {"id": "d1", "split": "test", "turns": [first, then]}
    (tmp_path / "海州" / "questions.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (tmp_path / "海州" / "dialogues.jsonl").write_text(json.dumps(talk), encoding="utf-8")
    report, talks = measure(papers=tmp_path)
    assert len(report.outcomes) == 1
    assert not report.failures
    assert len(talks.turns) == 2
    assert not measure("dev", papers=tmp_path)[0].outcomes


def test_papers_hold_what_their_questions_quote() -> None:
    for paper in sorted(PAPERS.iterdir()):
        held = [squeeze(page.read_text(encoding="utf-8")) for page in sorted((paper / "pages").iterdir())]
        turns = [turn for dialogue in load_dialogues(paper / "dialogues.jsonl") for turn in dialogue.turns]
        for asked in [*load_questions(paper / "questions.jsonl"), *turns]:
            assert all(any(squeeze(quote) in text for text in held) for quote in asked.quote), asked.id
