"""The Chinese words in which the page and the command line speak of dates, kinds and evidence."""

from __future__ import annotations

from collections.abc import Iterable

from index.read import printable
from index.types import Article, Hit, Kind, PartialDate
from rag.types import Answer, Citation, ExplainedPart, ExplainedSentence, Explanation, Generated

_KINDS = {
    Kind.NEWS: "报道",
    Kind.BRIEF: "简讯",
    Kind.CAPTION: "图片",
    Kind.MASTHEAD: "报头",
    Kind.GUIDE: "导读",
}
# The parts of a passage's score, by their names in `index.search`.
_PARTS = {"keyword": "词语", "dense": "语义", "rerank": "重排"}
_ENDS = "。！？!?…”’』」）)》】.；;"  # how a whole text ends
_INSIDE = "，。、；：！？）》”’,;:!?)"  # with what no whole text begins
UNDATED = "日期不详"
STOPPED = "已停止。"
UNTITLED = "（无标题）"


def kind_name(kind: Kind) -> str:
    """Name the kind of an article."""
    return _KINDS[kind]


def marked_date(date: PartialDate | None) -> str:
    """Write a date, marked where the page does not state it: 2023年2月（推断）."""
    return date.words if date else UNDATED


def headline(article: Article) -> str:
    """Give the title in one line."""
    return " ".join(printable(article.title).split()) or UNTITLED


def byline(article: Article) -> str:
    """Name the reporters and correspondents; empty where the article names none."""
    people = (("记者", article.reporters), ("通讯员", article.correspondents))
    return "　".join(f"{role} {'、'.join(names)}" for role, names in people if names)


def file_name(article: Article) -> str:
    """Name the page file, with the page number where it is not the first."""
    name = article.source.replace("\\", "/").rsplit("/", 1)[-1]
    return name if article.page == 1 else f"{name} 第{article.page}页"


def evidence_dates(citations: Iterable[Citation]) -> str:
    """Say when the cited reports appeared: 据2023年2月（推断）报道; empty where no date is known."""
    dates = sorted(
        {c.article.published for c in citations if c.article.published}, key=lambda date: date.first
    )
    return f"据{'、'.join(marked_date(date) for date in dates)}报道" if dates else ""


def flags(article: Article) -> list[str]:
    """Say what should be borne in mind about an article beside its date, as far as its page tells."""
    date, text = article.published, article.text.strip()
    told = (
        (date is not None and date.inferred, "日期系推断"),
        (article.kind is Kind.BRIEF, "没有标题的简讯"),
        (article.kind is Kind.CAPTION, "图片说明"),
        (article.kind is Kind.NEWS and bool(text) and text[0] in _INSIDE, "开头可能残缺"),
        (article.kind is Kind.NEWS and bool(text) and text[-1] not in _ENDS, "结尾可能残缺"),
    )
    return [words for holds, words in told if holds]


def found_words(answer: Answer, seconds: float) -> str:
    """Say how long an answer took, what was found for it and who worded it."""
    articles = {hit.passage.article.id for hit in answer.hits}
    parts = (
        f"用时 {seconds:.2f} 秒" if seconds else "",
        f"查到 {len(articles)} 篇报道中的 {len(answer.hits)} 段" if articles else "",
        ""
        if answer.abstained
        else account(answer.generated)
        if answer.generated
        else "摘自原文，未用语言模型",
    )
    return " · ".join(filter(None, parts))


def coverage_words(coverage: tuple[PartialDate, PartialDate] | None) -> str:
    """Say which days the archive covers."""
    if coverage is None:
        return "档案中的报道没有日期"
    first, last = (date.words for date in coverage)
    return f"档案收录{first}的报道" if first == last else f"档案收录{first}至{last}的报道"


def explained_facts(explanation: Explanation, part: ExplainedPart) -> list[tuple[str, str]]:
    """List how a question was understood and judged, as names and values; empty values are left out."""
    low = part.probability < part.threshold
    refused = ("（低于门槛，不答）" if part.reason else "（按问题的形式作答，不看门槛）") if low else ""
    facts = [
        ("补全后的问题", part.question if part.question != explanation.question else ""),
        ("题型", part.type),
        ("要找的成分", "、".join(part.wanted)),
        ("时间", "、".join(part.times)),
        ("先看新的", "是" if part.newest else ""),
        ("关键词（少见程度）", "　".join(f"{word} {rarity:.2f}" for word, rarity in part.words)),
        (
            "能回答的把握",
            f"{part.probability:.2f}，门槛 {part.threshold:.2f}{refused}" if part.sentences else "",
        ),
        ("短答案", explanation.short),
        ("原因", explanation.why),
    ]
    return [(name, printable(value)) for name, value in facts if value]


def strongest_words(sentence: ExplainedSentence) -> str:
    """Say what speaks for a sentence more than for the others."""
    said = [f"{words} +{value:.2f}" for words, value in sentence.strongest]
    mentions = [f"有“{'”“'.join(sentence.mentions)}”"] if sentence.mentions else []
    return "；".join([*said, *mentions])


def explained_hit(hit: Hit) -> str:
    """List the parts of a passage's score."""
    return "　".join(f"{_PARTS.get(name, name)} {value:.3f}" for name, value in hit.parts.items())


def account(generated: Generated) -> str:
    """Say which model wrote, what was checked, and how fast it was."""
    said, checked = len(generated.statements), sum(s.verified for s in generated.statements)
    pace = [f"首字 {generated.first_token:.1f} 秒"] if generated.first_token else []
    pace += [f"每秒 {generated.rate:.0f} 词元"] if generated.rate else []
    parts = (f"由 {generated.model} 撰写", f"{said} 句中 {checked} 句已核对", *pace)
    return " · ".join(parts if generated.done else (f"{generated.model} 正在撰写", *pace))
