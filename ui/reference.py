"""Newspaper references: 《济宁高新新闻》2022年4月26日，标题，“引文”.

What a newspaper is called and which of its pages a report stood on comes from the archive itself: from the
masthead of the page, else of the same file, else from the name of the file or its folder. A page that names
no paper is taken for the one paper whose named pages at least two of its reporters write for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from index.read import printable
from index.types import Article, Kind
from rag import Archive
from rag.types import Answer
from ui.wording import UNDATED

_HAN = "[\u4e00-\u9fff]"
_PAPER = rf"{_HAN}{{1,10}}(?:报|新闻|周刊|周末|晚刊|消息|时讯)"
_WHOLE = re.compile(rf"《?(?P<name>{_PAPER})》?")
_ACCOUNT = re.compile(rf"《?(?P<name>{_PAPER})》?(?:官方)?(?:微信公众号|微信|微博|客户端|公众号)")
_SECTION = re.compile(  # a heading of a newspaper's page, not its name
    r"(?:今日|综合|时政|本地|本市|国际|国内|民生|经济|社会|文体|文化|体育|教育|健康|财经|科技|法治|都市|城市|县区"
    r"|区域|图片|热点|最新|每日|地方|农村|生活|娱乐|重要|简明|专题|天气|最新|专版|号外)*(?:新闻|消息|周末|时讯|预报|简报|海报|喜报)"
)
_SHEET = re.compile(r"(?<![今日本期共\d])第?(?P<sheet>[A-Z]?\d{1,3}|[一二三四五六七八九十]{1,3})版(?!面)")
_NO_NAME = re.compile(r"第?[A-Z]?\d+[年月日期版]?|[\s_.,，()（）\[\]【】—-]+")
_AGREEING = 2  # reporters who must be known from one paper


@dataclass(frozen=True, slots=True)
class Place:
    """Where a report stood: the newspaper's name and page, "" where unknown, and the reports beside it.

    `inferred` where no masthead or file name says so, but the reporters do; `gone` where the archive no
    longer has the report.
    """

    paper: str = ""
    sheet: str = ""
    inferred: bool = False
    before: Article | None = None
    after: Article | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Papers:
    """The newspapers of an archive, by page and by file, stated or inferred."""

    stated: Mapping[tuple[str, int], Place] = field(default_factory=dict)
    inferred: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Papers:
        """Read what the pages and the names of their files say of the newspapers."""
        mastheads: dict[tuple[str, int], str] = {}
        reporters: dict[str, set[str]] = {}
        for article in articles:
            page = (article.source, article.page)
            mastheads.setdefault(page, "")
            reporters.setdefault(article.source, set()).update(article.reporters)
            if article.kind is Kind.MASTHEAD:
                mastheads[page] += f"{article.text}\n"
        names = _names(mastheads)
        stated = {
            page: Place(names.get(page) or names.get((page[0], 0), ""), _sheet(text, page[0]))
            for page, text in mastheads.items()
        }
        papers = {source: place.paper for (source, _), place in stated.items() if place.paper}
        return cls(stated, _inferred(reporters, papers))

    def of_article(self, article: Article) -> Place:
        """Tell the newspaper and the page of an article."""
        place = self.stated.get((article.source, article.page), Place())
        guess = self.inferred.get(article.source, "")
        return place if place.paper or not guess else Place(guess, place.sheet, inferred=True)


def reference(article: Article, quote: str = "", *, place: Place | None = None) -> str:
    """Write a newspaper reference in one line; what is not known is left out, but for the date."""
    where = place or Place()
    paper = f"《{where.paper}》" if where.paper else ""
    date = article.published.words if article.published else UNDATED
    title = " ".join(article.title.split())
    said = "".join(quote.splitlines())
    parts = (f"{paper}{date}{where.sheet}", title, f"“{said}”" if said else "")
    return printable("，".join(filter(None, parts)))


def cited_text(answer: Answer, papers: Papers) -> str:
    """Write an answer as plain text, followed by the references of its numbers."""
    sources = (
        f"[{c.number}] {reference(c.article, c.quote, place=papers.of_article(c.article))}"
        for c in answer.citations
    )
    short = answer.short if answer.short and not answer.items else ""
    return printable("\n".join(filter(None, [short, answer.text, *sources])))


@lru_cache(maxsize=2)  # reading all of a big archive takes a while
def papers_of(archive: Archive, revision: int) -> Papers:
    """Read the newspapers of an archive as it is at a revision."""
    del revision
    return Papers.of(archive.articles)


def _names(mastheads: Mapping[tuple[str, int], str]) -> dict[tuple[str, int], str]:
    """Name the paper of each page that says it, and as page 0 that of each file where only one is said."""
    names = {page: name for page, text in mastheads.items() if (name := _named(text.splitlines()))}
    by_source: dict[str, set[str]] = {}
    for (source, _), name in names.items():
        by_source.setdefault(source, set()).add(name)
    for source in {source for source, _ in mastheads}:
        said = by_source.get(source, set())
        if len(said) < 2:
            names[source, 0] = said.pop() if said else _filed(source)
    return names


def _named(lines: Iterable[str]) -> str:
    """Find the first name of a newspaper that stands by itself, or else in the name of its account."""
    tokens = [token for line in lines for token in re.split(r"[\s|｜·・]+", line)]
    for pattern in (_WHOLE, _ACCOUNT):
        found = (pattern.fullmatch(token) for token in tokens)
        names = (match["name"] for match in found if match and not _SECTION.fullmatch(match["name"]))
        if name := next(names, ""):
            return name
    return ""


def _filed(source: str) -> str:
    """Read a newspaper's name from the name of its file, or of a folder that it lies in."""
    *folders, file = source.replace("\\", "/").split("/")
    parts = (file.rsplit(".", 1)[0], *reversed(folders))
    return _named(_NO_NAME.sub("", part) for part in parts)


def _sheet(text: str, source: str) -> str:
    """Read the number of the newspaper's page from its masthead, or else from the name of its file."""
    for said in (text, source.rsplit("/", 1)[-1]):
        numbers = {match["sheet"].lstrip("0") for match in _SHEET.finditer(said)}
        if numbers:
            return f"第{numbers.pop()}版" if len(numbers) == 1 else ""
    return ""


def _inferred(reporters: Mapping[str, set[str]], papers: Mapping[str, str]) -> dict[str, str]:
    """Name the papers of files that name none by their reporters."""
    known: dict[str, set[str]] = {}
    for source, paper in papers.items():
        for name in reporters[source]:
            known.setdefault(name, set()).add(paper)
    guesses: dict[str, str] = {}
    for source in reporters.keys() - papers.keys():
        writing = [known[name] for name in reporters[source] if name in known]
        fitting = set().union(*writing)
        if len(writing) >= _AGREEING and len(fitting) == 1:
            guesses[source] = fitting.pop()
    return guesses
