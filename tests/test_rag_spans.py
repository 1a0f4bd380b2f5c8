from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.spans import MentionKind, mentions

ALL = frozenset(MentionKind)
ANY = st.text(max_size=120) | st.text(
    alphabet="王李周明主持第一百2020年3月1日·“”《》亿元名人，。、a1@.-% ", max_size=120
)


def found(text: str, kind: MentionKind) -> list[str]:
    return [text[m.start : m.end] for m in mentions(text, frozenset({kind}))]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("市委书记李明主持会议并讲话。", ["李明"]),
        ("梁栋介绍说，周明出席仪式。", ["梁栋", "周明"]),
        ("记者王一鸣、李红报道。", ["王一鸣", "李红"]),
        ("校长欧阳建国在典礼上讲话。", ["欧阳建国"]),
        ("总统巴拉克·奥巴马说，秘书长安东尼奥·古特雷斯在场。", ["巴拉克·奥巴马", "安东尼奥·古特雷斯"]),
        ("校长路有为说，市长沈砚明作部署。", ["路有为", "沈砚明"]),
        ("赵文和，赵文为，都到场。", ["赵文和", "赵文为"]),
        ("会议选举李强为出席大会的代表。", ["李强"]),
        ("县长安全工作述职，主任党建工作总结。", []),
        ("决定：严允同志任书记，罗文江同志任市长，党员同志到场。", ["严允", "罗文江"]),
        ("书记傅一鸣、季小满出席，赖文远主持。", ["傅一鸣", "季小满", "赖文远"]),
        ("，但是在会上，都在说，由此来到。", []),
        ("会议在高新区召开。", []),
        ("当场签约的项目由谁牵头", []),
        ("唐山人社局局长是哪位", []),
        ("是应谁的请求", []),
        ("食堂连成了一片。", []),
        ("区委书记方向东主持会议。", ["方向东"]),
        ("会议选举顾坤为市长。", ["顾坤"]),
    ],
)
def test_people_are_found_by_their_names(text: str, people: list[str]) -> None:
    assert found(text, MentionKind.PERSON) == people


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("总投资12亿元。", ["12亿元"]),
        ("同比增长8.9%。", ["8.9%"]),
        ("共有1,234.5万元。", ["1,234.5万元"]),
        ("可容纳学生三千人。", ["三千人"]),
        ("占百分之三十五。", ["百分之三十五"]),
        ("位列全省第3位。", ["第3位"]),
        ("下降0.4个百分点。", ["0.4个百分点"]),
        ("面积40平方公里，新开三条航线。", ["40平方公里", "三条"]),
        ("会议召开。", []),
    ],
)
def test_quantities_come_with_their_unit(text: str, quantities: list[str]) -> None:
    assert found(text, MentionKind.QUANTITY) == quantities


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2021年3月4日，码头开港。", ["2021年3月4日"]),
        ("3月4日上午9时30分召开。", ["3月4日上午9时30分"]),
        ("二〇二一年开工。", ["二〇二一年"]),
        ("自1998—2003年任职。", ["1998—2003年"]),
        ("会议于周五召开。", ["周五"]),
        ("总投资12亿元。", []),
    ],
)
def test_dates_are_found_to_the_hour(text: str, dates: list[str]) -> None:
    assert found(text, MentionKind.DATE) == dates


def test_titles_stand_between_their_marks() -> None:
    assert found("《海州日报》报道“远望”号靠泊。", MentionKind.TITLE) == ["《海州日报》", "“远望”"]


def test_codes_are_numbers_that_call_or_name() -> None:
    text = "热线：0537-6557731，刊号CN37-0045，邮箱news@haizhou.cn。"
    assert found(text, MentionKind.CODE) == ["0537-6557731", "CN37-0045", "news@haizhou.cn"]


def test_places_and_organisations_are_told_by_their_last_characters() -> None:
    assert "东湖镇" in found("现场会在东湖镇召开。", MentionKind.PLACE)
    assert "海州港务集团" in found("海州港务集团承办。", MentionKind.ORGANISATION)


def test_mentions_of_full_width_digits_keep_their_place() -> None:
    assert found("总投资１２亿元。", MentionKind.QUANTITY) == ["１２亿元"]


def test_of_two_that_overlap_the_earlier_then_the_longer_stays() -> None:
    text = "3月4日，“三条航线”开通。"
    both = mentions(text, frozenset({MentionKind.TITLE, MentionKind.QUANTITY}))
    assert [text[m.start : m.end] for m in both if m.kind is MentionKind.TITLE] == ["“三条航线”"]
    assert "三条" not in [text[m.start : m.end] for m in both]


def test_no_kinds_are_no_mentions() -> None:
    assert mentions("3月4日，周明主持会议。", frozenset()) == []


@given(ANY, st.sets(st.sampled_from(sorted(MentionKind))))
def test_mentions_lie_inside_the_text_in_order_and_do_not_overlap(text: str, kinds: set[MentionKind]) -> None:
    spans = mentions(text, frozenset(kinds))
    assert all(0 <= m.start < m.end <= len(text) and m.kind in kinds for m in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "run", ["a", "1", "、", "第", "“", "一", "和", "王三", "百分之一", "1,", "a1", "·", "年"]
)
def test_a_long_run_of_the_same_is_read(run: str) -> None:
    text = (run * 20_000)[:20_000]
    assert all(m.end <= 20_000 for m in mentions(text, ALL))
