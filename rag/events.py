"""Answer from several articles: which meetings, visits and activities there were, in order of date."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.rarity import rarity
from index.surnames import SINGLE
from index.times import Time
from index.types import Article, Hit, PartialDate, Span
from index.words import fold, ngrams, tag
from rag.compose import Quote, Search, build, clauses, trim
from rag.evidence import coverage, dated, heading_and_lead, told
from rag.occasions import collects, occasion_times, without_occasion_times
from rag.premise import people_of
from rag.synonyms import synonyms
from rag.types import Answer, Item
from rag.understand import Query, content_words, understand

COLLECTED = 8  # articles
LEADS = 3  # sentences of which one names the event
REPRINT = 0.8  # share of bigrams from which two reports are one
LIKE = 0.8  # of the best share of the topic, from which a report is about it as well
RARE = 0.45  # rarity from which a word of the question must be in a report
_RANGE = re.compile(r"(?P<a>(?:19|20)\d{2})年?(?:\d{1,2}月)?(?:到|至|[-—–~～]+)(?P<b>(?:19|20)\d{2})年?")
_MEETING = re.compile(r"会议|大会|[一-鿿]会(?:召开|举行|在)|推进会|动员会|座谈会|培训会|部署会|现场会|召开")
_ASKS_MEETING = re.compile(r"(?<![社工学协])会议?(?=$|[？?，、和与及是都有分呢上])|[开召](?:过|了)?哪|会议")
_VISIT = re.compile(r"考察|观摩|参观|来访|调研|到访|访问|一行")
_ASKS_VISIT = re.compile(
    r"客人|访客|来宾|团组|考察|调研|观摩|参观|来访|来过|几拨|代表团|[去跑看]了哪(?:里|儿|[，。？?]|$)"
)
_SIGNED = re.compile("签约|揭牌|开工")
_SORTS = (
    (_ASKS_MEETING, _MEETING),
    (_ASKS_VISIT, _VISIT),
    (_SIGNED, _SIGNED),
)  # what asks for events, what tells them
_HAPPENED = re.compile(
    r"(?:会议?|活动|仪式|典礼|论坛|培训班?|座谈|比赛|大赛|讲座|专场|展览?|营)(?:在[^，。；]{2,24}?|[^，。；]{0,8})(?:召开|举行|举办|开幕|开班|启动|开展)"
    r"|(?:召开|举行|举办|开展|启动)[^，。；]{2,40}(?:会议?|活动|仪式|典礼|论坛|培训班?|座谈|比赛|大赛|讲座|专场|展览?)"
    r"|(?:到|来|赴|在)[^，。；]{2,20}(?:考察|调研|观摩|参观|走访|访问|慰问)|一行"
)
_ARRANGED = re.compile(r"开工|签约|揭牌|奠基|启动|仪式|启用|投产|慰问|活动")
_PASSED_ON = re.compile(r"(?:传达|学习)[^。]{2,80}(?:精神|讲话|批示)")
_GENERIC = frozenset(
    "会议 大会 活动 召开 举行 开 办 举办 都 新闻 报道 事 事情 哪些 几次 参加 出席 过 发生 报纸 年 "
    "培训 外面 拨人 一天 这一天 那天 团 观摩 考察 考察团 来 去过 去 领导 会议精神 "
    "县里 市里 区里 省里 重要 两个 三个 几个".split()
)
# What only says that somebody came, took part or was reported, and the order in which it is told.
_SAID = re.compile(
    r"大事小情|安排了?|热闹|接连|连着|来客|(?:外[面头地]|外)来?的?(?:单位|人员)?|来访(?:人员|者)?|考察团|代表团|团组|来宾|访客|客人|公开|公务|大型|行程|场合|(?:编|写)?大事记?(?:要用|用)?|见报"
    r"|(?:主持|讲话|致辞)[或和并、](?:主持|讲话|出席|参加|致辞)|要闻|动态"
    r"|参加|出席|承办|主办|陪同|作陪|接待|到场|传达|学习|学了|讲了?话|出现|露面|[看去来到跑忙][过了]|同志|领导讲话"
    r"|(?:按|依)[一-鿿]{0,4}?(?:先后|顺序)|依次|先后|各[有自]|梳理|整理|列出|盘点|期间|[这那当]几?[天日]|同一天|[赴曾于]|到(?=[一-鿿]{2})"
    r"|[哪两俩三四五几]{1,2}(?:[批拨路场次个]|摊子?)|(?:汇总|归纳|归拢|总结)(?:一下)?$|一天[里内]?|层面|露脸|跑了"
)
_LOOSE = frozenset("d m q r f t p c u".split())  # tags of what tells no topic
_POST = r"书记|主任|主席|[市县区镇乡局部院校厅州省]长"
# 顾书记, where the reports have 市委书记顾维平
_TITLED = re.compile(rf"(?:^|(?<=[^一-鿿]|[年月日号天]))(?P<surname>[{SINGLE}])(?P<post>{_POST})")
_EACH_OF_THEM = re.compile("[，,](?=一[个场回次处边桩件])")  # 哪两个活动，一个接待客人一个挂牌
_REGION = re.compile("[省市区县镇乡村]$")
_YESTERDAY = re.compile(r"^[^。]{0,12}昨[日天]")


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a question asks of the reports: the query with its days, whom it names, what it is about."""

    query: Query
    who: tuple[re.Pattern[str], ...]
    words: tuple[str, ...]

    @classmethod
    def of(cls, query: Query, articles: Sequence[Article]) -> _Wish:
        """Read a question by the reports found, which tell where a name ends."""
        asked = fold(query.text)
        titled = [(m.group(), f"{m['post']}{m['surname']}[一-鿿]{{1,2}}") for m in _TITLED.finditer(asked)]
        called = [said for said, _ in titled]
        names = people_of(asked, fold(" ".join(article.whole for article in articles)))
        names = [name for name in names if name not in called]
        who = (*map(re.escape, names), *(written for _, written in titled))
        query = replace(query, times=occasion_times(query))
        front = _EACH_OF_THEM.split(query.text.partition("：")[0])[0]  # 有哪些活动：甲、乙各是几号 names some
        if collects(understand(front)):
            query, asked = replace(query, text=front), fold(front)
        return cls(query, tuple(map(re.compile, who)), _topic_words(asked, [*names, *called]))

    def told_by(self, articles: Iterable[Article]) -> _Wish:
        """Leave out the words that no report of that time and those people has (“三农”方面的会议)."""
        told = (fold(article.whole) for article in articles if _timely(self.query, article))
        theirs = [text for text in told if self.names(text)]
        return replace(self, words=tuple(word for word in self.words if any(word in t for t in theirs)))

    def names(self, text: str) -> bool:
        """Tell whether a text names everybody whom the question names."""
        return all(name.search(text) for name in self.who)


