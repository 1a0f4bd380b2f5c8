from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Article, PartialDate
from rag.followup import Completed, complete
from rag.topic import topic
from rag.types import Answer, Citation, Item, Note, NoteKind, Reason, Turn

ARTICLE = Article(id="port", title="", text="市长周明主持码头开港仪式。公办率60%，产值翻番。", source="")
CITED = (Citation(1, ARTICLE, 0, 5), Citation(2, ARTICLE, 5, 9))
ANY = st.text(max_size=60) | st.text(alphabet="那他它这会议呢2020年谁第一次主持？不对，换个话题", max_size=40)


def turn(question: str, *, short: str = "", rewritten: str = "") -> Turn:
    return Answer(question, "", short, CITED, rewritten=rewritten or question).turn


@pytest.mark.parametrize("question", ["谁主持的？", "那2022年呢？", "他是谁？", ""])
def test_without_history_a_question_stays_as_it_is(question: str) -> None:
    assert complete(question, []) == Completed(question)


@pytest.mark.parametrize("question", ["你好", "谢谢你！", "你能做什么？", "您好，请问可以帮我吗"])
def test_small_talk_after_a_question_inherits_nothing(question: str) -> None:
    assert complete(question, [turn("码头谁主持？")]) == Completed(question)


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("2020年外贸总额是多少？", "那2022年呢？", "2022年外贸总额是多少？"),
        ("2020年3月的产值是多少？", "2021年4月呢", "2021年4月的产值是多少？"),
        ("第3次会议谁主持？", "那第4次呢？", "第4次会议谁主持？"),
        ("外贸总额是多少？", "2022年呢？", "2022年外贸总额是多少？"),
        ("园区的普惠率是多少？", "公办率呢？", "园区的公办率是多少？"),
        ("周明是谁？", "梁栋呢？", "梁栋是谁？"),
        ("江村墓在哪里？", "武王墩呢？", "武王墩在哪里"),
        ("周明哪年出生的？", "他的电话呢？", "周明的电话是多少？"),
        ("2023年春节园区来了多少游客？", "2020年国庆呢？", "2020年国庆园区来了多少游客？"),
        ("2023年末全县有多少亩茶园？", "2020年底呢？", "2020年底全县有多少亩茶园？"),
        ("江村码头多少钱建的？", "那工程监理呢", "江村码头工程监理是哪家？"),
        ("兖州区书记是谁？", "任城区那边呢", "任城区书记是谁？"),
        ("国庆路改造花了多少钱？", "五一路呢？", "五一路改造花了多少钱"),
        ("全区打算新增多少义务教育学位？", "幼儿园的呢？", "全区打算新增多少幼儿园学位"),
    ],
)
def test_an_ellipsis_puts_the_new_in_the_place_of_the_old(before: str, question: str, text: str) -> None:
    assert complete(question, [turn(before)]).text == text


@pytest.mark.parametrize(
    ("before", "short", "question", "text"),
    [
        ("动员会谁讲话？", "周明", "还有谁参加？", "动员会，除周明外还有谁参加？"),
        ("谁出席了签约仪式？", "周明、梁栋", "前面那位管什么？", "周明管什么？"),
        ("谁出席了签约仪式？", "周明、梁栋", "后面那位管什么？", "梁栋管什么？"),
        ("谁主持仪式？", "周明", "这人管什么？", "周明管什么？"),
        ("周明什么时候当的副市长？", "2020年", "不对，我问的是县委书记", "周明什么时候当县委书记？"),
        ("高新区创新平台有多少个？", "9个", "研发投入涨了多少？", "高新区研发投入涨了多少？"),
        ("工地2021年3月有多少人？", "9人", "到7月又有多少？", "工地2021年7月有多少人？"),
        ("县医院迁建花了多少钱？", "2亿元", "院长是谁？", "县医院院长是谁？"),
        ("现在区委书记是谁？", "周明", "他之前呢？", "周明之前的区委书记是谁？"),
        ("农业大学附属中学有多少学生？", "900", "校长是谁？", "农业大学附属中学校长是谁？"),
        ("码头哪天开工？", "9月", "行长杯篮球赛谁赢了？", "行长杯篮球赛谁赢了？"),
        ("东岭医院院长是谁？", "周明", "头一天看了多少病人？", "东岭医院首日看了多少病人？"),
        ("东岭医院有多少床位？", "9张", "里面感染病房占多少", "东岭医院里面感染病房占多少"),
        ("码头迁建什么时候开的工？", "9月", "哪天封的顶", "码头迁建哪天封的顶"),
        ("园区外资用了多少？", "2亿", "在全市排第几？", "园区外资在全市排第几？"),
        ("码头哪天开工的？", "9月", "从动土到投产花了几天？", "码头从动土到投产花了几天？"),
        ("码头哪天开工的？", "9月", "承建的单位叫什么？", "码头承建的单位叫什么？"),
    ],
)
def test_what_was_answered_is_taken_up(before: str, short: str, question: str, text: str) -> None:
    assert complete(question, [turn(before, short=short)]).text == text


