from decimal import Decimal

import pytest

from index.types import PartialDate
from rag.facts import days, numbers


def values(text: str) -> list[tuple[str, str]]:
    return [(str(n.value.normalize()), n.unit) for n in numbers(text, days(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("首次突破200亿元、增长44.6%", [(Decimal("2E+10"), "元"), (Decimal("44.6"), "%")]),
        ("约１，２００余名代表", [(Decimal(1200), "名")]),
        ("百分之四十四点六", [(Decimal("44.6"), "%")]),
        ("第十三次会议", [(Decimal(13), "次")]),
        ("两万余人", [(Decimal(20000), "人")]),
        ("四大领域、三个专项行动", [(Decimal(4), "大"), (Decimal(3), "个")]),
        ("一个项目、十分重要、千方百计、一体化、四川", []),
        ("4月20日召开第3次会议", [(Decimal(3), "次")]),
        ("上升6个百分点", [(Decimal(6), "个百分点")]),
    ],
)
def test_numbers_are_read_with_their_units(text: str, expected: list[tuple[Decimal, str]]) -> None:
    assert values(text) == [(str(value.normalize()), unit) for value, unit in expected]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("44.6%", "百分之四十四点六", True),
        ("44.6%", "44.6个百分点", False),
        ("2万人", "20000名", True),
        ("200亿元", "200万元", False),
        ("200亿元", "200亿美元", False),
        ("第十三次", "第13次", True),
        ("第3次", "3次", False),
        ("5公里", "5千米", True),
        ("5公里", "5米", False),
        ("30人", "30家", False),
        ("二十三家", "23家", True),
    ],
)
def test_numbers_agree_in_value_and_unit(one: str, other: str, same: bool) -> None:
    assert numbers(one)[0].is_in(numbers(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2月21日", "二月二十一日", True),
        ("2023年2月21日", "2023-02-21", True),
        ("2023年2月21日", "2月21日", True),  # the article says which year
        ("2022年2月21日", "2月21日", False),
        ("2月22日", "2月21日", False),
        ("2月", "2月21日", True),
        ("2022年", "去年", True),
        ("2021年", "去年", False),
        ("今年", "去年", False),
        ("2019年", "2019—2022年", True),
        ("二〇二三年", "2023年", True),
    ],
)
def test_dates_agree_as_far_as_they_are_stated(one: str, other: str, same: bool) -> None:
    assert days(one)[0].is_in(days(other, published=[PartialDate(2023, 2)])) is same


def test_a_day_takes_the_month_of_the_date_before_it() -> None:
    assert days("4月21日")[0].is_in(days("2022年4月20日至21日"))
    assert not days("5月21日")[0].is_in(days("2022年4月20日至21日"))
