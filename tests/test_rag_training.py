import json
import lzma
from pathlib import Path

import numpy as np
import pytest

from index.types import Article, Hit, Passage
from rag.evidence import FEATURES
from rag.training import ranking
from rag.training.ranking import (
    Example,
    Material,
    answers,
    evidence,
    fit_logistic,
    fit_softmax,
    pool,
    read_triples,
)
from rag.understand import understand

SIZE = len(FEATURES)
TEXT = "海州港区三号码头正式开港。码头总投资12亿元。市长周明主持开港仪式。"
PORT = Article(id="port", title="", text=TEXT, source="")
OTHER = Article(id="other", title="", text="全市春耕现场会在东湖镇召开。", source="")
EXAMPLE = Example("码头总投资多少？", "port", ("12亿元",))


def material(rows: np.ndarray, right: int, *, weight: float = 1.0) -> Material:
    flags = np.arange(len(rows)) == right
    return Material(understand("谁？"), (), rows, flags, True, weight)


def test_softmax_recovers_the_rule_that_was_planted() -> None:
    rng = np.random.default_rng(0)
    rule = np.zeros(SIZE)
    rule[[1, 4]] = 3.0, -2.0
    groups = [rng.normal(size=(6, SIZE)) for _ in range(300)]
    weights = fit_softmax([material(rows, int(np.argmax(rows @ rule))) for rows in groups])
    fresh = [rng.normal(size=(6, SIZE)) for _ in range(200)]
    assert np.mean([np.argmax(rows @ weights) == np.argmax(rows @ rule) for rows in fresh]) > 0.9
    assert weights.argmax() == 1
    assert weights.argmin() == 4


def test_softmax_follows_the_heavier_of_two_that_contradict() -> None:
    rows = np.eye(2, SIZE)
    weights = fit_softmax([material(rows, 0, weight=9.0), material(rows, 1)])
    assert weights[0] > weights[1]


def test_logistic_recovers_the_rule_that_was_planted() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(2000, 5))
    rule, bias = np.array([3.0, 0.0, -2.0, 0.0, 1.0]), 0.5
    right = rng.random(2000) < 1 / (1 + np.exp(-(rows @ rule + bias)))
    *weights, fitted = fit_logistic(rows, right, np.full(2000, 20.0))
    np.testing.assert_allclose(weights, rule, atol=0.5)
    assert fitted == pytest.approx(bias, abs=0.3)


def test_logistic_follows_the_heavier_of_two_that_contradict() -> None:
    rows, right = np.zeros((2, 1)), np.array([True, False])
    *_, bias = fit_logistic(rows, right, np.array([90.0, 10.0]))
    assert bias > 0
    *_, bias = fit_logistic(rows, right, np.array([10.0, 90.0]))
    assert bias < 0


def test_fitting_is_deterministic() -> None:
    rows = np.random.default_rng(1).normal(size=(4, SIZE))
    one, two = (fit_softmax([material(rows, 2)], steps=20) for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_the_signs_are_of_the_sentence_that_the_weights_put_first() -> None:
    searcher, reader = pool([PORT])
    query = understand(EXAMPLE.question)
    found = evidence(EXAMPLE, searcher, reader)
    made = Material.of(query, found, [True, False, False], answerable=True)
    first, second = np.zeros(SIZE), np.zeros(SIZE)
    first[FEATURES.index("typed")], second[FEATURES.index("first")] = 9.0, 9.0
    assert made.rows[:, FEATURES.index("typed")].tolist().count(1.0) == 1
    assert made.signs(first).tolist() != made.signs(second).tolist()


def test_evidence_may_hide_the_sentence_or_the_article_that_answers() -> None:
    searcher, reader = pool([PORT, OTHER])
    whole = evidence(EXAMPLE, searcher, reader)
    assert answers(whole[0], EXAMPLE)
    hidden = evidence(EXAMPLE, searcher, reader, hide="sentence")
    assert {found.text for found in hidden} == {
        "海州港区三号码头正式开港。",
        "市长周明主持开港仪式。",
        OTHER.text,
    }
    gone = evidence(EXAMPLE, searcher, reader, hide="article")
    assert {found.article.id for found in gone} <= {"other"}


def test_an_answer_counts_only_in_the_article_that_was_asked_about() -> None:
    searcher, reader = pool([PORT])
    found = evidence(EXAMPLE, searcher, reader)[0]
    assert answers(found, EXAMPLE)
    assert not answers(found, Example(EXAMPLE.question, "elsewhere", EXAMPLE.answers))


def test_material_keeps_features_and_what_is_wanted_of_each_sentence() -> None:
    searcher, reader = pool([PORT])
    found = evidence(EXAMPLE, searcher, reader)
    made = Material.of(understand(EXAMPLE.question), found, [True, False, False], answerable=True)
    assert made.rows.shape == (3, SIZE)
    assert made.found == tuple(found)
    assert made.right.tolist() == [True, False, False]


def test_triples_are_those_kept_from_the_network_with_one_article_for_each_context(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "held_out", lambda context: context != "旁文。")
    rows = [
        {"kind": "span", "question": "甲？", "context": "甲文。", "answers": [{"text": "甲"}]},
        {"kind": "span", "question": "文？", "context": "甲文。", "answers": [{"text": "文"}]},
        {"kind": "unanswerable", "question": "丙？", "context": "乙文。", "answers": []},
        {"kind": "span", "question": "旁？", "context": "旁文。", "answers": [{"text": "旁"}]},
    ]
    path = tmp_path / "triples.jsonl.xz"
    path.write_bytes(lzma.compress("\n".join(json.dumps(row) for row in rows).encode()))
    articles, told, silent = read_triples(path)
    assert [(article.id, article.text) for article in articles] == [
        ("c0", "甲文。"),
        ("c1", "乙文。"),
        ("c2", "旁文。"),
    ]
    assert told == [Example("甲？", "c0", ("甲",)), Example("文？", "c0", ("文",))]
    assert silent == [Example("丙？", "c1", ())]


def test_a_hit_is_unchanged_by_hiding() -> None:
    hit = Hit(Passage(PORT, 0, len(TEXT)), 1.0)
    searcher, reader = pool([PORT])
    evidence(EXAMPLE, searcher, reader, hide="sentence")
    assert hit.passage.article.text == TEXT
