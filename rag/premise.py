"""Check what a question takes for granted against the reports found: its people, days, posts and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.rarity import rarity
from index.surnames import COMPOUND, SINGLE
from index.times import period_spans
from index.types import Article
from index.words import fold, ngrams, tag
from rag.evidence import FEATURES, Evidence, dated, told
from rag.facts import DOWN, UP, Number, days, numbers
from rag.names import is_place
from rag.officers import held_titles
from rag.phrases import PREMISE_DATED, PREMISE_DIFFERS, PREMISE_NOT_THERE
from rag.remarks import deeds_named, doers, remarks
from rag.spans import MentionKind, mentions
from rag.understand import ASKED, Query, QuestionType

RARE = 0.9  # rarity of what may be a name
COMMON = 0.78  # rarity up to which what looks like a name is none (荣誉, 岳阳)
READ = 3  # articles in which a number is looked up
LIKELY, COMMONLY = 0.7, 0.6  # rarity of what is named, and of its like in the report
WINDOW = 14  # characters on each side that say what a figure is of
LARGE = 10_000  # from which a number without its unit counts something
SHARED = 2  # bigrams of theirs from which two figures are of one thing
TELLING = 0.3  # rarity up to which a word of the question may be missing from a report that dates it
_MISSING = FEATURES.index("missing")
_COMPARED = re.compile(r"[元%亩里吨家名个人]$")
_REACHED = re.compile(r"(?:超过?|突?破|达到?|过)了?$")  # 破两百亿了没 asks about the number
_SAYINGS = ("百年", "千年", "万年", "万家", "千家", "百家")  # figures of speech, or 100周年
_ASKS = re.compile(r"[哪几]$|多少$")
ORDINAL = re.compile(r"第[\d一二三四五六七八九十百]+[次届期号批名]|\d+号(?=[线楼院桥矿井机])|首届")
_SURNAME = re.compile(rf"(?=({'|'.join(COMPOUND)}|[{SINGLE}]))")
_EVENT = re.compile(r"[一-鿿]会(?:议|上|谁|由|的|是|什么)|仪式|典礼|论坛|会议|考察团|开业|奠基|揭牌|开工")
_ORGANISATION = re.compile(
    r"(?P<name>[一-鿿]{2,12}?)(?P<sort>研究院|研究所|中学|小学|大学|学院|幼儿园|医院|银行|集团|公司|协会|委员会|街道|产业园|园区|公园|码头|机场)"
)
_UNNAMED = re.compile(r"[各给跟那考导致的了个某被把向对]|什么")  # what stands in no name
_GENERIC = re.compile("^(?:关于|中华人民共和国)|(?:条例|意见|通知|办法|方案|规划|规定|法)$")
_RANKS = (
    ("特等奖", "一等奖", "二等奖", "三等奖"),
    ("冠军|夺冠|第一名", "亚军|第二名", "季军|第三名"),
    ("金牌|夺金|金奖", "银牌|银奖", "铜牌|铜奖"),
)
_SCOPE = re.compile(
    r"(?:(?P<world>全球|世界)|(?P<nation>全国|国内)|(?P<province>全省|省内|(?!.?全)[一-鿿]{2}省)"
    r"|(?P<city>全市|市内|(?!.?全)[一-鿿]{2}市)|(?P<county>全[区县]|[区县]内))的?(?P<what>首[家个批条座]|第一[家个批条座]|唯一)"
)
_LEVELS = ("world", "nation", "province", "city", "county")
_DEADLINE = re.compile(r"(?:力争|争取)到?(?P<year>20\d\d年)|[到至](?P<month>\d{1,2}月底)")
_TITLE = re.compile("《(?P<name>[^《》]{4,30})》")
_NAMED = ("ns", "nt", "nz")
_THINGS = ("n", "j")
_WORDS = re.compile(r"[一-鿿a-z\d]{2,}")
_AT = ("在", "于", "到", "赴", "至", "返回", "抵达", "来到", "走进", "前往")
_POST = re.compile("书记|主任|主席|委员|代表|经理|总裁|.{0,2}[长员]|同志|先生|女士|老师|教授|院士")
_CALLED = re.compile("书记|主任|主席|[局市县区镇乡部院校处科行]长|老师|教授|总")
_HELD = re.compile("开|办|[召开]开|举行|举办|开幕|开展")
_SORTS = ("产业", "项目", "行业", "企业", "领域", "方向")  # 支柱产业 may be what is called 主导产业
_FACILITY = re.compile(r"[堂馆厅院楼园店站场校厂港所桥]$")
_BESIDE = re.compile(r"[^一-鿿a-z\d]|的|[哪谁几]|什么|多少")
_PLACE_END = re.compile(r"(?<=..)[城市区县镇乡村街路桥局院校厂店站馆]$")
_TOWARDS = "向于和从管"  # surnames and small words both
_DAY = re.compile(r"(?:(?:19|20)\d{2}年)?(?:\d{1,2}月(?:\d{1,2}[日号])?)?")


def people_of(question: str, held: str) -> list[str]:
    """List the people that a folded question names: names that the reports know first, then likely ones.

    The reports tell where a name ends: 刘章箭讲 is no 刘章 where they write 刘章箭.
    """
    known: list[tuple[int, int]] = []
    for match in _SURNAME.finditer(question):
        start = match.start()
        sizes = (4, 3) if len(match.group(1)) > 1 else (3, 2)
        for size in sizes:
            name = question[start : start + size]
            if (
                len(name) == size
                and rarity(name) >= RARE
                and (not known or start >= known[-1][1])
                and not _is_thing(name)
                and _is_name(name, held)
            ):
                known.append((start, start + size))
                break
    found = [question[start:end] for start, end in known]
    for m in mentions(question, frozenset({MentionKind.PERSON})):
        name = question[m.start : m.end]
        if not _is_common(name) and all(m.end <= start or end <= m.start for start, end in known):
            found.append(name)
    return found


def _is_common(name: str) -> bool:
    """Tell whether what looks like a name is none: 荣誉, 麦子, 路多长, 卫生城; 林书记, 高中生, 文明办."""
    if (
        _CALLED.fullmatch(name[1:])
        or rarity(name) < COMMON
        or name[1:] == "子"
        or ASKED.search(name)
        or _is_thing(name)
    ):
        return True
    return (len(name) > 2 and name[0] in _TOWARDS) or (len(name) == 3 and rarity(name[:2]) < COMMON)


def _is_thing(name: str) -> bool:
    """Tell whether what looks like a name is a common word with a place behind it (卫生城)."""
    return bool(_PLACE_END.search(name)) and rarity(name[:-1]) < COMMON


def _is_name(name: str, held: str) -> bool:
    """Tell whether the reports use a string as a name: found by itself as one."""
    place = held.find(name)
    while place >= 0:
        window = held[max(0, place - 8) : place + len(name) + 6]
        start = min(place, 8)
        if any(
            (m.start, m.end) == (start, start + len(name))
            for m in mentions(window, frozenset({MentionKind.PERSON}))
        ):
            return True
        place = held.find(name, place + 1) if place < 20_000 else -1
    return False


def of_the_time(query: Query, article: Article) -> bool:
    """Tell whether a report is of the day, or of the year, that a question names; undated ones may be."""
    date = article.event_date or article.published
    if not query.times or not date:
        return True
    years = {time.year for time in query.times if time.year}
    if years and date.year not in years:
        return False
    return all(dated(replace(query, times=(time,)), article, "") >= 0 for time in query.times)


_BY = re.compile(r"到20\d\d年")  # what a meeting wants by then


@dataclass(frozen=True, slots=True)
class Difference:
    """What a question takes for granted, and what the reports say; `form` is the sentence that says so."""

    asked: str
    said: str
    form: str = PREMISE_DIFFERS

    @property
    def text(self) -> str:
        """Say it."""
        return self.form.format(asked=self.asked, said=self.said)


def mismatch(query: Query, evidence: Sequence[Evidence]) -> Difference | None:
    """Find what a question takes for granted and the reports tell otherwise."""
    if not evidence:
        return None
    articles = list({found.article.id: found.article for found in evidence}.values())
    checks = (
        _people(query, articles),
        _posts(query, articles),
        _figures(query, articles[:READ], fold(evidence[0].text)),
        _directions(query, evidence[0]),
        _days(query, articles[0]),
        _organisations(query, evidence[0]),
        _places(query, articles[0]),
        _likes(query, articles[0]),
        _titles(query, articles),
        _ranks(query, articles[0]),
        _deadlines(query, articles[0]),
        _scopes(query, evidence[0]),
    )
    return next((difference for check in checks for difference in check), None)


def tells_of(found: Evidence) -> bool:
    """Tell whether the report of a sentence speaks of all that is asked."""
    return found.features[_MISSING] < TELLING


def misdated(query: Query, evidence: Sequence[Evidence]) -> Difference | None:
    """Find the time that a question gives to what the reports date otherwise.

    Only where the report speaks of all that is asked: else it would confirm what nobody wrote.
    """
    best = max(evidence, key=lambda found: found.score)  # whatever its time
    date = best.article.event_date or best.article.published
    asked = max((match.group() for match in _DAY.finditer(fold(query.text))), key=len, default="")
    if query.type is QuestionType.HOW_MANY or not date or not asked or not tells_of(best):
        return None
    if of_the_time(query, best.article):
        return None
    return Difference(asked, date.words, PREMISE_DATED)


def untimely(query: Query, evidence: Sequence[Evidence]) -> Difference | None:
    """Find when the report of an event is, where the question names another year for it."""
    asked = fold(query.text)
    wrong = _EVENT.search(asked) and not _BY.search(asked) and not of_the_time(query, evidence[0].article)
    return misdated(query, evidence) if wrong else None


def _people(query: Query, articles: Sequence[Article]) -> Iterator[Difference]:
    """Check that who is said to have done something did it, in the report of the event asked about."""
    text = fold(query.text)
    names = people_of(text, fold("\n".join(f"{a.title}\n{a.subtitle}\n{a.text}" for a in articles)))
    timely = [
        article for article in articles if not query.times or dated(query, article, "") > 0
    ] or articles[:1]
    for name in names:
        there = [article for article in timely if name in fold(article.whole)]
        if not there and any(_begins(name, text, fold(article.text)) for article in articles):
            continue
        if not there or (len(timely) > 1 and timely[0] not in there):
            others = _who_spoke(timely[0])
            if others:
                yield Difference(name, others)
            else:
                yield Difference(name, timely[0].title or timely[0].text[:20], PREMISE_NOT_THERE)
        elif deed := next(iter(deeds_named(text, name)), None):
            told_there = there[:1] if there[0] == articles[0] else there
            did = {who for article in told_there for who in _did(article, deed)}
            if did and name not in did and len(told_there) == 1:
                yield Difference(name, "、".join(sorted(did)))


def _begins(name: str, question: str, held: str) -> bool:
    """Tell whether a name in a question just begins that of a thing in a report: **鲁抗**医药."""
    behind = tag(question[question.index(name) + len(name) :])[:1]
    return any(label[0] == "n" and not _POST.match(word) and name + word in held for word, label in behind)


def _did(article: Article, deed: re.Pattern[str]) -> list[str]:
    sentences = [article.text[span.start : span.end] for span in told(article)]
    return [text[who.start : who.end] for text in sentences for who in doers(text, deed)]


def _who_spoke(article: Article) -> str:
    """Name who led or spoke at the event that a report is of."""
    led = _did(article, re.compile("主持|讲话|致[辞词]"))
    spoke = [
        remark.speaker
        for remark in remarks(article)
        if len(remark.speaker) < 4 and "会" not in remark.speaker
    ]
    return "、".join(dict.fromkeys(led or spoke))


def _posts(query: Query, articles: Sequence[Article]) -> Iterator[Difference]:
    """Check the post that a question gives a person."""
    text = fold(query.text)
    names = people_of(text, fold("\n".join(article.text for article in articles)))
    for name, asked, titles in held_titles(names, text, articles):
        behind = name if asked + name in text else ""
        yield Difference(asked + behind, titles + behind)


def _figures(query: Query, articles: Sequence[Article], best: str) -> Iterator[Difference]:
    """Check the numbers that a question states: the reports give another one for the same thing.

    Of the best sentence any other number of the same unit is one.
    """
    text = fold(query.text)
    within = period_spans(text)
    claims = [
        n
        for n in _numbers(text)
        if not any(start <= n.start < end for start, end in within)
        and not _ASKS.search(text[: n.start])
        and text[n.end :][:1] not in tuple("多几余万亿")
        and text[n.start : n.end] not in _SAYINGS
        and not (query.type is QuestionType.YES_NO and _REACHED.search(text[: n.start]))
    ]
    held = [fold(a.whole) for a in articles] if claims else []
    given = [(number, said) for said in held for number in _all_numbers(said)]
    for claim in claims:
        same = [
            len(_same_start(text[claim.end :], said[number.end :]))
            for number, said in given
            if replace(claim, ordinal=number.ordinal).agrees(number)
        ]
        near = [(number, best) for number in _numbers(best) if _COMPARED.search(claim.unit)]
        like = [(_alike(claim, text, n, said), -place) for place, (n, said) in enumerate(given)]
        like += [(SHARED, len(given) + i) for i, (n, _) in enumerate(near) if n.unit[-1:] == claim.unit[-1:]]
        shared, place = max(like, default=(0, 0))
        if shared >= (1 if claim.ordinal else SHARED):
            found, said = [*given, *near][abs(place)]
            thing = _same_start(text[claim.end :], said[found.end :])
            if same and len(thing) <= max(1, *same):  # else the number stated is that of another thing
                continue
            yield Difference(text[claim.start : claim.end] + thing, said[found.start : found.end] + thing)


def _same_start(one: str, other: str) -> str:
    """Give what two texts begin with alike."""
    size = next((i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    return one[:size]


def _numbers(text: str) -> list[Number]:
    return [
        number
        for number in _all_numbers(text)
        if number.ordinal or (number.unit and number.value > 2) or number.value >= LARGE
    ]


def _all_numbers(text: str) -> list[Number]:
    """List the numbers of a text, those of a rank (前30强) with 前 for a unit."""
    return [
        replace(number, unit="前") if not number.unit and text[: number.start].endswith("前") else number
        for number in numbers(text, days(text))
    ]


def _alike(claim: Number, text: str, other: Number, said: str) -> int:
    """Count the bigrams around two numbers of one unit that are the same; 0 where the units are not alike."""
    rank = claim.ordinal and other.ordinal and "" in (claim.unit, other.unit)
    unsaid = not claim.unit and other.unit in ("", "元") and other.value >= LARGE  # 50亿, 38亿元
    alike = claim.unit[-1:] == other.unit[-1:] or unsaid
    if not rank and (claim.ordinal != other.ordinal or not alike):
        return 0
    before, behind = (
        frozenset(ngrams(one, 2)) & frozenset(ngrams(two, 2))
        for one, two in (
            (
                text[max(0, claim.start - WINDOW) : claim.start],
                said[max(0, other.start - WINDOW) : other.start],
            ),
            (text[claim.end - 1 : claim.end + WINDOW], said[other.end - 1 : other.end + WINDOW]),
        )
    )
    return len(before) + len(behind)


def _directions(query: Query, best: Evidence) -> Iterator[Difference]:
    """Check what a question says rose or fell, where the report says the contrary of it."""
    text, said = fold(query.text), fold(best.text)
    for way, contrary in ((UP, DOWN), (DOWN, UP)):
        asked, found = way.search(text), contrary.search(said)
        if asked and found and not way.search(said) and not contrary.search(text):
            near = said[max(0, found.start() - WINDOW) : found.end()]
            figure = any(said.startswith(text[n.start : n.end], found.end()) for n in _all_numbers(text))
            if figure or any(word in near for word in query.words if word not in asked.group()):
                yield Difference(asked.group(), found.group())


def _days(query: Query, article: Article) -> Iterator[Difference]:
    """Check each day that the question names against the report's."""
    date = article.event_date or article.published
    for time in query.times:
        if date and time.day and dated(replace(query, times=(time,)), article, "") < 0:
            asked = max(
                (m.group() for m in _DAY.finditer(fold(query.text)) if f"{time.day}" in m.group()),
                key=len,
                default="",
            )
            if asked:
                yield Difference(asked, date.words, PREMISE_DATED)


