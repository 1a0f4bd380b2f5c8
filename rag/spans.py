"""Find what can be a short answer in a sentence: quantities, dates, people, places, organisations, titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from index.rarity import rarity
from index.surnames import COMPOUND, SINGLE
from index.words import fold, tag


class MentionKind(StrEnum):
    """What a mention names."""

    QUANTITY = "quantity"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    TITLE = "title"
    PHRASE = "phrase"
    CODE = "code"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters `start` to `end` of the text it was found in, and what they name."""

    start: int
    end: int
    kind: MentionKind


_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_HAN = "零〇一二两三四五六七八九十百千万亿"
_HAN_NUMBER = rf"[{_HAN}]+"
_UNIT = (
    r"(?:亿美元|亿元|万美元|万元|美元|欧元|日元|元|块钱|平方公里|平方千米|平方米|立方米|公里|千米|厘米|毫米|米|公顷|万亩|亩|万吨|吨|公斤|千克|克|升|"
    r"个百分点|个[位名]次|[个位名]次|个月|个小时|小时|分钟|秒|周年|年级|大(?=[一-鿿])|余?[家个次项人名位条所岁届期天年件场辆户对版种座套台处批类组笔度倍成支枚例本部间张份级头只株棵艘架亿万字分点])"
)
_QUANTITY = re.compile(
    rf"(?<![\d.-])(?:第|约|近|超过|超|逾|达到?|至少|不少于)?(?:{_DIGITS}(?:百|千|万|亿)*[多余]?(?:{_UNIT}|%|‰|℃)?(?:{_DIGITS}{_UNIT})*|百分之{_HAN_NUMBER}|(?<![{_HAN}])(?!零部){_HAN_NUMBER}[多余]?{_UNIT})"
    r"(?![\d-])(?:[一-鿿]?以[上下])?"
)
_DATE = re.compile(
    r"(?:\d{4}年|[一二〇零○]{4}年|今年|去年|明年|前年|当年)?(?:\d{1,2}月(?:份|底|初|中旬|上旬|下旬)?)?(?:\d{1,2}[日号])?(?:上午|下午|晚上?|凌晨|中午|早上|傍晚)?(?:\d{1,2}[时点:](?:\d{1,2}分?|半)?)?"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}(?:[-—–~至到]+\d{4})年|[正一二三四五六七八九十]{1,2}月(?:初?[一二三四五六七八九十]{1,3}日?)?|(?:星期|周)[一二三四五六日天]|世纪\d{2}年代|\d{2}世纪(?:\d{2}年代)?|近日|日前|昨[天日]|[上下]个?(?:月|周|半年)|[一二三四]季度|年[初底末]"
)
_NAME = rf"(?:{'|'.join(COMPOUND)}|[{SINGLE}])[一-鿿]{{1,2}}"
# What may stand before a name (the end of a post, a mark, small words) and what shows that it has ended.
_BEFORE = (
    r"(?<![一-鿿\d])|(?<=[记长任员席授士家者导表手人师志理裁作由是为和与及])|(?<=通讯员)"
    r"|(?<=选举)|(?<=任命)|(?<=免去)|(?<=聘任)|(?<=提名)"
)
_AFTER = (
    r"主持|出席|参加|指出|强调|要求|表示|介绍|说|讲话|陪同|带领|带队|率|一行|致辞|宣布|传达|宣读|在|到|先后|来到|认为|告诉|调研|担任|任|为|是|和|与|"
    r"等|向|对|将|曾|于|的|及|以|也|还|就|从|被|获|同|会见|会议|分别|(?<![工合操创动写著])作(?=[一-鿿]{0,8}(?:报告|部署|讲话|检查|发言|动员|总结|安排|介绍|交流|推介|辞|说明))|搭档|夺|摘得|饰演|执导|领衔|联袂|主演|出演|斩获|当选|同志|先生|女士|教授|博士|老师|书记|主任|市长|局长|[^一-鿿]|$"
)
_PERSON = re.compile(rf"(?:{_BEFORE})(?!(?<=同志)任)({_NAME}?)(?={_AFTER})")
_IN_NAME = re.compile(  # 赵文和，  路有为说
    r"和(?=[，,。；;、在]|致[辞词]|表示|介绍|强调|指出|出席|主持|一行|说)|为(?=[，,。；;、]|表示|介绍|说(?!明))"
)
_CALLED = re.compile(r"同志|先生|女士")
_POSTED = re.compile(r"(?:书记|[部市省县区局院行校会]长|主任|主席|董事长|总经理)$")
_APPOINTED = re.compile("选举|任命|免去|聘任|提名")
_NO_NAME = re.compile(
    r"曾(?:先后|经|任|获|多次)|何[时地人种原因缘故处物名以年日事]|党[组委工政支总公]|.?[谁哪啥]|..[谁哪啥]"
)
_NO_NAME_END = frozenset("吗呢吧啊呀的了么区市县省镇乡村院局部厅园路会团司组岛山河湖江坊角")
_LIKELY = re.compile(rf"(?:{_NAME})(?<![区市县省镇乡村院局部厅园路会团司组岛山河湖江坊角])")
# Characters that write the sounds of foreign names; those around a name (总统巴拉克·奥巴马说) are none.
_SOUNDS = (
    "阿埃艾爱安昂奥澳巴白柏拜班邦保鲍贝本比彼毕宾波伯博布查察茨慈达戴丹德登邓迪蒂丁杜敦多俄厄恩尔法凡范菲费芬丰冯佛夫弗福富盖甘"
    "戈格葛根古瓜圭哈海汉豪赫黑亨洪侯胡华惠霍基吉纪季加贾简杰捷金津卡凯坎康考柯科克肯孔库夸昆拉腊莱赖兰朗劳勒雷蕾里利莉丽连廉列林"
    "琳龙隆卢鲁路露伦罗洛吕马玛迈麦买曼芒毛梅门蒙孟米密敏明摩莫墨默姆木穆内纳娜南尼涅宁纽农努诺欧帕派潘庞培佩彭皮匹平珀坡普奇齐契"
    "恰强乔切钦琴琼丘屈让热仁荣茹儒瑞若萨塞赛桑瑟森沙莎山尚绍舍申圣施什石史士舒朔斯丝思苏素索塔泰坦汤唐陶特腾提廷图托瓦万旺威维韦"
    "魏温翁沃乌吴伍武西希锡席夏香谢逊雅亚延扬耶叶伊依易因英永尤雨约赞泽扎詹珍芝治兹朱卓佐祖东顿盛别策吐罕珊斐喀冈娅娃妮姬婷芙黛琪吾江汗孜"
)
_FOREIGN = re.compile(rf"[{_SOUNDS}]{{1,6}}(?:[·•][{_SOUNDS}]{{1,8}})+|[A-Z][a-z]+(?: [A-Z][a-z]+)+")
_PLACE_END = re.compile(
    r"(?:省|市|县|区|镇|乡|村|街道|路|社区|小区|广场|公园|大厦|中学|小学|幼儿园|大学|学院|医院|中心|展厅|馆|园|基地|城|港|站|机场|岛|山|河|湖|江|州|国|寺|桥|楼|厅|会场|洲|海|洋|湾|半岛|点)$"
)
_ORGANISATION_END = re.compile(
    r"(?:公司|集团|银行|研究院|研究所|大学|学院|中学|小学|幼儿园|医院|委员会|管委会|党工委|市委|省委|县委|局|厅|部|中心|协会|学会|联合会|妇联|法院|检察院|报社|电视台|办公室|办事处|街道|俱乐部|队|乐团|组织|基金会|出版社|商会|支行|股份|科技|药业|重工)$"
)
_ROLE_END = re.compile(
    r"(?:负责人|负责同志|领导|领导班子|代表|专家|人员|干部|职工|书记|主任|部门|单位|街道|企业|志愿者|群众|居民)$"
)
_TITLE = re.compile(r"《[^《》]{1,60}》|“[^“”]{1,30}”|\"[^\"]{1,30}\"|「[^「」]{1,30}」|『[^『』]{1,30}』")
_CODE = re.compile(
    r"(?<![a-z0-9])(?=[a-z@._/-]{0,40}\d)[a-z0-9][a-z0-9@._/-]{3,60}[a-z0-9]|[a-z0-9._-]{1,40}@[a-z0-9.-]{3,40}|(?<=总)第\d+期"
)
NAMELY = 0.9  # rarity from which two characters behind a post are a name, whatever they look like (部长钟山)
WORDY = 0.7  # rarity up to which a word shows that what it is part of is no name (熊猫血)
EVERYDAY = 0.6  # rarity up to which a word of two characters is no name
_WRITTEN = frozenset({MentionKind.DATE, MentionKind.QUANTITY, MentionKind.TITLE, MentionKind.CODE})
_NOUN_TAGS = frozenset("n ns nt nz nr nrt nrfg j b vn l eng s ng an i nw".split())
_NAME_TAGS = {
    "nr": MentionKind.PERSON,
    "nrt": MentionKind.PERSON,
    "nrfg": MentionKind.PERSON,
    "ns": MentionKind.PLACE,
    "nt": MentionKind.ORGANISATION,
}