def test_an_event_is_meant_behind_a_person_or_a_detail_of_it() -> None:
    talk = [
        turn("2020年动员会谁主持？", short="周明"),
        turn("他管什么？", rewritten="周明管什么？", short="水利"),
    ]
    assert complete("几家单位发了言？", talk).text == "2020年动员会几家单位发了言？"
    assert complete("哪天开的？", talk).text == "2020年动员会哪天开的？"
    assert complete("主持的是谁", talk).text == "2020年动员会主持的是谁"


@pytest.mark.parametrize(
    ("before", "short", "question", "text"),
    [
        ("2020年外贸总额是多少？", "9亿", "再往后一年呢？", "2021年外贸总额是多少？"),
        ("2019年全县高考人数", "90", "两年后呢？", "2021年全县高考人数"),
        ("2020年外贸总额是多少？", "9亿", "2017年的有没有", "2017年外贸总额是多少？"),
        ("2020年外贸总额是多少？", "9亿", "到2024年5月", "2024年5月外贸总额是多少？"),
        ("第3次会议谁主持？", "周明", "41次呢", "第41次会议谁主持？"),
        ("第3次会议谁主持？", "周明", "记错了，是第28次", "第28次会议谁主持？"),
        ("第3次会议哪天开的？", "", "还是第2次，谁主持的", "第2次会议谁主持的"),
        ("2022年外贸总额是多少？", "", "打错年份了，23年的", "2023年外贸总额是多少？"),
        ("沙村2022年实收多少？", "", "2023年又收了多少？", "沙村2023年实收多少？"),
        ("2020年动员会谁讲话？", "周明", "不是他，我问主持的", "2020年动员会主持的是谁"),
        ("园区产值是多少？", "", "不问产值了，问税收是多少", "园区税收是多少"),
        ("现在区委书记是谁？", "周明", "上一任呢", "周明之前的区委书记是谁？"),
        ("现在区委书记是谁？", "周明", "再后面又是谁", "周明之后的区委书记是谁？"),
        ("现在区委书记是谁？", "周明", "接他班的是谁", "周明之后的区委书记是谁？"),
        ("高新区2020年的推进会是几号？", "", "2018年的动员会呢？", "2018年动员会是几号"),
    ],
)
def test_times_posts_and_what_is_meant_rather_are_taken_up(
    before: str, short: str, question: str, text: str
) -> None:
    assert complete(question, [turn(before, short=short)]).text == text


def test_the_head_asked_for_is_of_a_body_that_was_talked_of_before() -> None:
    assert complete("在哪上班？", [turn("周明是干嘛的？")]).text == "周明在哪上班？"
    history = [turn("县医院哪天迁建的？"), turn("停车要钱吗，头几个小时？")]
    assert complete("现在院长是谁？", history).text == "县医院现在院长是谁？"


