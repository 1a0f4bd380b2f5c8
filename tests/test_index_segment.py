"""Segmentation of the five pages, exactly as their gold table says, and the laws that hold on any text."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.segment import segment
from index.types import Article, Kind, Page, PartialDate

ROOT = Path(__file__).parent.parent
GOLD = json.loads((ROOT / "tests" / "gold_articles.json").read_text(encoding="utf-8"))
ROWS = [(page, number, row) for page, rows in GOLD.items() for number, row in enumerate(rows)]


def squeeze(text: str) -> str:
    return "".join(text.split())


def seed(name: str) -> list[Article]:
    return segment(Page(source=name, text=(ROOT / "seeds" / name).read_text(encoding="utf-8-sig")))


def reports(text: str) -> list[Article]:
    return [article for article in segment(Page("p.txt", text)) if article.kind.is_report]


def dated(date: PartialDate | None) -> dict[str, object] | None:
    return date and {"value": str(date), "precision": date.precision.value, "inferred": date.inferred}


@pytest.mark.parametrize(("page", "number", "row"), ROWS, ids=[f"{page[:3]}-{n + 1}" for page, n, _ in ROWS])
def test_every_article_of_the_seed_pages_is_exactly_the_one_a_reader_finds(page, number, row):
    article = [piece for piece in seed(page) if piece.kind.is_report][number]
    text = squeeze(article.text)
    assert (article.kind, article.title, article.subtitle) == (row["kind"], row["title"], row["subtitle"])
    assert (list(article.reporters), list(article.correspondents)) == (
        row["reporters"],
        row["correspondents"],
    )
    assert article.place == row["place"]
    assert dated(article.published) == row["published"]
    assert dated(article.event_date) == row["event_date"]
    assert (text[:15], text[-15:], len(text)) == (row["first"], row["last"], row["length"])
    assert hashlib.sha256(text.encode()).hexdigest() == row["sha256"]


@pytest.mark.parametrize(("page", "count"), list(zip(GOLD, (9, 7, 7, 5, 3), strict=True)))
def test_the_seed_pages_hold_no_more_reports_than_a_reader_finds(page, count):
    found = [article for article in seed(page) if article.kind.is_report]
    assert [article.id for article in found] == [f"{page}#{k}" for k in range(1, count + 1)]
    assert [article.kind for article in found] == [Kind(row["kind"]) for row in GOLD[page]]


# ---------------------------------------------------------------- other papers' pages

QUAY = (
    "本报讯（记者 陈立 通讯员 孙晓梅）3月4日，海州港区三号码头正式开港，首艘货轮“远望”号靠泊。"
    "码头年吞吐能力六百万吨，比二号码头多两成。",
    "海州港务集团董事长周明在仪式上表示，开港后将新开三条外贸航线，带动临港产业发展。",
)
SPRING = (
    "本报东湖讯（记者 何红）3月3日上午，全市春耕现场会在东湖镇召开。会议部署农资供应和春季田间管理。",
    "市农业农村局局长梁栋介绍，全市已备足化肥八万吨，能够满足春耕需要。",
)
SCHOOL = ("新华社北京3月2日电（记者王一鸣、李红）教育部门2日发布通知，要求各地做好春季学期开学工作。",)
STORIES = (
    (QUAY, "港区三号码头正式开港"),
    (SPRING, "全市春耕现场会召开"),
    (SCHOOL, "教育部门部署春季开学工作"),
)
MASTHEAD = "海州日报\n\n2021年3月5日 星期五\n第02版 要闻\n责编：张三 美编：李四\n\n"


def set_to(column: int, paragraphs: tuple[str, ...]) -> str:
    """Break paragraphs into lines of a column, a blank line after every seventh line, as extractors do."""
    if not column:
        return "\n\n".join(paragraphs)
    rows = [text[i : i + column] for text in paragraphs for i in range(0, len(text), column)]
    return "\n".join(row + ("\n" if n % 7 == 6 else "") for n, row in enumerate(rows))


@pytest.mark.parametrize("column", [0, 12, 24])
@pytest.mark.parametrize("headline_first", [True, False])
def test_another_papers_page_is_read_in_both_headline_orders_at_any_column_width(column, headline_first):
    parts = [(set_to(column, body), title) for body, title in STORIES]
    page = MASTHEAD + "\n\n".join("\n\n".join(part[::-1] if headline_first else part) for part in parts)
    found = reports(page)
    assert [(a.title, squeeze(a.text)) for a in found] == [(t, squeeze("".join(b))) for b, t in STORIES]
    assert [a.reporters for a in found] == [("陈立",), ("何红",), ("王一鸣", "李红")]
    assert [a.correspondents for a in found] == [("孙晓梅",), (), ()]
    assert [a.place for a in found] == ["", "东湖", "北京"]
    assert [str(a.event_date) for a in found] == ["2021-03-04", "2021-03-03", "2021-03-02"]
    assert {(str(a.published), a.published is not None and a.published.inferred) for a in found} == {
        ("2021-03-05", False)
    }


def test_paragraphs_of_a_broken_column_are_joined_and_parted():
    (article,) = reports(
        "本报讯（记者 陈立）3月4日\n，港区三号码头正式开港，首\n\n艘货轮靠泊。\n"
        "港务集团董事长周明出席仪式\n并讲话。"
    )
    assert article.text.splitlines() == [
        "本报讯（记者 陈立）3月4日，港区三号码头正式开港，首艘货轮靠泊。",
        "港务集团董事长周明出席仪式并讲话。",
    ]


@pytest.mark.parametrize(
    "stated",
    ["2021年3月5日", "2021-03-05", "二〇二一年三月五日", "2021.03.05", "2021年03月05日 星期五 第1版"],
)
def test_the_date_of_the_masthead_is_read_in_any_common_form(stated):
    (article,) = reports(
        f"海州日报\n{stated}\n\n港区开港\n\n本报讯（记者 陈立）4日，海州港区三号码头正式开港。"
    )
    assert article.published == PartialDate(2021, 3, 5)
    assert article.event_date == PartialDate(2021, 3, 4)


def test_a_report_in_january_about_december_is_dated_in_the_year_before():
    (article,) = reports(
        "2021年1月2日\n\n港区开港\n\n本报讯（记者 陈立）12月30日，海州港区三号码头正式开港。"
    )
    assert article.event_date == PartialDate(2020, 12, 30)


def test_without_a_stated_date_the_page_is_dated_by_its_reports_and_the_year_they_speak_of():
    (article,) = reports(
        "本报讯（记者 陈立）3月4日，2021年全市港口工作会议召开。力争到2025年吞吐量翻番。\n\n"
        "全市港口工作会议召开"
    )
    assert article.published == PartialDate(2021, 3, inferred=True)
    assert article.event_date == PartialDate(2021, 3, 4, inferred=True)


def test_a_deadline_or_a_vague_day_is_no_event_date():
    page = "2021年5月8日\n\n{}\n\n本报讯（记者 陈立）{}"
    for lead in (
        "近日，市里部署推广健康码，确保5月20日前达到九成。",
        "即日起至6月1日，图书馆延长开放。",
        "近日，图书馆延长开放时间。",
    ):
        (article,) = reports(page.format("图书馆延长开放", lead))
        assert article.event_date is None


@pytest.mark.parametrize(
    ("byline", "reporters", "correspondents"),
    [
        ("本报记者 张三", ("张三",), ()),
        ("本报记者 王 芳 李思远 通讯员 赵明", ("王芳", "李思远"), ("赵明",)),
        ("□记者 李思远", ("李思远",), ()),
        ("本报记者上官文清", ("上官文清",), ()),
        ("本报记者阚小舟", ("阚小舟",), ()),
        ("□ 本报全媒体记者 李思远 文/图", ("李思远",), ()),
    ],
)
def test_a_byline_line_after_the_headline_belongs_to_the_report(byline, reporters, correspondents):
    (article,) = reports(
        f"老城书店重开\n\n{byline}\n\n位于解放路的老城书店重新开门。店主刘敏说，读者比想象的多。"
    )
    assert article.title == "老城书店重开"
    assert (article.reporters, article.correspondents) == (reporters, correspondents)
    assert article.text.splitlines()[1].startswith("位于解放路")


def test_a_name_in_brackets_at_the_end_signs_the_report():
    first, second = reports(
        "书店重开\n\n老城书店重新开门。（张三）\n\n"
        "社区食堂受欢迎\n\n社区食堂每天接待两百人。（记者 李四 通讯员 王五）"
    )
    assert (first.title, first.reporters) == ("书店重开", ("张三",))
    assert (second.title, second.reporters, second.correspondents) == ("社区食堂受欢迎", ("李四",), ("王五",))


def test_a_report_without_headline_is_a_brief():
    found = reports(
        "本报讯（记者 张三）3月4日，海州举办招聘会。\n本报讯（记者 李四）海州图书馆延长开放时间。"
    )
    assert [(a.kind, a.title, a.reporters) for a in found] == [
        (Kind.BRIEF, "", ("张三",)),
        (Kind.BRIEF, "", ("李四",)),
    ]


def test_a_page_without_datelines_is_parted_at_its_headlines():
    found = reports(
        "老城书店重开\n\n老城书店重新开门，读者很多。\n书店设有茶座。\n\n社区食堂受欢迎\n\n社区食堂每天接待两百人。"
    )
    assert [(a.title, a.text) for a in found] == [
        ("老城书店重开", "老城书店重新开门，读者很多。\n书店设有茶座。"),
        ("社区食堂受欢迎", "社区食堂每天接待两百人。"),
    ]


def test_a_heading_inside_a_report_does_not_part_it():
    found = reports(
        "春天里的海州\n\n本报讯（记者 陈立）记者走进海州，看到一片繁忙。\n\n"
        "港口更忙\n\n三号码头开港以来，货轮不断。\n\n"
        "全市春耕现场会召开\n\n本报讯（记者 何红）全市春耕现场会在东湖镇召开。"
    )
    assert [a.title for a in found] == ["春天里的海州", "全市春耕现场会召开"]
    assert found[0].text.splitlines()[1:] == ["港口更忙", "三号码头开港以来，货轮不断。"]


def test_captions_are_kept_apart_from_reports():
    page = (
        "港区开港\n\n本报讯（记者 陈立）海州港区开港。\n\n图为货轮靠泊。\n\n"
        "※5日，海州植树。\n\n村民在东湖镇采茶。\n新华社记者 王一鸣 摄"
    )
    found = reports(page)
    assert [a.kind for a in found] == [Kind.NEWS, Kind.CAPTION, Kind.CAPTION, Kind.CAPTION]
    assert [a.text for a in found[1:]] == [
        "图为货轮靠泊。",
        "※5日，海州植树。",
        "村民在东湖镇采茶。\n新华社记者 王一鸣 摄",
    ]


def test_a_page_of_furniture_holds_no_report_but_keeps_its_text():
    page = "主办：海州市委宣传部\n2021年3月5日\n\n今日导读\n港区开港 02版\n\n海州日报微信公众号\n"
    pieces = segment(Page("p.txt", page))
    assert not [piece for piece in pieces if piece.kind.is_report]
    assert squeeze("".join(piece.text for piece in pieces)) == squeeze(page)
    assert [piece.id for piece in pieces] == ["p.txt#m1", "p.txt#m2", "p.txt#m3"]


def test_a_jump_line_or_a_phone_number_does_not_end_a_sentence_it_stands_in():
    (article,) = reports(
        "港区开港\n\n本报讯（记者 陈立）港区设立专门值班\n电话：0311-87808211，欢迎来\n电咨询。"
    )
    assert article.text.endswith("专门值班电话：0311-87808211，欢迎来电咨询。")


def test_line_ends_of_windows_and_a_missing_last_one_change_nothing():
    page = "港区开港\n\n本报讯（记者 陈立）3月4日，港区\n三号码头开港。\n"
    for variant in (page.replace("\n", "\r\n"), page.rstrip("\n")):
        assert [(a.title, a.text) for a in reports(variant)] == [(a.title, a.text) for a in reports(page)]


def test_html_in_a_page_stays_as_it_stands():
    (article,) = reports(
        "港区开港\n\n本报讯（记者 陈立）港区<b>三号</b>码头开港。<script>alert(1)</script>完。"
    )
    assert article.text == "本报讯（记者 陈立）港区<b>三号</b>码头开港。<script>alert(1)</script>完。"


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\u3000"])
def test_a_page_without_text_has_no_pieces(text):
    assert segment(Page("p.txt", text)) == []


def test_a_page_of_one_character_is_one_piece():
    assert [piece.text for piece in segment(Page("p.txt", "会"))] == ["会"]


def test_the_number_of_a_later_page_is_part_of_its_ids():
    pieces = segment(Page("p.txt", "2021年3月5日\n\n本报讯（记者 张三）海州举办招聘会。", number=2))
    assert [(piece.id, piece.page) for piece in pieces] == [("p.txt:2#m1", 2), ("p.txt:2#1", 2)]


# ---------------------------------------------------------------- laws

FRAGMENTS = """
港区开港|## 全市春耕现场会召开|本报济宁讯（记者 曹俐 通讯员|段亚洲）3月19日，会议|本报记者 张三
召开。会议指出，要|会议强调，要抓好。
※26日，开会。|王一鸣 摄|2021年3月5日|星期五|今日导读|>> 02|点击查看|本报济宁讯(记者 扈宏毅)5月8日|真的吗？
“关爱女性 奋力开创”|免 税 交 易 额|GDP growth|#|# |（张三）
"""
LINES = st.lists(
    st.one_of(
        st.just(""),
        st.sampled_from(["\x00", "\u2028", *FRAGMENTS.replace("\n", "|").split("|")]),
        st.text(max_size=30),
    ),
    max_size=25,
)
TEXTS = st.one_of(LINES.map("\n".join), LINES.map("\r\n".join), st.text(max_size=200))


def without_marks(text: str) -> str:
    return squeeze(text).replace("#", "")


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_character_of_any_page_is_in_exactly_one_piece_and_every_text_stands_in_the_page(text):
    pieces = segment(Page("p.txt", text))
    seen = [0] * len(text)
    for piece in pieces:
        for span in (*piece.spans, *piece.headline_spans):
            for place in range(span.start, span.end):
                seen[place] += 1
        assert squeeze(piece.text) == squeeze("".join(text[s.start : s.end] for s in piece.spans))
        head = "".join(text[s.start : s.end] for s in piece.headline_spans)
        assert without_marks(piece.title + piece.subtitle) == without_marks(head)
    assert all(
        count == (not char.isspace()) or char.isspace() for count, char in zip(seen, text, strict=True)
    )
    assert max(seen, default=0) <= 1
    assert len({piece.id for piece in pieces}) == len(pieces)


def test_the_laws_hold_for_the_seed_pages():
    for name in GOLD:
        test_every_character_of_any_page_is_in_exactly_one_piece_and_every_text_stands_in_the_page.hypothesis.inner_test(
            (ROOT / "seeds" / name).read_text(encoding="utf-8-sig")
        )


def test_a_long_line_and_a_large_page_are_read_in_linear_time():
    page = "港区开港\n\n" + "本报讯（记者 陈立）" + "港区开港，" * 4000 + "。\n"
    assert [len(squeeze(a.text)) for a in reports(page)] == [20010]


@pytest.mark.parametrize(
    "head",
    [
        "03　　教育·卫生　　2022年9月8日　星期四　　责任编辑：赖棠　　组版：邱燕　　电话：84825167",
        "海州报\n2022年9月\n8\n星期四",
        "海州报\n2022年9月8日  星期四  农历壬寅年八月十三  总第49期  主管:海州县委"
        "  主办:海州融媒体中心  热线:5231110  网址:海州新闻网  客户端:云上海州",
    ],
)
def test_an_imprint_in_one_line_or_over_several_dates_the_page(head):
    body = "海州港扩建工程开工\n本报讯（记者 陈立）9月6日，海州港扩建工程开工。"
    text = f"{head}\n\n{body}\n公告日期：2022年9月1日\n"
    (report,) = reports(text)
    assert (report.title, str(report.published)) == ("海州港扩建工程开工", "2022-09-08")


def test_names_in_brackets_on_a_line_of_their_own_end_a_report():
    told = "　　这项工程是今年全市的重点项目，投资三亿元，工期两年，建成后可以停靠七万吨的货船。\n" * 3
    text = (
        f"2022年9月8日 星期四\n\n海州港扩建工程开工\n\n{told}　　　　　　　　（陈　立　苏　敏）\n\n"
        f"粮库建成、码头通航、三千户受益\n海州粮库扩建工程今日启用\n\n{told}　　　　　　　　（苏　敏）\n"
    )
    first, second = reports(text)
    assert (first.title, first.reporters) == ("海州港扩建工程开工", ("陈立", "苏敏"))
    assert (second.title, second.reporters) == ("海州粮库扩建工程今日启用", ("苏敏",))


def test_short_items_below_the_name_of_a_section_are_reports_of_their_own():
    text = (
        "海州港扩建工程开工\n本报讯（记者 陈立）9月6日，海州港扩建工程开工。\n\n■ 简 讯\n\n"
        "● 副市长梁栋9月7日带队督查\n学校工作。（苏敏）\n●9月5日，海州粮库启用。\n\n"
        "●9月4日，老街改造开工。（陈立）\n"
    )
    assert [(report.title, report.text[:5]) for report in reports(text)] == [
        ("海州港扩建工程开工", "本报讯（记"),
        ("", "● 副市长"),
        ("", "●9月5日"),
        ("", "●9月4日"),
    ]


def test_points_of_a_report_and_lines_of_a_guide_are_none():
    text = (
        "今日导读\n海州花鼓戏赴省城汇演 >>04\n\n海州港扩建工程开工\n"
        "本报讯（记者 陈立）9月6日，海州港扩建工程开工。要做好三件事：\n"
        "●抓进度，年底前完成码头。\n●抓质量，守住安全底线。\n"
    )
    (report,) = reports(text)
    assert report.title == "海州港扩建工程开工"
    assert "守住安全底线" in report.text


def test_a_notice_with_day_and_hour_is_no_imprint_and_common_words_in_brackets_sign_nothing():
    text = (
        "海州日报\n2022年9月8日\n\n海州市停电通知\n因线路检修，以下地区停电，请做好准备。\n"
        "停电时间：2022年9月18日（星期日）8:00至18:00\n停电范围：老街一带。\n（方案）\n"
    )
    notice = reports(text)
    assert [str(report.published) for report in notice] == ["2022-09-08", "2022-09-08"]
    assert "8:00至18:00" in notice[1].title
    assert not notice[1].reporters
