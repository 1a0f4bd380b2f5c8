"""Answer what a page's furniture says: number, hotline, editors, publisher, what stands on which page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from index.times import without_times
from index.types import Article, Hit, Kind, Span
from index.words import fold, ngrams, tag
from rag.compose import Quote, Search, build
from rag.evidence import coverage
from rag.premise import of_the_time
from rag.types import Answer, Item
from rag.understand import Query, content_words, number

LIKE = 0.5  # share of a question's words from which it asks for a line of the guide
_FURNITURE = "总第 期 刊号 热线 责任编辑 主管 主办 出版 星期 农历 导读 版"  # what it is found by
_ROLES = (
    ("责编", "责任编辑", "版面编辑", "编辑"),
    ("责任校对", "校对"),
    ("美编", "美术编辑"),
    ("版式", "组版", "排版", "版面设计"),
    ("值班总编", "总编"),
    ("统筹",),
    ("执笔",),
    ("制图",),
    ("策划",),
)
_ALL_ROLES = "|".join(sorted((role for roles in _ROLES for role in roles), key=len, reverse=True))
_NAME = r"(?:[一-鿿]{2,3}|[一-鿿] [一-鿿]{1,2})(?![一-鿿:：])"
# What a question asks for, and how furniture gives it; `value` is what answers.
_FIELDS: tuple[tuple[str, str], ...] = (
    (r"总第?(?:几|多少)|总期[数号]", r"(?P<value>总第?\s*\d+\s*期)"),
    (r"第(?:几|多少)期|期号|多少期", r"(?P<value>第\s*\d+\s*期)"),
    (r"口号|标语", r"(?P<value>[一-鿿]{1,6}(?:\s*[·・•]\s*[一-鿿]{1,6}){2,})"),
    (r"印数|印了(?:多少|几)|发行量", r"印数[:：\s]*(?P<value>\d+\s*份)"),
    (r"星期几|礼拜几|周几", r"(?P<value>星期[一二三四五六日天])"),
    (r"农历", r"(?P<value>农历[^\s）)，,]+)"),
    (r"刊号|CN号", r"(?P<value>(?:CN|ISSN)\s?[\d-]{6,}(?:/\w+)?)"),
    (r"邮发代号", r"邮发代号[:：\s]*(?P<value>[\d-]+)"),
    (r"准印证", r"(?P<value>[^\s:：]*准印证号?[:：]?\S*\d\S*)"),
    (r"邮箱|信箱|邮件|[Ee]-?mail", r"(?P<value>[\w.]+[@＠][\w.]+)"),
    (r"邮编|邮政编码", r"(?:邮编|邮政编码)[:：\s]*(?P<value>\d{6})"),
    (r"地址|社址|在哪办公", r"(?:地址|社址)[:：\s]*(?P<value>\S+)"),
    (r"主管", r"主管(?:单位)?[:：]\s*(?P<value>\S+)|(?P<other>\S{2,40}?)主管"),
    (r"主办", r"主办(?:单位)?[:：]\s*(?P<value>\S+)|(?:主管\s*)?(?P<other>[^\s主]{2,40}?)主办"),
    (r"承印|印刷|[哪谁]家?印", r"(?:承印|印刷)(?:单位)?[:：]\s*(?P<value>\S+)"),
    (r"出版(?!了|过)", r"出版(?:单位)?[:：]\s*(?P<value>\S+)|(?P<other>[一-鿿]{2,20}?)出版"),
    (
        r"(?:今日|当天|这期|本期|一共|共|总共)(?:有|出)?(?:几|多少)个?版",
        r"(?P<value>(?:今日|本期|共)\s*\S{1,2}版)",
    ),
    *(
        (
            "|".join(roles),
            rf"(?:{'|'.join(roles)})(?:[:：/]\s*|\s+)(?P<value>{_NAME}(?:[ 、](?!{_ALL_ROLES}){_NAME})*)",
        )
        for roles in _ROLES
    ),
)
_CUES = "|".join(cue for cue, _ in _FIELDS)
# What a question about furniture speaks of: not 举报, 报名, 申报, 星期 or 学期.
_OF_PAPER = re.compile(
    r"报纸|[日晚早时商]报|(?<![申上])[县市区]报(?![告道名送])|报头|报社|报上|本报|[这那哪本]一?期|总第|总期|刊号|编辑部|投稿|导读|头版"
    r"|《[^》]*报》|第?[几\d一二三四五六七八九十]版|[一-鿿]版(?:的?责|.{0,4}编辑|谁)|责编|责任编辑|校对|印数"
)
_OF_DAY = re.compile("星期几|礼拜几|周几|农历")
_PHONE = re.compile(r"热线|电话|号码")
_NUMBERS = re.compile(r"(?P<label>[一-鿿]{0,6})[:：\s]*(?P<value>(?<![\d-])(?:0\d{2,3}-)?\d{7,8}(?![\d-]))")
_WHICH_PAGE = re.compile(r"第?(?:几|哪一?个?)版")
_ON_PAGE = re.compile(r"第?(?P<n>[\d一二三四五六七八九十]+)版")
_REFERENCE = re.compile(r"\s*(?:[>＞》]{2,3}|[…·.]{2,})?\s*第?(?P<n>\d{1,2})版?$")
_SECTION = re.compile("([一-鿿]{2})版(?!面)")  # 要闻版, 经济版
_PAPER = re.compile(
    "报纸|日报|晚报|[县市区]报|报头|报社|编辑部|版面|导读|投稿|头版|今日|本期|国内|统一|连续|日期|名字"
)


def report_imprint(query: Query, hits: Sequence[Hit], search: Search) -> Answer | None:
    """Answer from the furniture of a page of the time asked about, the newest; None for other questions."""
    asked = fold(query.text)
    field = next((said for cue, said in _FIELDS if re.search(cue, asked)), "")
    paged = _WHICH_PAGE.search(asked) or _ON_PAGE.search(asked)
    of_paper = _OF_PAPER.search(asked) or (_OF_DAY.search(asked) and any(time.day for time in query.times))
    if not of_paper or not (field or paged or _PHONE.search(asked)):
        return None
    articles = {h.passage.article.id: h.passage.article for h in [*search(_FURNITURE, query.times), *hits]}
    pages = list(_pages(query, articles.values()))
    if paged and not field:
        return _on_page(query, [article for page in pages for article in page], hits)
    rest = without_times(re.sub(f"{_SECTION.pattern}|{_CUES}|{_PHONE.pattern}|{_PAPER.pattern}", " ", asked))
    own = [word for word, label in tag(rest) if label[0] == "n" and len(word) > 1]
    if section := _SECTION.search(asked):
        pages.sort(key=lambda page: not any(section[1] in a.text.replace(" ", "") for a in page))
    told = [page for page in pages if all(any(word in fold(a.text) for a in page) for word in own)]
    furniture = [article for page in told for article in page]
    found = (list(_values(furniture, field)) if field else []) or _phones(furniture, asked)
    if not found:
        return None
    article, span = found[0]
    return build(query, [Quote(article, _line(article, span))], article.text[span.start : span.end], hits)


def _pages(query: Query, articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Group the furniture of the time asked about by its page, the newest page first."""
    furniture = [a for a in articles if a.kind in (Kind.MASTHEAD, Kind.GUIDE) and of_the_time(query, a)]
    furniture.sort(key=lambda a: (str(a.published or ""), a.source, a.page, a.id), reverse=True)
    for _, page in groupby(furniture, key=lambda a: (a.source, a.page)):
        yield sorted(page, key=lambda a: a.id)


