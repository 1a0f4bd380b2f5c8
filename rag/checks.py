"""What the best sentence should hold to answer, type by type; where it does not, an answer is doubtful.

Almost none decides alone: how many there are is a feature of the judge (`rag.judge`), who weighs it against
what the sentences look like. As rules that refuse, they refused too much of what other newspapers answer; as
features of their own, they fitted our questions and no others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile

from index.rarity import rarity
from index.times import ordinals, ordinals_in
from index.words import fold, ngrams, tag
from rag.evidence import FEATURES, Evidence, people, told
from rag.lists import fits_count, fits_sort
from rag.meeting import asked_remarks
from rag.names import HERE, is_place
from rag.officers import asks_beside, holds_another
from rag.remarks import deeds, doers, remarks
from rag.spans import MentionKind, mentions
from rag.synonyms import synonyms
from rag.understand import ASKED, Query, QuestionType, asked_post, number
from rag.wanted import attached, counted, counts, unit

Check = Callable[[Query, Sequence[Evidence]], bool]

LOOKED_AT = 10  # sentences in which the things asked for may be counted
MANY = 4  # things of which a list of names is wanted
LISTED = 9  # items of a list that are looked for, at most
OWN = 0.6  # rarity from which a noun tells whose a post is
TELLING = 3  # sentences of which one must speak of the measure or the life asked for
POST = 12  # characters before a name in which a post is that person's
_NOUNS = frozenset("n vn nz l nt ns".split())
_OBJECT = re.compile(
    r"(?:有没有|是否|能不能|会不会|可不可以|是不是|要不要|有无)(?P<object>[一-鿿]{2,8})"
    r"|(?P<before>[一-鿿]{2,6}?)(?:了?[吗没]|没有|不)[?？。]?$"
)
_VERB = re.compile(r"(?P<verb>[一-鿿]{2})(?:了|过|些)?(?:什么|啥)(?!样|时|地|人)")
_LIGHT = frozenset(
    "处理 解决 评价 看待 回事 进行 开展 做好 描述 介绍 形容 强调 要求 部署 安排 "
    "担任 叫做 比作 谈到 提到 说的 看的 做的 时候 样的".split()
)
# What is asked of a person, and what a sentence that tells it must have.
_BIOGRAPHY = (
    (r"哪里人|哪儿人|籍贯|老家|祖籍", r"籍|生于|出生|老家|[，,][一-鿿]{2,8}(?<![责导持作本他])人(?=[，,。])"),
    (r"出生|生日", r"出生|生于|岁"),
    (r"年龄|年纪|几岁|多少岁|岁数", r"岁|出生|生于|年龄"),
    (
        r"毕业|学历|母校|学的什么|什么专业|大学在?哪|哪[所个]?大学[上读念]?|在哪(?:里|儿)?(?:[上读念]的?)?大学",
        r"毕业|学历|博士|硕士|本科|学位|专业|就读",
    ),
    (r"党派|民族", r"民盟|民建|民进|民革|致公|九三|农工|党员|族"),
    (r"卸任|离任|调到|调任|调走|退休|辞职|免职", r"卸任|离任|调任|调[到离]|退休|辞|免去"),
    (
        r"上任|任职|当上|就任|履新|哪年当|参加工作",
        r"就任|履新|当选|任命|上任|参加工作|任职|担任|(?<!责)任[一-鿿]{2,12}(?:书记|长|主任|主席|经理)",
    ),
    (r"分管", r"分管|主管|负责"),
    (r"手机|电话|微信号", r"\d{6,}"),
)
_TOLD = r"[^，,。；;]{0,6}(?:阐释|阐述|介绍|解读|分享|总结|提出|表示|[说讲]|作.{0,8}(?:报告|演讲|发言))"
_CONTRARY = FEATURES.index("contrary")
_WORDS = tuple(map(FEATURES.index, ("soft", "window", "joint", "article")))
# A measure that is asked for outright, and what a sentence that gives it must have.
_MEASURES = (
    (
        r"(?:收|租|[一每](?:餐|顿|份|张|次|瓶|斤|个月))(?!入)[^，。]{0,4}多少[钱元]|(?:票|学费|房租|餐费|收费)[^，。]{0,3}(?:多少|几)|费用?标准",
        r"费|票|价|[每/]|免|(?<!招)(?:收|租)[^入购]",
    ),
    (r"限速|时速|车速|多少(?:码(?!头)|迈)", r"[时限]速|\d码|迈|[/每]小?时"),
    (
        r"多少钱|多少[万亿]?[美欧日港]?元|花(?:了|费)?多少[?？]?$|造价|经费(?:是|有)?多少",
        r"元|块|[万亿](?![人名户家个亩吨平公辆头只株种件份])|美金|免费|无偿",
    ),
    (
        r"(?:多少|几)(?:公里|千米)|[全总]长多少|多长(?!时间)",
        r"公里|千米|里|(?<!方)米|(?<![a-z])[km]?m(?![a-z])|时|天|年|月",
    ),
    (r"(?:面积|占地)(?:是|有)?多[少大]|(?:多少|几)(?:亩|公顷|平方)", r"平方|平米|公顷|亩"),
    (r"(?:多少|几)个?(?:小时|分钟)", r"时|分|秒|[天周日]"),
    (r"(?:多少|几)(?:天|周)|多长时间", r"[年月周日天时分秒季]"),
    (r"(?:多少|几)(?:公斤|斤|千克|克|吨)", r"斤|克|吨"),
    (r"多大(?:年纪|岁数)|多少岁|几岁", r"岁|出生|生于|年龄|\d0后"),
    (
        r"(?:谁|哪[位个][一-鿿]{0,4}?)(?:带队|领队|率队|领头)|(?:带队|领队|率队|领头)的[一-鿿]{0,4}?(?:是谁|叫什么)",
        r"带队|领队|率(?:队|团|领|[^，。]{2,20}[到来赴])|带领|领头|一行|[团组]长|为首",
    ),
    (
        r"几点(?:钟|开|关|闭|结束|上班|下班|[?？]?$)|(?:营业|办公)时间",
        r"[\d一二三四五六七八九十][点时:：]|全天",
    ),
    (
        r"(?:第一名?|头名|榜首|首位)的?(?:是|叫)?(?:谁|哪)",
        r"第[一1](?![次届批季产])|首位|榜首|冠军|头名|[居之]首|居[^，。]{0,3}第一|最[高多大]|领跑",
    ),
    (r"监理", r"监理"),
    (
        r"总?承包(?:单位|公司|方|商)|施工(?:单位|公司|方|队)|承建(?:单位|公司|方|商)|哪[家个][^，。]{0,6}(?:承建|施工)|谁(?:承建|施工)",
        r"承包|承建|施工|中标",
    ),
    (r"(?:设计(?:单位|公司|方|院|师|者)|谁设计|哪[家个][^，。]{0,6}设计)", r"设计"),
    (r"邮箱", r"@|邮箱"),
    (r"协议(?:的?名称|叫)|什么(?:合作)?协议", r"协议|协定|备忘录"),
    (r"责编|责任编辑|(?<!学)校对|美编", r"编辑|责编|校对|美编"),
    (r"第几期|期号|总期数", r"第\s*[\d一二三四五六七八九十百]+\s*期"),
    (r"哪个(?:电话|号码|热线)|(?:电话|热线|手机号)(?:号码?)?是?(?:多少|什么)[?？]?$", r"\d{3,}"),
)
# A thing that is asked for by a sort that its name shows.
_CLOSED = (
    (r"哪条?(?:路|街)(?![灯边线])", r"[一-鿿\d](?:路|(?<!开)街|大道|巷)"),
    (r"哪[家所个几]*[一-鿿]{0,3}?医院", r"医院"),
    (r"哪[家所个几]*幼儿园", r"幼儿园"),
    (r"哪[家个几]*银行", r"银行|支行|农商行|信用社"),
)
_LIFE = re.compile(
    r"(?:同志|先生|女士|教授|院士|书记|市长|主任)?的?(?:今年|现在)?是?(?:(?:哪里|哪儿|什么地方|哪[省市县])人|籍贯|老家(?:在|是)|祖籍|多大(?:年纪|岁数)|"
    r"几岁|多少岁|年龄|(?:哪[年天]|什么时候|何时)(?:出生|当上|当的|上任|就任|履新)|生日|什么学历|学历|哪[所个](?:大学|学校)毕业|毕业于)"
)
_ASSERTED = re.compile("(?:是不是|是(?!否)|包[括含]|属于)(?P<what>[^，,。]{1,12}?)(?:吗|么|吧)?[?？]?$")
_SUCCEEDED = re.compile("接[替任]|继任|前任|[卸离]任|不再担任|原任|此前|之前")
_NAMES_OF = re.compile(
    r"(?<![第\d])(?P<many>\d{1,3}|[四五六七八九十]+)(?:[名位家所][^，,。]{0,12}(?:叫什么|叫啥|名字(?!里)|姓名|名单|是哪几[名位家所])|"
    r"[条座][^，,。]{0,12}(?:叫什么|叫啥|名字(?!里)))"
)
_TITLED = re.compile("《[^《》]*》")  # a list of documents is none of names
_ROLL = re.compile(r"名单[?？。]?$")
_EARLIER = re.compile(
    r"(?:(?<![月日底初末年])之前|以前|此前|[职任]前|原来|原先)(?:[是在干做任]|担任|工作|的?(?:职务|单位))"
)
_PAST = re.compile(r"曾|此前|原(?!则|因|料|来)|历任|之前|前任|先后|以前")
_PROVINCES = frozenset(
    "北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 "
    "四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙 广西 西藏 宁夏 新疆 香港 澳门".split()
)
_BODY = re.compile("[时现]任|党[委组工]|政府|管委会|委员会|人大|政协")  # what every region has
_NAMES = (MentionKind.PERSON, MentionKind.ORGANISATION)
_OF_SORTS = (QuestionType.WHERE, QuestionType.WHICH, QuestionType.LIST)
_IS = re.compile(r"是[^否不，。]{2,}吗[?？]?$")


def holds(text: str, word: str) -> bool:
    """Tell whether a folded text holds a word, a synonym, or two characters of a long one."""
    parts = (word[i : i + 2] for i in range(len(word) - 1)) if len(word) > 2 else ()
    return any(other in text for other in synonyms(word)) or any(part in text for part in parts)


def _uncounted(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether no number found counts the things that are to be counted."""
    near = evidence[:LOOKED_AT]
    return bool(counted(query)) and not any(counts(query, e.text, m) for e in near for m in e.wanted)


