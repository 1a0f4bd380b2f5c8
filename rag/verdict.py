"""Say yes or no to 是不是, 是否 and …吗, where the report can be compared with what the question states."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Hit
from index.words import fold
from rag.checks import holds
from rag.compose import compose
from rag.evidence import Evidence
from rag.premise import mismatch
from rag.support import is_supported
from rag.types import Answer, Note, NoteKind
from rag.understand import Query, QuestionType, content_words
from rag.verify import dates

_TO_STATEMENT = (
    (r"[?？。！\s]+$", ""),
    (r"(?:[，,]?(?:对不对|对吗|是吗|是不是|是这样吗)|吗|么|没有?|吧)$", ""),
    (r"^(?:请问|听说)[，,]?", ""),
    (r"是不是|是否(?=是)", "是"),
    (r"是否", ""),
    (r"有没有", "有"),
    (r"([能会要])不\1", r"\1"),
)

_GENERIC = re.compile("包[括含]|涵盖|属于|算")


def statement(question: str) -> str:
    """Turn a yes-or-no question into what it asks about: 高新大道通车了吗？ → 高新大道通车了."""
    for asked, said in _TO_STATEMENT:
        question = re.sub(asked, said, question)
    return question


def confirm(query: Query, answer: Answer) -> Answer:
    """Add yes, and the day of the report, where the first quote bears out what the question states."""
    if query.type is not QuestionType.YES_NO or answer.abstained or not answer.citations:
        return answer
    first, said = answer.citations[0], statement(query.text)
    words = (word for word in content_words(said) if not _GENERIC.fullmatch(word))
    if not is_supported(said, [first]) or not all(holds(fold(first.quote), word) for word in words):
        return answer  # 周明是党员: every word must be borne out, not only most
    day = dates(first.article)[:1]
    return answer.with_notes(Note(NoteKind.YES), *(Note(NoteKind.AS_OF, (one,)) for one in day))


def bear_out(query: Query, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> Answer | None:
    """Answer yes, however doubtful, where the best sentence bears out what a yes-or-no question states."""
    if query.type is not QuestionType.YES_NO or not evidence:
        return None
    answer = confirm(query, compose(query, evidence, hits))
    return answer if any(note.kind is NoteKind.YES for note in answer.notes) else None


def contradict(query: Query, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> Answer | None:
    """Answer no, with the sentence that says otherwise; None where no sentence can be compared."""
    difference = mismatch(query, evidence) if query.type is QuestionType.YES_NO else None
    if difference is None or difference.asked not in fold(query.text):
        return None
    said = [found for found in evidence if difference.said in fold(found.text)]
    if not said:
        return None
    answer = compose(query, said[:1], hits)
    place = fold(answer.citations[0].quote).find(difference.said)
    if place < 0:
        return None
    written = answer.citations[0].quote[place : place + len(difference.said)]
    at = fold(query.text).index(difference.asked)
    return answer.with_notes(Note(NoteKind.NO, (query.text[at : at + len(difference.asked)], written)))
