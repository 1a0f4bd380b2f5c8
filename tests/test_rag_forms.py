"""Questions whose form says where the answer stands: lists, meetings, posts, events, figures, premises."""

from pathlib import Path

import pytest

from index.types import Article, PartialDate
from rag.archive import Archive
from rag.figures import figure_year
from rag.officers import report_holders
from rag.phrases import write_note
from rag.types import Answer, NoteKind, Reason
from rag.understand import understand
from rag.verify import unsupported


def report(name: str, title: str, text: str, day: str, event: str = "") -> Article:
    return Article(
        id=name,
        title=title,
        text=text,
        source=f"{name}.txt",
        published=PartialDate.parse(day),
        event_date=PartialDate.parse(event) if event else None,
    )


FLOOD = report(
    "flood",
    "海州市防汛工作会议召开",
    "本报讯（记者 陈立）6月3日，海州市防汛工作会议召开。市长周明出席会议并讲话，副市长梁栋主持会议，"
    "水利局局长孙晓梅参加会议。\n会议指出，今年汛情偏早。要备足物资，抢在汛前完成检修。\n"
    "会议要求，要压实责任，实行领导包库制度。各县要每天报告水情。\n周明强调，要守住水库不垮坝的底线。\n"
    "各县区负责人参加会议。",
    "2021-06-04",
    "2021-06-03",
)
DROUGHT = report(
    "drought",
    "海州市抗旱工作会议召开",
    "本报讯（记者 陈立）8月9日，海州市抗旱工作会议召开。市长赵文清主持会议并讲话。"
    "会议指出，旱情还在发展。会议要求，要先保群众饮水。",
    "2022-08-10",
    "2022-08-09",
)
PORT = report(
    "port",
    "海州港扩建",
    "3月4日，海州港扩建工程开工。港务集团将实施三大工程：一是码头加固工程，投资3亿元。\n"
    "二是航道疏浚工程，由航道局承担。\n三是铁路进港工程，明年完工。\n"
    "2020年，海州港完成吞吐量800万吨，重点发展煤炭、矿石、粮食、木材四大货种。",
    "2021-03-05",
    "2021-03-04",
)
VISIT = report(
    "visit",
    "临江考察团来海州考察",
    "5月6日，临江县县长何红带领考察团来海州学习考察。考察团先后到东方船厂、红星机械公司、"
    "海州港务公司等地实地考察。",
    "2021-05-07",
    "2021-05-06",
)
TRADE_20 = report(
    "t20", "外贸增长", "海关发布，2020年海州市外贸进出口总额为85.6亿元，增长6.3%。", "2021-01-16"
)
TRADE_22 = report("t22", "外贸再创新高", "海关发布，2022年海州市外贸进出口总额为102.4亿元。", "2023-01-19")


@pytest.fixture(scope="module")
def archive() -> Archive:
    return Archive.from_articles([FLOOD, DROUGHT, PORT, VISIT, TRADE_20, TRADE_22])


def ask(archive: Archive, question: str) -> Answer:
    answer = archive.ask(question)
    assert answer.abstained or not unsupported(answer)
    return answer


def items(answer: Answer) -> list[str]:
    return [item.text for item in answer.items]


def quotes(answer: Answer) -> str:
    return "".join(citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("港务集团将实施哪三大工程？", ["码头加固工程", "航道疏浚工程", "铁路进港工程"]),
        ("海州港重点发展哪四大货种？", ["煤炭", "矿石", "粮食", "木材"]),
        ("考察团去了哪些企业？", ["东方船厂", "红星机械公司", "海州港务公司"]),
    ],
)
def test_a_list_is_complete_item_by_item_over_sentences_and_paragraphs(
    archive: Archive, question: str, expected: list[str]
) -> None:
    answer = ask(archive, question)
    assert items(answer) == expected
    assert all(item.text in answer.citations[item.number - 1].quote for item in answer.items)


def test_a_number_that_the_reports_give_otherwise_is_a_false_premise(archive: Archive) -> None:
    answer = ask(archive, "海州港的六大货种是哪六种？")
    assert answer.reason is Reason.FALSE_PREMISE
    assert "六大货种" in answer.text
    assert "四大货种" in answer.text


