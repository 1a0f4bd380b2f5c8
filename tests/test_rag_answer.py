"""From question to answer, on small archives of other papers and on the five pages of the seeds."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import InputError
from index.types import Article, Hit, PartialDate, Passage, Span
from rag.answer import read_first
from rag.archive import Archive
from rag.evidence import Evidence
from rag.types import Answer, Reason, Turn
from rag.verify import is_slice, unsupported

SEEDS = Path(__file__).parent.parent / "seeds"


def article(name: str, title: str, text: str, day: str) -> Article:
    return Article(id=name, title=title, text=text, source=f"{name}.txt", published=PartialDate.parse(day))


PORT = article(
    "port",
    "海州港区三号码头正式开港",
    "本报讯（记者 陈立 通讯员 孙晓梅）3月4日，海州港区三号码头正式开港，首艘货轮“远望”号靠泊。"
    "码头总投资12亿元，年吞吐能力六百万吨。海州港务集团董事长周明主持开港仪式。开港后将新开三条外贸航线。",
    "2021-03-05",
)
SPRING = article(
    "spring",
    "全市春耕现场会召开",
    "本报东湖讯（记者 何红）3月3日上午，全市春耕现场会在东湖镇召开。市农业农村局局长梁栋介绍，"
    "全市已备足化肥八万吨。会议要求抓好三项工作：一是备足种子，二是检修农机，三是防治病虫害。",
    "2021-03-05",
)
TRADE_20 = article(
    "trade20",
    "海州市外贸进出口增长",
    "海州海关1月15日发布，2020年海州市外贸进出口总额为85.6亿元，同比增长6.3%。",
    "2021-01-16",
)
TRADE_22 = article(
    "trade22",
    "海州市外贸进出口再创新高",
    "海州海关1月18日发布，2022年海州市外贸进出口总额为102.4亿元，同比增长8.9%。",
    "2023-01-19",
)
SCHOOL = article(
    "school",
    "临江一中新校区启用",
    "9月1日，临江一中新校区启用。新校区位于滨河路。校长赵文清在开学典礼上讲话。",
    "2019-09-02",
)
WETLAND = article(
    "wetland",
    "湿地保护条例公布",
    "条例第三条[5]规定，海州湿地面积不少于40平方公里[5]。条例自5月1日起施行[1]。",
    "2021-04-02",
)
PAPER = [PORT, SPRING, TRADE_20, TRADE_22, SCHOOL, WETLAND]
QUESTIONS = [
    "谁主持开港仪式？",
    "海州市外贸进出口总额是多少？",
    "2020年和2022年海州市外贸进出口总额分别是多少？",
    "会议有哪些要求？",
    "码头怎么样？",
    "火星上有什么？",
]
ANY = st.text(max_size=60) | st.text(
    alphabet="海州市码头第三号谁主持多少2020年和、？“”[5]。呢他", max_size=40
)


@pytest.fixture(scope="module")
def archive() -> Archive:
    return Archive.from_articles(PAPER)


@pytest.fixture(scope="module")
def seeds() -> Archive:
    return Archive.from_files([SEEDS])


def assert_honest(answer: Answer) -> None:
    """Check what holds of every answer, whatever it says."""
    assert answer.abstained is (answer.reason is not None)
    assert answer.abstained is not bool(answer.citations)
    assert all(is_slice(c) and c.quote == c.article.text[c.start : c.end] for c in answer.citations)
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert answer.abstained or not unsupported(answer)
    assert not answer.abstained or not answer.short


@pytest.mark.parametrize(
    ("question", "short", "cited"),
    [
        ("谁主持开港仪式？", "周明", PORT),
        ("海州港区三号码头什么时候开港？", "3月4日", PORT),
        ("三号码头总投资多少？", "12亿元", PORT),
        ("开港后新开几条外贸航线？", "三条", PORT),
        ("春耕现场会在哪里召开？", "东湖镇", SPRING),
        ("春耕现场会要求抓好哪三项工作？", "备足种子、检修农机、防治病虫害", SPRING),
        ("临江一中的校长是谁？", "赵文清", SCHOOL),
        ("临江一中新校区位于哪条路？", "滨河路", SCHOOL),
        ("2020年海州市外贸进出口总额是多少？", "85.6亿元", TRADE_20),
        ("2022年海州市外贸进出口总额是多少？", "102.4亿元", TRADE_22),
        ("海州湿地面积不少于多少平方公里？", "40平方公里", WETLAND),
    ],
)
def test_another_papers_questions_are_answered_from_the_right_article(
    archive: Archive, question: str, short: str, cited: Article
) -> None:
    answer = archive.ask(question)
    assert not answer.abstained
    assert short in answer.short
    assert answer.citations[0].article == cited
    assert short.split("、")[0] in answer.citations[0].quote
    assert_honest(answer)


def test_a_question_about_two_years_is_answered_for_both(archive: Archive) -> None:
    answer = archive.ask("2020年和2022年海州市外贸进出口总额分别是多少？")
    assert answer.short == "85.6亿元；102.4亿元"
    assert [c.article.id for c in answer.citations] == ["trade20", "trade22"]
    assert answer.text == "".join(f"{c.quote}[{c.number}]" for c in answer.citations)


@pytest.mark.parametrize(
    ("question", "reason", "said"),
    [
        ("你好！", Reason.OUT_OF_SCOPE, "我只根据报纸档案回答问题"),
        ("今天天气怎么样？", Reason.OUT_OF_SCOPE, "我只根据报纸档案回答问题"),
        ("2030年海州市外贸进出口总额是多少？", Reason.OUTSIDE_COVERAGE, "2030年"),
        ("刘德华什么时候来海州演出？", Reason.ENTITY_ABSENT, "“刘德华”"),
        ("第13次全会什么时候召开？", Reason.ENTITY_ABSENT, "“第13次”"),
        ("2010年海州市外贸进出口总额是多少？", Reason.OUTSIDE_COVERAGE, "2010年"),
        ("临江一中的校长多少岁？", Reason.FACT_ABSENT, "没有写明"),
    ],
)
def test_what_the_archive_does_not_say_is_refused_with_its_reason(
    archive: Archive, question: str, reason: Reason, said: str
) -> None:
    answer = archive.ask(question)
    assert (answer.abstained, answer.reason, answer.short, answer.citations) == (True, reason, "", ())
    assert said in answer.text
    covers = "档案收录2019年9月2日至2023年1月19日的报道。" in answer.text
    assert covers is (reason is not Reason.OUT_OF_SCOPE)


def test_an_empty_archive_finds_nothing() -> None:
    answer = Archive.from_articles([]).ask("谁主持会议？")
    text = "档案里还没有报道。请先添加报纸文件，再来提问。"
    assert (answer.reason, answer.text) == (Reason.NOTHING_FOUND, text)


def test_a_talk_is_followed_over_its_turns(archive: Archive) -> None:
    history: list[Turn] = []
    said = []
    for question in (
        "谁主持开港仪式？",
        "2020年海州市外贸进出口总额是多少？",
        "那2022年呢？",
        "换个话题，春耕现场会什么时候召开？",
        "在哪里召开？",
    ):
        history.append(archive.ask(question, history).turn)
        said.append(history[-1].answer.short)
    assert said == ["周明", "85.6亿元", "102.4亿元", "3月3日上午", "东湖镇"]
    assert history[2].question == "那2022年呢？"
    assert history[2].answer.rewritten == "2022年海州市外贸进出口总额是多少？"


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_has_the_same_answer_byte_for_byte(archive: Archive, question: str) -> None:
    first = repr(archive.ask(question)).encode()
    assert repr(archive.ask(question)).encode() == first
    assert repr(Archive.from_articles(PAPER).ask(question)).encode() == first


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_streamed_answer_grows_to_the_one_that_ask_gives(archive: Archive, question: str) -> None:
    *growing, last = archive.stream(question)
    assert last == archive.ask(question)
    assert [len(answer.citations) for answer in growing] == list(range(1, len(last.citations)))
    assert all(last.text.startswith(answer.text) for answer in growing)


def test_marks_in_an_articles_text_stay_text(archive: Archive) -> None:
    answer = archive.ask("海州湿地面积不少于多少平方公里？")
    assert answer.text.startswith("条例第三条[5]规定，海州湿地面积不少于40平方公里[5]。[1]")
    assert answer.citations[0].number == 1
    assert_honest(answer)


def test_the_hits_of_an_answer_are_the_best_of_the_search(archive: Archive) -> None:
    question = "谁主持开港仪式？"
    assert list(archive.ask(question).hits) == archive.search(question, 10)


def test_the_passage_that_is_read_best_is_shown_first_and_places_keep_their_scores() -> None:
    text = "海州港开港。" + "码头总投资12亿元。"
    long = Article(id="port", title="", text=text, source="")
    lead, told, other = Passage(long, 0, 6), Passage(long, 6, len(text)), Passage(SPRING, 0, 20)
    hits = [Hit(other, 0.9), Hit(lead, 0.8), Hit(told, 0.7)]
    best = Evidence(long, Span(6, len(text)), hits[1], ())
    assert read_first(hits, [best]) == [Hit(told, 0.9), Hit(other, 0.8), Hit(lead, 0.7)]
    assert read_first(hits, []) == hits
    assert read_first([], [best]) == []


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("3月19日的高新区党工委会议由谁主持？", "陈成华"),
        ("泗水县党政考察团什么时候来高新区？", "2月20日"),
        ("泗水县党政考察团由谁带领？", "赵鑫"),
    ],
)
def test_the_seed_pages_are_answered(seeds: Archive, question: str, short: str) -> None:
    answer = seeds.ask(question)
    assert answer.short == short
    assert short in answer.citations[0].quote
    assert_honest(answer)


def test_the_seed_pages_do_not_know_another_town(seeds: Archive) -> None:
    assert seeds.ask("海南三亚旅游收入多少？").reason is Reason.ENTITY_ABSENT


@settings(max_examples=60, deadline=None)
@given(question=ANY, before=ANY)
def test_any_question_is_answered_honestly_or_is_an_input_error(
    archive: Archive, question: str, before: str
) -> None:
    history: list[Turn] = []
    for asked in (before, question):
        try:
            answer = archive.ask(asked, history)
        except InputError:
            continue
        assert_honest(answer)
        history.append(answer.turn)


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY, max_size=4), st.sampled_from(QUESTIONS))
def test_any_articles_are_quoted_honestly(texts: list[str], question: str) -> None:
    made = [Article(id=str(n), title="", text=text, source=str(n)) for n, text in enumerate(texts)]
    assert_honest(Archive.from_articles(made).ask(question))
