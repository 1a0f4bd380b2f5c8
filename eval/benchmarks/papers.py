"""Whole pages of other papers, made up for this project, with questions and dialogues of every kind.

A folder of `eval/papers` each: `pages/` as page files give them, `questions.jsonl`, `dialogues.jsonl`.
Language models wrote the pages and others the questions, knowing nothing of this program. `dev` papers showed
what to mend; `test` papers only measure.
"""

from __future__ import annotations

from pathlib import Path

from eval.dialogues import Said, Talks, converse, load_dialogues
from eval.questions import load_questions
from eval.run import Outcome, Report, ask_each, sum_up
from rag import Archive

PAPERS = Path("eval/papers")


def measure(split: str = "test", papers: Path = PAPERS) -> tuple[Report, Talks]:
    """Ask each paper of a split its own questions, and hold its dialogues."""
    outcomes: list[Outcome] = []
    turns: list[Said] = []
    for paper in sorted(path.parent for path in papers.glob("*/questions.jsonl")):
        questions = [
            question for question in load_questions(paper / "questions.jsonl") if question.split == split
        ]
        if questions:
            archive = Archive.from_files([paper / "pages"])
            try:
                outcomes += ask_each(archive, questions)
                turns += converse(archive, load_dialogues(paper / "dialogues.jsonl")).turns
            finally:
                archive.close()
    return sum_up(outcomes), Talks(tuple(turns))
