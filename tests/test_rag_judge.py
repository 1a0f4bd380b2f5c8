from dataclasses import replace

import pytest

from index.types import Article, Hit, PartialDate, Passage, Span
from rag import judge
from rag.bearing import Bearing
from rag.checks import doubts, life_first, numbered_first
from rag.evidence import FEATURES, Evidence
from rag.judge import confidence, refusal, signs
from rag.premise import people_of
from rag.spans import Mention, MentionKind
from rag.types import Reason
from rag.understand import understand
from rag.wanted import wanted_mentions

COVERED = (PartialDate(2019, 9, 1), PartialDate(2021, 3, 5))
SURE, UNSURE = 20.0, -20.0


def evidence(
    text: str = "市长周明主持会议。",
    *,
    name: str = "a",
    dated: float = 0.0,
    about: float = 0.0,
    wanted: bool = True,
) -> Evidence:
    article = Article(id=name, title="", text=text, source="")
    given = {"dated": dated, "about": about, "joint": 0.5}
    features = tuple(given.get(feature, 0.0) for feature in FEATURES)
    mentions = (Mention(0, 2, MentionKind.PERSON),) if wanted else ()
    hit = Hit(Passage(article, 0, len(text)), 1.0)
    return Evidence(article, Span(0, len(text)), hit, features, wanted=mentions)


