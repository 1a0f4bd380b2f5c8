"""Answer who wrote a report, and which reports somebody wrote, by their datelines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.cut import sentences
from index.types import Article, Hit, Span
from index.words import fold, ngrams
from rag.compose import Quote, Search, build
from rag.evidence import DATELINE, coverage, heading_and_lead
from rag.premise import of_the_time
from rag.types import Answer, Item
from rag.understand import Query, understand

LOOKED_AT = 10  # articles among which the report asked about is looked for
LEAST = 0.3  # share of the question that headline and lead of that report hold
COLLECTED = 40  # reports of one writer
_REPORT = r"(?:报道|(?<![话言讲])稿[子件]?|新闻|消息|文章|图片|照片|[那这](?:篇|条|则))"
_ROLE = re.compile(r"(?P<reporter>记者)|(?P<correspondent>通讯员)|作者|执笔|谁采?写")
_ASKS = re.compile(
    rf"{_REPORT}[^。？?]{{0,6}}(?:记者|通讯员|作者|执笔)[^，,。]{{0,3}}(?:是|叫|姓|都有)?(?:谁|哪|什么|啥|名字|姓名|[?？]|$)"
    rf"|{_REPORT}[^，,。？?]{{0,6}}(?:谁|哪[一几]?[位个名](?:记者|通讯员)?)采?写"
    rf"|(?:谁|哪[一几]?[位个名](?:记者|通讯员)?)采?写的?[^，,。]{{0,20}}{_REPORT}[?？]?$"
)
_SORT = r"(?:报道|稿[子件]?|新闻|文章|消息)"
_EVENTS = rf"(?:[一-鿿]{{0,4}}(?:会议?|活动|大?事)的?)?{_SORT}?"
_WROTE = re.compile(
    rf"(?:写|报道|发表|署名)(?:了|过)?的?{_SORT}?(?:都|一共|总共)?(?:有|是)?(?:过|了)?(?:哪[些几]?|多少|几|什么)[篇条则次场个]?{_EVENTS}[?？]?$"
    rf"|哪[些几]?(?:[篇条则]{_SORT}?|{_SORT})(?:都)?是?[^，,。]{{2,4}}(?:写|发表|署名)的?[?？]?$"
)
_EMPTY = re.compile(rf"{_REPORT}|记者|通讯员|作者|执笔|采?写")


def report_writers(query: Query, hits: Sequence[Hit], search: Search) -> Answer | None:
    """Answer with the dateline of the report asked about, or of each that somebody wrote; else None."""
    asked = fold(query.text)
    if _WROTE.search(asked) and (
        written := _written_by(query, [*hits, *search(query.text, query.times)], hits)
    ):
        return written
    role = _ROLE.search(asked) if _ASKS.search(asked) else None
    article = _asked_about(query, hits) if role else None
    if role is None or article is None:
        return None
    names = article.correspondents if role["correspondent"] else article.reporters
    names = (*names, *article.correspondents) if not role["reporter"] and not role["correspondent"] else names
    dateline = _dateline(article, names)
    if dateline is None:
        return None
    answer = build(query, [Quote(article, dateline)], "、".join(names), hits)
    return answer.with_items(*(Item(name, 1) for name in names)) if len(names) > 1 else answer


def _written_by(query: Query, found: Sequence[Hit], hits: Sequence[Hit]) -> Answer | None:
    """List the reports of the writer whom a question names, by date."""
    articles = {hit.passage.article.id: hit.passage.article for hit in found}.values()
    mine = [
        (article, dateline)
        for article in articles
        for name in (*article.reporters, *article.correspondents)
        if name in query.text and of_the_time(query, article) and article.title
        if (dateline := _dateline(article, (name,)))
    ]
    mine = [(article, _with_lead(article, dateline)) for article, dateline in mine]
    mine = sorted(dict.fromkeys(mine), key=lambda pair: str(pair[0].event_date or pair[0].published or ""))
    if not mine:
        return None
    mine = mine[-COLLECTED:]
    titles = [article.title for article, _ in mine]
    answer = build(query, [Quote(*pair) for pair in mine], "；".join(dict.fromkeys(titles)), hits)
    dates = ((article.event_date or article.published) for article, _ in mine)
    return answer.with_items(
        *(Item(t, n, d.words if d else "") for n, (t, d) in enumerate(zip(titles, dates, strict=True), 1))
    )


def _asked_about(query: Query, hits: Sequence[Hit]) -> Article | None:
    """Choose the report whose headline and lead hold most of what the question says of it."""
    about = frozenset(ngrams(" ".join(understand(_EMPTY.sub(" ", query.text)).words), 2))
    articles = list({hit.passage.article.id: hit.passage.article for hit in hits}.values())[:LOOKED_AT]
    timely = [article for article in articles if article.reporters and of_the_time(query, article)]
    shares = [coverage(about, frozenset(ngrams(heading_and_lead(article), 2))) for article in timely]
    best = max(shares, default=0.0)
    return timely[shares.index(best)] if best >= LEAST else None


def _dateline(article: Article, names: Sequence[str]) -> Span | None:
    """Find the dateline, if it names these people."""
    found = DATELINE.match(article.text)
    if not found or not names or any(name not in found.group() for name in names):
        return None
    return Span(found.start(), len(found.group().rstrip()))


def _with_lead(article: Article, dateline: Span) -> Span:
    """Lengthen a dateline by the sentence behind it, which tells what the report is of."""
    behind = next((s for s in sentences(article.text) if s.end > dateline.end), dateline)
    return Span(dateline.start, behind.end)