def _organisations(query: Query, best: Evidence) -> Iterator[Difference]:
    """Check schools, institutes, companies: the best sentence names another one much like it."""
    held = fold(best.article.whole)
    for claim in _ORGANISATION.finditer(fold(query.text)):
        for found in _ORGANISATION.finditer(fold(best.text)):
            if found["sort"] == claim["sort"] and _another(claim["name"], found["name"], held, claim["sort"]):
                yield Difference(claim.group()[-8:], found.group()[-8:])


def _places(query: Query, article: Article) -> Iterator[Difference]:
    """Check places and bodies that the report does not name: what stands there beside the same words."""
    asked = fold(query.text)
    held = fold(article.whole)
    at = 0
    for name, label in tag(query.text):
        start, at = at, at + len(name)
        region = label[0] == "n" and len(name) > 1 and any(rarity(name + end) < 1 for end in "市县")
        if not (region or (label in _NAMED and is_place(name))) or name[:2] in held:
            continue
        left = _BESIDE.split(asked[:start])[-1][-2:]
        right = _BESIDE.split(asked[at:])[0][:4]
        there = _there(article, tag(right)[0][0]) if left[-1:] in _AT and right else ()
        for other in (*_beside(held, left, right), *there):
            alike = other[-1] == name[-1] or not _FACILITY.search(name)
            if other not in asked and len(other) > 1 and alike and is_place(other):
                yield Difference(name, other)