def mentions(text: str, kinds: frozenset[MentionKind]) -> list[Mention]:
    """Find the mentions of these kinds, in order; of two that overlap the earlier, then the longer, stays."""
    every = _written(text) if kinds <= _WRITTEN else _all(text)
    found = sorted((m for m in every if m.kind in kinds), key=lambda m: (m.start, -m.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


@lru_cache(maxsize=50_000)  # the sentences of an archive are met again with every question
def _all(text: str) -> tuple[Mention, ...]:
    folded = fold(text)
    tagged = _Tagged.of(folded)
    return (*_people(folded, tagged), *_written(text), *_by_tag(folded, tagged))


@lru_cache(maxsize=50_000)
def _written(text: str) -> tuple[Mention, ...]:
    """Find what its characters alone tell, without a dictionary: _WRITTEN, and foreign names."""
    folded = fold(text)
    patterns = (
        (_FOREIGN, MentionKind.PERSON, text),
        (_DATE, MentionKind.DATE, folded),
        (_QUANTITY, MentionKind.QUANTITY, folded),
        (_TITLE, MentionKind.TITLE, text),
        (_CODE, MentionKind.CODE, folded),
    )
    return tuple(
        Mention(*match.span(), kind)
        for pattern, kind, source in patterns
        for match in pattern.finditer(source)
        if match.group()
    )


@dataclass(frozen=True, slots=True)
class _Tagged:
    """Words of a text as (start, end, part of speech); where they start and end, and which are no names."""

    words: tuple[tuple[int, int, str], ...]
    starts: frozenset[int]
    ends: frozenset[int]
    common: frozenset[tuple[int, int]]
    folded: str

    @classmethod
    def of(cls, folded: str) -> _Tagged:
        words, start = [], 0
        for word, label in tag(folded):
            words.append((start, start + len(word), label))
            start += len(word)
        return cls(
            tuple(words),
            frozenset(start for start, _, _ in words),
            frozenset(end for _, end, _ in words),
            frozenset((start, end) for start, end, label in words if label not in _NAME_TAGS),
            folded,
        )

    def may_be_name(self, start: int, end: int) -> bool:
        """Tell whether the characters are whole words of the dictionary's cut, and no one common word."""
        return start in self.starts and end in self.ends and (start, end) not in self.common

    def is_made_of_words(self, start: int, end: int) -> bool:
        """Tell whether the characters are an everyday word or place and what follows (项目由, 商河时)."""
        inside = [
            word for word in self.words if start <= word[0] and word[1] <= end and word[1] - word[0] > 1
        ]
        return end - start > 2 and any(
            label == "d" or (begin == start and (label == "ns" or rarity(self.folded[begin:stop]) < WORDY))
            for begin, stop, label in inside
            if (begin, stop) != (start, end) and self.folded[begin:stop] not in COMPOUND
        )


def _people(folded: str, tagged: _Tagged) -> Iterator[Mention]:
    for match in _PERSON.finditer(folded):
        start, end = match.span(1)
        if _IN_NAME.match(folded, end) and end - start == 2:
            end += 1
        behind_post = _POSTED.search(folded[max(0, start - 3) : start])
        plain = tagged.is_made_of_words(start, end) or _lives(folded[start:end])
        if _NO_NAME.match(folded, start) or (plain and not behind_post):
            continue
        usual = folded[end - 1] not in _NO_NAME_END and tagged.may_be_name(start, end)
        rare = rarity(folded[start:end])
        called = rare > EVERYDAY and _CALLED.match(folded, end)
        named = rare > NAMELY and _APPOINTED.search(folded[max(0, start - 2) : start])
        if usual or called or named or (rare > NAMELY and _POSTED.search(folded[max(0, start - 3) : start])):
            yield Mention(start, end, MentionKind.PERSON)


def _by_tag(folded: str, tagged: _Tagged) -> Iterator[Mention]:
    """Take the names that the dictionary knows, and runs of nouns, by their last characters."""
    after = [*(label for *_, label in tagged.words[1:]), ""]
    for (start, end, label), following in zip(tagged.words, after, strict=False):
        if label[:2] == "nr" and end - start == 3 and folded[end - 1] == "来" and following == "ns":
            end -= 1  # 林武来济宁
        if label[:2] == "nr" and end - start == 3 and folded[end - 1] == "及":
            end -= 1  # 赵鲁及有关部门
        if (
            label in _NAME_TAGS
            and end - start > 1
            and (label[:2] != "nr" or _is_named(folded, start, end, noted=label == "nrfg"))
        ):
            yield Mention(start, end, _NAME_TAGS[label])
    for start, end in _noun_phrases(tagged):
        phrase = folded[start:end]
        yield Mention(start, end, MentionKind.PHRASE)
        if _ROLE_END.search(phrase):
            yield Mention(start, end, MentionKind.ROLE)
        if _PLACE_END.search(phrase):
            yield Mention(start, end, MentionKind.PLACE)
        if _ORGANISATION_END.search(phrase):
            yield Mention(start, end, MentionKind.ORGANISATION)


def _is_named(folded: str, start: int, end: int, *, noted: bool) -> bool:
    """Tell a person of the tagger from a verb (连成了), who lives in a region (唐山人), a question word."""
    word = folded[start:end]
    if (
        _NO_NAME.match(word)
        or folded[end : end + 1] in ("了", "着", "过")
        or folded.endswith("多少", 0, start)
    ):
        return False  # 连成了, 多少钱建
    return noted or (_is_likely_name(word) and not _lives(word))


def _lives(word: str) -> bool:
    """Tell who lives in a region (唐山人), or how they speak."""
    return len(word) == 3 and word[-1] in "人话" and rarity(word[:2]) < NAMELY


def _is_likely_name(word: str) -> bool:
    """Tell a name from the everyday words that the dictionary takes for one (文明, 高度)."""
    likely = _LIKELY.fullmatch(word) or (len(word) == 3 and re.fullmatch(rf"{_NAME}[山江河湖]", word))
    return bool(likely) and (len(word) > 2 or rarity(word) > EVERYDAY)


def _noun_phrases(tagged: _Tagged) -> Iterator[tuple[int, int]]:
    """Join neighbouring nouns; a run of one character is no phrase."""
    start: int | None = None
    for begin, _, label in (*tagged.words, (tagged.words[-1][1] if tagged.words else 0, 0, "x")):
        if label in _NOUN_TAGS:
            start = begin if start is None else start
        elif start is not None:
            if begin - start > 1:
                yield start, begin
            start = None
