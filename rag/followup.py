"""Complete a follow-up question from the history: 那2023年呢？ 它在哪举行？ 谁主持的？ 我说的是第12次。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.rarity import rarity
from index.types import Article
from index.words import cut, fold, tag
from rag.names import named_in
from rag.omission import restore
from rag.slots import change, has_slot, moved
from rag.spans import MentionKind, mentions
from rag.topic import THINGS, asks, informative, take_apart, topic
from rag.types import Answer, Reason, Turn
from rag.understand import QuestionType, content_words, is_out_of_scope, number, question_type

SHORT = 5  # characters of a question that cannot stand alone
LITTLE = 1.45  # summed rarity of the new words of a question up to which it cannot stand alone
RAREST = 0.8  # what counts of one word's rarity: a bad cut of two common words is rare too
FAINT = 0.8  # the same for a question that names a time
SPECIAL = 0.6  # rarity from which a subject that the articles of the talk lack is another topic
HELD = 0.6  # the share of their rarity in the articles of the talk, from which it leans on them
OWN = 3.0  # summed rarity from which a question stands alone all the same
_NEW_TOPIC = re.compile(r"^(?:换个?(?:问题|话题)|另外问|再问个别的|不说这个了|问(?:个|点)别的)[，,：:。]?")
_COURTESY = re.compile(
    r"^(?:(?:谢谢你?|多谢|好的?|嗯+|哦+|噢|明白了|知道了|收到|了解了?|原来如此|行|请问|然后|那么|那就?|那?算了|哎)[，,。！!、\s]+)*(?:我(?:其实|本来)?[想要]问(?!的))?"
)
_SORRY = r"^(?:(?:不对|不是|错了|[说问打]错了|不是这个|更正一下)[，,。：:]*)*"
_NOT_BUT = re.compile(
    r"^(?:(?:不对|错了|[说问打]错了)[，,。：:]*)*(?:我(?:想|要)?[说问指]的)?不是(?P<old>[^，,。]{1,20})[，,]?(?:(?:我[说问指]的|而)?是|我是[说问指]的?)(?P<new>.+)$"
)
_MEANT = re.compile(
    rf"{_SORRY}(?:我(?:想|要)?[说问指]的?是|我是[说问指]的?|我[要想是]|应该是)[，,：:]?(?P<new>.+)$"
)
_WRONG = re.compile(r"^(?:(?:不对|[说问打]错了|错了|不是)[，,。：:])+")
_ELLIPSIS = re.compile(
    r"^(?:那么?(?:[座个条家所位场届项种](?=[一-鿿]{2}))?|还有)?[，,]?(?P<new>[^，,？?]{1,30}?)呢(?:[，,。]?(?P<rest>.*?))?[?？。]*$"
)
_AGAIN = re.compile(r"^(?:真的|是|确定|具体|详细|然后|还有)?(?:吗|呢|一点|点|说说|讲讲|来说)+[?？。]*$")
_PERSON = re.compile(r"(?<!其)[他她](?!们)|这个人|此人|这位[一-鿿]{0,2}(?=[是叫有的])|那位(?=[是叫有的])")
_PEOPLE = re.compile(r"他们|她们|这几个?[人位]")
_HEAD = (
    r"(?:[一-鿿]{0,3}会议?|活动|项目|公司|企业|单位|集团|报道|文章|计划|行动|仪式|银行|考察团|代表团|团|基地|学校|幼儿园|医院|工程|机构|"
    r"地方|产业|园区|社区|街道|村|讲座|比赛|奖|政策|文件|平台|中心|系统|人才|队伍|品牌|制度|机制|办法|方案|事|时间)"
)
_THING = re.compile(
    rf"它们?|(?<![的”》])(?:这|那|该|上述|此|本)(?:[个次场家项篇些位份所届座条批期种]|几[个次场家项])?(?P<head>{_HEAD})(?!上?[来去])|"
    r"这里|那里|那儿|这儿|(?<![尤极])其(?!他|它|中|实|次|余)|这(?=是|有|到底|一共)|^(?:这|那)(?=[是有])"
)
_CUE = re.compile(
    r"^(?:又|再|其中|具体|分别|都(?=有|是|去)|当时|当天|最后|后来|结果|[市省区县镇村]里|那(?=是|有|最后|结果|为什么|怎么))|(?:[今明去前]年|\d年)(?=还|也)|"
    r"(?:^|[，,])(?:还|也|会议?[上后前中]|到底|究竟|总共|一共)"
)
_OPENING = re.compile(r"^(?:那么?(?!天|年|个|些|里|儿|次|场)|然后|请问|另外)[，,]?")
_KINDS = (MentionKind.PERSON, MentionKind.TITLE, MentionKind.ORGANISATION, MentionKind.PLACE)
_ASPECT = re.compile(r"(?:这[块个些]|那些|方面|[这那]方面|领域|工作)+$")
_ASPECT_OF = re.compile(
    r"(?<=对)[^，,]{2,12}?(?=怎么|有什么|有哪些|是怎)|(?<=会议)[^，,上]{2,8}?(?=有什么要求)"
)
_MEASURE = re.compile(
    r"(?:总?额|增[幅速]|增长率?|面积|人[数口]|数量|金额|占比|比例|产值|收入|营收|利润|税收|总?投资|排名|名次)$"
)
_POST = re.compile(r"副?[一-鿿]{0,2}(?:书记|主任|局长|市长|区长|县长|部长|主席|院长|校长|董事长|总经理)")
_EVENT_ASKED = re.compile(r"(?:什么|哪些|哪几?个)(?:[一-鿿]{0,2}会议?|活动|大?事|新闻|报道)")
_ATTRIBUTES = (
    (r"(?:[全总周]长|长度|增长|时速|电话|手机|号码|邮箱|年龄|岁数|身高|体重)$", "是多少？"),
    (r"(?:时间|日期)$", "是什么时候？"),
    (r"地[点址方]$", "是哪里？"),
    (r"[人者长记任员]$", "是谁？"),
    (r"(?:[数额量率积资价]|收入|产值|资本|资金|人口)$", "是多少？"),
    (r"(?:主题|内容|目[的标]|名[称字]|任务|议题|口号|背景|意义|亮点|职务|职责|学[历位]|专业)$", "是什么？"),
    (r"(?:主办|承办|协办|牵头|责任)(?:单位|方)$", "是谁？"),
    (r"原因$", "是什么？"),
)
_NTH = re.compile(
    r"^(?:那么?)?第(?P<n>[一二三四五六七八九十]{1,2}|\d{1,2})[个项条点家位名种件](?:呢[?？]?$)?(?P<rest>.*)$"
)
_GROUP = re.compile(r"[组团队]|一行|班子|代表")
_TOWARDS = re.compile(r"^[到在从对](?=[^，]{2})")
_REGIONS = frozenset("省市县区镇乡村")
_NAMING = re.compile(r"叫(?:什么|啥)(?:名字)?[?？]?$|^(?:是)?哪一?[家个所支款种部]")
_COUNTING = re.compile(r"几[个项条种家]?|多少")
_VERB_FIRST = re.compile(r"[一-鿿]{1,2}[了过](?:哪|什么|多少|几|谁)")
_NO_SUBJECT = frozenset("v vi vd d p c r u uj ul ud ug uz uv y vn".split())
_OF_EVENT = re.compile(r"多少人|几个人|谁(?:主持|参加|出席)|主办|承办|举[行办]|召开")
_PERSONAL = re.compile(r"^(?:学[历位]|职务|籍贯|年龄|岁数|电话|手机|生日|老家|民族|专业|简历|履历|党派)$")
_OWN_SUBJECT = frozenset({MentionKind.PERSON, MentionKind.ORGANISATION})
_WHO = frozenset({MentionKind.PERSON})


@dataclass(frozen=True, slots=True)
class Completed:
    """A stand-alone question, and the articles that the talk is about when it depends on the history.

    `own` is what it says by itself, where a topic was put in front or in the place of a pronoun.
    """

    text: str
    about: tuple[str, ...] = ()
    own: str = ""


def complete(question: str, history: Sequence[Turn]) -> Completed:
    """Rewrite a question that leans on the turns before it; others come back as they are."""
    bare = _NEW_TOPIC.sub("", question) or question
    talk = _Talk.of(history)
    if not talk or bare != question or is_out_of_scope(question):
        return Completed(bare)
    if talk.is_chat and not _is_whole(question):
        return Completed(restore(question, talk.before, talk.answer.text))
    polite = _COURTESY.sub("", question) or question
    for move in (_again, _corrected, _numbered, _elided, _pointed, _leaned):
        completed = move(polite, talk)
        if completed:
            return completed
    return Completed(polite)


@dataclass(frozen=True, slots=True)
class _Talk:
    """The turns that asked something of the archive; never empty."""

    turns: tuple[Turn, ...]

    @classmethod
    def of(cls, history: Sequence[Turn]) -> _Talk | None:
        turns = tuple(turn for turn in history if turn.answer.reason is not Reason.OUT_OF_SCOPE)
        return cls(turns) if turns else None

    @property
    def answer(self) -> Answer:
        return self.turns[-1].answer

    @property
    def before(self) -> str:
        """Give the last question, standing alone."""
        return _asked(self.turns[-1])

    @property
    def is_chat(self) -> bool:
        """Tell whether the last turn cites no article: talk, of which only the words are known."""
        return bool(self.answer.text) and not self.answer.citations and not self.answer.abstained

    @property
    def articles(self) -> tuple[Article, ...]:
        """List the articles cited last, by the last turn or, where it was silent, by those it leant on."""
        for turn in reversed(self.turns):
            if turn.answer.citations:
                return tuple({c.article.id: c.article for c in turn.answer.citations}.values())
            if _asked(turn) == turn.question:
                break
        return ()

    @property
    def about(self) -> tuple[str, ...]:
        return tuple(article.id for article in self.articles)

    @property
    def topic(self) -> str:
        """Give what the talk is about: the topic of the first turn that the last one still names.

        Where the last one asked for a name (叫什么), it is about what it was told.
        """
        found = ""
        for turn in self.turns:
            asked = _asked(turn)
            if not found or found not in asked or asked == turn.question:
                found = topic(asked)
        short = self.answer.short.strip("“”")
        return short if _NAMING.search(self.before) and 1 < len(short) <= 20 else found

    @property
    def event(self) -> str:
        """Give what the talk is about, or was about before a person: nobody is held or attended."""
        asked = (topic(_asked(turn)) for turn in reversed(self.turns))
        return next((found for found in asked if not mentions(found, _WHO)), self.topic)

    def names(self, text: str) -> list[str]:
        """List the people named in a text, in its order, whom the articles of the talk name for sure."""
        known = frozenset[str]().union(*(named_in(article).people for article in self.articles))
        return sorted((name for name in known if name in text), key=text.index)

    def holds(self, word: str) -> bool:
        """Tell whether an article of the talk has a word, or how it begins (**动员**会, **动员**部署会议)."""
        word = word[:-1] if len(word) == 3 else word
        return any(word in fold(f"{a.title} {a.subtitle} {a.text}") for a in self.articles)


def _asked(turn: Turn) -> str:
    return turn.answer.rewritten or turn.question


def _is_whole(question: str) -> bool:
    """Tell a question with much to say of its own, after any talk."""
    return asks(question) and sum(min(rarity(word), RAREST) for word in content_words(question)) > OWN


def _again(question: str, talk: _Talk) -> Completed | None:
    """真的吗？ 具体说说。: the question before, once more."""
    return Completed(talk.before, talk.about) if _AGAIN.match(question) else None


def _corrected(question: str, talk: _Talk) -> Completed | None:
    """不对，我问的是第12次。 不是2022年，是2021年。: the question before, of what was meant."""
    if found := _NOT_BUT.match(question):
        fragment, rest = _halves(found["new"])
        if rest or found["old"] not in talk.before:
            return Completed(fragment.removesuffix("本身") + rest, _still(fragment, talk))
        return Completed(talk.before.replace(found["old"], fragment, 1), _still(fragment, talk))
    if found := _MEANT.match(question):
        fragment, rest = _halves(found["new"])
        if asks(fragment):
            return _leaned(fragment + rest, talk) or Completed(fragment + rest)
        return _moved_on(fragment, rest, talk)
    bare = _WRONG.sub("", question)
    return _elided(f"{bare.rstrip('。？?')}呢", talk) if bare != question and not asks(bare) else None


def _halves(meant: str) -> tuple[str, str]:
    """Part what was meant from what is asked of it: 第12次，哪天开的."""
    fragment, _, rest = meant.rstrip("。？?").replace(",", "，").partition("，")
    return fragment, rest


def _numbered(question: str, talk: _Talk) -> Completed | None:
    """第二个呢？ 第三项由谁负责？: the item of the list that was answered."""
    found, items = _NTH.match(question), dict.fromkeys(item.text for item in talk.answer.items)
    place = number(found["n"]) if found else 0
    if not found or not 0 < place <= len(items):
        return None
    item = list(items)[place - 1]
    rest = found["rest"] or ("是谁？" if mentions(item, _WHO) else "是什么？")
    return Completed(item + rest, talk.about)


def _elided(question: str, talk: _Talk) -> Completed | None:
    """那2023年呢？ 公办率呢？ 外贸呢，增幅多大？: the same of something else; 主持人？ without 呢 too."""
    found = _ELLIPSIS.match(question)
    if found and (whose := _PERSON.match(found["new"])) and not found["rest"]:
        new = _person_of(talk) + found["new"][whose.end() :]
        return Completed(new + _asking(talk.before, new), talk.about)
    if found and not asks(found["new"]):
        return _moved_on(found["new"], found["rest"] or "", talk)
    bare = question.rstrip("？?。 ")
    if not found and len(bare) <= 12 and question != bare and not asks(bare) and not _THING.match(bare):
        return _moved_on(_OPENING.sub("", bare), "", talk) if _is_fragment(bare) else None
    return None


def _pointed(question: str, talk: _Talk) -> Completed | None:
    """他是什么职务？ 这个会在哪开的？: the name in the place of the pronoun."""
    for pronoun, name_of in ((_PEOPLE, _people_of), (_PERSON, _person_of)):
        found = pronoun.search(question)
        if found and not any(person.end == found.start() for person in mentions(question, _WHO)):
            return Completed(_point(question, found, name_of(talk)), talk.about, _point(question, found, ""))
    if found := _THING.search(question):
        name = _thing_of(found["head"] or "", found.group(), talk)
        return Completed(_point(question, found, name), talk.about, _point(question, found, ""))
    return None


def _leaned(question: str, talk: _Talk) -> Completed | None:
    """谁主持的？ 还去了哪些企业？: the topic of the talk in front, unless the question has one of its own."""
    question = moved(question, talk.before)
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
    if (short or not free or held >= HELD * weight) and weight <= OWN:
        front = talk.event if _OF_EVENT.search(question) else talk.topic
        own = _OPENING.sub("", question)
        return Completed(_join(front, own), talk.about, own)
    return None


def _weights(question: str, talk: _Talk) -> tuple[float, float]:
    """Sum the rarity of the words that the question before lacks, and of those that the articles have."""
    words = [word for word in content_words(question) if word not in fold(talk.before)]
    known = [word for word in words if talk.holds(word)] if len(talk.articles) <= 2 else []
    weight, held = (sum(min(rarity(word), RAREST) for word in some) for some in (words, known))
    return weight, held


def _changed(question: str, talk: _Talk) -> Completed:
    """到2025年目标是多少？: the topic of the talk at another time."""
    text, rest = change(talk.topic, _OPENING.sub("", _TOWARDS.sub("", question)))
    return Completed(_join(text, rest))


def _is_about(question: str) -> bool:
    """Tell whether a question begins with a subject of its own that news seldom has (外贸总额是多少)."""
    own = topic(question) if take_apart(question).before else ""
    own = "" if _attribute(own) else own
    nouns = [word for word, label in tag(own) if label.startswith("n") and len(word) > 1]
    return any(rarity(word) >= SPECIAL for word in nouns)


def _named_in_full(question: str, whole: str) -> str:
    """Put the topic in the place of its last word: 谁主持的**大会** → 谁主持的教师节表彰大会."""
    last = cut(whole)[-1] if whole else ""
    bare = len(last) > 1 and last in cut(question) and whole not in question and topic(question) == last
    return question.replace(last, whole, 1) if bare else question


def _repeats(question: str, talk: _Talk) -> bool:
    """Tell whether a question says by itself what it is about, in the words of the talk."""
    own = topic(question)
    nominal = any(label.startswith("n") for _, label in tag(own))
    return talk.topic in question or (nominal and informative(own) and own in talk.before)


def _lacks_subject(question: str) -> bool:
    """Tell whether a question begins with its verb (走访了哪几家单位, 想在哪年……)."""
    before = take_apart(question).before
    labels = [label for word, label in tag(before) if word not in ("有", "是", "在")]
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


def _names(question: str, talk: _Talk) -> list[str]:
    """List the names in a question that neither the last one has nor, in quotation marks, its articles."""
    people, titles = (mentions(question, frozenset({kind})) for kind in _KINDS[:2])
    quoted = [question[m.start + 1 : m.end - 1] for m in titles]
    places = [
        word
        for word, label in tag(question)
        if len(word) > 1
        and "第" not in word
        and (label in ("ns", "nt", "nz") or (label == "nr" and rarity(word) >= 0.9))
    ]
    names = [
        *(question[m.start : m.end] for m in people),
        *places,
        *(q for q in quoted if not talk.holds(fold(q))),
    ]
    return [fold(name) for name in names if fold(name) not in fold(talk.before)]


def _moved_on(new: str, rest: str, talk: _Talk) -> Completed:
    """Ask the question before of `new`, or `rest` of what it was about, `new` in the place of its like."""
    before = talk.before
    text, other = change(before, moved(_TOWARDS.sub("", new), before))
    about = () if text != before else talk.about
    text, other = topic(text) if rest else text, other.rstrip("的")
    if other and (put := _instead(text, other, talk) or _put(text, other)):
        text, about = put, _still(other, talk) if about else ()
    elif other:
        front = "" if mentions(other, _OWN_SUBJECT) else _owner(other, text)
        text = f"{front}{other if front else new}{'' if rest else _asking(before, other)}"
    return Completed(_join(text, rest) if rest else text, about)


def _owner(attribute: str, before: str) -> str:
    """Name what an attribute is of: the person of the question before, else its topic."""
    people = mentions(before, _WHO) if _PERSONAL.search(attribute) else []
    return before[people[0].start : people[0].end] if people else topic(before)


def _instead(before: str, new: str, talk: _Talk) -> str:
    """Put the new words in the place of what the question before was about in its own words, if it leant."""
    typed = _OPENING.sub("", talk.turns[-1].question)
    own = re.sub(r"^(?:其中|里面)", "", topic(typed)) if typed != talk.before else ""
    nouns = all(label[0] in "nlvs" for _, label in (*tag(own), *tag(new)))
    named = own and own in take_apart(typed).before and nouns and informative(own) and _is_fragment(own + new)
    return before.replace(own, new, 1) if named and own in before and not _attribute(new) else ""


def _still(new: str, talk: _Talk) -> tuple[str, ...]:
    """Give the articles of the talk where they know of the new thing."""
    words = content_words(new)
    return talk.about if words and all(talk.holds(word) for word in words) else ()


def _put(before: str, new: str) -> str:
    """Put the new words in the place of those of their sort; "" where there are none."""
    bare = _ASPECT.sub("", new) or new
    counted, asked = _counted(before, bare), take_apart(before)
    if found := (counted if _is_common(bare) else "") or _longer(before, bare) or _mentioned(before, bare):
        return found
    if counted:
        return counted
    if shared := _same_shape(before, bare):
        return before.replace(_modified(before, shared) if bare.endswith(shared) else shared, bare, 1)
    if _MEASURE.search(bare) and (measure := _MEASURE.search(topic(before))):
        return topic(before)[: measure.start()] + bare + _asking(before, bare)
    if aspect := _ASPECT_OF.search(before):
        return before[: aspect.start()] + bare + before[aspect.end() :]
    return _as_subject(asked.before, asked.word + asked.behind, bare)


def _counted(before: str, new: str) -> str:
    """Count the new things in the place of the old (多少公里管网, 多少公园), those that can be counted."""
    asked = take_apart(before)
    things = THINGS.match(asked.behind) if asked.word in ("多少", "几", "哪些", "哪几个") else None
    if not things or len(new) < 2 or (things["unit"] and _attribute(new) == "是多少？"):
        return ""
    unit = things["unit"] if len(things["unit"]) == 1 else ""
    return f"{asked.before}{asked.word}{unit}{new}"


def _is_common(text: str) -> bool:
    """Tell a thing that bears no name: 口袋公园."""
    return not mentions(text, _WHO) and all(label not in ("ns", "nt", "nz") for _, label in tag(text))


def _longer(before: str, new: str) -> str:
    """Put a phrase in the place of a shorter one that begins and ends alike: 党工委会议, 党工委扩大会议."""
    if len(new) < 5:
        return ""
    alike = re.search(rf"{re.escape(new[:2])}[^，,。？?]{{0,12}}?{re.escape(new[-2:])}", before)
    return before[: alike.start()] + new + before[alike.end() :] if alike else ""


def _mentioned(before: str, new: str) -> str:
    """Put a person, a title, an organisation or a place in the place of another, posts (张三局长) and all."""
    for kind in _KINDS:
        kinds = frozenset({kind})
        named, old = mentions(new, kinds), mentions(before, kinds)
        behind = [new[mention.end :] for mention in named]
        post = kind is MentionKind.PERSON
        if old and any(len(rest) <= 1 or (post and _POST.fullmatch(rest)) for rest in behind):
            rest = before[old[0].end :]
            rest = _POST.sub("", rest, count=1) if post and _POST.match(rest) else rest
            return before[: old[0].start] + new + (rest[1:] if {new[-1], rest[:1]} <= _REGIONS else rest)
    return ""


def _same_shape(before: str, new: str) -> str:
    """Find the word of the question before that ends or begins like the new one (普惠率, 公办率)."""
    words = sorted((word for word in content_words(before) if len(word) > 1), key=len, reverse=True)
    ends = [w for w in words if len(new) > 1 and w != fold(new) and w[-1] == fold(new)[-1]]
    starts = [w for w in words if len(w) == len(new) and w != fold(new) and w[0] == fold(new)[0]]
    starts = [w for w in starts if _kinds(w) == _kinds(new)]  # 主题 is no 主持
    found = next(iter((*ends, *starts)), "")
    return found if found and found in before else ""


def _kinds(text: str) -> list[str]:
    return [label[0] for _, label in tag(text)]


def _modified(before: str, head: str) -> str:
    """Lengthen a word by the noun right before it (工业**增加值**), names of places aside."""
    words = tag(before[: before.index(head)])
    noun = words[-1][0] if words and words[-1][1] in ("n", "nz", "vn", "b", "j") else ""
    return before[before.index(head) - len(noun) :][: len(noun) + len(head)]


def _as_subject(before: str, rest: str, new: str) -> str:
    """Put a new name in the place of the noun phrase that the question before begins with."""
    weight = sum(rarity(word) for word in content_words(new))
    if _attribute(new) in ("是多少？", "是什么？") or not _is_fragment(new) or weight < 0.8:
        return ""
    subject = topic(before + rest)
    if mentions(subject, _WHO) and all(label in ("n", "vn") for _, label in tag(new)):
        return ""  # something of the person, not another one
    if subject in rest:
        return before + rest.replace(subject, new, 1)
    if not before.startswith(subject):
        return ""
    kept = change(subject, "")[0]
    time = re.match(r"(?:(?:19|20)\d{2}年)?(?:\d{1,2}月)?(?:\d{1,2}[日号])?的?", kept)
    return (time.group() if time else "") + new + before[len(subject) :] + rest


def _is_fragment(text: str) -> bool:
    """Tell a noun phrase from a clause: no verb, save a character of a short name (武王墩)."""
    return all(
        label not in ("v", "vd", "y") or (len(word) == 1 and label == "v" and 2 < len(text) < 5)
        for word, label in tag(text)
    )


def _attribute(new: str) -> str:
    """Give what is asked of a thing that everything of a sort has (金额, 主题), or ""."""
    return next((asked for words, asked in _ATTRIBUTES if re.search(words, new)), "")


def _asking(before: str, new: str) -> str:
    """Give what the question before asked, for a new thing that does not say by itself what is asked."""
    if attribute := _attribute(new):
        return attribute
    if question_type(new) is not QuestionType.WHAT:
        return "？"
    kind, asked = question_type(before), take_apart(before)
    if kind is QuestionType.HOW_MANY:
        return f"是{asked.word or '多少'}？"
    if kind in (QuestionType.WHO, QuestionType.WHEN, QuestionType.WHERE):
        return f"是{asked.word}{asked.behind}？"
    return (
        "有什么要求？"
        if re.search(r"会议?", before)
        else "是什么？"
        if kind is QuestionType.WHAT
        else "怎么样？"
    )


def _point(question: str, pronoun: re.Match[str], name: str) -> str:
    """Put a name in the pronoun's place."""
    before = question[: pronoun.start()]
    return _OPENING.sub("", before) + name + question[pronoun.end() :]


