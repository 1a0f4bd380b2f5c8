"""Verify an answer: every quote is a slice, every sentence a quote or borne out, every note a fixed one."""

from __future__ import annotations

import re

from index.types import Article
from rag.phrases import write_note
from rag.support import is_supported
from rag.types import Answer, Citation, Generated, Item, Note

_TIME = re.compile(r"\d{4}年(?:\d{1,2}月)?")


def sentence(citation: Citation) -> str:
    """Write a quote as an answer shows it, with its mark."""
    return f"{citation.quote}[{citation.number}]"


def unsupported(answer: Answer) -> str:
    """Give what an answer shows without its quotes, marks and fixed sentences; "" when all is supported.

    The quotes are looked up, not parsed out: article text may hold marks of its own, such as [5]. Of what a
    model wrote, give the sentences that are called verified and are not.
    """
    if answer.generated:
        return _unverified(answer.generated, answer.citations)
    rest = answer.text
    for citation in answer.citations:
        if is_slice(citation):
            rest = rest.replace(sentence(citation), "", 1)
    items = (item.text for item in answer.items if not _is_quoted(item, answer))
    notes = (write_note(note) for note in answer.notes if not _is_fixed(note, answer))
    return "".join((rest.strip(), *items, *notes))


def is_slice(citation: Citation) -> bool:
    """Tell whether a citation lies inside its article's text and is not empty."""
    return 0 <= citation.start < citation.end <= len(citation.article.text)


def dates(article: Article) -> tuple[str, ...]:
    """Write the dates of an article as labels and notes may show them: of the event, of publication."""
    known = (article.event_date, article.published)
    return tuple(date.words for date in known if date)


def heading(article: Article) -> str:
    """Write the headline and the date of a report as notes may show them."""
    return f"“{article.title}”" + (f"（{dates(article)[0]}）" if dates(article) else "")


def _is_quoted(item: Item, answer: Answer) -> bool:
    """Tell whether an item stands in its quote or is its headline, and its label are dates of the reports."""
    cited = [citation for citation in answer.citations if citation.number == item.number]
    known = {date for citation in answer.citations for date in dates(citation.article)}
    return any(
        (item.text in citation.quote or item.text == citation.article.title)
        and all(part in known for part in item.label.split("至") if part)
        for citation in cited
    )


def _is_fixed(note: Note, answer: Answer) -> bool:
    """Tell whether every gap holds a number, a known date, or words of the question or of a quote."""
    said = [answer.question, answer.rewritten, *(citation.quote for citation in answer.citations)]
    known = {date for citation in answer.citations for date in dates(citation.article)}
    known |= {heading(hit.passage.article) for hit in answer.hits}
    return all(
        value.isdecimal() or _TIME.fullmatch(value) or value in known or any(value in text for text in said)
        for part in note.values
        for value in ([part] if part in known else part.split("、"))
    )


def _unverified(generated: Generated, citations: tuple[Citation, ...]) -> str:
    sound = {citation.number: citation for citation in citations if is_slice(citation)}
    return "".join(
        statement.text
        for statement in generated.statements
        if statement.verified
        and (
            not statement.marks
            or not sound.keys() >= set(statement.marks)
            or not is_supported(statement.text, [sound[number] for number in statement.marks])
        )
    )