@pytest.mark.parametrize(
    ("question", "held", "left_out"),
    [
        ("防汛工作会议指出了什么？", "会议指出，今年汛情偏早。要备足物资", "会议要求"),
        ("防汛工作会议有什么要求？", "会议要求，要压实责任", "底线"),
        ("周明在防汛工作会议上强调了什么？", "周明强调，要守住水库不垮坝的底线", "会议要求"),
    ],
)
def test_what_a_meeting_said_is_its_section_and_its_speaker(
    archive: Archive, question: str, held: str, left_out: str
) -> None:
    said = quotes(ask(archive, question))
    assert held in said
    assert left_out not in said


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("防汛工作会议由谁主持？", "梁栋"),
        ("防汛工作会议上谁讲了话？", "周明"),
        ("谁带领考察团来海州？", "何红"),
        ("防汛工作会议有哪些人参加？", "周明、孙晓梅"),
    ],
)
def test_deeds_belong_to_the_names_before_them(archive: Archive, question: str, short: str) -> None:
    assert ask(archive, question).short == short


def test_a_post_is_answered_by_the_newest_report_with_who_came_before(archive: Archive) -> None:
    answer = ask(archive, "海州市市长是谁？")
    assert answer.short == "赵文清"
    assert [write_note(note) for note in answer.notes] == [
        "以2022年8月9日的报道为准。",
        "此前的报道（2021年6月3日）为周明。",
    ]
    assert ask(archive, "2021年海州市市长是谁？").short == "周明"
    assert ask(archive, "赵文清之前的海州市市长是谁？").short == "周明"
    assert ask(archive, "赵文清之前谁是市长？").short == "周明"
    assert archive.ask("周明之前的海州市市长是谁？").reason is Reason.FACT_ABSENT


def test_who_spoke_before_somebody_is_no_question_for_a_post(archive: Archive) -> None:
    hits = archive.search("海州市市长赵文清主持会议", 20)
    assert report_holders(understand("赵文清之前谁讲了话？"), hits, lambda *_: hits) is None


HEADS = (
    report(
        "h1",
        "县人民医院东院区启用",
        "县人民医院院长周明介绍了情况。又讯，县中医医院已封顶，该院院长梁栋说。",
        "2022-08-28",
    ),
    report("h5", "肿瘤医院开诊", "县肿瘤医院院长王强说。", "2023-05-01"),
    report("h2", "第二人民医院挂牌", "市第二人民医院院长孙立说。", "2023-02-01"),
    report("h3", "区里开会", "市委副书记、江村高新区党工委书记李想主持。", "2023-03-01"),
    report("h4", "赵国强到高新区考察", "海州集团董事长赵国强一行到江村高新区考察。", "2023-04-01"),
)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("县人民医院院长是谁？", "周明"),
        ("县医院院长是谁？", "周明"),
        ("县中医院院长是哪个？", "梁栋"),
        ("第二人民医院院长是谁？", "孙立"),
        ("江村高新区书记是谁？", "李想"),
        ("高新区现在谁当书记？", "李想"),
        ("江村高新区一把手是谁？", "李想"),
    ],
)
def test_a_head_is_of_the_body_that_is_asked_about(question: str, short: str) -> None:
    assert ask(Archive.from_articles(HEADS), question).short == short


def test_a_timeline_of_a_post_has_everybody_with_the_date(archive: Archive) -> None:
    for question in ("海州市历任市长都有谁？", "海州近几年换过哪几任市长（2021—2022）"):
        answer = ask(archive, question)
        assert [(item.label, item.text) for item in answer.items] == [
            ("2021年6月3日", "周明"),
            ("2022年8月9日", "赵文清"),
        ]


def test_events_come_from_their_reports_in_order_of_date(archive: Archive) -> None:
    answer = ask(archive, "从2021年到2022年海州市开过哪些工作会议？")
    assert answer.short == "海州市防汛工作会议召开；海州市抗旱工作会议召开"
    assert [item.label for item in answer.items] == ["2021年6月3日", "2022年8月9日"]


