"""Complete a follow-up question from the history: 那2023年呢？ 它在哪举行？ 谁主持的？ 我说的是第12次。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.rarity import rarity
from index.times import without_times
from index.words import cut, fold, tag
from rag.ellipsis import asking, attribute, is_fragment, owner, put
from rag.names import is_place
from rag.officers import asked_title
from rag.omission import restore
from rag.pronouns import people_of, person_of, thing_of
from rag.remarks import deeds
from rag.slots import change, has_slot, moved, slots
from rag.spans import MentionKind, mentions
from rag.spoken import as_written
from rag.talk import WHO, Talk, whole_question
from rag.topic import asks, informative, take_apart, topic, without_end, without_first, word_ends
from rag.types import Turn
from rag.understand import QuestionType, content_words, is_out_of_scope, number, question_type, understand

SHORT = 5  # characters of a question that cannot stand alone
DATED = 16  # characters of a fragment that names nothing but a time
LITTLE = 1.45  # summed rarity of the new words of a question up to which it cannot stand alone
SOME = 2.2  # the same where it asks who came to an event, when or where it was
RAREST = 0.8  # what counts of one word's rarity: a bad cut of two common words is rare too
FAINT = 0.8  # the same for a question that names a time
SPECIAL = 0.6  # rarity from which a subject that the articles of the talk lack is another topic
HELD = 0.6  # the share of their rarity in the articles of the talk, from which it leans on them
CORE = 0.5  # the share of its rarity from which words are what a question is about
OWN = 3.0  # summed rarity from which a question stands alone all the same
_ASIDE = re.compile(r"^(?:对了|顺便问(?:一下|下|一句)?)[，,：:。]")  # a new topic, unless it points back
_NEW_TOPIC = re.compile(
    r"^(?:换一?个?(?:问题|话题?(?!说)|问(?=[，,：:]))|再问个别的|再问一?个(?=\d)|不说这个了|问(?:个|点)别的)[，,：:。]?|^(?:换个?事儿?|另外问)[，,：:。]"
    rf"|{_ASIDE.pattern}"
)
_BACK = re.compile(r"[他她它]|呢|[那这][次个场位年届]|还有?|也")
_COURTESY = re.compile(
    r"^(?:(?:谢谢你?|多谢|好的?|嗯+|哦+|噢|明白了|知道了|收到|了解了?|原来如此|行|请问|然后|那么|那就?|那?算了|哎|再[早晚]一?[点些](?=[，,]\d))[，,。！!、\s]+)*(?:我(?:其实|本来)?[想要]问(?!的))?"
)
_ERRED = r"不对|(?:[说问打记看弄搞]错|[说弄记搞][反串混])(?:[一-鿿]{1,2})?了|错了"
_SORRY = rf"^(?:(?:等下|不是|{_ERRED}|不是这个|更正一下)[，,。：:]*)*"
_NOT_BUT = re.compile(
    rf"^(?:(?:{_ERRED})[，,。：:]*)*(?:我不是[说问要]的?|(?:我(?:想|要)?[说问指]的)?不是)(?P<old>[^，,。]{{1,20}})[，,]?(?:(?:我[说问指要]的|而)?是(?:[说问](?!明|题)|要(?!求|点|闻|素))?|我是[说问指]的?|我[问说]|我想?(?:知道|要))(?P<new>.+)$"
)
_MEANT = re.compile(
    rf"{_SORRY}(?:我(?:想|要|还是)?[说问指要]的?是|我还是[说问要]的?|我是[说问指]的?|我[要想是]|还是说?(?=第|20\d\d)|我问(?=[^，,]{{2,6}}[，,][他她])|应该是)[，,：:]?(?P<new>.+)$"
)
_WRONG = re.compile(rf"^(?:(?:{_ERRED}|不是)[，,。：:])+")
_RATHER = re.compile(  # 算了，不问新的，问原来那个
    r"^(?:算了|哎|嗯)?[，,]?我?不[问说](?P<old>[^，,。]{1,10}?)了?[，,]"
    r"我?(?:想|还是|就|要)?(?:问|要|说说?|看|知道)(?:的是|的|是)?(?P<new>.+)$"
)
_WHO_DID = re.compile("^(?P<deed>[一-鿿]{2,5})的(?:那?[位个]|人)?$")  # 我问主持的
_OLD = re.compile(r"[这那]个|别的|新的|[他她]|[一-鿿](?:书记|主任|.长)")
_ANY_TOO = re.compile(  # 2017年的有没有
    r"的?(?:也|总|还)?(?:有没有?(?:数据?)?|有吗|有吧|[给跟]我说一?下|说一?下|是)(?:[，,]也是[一-鿿]{2,6})?[?？]?$"
)
_THEN = re.compile(r"^(?:那?时候?|当时|那会儿|那[年天])的(?=[一-鿿]{2})")
_IN_PLACE = re.compile(
    r"接替?[他她](?:的?(?:班|位[子置]?|手))?的(?:人|同志)?(?:是)?(?:谁|哪一?[位个]|呢)|谁来?(?:换|接替?|顶替?)[的了]?[他她](?:的班)?[的了]?[?？]?$"
)
_SUCCESSION = re.compile(  # 上一任呢, 他之前呢, 再后面又是谁
    r"^那?再?[他她]?(?:(?P<before>[前上]一?任|往前(?:推?一?[位任个])?|[之再]前面?|以前)|以后|后一?任|下一任|往后(?:推?一?[位任个])?|[之再]后面?)(?:那[位个])?的?又?(?:是?(?:谁|哪一?位)|呢)?[?？]?$"
)
_ELLIPSIS = re.compile(
    r"^(?:那么?(?:[座个条家所位场届项种](?=[一-鿿]{2}))?(?!时)|还有)?[，,]?(?P<new>[^，,？?]{1,30}?)呢(?:[，,。]?(?P<rest>.*?))?[?？。]*$"
)
_AGAIN = re.compile(r"^(?:真的|是|确定|具体|详细|然后|还有)?(?:吗|呢|一点|点|说说|讲讲|来说)+[?？。]*$")
_PERSON = re.compile(
    r"(?<!其)[他她](?!们)|[这那]个?人(?![口均大民员才工们数所社事力体物])|此人|这位(?:[一-鿿]{0,2}(?=[是叫有的])|(?=以前|之前|后来|现在|原来))|那位(?=[是叫有的])"
)
_PEOPLE = re.compile(r"他们|她们|这几个?[人位]")
_HEAD = (
    r"(?:[一-鿿]{0,3}会议?|活动|项目|公司|企业|单位|集团|报道|文章|计划|行动|仪式|银行|考察团|代表团|团|基地|学校|幼儿园|医院|工程|机构|"
    r"地方|产业|园区|片区|社区|街道|村|讲座|比赛|奖|政策|文件|平台|中心|系统|人才|队伍|品牌|制度|机制|办法|方案|事|时间|"
    r"片子|电影|节目|线路|铁路|公路|大桥|联合会|协会|商会|联盟|基金|街区|大赛|论坛|(?<=[个条座部])[线镇剧])"
)
_THING = re.compile(
    rf"它们?|(?<![的”》])(?:这|那|该|上述|(?<![为因在到])此|(?<![日基资成版样书根剧])本)(?:[几两三四五]?[个次场家项篇些位份所届座条批期种部])?(?P<head>{_HEAD})(?!上?[来去])|"
    r"这里|那里|那儿|这儿|(?<![尤极])其(?!他|它|中|实|次|余)|这(?=是|有|到底|一共)|^(?:这|那)(?=[是有])"
)
_CUE = re.compile(
    r"^(?:又|再|[较比](?:[前上]一?|去)年|同比|其中|里面|里头|当中|同时|具体|分别|都(?=有|是|去)|当时|当天|最后|后[来面](?!的)|结果|[市省区县镇村]里|那(?=是|有|最后|结果|为什么|怎么))|(?:[今明去前]年|\d年)(?=还|也)|"
    r"(?:^|[，,])(?:还|也|会议?[上后前中]|到底|究竟|总共|一共)|(?:^|[，,在到])那(?:天|次|场|回|会儿)|那[边头块]|[这那](?:段|数)(?!字|据|量|目|学|额|时)"
)
_OPENING = re.compile(
    r"^(?:那么?(?![天年个些里儿次场位几批条座家所件边时种段项届篇头块期会名本辆趟片栋张款份群首]|回(?!民))|然后|请问|另外|还有(?=[，,]))[，,]?"
)
_EVENT_ASKED = re.compile(r"(?:什么|哪些|哪几?个)(?:[一-鿿]{0,2}会议?|活动|大?事|新闻|报道)")
_NTH = re.compile(
    r"^(?:那么?)?第(?P<n>[一二三四五六七八九十]{1,2}|\d{1,2})[个项条点家位名种件](?:呢[?？]?$)?(?P<rest>.*)$"
)
_PLACED = (
    (re.compile(r"^(?:前面|头)(?:那|一)位|^前者"), 0),
    (re.compile(r"^(?:后面|最后)(?:那|一)位|^后者"), -1),
)
_AGAIN_ASKED = re.compile("又|呢|到|多少[处个家人名次亩户所座条元]?|[是有]")
_ELSE = re.compile(
    r"还有(?:谁|什么人|哪[些几]?[位个]?(?:人|领导|同志)?)|(?:其他|别的)(?:人|领导)?(?:是|还有)?谁"
)
_BESIDE_HIM = re.compile(r"除了?[他她](?:以外|之外|外)?[，,]?还有")
_IN_YEARS = re.compile(
    r"(?P<years>[近这]?[两三四五六七八九十\d]{1,2}年)(?:加起来|加在一起|下来|总共?|一共|拢共|累计|合计|共计?)+"
)
_COMPARED = re.compile(r"[比较](?:上|前|去)一?年度?")
_TOWARDS = re.compile(r"^[到在从对](?=[^，]{2})")
_BARE_NUMBER = re.compile(r"(?<![第\d])(\d{1,4})次(?=[那的会]|$)")
_AN_EVENT = re.compile(r"(?:[^大开上]会议?|大会|仪式|论坛|活动|考察|调研)$")
_THERE = re.compile(r"(?<=[一-鿿]{2})(?:[那这]边|[那这]里|[那这]儿)$")
_COUNTING = re.compile(r"几[个项条种家]?|多少")
_VERB_FIRST = re.compile(r"[一-鿿]{1,2}[了过](?:哪|什么|多少|几|谁)")
_NO_SUBJECT = frozenset("v vi vd d p c r u uj ul ud ug uz uv y vn".split())
_TIMES = frozenset("t tg m mq".split())
_ADVERBS = frozenset("实际 最终 最后 首日 总共".split())  # for the tagger, nouns
_LEADING = frozenset("能 能够 会 要 可以 给".split())  # what no subject begins with
_BARE_POST = re.compile(  # of whom, the talk tells
    r"(?:现在|现任|当时|如今|那时|新任?)?的?(?:老总|老板|[院校局馆园所站队会行]长|董事长|总经理|负责人|法人|创始人|设计师|总工)[是叫由]?"
)
_BODIES = {  # by the head that each has
    "院": "医院|法院|检察院|学院|研究院",
    "校": "学校|[中小]学|大学|实小|[一二三四五六七八九十]中|高中",
    "园": "幼儿园",
    "馆": "馆",
    "局": "局",
    "所": "所",
    "行": "银行|支行",
}
_POST_END = re.compile(
    r"(?<=[一-鿿]{2})(?:[头首现新]一?任|第.任)?副?(?:[院校局馆园所站队行会]长|董事长|总经理|老总|老板|负责人|书记|主任)$"
)
_OF_EVENT = re.compile(
    r"多少人|几个人|(?:谁|[位些个](?:区|市)?领导)[都也]?(?:主持|参加|出席|来|到场)|来了谁|主办|承办|举[行办]|召开|(?:主持|参加|出席|到场|发言|陪同|讲话)的|发了?言"
    r"|^会?[是在]?(?:哪一?天|几[号日]|(?:什么|啥)时[候间]|何时|哪里|哪儿)[开的]|几[号日]开|[开办]的[?？]?$|哪天的事|[谁位](?:领导)?(?:去|来|到)"
)
_OF_PERSON = re.compile(
    "岁|年纪|年龄|年|次|工资|孩子|学历|学生|徒弟|书|奖|票|球|分|钱"
)  # what is counted of somebody
_AFTER_POST = re.compile("$|[是叫由姓的哪多从去来当说怎谁]|老家|年[纪龄]")  # 院长多大; 院长培训班 has more
_FROM_TO = re.compile(r"从[^，,]{2,8}到[^，,]{2,8}(?:花|用|历时|隔|要)")  # 从动土到投产花了几天
_LATER = re.compile(r"(?:后来|最后|最终|实际|到头来)(?!一)")  # what a later report tells
_IN_ALL = re.compile(r"^(?:在[一-鿿]{1,4}|[比较][去上前]年[一-鿿]{0,4})$")  # 在全市排第几: the same figure
_PART_OF = re.compile(r"的[占有是]?$")  # 公办的占多少: of what was counted
_REGION = re.compile(
    r"(?:(?:19|20)\d{2}年)?[一-鿿]{1,8}?(?:[省市县区镇乡村]|街道)(?![市县区镇乡村]|域|级|内|里|属)"
)
_TITLES = frozenset({MentionKind.TITLE})
_OWN_SUBJECT = frozenset({MentionKind.PERSON, MentionKind.ORGANISATION})


@dataclass(frozen=True, slots=True)
class Completed:
    """A stand-alone question, and the articles that the talk is about when it depends on the history.

    `own` is what it says by itself, where a topic was put in front or in the place of a pronoun.
    """

    text: str
    about: tuple[str, ...] = ()
    own: str = ""


def complete(question: str, history: Sequence[Turn]) -> Completed:
    """Rewrite a question that leans on the turns before it; others come back as they are written."""
    question = question if is_out_of_scope(question) else as_written(question)
    if _BACK.search(question):
        question = _ASIDE.sub("", question) or question
    bare = _NEW_TOPIC.sub("", question) or question
    talk = Talk.of(history)
    if not talk or bare != question or is_out_of_scope(question):
        return Completed(bare)
    if talk.is_chat and not _is_whole(question):
        return Completed(restore(question, talk.before, talk.answer.text))
    polite = _COURTESY.sub("", question) or question
    for move in (_again, _corrected, _numbered, _succeeded, _elided, _pointed, _leaned):
        completed = move(polite, talk)
        if completed:
            return completed
    weight, _ = _weights(polite, talk)
    near = weight <= OWN and not has_slot(polite) and not _names(polite, talk)
    return Completed(polite, talk.about if near else ())


def _is_whole(question: str) -> bool:
    """Tell a question with much to say of its own, after any talk."""
    return asks(question) and sum(min(rarity(word), RAREST) for word in content_words(question)) > OWN


def _again(question: str, talk: Talk) -> Completed | None:
    """真的吗？ 具体说说。: the question before, once more."""
    return Completed(talk.before, talk.about) if _AGAIN.match(question) else None


def _corrected(question: str, talk: Talk) -> Completed | None:
    """不对，我问的是第12次。 不是2022年，是2021年。: the question before, of what was meant."""
    moves = (
        _not_but(question, talk),
        _rather(question, talk),
        _meant(question, talk),
        _wrong(question, talk),
    )
    return next((completed for completed in moves if completed), None)


def _not_but(question: str, talk: Talk) -> Completed | None:
    """不是2022年，是2021年。 不是他，我问主持的。"""
    found = _NOT_BUT.match(question)
    if not found:
        return None
    fragment, rest = _halves(found["new"])
    if (did := _WHO_DID.match(fragment)) and deeds(did["deed"]):
        return Completed(_join(talk.event, f"{did['deed']}的是谁"), talk.about)
    if asks(fragment):
        return _asked(fragment + rest, talk)
    changed, other = change(talk.before, fragment)
    if not other and changed != talk.before:  # another time, and what is asked of it once more
        return Completed(_join(topic(changed), rest) if rest and rest not in talk.before else changed)
    if not rest and attribute(fragment):
        return _moved_on(fragment, "", talk)
    if rest or found["old"] not in talk.before:
        return Completed(fragment.removesuffix("本身") + rest, _still(fragment, talk))
    return Completed(talk.before.replace(found["old"], fragment, 1), _still(fragment, talk))


def _rather(question: str, talk: Talk) -> Completed | None:
    """不问产值了，问税收是多少。"""
    found = _RATHER.match(question)
    if not found or not (found["old"] in talk.before or _OLD.fullmatch(found["old"])):
        return None
    fragment, rest = _halves(found["new"])
    return _asked(fragment + rest, talk) if asks(fragment + rest) else _moved_on(fragment, rest, talk)


def _meant(question: str, talk: Talk) -> Completed | None:
    """我说的是第12次，哪天开的。 还是第2次，谁主持的。"""
    found = _MEANT.match(question)
    if not found:
        return None
    fragment, rest = _halves(_BARE_NUMBER.sub(r"第\1次", found["new"]))
    if rest and (whose := _PERSON.match(rest)):  # 我问骆旭东，他哪年生的
        return Completed(fragment + rest[whose.end() :], _still(fragment, talk))
    if asks(fragment):
        return _asked(fragment + rest, talk)
    if asks(rest) and _AN_EVENT.search(fragment):
        return Completed(fragment + rest)
    return _moved_on(fragment, rest, talk)


def _wrong(question: str, talk: Talk) -> Completed | None:
    """打错年份了，2023年的。 不对，是外贸，增长了多少。"""
    bare = _WRONG.sub("", question)
    if bare == question:
        return None
    meant = re.sub("^是(?!不是|否)", "", bare)
    if not asks(meant):
        return _elided(f"{meant.rstrip('。？?')}呢", talk)
    return _asked(meant, talk) if meant != bare else None


def _asked(question: str, talk: Talk) -> Completed:
    """Ask what was meant, of the talk where it leans on it."""
    return _leaned(question, talk) or Completed(question)


def _halves(meant: str) -> tuple[str, str]:
    """Part what was meant from what is asked of it: 第12次，哪天开的."""
    fragment, _, rest = meant.rstrip("。？?").replace(",", "，").partition("，")
    return fragment, rest


def _numbered(question: str, talk: Talk) -> Completed | None:
    """第二个呢？ 第三项由谁负责？: the item of the list that was answered."""
    found, items = _NTH.match(question), dict.fromkeys(item.text for item in talk.answer.items)
    for words, chosen in _PLACED:
        if (first := words.match(question)) and (people := _answered(talk)):
            return Completed(people[chosen] + question[first.end() :], talk.about)
    place = number(found["n"]) if found else 0
    if not found or not 0 < place <= len(items):
        return None
    item = list(items)[place - 1]
    rest = found["rest"] or ("是谁？" if mentions(item, WHO) else "是什么？")
    return Completed(item + rest, talk.about)


def _answered(talk: Talk) -> list[str]:
    """List the people that the last answer names."""
    short = talk.answer.short
    return list(dict.fromkeys(short[m.start : m.end] for m in mentions(short, WHO)))


def _elided(question: str, talk: Talk) -> Completed | None:
    """那2023年呢？ 公办率呢？ 外贸呢，增幅多大？: the same of something else; 主持人？ without 呢 too."""
    found = _ELLIPSIS.match(question)
    if found and (whose := _PERSON.match(found["new"])) and not found["rest"]:
        new = person_of(talk) + found["new"][whose.end() :]
        return Completed(new + asking(talk.before, new), talk.about)
    if found and not asks(found["new"]):
        new = _BARE_NUMBER.sub(r"第\1次", _THERE.sub("", found["new"]))
        return _moved_on(new, found["rest"] or "", talk)
    bare = question.rstrip("？?。 ")
    if not found and (changed := _another_time(_ANY_TOO.sub("", bare), talk)):
        return Completed(changed)
    if not found and len(bare) <= 12 and question != bare and not asks(bare) and not _THING.match(bare):
        return _moved_on(_OPENING.sub("", bare), "", talk) if is_fragment(bare) else None
    return None


def _another_time(bare: str, talk: Talk) -> str:
    """Ask the question before of another time, where a fragment names nothing else (到2024年5月); else ""."""
    fragment = _TOWARDS.sub("", _OPENING.sub("", bare))
    if len(fragment) > DATED or asks(fragment) or not has_slot(fragment):
        return ""
    text, other = change(talk.before, moved(fragment, talk.before))
    return text if not other.strip("的，, ") and text != talk.before else ""


def _pointed(question: str, talk: Talk) -> Completed | None:
    """他是什么职务？ 这个会在哪开的？: the name in the place of the pronoun."""
    for pronoun, name_of in ((_PEOPLE, people_of), (_PERSON, person_of)):
        found = pronoun.search(question)
        if found and not any(person.end == found.start() for person in mentions(question, WHO)):
            if _BESIDE_HIM.search(question) and question_type(talk.before) is QuestionType.WHO:
                return _leaned(_BESIDE_HIM.sub("还有", question), talk)
            dated = _then(question, talk)
            found = pronoun.search(dated) or found
            return Completed(_point(dated, found, name_of(talk)), talk.about, _point(dated, found, ""))
    if found := _THING.search(question):
        name = thing_of(found["head"] or "", found.group(), talk)
        return Completed(_point(question, found, name), talk.about, _point(question, found, ""))
    return None


def _succeeded(question: str, talk: Talk) -> Completed | None:
    """上一任呢？ 接他班的是谁？: who held the post that was asked about before or after the one named."""
    found = _IN_PLACE.search(question) or _SUCCESSION.match(question)
    person = person_of(talk) if found else ""
    title = _title_of(person, talk) if found else ""
    if not found or not title or not mentions(person, WHO):
        return None
    side = "之前" if found.groupdict().get("before") else "之后"
    return Completed(f"{person}{side}的{title}是谁？", talk.about)


def _title_of(person: str, talk: Talk) -> str:
    """Give the post whose holder was last asked for, by a turn that names the person; else ""."""
    of_person = [t for t in reversed(talk.turns) if person in whole_question(t) + t.answer.short]
    asked = (asked_title(understand(whole_question(turn))) for turn in of_person)
    return next((title for title in asked if title), "")


def _then(question: str, talk: Talk) -> str:
    """Write the month of the talk's report for 当时: 他**当时**什么职务 → 他2020年5月什么职务."""
    date = talk.articles[0].event_date or talk.articles[0].published if len(talk.articles) == 1 else None
    if not date or date.month is None or has_slot(question):
        return question
    return question.replace("当时", f"{date.year}年{date.month}月", 1)


