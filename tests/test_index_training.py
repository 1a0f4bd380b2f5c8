import json
import lzma
import math
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers.normalizers import Precompiled

from index.encode import StaticEncoder, load_encoder
from index.training.__main__ import write_card
from index.training.batches import Bags, draw_pairs, draw_sentences, gather, thin
from index.training.charsmap import build_charsmap
from index.training.corpus import Flat, Pairs, lay_out, read_texts
from index.training.model import contrast
from index.training.recipe import Recipe, Stage, train
from index.training.rerank import (
    GIVEN,
    OWN_SHARE,
    Asked,
    Case,
    find_cases,
    fit,
    make_pool,
    read_own,
    read_pages,
)
from index.training.vocabulary import choose_pieces, make_tokenizer

PLACES = ["济宁", "兖州", "曲阜", "邹城", "微山", "汶上", "泗水", "梁山"]
TOPICS = {
    "学校": "学生返校复课老师测温消毒",
    "外贸": "进出口总值同比增长企业出口",
    "农业": "小麦丰收农民收割机粮食",
    "交通": "公路通车桥梁建设司机",
    "医院": "医生护士病人疫苗接种",
}


def write_lines(file: Path, lines: list[str]) -> None:
    with lzma.open(file, "wt", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two hundred made-up lines in the form of the real training sets."""
    rng = random.Random(1)
    rows = []
    for number in range(200):
        place, (topic, words) = PLACES[number % 8], rng.choice(sorted(TOPICS.items()))
        rows.append(
            (
                f"{place}{topic}",
                f"{place}的{topic}有新闻。{words}。记者在{place}看到{words[:4]}。共{number}人。",
            )
        )
    folder = tmp_path / "data"
    folder.mkdir()
    write_lines(folder / "news_docs.txt.xz", [body for _, body in rows])
    as_json = [{"title": title, "brief": title, "body": body} for title, body in rows]
    write_lines(folder / "news_pairs.jsonl.xz", [json.dumps(row) for row in as_json])
    asked = [
        {"src": "made_up", "kind": "span", "question": f"{title}怎么样？", "context": body}
        for title, body in rows
    ]
    asked[0] |= {"kind": "unanswerable", "question": "无答案"}
    write_lines(folder / "mrc_train.jsonl.xz", [json.dumps(row) for row in asked])
    searched = [{"query": title, "text": body, "label": n % 3} for n, (title, body) in enumerate(rows)]
    write_lines(folder / "query_pairs.jsonl.xz", [json.dumps(row) for row in searched])
    return folder


def test_a_small_training_yields_a_model_that_both_loaders_read(data: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    stages = (Stage(30, {"sentence": 1}), Stage(30, {"title": 1, "question": 1, "query": 1}))
    recipe = Recipe(vocabulary=300, dimension=32, batch=32, stages=stages)
    train(data, tmp_path / "model", recipe=recipe)
    encoder = load_encoder(str(tmp_path / "model"))
    assert isinstance(encoder, StaticEncoder)
    passages = ["曲阜的小麦丰收，农民开收割机。", "邹城的医生接种疫苗。", "微山的桥梁通车。"]
    nearest = (encoder.encode_queries(["农业", "医院", "交通"]) @ encoder.encode_passages(passages).T).argmax(
        axis=1
    )
    assert nearest.tolist() == [0, 1, 2]
    expected = SentenceTransformer(str(tmp_path / "model"), device="cpu").encode(passages)
    np.testing.assert_allclose(encoder.encode_passages(passages), expected, atol=2e-3)


def test_the_card_states_recipe_and_time() -> None:
    recipe = Recipe(
        seed=7, stages=(Stage(30, {"sentence": 1}), Stage(10, {"title": 2, "query": 0.5}, scale=40))
    )
    card = write_card(recipe, minutes=12.34)
    assert "12.3 minutes" in card
    assert "seed 7" in card
    assert "10 steps at scale 40, drawn from `title` 2, `query` 0.5" in card


def test_unanswerable_questions_and_irrelevant_titles_are_not_read(data: Path) -> None:
    pairs = read_texts(data).pairs
    assert len(pairs["question"]) == 199
    assert "无答案" not in {question for question, _ in pairs["question"]}
    assert len(pairs["query"]) == 133


def test_pieces_are_characters_first_then_words_by_frequency() -> None:
    pieces = choose_pieces(Counter({"外贸": 9, "进出口": 5, "的": 20, "罕": 1, "中华人民共和国": 8}), 14)
    assert pieces["的"] == 20
    assert pieces["外"] == 1
    assert [piece for piece in pieces if len(piece) > 1] == ["外贸"]
    assert "罕" not in pieces


def test_the_tokenizer_cuts_words_and_folds_what_is_matched() -> None:
    tokenizer = make_tokenizer(["外贸进出口增长，企业 GDP 增长2023。"] * 5, size=100)
    assert tokenizer.encode("企業外貿增長，ＧＤＰ２０２３！").tokens == [
        "企业",
        "外贸",
        "增长",
        "gdp",
        "2023",
    ]


def test_the_character_table_changes_its_characters_and_no_others() -> None:
    table = {"經": "经", "濟": "济", "𩶘": "𩾃", "⺠": "民", "A": "甲乙"}
    normalizer = Precompiled(build_charsmap(table))
    text = "".join(map(chr, range(32, 0x3000))) + "經濟𩶘民经A" + "".join(map(chr, range(0x4E00, 0xA000)))
    assert normalizer.normalize_str(text) == text.translate(str.maketrans(table))


def test_gather_copies_spans_behind_one_another() -> None:
    bags = gather(np.arange(10), np.array([2, 7, 5]), np.array([5, 7, 6]))
    assert bags.tokens.tolist() == [2, 3, 4, 5]
    assert bags.offsets.tolist() == [0, 3, 3]


def test_thinning_keeps_all_or_nothing_at_the_extremes() -> None:
    bags = Bags(np.arange(6), np.array([0, 3]))
    kept = thin(bags, np.array([1.0, 0.0]), np.random.default_rng(0))
    assert kept.tokens.tolist() == [0, 1, 2]
    assert kept.offsets.tolist() == [0, 3]


def test_a_sentence_is_paired_with_text_of_its_own_document_only() -> None:
    documents = ["甲乙丙。丁戊己。庚辛。", "天地玄黄。宇宙洪荒。"]
    tokenizer = make_tokenizer(list("".join(documents)) * 5, size=100)
    laid_out = lay_out(documents, tokenizer)
    batch = draw_sentences(laid_out, 64, np.random.default_rng(0))
    first = set(laid_out.flat.tokens[: laid_out.closes[0]].tolist())
    for bags in (batch.queries, batch.passages):
        for ids, group in zip(np.split(bags.tokens, bags.offsets[1:]), batch.groups, strict=True):
            assert (set(ids.tolist()) <= first) == (group == 0) or not len(ids)


def test_a_query_is_paired_with_its_passage_and_grouped_with_the_others_of_that_passage() -> None:
    queries = Flat(np.array([1, 2, 2, 1]), np.array([0, 1, 3, 4]))
    passages = Flat(np.array([10, 20]), np.array([0, 1, 2]))
    batch = draw_pairs(Pairs(queries, passages, np.array([0, 1, 0])), 8, np.random.default_rng(0))
    assert sorted(batch.groups.tolist()) == [0, 0, 1]
    assert (batch.passages.tokens // 10 == batch.queries.tokens[batch.queries.offsets]).all()


def test_questions_of_one_passage_are_no_negatives_of_each_other() -> None:
    queries = passages = torch.eye(3)[[0, 0, 1]]
    apart = contrast(queries, passages, torch.tensor([0, 1, 2]), scale=20)
    together = contrast(queries, passages, torch.tensor([0, 0, 2]), scale=20)
    assert apart.item() == pytest.approx(2 / 3 * math.log(2), abs=1e-2)
    assert together.item() == pytest.approx(0, abs=1e-2)


def test_the_reranker_learns_what_tells_right_candidates_from_wrong_ones() -> None:
    values = np.array([0.9, 0.1, 0.2], dtype=np.float32)
    noise = np.array([0.5, 0.5, 0.5], dtype=np.float32)
    case = Case({"words": values, "noise": noise, "dense": noise}, np.array([True, False, False]), 1.0)
    weights = fit([case, case])
    assert weights["words"] > 1
    assert weights["dense"] == GIVEN["dense"]
    assert abs(weights.get("noise", 0)) < 0.01


def test_cases_are_questions_with_right_and_wrong_candidates() -> None:
    encoder = load_encoder()
    texts = [f"{place}的{topic}。" for place in PLACES for topic in TOPICS.values()]
    store = make_pool(texts, encoder)
    asked = [Asked("济宁的学校怎样？", texts[0], ("返校",), 1.0), Asked("?", texts[0], ("返校",), 1.0)]
    (case,) = find_cases(asked, store, encoder)
    assert case.right.sum() == 1
    assert case.features["words sentence"][case.right] == case.features["words sentence"].max()


def test_our_own_questions_are_asked_of_the_pages_and_half_of_a_quote_answers(tmp_path: Path) -> None:
    row = {
        "question": "小麦怎样？",
        "quote": ["济宁小麦\n今年丰收。"],
        "split": "dev",
        "answerable": True,
        "history": [],
    }
    others = [{"split": "test"}, {"answerable": False}, {"history": ["小麦？"]}]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row | other) for other in [{}, *others]), encoding="utf-8")
    (asked,) = read_own([file])
    assert asked == Asked("小麦怎样？", "", ("济宁小麦今", "今年丰收。"), OWN_SHARE)
    pages = tmp_path / "pages"
    pages.mkdir()
    body = "本报讯（记者 王平）4月3日，全市召开会议。" + "会议讨论道路。" * 40
    (pages / "a.txt").write_text(
        f"小麦丰收\n\n{body}\n济宁小麦今年丰收。" + "农民高兴。" * 30, encoding="utf-8"
    )
    encoder = load_encoder()
    (case,) = find_cases([asked], read_pages(pages, encoder), encoder)
    assert case.right.sum() == 1
    assert len(case.right) > 1
    assert case.share == OWN_SHARE
