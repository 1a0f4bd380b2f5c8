"""Who holds or held a post, in the wordings that are read: 哪位在东湖当县长 is 东湖县长是谁？"""

from __future__ import annotations

import re

from index.surnames import COMPOUND, SINGLE
from rag.names import is_place
from rag.spans import MentionKind, mentions

POSTS = (
    "一把手|区领导|市领导|县领导|书记|主任|局长|部长|市长|区长|县长|镇长|乡长|省长|厅长|院长|行长|校长|园长|所长|站长|会长|董事长|总经理|总裁|主席|检察长|"
    "秘书长|处长|科长|司长|总理|总统|首相|外长|院士|组长|馆长|台长|社长|董事|经理|理事长|村长|司令|大使|参赞|发言人"
)
_POST = rf"副?(?:{POSTS}|负责人)"
_DAY = r"(?:19|20)\d{2}年?(?:\d{1,2}月份?(?:\d{1,2}[日号])?)?"
_DAYS = rf"{_DAY}(?:\s*[、，,和与及到至—–~-]*\s*{_DAY})*(?:以来|间|期间)?"
_YEARS = "[这近]几年来?|这些年来?|历年来?"
_WHO = "(?:谁|哪一?[位个名](?:同志|领导|干部|人)?|何人|什么人|啥人)"
_ALL = "(?:谁|哪些(?:人|同志|领导|干部)?|哪[几两三四五][位个名任](?:同志|领导|干部|人)?|什么人)"
_CALLED = "(?:(?:都|分别|各自?)?(?:叫|姓)(?:什么|啥|谁)(?:名字?)?|的?(?:名字|姓名))"
_HEADS = "负责|当家"
_PAPER = "报[纸上端]|报道|新闻"
_BEFORE = "之前|以前|前头|前面"
_AFTER = "之后|以后|后头|后面"
_WORDS = {  # what a shape writes in capitals
    "TITLE": rf"(?P<title>[一-鿿（）()]{{0,14}}?{_POST})",
    "OTHER": rf"(?P<other>[一-鿿（）()]{{0,14}}?{_POST})",
    "BODY": "(?P<body>[一-鿿]{2,12}?)",
    "OFFICE": "(?P<body>[一-鿿]{2,12}?(?:局|办|委|院|校|馆|处|厅|中心|分局|幼儿园|街道|镇))",
    "HEADS": f"(?:{_HEADS})",
    "NAME": "(?P<name>[一-鿿]{2,3}?)",
    "WHEN": rf"(?P<when>{_DAYS}|{_YEARS})",
    "DAYS": rf"(?P<days>{_DAY}(?:[、，,和与及]{_DAY})+)",
    "WHO": _WHO,
    "ALL": _ALL,
    "CALLED": _CALLED,
    "PAPER": f"(?:{_PAPER})",
    "EACH": rf"(?:(?:都|各自?|分别)*[是叫]?(?:{_ALL}|{_WHO})|{_CALLED})",
    "NOW": "(?:现在|目前|眼下|如今|当前|当下|时下)",
    "ALSO": "(?:先后|前后|分别|陆续|一共|曾经?|都)*",
    "HELD": "(?:当|担任|出任|任|做|干)[了着]?",
    "TOOK": "(?:起|开始|才)?(?:当选为?|当[上的]?|担任|出任|接任|就任|任)的?",
    "ASKED": "(?:是|于|从|自)?(?:何时|哪一?[年天]|(?:什么|啥)时[候间])",
    "SEEN": "(?:出现|露面|亮相|出席|上任|任职|见报)",
    "BEFORE": rf"(?:(?:{_BEFORE})|的?(?:前一?|上一)任)(?:的|那一?[位个任]|[一上]任)*[，,]?",
    "AFTER": rf"(?:(?:{_AFTER})|的?(?:[后下]一|[继接])任者?|[卸离]任[之以]?后)(?:的|那一?[位个任])*[，,]?",
}
# One after the other held a post, said in any order: 一中校长几年里换了几茬，按先后说说.
_SINCE = rf"(?:从|自)?{_DAYS}(?:年?(?:以后|之后|以来|至今|起|开始))?|到现在"
_CHANGED = "换[了过]?(?:谁|(?:哪?几|多少|哪些)[任茬位个]?人?)"
_TURN = f"历任|历届|历来|历年来?|依次|先后|前后|几[任茬]|{_CHANGED}"
_NOT_NAMED = (
    f"{_TURN}|{_YEARS}|[的和与及谁哪]|参加|出席|获得|主持|新老|[两三]任|当过|几个"  # in no body or title
)
_FRONT = rf"(?:{_SINCE}|{_YEARS}|{_TURN}|[，,：:\s])*+"
_BEHIND = (
    rf"(?:{_SINCE}|{_YEARS}|[这近]?[两三四五六几]年[里间来中]?|{_CHANGED}|按照?(?:先后|时间|年份|顺序)+|{_TURN}|更[替迭]|交接|一任接一任|"
    rf"这?一?个?(?:位[子置]|职[务位]|岗位)上?|一职|{_ALL}|{_WHO}|{_CALLED}|担任|当[的过]?|在[坐任]|名单|一览|情况|过程|说说|讲讲|"
    r"列[出一]下?|梳理一?下?|分别|怎么|[都是由的过了里有，,：:？?。\s])*+"
)
_IN_TURN = re.compile(rf"{_TURN}|更[替迭]|交接|一任接一任|(?:{_YEARS})都[是有]谁")
_POST_IN_TURN = re.compile(
    rf"^{_FRONT}(?:(?P<body>(?:(?!{_NOT_NAMED})[一-鿿]){{2,12}}?)(?:{_YEARS}|{_TURN}|有[过了]?(?=几))++)?"
    rf"(?P<title>(?:(?!{_NOT_NAMED})[一-鿿]){{0,16}}?{_POST}){_BEHIND}$"
)
_IN_REGION = re.compile("(?<=[省市区县镇乡])里")
_EVERYBODY = "{when}历任{body}{title}都有谁？"
_HOLDER = "{when}{body}{title}是谁？"
_EACH = "{when}{title}分别是谁？"
_EARLIER = "{name}之前的{title}是谁？"
_LATER = "{name}之后的{title}是谁？"
_TAKEN = "{name}什么时候当上{body}{title}的？"
_WRITTEN = (
    ("(?:WHEN[，,]?)?BODY??ALSO有?ALLALSOHELD过TITLE", _EVERYBODY),  # 先后有哪几位当过县长
    ("(?:WHEN[，,]?)?ALSOHELD过TITLE(?:一职)?的(?:人|同志|领导)?ALSO[有是]?(?:ALL|CALLED)", _EVERYBODY),
    ("(?:WHEN[，,]?)?以TITLE的?身份SEEN过?的(?:人|同志|领导)?ALSO[有是]?(?:ALL|CALLED)", _EVERYBODY),
    ("WHEN?TITLEALSO[换有][了过](?:谁|(?:哪?几|哪些|多少)[任位个]人?)", _EVERYBODY),  # 县长换过几任
    ("WHENBODYALSO[换有][了过](?:哪?几|哪些|多少)[任位个]TITLE", _EVERYBODY),
    ("BODYWHEN?ALSO[换有][了过](?:哪?几|哪些|多少)[任位个]TITLE", _EVERYBODY),  # 教育局这几年换过几任局长
    (
        "BODY??WHEN?(?:[两三四五几]年)?的?TITLE[，,]?PAPER[上里中]?ALSO(?:提到|提及|出现|露面|见报)过?的?ALSO[有是]?ALL",
        _EVERYBODY,
    ),
    ("(?:WHEN[，,]?)?BODY??的?(?:历任|历届|历年)的?TITLE(?:的?名单|一览|CALLED)", _EVERYBODY),
    ("(?:WHEN[，,]?)?NOW?(?:是|由)?WHONOW?在BODY(?:那边|那里)?HELDTITLE", _HOLDER),  # 哪位在东湖当县长
    ("NOW?在?HELDTITLE(?:一职)?的人?是WHO", "现任{title}是谁？"),  # 眼下担任县长的是哪一位
    ("(?:WHEN[，,]?)在?HELDTITLE(?:一职)?的人?是WHO", _HOLDER),
    ("(?:WHEN[，,]?)?TITLE一职NOW?[是由]?WHO(?:来|在)?(?:HELD)?", _HOLDER),
    ("TITLE在?WHENEACH", _EACH),  # 副书记在2018、2020年各叫什么名字
    ("DAYS的?TITLE(?:各|分别)EACH", "{days}{title}分别是谁？"),
    (
        "(?:曾经?)?(?P<deed>[来到][一-鿿]{2,8}?)过?的TITLE[和跟与及、]OTHEREACH",
        "{title}和{other}都{deed}过，各是谁？",
    ),
    ("WHEN[初底末中起]?[，,]?(?:是|由)?WHO(?:接手|接任|执掌|掌管)了?(?:的是)?TITLE的?", _HOLDER),
    ("WHEN[初底末中起]?[，,]?(?:接手|接任|执掌|掌管)TITLE的人?是?WHO", _HOLDER),
    (
        "(?:WHEN[，,]?)?OFFICE(?:是|归)?由?WHO(?:来)?HEADS的?",
        "{when}{body}负责人是谁？",
    ),
    ("NAMEASKEDTOOKTITLE的?", _TAKEN),  # 周明于何时出任县长
    ("(?:BODY的)?TITLE(?:一职|职务)[，,]?NAMEASKEDTOOK", _TAKEN),
    ("早于NAMESEEN?的TITLEEACH", _EARLIER),
    ("NAMEBEFORE(?:是|由)?WHO(?:是|HELD)TITLE", _EARLIER),
    ("NAMEBEFORETITLE(?:EACH)?", _EARLIER),
    ("晚于NAMESEEN?的TITLEEACH", _LATER),
    ("NAMEAFTER(?:是|由)?WHO(?:是|HELD)TITLE", _LATER),
    ("NAMEAFTERTITLE(?:EACH)?", _LATER),
    ("WHO接替?了?NAMEHELDTITLE", _LATER),
    ("接替?NAMEHELDTITLE的人?是?WHO", _LATER),
)


