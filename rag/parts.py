"""Take a question apart that asks several things: 是哪天，在哪里举行？ A和B分别是多少？"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.words import cut
from rag.topic import asks

_MEMBER = r"(?:(?:19|20)\d{2}(?:年(?:\d{1,2}月)?)?|\d{1,2}月|第?[\d一二三四五六七八九十]{1,3}[次届期]?)"
_JOIN = re.compile(r"、|以及|和|与|及|，|,")
_SEVERAL = re.compile(
    rf"(?=(?:19|20)\d{{2}}|第|\d{{1,2}}月){_MEMBER}(?:(?:{_JOIN.pattern}){_MEMBER})+(?<=[年月次届期])"
)
_EACH = re.compile(r"分别|各自|各(?=是|有|在|为)|(?:这)?[两三四五]次(?=[^，。]{0,8}会)")
_ENDS = re.compile(r"(?<=[，,；;。？?])")
_COORDINATED = re.compile(
    r"^(?P<front>.*?)(?P<first>[^，,、和与及的]{2,14})(?:、|以及|和|与|及)(?P<others>[^，,的]{2,30}?)"
    r"(?P<rest>(?:的)?(?:[两三四五二][个者项届次家位名地人]?[^，,分各]{0,8})?(?:分别|各自|各(?=是|有|在|为|多)).+)$"
)
_INSIDE = re.compile(r"[和与及]")
_NUMBERED = re.compile(r"^(?P<of>的?)[两三四五二][个者项届次家位名地人]?")


@dataclass(frozen=True, slots=True)
class Part:
    """A question within a question; `leans` when it is to be read after the part before, as a follow-up."""

    text: str
    name: str
    leans: bool = False


def parts(question: str) -> list[Part]:
    """Take a question apart that asks several things; others come back whole."""
    for take in (_members, _clauses, _coordinated):
        found = take(question)
        if len(found) > 1:
            return found
    return [Part(question, question)]


def _members(question: str) -> list[Part]:
    """Ask for each year or numbered thing: 2018年、2020年和2023年的…分别是 → 2018年的…是, 2020年的…是 …."""
    found = _SEVERAL.search(question)
    if not found:
        return []
    members = _JOIN.split(found.group())
    rest, unit = _EACH.sub("", question[found.end() :]), members[-1][-1]
    mark = "第" if members[0].startswith("第") else ""
    whole = [
        mark + member.removeprefix("第") + (unit if member[-1].isnumeric() else "") for member in members
    ]
    return [Part(question[: found.start()] + member + rest, member) for member in whole]


def _clauses(question: str) -> list[Part]:
    """Ask each clause that asks something: 奠基仪式是哪天举行的，总投资多少？"""
    found: list[str] = []
    for clause in filter(None, _ENDS.split(question)):
        if found and not asks(found[-1]):
            found[-1] += clause
        else:
            found.append(clause)
    if len(found) > 1 and not asks(found[-1]):
        found[-2:] = ["".join(found[-2:])]
    return [
        Part(text.rstrip("，,；;。？?") + "？", text.strip("，,；;。？?"), leans=place > 0)
        for place, text in enumerate(found)
    ]


def _coordinated(question: str) -> list[Part]:
    """Ask of each of several: 安比和苏迪罗分别是第几号台风 → 安比是第几号台风, 苏迪罗呢."""
    shape = _shape(question)
    found = _COORDINATED.match(shape)
    if not found or not asks(found["rest"]):
        return []
    front, first, rest = (question[slice(*found.span(name))] for name in ("front", "first", "rest"))
    part = Part(front + first + _EACH.sub("", _NUMBERED.sub(r"\g<of>", rest)), first)
    others, at = [], found.start("others")
    for other in _JOIN.split(found["others"]):
        at = shape.index(other, at)
        others.append(question[at : at + len(other)])
    return [part, *(Part(f"{other}呢？", other, leans=True) for other in others if len(other) > 1)]


def _shape(question: str) -> str:
    """Hide the joiners that stand inside a word (参**与**, 普**及**率), character for character."""
    shape = ""
    for word in cut(question):
        own = question[len(shape) : len(shape) + len(word)]
        shape += own if _JOIN.fullmatch(own) else _INSIDE.sub("\0", own)
    return shape