def _leaned(question: str, talk: Talk) -> Completed | None:
    """谁主持的？ 还去了哪些企业？: the topic of the talk in front, unless the question has one of its own."""
    question = moved(question, talk.before)
    again = content_words(_AGAIN_ASKED.sub("", question))
    once_more = "又" in question and all(word in fold(talk.before) for word in again)
    if has_slot(question) and (not again or once_more):  # 2024年4月又是多少, 2024年又收了多少
        return Completed(change(talk.before, "".join(slots(question)))[0])
    weight, held = _weights(question, talk)
    said, free = _names(question, talk), not (_CUE.search(question) or _lacks_subject(question))
    if not all(map(talk.holds, said)) or (free and weight and said):
        return Completed(question, talk.about) if weight and held == weight else None
    if free and has_slot(question) and weight:
        return None if weight > FAINT or _EVENT_ASKED.search(question) else _changed(question, talk)
    if _repeats(question, talk):
        return Completed(_named_in_full(question, talk.topic), talk.about)
    if not content_words(question) and (whole := _asked_again(question, talk.before)):
        return Completed(whole, talk.about)
    short = len(question.rstrip("？?。")) <= SHORT or (weight <= LITTLE and (held or not _is_about(question)))
    short = short or bool(weight <= SOME and _OF_EVENT.search(question) and not _is_about(question))
    if (short or not free or held >= HELD * weight) and weight <= OWN:
        front, own = _front(question, talk), _OPENING.sub("", question)
        thing = without_times(fold(front)).strip(" 的，")
        if thing and thing in fold(own):  # the question has it all, and a time of its own
            return Completed(own, talk.about)
        later = _LATER.match(own)
        return Completed(_join(front, own)) if later else Completed(_join(front, own), talk.about, own)
    return None


