import pytest

from index.types import Article, PartialDate, Passage
from rag.support import Source, find_support, list_sources, unsupported_facts

TEXT = (
    "本报讯（记者 曹俐）2月21日，济宁高新区外贸工作座谈会召开。区党工委书记刘章箭主持会议，副书记陈成华出席。"
    "2022年，全区外贸进出口总额首次突破200亿元、增长44.6%，工业产值300亿元，下降3.2%。检查未发现问题。"
)
REPORT = Article(
    id="a", title="外贸座谈会", text=TEXT, source="s", published=PartialDate(2023, 2, inferred=True)
)
OTHER = Article(id="b", title="春耕", text="3月6日，曲阜市备足种子8万吨。市长周明到场。", source="s")


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    passages = [Passage(REPORT, 0, len(TEXT)), Passage(OTHER, 0, len(OTHER.text))]
    return list_sources(passages, trusted=lambda _: True)


@pytest.mark.parametrize(
    "faithful",
    [
        "外贸进出口总额突破200亿元，增长44.6%。",
        "全区外贸进出口总额增长百分之四十四点六。",
        "2023年2月21日，外贸工作座谈会召开。",
        "二月二十一日，济宁高新区召开外贸工作座谈会，刘章箭主持，陈成华出席。",
        "会议由刘章箭主持。",
        "全区工业产值为300亿元，同比下降3.2%。",
        "陈成华出席会议。",
        "曲阜市备足种子8万吨，市长周明到场。",
    ],
)
def test_what_the_passages_say_is_supported(faithful: str, sources: list[Source]) -> None:
    quotes = find_support(faithful, [1], sources)
    assert quotes
    for citation in quotes:
        assert citation.quote == citation.article.text[citation.start : citation.end]
    assert list(unsupported_facts(faithful, quotes)) == []


@pytest.mark.parametrize(
    "altered",
    [
        "外贸进出口总额突破210亿元，增长44.6%。",  # another number
        "外贸进出口总额300亿元。",  # another number of the same passage
        "外贸进出口总额首次突破200万元。",  # another unit
        "外贸进出口总额增长44.6个百分点。",
        "全区工业产值为300亿元，同比增长3.2%。",  # the other direction
        "2022年2月21日，外贸工作座谈会召开。",  # another year
        "2月22日会议召开。",
        "3月6日，外贸工作座谈会召开。",  # another report's date
        "会议由张伟主持。",  # another name
        "会议由陈成华主持。",  # another name of the same passage
        "会议由周明主持。",  # of another passage
        "会议由刘章剑主持。",
        "会议由刘章建主持。",
        "会议由高峰主持。",
        "曲阜市外贸工作座谈会召开。",
        "检查发现问题。",  # the opposite
        "这次会议取得了圆满成功，赢得一致好评。",  # nothing of it is said
        "欧阳震华另外捐款9876万元。",
    ],
)
def test_what_they_do_not_say_is_not(altered: str, sources: list[Source]) -> None:
    assert find_support(altered, [1, 2], sources) == ()


def test_a_sentence_from_two_places_gets_both_quotes(sources: list[Source]) -> None:
    quotes = find_support("济宁高新区的会议由刘章箭主持；曲阜市备足了种子8万吨。", [], sources)
    assert [citation.quote for citation in quotes] == [
        TEXT[: TEXT.index("2022年")],
        "3月6日，曲阜市备足种子8万吨。",
    ]


def test_a_wrong_mark_is_mended_by_the_evidence(sources: list[Source]) -> None:
    (quote,) = find_support("市长周明到场。", [1], sources)
    assert quote.article.id == "b"


def test_untrusted_sentences_bear_nothing_out() -> None:
    passage = Passage(OTHER, 0, len(OTHER.text))
    sources = list_sources([passage], trusted=lambda text: "周明" not in text)
    assert find_support("市长周明到场。", [1], sources) == ()
    assert find_support("曲阜市备足种子8万吨。", [1], sources)


def test_signs_alone_are_no_sentence(sources: list[Source]) -> None:
    assert find_support("。", [1], sources) == ()
    assert find_support("", [1], sources) == ()
