"""Conversations kept in the archive's database: each belongs to one browser, which alone finds it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from index.read import printable
from index.records import Record
from rag import Archive
from ui.codec import DamagedError, decode_exchanges, encode_exchanges
from ui.talk import Exchanges

KIND = "conversation"
TITLE_LIMIT = 80  # characters


@dataclass(frozen=True, slots=True)
class Conversation:
    """Exchanges under a title; `updated` is in seconds since 1970."""

    id: str
    title: str
    exchanges: Exchanges = ()
    updated: float = field(default_factory=time.time)


def new_id() -> str:
    """Make a name for a conversation that nobody guesses."""
    return secrets.token_urlsafe(12)


def save_exchanges(archive: Archive, owner: str, id: str, exchanges: Exchanges) -> str:
    """Keep a conversation under an id; give the id, a new one where another conversation has it.

    Its title is the first question until it is renamed. A browser without a name keeps nothing. Raise
    ArchiveError where the database cannot be written.
    """
    if not owner or not exchanges:
        return id
    before = archive.records.get(KIND, id, owner=owner)
    first = exchanges[0].question
    if before and _said(next(iter(_exchanges(before)), None)).split("\n")[0] != first.split("\n")[0]:
        before, id = None, new_id()  # it began with another question: nothing that was kept is written over
    title = _title(before) if before else as_title(first)
    archive.records.put(Record(KIND, id, {"title": title, **encode_exchanges(exchanges)}, owner))
    return id


def open_conversation(archive: Archive, owner: str, id: str) -> Conversation | None:
    """Give a conversation of this owner, or None where there is none of this id, or none that can be read."""
    record = archive.records.get(KIND, id, owner=owner) if owner else None
    if record is None:
        return None
    try:
        return _conversation(record, decode_exchanges(record.value, archive.article))
    except DamagedError:
        return None


def list_conversations(archive: Archive, owner: str, words: str = "") -> list[Conversation]:
    """List the conversations of an owner, the newest first, without exchanges; all words must be in each."""
    records = archive.records.all(KIND, owner=owner) if owner else []
    wanted = words.casefold().split()
    return [_conversation(record) for record in records if _holds(record, wanted)]


def rename_conversation(archive: Archive, owner: str, id: str, *, title: str) -> None:
    """Give a conversation another title; an empty one changes nothing."""
    record = archive.records.get(KIND, id, owner=owner)
    if record and as_title(title):
        value = {**record.value, "title": as_title(title)}
        archive.records.put(Record(KIND, id, value, owner, record.updated))


def remove_conversation(archive: Archive, owner: str, id: str) -> Record | None:
    """Forget a conversation; give what `archive.records.put` brings back."""
    record = archive.records.get(KIND, id, owner=owner)
    if record:
        archive.records.remove(KIND, id, owner=owner)
    return record


def as_title(text: str) -> str:
    """Cut a text to one line that can be a title."""
    line = " ".join(printable(text).split())
    return line if len(line) <= TITLE_LIMIT else f"{line[: TITLE_LIMIT - 1]}…"


def _conversation(record: Record, exchanges: Exchanges = ()) -> Conversation:
    return Conversation(record.id, _title(record), exchanges, record.updated)


def _title(record: Record) -> str:
    return as_title(str(record.value.get("title", ""))) or "（无题）"


def _holds(record: Record, wanted: Iterable[str]) -> bool:
    """Tell whether title, questions and answers together hold every word."""
    if not wanted:
        return True
    texts = [_title(record), *map(_said, _exchanges(record))]
    said = "\n".join(texts).casefold()
    return all(word in said for word in wanted)


def _exchanges(record: Record) -> list[Any]:
    exchanges = record.value.get("exchanges")
    return exchanges if isinstance(exchanges, list) else []


def _said(exchange: Any) -> str:
    """Give question and answer of a kept exchange, whatever it is."""
    exchange = exchange if isinstance(exchange, dict) else {}
    answer = exchange.get("answer")
    text = answer.get("text") if isinstance(answer, dict) else ""
    return f"{exchange.get('question', '')}\n{text}"
