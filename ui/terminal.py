"""Write answers, hits and articles as plain text for the terminal: pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from index.types import Article, Hit, Kind
from rag import Problem, Summary
from rag.types import Answer, Citation
from ui.wording import byline, evidence_dates, file_name, headline, kind_name, marked_date, printable

_NEAREST = 3


def format_answer(answer: Answer) -> str:
    """Write the short answer, the sentences with their marks, and for each mark its source and quote."""
    if answer.abstained:
        return _format_refusal(answer)
    short = [answer.short, ""] if answer.short else []
    dates = [evidence_dates(answer.citations)] if answer.citations else []
    sources = [_format_citation(citation) for citation in answer.citations]
    return printable("\n".join([*short, answer.text, *filter(None, dates), "", *sources])).rstrip()


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
    """Say how many articles were added, by kind."""
    counts = Counter(article.kind for article in summary.articles)
    parts = "、".join(f"{kind_name(kind)} {counts[kind]}" for kind in Kind if counts[kind])
    return f"读入 {len(summary.articles)} 篇" + (f"：{parts}" if parts else "")


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
    return printable("\n".join([answer.text, *near]))


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