def test_who_else_and_who_he_was_then() -> None:
    assert complete("除了他还有谁", [turn("动员会谁讲话？", short="周明")]).text == "动员会，除周明外还有谁"
    flood = replace(ARTICLE, event_date=PartialDate(2020, 5, 8))
    told = replace(
        turn("谁主持仪式？", short="周明"), answer=Answer("谁", "", "周明", (Citation(1, flood, 0, 5),))
    )
    assert complete("他当时什么职务？", [told]).text == "周明2020年5月什么职务？"
    assert complete("当时他是什么职务", [told]).text == "2020年5月周明是什么职务"
    assert complete("除了他还有谁出席", [turn("周明参加了什么活动？")]).text == "除了周明还有谁出席"


def test_several_years_together_are_asked_of_the_same_figure() -> None:
    before = [turn("园区比上年升了几位？", short="2位")]
    assert complete("五年加起来呢？", before).text == "五年累计园区升了几位？"


@pytest.mark.parametrize("question", ["那人均收入是多少？", "那人口有多少？"])
def test_people_counted_are_no_person_of_the_talk(question: str) -> None:
    assert "周明" not in complete(question, [turn("谁主持仪式？", short="周明")]).text


def test_a_thing_is_of_an_earlier_turn_where_the_last_was_about_another() -> None:
    history = [turn("安康推进会是谁主持的？", short="周明"), turn("先进个人有几位？", short="9位")]
    assert complete("这个推进会在哪开的？", history).text == "安康推进会在哪开的？"


def test_a_relative_time_stays_as_it_was_said_in_the_talk() -> None:
    answer = Answer("去年产值多少？", "", "9亿元", CITED, rewritten="2022年产值多少？")
    told = answer.with_notes(Note(NoteKind.RELATIVE, ("去年", "2022年")))
    assert complete("前年呢？", [told.turn]).text == "前年产值多少？"


def test_another_time_may_be_told_in_another_article_and_another_thing_in_the_same() -> None:
    history = [turn("2020年园区的普惠率是多少？")]
    assert complete("那2022年呢？", history).about == ()
    assert complete("公办率呢？", history).about == ("port",)


def test_a_pronoun_for_a_person_is_the_person_that_was_answered() -> None:
    history = [turn("谁主持仪式？", short="周明")]
    assert complete("他还出席了什么活动？", history) == Completed(
        "周明还出席了什么活动？", ("port",), "还出席了什么活动？"
    )


def test_who_was_answered_is_meant_before_who_was_named() -> None:
    history = [turn("周明去看复课，谁陪同的？", short="梁栋")]
    assert complete("他什么职务？", history).text == "梁栋什么职务？"


def test_a_question_that_says_little_stays_as_it_is_but_looks_into_the_reports_of_the_talk_first() -> None:
    history = [turn("码头开港仪式谁主持？", short="周明")]
    assert complete("港区护工的工资多少钱？", history) == Completed("港区护工的工资多少钱？", ("port",))
    assert complete("曹大富家那天上午卖了多少钱？", history).about == ()  # a name of its own


def test_a_pronoun_for_a_person_is_else_the_person_that_was_asked_for() -> None:
    history = [turn("周明主持了什么活动？", short="开港仪式")]
    assert complete("他是什么职务？", history).text == "周明是什么职务？"


@pytest.mark.parametrize("pronoun", ["它", "该项目", "这个项目", "那里"])
def test_a_pronoun_for_a_thing_is_the_topic_of_the_question_before(pronoun: str) -> None:
    history = [turn("海州港区码头的总投资是多少？")]
    completed = complete(f"{pronoun}什么时候建成？", history)
    assert completed.text.startswith("海州港区码头")
    assert completed.text.endswith("什么时候建成？")
    assert completed.about == ("port",)


def test_a_question_without_a_topic_takes_the_one_before() -> None:
    completed = complete("在哪里召开？", [turn("春耕现场会什么时候召开？")])
    assert completed == Completed("春耕现场会在哪里召开？", ("port",), "在哪里召开？")


def test_a_pronoun_is_the_thing_and_not_its_attribute_that_was_asked_for() -> None:
    assert (
        complete("它什么时候建成？", [turn("海州港区码头的造价是多少？")]).text
        == "海州港区码头什么时候建成？"
    )