def _front(question: str, talk: Talk) -> str:
    """Give the topic of the talk as a question that leans on it needs it."""
    counted = question_type(question) is QuestionType.HOW_MANY and _has_noun(question)
    of_event = bool(_OF_EVENT.search(question))
    guests = counted and not _OF_PERSON.search(question)
    front = talk.event if of_event or (guests and mentions(talk.setting, WHO)) else talk.setting
    front = front if of_event or _has_noun(question) else talk.topic
    names_a_thing = _has_noun(take_apart(question).before)
    front = _POST_END.sub("", front) if of_event or guests or names_a_thing else front
    front = _body(question, _holder(front, question, talk), talk)
    of_who = _ELSE.search(question) and question_type(talk.before) is QuestionType.WHO
    people = (talk.names(talk.answer.short) or _answered(talk)) if of_who else []
    return front + (f"，除{'、'.join(people)}外" if people else "")


def _holder(front: str, question: str, talk: Talk) -> str:
    """Cut the topic to the region that it begins with, where another figure of it is asked for.

    Of 高新区**创新平台**有多少个, 研发投入涨了多少 asks of the 高新区.
    """
    amounts = all(question_type(text) is QuestionType.HOW_MANY for text in (talk.before, question))
    own = _IN_ALL.sub("", without_end(take_apart(question).before))
    part = _PART_OF.search(take_apart(question).before)
    region = _REGION.match(front) if amounts and not part and informative(own) and is_fragment(own) else None
    whole = region is not None and region.end() in word_ends(front) and len(front) - region.end() > 1
    return region.group() if region and whole else front


