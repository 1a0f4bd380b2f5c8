"""Check what a question takes for granted against the reports found: its people, days, posts and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.rarity import rarity
from index.surnames import COMPOUND, SINGLE
from index.types import Article
from index.words import fold
from rag.evidence import Evidence, dated, told
from rag.officers import held_titles
from rag.phrases import PREMISE_DATED, PREMISE_DIFFERS, PREMISE_NOT_THERE
from rag.remarks import deeds_named, doers, remarks
from rag.spans import MentionKind, mentions
from rag.understand import Query, QuestionType, number

RARE = 0.9  # rarity of what may be a name
READ = 3  # articles in which a number is looked up
ORDINAL = re.compile(r"第[\d一二三四五六七八九十百]+[次届期号批版名]|\d+号(?=[线楼院桥矿井机])")
_NUMBER = re.compile(
    r"(?<![第年月哪几\d.一二三四五六七八九十])(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})(?P<unit>大|项|个|种|条|类|家|名|位|所)(?P<head>[一-鿿]{2,6})"
)
_AMOUNT = re.compile(
    r"\d+(?:\.\d+)?(?P<unit>亿元|亿美元|万元|万亩|亩|万人|平方公里|公里|%|万吨|吨|家|名|个|人)"
)
_SURNAME = re.compile(rf"(?=({'|'.join(COMPOUND)}|[{SINGLE}]))")
_EVENT = re.compile(r"[一-鿿]会(?:议|上|谁|由|的|是|什么)|仪式|典礼|论坛|会议|考察团|开业|奠基|揭牌|开工")
_ORGANISATION = re.compile(
    r"(?P<name>[一-鿿]{2,12}?)(?P<sort>研究院|研究所|中学|小学|大学|学院|幼儿园|医院|银行|集团|公司|协会|委员会|街道|产业园|园区|公园|码头|机场)"
)
_RANK = re.compile(r"(?:排名?|名列|位居|位列|列)(?:全[国省市区县])?第(?P<n>\d+)(?!次|届|期)")
_DAY = re.compile(r"(?:(?:19|20)\d{2}年)?(?:\d{1,2}月(?:\d{1,2}[日号])?)?")


def people_of(question: str, held: str) -> list[str]:
    """List the people that a folded question names: names that the reports know first, then likely ones.

    The reports tell where a name ends: 刘章箭讲 is no 刘章 where they write 刘章箭.
    """
    known: list[tuple[int, int]] = []
    for match in _SURNAME.finditer(question):
        start = match.start()
        sizes = (4, 3) if len(match.group(1)) > 1 else (3, 2)
        for size in sizes:
            name = question[start : start + size]
            if (
                len(name) == size
                and rarity(name) >= RARE
                and (not known or start >= known[-1][1])
                and _is_name(name, held)
            ):
                known.append((start, start + size))
                break
    found = [question[start:end] for start, end in known]
    for m in mentions(question, frozenset({MentionKind.PERSON})):
        if all(m.end <= start or end <= m.start for start, end in known):
            found.append(question[m.start : m.end])
    return found


def _is_name(name: str, held: str) -> bool:
    """Tell whether the reports use a string as a name: found by itself as one."""
    place = held.find(name)
    while place >= 0:
        window = held[max(0, place - 8) : place + len(name) + 6]
        start = min(place, 8)
        if any(
            (m.start, m.end) == (start, start + len(name))
            for m in mentions(window, frozenset({MentionKind.PERSON}))
        ):
            return True
        place = held.find(name, place + 1) if place < 20_000 else -1
    return False


def of_the_time(query: Query, article: Article) -> bool:
    """Tell whether a report is of the day, or of the year, that a question names; undated ones may be."""
    date = article.event_date or article.published
    if not query.times or not date:
        return True
    years = {time.year for time in query.times if time.year}
    if years and date.year not in years:
        return False
    return all(dated(replace(query, times=(time,)), article, "") >= 0 for time in query.times)


def mismatch(query: Query, evidence: Sequence[Evidence]) -> str:
    """Say what a question takes for granted and the reports tell otherwise, or ""."""
    if not evidence:
        return ""
    articles = list({found.article.id: found.article for found in evidence}.values())
    checks = (
        _people(query, articles),
        _posts(query, articles),
        _numbers(query, articles[:READ]),
        _amounts(query, evidence),
        _days(query, articles[0]),
        _ranks(query, evidence[0]),
        _organisations(query, evidence[0]),
    )
    return next((said for check in checks for said in check), "")


def misdated(query: Query, evidence: Sequence[Evidence]) -> str:
    """Say which time a question gives to what the reports date otherwise, or ""."""
    best = max(evidence, key=lambda found: found.score).article  # whatever its time
    date = best.event_date or best.published
    asked = max((match.group() for match in _DAY.finditer(fold(query.text))), key=len, default="")
    if query.type is QuestionType.HOW_MANY or not date or not asked:
        return ""
    return PREMISE_DATED.format(asked=asked, said=date.words)


def untimely(query: Query, evidence: Sequence[Evidence]) -> str:
    """Say when the report of an event is, where the question names another year for it."""
    wrong = _EVENT.search(fold(query.text)) and not of_the_time(query, evidence[0].article)
    return misdated(query, evidence) if wrong else ""


def _people(query: Query, articles: Sequence[Article]) -> Iterator[str]:
    """Check that who is said to have done something did it, in the report of the event asked about."""
    text = fold(query.text)
    names = people_of(text, fold("\n".join(f"{a.title}\n{a.subtitle}\n{a.text}" for a in articles)))
    timely = [
        article for article in articles if not query.times or dated(query, article, "") > 0
    ] or articles[:1]
    for name in names:
        there = [
            article for article in timely if name in fold(f"{article.title}{article.subtitle}{article.text}")
        ]
        if not there or (len(timely) > 1 and timely[0] not in there):
            others = _who_spoke(timely[0])
            yield (
                PREMISE_DIFFERS.format(asked=name, said=others)
                if others
                else PREMISE_NOT_THERE.format(asked=name, said=timely[0].title or timely[0].text[:20])
            )
        elif deed := next(iter(deeds_named(text, name)), None):
            did = {who for article in there for who in _did(article, deed)}
            if did and name not in did and len(there) == 1:
                yield PREMISE_DIFFERS.format(asked=name, said="、".join(sorted(did)))


def _did(article: Article, deed: re.Pattern[str]) -> list[str]:
    sentences = [article.text[span.start : span.end] for span in told(article)]
    return [text[who.start : who.end] for text in sentences for who in doers(text, deed)]


def _who_spoke(article: Article) -> str:
    """Name who led or spoke at the event that a report is of."""
    led = _did(article, re.compile("主持|讲话|致[辞词]"))
    spoke = [
        remark.speaker
        for remark in remarks(article)
        if len(remark.speaker) < 4 and "会" not in remark.speaker
    ]
    return "、".join(dict.fromkeys(led or spoke))


def _posts(query: Query, articles: Sequence[Article]) -> Iterator[str]:
    """Check the post that a question gives a person."""
    text = fold(query.text)
    names = people_of(text, fold("\n".join(article.text for article in articles)))
    for name, asked, titles in held_titles(names, text, articles):
        yield PREMISE_DIFFERS.format(asked=asked + name, said=titles + name)


def _numbers(query: Query, articles: Sequence[Article]) -> Iterator[str]:
    """Check numbers of things (七大主导产业) and amounts that the question states."""
    text = fold(query.text)
    held = [fold(f"{article.title} {article.subtitle} {article.text}") for article in articles]
    for claim in _NUMBER.finditer(text):
        for size in range(len(claim["head"]), 1, -1):
            found = re.findall(
                rf"(?<![第\d.])(\d{{1,2}}|[一二两三四五六七八九十]{{1,2}}){claim['unit']}[“\"]?{claim['head'][:size]}",
                "\n".join(held),
            )
            if found:
                if number(claim["n"]) not in map(number, found):
                    yield PREMISE_DIFFERS.format(
                        asked=claim["n"] + claim["unit"] + claim["head"][:size],
                        said=found[0] + claim["unit"] + claim["head"][:size],
                    )
                break


def _amounts(query: Query, evidence: Sequence[Evidence]) -> Iterator[str]:
    """Check amounts that the question states: the report gives another of the same unit by the same words."""
    text = fold(query.text)
    best = evidence[0]
    held = fold(f"{best.article.title} {best.article.subtitle} {best.article.text}")
    for claim in _AMOUNT.finditer(text):
        if re.search(rf"(?<![\d.]){re.escape(claim.group())}", held.replace(",", "")):
            continue
        same = [
            found.group() for found in _AMOUNT.finditer(fold(best.text)) if found["unit"] == claim["unit"]
        ]
        if same:
            yield PREMISE_DIFFERS.format(asked=claim.group(), said=same[0])


def _days(query: Query, article: Article) -> Iterator[str]:
    """Check each day that the question names against the report's."""
    date = article.event_date or article.published
    for time in query.times:
        if date and time.day and dated(replace(query, times=(time,)), article, "") < 0:
            asked = max(
                (m.group() for m in _DAY.finditer(fold(query.text)) if f"{time.day}" in m.group()),
                key=len,
                default="",
            )
            if asked:
                yield PREMISE_DATED.format(asked=asked, said=date.words)