OUTINGS = (
    report(
        "tea", "采茶节开幕", "6月3日，江村采茶节开幕式举行。县委书记顾长河出席。", "2021-06-08", "2021-06-03"
    ),
    report(
        "dam",
        "水库除险会议召开",
        "6月5日，水库除险会议召开。县委书记顾长河讲话。",
        "2021-06-08",
        "2021-06-05",
    ),
    report("fair", "江村茶叶展销会举行", "昨日，江村茶叶展销会举行。县委书记顾长河致辞。", "2021-06-08"),
    report("late", "县里慰问教师", "6月20日，县委书记顾长河到江村中学慰问教师。", "2021-06-22", "2021-06-20"),
    report("rain", "县长督查防汛", "6月4日，县长梁栋到江村督查防汛工作。", "2021-06-08", "2021-06-04"),
    report(
        "hill",
        "山南县党政考察团来江村考察",
        "6月4日，山南县党政考察团到江村茶厂考察。",
        "2021-06-08",
        "2021-06-04",
    ),
)


@pytest.mark.parametrize(
    "question",
    [
        "顾书记2021年6月2日到7日公开活动有哪些",
        "梳理一下顾长河2021年6月上旬的公开行程",
        "顾长河 2021年6月2日至7日 出席 活动",
        "2021年6月3日、5日、7日顾长河先后参加了什么活动，干了啥",
        "2021年6月上旬，顾长河先后跑了哪几场活动：采茶节、茶叶展销会各是几号？",
    ],
)
def test_an_itinerary_has_the_reports_of_its_days_that_name_the_person(question: str) -> None:
    answer = ask(Archive.from_articles(OUTINGS), question)
    assert answer.short == "采茶节开幕；水库除险会议召开；江村茶叶展销会举行"
    assert [item.label for item in answer.items] == ["2021年6月3日", "2021年6月5日", "2021年6月8日"]


def test_an_event_is_told_by_the_sentence_that_says_where_it_was_held() -> None:
    text = "顾长河一直关心茶农。6月3日，江村茶叶发布会在江村文化艺术中心大剧场举行。茶农说今年收成好。"
    answer = ask(
        Archive.from_articles((report("held", "茶香", text, "2021-06-08"),)), "2021年6月有哪些活动、培训？"
    )
    assert answer.citations[0].quote == "6月3日，江村茶叶发布会在江村文化艺术中心大剧场举行。"


@pytest.mark.parametrize(
    "question", ["都有哪些考察团到江村茶厂看过？", "江村茶厂 来访考察团", "江村茶厂接待过哪几拨客人"]
)
def test_visitors_are_those_whom_a_report_brings(question: str) -> None:
    assert ask(Archive.from_articles(OUTINGS), question).short == "山南县党政考察团来江村考察"


def test_a_figure_is_tied_to_its_year(archive: Archive) -> None:
    assert ask(archive, "2022年海州市外贸进出口总额是多少？").short == "102.4亿元"
    refused = ask(archive, "2021年海州市外贸进出口总额是多少？")
    assert refused.abstained
    assert [note.kind for note in refused.notes] == [NoteKind.FIGURE_YEAR]


TALKS = (
    report(
        "train",
        "人才培训班开班",
        "7月2日，海州市青年人才培训班开班。市委组织部部长周明指出，人才是第一资源。"
        "派驻了一批指导员，他们做了很多工作。指导员要多到村里去，解决村民的难事。\n"
        "学员们纷纷表示，这次培训很有收获。",
        "2023-07-03",
        "2023-07-02",
    ),
    report(
        "aims",
        "海州市介绍引才工作",
        "海州市今年请来了武汉、南京、长沙的毕业生。副市长梁栋介绍，引才留才主要做了以下几方面工作："
        "一是服务企业。全年走访一千家。二是服务人才。新建公寓五百套。三是教育、科技融合。已有三所学校参加。",
        "2023-06-02",
    ),
    report(
        "acting",
        "临江区、海港区交流",
        "6月9日，两区交流座谈。临江区委书记何红，海港区委副书记、代区长王靖，临江区委副书记、区长肖文出席。",
        "2023-06-10",
        "2023-06-09",
    ),
    report("storm", "台风登陆", "8月9日，台风“海燕”在临江市南湖镇登陆，最大风力9级。", "2023-08-10"),
)


