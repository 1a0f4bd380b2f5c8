"""Questions as people say them: 帮我查下，22年外贸多少来着 is 2022年外贸多少."""

from __future__ import annotations

import re

_GREETING = (
    r"你好|您好|老师好?|请问|麻烦(?:[你您]|一下)?|那个(?=[，,])|噢|哦|嗯+|哎|诶|咦"
    r"|写(?:材料|稿子?|论文|报告)用?"
)
_WISH = (
    r"[我咱]?[就只还]?[想要]?(?:问|查|打听)(?:一?下|一问|一查|问|查|个事)"
    r"|[我咱]?[就只还]?想要?(?:知道|了解|打听|问问?|查查?)(?:一?下)?(?![的责政题候处封获办验])"
)
_HELP = (
    r"[你您]?[帮替给](?:我|咱|忙)?(?:查|找|看|问|说说|讲讲)(?:一?下|一查|查|看)?"
    r"|[跟给和]我[说讲](?:一下|[说讲])"
)
_BEFORE = re.compile(rf"^(?:(?:{_GREETING}|{_WISH}|{_HELP})[，,：:。！!、\s]*)+(?=[^，,：:。、\s]{{2}})")
_BEHIND = re.compile(
    r"(?<=[?？])我?(?:记得|听说|印象中?里?|好像)[^?？]*$"
    r"|[，,、\s]*(?:来着|(?:报上|上面|里面)?有[讲写说提]到?[吗么没]|[你您]?知道[吗么不]|知不知道|(?:能|可以)(?:告诉我|说说)[吗么]"
    r"|麻烦[你您]?了?|谢谢[你您]?了?)[?？。！!\s]*$"
)
# 22年 and 19年那会儿, but not how long something took: 教了22年书, 近20年, 15年来.
_LASTS_BEFORE = "前后这那近来去整满约已共超达长隔时续有干做教住当守过了用历逾经足早晚头刑役龄期短每上下第至"
_LASTS_BEHIND = (
    r"[来间多内长限前后的了书期老如]|以[前后来内]|时间|历史|一遇|左右|上下|工龄|党龄|过去|坚[守持]"
)
_WHEN = (
    r"那(?:会儿?|时候?|阵|[次届回场])|[春夏秋冬底初末]|年[初中底末]|\d{1,2}月|[上下]半年|[一二三四]季度|全年"
)
_SHORT_YEAR = re.compile(
    rf"(?<![\d.第])(?P<year>[12]\d)年(?:(?<=^...)(?=的)|(?=的?(?:{_WHEN}))|(?<![{_LASTS_BEFORE}]...)(?!{_LASTS_BEHIND}))"
)
_FIRST = (  # as reports write it
    (re.compile(r"头一天"), "首日"),
    (re.compile(r"(?<!年)头一(?=[任届])"), "首"),
)


def as_written(question: str) -> str:
    """Drop what only makes a question polite, and write its years in full; what is nothing else stays."""
    bare = _BEHIND.sub("", _BEFORE.sub("", question)) or question
    for said, written in _FIRST:
        bare = said.sub(written, bare)
    return _SHORT_YEAR.sub(r"20\g<year>年", bare)
