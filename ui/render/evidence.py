"""Turn the evidence of answers into HTML: numbered cards, and passages that are near but not cited.

Ids: the quotes of the answer with key `a2` are `a2-c1`, `a2-c2`, …, and lead back to its chips.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.types import Article, Hit, Span
from rag.types import Answer, Citation
from ui.render.html import escape, mark_html, window_html
from ui.talk import Exchange
from ui.wording import byline, file_name, headline, kind_name, marked_date

_QUESTION_SHOWN = 120  # characters of a question that the evidence repeats
_CONTEXT = 120  # characters of the passage shown on each side of a quote
_NEAREST = 3  # passages shown that are not citations


def evidence_html(exchanges: Sequence[Exchange]) -> str:
    """Show the evidence of every answer, the newest in sight, another once its chip is clicked."""
    answered = [(f"a{n}", x.answer) for n, x in enumerate(exchanges, start=1) if x.answer is not None]
    if not answered:
        return '<div class="no-evidence"><h2>出处</h2><p>提问之后，这里列出答案所依据的报道和原句。</p></div>'
    newest = answered[-1][0]
    return "".join(_sources_html(answer, key=key, shown=key == newest) for key, answer in answered)


def card_html(article: Article, citations: Sequence[Citation], *, hits: Sequence[Hit], key: str) -> str:
    """Show an article as a source: its headline, the cited quotes in their passages, the whole text."""
    quotes = "".join(_quote_html(citation, hits=hits, key=key) for citation in citations)
    spans = [Span(citation.start, citation.end) for citation in citations]
    return f'<article class="card">{_head_html(article)}{quotes}{_whole_html(article, spans)}</article>'


def hit_html(hit: Hit) -> str:
    """Show a passage that is near the question but cited by no sentence: it has no number."""
    passage = hit.passage
    text = window_html(passage.article.text, window=Span(passage.start, passage.end), spans=[])
    return (
        f'<article class="card uncited">{_head_html(passage.article)}<blockquote>{text}</blockquote>'
        f"{_whole_html(passage.article, [])}</article>"
    )


def _sources_html(answer: Answer, *, key: str, shown: bool) -> str:
    title = "最接近的报道（不是答案）" if answer.abstained else "出处"
    cards = (
        _nearest_html(answer) if answer.abstained else _cards_html(answer, key=key) + _related_html(answer)
    )
    hidden = "" if shown else " hidden"
    body = cards or '<p class="none">没有可以列出的报道。</p>'
    asked = escape(answer.question[:_QUESTION_SHOWN])
    return (
        f'<section class="sources" data-answer="{key}"{hidden}>'
        f'<header><h2>{title}</h2><p class="asked">{asked}</p></header>{body}</section>'
    )


def _cards_html(answer: Answer, *, key: str) -> str:
    by_article: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_article.setdefault(citation.article.id, []).append(citation)
    return "".join(
        card_html(group[0].article, group, hits=answer.hits, key=key) for group in by_article.values()
    )


def _related_html(answer: Answer) -> str:
    nearest = _nearest_html(answer)
    return f'<details class="related"><summary>其他相关报道</summary>{nearest}</details>' if nearest else ""


def _nearest_html(answer: Answer) -> str:
    """Show the best passage of each of the nearest articles that the answer does not cite."""
    seen = {citation.article.id for citation in answer.citations}
    cards: list[str] = []
    for hit in answer.hits:
        if hit.passage.article.id not in seen and len(cards) < _NEAREST:
            seen.add(hit.passage.article.id)
            cards.append(hit_html(hit))
    return "".join(cards)


def _quote_html(citation: Citation, *, hits: Sequence[Hit], key: str) -> str:
    number, window = citation.number, _window(citation, hits)
    text = window_html(citation.article.text, window=window, spans=[Span(citation.start, citation.end)])
    return (
        f'<blockquote class="quote" id="{key}-c{number}" tabindex="-1"><button type="button" class="chip" '
        f'data-goto="{key}-m{number}" aria-label="回到答案中的 {number}">{number}</button>{text}</blockquote>'
    )


def _head_html(article: Article) -> str:
    subtitle = f'<p class="subtitle">{escape(article.subtitle)}</p>' if article.subtitle else ""
    facts = (marked_date(article.published), kind_name(article.kind), byline(article), file_name(article))
    listed = "".join(f"<li>{escape(fact)}</li>" for fact in facts if fact)
    return f'<h3>{escape(headline(article))}</h3>{subtitle}<ul class="facts">{listed}</ul>'


def _whole_html(article: Article, spans: Iterable[Span]) -> str:
    return (
        '<details class="whole"><summary>全文</summary>'
        f'<div class="text">{mark_html(article.text, spans)}</div></details>'
    )


def _window(citation: Citation, hits: Sequence[Hit]) -> Span:
    """Choose what to show around a quote: its passage, or else its paragraph, and not too much of either."""
    text = citation.article.text
    start, end = text.rfind("\n", 0, citation.start) + 1, text.find("\n", citation.end)
    for passage in (hit.passage for hit in hits if hit.passage.article.id == citation.article.id):
        if passage.start <= citation.start and citation.end <= passage.end:
            start, end = passage.start, passage.end
            break
    end = len(text) if end < 0 else end
    return Span(max(start, citation.start - _CONTEXT), min(end, citation.end + _CONTEXT))
