"""Tell where what was found is of another sort than is asked: the day of a meeting for that of a visit.

Each decides alone, unlike the doubts of `rag.checks`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.rarity import rarity
from index.words import fold, tag
from rag.checks import holds
from rag.compose import short_answer
from rag.evidence import Evidence
from rag.remarks import deeds
from rag.spans import MentionKind, mentions
from rag.topic import take_apart
from rag.types import Answer
from rag.understand import Query, QuestionType

LONGEST = 24  # characters of a body's name
RARE = 0.8  # rarity from which so few characters may be a name
NAME = 4  # characters of a Chinese name, at most
_OF_THE_DAY = re.compile(r"几[号日]|哪一?[天日]|几月|具体(?:日期|时间)")
_SOME_DAY = re.compile("近日|日前|近期|近来|连日来|不久前")
_NAME_ASKED = re.compile(r"叫(?:什么|啥)|姓(?:什么|啥|甚)|姓名|名字|全名")
_SORT_OF_PERSON = re.compile("(?P<sort>专家|教授|老师|医生|讲师|嘉宾|记者|院士)(?:是(?:谁|哪位)|姓)")
_PEOPLE = frozenset({MentionKind.PERSON})
_HOW_MANY = re.compile(
    r"(?<!第)(?P<many>(?:\d+|[两三四五六七八九十百]+)余?[个家名位所条][一-鿿]{2})[一-鿿]{0,4}?(?:都|分别|各)?(?:[是有叫](?:哪|谁|什么)|名单|名字)"
)
_OF_NAMES = (QuestionType.WHO, QuestionType.WHICH, QuestionType.LIST)
_IN_ALL = re.compile("总|共|合计|加一[块起]|加起来|全部")
_PER_HEAD = re.compile("[人户]均|平均每|每[人户]")
_OF_MEETINGS = re.compile("会|召开|举[行办]|开的|活动|仪式|那天|报道")
_DATED_MEETING = re.compile(
    r"(?:[上下]午)?[，,]?(?:[^，,。；;]{2,40}会(?:议|上)?(?:在[^，,。]{1,20})?(?:召开|举行)|[^，,。；;]{2,12}(?:召开|举行)[^，,。；;]{2,40}会议?)(?=[，,。；;])"
)
_SPENT = re.compile(
    "花(?:了|费|掉)*(?:多少|几)|造价|[投砸](?:了|资|入|进去?)*(?:多少|几)[^，。]{0,3}(?:钱|元|亿|万)|建[一-鿿]{0,6}多少钱"
)
_SPENDING = re.compile("投|花|造价|耗|资金|[概预决]算|中标|总价|补|支出|拨|成本|费")
_OTHER_MONEY = re.compile("总额|产值|收入|营收|进出口|利润|税|gdp|生产总值|授信|贷款|销售|品牌价值")
_PEOPLE_ASKED = re.compile(
    "谁|哪[些几][位名个]?(?:人(?![才文行大工口均事])|同志|领导(?!小组|班子)|干部(?!培训|学院))|哪几[位名]|(?:个人|人员)[^，。？?]{0,3}名单"
)
_SORT_OF_BODY = "(?:企业|公司|工?厂(?:子|家)?(?![长房区])|单位|集体)"
_BODIES_ASKED = re.compile(
    rf"哪[些几两三四五六七八九十\d]*[家个所]?[一-鿿]{{0,2}}{_SORT_OF_BODY}(?![^，。？?]{{0,8}}(?:负责人|领导|代表|来人|介绍))"
    rf"|{_SORT_OF_BODY}的?(?:(?:都|分别|具体|各)*(?:有|是|包括)(?:哪[些几]+[家个所]?|谁|什么)[?？]?$|[^，。？?]{{0,3}}名单)"
)
_NOT_CALLED_SO = re.compile(
    "的|[《》]|^(?:先进|优秀|各|有关|相关|中小|重点|其他)"
    "|(?:[产行]业|服务业|领域|项目|机制|行动|个人|集体|单位|企业|情况|会议?|活动|精神|书记|主任|常委)$"
)


def is_of_another_sort(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether the best sentence has no day, no name, or that of something else than is asked."""
    checks = (_undated, _counted_only, _unnamed, _per_head, _of_a_meeting, _not_spent)
    return any(check(query, evidence) for check in checks)


