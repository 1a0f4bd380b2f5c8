"""Who said what in a report (what 会议指出， or 他强调， opens), and who did what (主持, 出席)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from index.cut import sentences
from index.types import Article, Span
from index.words import fold
from rag.spans import MentionKind, mentions

SAID = (
    "指出|强调|要求|表示|认为|提出|希望|介绍|指示|呼吁|宣布|明确|说|称|透露|坦言|告诉记者|"
    "介绍说|表示说|建议|谈到|部署"
)
_MARK = re.compile(
    rf"(?:^|(?<=[，,。；;]))(?P<who>[^，,。；;：:\n]{{1,24}}?)(?:在[^，,。；;：:]{{1,14}}[中时上])?"
    rf"(?:还|也|并|均|都|纷纷|一致|最后|同时|特别|进一步|反复|再次|明确|代表[^，,。]{{1,14}})?(?P<verb>{SAID})(?:了|说|道)?[，,：:]"
)
_BODY = re.compile(
    r"(?:会议|大会|全会|座谈会|[一-鿿]会|论坛|[组团]|活动|委员会|负责人|发言人|代表|专家|学者|人士|企业家|学员|居民|村民|群众|同学|[一-鿿]们|他|她|[部局委厅院府社方者])$"
)
_PRONOUN = re.compile(r"(?:他|她)$")
_CLOSING = re.compile(
    r"(?:参加|出席|列席)(?:了)?(?:此次|本次)?(?:会议|活动|大会|座谈|仪式|签约|调研)?[。！]?$|参加[。]?$|主持(?:会议|大会)?[^，]{0,4}。$|还研究了|形式(?:召开|举行)|"
    r"陪同[^，]{0,6}。$|^(?:会前|会后|会上|随后|据(?:了解|悉|介绍)|活动中|活动现场|记者)"
)
_GOES_ON = re.compile(
    r"^(?:要|必须|务必|应|坚持|各|全[市区县省]|同时|切实|在|以|对|一是|二是|[三四五六七八九]是|第[一二三四五六七八九]|[“‘])"
)


@dataclass(frozen=True, slots=True)
class Remark:
    """What one speaker says under one verb: `span` goes from its first sentence to where the next begins."""

    article: Article
    speaker: str
    verb: str
    span: Span

    @property
    def text(self) -> str:
        """Cut the remark out of its article."""
        return self.article.text[self.span.start : self.span.end]


@lru_cache(maxsize=2_000)  # the reports of an archive are met again with every question
def remarks(article: Article) -> tuple[Remark, ...]:
    """List the remarks of a report, in order; 他 is the last person who spoke before."""
    found: list[Remark] = []
    person = ""
    goes_on = False
    for sentence in sentences(article.text):
        text = article.text[sentence.start : sentence.end]
        marks = [mark for mark in _MARK.finditer(text) if _speaks(mark)]
        if not marks:
            goes_on = goes_on and _belongs(article.text, found[-1].span.end, sentence)
            if goes_on:
                found[-1] = _grown(found[-1], sentence.end)
            continue
        first = marks[0]
        speaker = _speaker(first["who"], person)
        person = speaker if _name(first["who"]) else person
        found.append(Remark(article, speaker, first["verb"], sentence))
        goes_on = True
    return tuple(found)


def _grown(remark: Remark, end: int) -> Remark:
    return Remark(remark.article, remark.speaker, remark.verb, Span(remark.span.start, end))


def _belongs(text: str, end: int, sentence: Span) -> bool:
    """Tell whether a sentence without a mark goes on with the remark before it."""
    said = text[sentence.start : sentence.end]
    if _CLOSING.search(said):
        return False
    return "\n" not in text[end : sentence.start] or bool(_GOES_ON.match(said))


def _speaks(mark: re.Match[str]) -> bool:
    """Tell whether what stands before the verb can speak: a meeting, a body, a pronoun, a person."""
    who = mark["who"]
    return bool(_BODY.search(who)) or bool(_name(who))


def _name(text: str) -> str:
    """Find the person named last before the verb."""
    people = mentions(f"{text}，", frozenset({MentionKind.PERSON}))
    return text[people[-1].start : people[-1].end] if people and people[-1].end == len(text) else ""


def _speaker(who: str, person: str) -> str:
    return person if _PRONOUN.search(who) and person else _name(who) or who


# What people do at an event; the words of a question on the left, those of a report on the right.
_DEEDS = (
    (r"主持", r"主持"),
    (r"致的?[辞词]", r"(?<!在)致[辞词](?!中|时)"),
    (r"讲话|讲了话|发表讲话|讲的话", r"(?<!在)(?:讲话|致[辞词])(?!中|时|精神)"),
    (
        r"发的?言|(?:介绍|交流)(?:经验|做法)|经验(?:介绍|交流)",
        r"发言(?!中|时|人)|(?:经验|交流)介绍|介绍经验",
    ),
    (
        r"陪同|陪着|作陪|陪他|谁陪|陪(?=[一-鿿])|跟着(?!做|干|学|说)|一[起同块]儿?去(?!年)|随行|同去(?!年)",
        r"陪同|随同|一同|一道|随行|参加(?=[。；]|考察|调研|活动|$)",
    ),
    (
        r"出席|参加|到会|与会|参会|列席|到场|(?:谁|哪一?[位个些][区市]?(?:领导)?)(?:也|都)?(?:去|来|到)(?:了|过|的)?[?？]?$"
        r"|(?<![提受得见遇想说谈找收轮看听讲没])[去来到](?:了|的)?是?(?:谁|哪(?:一|几|两|三|些)?[位个]?(?:领导|人))",
        r"出席|参加|到会|列席|与会",
    ),
    (r"带的?队|带领|率领|率队|领队", r"带队|带领|率领|率队|率(?=[一-鿿]{2,12}[团组队])|一行"),
    (r"作的?[^，,。？?]{0,8}?报告", r"作(?:了|过)?[^，,。]{0,12}报告"),
    (r"传达", r"传达"),
    (r"宣读", r"宣读"),
    (r"揭的?牌", r"揭牌"),
    (r"剪的?彩", r"剪彩"),
)
_RELATIVE = re.compile(r"[^，,]{0,8}的(?!是|[?？]?$)[^，,的]*(?:谁|哪)")  # **到会**指导的督导组由谁带队
ANY_DEED = re.compile("|".join(said for _, said in _DEEDS))
_SPEAKING = re.compile(
    r"(?:^|(?<=[，,；;。]))(?P<who>[^，,；;。]{2,80}?)(?:等?(?:单位|企业|部门)?(?:负责人|代表)?)?(?:分别|先后|在会上)*(?:(?:围绕|就|对|结合)[^，,；;。]{1,20}?)?[作做进](?:了|行)?[^，,；;。]{0,6}(?:发言|介绍|交流)"
)
_BODIES = re.compile("(?:(?!、|(?<=[镇乡村局司厂会校院区县市部办])和).)+")  # 和平镇、东湖镇和西山镇
_NO_BODY = re.compile("代表|与会|人员|同志|记者")
_BREAK = re.compile(r"[，,；;。！？]")
# What bodies did together; the words of a question on the left, those of a report on the right.
_ORGANISED = (
    (r"发起|牵的?头|启动|搞的", r"发起|启动|牵头|倡议"),
    (r"主办|举办|(?<![承协新创开])办的", r"主办|举办"),
    (r"承办", r"承办"),
    (r"协办", r"协办"),
    (r"公布|发布|(?<![研开转批颁签印出])发的", r"公布|发布"),
    (r"颁发?|授予", r"颁发|授予"),
)
_ORGANISING = re.compile(
    r"(?:^|(?<=[，,；;。])|(?<=办、))(?:[^，,；;。]{0,12}?由)?(?P<who>[^，,；;。]{2,60}?)(?:联合|共同|携手)?"
    rf"(?P<deed>{'|'.join(said for _, said in _ORGANISED)})"
)
_A_BODY = re.compile(
    r"(?:[委厅局部院社司团府办校学心厂站馆盟台报处科所]|协会|商会|学会|联合会|委员会|总会|银行|支行)$"
)


def deeds(question: str) -> list[re.Pattern[str]]:
    """List how a report would say what a question asks about who did something, or nothing."""
    asked = fold(question)
    found = [(match, said) for cue, said in _DEEDS if (match := re.search(cue, asked))]
    main = [said for match, said in found if not _RELATIVE.match(asked, match.end())]
    return [re.compile(said) for said in main or [said for _, said in found]]


def organised(question: str) -> list[re.Pattern[str]]:
    """List how a report would say what a question asks about the bodies that held or began something."""
    asked = fold(question)
    return [re.compile(said) for cue, said in _ORGANISED if re.search(cue, asked)][:1]


def organisers(text: str, deed: re.Pattern[str]) -> list[Span]:
    """List the bodies that a sentence says held or began something: **团省委、省人社厅**联合启动."""
    found: list[Span] = []
    for clause in _ORGANISING.finditer(text):
        start = clause.start("who")
        spans = [Span(start + m.start(), start + m.end()) for m in _BODIES.finditer(clause["who"])]
        if deed.fullmatch(clause["deed"]) and all(_A_BODY.search(text[s.start : s.end]) for s in spans):
            found += spans
    return found


def deeds_named(question: str, name: str) -> list[re.Pattern[str]]:
    """List what a question itself says that somebody did: 王亚栋**主持**的仪式."""
    behind = question.split(name)[1:]
    return [re.compile(said) for cue, said in _DEEDS if any(_behind(cue).match(text) for text in behind)]


@cache
def _behind(cue: str) -> re.Pattern[str]:
    return re.compile(rf"(?!谁|哪)(?:同志|书记|主任)?(?:{cue})")


def doers(text: str, deed: re.Pattern[str]) -> list[Span]:
    """List the people of a sentence who did something: those named since the deed before it.

    甲主持会议并讲话，乙、丙出席，丁陪同: each deed belongs to the names right before it.
    """
    people = mentions(text, frozenset({MentionKind.PERSON}))
    found: list[Span] = []
    start = 0
    waiting: list[Span] = []
    for mark in [*(match.end() for match in _BREAK.finditer(text)), len(text)]:
        clause = text[start:mark]
        waiting += [Span(p.start, p.end) for p in people if start <= p.start < mark]
        if ANY_DEED.search(clause):
            if deed.search(clause):
                found += waiting
            waiting = []
        start = mark
    return found


def speakers(text: str, deed: re.Pattern[str]) -> list[Span]:
    """List the bodies that a sentence says spoke: **甲镇、乙公司**作交流发言."""
    found = _SPEAKING.search(text)
    if not found or not deed.search(text, found.end("who")):
        return []
    start = found.start("who")
    spans = [Span(start + m.start(), start + m.end()) for m in _BODIES.finditer(found["who"])]
    return [span for span in spans if not _NO_BODY.search(text[span.start : span.end])]
