import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_encoder import FakeEncoder
from index.cut import cut
from index.search import TIME_WEIGHT, Searcher
from index.store import Store
from index.times import (
    Asked,
    Time,
    bare_days,
    in_month,
    is_relative,
    named_times,
    ordinals,
    period_spans,
    periods,
    resolved,
    spanned_years,
    told_times,
    without_times,
)
from index.types import Article, PartialDate, Passage

TODAY = PartialDate(2023, 1, 20)


def passage(text: str, published: PartialDate | None = None, title: str = "") -> Passage:
    return Passage(Article(id="a", title=title, text=text, source="s", published=published), 0, len(text))


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("2022年4月23日召开", (Time(2022, 4, 23),)),
        ("2022年4月和2023年", (Time(2022, 4), Time(2023))),
        ("3月19日的会", (Time(0, 3, 19),)),
        ("4月份,2021年度", (Time(0, 4), Time(2021))),
        ("总投资2022.5亿元,增长12月", (Time(0, 12),)),
        ("投资20221万元", ()),
        ("", ()),
    ],
)
def test_years_months_and_days_are_read_in_order(text: str, times: tuple[Time, ...]) -> None:
    assert named_times(text) == times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("去年的产值", (Time(2022),)),
        ("今年和前年", (Time(2023), Time(2021))),
        ("上个月", (Time(2022, 12),)),
        ("本月", (Time(2023, 1),)),
        ("近三年", (Time(2023), Time(2022), Time(2021))),
        ("过去10年", tuple(Time(2023 - back) for back in range(10))),
        ("近十二年", tuple(Time(2023 - back) for back in range(12))),
        ("2020年和去年", (Time(2020), Time(2022))),
    ],
)
def test_relative_times_are_counted_from_the_day_that_the_text_is_of(
    text: str, times: tuple[Time, ...]
) -> None:
    assert told_times(text, TODAY) == times
    assert told_times(text, None) == named_times(text)


def test_a_question_that_needs_a_day_is_told_from_one_that_does_not() -> None:
    assert is_relative("去年的外贸总额")
    assert not is_relative("2022年的外贸总额")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("第12次会议", {"12次"}),
        ("第十二次会议和第二届大会", {"12次", "2届"}),
        ("第二十三届", {"23届"}),
        ("首届论坛和头一次会议", {"1届", "1次"}),
        ("第一时间", set()),
        ("第一季度", set()),
    ],
)
def test_ordinals_are_the_same_in_both_ways_of_writing(text: str, numbers: set[str]) -> None:
    assert ordinals(text) == numbers


@given(st.integers(1, 99))
def test_an_ordinal_in_characters_is_the_one_in_digits(number: int) -> None:
    digits = "零一二三四五六七八九"
    tens = ("" if number < 20 else digits[number // 10]) + "十" if number > 9 else ""
    written = tens + (digits[number % 10] if number % 10 else "")
    assert ordinals(f"第{written}次会议") == ordinals(f"第{number}次会议") == {f"{number}次"}


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("前俩月", (1, 2)),
        ("今年前5个月", (1, 5)),
        ("头三个月", (1, 3)),
        ("1至4月", (1, 4)),
        ("1—4月", (1, 4)),
        ("一季度", (1, 3)),
        ("第四季度", (10, 12)),
        ("前三季度", (1, 9)),
        ("上半年", (1, 6)),
        ("下半年", (7, 12)),
    ],
)
def test_a_part_of_a_year_is_the_same_in_all_ways_of_writing(text: str, months: tuple[int, int]) -> None:
    assert periods(text) == (months,)
    assert [text[start:end] for start, end in period_spans(text)] == [text.removeprefix("今年")]


def test_months_and_days_are_no_part_of_a_year() -> None:
    assert periods("5月12日，3个月前的2月") == ()


@pytest.mark.parametrize(
    ("question", "written", "said", "meant"),
    [
        ("去年产值多少？", "2022年产值多少？", "去年", "2022年"),
        ("上个月签约多少家？", "2022年12月签约多少家？", "上个月", "2022年12月"),
        ("去年8月签约多少家？", "2022年8月签约多少家？", "去年", "2022年"),
        ("他今年多大？", "他今年多大？", "", ""),
        ("2021年较上年增长多少？", "2021年较上年增长多少？", "", ""),
        ("产值多少？", "产值多少？", "", ""),
        ("目前年产多少？", "目前年产多少？", "", ""),
        ("二十年前年产量多少？", "二十年前年产量多少？", "", ""),
        ("《去年冬天》是谁写的？", "《去年冬天》是谁写的？", "", ""),
        ("去年和今年的出口各是多少？", "去年和今年的出口各是多少？", "", ""),
    ],
)
def test_a_relative_time_is_written_out(question: str, written: str, said: str, meant: str) -> None:
    assert resolved(question, TODAY) == (written, said, meant)


def test_last_august_is_a_month_of_last_year() -> None:
    assert Time(2022, 8) in told_times("自去年8月改革以来", TODAY)


