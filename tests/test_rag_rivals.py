"""What a sentence speaks of in the place of the thing that a question names."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Article, Hit, Passage, Span
from rag.evidence import FEATURES, Evidence
from rag.rivals import is_of_another, own_first
from rag.understand import understand


def evidence(text: str, *, title: str = "", sentence: int = 0) -> Evidence:
    article = Article(id="a", title=title, text=text, source="")
    ends = [place + 1 for place, letter in enumerate(text) if letter == "。"] or [len(text)]
    start = ends[sentence - 1] if sentence else 0
    hit = Hit(Passage(article, 0, len(text)), 1.0)
    return Evidence(article, Span(start, ends[sentence]), hit, (0.0,) * len(FEATURES))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("双荡镇党委书记是谁？", "横墩镇党委书记邬炳国作检查。"),
        ("石湾大桥是谁承建的？", "棠湖大桥由路桥公司承建。"),
        ("太白湖新区有哪些产业？", "高新区有三大产业。"),
        ("兖州区考察团看了什么？", "泗水县委书记率团看了企业。"),
        ("齐鲁银行谁致辞？", "济宁银行董事长致辞。"),
        ("省卫健委观摩组说了什么？", "省教育厅观摩组说要护眼。"),
        ("区教育局局长是谁？", "市教育局局长王洪正陪同。"),
        ("省委宣传部的专家讲了什么？", "市委宣传部的专家讲了标准。"),
        (
            "在济宁产业技术研究院揭牌的是什么？",
            "加速器在济宁中科先进技术研究院揭牌。",
        ),
    ],
)
def test_another_of_the_sort_is_named(question: str, said: str) -> None:
    assert is_of_another(understand(question), [evidence(said)])


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("横墩镇党委书记是谁？", "横墩镇党委书记邬炳国作检查。"),
        ("招聘会在县城哪个地方办的？", "招聘会由市交通办主办。"),
        ("横墩党委书记是谁？", "双荡镇党委书记周明作检查。"),
        ("实行路长制的机关道路有几条？", "机关6条道路实行路长制，骨架路先行。"),
        ("乡村振兴会谁主持？", "街道乡村振兴会由周明主持。"),
        ("市人民医院有几张床位？", "苇港市人民医院有800张床位。"),
        ("2019年和省人力资源和社会保障厅一起发起的是谁？", "团省委、省人社厅联合启动计划。"),
        ("浙江省交通投资集团投资多少？", "省交投集团计划投资30亿元，水务集团20亿元。"),
        ("环保局关停了多少家企业？", "市生态环境局关停9家企业。"),
        ("2015年县委书记是谁？", "区委书记周明出席。"),
        ("高速公路什么时候通车？", "荔榕高速连接中山路，年底通车。"),
        ("城市管理局管什么？", "城市管理局管环卫，区教育局管学校。"),
        ("松江代区长是谁？", "会议决定王靖为代理区长。"),
        ("谁主持会议？", "高新区周明主持会议。"),
    ],
)
def test_the_thing_itself_its_short_name_and_common_words_are_no_rivals(question: str, said: str) -> None:
    assert not is_of_another(understand(question), [evidence(said)])


def test_the_sentence_that_names_what_is_asked_goes_before_that_of_its_rival() -> None:
    text = "经开区产值672亿元。高新区产值371亿元。全市产值1485亿元。"
    rival, own, whole = (evidence(text, sentence=place) for place in range(3))
    query = understand("高新区产值是多少？")
    assert own_first(query, [rival, own, whole]) == [own, rival, whole]
    assert own_first(query, [rival, replace(own, score=-9.0)])[0] is rival  # answers far worse
    assert own_first(query, [whole, own])[0] is whole  # names no rival
    assert own_first(query, []) == []
    both = understand("经开区比高新区多多少？")
    assert own_first(both, [rival, own])[0] is rival  # names one of them


def test_what_the_headline_or_the_sentence_before_names_is_meant() -> None:
    asked = understand("双荡镇谁作检查？")
    later = "周明到横墩镇调研。双荡镇开会。横墩镇的经验得到推广。"
    assert not is_of_another(asked, [evidence("横墩镇周明作检查。", title="双荡镇整改")])
    assert not is_of_another(asked, [evidence(later, sentence=2)])


@given(st.text(max_size=60), st.text(min_size=1, max_size=60))
def test_any_texts_can_be_compared(question: str, said: str) -> None:
    assert isinstance(is_of_another(understand(question), [evidence(said)]), bool)
