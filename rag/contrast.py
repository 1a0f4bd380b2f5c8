"""Tell whether a sentence speaks of another thing than is asked: women, not men; a plan, not a fact."""

from __future__ import annotations

import re

from index.words import fold
from rag.understand import ASKED, Query, QuestionType

_NTH = re.compile(r"第(?P<n>[一二三四五六七八九十]+|\d+)(?P<unit>[一-鿿])")
_FIRST = re.compile("首届")
_ALTERNATIVES = (
    ("男", "女"),
    ("单打", "双打"),
    ("出口", "进口", "进出口"),
    ("最高", "最低"),
    ("最大", "最小"),
    ("最多", "最少"),
    ("开幕", "闭幕"),
    ("冠军", "亚军", "季军"),
    ("特等奖", "一等奖", "二等奖", "三等奖"),
    ("金牌", "银牌", "铜牌"),
    ("夏季", "冬季", "春季", "秋季"),
    ("城镇", "农村", "乡村"),
    ("小学", "初中", "高中"),
    ("本科", "专科", "硕士", "博士"),
    ("收入", "支出"),
    ("开工", "竣工", "完工"),
    ("出生", "死亡"),
    ("一期", "二期", "三期"),
)
_PLANNED = re.compile(r"目标|预期|预计|计划|力争|争取|有望|将达")
_AHEAD = re.compile(rf"{_PLANNED.pattern}|将|要|打算|规划|(?<![社机协学工大])会(?![议上场员])")
_QUESTION_END = re.compile(r"[？?][”\"’』」]?\s*$")


def contrary(query: Query, text: str, heading: str) -> bool:
    """Tell whether a sentence names another of a series or pair than the question, and not the one asked.

    What the `heading` of its report numbers (第七届) need not be numbered again.
    """
    asked, said = (_FIRST.sub("第一届", fold(words)) for words in (query.text, text))
    numbered = {match["unit"]: match["n"] for match in _NTH.finditer(asked)}
    held = {(match["n"], match["unit"]) for match in _NTH.finditer(said)}
    known = held | {
        (match["n"], match["unit"]) for match in _NTH.finditer(_FIRST.sub("第一届", fold(heading)))
    }
    for unit, number in numbered.items():
        if (number, unit) not in known and any(other == unit for _, other in held):
            return True
    return any(_other(asked, said, words) for words in _ALTERNATIVES)


def _other(asked: str, said: str, words: tuple[str, ...]) -> bool:
    ours = [word for word in words if word in asked and not _within(word, words, asked)]
    theirs = [word for word in words if word in said and not _within(word, words, said)]
    return len(ours) == 1 and bool(theirs) and ours[0] not in theirs


def _within(word: str, words: tuple[str, ...], text: str) -> bool:
    """Tell whether a word stands in a text only inside a longer one of its series: 出口 in 进出口."""
    longer = [other for other in words if word in other and other != word and other in text]
    return any(text.count(other) == text.count(word) for other in longer)


def looks_ahead(query: Query) -> bool:
    """Tell whether a question asks for what is to come."""
    return bool(_AHEAD.search(fold(query.text)))


def planned(query: Query, text: str) -> bool:
    """Tell whether a sentence speaks of a plan, where a number is asked for that came to be."""
    plain = query.type is QuestionType.HOW_MANY and not looks_ahead(query)
    return plain and bool(_PLANNED.search(fold(text)))


def asking(text: str) -> bool:
    """Tell whether a sentence is a question itself, such as a headline that asks."""
    return bool(_QUESTION_END.search(text) and ASKED.search(fold(text)))
