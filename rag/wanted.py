"""What kind of mention answers a question: a person for 谁, money for 投资多少, a street for 哪条路."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from index.types import Span
from index.words import cut, fold
from rag.enumeration import listed
from rag.remarks import ANY_DEED, deeds, doers
from rag.spans import Mention, MentionKind, mentions
from rag.synonyms import synonyms
from rag.understand import Query, QuestionType

WANTED: Mapping[QuestionType, frozenset[MentionKind]] = {
    QuestionType.WHO: frozenset({MentionKind.PERSON}),
    QuestionType.WHEN: frozenset({MentionKind.DATE}),
    QuestionType.HOW_MANY: frozenset({MentionKind.QUANTITY}),
    QuestionType.WHERE: frozenset({MentionKind.PLACE, MentionKind.ORGANISATION}),
    QuestionType.WHICH: frozenset({MentionKind.PHRASE, MentionKind.TITLE, MentionKind.QUANTITY}),
}
_BODIES = re.compile(
    r"冠军|亚军|夺冠|主管|主办|承办|协办|发起|牵头|负责|出版|成立|联合|举办|启动|公布|发布|评为|获得|单位"
)
_GROWN = r"(?:涨|增长|上升|下降|下跌|跌)了?(?:多少|几成)[?？]?$"
# What a question says, and the units that answer it; the first that matches decides.
_UNITS = (
    (
        r"百分之|多少个?百分点|(?:率|比[例重]|占比|增[速幅]|[涨降]幅)(?:是|达到?|为|占|要|有)?多[少高大]|占比|比[例重]|增[长幅速](?:率|幅度)?(?:是|为|达)?(?:了|到)?(?:多少|几)|同比|率[?？]?$",
        r"[%％‰]|百分|成|倍",
    ),
    (
        r"[升进移挪提爬跃退降落跌滑]了?(?:多少|几)个?(?:[位名]次|[位名](?=[?？]?$))|(?:排名|名次|位次)[^，,。]{0,6}[升进移退降]了?(?:多少|几)",
        r"[位名]次|^(?!第).*[位名](?!次)",
    ),
    (r"(?:涨|增长|上升|下降|下跌|跌)了?几成[?？]?$", r"[%％‰]|百分|[成倍]$"),
    (_GROWN, r"^(?!第|.*[位名]次|.*[年月天]$)"),
    (r"第几[次届期批季]", r"第"),
    (r"第几|排[名第位]|名次|位次|位列", r"第(?!.{1,3}[次届期批季])|(?<!个)(?:名|位)(?!次)"),
    (
        r"(?:多少|几)(?:个)?(?:人|名|位)(?!次)|人口|人数",
        r"^(?!第)[^届次年]*?(?:人|名|位(?!次)|口|万(?!元|亿|股|吨|种|平|亩|辆))",
    ),
    (
        r"多少钱|多少(?:万|亿)?[美欧日]?元|几[万亿]元|金额|投资(?:额|了|是|一共|共|总共)?多少|总投资|资金|营收|收入|收益|利润|产值|GDP|gdp|工资|房价|多少税|纳税|(?<![名员限])额(?:是|有|为|达到?|共|要)?(?:多少|几)|(?<![名员限])额[?？]?$|总额|(?:进出口|(?<!进)出口|外贸)(?:总共|一共|总计|合计|总|共)?(?:是|有|为|达到?)?多少(?=[?？，,亿万元钱]|$)|[内外]资(?!项目|企业|公司|研发)|损失|罚金|造价|[预概决]算|经费|奖金|(?:补[助贴偿]|奖励|租金)[一-鿿]{0,4}?多少(?=[?？，,]|$)|[售票房单均]价|费用|成本|花(?:了|费)?多少[?？]?$",
        r"元|美金|[\d十百千万]块",
    ),
    (r"面积|占地|(?:多少|几)[万百]?(?:平方|亩|公顷)", r"平方|公顷|亩"),
    (r"岁数|年纪|年龄|多大岁|几岁|多少岁|高龄", r"岁"),
    (r"(?:多少|几)(?:摄氏)?度|气温|温度", r"度|℃"),
    (
        r"(?:多少|几)(?:个|条|处)?(?:公里|千米|米)|多[长远宽深厚](?!时间)|海拔|(?:身|楼|塔|坝|桥|山|峰|墙|树)有?多高",
        r"(?<!平方)(?:公里|千米)|[\d十百千万]里|(?<![方玉大小虾])米|(?<![a-z])[km]?m(?![a-z])",
    ),
    (r"(?:多少|几)(?:个)?家|多少(?:个)?(?:企业|公司)", r"家|户|企业|公司"),
    (r"(?:多少|几)[万亿]?吨", r"吨"),
    (r"(?:多少|几)[万亿]?股", r"股"),
    (r"(?:多少|几)(?:个)?(?:小时|分钟|秒)", r"小时|分钟|秒"),
    (r"几年|多少年|多久|多长时间|(?:多少|几)(?:天|个月|周)", r"年|月|周|[天日]|小时|分钟|秒"),
    (r"(?:多少|几)(?:公斤|斤|千克|克)|多重(?![大要点身申])|体重", r"斤|克|吨"),
    (r"多少倍|几倍", r"倍"),
    (r"几级|多少级|震级", r"级"),
    # things are counted in what is no measure
    (
        r"(?:多少|几)[个项条所处件台辆户座场种批间支套份次张只头株艘架栋幢]",
        r"^(?!第).*?[\d零〇一二两三四五六七八九十百千万亿][多余]?[^\d百千万亿元美欧日港%％‰公平米亩吨岁股.,，。、]",
    ),
)
_CLOCK = (
    (r"几[点时]", r"[时点分]"),
    (r"几月几[号日]|哪一?[天日]|召开日期", r"[日号旬节底初末天晚]|周"),
)
_COUNTED = re.compile(
    r"(?:几|多少)(?:(?!口岸|单位|起诉|头部|宗教|支[部出]|种子|条[款件例]|名[额单]|票房|位置|家庭|个人|个体|场[所馆地]|项目|座位|届别)"
    r"[个家名位项条所处件台辆户座场种批间支口眼株棵艘架头只张块片栋幢届份套起例票单宗笔趟])?+(?!个|人(?!才))"
    r"(?P<noun>(?:[“\"][^“”\"]{1,8}[”\"])*[一-鿿\d]{2,8}?)(?=在|是|被|来|有|了|的|获|入|参|到|已|[?？，,。]|$)"
)
ATTACHED = 15  # characters
_VAGUE = re.compile(r"近日|日前|今年|去年|当前|一[批个项次家种名位些条期]|亿元以上|[两三四五六七八九十]大")
_RATIO = re.compile(r"百分|比|率|幅|[增涨升降减跌少占]|倍|折|%|成(?![立交都])|变化|快|速")
_GREW = re.compile(_GROWN)
_SHARE = re.compile(r"[%％‰倍]$|百分点$|^百分之")
_NAMED = re.compile(r"名字|姓|叫什么|叫啥|是谁|谁[?？]?$|[哪那]一?位")
_SORTS = (
    (
        r"哪[个份部项]?(?:文件|条例|方案|规划|意见|法规)|(?:文件|条例|方案|规划|意见|法规)是哪",
        r"》|意见|办法|方案|规划|条例",
    ),
    (r"哪条?(?:路|街)", r"[一-鿿\d](?:路|(?<!开)街|大道|巷)$"),
    (r"哪[所个几]*(?:大学|学院)", r"大学|学院"),
    (r"哪[所个几]*(?:学校|中学|小学)", r"学|校"),
    (r"哪[所家个几]*幼儿园", r"幼儿园"),
    (r"哪[所家个几]*医院", r"医院"),
    (r"哪[家个]?(?:酒店|宾馆|饭店)", r"酒店|宾馆|饭店"),
    (r"[几哪个]+楼|哪个?会议室", r"楼|室|厅"),
    (r"哪[个座]?公园", r"公园|园"),
    (r"哪[个]?(?:小区|社区)", r"小区|社区|苑|园"),
    (r"哪[家个几]*银行", r"银行|行$"),
    (r"哪个?街道", r"街道|办事处"),
    (r"哪个?国家?", r"国|美|英|日本|德|法|韩|俄|欧|印度"),
    (r"哪个?省", r"省"),
    (r"哪个?市", r"市"),
    (r"哪个?县", r"县"),
    (r"哪个?村", r"村"),
    (r"哪个?(?:乡|镇)", r"[乡镇]"),
)
_TABLES = {
    QuestionType.HOW_MANY: _UNITS,
    QuestionType.WHEN: _CLOCK,
    QuestionType.WHERE: _SORTS,
    QuestionType.WHICH: _SORTS,
}
_AIM = re.compile(r"(?:力争|争取|确保)[到在]?$")  # what is to be by then
_AIMS = re.compile("力争|争取|确保|目标|打算|计划|想|要|准备|预计|评上|进入")
_BYLINE = re.compile(r"[（(][^（）()]{0,8}(?:记者|通讯员|实习生)[^（）()]{1,60}[）)]")
_WRITER = re.compile(r"(?:记者|通讯员|摄影|编辑|责编|校对|供稿|来源)[\s:：|]*$")
_CODES = re.compile(
    r"号码(?!头)|刊号|联系方式|热线|电话(?!会)|手机(?:号|是|[?？]?$)|邮箱|邮编|网址|代号|账号|编号|车牌"
)


def wanted_mentions(query: Query, text: str) -> tuple[Mention, ...]:
    """Find the mentions of the kind that the question wants, those that it names itself left out."""
    kinds = WANTED.get(query.type, frozenset())
    if asks_code(query):
        kinds = frozenset({MentionKind.CODE})
    if query.type is QuestionType.WHO and not _NAMED.search(query.text):
        kinds = kinds | {MentionKind.ROLE}
    if query.type is QuestionType.WHO and _BODIES.search(query.text):
        kinds = kinds | {MentionKind.ORGANISATION}
    busy = _busy_otherwise(query, text)
    bylines = [] if "记者" in query.text else [match.span() for match in _BYLINE.finditer(text)]
    dates = mentions(text, frozenset({MentionKind.DATE})) if MentionKind.QUANTITY in kinds else []
    fits = unit(query) if MentionKind.CODE not in kinds else None
    aimed_at = query.type is QuestionType.WHEN and not _AIMS.search(query.text)
    found = tuple(
        mention
        for mention in mentions(text, kinds)
        if fold(text[mention.start : mention.end]) not in fold(query.text)
        and Span(mention.start, mention.end) not in busy
        and not any(start < mention.start < end for start, end in bylines)
        and ("记者" in query.text or not _WRITER.search(text[max(0, mention.start - 5) : mention.start]))
        and not any(date.start <= mention.start and mention.end <= date.end for date in dates)
        and not (aimed_at and _AIM.search(text[: mention.start]))
        and (not _VAGUE.fullmatch(text[mention.start : mention.end]) or counts(query, text, mention))
        and (fits is None or _fits(fits, text, mention))
    )
    shares = tuple(mention for mention in found if _SHARE.search(text[mention.start : mention.end]))
    if _GREW.search(fold(query.text)) and shares:
        return shares
    amounts = tuple(mention for mention in found if not is_share(query, text[mention.start : mention.end]))
    return amounts or found


def is_share(query: Query, words: str) -> bool:
    """Tell a share (44.6%) where nothing in a question asks for one: 进出口多少."""
    asked = fold(query.text).replace("多少", "")
    return query.type is QuestionType.HOW_MANY and not _RATIO.search(asked) and bool(_SHARE.search(words))


def _busy_otherwise(query: Query, text: str) -> frozenset[Span]:
    """List the people who did something else than what is asked (谁带队: not who 陪同)."""
    asked = deeds(query.text) if query.type is QuestionType.WHO else []
    did = {person for deed in asked for person in doers(text, deed)}
    return frozenset(doers(text, ANY_DEED)) - did if asked else frozenset()


def _fits(fits: re.Pattern[str], text: str, mention: Mention) -> bool:
    """Tell whether a mention reads as it must, alone or with the unit that may follow it."""
    ends = (mention.end, mention.end + 3)
    return any(fits.search(text[mention.start : end]) for end in ends)


def beside(query: Query, text: str, mention: Mention) -> float:
    """Tell how much of the question stands right beside a mention (副市长**张三**主持), 0 to 1."""
    asked, said = fold(query.text), fold(text)
    before, after = said[max(0, mention.start - 8) : mention.start], said[mention.end : mention.end + 8]
    left = next((n for n in range(len(before), 0, -1) if before[-n:] in asked), 0)
    right = next((n for n in range(len(after), 0, -1) if after[:n] in asked), 0)
    return min(1.0, (left + right) / 8)


def attached(query: Query, text: str, mention: Mention) -> bool:
    """Tell whether a word beside the question word, a part of it or a synonym stands near a mention."""
    said = fold(text)
    before, after = said[: mention.start][-ATTACHED:], said[mention.end :][:ATTACHED]
    words = {other for word in query.focus for other in synonyms(word)}
    return any(word[i : i + 2] in f"{before} {after}" for word in words for i in range(max(1, len(word) - 1)))


def unit(query: Query) -> re.Pattern[str] | None:
    """Tell how a mention must read to answer (元 for 投资多少, 大学 for 哪所大学); None: anyhow."""
    table = _TABLES.get(query.type, ())
    asked = fold(query.text)
    return next((re.compile(fits) for cue, fits in table if re.search(cue, asked)), None)


def asks_code(query: Query) -> bool:
    """Tell whether a question asks for a telephone number, an address or another code."""
    return query.type is QuestionType.HOW_MANY and bool(_CODES.search(query.text))


def counts(query: Query, text: str, mention: Mention) -> bool:
    """Tell whether a number counts the things that the question wants counted (几个专班: 五大**专班**)."""
    noun = counted(query)
    around = fold(text[max(0, mention.start - 8) : mention.end + 12])
    return bool(noun) and any(other in around for other in synonyms(noun))


def counted(query: Query) -> str:
    """Give the sort of things that a question wants counted, or ""."""
    found = _COUNTED.search(fold(query.text)) if query.type is QuestionType.HOW_MANY else None
    words = [word for word in cut(found["noun"]) if len(word) > 1] if found else []
    return words[-1] if words else ""


def fitness(query: Query, text: str, wanted: Sequence[Mention]) -> float:
    """Tell how well a sentence has what the type wants, 0 to 1; 0.5 for types that want no mention."""
    if query.type is QuestionType.LIST:
        items = listed(text, query)
        return (1.0 if len(items) == query.count else 0.6) if items else 0.0
    return float(bool(wanted)) if query.type in WANTED else 0.5
