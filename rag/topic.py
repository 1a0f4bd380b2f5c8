"""What a question is about, apart from what it asks of it: the part that a follow-up leaves out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from index.rarity import rarity
from index.words import tag
from rag.understand import content_words

_ASKED = re.compile(
    r"(?:什么|啥)时[候间]|(?:什么|啥)地方|什么样的?|(?:什么|啥)人|为什么|为何|为啥|何时|何处|何地|何日|哪一?[天年日月]|"
    r"哪一?[位个家所种条项次届期支款座部类只场名]|哪里|哪儿|哪些|哪[几两二三四五六七八九十]+[个大项家位条种次]?|哪|"
    r"多少|第几[一-鿿]?|百分之几|(?<![这那近])几[个家次项人名位条岁届期天年月号日点]|多[久大高长远宽重深厚]|谁|什么|怎么样|怎么|如何|怎样|"
    r"是否|是不是|有没有|能不能|(?<![这那近])几|啥|咋|干嘛|(?<=[在去来是])干吗"
)
_END = re.compile(r"[?？。！!，,\s]+$")
_QUESTION_END = re.compile(r"(?:了?没有?|吗|呢|吧|啊|呀|么)$")
_FAINT = frozenset("vd vg d p c r u uj ul ud ug uz uv y f zg".split())
_WHEN_WHERE = re.compile(r"时[候间]|何[时处地]|哪一?[天年日月]|哪里|哪儿|地方|几[月号点]")
_AMOUNTS = ("多少", "几", "百分之几", "第几")
_LOOSE_END = re.compile(
    r"(?:现在|目前|当前|如今|(?<![发表实出体呈])现|一共|总共|总计|合计|共计|分别|具体|到底|实际|全长|总长|占地|(?<!老)总|都|还有?|要|想|能|将|应该?|需要?|可以|打算|准备|(?<![\d一二两三四五六七八九十第头])[一二两三四五六七八九十]{1,2}(?:年|天|个月)|[上在由被把向对于给]|是[一-鿿]{0,2}|[，,][一-鿿]{1,3})$"
)
_BARE_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}$")
_REGION_HAS = re.compile(r"[省市区县镇乡村]有")  # 新生村有, cut as 新生 + 村有
_PLACE = re.compile(r"在[一-鿿]{1,4}$")
_EVENT = re.compile(r"(?:会|计划|活动|工程|行动|方案|仪式|项目)$")
_MEETING = re.compile(r".{2,40}?会议?(?=上)")
_MEASURES = "公里|千米|米|平方公里|平方米|公顷|亩|[万亿]?[美欧]?元|[万亿]?吨|公斤|岁|天|年|小时|分钟|度"
THINGS = re.compile(
    rf"(?P<unit>{_MEASURES}|(?:[个家所位名条种次人件场部款届批户座台辆支]|项(?!目))?)(?P<things>(?!{_MEASURES}|钱)(?![了的过])[^了过，,。？?]{{2,20}})$"
)
_EACH = re.compile(r"^[一每](?:公里|米|平方米|亩|吨|公斤|天|年|个月|小时|[个户台张件斤份人])$")
_FIRST = re.compile(
    r"^(?:第|头)[一半两几]?(?:[天年次回批]|个?月)|^首[日年月](?!封)|^[当一每](?:[天日]|个?月)"
)
_BESIDE = re.compile(
    r"(?:(?:^|[，,])除|除了)[^，,]{1,20}?[之以]?外(?=[，,]|还|都|谁|$)[，,]?"
)  # whom a question before left out
_LOOSE_START = re.compile(r"^(?:[了过着在到的是对把由为]|一共|总共)+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart at its question word: what stands before, the word, what stands behind."""

    before: str
    word: str
    behind: str


def take_apart(question: str) -> Asked:
    """Find the question word; without one, everything stands before."""
    bare = _END.sub("", question)
    found = _ASKED.search(bare)
    if not found:
        return Asked(_QUESTION_END.sub("", bare), "", "")
    return Asked(bare[: found.start()], found.group(), bare[found.end() :])


