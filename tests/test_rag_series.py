from index.types import Article, PartialDate
from rag import Archive
from rag.figures import same_unit

YARD = (
    (
        "2019-03-02",
        "造船业回暖",
        "据市工信局统计，2018年全市造船完工量112.5万载重吨，增长8%。"
        "去年港湾船厂交付船舶12艘，今年计划交付15艘。",
    ),
    ("2021-03-05", "港湾船厂忙赶工", "港湾船厂厂长李广田介绍，2020年船厂交付船舶16艘，手持订单30艘。"),
    ("2023-02-20", "船厂开年订单多", "去年，港湾船厂交付船舶21艘，比上年增加3艘。"),
)
ROAD = (
    ("2022-02-12", "清河大桥进展", "记者获悉，截至1月底，清河大桥累计完成投资3.4亿元，占总投资的四成。"),
    (
        "2023-05-16",
        "清河大桥合龙",
        "清河大桥主桥合龙。去年9月，清河大桥完成主塔封顶。市交通局局长何志介绍，截至4月底，清河大桥累计完成投资7.9亿元。",
    ),
)


def paper(*reports: tuple[str, str, str]) -> Archive:
    return Archive.from_articles(
        [Article(day, title, text, "a.txt", published=PartialDate.parse(day)) for day, title, text in reports]
    )


def test_each_year_of_a_series_gets_the_figure_that_is_told_like_the_others() -> None:
    answer = paper(*YARD).ask("港湾船厂2018、2020、2022三年各交了多少条船")
    assert answer.short == "12艘；16艘；21艘"


def test_a_year_that_no_report_tells_gets_no_figure_of_another() -> None:
    answer = paper(*YARD[:2]).ask("港湾船厂2018、2020、2022三年各交了多少条船")
    assert answer.short == "12艘；16艘"
    assert [note.values for note in answer.notes] == [("2022年",)]


def test_what_is_told_until_a_month_is_of_the_year_of_its_report() -> None:
    answer = paper(*ROAD).ask("清河大桥到2022年1月底和2023年4月底分别花了多少投资")
    assert answer.short == "3.4亿元；7.9亿元"


def test_figures_of_one_sort_end_alike() -> None:
    assert same_unit("9847万吨", "1.08亿吨")
    assert same_unit("4786.1亿元", "2876.9亿元人民币")
    assert not same_unit("112.5万载重吨", "12艘")