def _ranks(query: Query, best: Evidence) -> Iterator[str]:
    """Check a rank that the question states (排名第56) against the best sentence's."""
    said = re.search(r"第(?P<n>\d+)(?=[名位])", fold(best.text))
    for claim in _RANK.finditer(fold(query.text)):
        if said and said["n"] != claim["n"] and f"第{claim['n']}" not in fold(best.article.text):
            yield PREMISE_DIFFERS.format(asked=f"第{claim['n']}", said=said.group())


def _organisations(query: Query, best: Evidence) -> Iterator[str]:
    """Check schools, institutes, companies: the best sentence names another one much like it."""
    held = fold(f"{best.article.title} {best.article.subtitle} {best.article.text}")
    for claim in _ORGANISATION.finditer(fold(query.text)):
        for found in _ORGANISATION.finditer(fold(best.text)):
            if found["sort"] == claim["sort"] and _another(claim["name"], found["name"], held, claim["sort"]):
                yield PREMISE_DIFFERS.format(asked=claim.group()[-8:], said=found.group()[-8:])


def _another(asked: str, said: str, held: str, sort: str) -> bool:
    """Tell whether two names are of the same shape but of different bodies (第一中学, 第二中学)."""
    size = min(len(asked), len(said), 6)
    ends = (asked[-size:], said[-size:])
    differing = [place for place in range(size) if ends[0][place] != ends[1][place]]
    alike = 0 < len(differing) <= 2 and size >= 3
    return alike and asked[-2:] + sort not in held and f"{asked[-4:]}{sort}" not in held
