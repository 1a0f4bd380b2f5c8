"""Page furniture: mastheads, hotlines, credits, QR-code captions, jump lines, guides; and photo captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from index.byline import dateline_length, is_byline
from index.dates import find_date
from index.layout import HAN, Line

_ROLES = "责编|编辑|校对|美编|责校|主编|编审|审校|审读|版式|组版|检校|总编|策划|统筹|制图|设计|视觉|编务"
WIDEST_IMPRINT = 200  # characters of an imprint set in one line
_SECTIONS = "要闻|新闻|综合|广告|副刊|专版|特刊|时政|国际|国内|文体"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"

# What only an imprint holds (weekday, lunar date, issue or page number), and what may stand beside it.
_STRONG = re.compile(
    rf"(?:星期|周)[一二三四五六日天]|(?:农历)?[{_STEMS}][{_BRANCHES}]年\S*|农历\S{{1,16}}"
    r"|\S{0,8}?总?第\d+期|\S{0,8}?总\d+期|第?[A-Za-z]?\d{1,3}版(?:[:：]\S{1,6})?|第[一二三四五六七八九十]{1,3}版"
    r"|(?:今日|本期|共)\S{1,3}版|[A-Z]\d{1,2}版?|VOL\.?\d+|No\.?\d+|CN\d\d-\d{4}\S*|\d{1,2}[-—]\d{2,5}"
)
_WEAK = re.compile(
    rf"[A-Z]?\d{{1,4}}|[{HAN}]{{1,10}}(?:报|报社|新闻|周刊|网|版)|[A-Za-z ,.&:·]+|{_SECTIONS}|社会|本地|本市"
    r"|经济|文化|体育|民生|法治|教育|健康|专题|理论|评论|城事|都市|财经|科技|导读|[|｜/·]+"
)
_DATE = re.compile(
    r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}([-./])\d{1,2}\1\d{1,2}"
    r"|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]+月[一二三四五六七八九十]+日"
)

# Whole lines.
_SECTION = re.compile(
    rf"(?:时政|综合|本地|国际|国内|今日|民生|经济|社会|文体)?(?:{_SECTIONS})"
    r"|[【\[■●◆◇★☆□\s]*(?:本报)?(?:短评|社论|时评|快评|简\s*讯(?:[两三四五六七八九十]则)?|快\s*讯|(?:一组)?短\s*讯"
    r"|简明新闻|一句话新闻|新闻速递|要闻速览|新闻链接|相关链接|延伸阅读)[】\]■●◆◇★☆□\s]*"
    rf"|[【■●◆◇★☆□]+\s*[{HAN}]{{2,4}}(?:短波|快讯|简讯|短讯)\s*[】■●◆◇★☆□]*"
)
_PUBLISHER = re.compile(
    rf"(?!.*由)[{HAN}]{{2,20}}(?:报社|集团|报业|宣传部|委员会|中心|传媒)(?:主办|出版|主管|承办)"
)
_ISSUE = re.compile(r"[^。，,；：]{0,20}第\d+期(?:\s*[^。，,；：]{0,12}第\d+期)?")
_DOT = r"\s*[·・•‧∙|｜—]\s*"
_SLOGAN = re.compile(rf"[{HAN}]{{1,6}}(?:{_DOT}[{HAN}]{{1,6}}){{2,}}")
_CODE = re.compile(
    r"[^，。、；,;]{0,24}(?:公众号|二维码|视频号|抖音号|客户端|官方微[博信]|小程序)(?:二维码)?[》”]?"
    r"|扫一?[扫码描].{0,24}|微信扫.{0,20}"
)
_PROMPT = re.compile(r"(?:点击|长按|敬请关注|请?扫码|扫一扫|扫描).{0,20}|更多(?:精彩|内容|新闻|资讯).{0,16}")
_PAGES = r"[A-Z]?[\d一二三四五六七八九十]{1,3}(?:[/／、,，\-—至 ]+[A-Z]?[\d一二三四五六七八九十]{1,3})*"
_JUMP = re.compile(
    rf"[（(【\[]?(?:(?:紧接|详见|详情见|下转|上接|更多见|相关报道见)\s*第?{_PAGES}\s*版?"
    rf"|[见转接]第?\s*{_PAGES}\s*版)(?:\s*\S{{1,6}})?[）)】\]]?"
    r"|[>》＞▶►→]{1,3}\s*(?:[A-Z]?\d{1,2}版?|详见.{0,12}|P\d+)|[—\-]{1,2}\s*\d{1,3}\s*[—\-]{1,2}"
)
_GUIDE = re.compile(
    r"(?:今日|本期|要闻|内容|新闻|版面|重点|精彩|本报)?(?:导读|提要|看点|要目|目录)(?:\s*[A-Za-z]+)?"
)
_REFERENCE = re.compile(
    r".{4,}(?:[>＞》▶►→]{2,3}\s*第?[A-Z]?\d{1,2}版?|[…·.]{2,}\s*(?:第?[A-Z]?\d{1,2}版|0\d))"
)
# A date with its weekday stands in the imprint alone, whatever else the line holds.
ISSUED = re.compile(
    r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?[\s（(]*(?:星期|周)[一二三四五六日天]"
)
_NO_IMPRINT = re.compile(
    r"[。，；]|时间|\d[:：点]\d{0,2}|[上下]午"
)  # of a notice: 停电时间：9月18日（星期日）8:00
_RULE = re.compile(r"[-=*_~#◆◇●○■□▲△★☆※·•.…—|+>\s]{2,}|[*_~#◆◇●○■□▲△★☆·•|+>]")

# Beginnings of lines.
_FIELD = re.compile(
    r"(?:主管|主办|承办|协办|出版|印刷|承印|社长|地址|邮编|邮政编码|定价|零售价?|网址|传真|刊号)(?:单位)?\s*[:：]"
    rf"|(?:{_ROLES})\s*[:：]|(?:出版|发布|刊发)(?:日期|时间)\s*[:：]"
    rf"|(?:本版|本期|今日|值班|责任|美术|视觉|版式|执行|文字|图片|一|二|三){{0,2}}(?:{_ROLES})(?:\s+|[/｜|]|\s*[:：])"
    r"|国内统一|国际标准|邮发代号|统一刊号|广告经营许可|本报(?:地址|电话|社址|法律顾问|热线|网址)"
    r"|[Ee]-?[Mm]ail|https?:|www\."
    rf"|[{HAN}]{{0,6}}(?:热线|电话|邮箱|信箱|QQ群?)\s*[:：]?\s*[A-Za-z\d]"
)
_CAPTION_OPEN = re.compile(
    r"※|[▲△▼↑↓←→]\s*(?=\S)|(?:[上下左右]|[（(][上下左右])?图\s*(?:为|[①-⑩\d]{1,2}[:：]|[:：])|图片说明|资料图"
)
_NAMES = rf"(?:[{HAN}]{{2,4}}|[{HAN}][\s\u3000][{HAN}]{{1,2}})(?:[\s、]+[{HAN}]{{2,4}}){{0,3}}"
_CREDIT = re.compile(
    rf"(?:记者|通讯员|摄影|作者|图片|[。）)！])[\s:：/]*{_NAMES}[\s/（(]*(?:摄影?|供图|[/／]图)[）)\]】]?$"
    rf"|^{_NAMES}(?:\s+摄影?|\s*供图|[/／]图)[）)]?$|(?:摄影|供图|图片来源|图源)[:：/]\s*\S{{2,12}}$"
)


class Role(StrEnum):
    """What a line is before its neighbours are looked at."""

    TEXT = "text"
    DATELINE = "dateline"
    BYLINE = "byline"
    CAPTION = "caption"
    MASTHEAD = "masthead"
    GUIDE = "guide"

    @property
    def is_furniture(self) -> bool:
        """Tell whether the line belongs to the page rather than to a report."""
        return self in (Role.MASTHEAD, Role.GUIDE)


def roles_of(lines: Sequence[Line]) -> list[Role]:
    """Name the role of every line; captions and prompts spread over the lines of their block."""
    roles: list[Role] = []
    for i, line in enumerate(lines):
        tied = i > 0 and line.blanks == 0
        role = _role(lines, i)
        if tied and (role is Role.TEXT or role.is_furniture):
            near = lines[i - 2 : i] if lines[i - 1].blanks == 0 and i > 1 else lines[i - 1 : i]
            role = _tied_role(near, line, above=roles[-1], role=role)
        roles.append(role)
    return _with_credits(lines, roles)


def _role(lines: Sequence[Line], i: int) -> Role:
    """Name the role of one line by itself; a dateline may run on over the next lines."""
    text = lines[i].text
    if is_byline(text):
        return Role.BYLINE
    if dateline_length("\n".join(near.text for near in lines[i : i + 3])):
        return Role.DATELINE
    return Role.CAPTION if _CAPTION_OPEN.match(text) else furniture(text) or Role.TEXT


def _tied_role(near: Sequence[Line], line: Line, *, above: Role, role: Role) -> Role:
    """Correct the role of a line that follows others, the last of role `above`, without a blank line."""
    before = near[-1]
    if above is Role.CAPTION and not before.closed:
        return Role.CAPTION
    if role is Role.TEXT:
        short = line.width <= 14 and not line.closed
        return Role.GUIDE if above is Role.GUIDE and short and _PROMPT.fullmatch(before.text) else role
    in_report = above is Role.DATELINE or any(re.search("[，。；,]", text.text) for text in near)
    return Role.TEXT if in_report and not before.closed and not above.is_furniture else role


def furniture(text: str) -> Role | None:
    """Tell whether a whole line is page furniture, and of which kind; None for anything else."""
    if len(text) > WIDEST_IMPRINT:
        return None
    if ISSUED.search(text) and not _NO_IMPRINT.search(text):
        return Role.MASTHEAD
    if len(text) > 80:
        return None
    if any(pattern.fullmatch(text) for pattern in (_GUIDE, _JUMP, _PROMPT, _REFERENCE)):
        return Role.GUIDE
    if text.endswith(("。", "；", "，")):
        return None
    whole = (_SECTION, _PUBLISHER, _ISSUE, _SLOGAN, _CODE, _RULE)
    if any(pattern.fullmatch(text) for pattern in whole) or _FIELD.match(text) or _is_imprint(text):
        return Role.MASTHEAD
    return None


def _is_imprint(text: str) -> bool:
    """Tell whether a line is made of dates, weekdays, issue and page numbers and names of papers only."""
    dated = find_date(text) is not None
    rest = _DATE.sub(" ", text)
    tokens = [token for token in re.split(r"[\s|｜,，、（）()【】]+", rest) if token]
    strong = [token for token in tokens if _STRONG.fullmatch(token)]
    return (dated or bool(strong)) and all(_STRONG.fullmatch(t) or _WEAK.fullmatch(t) for t in tokens)


def is_imprint_name(text: str) -> bool:
    """Tell whether a line could be the name of a paper or a section."""
    return all(_WEAK.fullmatch(token) for token in text.split())


def _with_credits(lines: Sequence[Line], roles: Sequence[Role]) -> list[Role]:
    """Mark the lines before a photo credit (…。新华社记者 张三 摄) in its block as the caption they are."""
    marked = list(roles)
    for i, line in enumerate(lines):
        ends_block = i + 1 == len(lines) or lines[i + 1].blanks > 0 or roles[i + 1] is not Role.TEXT
        if ends_block and roles[i] in (Role.TEXT, Role.BYLINE) and _CREDIT.search(line.text[-40:]):
            first = _block_start(lines, i)
            block = roles[first:i]
            if i - first < 6 and all(role in (Role.TEXT, Role.CAPTION) for role in block):
                marked[first : i + 1] = [Role.CAPTION] * (i + 1 - first)
    return marked


def _block_start(lines: Sequence[Line], i: int) -> int:
    """Find the first line of the block (no blank line inside) that holds line i, at most 6 lines back."""
    first = i
    while first > 0 and lines[first].blanks == 0 and i - first < 6:
        first -= 1
    return first
