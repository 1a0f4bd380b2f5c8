from pathlib import Path

import pytest

from index.keyword import KeywordIndex

ROWS = [
    (1, "外贸创新高", "外贸进出口总额首次突破200亿元。"),
    (2, "春耕备播会议召开", "会议要求抓好春季田间管理。"),
    (3, "", "高新区外贸企业大走访活动。"),
]


@pytest.fixture
def index() -> KeywordIndex:
    made = KeywordIndex.open()
    made.update(ROWS)
    return made


def test_the_passage_with_the_most_of_the_question_comes_first(index: KeywordIndex) -> None:
    assert [number for number, _ in index.search("外贸进出口总额", 5)] == [1, 3]


def test_scores_of_unknown_words_are_absent_rather_than_zero(index: KeywordIndex) -> None:
    assert index.search("量子计算机", 5) == []


def test_an_empty_question_finds_nothing(index: KeywordIndex) -> None:
    assert index.search("？？", 5) == []


def test_a_filter_leaves_only_its_ids(index: KeywordIndex) -> None:
    assert [number for number, _ in index.search("外贸", 5, allowed=[3])] == [3]
    assert index.search("外贸", 5, allowed=[]) == []


def test_a_headline_word_finds_its_passage(index: KeywordIndex) -> None:
    assert [number for number, _ in index.search("备播", 5)] == [2]


def test_an_update_replaces_and_removes(index: KeywordIndex) -> None:
    index.update([(2, "", "外贸外贸外贸")], removed=[1])
    assert [number for number, _ in index.search("外贸", 5)] == [2, 3]


def test_a_folder_is_read_back(tmp_path: Path) -> None:
    KeywordIndex.open(tmp_path / "k").update(ROWS)
    assert [number for number, _ in KeywordIndex.open(tmp_path / "k").search("田间管理", 5)] == [2]


def test_a_damaged_folder_is_a_value_error(tmp_path: Path) -> None:
    KeywordIndex.open(tmp_path / "k").update(ROWS)
    (tmp_path / "k" / "meta.json").write_bytes(b"\x00broken")
    with pytest.raises(ValueError, match=r".+"):
        KeywordIndex.open(tmp_path / "k")