def test_a_question_with_a_topic_of_its_own_stands_alone() -> None:
    question = "《海州日报》的刊号是多少？"
    assert complete(question, [turn("谁主持仪式？", short="周明")]) == Completed(question)


@pytest.mark.parametrize("opening", ["换个话题，", "换个问题：", "另外问，", "换个事，"])
def test_a_new_topic_forgets_the_old_one(opening: str) -> None:
    history = [turn("2020年外贸总额是多少？")]
    assert complete(f"{opening}谁主持会议？", history) == Completed("谁主持会议？")


def test_a_correction_asks_the_same_of_what_was_meant() -> None:
    history = [turn("2020年外贸总额是多少？")]
    for question in ("我说的是2022年", "不对，我问的是2022年。", "不是2020年，是2022年", "错了，2022年"):
        assert complete(question, history).text == "2022年外贸总额是多少？"


def test_a_correction_may_ask_something_else_of_what_was_meant() -> None:
    history = [turn("第11次会议是谁主持的？")]
    assert complete("我想问的是第12次，哪天开的", history).text == "第12次会议哪天开的"
    assert complete("不是会议，是会后的仪式，谁主持的", history).text == "会后的仪式谁主持的"
    assert complete("不是会议，我是说会后的仪式，谁主持的", history).text == "会后的仪式谁主持的"
    assert complete("我是说第12次，哪天开的", history).text == "第12次会议哪天开的"
    assert complete("不是，我说的是创城推进会，那天几号", history).text == "创城推进会那天几号"


def test_a_correction_names_another_time_person_or_measure() -> None:
    paper = turn("2020年5月8日的江村报是总第几期？")
    assert (
        complete("不是那期，是2023年2月17日的，总第几期", [paper]).text == "2023年2月17日的江村报是总第几期？"
    )
    assert complete("不是，我问周明，他哪年生的", [turn("谁主持仪式？")]).text == "周明哪年生的"
    held = turn("第108次会议谁主持？")
    assert complete("不对，我说的是147次那个", [held]).text == "第147次会议谁主持？"
    signed = turn("第10届恳谈会签了几个项目？")
    assert complete("不是个数，我问的是钱", [signed]).text == "第10届恳谈会钱是多少？"


def test_what_a_part_was_asked_for_the_whole_is_meant_again() -> None:
    inside = turn("里面感染病房占多少", rewritten="东岭医院里面感染病房占多少")
    history = [turn("东岭医院有多少床位？"), inside]
    assert complete("哪天启用的？", history).text == "东岭医院哪天启用的？"


@pytest.mark.parametrize(
    ("question", "about"),
    [("茶园补贴涨到多少一亩", "茶园补贴"), ("首日看了多少病人", "病人"), ("首日封多少钱", "首日封")],
)
def test_a_topic_is_cut_between_words(question: str, about: str) -> None:
    assert topic(question) == about


def test_what_happened_later_is_asked_of_later_reports() -> None:
    found = complete("后来哪天通的车？", [turn("江村大桥谁主持开工？")])
    assert (found.text, found.about) == ("江村大桥后来哪天通的车？", ())


