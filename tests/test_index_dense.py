from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex

ROWS = np.eye(4, dtype=np.float32)


@pytest.fixture
def index() -> DenseIndex:
    made = DenseIndex.empty(4)
    made.update([10, 20, 30, 40], ROWS)
    return made


def test_the_nearest_vector_comes_first_with_its_cosine(index: DenseIndex) -> None:
    assert index.search(np.array([0.6, 0.8, 0, 0], dtype=np.float32), 2) == [
        (20, pytest.approx(0.8)),
        (10, pytest.approx(0.6)),
    ]


def test_a_filter_leaves_only_its_ids(index: DenseIndex) -> None:
    assert [i for i, _ in index.search(ROWS[0], 4, allowed=[30])] == [30]
    assert index.search(ROWS[0], 4, allowed=[]) == []


def test_an_unknown_question_finds_nothing(index: DenseIndex) -> None:
    assert index.search(np.zeros(4, dtype=np.float32), 4) == []


def test_update_replaces_a_vector_instead_of_doubling_its_id(index: DenseIndex) -> None:
    index.update([10], ROWS[3:])
    assert [i for i, _ in index.search(ROWS[3], 2)] == [10, 40]
    assert index.scores(ROWS[3], [10, 20]) == [1.0, 0.0]


def test_removed_ids_are_gone(index: DenseIndex) -> None:
    index.update([], ROWS[:0], removed=[10, 99])
    assert 10 not in [i for i, _ in index.search(ROWS[0], 4)]


def test_a_saved_index_reads_back_and_a_truncated_one_is_a_value_error(
    index: DenseIndex, tmp_path: Path
) -> None:
    path = tmp_path / "dense.faiss"
    index.save(path)
    assert DenseIndex.load(path, 4).search(ROWS[0], 1) == [(10, 1.0)]
    with pytest.raises(ValueError, match="dimension 4"):
        DenseIndex.load(path, 8)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(ValueError, match=r".+"):
        DenseIndex.load(path, 4)