def _body(question: str, front: str, talk: Talk) -> str:
    """Cut the topic, or one before it, behind the body whose head is asked for: **县医院**迁建, 院长是谁."""
    post = _BARE_POST.match(question)
    sort = _BODIES.get(post.group().rstrip("是叫由")[-2:-1]) if post else None
    topics = [front, *(topic(whole_question(turn)) for turn in reversed(talk.turns))] if sort else []
    found = (re.match(rf".*(?:{sort})", one) for one in topics)
    return next((one.group() for one in found if one), front)


def _has_noun(question: str) -> bool:
    """Tell whether a question names a thing: 签约金额有多少, and not 增长多少."""
    return any(label.startswith("n") for _, label in tag(question))


def _weights(question: str, talk: Talk) -> tuple[float, float]:
    """Sum the rarity of the words that the question before lacks, and of those that the articles have."""
    words = [word for word in content_words(question) if word not in fold(talk.before)]
    known = [word for word in words if talk.holds(word)] if len(talk.articles) <= 2 else []
    weight, held = (sum(min(rarity(word), RAREST) for word in some) for some in (words, known))
    return weight, held


def _changed(question: str, talk: Talk) -> Completed:
    """到2025年目标是多少？: the topic of the talk at another time."""
    text, rest = change(talk.topic, _OPENING.sub("", _TOWARDS.sub("", question)))
    return Completed(_join(text, rest))