def _shape(pattern: str) -> re.Pattern[str]:
    filled = re.sub("|".join(_WORDS), lambda word: _WORDS[word.group()], pattern)
    return re.compile(rf"^{filled}(?:[，,]?按(?:先后|时间|顺序)[一-鿿]{{0,6}})?[?？。\s]*$")


_SHAPES = tuple((_shape(pattern), written) for pattern, written in _WRITTEN)
_TIDIED = (
    ("[，,]?按(?:年份?|时间)(?:的?(?:先后|顺序|排列?))*[，,]?(?=先后|都|分别|有|是)", ""),
    (r"(?<=\d年)间", ""),
    # Where somebody looked is no part of what is asked: 翻遍报纸，…; 修志用：….
    (
        rf"^(?:翻[遍看]|查[遍看]|按照?|根?据|从|在)?(?:(?:各年|历年|往年|以往)的?)?(?:{_PAPER})(?:[上里中]|来?看|记载)*(?:[，,]|(?=[早晚]于))"
        r"|^[写编修][一-鿿]{1,6}[：:，,]",
        "",
    ),
    # 报上登过的…
    (
        rf"(?:(?:{_PAPER})[上里中]?|见诸报端|见报)(?:(?:刊登|登|出现|提到?|露面|见)过?)?的(?=[一-鿿]*{_POST})",
        "",
    ),
    ("(?<=[年月日])(?:那时候?|那会儿?|那阵子?|的时候)[，,]?|中共(?=[一-鿿]{2,8}委)", ""),
    (r"(?<=[一-鿿])([市区县镇乡])\1(?=[党委纪政人])", r"\1"),  # 东湖县县委书记
    (rf"(?<=[委组会局部院府办司团校行])的(?={_POST})", ""),  # 党委的副书记
    (rf"(?:^在)?([一-鿿]{{2,4}}?)(?:同志|先生|女士)(?={_BEFORE}|{_AFTER})", r"\1"),
)
_KEYWORD = re.compile(
    rf"(?:历任|历届|历年)?(?:{_PAPER})[上里中]?|姓名|名字|叫?(?:什么|啥)(?:名字)?|是?谁|名单|历任|历届|历年|现任"
)
_SURNAMES = (*COMPOUND, *SINGLE)
_SERIES = re.compile("历任|历届|历年|名单")
_BODY_END = re.compile("[省市县区镇乡村院校局厅部委会司团行所站馆府厂店社业]$|街道$|中心$")


