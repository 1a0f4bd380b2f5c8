"""Turn answers, articles and hits into plain values for `json.dumps`."""

from __future__ import annotations

import dataclasses
from typing import Any

from index.types import Article, Hit, PartialDate
from rag import Summary
from rag.phrases import write_note
from rag.types import Answer, Citation, ExplainedPart, Explanation


def answer_to_dict(answer: Answer, *, explain: bool = False) -> dict[str, Any]:
    """Give an answer with its citations and hits; offsets are characters in the article's text."""
    explained = {"explanation": explanation_to_dict(answer.explain())} if explain else {}
    return {
        "question": answer.question,
        "rewritten": answer.rewritten,
        "text": answer.text,
        "short": answer.short,
        "abstained": answer.abstained,
        "reason": answer.reason.value if answer.reason else None,
        "items": [{"text": i.text, "number": i.number, "label": i.label} for i in answer.items],
        "notes": [{"kind": note.kind.value, "text": write_note(note)} for note in answer.notes],
        "notice": answer.notice,
        "generated": dataclasses.asdict(answer.generated) if answer.generated else None,
        "citations": [_citation(citation) for citation in answer.citations],
        "hits": [hit_to_dict(hit) for hit in answer.hits],
        **explained,
    }


def explanation_to_dict(explanation: Explanation) -> dict[str, Any]:
    """Give an explanation; the hits are those of its answer."""
    return {
        "rewritten": explanation.rewritten,
        "short": explanation.short,
        "why": explanation.why,
        "parts": [_part(part) for part in explanation.parts],
    }


def hit_to_dict(hit: Hit) -> dict[str, Any]:
    """Give a hit with the place of its passage."""
    passage = hit.passage
    return {
        "score": float(hit.score),
        "parts": {name: float(value) for name, value in hit.parts.items()},
        "article": passage.article.id,
        "title": passage.article.title,
        "published": _date(passage.article.published),
        "published_inferred": _inferred(passage.article.published),
        "source": passage.article.source,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
    }


def article_to_dict(article: Article, *, text: bool = False) -> dict[str, Any]:
    """Give what is known of an article, its text where asked for; dates are ISO 8601 as far as known."""
    facts: dict[str, Any] = {
        "id": article.id,
        "title": article.title,
        "subtitle": article.subtitle,
        "kind": article.kind.value,
        "published": _date(article.published),
        "published_inferred": _inferred(article.published),
        "event_date": _date(article.event_date),
        "event_date_inferred": _inferred(article.event_date),
        "place": article.place,
        "reporters": list(article.reporters),
        "correspondents": list(article.correspondents),
        "source": article.source,
        "page": article.page,
    }
    return {**facts, "text": article.text} if text else facts


def summary_to_dict(summary: Summary) -> dict[str, Any]:
    """Give what an indexing run added and what it could not read."""
    return {
        "articles": [article_to_dict(article) for article in summary.articles],
        "added": list(summary.added),
        "updated": list(summary.updated),
        "problems": [{"source": problem.source, "message": problem.message} for problem in summary.problems],
    }


def _part(part: ExplainedPart) -> dict[str, Any]:
    return {
        "question": part.question,
        "type": part.type,
        "wanted": list(part.wanted),
        "times": list(part.times),
        "newest": part.newest,
        "words": dict(part.words),
        "probability": part.probability,
        "threshold": part.threshold,
        "reason": part.reason.value if part.reason else None,
        "sentences": [
            {
                "article": sentence.article.id,
                "text": sentence.text,
                "score": sentence.score,
                "strongest": dict(sentence.strongest),
                "mentions": list(sentence.mentions),
                "cited": sentence.cited,
            }
            for sentence in part.sentences
        ],
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "article": article_to_dict(citation.article),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def _date(date: PartialDate | None) -> str | None:
    return str(date) if date else None


def _inferred(date: PartialDate | None) -> bool | None:
    return date.inferred if date else None
