import dataclasses
import datetime
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.cut import cut
from index.errors import ArchiveError, InputError
from index.store import Filter, Store, Vectors
from index.types import Article, Kind, Page, PartialDate, Passage, Span

FULL = Article(
    id="p.txt#1",
    title="标题",
    text="本报济宁讯（记者 曹俐）正文。",
    source="p.txt",
    subtitle="副题",
    reporters=("曹俐",),
    correspondents=("康凯", "张歌"),
    place="济宁",
    published=PartialDate(2023, 2, inferred=True),
    event_date=PartialDate(2023, 2, 20),
    kind=Kind.BRIEF,
    page=2,
    spans=(Span(3, 9), Span(1, 2)),
    headline_spans=(Span(10, 12),),
)


def make(path: Path | None = None) -> Store:
    return Store.create(path, encoder="fake@1", dimension=2, model="default")


def put(store: Store, *articles: Article, pages: tuple[Page, ...] = ()) -> int:
    groups: list[tuple[Article, list[Passage]]] = [(article, cut(article)) for article in articles]
    count = sum(len(passages) for _, passages in groups)
    return store.add(pages, groups, np.ones((count, 2), dtype=np.float32))


def plain(name: str, text: str = "会议召开。", *, day: str | None = None) -> Article:
    return Article(
        id=name, title="", text=text, source=name, published=PartialDate.parse(day) if day else None
    )


def test_an_article_comes_back_as_it_was() -> None:
    store = make()
    put(store, FULL)
    assert list(store.articles()) == [FULL]


def test_every_change_has_the_next_revision() -> None:
    store = make()
    assert [store.revision, put(store, plain("a")), put(store, plain("b")), store.remove(["a"])] == [
        0,
        1,
        2,
        3,
    ]


def test_changes_after_a_revision_hold_what_was_added_and_removed() -> None:
    store = make()
    put(store, plain("a"))
    put(store, plain("b"))
    store.remove(["a"])
    change = store.changes(1)
    assert (change.revision, [p.article.id for p in change.passages], len(change.removed)) == (3, ["b"], 1)
    assert change.vectors.shape == (1, 2)
    assert store.changes(3).ids == ()


def test_adding_a_source_again_replaces_it_and_never_reuses_an_id() -> None:
    store = make()
    put(store, plain("a", "旧文。"), pages=(Page("a", "旧文。"),))
    old = store.changes(0).ids
    put(store, plain("a", "新文。"), pages=(Page("a", "新文。"),))
    assert [article.text for article in store.articles()] == ["新文。"]
    assert store.page("a") == "新文。"
    assert set(old).isdisjoint(store.changes(0).ids)


def test_a_filter_keeps_articles_that_may_lie_in_the_range() -> None:
    store = make()
    put(store, plain("day", day="2022-04-26"), plain("month", day="2023-02"), plain("undated"))
    names = {i: passage.article.id for i, passage in store.passages(store.changes(0).ids).items()}

    def found(chosen: Filter) -> list[str]:
        return [names[i] for i in store.allowed(chosen)]

    assert found(Filter(since=datetime.date(2023, 2, 10))) == ["month"]
    assert found(Filter(until=datetime.date(2022, 12, 31))) == ["day"]
    assert found(Filter(sources=("undated",))) == ["undated"]
    assert found(Filter()) == ["day", "month", "undated"]


def test_coverage_is_the_first_and_the_last_date() -> None:
    store = make()
    assert store.coverage() is None
    put(store, plain("b", day="2023-02"), plain("a", day="2018-04-26"), plain("undated"))
    assert [str(date) for date in store.coverage() or ()] == ["2018-04-26", "2023-02"]


def test_coverage_grows_with_what_another_process_adds(tmp_path: Path) -> None:
    Store.create(tmp_path / "a.db", encoder="fake@1", dimension=2, model="m").close()
    store, other = Store.open(tmp_path / "a.db"), Store.open(tmp_path / "a.db")
    assert store.coverage() is None
    put(other, plain("a", day="2018-04-26"))
    assert [str(date) for date in store.coverage() or ()] == ["2018-04-26", "2018-04-26"]