def as_post(question: str) -> str:
    """Write a question for who holds a post in the one wording that is read; others stay as they are."""
    if not re.search(rf"{_POST}|由?谁(?:来)?(?:{_HEADS})", question):
        return question
    if len(question.split()) > 1:
        return _searched(question.split()) or _in_turn(question) or question
    bare = question
    for said, written in _TIDIED:
        bare = re.sub(said, written, bare)
    found = ((shape.match(bare), written) for shape, written in _SHAPES)
    written = next((_write(match, written) for match, written in found if match and _is_read(match)), "")
    return written or _in_turn(bare) or bare


def _in_turn(question: str) -> str:
    """Write a question for everybody who held a post, one after the other; "" for others."""
    found = _POST_IN_TURN.match(question) if _IN_TURN.search(question) else None
    days = "、".join(re.findall(rf"{_DAYS}(?!\d|年?(?:以后|之后|以来|至今|起))", question))
    body = found["body"] or "" if found else ""
    return _EVERYBODY.format(when=days, body=body, title=_IN_REGION.sub("", found["title"])) if found else ""


def _is_read(found: re.Match[str]) -> bool:
    """Tell whether what stands where a name is wanted is one: the tagger or a surname tells."""
    name = found.groupdict().get("name")
    people = mentions(found.string, frozenset({MentionKind.PERSON})) if name else []
    return (
        not name or name.startswith(_SURNAMES) or any(found.string.startswith(name, m.start) for m in people)
    )