def names_none(query: Query, answer: Answer) -> bool:
    """Tell whether people, companies or the like are asked for (先进单位名单), and a list names none."""
    asked = fold(query.text)
    if query.type is not QuestionType.LIST or deeds(asked):  # not who came to a meeting
        return False
    items = [item for item in re.split("[、；;]", fold(answer.short)) if item]
    if _PEOPLE_ASKED.search(asked):
        return not mentions(answer.short, _PEOPLE) and all(map(_NOT_CALLED_SO.search, items))
    lacking = sum(map(_may_name_a_body, items)) * 2 < len(items)
    return bool(_BODIES_ASKED.search(asked)) and lacking


def _may_name_a_body(item: str) -> bool:
    """Tell whether an item of an answer can be what a company or another body is called."""
    words = tag(item)
    return len(item) <= LONGEST and not _NOT_CALLED_SO.search(item) and words[-1][1][0] not in "vad"


def _undated(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether a day is asked for, and the best sentence says no more than 近日."""
    when = query.type is QuestionType.WHEN and _OF_THE_DAY.search(fold(query.text))
    return bool(when and not evidence[0].wanted and _SOME_DAY.search(evidence[0].text))


def _counted_only(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether names are asked for (发言的5个单位是哪几家), and the best sentence only counts them."""
    if query.type not in _OF_NAMES:
        return False
    said = fold(evidence[0].text)
    counted = _HOW_MANY.search(fold(query.text))
    return bool(counted and counted["many"] in said and "、" not in said)


def _unnamed(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether somebody's name is asked for, and the best sentence names nobody.

    相关专家 does not tell who the 专家 is.
    """
    asked, best = fold(query.text), evidence[0]
    sort, by_name = _SORT_OF_PERSON.search(asked), _NAME_ASKED.search(asked)
    if query.type is not QuestionType.WHO or not (sort or by_name):
        return False
    short = short_answer(query, best)[1]
    if sort and sort["sort"] in short and not mentions(short, _PEOPLE):
        return True
    return bool(by_name) and not best.wanted and not _may_name_somebody(short)


def _may_name_somebody(text: str) -> bool:
    """Tell a name from a title in its marks, a clause, or an everyday word (高新区)."""
    rare = bool(mentions(text, _PEOPLE)) or rarity(text) > RARE
    return rare and len(text) <= NAME and not text.startswith(("《", "“"))


def _per_head(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether a total is asked for, and the figure of the best sentence is one per head (人均绿地)."""
    best = evidence[0]
    asked = fold(query.text)
    if query.type is not QuestionType.HOW_MANY or _PER_HEAD.search(asked) or not _IN_ALL.search(asked):
        return False
    clause = re.split("[，,；;]", fold(best.text[: short_answer(query, best)[0].start]))[-1]
    return bool(_PER_HEAD.search(clause))


def _not_spent(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether what something cost is asked for, and the clause of the sum speaks of other money."""
    best = evidence[0]
    if query.type is not QuestionType.HOW_MANY or not _SPENT.search(fold(query.text)):
        return False
    span = short_answer(query, best)[0]
    said = fold(best.text)
    clause = re.split("[，,；;。]", said[: span.start])[-1] + re.split("[，,；;。]", said[span.start :])[0]
    return bool(_OTHER_MONEY.search(clause)) and not _SPENDING.search(said)


def _of_a_meeting(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether the only day told is that of a meeting, and something else that was done is asked about.

    专家组哪天来检查 is not told by 3月17日，复审动员大会召开.
    """
    best = evidence[0]
    if query.type is not QuestionType.WHEN or _OF_MEETINGS.search(fold(query.text)):
        return False
    told_then = _DATED_MEETING.match(fold(best.text[short_answer(query, best)[0].end :]))
    asked = take_apart(fold(query.text))
    tagged = tag(asked.behind or asked.before)
    verbs = [word for word, label in tagged if label[0] == "v" and word in query.words]
    if told_then is None or not verbs:
        return False
    return not any(holds(told_then.group(), word) for word in verbs)
