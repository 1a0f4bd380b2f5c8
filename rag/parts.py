"""Take a question apart that asks several things: 是哪天，在哪里举行？ A和B分别是多少？ 2019年和2022年对比"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.words import cut, tag
from rag.topic import asks

_COUNT = r"[\d一二三四五六七八九十]{1,3}"
_SEASON = (
    rf"(?:[前头][两俩{_COUNT[1:-6]}]{{1,3}}个?月|[上下]半年|第?[一二三四]季度|前三季度|\d{{1,2}}[-—~至到]\d{{1,2}}月份?"
    r"|年?[初底末]|国庆|春节|五一|十一|元旦|中秋|端午|[寒暑]假)"
)
_DAY = r"\d{1,2}月份?(?:\d{1,2}[日号])?"
_MEMBER = (
    rf"(?:(?:19|20)\d{{2}}(?:年度?(?:{_SEASON}|{_DAY})?)?|{_DAY}|[去今前]年(?:{_SEASON}|{_DAY})?"
    rf"|第?{_COUNT}[次届期场轮批]?)"
)
_JOIN = re.compile(r"、|以及|和|与|跟|及|，|,")
_BETWEEN = rf"(?:\s*(?:{_JOIN.pattern})\s*|(?<=[年月日号度期初底末])\s+)"
_SEVERAL = re.compile(
    rf"(?=(?:19|20)\d{{2}}|第|\d{{1,2}}月|[去今前]年){_MEMBER}(?:{_BETWEEN}{_MEMBER})+(?<![\d一二三四五六七八九十])"
)
_OWN = re.compile(rf"(?<=年)(?:{_SEASON}|{_DAY})$")
_OF_EACH = (
    r"(?:都|又)?(?:分别|各自|依次)"
    r"|(?<![全在到于从市省县区])各(?=[一-鿿]{0,6}(?:多少|多[大高长]|什么|啥|哪|几|谁|咋|怎))"
)
_EACH = re.compile(rf"[，,]?(?:{_OF_EACH})|(?:这|前后|先后)?[两三四五](?:次|届|场|年)(?!议|大)")
_COMPARED = re.compile(r"(?:的|作|做|进行|相互)*(?:对比|相比|比较)(?:一下|如何|怎么?样|情况|呢)*[?？]?$")
_WHICH_MORE = re.compile(r"[，,]?哪一?[年次个届家位]更[多少高低大小快慢长短好][一-鿿]?[?？]?$")
_OF_ALL = re.compile(r"哪[两三四五二](?=[个家位名座条项])")
_ENDS = re.compile(r"(?<=[，,；;。？?])")
_POINTS = re.compile(r"(?<=、)")
_COORDINATED = re.compile(
    r"^(?P<front>.*?[，,：:])??(?P<members>[^，,：:]{2,60}?(?:、|和|与|跟|及)[^，,：:]{2,60}?)"
    r"(?P<rest>(?:[，,]?[这那]?[两三四五二][个者项届次家位名地人件][^，,分各的]{0,6})?"
    rf"(?:(?:相比|对比|哪个更[一-鿿]{{1,2}})?[，,](?:[一-鿿]{{2,6}}(?=分别|各))?)?(?:{_OF_EACH}).+"
    r"|(?:的[^，,的]{1,12})?(?:对比|相比|比较)(?:一下|如何|怎么?样|情况|呢)*[?？]?)$"
)
_WITH_EACH = re.compile(r"^(?:相比|对比|哪个更[一-鿿]{1,2})?[，,]")
_FORMER = re.compile(r"(?:对比|相比|比较)?[，,](?P<former>前者.+?)[，,、](?:而)?(?P<latter>后者.+)$")
_INSIDE = re.compile(r"[和与跟及]")
_NUMBERED = re.compile(r"^[，,]?[这那]?[两三四五二][个者项届次家位名地人]?")
_TIMED = re.compile(rf"^.*(?:\d年度?|月份?|[日号]|{_SEASON})")
_IN_ALL = re.compile(r"[这那]?[两三四五二][个者项届次家位名地人]?(?=[一-鿿]{0,3}$)")
_NAMES = ("ns", "nr", "nt")
_MEASURE = re.compile(r"[数率额量值价比积长度幅高]$")
_REGION = re.compile(r"[省市区县镇乡州国园]$")


@dataclass(frozen=True, slots=True)
class Part:
    """A question within a question; `leans` when it is to be read after the part before, as a follow-up."""

    text: str
    name: str
    leans: bool = False


def parts(question: str) -> list[Part]:
    """Take a question apart that asks several things; others come back whole."""
    for take in (_members, _former, _coordinated, _clauses, _searched):
        found = take(question)
        if len(found) > 1:
            return found
    return [Part(question, question)]


def _members(question: str) -> list[Part]:
    """Ask for each year or numbered thing: 2018年、2020年和2023年的…分别是 → 2018年的…是, 2020年的…是 …."""
    found = _SEVERAL.search(question)
    if not found:
        return []
    members = re.split(_BETWEEN, found.group())
    rest = _of_one(question[found.end() :])
    own = _OWN.search(members[-1])
    if own and not all(_OWN.search(member) for member in members):  # 2020年和2021年前两个月
        members[-1], rest = members[-1][: own.start()], own.group() + rest
    unit, mark = members[-1][-1], "第" if members[0].startswith("第") else ""
    whole = [
        mark + member.removeprefix("第") + (unit if member[-1].isnumeric() else "") for member in members
    ]
    return [Part(question[: found.start()] + member + rest, member) for member in whole]


def _of_one(rest: str) -> str:
    """Ask of one what is asked of several: 分别是哪两个 → 是哪个."""
    return _OF_ALL.sub("哪", _WHICH_MORE.sub("", _COMPARED.sub("", _EACH.sub("", rest, count=2))))


def _clauses(question: str) -> list[Part]:
    """Ask each clause that asks something: 奠基仪式是哪天举行的，总投资多少？"""
    clauses = [clause for clause in _ENDS.split(question) if clause]
    points = [point for clause in clauses for point in _POINTS.split(clause)]
    clauses = (
        points
        if len(points) > len(clauses) and sum(map(asks, points)) > 1 + sum(map(asks, clauses))
        else clauses
    )
    found: list[str] = []
    for clause in clauses:
        if found and not asks(found[-1]):
            found[-1] += clause
        else:
            found.append(clause)
    if len(found) > 1 and not asks(found[-1]):
        found[-2:] = ["".join(found[-2:])]
    return [
        Part(text.rstrip("，,、；;。？?") + "？", text.strip("，,、；;。？?"), leans=place > 0)
        for place, text in enumerate(found)
    ]


def _coordinated(question: str) -> list[Part]:
    """Ask of each of several: 安比和苏迪罗分别是第几号台风 → 安比是第几号台风, 苏迪罗是第几号台风."""
    shape = _shape(question)
    found = _COORDINATED.match(shape)
    if not found:
        return []
    front, rest = question[: found.start("members")], question[found.start("rest") :]
    members = _split(question, shape, found.start("members"), found.end("members"))
    rest = _WITH_EACH.sub("", rest)
    if len(members) < 2 or not (asks(rest) or _COMPARED.search(rest)):
        return []
    if question[found.start("rest")] not in "，,":
        end = _shared_end(members)
        members[-1], rest = members[-1][:end], members[-1][end:] + rest
    rest = _of_one(_NUMBERED.sub("", rest))
    own = _own(members[0], members[1])
    front, members[0] = front + members[0][: len(members[0]) - len(own)], own
    return [
        Part(front + member + rest, member, leans=not front and place > 0)
        for place, member in enumerate(members)
    ]


def _former(question: str) -> list[Part]:
    """Ask of the former and of the latter: A和B对比，前者多少人，后者多少人."""
    found = _FORMER.search(question)
    members = _split(question, _shape(question), 0, found.start()) if found else []
    if not found or len(members) != 2:
        return []
    asked = (found["former"].replace("前者", members[0]), found["latter"].replace("后者", members[1]))
    return [Part(text, member) for text, member in zip(asked, members, strict=True)]


def _searched(question: str) -> list[Part]:
    """Ask of each word of a search that compares: 甲中心 乙中心 面积对比."""
    found = _COMPARED.search(question)
    *members, asked = question[: found.start()].split() if found else [""]
    return [Part(f"{member} {asked}", member) for member in members]


def _split(question: str, shape: str, start: int, end: int) -> list[str]:
    """Cut what is coordinated, at joiners that stand in no word."""
    members, at = [], start
    for match in _JOIN.finditer(shape, start, end):
        members.append(question[at : match.start()])
        at = match.end()
    return [member for member in (*members, question[at:end]) if len(member) > 1]


def _shared_end(members: list[str]) -> int:
    """Find where the last of several ends and what all share begins: 临江|两市的港口, 周明|在会上."""
    last = members[-1]
    of = last.rfind("的")
    end = of if of > 1 and not any("的" in member for member in members[:-1]) else len(last)
    all_of = _IN_ALL.search(last[:end])
    end = all_of.start() if all_of and all_of.start() > 1 else end
    at = 0
    for word, label in tag(last[:end]):
        if label == "p" and at > 1:
            return at
        at += len(word)
    return end


def _own(first: str, second: str) -> str:
    """Cut from the first of several what all share: 海州的**产值**, 2022年**产值**, 活动参与**人数**."""
    words, others = tag(first), tag(second)
    within = max((place for place, (_, label) in enumerate(words[:-1], 1) if label == "p"), default=0)
    if within and not any(label == "p" for _, label in others):
        return _last(first, words[within:])
    if "的" in second or (others and others[0][1] in _NAMES):
        return first
    own = first.rpartition("的")[2]
    own = own if _TIMED.match(second) else _TIMED.sub("", own)
    words, lead = tag(own), 0
    if words and others and words[-1][0] == others[-1][0]:
        lead = len(words) - len(others) if _MEASURE.search(own) else 0
    elif words and others and words[0][1] == "ns":
        regions = (place for place, (word, _) in enumerate(words) if place and not _REGION.search(word))
        lead = next(regions, 0)
    return _last(first, words[max(lead, 0) :])


def _last(text: str, words: Sequence[tuple[str, str]]) -> str:
    """Cut the last words out of a text; all of it where they are too short for a name."""
    size = sum(len(word) for word, _ in words)
    return text[-size:] if size > 1 else text


def _shape(question: str) -> str:
    """Hide the joiners that stand inside a word (参**与**, 普**及**率), character for character."""
    shape = ""
    for word in cut(question):
        own = question[len(shape) : len(shape) + len(word)]
        shape += own if _JOIN.fullmatch(own) else _INSIDE.sub("\0", own)
    return shape
