"""Answer from several articles: which meetings, visits and activities there were, in order of date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.rarity import rarity
from index.types import Article, Hit, PartialDate, Span
from index.words import fold, ngrams
from rag.compose import Quote, Search, build, clauses, trim
from rag.evidence import coverage, dated, heading_and_lead, people, told
from rag.premise import people_of
from rag.synonyms import synonyms
from rag.types import Answer, Item
from rag.understand import Query

COLLECTED = 8  # articles
LEADS = 3  # sentences of which one names the event
REPRINT = 0.8  # share of bigrams from which two reports are one
LIKE = 0.8  # of the best share of the topic, from which a report is about it as well
RARE = 0.45  # rarity from which a word of the question must be in a report
_RANGE = re.compile(r"(?P<a>(?:19|20)\d{2})年?(?:\d{1,2}月)?(?:到|至|[-—–~～]+)(?P<b>(?:19|20)\d{2})年?")
_MONTHS = re.compile(r"(?P<year>(?:19|20)\d{2})年(?P<a>\d{1,2})月?(?:到|至|[-—–~～]+)(?P<b>\d{1,2})月")
_MEETING = re.compile(r"会议|大会|[一-鿿]会(?:召开|举行|在)|推进会|动员会|座谈会|培训会|部署会|现场会|召开")
_ASKS_MEETING = re.compile(r"会议?(?=$|[？?，是都有分呢])|[开召](?:过|了)?哪|会议")
_VISIT = re.compile(r"考察|观摩|参观|来访|调研|到访|访问|一行")
_ASKS_VISIT = re.compile(r"客人|考察|观摩|参观|来访|来过|几拨|代表团")
_HAPPENED = re.compile(
    r"(?:会议?|活动|仪式|典礼|论坛|培训班?|座谈|比赛|大赛|讲座|专场|展览?|营)[^，。；]{0,8}(?:召开|举行|举办|开幕|开班|启动|开展)"
    r"|(?:召开|举行|举办|开展|启动)[^，。；]{2,40}(?:会议?|活动|仪式|典礼|论坛|培训班?|座谈|比赛|大赛|讲座|专场|展览?)"
    r"|(?:到|来|赴|在)[^，。；]{2,20}(?:考察|调研|观摩|参观|走访|访问|慰问)|一行"
)
_GENERIC = frozenset(
    "会议 大会 活动 召开 举行 开 办 举办 都 新闻 报道 事 事情 哪些 几次 参加 出席 过 发生 报纸 年 "
    "外面 拨人 一天 这一天 那天 团 观摩 考察 考察团 来 去过 去 领导 会议精神 "
    "县里 市里 区里 省里 重要 两个 三个 几个".split()
)


def report_events(query: Query, hits: Sequence[Hit], search: Search) -> Answer | None:
    """Answer with one sentence of each report that fits, in order of date; None for other questions."""
    if not query.collects:
        return None
    found = {h.passage.article.id: h.passage.article for h in [*hits, *search(query.text, query.times)]}
    fitting = [article for article in found.values() if article.kind.is_report and _fits(query, article)]
    if not fitting:
        return None
    share = {article.id: _topic(query, article) for article in fitting}
    fitting = [article for article in fitting if share[article.id] >= LIKE * max(share.values())]
    fitting.sort(key=lambda article: -share[article.id])
    shown = _once(fitting)[:COLLECTED]
    shown.sort(key=lambda article: (_day(article), article.id))
    told_in = [[Quote(article, span) for span in _telling(query, article)] for article in shown]
    quotes = [quote for several in told_in for quote in several]
    names = [article.title or several[0].text for article, several in zip(shown, told_in, strict=True)]
    answer = build(query, quotes, "；".join(dict.fromkeys(names)), hits)
    numbers = (quotes.index(several[0]) + 1 for several in told_in)
    items = (Item(name, n, _label(a)) for name, n, a in zip(names, numbers, shown, strict=True))
    return answer.with_items(*items)


def _day(article: Article) -> str:
    date = article.event_date or article.published
    return str(date) if date else ""


def _label(article: Article) -> str:
    date = article.event_date or article.published
    return date.words if date else ""


def _fits(query: Query, article: Article) -> bool:
    """Tell whether a report is of the time, of the sort and about the topic that a question asks for."""
    lead = _lead(article)
    if query.times and not _timely(query, article, lead):
        return False
    asked = fold(query.text)
    said = fold(heading_and_lead(article))
    if _ASKS_MEETING.search(asked) and not re.search("活动|精神|事", asked) and not _MEETING.search(said):
        return False
    if _ASKS_VISIT.search(asked) and not _VISIT.search(said):
        return False
    whole = fold(article.whole)
    if any(name not in whole for name in people_of(asked, whole)):
        return False
    return _topic(query, article) >= 0.5


def _lead(article: Article) -> str:
    return "".join(article.text[s.start : s.end] for s in told(article)[:2])


def _timely(query: Query, article: Article, lead: str) -> bool:
    asked = fold(query.text)
    date: PartialDate | None = article.event_date or article.published
    if date and (span := _RANGE.search(asked)):
        return int(span["a"]) <= date.year <= int(span["b"])
    if date and (span := _MONTHS.search(asked)):
        return date.year == int(span["year"]) and int(span["a"]) <= (date.month or 0) <= int(span["b"])
    return dated(query, article, lead) > 0


def _topic(query: Query, article: Article) -> float:
    """Give the share of the question's telling words that a report holds, those in its headline twice."""
    words = [
        word
        for word in query.words
        if not (word in _GENERIC or _VISIT.search(word) or word.isdecimal()) and rarity(word) > RARE
    ]
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


def _telling(query: Query, article: Article) -> list[Span]:
    """Choose the sentences that tell the event: the one of the first that names it, and who is asked about.

    Else the sentence that holds most of the question; the first of equals.
    """
    spans = told(article)
    first = [] if "精神" in query.text else spans[:LEADS]  # what was passed on is told further down
    lead = next((s for s in first if _HAPPENED.search(article.text[s.start : s.end])), None)
    asked = frozenset(ngrams(" ".join(query.words), 2))
    share = [coverage(asked, frozenset(ngrams(article.text[s.start : s.end], 2))) for s in spans]
    best = next((i for i, one in enumerate(share) if one >= 0.9 * max(share)), 0)
    chosen = [lead or spans[best]]
    names = people(query)
    if names and not any(name in fold(article.text[chosen[0].start : chosen[0].end]) for name in names):
        chosen += [s for s in spans if any(n in fold(article.text[s.start : s.end]) for n in names)][:1]
    elif lead and spans[best] != lead and share[best] >= 2 * share[spans.index(lead)]:
        chosen += [spans[best]]
    return [trim(query, article, span, _clause(article, span, asked)) for span in chosen]


def _clause(article: Article, sentence: Span, asked: frozenset[str]) -> Span:
    """Choose the clause of a sentence that names an event, else the one that holds most of the question."""
    text = article.text[sentence.start : sentence.end]
    parts = clauses(text)
    named = next((part for part in parts if _HAPPENED.search(text[part.start : part.end])), None)
    return named or max(
        parts, key=lambda part: coverage(asked, frozenset(ngrams(text[part.start : part.end], 2)))
    )
