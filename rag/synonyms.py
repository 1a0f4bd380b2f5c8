"""Words that people ask with and reports say otherwise: 去 and 赴, 作陪 and 陪同, 花钱 and 投资."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from index.types import Article
from index.words import cut, fold

_GROUPS = """
去 到 赴 前往 来到 走进
看 参观 考察 观摩 调研 视察 查看 走访 转 跑 逛 检查 督导
陪 作陪 陪同 陪着 随同
开 召开 举行 举办 办
会 会议 大会 开会 会上
老总 董事长 总经理 总裁 负责人
钱 花 花钱 投资 投入 耗资 资金 总投资 亿元 万元
建 建设 修建 新建 建成 建造 盖
厂 工厂 厂子 基地 项目
公司 企业 单位
说 讲 谈 指出 强调 要求 表示 讲话 致辞 发言
发起 启动 提出 倡议
成立 揭牌 设立 组建 创办 挂牌
排 排名 名次 位列 位次 第几
增长 增加 上升 提高 提升 涨 增幅 增速 新增
下降 减少 降低 跌
签 签约 签订 签署 落地
拿 得 获 获得 荣获 获评 入选 评为
职务 职位 官职 书记 主任 局长 部长 委员
老师 教师
讲课 授课 讲座 培训
工资 薪水 薪酬
找工作 就业 求职 工作
孩子 儿童 小孩 青少年 未成年人
打造 锻造 塑造 建成
办法 措施 方式 举措 方法 手段 机制
规划 计划 方案
负责 牵头 主管 分管
主持人 主持
疫情 防疫 防控 抗疫
邮件 邮箱 mail
电话 热线 号码
缘故 原因 因为 由于 为了
干部 领导 官员 领导班子
帮扶 帮助 扶持 支持 帮
公布 发布 出炉 通报
开业 开张 开街 营业
展厅 展馆
目标 力争 达到 确保
行业 产业 领域
动工 开工 奠基 开建 破土
农民 农村居民 村民
门诊 看病 接诊 就诊 门急诊
床位 病床
"""

# What no report that says it otherwise is found by: other names of the same, and words that are near.
_SAME = (
    ("gdp", "生产总值"),
    ("麦子", "小麦"),
    ("城里人", "城镇居民"),
    ("乡下人", "农村居民"),
    ("卫健局", "卫生健康局"),
    ("人社局", "人力资源和社会保障局"),
    ("住建局", "住房和城乡建设局"),
    ("发改局", "发展和改革局"),
    ("发改委", "发展和改革委员会"),
)
_WRITTEN = (*_SAME, ("老板", "董事长"), ("老总", "总经理"), ("动工", "开工"))


@cache
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    groups = [*map(str.split, _GROUPS.split("\n")), *_WRITTEN]
    for group in groups:
        for word in group:
            table.setdefault(word, set()).update(group)
    return {word: frozenset(group) for word, group in table.items()}


def synonyms(word: str) -> frozenset[str]:
    """Give the words that reports may use for a word of a question, itself included."""
    return _table().get(word, frozenset({word}))


def as_reported(question: str, reports: Iterable[Article]) -> str:
    """Put the only form that reports write in the place of another name of the same (GDP)."""
    words = cut(question)
    said = {short: written for short, written in _SAME if short in words}
    if not said:
        return question  # without a look into the reports
    held = fold("\n".join(report.whole for report in reports))
    written = {short: other for short, other in said.items() if short not in held and other in held}
    return "".join(written.get(word, word) for word in words) if written else question


def with_written(question: str) -> str:
    """Add the words that reports write for what people say short (GDP, 生产总值), for the search."""
    said = fold(question)
    return " ".join((question, *(word for short, word in _WRITTEN if short in said and word not in said)))
