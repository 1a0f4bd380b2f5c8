from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.read import printable
from index.types import Article, Kind, PartialDate, Span
from rag import Archive
from rag.types import Answer, Generated, Statement
from ui.reference import Place
from ui.render.answer import answer_html, conversation_html, turn_html
from ui.render.evidence import asked_words, card_html, evidence_html, find_words, hit_html, sources_html
from ui.render.frame import masthead_html, opening_html, suggestions_html, welcome_html
from ui.render.html import escape, mark_html
from ui.render.preferences import looks_html
from ui.talk import Exchange
from ui.wording import STOPPED, flags
from ui_archive import HOSTILE, MEETING, TRADE, cite, refusal, trade_answer, whole_hit

ALLOWED = {
    "a",
    "article",
    "blockquote",
    "button",
    "details",
    "div",
    "h1",
    "h2",
    "h3",
    "header",
    "input",
    "label",
    "li",
    "mark",
    "p",
} | {
    "section",
    "span",
    "summary",
    "ul",
}


class Page(HTMLParser):
    """Collects the tags, the event attributes and the text of each mark."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.marks: list[str] = []
        self.open_mark = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "mark":
            self.marks.append("")
            self.open_mark = True

    def handle_endtag(self, tag: str) -> None:
        self.open_mark = self.open_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        if self.open_mark:
            self.marks[-1] += data


def hostile_answer() -> Answer:
    citation = cite(HOSTILE, "<img src=x onerror=alert(1)>")
    return Answer(
        question=HOSTILE.title,
        text=f"{HOSTILE.text}[1]",
        short=HOSTILE.subtitle,
        citations=(citation,),
        hits=(whole_hit(HOSTILE), whole_hit(TRADE)),
    )


def silent() -> Answer:
    return Answer(question="", text="")


def test_an_answer_shows_the_short_answer_then_its_sentences_with_chips_then_the_dates() -> None:
    shown = answer_html(trade_answer(), key="a1")
    assert '<p class="short" translate="no">125.6亿元</p>' in shown
    assert re.findall(r'id="(a1-m\d)" data-goto="(a1-c\d)"', shown) == [
        ("a1-m1", "a1-c1"),
        ("a1-m2", "a1-c2"),
    ]
    assert "[1]" not in shown
    assert "据2022年4月26日、2023年2月（推断）报道" in shown
    assert shown.index("125.6亿元") < shown.index("a1-m1") < shown.index("a1-m2") < shown.index("据2022年")


def test_a_long_short_answer_is_set_smaller() -> None:
    assert '<p class="short long"' in answer_html(Answer(question="问", text="", short="长" * 17), key="a1")
    assert '<p class="short" ' in answer_html(Answer(question="问", text="", short="长" * 16), key="a1")


def test_a_mark_inside_a_quote_stays_text() -> None:
    article = Article(id="a", title="", text="详见附表[1]。附表[7]另发。", source="")
    citations = (cite(article, "详见附表[1]。"), cite(article, "附表[7]另发。", number=2))
    text = "".join(f"{citation.quote}[{citation.number}]" for citation in citations)
    shown = answer_html(Answer(question="问", text=text, citations=citations), key="a1")
    assert re.findall(r'id="(a1-m\d)"', shown) == ["a1-m1", "a1-m2"]
    assert '<p translate="no">详见附表[1]。<button' in shown
    assert '<p translate="no">附表[7]另发。<button' in shown


def test_the_quote_is_marked_exactly_in_its_passage_and_in_the_whole_text() -> None:
    answer = trade_answer()
    page = Page(evidence_html([Exchange(answer.question, answer)]))
    first, second = (citation.quote for citation in answer.citations)
    assert page.marks == ["引文", first, first, second, second]  # the legend's first


def test_two_quotes_of_one_article_share_a_card_and_keep_their_numbers() -> None:
    citations = [cite(TRADE, "125.6亿元"), cite(TRADE, "与会企业代表作交流发言。", number=2)]
    shown = card_html(TRADE, citations, answer=trade_answer(), key="a3")
    assert shown.count("<h3") == 1
    assert re.findall(r'class="quote" id="(\S+)"', shown) == ["a3-c1", "a3-c2"]
    assert Page(shown).marks == 2 * ["125.6亿元", "与会企业代表作交流发言。"]


def test_a_card_tells_headline_subtitle_date_kind_people_and_file() -> None:
    place = Place("东城日报", "第2版", inferred=True)
    shown = card_html(TRADE, [cite(TRADE, "125.6亿元")], answer=silent(), key="a1", place=place)
    assert '<h3 translate="no">加大稳外贸力度 推动高质量发展</h3>' in shown
    assert '<p class="subtitle" translate="no">全区外贸进出口总额再创新高</p>' in shown
    listed = re.findall(r"<li[^>]*>(.*?)</li>", shown.split('class="flags"')[0])
    facts = [re.sub("<.*?>", "", fact) for fact in listed]
    people = "记者 曹俐　通讯员 康凯、张歌"
    assert facts == ["2023年2月（推断）", "报道", "《东城日报》第2版", people, "002.txt"]
    flagged = re.findall(r"<li>(.*?)</li>", shown.split('class="flags"')[1].split("</ul>")[0])
    assert flagged == ["日期系推断", "报名据记者推断"]


def test_a_quote_outside_the_hits_is_shown_in_its_paragraph() -> None:
    shown = card_html(TRADE, [cite(TRADE, "125.6亿元")], answer=silent(), key="a1")
    passage = re.search(r'<p class="passage">(.*?)</p>', shown, re.DOTALL)
    assert passage is not None
    assert "座谈会召开" not in passage[1]
    assert passage[1].startswith(
        '<span class="cut">……</span>2022年，全区外贸进出口总额完成<mark>125.6亿元</mark>'
    )


def test_a_long_passage_is_cut_around_its_quote() -> None:
    article = Article(id="a", title="", text="前" * 500 + "引文" + "后" * 500, source="")
    answer = Answer(question="", text="", hits=(whole_hit(article),))
    shown = card_html(article, [cite(article, "引文")], answer=answer, key="a1").split("<details")[0]
    assert f"{'前' * 120}<mark>引文</mark>{'后' * 120}" in shown
    assert "前" * 121 not in shown
    assert "（无标题）" in shown


def test_a_refusal_shows_reason_coverage_and_nearest_passages_without_numbers() -> None:
    answer = refusal()
    said = answer_html(answer, key="a1")
    assert '<p class="reason">所问的时间（2019年）不在有关报道的范围内，无法回答。</p>' in said
    assert '<p class="hint">档案收录2022年4月26日至2023年2月（推断）的报道。</p>' in said
    evidence = evidence_html([Exchange(answer.question, answer)])
    assert "最接近的报道（不是答案）" in evidence
    assert "刘章箭主持" in evidence
    for shown in (said, evidence):
        assert "chip" not in shown
        assert "data-goto" not in shown
        assert "<mark>" not in shown


def test_related_articles_are_folded_away_unnumbered_and_never_repeat_a_source() -> None:
    answer = trade_answer()
    related = evidence_html([Exchange(answer.question, answer)]).split('<details class="related">')[1]
    assert related.count("<h3") == 1
    assert escape(HOSTILE.subtitle) in related
    assert "chip" not in related


def test_only_the_evidence_of_the_newest_answer_is_in_sight() -> None:
    shown = evidence_html(
        [Exchange("一", trade_answer("一")), Exchange("坏", error="出错"), Exchange("二", refusal("二"))]
    )
    found = re.findall(
        r'<section( hidden)? class="sources" id="s\d" data-order="\d" data-answer="(\w+)"', shown
    )
    assert found == [(" hidden", "a1"), ("", "a3")]


def test_a_conversation_shows_pending_answers_errors_and_empty_questions() -> None:
    shown = conversation_html([Exchange(" "), Exchange("问", error="<坏>"), Exchange("长" * 10_000)])
    assert "（空）" in shown
    assert 'role="alert"><p>&lt;坏&gt;</p>' in shown
    assert shown.count('class="pending"') == 2
    assert "共 10000 字" in shown
    assert "长" * 121 not in "".join(re.findall(r"<h2.*?</h2>", shown))


def test_examples_carry_their_question_and_the_masthead_the_holdings() -> None:
    assert 'data-ask="&quot;引&quot;？" translate="no">&quot;引&quot;？</button>' in welcome_html(['"引"？'])
    assert "30 篇报道 · 档案收录2018年4月26日至2023年3月（推断）的报道" in masthead_html(
        30, (PartialDate(2018, 4, 26), PartialDate(2023, 3, inferred=True))
    )


def test_hostile_text_makes_no_element_and_no_event_attribute() -> None:
    answer = hostile_answer()
    exchanges = [Exchange(HOSTILE.title, answer), Exchange(HOSTILE.text, error=HOSTILE.text)]
    for shown in (conversation_html(exchanges), evidence_html(exchanges), hit_html(whole_hit(HOSTILE))):
        page = Page(shown)
        assert set(page.tags) <= ALLOWED
        assert not [n for n, _ in page.attributes if n.startswith("on") or n in ("src", "style")]
        assert all(re.match("/(article|page)/", value or "") for n, value in page.attributes if n == "href")
        assert "\u202e" not in shown
        assert "\ud800" not in shown


@given(st.text(st.characters(), max_size=60))
def test_escaped_text_reads_back_as_its_printable_form_and_holds_no_markup(text: str) -> None:
    escaped = escape(text)
    assert html.unescape(escaped) == printable(text)
    assert not set("<>\"'") & set(escaped)
    escaped.encode("utf-8")


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=4))
def test_marking_changes_no_character_and_marks_what_the_spans_cover(
    text: str, pairs: list[tuple[int, int]]
) -> None:
    shown = mark_html(text, [Span(*pair) for pair in pairs])
    assert html.unescape(re.sub(r"</?mark>", "", shown)) == printable(text)
    marked = "".join(re.findall(r"<mark>(.*?)</mark>", shown, re.DOTALL))
    covered = sorted({at for start, end in pairs for at in range(start, min(end, len(text)))})
    assert html.unescape(marked) == printable("".join(text[at] for at in covered))


def test_printable_text_keeps_its_length_so_that_offsets_stay_true() -> None:
    text = "a\x00b\u202ec\ud800d\r\ne\u200d"
    assert len(printable(text)) == len(text)
    assert printable(text) == "a\ufffdb\ufffdc\ufffdd\n\ne\u200d"


def test_articles_without_a_date_say_so() -> None:
    assert "日期不详" in hit_html(whole_hit(HOSTILE))
    assert "2022年4月26日" in hit_html(whole_hit(MEETING))


def test_why_an_answer_was_given_is_shown_on_demand_and_escaped() -> None:
    hostile = replace(HOSTILE, text="<script>alert(1)</script>港区外贸总额突破200亿元。", id="x")
    answer = Archive.from_articles([hostile]).ask("外贸总额是多少？")
    shown = answer_html(answer, key="a1")
    assert '<details class="why"><summary>为什么这样回答？</summary>' in shown
    assert "<dt>题型</dt><dd>问数量</dd>" in shown
    assert '<li class="cited"><p>' in shown
    assert "<script>" not in shown
    assert "为什么这样回答" not in answer_html(trade_answer(), key="a1")


def test_why_nothing_was_said_is_shown_too() -> None:
    silent = Archive.from_articles([TRADE]).ask("火星上有几家银行？")
    assert silent.abstained
    assert "<dt>能回答的把握</dt>" in answer_html(silent, key="a1")


def test_a_model_s_answer_shows_what_is_verified_and_what_is_not() -> None:
    answer = replace(
        trade_answer(),
        generated=Generated(
            "qwen",
            (Statement("外贸总额125.6亿元。", (1,), True), Statement("<b>没有依据</b>。")),
            first_token=0.31,
            rate=42.4,
            done=True,
        ),
    )
    page = answer_html(answer, key="a1")
    assert '<span class="verified">外贸总额125.6亿元。<button' in page
    unverified = (
        '<span class="unverified">&lt;b&gt;没有依据&lt;/b&gt;。<span class="badge">未核实</span></span>'
    )
    assert unverified in page
    told = "由 qwen 撰写 · 2 句中 1 句已核对 · 首字 0.3 秒 · 每秒 42 词元"
    assert told in conversation_html([Exchange("问", answer)])


def test_a_quote_of_two_sentences_leads_back_to_the_first() -> None:
    told = tuple(Statement(text, (1,), True) for text in ("外贸总额125.6亿元。", "增长18.3%。"))
    page = answer_html(replace(trade_answer(), generated=Generated("qwen", told, done=True)), key="a1")
    assert page.count('data-goto="a1-c1"') == 2
    assert page.count('id="a1-m1"') == 1


def test_a_sentence_being_written_is_shown_as_such() -> None:
    answer = replace(trade_answer(), citations=(), generated=Generated("qwen", pending="<i>外贸"))
    page = answer_html(answer, key="a1")
    assert '<span class="writing">&lt;i&gt;外贸</span>' in page
    assert "qwen 正在撰写" in turn_html(Exchange("问", answer), order=1, busy=True)
    waiting = answer_html(replace(trade_answer(), citations=(), generated=Generated("qwen")), key="a1")
    assert 'class="pending"' in waiting


def test_an_answer_without_the_model_says_why() -> None:
    assert "连不上" in answer_html(replace(trade_answer(), notice="这次没有用语言模型：连不上。"), key="a1")
    assert "连不上" in answer_html(replace(refusal(), notice="这次没有用语言模型：连不上。"), key="a1")


def test_every_page_begins_with_its_looks_and_a_sign_of_life() -> None:
    page = opening_html('<html\n\tlang="en"><head><meta></head><body><gradio-app></gradio-app></body></html>')
    assert '<html\n\tlang="zh-CN"><head><style>' in page
    assert page.index("localStorage") < page.index("<meta>")
    assert '<p id="opening" role="status">报问</p><gradio-app>' in page


def test_what_can_be_looked_at_differently_is_a_pressed_button_or_not() -> None:
    shown = looks_html()
    assert re.findall(r'data-look="(\w+)" data-value="(\w+)"', shown)[:3] == [
        ("theme", "auto"),
        ("theme", "light"),
        ("theme", "dark"),
    ]
    assert shown.count("aria-pressed") == 9


def test_english_words_have_the_gaps_of_the_chinese_ones() -> None:
    words = json.loads(
        (Path(__file__).parent.parent / "ui" / "assets" / "english.json").read_text(encoding="utf-8")
    )
    for chinese, english in words.items():
        assert len(re.findall(r"\{\d?\}", english)) == chinese.count("{}"), chinese
        assert not re.search("[\u3400-\u9fff]", english), chinese


def test_words_of_the_question_are_found_however_written_and_numbers_whole() -> None:
    text = "２０２２年，外貿總額；12022年外贸，总额"
    spans = find_words(text, ("2022年", "外贸", "总额"))
    assert [text[span.start : span.end] for span in spans] == ["２０２２年", "外貿", "總額", "外贸", "总额"]
    assert find_words(text, ()) == []


def test_words_are_marked_inside_and_outside_of_quotes_and_break_no_markup() -> None:
    text = "<b>外贸</b>总额&amp;外贸"
    words = find_words(text, ("外贸", "b", "amp"))
    shown = mark_html(text, [Span(4, 10)], words)
    assert html.unescape(re.sub(r"</?(?:mark|span)[^>]*>", "", shown)) == text
    assert Page(shown).tags.count("span") == len(words) + 1  # one word goes on inside the quote
    assert "<b>" not in shown


def test_the_words_of_a_question_are_its_content_words_and_dates() -> None:
    assert asked_words(trade_answer("2022年4月外贸进出口总额是多少？")) == (
        "外贸",
        "进出口",
        "总额",
        "2022年",
        "4月",
    )


def test_neighbours_and_addresses_lead_to_the_article_and_its_page() -> None:
    place = Place(before=MEETING, after=HOSTILE)
    shown = card_html(TRADE, [cite(TRADE, "125.6亿元")], answer=silent(), key="a1", place=place)
    links = re.findall(r'href="([^"]+)"', shown)
    assert [link.split("?")[0] for link in links] == ["/page/a1", "/article/a1", "/article/a2", "/article/a3"]
    assert "同版上一篇" in shown
    assert "同版下一篇" in shown
    assert shown.count('rel="noopener"') == 4


def test_what_is_to_be_borne_in_mind_about_an_article_is_flagged() -> None:
    assert flags(TRADE) == ["日期系推断"]
    assert flags(MEETING) == []
    assert flags(replace(MEETING, published=None, kind=Kind.BRIEF)) == ["没有标题的简讯"]
    assert flags(replace(MEETING, kind=Kind.CAPTION)) == ["图片说明"]
    assert flags(replace(MEETING, text="，接着说，没有说完")) == ["开头可能残缺", "结尾可能残缺"]


def test_a_turn_says_how_long_it_took_and_what_can_be_done_with_it() -> None:
    shown = turn_html(Exchange("问", trade_answer(), seconds=0.042), order=2)
    assert "用时 0.04 秒 · 查到 3 篇报道中的 3 段 · 摘自原文，未用语言模型" in shown
    assert 'data-order="2"' in shown
    assert [label for label in ("复制答案", "再问一次", "修改") if f">{label}</button>" in shown] == [
        "复制答案",
        "再问一次",
        "修改",
    ]
    growing = turn_html(Exchange("问", trade_answer()), order=2, busy=True)
    assert 'aria-busy="true"' in growing
    assert "再问一次" not in growing


def test_a_stopped_question_says_so_quietly() -> None:
    shown = turn_html(Exchange("问", error=STOPPED), order=1)
    assert '<p class="stopped" role="status">已停止。</p>' in shown
    assert "alert" not in shown


def test_as_many_related_reports_are_shown_as_the_reader_chose() -> None:
    answer = trade_answer()
    assert "uncited" not in sources_html(answer, order=1, related=0)
    assert sources_html(refusal(), order=1, related=1).count("uncited") == 1
    assert "没有可以列出的报道" in sources_html(refusal(), order=1, related=0)


def test_suggestions_name_the_turn_that_they_follow() -> None:
    shown = suggestions_html(['"引"？'], after="<问>", order=3)
    assert 'data-after="3 &lt;问&gt;"' in shown
    assert 'data-ask="&quot;引&quot;？"' in shown
    assert suggestions_html([], after="问", order=1) == '<div class="suggested" data-after="1 问"></div>'
