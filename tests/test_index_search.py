import datetime
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from fake_encoder import FakeEncoder
from index.cut import cut
from index.errors import ArchiveError
from index.search import Searcher, open_searcher
from index.store import Filter, Store
from index.types import Article, PartialDate, Passage

TEXTS = {"a": "外贸进出口总额首次突破200亿元。", "b": "春耕备播会议召开。", "c": "外贸企业大走访活动开展。"}


class CountingEncoder(FakeEncoder):
    encoded = 0

    def encode_passages(self, texts: list[str]) -> np.ndarray:  # type: ignore[override, type-arg]
        CountingEncoder.encoded += len(texts)
        return super().encode_passages(texts)


def fill(store: Store, texts: dict[str, str] = TEXTS) -> None:
    for year, (name, text) in enumerate(texts.items(), 2020):
        article = Article(id=name, title="", text=text, source=name, published=PartialDate(year, 1, 1))
        store.add((), [(article, cut(article))], FakeEncoder().encode_passages([text]))


def stored(path: Path | None = None) -> Store:
    store = Store.create(path, encoder="fake@1", dimension=64, model="default")
    fill(store)
    return store


def found(searcher: Searcher, question: str, chosen: Filter | None = None) -> list[str]:
    return [hit.passage.article.id for hit in searcher.search(question, 3, chosen=chosen)]


def test_the_best_passage_comes_first_with_both_score_parts() -> None:
    hits = open_searcher(stored(), FakeEncoder()).search("外贸进出口总额", 3)
    assert [hit.passage.text for hit in hits][:2] == [TEXTS["a"], TEXTS["c"]]
    assert hits[0].score == pytest.approx(hits[0].parts["keyword"] + 0.3 * hits[0].parts["dense"])
    assert hits[0].parts["keyword"] > hits[1].parts["keyword"] > 0


def test_a_date_range_filters_both_sides() -> None:
    searcher = open_searcher(stored(), FakeEncoder())
    assert found(searcher, "外贸", Filter(since=datetime.date(2021, 6, 1))) == ["c"]


def test_a_searcher_sees_what_was_added_and_removed_after_it_opened() -> None:
    store = stored()
    searcher = open_searcher(store, FakeEncoder())
    assert "d" not in found(searcher, "外贸洽谈")
    fill(store, {"d": "外贸洽谈"})
    store.remove(["a"])
    assert found(searcher, "外贸洽谈")[0] == "d"
    assert "a" not in found(searcher, "外贸进出口总额")


def test_a_saved_searcher_opens_without_encoding_and_without_rebuilding(tmp_path: Path) -> None:
    store = stored(tmp_path / "archive.db")
    open_searcher(store, FakeEncoder(), folder=tmp_path / "s").catch_up()
    before = (tmp_path / "s" / "dense.faiss").stat().st_mtime_ns
    CountingEncoder.encoded = 0
    again = open_searcher(store, CountingEncoder(), folder=tmp_path / "s")
    again.catch_up()
    assert CountingEncoder.encoded == 0
    assert found(again, "外贸进出口总额")[0] == "a"
    assert (tmp_path / "s" / "dense.faiss").stat().st_mtime_ns == before


@pytest.mark.parametrize("damaged", ["dense.faiss", "state.json", "keyword/meta.json"])
def test_a_damaged_index_is_rebuilt_from_the_store(tmp_path: Path, damaged: str) -> None:
    store = stored(tmp_path / "archive.db")
    open_searcher(store, FakeEncoder(), folder=tmp_path / "s").catch_up()
    (tmp_path / "s" / damaged).write_bytes(b"\x00")
    assert found(open_searcher(store, FakeEncoder(), folder=tmp_path / "s"), "外贸进出口总额")[0] == "a"


def test_two_searchers_of_one_folder_follow_each_other(tmp_path: Path) -> None:
    store = stored(tmp_path / "archive.db")
    one = open_searcher(store, FakeEncoder(), folder=tmp_path / "s")
    two = open_searcher(store, FakeEncoder(), folder=tmp_path / "s")
    assert found(one, "外贸") == found(two, "外贸")
    fill(store, {"d": "外贸洽谈"})
    assert found(two, "外贸洽谈")[0] == "d"
    assert found(one, "外贸洽谈")[0] == "d"


def test_another_encoder_is_refused_with_the_command_that_repairs() -> None:
    with pytest.raises(ArchiveError, match="baowen index --archive"):
        open_searcher(stored(), FakeEncoder("fake@2"))


@pytest.mark.parametrize("kept", [[], ["meta.json"]])
def test_a_keyword_index_that_is_missing_is_rebuilt(tmp_path: Path, kept: list[str]) -> None:
    store = stored(tmp_path / "archive.db")
    open_searcher(store, FakeEncoder(), folder=tmp_path / "s").catch_up()
    for file in (tmp_path / "s" / "keyword").iterdir():
        if file.name not in kept:
            file.unlink()
    again = open_searcher(store, FakeEncoder(), folder=tmp_path / "s")
    assert again.search("外贸进出口总额", 1)[0].parts["keyword"] > 0.4


def test_a_hit_that_left_the_store_meanwhile_is_searched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    store = stored()
    searcher = open_searcher(store, FakeEncoder())
    fetch = store.passages

    def leave(ids: Sequence[int]) -> dict[int, Passage]:
        monkeypatch.setattr(store, "passages", fetch)
        store.remove(["a"])
        fill(store, {"d": "外贸进出口总额"})
        return fetch(ids)

    monkeypatch.setattr(store, "passages", leave)
    assert found(searcher, "外贸进出口总额")[0] == "d"


def test_searches_while_the_store_changes_never_fail(tmp_path: Path) -> None:
    store = stored(tmp_path / "archive.db")
    searcher = open_searcher(store, FakeEncoder(), folder=tmp_path / "s")
    with ThreadPoolExecutor(3) as pool:
        filled = pool.map(lambda n: fill(store, {"d": f"外贸洽谈{n}"}), range(5))
        results = list(pool.map(lambda _: found(searcher, "外贸进出口总额"), range(10)))
        list(filled)
    assert {names[0] for names in results} == {"a"}


def test_a_searcher_of_the_old_encoder_does_not_follow_a_recoding(tmp_path: Path) -> None:
    store = stored(tmp_path / "archive.db")
    searcher = open_searcher(store, FakeEncoder())
    new = FakeEncoder("fake@2", 8)
    Store.open(tmp_path / "archive.db").recode("fake@2", 8, model="x", encode=new.encode_passages)
    with pytest.raises(ArchiveError, match="fake@2"):
        searcher.catch_up()
