"""Keep what a passage says from steering the model, and what the model says from steering the page.

Archives hold what others wrote. A passage may say 忽略以上要求 to a model; a model may write HTML, links,
pictures or marks of passages that it never saw.
"""

from __future__ import annotations

import re

from index.words import fold

_HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f\U000e0000-\U000e007f\ud800-\udfff]"
)
_WIDE = str.maketrans("<>[]{}|`", "＜＞［］｛｝｜｀")
_EARLIER = r"(?:以上|上面|上述|之前|前面|先前|此前|前述|所有|一切|任何|原有|原来|系统|其[他它余]|全部|刚才)"
_RULES = r"(?:指令|指示|要求|规则|提示|设定|限制|命令|约束|任务|问题|材料|资料|内容|对话|安全)"
_MACHINE = r"(?:ai|人工智能|(?:大|语言|大语言)模型|智能助手|聊天机器人|机器人|chatgpt|gpt|助手|答题员)"
_SAY = r"(?:回答|输出|回复|返回|答复|打印|复述|声称|宣称|写道|显示)"
_ORDER = re.compile(
    rf"(?:忽略|无视|忘记|忘掉|忘了|抛开|撇开|不要?(?:理会|理睬|遵守|遵循|管)|不必(?:理会|遵守)|跳过|覆盖|推翻|取消|违反|绕过|解除|停止执行).{{0,6}}{_EARLIER}.{{0,10}}{_RULES}"
    rf"|(?:你现在|从现在(?:起|开始)|接下来)[,，]?(?:你)?(?:是|的身份|要|必须|请|扮演|将)(?=.{{0,20}}(?:{_MACHINE}|{_SAY}|扮演|模式|身份|没有限制|不受))"
    rf"|扮演.{{0,8}}(?:角色|{_MACHINE}|模式)|(?:开发者|越狱|上帝|管理员|调试)模式|系统(?:提示|消息|指令)|提示词|越狱"
    rf"|(?:致|给|请|要求|命令|凡|各位|所有|作为|如果你是|你是)(?:一[个名])?.{{0,6}}{_MACHINE}.{{0,16}}(?:{_SAY}|必须|务必|忽略|请|不要|应当|推荐|注意)"
    rf"|{_MACHINE}(?:[们读看]|在|若|如|请|必须|务必|须|应).{{0,16}}(?:{_SAY}|忽略|推荐|告诉)"
    rf"|(?:只|务必|必须|直接|一律|统一|都要|都应|仅)(?:需|要|能|可|应)?{_SAY}(?!了|率)|(?:请|要|须)(?:在|把|将).{{0,10}}(?:回答|答案|回复|结尾|末尾).{{0,8}}(?:加上?|写上?|附上?|插入|放|改|换|替换)"
    rf"|(?:对|向|告诉|告知|通知|提醒|建议|引导|诱导)(?:提问者|用户|提问的人|读者您).{{0,12}}(?:说|访问|点击|扫码|转账|汇款|联系|下载|输入|拨打|密码|：|:)"
    r"|(?:正确|标准|唯一|最终)的?答案(?:是|为|应为|:|：)|真正的(?:答案|指令)|(?:无论|不管)(?:别人|用户|对方)?(?:问|提)[^。]{0,8}(?:都|一律)"
    r"|ignore.{0,20}(?:previous|prior|above|earlier|all|any).{0,30}(?:instruction|rule|prompt|context)|disregard.{0,30}(?:instruction|rule|prompt|above)"
    r"|forget.{0,20}(?:instruction|everything|above)|you(?:are|must|will|should)now|youarenow|actas|pretendtobe|systemprompt|newinstruction"
    r"|(?:^|[\n。；;*#>＞＃])(?:system|assistant|user|系统|助手)[:：]|[<＜]\|?(?:im_start|im_end|system|endoftext|s)[\|>＞]|[\[［]/?inst|#{2,}(?:instruction|system|指令|系统)|＃{2,}|begin(?:system|instruction)"
    r"|[<＜]/?材料|材料编号=|(?:answer|reply|respond|output|say)(?:only|with|exactly)|(?:不|勿)要?(?:写|加|标|带)(?:出|上)?(?:编号|引用|出处)",
    re.IGNORECASE | re.DOTALL,
)
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)?")
_LINKED = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>?|<!--.*?(?:-->|\Z)", re.DOTALL)
_DRESS = re.compile(
    r"^[ \t]*(?:#{1,6}\s+|>\s*|[-*+•·]\s+|\d{1,2}[.、)]\s*(?!\d))|```\w*|\*\*|__|`+|^\s*\|.*\|\s*$",
    re.MULTILINE,
)
_LINK = re.compile(
    r"(?:https?|ftp|javascript|data|file)\s*[:：]|www\s*[.．]|[a-z0-9-]{2,}\.(?:com|cn|net|org|io|top|xyz|info|ru|cc|me|app|site|vip|link|shop|online)\b",
    re.IGNORECASE,
)


def gives_orders(text: str) -> bool:
    """Tell whether a sentence speaks to a model instead of to a reader, hidden characters or not."""
    bare = "".join(_HIDDEN.sub("", fold(text)).split())
    return bool(_ORDER.search(bare))


def neutral(text: str) -> str:
    """Make a passage unable to end its own frame or to bring marks: brackets full-width, nothing hidden."""
    return _HIDDEN.sub("", text).translate(_WIDE)


def plain(text: str) -> str:
    """Take thoughts, HTML, pictures, links and Markdown out of a reply; the marks [n] stay."""
    bare = _THOUGHT.sub("", text)
    for pattern, kept in ((_PICTURE, ""), (_LINKED, r"\1"), (_TAG, ""), (_DRESS, "")):
        bare = pattern.sub(kept, bare)
    return _HIDDEN.sub("", bare)


def has_link(text: str) -> bool:
    """Tell whether a text names an address on the web."""
    return bool(_LINK.search(fold(text)))
