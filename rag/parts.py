"""Take a question apart that asks several things: 是哪天，在哪里举行？ A和B分别是多少？ 2019年和2022年对比"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.rarity import rarity
from index.words import cut, tag
from rag.slots import change
from rag.topic import asks
from rag.understand import number

_NUMERALS = r"\d一二三四五六七八九十"
_SEASON = (
    rf"(?:[前头][两俩{_NUMERALS}]{{1,3}}个?月|[上下]半年|第?[一二三四]季度|前三季度|\d{{1,2}}[-—~至到]\d{{1,2}}月份?"
    r"|年?[初底末]|(?<=年)中(?=[、，,和与跟及\s]|$)|国庆|春节|五一|十一|元旦|中秋|端午|[寒暑]假)"
)
_DAY = r"\d{1,2}月份?(?:\d{1,2}[日号]|[上中下]旬|[初底末]|中(?=[、，,和与跟及\s]|$))?"
_YEAR = rf"(?:(?:19|20)\d{{2}}(?:年度?(?:{_SEASON}|{_DAY})?|{_SEASON})?|[去今前]年(?:{_SEASON}|{_DAY})?)"
_CENTURY = "(?:19|20)"
_NUMBERED = rf"第?[{_NUMERALS}]{{1,3}}[次届期场轮批]?"
_JOIN = re.compile(r"、|以及|和|与|跟|及")
_BETWEEN = rf"(?:\s*(?:{_JOIN.pattern})\s*|(?<=[年月日号度期初底末次届场轮批])\s+)"
# Members of one sort: years with their parts, days, numbered events.
_SEVERAL = tuple(
    re.compile(
        rf"{first}(?:{_BETWEEN}{member}){{1,9}}(?!\d)(?:(?<![{_NUMERALS}])|(?<=五一)|(?<=年十一)|(?=[两三四五][次届期场批]|[这那]?几年)"
        rf"|(?<={_CENTURY}\d\d)(?=[,，各都这那两三四五六的]|分别|$))"
    )
    for first, member in (
        (_YEAR, rf"(?:{_YEAR}|(?<!\s){_DAY})"),
        (rf"(?<!年){_DAY}", _DAY),
        (rf"第[{_NUMERALS}]{{1,3}}[次届期场轮批]?", _NUMBERED),
    )
)
_BOTH = re.compile(r"[两三四五](?P<unit>[届次期批场])")
_OWN = re.compile(rf"(?<=年)(?:{_SEASON}|{_DAY})$")
_OF_EACH = (
    r"(?:都|又)?(?:分别|各自|依次)"
    r"|(?<![全在到于从])各(?!有关|[项方界国级位族类种部司省地区县市镇街单个自年届行业户村队组校院家路条])"
    r"(?=[一-鿿]{0,6}(?:多少|多[大高长]|什么|啥|哪|几|谁|咋|怎))"
)
_EACH = re.compile(rf"[，,]?(?:{_OF_EACH})|历[年次届]")
_THOSE = re.compile(
    "^[这那]?(?P<number>[几两三四五六七八])(?:个年头|[年个次届场批])(?:里|间|中)?(?!内)(?:的(?!是))?"
)
_TIMES = re.compile(r"(?:这|前后|先后)?(?P<number>[两三四五])(?:次|届)(?![会议])")
_COMPARED = re.compile(
    r"(?:[的作做]|进行|相互){0,2}(?:对比|相比|比较)(?:一下|如何|怎么?样|情况|呢){0,2}[?？]?$"
)
_AGAINST = re.compile(r"(?:同期)?(?:相比|比)")
_WHICH_MORE = re.compile(r"[，,]?哪一?[年次个届家位]更[多少高低大小快慢长短好][一-鿿]?[?？]?$")
_SET_BESIDE = re.compile(r"(?<=[一-鿿])(?:相比|对比|(?<![占正对同环反])比)(?:一下|起来|较)?[，,]")
_TITLED = re.compile(r"的?(?:变化|走势|对比|情况|数据|来龙去脉|始末|经过|进展|时间线?|节点)[:：]\s*$")
_IN_BRACKETS = re.compile(r"[（(](?P<inside>[^（）()]*)[）)][?？]?$")
_TWO_OF = re.compile(  # 两次地震（8·27和10·19）
    r"[两三四][次届场个期](?P<what>[^，,（(]{1,8})[（(](?P<members>[^（）()、和与]{1,12}(?:(?:、|和|与)[^（）()、和与]{1,12})+)[）)]"
)
_STAGES = re.compile(  # 从启动到揭牌，两个时间节点各是哪天
    r"从(?P<first>[^，,从到\d]{2,20})[，,]?(?:再|直)?到(?:最后|最终)?(?P<last>[^，,到]{2,20})"
    r"(?=[，,]?(?:[两三四]个(?:时间)?(?:节点|阶段|日子))?(?:分别|各|依次)[是在于]*(?:(?:什么|啥)时[候间]|哪一?[年天月]|何时|几月))"
)
_BECAME = re.compile(
    rf"从?(?P<first>{_YEAR})[到至](?P<last>{_YEAR})[，,]?(?P<what>[^，,]{{0,12}}?)[由从](?P<asked>多少[^，,变增涨升降减到至]{{0,4}})"
    r"(?:变|增加|增|涨|升|增长|提高|减少|减|降|发展|扩大)[成为到至]了?多少[^，,]{0,4}?[?？]?$"
)
_EVERY_TIME = re.compile("历[年次届](?:报道)?的?")
_HOW_IT_WENT = re.compile(  # 产值这几年咋涨的，2020、2022各是多少
    r"(?:[这近](?:几|些)年来?|历年来?)?都?是?(?:咋|怎么|怎样|如何)(?:一步一?步)?(?:涨|变|增长|上升|下降|发展|提高|升|降|跌|爬|走)[一-鿿]{0,4}[，,：:]$"
)
_PHASES = re.compile(
    r"(?:头一|首|第?一)期\s*(?:、|和|与|跟|及)?\s*第?二期(?P<third>\s*(?:、|和|与|跟|及)?\s*第?三期)?|(?<![一二三四第和与跟及期、])(?:前后|先后|这)?(?P<number>[两三])期(?=[，,]?(?:分别|各))"
)
_GOES_ON = re.compile(r"转年|[次翌]年|第二年|后来|随后|之后|最后|最终|实际|结果|到头来")
_OPENING = re.compile(r"[，,：:]")
_OF_ALL = re.compile(r"哪[两三四五二](?=[个家位名座条项])")
_ENDED = re.compile(r"[。？?；;]")
_ENDS = re.compile(r"(?<=[，,；;。？?])")
_POINTS = re.compile(r"(?<=、)")
_AND_AGAIN = re.compile("[，,](?=(?:和|与|跟|以及)(?![^，,]*(?:相?比|同期))[^，,]{2,}[，,])")
_COORDINATED = re.compile(
    r"^(?P<front>.*?[，,：:])??(?P<members>[^，,：:]{2,60}?(?:、|和|与|跟|及)[^，,：:]{2,60}?)"
    r"(?P<rest>(?:[，,]?[这那]?[两三四五二][个者项届次家位名地人件所座条种趟场回期][^，,分各的]{0,6})?"
    rf"(?:(?:相比|对比|哪个更[一-鿿]{{1,2}})?[，,\s](?:[一-鿿]{{2,6}}(?=分别|各))?)?(?:{_OF_EACH}).+"
    r"|(?:的[^，,的]{1,12})?(?:对比|相比|比较)(?:一下|如何|怎么?样|情况|呢){0,2}[?？]?)$"
)
_WITH_EACH = re.compile(r"^(?:相比|对比|哪个更[一-鿿]{1,2})?[，,\s]")
_FORMER = re.compile(r"(?:对比|相比|比较)?[，,](?P<former>前者[^，,、]+)[，,、](?:而)?(?P<latter>后者.+)$")
_SAME_ONE = re.compile(
    r"^(?P<one>[^，,]{3,}?)(?:和|与|跟)(?P<other>[^，,]{3,}?)[，,的](?P<what>[一-鿿]{2,8}?)(?:是不是|是否为?|是)同一(?:个|位|家)?(?P<sort>人|单位|企业|公司|地方|天)?"
    r"(?:吗|么)?(?:[，,](?:分别)?(?:是|叫)?(?:谁|哪.{0,4}|什么))?[?？]?$"
)
_SAME_AS = {
    "人": "谁",
    "单位": "哪个单位",
    "企业": "哪家企业",
    "公司": "哪家公司",
    "地方": "哪里",
    "天": "哪天",
}
_BOTH_DID = re.compile(
    r"^(?P<one>[^，,]{3,}?)(?:和|与|跟)(?P<other>[^，,都]{3,}?)(?P<where>[来到赴][^，,都]{2,8})?[，,]?(?:两[边次家场])?都(?P<deed>[一-鿿]{2,8}?)[过了]*的"
    r"(?P<what>[一-鿿]{0,6}?)(?:都?是|有)(?P<asked>谁|哪[^?？]{1,8})[?？]?$"
)
_EVENT_SHARED = re.compile("会|活动|仪式")
_INSIDE = re.compile(r"[和与跟及]")
_AND_REGION = re.compile("和[县区市]")  # 和县 is a town, and 甲医院和县医院 two hospitals
_TITLE = re.compile(r"《[^《》]*》|“[^“”]*”")
_COUNTED = re.compile(r"^[，,]?[这那]?[两三四五二][个者项届次家位名地人所座条种]?")
_TIMED = re.compile(rf"^.*(?:\d年度?|月份?|[日号]|{_SEASON})")
_DATED = re.compile(rf"(?:{_YEAR}(?:{_DAY})?|{_DAY})(?:[这当那]天)?")
_WHOLE = re.compile(r"(?:全|我|本)[国省市区县镇]")
_IN_ALL = re.compile(r"[这那]?[两三四五二][个者项届次家位名地人所座条种]?(?=[一-鿿]{0,3}$)")
_NAMES = ("ns", "nr", "nt")
_MEASURE = re.compile(r"(?:[数率额量值价比积长度幅高]|收入|gdp|GDP)$")
_REGION = re.compile(r"[省市区县镇乡州国园]$")
_OWNER = 3  # characters before 的 from which it is what several things share


@dataclass(frozen=True, slots=True)
class Part:
    """A question within a question; `leans` when it is to be read after the part before, as a follow-up.

    One that stands alone even so is of the `scope`: the time and place that the whole question opens with.
    In a `series` the same is asked of several times or numbered events.
    """

    text: str
    name: str
    leans: bool = False
    scope: str = ""
    series: bool = False


def parts(question: str) -> list[Part]:
    """Take a question apart that asks several things; others come back whole."""
    for take in (_shared, _became, _staged, _members, _phases, _former, _coordinated, _clauses, _searched):
        found = take(question)
        if len(found) > 1:
            return found
    return [Part(question, question)]


def _shared(question: str) -> list[Part]:
    """Ask of each what two have in common: 甲会和乙会的主持人是同一个人吗; 甲和乙都去过的是哪家企业."""
    if found := _SAME_ONE.match(question):
        asked = _SAME_AS[found["sort"] or "人"]
        return [Part(f"{one}{found['what']}是{asked}？", one) for one in found.group("one", "other")]
    found = _BOTH_DID.match(question)
    if found and not _EVENT_SHARED.search(found["what"]):  # 都参加过的会议 are read as events
        asked = re.sub("哪一?[家个所]", "哪些", found["asked"])
        did = f"{found['where'] or ''}{found['deed']}的{found['what'] or ''}是{asked}？"
        return [Part(one + did, one) for one in found.group("one", "other")]
    return []


def of_one(rest: str, count: int) -> str:
    """Ask of one what is asked of `count`: 两次分别是哪两个 → 是哪个."""
    those = _THOSE.match(rest)
    rest = (
        rest[those.end() :]
        if those and (those["number"] == "几" or number(those["number"]) == count)
        else rest
    )
    rest = _TIMES.sub(lambda found: "" if number(found["number"]) == count else found.group(), rest, count=1)
    rest = _SET_BESIDE.sub("，", rest, count=1)
    return _OF_ALL.sub("哪", _WHICH_MORE.sub("", _COMPARED.sub("", _EACH.sub("", rest, count=2))))


def _members(question: str) -> list[Part]:
    """Ask for each year or numbered thing: 2018年、2020年和2023年的…分别是 → 2018年的…是, 2020年的…是 …."""
    inside = _IN_BRACKETS.search(question)
    if inside and not asks(question[: inside.start()]):  # 人数变化（2019、2021）
        question = f"{question[: inside.start()]}：{inside['inside']}"
    found = next((match for sort in _SEVERAL if (match := sort.search(question))), None)
    against = _AGAINST.match(question, found.end()) if found else None
    if not found or (against and not _EACH.search(question, against.end())):
        return []
    members = re.split(_BETWEEN, found.group())
    rest = question[against.end() :].lstrip("，,") if against else question[found.end() :]
    both = _BOTH.match(rest) if members[0].startswith("第") else None
    if both:  # 第七、第八两届
        members, rest = [member.rstrip(both["unit"]) + both["unit"] for member in members], rest[both.end() :]
    rest = of_one(rest, len(members))
    own = _OWN.search(members[-1])
    if own and not any(_OWN.search(member) for member in members[:-1]):  # 2020年和2021年前两个月
        members[-1], rest = members[-1][: own.start()], own.group() + rest
    whole = [_like(members[0], members[-1], member) for member in members]
    front = _HOW_IT_WENT.sub("", _EVERY_TIME.sub("", question[: found.start()]))
    if _TITLED.search(front) and not rest.strip("？? "):  # 发电量变化：2018、2020、2022
        front, rest = "", _TITLED.sub("", front)
    return [Part(front + member + rest, member, series=True) for member in whole]


def _became(question: str) -> list[Part]:
    """Ask for both years of a change: 从2018年到2025年由多少个变成了多少个."""
    found = _BECAME.search(question)
    if not found:
        return []
    front, what = question[: found.start()], f"{found['what']}{found['asked']}？"
    years = (year + "年" * year.isdecimal() for year in found.group("first", "last"))
    return [Part(front + year + what, year, series=True) for year in years]


def _staged(question: str) -> list[Part]:
    """Ask for each stage, and of each thing in brackets: 从启动到揭牌各在哪年, 两次地震（甲和乙）各…."""
    written = _STAGES.sub(r"\g<first>、\g<last>", _TWO_OF.sub(r"\g<members>\g<what>", question))
    return _coordinated(written) if written != question else []


def _phases(question: str) -> list[Part]:
    """Ask for each phase of one thing: 石窟加固前后两期，各花多少钱 → 石窟加固一期花多少钱 …."""
    found = _PHASES.search(question)
    rest = question[found.end() :] if found else ""
    last = 3 if found and (found["third"] or found["number"] == "三") else 2
    of_each = of_one(rest, last).lstrip("，,")
    if not found or of_each == rest.lstrip("，,") or not (asks(of_each) or _COMPARED.search(rest)):
        return []
    front = question[: found.start()]
    return [Part(f"{front}{phase}期{of_each}", f"{phase}期", series=True) for phase in "一二三"[:last]]


def _like(first: str, last: str, member: str) -> str:
    """Complete a member by the first, whose 第 and year it shares, and the last, whose unit it shares."""
    if first.startswith("第"):
        member = "第" + member.removeprefix("第")
    elif re.fullmatch(_DAY, member) and (year := re.match(r"(?:19|20)\d{2}年|[去今前]年", first)):
        member = year.group() + member
    unit = "年" if last.isdecimal() else last[-1]
    bare = member[-1].isnumeric() and not member.endswith(("五一", "年十一"))
    return member + (unit if bare else "")


def _clauses(question: str) -> list[Part]:
    """Ask each clause that asks something: 奠基仪式是哪天举行的，总投资多少？"""
    clauses = [clause for clause in _ENDS.split(question) if clause]
    points = [point for clause in clauses for point in _POINTS.split(clause)]
    if sum(map(asks, points)) > 1 + sum(map(asks, clauses)):  # 哪年动工、哪天完工、何时验收
        clauses = points
    found: list[str] = []
    for clause in clauses:
        if found and not asks(found[-1]):
            found[-1] += clause
        else:
            found.append(clause)
    if len(found) > 1 and not asks(found[-1]):
        found[-2:] = ["".join(found[-2:])]
    lead = _lead(found[0]) if len(found) > 1 else ""
    if lead:
        found[0] = lead + found[0][_opening(found[0]) :]
    found_parts: list[Part] = []
    for place, text in enumerate(found):
        if lead and place and _is_of_lead(found[place - 1], text):
            found_parts.append(Part(lead + text.rstrip("，,、；;。？?") + "？", text.strip("，,、；;。？?")))
            continue
        alone = place == 0 or any(_ENDED.search(before) for before in found[place - 1 : place])
        scope = "" if alone or (place > 1 and not found_parts[-1].scope) else _scope(found[0], text)
        asked, name = text.rstrip("，,、；;。？?") + "？", text.strip("，,、；;。？?")
        found_parts.append(Part(asked, name, leans=place > 0, scope=scope))
    return found_parts


def _opening(first: str) -> int:
    """Find where the clauses end that stand before the first that asks: 文昌大桥一拖再拖，|原定哪天通车."""
    return max(
        (found.end() for found in _OPENING.finditer(first) if not asks(first[: found.end()])), default=0
    )


def _lead(first: str) -> str:
    """Give what the first of several questions opens with, if that is a thing: all of them are of it."""
    opening = _TITLED.sub("", first[: _opening(first)])
    return opening if any(label[0] == "n" for _, label in tag(_DATED.sub("", opening))) else ""


def _is_of_lead(before: str, text: str) -> bool:
    """Tell whether a question is of the thing that the first opens with; 又做到多少 needs its measure too."""
    unsaid = "多少" in text and not any(label[0] == "n" for _, label in tag(_DATED.sub("", text)))
    return not unsaid and (not _ENDED.search(before) or bool(_GOES_ON.match(text)))


def _scope(first: str, other: str) -> str:
    """Give the time and the place with which the first of several questions opens, those another lacks."""
    time = _DATED.match(first)
    words = tag(first[time.end() if time else 0 :])
    place = words[0][0] if words and words[0][1] == "ns" else ""
    placed = any(label == "ns" for _, label in tag(other))
    return "" if placed else (time.group() if time and not _DATED.search(other) else "") + place


def _coordinated(question: str) -> list[Part]:
    """Ask of each of several: 安比和苏迪罗分别是第几号台风 → 安比是第几号台风, 苏迪罗是第几号台风."""
    question = _AND_AGAIN.sub("", question)
    shape = _shape(question)
    found = _COORDINATED.match(shape)
    if not found or asks(question[found.start("members") : found.end("members")]):
        return []
    front, rest = question[: found.start("members")], question[found.start("rest") :]
    members = _split(question, shape, found.start("members"), found.end("members"))
    rest = _WITH_EACH.sub("", rest)
    if (
        len(members) == 2
        and _DATED.search(members[0])
        and (time := _DATED.fullmatch(members[1].removesuffix("比").removesuffix("的")))
    ):
        members[1] = change(members[0], time.group())[0]  # 3月的在校生数和5月的比
        return [Part(front + member + of_one(rest, 2), member, series=True) for member in members]
    if len(members) < 2 or not (asks(rest) or _COMPARED.search(rest)):
        return []
    if question[found.start("rest")] not in "，,":
        end = _shared_end(members)
        members[-1], rest = members[-1][:end], members[-1][end:] + rest
    rest = of_one(_COUNTED.sub("", rest), len(members))
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
    words = question[: found.start()].split() if found else []
    times = [word for word in words[:-1] if re.fullmatch(_YEAR, word)]
    members = [word for word in words[:-1] if word not in times and tag(word)[-1][1].startswith("n")]
    return [Part(" ".join((*times, member, words[-1])), member) for member in members]


def _split(question: str, shape: str, start: int, end: int) -> list[str]:
    """Cut what is coordinated, at joiners that stand in no word; [] where a piece is too short for a name."""
    members, at = [], start
    for match in _JOIN.finditer(shape, start, end):
        members.append(question[at : match.start()])
        at = match.end()
    members.append(question[at:end])
    return members if all(len(member) > 1 for member in members) else []


def _shared_end(members: Sequence[str]) -> int:
    """Find where the last of several ends and what all share begins: 临江|两市的港口, 周明|在会上."""
    last, first = members[-1], tag(members[0])
    season = re.match(_SEASON, last)
    if season and re.fullmatch(_SEASON, members[0]):
        return season.end()
    of = last.rfind("的")
    end = of if of > 1 and not any("的" in member for member in members[:-1]) else len(last)
    all_of = _IN_ALL.search(last[:end])
    end = all_of.start() if all_of and all_of.start() > 1 else end
    words, at = tag(last[:end]), 0
    more = len(words) - len(first) > 1 and _MEASURE.search(last[:end]) and not _MEASURE.search(members[0])
    for place, (word, label) in enumerate(words):
        if (
            at > 1
            and last[:at].count("《") == last[:at].count("》")
            and (label == "p" or (more and place == len(first)))
        ):
            return at  # 农村|居民人均收入
        at += len(word)
    return end


def _own(first: str, second: str) -> str:
    """Cut from the first of several what all share: 海州的**产值**, 2022年**产值**, 活动参与**人数**."""
    words, others = tag(first), tag(second)
    within = max((place for place, (_, label) in enumerate(words[:-1], 1) if label == "p"), default=0)
    if within and not any(label == "p" for _, label in others):
        return _last(first, words[within:])
    if "的" in second:
        return first
    alike = "的" in first and tag(first[first.rfind("的") + 1 :])[:1]
    if others and others[0][1] in _NAMES and not (alike and alike[0][1] == others[0][1]):
        dated = _DATED.match(first)
        return first[dated.end() :] if dated and not _DATED.match(second) else first
    of = first.rfind("的")
    own = first[of + 1 :] if of >= _OWNER else first
    own = own if _TIMED.match(second) else _TIMED.sub("", own)
    own = own[2:] if _WHOLE.match(own) and len(own) > _OWNER else own
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
    """Hide the joiners inside words and titles (参**与**, 《战争**与**和平》), character for character."""
    shape = ""
    for word in cut(question):
        own = question[len(shape) : len(shape) + len(word)]
        unknown = rarity(word) == 1 and len(word) >= _OWNER and not _INSIDE.search(word[-1])  # 张惠和梁
        parted = unknown and not any(rarity(word[at : at + 2]) < 1 for at in _around_joiner(word))
        parted = parted or bool(shape and _AND_REGION.fullmatch(own))
        shape += own if _JOIN.fullmatch(own) or parted else _INSIDE.sub("\0", own)
    return _TITLE.sub(lambda title: re.sub(r"[、和与跟及]", "\0", title.group()), shape)


def _around_joiner(word: str) -> list[int]:
    """List where two characters begin of which one is a joiner: those of 和平 are a word of their own."""
    return [at for match in _INSIDE.finditer(word) for at in (match.start() - 1, match.start()) if at >= 0]
