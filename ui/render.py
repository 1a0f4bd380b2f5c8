"""Turn answers, evidence and examples into HTML: pure functions, all escaping in `escape`.

Ids: the answer with key `a2` has chips `a2-m1`, `a2-m2`, … and their quotes `a2-c1`, `a2-c2`, …;
`page.js` and the tests know these names.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.types import Article, Hit, PartialDate, Span
from rag.phrases import write_note
from rag.types import Answer, Citation, ExplainedPart, Explanation, Generated, Statement
from ui.wording import (
    account,
    byline,
    coverage_words,
    evidence_dates,
    explained_facts,
    file_name,
    headline,
    kind_name,
    marked_date,
    printable,
    strongest_words,
)

_QUESTION_SHOWN = 120  # characters of a question that the page repeats
_SHORT = 16  # characters of a short answer that are set in the largest type
_CONTEXT = 120  # characters of the passage shown on each side of a quote
_NEAREST = 3  # passages shown that are not citations


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question on the page with its answer so far, or the error that took its place."""

    question: str
    answer: Answer | None = None
    error: str = ""


def escape(text: str) -> str:
    """Make any text harmless in HTML elements and quoted attributes: the one place that escapes."""
    return html.escape(printable(text), quote=True)


def masthead_html(count: int, coverage: tuple[PartialDate, PartialDate] | None) -> str:
    """Show the name of the service and what the archive holds."""
    return (
        '<header class="masthead"><h1>报问</h1><p class="motto">向报纸提问，句句有出处</p>'
        f'<p class="holdings">{count} 篇报道 · {escape(coverage_words(coverage))}</p></header>'
    )


def conversation_html(exchanges: Sequence[Exchange]) -> str:
    """Show the conversation, oldest question first."""
    turns = (_turn_html(x, key=f"a{n}") for n, x in enumerate(exchanges, start=1))
    return f'<div class="turns" role="log" aria-live="polite">{"".join(turns)}</div>'


def welcome_html(examples: Iterable[str]) -> str:
    """Show what can be asked, before the first question."""
    hint = "答案只取自档案里的报道，点编号可看原文。也可以接着追问。"
    buttons = "".join(f"<li>{_example_html(question)}</li>" for question in examples)
    return f'<div class="welcome"><h2>想问什么？</h2><p>{hint}</p><ul>{buttons}</ul></div>'


def evidence_html(exchanges: Sequence[Exchange]) -> str:
    """Show the evidence of every answer, the newest in sight, another once its chip is clicked."""
    answered = [(f"a{n}", x.answer) for n, x in enumerate(exchanges, start=1) if x.answer is not None]
    if not answered:
        return '<div class="no-evidence"><h2>出处</h2><p>提问之后，这里列出答案所依据的报道和原句。</p></div>'
    newest = answered[-1][0]
    return "".join(_sources_html(answer, key=key, shown=key == newest) for key, answer in answered)


def answer_html(answer: Answer, *, key: str) -> str:
    """Show an answer: the short answer large, then the sentences it rests on, then when they were printed."""
    if answer.abstained:
        return _refusal_html(answer, key=key)
    # From the citations, not from the text: a quote may hold marks of its own, such as [1].
    quotes = "".join(f"<p>{escape(c.quote)}{_chip_html(c, key=key)}</p>" for c in answer.citations)
    support = _generated_html(answer, answer.generated, key=key) if answer.generated else quotes
    size = "short" if len(answer.short) <= _SHORT else "short long"
    shown = answer.short if len(answer.items) < 2 else ""  # a list shows its entries one by one
    short = f'<p class="{size}">{escape(shown)}</p>' if shown else ""
    dates = evidence_dates(answer.citations)
    dated = f'<p class="dated">{escape(dates)}</p>' if dates else ""
    items, notes = _items_html(answer), _notes_html(answer)
    note = account(answer.generated) if answer.generated else answer.notice
    noted = f'<p class="noted">{escape(note)}</p>' if note else ""
    said = f'{short}{items}{notes}<div class="support">{support}</div>{dated}{noted}{why_html(answer)}'
    return f'<div class="answer" id="{key}">{said}</div>'


def why_html(answer: Answer) -> str:
    """Show on demand how the question was understood, and what was compared and chosen; empty if unknown."""
    explanation = answer.explain()
    if not explanation.parts:
        return ""
    parts = "".join(_explained_html(explanation, part) for part in explanation.parts)
    return f'<details class="why"><summary>为什么这样回答？</summary>{parts}</details>'


def _items_html(answer: Answer) -> str:
    """List the entries with their dates, where there are several."""
    if len(answer.items) < 2:
        return ""
    dates = (f"<b>{escape(item.label)}</b>　" if item.label else "" for item in answer.items)
    rows = (f"<li>{date}{escape(item.text)}</li>" for date, item in zip(dates, answer.items, strict=True))
    return f'<ol class="items">{"".join(rows)}</ol>'


def _notes_html(answer: Answer) -> str:
    return "".join(f'<p class="note">{escape(write_note(note))}</p>' for note in answer.notes)


