"""Tell whether a sentence speaks of another thing of the sort that a question names: 横墩镇, not 双荡镇."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.rarity import rarity
from index.types import Article
from index.words import fold, tag
from rag.evidence import REACH, Evidence, heading_and_lead, told
from rag.names import HERE
from rag.understand import ASKED, Query

OWN = 0.55  # rarity from which what stands before a sort is a name
LONGEST = 4  # characters of a name to which words of many names (第一, 技术) are lengthened
SPELT = 8  # characters before a name that may spell it out
SURE = 0.9  # the same of a verb
_ENDS = (  # of the names of one sort of things; bodies first
    "(?<!政治)(?<!^党.)[委厅局办署]$",
    "(?:^|(?<=..))新区$|(?<=^.新)区$|(?:(?<![社片园景校院小市城地辖街库灾山护胜税新])区|县)(?:委|$)",
    "街道$|[镇乡]$",
    "社区$|村$",
    "大?桥$|大道$|(?<!公)[路街]$",
    "医院$|卫生院$",
    "[中小]学$|学校$|幼儿园$|高中$",
    "银行$",
    "公园$",
    "公司$|集团$|研究院$|研究所$",
    "水库$|电站$|电厂$",
    "观摩组$|考察团$|督导组$|调研组$|专家组$|检查组$|代表团$|巡察组$",
)
_BODY = 0
_LEVELS = re.compile(
    r"(?P<level>[省市区县])(?P<body>委(?=宣传|组织|统战|政法|党校|办|书记|常委)|[一-鿿]{2,4}?[局厅](?![部面]))"
)
_THINGS = tuple(map(re.compile, _ENDS))
_NAME = re.compile("[一-鿿]+")
_LOOSE = re.compile(
    r"[的了在到从和与及各这那哪某本该全个几一二三四五六七八九十多少是有被把向对为于由去来说讲什么谁何怎吗呢我你他们两让任均年月日]|乡镇"
)


def is_of_another(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether the best sentence names another thing of a sort than the question, and not that one.

    What headline, lead or the sentence before name is meant all the same.
    """
    best = evidence[0]
    asked, near, whole = fold(query.text), _near(best.article, best), fold(best.article.whole)
    theirs = {(sort, _key(name)) for sort, name, _ in _named(fold(best.text)) + _named(near)}
    for sort, name, end in _named(ASKED.sub("，", asked)):
        if (
            name in HERE
            or _is_known(sort, (name, end), asked, whole)
            or (sort != _BODY and _key(name) in near)
        ):
            continue
        if any(kind == sort and key not in asked for kind, key in theirs):
            return True
    levels, held, there = (
        set(_LEVELS.findall(text.replace("县委", "区委"))) for text in (asked, whole, near)
    )
    bodies = {body for level, body in there if (level, body) not in levels}
    return any(body in bodies for level, body in levels - held)


def own_first(query: Query, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Put the sentence in front that names what the question names, where the best names another of its sort.

    Of 高新区去年产值多少: not what 经开区 made, where 高新区 is told of about as well.
    """
    if not evidence:
        return []
    best, said = evidence[0], fold(evidence[0].text)
    near = [e for e in evidence if e.score > best.score - REACH and (e.wanted or not best.wanted)]
    asked = [(sort, _key(name) + end) for sort, name, end in _named(ASKED.sub("，", fold(query.text)))]
    for sort in dict.fromkeys(sort for sort, _ in asked):
        keys = [key for kind, key in asked if kind == sort]
        if any(key in said for key in keys) or all(kind != sort for kind, _, _ in _named(said)):
            continue
        if own := next((e for e in near if any(key in fold(e.text) for key in keys)), None):
            return [own, *(e for e in evidence if e is not own)]
    return list(evidence)


def _is_known(sort: int, named: tuple[str, str], asked: str, whole: str) -> bool:
    """Tell whether a report holds a name by its long or its short form: 卫生健康委员会, 人社厅, 交投集团."""
    (name, end), text = named, "".join(named)
    before = asked[: asked.find(text) + len(text)][-len(text) - SPELT :]
    held = {match[1] for match in re.finditer(f"(?=([一-鿿]{{2}}{end}))", whole)}
    short = len(end) < 3 and any(
        re.search("[一-鿿]{0,6}".join(one) + "$", before) for one in held - {text[-len(end) - 2 :]}
    )
    long = sort == _BODY and re.search("[一-鿿]{0,3}".join(text[-3:]), whole)
    alike = sort == _BODY and any(set(one[:2]) & set(name[-2:]) for one in held)  # 环保局, 环境局
    return bool(short or long or alike)


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
            if not found or (len(word) == 1 and label[0] == "v"):  # 在哪个地方|办的
                continue
            name, kind, first = word[: found.start()], label, place
            if len(name) == len(found.group()) == 1:
                continue  # 乡村, 道路
            while first and len(name) < LONGEST and (len(name) < 2 or rarity(name) < OWN):
                first -= 1
                before, its_kind = words[first]
                short = len(before) == 1 and name
                if short or not _NAME.fullmatch(before) or _LOOSE.search(before):
                    break
                name, kind = before + name, kind if name else its_kind
            sure = 0.0 if sort == _BODY else SURE if kind[0] in "vd" else OWN
            whole = pattern.search(name + found.group())  # 示范片 + 区 is no region
            if whole and 1 < len(name) <= 8 and not _LOOSE.search(name) and rarity(name) >= sure:
                yield sort, name, found.group()
