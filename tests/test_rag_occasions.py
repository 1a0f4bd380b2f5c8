import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.occasions import collects, occasion_times, without_occasion_times
from rag.understand import Time, understand

ANY = st.text(max_size=80) | st.text(alphabet="2021年36月19日号到至、二三上中旬-哪些会活动 ", max_size=80)


@pytest.mark.parametrize(
    "question",
    [
        "今年召开了哪些会议？",
        "那天都有什么活动？",
        "5月6日镇里开了哪俩会",
        "周市长先后参加了什么活动？",
        "周明6月3日、5日分别到什么会上讲了话？",
        "开了什么会、办了什么活动",
        "来江村学习考察的都有谁？",
        "5月6日的两场会分别是什么",
        "6月3日有两批客人由周明陪同，分别是谁",
        "周明6月都出现在哪些场合",
        "梳理一下周明上个月的公开行程",
        "6月3日镇里办了什么活动",
        "周明6月的公务活动",
        "2021年5月6日 江村 会议 活动",
        "周明 2021年6月 出席 活动 依次",
        "江村茶厂 来访考察团",
        "周明6月3日陪了两拨客人，都是哪儿来的？",
        "6月 外单位到江村考察观摩 都有哪几家",
        "2021年5月6日 江村 同一天召开的两个会议名称",
        "5月6日当天要闻",
        "5月6日江村同一天有两桩事，分别是什么",
        "5月6日那天村里有啥大点的事？",
        "周明5月6日、7日连着两天忙什么",
        "周明5月6日出来活动，是什么场合",
        "周明5月主持的会，按先后列一下",
        "周明5月参加的两场活动是什么",
    ],
)
def test_a_question_for_several_events_is_told_by_its_grammar(question: str) -> None:
    assert collects(understand(question))


@pytest.mark.parametrize(
    "question",
    [
        "新校区有哪些设施？",
        "新校区的设施都有哪些？",
        "防汛会部署了哪两场行动？",
        "防汛会议有哪些要求？",
        "茶艺活动有哪些单位参加？",
        "出席会议的有哪些领导？",
        "参加座谈会的都有谁？",
        "防汛会是在哪个会场开的？",
        "检查了哪些场所？",
        "与哪两家协会签约？",
        "河水为什么会上涨？",
        "江村 茶艺活动 主持人",
        "江村 茶叶协会 代表团",
    ],
)
def test_a_question_about_one_event_is_not(question: str) -> None:
    assert not collects(understand(question))


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("2021年6月17、18两天的活动", [(2021, 6, 17), (2021, 6, 18)]),
        ("2021年6月29日到7月1日的活动", [(2021, 6, 29), (2021, 6, 30), (2021, 6, 31), (2021, 7, 1)]),
        ("6月3日、5日开了哪些会", [(0, 6, 3), (0, 6, 5)]),
        ("2021年5月下旬开了哪些会", [(2021, 5, day) for day in range(20, 32)]),
        ("2021年五六月份开了哪些会", [(2021, 5, 0), (2021, 6, 0)]),
        ("2021年3至5月开了哪些会", [(2021, 3, 0), (2021, 4, 0), (2021, 5, 0)]),
        ("2021年3月、5月开了哪些会", [(2021, 3, 0), (2021, 5, 0)]),
        ("周明 2021年6月2日 3日 公开活动", [(2021, 6, 2), (2021, 6, 3)]),
        ("2021年12月开了哪些会", [(2021, 12, 0)]),
    ],
)
def test_days_and_months_between_two_are_all_of_the_time(
    question: str, times: list[tuple[int, int, int]]
) -> None:
    assert occasion_times(understand(question)) == tuple(Time(*time) for time in times)


def test_times_are_no_words_of_the_topic() -> None:
    assert without_occasion_times("五六月份的茶艺会").split() == ["的茶艺会"]


@given(ANY)
def test_any_text_has_times_that_can_be_looked_up(text: str) -> None:
    query = understand(text)
    collects(query)
    assert all(0 <= time.month <= 12 and 0 <= time.day <= 31 for time in occasion_times(query))