def _ranks(query: Query, article: Article) -> Iterator[Difference]:
    """Check ranks and the like that the report never names: another of the series stands there."""
    asked, held = fold(query.text), fold(article.whole)
    for series in _RANKS:
        named, there = ([one for one in series if re.search(one, text)] for text in (asked, held))
        if len(named) == 1 and there and named[0] not in there:
            yield Difference(*(one.partition("|")[0] for one in (named[0], there[0])))


def _deadlines(query: Query, article: Article) -> Iterator[Difference]:
    """Check the time until which something was to be (力争2021年, 到7月底): the report gives another."""
    asked, held = fold(query.text), fold(article.whole)
    for claim in _DEADLINE.finditer(asked):
        time = claim["year"] or claim["month"]
        if time in held or ASKED.match(asked, claim.end()):
            continue
        sort = "year" if claim["year"] else "month"
        for other in _DEADLINE.finditer(held):
            if other[sort]:
                yield Difference(time, other[sort])


def _scopes(query: Query, best: Evidence) -> Iterator[Difference]:
    """Check of how large a region something is said to be the first or the only one (全国首家, 全省唯一)."""
    for claim in _SCOPE.finditer(fold(query.text)):
        said = [one for one in _SCOPE.finditer(fold(best.text)) if one["what"][0] == claim["what"][0]]
        if said and not any(one[level] and claim[level] for one in said for level in _LEVELS):
            yield Difference(claim.group(), said[0].group())