def _undone(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether nobody in the report is said to have done what is asked (谁主持)."""
    sentences = [evidence[0].article.text[s.start : s.end] for s in told(evidence[0].article)]
    done = deeds(query.text)
    return bool(done) and not any(doers(text, deed) for text in sentences for deed in done)


def _unlike_verb(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether the verb before 什么 (主要生产什么) is not spoken of around the best sentence."""
    found = _VERB.search(fold(query.text))
    if not found or found["verb"] in _LIGHT or found["verb"] not in query.words:
        return False
    if found["verb"][-1] in "叫是有为做干到说" or not evidence[0].article.kind.is_report:
        return False
    return not holds(_around(evidence[0]), found["verb"])


def _unsaid(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether somebody whose words are asked for says nothing in the report."""
    asked = asked_remarks(query, evidence)
    if asked is None or not asked.people:
        return False
    speakers = {remark.speaker for remark in remarks(evidence[0].article)}
    near = _around(evidence[0])
    return not any(name in speakers or re.search(name + _TOLD, near) for name in asked.people)


def _unlisted(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether a list of a stated number has no enumeration that fits."""
    return not fits_sort(query, evidence) or (query.count > 1 and not fits_count(query, evidence))


def _undone_to(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether the report does not speak of what a question asks the reason for (为什么被开除)."""
    whole = fold(evidence[0].article.whole)
    verbs = (word for word, label in tag(query.text) if label == "v" and len(word) > 1)
    return any(word in query.words and not holds(whole, word) for word in verbs)


def _unspoken(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether what a yes-or-no question is about is not spoken of around the best sentence."""
    near = _around(evidence[0])
    if _IS.search(fold(query.text)):
        whole = fold(evidence[0].article.whole)
        nouns = [word for word, label in tag(query.text) if label in _NOUNS and len(word) > 1]
        return any(not holds(whole, word) for word in nouns if word in query.words)
    found = _OBJECT.search(fold(query.text))
    asked = (found["object"] or found["before"] or "") if found else ""
    words = [word for word in query.words if len(word) > 1 and word in asked]
    return bool(words) and not holds(near, words[-1])


def _around(best: Evidence) -> str:
    """Join a sentence with its neighbours, the headline and the first sentence, folded."""
    article, spans = best.article, told(best.article)
    place = next((i for i, span in enumerate(spans) if span == best.span), 0)
    parts = [article.text[s.start : s.end] for s in (*spans[:1], *spans[max(0, place - 1) : place + 2])]
    return fold(" ".join((article.title, article.subtitle, *parts)))


def _unlike_biography(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether something about a person's life is asked that the best sentence does not speak of."""
    asked, said = fold(query.text), fold(evidence[0].text)
    return any(re.search(cue, asked) and not re.search(told_by, said) for cue, told_by in _BIOGRAPHY)


def tells_life(query: Query, found: Evidence) -> bool:
    """Tell whether a sentence tells what is asked about a person's life, and of nobody but that person."""
    asked, said, names = fold(query.text), fold(found.text), people(query)
    told_by = next((told_by for cue, told_by in _BIOGRAPHY if re.search(cue, asked)), "")
    others = (said[m.start : m.end] for m in mentions(found.text, frozenset({MentionKind.PERSON})))
    fits = len(names) == 1 and names[0] in said and bool(told_by and re.search(told_by, said))
    return fits and all(other in names for other in others)


def life_first(query: Query, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Put the sentence in front that tells what is asked about a person's life."""
    return sorted(evidence, key=lambda found: not tells_life(query, found))


def numbered_first(query: Query, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Put the reports in front that hold an ordinal of the question (第12次): others are of other events."""
    asked = ordinals(fold(query.text))
    return sorted(evidence, key=lambda found: bool(asked) and not asked & ordinals_in(found.article))


def _in_post(query: Query, best: Evidence) -> bool:
    """Tell whether the post asked about stands right before or behind a name of the sentence."""
    post, text = asked_post(query.text), fold(best.text)
    before = [text[max(0, mention.start - POST) : mention.start] for mention in best.wanted]
    behind = [text[mention.end :][: len(post) + 1] for mention in best.wanted]
    return not post or any(post in side for side in before + behind)


def _unkind(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether no fitting sentence has the mention wanted, where nothing else can answer."""
    strict = (
        query.type in (QuestionType.WHO, QuestionType.WHEN, QuestionType.HOW_MANY) or unit(query) is not None
    )
    best = evidence[0]
    if query.type is QuestionType.WHO and best.wanted:
        return not any(attached(query, best.text, mention) for mention in best.wanted) or not _in_post(
            query, best
        )
    return strict and not best.wanted


def _of_another(_: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether the best sentence names another of a series than is asked (女子, not 男子)."""
    return bool(evidence[0].features[_CONTRARY])


ALL = frozenset(QuestionType)
DOUBTS: dict[str, tuple[frozenset[QuestionType], Check]] = {
    "unkind": (ALL, _unkind),
    "uncounted": (frozenset({QuestionType.HOW_MANY}), _uncounted),
    "undone": (frozenset({QuestionType.WHO}), _undone),
    "unlike verb": (frozenset({QuestionType.WHAT}), _unlike_verb),
    "unlisted": (frozenset({QuestionType.LIST}), _unlisted),
    "of nothing told": (frozenset({QuestionType.WHY}), _undone_to),
    "unspoken": (frozenset({QuestionType.YES_NO}), _unspoken),
    "unlike biography": (ALL, _unlike_biography),
    "of another": (ALL, _of_another),
}


def is_hopeless(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether nothing found can answer: no word met, nobody named, or all did or said something else.

    So too where a measure is asked for (花了多少钱) or something of a person's life and none of the best
    sentences speaks of it, the names of many and the best has no list, who holds a post that the report does
    not name or somebody else holds, or something of a place that it does not name.
    """
    if not any(evidence[0].features[place] for place in _WORDS):
        return True
    checks = (_unmeasured, _life_untold, _nameless, _without_past, _postless, _elsewhere, _unsucceeded)
    if any(check(query, evidence) for check in checks):
        return True
    if query.type is QuestionType.WHO:
        nobody = not any(found.wanted for found in evidence)
        if evidence[0].wanted and holds_another(query, evidence[0].text):
            return True
        return nobody or (_is_busy(query, evidence[0]) and _undone(query, evidence))
    if query.type is QuestionType.YES_NO:
        return _unasserted(query, evidence)
    return query.type is QuestionType.WHAT and _unsaid(query, evidence)


def _unasserted(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether a report has no word of what a question asks a thing to be (周明是党员吗)."""
    asserted = _ASSERTED.search(fold(query.text))
    words = [word for word, label in tag(asserted["what"]) if label[0] in "nb"] if asserted else []
    whole = fold(evidence[0].article.whole)
    return bool(words) and not any(holds(whole, word) for word in words)


def _unmeasured(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether a measure or a sort of thing is asked for that none of the best sentences has."""
    asked = fold(query.text)
    table = (*_MEASURES, *_CLOSED) if query.type in _OF_SORTS else _MEASURES
    units = next((units for cue, units in table if re.search(cue, asked)), "")
    texts = (fold(f"{found.text} {found.article.title}") for found in evidence[:TELLING])
    return bool(units) and not any(re.search(units, text) for text in texts)


def _life_untold(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether somebody's home, age, school or start in a post is asked for, and none tells it."""
    asked, names = fold(query.text), people(query)
    behind = _LIFE.match(asked.partition(names[0])[2]) if len(names) == 1 else None
    cue = next((told_by for cue, told_by in _BIOGRAPHY if behind and re.search(cue, behind.group())), "")
    return bool(cue) and not any(re.search(cue, fold(found.text)) for found in evidence[:TELLING])


def _nameless(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether the names of many are asked for (12名院士叫什么), and the best sentence has no list."""
    asked = fold(query.text)
    found = _NAMES_OF.search(asked) or (None if ASKED.search(asked) else _ROLL.search(asked))
    if not found:
        return False
    many = number(found.groupdict().get("many") or "") or MANY
    text = _TITLED.sub("", _around(evidence[0]))
    listed = max(text.count("、") + 1, *(len(mentions(text, frozenset({kind}))) for kind in _NAMES))
    return many >= MANY and listed < min(many, LISTED)


def _without_past(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether an earlier post or place of work is asked for, and none of the best tells of one."""
    asked = _EARLIER.search(fold(query.text)) and people(query)
    return bool(asked) and not any(_PAST.search(fold(found.text)) for found in evidence[:TELLING])


def _unsucceeded(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether who held a post before or after somebody is asked, and the best speaks of no change."""
    return asks_beside(query) and not _SUCCEEDED.search(fold(evidence[0].text))


def _postless(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether the holder of a post is asked for that the report does not name (支行行长是谁).

    Nor may it lack whose post it is (**妇幼保健院**院长).
    """
    post, held = asked_post(query.text), fold(evidence[0].article.whole)
    if not post or post not in held:
        return bool(post)
    before = reversed(tag(fold(query.text).partition(post)[0]))
    nouns = (word for word, _ in takewhile(lambda pair: pair[1][0] in "njb", before))
    of = [word for word in nouns if len(word) > 1 and rarity(word) > OWN and not _BODY.search(word)]
    letters = frozenset(held)  # 工信部 is the 工业和信息化部
    return (
        bool(of)
        and not any(pair in held for word in of for pair in ngrams(word, 2))
        and not any(letters.issuperset(word) for word in of)
    )


def _elsewhere(query: Query, evidence: Sequence[Evidence]) -> bool:
    """Tell whether a place of the question is not named in the report.

    Provinces, and places that most reports found name, often go without saying.
    """
    held = fold(evidence[0].article.whole)
    others = [
        fold(article.whole) for article in {found.article.id: found.article for found in evidence}.values()
    ]
    return any(
        word[:2] not in held
        and word[:2] not in _PROVINCES
        and word not in HERE
        and sum(word[:2] in other for other in others) * 2 < len(others)
        for (word, label), (after, _) in pairwise([*tag(fold(query.text)), ("，", "x")])
        if label == "ns" and len(word) > 1 and (is_place(word) or after[0] in "区县")
    )


def _is_busy(query: Query, best: Evidence) -> bool:
    """Tell whether everybody whom a sentence names did something else than what is asked."""
    named = mentions(best.text, frozenset({MentionKind.PERSON}))
    return bool(named) and not best.wanted and bool(deeds(query.text))


def doubts(query: Query, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Name the doubts that speak against an answer, in the order of `DOUBTS`."""
    return tuple(
        name for name, (types, check) in DOUBTS.items() if query.type in types and check(query, evidence)
    )