def _person_of(talk: _Talk) -> str:
    """Name whom the talk is about: the answer to who, else the person last asked about."""
    for turn in reversed(talk.turns):
        asked = _asked(turn)
        whom = question_type(asked) is QuestionType.WHO and not mentions(take_apart(asked).before, _WHO)
        for text in (turn.answer.short, asked) if whom else (asked, turn.answer.short):
            if named := talk.names(text):
                return named[0]
            people = mentions(text, _WHO)
            if people:
                return _whole_name(text, people[0].start, people[0].end, talk)
    return talk.topic


def _whole_name(text: str, start: int, end: int, talk: _Talk) -> str:
    """Lengthen a name by the character that always follows it in the articles of the talk (赵文和)."""
    short, longer = text[start:end], text[start : end + 1]
    told = fold("\n".join(article.text for article in talk.articles))
    behind = {told[m.end() : m.end() + 1] for m in re.finditer(re.escape(fold(longer)), told)}
    always = len(behind) > 1 and told.count(fold(short)) == told.count(fold(longer))
    return longer if len(short) == 2 and always else short


def _people_of(talk: _Talk) -> str:
    """Name the people of the talk: the group that it is about, or those answered, where several were."""
    people = mentions(talk.answer.short, _WHO)
    if len(people) < 2 or _GROUP.search(talk.topic):
        return _body(talk.before) if _NAMING.search(talk.before) else talk.topic
    if question_type(talk.before) in (QuestionType.WHO, QuestionType.LIST):
        return talk.answer.short
    return talk.topic


