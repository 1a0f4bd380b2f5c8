"""Turn a conversation into HTML.

Ids: turn 2 is `t2` and its answer `a2`, with chips `a2-m1`, `a2-m2`, …, which lead to their quotes `a2-c1`,
`a2-c2`, …; the scripts and the tests know these names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.phrases import write_note
from rag.types import Answer, Citation, ExplainedPart, Explanation, Generated, Statement
from ui.reference import Papers, cited_text
from ui.render.feedback import feedback_html
from ui.render.html import copy_html, escape
from ui.talk import Exchange
from ui.wording import (
    STOPPED,
    evidence_dates,
    explained_facts,
    found_words,
    headline,
    marked_date,
    strongest_words,
)

_QUESTION_SHOWN = 120  # characters of a question that the page repeats
_SHORT = 16  # characters of a short answer that are set in the largest type
NO_PAPERS = Papers()


def conversation_html(exchanges: Sequence[Exchange], *, papers: Papers = NO_PAPERS) -> str:
    """Show the conversation, oldest question first."""
    return "".join(turn_html(x, order=n, papers=papers) for n, x in enumerate(exchanges, start=1))


def turn_html(exchange: Exchange, *, order: int, papers: Papers = NO_PAPERS, busy: bool = False) -> str:
    """Show one question, the one of number `order`, with its answer; `busy` while the answer grows."""
    attributes = f'id="t{order}" data-order="{order}" data-question="{escape(exchange.question)}"'
    state = ' aria-busy="true"' if busy else ""
    said = _question_html(exchange.question) + _reply_html(exchange, key=f"a{order}", busy=busy)
    tools = "" if busy else _tools_html(exchange, papers, order=order)
    return f'<section class="turn" {attributes}{state}>{said}{tools}</section>'


def answer_html(answer: Answer, *, key: str, busy: bool = False) -> str:
    """Show an answer: the short answer large, then the sentences it rests on, then when they were printed.

    While it grows (`busy`) it is not explained yet: that would be sent again with every word.
    """
    if answer.abstained:
        return _refusal_html(answer, key=key)
    # From the citations, not from the text: a quote may hold marks of its own, such as [1].
    quotes = "".join(
        f'<p translate="no">{escape(c.quote)}{_chip_html(c, key=key)}</p>' for c in answer.citations
    )
    support = _generated_html(answer, answer.generated, key=key) if answer.generated else quotes
    size = "short" if len(answer.short) <= _SHORT else "short long"
    shown = answer.short if len(answer.items) < 2 else ""  # a list shows its entries one by one
    short = f'<p class="{size}" translate="no">{escape(shown)}</p>' if shown else ""
    dates = evidence_dates(answer.citations)
    dated = f'<p class="dated">{escape(dates)}</p>' if dates else ""
    items, notes = _items_html(answer, key=key), _notes_html(answer)
    noted = f'<p class="noted">{escape(answer.notice)}</p>' if answer.notice else ""
    why = "" if busy else why_html(answer)
    said = f'{short}{items}{notes}<div class="support">{support}</div>{dated}{noted}{why}'
    return f'<div class="answer" id="{key}">{said}</div>'


def why_html(answer: Answer) -> str:
    """Show on demand how the question was understood, and what was compared and chosen; empty if unknown."""
    explanation = answer.explain()
    if not explanation.parts:
        return ""
    parts = "".join(_explained_html(explanation, part) for part in explanation.parts)
    return f'<details class="why"><summary>为什么这样回答？</summary>{parts}</details>'


def _items_html(answer: Answer, *, key: str) -> str:
    """List the entries with their dates and their sources, where there are several."""
    if len(answer.items) < 2:
        return ""
    cited = {citation.number: citation for citation in answer.citations}
    dates = (f"<b>{escape(item.label)}</b>　" if item.label else "" for item in answer.items)
    rows = (
        f'<li translate="no">{date}{escape(item.text)}'
        f"{_chip_html(cited[item.number], key=key, leads_back=False) if item.number in cited else ''}</li>"
        for date, item in zip(dates, answer.items, strict=True)
    )
    return f'<ol class="items">{"".join(rows)}</ol>'


def _notes_html(answer: Answer) -> str:
    return "".join(f'<p class="note">{escape(write_note(note))}</p>' for note in answer.notes)


def _generated_html(answer: Answer, generated: Generated, *, key: str) -> str:
    """Show what a model wrote: sentences borne out by quotes, those that are not, the one being written."""
    by_number = {citation.number: citation for citation in answer.citations}
    told, shown = "", frozenset[int]()
    for statement in generated.statements:
        told += _statement_html(statement, by_number, key=key, shown=shown)
        shown |= frozenset(statement.marks)
    going = f'<span class="writing">{escape(generated.pending)}</span>' if generated.pending else ""
    waiting = "" if generated.done or going else '<span class="pending" role="status"></span>'
    return f'<p translate="no">{told}{going}{waiting}</p>'


def _statement_html(
    statement: Statement, by_number: Mapping[int, Citation], *, key: str, shown: frozenset[int]
) -> str:
    """Show a sentence of a model; a quote's number leads back to the first sentence that rests on it."""
    if not statement.verified:
        return f'<span class="unverified">{escape(statement.text)}<span class="badge">未核实</span></span>'
    chips = "".join(
        _chip_html(by_number[number], key=key, leads_back=number not in shown) for number in statement.marks
    )
    return f'<span class="verified">{escape(statement.text)}{chips}</span>'


def _question_html(question: str) -> str:
    shown = escape(question[:_QUESTION_SHOWN])
    if len(question) > _QUESTION_SHOWN:
        shown += f'<span class="cut">……（共 {len(question)} 字）</span>'
    return f'<h2 class="question" translate="no">{shown if question.strip() else "（空）"}</h2>'


def _reply_html(exchange: Exchange, *, key: str, busy: bool) -> str:
    if exchange.error == STOPPED:
        return f'<p class="stopped" role="status">{STOPPED}</p>'
    if exchange.error:
        return f'<div class="answer failed" role="alert"><p>{escape(exchange.error)}</p></div>'
    if exchange.answer is None:
        return '<p class="pending" role="status">正在翻阅报纸</p>'
    found = f'<p class="found">{escape(found_words(exchange.answer, exchange.seconds))}</p>'
    return answer_html(exchange.answer, key=key, busy=busy) + found


def _tools_html(exchange: Exchange, papers: Papers, *, order: int) -> str:
    """Offer what can be done with a turn: `ask.js` and `copy.js` do it."""
    copied = copy_html("复制答案", cited_text(exchange.answer, papers)) if exchange.answer else ""
    again = '<button type="button" class="tool retry">再问一次</button>'
    edit = '<button type="button" class="tool edit">修改</button>'
    judging = feedback_html(exchange.judged, order=order) if exchange.answer else ""
    return f'<div class="tools">{copied}{again}{edit}{judging}</div>'


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


def _chip_html(citation: Citation, *, key: str, leads_back: bool = True) -> str:
    """Show the number of a quote; `leads_back` where the quote's number leads back to this one."""
    number, article = citation.number, citation.article
    source = escape(f"{headline(article)}，{marked_date(article.published)}")
    name = f' id="{key}-m{number}"' if leads_back else ""
    return (
        f'<button type="button" class="chip"{name} data-goto="{key}-c{number}" '
        f'aria-label="出处 {number}：{source}">{number}</button>'
    )
