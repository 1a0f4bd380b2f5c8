"""Where the best sentence has something of another sort than is asked."""

import pytest

from index.types import Article, Hit, Passage, Span
from rag.evidence import FEATURES, Evidence
from rag.sorts import is_of_another_sort, names_none
from rag.types import Answer
from rag.understand import understand
from rag.wanted import wanted_mentions


def evidence(question: str, text: str) -> Evidence:
    article = Article(id="a", title="", text=text, source="")
    hit = Hit(Passage(article, 0, len(text)), 1.0)
    wanted = wanted_mentions(understand(question), text)
    return Evidence(article, Span(0, len(text)), hit, (0.0,) * len(FEATURES), wanted=wanted)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("欠薪整治会是几号开的？", "近日，全区根治欠薪工作会议召开。"),
        ("发言的5个单位是哪几家？", "会上播放了短片，5个单位作了发言。"),
        ("讲课的专家叫什么名字？", "会后，请专家作《四季养生》讲座。"),
        ("授课的专家是谁？", "会上，邀请市里相关专家授课。"),
        ("全区公园绿地总面积是多少？", "人均公园绿地面积14.8平方米。"),
        ("典范城市培训的专家姓啥？", "会上，邀请专家来高新区授课。"),
        ("讲课的人姓啥？", "高新区。"),
        ("物流中心建下来花了多少钱？", "物流中心竣工，外贸进出口总额首次突破200亿元。"),
        ("复审专家组哪天来检查？", "3月17日，国家卫生城市复审动员大会召开。"),
    ],
)
def test_another_sort_is_no_answer(question: str, said: str) -> None:
    assert is_of_another_sort(understand(question), [evidence(question, said)])


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("欠薪整治会是几号开的？", "3月2日，全区根治欠薪工作会议召开。"),
        ("发言的5个单位是哪几家？", "甲镇、乙镇、丙镇、丁镇、戊镇5个单位作了发言。"),
        ("有几个单位发言？", "会上播放了短片，5个单位作了发言。"),
        ("讲课的专家叫什么名字？", "会后，请专家周明作《四季养生》讲座。"),
        ("全区公园绿地面积是多少？", "人均公园绿地面积14.8平方米。"),
        ("物流中心花了多少钱？", "物流中心投资2亿元，年进出口总额200亿元。"),
        ("人均公园绿地总共多少？", "人均公园绿地面积14.8平方米。"),
        ("复审动员大会哪天召开？", "3月17日，国家卫生城市复审动员大会召开。"),
        ("复审哪天动员？", "3月17日，国家卫生城市复审动员大会召开。"),
        ("周明哪天去考察？", "3月17日，周明到海州考察，主持召开座谈会。"),
    ],
)
def test_what_is_asked_for_is_an_answer(question: str, said: str) -> None:
    assert not is_of_another_sort(understand(question), [evidence(question, said)])


@pytest.mark.parametrize(
    ("question", "short", "lacks"),
    [
        ("受表彰的先进单位有哪些？", "先进集体、先进个人、先进单位进行了集中表彰", True),
        ("走访了哪几家企业？", "疫情防控措施落实、企业生产经营、项目建设", True),
        ("先进单位名单", "《关于表扬先进的通报》、《实施方案》", True),
        ("签约的有哪些企业？", "智能装备产业、医药健康、现代服务业", True),
        ("走访了哪几家企业？", "东方船厂、红星机械公司、海州港务公司", False),
        ("被点名的是哪两家公司？", "华为、中兴", False),
        ("参加动员会的单位有哪些？", "各有关部门单位、各街道负责人参加会议", False),
        ("有哪些产业？", "智能装备产业、医药健康、现代服务业", False),
        ("五大专班的组长有哪几位？", "市容提升行动、交通提升行动", True),
        ("五大专班的组长有哪几位？", "周明、梁栋", False),
        ("走访企业时看了哪些环节？", "生产经营、项目建设", False),
    ],
)
def test_bodies_are_asked_for_by_name(question: str, short: str, *, lacks: bool) -> None:
    assert names_none(understand(question), Answer(question, short, short)) is lacks
