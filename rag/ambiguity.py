"""A question that fits several events alike (谁主持了会议？): take the newest, and name the others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Article, Hit
from index.words import fold
from rag.evidence import SIMILAR, Evidence, heading_and_lead
from rag.occasions import collects
from rag.spans import MentionKind, mentions
from rag.topic import topic
from rag.types import Note, NoteKind
from rag.understand import Query, QuestionType, content_words
from rag.verify import heading

NAMED = 4  # other events that are named
EXACT = 5  # characters of a topic from which a headline that holds it goes before others
_EVENT = re.compile(r"会议?$|会(?=上|后|[是由在])|活动|仪式|典礼|论坛|讲座|培训|考察团?|代表团|座谈")
_ORDINAL = re.compile(r"第[\d一二三四五六七八九十百]+[次届期批]")
_ASKED = (QuestionType.WHO, QuestionType.WHEN, QuestionType.WHERE, QuestionType.WHAT, QuestionType.HOW)
_OWN = frozenset({MentionKind.PERSON, MentionKind.TITLE})


def newest_first(
    query: Query, evidence: Sequence[Evidence], hits: Sequence[Hit]
) -> tuple[list[Evidence], Note | None]:
    """Put the newest event's sentences first where several fit the question alike; say which one it is.

    Only reports among `hits`, which the answer shows, are named.
    """
    events = _fitting(query, evidence, hits) if _is_open(query) else []
    if not events:
        return list(evidence), None
    newest, *others = sorted(events, key=_day, reverse=True)
    ordered = sorted(evidence, key=lambda found: found.article.id != newest.id)
    named = tuple(map(heading, (newest, *others[:NAMED])))
    return ordered, Note(NoteKind.SEVERAL, named) if others else None


def _is_open(query: Query) -> bool:
    """Tell whether a question is about some event without saying which: no time, no number, no name."""
    named = query.times or _ORDINAL.search(fold(query.text)) or mentions(query.text, _OWN)
    return (
        query.type in _ASKED and not named and not collects(query) and bool(_EVENT.search(topic(query.text)))
    )


def _fitting(query: Query, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> list[Article]:
    """List the reports whose heading has all that the question is about, and that answer about as well."""
    words = content_words(topic(query.text)) or (topic(query.text),)
    best = max((found.score for found in evidence), default=0.0)
    fits = bool(evidence) and bool(evidence[0].wanted)
    good = [found for found in evidence if found.score > best - SIMILAR and bool(found.wanted) is fits]
    shown = {hit.passage.article.id for hit in hits}
    articles = {found.article.id: found.article for found in good if found.article.id in shown}
    reports = [article for article in articles.values() if article.kind.is_report]
    about = fold(topic(query.text))
    named = [article for article in reports if len(about) >= EXACT and about in fold(article.title)]
    heads = {article.id: fold(heading_and_lead(article)) for article in reports}
    return named or [article for article in reports if all(word in heads[article.id] for word in words)]


def _day(article: Article) -> str:
    date = article.event_date or article.published
    return str(date.last) if date else ""
