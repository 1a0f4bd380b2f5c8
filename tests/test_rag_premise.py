"""What a question takes for granted, against what the reports say."""

import pytest

from index.types import Article, Hit, PartialDate, Passage, Span
from rag.evidence import FEATURES, Evidence
from rag.premise import mismatch
from rag.understand import understand


def evidence(text: str) -> Evidence:
    article = Article(id="a", title="", text=text, source="", published=PartialDate(2020, 5, 9))
    hit = Hit(Passage(article, 0, len(text)), 1.0)
    return Evidence(article, Span(0, len(text)), hit, (0.0,) * len(FEATURES))


@pytest.mark.parametrize(
    ("question", "report", "asked", "said"),
    [
        ("医药集团靠什么拿了一等奖？", "医药集团的项目获二等奖。", "一等奖", "二等奖"),
        ("力争2021年进入全国行列，怎么干？", "力争2020年进入全国行列。", "2021年", "2020年"),
        ("整治从5月9日到7月底，整治谁？", "整治从今天到6月底，针对重点部门。", "7月底", "6月底"),
        (
            "《女性心理健康》讲座讲了什么？",
            "专家作《女性中医养生》讲座。",
            "《女性心理健康》",
            "《女性中医养生》",
        ),
        ("五年前移24个位次靠什么？", "五年前进42个位次，改革试点24个。", "24个位次", "42个位次"),
        ("园区有5个基地评上省级示范，是真的吗？", "园区有2个基地入选省级示范。", "5个基地", "2个基地"),
        ("考核要进前20强吗？", "考核要进前30强。", "20强", "30强"),
        ("全国首家加速器设在哪里？", "加速器揭牌，成为山东省首家实体空间。", "全国首家", "山东省首家"),
        (
            "外贸进出口2022年为什么下滑了44.6%？",
            "外贸进出口总额首次突破二百亿元大关、增长44.6%。",
            "下滑",
            "增长",
        ),
        ("排名比上年退了两位，为什么？", "排名较上年上升2位。", "退了", "上升"),
        ("周明是不是以教育局局长的身份到会的？", "水利局局长周明到会。", "教育局局长", "水利局局长"),
        ("管委会主任殷锋到会说了什么？", "党工委副书记、管委会副调研员殷锋出席会议。", "管委会主任殷锋", ""),
    ],
)
def test_what_the_report_says_otherwise_is_told(question: str, report: str, asked: str, said: str) -> None:
    found = mismatch(understand(question), [evidence(report)])
    assert found is not None
    assert found.asked == asked
    assert said in found.said


@pytest.mark.parametrize(
    ("question", "report"),
    [
        ("医药集团靠什么拿了二等奖？", "医药集团的项目获二等奖，纺织集团获一等奖。"),
        ("力争2020年进入全国行列，怎么干？", "力争2020年进入全国行列。"),
        ("到6月底整治谁？", "整治从今天到6月底，针对重点部门。"),
        ("全省首家加速器设在哪里？", "加速器揭牌，成为山东省首家实体空间。"),
        ("考核要进前30强吗？", "考核要进前30强，第65名不行。"),
        ("基地是全国唯一的吗？", "产业入选全省首批集群，基地全国唯一。"),
        ("产值提高一倍是哪年？", "年初一次增资后，产值提高一倍。"),
        ("周明是不是以水利局局长的身份到会的？", "县水利局局长周明到会。"),
        ("《实施意见》说了什么？", "根据《创建文明城市工作实施意见》，抓三个方面。"),
        ("足球赛冠军是谁？", "东湖队夺冠，西湖队获亚军。"),
        ("《中华人民共和国安全生产法》在哪里宣传？", "《安全生产法》宣传活动在广场举行。"),
        ("《关于推进乡村振兴的意见》谁解读？", "《关于加强环保的通知》印发。"),
        ("计划的四大支撑是什么？", "计划以三大定位、实习和就业等为四大支撑。"),
    ],
)
def test_what_the_report_bears_out_is_no_difference(question: str, report: str) -> None:
    assert mismatch(understand(question), [evidence(report)]) is None
