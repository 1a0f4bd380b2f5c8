"""The people and the organisations that articles name, with the articles that name each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from index.rarity import rarity
from index.surnames import COMPOUND, SINGLE
from index.types import Article
from index.words import fold, tag

_POST = (
    "书记|主任|[省市区县镇乡局部厅院行校园所站会董事处科台社馆组队]长|总经理|经理|总裁|主席|秘书|委员|常委|领导|负责人|代表|董事|总理|总统|院士|教授|博士|老师|医生|"
    "主编|编辑|教练|记者|通讯员|同志|司令|大使|专家|研究员|发言人|队员|选手|导演|演员|作家|学者|律师|医师|工程师|居民|村民|市民|员工|职工|学生|业主"
)
_DEED = (
    "主持|出席|参加|指出|强调|要求|表示|介绍|说|讲话|陪同|带领|带队|率|一行|致[辞词]|宣布|传达|宣读|认为|告诉|调研|会见|同志|教授|博士|老师|书记|主任|市长|区长|局长|"
    "等(?:领导|同志)?(?:参加|出席|陪同)"
)
_NAME = rf"(?:{'|'.join(COMPOUND)}|[{SINGLE}])[一-鿿]{{1,2}}"
_END = rf"(?={_DEED}|在|到|先后|来|任|为|是|和|与|及|等|向|对|将|[^一-鿿]|$)"
_SURE = re.compile(rf"(?:{_POST})((?:{_NAME}?{_END}[、，和与及]?)+)|(?<![一-鿿])({_NAME}?)(?:{_DEED})")
_LOOSE = re.compile(rf"(?<![一-鿿])({_NAME}?){_END}")
_ONE = re.compile(rf"({_NAME}?)(?=[、，和与及]|$)")
_NO_NAME = re.compile(
    r"[吗呢吧啊呀的了么们等及和与某性科社来副区市县省镇乡村院局部厅园路会团司组岛山河湖江]$|先生$|女士$|书记$|主任$|指出$|表示$"
)
_EVERYDAY = 0.72  # rarity up to which the dictionary's word for a name is no name (顾问, 荣誉)
_ORGANISATION = re.compile(
    r"(?:公司|集团|银行|研究院|研究所|实验室|大学|学院|中学|小学|幼儿园|医院|委员会|[管党]?工?委会?|(?<![格布大结定时当新全棋困僵骗饭])局|(?<![餐展客大前])厅|"
    r"(?:宣传|组织|统战|武装|国防|外交|教育|财政|商务|建设|资源|保障|交通|运输|水利|农村|旅游|科技|公安|民政|司法|应急管理|信息化|指挥)部|协会|学会|联合会|妇联|法院|检察院|"
    r"报社|电视台|通讯社|办公室|办事处|基金会|出版社|商会|支行|分行|股份|药业|重工|街道|政府|联盟|中心|俱乐部|乐团|艺术团|博物馆|图书馆)$"
)
_GENERIC = re.compile(
    r"^(?:[各本该全两我一有某暨以报为]|相关|有关|其他|当地|地方|所属|上级|下属|基层|重点|大型|中小|广大|部分|领会)|代表|各街道$|常委$"
)
_REGIONS = "省市县区州国"
HERE = (
    "中国",
    "全国",
    "我国",
    "国内",
    "外国",
    "国外",
    "境外",
    "海外",
    "本地",
    "当地",
)  # reports say 我国, or nothing
_PLACE_ENDS = (
    "省市县区州国镇乡村路街道桥山河湖江岛港湾洲寺园城站馆院场厂矿社校里角口坝峡关集营屯庄堡寨沟滩浦敦"
)
_LANDS = frozenset(
    "日本 印度 伊朗 朝鲜 越南 缅甸 老挝 蒙古 约旦 也门 埃及 南非 希腊 荷兰 瑞典 瑞士 挪威 芬兰 "
    "波兰 捷克 丹麦 古巴 巴西 智利 秘鲁 广西 新疆 西藏 宁夏 香港 澳门".split()
)
_NOUNS = frozenset("n ns nt nz nr nrt j b eng ng l s".split())
_TELLING = 0.66  # rarity of the rarest word in the name of an organisation: 保险公司 and 科技公司 name no one
_LEAST = 4  # characters of such a name


@dataclass(frozen=True, slots=True)
class Named:
    """Who is named in one article: people for sure, what may be people, and organisations."""

    people: frozenset[str]
    perhaps: frozenset[str]
    organisations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Names:
    """Map each person and each organisation to the ids of the articles that name it, the most named first."""

    people: Mapping[str, tuple[str, ...]]
    organisations: Mapping[str, tuple[str, ...]]

    def of(self, name: str) -> tuple[str, ...]:
        """List the ids of the articles that name somebody or something."""
        return self.people.get(name) or self.organisations.get(name) or ()

    def within(self, article: str) -> list[str]:
        """List who is named in the article of an id, the most named of the archive first."""
        return [
            name for group in (self.people, self.organisations) for name in group if article in group[name]
        ]


def named_in(article: Article) -> Named:
    """Read one article. People are sure where a post stands before them or a deed after (书记陈成华主持)."""
    text = fold(f"{article.title}\n{article.subtitle}\n{article.text}")
    tagged = tag(text)
    common = {word for word, label in tagged if label[:2] != "nr"}
    sure = {name for match in _SURE.finditer(text) for name in _people(match)}
    known = {word for word, label in tagged if label == "nrfg"}  # the dictionary's people of note
    names = _longest({name for name in sure - common if _is_name(name)} | known)
    perhaps = {match.group(1) for match in _LOOSE.finditer(text)}
    perhaps |= {word for word, label in tagged if label[:2] == "nr" and 1 < len(word) < 5}
    writers = {*article.reporters, *article.correspondents}
    return Named(frozenset(names - writers), frozenset(perhaps - writers), frozenset(_organisations(tagged)))


def gather(named: Mapping[Article, Named]) -> Names:
    """Count over all articles: who is sure to be a person in one of them is one wherever the name stands."""
    sure = frozenset[str]().union(*(found.people for found in named.values()))
    people: dict[str, list[str]] = {}
    organisations: dict[str, list[str]] = {}
    for article, found in named.items():
        for name in _longest({*found.people, *(found.perhaps & sure)}):
            people.setdefault(name, []).append(article.id)
        for name in found.organisations:
            organisations.setdefault(name, []).append(article.id)
    return Names(_ranked(people), _ranked(organisations))


def _ranked(found: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    order = sorted(found, key=lambda name: (-len(found[name]), name))
    return {name: tuple(found[name]) for name in order}


def _people(match: re.Match[str]) -> Iterator[str]:
    listed, alone = match.groups()
    yield from [alone] if alone else _ONE.findall(listed)


def _is_name(name: str) -> bool:
    return not _NO_NAME.search(name) and rarity(name) > _EVERYDAY


def _longest(names: set[str]) -> set[str]:
    """Leave out a name that only begins another: 刘章 beside 刘章箭."""
    return {name for name in names if not any(other != name and other.startswith(name) for other in names)}


def _organisations(tagged: Iterable[tuple[str, str]]) -> Iterator[str]:
    run: list[str] = []
    for word, label in (*tagged, ("", "")):
        if label in _NOUNS:
            run.append(word)
            continue
        name = "".join(run)
        named = len(name) >= _LEAST and _ORGANISATION.search(name) and not _GENERIC.search(name)
        if named and max(map(rarity, run)) >= _TELLING:
            yield name
        run = []


def is_place(word: str) -> bool:
    """Tell a place from short words that the tagger takes for one (城市): 南京 is known by 南京市."""
    known = any(rarity(word + end) < 1 for end in _REGIONS)
    ends = word[-1] in _PLACE_ENDS or len(word) > 3 or rarity(word) < 1
    return (len(word) > 2 and ends) or known or word in _LANDS or word[-1] in "国洲"