def _titles(query: Query, articles: Sequence[Article]) -> Iterator[Difference]:
    """Check titles in their marks that no report has: another there begins or ends alike."""
    held = fold("\n".join(article.whole for article in articles))
    for claim in _TITLE.finditer(fold(query.text)):
        name = claim["name"]
        if _shortened(name, held):
            continue
        for other in dict.fromkeys(found["name"] for found in _TITLE.finditer(held)):
            ends = [(_GENERIC.sub("", one)[:2], _GENERIC.sub("", one)[-2:]) for one in (name, other)]
            if other not in name and any(one == another for one, another in zip(*ends, strict=True)):
                yield Difference(claim.group(), f"《{other}》")


def _likes(query: Query, article: Article) -> Iterator[Difference]:
    """Check rare names that the report does not hold: their like stands there beside the same word.

    杨浦区美术馆 where it has 普陀区美术馆; not 科技部 where it has 科学技术部.
    """
    words, held = tag(query.text), fold(article.whole)
    for place, (name, label) in enumerate(words):
        known = label in _NAMED or (label in _THINGS and len(name) > 2)
        if not known or len(name) < 2 or rarity(name) < LIKELY or name in held or _shortened(name, held):
            continue
        behind, before = (words[i][0] if 0 <= i < len(words) else "" for i in (place + 1, place - 1))
        for other, kind in (*_neighbours(held, behind, ahead=True), *_neighbours(held, before, ahead=False)):
            alike = len(other) == len(name) and other[-1] == name[-1] and kind in (*_NAMED, *_THINGS)
            alike = alike and not (label in _THINGS and name[-2:] == other[-2:] in _SORTS)
            if alike and other not in fold(query.text) and rarity(other) > COMMONLY:
                yield Difference(name, other)


