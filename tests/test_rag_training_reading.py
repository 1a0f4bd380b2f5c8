"""Training of the reader's network: its twins agree, tasks are laid out right, training learns."""

import random
from functools import partial

import numpy as np
import pytest
import torch

from index.encode import load_encoder
from rag.reader import compute, make_sheet, vocabulary
from rag.spans import Mention, MentionKind
from rag.training.cloze import News, Task, alter, ask, make_task, shuffled
from rag.training.network import WORD, Batch, Network
from rag.training.reading import Passages, Row, loss, to_row, train
from rag.training.words import list_words

PORT = ("3月4日，三号码头正式开港。", "码头总投资12亿元，由海州港务集团建设。", "市长周明主持开港仪式。")
SPRING = ("全市春耕现场会在东湖镇召开。", "全市已备足化肥八万吨。")


def network() -> Network:
    torch.manual_seed(0)
    words, letters = vocabulary()
    return Network(torch.randn(len(words) + 1, WORD) * 0.3, len(letters))


def test_numpy_computes_what_torch_trains_whatever_stands_beside_it_in_the_batch() -> None:
    sheets = [make_sheet("码头总投资多少？", [PORT, SPRING]), make_sheet("谁主持？", [SPRING])]
    model = network().eval()
    with torch.no_grad():
        start, end, rank, answers = (x.numpy() for x in model(Batch.of(sheets)))
    known = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    for i, sheet in enumerate(sheets):
        found, real = compute(sheet, known), sheet.line >= 0
        lines = int(sheet.line.max()) + 1
        np.testing.assert_allclose(found.start[real], start[i][: len(real)][real], atol=1e-4)
        np.testing.assert_allclose(found.end[real], end[i][: len(real)][real], atol=1e-4)
        np.testing.assert_allclose(found.rank, rank[i][:lines], atol=1e-4)
        np.testing.assert_allclose(found.answers, answers[i][:lines], atol=1e-4)


def test_an_answer_is_found_again_among_the_words_of_its_sheet() -> None:
    place = PORT[1].index("12亿元")
    row = to_row(Task("码头总投资多少？", (SPRING, PORT), 1, 1, place, place + 4))
    assert row.line == 3
    assert row.sheet.offset[row.first] == place
    assert row.sheet.line[row.first] == row.sheet.line[row.last] == 3


def test_training_learns_a_question_by_heart() -> None:
    place = PORT[1].index("12亿元")
    row = to_row(Task("码头总投资多少？", (PORT, SPRING), 0, 1, place, place + 4))
    model = network()
    before = loss(model(Batch.of([row.sheet])), [row]).item()
    train(model, partial(iter, [row] * 320), steps=10, rate=3e-2)
    model.eval()
    assert loss(model(Batch.of([row.sheet])), [row]).item() < before / 2


def test_what_stands_beside_the_rows_is_learnt_with_them() -> None:
    row, model = to_row(Task("谁？", (SPRING,), -1, -1, -1, -1)), network()
    unread = vocabulary()[0]["奠基"]
    before = model.word[unread].norm().item()
    rows = partial(iter, [row] * 320)
    train(model, rows, steps=10, rate=3e-2, beside=lambda: model.word[unread].square().sum())
    assert model.word[unread].norm().item() < before - 0.03


def test_a_row_without_an_answer_asks_for_silence_alone() -> None:
    row = Row(make_sheet("谁？", [SPRING]))
    logits = [torch.zeros(1, len(row.sheet.line))] * 2 + [torch.zeros(1, 2), torch.full((1, 2), -9.0)]
    assert loss(logits, [row]).item() == pytest.approx(0, abs=1e-3)


def test_a_cloze_question_does_not_hold_its_answer() -> None:
    text = PORT[1]
    start = text.index("12亿元")
    asked = [ask(text, Mention(start, start + 4, MentionKind.QUANTITY), random.Random(n)) for n in range(20)]
    assert not any("12" in question for question in asked)
    assert any("多少" in question or "几" in question for question in asked)


def test_a_headline_asks_for_what_another_sentence_answers() -> None:
    news = News(("海州港务集团建设三号码头",), PORT)
    made = [make_task(news, [News((), SPRING)], random.Random(n)) for n in range(40)]
    told = [task for task in made if task and task.article >= 0]
    assert told
    for task in told:
        answer = task.articles[task.article][task.sentence][task.start : task.end]
        assert answer
        assert answer not in task.question


def test_the_answering_sentence_is_kept_and_found_wherever_it_is_shuffled_to() -> None:
    for seed in range(10):
        task = shuffled("谁主持？", (PORT, 2, 20), [SPRING], (2, 4), random.Random(seed))
        assert task.articles[task.article][task.sentence] == PORT[2]


def test_hiding_the_answer_leaves_the_rest_of_its_passage() -> None:
    row = {
        "question": "码头总投资多少？",
        "context": "".join(PORT),
        "answers": [{"text": "12亿元", "start": 19}],
    }
    passages = Passages([row, {"context": "".join(SPRING)}], load_encoder())
    shown = passages.task(row, random.Random(0), hide=False, noise=1)
    hidden = passages.task(row, random.Random(0), hide=True, noise=1)
    assert shown.articles[shown.article][shown.sentence][shown.start : shown.end] == "12亿元"
    assert hidden.article == -1
    assert not any("12亿元" in text for article in hidden.articles for text in article)


@pytest.mark.parametrize(
    ("question", "texts", "altered"),
    [
        ("周明主持什么？", ["市长李文华主持。"], {"李文华主持什么？"}),
        ("码头总投资12亿元吗？", ["桥梁总投资30亿元，长8公里。"], {"码头总投资30亿元吗？"}),
        ("2022年谁主持？", [], {f"{year}年谁主持？" for year in (2019, 2020, 2021, 2023, 2024)}),
        ("谁主持？", ["市长李文华主持。"], {""}),
    ],
)
def test_an_altered_question_speaks_of_something_else_of_the_same_kind(
    question: str, texts: list[str], altered: set[str]
) -> None:
    assert {alter(question, texts, random.Random(n)) for n in range(40)} == altered


def test_an_altered_question_has_no_answer() -> None:
    row = {
        "question": "周明主持什么？",
        "context": "".join(PORT),
        "answers": [{"text": "开港仪式", "start": 0}],
    }
    other = {"context": "市长李文华主持春耕现场会。"}
    passages = Passages([row, other], load_encoder())
    assert passages.altered(row, random.Random(0)) == row | {"question": "李文华主持什么？", "answers": []}
    assert passages.altered(row | {"question": "谁主持？"}, random.Random(0))["answers"]


def test_the_vocabulary_is_the_commonest_words_and_characters() -> None:
    known, letters = list_words(iter([("码头开港，码头。", 4), ("罕见", 1)])).split("\n\n")
    assert known.split("\n") == sorted(["码头", "开", "港", "，", "。"]) or "码头" in known.split("\n")
    assert "罕见" not in known
    assert {"码", "头"} <= set(letters.split("\n"))
