"""Ask year by year, or event by event, what is asked of all: 历年产值, 从第五届到第八届各办了多少场."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.times import named_times, spanned_years
from index.types import Hit
from index.words import fold
from rag.officers import asked_title
from rag.parts import Part, of_one
from rag.understand import QuestionType, number, understand

MOST = 8  # years, the newest
_EVERY = re.compile(
    r"(?:的)?(?:历[年届次](?!度)|每一?[届次](?!会|任期)|每一?年(?=的|分别|各)|逐年|各[年届](?![级龄别度]))(?:以?来)?"
    r"(?:所?(?:公布|报道|发布))?(?:的)?"
)
_CHANGE = re.compile(
    r"(?:的)?(?:是?(?:怎么|如何)变化?的?|(?:有(?:什么|哪些|何))?变化(?:情况|如何|怎么?样|趋势)?|走势(?:如何)?|(?:具体)?(?:数字|数据|数值)(?:是?多少)?)(?=[?？]?$)"
)
_YEARS = re.compile(
    r"(?:从|自)?(?:19|20)\d{2}年?(?:(?:到|至|[-—–~～]+)(?:19|20)\d{2}年?|以来|至今)(?:间|期间|之间|里|，|,)?"
)
_NUMBERS = re.compile(
    r"(?:从|自)?第(?P<a>[一二三四五六七八九十\d]{1,3})(?P<unit>[届次期批场])?(?:到|至|[-—–~～]+)"
    r"第?(?P<b>[一二三四五六七八九十\d]{1,3})(?P<last>[届次期批场])"
)
_TOGETHER = re.compile(r"一共|总共|总|累计|合计|间隔|相隔|相差|共有?")
_DETERMINED = re.compile(
    r"各(?:有关|[项方界国级位族类种部司省地区县市镇街单行户村队组校院家路条])|、|和|与|以及"
)
_DIGITS = "零一二三四五六七八九"
_FITTING = (QuestionType.HOW_MANY, QuestionType.WHO, QuestionType.WHERE, QuestionType.WHEN)


def timeline(question: str, search: Callable[[str], Sequence[Hit]]) -> list[Part]:
    """Give the questions that one about a series is made of; [] for others.

    The years are those that the question spans, else those of the reports that `search` finds.
    """
    if asked_title(understand(question)):
        return []
    if numbered := _numbered(question):
        return numbered
    asked = _CHANGE.sub("", _EVERY.sub("", question))
    bare = _YEARS.sub("", asked)
    rest = of_one(bare, 0)
    ranged = asked != bare and rest != bare and not _DETERMINED.search(bare)
    elsewhere = any(time.year for time in named_times(fold(bare)))  # 2022年各届…: of that year alone
    if not (asked != question or ranged) or elsewhere or understand(rest).type not in _FITTING:
        return []
    spanned = {time.year for time in spanned_years(fold(question))}
    years = {year for hit in search(question) for year in _years(hit)}
    years = years & spanned if spanned else years
    asked_of = [f"{year}年" for year in sorted(years)[-MOST:]] if len(years) > 1 else []
    return [Part(year + rest, year, series=True) for year in asked_of]


def _years(hit: Hit) -> set[int]:
    """Give the year of a report, and the one before where the passage names it, as reports of January do."""
    date = hit.passage.article.event_date or hit.passage.article.published
    named = {time.year for time in named_times(fold(hit.passage.text))}
    return {date.year, *(named & {date.year - 1})} if date else set()


def _numbered(question: str) -> list[Part]:
    """Take a range of numbered events apart: 从第五届到第八届."""
    found = _NUMBERS.search(question)
    if not found or found["unit"] not in (None, found["last"]) or _TOGETHER.search(question):
        return []
    first, last = number(found["a"]), number(found["b"])
    behind = question[found.end() :]
    rest = _EVERY.sub("", of_one(behind, 0)).removeprefix("，")
    if rest == behind.removeprefix("，") or not 0 < first < last <= first + MOST:
        return []
    names = [f"第{_written(n, found['a'])}{found['last']}" for n in range(first, last + 1)]
    return [Part(question[: found.start()] + name + rest, name, series=True) for name in names]


def _written(value: int, like: str) -> str:
    """Write a number up to 99 in digits, or in characters as another is written."""
    if like.isdecimal():
        return str(value)
    tens, ones = divmod(value, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + _DIGITS[ones] * bool(ones)
