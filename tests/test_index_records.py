from __future__ import annotations

import threading
from pathlib import Path

from index.records import Record
from index.store import Filter, Store
from rag import Archive
from ui_archive import MEETING, TRADE


def store(path: Path | None) -> Store:
    return Store.create(path, encoder="e", dimension=2, model="m")


def test_a_record_is_kept_in_the_file_and_replaced_by_one_of_the_same_name(tmp_path: Path) -> None:
    opened = store(tmp_path / "a.db")
    assert opened.records.all("talk") == []
    opened.records.put(Record("talk", "1", {"名": "旧"}, owner="甲", updated=1.0))
    opened.records.put(Record("talk", "1", {"名": "新"}, owner="甲", updated=2.0))
    opened.close()
    again = Store.open(tmp_path / "a.db")
    assert again.records.get("talk", "1", owner="甲") == Record("talk", "1", {"名": "新"}, "甲", 2.0)
    assert again.revision == 0
    again.close()


def test_records_are_listed_newest_first_and_only_to_their_owner() -> None:
    records = store(None).records
    for name, owner, updated in (("a", "甲", 1.0), ("b", "乙", 2.0), ("c", "甲", 3.0)):
        records.put(Record("talk", name, {}, owner=owner, updated=updated))
    assert [record.id for record in records.all("talk", owner="甲")] == ["c", "a"]
    assert records.get("talk", "b", owner="甲") is None
    records.remove("talk", "c", owner="乙")
    records.remove("talk", "c", owner="甲")
    assert [record.id for record in records.all("talk", owner="甲")] == ["a"]


def test_only_the_articles_chosen_are_asked() -> None:
    archive = Archive.from_articles([TRADE, MEETING])
    question = "谁主持会议？"
    assert archive.ask(question).citations[0].article.id == MEETING.id
    answer = archive.ask(question, chosen=Filter(sources=(TRADE.source,)))
    assert {hit.passage.article.id for hit in answer.hits} == {TRADE.id}


def test_two_filters_let_through_what_passes_both() -> None:
    from datetime import date

    first = Filter(date(2020, 1, 1), None, ("a", "b"))
    assert first.narrowed(None) == first
    assert first.narrowed(Filter(date(2021, 1, 1), date(2022, 1, 1), ("b", "c"))) == Filter(
        date(2021, 1, 1), date(2022, 1, 1), ("b",)
    )
    assert first.narrowed(Filter(sources=("c",))).sources == ("",)
    assert Filter().narrowed(Filter(sources=("c",))).sources == ("c",)


def test_records_are_kept_beside_another_process_that_writes(tmp_path: Path) -> None:
    first, second = store(tmp_path / "archive.db"), Store.open(tmp_path / "archive.db")
    stopped = threading.Event()

    def write() -> None:
        while not stopped.wait(0.005):  # SQLite's lock is not fair: one that never pauses starves the other
            second.remove(["none"])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(40):
            first.records.put(Record("talk", str(number), {}))
            first.records.remove("talk", str(number))
    finally:
        stopped.set()
        writer.join()
    assert first.records.all("talk") == []