def test_what_one_rather_wanted_to_ask_is_a_question_of_its_own() -> None:
    history = [turn("2020年外贸总额是多少？")]
    assert complete("那算了，我其实想问武王墩在哪里", history).text == "武王墩在哪里"


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("2020年5月8日周明主持了哪个会？", "第二天呢？", "2020年5月9日周明主持了哪个会？"),
        ("2020年12月31日有哪些活动？", "后一天呢", "2021年1月1日有哪些活动？"),
        ("2021年产值是多少？", "上一年呢？", "2020年产值是多少？"),
        ("第12次会议是哪天？", "上一次呢？", "第11次会议是哪天？"),
        ("2020年3月5日有哪些活动？", "22号呢", "2020年3月22号有哪些活动？"),
        ("2020年5月的目标是多少？", "那到6月底呢", "2020年6月底的目标是多少？"),
        ("现在的市长是谁？", "2019年呢", "2019年市长是谁？"),
        ("2020年3月2日的工作会议谁主持？", "第3次扩大会议呢？", "2020年第3次的扩大会议谁主持？"),
    ],
)
def test_another_time_is_counted_on_from_the_one_before(before: str, question: str, text: str) -> None:
    assert complete(question, [turn(before)]).text == text


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("2020年新增了多少家科技企业？", "小微工厂呢？", "2020年新增了多少家小微工厂"),
        ("周明对安全生产怎么说的？", "疫情防控方面呢？", "周明对疫情防控怎么说的？"),
        ("2020年泗水县委书记叫什么？", "任城区呢？", "2020年任城区委书记叫什么？"),
        ("2020年园区用了多少外资？", "外贸呢，增幅多大", "2020年园区外贸增幅多大"),
        ("要开展几个提升行动？", "具体是哪些？", "要开展哪几个提升行动？"),
        ("2022年那次博览会签了多少项目？", "第五届呢", "第五届博览会签了多少项目？"),
        ("2021年第九届博览会签了多少项目？", "第十届呢", "第十届博览会签了多少项目？"),
        ("2022年第11次常委会谁主持？", "第12次呢", "2022年第12次常委会谁主持？"),
        ("2024年那六大行动，港口倍增谁管？", "民生暖心呢", "2024年那六大行动，民生暖心倍增谁管"),
    ],
)
def test_another_thing_takes_the_place_of_its_like(before: str, question: str, text: str) -> None:
    assert complete(question, [turn(before)]).text == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("还有谁参加", "2020年春耕现场会还有谁参加"),
        ("会上讲了什么？", "2020年春耕现场会上讲了什么？"),
        ("好的，那一共去了多少人？", "2020年春耕现场会一共去了多少人？"),
        ("走访了哪几个村？", "2020年春耕现场会走访了哪几个村？"),
        ("去年花了多少钱？", "2020年春耕现场会去年花了多少钱？"),
        ("能给农户带来多少收入？", "2020年春耕现场会能给农户带来多少收入？"),
        ("那天谁讲的话？", "2020年春耕现场会那天谁讲的话？"),
        ("有多少种东西卖？", "2020年春耕现场会有多少种东西卖？"),
        ("看的是哪块春耕田？", "2020年春耕现场会看的是哪块春耕田？"),
        ("比前一年多了几人？", "2020年春耕现场会比前一年多了几人？"),
    ],
)
def test_what_a_question_leaves_out_is_what_the_talk_is_about(question: str, text: str) -> None:
    assert complete(question, [turn("2020年春耕现场会什么时候召开？")]).text == text


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("谁主持了教师节表彰大会？", "那开学典礼呢？", "谁主持了开学典礼"),
        ("李文博副区长去了哪些学校？", "那张伟副区长呢？", "张伟副区长去了哪些学校？"),
        ("2021年全市工业增加值增长多少？", "那第三产业增加值呢？", "2021年全市第三产业增加值增长多少？"),
        ("第三届农民丰收节在哪里举办？", "上一届呢？", "第二届农民丰收节在哪里举办？"),
        ("第三届农民丰收节在哪里举办？", "下一届什么时候办？", "第四届农民丰收节什么时候办？"),
        ("2021年全市工业增加值增长多少？", "到2025年目标是多少？", "2025年全市工业增加值目标是多少？"),
        ("教师节表彰大会是哪天举行的？", "地点呢？", "教师节表彰大会地点是哪里？"),
        ("教师节表彰大会是哪天举行的？", "该活动规模多大", "教师节表彰大会规模多大"),
        ("教师节表彰大会是谁主持的？", "主题呢？", "教师节表彰大会主题是什么？"),
        ("周明2021年去海州调研了什么？", "学历呢？", "周明学历是什么？"),
        ("海州黄桃今年产量多少？", "茶叶集团2022年收入呢？", "茶叶集团2022年收入是多少？"),
        ("海州区有多少家企业？", "注册资本呢？", "海州区注册资本是多少？"),
        ("海州区改造了多少公里老旧管网？", "口袋公园呢？", "海州区改造了多少口袋公园"),
        ("黄河大桥全长多少公里？", "什么时候建成？", "黄河大桥什么时候建成？"),
        ("教师节表彰大会是哪天举行的？", "主办单位是谁？", "教师节表彰大会主办单位是谁？"),
        ("第三届农民丰收节在哪里举办？", "丰收节的主题是什么？", "第三届农民丰收节的主题是什么？"),
        ("教师节表彰大会谁主持的？", "讲话的呢？", "教师节表彰大会谁讲话"),
        ("海州创业大赛有多少项目报名？", "进决赛的呢？", "海州创业大赛有多少项目进决赛"),
        ("海州大道全长多少公里？", "新建的那段呢？", "海州大道新建的那段全长多少公里？"),
        ("海州那场对接活动签了多少项目？", "其中柳州呢？", "海州那场对接活动其中柳州签了多少项目？"),
        ("海州区幼儿园在哪里？", "养老院呢？", "海州区养老院在哪里"),
        ("美国新增多少病例？", "全球呢？", "全球新增多少病例？"),
        ("兖州区粮食产量是多少？", "全市呢？", "全市粮食产量是多少？"),
        ("兖州区村民收入是多少？", "全市呢？", "全市村民收入是多少？"),
        ("谁主持了教师节表彰大会？", "讲话的呢？", "教师节表彰大会谁讲话"),
        ("事故造成多少人死亡？", "受伤的呢？", "事故造成多少人受伤"),
    ],
)
def test_names_posts_numbers_and_attributes_take_their_place(before: str, question: str, text: str) -> None:
    assert complete(question, [turn(before)]).text == text


