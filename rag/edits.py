"""Changes of an archive that can be taken back: files added, files and articles deleted.

Before a source is changed, what it held and what it will hold are kept as a record, so that a change can be
undone after a crash or a restart too, and undoing it touches no source that somebody has changed since.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Literal, Protocol

from index.errors import InputError
from index.records import Record, Records
from index.store import Content

KEPT = 10  # changes that can be taken back, the newest first
_EDIT, _STEP = "edit", "edit-step"
Progress = Callable[[int, int, str], None]


class Editable(Protocol):
    """What an archive must be able to do."""

    @property
    def records(self) -> Records:
        """Give what is kept beside the articles."""
        ...

    def content(self, source: str) -> Content | None:
        """Give all that is held of a source."""
        ...

    def add_content(self, content: Content) -> None:
        """Store a source."""
        ...

    def remove(self, sources: Sequence[str]) -> None:
        """Remove sources."""
        ...

    def remove_articles(self, ids: Sequence[str]) -> None:
        """Remove articles."""
        ...


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: how many files it added, replaced or deleted, or the headline of the article deleted."""

    id: str
    kind: Literal["add", "remove", "article"]
    updated: float
    added: int = 0
    replaced: int = 0
    name: str = ""
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking a change back did: sources removed and restored, and those changed since and left alone."""

    removed: tuple[str, ...]
    restored: tuple[str, ...]
    left: tuple[str, ...]


class Edits:
    """The changes of one archive; safe to share between threads."""

    def __init__(self, archive: Editable) -> None:
        """Hold the archive."""
        self._archive, self._lock = archive, Lock()
        self._running: set[str] = set()

    def all(self) -> list[Edit]:
        """List the changes that can be taken back, the newest first."""
        return [_edit(record) for record in self._archive.records.all(_EDIT)]

    def add(
        self,
        contents: Sequence[Content],
        *,
        progress: Progress | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Edit:
        """Add sources one by one until `stop` says so; what is added by then stays. Give what was done."""
        edit = self._begin("add", name=contents[0].source if contents else "")
        try:
            for number, content in enumerate(contents):
                if stop():
                    break
                if progress:
                    progress(number, len(contents), content.source)
                new = self._put(edit, content)
                edit = replace(edit, added=edit.added + new, replaced=edit.replaced + (not new))
        finally:
            edit = self._end(edit)
        return edit

    def remove(self, sources: Sequence[str]) -> Edit:
        """Delete sources."""
        edit = self._begin("remove", name=sources[0] if sources else "")
        try:
            for source in sources:
                with self._lock:
                    self._step(edit, self._archive.content(source), None)
                    self._archive.remove([source])
                edit = replace(edit, replaced=edit.replaced + 1)
        finally:
            edit = self._end(edit)
        return edit

    def remove_article(self, source: str, id: str) -> Edit:
        """Delete one article of a source; raise InputError when it is not there."""
        with self._lock:
            former = self._archive.content(source)
            found = next((a for a in former.articles if a.id == id), None) if former else None
            if former is None or found is None:
                raise InputError("这篇文章已经不在档案里。请刷新后再看。")
            edit = self._begin("article", name=found.title)
            rest = tuple(article for article in former.articles if article.id != id)
            try:
                self._step(edit, former, replace(former, articles=rest) if rest or former.pages else None)
                self._archive.remove_articles([id])
            finally:
                edit = self._end(edit)
        return edit

    def undo(self, id: str) -> Undone:
        """Take a change back; raise InputError when it is known no more, or still going on."""
        records = self._archive.records
        if id in self._running:
            raise InputError("这次添加还没有做完。请等它做完，或先停止。")
        if records.get(_EDIT, id) is None:
            raise InputError("这次改动已经撤销过，或者太早，不能再撤销。")
        removed, restored, left = [], [], []
        with self._lock:
            for step in records.all(_STEP, owner=id):
                was = _former(step)
                now = self._archive.content(step.id)
                if _digest(now) == _digest(was):
                    continue  # a crash came before the change, or after this was undone
                if _digest(now) != step.value["after"]:
                    left.append(step.id)
                elif was is None:
                    removed.append(step.id)
                else:
                    self._archive.add_content(was)
                    restored.append(step.id)
            if removed:
                self._archive.remove(removed)
            self._forget(id)
        return Undone(tuple(removed), tuple(restored), tuple(left))

    def _put(self, edit: Edit, content: Content) -> bool:
        """Add a source; tell whether it is new."""
        with self._lock:
            former = self._archive.content(content.source)
            self._step(edit, former, content)
            self._archive.add_content(content)
        return former is None

    def _step(self, edit: Edit, former: Content | None, after: Content | None) -> None:
        source = former.source if former else after.source if after else ""
        value = {"former": former and former.to_json(), "after": _digest(after)}
        self._archive.records.put(Record(_STEP, source, value, owner=edit.id))

    def _begin(self, kind: Literal["add", "remove", "article"], *, name: str) -> Edit:
        edit = Edit(secrets.token_hex(8), kind, time.time(), name=name)
        self._running.add(edit.id)
        self._keep(edit)
        return edit

    def _end(self, edit: Edit) -> Edit:
        """Keep what was done, also where it broke off; what changed nothing is forgotten."""
        done = replace(edit, finished=True)
        self._running.discard(edit.id)
        if done.added + done.replaced or self._has_changed(edit.id):
            self._keep(done)
        else:
            self._forget(edit.id)
        for old in self._archive.records.all(_EDIT)[KEPT:]:
            self._forget(old.id)
        return done

    def _has_changed(self, id: str) -> bool:
        steps = self._archive.records.all(_STEP, owner=id)
        return any(_digest(self._archive.content(step.id)) != _digest(_former(step)) for step in steps)

    def _keep(self, edit: Edit) -> None:
        value = {"kind": edit.kind, "added": edit.added, "replaced": edit.replaced, "name": edit.name}
        value["finished"] = edit.finished
        self._archive.records.put(Record(_EDIT, edit.id, value, updated=edit.updated))

    def _forget(self, id: str) -> None:
        records = self._archive.records
        records.remove_all(_STEP, owner=id)
        records.remove(_EDIT, id)


def _edit(record: Record) -> Edit:
    value: Mapping[str, Any] = record.value
    return Edit(
        record.id,
        value["kind"],
        record.updated,
        added=value["added"],
        replaced=value["replaced"],
        name=value["name"],
        finished=value["finished"],
    )


def _former(step: Record) -> Content | None:
    return Content.of(step.value["former"]) if step.value["former"] else None


def _digest(content: Content | None) -> str:
    return content.digest if content else ""
