"""Our own questions in other words: formal, spoken, as keywords of a search, and with other words throughout.

Language models wrote four wordings of each question that is no follow-up, with nothing before them but the
question and its answer. Those of `dev` questions showed what to mend; those of `test` questions only measure.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from eval.questions import Question, load_questions, read_objects
from eval.run import Report, evaluate
from rag import Archive

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
WORDINGS = Path("eval/wordings.jsonl")
ORIGINAL = "original"


def load_wordings(path: Path = WORDINGS) -> list[Question]:
    """Read the questions in every wording, their own first; `kind` names the wording."""
    rows = [row for row, _ in read_objects(path)]
    asked = {question.id: question for question in load_questions()}
    worded = [
        replace(
            asked[row["id"]], id=f"{row['id']}-{row['style']}", question=row["question"], kind=row["style"]
        )
        for row in rows
    ]
    own = dict.fromkeys(row["id"] for row in rows)
    return [*(replace(asked[id], kind=ORIGINAL) for id in own), *worded]


def measure(split: str = "test", wordings: Path = WORDINGS) -> Report:
    """Ask all wordings of the questions of a split."""
    archive = Archive.from_files([SEEDS])
    try:
        return evaluate(
            archive, [question for question in load_wordings(wordings) if question.split == split]
        )
    finally:
        archive.close()
