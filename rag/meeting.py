"""Answer what was said at a meeting: 会议指出了什么？ 陈成华强调了什么？ 两次会议分别要求什么？"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.cut import sentences
from index.times import ordinals
from index.types import Article, Hit, Span
from index.words import fold, ngrams
from rag.compose import Quote, build, first_clause, short_answer, trim
from rag.evidence import Evidence, coverage, heading_and_lead, told
from rag.premise import of_the_time, people_of
from rag.remarks import SAID, Remark, deeds, doers, organised, organisers, remarks, speakers
from rag.types import Answer, Item
from rag.understand import Query, asked_post

SHOWN = 320  # characters of all sections shown
LEAST = 60  # characters of one section
TOLD = 0.3  # share of the topic from which a remark speaks of it
TOPIC = 0.75  # of the best share: sentences that speak of the topic as well
WHOLE = 220  # characters of a remark that is shown whole where its first sentence names the topic
TOLD_IN = 3  # sentences
DUTY = 0.5  # what a sentence that says what is to be done is worth more, where that is asked
MEETINGS = 4
BODIES = r"[一-鿿]{0,3}(?:单位|企业|公司|部门|乡镇|镇街|街道|代表)"
_ASKS_BODIES = re.compile(
    rf"哪[些几两三四五六七八九十]*(?:家|个?(?:{BODIES}))|{BODIES}(?:都|分别)?[有是](?:哪|谁)"
)
_WHAT = r"(?:(?<![为因])什么|哪些|啥|哪几|(?<!如)何(?!时|地|人))"
_ASKS = re.compile(
    rf"(?P<verb>{SAID}|讲(?![座课解师台])|谈|讲话|发言|致辞)(?:了|过|到|中|时|上)*(?:的?(?:是|有|提到|说|讲))?(?:了)?"
    rf"(?P<between>[一-鿿]{{0,10}}?){_WHAT}"
    r"|(?P<of>指出|强调|要求|表示|认为|提出|希望|指示|呼吁|建议|部署|说|讲)(?:了|过|到|再次)?"
    r"(?:(?P<beyond>[一-鿿]{0,10}?(?:要|该|应|应该|应当|需要|得|必须))(?:怎么|如何|怎样|咋)(?![说讲看样谈])"
    r"|(?P<by>[一-鿿]{0,10}?)(?:怎么|如何|怎样|咋)(?=[做干抓弄办管]|落实|推进|践行|发展))"
    rf"|(?:{_WHAT}|哪[几两三四五六七八九]?[点个条项些])(?:样的)?(?:具体)?(?P<noun>要求|部署|指示|意见|希望|期望|期待|安排|观点|看法|建议|主张|寄语|讲话|表述|论述|说法|表态|交代)"
    rf"|(?P<wish>寄语|勉励|期望|期待|主张)(?:了|过)?(?P<whom>[一-鿿]{{0,10}}?){_WHAT}"
    r"|(?:怎么|如何|怎样|咋)(?P<how>说|讲|看|强调|评价|要求|部署|表示|安排|谈|交代|布置|表态)的?"
    r"|(?<=\s)(?P<searched>要求|部署|讲话|强调|指示|表态|发言|致辞)(?:内容|要点)?$"  # 周明 检查 宣传工作 要求
    r"|(?P<plain>讲话|致辞|发言)(?:内容|要点)|(?:提|作|做)出?了?(?:怎样|什么样|哪些)的?(?P<noun2>要求|部署|指示)"
)
# Who spoke, or things of a number that somebody spoke of: no question of what was said.
_NOT_SAID = re.compile(
    rf"(?:发言|介绍|讲话|致辞)的(?:都?[有是]|{BODIES})|(?:说|讲|提出?|部署|强调|要求|安排)的[“]?[两三四五六七八九十\d]{{1,2}}[大个项条]"
)
# Whose lecture it is, where the report has no such speaker: 会后专家讲了什么, 请人讲的什么课.
_LECTURE = re.compile(
    r"(?<![对向给])(?P<who>专家|教授|老师|医生|讲师)[^，。]{0,4}?[讲说授谈作]|请人|讲座|讲[了的]?(?:[一堂节个场]|什么|啥)*课|题目"
)
_TO_THEM = re.compile("[对向给跟][^，。]{0,8}(?:专家|教授|老师|医生|讲师)")
_ON = re.compile(  # 对年轻干部讲了什么; 说到年轻干部，…
    r"(?:(?<![应面绝反核相])对于?(?![标照接口外象比待策])|(?<![成造])就(?![是业要能会地近])|关于|至于|[说谈讲提]到|围绕)(?P<on>[^，,。？?]{2,16}?)(?:[这一]*块|的?时候?)?"
    r"(?:[，,]|[是又都]?(?:怎么|如何|怎样|咋|有[何什啥]|[讲说谈提作做](?:了|出|过|什么|啥)))"
)
_PLACES = ("between", "beyond", "by", "whom")  # groups of what was said about
_PEOPLE = re.compile(
    r"谁|哪[些几两三四五六七八九十]*[位名]|哪[些几]?个?(?:人|领导|同志|干部|嘉宾)|什么人|何人|主持人|哪[两三四五六七八九]位?(?:领导|人)"
)
# At which meeting something was said: 这是在哪个会上定的.
_AT_WHICH_MEETING = re.compile(
    r"(?:哪一?[个次场]|(?<!为)(?:什么|啥))会议?上?(?=[说讲提定要部强宣通安明])|[说讲提定]的是(?:哪一?[个次场]|什么|啥)会"
)
_MEETING_CALLED = re.compile(
    r"(?:召开|举行)(?:了)?(?P<held>[^，,。；;]{2,40}?(?:会议|大会|[一-鿿]会))(?=[，,。；;])"
    r"|(?P<name>[^，,。；;、]{2,40}?(?:会议|大会|[一-鿿]会))(?:在[^，,。]{1,20})?(?:召开|举行)"
)
_COUNT = re.compile(r"(?:\d+|[两三四五六七八九十百]+)余?[个家名位]")  # 5个单位 names none
_ANY = frozenset(
    "讲 说 谈 提出 讲话 发言 致辞 看 评价 部署 安排 意见 观点 看法 内容 表示 介绍 指示 "
    "期望 期待 主张 寄语 勉励 建议 表述 论述 说法 表态 交代 布置".split()
)
_DEMANDS = re.compile(r"要求|部署|希望|期望|期待|建议|主张|寄语|勉励|(?:怎么|如何|怎样|咋)(?![说讲看样谈])")
_DUTY = re.compile(r"要|须|应|将|得")
_TALK = frozenset(
    "会议 会上 讲话 两次 分别 大会 主要 领导 当中 自己 当时 具体 内容 方面 工作 问题 动作 什么 事情 精神 "
    "传达 时候 意见 治理 检查 报道 本人 同志".split()
)
_SEVERAL = re.compile(r"[两三四五六七八几各历]次|分别|各自|各(?:强调|指出|要求)")
_MEETING = re.compile(
    r"[^，。、的在了“”\d年月日次]{2,16}?(?:会议|大会|座谈会|推进会|动员会|现场会|论坛|仪式|全会|培训会|部署会)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked about (people, or nobody in particular), and the verbs of the report that answer."""

    people: tuple[str, ...]
    verb: str
    several: bool