@pytest.fixture(scope="module")
def talks() -> Archive:
    return Archive.from_articles(TALKS)


def test_what_is_demanded_is_told_by_the_sentence_that_says_what_to_do(talks: Archive) -> None:
    said = quotes(ask(talks, "人才培训班上对指导员提了什么要求？"))
    assert "指导员要多到村里去" in said
    assert "学员们" not in quotes(ask(talks, "周明在青年人才培训班上讲了什么？"))


def test_points_that_are_numbered_answer_a_question_for_points(talks: Archive) -> None:
    answer = ask(talks, "海州市引才留才主要做了哪几方面工作？")
    assert items(answer) == ["服务企业", "服务人才", "教育、科技融合"]


def test_an_acting_post_and_the_post_of_another_region_are_not_the_one_asked_about(talks: Archive) -> None:
    assert ask(talks, "海港区代区长是谁？").short == "王靖"
    assert ask(talks, "临江区区长是谁？").short == "肖文"


def test_a_place_that_the_report_gives_otherwise_is_a_false_premise(talks: Archive) -> None:
    answer = ask(talks, "台风海燕在长沙登陆时最大风力几级？")
    assert answer.reason is Reason.FALSE_PREMISE
    assert "长沙" in answer.text
    assert "临江市" in answer.text


def trade(name: str, text: str, day: str) -> Article:
    return report(name, "海州市外贸情况", text, day)


TRADE = (
    trade(
        "a",
        "今天公布的数据显示，假期全市商场销售额1.5亿元，比去年同期增长8%。今年的假期很热闹。",
        "2019-10-07",
    ),
    trade(
        "b",
        "最新数据显示，假期全市商场销售额达到1.6亿元，较去年同期增长4%。订单量也比去年同期多。",
        "2020-10-08",
    ),
    trade("c", "海关统计，今年前2个月，海州市出口12亿元。同期，进口8亿元。", "2021-03-07"),
    trade("d", "海关统计，今年前5个月，海州市出口35亿元。同期，进口21亿元。", "2021-06-07"),
    trade("f", "2023年，海州市完成40亿元。\n3月1日至5日，成交额达9亿元。", "2024-03-07"),
    trade("g", "1998年，江村发了大水。8月5日，转移群众5万人。", "2020-10-07"),
    trade("e", "1992年设区。到2022年，规模以上工业产值520亿元。1993年，产值仅10亿元。", "2023-08-01"),
)


@pytest.mark.parametrize(
    ("name", "figure", "year"),
    [
        ("a", "1.5亿元", 2019),
        ("b", "1.6亿元", 2020),
        ("e", "520亿元", 2022),
        ("e", "10亿元", 1993),
        ("f", "9亿元", 2024),
        ("g", "5万人", 1998),
    ],
)
def test_a_year_that_a_figure_is_compared_with_is_not_its_own(name: str, figure: str, year: int) -> None:
    article = next(article for article in TRADE if article.id == name)
    assert figure_year(article, article.text.index(figure))[0] == year


def test_a_figure_of_another_part_of_the_year_does_not_answer() -> None:
    archive = Archive.from_articles(TRADE)
    assert ask(archive, "2021年前两个月海州市出口多少亿元？").short == "12亿元"
    assert ask(archive, "2021年1至5月海州市出口多少亿元？").short == "35亿元"
    both = ask(archive, "2021年前两个月和2021年前5个月海州市出口分别是多少？")
    assert both.short == "12亿元；35亿元"


def test_what_no_report_says_of_one_part_is_noted_and_the_other_is_answered() -> None:
    answer = ask(Archive.from_articles(TRADE), "2019年和2018年假期全市商场销售额分别是多少亿元？")
    assert answer.short == "1.5亿元"
    assert [write_note(note) for note in answer.notes] == ["关于“2018年”，档案中没有写明。"]


def test_a_report_that_does_not_name_a_part_does_not_answer_it_too() -> None:
    answer = ask(Archive.from_articles([FLOOD]), "防汛工作会议和招商工作会议分别由谁主持？")
    assert answer.short == "梁栋"
    assert [write_note(note) for note in answer.notes] == ["关于“招商工作会议”，档案中没有写明。"]


