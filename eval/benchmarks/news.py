"""Our questions and dialogues about news, asked of an archive of all their texts.

`eval/news_questions.jsonl` and `eval/news_dialogues.jsonl` name lines of the news data, which is not shipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.benchmarks.rows import read_rows
from eval.dialogues import Dialogue, Talks, converse
from eval.questions import Question
from eval.run import Report, evaluate
from index.types import Article
from rag import Archive
from rag.training.news import QUESTIONS, NewsQuestion, read_question, read_texts

DIALOGUES = QUESTIONS.with_name("news_dialogues.jsonl")
Texts = Mapping[tuple[str, int], Article]


def measure(
    documents: Path,
    pairs: Path,
    *,
    split: str = "test",
    questions: Path = QUESTIONS,
    dialogues: Path = DIALOGUES,
) -> tuple[Report, Talks]:
    """Ask the questions and the dialogues of a split; the archive holds the texts of all splits."""
    asked, talks = read_rows(questions), read_rows(dialogues)
    texts = read_texts([*asked, *(turn for talk in talks for turn in talk["turns"])], documents, pairs)
    archive = Archive.from_articles(texts.values())
    chosen = [to_question(read_question(row, texts)) for row in asked if row["split"] == split]
    try:
        report = evaluate(archive, chosen)
        return report, converse(archive, [_dialogue(talk, texts) for talk in talks if talk["split"] == split])
    finally:
        archive.close()


def to_question(asked: NewsQuestion) -> Question:
    """Give a question as the evaluation takes it."""
    answers = (asked.answer,) if asked.answer else ()
    return Question(
        id=asked.id,
        question=asked.question,
        answers=answers,
        match="any",
        article=(asked.article.id,),
        quote=answers,
        answerable=bool(answers),
        history=(),
        kind=asked.kind,
        split=asked.split,
    )


def _dialogue(row: Mapping[str, Any], texts: Texts) -> Dialogue:
    turns: list[Question] = []
    for turn in row["turns"]:
        named = {"id": f"{row['id']}.{len(turns) + 1}", "kind": turn["move"], "split": row["split"]}
        question = to_question(read_question({**turn, **named}, texts))
        turns.append(replace(question, history=tuple(earlier.question for earlier in turns)))
    return Dialogue(row["id"], row["split"], tuple(turns), tuple(turn["rewritten"] for turn in row["turns"]))