def _is_about(question: str) -> bool:
    """Tell whether a question begins with a subject of its own that news seldom has (外贸总额是多少)."""
    before = without_end(take_apart(question).before)
    own = topic(question) if informative(before) else ""
    own = "" if attribute(own) else own
    nouns = [word for word, label in tag(own) if label.startswith("n") and len(word) > 1]
    return any(rarity(word) >= SPECIAL for word in nouns)


def _named_in_full(question: str, whole: str) -> str:
    """Put the topic in the place of its last word: 谁主持的**大会** → 谁主持的教师节表彰大会."""
    last = cut(whole)[-1] if whole else ""
    bare = len(last) > 1 and last in cut(question) and whole not in question and topic(question) == last
    return question.replace(last, whole, 1) if bare else question


def _repeats(question: str, talk: Talk) -> bool:
    """Tell whether a question says by itself what it is about, in the words of the talk."""
    own = topic(question)
    nominal = any(label.startswith("n") for _, label in tag(own))
    return talk.topic in question or (nominal and informative(own) and _is_core(own, talk.before))


def _is_core(words: str, question: str) -> bool:
    """Tell whether words are what a question is about, not just a part of it (防**台风**工作会议)."""
    whole = topic(question, things=False)
    if words not in question or words not in whole:
        return words in question
    return whole.endswith(words) or sum(map(rarity, content_words(words))) > CORE * sum(
        map(rarity, content_words(whole))
    )


