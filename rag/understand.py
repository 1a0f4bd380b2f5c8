"""Understand a question: its type, the terms that matter, the time it asks about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from index.times import Time as Time  # a query's times are our callers' too
from index.times import named_times as named_times
from index.times import spanned_years, without_times
from index.words import cut, fold, tag


class QuestionType(StrEnum):
    """What kind of answer a question wants."""

    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    HOW_MANY = "how_many"
    WHICH = "which"
    LIST = "list"
    YES_NO = "yes_no"
    WHY = "why"
    HOW = "how"
    WHAT = "what"


# The first pattern that matches decides: specific cues stand before general ones (什么时候 before 什么).
_CUES: tuple[tuple[QuestionType, str], ...] = (
    (
        QuestionType.WHEN,
        r"(?:什么|啥)时[候间]|何时|(?:召开|举行|开始|结束|营业|上班|具体)时间[?？]?$|何日|何年|哪一?[天年日]|哪个?月|几月|(?<![路街巷])(?<!大道|街道)几[号日](?![线楼门])|几[点时](?!要求|意见|建议|希望|体会|认识|启示|想法|措施|做法|内容|共识|指示)|哪一?个?时[候间]|时间是|日期",
    ),
    (
        QuestionType.LIST,
        r"哪些|哪几|有什么|分别|一([件条项个样])一\1|[几两三四五六七八九十\d][场个项条件位家][^，,。]{1,8}都(?:叫|是)(?:什么|啥)|都有[谁啥]|[有是包括]+哪[两二三四五六七八九十\d]+|列[出举]|名单|哪[两二三四五六七八九十]+[个大项家位条种点样类句块件步方]",
    ),
    (
        QuestionType.WHO,
        r"谁|啥人|主持人[?？]?$|(?:他|她|们|长|记|任|士|人|者|员|家|裁|理|授|师|席|老[总板汉]|领导)(?:叫|姓)(?:什么|啥)|姓名|姓甚|哪一?位|什么人|何人|哪个人|哪名",
    ),
    (
        QuestionType.HOW_MANY,
        r"(?:电话|热线|邮箱|刊号|号码|联系方式|网址|总额|金额|利润|增速|占比|人数|面积|人口|[利比概]率|产值|增加值|营收|股价|房价|GDP|gdp)[?？]?$|多少|第几|百分之几|几成|多[大高长久远宽重]|[^好十]?几[个家次项人名位条所岁届期天年亿万倍国种大座件场辆平公千米户对版层楼栋吨]",
    ),
    (
        QuestionType.WHERE,
        r"哪里|哪儿|何处|何地|(?:什么|啥)地方|在哪|去哪|到哪|地点|哪个?[市县区省国州镇乡村]",
    ),
    (
        QuestionType.WHY,
        r"(?:咋|怎么)(?:会|就|还|又|才)?(?:还没(?!收)|还不|没有|这么|(?:推迟|拖|晚|延期)了)|卡在(?:哪|什么|啥)|为什么|因何|为何|为啥|何以|原因|缘何|凭[什啥]么?|图(?:的是|了?个)?(?:什么|啥)|干[吗嘛啥](?:要|非|不)|(?:目的|理由|用意|初衷)(?=[是为何有]|在哪|[?？]?$)|出于[什啥何]|为了(?:什么|啥)",
    ),
    (QuestionType.WHICH, r"哪一?[个家所种条项次届支款座部本类只场]|哪"),
    (
        QuestionType.YES_NO,
        r"吗|是否|有无|(?![动时])([一-鿿])[没不]\1|没有[?？]?$|^(?!(?:请|[给帮]?我)?(?:[说讲谈聊列查看]|介绍|梳理|总结)).*(?<![网酒茶氧陶贴])吧[?？]?$",
    ),
    (QuestionType.HOW, r"怎么|如何|怎样|咋"),
)
# What is asked by a mere noun (马克龙访华时间, 海州市委书记): the last word tells.
_NOUNS: tuple[tuple[QuestionType, str], ...] = (
    (QuestionType.WHEN, r"时间|日期|年份|时刻|生日"),
    (
        QuestionType.WHERE,
        r"地[点址方]|位置|(?:所在|举办|举行|召开|出生|发源|始发|目的|诞生|产|驻|主办|承办)地|[起终]点|籍贯|首都|省会|住址|场[所馆地]",
    ),
    (
        QuestionType.WHO,
        r"导演|编剧|(?:单|双|打|赛|杯|跳台|跳板|全能)[冠亚季]军|得主|一把手|前任|继任|主演|[男女主配]角|作者|旗手|火炬手|队长|教练|嘉宾|负责人|创[始办]人|发言人|主持人|发起人|继任者|获得者|获奖者|"
        r"(?:书|总书)记|主[任席]|[局部市区县镇乡省厅院行校园所站会州厂馆]长|理事长|秘书长|董事长|总(?:经理|裁|统|理|监)|首相|司令|首席\w{2,4}官",
    ),
    (
        QuestionType.HOW_MANY,
        r"[率额]|(?<![质力能考商])量|(?<![多少参函变])数|[房股票售均单]价|价格|规模|占比|比[例重]|面积|[长高宽深速温]度|距离|票房|震级|排名|名次|位次|[产价总]值|"
        r"增[幅速]|涨幅|降幅|收入|利润|营收|人口|年龄|寿命|费用|成本|投资",
    ),
)
_BARE_END = re.compile(r"(?:(?:[是为有]|分别|大概|大约|究竟|到底)*[呢吗啊呀?？。!！\s])+$|[是为]$")
_ASKING = re.compile(
    r"请问|麻烦|(?:报|报纸|报道)上|[登提出现]+过的|见报|帮(我|忙)(查|看|找)?(一下|下)?|(我)?想(知道|了解|问|查)(一下|下)?|(请)?(告诉|介绍|说明|列出|说说)(我|一下|下)?|谢谢|你好|您好|"
    r"[做干作](?:了|过|些|点)*(?:什么|啥|嘛)|(?:什么|啥)时[候间]|(?:什么|啥)地方|(?:什么|啥)人|图(?:的是|了?个)?(?:什么|啥)|为什么|为何|为啥|是什么|什么样|什么|何时|何处|何地|哪一?天|哪一?年|哪一?位|哪一?[个家所种条项次届]|哪里|哪儿|哪些|哪几|哪|"
    r"多少[百千万亿]*|第几|百分之几|几[个家次项人名位条所岁届期]|几|多久|多[大高长宽重深厚]|是谁|谁|怎么样|怎么|如何|怎样|是否|有没有|是不是|吗|呢|吧|啊|呀|啥|咋"
)
_EMPTY = frozenset(
    (
        "的 了 是 在 和 与 及 或 对 为 被 把 将 有 也 都 就 还 并 等 着 过 到 从 由 于 以 上 下 中 里 "
        "内 个 这 那 其 该 此 之 地 得 吧 我 你 他 她 它 一下 一共 总共 共 叫 做 请 关于 有关 相关 "
        "情况 具体 主要 当时 现在 目前 最近 以及 进行 一个 这个 那个 这次 那次 本次 时 后 前 所 让 给 "
        "会 能 可以 应该 要 去 来 说 问 名字 叫做"
    ).split()
)
ASKED = re.compile(
    r"(?:什么|啥)时[候间]|(?:什么|啥)地方|(?:什么|啥)人|什么|为什么|为何|为啥|何时|何处|何地|哪一?天|哪一?年|哪一?位|哪一?[个家所种条项次届]|哪里|哪儿|哪些|"
    r"哪[几两二三四五六七八九十]+[个大项家位条种]?|哪|多少|第几|几|多久|多[大高长]|谁|怎么样|怎么|如何|怎样|是否|有没有|吗|啥|咋"
)
_NEAR = 7  # characters beside the question word
_DIGITS = "一二三四五六七八九十"
_COUNTED = re.compile(
    r"(?<![第年\d一二三四五六七八九十])(?P<number>[两二三四五六七八九十]|\d{1,2})(?:[个种项大条类位句家块点处拨部样步](?!月|小时|星期|年头)|方面)的?[“\"'‘]?(?P<head>[一-鿿]{1,8}?)?"
    r"(?=[“”\"'’]|是|有|包括|分别|都|具体|指|推进|要|狠|才|为|[?？，。,]|$)"
)
_COUNTED_QUOTE = re.compile(
    r"(?<![第年\d一二三四五六七八九十])(?P<number>[两二三四五六七八九十]|\d{1,2})[个种项大条类句]的?[“\"'‘](?P<head>[一-鿿]{1,8})[”\"'’]"
)  # 五个“心有”
_BARE = re.compile(
    r"哪[“\"]?(?P<number>[两二三四五六七八九十])(?P<head>[一-鿿]{1,4})[”\"]?(?=[是有?？，。,]|$)"
)  # 哪五微
_MAY_LIST = (QuestionType.WHAT, QuestionType.WHICH, QuestionType.HOW)
# 哪些办法, 主导产业有哪些
_SORT = re.compile(
    r"哪[些几][个种项类条点家位部]?(?P<behind>[一-鿿]{2,6}?)(?=要|向|需|可|有|是|会|应|被|的|来|能|里|中|上|[?？，,。]|$)"
    r"|(?P<before>[一-鿿]{2,4})(?:都|分别|具体|主要|一共|到底|又)*(?:有|是|包括|涵盖)(?:了)?哪"
)
# 三高地一福地: three of one sort and one of another.
_SHORTHAND = re.compile(
    r"(?P<number>[二两三四五六七八九])(?P<one>[一-鿿]{1,4}?)一(?P<other>[一-鿿]{1,4}?)(?=[”\"'’]|是|有|包括|分别|具体|指|[?？，。,]|$)"
)
_OUT_OF_SCOPE = re.compile(
    r"^(?:[你您]好[,，\s]*)?(?:请问)?(?:[你您]好|(?:谢谢|多谢|感谢)[你您了啦]*|辛苦[你您了啦]*|再见|[你您]是谁|[你您]叫什么(?:名字)?"
    r"|[你您](?:会|能|可以)(?:做|干|回答)?(?:什么|啥|哪些)|(?:[你您]?(?:可以|能)帮[我个忙]+)|早上好|晚上好|哈喽|hello|hi)[呀啊吗呢!！。?？~]*$"
    r"|(?:今天|明天|后天|现在|本周|周末)[一-鿿]{0,6}(?:天气|下雨|气温|股价|汇率|油价|彩票)|天气预报"
    r"|(?:写|作|编|画|唱|讲|生成)(?:一)?(?:首|篇|个|段|幅|封)[一-鿿]{0,12}(?:诗|词|歌|作文|小说|文章|邮件|代码|笑话|故事|画)|翻译成|讲个?笑话"
    r"|(?:python|java|excel|word|sql)[一-鿿]{0,12}(?:怎么|如何)|(?:红烧|清蒸|炒|炖|煮)[一-鿿]{1,4}(?:怎么|如何)做"
)
_HOLDER = re.compile(
    r"(?P<post>书记|主任|局长|部长|市长|区长|县长|镇长|乡长|省长|厅长|院长|行长|校长|园长|所长|站长|会长|董事长|总经理|主席|组长|队长|团长|馆长|台长|社长|理事长|秘书长|总裁)的?(?:现在|当时|(?:19|20)\d{2}年?)?(?:(?:是|叫|姓)(?:谁|哪|什么|啥|甚)|姓名)"
)
_NEWEST = re.compile(r"现任|目前|现在|最近|最新|如今|当前|近期")


@dataclass(frozen=True, slots=True)
class Query:
    """A stand-alone question as the search and the answer use it.

    `words` are its content words, folded, without question words; `focus` those beside the question word,
    which say what is asked of the topic (谁**主持**); `times` the dates it names; `newest` whether it asks
    for the present state, or who holds a post, which the newest report tells best; `count` and `head` the
    number and the sort of things it wants listed (三, 专项行动).
    """

    text: str
    type: QuestionType
    words: tuple[str, ...]
    focus: tuple[str, ...]
    times: tuple[Time, ...] = ()
    newest: bool = False
    count: int = 0
    head: str = ""

    @property
    def heads(self) -> tuple[str, ...]:
        """List the sorts of things it wants listed: 高地 and 福地 for 三高地一福地."""
        both = _SHORTHAND.search(fold(self.text))
        return both.group("one", "other") if both else (self.head,) if self.head else ()


def understand(question: str) -> Query:
    """Read a stand-alone question; never fails."""
    folded = fold(question)
    times = tuple(dict.fromkeys((*named_times(folded), *spanned_years(folded))))
    words = content_words(question)
    count, head = _counted(folded)
    kind = question_type(question)
    return Query(
        text=question,
        type=QuestionType.LIST if kind in _MAY_LIST and count > 1 else kind,
        words=words,
        focus=_focus(folded, words),
        times=times,
        newest=not any(time.year for time in times)
        and bool(_NEWEST.search(folded) or _HOLDER.search(folded)),
        count=count,
        head=head,
    )


def _counted(folded: str) -> tuple[int, str]:
    """Read 三个专项行动, 七大主导产业, 哪三种“感”: how many of what; (0, "") without."""
    both = _SHORTHAND.search(folded)
    if both:
        return number(both["number"]) + 1, both["one"]
    if quoted := _COUNTED_QUOTE.search(folded):
        return number(quoted["number"]), quoted["head"]
    found = _COUNTED.search(folded) or _BARE.search(folded)
    if found:
        return number(found["number"]), found["head"] or ""
    sort = _SORT.search(folded)
    named = (sort["behind"] or sort["before"]) if sort else ""
    return 0, next((word for word in reversed(cut(named)) if len(word) > 1), "")


def number(text: str) -> int:
    """Read a small number: 7, 七, 两, 十二; 0 for none."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.replace("两", "二").rpartition("十")
    values = [_DIGITS.find(part) + 1 for part in (tens, ones) if part]
    if not all(values) or not text:
        return 0
    if not ten:
        return values[0] if len(ones) == 1 else 0
    return (values[0] if tens else 1) * 10 + (values[-1] if ones else 0)


