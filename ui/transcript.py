"""A conversation to take along: its questions, answers and one numbered list of newspaper references."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.read import printable
from index.types import Article
from rag.phrases import write_note
from rag.types import Answer, Citation
from ui.conversations import Conversation
from ui.reference import Papers, reference
from ui.talk import Exchange
from ui.wording import evidence_dates

GONE = "（原文已从档案中删除）"
UNVERIFIED = "（未核实）"
REFERENCES = "参考报道"
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|#&$])")
_STARTING = re.compile(r"^(\d+(?=[.)](?:\s|$))|[-+=])")  # would begin a list or underline a heading


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and the numbers of the references that it rests on."""

    text: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One question with what was answered; `refused` where nothing was, and `lines` say why."""

    question: str
    short: str
    items: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    dated: str
    refused: bool


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is exported; reference number n is `references[n - 1]`."""

    title: str
    day: datetime.date
    entries: tuple[Entry, ...]
    references: tuple[str, ...]

    @property
    def heading(self) -> str:
        """Say what this is and when it was."""
        day = self.day
        return f"报问对话记录 · {day.year}年{day.month}月{day.day}日 · {len(self.entries)} 个问题"


def transcribe(conversation: Conversation, papers: Papers, *, holds: Callable[[Article], bool]) -> Transcript:
    """Write a conversation down; a quote that is cited twice has one number.

    `holds` tells whether the archive still has an article.
    """
    numbers: dict[tuple[str, int, int], int] = {}
    references: list[str] = []
    for exchange in conversation.exchanges:
        for citation in exchange.answer.citations if exchange.answer else ():
            if _place(citation) not in numbers:
                numbers[_place(citation)] = len(references) + 1
                written = _reference(citation, papers)
                references.append(written if holds(citation.article) else written + GONE)
    return Transcript(
        title=conversation.title,
        day=datetime.date.fromtimestamp(conversation.updated),
        entries=tuple(_entry(exchange, numbers) for exchange in conversation.exchanges),
        references=tuple(references),
    )


def to_markdown(transcript: Transcript) -> str:
    """Write Markdown that shows every text as it is."""
    return "\n\n".join(_blocks(transcript)) + "\n"


def _blocks(transcript: Transcript) -> Iterator[str]:
    yield f"# {_plain(transcript.title)}"
    yield _plain(transcript.heading)
    for entry in transcript.entries:
        yield f"## {_plain(entry.question)}"
        if entry.short:
            yield f"**{_plain(entry.short)}**"
        if entry.items:
            yield "\n".join(f"- {_plain(item)}" for item in entry.items)
        yield from (_plain(note) for note in entry.notes)
        for line in entry.lines:
            yield _plain(line.text) + "".join(f"[{number}]" for number in line.numbers)
        if entry.dated:
            yield f"*{_plain(entry.dated)}*"
    if transcript.references:
        yield f"## {REFERENCES}"
        listed = enumerate(transcript.references, start=1)
        yield "\n".join(f"{number}. {_plain(text)}" for number, text in listed)


def _plain(text: str) -> str:
    """Write a text in one line so that Markdown changes nothing in it."""
    line = _SPECIAL.sub(r"\\\1", " ".join(printable(text).split()))
    return _STARTING.sub(lambda start: f"{start[0]}\\" if start[0].isdigit() else f"\\{start[0]}", line)


def _reference(citation: Citation, papers: Papers) -> str:
    return reference(citation.article, citation.quote, place=papers.of_article(citation.article))


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.article.id, citation.start, citation.end


def _entry(exchange: Exchange, numbers: dict[tuple[str, int, int], int]) -> Entry:
    answer, question = exchange.answer, exchange.question
    if answer is None:
        lines = (Line(exchange.error),) if exchange.error else ()
        return Entry(question, "", (), lines, (), "", refused=True)
    listed = len(answer.items) > 1
    return Entry(
        question=question,
        short="" if listed else answer.short,
        items=tuple("　".join(filter(None, (i.label, i.text))) for i in answer.items) if listed else (),
        lines=tuple(_lines(answer, numbers)),
        notes=tuple(write_note(note) for note in answer.notes),
        dated=evidence_dates(answer.citations),
        refused=answer.abstained,
    )


def _lines(answer: Answer, numbers: dict[tuple[str, int, int], int]) -> Iterator[Line]:
    """Yield the sentences of an answer; where none is cited, its text."""
    places = {citation.number: numbers[_place(citation)] for citation in answer.citations}
    if answer.generated:
        for statement in answer.generated.statements:
            said = statement.text if statement.verified else f"{statement.text}{UNVERIFIED}"
            yield Line(said, tuple(places[mark] for mark in statement.marks))
    elif answer.abstained or not answer.citations:
        yield Line(answer.text)
    else:
        for citation in answer.citations:
            yield Line(citation.quote, (places[citation.number],))