def test_a_day_without_its_month_is_of_the_report_or_of_the_month_before() -> None:
    assert bare_days("记者19日获悉,5月3日,日均20日报,为期3日,满15日,30日后") == (Time(day=19),)
    assert in_month(Time(day=19), TODAY) == Time(2023, 1, 19)
    assert in_month(Time(day=30), TODAY) == Time(2022, 12, 30)
    assert in_month(Time(day=19), PartialDate(2023)) == Time(day=19)


def test_a_range_has_all_its_years() -> None:
    assert [time.year for time in spanned_years("从2018年到2021年")] == [2018, 2019, 2020, 2021]
    assert [time.year for time in spanned_years("2016年以来")][:3] == [2016, 2017, 2018]
    assert spanned_years("2016年和2018年") == ()


@given(st.text(alphabet=string.digits + "年月日份度去今上下个近前头第次届季半十三 .%会-至"))
def test_any_text_has_periods_and_ranges(text: str) -> None:
    assert len(periods(text)) == len(period_spans(text))
    assert all(time.year for time in spanned_years(text))


@given(st.text(alphabet=string.digits + "年月日份度去今上个近第次届十三 .%会"))
def test_any_text_can_be_read_and_a_time_covers_itself(text: str) -> None:
    for time in told_times(text, TODAY):
        assert time.covers(time)
    assert len(without_times(text)) <= len(text)
    assert ordinals(text) == ordinals(text * 1)


def test_a_time_covers_what_is_as_exact_and_no_vaguer_one() -> None:
    assert Time(2022).covers(Time(2022, 4))
    assert Time(2022, 4).covers(Time(2022, 4, 23))
    assert not Time(2022, 4).covers(Time(2022))
    assert not Time(2022, 4).covers(Time(2021, 4))
    assert Time(0, 4, 23).covers(Time(2022, 4, 23))
    assert not Time().covers(Time(2022))


@pytest.mark.parametrize(
    ("question", "text", "published", "agreement"),
    [
        ("2022年外贸", "2022年外贸总额突破200亿元。", None, 1.0),
        ("2022年外贸", "去年,外贸总额突破200亿元。", PartialDate(2023, 2), 1.0),
        ("2022年4月23日的会", "4月23日,会议召开。", PartialDate(2022, 4, 26), 1.0),
        ("2022年12月的会", "12月20日,会议召开。", PartialDate(2023, 1, 3), 1.0),
        ("2022年4月23日的会", "4月23日,会议召开。", PartialDate(2020, 4, 26), -0.5),
        ("2022年4月的会", "会议召开。", PartialDate(2022, 4, 26), 0.9),
        ("2022年的会", "会议召开。", PartialDate(2020, 4, 26), -0.5),
        ("2022年的会", "会议召开。", None, 0.0),
        ("第十二次会议", "第12次会议召开。", None, 1.0),
        ("谁主持会议", "2022年会议召开。", PartialDate(2022), 0.0),
    ],
)
def test_a_passage_agrees_by_its_words_or_by_its_article_s_date(
    question: str, text: str, published: PartialDate | None, agreement: float
) -> None:
    assert Asked.of(question, None).agreement(passage(text, published)) == agreement


def test_a_passage_of_an_article_that_names_the_ordinal_agrees_a_little_less() -> None:
    article = Article(id="a", title="第12次会议召开", text="会议召开。强调落实。", source="s")
    assert Asked.of("第12次会议强调什么", None).agreement(Passage(article, 5, 10)) == 0.9


def searcher(*texts: tuple[str, PartialDate | None]) -> Searcher:
    encoder = FakeEncoder()
    store = Store.create(None, encoder=encoder.name, dimension=encoder.dimension, model="fake")
    for number, (text, date) in enumerate(texts):
        article = Article(id=f"a{number}", title="", text=text, source=f"s{number}", published=date)
        passages = cut(article)
        store.add((), [(article, passages)], encoder.encode_passages([p.text for p in passages]))
    return Searcher(store, encoder)


def test_a_search_raises_the_year_asked_about_and_shuts_none_out() -> None:
    texts = [("外贸总额是多少亿元。", PartialDate(year)) for year in (2021, 2022, 2023)]
    hits = searcher(*texts).search("2022年外贸总额是多少", 3)
    assert [hit.passage.article.id for hit in hits] == ["a1", "a0", "a2"]
    assert [hit.parts["time"] for hit in hits] == [0.9, -0.5, -0.5]
    assert hits[0].score - hits[1].score == pytest.approx(1.4 * TIME_WEIGHT)


def test_last_year_is_the_year_before_the_newest_report_or_before_the_day_given() -> None:
    texts = [("外贸总额是多少亿元。", PartialDate(year)) for year in (2020, 2021, 2022)]
    found = searcher(*texts)
    assert found.search("去年外贸总额", 1)[0].passage.article.id == "a1"
    assert found.search("去年外贸总额", 1, today=PartialDate(2021, 5))[0].passage.article.id == "a0"


def test_a_year_in_a_name_does_not_hide_the_report_that_names_it() -> None:
    found = searcher(("《2035年远景目标纲要》发布。", PartialDate(2021)), ("其他消息。", PartialDate(2035)))
    assert found.search("《2035年远景目标纲要》是什么", 1)[0].passage.article.id == "a0"