def test_after_a_question_for_a_name_the_talk_is_about_what_was_named() -> None:
    history = [turn("哪家企业获得了省长质量奖？", short="泰山玻纤有限公司")]
    assert complete("董事长是谁？", history).text == "泰山玻纤有限公司董事长是谁？"
    assert complete("这家公司在哪儿？", history).text == "泰山玻纤有限公司在哪儿？"


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("谁去了现场？", "周明、梁栋说了什么？"),
        ("观摩组到园区时谁陪同的？", "观摩组到园区时说了什么？"),
    ],
)
def test_they_are_those_who_were_answered_or_the_group_of_the_talk(before: str, text: str) -> None:
    assert complete("他们说了什么？", [turn(before, short="周明、梁栋")]).text == text


def test_the_topic_stays_over_several_turns_and_changes_with_a_new_one() -> None:
    history = [turn("小松基地投资多少？"), turn("它是哪国的？", rewritten="小松基地是哪国的？")]
    assert complete("在哪？", history).text == "小松基地在哪？"
    assert complete("还有谁参加？", [*history, turn("春耕现场会谁主持？")]).text == "春耕现场会还有谁参加？"


def test_small_talk_in_between_is_no_topic() -> None:
    thanks = Answer("谢谢", "", abstained=True, reason=Reason.OUT_OF_SCOPE, rewritten="谢谢").turn
    history = [turn("2020年外贸总额是多少？"), thanks]
    assert complete("那2022年呢？", history).text == "2022年外贸总额是多少？"


@pytest.mark.parametrize(
    "question",
    [
        "《海州日报》的刊号是多少？",
        "泗水县考察团看了哪些企业？",
        "梁栋是什么职务？",
        "红烧带鱼应该怎么做才好吃？",
        "向灾区捐款最多的企业是哪家？",
        "给贫困户送温暖的单位有哪些？",
        "可以办理社保卡的银行有哪些？",
        "今年征兵什么时候开始？",
        "日本电影周什么时候举办？",
    ],
)
def test_a_new_complete_question_inherits_nothing(question: str) -> None:
    history = [turn("2020年园区外贸总额是多少？", short="50亿元")]
    assert complete(question, history).text == question


def test_follow_ups_follow_the_completed_question_not_the_words_typed() -> None:
    history = [turn("2020年外贸总额是多少？"), turn("那2021年呢？", rewritten="2021年外贸总额是多少？")]
    assert complete("2022年呢？", history).text == "2022年外贸总额是多少？"