def _lacks_subject(question: str) -> bool:
    """Tell whether a question begins with its verb (走访了哪几家单位, 想在哪年……)."""
    before = without_first(take_apart(question).before)
    post = _BARE_POST.match(before)
    if post and _AFTER_POST.match(before, post.end()):
        return True
    if _FROM_TO.match(before):
        return True
    tagged = tag(before)
    if len(tagged) > 2 and tagged[0][1][0] == "v" and tagged[1][0] == "的" and len(tagged[0][0]) > 1:
        return True
    words = [word for word in tagged if word[1] not in _TIMES and word[0] not in _ADVERBS]
    labels = [label for word, label in words if word not in ("有", "是", "在")]
    if words and words[0][0] in _LEADING and "的" not in before:
        return True
    if len(words) < len(tagged) and any(len(word) > 1 and label == "v" for word, label in words):
        return False  # 今年征兵: an event of a time
    return bool(_VERB_FIRST.match(question)) or (
        bool(labels) and all(label in _NO_SUBJECT for label in labels)
    )


def _asked_again(question: str, before: str) -> str:
    """Ask 哪些 of what the question before asked the number of: 开展几个行动, 具体是哪些 → 开展哪几个行动."""
    asked = take_apart(before)
    kind, word = question_type(question), asked.word
    if kind not in (QuestionType.LIST, QuestionType.WHICH) or not _COUNTING.fullmatch(word):
        return ""
    return f"{asked.before}{f'哪{word}' if word.startswith('几') else '哪些'}{asked.behind}？"


