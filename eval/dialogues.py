"""Dialogues with known answers: every turn asked after the real turns before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from eval.metrics import characters_f1, normalise
from eval.questions import Question, check_row, read_objects
from eval.run import Asks, Outcome, score
from index.errors import InputError
from rag.types import Turn

DIALOGUES = Path(__file__).with_name("dialogues.jsonl")
MOVES = {
    "first": "首问",
    "ellipsis": "省略",
    "pronoun": "代词",
    "drill": "深究",
    "subject": "省主语",
    "topic": "换话题",
    "correction": "更正",
}
_TURN = ("question", "rewritten", "move", "answers", "match", "article", "quote", "answerable")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Turns as questions, whose `kind` is the move, and each one's reference as a question of its own."""

    id: str
    split: str
    turns: tuple[Question, ...]
    rewritten: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of a dialogue as it went; `wanted` is the reference rewriting."""

    outcome: Outcome
    wanted: str
    last: bool

    @property
    def rewritten(self) -> str:
        """Give the stand-alone question that was answered."""
        return self.outcome.answer.rewritten or self.outcome.answer.question

    @property
    def f1(self) -> float:
        """Give the characters that the rewriting shares with the reference, as F1."""
        return characters_f1(normalise(self.rewritten), normalise(self.wanted))


@dataclass(frozen=True, slots=True)
class Talks:
    """Every turn of every dialogue, in order."""

    turns: tuple[Said, ...]

    def group(self, name: str) -> list[Said]:
        """List the turns of a split or of a move; of all of them when the name is empty."""
        asked = (("", said.outcome.question.split, said.outcome.question.kind) for said in self.turns)
        return [said for said, names in zip(self.turns, asked, strict=True) if name in names]

    def to_json(self) -> dict[str, Any]:
        """Give figures and turns as plain values for `json.dumps`."""
        return {
            "summaries": {name or "all": figures(self.group(name)) for name in ("", "dev", "test", *MOVES)},
            "turns": [_plain(said) for said in self.turns],
        }


def load_dialogues(path: Path | str = DIALOGUES) -> list[Dialogue]:
    """Read dialogues; raise InputError naming the line that cannot be used."""
    return [_dialogue(row, where) for row, where in read_objects(path)]


def converse(archive: Asks, dialogues: Iterable[Dialogue]) -> Talks:
    """Ask every turn of every dialogue after the turns before it, as they were answered."""
    return Talks(tuple(said for dialogue in dialogues for said in _talk(archive, dialogue)))


def figures(turns: Sequence[Said]) -> dict[str, float]:
    """Give the share of turns and of last turns answered rightly, and how near the rewritings come."""
    later = [said for said in turns if said.outcome.question.kind != "first"]
    last = [said for said in turns if said.last]
    return {
        "turns": len(turns),
        "accuracy": _mean(not said.outcome.failure for said in turns),
        "dialogues": len(last),
        "last_turn_accuracy": _mean(not said.outcome.failure for said in last),
        "rewriting_f1": _mean(said.f1 for said in later),
    }


def format_talks(talks: Talks, *, shown: str = "dev") -> str:
    """Lay the figures out as plain text, and below them the turns of the split `shown` that went wrong."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in ("对话", "轮数", "每轮正确率", "对话数", "末轮正确率", "补全字 F1"):
        table.add_column(name, no_wrap=True, justify="left" if name == "对话" else "right")
    for name in ("", "dev", "test", *MOVES):
        row = figures(talks.group(name))
        if row["turns"]:
            table.add_row(MOVES.get(name, name) or "全部", *map(_written, row.values()))
    stream = StringIO()
    Console(file=stream, width=160, color_system=None, legacy_windows=False).print(table)
    wrong = [said for said in talks.group(shown) if said.outcome.failure]
    return "\n".join([stream.getvalue().strip("\n"), *map(_failure, wrong)])


def _talk(archive: Asks, dialogue: Dialogue) -> Iterator[Said]:
    turns: list[Turn] = []
    for number, (question, wanted) in enumerate(
        zip(dialogue.turns, dialogue.rewritten, strict=True), start=1
    ):
        answer = archive.ask(question.question, history=tuple(turns))
        turns.append(answer.turn)
        yield Said(score(question, answer), wanted, last=number == len(dialogue.turns))


def _dialogue(row: Any, where: str) -> Dialogue:
    check_row(row, ("id", "split", "turns"), where)
    turns: list[Question] = []
    for number, turn in enumerate(row["turns"], start=1):
        place = f"{where}第 {number} 轮"
        check_row(turn, _TURN, place)
        if turn["move"] not in MOVES or (turn["move"] == "first") is not (number == 1):
            raise InputError(f"{place}的 move 是 {turn['move']!r}，应当首轮是 first，其后是别的几种之一。")
        turns.append(_question(row, turn, tuple(earlier.question for earlier in turns)))
    return Dialogue(row["id"], row["split"], tuple(turns), tuple(turn["rewritten"] for turn in row["turns"]))


def _question(row: dict[str, Any], turn: dict[str, Any], history: tuple[str, ...]) -> Question:
    return Question(
        id=f"{row['id']}.{len(history) + 1}",
        question=turn["question"],
        answers=tuple(turn["answers"]),
        match=turn["match"],
        article=tuple(turn["article"]),
        quote=tuple(turn["quote"]),
        answerable=turn["answerable"],
        history=history,
        kind=turn["move"],
        split=row["split"],
    )


def _plain(said: Said) -> dict[str, Any]:
    outcome, answer = said.outcome, said.outcome.answer
    return {
        "id": outcome.question.id,
        "move": outcome.question.kind,
        "split": outcome.question.split,
        "question": outcome.question.question,
        "rewritten": said.rewritten,
        "wanted": said.wanted,
        "f1": round(said.f1, 4),
        "failure": outcome.failure,
        "short": answer.short,
        "text": answer.text,
    }


def _failure(said: Said) -> str:
    question, answer = said.outcome.question, said.outcome.answer
    wanted = "、".join(question.answers) or "（应当弃答）"
    told = answer.short or answer.text
    return (
        f"{question.id} {said.outcome.failure}（{MOVES[question.kind]}）：{question.question}\n"
        f"    补全 {said.rewritten}\n    参考 {said.wanted}\n    回答 {told}\n    应答 {wanted}"
    )


def _mean(values: Iterable[float]) -> float:
    counted = [float(value) for value in values]
    return fmean(counted) if counted else 0.0


def _written(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"
