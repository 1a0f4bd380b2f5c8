"""How much of a question its best report speaks of, and how much of it where the answer stands.

A near miss is on the topic all the same: what tells it from an answer is that what is asked of the topic, or
a name in it, is not said beside the words that would answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.rarity import rarity
from index.words import fold, tag
from rag.compose import clauses, short_answer
from rag.evidence import Evidence, heading_and_lead
from rag.nearness import covered, gap
from rag.synonyms import synonyms
from rag.understand import Query
from rag.wanted import counted

_NAMED = frozenset("nr nrt nrfg ns nt nz".split())


@dataclass(frozen=True, slots=True)
class Bearing:
    """What the question and its best sentence have to do with each other.

    `spoken` sums the rarity of the question's words that the report holds: much is said of a long question
    well covered. `beside` is the share of what is asked of the topic (the words that headline and first
    sentence lack) in the clause of the answer and the one before it; `unnamed` the rarity of the rarest name
    of the question that neither they nor the headline have; `counted` whether things are to be counted.
    """

    spoken: float
    beside: float
    unnamed: float
    counted: float

    @classmethod
    def of(cls, query: Query, best: Evidence) -> Bearing:
        """Compare a question with the sentence that answers it best."""
        article = best.article
        heading = heading_and_lead(article)
        whole, topic, near = (
            _held(query.words, text) for text in (f"{heading} {article.text}", heading, _around(query, best))
        )
        asked = [word for word in query.words if not topic[word]]
        either = {word: max(topic[word], near[word]) for word in query.words}
        return cls(
            spoken=sum(rarity(word) for word in query.words if whole[word]) / 4,
            beside=covered(asked, near) if asked else 1.0,
            unnamed=gap(_names(query), either),
            counted=float(bool(counted(query))),
        )

    @property
    def values(self) -> tuple[float, ...]:
        """List the values, as the judge takes them."""
        return self.spoken, self.beside, self.unnamed, self.counted


def _around(query: Query, best: Evidence) -> str:
    """Give the clause in which the answer stands, and the one before it."""
    parts, focus = clauses(best.text), short_answer(query, best)[0]
    place = next((number for number, part in enumerate(parts) if focus.start < part.end), 0)
    return (
        best.text[parts[max(0, place - 1)].start : max(parts[place].end, focus.end)] if parts else best.text
    )


def _held(words: Iterable[str], text: str) -> dict[str, float]:
    """Tell of each word whether a text holds it or a synonym."""
    folded = fold(text)
    return {word: float(any(other in folded for other in synonyms(word))) for word in words}


def _names(query: Query) -> list[str]:
    kinds = dict(tag(query.text))
    return [word for word in query.words if kinds.get(word) in _NAMED or word.isascii()]
