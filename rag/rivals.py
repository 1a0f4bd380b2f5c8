"""Tell whether a sentence speaks of another thing of the sort that a question names: 横墩镇, not 双荡镇."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.rarity import rarity
from index.types import Article
from index.words import fold, tag
from rag.evidence import Evidence, heading_and_lead, told
from rag.names import HERE
from rag.understand import ASKED, Query

OWN = 0.55  # rarity from which what stands before a sort is a name
LONGEST = 4  # characters of a name to which words of many names (第一, 技术) are lengthened
SURE = 0.9  # the same of a verb
_SORTS = (  # what the names of a sort of things end with, at the end of a word
    "(?:^|(?<=..))新区$|(?<=^.新)区$|(?:(?<![社片园景校院小市城地辖街库灾山新])区|县)(?:委|$)",
    "街道$|[镇乡]$",
    "社区$|村$",
    "大?桥$|大道$|[路街]$",
    "医院$|卫生院$",
    "[中小]学$|学校$|幼儿园$|高中$",
    "银行$",
    "公园$",
    "公司$|集团$|研究院$|研究所$",
    "水库$|电站$|电厂$",
    "(?<!政治)(?<!^党.)[委厅局办署]$",
    "观摩组$|考察团$|督导组$|调研组$|专家组$|检查组$|代表团$|巡察组$",
)
_BODY = next(sort for sort, ends in enumerate(_SORTS) if "厅" in ends)
_LEVELS = re.compile(r"[省市区县]委(?=宣传|组织|统战|政法|党校|办|书记|常委)")
_THINGS = tuple(map(re.compile, _SORTS))
_NAME = re.compile("[一-鿿]+")
_LOOSE = re.compile(
    r"[的了在到从和与及各这那哪某本该全个几一二三四五六七八九十多少是有被把向对为于由去来说讲什么谁何怎吗呢我你他们两让任均年月日]|乡镇"
)


def rival(query: Query, evidence: Sequence[Evidence]) -> tuple[str, str] | None:
    """Name the thing of a question that the best sentence is not about, and the one that it names instead.

    What headline, lead or the sentence before name is meant all the same.
    """
    best = evidence[0]
    asked, near, whole = fold(query.text), _near(best.article, best), fold(best.article.whole)
    theirs = _named(fold(best.text)) + _named(near)
    for sort, name, end in _named(ASKED.sub("，", asked)):
        known = _is_known(name, end, asked, whole) if sort == _BODY else _key(name) in near
        if known or name in HERE:
            continue
        for kind, other, tail in theirs:
            if kind == sort and _key(other) not in asked:
                return name + end, other + tail
    levels = [level for level in _LEVELS.findall(asked) if level not in whole]
    held = [level for level in _LEVELS.findall(near) if level not in asked]
    return (levels[0], held[0]) if levels and held else None


def _is_known(name: str, end: str, asked: str, whole: str) -> bool:
    """Tell whether a report holds a body, or its long or its short name: 卫生健康委员会, 人社厅."""
    held = {match[1] for match in re.finditer(f"(?=([一-鿿]{{2}}{end[-1]}))", whole)}
    long = re.search("[一-鿿]{0,3}".join((name + end)[-3:]), whole)
    return bool(long) or any(re.search("[一-鿿]{0,6}".join(short), asked) for short in held)


def _key(name: str) -> str:
    """Give the end of a name that tells it from others."""
    return name[-2:] if rarity(name[-2:]) >= OWN else name[-LONGEST:]


def _near(article: Article, best: Evidence) -> str:
    """Join a sentence with the one before it, the headline and the first sentence, folded."""
    spans = told(article)
    place = next((i for i, span in enumerate(spans) if span == best.span), 0)
    parts = [article.text[s.start : s.end] for s in spans[max(0, place - 1) : place + 1]]
    return fold(" ".join((heading_and_lead(article), *parts)))


@lru_cache(maxsize=2_000)
def _named(text: str) -> tuple[tuple[int, str, str], ...]:
    """List the things of a folded text that bear a name: the sort, the name, what they are."""
    return tuple(_things(tag(text)))


def _things(words: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    """Find the names: what stands before the sort in its word, else the words before it that make a name."""
    for place, (word, label) in enumerate(words):
        for sort, pattern in enumerate(_THINGS):
            found = pattern.search(word)
            if not found:
                continue
            name, kind, first = word[: found.start()], label, place
            if len(name) == 1:
                continue  # 乡村, 道路
            while first and len(name) < LONGEST and (len(name) < 2 or rarity(name) < OWN):
                first -= 1
                before, its_kind = words[first]
                short = len(before) == 1 and name
                if short or not _NAME.fullmatch(before) or _LOOSE.search(before):
                    break
                name, kind = before + name, kind if name else its_kind
            sure = 0.0 if sort == _BODY else SURE if kind[0] in "vd" else OWN
            if 1 < len(name) <= 8 and not _LOOSE.search(name) and rarity(name) >= sure:
                yield sort, name, found.group()