def _topic_words(asked: str, names: Sequence[str]) -> tuple[str, ...]:
    """List the words that say what the events are of: no people, times, attendance or order."""
    bare = without_occasion_times(asked)
    for name in names:
        bare = re.sub(
            rf"(?:[一-鿿]{{0,6}}?(?:{_POST}))?{re.escape(name)}(?:{_POST})?(?:\([^)]*\))?", " ", bare
        )
    bare = _SAID.sub(" ", bare)
    if sum(bool(asks.search(asked)) for asks, _ in _SORTS) > 1:  # 会议、签约和来访: no topic of all
        bare = _SIGNED.sub(" ", bare)
    return tuple(
        word
        for word in content_words(bare)
        if not (word in _GENERIC or _VISIT.search(word) or word.isdecimal())
        if rarity(word) > RARE and tag(word)[0][1] not in _LOOSE
    )


def report_events(query: Query, hits: Sequence[Hit], search: Search) -> Answer | None:
    """Answer with one sentence of each report that fits, in order of date; None for other questions."""
    if not collects(query):
        return None
    times = occasion_times(query)
    found = {h.passage.article.id: h.passage.article for h in [*hits, *search(query.text, times)]}
    wish = _Wish.of(query, tuple(found.values()))
    wish = wish.told_by(found.values()) if wish.who and times else wish
    reports = [article for article in found.values() if article.kind.is_report]
    fitting = [article for article in reports if _fits(wish, article)]
    of_a_day = not wish.who and any(time.day for time in times)
    if not fitting and of_a_day and all(map(_REGION.search, wish.words)):  # no report says its own town
        wish = replace(wish, words=())
        fitting = [article for article in reports if _fits(wish, article)]
    if not fitting:
        return None
    share = {article.id: _topic(wish, article) for article in fitting}
    fitting = [article for article in fitting if share[article.id] >= LIKE * max(share.values())]
    fitting.sort(key=lambda article: -share[article.id])
    shown = _once(fitting)[:COLLECTED]
    shown.sort(key=lambda article: (str(_date(article) or ""), article.id))
    told_in = [[Quote(article, span) for span in _telling(wish, article)] for article in shown]
    quotes = [quote for several in told_in for quote in several]
    names = [article.title or several[0].text for article, several in zip(shown, told_in, strict=True)]
    answer = build(query, quotes, "；".join(dict.fromkeys(names)), hits)
    numbers = (quotes.index(several[0]) + 1 for several in told_in)
    items = (Item(name, n, _label(a)) for name, n, a in zip(names, numbers, shown, strict=True))
    return answer.with_items(*items)