def _names(question: str, talk: Talk) -> list[str]:
    """List the names in a question that neither the last one has nor, in quotation marks, its articles."""
    people, titles = mentions(question, WHO), mentions(question, _TITLES)
    quoted = [question[m.start + 1 : m.end - 1] for m in titles]
    places = [
        word
        for word, label in tag(question)
        if len(word) > 1
        and "第" not in word
        and (
            (label == "ns" and is_place(word))
            or label in ("nt", "nz")
            or (label == "nr" and rarity(word) >= 0.9 and not _BARE_POST.fullmatch(word))
        )
    ]
    names = [
        *(question[m.start : m.end] for m in people),
        *places,
        *(q for q in quoted if not talk.holds(fold(q))),
    ]
    return [fold(name) for name in names if fold(name) not in fold(talk.before)]


def _moved_on(new: str, rest: str, talk: Talk) -> Completed:
    """Ask the question before of `new`, or `rest` of what it was about, `new` in the place of its like."""
    before = talk.before
    new = _THEN.sub("".join(slots(before)), new) if slots(before) else new  # 那时的县长
    if rest and has_slot(new) and _AN_EVENT.search(new):  # 那2018年4月的动员会呢，几号: of another event
        return Completed(new + rest)
    if (years := _IN_YEARS.fullmatch(new)) and question_type(before) is QuestionType.HOW_MANY:
        return Completed(f"{years['years']}累计{_COMPARED.sub('', before)}", talk.about)
    text, other = change(before, moved(_TOWARDS.sub("", new), before))
    about = () if text != before else talk.about
    text, typed, other = topic(text) if rest else text, other, other.rstrip("的")
    if other and (found := _instead(text, other, talk) or put(text, typed)):
        dated = "" if any(slot in found for slot in slots(new)) else "".join(slots(new))
        text, about = dated + found, _still(other, talk) if about else ()
    elif other:
        front = (
            ""
            if mentions(other, _OWN_SUBJECT)
            else _holder(owner(other, text), other + (attribute(other) or "是多少"), talk)
        )
        text = f"{front}{other if front else new}{'' if rest else asking(before, other)}"
    return Completed(_join(text, rest) if rest else text, about)


