"""The reader's network: how words are seen, what its numpy computes, what the shipped weights say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.reader import GAP, UNREAD, compute, make_sheet, read, read_words, vocabulary, weights

PORT = [
    "海州港区三号码头正式开港",
    "3月4日，三号码头正式开港。",
    "码头总投资12亿元，由海州港务集团建设。",
    "市长周明主持开港仪式。",
]
SPRING = ["全市春耕现场会在东湖镇召开。", "市农业农村局局长梁栋介绍，全市已备足化肥八万吨。"]


def answer(question: str) -> str:
    readings = read(question, [PORT, SPRING])
    best = max(range(len(readings)), key=lambda i: readings[i].share)
    span = readings[best].span
    return [*PORT, *SPRING][best][span.start : span.end]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("三号码头总投资多少？", "12亿元"),
        ("谁主持了开港仪式？", "周明"),
        ("春耕现场会在哪里召开？", "东湖镇"),
    ],
)
def test_the_shipped_network_finds_the_words_that_answer(question: str, wanted: str) -> None:
    assert wanted in answer(question)


def test_a_sentence_that_answers_is_told_from_those_that_do_not() -> None:
    with_it, without = read("三号码头总投资多少？", [PORT]), read("三号码头总投资多少？", [SPRING])
    assert max(r.answers for r in with_it) > max(r.answers for r in without) + 1


def test_shares_of_all_sentences_add_up_to_one() -> None:
    readings = read("三号码头总投资多少？", [PORT, SPRING])
    assert len(readings) == 6
    assert sum(np.exp(reading.share) for reading in readings) == pytest.approx(1, abs=1e-5)


def test_a_span_is_scored_as_the_best_span_is() -> None:
    reading = read("三号码头总投资多少？", [PORT])[2]
    assert reading.score(reading.span.start, reading.span.end) == pytest.approx(reading.sure)
    assert reading.score(0, 2) < reading.sure


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_words_are_slices_and_any_text_can_be_read(text: str) -> None:
    words = read_words(text)
    assert all(
        end - start == len(word)
        for start, end, word in zip(words.starts, words.ends, words.texts, strict=True)
    )
    assert all(UNREAD * 4 < reading.sure <= 0 for reading in read(text, [["三号码头开港。"]]))


def test_nothing_is_read_for_nothing() -> None:
    assert read("三号码头总投资多少？", []) == []
    assert read(" ", [PORT]) == []


def test_articles_are_kept_apart_by_empty_words() -> None:
    sheet = make_sheet("谁？", [["甲乙。"], ["丙丁。"]])
    assert (sheet.line == -1).sum() == 2 * GAP
    assert set(sheet.line.tolist()) == {0, -1, 1}
    assert not sheet.features[sheet.line == -1].any()


def test_numbers_are_known_by_their_length_alone() -> None:
    assert vocabulary()[0]["0000"] == read_words("2031").numbers[0][0]


def test_the_weights_fit_the_vocabulary() -> None:
    words, letters = vocabulary()
    assert len(weights()["word"]) == len(words) + 1
    assert len(weights()["letter"]) == len(letters) + 1


def test_the_same_sheet_gives_the_same_logits() -> None:
    sheet = make_sheet("三号码头总投资多少？", [PORT])
    first, second = compute(sheet, weights()), compute(sheet, weights())
    assert first.rank.tobytes() == second.rank.tobytes()
    assert first.start.tobytes() == second.start.tobytes()


def test_a_sheet_tells_of_each_word_asked_what_sentence_neighbours_and_article_have_of_it() -> None:
    sheet = make_sheet("码头投资", [["码头开港。", "投资12亿元。", "仪式结束。"], ["投资者到会。"]])
    assert list(sheet.question.texts) == ["码头", "投资"]
    word, before, behind, article, letters, anywhere = sheet.found.transpose(2, 0, 1)
    assert word.tolist() == [[1, 0], [0, 1], [0, 0], [0, 0]]
    assert before.tolist() == [[0, 0], [1, 0], [0, 1], [0, 0]]
    assert behind.tolist() == [[0, 1], [0, 0], [0, 0], [0, 0]]
    assert article.tolist() == [[1, 1]] * 3 + [[0, 0]]
    assert letters[3].tolist() == [0, 1]
    assert anywhere.tolist() == [[1, 1]] * 4
