from dataclasses import replace

import numpy as np
import pytest

from index.cut import sentences
from index.types import Article, Hit, PartialDate, Passage, Span
from rag.compose import SENTENCE_LIMIT, Quote, balanced, build, compose, merge, short_answer
from rag.evidence import FEATURES, Evidence
from rag.reader import Reading
from rag.types import Answer
from rag.understand import understand
from rag.verify import unsupported
from rag.wanted import wanted_mentions


def article(text: str, *, name: str = "a", title: str = "", day: str = "") -> Article:
    published = PartialDate.parse(day) if day else None
    return Article(id=name, title=title, text=text, source=name, published=published)


def ranked(question: str, found: list[tuple[Article, str, float]]) -> list[Evidence]:
    """Make evidence of sentences of articles, with their scores, best first."""
    query, made = understand(question), []
    for source, text, score in found:
        start = source.text.index(text)
        hit = Hit(Passage(source, 0, len(source.text)), score)
        wanted = wanted_mentions(query, text)
        span = Span(start, start + len(text))
        made.append(Evidence(source, span, hit, (0.0,) * len(FEATURES), score, wanted))
    return made


def answer(question: str, *found: tuple[Article, str, float]) -> Answer:
    return compose(understand(question), ranked(question, list(found)), [])


def quotes(composed: Answer) -> list[str]:
    return [citation.quote for citation in composed.citations]


GROWN = article("服务专员由86名增加到112名。")
PORT = article("3月4日，港区开港。总投资12亿元，占地300亩。市长周明主持仪式，局长梁栋致辞。")
FIRST, SECOND, THIRD = (PORT.text[s.start : s.end] for s in sentences(PORT.text))


@pytest.mark.parametrize(
    ("question", "text", "short"),
    [
        ("港区什么时候开港？", FIRST, "3月4日"),
        ("总投资多少？", SECOND, "12亿元"),
        ("占地多少亩？", SECOND, "300亩"),
        ("仪式由谁主持？", THIRD, "周明"),
        ("仪式上谁致辞？", THIRD, "梁栋"),
    ],
)
def test_the_short_answer_is_the_wanted_mention_nearest_to_the_question(
    question: str, text: str, short: str
) -> None:
    composed = answer(question, (PORT, text, 9.0))
    assert (composed.short, composed.text) == (short, f"{text}[1]")


def test_what_a_figure_became_is_answered_unless_what_it_was_is_asked() -> None:
    assert answer("服务专员有多少名？", (GROWN, GROWN.text, 9.0)).short == "112名"
    assert answer("服务专员原来有多少名？", (GROWN, GROWN.text, 9.0)).short == "86名"


def read(text: str, *chosen: tuple[str, float]) -> Reading:
    """Make a reading of a text that scores a stretch of it for each string chosen, the surest first."""
    size = len(text)
    opening, closing = (np.full(size, -20.0, dtype=np.float32) for _ in range(2))
    for words, score in chosen:
        start = text.index(words)
        opening[start] = closing[start + len(words) - 1] = score / 2
    start = text.index(chosen[0][0])
    span = Span(start, start + len(chosen[0][0]))
    places = np.arange(size)
    return Reading(0.0, 0.0, chosen[0][1], span, places, places + 1, opening, closing)


@pytest.mark.parametrize(
    ("question", "chosen", "short"),
    [
        ("仪式由谁主持？", [("局长梁栋", -1.0), ("周明", -1.5)], "周明"),
        ("仪式由谁主持？", [("局长", -1.0), ("周明", -6.0)], "局长"),
        ("仪式由谁主持？", [("市长周明", -1.0), ("周明", -9.0)], "市长周明"),
        ("仪式由谁主持？", [("明", -1.0), ("周明", -9.0)], "周明"),
        ("周明为什么主持仪式？", [("局长梁栋致辞", -1.0)], "局长梁栋致辞"),
    ],
)
def test_the_network_overrules_a_fitting_mention_where_it_is_surer_of_words_beyond_it(
    question: str, chosen: list[tuple[str, float]], short: str
) -> None:
    [found] = ranked(question, [(PORT, THIRD, 9.0)])
    found = replace(found, reading=read(THIRD, *chosen))
    assert short_answer(understand(question), found)[1] == short


