import pytest

from rag.spans import Mention, MentionKind
from rag.understand import understand
from rag.wanted import beside, fitness, unit, wanted_mentions


def wanted(question: str, text: str) -> list[str]:
    return [text[m.start : m.end] for m in wanted_mentions(understand(question), text)]


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("谁主持会议？", "3月4日，市长周明主持会议。", ["周明"]),
        ("会议什么时候召开？", "3月4日，市长周明主持会议。", ["3月4日"]),
        ("总投资多少？", "项目总投资12亿元，占地300亩，用工500人。", ["12亿元"]),
        ("占地面积多少？", "项目总投资12亿元，占地300亩，用工500人。", ["300亩"]),
        ("有多少人？", "项目总投资12亿元，占地300亩，用工500人。", ["500人"]),
        ("增长率是多少？", "总额85.6亿元，同比增长6.3%。", ["6.3%"]),
        ("各年度名次是多少？", "列第97位，较上年上升7个位次。", ["第97位"]),
        ("外贸出口总共多少？", "出口总额85亿元，出口企业600家。", ["85亿元"]),
        ("门店有几个？", "第三次扩建后有门店12个。", ["12个"]),
        ("新造林补贴涨到多少？", "每亩产油40公斤，补助提高到1500元。", ["1500元"]),
        ("全市排第几？", "工业增速6.3%，列全市第2位。", ["第2位"]),
        ("外资在全市排第几？", "第12次会议通报，外资列全市第2位。", ["第2位"]),
        ("名次进了几位？", "园区列第65名，五年前进42个位次。", ["42个位次"]),
        ("外贸涨了多少？", "园区列第65名，外贸200亿元、增长44.6%。", ["44.6%"]),
        ("大楼哪天封顶？", "去年6月开工，11月8日封顶。", ["11月8日"]),
        ("动员会是哪天？", "25日动员会召开，力争2020年8月1日达标。", ["25日"]),
        ("这是第几期？", "济宁高新新闻第12期。", ["第12期"]),
        ("新校区位于哪条路？", "新校区位于滨河路，设有图书馆。", ["滨河路"]),
        ("三号码头总投资多少？", "码头总投资12亿元，年吞吐能力六百万吨。", ["12亿元"]),
        ("电话会议有多少人参加？", "共有56人参加。", ["56人"]),
        ("报纸的热线电话是多少？", "地址滨河路3号，热线0537-6557731。", ["0537-6557731"]),
        ("签了几个外资项目？", "30个外资项目签约，总额2亿元。", ["30个"]),
        ("抓了几个人？", "抓获嫌疑人2名，涉案3万元。", ["2名"]),
        ("谁宣布启动？", "海州讯（记者 吴小明）副市长周明宣布启动。", ["周明"]),
        ("中等收入群体有多少人？", "中等收入者4万人，人均收入3万元。", ["4万人"]),
        ("出口占GDP比重", "出口5亿元，占GDP的12%。", ["12%"]),
        ("演练持续多长时间？", "演练行进3公里，历时两小时。", ["两小时"]),
        ("仪式几点开始？", "3月4日召开筹备会，仪式9时30分开始。", ["9时30分"]),
        ("演练用了几天？", "演练行进3公里，历时两天。", ["两天"]),
        ("大坝多高？", "大坝高65米，蓄水3亿立方米，投资12亿元。", ["65米"]),
        ("泰山高速有多少个出口？", "高速长30米，设12个出口。", ["12个"]),
        ("纠纷化解率有多高？", "大楼高65米，纠纷化解率62.5%。", ["62.5%"]),
        ("门票多少钱？", "门票30块钱，每天发500张。", ["30块钱"]),
        ("总投资多少？", "建成3个板块，投资2亿元。", ["2亿元"]),
        ("外贸多少？", "外贸突破200亿元，增长44.6%。", ["200亿元"]),
        ("外贸比去年涨了多少？", "外贸突破200亿元，增长44.6%。", ["44.6%"]),
        ("特长生招生名额多少？", "招生名额120个，报名费60元。", ["120个", "60元"]),
        ("会议为什么推迟？", "3月4日，市长周明主持会议。", []),
    ],
)
def test_a_question_wants_mentions_of_its_kind_and_unit(
    question: str, text: str, expected: list[str]
) -> None:
    assert wanted(question, text) == expected


def test_what_the_question_names_itself_is_no_answer() -> None:
    assert wanted("周明和谁出席会议？", "周明、李红出席会议。") == ["李红"]


def test_a_number_inside_a_date_is_no_quantity() -> None:
    assert wanted("有多少？", "2021年3月4日召开。") == []


def test_vague_words_are_no_answers() -> None:
    assert wanted("会议什么时候召开？", "近日，会议召开。") == []


def test_a_body_may_answer_who_where_bodies_act() -> None:
    assert "海州港务集团" in wanted("活动由谁主办？", "活动由海州港务集团承办。")
    assert wanted("校长叫什么名字？", "活动由海州港务集团承办。") == []


def test_the_unit_is_told_by_the_first_cue() -> None:
    dollars, street = unit(understand("总投资多少？")), unit(understand("在哪条街？"))
    assert dollars is not None
    assert dollars.search("12亿元")
    assert street is not None
    assert street.search("解放街")
    assert unit(understand("谁主持？")) is None
    assert unit(understand("有多少？")) is None


def test_text_of_the_question_beside_a_mention_is_measured() -> None:
    text = "局长梁栋出席，市长周明主持会议。"
    query = understand("市长谁主持会议？")
    first, second = (
        beside(query, text, Mention(text.index(name), text.index(name) + 2, MentionKind.PERSON))
        for name in ("梁栋", "周明")
    )
    assert (first, second) == (1 / 8, 6 / 8)


def test_fitness_is_of_the_wanted_mention_of_the_list_or_neutral() -> None:
    text = "要求包括安全、质量和效率。"
    assert fitness(understand("要求有哪三项？"), text, ()) == 1.0
    assert fitness(understand("有哪些要求？"), text, ()) == 0.6
    assert fitness(understand("有哪些要求？"), "会议召开。", ()) == 0.0
    assert fitness(understand("谁主持？"), "会议召开。", ()) == 0.0
    assert fitness(understand("谁主持？"), "周明", (Mention(0, 2, MentionKind.PERSON),)) == 1.0
    assert fitness(understand("为什么？"), "会议召开。", ()) == 0.5
