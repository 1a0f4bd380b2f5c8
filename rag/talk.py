"""What a conversation with the archive has been about so far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Article
from index.words import fold
from rag.names import named_in
from rag.spans import MentionKind, mentions
from rag.topic import topic
from rag.types import Answer, NoteKind, Reason, Turn

_NAMES_EVENT = re.compile(r"会议?$|仪式|活动|签约|大会|考察|调研|观摩|论坛|典礼|[开考]会|培训")
_INSIDE = re.compile("里面|里头")  # of a part, after which the whole is meant again
WHO = frozenset({MentionKind.PERSON})
NAMING = re.compile(r"叫(?:什么|啥)(?:名字)?[?？]?$|^(?:是)?哪一?[家个所支款种部]")


@dataclass(frozen=True, slots=True)
class Talk:
    """The turns that asked something of the archive; never empty."""

    turns: tuple[Turn, ...]

    @classmethod
    def of(cls, history: Sequence[Turn]) -> Talk | None:
        """Take the turns of a history; None where it asked nothing of the archive."""
        turns = tuple(turn for turn in history if turn.answer.reason is not Reason.OUT_OF_SCOPE)
        return cls(turns) if turns else None

    @property
    def answer(self) -> Answer:
        """Give the last answer."""
        return self.turns[-1].answer

    @property
    def before(self) -> str:
        """Give the last question, standing alone."""
        return whole_question(self.turns[-1])

    @property
    def is_chat(self) -> bool:
        """Tell whether the last turn cites no article: talk, of which only the words are known."""
        return bool(self.answer.text) and not self.answer.citations and not self.answer.abstained

    @property
    def articles(self) -> tuple[Article, ...]:
        """List the articles cited last, by the last turn or, where it was silent, by those it leant on."""
        for turn in reversed(self.turns):
            if turn.answer.citations:
                return tuple({c.article.id: c.article for c in turn.answer.citations}.values())
            if whole_question(turn) == turn.question:
                break
        return ()

    @property
    def about(self) -> tuple[str, ...]:
        """List the ids of the articles cited last."""
        return tuple(article.id for article in self.articles)

    @property
    def topic(self) -> str:
        """Give what the talk is about, and what was counted of it (园区用了多少**外资**)."""
        return self._topic(things=True)

    @property
    def setting(self) -> str:
        """Give what the talk is about without what was counted: another thing of it may be asked for."""
        return self._topic(things=False)

    def _topic(self, *, things: bool) -> str:
        """Give the topic of the first turn that the last one still names.

        Where the last one asked for a name (叫什么), the talk is about what it was told.
        """
        found = of = ""
        for turn in self.turns:
            asked = whole_question(turn)
            if found and _INSIDE.match(turn.question):
                found = topic(of, things=False)  # and not what was counted of it
            elif not found or found not in asked or asked == turn.question:
                found, of = topic(asked, things=things), asked
        short = self.answer.short.strip("“”")
        return short if NAMING.search(self.before) and 1 < len(short) <= 20 else found

    @property
    def event(self) -> str:
        """Give what the talk is about, or the event that it was about before a person or a detail."""
        asked = [topic(whole_question(turn), things=False) for turn in reversed(self.turns)]
        events = (found for found in asked if _NAMES_EVENT.search(found))
        return next(events, next((found for found in asked if not mentions(found, WHO)), self.topic))

    def names(self, text: str) -> list[str]:
        """List the people named in a text, in its order, whom the articles of the talk name for sure."""
        known = frozenset[str]().union(*(named_in(article).people for article in self.articles))
        return sorted((name for name in known if name in text), key=text.index)

    def holds(self, word: str) -> bool:
        """Tell whether an article of the talk has a word, or how it begins (**动员**会, **墩**子)."""
        word = word[:-1] if len(word) == 3 or (len(word) == 2 and word[1] == "子") else word
        return any(word in fold(a.whole) for a in self.articles)


def whole_question(turn: Turn) -> str:
    """Give the question of a turn as it stands alone, in its own words (去年, where 2022年 was looked up)."""
    whole = turn.answer.rewritten or turn.question
    for note in turn.answer.notes:
        if note.kind is NoteKind.RELATIVE:
            whole = whole.replace(note.values[1], note.values[0], 1)
    return whole