def _instead(before: str, new: str, talk: Talk) -> str:
    """Put the new words in the place of what the question before was about in its own words, if it leant."""
    typed = _OPENING.sub("", talk.turns[-1].question)
    own = re.sub(r"^(?:其中|里面)", "", topic(typed)) if typed != talk.before else ""
    nouns = all(label[0] in "nlvs" for _, label in (*tag(own), *tag(new)))
    named = own and own in take_apart(typed).before and nouns and informative(own) and is_fragment(own + new)
    return before.replace(own, new, 1) if named and own in before and not attribute(new) else ""


def _still(new: str, talk: Talk) -> tuple[str, ...]:
    """Give the articles of the talk where they know of the new thing."""
    words = content_words(new)
    return talk.about if words and all(talk.holds(word) for word in words) else ()


def _point(question: str, pronoun: re.Match[str], name: str) -> str:
    """Put a name in the pronoun's place."""
    before = question[: pronoun.start()]
    return _OPENING.sub("", before) + name + question[pronoun.end() :]


def _join(front: str, question: str) -> str:
    """Put the topic in front of a question; what both have at the seam stands once (动员会 + 会上谁讲话)."""
    for size in range(min(len(front), len(question), 8), 0, -1):
        if front.endswith(question[:size]) and (size > 1 or question[0] in "会团"):
            return front + question[size:]
    if re.match(r"会(?:议|上)", question) and front.endswith("会议"):
        return front + question[2 if question.startswith("会议") else 1 :]
    return front + question
