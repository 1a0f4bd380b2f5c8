"""Questions as people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.spoken import as_written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("帮我查下2023年第4次常委会哪天开的", "2023年第4次常委会哪天开的"),
        ("写材料用，2020年全市产值多少", "2020年全市产值多少"),
        ("我想知道谁主持的", "谁主持的"),
        ("想了解一下外贸", "外贸"),
        ("说是要修多久来着？", "说是要修多久"),
        ("一共投了多少？我记得后来涨了", "一共投了多少？"),
        ("头一任校长是谁", "首任校长是谁"),
        ("22年外贸多少来着", "2022年外贸多少"),
        ("码头19年那会儿有几条船", "码头2019年那会儿有几条船"),
        ("从18年到23年开了几次会", "从2018年到2023年开了几次会"),
        ("查一下22年的外贸", "2022年的外贸"),
        ("那22年呢？", "那2022年呢？"),
        ("书记是谁呀？", "书记是谁？"),
        ("三个行动是哪三个呢", "三个行动是哪三个"),
        ("22年前三季度外贸多少", "2022年前三季度外贸多少"),
        ("22年来了多少游客", "2022年来了多少游客"),
        ("书记是谁，谢谢", "书记是谁"),
        ("普惠园22年一个月收多少", "普惠园2022年一个月收多少"),
    ],
)
def test_what_is_only_polite_is_dropped_and_years_are_written_in_full(said: str, written: str) -> None:
    assert as_written(said) == written


@pytest.mark.parametrize(
    "question",
    [
        "那个会谁主持的",
        "我想问的是第12次，哪天开的",
        "查处了多少案件",
        "问责了谁",
        "他教了22年书吗",
        "近20年产值多少",
        "守桥15年的老人是谁",
        "20年前是什么样",
        "创办于1998年",
        "第22年",
        "长江10年禁渔哪年开始",
        "民国22年",
        "坚持22年送药的是谁",
        "15年树龄的树",
        "12年一贯制学校在哪",
        "给我看病的医生是谁",
        "想问问题的是谁",
        "写论文的学生得了什么奖",
        "老师退休金多少",
        "市民知道吗",
        "方案有提吗",
        "志愿者为什么说谢谢",
        "码头多少钱？听说涨到3亿，是真的吗",
        "谢谢",
        "你知道吗",
        "",
    ],
)
def test_what_asks_stays_and_how_long_something_took_is_no_year(question: str) -> None:
    assert as_written(question) == question


@given(st.text(alphabet="22年19那会来着帮我查下的问谁，？ 多少", max_size=30))
def test_a_question_is_never_lost(question: str) -> None:
    assert bool(as_written(question)) == bool(question)
