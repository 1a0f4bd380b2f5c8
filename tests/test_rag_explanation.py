import dataclasses

import pytest

from index.types import Article, PartialDate
from rag import Archive
from rag.evidence import FEATURES
from rag.explanation import SHOWN
from rag.phrases import FEATURE_WORDS, MENTION_WORDS, TYPE_WORDS, WHY_REFUSED, WHY_SHORT
from rag.spans import MentionKind
from rag.types import Answer, Explanation, Reason
from rag.understand import QuestionType

TRADE = Article(
    id="trade",
    title="外贸再创新高",
    text="2022年，海州港区外贸进出口总额突破200亿元，增长44.6%。与会代表作交流发言。",
    source="a.txt",
    published=PartialDate(2023, 2),
)
SCHOOL = Article(
    id="school",
    title="学校开学",
    text="9月1日，海州港区各学校开学。市长周明到校看望师生。",
    source="b.txt",
    published=PartialDate(2022, 9),
)


@pytest.fixture(scope="module")
def archive() -> Archive:
    return Archive.from_articles([TRADE, SCHOOL])


def test_an_answer_says_how_the_question_was_understood_and_why_this_was_chosen(archive: Archive) -> None:
    answer = archive.ask("2022年外贸进出口总额是多少？")
    explained = answer.explain()
    part = explained.parts[0]
    assert (part.type, part.wanted, part.times) == ("问数量", ("数量",), ("2022年",))
    assert [word for word, _ in part.words] == ["外贸", "进出口", "总额"]
    assert part.sentences[0].cited
    assert part.sentences[0].text.startswith("2022年，海州港区外贸")
    assert "200亿元" in part.sentences[0].mentions
    assert part.sentences[0].strongest
    assert part.probability >= part.threshold
    assert explained.short == answer.short == "200亿元"
    assert explained.why == WHY_SHORT["mention"].format(kind="数量")
    assert explained.hits == answer.hits


def test_a_silence_says_what_spoke_against_an_answer(archive: Archive) -> None:
    answer = archive.ask("周明哪一年大学毕业？")
    assert answer.abstained
    explained = answer.explain()
    assert explained.reason is answer.reason
    assert explained.parts[0].reason is answer.reason
    assert explained.why in WHY_REFUSED.values()
    assert not any(sentence.cited for sentence in explained.parts[0].sentences)


def test_the_parts_of_a_split_question_are_explained_one_by_one(archive: Archive) -> None:
    explained = archive.ask("2021年和2022年的外贸总额分别是多少？").explain()
    assert [part.times for part in explained.parts] == [("2021年",), ("2022年",)]


def test_a_completed_question_is_shown_as_it_was_searched(archive: Archive) -> None:
    history = [archive.ask("2022年外贸进出口总额是多少？").turn]
    assert archive.ask("增长了多少？", history).explain().rewritten == "2022年外贸进出口总额增长了多少？"


def test_little_is_kept_and_answers_compare_by_what_they_say(archive: Archive) -> None:
    answer = archive.ask("外贸进出口总额是多少？")
    assert answer.grounds is not None
    assert len(answer.explain().parts[0].sentences) <= SHOWN
    assert dataclasses.replace(answer, grounds=None) == answer
    assert "grounds" not in repr(answer)


def test_an_answer_made_elsewhere_explains_what_it_can() -> None:
    silent = Answer("谁？", "", abstained=True, reason=Reason.NOTHING_FOUND, rewritten="谁？")
    assert silent.explain() == Explanation("谁？", "谁？", reason=Reason.NOTHING_FOUND)


def test_everything_that_can_be_explained_has_words() -> None:
    assert set(FEATURES) <= set(FEATURE_WORDS)
    assert set(QuestionType) == set(TYPE_WORDS)
    assert set(MentionKind) == set(MENTION_WORDS)