def _focus(folded: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Take the content words within `_NEAR` characters of the question word, or the last two without one."""
    cues = list(ASKED.finditer(folded))
    if not cues:
        return words[-2:]
    start, end = cues[-1].span()
    around = (folded[max(0, start - _NEAR) : start], folded[end : end + _NEAR])
    return tuple(word for word in words if any(word in side for side in around)) or words[-2:]


def asked_post(question: str) -> str:
    """Give the post whose holder a question asks for (书记, 局长 …), or ""."""
    found = _HOLDER.search(fold(question))
    return found["post"] if found else ""


def is_out_of_scope(question: str) -> bool:
    """Tell whether a question is small talk, or asks for something that no archive holds."""
    return bool(_OUT_OF_SCOPE.search(fold(question)))


def question_type(question: str) -> QuestionType:
    """Tell by cue words, or by the noun that it ends with, what kind of answer is wanted; else WHAT."""
    folded = fold(question)
    named = () if ASKED.search(folded) else _NOUNS
    ending = _BARE_END.sub("", folded)
    by_cue = (kind for kind, cue in _CUES if re.search(cue, folded))
    last = without_times(ending).split()[-2:]  # of a search: 可支配收入 海州, 疾控中心主任 2022
    by_noun = (kind for part in (ending, *last) for kind, noun in named if re.search(f"(?:{noun})$", part))
    return next(by_cue, next(by_noun, QuestionType.WHAT))


def content_words(question: str) -> tuple[str, ...]:
    """List the distinct words of a question that evidence should hold, in order; dates are no words."""
    bare = _ASKING.sub(" ", without_times(fold(question)))
    found = [w.strip() for w, _ in tag(bare)]
    return tuple(dict.fromkeys(w for w in found if w and w not in _EMPTY and any(c.isalnum() for c in w)))