def _date(article: Article) -> PartialDate | None:
    """Give the day of a report's event, that before it came out for 昨日, else when it came out."""
    date = article.event_date or article.published
    if article.event_date or not date or not date.day or not _YESTERDAY.search(_lead(article)):
        return date
    return PartialDate.parse((date.first - datetime.timedelta(days=1)).isoformat())


def _label(article: Article) -> str:
    date = article.event_date or article.published
    return date.words if date else ""


def _fits(wish: _Wish, article: Article) -> bool:
    """Tell whether a report is of the time, of the sort and about the topic that a question asks for."""
    if wish.query.times and not _timely(wish.query, article):
        return False
    asked = fold(wish.query.text)
    said = fold(heading_and_lead(article))
    sorts = [told for asks, told in _SORTS if asks.search(asked)]
    whatever = re.search("活动|精神|事", asked) and not _ASKS_VISIT.search(asked)
    if sorts and not whatever and not any(sort.search(said) for sort in sorts):
        return False
    opening = said + fold(_lead(article))
    arranged = any(sort.search(opening) for sort in (_HAPPENED, _MEETING, _VISIT, _ARRANGED))
    if "活动" in asked and not wish.who and not arranged:
        return False
    return wish.names(fold(article.whole)) and _topic(wish, article) >= 0.5


def _lead(article: Article) -> str:
    return "".join(article.text[s.start : s.end] for s in told(article)[:2])


def _timely(query: Query, article: Article) -> bool:
    date = _date(article)
    if date and (span := _RANGE.search(fold(query.text))):
        return int(span["a"]) <= date.year <= int(span["b"])
    day = Time(date.year, date.month or 0, date.day or 0) if date else Time()
    return any(time.covers(day) for time in query.times) or dated(query, article, _lead(article)) > 0


def _topic(wish: _Wish, article: Article) -> float:
    """Give the share of the question's telling words that a report holds, those in its headline twice."""
    words = wish.words
    if not words:
        return 1.0
    head, text = fold(f"{article.title} {article.subtitle} {_lead(article)}"), fold(article.text)
    return sum(max(_held(w, head), _told(w, text)) for w in words) / len(words)


def _told(word: str, text: str) -> float:
    """Value a word that stands in the text alone: once is enough for a rare one."""
    return min(1.0, 0.35 * text.count(word) + 0.4 * rarity(word)) if word in text else 0.0


def _held(word: str, text: str) -> float:
    """Tell how far a text holds a word: itself, a synonym, or most of its bigrams."""
    if any(other in text for other in synonyms(word)):
        return 1.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs) * 0.9 if len(word) > 2 else 0.0


def _once(articles: Sequence[Article]) -> list[Article]:
    """Leave out reprints."""
    kept: list[tuple[Article, frozenset[str]]] = []
    for article in articles:
        grams = frozenset(ngrams(article.text[:400], 2))
        same = (len(grams & other) / max(1, min(len(grams), len(other))) for _, other in kept)
        if all(share < REPRINT for share in same):
            kept.append((article, grams))
    return [article for article, _ in kept]


def _telling(wish: _Wish, article: Article) -> list[Span]:
    """Choose the sentences that tell the event: the one of the first that names it, and who is asked about.

    Else the sentence that holds most of the question; the first of equals.
    """
    spans = told(article)
    passed = "精神" in wish.query.text  # what was passed on may be told further down
    sort, first = (_PASSED_ON, spans) if passed else (_HAPPENED, spans[:LEADS])
    lead = next((s for s in first if sort.search(article.text[s.start : s.end])), None)
    asked = frozenset(ngrams(" ".join(wish.query.words), 2))
    share = [coverage(asked, frozenset(ngrams(article.text[s.start : s.end], 2))) for s in spans]
    best = next((i for i, one in enumerate(share) if one >= 0.9 * max(share)), 0)
    chosen = [lead or spans[best]]
    if not wish.names(fold(article.text[chosen[0].start : chosen[0].end])):
        chosen += [s for s in spans if wish.names(fold(article.text[s.start : s.end]))][:1]
    elif lead and spans[best] != lead and share[best] >= 2 * share[spans.index(lead)]:
        chosen += [spans[best]]
    return [trim(wish.query, article, span, _clause(article, span, asked)) for span in chosen]


def _clause(article: Article, sentence: Span, asked: frozenset[str]) -> Span:
    """Choose the clause of a sentence that names an event, else the one that holds most of the question."""
    text = article.text[sentence.start : sentence.end]
    parts = clauses(text)
    named = next((part for part in parts if _HAPPENED.search(text[part.start : part.end])), None)
    return named or max(
        parts, key=lambda part: coverage(asked, frozenset(ngrams(text[part.start : part.end], 2)))
    )