def test_recoding_keeps_articles_and_names_the_new_encoder() -> None:
    store = make()
    put(store, FULL)
    store.recode("fake@2", 3, model="other", encode=lambda texts: np.zeros((len(texts), 3), dtype=np.float32))
    assert list(store.articles()) == [FULL]
    assert store.manifest() == {
        "format": "1",
        "revision": "2",
        "encoder": "fake@2",
        "dimension": "3",
        "model": "other",
    }
    assert store.changes(1).vectors.shape == (1, 3)


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(ArchiveError, match="已损坏"):
        Store.open(path)


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    code = f"""
import os, signal, sys
sys.path[:0] = [{str(Path(__file__).parent)!r}, {str(Path(__file__).parent.parent)!r}]
from pathlib import Path
from test_index_store import make, plain, put
store = make(Path({str(path)!r}))
print(put(store, plain("a")), flush=True)
connection = store._engine.connect()
connection.exec_driver_sql("DELETE FROM articles")
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "1\n", done.stderr
    assert [article.id for article in Store.open(path).articles()] == ["a"]


def test_a_recoding_keeps_what_another_process_adds_meanwhile(tmp_path: Path) -> None:
    store = make(tmp_path / "archive.db")
    put(store, plain("a"))
    calls: list[int] = []

    def encode(texts: Sequence[str]) -> Vectors:
        if not calls:
            put(Store.open(tmp_path / "archive.db"), plain("b"))
        calls.append(len(texts))
        return np.zeros((len(texts), 3), dtype=np.float32)

    store.recode("fake@2", 3, model="other", encode=encode)
    assert calls == [1, 2]
    assert [p.article.id for p in store.changes(0).passages] == ["a", "b"]


def test_a_recoding_gives_up_beside_a_writer_that_never_rests(tmp_path: Path) -> None:
    store = make(tmp_path / "archive.db")
    other = Store.open(tmp_path / "archive.db")

    def encode(texts: Sequence[str]) -> Vectors:
        put(other, plain("b"))
        return np.zeros((len(texts), 3), dtype=np.float32)

    with pytest.raises(ArchiveError, match="请等"):
        store.recode("fake@2", 3, model="other", encode=encode)
    assert store.manifest()["encoder"] == "fake@1"


def test_vectors_of_an_old_encoder_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    old = make(path)
    new = Store.open(path)
    new.recode("fake@2", 2, model="x", encode=lambda texts: np.zeros((len(texts), 2), dtype=np.float32))
    for use in (lambda: put(old, plain("a")), lambda: old.changes(0)):
        with pytest.raises(ArchiveError, match=r"fake@2.*重新打开"):
            use()
    assert (list(new.articles()), new.revision) == ([], 1)


def test_an_id_of_another_source_is_an_input_error_and_changes_nothing() -> None:
    store = make()
    put(store, plain("a"))
    with pytest.raises(InputError, match="编号"):
        put(store, dataclasses.replace(plain("a"), source="b"))
    assert ([article.source for article in store.articles()], store.revision) == (["a"], 1)


def test_more_sources_than_sqlite_takes_parameters_are_no_trouble() -> None:
    names = tuple(str(n) for n in range(40_000))
    store = make()
    put(store, plain("7"))
    assert len(store.allowed(Filter(sources=names))) == 1
    assert len(store.passages(range(40_000))) == 1
    store.remove(names)
    assert list(store.articles()) == []


def test_what_a_crash_left_unfinished_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "archive.db.part").write_bytes(b"half")
    (tmp_path / "archive.db.part-wal").write_bytes(b"half")
    make(tmp_path / "archive.db").close()
    assert [path.name for path in tmp_path.iterdir()] == ["archive.db"]
    with pytest.raises(ArchiveError, match="另一个程序"):
        make(tmp_path / "archive.db")


def test_a_locked_database_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    store = make(path)
    with store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=10")
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ArchiveError, match="占用"):
        put(store, plain("a"))
    other.close()
    put(store, plain("a"))


def test_a_path_that_cannot_be_opened_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="无法读写"):
        Store.open(tmp_path)