def _generated_html(answer: Answer, generated: Generated, *, key: str) -> str:
    """Show what a model wrote: sentences borne out by quotes, those that are not, the one being written."""
    by_number = {citation.number: citation for citation in answer.citations}
    told = (_statement_html(statement, by_number, key=key) for statement in generated.statements)
    going = f'<span class="writing">{escape(generated.pending)}</span>' if generated.pending else ""
    waiting = "" if generated.done or going else '<span class="pending" role="status"></span>'
    return f"<p>{''.join(told)}{going}{waiting}</p>"


def _statement_html(statement: Statement, by_number: Mapping[int, Citation], *, key: str) -> str:
    if not statement.verified:
        return f'<span class="unverified">{escape(statement.text)}<span class="badge">未核实</span></span>'
    chips = "".join(_chip_html(by_number[number], key=key) for number in statement.marks)
    return f'<span class="verified">{escape(statement.text)}{chips}</span>'


def card_html(article: Article, citations: Sequence[Citation], *, hits: Sequence[Hit], key: str) -> str:
    """Show an article as a source: its headline, the cited quotes in their passages, the whole text."""
    quotes = "".join(_quote_html(citation, hits=hits, key=key) for citation in citations)
    spans = [Span(citation.start, citation.end) for citation in citations]
    return f'<article class="card">{_head_html(article)}{quotes}{_whole_html(article, spans)}</article>'


def hit_html(hit: Hit) -> str:
    """Show a passage that is near the question but cited by no sentence: it has no number."""
    passage = hit.passage
    text = _cut_html(passage.article.text, window=Span(passage.start, passage.end), spans=[])
    return (
        f'<article class="card uncited">{_head_html(passage.article)}<blockquote>{text}</blockquote>'
        f"{_whole_html(passage.article, [])}</article>"
    )


def mark_html(text: str, spans: Iterable[Span]) -> str:
    """Escape a text and wrap its spans in `<mark>`; a span that overlaps an earlier one starts at its end."""
    pieces, at = [], 0
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        start, end = max(span.start, at), min(span.end, len(text))
        if start < end:
            pieces += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
            at = end
    return "".join([*pieces, escape(text[at:])])


def _example_html(question: str) -> str:
    shown = escape(question)
    return f'<button type="button" class="example" data-question="{shown}">{shown}</button>'


def _turn_html(exchange: Exchange, *, key: str) -> str:
    return (
        f'<section class="turn">{_question_html(exchange.question)}{_reply_html(exchange, key=key)}</section>'
    )


def _question_html(question: str) -> str:
    shown = escape(question[:_QUESTION_SHOWN])
    if len(question) > _QUESTION_SHOWN:
        shown += f'<span class="cut">……（共 {len(question)} 字）</span>'
    return f'<p class="question">{shown if question.strip() else "（空）"}</p>'


def _reply_html(exchange: Exchange, *, key: str) -> str:
    if exchange.error:
        return f'<div class="answer failed" role="alert"><p>{escape(exchange.error)}</p></div>'
    if exchange.answer is None:
        return '<p class="pending" role="status">正在翻阅报纸</p>'
    return answer_html(exchange.answer, key=key)


def _refusal_html(answer: Answer, *, key: str) -> str:
    """Show the reason large; what follows it (what the archive covers) and the hint stay quiet."""
    reason, stop, rest = answer.text.partition("。")
    near = ["另列出最接近的报道，它们不是答案。"] if answer.hits else []
    said = (rest.strip(), answer.notice, *near)
    hints = "".join(f'<p class="hint">{escape(hint)}</p>' for hint in said if hint)
    return (
        f'<div class="answer refused" id="{key}"><p class="reason">{escape(reason + stop)}</p>'
        f"{_notes_html(answer)}{hints}{why_html(answer)}</div>"
    )


def _explained_html(explanation: Explanation, part: ExplainedPart) -> str:
    facts = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        for name, value in explained_facts(explanation, part)
    )
    sentences = "".join(
        f'<li class="{"cited" if s.cited else "compared"}"><p>{escape(s.text)}</p>'
        f"<small>{s.score:.2f}　{escape(strongest_words(s))}</small></li>"
        for s in part.sentences
    )
    compared = f"<p>比较过的句子，得分高的在前：</p><ol>{sentences}</ol>" if sentences else ""
    return f"<dl>{facts}</dl>{compared}"


def _chip_html(citation: Citation, *, key: str) -> str:
    number, article = citation.number, citation.article
    source = escape(f"{headline(article)}，{marked_date(article.published)}")
    return (
        f'<button type="button" class="chip" id="{key}-m{number}" data-goto="{key}-c{number}" '
        f'title="{source}" aria-label="出处 {number}：{source}">{number}</button>'
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
    text = _cut_html(citation.article.text, window=window, spans=[Span(citation.start, citation.end)])
    return (
        f'<blockquote class="quote" id="{key}-c{number}" tabindex="-1"><button type="button" class="chip" '
        f'data-goto="{key}-m{number}" aria-label="回到答案中的 {number}">{number}</button>{text}</blockquote>'
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


def _cut_html(text: str, *, window: Span, spans: Iterable[Span]) -> str:
    """Show a window of a text with its spans marked and an ellipsis where the text goes on."""
    inside = [Span(span.start - window.start, span.end - window.start) for span in spans]
    before = '<span class="cut">……</span>' if window.start > 0 else ""
    after = '<span class="cut">……</span>' if window.end < len(text) else ""
    return f'<p class="passage">{before}{mark_html(text[window.start : window.end], inside)}{after}</p>'


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