@pytest.fixture
def bias(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Make the fitted model say the same of everything: sure, or not."""
    size = len(signs(understand("谁？"), [evidence()]))
    weights = {"answer": [0.0] * size + [request.param]}
    monkeypatch.setattr(judge, "model", lambda: weights)


sure = pytest.mark.parametrize("bias", [SURE], indirect=True)
unsure = pytest.mark.parametrize("bias", [UNSURE], indirect=True)


@sure
@pytest.mark.usefixtures("bias")
def test_a_question_that_the_archive_answers_is_not_refused() -> None:
    assert refusal(understand("谁主持会议？"), [evidence()], COVERED) == (None, "")


@unsure
@pytest.mark.usefixtures("bias")
def test_a_question_that_is_hardly_answered_lacks_the_fact() -> None:
    assert refusal(understand("谁主持会议？"), [evidence()], COVERED) == (Reason.FACT_ABSENT, "")


def test_small_talk_is_out_of_scope_whatever_was_found() -> None:
    assert refusal(understand("今天天气怎么样？"), [evidence()], COVERED) == (Reason.OUT_OF_SCOPE, "")


def test_without_evidence_nothing_is_found() -> None:
    assert refusal(understand("谁主持会议？"), [], None) == (Reason.NOTHING_FOUND, "")


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("2025年谁主持会议？", "2025年"),
        ("2021年4月谁主持会议？", "2021年4月"),
        ("2021年和2030年谁主持？", "2030年"),
    ],
)
def test_a_time_after_the_last_report_is_outside_coverage(question: str, missing: str) -> None:
    assert refusal(understand(question), [evidence()], COVERED) == (Reason.OUTSIDE_COVERAGE, missing)


@sure
@pytest.mark.usefixtures("bias")
@pytest.mark.parametrize("question", ["2021年3月谁主持会议？", "2010年谁主持会议？"])
def test_a_time_that_is_covered_or_before_may_be_told(question: str) -> None:
    assert refusal(understand(question), [evidence()], COVERED) == (None, "")
    assert refusal(understand(question), [evidence()], None) == (None, "")


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("刘德华出席了什么会议？", "刘德华"),
        ("青岛的会议谁主持？", "青岛"),
        ("第13次会议谁主持？", "第13次"),
    ],
)
def test_a_name_or_ordinal_that_no_article_has_is_absent(question: str, missing: str) -> None:
    assert refusal(understand(question), [evidence()], COVERED) == (Reason.ENTITY_ABSENT, missing)


def test_a_person_of_another_article_than_the_best_is_absent() -> None:
    found = [evidence(), evidence("局长梁栋介绍化肥。", name="b")]
    assert refusal(understand("梁栋主持了什么会议？"), found, None)[0] is Reason.FALSE_PREMISE


@sure
@pytest.mark.usefixtures("bias")
def test_a_name_in_headline_or_text_is_not_absent() -> None:
    assert refusal(understand("周明主持了什么会议？"), [evidence()], None) == (None, "")


@sure
@pytest.mark.usefixtures("bias")
def test_evidence_of_another_time_lacks_the_fact() -> None:
    assert refusal(understand("2020年谁主持？"), [evidence(dated=-1.0)], None) == (Reason.FACT_ABSENT, "")


@pytest.mark.parametrize(
    ("question", "text", "doubt"),
    [
        ("谁主持会议？", "会议在市里召开。", "unkind"),
        ("会议什么时候召开？", "会议召开了。", "unkind"),
        ("会议有多少人？", "会议召开了。", "unkind"),
        ("周明是哪里人？", "周明主持会议。", "unlike biography"),
    ],
)
def test_what_a_type_should_have_and_has_not_is_a_doubt(question: str, text: str, doubt: str) -> None:
    assert doubt in doubts(understand(question), [evidence(text, wanted=False)])


@sure
@pytest.mark.usefixtures("bias")
@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("大坝花了多少钱？", "大坝高65米。", False),
        ("大坝花了多少钱？", "大坝花了12亿元。", True),
        ("大坝花了多少钱？", "大坝投资3.5亿，由周明建设。", True),
        ("展览门票多少钱？", "展览免费开放。", True),
        ("大坝修了几天？", "大坝高65米。", False),
        ("周明是哪里人？", "市长周明主持会议。", False),
        ("周明什么时候上任的？", "2018年3月，周明任海州区委书记。", True),
        ("周明在电话会议上讲了什么？", "周明要求加强防汛。", True),
        ("周明是哪里人？", "周明，海州人。", True),
        ("大坝的监理是哪家公司？", "大坝由海州路桥公司承建。", False),
        ("大坝是哪家公司承建的？", "大坝由海州港务公司验收。", False),
        ("大坝是哪家公司承建的？", "海州路桥公司中标大坝工程。", True),
        ("大坝的设计单位是哪家？", "大坝由海州路桥公司承建。", False),
        ("收入排第一的是哪个村？", "村均收入86万元，江村246万元居首。", True),
        ("园区的12名院士叫什么名字？", "院士周明等12名院士到园区。", False),
        ("园区的12名院士叫什么名字？", "园区有12名院士、30名博士。", False),
        ("什么时候公布录取名单？", "3月4日公布名单。", True),
        ("海州银行的行长是谁？", "海州银行董事长周明出席。", False),
        ("妇幼保健院院长是谁？", "市人民医院院长周明介绍。", False),
        ("工信部部长是谁？", "工业和信息化部部长周明介绍。", True),
        ("学校午餐一餐收多少钱？", "学校总投资2.4亿元，招收学生300名。", False),
        ("学校午餐一餐收多少钱？", "午餐每餐收费12元。", True),
        ("高架上限速多少码？", "高架段长3.2公里。", False),
        ("海州港有多少码头？", "海州港有码头28座。", True),
        ("周明挂职前在哪个单位工作？", "周明任海州区副区长。", False),
        ("周明任职前在哪个单位工作？", "周明曾在海州港工作。", True),
        ("兖州区的大坝高多少米？", "济宁高新区大坝高65米。", False),
        ("哪5条措施？", "措施是加固堤坝；疏通河道；巡查隐患；转移群众；储备物资。", True),
        ("海州的5家银行叫什么名字？", "海州有5家银行：甲行、乙行、丙行、丁行、戊行。", True),
    ],
)
def test_a_measure_a_life_or_names_that_no_sentence_tells_are_not_answered(
    question: str, text: str, told: bool
) -> None:
    query = understand(question)
    found = [evidence(text, wanted=bool(wanted_mentions(query, text)))]
    assert (refusal(query, found, None) == (None, "")) is told


def test_signs_are_of_the_best_sentence_its_bearing_the_type_and_the_likeliest_answer() -> None:
    told = [
        replace(evidence(), features=tuple(float(name == feature) * value for name in FEATURES))
        for feature, value in (("typed", 0.5), ("answers", 4.0))
    ]
    query = understand("谁主持会议？")
    found = signs(query, told)
    assert {0.5, 1.0, 4.0} <= set(found)
    assert set(Bearing.of(query, told[0]).values) <= set(found)
    assert found[-2] == len(doubts(query, told))


@pytest.mark.parametrize(
    ("question", "named"),
    [("周明获得了什么荣誉？", ["周明"]), ("向普京汇报的防长是谁？", []), ("岳阳为什么关停工厂？", [])],
)
def test_common_words_and_small_words_before_a_name_are_nobody(question: str, named: list[str]) -> None:
    assert people_of(question, "周明获得奖章。") == named


@sure
@pytest.mark.usefixtures("bias")
def test_a_year_to_come_is_covered_where_a_report_speaks_of_it() -> None:
    query = understand("2035年规模多大？")
    assert refusal(query, [evidence(dated=0.0)], COVERED)[0] is Reason.OUTSIDE_COVERAGE
    assert refusal(query, [evidence(dated=1.0)], COVERED)[0] is not Reason.OUTSIDE_COVERAGE


@sure
@pytest.mark.usefixtures("bias")
def test_people_who_all_did_something_else_did_not_do_what_is_asked() -> None:
    told = evidence("市长周明出席会议，副市长梁栋主持会议。", wanted=False)
    other = evidence("赵文清到场。", name="b")
    assert refusal(understand("会议由谁传达文件？"), [told, other], COVERED) == (Reason.FACT_ABSENT, "")
    assert refusal(understand("会议由谁主持？"), [told, other], COVERED) == (None, "")


@sure
@pytest.mark.usefixtures("bias")
def test_a_report_that_has_no_word_of_the_question_does_not_answer_it() -> None:
    far = replace(evidence(dated=1.0), features=tuple(float(name == "dated") for name in FEATURES))
    assert refusal(understand("2022年春节放几天假？"), [far], COVERED) == (Reason.FACT_ABSENT, "")


def test_confidence_is_a_probability() -> None:
    assert 0.0 <= confidence(understand("谁主持会议？"), [evidence()]) <= 1.0


@unsure
@pytest.mark.usefixtures("bias")
def test_a_sentence_that_tells_the_life_of_the_person_alone_answers_and_comes_first() -> None:
    query = understand("周明是哪年出生的？")
    told, named = evidence("周明，男，1972年1月出生，海州人。"), evidence("市长周明主持会议。")
    other = evidence("王强1972年1月出生，与周明同乡。")
    assert life_first(query, [named, other, told]) == [told, named, other]
    assert refusal(query, [told], COVERED) == (None, "")
    assert refusal(query, [other], COVERED) == (Reason.FACT_ABSENT, "")


@sure
@pytest.mark.usefixtures("bias")
def test_question_words_are_no_names() -> None:
    assert refusal(understand("纪念馆分哪几个展区？"), [evidence("纪念馆分3个展区。")], COVERED) == (None, "")


@pytest.mark.parametrize("bias", [-1.1], indirect=True)  # a probability of .25
@pytest.mark.usefixtures("bias")
def test_an_article_that_the_talk_is_about_needs_less_to_answer() -> None:
    query = understand("谁主持会议？")
    assert refusal(query, [evidence()], COVERED) == (Reason.FACT_ABSENT, "")
    assert refusal(query, [evidence(about=1.0)], COVERED) == (None, "")


@sure
@pytest.mark.usefixtures("bias")
@pytest.mark.parametrize("question", ["新窖池第一次下粮是谁？", "整条路是谁修的？"])
def test_a_beginning_and_a_whole_are_no_names(question: str) -> None:
    assert refusal(understand(question), [evidence()], COVERED) == (None, "")


@pytest.mark.parametrize("question", ["路多长，跑起来几公里", "高中生的晚自习怎么收费", "文明办谁负责"])
def test_what_begins_like_a_surname_is_not_always_somebody(question: str) -> None:
    assert people_of(question, "") == []


@sure
@pytest.mark.usefixtures("bias")
def test_an_ordinal_is_the_same_in_figures_and_in_words() -> None:
    held = [evidence("第11次会议4月21日召开。")]
    assert refusal(understand("第十一次会议哪天召开？"), held, COVERED) == (None, "")
    assert refusal(understand("第十三次会议哪天召开？"), held, COVERED) == (Reason.ENTITY_ABSENT, "第十三次")


def test_the_reports_that_hold_the_ordinal_asked_about_go_first() -> None:
    told = [
        evidence("第11次会议召开。", name="a"),
        evidence("会议召开。", name="b"),
        evidence("第十二次会议召开。", name="c"),
    ]
    order = [found.article.id for found in numbered_first(understand("第12次会议谁主持？"), told)]
    assert order == ["c", "a", "b"]
    assert numbered_first(understand("会议谁主持？"), told) == told
    assert numbered_first(understand("第13次会议谁主持？"), told) == told
