"""Questions as people say them: 帮我查下，22年外贸多少来着 is 2022年外贸多少."""

from __future__ import annotations

import re

from rag.posts import as_post
from rag.topic import asks

_GREETING = (
    r"(?:你好|您好|老师好?|那个|噢|哦|嗯+|哎|诶|咦|写(?:材料|稿子?|论文|报告)用?)[，,：:。！!、\s]+"
    r"|请问|麻烦(?:[你您]|一下)(?!了)"
    r"|(?:我(?:爱|天天|每天)|(?:老师|领导)(?:让|要|叫|布置)|[写编做](?:材料|年鉴|课题|作业|论文|大事记))"
    r"[^，,：:？?\d“《]{0,10}[，,：:](?=[^，,]{8})"
)
_WISH = (
    r"[我咱]?[就只还]?[想要]?(?:问|查|打听)(?:一?下|一问|一查|个事)"
    r"|[我咱]?[就只还]?想要?(?:知道|了解|打听|问问?(?!题)|查查?)(?:一?下)?(?![的责政题候处封获办验]|问题)"
)
_HELP = (
    r"[你您]?[帮替给](?:我|咱|忙)(?:查|找|看|问|说说|讲讲)(?:一?下|一查|查|看)?(?![病守护处的]|工作)"
    r"|[你您]?[帮替](?:查|找|看|问)(?:一?下|一查)|[跟给和]我[说讲](?:一下|[说讲])"
)
_BEFORE = re.compile(rf"^(?:(?:{_GREETING}|{_WISH}|{_HELP})[，,：:。！!、\s]*)+(?=[^，,：:。、\s]{{2}})")
_BEHIND = re.compile(
    r"(?<=[?？])我?(?:记得|听说|印象中?里?|好像)(?![^?？]*(?:吗|是不是|是否|真的))[^?？]*$"
    r"|(?:来着|(?<![，,、\s])[，,、\s]+(?:(?:报上|上面|里面)?有[讲写说提]到?[吗么没]|麻烦[你您]?了?|谢谢[你您]?了?)"
    r"|(?<=[?？])谢谢[你您]?了?|[你您](?:知道[吗么不]|知不知道)|[你您]?(?:能|可以)(?:告诉我|说说)[吗么])[?？。！!\s]*$"
)
_PARTICLE = re.compile(r"(?<=[一-鿿])[啊呀哟哇嘞咧哦噢哈呢]+(?P<end>[?？。！!\s]*)$")
# 22年 and 19年那会儿, but not how long something took: 教了22年书, 10年禁渔, 15年来.
_WHEN = (
    r"那(?:会儿?|时候?|阵|[次届回场])|[春夏秋冬底初末]|年[初中底末]|\d{1,2}月|[上下]半年|全年|前?[一二三四]季度"
    r"|前[\d一二两三四五六七八九十]+个月"
)
_BODY = "院校局县市区镇乡村道园厂司路桥馆站港会班社库场队企组"  # what a place or body ends with
_LASTS = (
    r"[间多限后了如]|前(?!后)|来(?![了访])|内(?!资)|期(?![末中])|[的之](?:历史|时间|[一-鿿]?龄)|以[前后来内上]|时间|历史|一遇|左右"
    r"|上下|[工党教树]龄|过去|坚[守持]|规划|一贯|义务|制|免费|禁[渔捕]|质保|产权|校庆|老[店党兵友字树]"
)
_SHORT_YEAR = re.compile(
    rf"(?<![\d.第])(?P<year>[12]\d)年(?:(?=的?(?:{_WHEN}))"
    rf"|(?:(?<=^...)|(?<=[，,、。从到自在和与][12]\d年)|(?<=[{_BODY}]...)(?!的))(?!{_LASTS})"
    r"|(?<=^那...)(?=[呢的？?]|多少|$))"
)
_ISO = re.compile(r"(?<![\d-])((?:19|20)\d{2})[-/.](0?[1-9]|1[0-2])[-/.](3[01]|[12]\d|0?[1-9])(?![\d-])")
_FIRST = (  # as reports write it
    (re.compile(r"(?:排(?:行|名|第)?在?)?老几"), "排第几"),
    (
        re.compile(r"(?<=[，,会])((?:讲话|主持|带队|领队|领头|致辞|参加|出席|陪同|牵头)的是)(?=[?？]?$)"),
        r"\1谁",
    ),
    (re.compile(r"头一天"), "首日"),
    (re.compile(r"(?<!年)头一(?=[任届])"), "首"),
)


def as_written(question: str) -> str:
    """Drop what only makes a question polite, and write its years in full; what is nothing else stays."""
    bare = _BEHIND.sub("", _BEFORE.sub("", question)) or question
    told = _PARTICLE.sub(r"\g<end>", bare)
    bare = told if asks(told) else bare  # 那2023年呢 asks by its particle alone
    bare = _ISO.sub(lambda d: f"{d[1]}年{int(d[2])}月{int(d[3])}日", bare)
    for said, written in _FIRST:
        bare = said.sub(written, bare)
    return as_post(_SHORT_YEAR.sub(r"20\g<year>年", bare))
