"""Complete a follow-up question from the history, by rules: 那2023年呢？ 它是哪天举行的？ 谁主持的？"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.rarity import rarity
from index.words import fold
from rag.spans import MentionKind, mentions
from rag.types import Turn
from rag.understand import content_words

_NEW_TOPIC = re.compile(r"^(?:换个?(?:问题|话题)|另外问|再问个别的|不说这个了)[，,：:。]?")
_CORRECTION = re.compile(r"^(?:(?:不对|不是|我[说问指]的是|我是[说问指])[，,：:]?)+")
_ELLIPSIS = re.compile(r"^(?:那么?|还有)?[，,]?(?P<new>.{1,24}?)呢[?？。]?$")
_PERSON = re.compile(r"他们|她们|他|她|这个人|此人|这位")
_THING = re.compile(
    r"它们?|(?:这|那|该|上述|此)(?:个|次|场|家|项|篇|些|位|份|所|届|座)?(?:会议?|活动|项目|公司|企业|单位|报道|文章|计划|行动|仪式|银行|考察团|基地|学校|工程|机构|地方|产业)|这里|那里|那儿|其(?!他|它|中|实|次)"
)
_ASK_WORDS = re.compile(r"是?(?:多少|谁|什么时候|哪[天年里儿些个家位]|什么|怎么样|如何)[^，。]*$|[?？吗呢]+$")
_TOTAL = re.compile(r"(?:一共|总共|总计|合计|共计)?(?:总?投资|花费?|用|有|看|去)?了?$")
# What a short question can change in the one before: a numbered thing, a year, a day.
_SLOTS = (
    re.compile(r"第[\d一二三四五六七八九十]+[次届期]"),
    re.compile(r"(?:19|20)\d{2}年?(?:\d{1,2}月(?:\d{1,2}[日号])?)?|去年|今年|前年"),
    re.compile(r"\d{1,2}月(?:\d{1,2}[日号]|底|初|份)?(?:之?[前后])?"),
)


@dataclass(frozen=True, slots=True)
class Completed:
    """A stand-alone question, and the articles that the talk is about when it depends on the history."""

    text: str
    about: tuple[str, ...] = ()


def complete(question: str, history: Sequence[Turn]) -> Completed:
    """Rewrite a question that leans on the turns before it; others come back as they are."""
    bare = _NEW_TOPIC.sub("", question)
    if not history or bare != question:
        return Completed(bare)
    last = history[-1]
    before = last.answer.rewritten or last.question
    about = tuple(dict.fromkeys(citation.article.id for citation in last.answer.citations))
    bare = _CORRECTION.sub("", question)
    ellipsis = _ELLIPSIS.match(bare)
    if ellipsis or bare != question:
        new = ellipsis["new"] if ellipsis else bare.rstrip("。？?")
        return Completed(
            _replace_slot(before, new), () if any(slot.search(new) for slot in _SLOTS) else about
        )
    if pronoun := _PERSON.search(question):
        return Completed(_point(question, pronoun, _person_of(last)), about)
    if pronoun := _THING.search(question):
        return Completed(_point(question, pronoun, _topic(before)), about)
    if _leans(question):
        return Completed(f"{_topic(before)}{question.removeprefix('那')}", about)
    return Completed(question)


def _replace_slot(before: str, new: str) -> str:
    """Put the new words in the place of the old ones of their sort: a time, else the other topic."""
    for slot in _SLOTS:
        if slot.search(new):
            old = slot.search(before)
            return before[: old.start()] + new + before[old.end() :] if old else f"{new}{before}"
    shared = _same_shape(before, new)
    if shared:
        return before.replace(shared, new, 1)
    return f"{new}{_asking(before)}" if _asking(before) else new


def _same_shape(before: str, new: str) -> str:
    """Find the word of the question before that ends or begins like the new one (普惠率, 公办率)."""
    words = sorted(content_words(before), key=len, reverse=True)
    found = next(
        (w for w in words if len(w) > 1 and len(new) > 1 and w != new and w[-1] == fold(new)[-1]), ""
    )
    return found if found and found in before else ""


def _asking(before: str) -> str:
    match = _ASK_WORDS.search(before)
    return match.group() if match else ""


def _point(question: str, pronoun: re.Match[str], name: str) -> str:
    """Put a name in the pronoun's place."""
    return question[: pronoun.start()] + name + question[pronoun.end() :]


def _person_of(last: Turn) -> str:
    """Name whom the last turn was about: the answer when it asked who, else a name in its question."""
    for text in (last.answer.short, last.answer.rewritten or last.question):
        people = mentions(text, frozenset({MentionKind.PERSON}))
        if people:
            return text[people[0].start : people[0].end]
    return _topic(last.answer.rewritten or last.question)


def _topic(before: str) -> str:
    """Give what a question was about: its words without what it asked."""
    topic = _TOTAL.sub("", _ASK_WORDS.sub("", before).strip("，,。？?的是 "))
    return topic or before.rstrip("？?")


def _names_slot(question: str) -> bool:
    return any(slot.search(question) for slot in _SLOTS)


def _leans(question: str) -> bool:
    """Tell whether a question lacks a topic of its own: few content words, none of them a name or rare."""
    words = content_words(question)
    named = _names_slot(question) or mentions(question, frozenset({MentionKind.PERSON, MentionKind.TITLE}))
    common = all(rarity(word) < 0.8 and not word.isascii() for word in words)
    return len(words) <= 3 and common and not named
