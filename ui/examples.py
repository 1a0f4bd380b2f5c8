"""Make example questions from the archive itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from index.types import Article
from rag import Answer, Archive
from rag.types import Reason
from rag.understand import content_words
from ui.choices import Choices

_T = TypeVar("_T")

# What an article's text or headline may hold, and the question that it then invites; the most telling first.
_NAME = r"[\u4e00-\u9fff]"
_START = r"(?<![\u4e00-\u9fff\d])"  # a name that begins in the middle of a run of characters is no name
_IN_TEXT = (
    (
        rf"总投资[约达]?[\d.]+[万亿]元?的(?P<it>{_NAME}{{3,14}}?(?:项目|产业园|基地|工程|中心))",
        "{it}总投资多少？",
    ),
    (
        rf"{_START}(?P<it>{_NAME}{{2,10}}?(?:总额|收入|产值|占比|覆盖率|普及率))[首次突破实现完成达到为]{{0,5}}[\d.]+[万亿%]",
        "{it}是多少？",
    ),
    (rf"{_START}(?P<it>{_NAME}{{2,10}}?(?:总量|总额|额|产值|企业))同比增长[\d.]+%", "{it}同比增长多少？"),
    (rf"新增(?P<it>{_NAME}{{3,8}})\d+(?P<unit>[个家名项])", "新增了多少{unit}{it}？"),
    (
        rf"{_START}(?P<it>{_NAME}{{3,20}}(?:会议|大会|仪式))(?:召开|举行)[^。]*。(?:[^。]*。){{0,3}}?[^。]*主持",
        "谁主持了{it}？",
    ),
)
_IN_TITLE = (
    (r"(?P<it>\S{2,12}?)(?:一行)?来\S{0,6}(?:考察|调研)", "{it}考察调研了哪些地方？"),
    (r"(?P<it>\S*(?:会议?|仪式|活动|论坛))(?:隆重|顺利)?(?:召开|举行|举办|开幕)?$", "{it}是哪天举行的？"),
    (r"(?P<it>\S.*)$", "“{it}”这篇报道讲了什么？"),
)
# What a meeting's report may hold, and what can then be asked in the words of a talk.
_NEXT = {"会议由谁主持？": "主持", "会上提出了哪些要求？": "要求"}
_MEETING = re.compile(r"会议|会(?:召开|举行|$)")
_YEAR = re.compile(r"(?P<year>(?:19|20)\d{2})年")
_OFFERED = 3  # follow-up questions
_TRIED = 7  # candidates that are asked to see whether the archive answers them
_EDGES = re.compile(r"^[的了其中是在和与及将对为把被]+|召开|举行")
_LONGEST = 22  # characters of a name or headline that still reads well inside a question


def example_questions(articles: Iterable[Article], *, count: int) -> list[str]:
    """Write up to `count` different questions that the articles should answer.

    Pages and kinds of question take turns. Deterministic.
    """
    by_page = _take_turns(articles, key=lambda article: article.source)
    asked = [question for article in by_page for question in _questions(article)]
    mixed = _take_turns(asked, key=lambda question: question[0])
    return list(islice(dict.fromkeys(question for _, question in mixed), count))


def follow_ups(archive: Archive, answer: Answer, *, choices: Choices | None = None) -> list[str]:
    """Write up to three questions that go on from an answer, and that the archive answers otherwise.

    They are drawn from the question and from the cited articles, or from the nearest ones where the archive
    was silent. Takes as long as asking each of them.
    """
    told = {(citation.article.id, citation.start) for citation in answer.citations}
    kept: list[str] = []
    for question in islice(_candidates(answer), _TRIED):
        chosen = (choices or Choices()).filter
        said = archive.ask(question, [answer.turn], generate=False, chosen=chosen)
        quotes = {(citation.article.id, citation.start) for citation in said.citations}
        strayed = question in _NEXT and not {name for name, _ in quotes} <= {name for name, _ in told}
        if not said.abstained and quotes and not quotes & told and not strayed:
            kept.append(question)
            told |= quotes
        if len(kept) == _OFFERED:
            break
    return kept


def _candidates(answer: Answer) -> Iterator[str]:
    """Yield what could be asked next: about another year, about the event, about the articles."""
    asked = answer.rewritten or answer.question
    year = _YEAR.search(asked)
    if answer.abstained:
        near = dict.fromkeys(hit.passage.article for hit in answer.hits[:4])
        words = [word for word in content_words(asked) if len(word) > 1]
        if answer.reason is Reason.OUTSIDE_COVERAGE and year:
            yield _YEAR.sub("", asked).removeprefix("的")
        yield from (q for q in example_questions(near, count=_TRIED) if any(word in q for word in words))
        return
    if year and len(_YEAR.findall(asked)) == 1:
        yield from (f"那{int(year['year']) + step}年呢？" for step in (1, -1))
    articles = list(dict.fromkeys(citation.article for citation in answer.citations))
    if len(articles) == 1 and _MEETING.search(articles[0].title):
        yield from (q for q, word in _NEXT.items() if word in articles[0].text and word not in asked)
    yield from (q for q in example_questions(articles, count=_TRIED) if q != asked)


def _questions(article: Article) -> Iterator[tuple[str, str]]:
    """Yield the questions an article invites, each after its template; one about the headline at most."""
    title = " ".join(article.title.split())
    yield from _fill(_IN_TEXT, article.text)
    yield from islice(_fill(_IN_TITLE, title), 1)


def _fill(templates: Iterable[tuple[str, str]], text: str) -> Iterator[tuple[str, str]]:
    for pattern, template in templates:
        found = re.search(pattern, text)
        names = {name: _EDGES.sub("", value) for name, value in found.groupdict().items()} if found else {}
        if 2 <= len(names.get("it", "")) <= _LONGEST:
            yield template, template.format(**names)


def _take_turns(values: Iterable[_T], *, key: Callable[[_T], Hashable]) -> Iterator[_T]:
    """Yield the first value of every key, then the second of every key, and so on."""
    groups: dict[Hashable, list[_T]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    for turn in range(max(map(len, groups.values()), default=0)):
        yield from (group[turn] for group in groups.values() if turn < len(group))