def _values(furniture: Sequence[Article], said: str) -> Iterator[tuple[Article, Span]]:
    for article in furniture:
        for match in re.finditer(said, article.text):
            group = "value" if match["value"] else "other"
            yield article, Span(*match.span(group))


def _phones(furniture: Sequence[Article], asked: str) -> list[tuple[Article, Span]]:
    """List the telephone numbers, first those whose label has most of the question's words."""
    if not _PHONE.search(asked):
        return []
    found = [(article, match) for article in furniture for match in _NUMBERS.finditer(article.text)]
    found.sort(key=lambda pair: -sum(word in asked for word in ngrams(pair[1]["label"], 2)))
    return [(article, Span(*match.span("value"))) for article, match in found]


def _line(article: Article, span: Span) -> Span:
    start = article.text.rfind("\n", 0, span.start) + 1
    end = article.text.find("\n", span.end)
    return Span(start, end if end >= 0 else len(article.text))


def _on_page(query: Query, guides: Sequence[Article], hits: Sequence[Hit]) -> Answer | None:
    """Say on which page a report of the guide stands, or what stands on a page."""
    asked = _ON_PAGE.search(fold(query.text))
    about = frozenset(ngrams(" ".join(content_words(_PAPER.sub(" ", fold(query.text)))), 2))
    entries = [(guide, *entry) for guide in guides for entry in _entries(guide)]
    if asked:
        entries = [entry for entry in entries if int(entry[2]) == number(asked["n"])]
    else:
        shares = [coverage(about, frozenset(ngrams(fold(_cut(*entry[:2])), 2))) for entry in entries]
        entries = [e for e, share in zip(entries, shares, strict=True) if share == max(shares) >= LIKE][:1]
    if not entries:
        return None
    shown = [" ".join(_cut(guide, head).split("\n")) if asked else f"{n}版" for guide, head, n in entries]
    quotes = [Quote(guide, Span(head.start, _line(guide, head).end)) for guide, head, _ in entries]
    answer = build(query, quotes, "；".join(shown), hits)
    items = (Item(text, place) for place, text in enumerate(shown, 1))
    return answer.with_items(*items) if len(shown) > 1 else answer


def _cut(guide: Article, span: Span) -> str:
    return guide.text[span.start : span.end]


def _entries(guide: Article) -> Iterator[tuple[Span, str]]:
    """List the headlines of a guide with their pages: 甲乙丙 >> 02, or several lines before a line >> 02."""
    start = at = 0
    for line in guide.text.splitlines(keepends=True):
        text = line.rstrip()
        found = _REFERENCE.search(text)
        if found and (found.start() or at > start):
            first = at if found.start() else start
            yield Span(first, at + found.start() if found.start() else at - 1), found["n"]
        at += len(line)
        start = at if found or len(text) <= 4 else start