def test_a_place_is_cut_behind_the_word_that_says_where() -> None:
    text = "全市春耕现场会在东湖镇召开。"
    [found] = ranked("现场会在哪里召开？", [(article(text), text, 9.0)])
    found = replace(found, reading=read(text, ("全市春耕现场会在东湖镇", -1.0)))
    assert short_answer(understand("现场会在哪里召开？"), found)[1] == "东湖镇"


def test_a_list_is_shown_item_by_item() -> None:
    text = "会议要求：一是备足种子，二是检修农机，三是防治病虫害。"
    composed = answer("会议有哪三项要求？", (article(text), text, 9.0))
    assert composed.short == "备足种子、检修农机、防治病虫害"
    assert composed.text == f"{text}[1]"


def test_a_question_without_a_wanted_kind_is_answered_by_its_clause() -> None:
    text = "因大雾影响，仪式推迟一天，另行通知。"
    assert (
        answer("仪式为什么推迟？", (article(text), text, 9.0)).short == "因大雾影响，仪式推迟一天，另行通知"
    )


def test_a_second_sentence_is_shown_only_when_it_is_close() -> None:
    other = article("仪式由周明主持。", name="b")
    near = answer("仪式由谁主持？", (PORT, THIRD, 9.0), (other, other.text, 8.9))
    far = answer("仪式由谁主持？", (PORT, THIRD, 9.0), (other, other.text, 3.0))
    assert near.text == f"{THIRD}[1]{other.text}[2]"
    assert quotes(far) == [THIRD]


def test_the_same_sentence_of_two_articles_is_shown_once() -> None:
    copy = article(PORT.text, name="b")
    assert quotes(answer("仪式由谁主持？", (PORT, THIRD, 9.0), (copy, THIRD, 9.0))) == [THIRD]


def test_a_long_sentence_is_cut_to_the_clauses_around_the_answer() -> None:
    filler = "，".join(["港区各部门各单位认真贯彻落实有关要求"] * 8)
    text = f"{filler}，码头总投资12亿元，{filler}。"
    composed = answer("码头总投资多少？", (article(text), text, 9.0))
    (quote,) = quotes(composed)
    assert "码头总投资12亿元" in quote
    assert len(quote) <= SENTENCE_LIMIT
    assert quote in text


def test_a_long_sentence_without_any_mark_is_shown_whole() -> None:
    text = "港区" * 100
    assert quotes(answer("港区怎么样？", (article(text), text, 9.0))) == [text]


def test_merged_answers_number_their_quotes_through_and_drop_doubles() -> None:
    query = understand("总投资和占地？")
    one = build(query, [Quote(PORT, Span(0, 9))], "甲", [])
    two = build(query, [Quote(PORT, Span(9, 25)), Quote(PORT, Span(0, 9))], "乙", [])
    merged = merge([one, two, one])
    assert [citation.number for citation in merged.citations] == [1, 2]
    assert merged.text == f"{PORT.text[:9]}[1]{PORT.text[9:25]}[2]"
    assert merged.short == "甲；乙"
    assert merge([one]) is one


def test_marks_of_the_article_s_own_do_not_confuse_the_numbers() -> None:
    text = "湿地面积不少于40平方公里[5]。"
    composed = answer("湿地面积不少于多少？", (article(text), text, 9.0))
    assert composed.text == f"{text}[1]"
    assert [c.number for c in composed.citations] == [1]
    assert unsupported(composed) == ""


def test_the_short_answer_lies_at_its_span() -> None:
    (found,) = ranked("总投资多少？", [(PORT, SECOND, 9.0)])
    span, short = short_answer(understand("总投资多少？"), found)
    assert found.text[span.start : span.end] == short == "12亿元"


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("以丰补歉”", "“以丰补歉”"),
        ("打好“翻身仗", "打好“翻身仗”"),
        ("“双超半”", "“双超半”"),
        ("别处”", "别处"),
    ],
)
def test_a_short_answer_closes_the_marks_that_its_quote_closes(short: str, expected: str) -> None:
    assert balanced(short, "要尽快“以丰补歉”，打好“翻身仗”，确保“双超半”。") == expected
