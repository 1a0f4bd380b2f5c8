"""Turn the evidence of answers into HTML: numbered cards, and passages that are near but not cited.

Ids: the evidence of turn 2 is `s2`; the quotes of its answer, with key `a2`, are `a2-c1`, `a2-c2`, …, and
lead back to its chips.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from index.types import Article, Hit, Span
from index.words import fold
from rag.types import Answer, Citation
from rag.understand import content_words
from ui.reference import Place, reference
from ui.render.html import copy_html, escape, link_html, mark_html, window_html
from ui.render.links import article_link, original_link
from ui.talk import Exchange
from ui.wording import file_name, flags, headline, kind_name, marked_date

_QUESTION_SHOWN = 120  # characters of a question that the evidence repeats
_CONTEXT = 120  # characters of the passage shown on each side of a quote
_NEAREST = 3  # passages shown that are not citations
_DATES = re.compile(r"\d{1,4}[年月日号]")
_LEGEND = '<p class="legend"><mark>引文</mark><span class="word">问题中的词</span></p>'

Places = Callable[[Article], Place]


def nowhere(article: Article) -> Place:
    """Say nothing of where an article stood."""
    del article
    return Place()


def evidence_html(exchanges: Sequence[Exchange], *, places: Places = nowhere, related: int = _NEAREST) -> str:
    """Show the evidence of every answer, the newest in sight, another once its chip is clicked."""
    answered = [(n, x.answer) for n, x in enumerate(exchanges, start=1) if x.answer is not None]
    if not answered:
        return '<div class="no-evidence"><h2>出处</h2><p>提问之后，这里列出答案所依据的报道和原句。</p></div>'
    *earlier, newest = (
        sources_html(answer, order=n, places=places, related=related) for n, answer in answered
    )
    return "".join([*(text.replace("<section ", "<section hidden ", 1) for text in earlier), newest])


def sources_html(answer: Answer, *, order: int, places: Places = nowhere, related: int = _NEAREST) -> str:
    """Show the evidence of the answer of turn `order`."""
    title = "最接近的报道（不是答案）" if answer.abstained else "出处"
    near = _nearest_html(answer, places=places, count=related)
    cards = "" if answer.abstained else _cards_html(answer, key=f"a{order}", places=places)
    if cards and near:
        near = f'<details class="related"><summary>其他相关报道</summary>{near}</details>'
    body = cards + near or '<p class="none">没有可以列出的报道。</p>'
    asked = escape(answer.question[:_QUESTION_SHOWN])
    return (
        f'<section class="sources" id="s{order}" data-order="{order}" data-answer="a{order}">'
        f'<header><h2>{title}</h2><p class="asked" translate="no">{asked}</p></header>'
        f"{_LEGEND if cards else ''}{body}</section>"
    )


def card_html(
    article: Article, citations: Sequence[Citation], *, answer: Answer, key: str, place: Place | None = None
) -> str:
    """Show an article as a source: its headline, the cited quotes in their passages, the whole text."""
    place, words = place or Place(), find_words(article.text, asked_words(answer))
    quotes = "".join(
        _quote_html(citation, words, hits=answer.hits, key=key, place=place) for citation in citations
    )
    spans = [Span(citation.start, citation.end) for citation in citations]
    whole = _whole_html(article, spans, words=words, place=place)
    links = _links_html(article, place, marked=spans[0] if spans else None)
    return f'<article class="card">{_head_html(article, place)}{quotes}{links}{whole}</article>'


def hit_html(hit: Hit, *, words: Sequence[str] = (), place: Place | None = None) -> str:
    """Show a passage that is near the question but cited by no sentence: it has no number."""
    passage, place = hit.passage, place or Place()
    article, told = passage.article, find_words(passage.article.text, words)
    text = window_html(article.text, window=Span(passage.start, passage.end), spans=[], words=told)
    links = _links_html(article, place, marked=Span(passage.start, passage.end))
    whole = links + _whole_html(article, [], words=told, place=place)
    quoted = f'<blockquote translate="no">{text}</blockquote>'
    return f'<article class="card uncited">{_head_html(article, place)}{quoted}{whole}</article>'


def asked_words(answer: Answer) -> tuple[str, ...]:
    """List the words and dates of a question that are worth finding in its evidence, folded."""
    question = answer.rewritten or answer.question
    words = (word for word in content_words(question) if len(word) > 1)
    return tuple(dict.fromkeys([*words, *_DATES.findall(fold(question))]))


def find_words(text: str, words: Iterable[str]) -> list[Span]:
    """Find words in a text, however written (full width, traditional), in order and without overlap."""
    longest = sorted(words, key=len, reverse=True)
    if not longest:
        return []
    # A number is not part of a longer one.
    pattern = "|".join(rf"(?<!\d){re.escape(w)}(?!\d)" if w[0].isdigit() else re.escape(w) for w in longest)
    return [Span(*match.span()) for match in re.finditer(pattern, fold(text))]


def _cards_html(answer: Answer, *, key: str, places: Places) -> str:
    by_article: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_article.setdefault(citation.article.id, []).append(citation)
    groups = [(group[0].article, group) for group in by_article.values()]
    return "".join(
        card_html(article, group, answer=answer, key=key, place=places(article)) for article, group in groups
    )


def _nearest_html(answer: Answer, *, places: Places, count: int) -> str:
    """Show the best passage of each of the nearest articles that the answer does not cite."""
    words = asked_words(answer)
    seen = {citation.article.id for citation in answer.citations}
    cards: list[str] = []
    for hit in answer.hits:
        article = hit.passage.article
        if article.id not in seen and len(cards) < count:
            seen.add(article.id)
            cards.append(hit_html(hit, words=words, place=places(article)))
    return "".join(cards)


def _quote_html(
    citation: Citation, words: Sequence[Span], *, hits: Sequence[Hit], key: str, place: Place
) -> str:
    number, article, window = citation.number, citation.article, _window(citation, hits)
    spans = [Span(citation.start, citation.end)]
    text = window_html(article.text, window=window, spans=spans, words=words)
    copy = copy_html("复制引文", reference(article, citation.quote, place=place))
    return (
        f'<blockquote class="quote" id="{key}-c{number}" tabindex="-1"><button type="button" class="chip" '
        f'data-goto="{key}-m{number}" aria-label="回到答案中的 {number}">{number}</button>'
        f'<div><div translate="no">{text}</div>{copy}</div></blockquote>'
    )


def _head_html(article: Article, place: Place) -> str:
    subtitle = (
        f'<p class="subtitle" translate="no">{escape(article.subtitle)}</p>' if article.subtitle else ""
    )
    paper = f"《{place.paper}》{place.sheet}" if place.paper else place.sheet
    facts = (
        escape(kind_name(article.kind)),
        _kept_html(paper),
        _byline_html(article),
        _kept_html(file_name(article)),
    )
    listed = "".join(f"<li>{fact}</li>" for fact in facts if fact)
    notes = [*flags(article), *(["报名据记者推断"] if place.inferred else [])]
    notes += ["原文已从档案中删除"] if place.gone else []
    flagged = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return (
        f'<h3 translate="no">{escape(headline(article))}</h3>{subtitle}'
        f'<ul class="facts"><li class="when">{escape(marked_date(article.published))}</li>{listed}</ul>'
        + (f'<ul class="flags" aria-label="需要留意">{flagged}</ul>' if flagged else "")
    )


def _byline_html(article: Article) -> str:
    people = (("记者", article.reporters), ("通讯员", article.correspondents))
    return "　".join(f"{role} {_kept_html('、'.join(names))}" for role, names in people if names)


def _kept_html(text: str) -> str:
    """Show words of the paper, which stay as they are in an English interface."""
    return f'<span translate="no">{escape(text)}</span>' if text else ""


def _links_html(article: Article, place: Place, *, marked: Span | None = None) -> str:
    original = link_html("查看原版面", original_link(article, marked))
    links = original + link_html("永久链接", article_link(article, marked))
    links = "" if place.gone else links
    return f'<p class="links">{copy_html("复制出处", reference(article, place=place))}{links}</p>'


def _whole_html(article: Article, spans: Iterable[Span], *, words: Sequence[Span], place: Place) -> str:
    beside = (("同版上一篇", place.before), ("同版下一篇", place.after))
    links = "".join(
        f'<li><span>{label}</span><span translate="no">{link_html(headline(a), article_link(a))}</span></li>'
        for label, a in beside
        if a
    )
    text = f'<div class="text" translate="no">{mark_html(article.text, spans, words)}</div>'
    neighbours = f'<ul class="beside">{links}</ul>' if links else ""
    return f'<details class="whole"><summary>全文</summary>{text}{neighbours}</details>'


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