def _write(found: re.Match[str], written: str) -> str:
    parts = dict.fromkeys(("when", "body"), "") | found.groupdict("")
    written = _HOLDER if written == _EACH and re.fullmatch(_DAY, parts["when"]) else written
    return written.format(**parts)


def _searched(words: list[str]) -> str:
    """Write out what is typed into a search box: 海州 市长 姓名 2022年4月; "" for what names more."""
    days = [word for word in words if re.fullmatch(_DAYS, word)]
    named = [word for word in words if word not in days and not _KEYWORD.fullmatch(word)]
    match [re.sub("^(?:历任|历届|历年|现任)的?", "", word) for word in named]:
        case [name, "之前" | "前任", title] if _is_title(title):
            return _EARLIER.format(name=name, title=title)
        case [name, "之后" | "继任", title] if _is_title(title):
            return _LATER.format(name=name, title=title)
        case [name, taken, "时间" | "日期" | "年份"] if held := re.match("(?:出任|担任|接任|当选|任)", taken):
            return _TAKEN.format(name=name, body="", title=taken[held.end() :])
        case [*bodies, title] if _is_title(title) and all(map(_is_body, bodies)):
            parts = {"when": "、".join(days), "body": "".join(bodies), "title": title}
            several = _EACH if len(days) > 1 else _HOLDER
            return (_EVERYBODY if _SERIES.search(" ".join(words)) else several).format(**parts)
    return ""


def _is_title(word: str) -> bool:
    return bool(re.fullmatch(_WORDS["TITLE"], word))


def _is_body(word: str) -> bool:
    return bool(_BODY_END.search(word)) or (len(word) < 4 and is_place(word))
