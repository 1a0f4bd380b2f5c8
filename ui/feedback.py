"""What readers think of answers, kept in the archive's database, and the evaluation questions made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from eval.questions import Question
from index.read import printable
from index.records import Record
from rag import Archive
from rag.types import Answer
from ui.talk import Exchanges, Judgement, Verdict

KIND = "feedback"
REASONS = ("答案不对", "引文不支持答案", "没有答全", "报上有却没有答", "报上没有却答了")
OTHER = "其他"
FINE, OPEN = (
    "feedback",
    "待核对",
)  # the split of questions as they are, and of those that a person must correct
_WORDS_LIMIT = 500  # characters


def judge(
    archive: Archive, owner: str, judgement: Judgement | None, *, conversation: str, exchanges: Exchanges
) -> None:
    """Keep what a reader thinks of the last of these exchanges, in place of before; forget it for None.

    Raise ArchiveError where the database cannot be written.
    """
    *before, last = exchanges
    if last.answer is None:
        return
    id = _id(conversation, exchanges)
    if judgement is None:
        archive.records.remove(KIND, id, owner=owner)
        return
    value = {
        "verdict": judgement.verdict.value,
        "reason": judgement.reason if judgement.reason in REASONS else "",
        "words": printable(judgement.words)[:_WORDS_LIMIT].strip(),
        "history": [exchange.question for exchange in before if exchange.answer is not None],
        **_told(last.answer),
    }
    archive.records.put(Record(KIND, id, value, owner))


def judged(archive: Archive, owner: str, *, conversation: str, exchanges: Exchanges) -> Judgement | None:
    """Give what the reader thinks of the last of these exchanges, if it was said of this very answer."""
    answer = exchanges[-1].answer
    record = archive.records.get(KIND, _id(conversation, exchanges), owner=owner) if answer else None
    if not record or not answer or record.value.get("text") != answer.text:
        return None
    value = record.value
    good = value.get("verdict") == Verdict.GOOD
    reason, words = str(value.get("reason", "")), str(value.get("words", ""))
    return Judgement(Verdict.GOOD if good else Verdict.BAD, reason, words)


def changed(before: Judgement | None, told: str, words: str | None = None) -> Judgement | None:
    """Give what a reader thinks after a click on `good`, `bad` or `bad:reason`, or after new words.

    The same click again takes it back.
    """
    verdict, _, reason = told.partition(":")
    now = before or Judgement(Verdict.BAD)
    if words is not None:
        return replace(now, verdict=Verdict.BAD, words=words)
    if reason:
        kept = now if now.verdict is Verdict.BAD else Judgement(Verdict.BAD)
        return replace(kept, reason="" if kept.reason == reason else reason)
    chosen = Verdict(verdict)
    return None if before and before.verdict is chosen else Judgement(chosen)


def _id(conversation: str, exchanges: Exchanges) -> str:
    return f"{conversation}-{len(exchanges)}"


def questions_of(records: Iterable[Record]) -> list[Question]:
    """Make a question for evaluation of each judgement, the oldest first.

    Those of split 待核对 hold what was answered, which the reader found wrong, until a person corrects it.
    """
    oldest = sorted(records, key=lambda record: record.updated)
    return [_question(f"f{number:03d}", record.value) for number, record in enumerate(oldest, start=1)]


def _told(answer: Answer) -> dict[str, Any]:
    entries = [item.text for item in answer.items] if len(answer.items) > 1 else []
    return {
        "question": answer.question,
        "rewritten": answer.rewritten,
        "text": answer.text,
        "short": answer.short,
        "items": entries,
        "abstained": answer.abstained,
        "citations": [
            {"article": c.article.id, "source": c.article.source, "quote": c.quote} for c in answer.citations
        ],
    }


def _question(id: str, value: Mapping[str, Any]) -> Question:
    good = value["verdict"] == Verdict.GOOD
    citations: Sequence[Mapping[str, str]] = value["citations"]
    quotes = tuple(dict.fromkeys(c["quote"] for c in citations))
    # A reader who missed an answer cannot say where it stands: that is left to who corrects the row.
    answerable = bool(quotes) and not value["abstained"] and value["reason"] != REASONS[-1]
    items = tuple(value["items"])
    return Question(
        id=id,
        question=value["question"],
        answers=(items or (value["short"] or quotes[0],)) if answerable else (),
        match="all" if items and answerable else "any",
        article=tuple(dict.fromkeys(c["article"] for c in citations)) if answerable else (),
        quote=quotes if answerable else (),
        answerable=answerable,
        history=tuple(value["history"]),
        kind=FINE if good else value["reason"] or OTHER,
        split=FINE if good else OPEN,
    )
