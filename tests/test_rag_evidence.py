"""Ranking sentences, and the nearness of words that it is made of."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_encoder import FakeEncoder
from index.encode import load_encoder
from index.times import years_of
from index.types import Article, Hit, PartialDate, Passage, Span
from rag.evidence import (
    FEATURES,
    Evidence,
    Reader,
    _blend,
    _newest_first,
    coverage,
    dated,
    model,
    people,
    terms_of,
    told,
)
from rag.nearness import SYNONYM, Nearness, covered, gap
from rag.remarks import speakers
from rag.spans import Mention, MentionKind
from rag.synonyms import synonyms
from rag.understand import understand

PORT = Article(
    id="port",
    title="海州港区三号码头正式开港",
    text="本报讯（记者 陈立）3月4日，三号码头正式开港。码头总投资12亿元。海州港务集团董事长周明主持仪式。",
    source="port.txt",
    published=PartialDate(2021, 3, 5),
)
SPRING = Article(
    id="spring",
    title="春耕现场会召开",
    text="市农业农村局局长梁栋介绍，全市已备足化肥八万吨。",
    source="spring.txt",
    published=PartialDate(2022, 3, 5),
)
REPORT_20 = Article(
    id="r20", title="", text="全市外贸总额85.6亿元。", source="", published=PartialDate(2020, 1)
)
REPORT_22 = Article(
    id="r22", title="", text="全市外贸总额99.1亿元。", source="", published=PartialDate(2022, 1)
)


def hits(*articles: Article) -> list[Hit]:
    return [Hit(Passage(a, 0, len(a.text)), 1.0 - n / 10) for n, a in enumerate(articles)]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_encoder())


def feature(found: Evidence, name: str) -> float:
    return found.features[FEATURES.index(name)]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("三号码头总投资多少？", "码头总投资12亿元。"),
        ("谁主持开港仪式？", "海州港务集团董事长周明主持仪式。"),
        ("全市备足多少吨化肥？", "市农业农村局局长梁栋介绍，全市已备足化肥八万吨。"),
    ],
)
def test_the_sentence_that_answers_comes_first(reader: Reader, question: str, text: str) -> None:
    found = reader.rank(understand(question), hits(SPRING, PORT))
    assert found[0].text == text
    assert next(m.kind for m in found[0].wanted) in (MentionKind.QUANTITY, MentionKind.PERSON)


def test_every_sentence_has_a_value_for_every_feature_and_every_feature_a_weight(reader: Reader) -> None:
    found = reader.rank(understand("谁主持仪式？"), hits(PORT, SPRING))
    assert {len(evidence.features) for evidence in found} == {len(FEATURES)} == {len(model()["sentence"])}
    assert [evidence.text for evidence in found if evidence.article is SPRING] == [SPRING.text]


def test_the_passages_of_one_article_give_its_sentences_once(reader: Reader) -> None:
    twice = [*hits(PORT), Hit(Passage(PORT, 10, 20), 0.5)]
    texts = [evidence.text for evidence in reader.rank(understand("谁主持？"), twice)]
    assert sorted(texts) == sorted(set(texts))
    assert len(texts) == 3


def test_no_hits_are_no_evidence(reader: Reader) -> None:
    assert reader.rank(understand("谁主持？"), []) == []


def test_ranking_is_the_same_every_time() -> None:
    first, second = (
        Reader(FakeEncoder()).rank(understand("谁主持仪式？"), hits(PORT, SPRING)) for _ in range(2)
    )
    assert first == second


def test_a_question_for_the_present_prefers_the_newest_of_equal_reports(reader: Reader) -> None:
    for order in ((REPORT_20, REPORT_22), (REPORT_22, REPORT_20)):
        found = reader.rank(understand("目前全市外贸总额是多少？"), hits(*order))
        assert found[0].article is REPORT_22
        assert feature(found[0], "recent") == 1.0


def test_a_follow_up_is_read_by_what_it_says_itself_in_the_articles_of_the_talk(reader: Reader) -> None:
    query = understand("海州港区三号码头正式开港的总投资多少？")
    alone = reader.rank(query, hits(PORT, SPRING), about=("port",))
    blended = reader.rank(query, hits(PORT, SPRING), about=("port",), own=understand("总投资多少？"))
    assert {found.span for found in alone} == {found.span for found in blended}
    assert blended[0].text == "码头总投资12亿元。"
    gain = {found.text: found.score for found in blended}
    loss = {found.text: found.score for found in alone}
    lead, answer = "3月4日，三号码头正式开港。", "码头总投资12亿元。"
    assert gain[answer] - gain[lead] > loss[answer] - loss[lead]


def test_blending_takes_the_mean_and_the_least_where_a_second_score_is_missing() -> None:
    one, two, three = (
        Evidence(PORT, Span(n, n + 1), hits(PORT)[0], (0.0,) * len(FEATURES), score)
        for n, score in enumerate((4.0, 2.0, 1.0))
    )
    own = [replace(one, score=0.0), replace(two, score=6.0)]
    assert [found.score for found in _blend([one, two, three], own)] == [2.0, 4.0, 0.5]
    assert [found.score for found in _blend([one], [])] == [2.0]


def test_the_articles_that_the_talk_is_about_come_first_among_equals(reader: Reader) -> None:
    for about in ("r20", "r22"):
        found = reader.rank(understand("全市外贸总额是多少？"), hits(REPORT_20, REPORT_22), about=[about])
        assert found[0].article.id == about
        assert feature(found[0], "about") == 1.0


@pytest.mark.parametrize(
    ("question", "article", "text", "value"),
    [
        ("2020年总额是多少？", REPORT_22, "2020年总额。", 1.0),
        ("2022年总额是多少？", REPORT_22, "总额99.1亿元。", 0.9),
        ("2022年1月总额是多少？", REPORT_22, "总额99.1亿元。", 0.9),
        ("2019年总额是多少？", REPORT_22, "总额99.1亿元。", -1.0),
        ("3月4日谁主持？", PORT, "3月4日，开港。", 1.0),
        ("3月8日谁主持？", PORT, "3月4日，开港。", -1.0),
        ("总额是多少？", REPORT_22, "总额99.1亿元。", 0.0),
        ("2022年总额是多少？", REPORT_22, "去年总额88.1亿元。", -1.0),
    ],
)
def test_a_sentence_is_of_the_time_asked_by_its_words_or_its_article(
    question: str, article: Article, text: str, value: float
) -> None:
    assert dated(understand(question), article, text) == value


def test_dateline_and_byline_are_not_told() -> None:
    spans = told(PORT)
    assert PORT.text[spans[0].start : spans[0].end] == "3月4日，三号码头正式开港。"
    assert PORT.text[spans[-1].start : spans[-1].end].endswith("主持仪式。")


def test_coverage_is_the_share_of_what_is_asked_by_rarity() -> None:
    asked = frozenset({"码头", "开港"})
    assert coverage(asked, asked) == 1.0
    assert coverage(asked, frozenset()) == coverage(frozenset(), asked) == 0.0
    assert coverage(asked, frozenset({"码头"})) + coverage(asked, frozenset({"开港"})) == pytest.approx(1)


def test_terms_are_those_of_the_text() -> None:
    assert terms_of("开港").bigrams == frozenset({"开港"})
    assert terms_of("开港").characters == frozenset("开港")
    assert terms_of("").words == frozenset()


def test_the_people_that_a_question_names_are_listed() -> None:
    assert people(understand("周明主持了什么会议？")) == ("周明",)
    assert people(understand("谁主持了会议？")) == ()


@given(st.text(max_size=80))
def test_any_article_is_told_in_slices_that_are_not_empty(text: str) -> None:
    spans = told(Article(id="a", title="", text=text, source=""))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


# ---------------------------------------------------------------- nearness


@pytest.fixture(scope="module")
def nearness() -> Nearness:
    return Nearness(load_encoder())


def test_a_word_covers_itself_a_synonym_nearly_and_a_far_word_hardly(nearness: Nearness) -> None:
    near = nearness.compare(["码头", "花钱"], ["码头", "种子", "投资", "小麦"])
    assert near.shares(frozenset({"码头", "种子"}))["码头"] == 1.0
    assert near.shares(frozenset({"投资"}))["花钱"] == SYNONYM
    assert near.shares(frozenset({"小麦"}))["码头"] < 0.4


def test_without_words_nothing_is_covered(nearness: Nearness) -> None:
    assert nearness.compare(["码头"], []).shares(frozenset()) == {"码头": 0.0}
    assert nearness.compare([], ["码头"]).shares(frozenset({"码头"})) == {}
    assert nearness.compare([], []).shares(frozenset()) == {}
    assert covered([], {}) == gap([], {}) == 0.0


def test_covered_and_gap_weigh_words_by_rarity() -> None:
    shares = {"码头": 1.0, "开港": 0.0}
    assert 0 < covered(["码头", "开港"], shares) < 1
    assert covered(["码头"], shares) == 1.0
    assert gap(["码头"], shares) == 0.0
    assert gap(["码头", "开港"], shares) == gap(["开港"], shares) > 0.5


@pytest.mark.parametrize("word", ["去", "花钱", "老总", "电话", "召开"])
def test_a_word_is_a_synonym_of_its_synonyms(word: str) -> None:
    assert all(word in synonyms(other) for other in synonyms(word))


def test_a_word_without_synonyms_has_itself() -> None:
    assert synonyms("码头") == frozenset({"码头"})


def test_the_newest_fitting_sentence_goes_first_and_none_is_lost_or_doubled() -> None:
    name = Mention(0, 3, MentionKind.PERSON)

    def sentence(year: int, score: float, *wanted: Mention) -> Evidence:
        article = Article(id=f"{year}", title="", text="李国庆主持。", source="", published=PartialDate(year))
        return Evidence(article, Span(0, 6), Hit(Passage(article, 0, 6), 1.0), (), score, wanted)

    # The best score and the newest date go with no name; one with a name lies far behind, between the others.
    found = [
        sentence(2019, 7.5, name),
        sentence(2020, 6.0, name),
        sentence(2018, 4.2, name),
        sentence(2021, 8.0),
    ]
    assert [evidence.article.id for evidence in _newest_first(found)] == ["2020", "2019", "2018", "2021"]
    assert _newest_first([]) == []


def test_hostile_sentences_are_read_in_linear_time() -> None:
    assert speakers("甲乙" + "围绕围绕" * 500 + "。", re.compile("发言")) == []
    assert years_of("2021年完成5万吨，" * 4000, None)[-1] == 2021