@given(ANY, st.lists(st.builds(turn, ANY, short=ANY, rewritten=ANY), max_size=2))
def test_any_question_after_any_history_is_completed(question: str, history: list[Turn]) -> None:
    completed = complete(question, history)
    assert completed == complete(question, history)
    assert set(completed.about) <= {"port"}


def test_an_item_of_the_list_that_was_answered_is_called_by_its_number() -> None:
    listed = Answer("哪三大工程？", "", "", CITED, rewritten="哪三大工程？").with_items(
        Item("码头加固工程", 1), Item("航道疏浚工程", 2), Item("梁栋", 2)
    )
    assert complete("第二个呢？", [listed.turn]) == Completed("航道疏浚工程是什么？", ("port",))
    assert complete("第3个呢？", [listed.turn]).text == "梁栋是谁？"
    assert complete("那第一项由谁承担？", [listed.turn]).text == "码头加固工程由谁承担？"
    assert complete("第四个呢？", [listed.turn]).text != "是什么？"


@pytest.mark.parametrize(
    ("before", "expected"),
    [("徐志现在是什么职务？", "徐志什么时候开会？"), ("养老金2018年涨多少？", "养老金2018年什么时候开会？")],
)
def test_the_topic_keeps_its_year_and_loses_its_now(before: str, expected: str) -> None:
    assert complete("什么时候开会？", [turn(before)]).text == expected


def test_another_thing_takes_the_place_of_the_newest_of_the_talk() -> None:
    history = [turn("海州区开工了几个教育项目？"), turn("高中有几个？", rewritten="海州区开工高中有几个？")]
    assert complete("幼儿园呢？", history).text == "海州区开工幼儿园有几个？"


def test_who_attended_is_asked_of_the_event_not_of_a_person() -> None:
    history = [turn("春耕现场会在哪里召开？"), turn("周明是什么职务？", short="市长")]
    assert complete("有多少人参加？", history).text == "春耕现场会有多少人参加？"
    assert complete("什么学历？", history).text == "周明什么学历？"


@pytest.mark.parametrize(
    ("question", "text"),
    [("增长多少？", "海州区2021年外资增长多少？"), ("签约金额有多少？", "海州区2021年签约金额有多少？")],
)
def test_what_was_counted_is_kept_unless_another_thing_is_asked_for(question: str, text: str) -> None:
    assert complete(question, [turn("海州区2021年用了多少外资？")]).text == text


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("海州智能产业园区揭牌仪式谁主持？", "这个园区有多大？", "海州智能产业园区有多大？"),
        ("海州跟大唐集团的战略合作是哪天签的？", "这家公司董事长是谁？", "大唐集团董事长是谁？"),
        ("市中心医院哪天开业？", "这个中心有多大？", "市中心医院有多大？"),
    ],
)
def test_a_pronoun_with_a_noun_means_what_the_topic_calls_so(before: str, question: str, text: str) -> None:
    assert complete(question, [turn(before)]).text == text


def test_they_are_the_body_that_was_answered() -> None:
    history = [turn("证书发给了谁？", short="海州港务集团")]
    assert complete("他们花了多少钱？", history).text == "海州港务集团花了多少钱？"


def test_they_are_the_body_whose_member_was_named() -> None:
    history = [turn("海州市慈善总会会长叫什么？", short="周明")]
    assert complete("他们办过什么活动？", history).text == "海州市慈善总会办过什么活动？"


def test_an_aside_may_still_lean_on_the_talk() -> None:
    history = [turn("2022年海州市外贸总额是多少？")]
    assert complete("对了，2023年呢？", history).text == "2023年海州市外贸总额是多少？"
    assert complete("对了，海州港是哪年开港的？", history).text == "海州港是哪年开港的？"


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("2022年10月办的第五届博览会签了多少项目？", "第六届呢", "2022年10月办的第六届博览会签了多少项目？"),
        ("到2022年底，第五届县委开过多少次会？", "第六届呢", "到2022年底，第六届县委开过多少次会？"),
    ],
)
def test_only_the_year_of_the_edition_goes_with_it(before: str, question: str, text: str) -> None:
    assert complete(question, [turn(before)]).text == text
