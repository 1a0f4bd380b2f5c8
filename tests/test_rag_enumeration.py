from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.enumeration import enumeration, listed
from rag.understand import understand

ANY = st.text(max_size=120) | st.text(
    alphabet="一二三是第，、；。：（）①②“”和及以分别为包括等王李明周种子 \n", max_size=120
)


def items(text: str, question: str) -> list[str]:
    return [text[span.start : span.end] for span in listed(text, understand(question))]


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        (
            "会议要求：一是备足种子，二是检修农机，三是防治病虫害。",
            "会议有哪三项要求？",
            ["备足种子", "检修农机", "防治病虫害"],
        ),
        (
            "新校区设有图书馆、体育馆和艺术中心。",
            "有哪些设施？",
            ["图书馆", "体育馆", "艺术中心"],
        ),
        ("周明一行走访了桂市场、老街和车站。", "看了哪些地方？", ["桂市场", "老街", "车站"]),
        (
            "中标的是建设有限公司、路桥公司和港务公司。",
            "有哪些公司？",
            ["中标的是建设有限公司", "路桥公司", "港务公司"],
        ),
        ("奖项包括金奖、银奖和铜奖。", "奖项有哪些？", ["金奖", "银奖", "铜奖"]),
        ("产业涵盖医药、机械、纺织等。", "涵盖哪些产业？", ["医药", "机械", "纺织"]),
        ("要发扬“实干”“创新”“奉献”三种作风。", "哪三种作风？", ["“实干”", "“创新”", "“奉献”"]),
        ("前三名分别为：红星厂，东方厂，胜利厂。", "前三名有哪些？", ["红星厂", "东方厂", "胜利厂"]),
        ("①测温；②消毒；③通风。", "有哪些措施？", ["测温", "消毒", "通风"]),
        (
            "甲船厂项目，乙电厂项目，丙学校项目等3个项目签约。",
            "哪3个项目签约？",
            ["甲船厂项目", "乙电厂项目", "丙学校项目"],
        ),
        (
            "三个优势即：港深水阔；路网发达；人才众多。",
            "三个优势是什么？",
            ["港深水阔", "路网发达", "人才众多"],
        ),
        (
            "听取了甲、乙、丙、丁、戊汇报，《海堤条例》《渔港办法》草案。",
            "有哪几部法规？",
            ["《海堤条例》", "《渔港办法》"],
        ),
        ("同志周明、梁栋，及孙晓梅被找到。", "三位同志叫什么名字？", ["周明", "梁栋", "孙晓梅"]),
        ("①测温②消毒③通风。", "有哪些措施？", ["测温", "消毒", "通风"]),
        ("会议召开。", "有哪些单位参加？", []),
        ("", "有哪些？", []),
    ],
)
def test_the_items_of_an_enumeration_are_listed(text: str, question: str, expected: list[str]) -> None:
    assert items(text, question) == expected


def test_the_count_decides_whether_the_last_item_is_two() -> None:
    text = "要求包括安全、质量和效率。"
    assert items(text, "要求有哪三项？") == ["安全", "质量", "效率"]
    assert items(text, "要求有哪两项？") == ["安全", "质量和效率"]


def test_an_enumeration_with_as_many_items_as_asked_goes_before_others() -> None:
    text = "会议听取了甲项目、乙项目、丙项目、丁项目汇报。会议要求抓好安全、质量。"
    assert items(text, "会议要求抓好哪两项？") == ["安全", "质量"]


def test_people_are_listed_where_people_are_asked_for() -> None:
    text = "市领导李明、周明出席活动，王一鸣主持。"
    assert items(text, "有哪些领导出席？") == ["李明", "周明", "王一鸣"]


@given(ANY, st.sampled_from(["哪三个？", "有谁？", "有哪些？", "分别是什么？", ""]))
def test_items_lie_inside_any_text_in_order_and_are_several(text: str, question: str) -> None:
    spans = listed(text, understand(question))
    assert len(spans) != 1
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize("run", ["a", "1", "、", "第", "“", "和", "一、", "“a”", "一是", "（一）", "王三"])
def test_a_long_run_of_the_same_is_read(run: str) -> None:
    text = (run * 20_000)[:20_000]
    assert all(span.end <= 20_000 for span in enumeration(text, understand("有哪些？")))
    assert all(span.end <= 20_000 for span in listed(text, understand("有谁？")))