def asked_remarks(query: Query, evidence: Sequence[Evidence]) -> Asked | None:
    """Tell whether a question asks what somebody or a meeting said."""
    asked = fold(query.text)
    found = _ASKS.search(asked)
    if not found or _NOT_SAID.search(asked):
        return None
    verb = next(part for name, part in found.groupdict().items() if part and name not in _PLACES)
    held = "\n".join({e.article.id: fold(e.article.text) for e in evidence}.values())
    speakers = {r.speaker for a in {e.article.id: e.article for e in evidence}.values() for r in remarks(a)}
    lecturer = _LECTURE.search(asked)
    spoke = lecturer and lecturer["who"] and any(lecturer["who"] in speaker for speaker in speakers)
    if lecturer and not spoke and not _TO_THEM.search(asked):
        return None
    people = (name for name in people_of(asked, held) if len(name) > 2 or name in speakers)
    return Asked(
        tuple(people),
        "" if verb in _ANY else verb,
        bool(_SEVERAL.search(asked)),
    )


def report_remarks(query: Query, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> Answer | None:
    """Answer with the sections of the meeting's report that hold what is asked; None for other questions."""
    asked = asked_remarks(query, evidence)
    if asked is None or not evidence:
        return None
    articles = _reports(query, asked, evidence)
    sections = [section for article in articles for section in _sections(query, asked, article)]
    if not sections:
        return None
    limit = max(LEAST, SHOWN // len(sections))
    quotes = [Quote(section.article, _shortened(section, limit)) for section in sections]
    return build(query, quotes, first_clause(quotes[0].text), hits)


def _reports(query: Query, asked: Asked, evidence: Sequence[Evidence]) -> list[Article]:
    """Choose the report of the meeting that the question names, or of each where it asks about several."""
    articles = list({found.article.id: found.article for found in evidence}.values())
    articles = [article for article in articles if of_the_time(query, article)]
    if asked.people:
        articles = [a for a in articles if any(name in fold(f"{a.title}{a.text}") for name in asked.people)]
    name = meeting_name(query)
    text = fold(query.text)
    speaking = [a for a in articles if any(len(r.speaker) > 2 and r.speaker in text for r in remarks(a))]
    if speaking and not asked.people:
        articles = speaking
    numbered = ordinals(text)
    articles = [article for article in articles if numbered <= ordinals(headline(article))] or articles
    named = [article for article in articles if name and name in headline(article)]
    if asked.several and len(named) > 1:
        return sorted(named, key=lambda a: str(a.event_date or a.published or ""))[-MEETINGS:]
    telling = (article for article in named if _tells(query, asked, article))
    return [next(telling, (named or articles)[0])] if articles else []


def _tells(query: Query, asked: Asked, article: Article) -> bool:
    """Tell whether somebody speaks of the topic: one meeting may have several reports."""
    topic = _topic(query, asked, article)
    return not topic or any(
        coverage(topic, frozenset(ngrams(remark.text, 2))) > TOLD for remark in remarks(article)
    )


def meeting_name(query: Query) -> str:
    """Give the meeting that a question names (党工委会议), folded, or ""."""
    asked = re.sub(
        r"(?:19|20)\d{2}年|\d{1,2}月(?:份)?|\d{1,2}[日号]|[两三四五几各历]次|的|这|那|在|上次",
        " ",
        fold(query.text),
    )
    found = _MEETING.search(asked)
    return found.group().strip() if found else ""


def headline(article: Article) -> str:
    """Join what says which meeting a report is of: title, subtitle and the first sentences, folded."""
    return fold(heading_and_lead(article))


def _sections(query: Query, asked: Asked, article: Article) -> list[Remark]:
    found = list(remarks(article))
    text = fold(query.text)
    named = [r for r in found if r.speaker in asked.people or (len(r.speaker) > 2 and r.speaker in text)]
    if asked.people or named:
        found = named
    topic = _topic(query, asked, article)
    told_of = [remark for remark in found if coverage(topic, frozenset(ngrams(remark.text, 2))) > TOLD]
    if topic and told_of:
        said = [remark for remark in told_of if asked.verb and asked.verb in remark.verb]
        return _sentences(topic, said or told_of, duty=bool(_DEMANDS.search(text)))
    return [remark for remark in found if not asked.verb or asked.verb in remark.verb] if found else []


def _share(topic: frozenset[str], text: str, *, duty: bool) -> float:
    """Give the share of the topic of which a sentence speaks, more where it says what is to be done."""
    return coverage(topic, frozenset(ngrams(text, 2))) * (1 + DUTY * (duty and bool(_DUTY.search(text))))


def _sentences(topic: frozenset[str], found: Sequence[Remark], *, duty: bool) -> list[Remark]:
    """Cut remarks down to the sentences that speak of the topic, those of a `duty` first."""
    every = [
        (_share(topic, remark.text[span.start : span.end], duty=duty), remark, span)
        for remark in found
        for span in sentences(remark.text)
    ]
    best = max(share for share, _, _ in every)
    leading, first = next((remark, span) for share, remark, span in every if share == best)
    if leading.span.end - leading.span.start <= WHOLE and first.start == 0:
        return [leading]
    return [
        replace(remark, span=Span(remark.span.start + span.start, remark.span.start + span.end))
        for share, remark, span in every
        if share > TOPIC * best
    ][:TOLD_IN]


def _topic(query: Query, asked: Asked, article: Article) -> frozenset[str]:
    """Give the bigrams of the question that the headline does not hold: what was said about."""
    text = fold(query.text)
    found = _ASKS.search(text)
    between = "".join(found[name] or "" for name in _PLACES) if found else ""
    rest = _ASKS.sub(f" {between} ", text)
    for name in asked.people:
        rest = rest.replace(name, " ")
    held = headline(article)

    def told_about(text: str) -> frozenset[str]:
        words = [word for word in query.words if word in text and len(word) > 1 and word not in _TALK]
        return frozenset(gram for word in words for gram in ngrams(word, 2) if gram not in held)

    on = _ON.search(text)
    return (told_about(on["on"]) if on else frozenset()) or told_about(rest)


def _shortened(remark: Remark, limit: int) -> Span:
    """Cut a remark after the last whole sentence within the limit; the first is kept whole."""
    spans = sentences(remark.text)
    ends = [span.end for span in spans if span.end <= limit]
    return Span(remark.span.start, remark.span.start + (ends[-1] if ends else spans[0].end))


def report_doers(query: Query, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> Answer | None:
    """Answer who led, attended, spoke …, with everybody whom the report's sentence names for that."""
    wanted, begun = deeds(query.text), organised(query.text)
    bodies = bool(_ASKS_BODIES.search(fold(query.text)))
    if not (wanted or begun) or not (bodies or _PEOPLE.search(fold(query.text))):
        return None
    named, numbered = meeting_name(query), ordinals(fold(query.text))
    heads = ((e.article, headline(e.article)) for e in evidence if named)
    called = (article for article, head in heads if named in head and numbered <= ordinals(head))
    best = next(called, evidence[0].article)
    if not of_the_time(query, best):
        return None
    ranked = [e.span for e in evidence[:TOLD_IN] if e.article.id == best.id]
    found: list[tuple[Span, list[Span]]] = []
    for sentence in told(best):
        text = best.text[sentence.start : sentence.end]
        people = [] if bodies else [span for deed in wanted for span in doers(text, deed)]
        people = people or _bodies(text, wanted, begun if sentence in ranked else [])
        if people:
            found.append((sentence, list(dict.fromkeys(people))))
    if not found:
        return None
    sentence, people = max(
        found,
        key=lambda pair: (
            any(
                best.text[pair[0].start + p.start : pair[0].start + p.end] not in query.text for p in pair[1]
            ),
            len(pair[1]) == query.count,
            _told_of(evidence, best, pair[0]),
            -pair[0].start,
        ),
    )
    text = best.text[sentence.start : sentence.end]
    if asked_post(query.text) not in fold(text):  # 到会的督导组，组长是谁
        return None
    names = list(dict.fromkeys(text[span.start : span.end] for span in people))
    names = [name for name in names if name not in fold(query.text)] or names
    focus = Span(min(span.start for span in people), max(span.end for span in people))
    answer = build(query, [Quote(best, trim(query, best, sentence, focus))], "、".join(names), hits)
    return answer.with_items(*(Item(name, 1) for name in names)) if len(names) > 1 else answer


def _bodies(text: str, wanted: Sequence[re.Pattern[str]], begun: Sequence[re.Pattern[str]]) -> list[Span]:
    """List the bodies that a sentence names for what was done, or for what was `begun`; no mere count."""
    spoke = [span for deed in wanted for span in speakers(text, deed)]
    named = [span for span in spoke if not _COUNT.match(text, span.start, span.end)]
    return named or [span for deed in begun for span in organisers(text, deed)]


def report_meeting(query: Query, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> Answer | None:
    """Answer at which meeting something was said, with the sentence that tells it."""
    if not evidence or not _AT_WHICH_MEETING.search(fold(query.text)):
        return None
    best = evidence[0]
    for sentence in told(best.article)[:TOLD_IN]:
        text = best.article.text[sentence.start : sentence.end]
        named = _MEETING_CALLED.search(text)
        if named:
            focus = Span(*named.span(named.lastgroup or 0))
            quotes = [Quote(best.article, trim(query, best.article, sentence, focus))]
            if best.span != sentence:
                span, _ = short_answer(query, best)
                quotes.append(Quote(best.article, trim(query, best.article, best.span, span)))
            return build(query, quotes, text[focus.start : focus.end], hits)
    return None


def _told_of(evidence: Sequence[Evidence], article: Article, sentence: Span) -> float:
    """Give the score of a sentence, low when it was not ranked."""
    return next(
        (e.score for e in evidence if e.article.id == article.id and e.span == sentence), float("-inf")
    )
