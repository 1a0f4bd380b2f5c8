"""Write answers, hits and articles as plain text for the terminal: pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Literal

from index.read import printable
from index.types import Article, Hit, Kind
from rag import Problem, Summary
from rag.phrases import write_note
from rag.types import Answer, Citation, ExplainedPart, Explanation
from ui.wording import (
    account,
    byline,
    evidence_dates,
    explained_facts,
    explained_hit,
    file_name,
    headline,
    kind_name,
    marked_date,
    strongest_words,
)

if TYPE_CHECKING:
    from rich.table import Table

_NEAREST = 3


def format_answer(answer: Answer) -> str:
    """Write the short answer, the sentences with their marks, and for each mark its source and quote."""
    if answer.abstained:
        return _format_refusal(answer)
    short = [_format_items(answer) or answer.short, ""] if answer.short else []
    short += [write_note(note) for note in answer.notes]
    dates = [evidence_dates(answer.citations)] if answer.citations else []
    sources = [_format_citation(citation) for citation in answer.citations]
    notes = [account(answer.generated)] if answer.generated else [answer.notice]
    lines = [*short, answer.text, *filter(None, (*dates, *notes)), "", *sources]
    return printable("\n".join(lines)).rstrip()


def format_explanation(explanation: Explanation) -> str:
    """Write as tables how the question was understood, the sentences considered, and the passages found."""
    from rich.console import Console  # slow to import, and only --explain needs it

    stream = StringIO()
    console = Console(file=stream, width=100, color_system=None, legacy_windows=False)
    for part in explanation.parts:
        console.print(_facts_table(explanation, part))
        console.print(_sentences_table(part))
    console.print(_hits_table(explanation))
    return printable("\n".join(line.rstrip() for line in stream.getvalue().splitlines())).strip("\n")


def _facts_table(explanation: Explanation, part: ExplainedPart) -> Table:
    table = _table("为什么这样回答", ("", "left"), ("", "left"), header=False)
    for name, value in explained_facts(explanation, part):
        table.add_row(name, value)
    return table


def _sentences_table(part: ExplainedPart) -> Table:
    table = _table(
        "比较过的句子", ("得分", "right"), ("引用", "left"), ("句子", "left"), ("突出之处", "left")
    )
    for sentence in part.sentences:
        cited = "✓" if sentence.cited else ""
        where = f"{headline(sentence.article)}（{marked_date(sentence.article.published)}）"
        text = " ".join(sentence.text.split())
        table.add_row(f"{sentence.score:.2f}", cited, f"{text}\n——{where}", strongest_words(sentence))
    return table


def _hits_table(explanation: Explanation) -> Table:
    table = _table("检索到的段落", ("名次", "right"), ("得分", "right"), ("组成", "left"), ("文章", "left"))
    for rank, hit in enumerate(explanation.hits, start=1):
        table.add_row(str(rank), f"{hit.score:.3f}", explained_hit(hit), headline(hit.passage.article))
    return table


def _table(title: str, *columns: tuple[str, Literal["left", "right"]], header: bool = True) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(
        title=title, title_justify="left", box=SIMPLE_HEAD, show_header=header, show_lines=False, expand=False
    )
    for name, side in columns:
        table.add_column(name, justify=side, overflow="fold")
    return table


def format_hits(hits: Sequence[Hit]) -> str:
    """Write hits, best first, with their scores."""
    if not hits:
        return "没有找到。换几个词，或放宽日期范围。"
    return "\n\n".join(_format_hit(rank, hit) for rank, hit in enumerate(hits, start=1))


def format_articles(articles: Iterable[Article]) -> str:
    """Write one line for each article: kind, date, headline, file."""
    lines = [_format_article(article) for article in articles]
    return "\n".join([*lines, f"共 {len(lines)} 篇"])


def format_summary(summary: Summary) -> str:
    """Say how many articles were added, by kind, from how many new files and how many read before."""
    counts = Counter(article.kind for article in summary.articles)
    parts = "、".join(f"{kind_name(kind)} {counts[kind]}" for kind in Kind if counts[kind])
    files = ((len(summary.added), "新增"), (len(summary.updated), "更新"))
    said = "，".join(f"{word} {count} 个文件" for count, word in files if count)
    return (
        f"读入 {len(summary.articles)} 篇" + (f"：{parts}" if parts else "") + (f"（{said}）" if said else "")
    )


def format_problems(problems: Sequence[Problem]) -> str:
    """List the files that could not be read, with the reason."""
    lines = [f"  {problem.source}：{problem.message}" for problem in problems]
    return printable("\n".join([f"{len(lines)} 个文件没有读入：", *lines]))


def _format_refusal(answer: Answer) -> str:
    articles = list({hit.passage.article.id: hit.passage.article for hit in answer.hits}.values())[:_NEAREST]
    lines = [
        f"  · {headline(article)}（{marked_date(article.published)}，{file_name(article)}）"
        for article in articles
    ]
    near = ["", "最接近的报道（不是答案）：", *lines] if lines else []
    return printable(
        "\n".join([answer.text, *map(write_note, answer.notes), *filter(None, [answer.notice]), *near])
    )


def _format_items(answer: Answer) -> str:
    """Write the entries of a list on lines of their own, with their dates; "" where there are not several."""
    rows = (f"· {item.label}　{item.text}" if item.label else f"· {item.text}" for item in answer.items)
    return "\n".join(rows) if len(answer.items) > 1 else ""


def _format_citation(citation: Citation) -> str:
    article = citation.article
    facts = (marked_date(article.published), file_name(article), byline(article))
    quote = citation.quote.replace("\n", "\n    ")
    return f"[{citation.number}] {headline(article)}\n    {' · '.join(filter(None, facts))}\n    “{quote}”"


def _format_hit(rank: int, hit: Hit) -> str:
    article = hit.passage.article
    facts = f"{hit.score:.3f} · {marked_date(article.published)} · {file_name(article)}"
    text = " ".join(hit.passage.text.split())
    return printable(f"{rank}. {headline(article)}\n   {facts}\n   {text}")


def _format_article(article: Article) -> str:
    date = marked_date(article.published)
    # Chinese characters are two columns wide: pad by what is shown, not by what is counted.
    gap = " " * max(1, 24 - sum(1 if character.isascii() else 2 for character in date))
    return printable(f"{kind_name(article.kind)}  {date}{gap}{headline(article)}  {file_name(article)}")
