"""The one truth of an archive: articles, passages and vectors in a database.

Every committed change gets a revision number; the search indexes derive from the database and catch up by it.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
import sqlalchemy as sql
from numpy.typing import NDArray
from sqlalchemy.pool import StaticPool

from index.errors import ArchiveError, InputError
from index.records import Records
from index.types import Article, Kind, Page, PartialDate, Passage, Span

FORMAT = "1"
_DAMAGED = "档案库已损坏或不是报问档案库：{}。请换一个目录重新建立：baowen index 文件… --archive 新目录"
_READ = 2048  # articles of which one value is shared by all who read them: answers are kept by the thousand
_TRIES = 5  # to encode anew beside another writer
Vectors = NDArray[np.float32]

_tables = sql.MetaData()
_meta = sql.Table(
    "meta",
    _tables,
    sql.Column("key", sql.Text, primary_key=True),
    sql.Column("value", sql.Text, nullable=False),
)
_pages = sql.Table(
    "pages",
    _tables,
    sql.Column("source", sql.Text, primary_key=True),
    sql.Column("number", sql.Integer, primary_key=True),
    sql.Column("text", sql.Text, nullable=False),
)
_origins = sql.Table(  # made with the first file that is added: archives of before have none
    "origins",
    sql.MetaData(),
    sql.Column("source", sql.Text, primary_key=True),
    sql.Column("path", sql.Text, nullable=False),
)
_articles = sql.Table(
    "articles",
    _tables,
    sql.Column("position", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("id", sql.Text, nullable=False, unique=True),
    sql.Column("source", sql.Text, nullable=False, index=True),
    sql.Column("kind", sql.Text, nullable=False),
    sql.Column("first_day", sql.Date, index=True),
    sql.Column("last_day", sql.Date),
    sql.Column("value", sql.Text, nullable=False),
)
_passages = sql.Table(
    "passages",
    _tables,
    sql.Column("id", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("article", sql.Text, nullable=False, index=True),
    sql.Column("start", sql.Integer, nullable=False),
    sql.Column("end", sql.Integer, nullable=False),
    sql.Column("vector", sql.LargeBinary, nullable=False),
    sql.Column("revision", sql.Integer, nullable=False, index=True),
    sqlite_autoincrement=True,  # an id is never used twice: no index can confuse two passages
)
_removals = sql.Table(
    "removals",
    _tables,
    sql.Column("passage", sql.Integer, primary_key=True),
    sql.Column("revision", sql.Integer, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles may be found: published within [since, until] as far as known, from these sources."""

    since: datetime.date | None = None
    until: datetime.date | None = None
    sources: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is filtered at all."""
        return bool(self.since or self.until or self.sources)

    def narrowed(self, other: Filter | None) -> Filter:
        """Give what passes both; sources that have nothing in common let nothing pass."""
        if other is None:
            return self
        since = max(filter(None, (self.since, other.since)), default=None)
        until = min(filter(None, (self.until, other.until)), default=None)
        if not self.sources or not other.sources:
            return Filter(since, until, self.sources or other.sources)
        both = tuple(source for source in self.sources if source in other.sources)
        return Filter(since, until, both or ("",))


@dataclass(frozen=True, slots=True)
class Content:
    """All that is stored of one source but its passages; `origin` is the path of its file."""

    source: str
    pages: tuple[Page, ...]
    articles: tuple[Article, ...]
    origin: str = ""

    @property
    def digest(self) -> str:
        """Name what it says by a checksum."""
        return hashlib.sha256(json.dumps(self.to_json(), ensure_ascii=False).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Give what `of` reads."""
        return {
            "source": self.source,
            "pages": [[page.number, page.text] for page in self.pages],
            "articles": [_article_value(article) for article in self.articles],
        } | ({"origin": self.origin} if self.origin else {})

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Content:
        """Read it back."""
        return cls(
            kept["source"],
            tuple(Page(kept["source"], text, number) for number, text in kept["pages"]),
            tuple(map(_article, kept["articles"])),
            kept.get("origin", ""),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What happened after some revision: passages added (ids, passages, vectors) and ids removed."""

    revision: int
    ids: tuple[int, ...]
    passages: tuple[Passage, ...]
    vectors: Vectors
    removed: tuple[int, ...]


class Store:
    """Articles, passages and vectors behind one SQLAlchemy engine; safe to share between threads."""

    def __init__(self, engine: sql.Engine, *, encoder: str) -> None:
        """Wrap an engine whose tables exist, and whose vectors `encoder` made."""
        self._engine, self._encoder = engine, encoder
        self._lock = RLock()
        self._coverage: tuple[int, tuple[PartialDate, PartialDate] | None] | None = None  # with its revision

    @classmethod
    def create(cls, path: Path | None, *, encoder: str, dimension: int, model: str) -> Store:
        """Make an empty store in a file, or in memory.

        The manifest names the encoder (its identity), its dimension, and the model name that loads it again.
        """
        part = path and path.with_name(path.name + ".part")
        if part:  # left by a crash: the database gets its name only when it is whole
            for old in part.parent.glob(part.name + "*"):
                old.unlink()
        store = cls(_engine(part), encoder=encoder)
        manifest = {"format": FORMAT, "revision": "0", "model": model} | _maker(encoder, dimension)
        with store._begin(writes=True) as connection:
            _tables.create_all(connection)
            connection.execute(sql.insert(_meta), [{"key": k, "value": v} for k, v in manifest.items()])
        if not path or not part:
            return store
        store.close()
        if path.exists():
            raise ArchiveError(f"{path} 刚刚被另一个程序建立，没有改动它。请重新运行一次。")
        part.replace(path)
        return cls(_engine(path), encoder=encoder)

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open an existing store; raise ArchiveError when it is no archive, damaged or of another format."""
        store = cls(_engine(path), encoder="")
        try:
            manifest = store.manifest()
            version, store._encoder = manifest["format"], manifest["encoder"]
            if version != FORMAT:
                raise ArchiveError(
                    f"档案库格式为 {version}，本程序需要 {FORMAT}：{path}。"
                    "请用 baowen index 重新建立到新目录。"
                )
        except KeyError as error:
            store.close()
            raise ArchiveError(_DAMAGED.format(path)) from error
        except ArchiveError:
            store.close()
            raise
        return store

    @property
    def encoder(self) -> str:
        """Name the encoder whose vectors this store was opened for."""
        return self._encoder

    @property
    def is_kept(self) -> bool:
        """Tell whether the database is a file, and not in memory."""
        return bool(self._engine.url.database)

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()

    def manifest(self) -> dict[str, str]:
        """Read format, encoder, dimension and revision."""
        return {row.key: row.value for row in self._rows(sql.select(_meta))}

    @property
    def revision(self) -> int:
        """Number of the last committed change."""
        query = sql.select(_meta.c.value).where(_meta.c.key == "revision")
        return int(self._rows(query)[0].value)

    @property
    def records(self) -> Records:
        """Give what is kept beside the articles; it changes no revision."""
        return Records(self._begin)

    def origins(self) -> dict[str, str]:
        """Map each source that is stored to the path of its file, "" where that is not known."""
        both = sql.union(sql.select(_pages.c.source), sql.select(_articles.c.source))
        sources = {row.source: "" for row in self._rows(both)}
        with self._begin() as connection:
            if not sql.inspect(connection).has_table(_origins.name):
                return sources
            rows = connection.execute(sql.select(_origins)).all()
        return sources | {row.source: row.path for row in rows if row.source in sources}

    def add(
        self,
        pages: Sequence[Page],
        passages: Sequence[tuple[Article, Sequence[Passage]]],
        vectors: Vectors,
        *,
        origin: str = "",
    ) -> int:
        """Replace everything known of these pages' sources in one transaction; return the new revision.

        `vectors` holds one row a passage, in the order of the articles and of their passages; `origin` is the
        path of the file that the pages are from. Raise InputError when an article's id is taken, ArchiveError
        when the archive has changed its encoder.
        """
        sources = {page.source for page in pages} | {article.source for article, _ in passages}
        with self._begin(writes=True) as connection:
            revision = self._remove(connection, sources)
            self._check(_manifest(connection))
            if pages:
                connection.execute(sql.insert(_pages), [dataclasses.asdict(page) for page in pages])
            _origins.create(connection, checkfirst=True)
            connection.execute(sql.delete(_origins).where(_among(_origins.c.source, sources)))
            if origin:
                rows = [{"source": source, "path": origin} for source in sorted(sources)]
                connection.execute(sql.insert(_origins), rows)
            articles = [_article_row(article) for article, _ in passages]
            if articles:
                connection.execute(sql.insert(_articles), articles)
            cuts = [passage for _, group in passages for passage in group]
            rows = [_passage_row(p, v, revision) for p, v in zip(cuts, vectors, strict=True)]
            if rows:
                connection.execute(sql.insert(_passages), rows)
        return revision

    def remove(self, sources: Sequence[str]) -> int:
        """Remove everything of these sources; return the new revision."""
        with self._begin(writes=True) as connection:
            return self._remove(connection, set(sources))

    def remove_articles(self, ids: Sequence[str]) -> int:
        """Remove single articles, and keep the pages they are from; return the new revision."""
        with self._begin(writes=True) as connection:
            revision = _next_revision(connection)
            _forget(connection, _among(_passages.c.article, ids), revision)
            connection.execute(sql.delete(_articles).where(_among(_articles.c.id, ids)))
        return revision

    def content(self, source: str) -> Content | None:
        """Give all that is stored of a source, or None when nothing is."""
        with self._begin() as connection:
            pages = connection.execute(
                sql.select(_pages).where(_pages.c.source == source).order_by(_pages.c.number)
            ).all()
            told = sql.select(_articles.c.value).where(_articles.c.source == source)
            articles = connection.execute(told.order_by(_articles.c.position)).all()
            known = sql.inspect(connection).has_table(_origins.name)
            path = sql.select(_origins.c.path).where(_origins.c.source == source)
            origin = connection.execute(path).scalar() if known else None
        if not pages and not articles:
            return None
        texts = tuple(Page(source, row.text, row.number) for row in pages)
        return Content(source, texts, tuple(_article(row.value) for row in articles), origin or "")

    def page_sources(self) -> dict[bytes, list[str]]:
        """Map a checksum of the text of each page to the sources that hold it."""
        held: dict[bytes, list[str]] = {}
        for row in self._rows(sql.select(_pages.c.source, _pages.c.text)):
            held.setdefault(text_digest(row.text), []).append(row.source)
        return held

    def recode(
        self, encoder: str, dimension: int, *, model: str, encode: Callable[[Sequence[str]], Vectors]
    ) -> int:
        """Encode every passage anew and name the new encoder, in one transaction; return the new revision."""
        for _ in range(_TRIES):
            seen = self.revision
            passages = [passage for article in self.articles() for passage in self._of(article)]
            vectors = encode([passage.text for passage in passages])
            rows = [_passage_row(p, v, seen + 1) for p, v in zip(passages, vectors, strict=True)]
            if self._recoded(rows, _maker(encoder, dimension) | {"model": model}, revision=seen + 1):
                self._encoder = encoder
                return seen + 1
        raise ArchiveError("重新编码时档案库一直有别的程序在写入，没有改动它。请等它写完后重试。")

    def _recoded(self, rows: Sequence[dict[str, Any]], manifest: dict[str, str], *, revision: int) -> bool:
        """Put rows in place of all passages; False when another change took their revision meanwhile."""
        with self._begin(writes=True) as connection:
            if _next_revision(connection) != revision:
                return False  # counted all the same: a revision without a change harms nobody
            _forget(connection, sql.true(), revision)
            if rows:
                connection.execute(sql.insert(_passages), rows)
            for key, value in manifest.items():
                connection.execute(sql.update(_meta).where(_meta.c.key == key).values(value=value))
        return True

    def articles(self, source: str | None = None) -> Iterator[Article]:
        """Iterate all articles, or those of a source, in the order they were added."""
        query = sql.select(_articles.c.value).order_by(_articles.c.position)
        if source is not None:
            query = query.where(_articles.c.source == source)
        return (_article(row.value) for row in self._rows(query))

    def article(self, id: str) -> Article | None:
        """Give an article, or None when the store has none of this id."""
        rows = self._rows(sql.select(_articles.c.value).where(_articles.c.id == id))
        return _article(rows[0].value) if rows else None

    def page(self, source: str, number: int = 1) -> str | None:
        """Give the raw text of a page, or None when the store has none."""
        query = sql.select(_pages.c.text).where(_pages.c.source == source, _pages.c.number == number)
        rows = self._rows(query)
        return str(rows[0].text) if rows else None

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Fetch passages by id; ids that are gone are left out."""
        join = _passages.join(_articles, _passages.c.article == _articles.c.id)
        columns = (_passages.c.id, _passages.c.start, _passages.c.end, _passages.c.article, _articles.c.value)
        rows = self._rows(sql.select(*columns).select_from(join).where(_among(_passages.c.id, ids)))
        return dict(zip((row.id for row in rows), _passage_values(rows), strict=True))

    def allowed(self, chosen: Filter) -> list[int]:
        """List ids of passages whose article may have been published in the range and is from the sources."""
        query = sql.select(_passages.c.id).join(_articles, _passages.c.article == _articles.c.id)
        if chosen.since:
            query = query.where(_articles.c.last_day >= chosen.since)
        if chosen.until:
            query = query.where(_articles.c.first_day <= chosen.until)
        if chosen.sources:
            query = query.where(_among(_articles.c.source, chosen.sources))
        return [row.id for row in self._rows(query.order_by(_passages.c.id))]

    def coverage(self) -> tuple[PartialDate, PartialDate] | None:
        """Give the first and the last date of publication, or None when no article is dated.

        Read once a revision: it is said with every answer.
        """
        revision = self.revision
        if self._coverage is None or self._coverage[0] != revision:
            self._coverage = revision, self._read_coverage()
        return self._coverage[1]

    def _read_coverage(self) -> tuple[PartialDate, PartialDate] | None:
        dated = sql.select(_articles.c.value).where(_articles.c.first_day.is_not(None)).limit(1)
        ends = (_articles.c.first_day, _articles.c.last_day.desc())
        found = [_article(row.value).published for end in ends for row in self._rows(dated.order_by(end))]
        return (found[0], found[1]) if len(found) == 2 and found[0] and found[1] else None

    def changes(self, since: int) -> Change:
        """Collect what was added and removed after revision `since` (0: everything that is there)."""
        join = _passages.join(_articles, _passages.c.article == _articles.c.id)
        added = sql.select(_passages, _articles.c.value).select_from(join).where(_passages.c.revision > since)
        gone = sql.select(_removals.c.passage).where(_removals.c.revision > since)
        with self._begin() as connection:
            manifest = _manifest(connection)
            self._check(manifest)
            rows = connection.execute(added.order_by(_passages.c.id)).all()
            removed = tuple(connection.execute(gone).scalars())
        vectors = np.frombuffer(b"".join(row.vector for row in rows), dtype=np.float32)
        return Change(
            revision=int(manifest["revision"]),
            ids=tuple(row.id for row in rows),
            passages=_passage_values(rows),
            vectors=vectors.reshape(len(rows), int(manifest["dimension"])),
            removed=removed,
        )

    def _of(self, article: Article) -> list[Passage]:
        query = sql.select(_passages.c.start, _passages.c.end).where(_passages.c.article == article.id)
        return [Passage(article, row.start, row.end) for row in self._rows(query.order_by(_passages.c.id))]

    def _remove(self, connection: sql.Connection, sources: set[str]) -> int:
        """Forget the sources within a transaction; return its revision."""
        revision = _next_revision(connection)
        chosen = sql.select(_articles.c.id).where(_among(_articles.c.source, sources))
        _forget(connection, _passages.c.article.in_(chosen), revision)
        connection.execute(sql.delete(_articles).where(_among(_articles.c.source, sources)))
        connection.execute(sql.delete(_pages).where(_among(_pages.c.source, sources)))
        return revision

    def _check(self, manifest: dict[str, str]) -> None:
        """Refuse to mix vectors: raise ArchiveError when the archive was encoded anew since it was opened."""
        if manifest["encoder"] != self._encoder:
            raise ArchiveError(
                f"档案库已改用编码器 {manifest['encoder']}，打开它时还是 {self._encoder}。"
                "请重新打开档案库（重启正在运行的 baowen）后再试。"
            )

    @contextmanager
    def _begin(self, *, writes: bool = False) -> Iterator[sql.Connection]:
        """Run a transaction that no other thread of this process runs beside; its errors are ours.

        One that writes waits for other processes now: once it has read it could not write after them.
        """
        try:
            with (
                self._lock,
                self._engine.connect() as connection,
                connection.execution_options(writes=writes).begin(),
            ):
                yield connection
        except sql.exc.IntegrityError as error:
            raise InputError(
                "文章的编号（id）与另一来源的文章相同。请给每篇一个不同的编号，或改文件名。"
            ) from error
        except sql.exc.DatabaseError as error:
            raise ArchiveError(_failure(error, self._engine.url.database or "")) from error

    def _rows(self, query: sql.Select[Any] | sql.CompoundSelect[Any]) -> Sequence[sql.Row[Any]]:
        with self._begin() as connection:
            return connection.execute(query).all()


def _engine(path: Path | None) -> sql.Engine:
    """Open SQLite so that what was committed survives a crash: write-ahead log, full sync."""
    if path is None:
        engine = sql.create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        engine = sql.create_engine(sql.URL.create("sqlite", database=str(path)))

    @sql.event.listens_for(engine, "begin")
    def _start(connection: sql.Connection) -> None:
        # the driver's own begins only at a write: reads would drift
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @sql.event.listens_for(engine, "connect")
    def _set(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA busy_timeout=10000")

    return engine


def _failure(error: sql.exc.DatabaseError, path: str) -> str:
    """Say what ails the database: in use, not writable, or damaged."""
    name = getattr(error.orig, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"档案库正被另一个程序占用：{path}。请等它写完后重试。"
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_FULL", "SQLITE_IOERR")):
        return f"档案库无法读写（{error.orig}）：{path}。请检查目录权限和磁盘空间后重试。"
    return _DAMAGED.format(path)


def _manifest(connection: sql.Connection) -> dict[str, str]:
    return {row.key: row.value for row in connection.execute(sql.select(_meta))}


def _among(column: sql.Column[Any], values: Iterable[object]) -> sql.ColumnElement[bool]:
    """Match any of the values, passed as one parameter: SQLite takes only so many."""
    listed = sql.func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(sql.select(listed.c.value))


def _maker(encoder: str, dimension: int) -> dict[str, str]:
    return {"encoder": encoder, "dimension": str(dimension)}


def _next_revision(connection: sql.Connection) -> int:
    """Count the change up; the first write of a transaction, so that writers queue here."""
    row = _meta.c.key == "revision"
    number = sql.cast(sql.cast(_meta.c.value, sql.Integer) + 1, sql.Text)
    connection.execute(sql.update(_meta).where(row).values(value=number))
    return int(connection.execute(sql.select(_meta.c.value).where(row)).scalar_one())


def _forget(connection: sql.Connection, which: sql.ColumnElement[bool], revision: int) -> None:
    """Delete passages and remember their ids, so that derived indexes can follow."""
    gone = sql.select(_passages.c.id, sql.literal(revision)).where(which)
    connection.execute(sql.insert(_removals).from_select(["passage", "revision"], gone))
    connection.execute(sql.delete(_passages).where(which))


def _passage_row(passage: Passage, vector: Vectors, revision: int) -> dict[str, Any]:
    place = {"article": passage.article.id, "start": passage.start, "end": passage.end}
    return place | {"vector": vector.astype(np.float32).tobytes(), "revision": revision}


def _passage_values(rows: Sequence[sql.Row[Any]]) -> tuple[Passage, ...]:
    """Make passages of rows (article, start, end, value); those of one article share it."""
    known = {row.article: row.value for row in rows}
    articles = {name: _article(value) for name, value in known.items()}
    return tuple(Passage(articles[row.article], row.start, row.end) for row in rows)


def _article_row(article: Article) -> dict[str, Any]:
    published = article.published
    return {
        "id": article.id,
        "source": article.source,
        "kind": article.kind.value,
        "first_day": published and published.first,
        "last_day": published and published.last,
        "value": _article_value(article),
    }


def _article_value(article: Article) -> str:
    return json.dumps(dataclasses.asdict(article), ensure_ascii=False)


def text_digest(text: str) -> bytes:
    """Name a text by a checksum."""
    return hashlib.sha256(text.encode()).digest()


@lru_cache(maxsize=_READ)
def _article(value: str) -> Article:
    """Read an article back; the inverse of what `_article_row` writes."""
    fields = json.loads(value)
    for name in ("published", "event_date"):
        fields[name] = fields[name] and PartialDate(**fields[name])
    for name in ("spans", "headline_spans"):
        fields[name] = tuple(Span(**span) for span in fields[name])
    for name in ("reporters", "correspondents"):
        fields[name] = tuple(fields[name])
    return Article(**fields | {"kind": Kind(fields["kind"])})