def test_a_series_is_asked_year_by_year(archive: Archive) -> None:
    answer = ask(archive, "海州市历年外贸进出口总额分别是多少？")
    assert answer.short == "85.6亿元；102.4亿元"
    assert {citation.article.id for citation in answer.citations} == {"t20", "t22"}


def test_figures_of_several_reports_stand_side_by_side(archive: Archive) -> None:
    answer = ask(archive, "海州市外贸进出口总额是多少？")
    assert answer.short == "102.4亿元"
    assert items(answer) == ["102.4亿元", "85.6亿元"]
    assert NoteKind.CONFLICT in {note.kind for note in answer.notes}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2021年6月5日的防汛工作会议由谁主持？", "2021年6月3日"),
        ("赵文清在2021年6月3日的防汛工作会议上强调了什么？", "“赵文清”"),
        ("副市长周明在防汛工作会议上强调了什么？", "副市长周明"),
    ],
)
def test_days_people_and_posts_of_a_question_are_checked(archive: Archive, question: str, said: str) -> None:
    answer = ask(archive, question)
    assert answer.reason is Reason.FALSE_PREMISE
    assert said in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("投资5亿元的码头加固工程由谁实施？", "3亿元"),
        ("临江考察团2022年来海州考察了哪些企业？", "2021年5月6日"),
    ],
)
def test_amounts_and_years_of_a_question_are_checked(archive: Archive, question: str, said: str) -> None:
    answer = ask(archive, question)
    assert answer.abstained
    assert said in answer.text or answer.reason is not Reason.FALSE_PREMISE


def test_the_posts_of_a_person_are_told_with_their_dates(archive: Archive) -> None:
    assert ask(archive, "梁栋是什么职务？").short == "副市长"


@pytest.mark.parametrize("question", ["周明在哪个岗位上任职", "周明 职务", "这几年里，周明以什么身份出现？"])
def test_the_posts_of_a_person_are_asked_for_in_other_words(archive: Archive, question: str) -> None:
    answer = ask(archive, question)
    assert "市长" in answer.short
    assert not answer.notes


def test_words_nobody_said_are_not_made_up(archive: Archive) -> None:
    assert ask(archive, "孙晓梅在防汛工作会议上强调了什么？").abstained


def test_every_part_of_a_double_question_is_answered_from_its_own_quote(archive: Archive) -> None:
    answer = ask(archive, "防汛工作会议是哪天召开的，由谁主持？")
    assert answer.short == "6月3日；梁栋"
    assert len(answer.citations) == 2 or "梁栋" in quotes(answer)


def test_who_only_came_along_did_not_lead(archive: Archive) -> None:
    assert ask(archive, "防汛工作会议由谁传达文件？").abstained


def test_what_a_meeting_wants_by_a_year_is_asked_of_the_meetings_own_report() -> None:
    pages = Path(__file__).parents[1] / "eval" / "papers" / "yunya" / "pages"
    answer = ask(Archive.from_files([pages]), "学习五中全会那次县委会议上，到2025年GDP要达到什么目标？")
    assert "180亿元" in answer.short


@pytest.mark.parametrize("question", ["2024年通车的江村大桥总投资多少？", "江村大桥2024年通车，总投资多少？"])
def test_a_year_that_only_names_a_thing_is_not_that_of_its_figure(question: str) -> None:
    text = "江村大桥开工。江村大桥总投资5亿元，全长3公里。市长周明说，大桥将于2024年通车。"
    bridge = report("bridge", "江村大桥开工", text, "2022-03-01")
    trees = report("trees", "县里植树", "3月12日，县里植树，栽下5000棵。", "2025-03-13")
    assert ask(Archive.from_articles([bridge, trees]), question).short == "5亿元"


def test_a_figure_of_another_year_is_not_named_where_its_report_lacks_what_is_asked() -> None:
    seeds = Archive.from_files([Path(__file__).parents[1] / "seeds"])
    answer = seeds.ask("2022年春运客流量")
    assert answer.abstained
    assert NoteKind.FIGURE_YEAR not in {note.kind for note in answer.notes}


