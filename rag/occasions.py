"""Recognise what asks for several events: 都开了什么会, 来考察的都有谁, 梳理某人的行程, 3月17日 会议 活动."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.times import Time, without_times
from index.words import fold
from rag.understand import ASKED, Query, QuestionType

_HELD = r"(?<![协员金社学董])会(?![计场员展见堂所长晤])"
_MEETINGS = rf"(?:会议|{_HELD}|活动|仪式|场合|行程)"
_VISITS = r"(?:考察|观摩|参观|调研|来访|到访|代表团|团组?|访客|客人|来宾)"
_NOUN = rf"(?:{_MEETINGS}|{_VISITS}|报道|精神|事)"
_OUTING = rf"(?:{_MEETINGS}|大事)"
_FEW = "[几两俩三四五六七八九十]"
_SOME = rf"(?:哪些|哪{_FEW}|(?<!第)几)"
_MEASURE = "[次场拨批路]"
_ALL = r"(?:依次|先后|陆续|都|分别|各(?!地))"
_WHAT = r"(?<!为)(?:什么|啥)"
_LISTED = re.compile(
    rf"{_SOME}(?:{_MEASURE}|个)?[一-鿿“”]{{0,10}}?{_NOUN}"
    rf"|(?:哪{_FEW}|(?<!第)几)[次场拨批](?!行动|战役|硬仗|攻坚)|都(?:开|办)|都有(?={_WHAT}[一-鿿]{{0,4}}(?:会|活动|事|新闻|报道|考察|调研|仪式))"
    rf"|{_NOUN}的?{_ALL}*(?:有|是)(?:哪些|哪{_FEW}[个场次])[?？]?$"
)
# Of any type by its asking word: 哪俩会, 先后参加了什么活动, 来考察的都有谁, 两场会分别是什么, 梳理…行程.
_SEVERAL = re.compile(
    rf"哪{_FEW}(?:{_MEASURE}|个)?[一-鿿]{{0,3}}?(?:{_MEETINGS}|{_VISITS})"
    rf"|{_ALL}[一-鿿、]{{0,8}}?{_WHAT}[一-鿿]{{0,2}}{_OUTING}|{_ALL}有{_WHAT}事[?？]?$"
    rf"|{_WHAT}{_OUTING}[^?？]{{0,8}}{_WHAT}{_OUTING}"
    rf"|(?:{_MEETINGS}|{_VISITS}|精神)的?{_ALL}+(?:有|是){_WHAT}[?？]?$|{_VISITS}的?{_ALL}+(?:有|是)谁[?？]?$"
    rf"|[两俩三四五](?:{_MEASURE}|个)[一-鿿]{{0,2}}?{_MEETINGS}[^?？的]{{0,3}}{_ALL}?(?:有|是)(?:关于)?(?:{_WHAT}|哪些)(?:{_MEETINGS}|的)?[?？]?$"
    rf"|[两俩三四五](?:{_MEASURE}|个)[一-鿿]{{0,2}}?{_VISITS}[^?？的]{{0,10}}{_ALL}(?:有|是)(?:{_WHAT}|谁|哪)"
    rf"|[两俩三四五](?:{_MEASURE}|个)[一-鿿]{{0,8}}?{_MEETINGS}[^?？]{{0,4}}{_ALL}自?[^?？]{{0,2}}(?:传达|学)"
    rf"|(?:梳理|整理|列[出举]|盘点|汇总)[^?？]*{_MEETINGS}[?？。]?$|些{_WHAT}[一-鿿]{{0,2}}{_OUTING}"
    rf"|(?:哪{_FEW}|几)[拨批][一-鿿]{{0,4}}?(?:来|到)|[来到赴][^，,?？]{{1,12}}{_VISITS}(?:过?的[一-鿿]{{0,6}}?|\s){_ALL}*(?:有|是)(?:哪[些几]|谁)"
    rf"|[两俩三四五]个{_MEETINGS}的?(?:名称|名字|会名)[?？]?$"
)
# What a day, a month or a whole town saw: 3月8日县里办了什么会, 6月的公务活动.
_BY_TIME = re.compile(
    rf"(?:[日号月份天]|[省市县区镇乡]里?)(?:都|还)?(?:有|开|办|搞)(?:了|过)?{_WHAT}(?:大|重要)?{_OUTING}"
    rf"|(?:当[天日]|一天)的?(?:要闻|新闻|大事|动态)|的(?:公开|公务|重要|主要|大型|重大)(?:会议|活动)[?？]?$|{_WHAT}场合|忙(?:了|些|着|活)*{_WHAT}|出来活动|{_MEETINGS}[，,]?{_ALL}*[在是]?哪[几些两三]天"
    rf"|(?:主持|出席|参加|讲话)[^，,?？]{{0,6}}的{_MEETINGS}[，,]?(?:按|列|梳理|整理)"
    r"|的(?:公开|公务)?行程[?？]?$|[全当][天日]的?行程"
    # What else happened on a day: 同一天有哪两桩事, 2月1日那天有啥大点的事.
    rf"|(?:天|[日号])[^?？，,。]{{0,8}}(?:有|安排|发生|出)[了过]?(?:哪[些几两三]|几|[两三四]|{_WHAT})[一-鿿]{{0,3}}事"
    rf"|还有哪[些几两三四][件桩][^?？，,。]{{0,10}}事|(?:日期|日子)有哪[些几]天"
)
_ATTENDED = re.compile(r"(?:参加|出席|主持|参与|承办|举办)(?:过|了)?的(?:会议|活动|仪式)[?？]?$")
# A search without an asking word: the last word is an event of no name.
_SEARCHED = re.compile(
    rf"\s(?:[两俩三四五几多](?:{_MEASURE}|个))?(?:来访|外来|公开|公务|重要|领导|会议|出席|参加|主持|召开|举办)?"
    r"(?:会议|活动|行程|精神|代表团|(?P<guests>来访|考察团|团组|访客|客人|来宾))(?:\s+(?:依次|先后|清单|列表))?$"
)
# Who, or what of one event: 有哪些单位参加了活动, 会议有哪些要求.
_OF_ONE = re.compile(
    rf"{_SOME}[位名个]?(?:人$|人[?？都]|领导|委员|专家|学者|代表(?!团)|嘉宾|同志|干部|常委)|{_SOME}[位名]"
    rf"|{_SOME}(?:(?!会议|活动|仪式|场合)[一-鿿]){{0,6}}?(?:参加|出席|参与|承办|主办|协办)"
    r"|(?:参加|出席|参与)[^，,?？]{0,12}的(?:都|分别)?(?:有|是)谁"
    rf"|{_SOME}[一-鿿]{{0,6}}?(?:会议|活动|仪式)的?(?:要求|内容|主题|成果|措施|亮点|特点|安排)"
)
_TEN = {"上": (1, 10), "中": (11, 20), "下": (20, 31)}  # to many, the 20th is of the last
_TOOK_PART = re.compile("参加|出席|陪同|主持")
_MAY_LIST = (QuestionType.LIST, QuestionType.HOW_MANY)
_TO = r"(?P<to>到|至|[-—–~～]+)|[、和与及,，]"
_YEAR = r"(?:(?P<year>(?:19|20)\d{2})年)?"
_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
_DAYS = re.compile(
    rf"{_YEAR}(?<!\d)(?P<month>{_MONTH})月(?P<first>{_DAY})[日号]?(?:{_TO}|(?<=[日号])\s+)(?:(?P<other>{_MONTH})月)?"
    rf"(?P<last>{_DAY})(?:[日号]|(?=[两三]天))(?P<more>(?:[、和与及,，]{_DAY}[日号])*)"
)
_MONTHS = re.compile(
    rf"{_YEAR}(?<!\d)(?P<first>{_MONTH})月?份?(?:{_TO}|(?<=月))(?:同年)?(?P<last>{_MONTH})月份?(?!\d)"
    r"|(?:(?P<when>(?:19|20)\d{2})年)?(?P<one>[一二三四五六七八九])[、到至]?(?P<two>[二三四五六七八九])月份?"
)
_TENS = re.compile(
    rf"{_YEAR}(?<!\d)(?P<month>{_MONTH})月份?(?P<first>[上中下])旬(?:(?:到|至|[-—–~～]|、)(?P<last>[上中下])旬)?"
)
_NUMERALS = "〇一二三四五六七八九"
LONGEST = 62  # days


def collects(query: Query) -> bool:
    """Tell whether a question asks for several events or reports, each perhaps in an article of its own."""
    asked = fold(query.text)
    if _OF_ONE.search(asked):
        return False
    listed = query.type in _MAY_LIST and _LISTED.search(asked)
    attended = query.type is QuestionType.WHAT and _ATTENDED.search(asked)
    of_time = query.times and _BY_TIME.search(asked)
    return bool(listed or attended or of_time or _SEVERAL.search(asked) or _is_searched(query, asked))


def _is_searched(query: Query, asked: str) -> bool:
    """Tell whether a search without an asking word is for events of a time or person, or for visitors."""
    found = None if ASKED.search(asked) else _SEARCHED.search(asked)
    return found is not None and bool(query.times or _TOOK_PART.search(asked) or found["guests"])


def occasion_times(query: Query) -> tuple[Time, ...]:
    """List the days or months of a question, those between two as well: 9月5日到13日, 二三月份."""
    asked = fold(query.text)
    days = (time for match in _DAYS.finditer(asked) for time in _days(match))
    months = (time for match in _MONTHS.finditer(asked) for time in _months(match))
    tens = (time for match in _TENS.finditer(asked) for time in _ten_days(match))
    return tuple(dict.fromkeys([*days, *tens])) or tuple(dict.fromkeys(months)) or query.times


def without_occasion_times(asked: str) -> str:
    """Put a space in the place of each time of a folded question, of those between two others too."""
    return without_times(_MONTHS.sub(" ", _TENS.sub(" ", _DAYS.sub(" ", asked))))


def _days(match: re.Match[str]) -> Iterator[Time]:
    """Give the days named, or every day from one to the other."""
    year, month = int(match["year"] or 0), int(match["month"])
    other = int(match["other"] or month)
    first, last = (month, int(match["first"])), (other, int(match["last"]))
    between = _between(first, last) if match["to"] else [first, last]
    more = ((other, int(day)) for day in re.findall(r"\d+", match["more"]))
    return (Time(year, *day) for day in (*between, *more))


def _ten_days(match: re.Match[str]) -> Iterator[Time]:
    """Give the days of 9月上旬, or of 9月上旬到中旬."""
    first, last = _TEN[match["first"]][0], _TEN[match["last"] or match["first"]][1]
    return (Time(int(match["year"] or 0), int(match["month"]), day) for day in range(first, last + 1))


def _between(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    """List the days of a year from one to another; both alone where they are no days, or far apart."""
    every = [(month, day) for month in range(first[0], last[0] + 1) for day in range(1, 32)]
    between = [day for day in every if first <= day <= last]
    return between if 0 < len(between) <= LONGEST else [first, last]


def _months(match: re.Match[str]) -> Iterator[Time]:
    year = int(match["year"] or match["when"] or 0)
    spelt = (_NUMERALS.index(match[name]) for name in ("one", "two")) if match["one"] else None
    first, last = spelt or (int(match["first"]), int(match["last"]))
    step = range(first, last + 1) if match["to"] or match["one"] else (first, last)
    return (Time(year, month) for month in step)