def _body(question: str) -> str:
    """Name the body whose member a question asks for: **慈善总会**会长叫什么."""
    *words, (last, _) = tag(topic(question))
    return "".join(word for word, _ in words) if words and last[-1] in "长记任席" else topic(question)


def _thing_of(head: str, pronoun: str, talk: _Talk) -> str:
    """Name the thing of the talk: what was answered, where it is a thing of that sort, else the topic."""
    short, kind = talk.answer.short.strip("“”《》"), question_type(talk.before)
    sort = head[-1:] if head else ""
    asked = take_apart(talk.before)
    if sort and asked.behind.rstrip("？?。").endswith(sort) and sort not in talk.topic[-1:]:
        return short if short.endswith(sort) else f"{asked.before.rstrip('了过')}的{head}"
    if pronoun in ("那里", "那儿", "这里", "这儿"):
        return short if kind is QuestionType.WHERE and short else talk.topic
    if not sort:
        return _bearer(talk.topic)
    if sort and short.endswith((head, sort)) and len(short) <= 30 and sort not in talk.topic[-1:]:
        return short
    named = mentions(short, frozenset(_KINDS[2:3])) if 1 < len(short) <= 20 else []
    if head in ("公司", "企业", "单位", "集团") and named:
        return short
    return talk.topic


def _bearer(whole: str) -> str:
    """Name what an attribute is of: **仰望U8**预售价."""
    *words, (last, _) = tag(whole) or [("", "")]
    if not _attribute(last):
        return whole
    while words and words[-1][1] in ("v", "vn", "uj"):
        words.pop()
    bare = "".join(word for word, _ in words)
    return bare if informative(bare) else whole


def _join(front: str, question: str) -> str:
    """Put the topic in front of a question; what both have at the seam stands once (动员会 + 会上谁讲话)."""
    for size in range(min(len(front), len(question), 8), 0, -1):
        if front.endswith(question[:size]) and (size > 1 or question[0] in "会团"):
            return front + question[size:]
    if re.match(r"会(?:议|上)", question) and front.endswith("会议"):
        return front + question[2 if question.startswith("会议") else 1 :]
    return front + question