def test_a_holder_is_listed_once_from_the_first_to_the_last_mention() -> None:
    later = report("later", "海州市安全会议", "市长周明出席会议。", "2021-09-02", "2021-09-01")
    answer = ask(Archive.from_articles([FLOOD, later, DROUGHT]), "海州市历任市长都有谁？")
    assert [(item.label, item.text) for item in answer.items] == [
        ("2021年6月3日至2021年9月1日", "周明"),
        ("2022年8月9日", "赵文清"),
    ]


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("海州市新任市委书记是谁？", "严允"),
        ("东湖县县委书记是谁？", "罗文江"),
        ("东湖县财政局局长是谁？", "王大鹏"),
    ],
)
def test_who_is_appointed_holds_the_post_and_who_leaves_it_does_not(question: str, short: str) -> None:
    text = (
        "会议宣布：严允同志任海州市委委员、常委、书记，于秀明同志不再担任海州市委书记职务；"
        "罗文江同志任东湖县委书记。会议任命王大鹏为东湖县财政局局长。此前担任东湖县委书记的赵文清离任。"
    )
    appointed = report("appointed", "海州市召开干部大会", text, "2022-09-02", "2022-09-01")
    assert ask(Archive.from_articles([appointed]), question).short == short


def test_a_headline_that_has_the_asked_event_goes_before_a_newer_one_that_has_its_words() -> None:
    newer = report(
        "newer",
        "海州市部署防汛工作",
        "7月3日，海州市召开会议，安排防汛工作。副市长赵文清主持会议。",
        "2022-07-04",
        "2022-07-03",
    )
    assert ask(Archive.from_articles([FLOOD, newer]), "防汛工作会议谁主持的？").short == "梁栋"


def test_when_somebody_took_a_post_is_not_who_holds_it(archive: Archive) -> None:
    assert ask(archive, "海州市市长什么时候当上的？").short != "赵文清"


@pytest.mark.parametrize("question", ["何红于何时出任临江县县长？", "何红 任临江县县长 时间"])
def test_a_visit_does_not_date_when_somebody_took_a_post(archive: Archive, question: str) -> None:
    assert ask(archive, question).abstained


def test_a_deed_that_no_report_tells_is_not_dated_by_one(archive: Archive) -> None:
    answer = ask(archive, "梁栋2020年为什么辞职？")
    assert answer.abstained
    assert "2021" not in answer.text.split("档案收录")[0]


def test_who_led_a_numbered_meeting_is_told_by_the_report_of_that_number() -> None:
    numbered = report(
        "numbered",
        "海州市政府2021年第12次常务（扩大）会议召开",
        "6月3日，海州市政府2021年第12次常务（扩大）会议召开。市长周明主持会议并讲话。",
        "2021-06-04",
    )
    newer = report(
        "newer",
        "海州市政府常务会议召开",
        "8月9日，海州市政府常务会议召开。市长赵文清主持会议并讲话。",
        "2022-08-10",
    )
    archive = Archive.from_articles([numbered, newer])
    assert ask(archive, "谁主持了第12次常务会议？").short == "周明"
    assert ask(archive, "谁主持了常务会议？").short == "赵文清"


def test_the_heads_of_a_region_are_listed_and_a_post_is_told_behind_its_verb() -> None:
    text = "县长周明宣布开工。县委书记赵文清出席。港务局局长现为梁栋。"
    first = report("first", "东湖港开工", text, "2021-03-05", "2021-03-04")
    second = report("second", "东湖港通航", "县长苏敏宣布通航。", "2023-03-05", "2023-03-04")
    archive = Archive.from_articles([first, second])
    assert items(ask(archive, "这几年县长换了哪几位？")) == ["周明", "苏敏"]
    assert ask(archive, "东湖港务局局长最近由谁担任？").short == "梁栋"


def test_a_post_of_a_region_that_a_report_names_in_passing_is_not_its_own() -> None:
    text = "5月15日，横墩镇召开整改会，镇党委书记周明作检查。\n会议还邀请双荡镇副镇长介绍做法。"
    archive = Archive.from_articles([report("a", "横墩镇召开整改会", text, "2024-05-16")])
    assert not any("以" in write_note(note) for note in ask(archive, "双荡镇党委书记是谁？").notes)