def _shortened(name: str, held: str) -> bool:
    """Tell whether a text holds a longer form of a name: 科学技术部 of 科技部."""
    return bool(re.search("[一-鿿]{0,4}".join(map(re.escape, name)), held))


def _neighbours(held: str, word: str, *, ahead: bool) -> Iterator[tuple[str, str]]:
    """List the words, tagged, that stand in a text right ahead of a word, or right behind it."""
    for found in re.finditer(re.escape(word), held) if _WORDS.fullmatch(word) else ():
        start, end = found.span()
        near = tag(held[max(0, start - 8) : start])[-1:] if ahead else tag(held[end : end + 8])[:1]
        yield from near


def _there(article: Article, deed: str) -> Iterator[str]:
    """List the places at which the sentences that tell of a deed say that it was done."""
    held = _HELD.fullmatch(deed)
    said = (fold(article.text[s.start : s.end]) for s in told(article)) if len(deed) > 1 or held else ()
    for text in said:
        words = tag(text) if (held and _HELD.search(text)) or deed in text else []
        for (word, _), (name, kind) in pairwise(words):
            if word in _AT and kind in _NAMED:
                yield name


def _beside(held: str, left: str, right: str) -> Iterator[str]:
    """List the places and bodies of a text right behind some characters, or right before others."""
    ahead = (near for size in (4, 3, 2) for near in _neighbours(held, right[:size], ahead=True))
    for name, label in (*ahead, *_neighbours(held, left, ahead=False)):
        if label in _NAMED:
            yield name


def _another(asked: str, said: str, held: str, sort: str) -> bool:
    """Tell whether two names are of the same shape but of different bodies (第一中学, 第二中学)."""
    size = min(len(asked), len(said), 6)
    ends = (asked[-size:], said[-size:])
    if any(map(_UNNAMED.search, ends)):
        return False
    differing = [place for place in range(size) if ends[0][place] != ends[1][place]]
    alike = 0 < len(differing) <= 2 and size >= 3
    return alike and asked[-2:] + sort not in held and f"{asked[-4:]}{sort}" not in held
