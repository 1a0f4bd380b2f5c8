"""Records kept beside the articles in an archive's database: conversations, feedback, evaluation runs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sql

_records = sql.Table(  # made with the first record: archives of before have none
    "records",
    sql.MetaData(),
    sql.Column("kind", sql.Text, primary_key=True),
    sql.Column("owner", sql.Text, primary_key=True),
    sql.Column("id", sql.Text, primary_key=True),
    sql.Column("updated", sql.Float, nullable=False),
    sql.Column("value", sql.Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON value that somebody keeps; `owner` is "" where it belongs to the archive itself.

    `updated` is in seconds since 1970.
    """

    kind: str
    id: str
    value: dict[str, Any]
    owner: str = ""
    updated: float = field(default_factory=time.time)


class Records:
    """The records of one archive; safe to share between threads."""

    def __init__(self, begin: Callable[..., AbstractContextManager[sql.Connection]]) -> None:
        """Hold what begins a transaction, and takes `writes`."""
        self._begin = begin

    def put(self, record: Record) -> None:
        """Keep a record, in place of an older one of the same kind, owner and id."""
        row = {
            "kind": record.kind,
            "owner": record.owner,
            "id": record.id,
            "updated": record.updated,
            "value": json.dumps(record.value, ensure_ascii=False),
        }
        with self._writing() as connection:
            connection.execute(sql.delete(_records).where(_is(record.kind, record.owner, record.id)))
            connection.execute(sql.insert(_records), [row])

    def get(self, kind: str, id: str, *, owner: str = "") -> Record | None:
        """Give a record, or None."""
        found = self._select(sql.select(_records).where(_is(kind, owner, id)))
        return found[0] if found else None

    def all(self, kind: str, *, owner: str | None = "") -> list[Record]:
        """List the records of a kind that an owner has, or everybody for None, the newest first."""
        query = sql.select(_records).where(_records.c.kind == kind)
        if owner is not None:
            query = query.where(_records.c.owner == owner)
        return self._select(query.order_by(_records.c.updated.desc(), _records.c.id))

    def remove(self, kind: str, id: str, *, owner: str = "") -> None:
        """Forget a record, if there is one."""
        with self._writing() as connection:
            connection.execute(sql.delete(_records).where(_is(kind, owner, id)))

    def remove_all(self, kind: str, *, owner: str = "") -> None:
        """Forget all records of a kind that an owner has."""
        with self._writing() as connection:
            which = sql.and_(_records.c.kind == kind, _records.c.owner == owner)
            connection.execute(sql.delete(_records).where(which))

    @contextmanager
    def _writing(self) -> Iterator[sql.Connection]:
        with self._begin(writes=True) as connection:
            _records.create(connection, checkfirst=True)
            yield connection

    def _select(self, query: sql.Select[Any]) -> list[Record]:
        with self._begin() as connection:
            if not sql.inspect(connection).has_table(_records.name):
                return []
            rows = connection.execute(query).all()
        read = ((row, _read(row.value)) for row in rows)
        return [Record(row.kind, row.id, value, row.owner, row.updated) for row, value in read]


def _read(text: str) -> dict[str, Any]:
    """Read a value; one that is damaged is empty."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _is(kind: str, owner: str, id: str) -> sql.ColumnElement[bool]:
    return sql.and_(_records.c.kind == kind, _records.c.owner == owner, _records.c.id == id)