OFFICES = (
    report(
        "o1", "东湖港开工", "市交通运输局局长周明介绍，工程分三期。海州船业董事长孙立致辞。", "2021-03-05"
    ),
    report("o2", "交通会议", "今年2月，苏敏接替周明任市交通运输局局长。市民政局局长王强参加。", "2023-03-05"),
    report(
        "o3", "海州船业交付新船", "该船6月开工。公司董事长由孙立之女孙晓梅自今年1月起担任。", "2023-07-01"
    ),
    report("o4", "东湖县召开大会", "县委常委、常务副县长梁栋主持，副县长何红参加。", "2023-08-01"),
    report(
        "o5", "海州港区开会", "港区党工委书记李想主持，港区党工委副书记、管委会主任赵文清参加。", "2023-09-01"
    ),
)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("市交通局局长是谁？", "苏敏"),
        ("交通局局长是谁？", "苏敏"),
        ("谁接替周明当了市交通运输局局长？", "苏敏"),
        ("海州船业现任董事长叫什么", "孙晓梅"),
        ("海州船业 主要负责人 姓名", "孙晓梅"),
        ("先后有哪几位当过常务副县长？", "梁栋"),
        ("眼下担任海州港区党工委一把手的是哪一位？", "李想"),
    ],
)
def test_an_office_has_a_short_name_and_a_rank_is_not_left_out(question: str, short: str) -> None:
    assert ask(Archive.from_articles(OFFICES), question).short == short


@pytest.mark.parametrize(
    "question", ["市公安局局长 姓名", "市水利局局长叫什么名字", "哪位在东湖县当县委书记", "省委书记叫啥"]
)
def test_who_holds_another_post_does_not_answer(question: str) -> None:
    assert ask(Archive.from_articles(OFFICES), question).abstained


def test_a_short_name_is_not_that_of_another_office_and_who_appoints_is_not_appointed() -> None:
    text = "1月30日，市长周明1月30日任命王鹏为市民政局局长。2015年任市水利局局长的赵文清出席。"
    archive = Archive.from_articles([report("a", "海州市任命干部", text, "2023-02-01")])
    assert ask(archive, "市民政局局长是谁？").short == "王鹏"
    assert ask(archive, "市民生局局长是谁？").short != "王鹏"
    assert not any("以" in write_note(note) for note in ask(archive, "省民政局局长是谁？").notes)


def test_who_spoke_may_be_bodies_and_a_number_of_things_is_a_list_whoever_spoke_of_it() -> None:
    text = (
        "2月21日，海州市农村工作会议召开。会议指出，要抓好春耕。会议强调，要启动六大行动，即园区提质、粮食倍增、"
        "港口赋能、乡村焕新、民生暖心、环境提优六大行动。\n东湖镇、西山镇、红星食品作交流发言。"
    )
    archive = Archive.from_articles(
        [report("farm", "海州市农村工作会议召开", text, "2023-02-22", "2023-02-21")]
    )
    assert items(ask(archive, "农村工作会议上发言的有哪几家？")) == ["东湖镇", "西山镇", "红星食品"]
    assert items(ask(archive, "市里说的六大行动都叫啥？"))[:2] == ["园区提质", "粮食倍增"]


def test_a_figure_is_of_the_period_asked_about() -> None:
    text = "2023年海州港吞吐量达1.08亿吨，今年1到4月完成3712万吨，增长7.4%。"
    archive = Archive.from_articles([report("port", "海州港吞吐量增长", text, "2024-05-23")])
    assert ask(archive, "2024年头四个月海州港吞吐量多少万吨？").short == "3712万吨"


def test_bodies_that_spoke_are_whole_names_and_those_on_stage_for_a_prize_did_not_speak() -> None:
    text = "2月21日，海州市表彰大会召开。红星公司、东湖公司上台领奖。和平镇、东湖镇和西山镇作交流发言。"
    archive = Archive.from_articles([report("a", "海州市表彰大会召开", text, "2023-02-22", "2023-02-21")])
    assert items(ask(archive, "表彰大会上发言的有哪几家单位？")) == ["和平镇", "东湖镇", "西山镇"]
    assert "东湖镇" not in ask(archive, "表彰大会上哪些公司上台领奖？").short