def asks(text: str) -> bool:
    """Tell whether a text has a question word or ends like a question without one (通车了吗, 通过没有)."""
    bare = _END.sub("", text)
    return bool(_ASKED.search(bare) or re.search(r"(?:没有|吗)$", bare))


def topic(question: str, *, things: bool = True) -> str:
    """Give what a question is about: what stands before the question word, without verbs at its end.

    Where nothing does (谁主持了动员会), what stands behind it, without the verb at its start. The `things`
    that are counted belong to it (用了多少**外资**); what was said at a meeting does not (会议上……).
    """
    asked = take_apart(_BESIDE.sub("", question))
    meeting = _MEETING.match(asked.before)
    if meeting:
        return meeting.group()
    told = _WHEN_WHERE.search(asked.word) and any(label == "v" for _, label in tag(asked.behind))
    before = asked.before  # what then happened (哪天**封的顶**) happened to all of it (中医院**迁建**)
    if asked.word:
        before = _without_loose_end(before) if told else without_end(before, amount=asked.word in _AMOUNTS)
    before = without_first(before)
    if asked.word in _AMOUNTS and before and (things or not informative(before)):
        before += counted_things(asked.behind)
    if informative(before):
        return before
    behind = _without_start(_QUESTION_END.sub("", asked.behind))
    if informative(behind):
        return behind
    return before or behind or _END.sub("", question)


def without_first(text: str) -> str:
    """Drop the day in front that counts from an event (第一天, 首日), not part of a word (首日封)."""
    found = _FIRST.match(text)
    return text[found.end() :] if found and found.end() in word_ends(text) else text


def counted_things(behind: str) -> str:
    """Name the things that a question counts, without what they do (多少家**机构**参加)."""
    found, named = None if _EACH.match(behind) else THINGS.match(behind), ""
    for word, label in tag(found["things"]) if found else ():
        if label in ("v", "vd", "uj") or (label == "vn" and named):
            break
        named += word
    return named if informative(named) else ""


def word_ends(text: str) -> list[int]:
    """List the places at which the words of a text end."""
    return list(accumulate(len(word) for word, _ in tag(text)))


def informative(text: str) -> bool:
    """Tell whether a text has words of its own."""
    return len(text) > 1 and sum(rarity(word) for word in content_words(text)) >= 0.3


def without_end(text: str, *, amount: bool = False) -> str:
    """Drop the small words and the one verb that lead to the question word: 基地**一共投资**多少."""
    words, verb = tag(text), ""
    while len(words) > 1:
        word, label = words[-1]
        if _REGION_HAS.fullmatch(word):
            word, label = word[0], "n"
            words[-1] = word, label
        is_verb = label in ("v", "vi") or (amount and label == "vn")
        if _EVENT.search(word) or (is_verb and len(word) > 1 and verb):
            break
        if is_verb and len(word) > 1:
            verb = word
        elif not is_verb and label not in _FAINT and word not in "，,、 个当":
            break
        words.pop()
    cut = text[: sum(len(word) for word, _ in words)]
    if _BARE_YEAR.search(cut) and text[len(cut) :].startswith("年"):  # 2018**年涨**多少
        cut += "年"
    if amount and informative(shorter := _PLACE.sub("", cut)):
        cut = shorter
    return _without_loose_end(cut)


def _without_loose_end(text: str) -> str:
    """Drop the small words at an end, one after the other: 基地|一共|要|在."""
    while (shorter := _LOOSE_END.sub("", text).rstrip("，,、 的")) not in ("", text):
        text = shorter
    return text


def _without_start(text: str) -> str:
    """Drop the verb and the small words right behind the question word: 谁**主持了**动员会."""
    text, words = _LOOSE_START.sub("", text), tag(_LOOSE_START.sub("", text))
    if len(words) > 1 and words[0][1] in ("v", "vi", "vn", "p", "q"):
        text = _LOOSE_START.sub("", text[len(words[0][0]) :])
    return text.rstrip("的了过 ")
