import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Article
from rag.followup import Completed, complete
from rag.types import Answer, Citation, Turn

ARTICLE = Article(id="port", title="", text="市长周明主持码头开港仪式。", source="")
CITED = (Citation(1, ARTICLE, 0, 5), Citation(2, ARTICLE, 5, 9))
ANY = st.text(max_size=60) | st.text(alphabet="那他它这会议呢2020年谁第一次主持？不对，换个话题", max_size=40)


def turn(question: str, *, short: str = "", rewritten: str = "") -> Turn:
    return Answer(question, "", short, CITED, rewritten=rewritten or question).turn


@pytest.mark.parametrize("question", ["谁主持的？", "那2022年呢？", "他是谁？", ""])
def test_without_history_a_question_stays_as_it_is(question: str) -> None:
    assert complete(question, []) == Completed(question)


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("2020年外贸总额是多少？", "那2022年呢？", "2022年外贸总额是多少？"),
        ("2020年3月的产值是多少？", "2021年4月呢", "2021年4月的产值是多少？"),
        ("第3次会议谁主持？", "那第4次呢？", "第4次会议谁主持？"),
        ("外贸总额是多少？", "2022年呢？", "2022年外贸总额是多少？"),
        ("园区的普惠率是多少？", "公办率呢？", "园区的公办率是多少？"),
        ("周明是谁？", "梁栋呢？", "梁栋是谁？"),
    ],
)
def test_an_ellipsis_puts_the_new_in_the_place_of_the_old(before: str, question: str, text: str) -> None:
    assert complete(question, [turn(before)]).text == text


def test_another_time_may_be_told_in_another_article_and_another_thing_in_the_same() -> None:
    history = [turn("2020年园区的普惠率是多少？")]
    assert complete("那2022年呢？", history).about == ()
    assert complete("公办率呢？", history).about == ("port",)


def test_a_pronoun_for_a_person_is_the_person_that_was_answered() -> None:
    history = [turn("谁主持仪式？", short="周明")]
    assert complete("他还出席了什么活动？", history) == Completed("周明还出席了什么活动？", ("port",))


def test_a_pronoun_for_a_person_is_else_the_person_that_was_asked_for() -> None:
    history = [turn("周明主持了什么活动？", short="开港仪式")]
    assert complete("他是什么职务？", history).text == "周明是什么职务？"


@pytest.mark.parametrize("pronoun", ["它", "该项目", "这个项目", "那里"])
def test_a_pronoun_for_a_thing_is_the_topic_of_the_question_before(pronoun: str) -> None:
    history = [turn("海州港区码头的总投资是多少？")]
    completed = complete(f"{pronoun}什么时候建成？", history)
    assert completed.text.startswith("海州港区码头")
    assert completed.text.endswith("什么时候建成？")
    assert completed.about == ("port",)


def test_a_question_without_a_topic_takes_the_one_before() -> None:
    completed = complete("在哪里召开？", [turn("春耕现场会什么时候召开？")])
    assert completed == Completed("春耕现场会在哪里召开？", ("port",))


def test_a_question_with_a_topic_of_its_own_stands_alone() -> None:
    question = "《海州日报》的刊号是多少？"
    assert complete(question, [turn("谁主持仪式？", short="周明")]) == Completed(question)


@pytest.mark.parametrize("opening", ["换个话题，", "换个问题：", "另外问，"])
def test_a_new_topic_forgets_the_old_one(opening: str) -> None:
    history = [turn("2020年外贸总额是多少？")]
    assert complete(f"{opening}谁主持会议？", history) == Completed("谁主持会议？")


def test_a_correction_asks_the_same_of_what_was_meant() -> None:
    history = [turn("2020年外贸总额是多少？")]
    for question in ("我说的是2022年", "不对，我问的是2022年。"):
        assert complete(question, history).text == "2022年外贸总额是多少？"


def test_follow_ups_follow_the_completed_question_not_the_words_typed() -> None:
    history = [turn("2020年外贸总额是多少？"), turn("那2021年呢？", rewritten="2021年外贸总额是多少？")]
    assert complete("2022年呢？", history).text == "2022年外贸总额是多少？"


@given(ANY, st.lists(st.builds(turn, ANY, short=ANY, rewritten=ANY), max_size=2))
def test_any_question_after_any_history_is_completed(question: str, history: list[Turn]) -> None:
    completed = complete(question, history)
    assert completed == complete(question, history)
    assert set(completed.about) <= {"port"}