def test_at_which_meeting_something_was_said_is_told_by_its_report() -> None:
    answer = ask(
        Archive.from_articles([FLOOD, DROUGHT, PORT]), "备足物资，抢在汛前完成检修，是在哪个会上要求的？"
    )
    assert answer.short == "海州市防汛工作会议"
    assert len(answer.citations) == 2


def test_what_bodies_began_together_is_told_with_each_of_them() -> None:
    begun = report(
        "plan", "清溪计划启动", "2019年11月，团省委、省水利厅联合启动“清溪计划”，立足三大定位。", "2021-05-07"
    )
    assert (
        ask(Archive.from_articles([begun, PORT]), "清溪计划是哪两家单位发起的？").short == "团省委、省水利厅"
    )


def test_a_lecture_is_none_of_what_the_meeting_said() -> None:
    lecture = report(
        "health",
        "女职工健康会议召开",
        "3月17日，女职工健康会议召开。会议要求，要关心女职工。会后，邀请专家作《四季养生》专题讲座。",
        "2021-03-18",
    )
    answer = ask(Archive.from_articles([lecture, PORT]), "女职工健康会议后，专家讲的什么题目？")
    assert answer.short == "《四季养生》"


def test_heads_over_the_years_may_stand_apart_from_their_names() -> None:
    spoke = report("spoke", "水利局长谈抗旱", "水利局局长 梁栋：要先保饮水。", "2019-05-07")
    later = report("later", "水利局长谈防汛", "水利局局长周明说，要守住水库。", "2021-05-07")
    archive = Archive.from_articles([spoke, later])
    for question in ("水利局历任局长都有谁？", "2018年以来见报的水利局局长，按年份先后有哪几位？"):
        assert ask(archive, question).short == "梁栋、周明"


def test_heads_are_told_by_the_words_before_and_behind_them() -> None:
    first = report("first", "高考平稳举行", "县教育局局长周明介绍，考生3000名。", "2019-06-08")
    then = report("then", "高考准备就绪", "今年1月接替周明担任县教育局局长的梁栋带队检查考点。", "2024-05-23")
    fresh = report("fresh", "企业走访", "刚刚上任的区经济发展局局长孙晓梅说，问题已交办。", "2023-02-15")
    archive = Archive.from_articles([first, then, fresh])
    assert ask(archive, "县教育局现在的一把手是谁？").short == "梁栋"
    assert ask(archive, "县教育局局长先后换了几茬，都有谁").short == "周明、梁栋"
    assert ask(archive, "2023年初接手区经发局局长的是谁").short == "孙晓梅"


def test_the_head_of_a_region_is_looked_up_as_its_secretary_too() -> None:
    looked_up: list[str] = []
    report_holders(understand("高新区一把手是谁？"), [], lambda words, _: looked_up.append(words) or [])
    assert looked_up == ["高新区一把手", "高新区书记"]


def test_a_follow_up_wants_as_many_things_as_it_asks_for_itself() -> None:
    goals = report(
        "goals",
        "创城推进会召开",
        "5月9日，创城推进会召开。会议提出四个“零”目标：零失分、零失误、零负评、零发生。"
        "考核分为红色、黄色、蓝色三种颜色。",
        "2020-05-10",
    )
    archive = Archive.from_articles([goals, PORT])
    before = archive.ask("创城推进会的四个“零”目标是什么？")
    asked = archive.ask("考核分哪三种颜色？", history=(before.turn,))
    assert asked.short == "红色、黄色、蓝色"


@pytest.mark.parametrize(
    "question",
    ["6月3日防汛工作会议由周明主持，他是什么职务？", "6月3日出席防汛工作会议的督导组，组长是谁？"],
)
def test_a_post_is_not_told_where_somebody_else_led_or_nobody_holds_it(question: str) -> None:
    assert ask(Archive.from_articles([FLOOD, PORT]), question).abstained
