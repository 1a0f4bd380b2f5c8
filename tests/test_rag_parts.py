import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.parts import Part, parts


def texts(question: str) -> list[str]:
    return [part.text for part in parts(question)]


def test_several_years_or_numbered_things_are_asked_one_by_one() -> None:
    assert texts("2018年、2020年和2023年的产值分别是多少？") == [
        "2018年的产值是多少？",
        "2020年的产值是多少？",
        "2023年的产值是多少？",
    ]
    assert texts("第3次和第4次会议谁主持？") == ["第3次会议谁主持？", "第4次会议谁主持？"]
    assert texts("第十二、十三次会议在哪里召开？") == ["第十二次会议在哪里召开？", "第十三次会议在哪里召开？"]
    assert texts("2020年和2021年前两个月的产值分别是多少？") == [
        "2020年前两个月的产值是多少？",
        "2021年前两个月的产值是多少？",
    ]
    assert texts("产值 2021年前5个月 2022年上半年 对比") == ["产值 2021年前5个月 ", "产值 2022年上半年 "]
    assert texts("7月27日和8月3日的活动各在哪里办的？") == [
        "7月27日的活动在哪里办的？",
        "8月3日的活动在哪里办的？",
    ]
    assert texts("2018年的产值是多少？") == ["2018年的产值是多少？"]
    assert texts("") == [""]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("奠基仪式是哪天，在哪里举行？", ["奠基仪式是哪天？", "在哪里举行？"]),
        ("会议谁主持；有多少人参加", ["会议谁主持？", "有多少人参加？"]),
        ("河道治理：哪年动工、哪天完工、何时验收？", ["河道治理：哪年动工？", "哪天完工？", "何时验收？"]),
        ("听说扩建了，总投资多少，什么时候完工？", ["听说扩建了，总投资多少？", "什么时候完工？"]),
        ("为了招商，海州市做了什么？", ["为了招商，海州市做了什么？"]),
        ("海州港扩建工程什么时候开工，我想知道。", ["海州港扩建工程什么时候开工，我想知道？"]),
    ],
)
def test_each_clause_that_asks_is_a_part(question: str, expected: list[str]) -> None:
    assert texts(question) == expected or (len(expected) == 1 and texts(question) == [question])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("安海和临江分别是第几号码头？", ["安海是第几号码头？", "临江是第几号码头？"]),
        ("产值、税收和就业人数各是多少？", ["产值是多少？", "税收是多少？", "就业人数是多少？"]),
        ("海州和临江两市的港口分别叫什么？", ["海州市的港口叫什么？", "临江市的港口叫什么？"]),
        ("潍坊和济南的市长各是谁？", ["潍坊的市长是谁？", "济南的市长是谁？"]),
        ("活动参与人数和获奖人数分别是多少？", ["活动参与人数是多少？", "活动获奖人数是多少？"]),
        (
            "2022年海州普及率和贸易总额分别是多少？",
            ["2022年海州普及率是多少？", "2022年海州贸易总额是多少？"],
        ),
        ("共和国大学与和谐大学分别在哪里？", ["共和国大学在哪里？", "和谐大学在哪里？"]),
        (
            "会议室、普及率以及参与人数分别是多少？",
            ["会议室是多少？", "普及率是多少？", "参与人数是多少？"],
        ),
        (
            "暑期论坛期间，海州和临江各办了什么活动？",
            ["暑期论坛期间，海州办了什么活动？", "暑期论坛期间，临江办了什么活动？"],
        ),
        ("南湖公园和北山公园哪个更大，面积各多少？", ["南湖公园面积多少？", "北山公园面积多少？"]),
        (
            "周明2021年6月到海州、陈立2022年9月到临江，各自参加了什么会议？",
            ["周明2021年6月到海州参加了什么会议？", "陈立2022年9月到临江参加了什么会议？"],
        ),
        ("周明和陈立在会上分别讲了什么？", ["周明在会上讲了什么？", "陈立在会上讲了什么？"]),
        (
            "夏令营和冬令营对比，前者来了几个家庭、后者有多少营员？",
            ["夏令营来了几个家庭", "冬令营有多少营员？"],
        ),
        ("智算中心 云湖中心 机柜数量对比", ["智算中心 机柜数量", "云湖中心 机柜数量"]),
        ("各部门分别怎么做？", ["各部门分别怎么做？"]),
        ("谁和周明一起出席？", ["谁和周明一起出席？"]),
    ],
)
def test_what_is_asked_of_several_is_asked_of_each(question: str, expected: list[str]) -> None:
    assert texts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "2022年 5月12日的会议谁主持？",
        "2022年，第3次会议谁主持？",
        "5月12日，第二届文化节在哪里开幕？",
        "政府和社会各界有哪些反应？",
        "改革和发展各项任务有哪些要求？",
        "今年和去年相比增长多少？",
        "如何看待海州和临江的对比？",
        "第一、二、三等奖分别是谁？",
        "海州市 2022年 GDP 比较",
    ],
)
def test_what_asks_one_thing_stays_whole(question: str) -> None:
    assert texts(question) == [question]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("海州市和临江市各有多少人口？", ["海州市有多少人口？", "临江市有多少人口？"]),
        (
            "2021年和2023年三年行动计划的目标是什么？",
            ["2021年三年行动计划的目标是什么？", "2023年三年行动计划的目标是什么？"],
        ),
        (
            "《红与黑》和《战争与和平》的作者分别是谁？",
            ["《红与黑》的作者是谁？", "《战争与和平》的作者是谁？"],
        ),
        ("2022年全市进口和出口分别增长多少？", ["2022年全市进口增长多少？", "2022年全市出口增长多少？"]),
        ("一季度和二季度GDP分别是多少？", ["一季度GDP是多少？", "二季度GDP是多少？"]),
        ("2014年1月和2月的产量分别是多少", ["2014年1月的产量是多少", "2014年2月的产量是多少"]),
        ("第七、第八两届展会签约多少家？", ["第七届展会签约多少家？", "第八届展会签约多少家？"]),
        (
            "2015年上半年跟2023年上半年相比，出口分别为多少？",
            ["2015年上半年出口为多少？", "2023年上半年出口为多少？"],
        ),
        (
            "8月10日这天海州法院和临江医院各办了什么活动？",
            ["8月10日这天海州法院办了什么活动？", "8月10日这天临江医院办了什么活动？"],
        ),
        (
            "陈立律所的海州所和临江所各参加了什么活动？",
            ["陈立律所的海州所参加了什么活动？", "陈立律所的临江所参加了什么活动？"],
        ),
        ("张惠和梁金光分别是什么职务？", ["张惠是什么职务？", "梁金光是什么职务？"]),
    ],
)
def test_what_several_share_is_asked_of_each(question: str, expected: list[str]) -> None:
    assert texts(question) == expected


def test_a_part_leans_on_the_one_before_and_has_the_name_that_the_question_gives_it() -> None:
    assert parts("安海和临江分别是第几号码头？")[1] == Part("临江是第几号码头？", "临江", leans=True)
    assert [part.leans for part in parts("会议谁主持，在哪里开？")] == [False, True]


def test_a_part_without_time_or_place_is_of_those_that_the_question_opens_with() -> None:
    assert [part.scope for part in parts("济南修了几座桥，又封了多少口井？")] == ["", "济南"]
    assert [part.scope for part in parts("济南修了几座桥？又封了多少口井？")] == ["", ""]
    assert [part.scope for part in parts("2021年济南修了几座桥，2022年又封了多少口井？")] == ["", "济南"]


@given(st.text())
def test_any_text_has_parts(text: str) -> None:
    assert parts(text)
