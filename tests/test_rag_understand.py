import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import fold
from rag.understand import (
    QuestionType,
    Time,
    content_words,
    is_out_of_scope,
    named_times,
    question_type,
    understand,
)

ANY = st.text(max_size=120) | st.text(alphabet="第一2020年3月哪几个和、谁多少？是“”会议a ", max_size=120)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("谁主持会议？", QuestionType.WHO),
        ("市长叫什么？", QuestionType.WHO),
        ("会议什么时候召开？", QuestionType.WHEN),
        ("码头哪天开港？", QuestionType.WHEN),
        ("大会在哪里举行？", QuestionType.WHERE),
        ("总投资多少？", QuestionType.HOW_MANY),
        ("新开几条航线？", QuestionType.HOW_MANY),
        ("报社的电话？", QuestionType.HOW_MANY),
        ("全市排第几？", QuestionType.HOW_MANY),
        ("有哪些单位参加？", QuestionType.LIST),
        ("奖金分别是多少？", QuestionType.LIST),
        ("获奖的是哪家企业？", QuestionType.WHICH),
        ("码头开港了吗？", QuestionType.YES_NO),
        ("假期里出没出事故", QuestionType.YES_NO),
        ("码头咋拖了这么久才开港？", QuestionType.WHY),
        ("村里的老汉叫什么？", QuestionType.WHO),
        ("十件事，一件一件说给我听", QuestionType.LIST),
        ("要打的几场硬仗都叫什么名字", QuestionType.LIST),
        ("为什么推迟开港？", QuestionType.WHY),
        ("怎么报名？", QuestionType.HOW),
        ("会议的主题是什么？", QuestionType.WHAT),
        ("", QuestionType.WHAT),
    ],
)
def test_cue_words_tell_the_type_of_a_question(question: str, kind: QuestionType) -> None:
    assert question_type(question) is kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("三号码头开港时间", QuestionType.WHEN),
        ("三号码头开港日期呢？", QuestionType.WHEN),
        ("春耕现场会的举办地", QuestionType.WHERE),
        ("海州市委书记", QuestionType.WHO),
        ("三号码头年吞吐量", QuestionType.HOW_MANY),
        ("2022年外贸进出口总额为？", QuestionType.HOW_MANY),
        ("三号码头工程质量", QuestionType.WHAT),
        ("三号码头开港时间定了吗？", QuestionType.YES_NO),
        ("春耕现场会的举办地有什么特产？", QuestionType.LIST),
        ("仪式几点开始？", QuestionType.WHEN),
        ("会议提出几点要求？", QuestionType.WHAT),
        ("周明因何缺席？", QuestionType.WHY),
    ],
)
def test_the_noun_at_the_end_tells_the_type_where_nothing_asks(question: str, kind: QuestionType) -> None:
    assert question_type(question) is kind


def test_the_type_is_told_in_traditional_and_full_width_writing_too() -> None:
    assert question_type("會議什麼時候召開？") is QuestionType.WHEN
    assert understand("２０２２年ＧＤＰ是多少？").times == (Time(2022),)


def test_content_words_leave_out_what_asks_what_is_empty_and_what_is_a_date() -> None:
    assert content_words("请问2022年3月的码头总投资是多少呢？") == ("码头", "总", "投资")
    assert content_words("投资，投资，还是投资？").count("投资") == 1
    assert content_words("是什么？") == ()
    assert content_words("产值是多少亿？") == ("产值",)


def test_the_focus_is_what_stands_beside_the_question_word() -> None:
    query = understand("海州港区三号码头正式开港仪式由谁主持？")
    assert "主持" in query.focus
    assert "海州" not in query.focus


def test_without_a_question_word_the_last_two_words_are_the_focus() -> None:
    assert understand("海州港区码头投资").focus == ("码头", "投资")


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("2022年", (Time(2022),)),
        ("2022年3月", (Time(2022, 3),)),
        ("2022年3月15日", (Time(2022, 3, 15),)),
        ("3月15号", (Time(0, 3, 15),)),
        ("2018年和2020年", (Time(2018), Time(2020))),
        ("2022年、2022年", (Time(2022),)),
        ("2022.5亿元", ()),
        ("120220人", ()),
        ("没有时间", ()),
    ],
)
def test_years_months_and_days_are_read_and_numbers_are_not(text: str, times: tuple[Time, ...]) -> None:
    assert named_times(text) == times


@pytest.mark.parametrize(
    ("question", "newest"),
    [
        ("现任市长是谁？", True),
        ("市委书记是谁？", True),
        ("目前有多少学生？", True),
        ("2020年的市委书记是谁？", False),
        ("谁主持会议？", False),
    ],
)
def test_questions_for_the_present_and_for_holders_of_posts_ask_for_the_newest(
    question: str, newest: bool
) -> None:
    assert understand(question).newest is newest


def test_what_is_counted_is_read_with_its_number() -> None:
    query = understand("三个专项行动是什么？")
    assert (query.count, query.head, query.type) == (3, "专项行动", QuestionType.LIST)
    assert understand("两项工作分别是什么？").count == 2
    assert understand("12个项目有哪些？").count == 12
    assert understand("第三个项目是什么？").count == 0


@pytest.mark.parametrize("question", ["你好！", "谢谢", "今天天气怎么样？", "写一首关于春天的诗", "你是谁？"])
def test_small_talk_and_requests_for_other_things_are_out_of_scope(question: str) -> None:
    assert is_out_of_scope(question)


@pytest.mark.parametrize("question", ["谁主持会议？", "诗歌节什么时候开幕？", "天然气价格是多少？", ""])
def test_questions_that_a_paper_may_answer_are_in_scope(question: str) -> None:
    assert not is_out_of_scope(question)


@given(ANY)
def test_any_text_is_understood(text: str) -> None:
    query = understand(text)
    assert query.text == text
    assert set(query.focus) <= set(query.words)
    assert all(word in fold(text) for word in query.words)
    assert all(time.year or time.month for time in query.times)
    assert isinstance(is_out_of_scope(text), bool)


@pytest.mark.parametrize("character", list("a1、第“一是2 年几哪"))
def test_a_long_run_of_one_character_is_understood(character: str) -> None:
    assert understand(character * 20_000).text == character * 20_000
