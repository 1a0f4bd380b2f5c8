"""A conversation: questions with their growing answers, whatever goes wrong."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from index.errors import BaowenError
from rag import Answer, Archive
from rag.types import Explanation, Failure
from ui.choices import Choices

_UNEXPECTED = "出了意外，这个问题没有答成。请再试一次，或换一种问法；详情见服务器日志。"


class Verdict(StrEnum):
    """What a reader thinks of an answer."""

    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with the reason, and the reader's own words; both "" where none is given."""

    verdict: Verdict
    reason: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The grounds of an answer that is kept: the explanation that was given, without what it was made of."""

    explanation: Explanation

    def explain(self, answer: Answer) -> Explanation:
        """Give the explanation, with the hits of the answer."""
        return replace(self.explanation, hits=answer.hits)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question on the page with its answer so far, or the error that took its place.

    `seconds` passed from the question to this answer; `judged` is what the reader thinks of it.
    """

    question: str
    answer: Answer | None = None
    error: str = ""
    seconds: float = field(default=0.0, compare=False)
    judged: Judgement | None = None


Exchanges = tuple[Exchange, ...]


def stream_exchanges(
    archive: Archive, question: str, before: Exchanges, *, choices: Choices | None = None
) -> Iterator[Exchanges]:
    """Yield the conversation with the question added: pending, then each growing answer, or an error."""
    asked, choices = Exchange(question), choices or Choices()
    started = time.perf_counter()
    yield (*before, asked)
    history = [exchange.answer.turn for exchange in before if exchange.answer is not None]
    try:
        told = archive.stream(question, history=history, generate=choices.model, chosen=choices.filter)
        for answer in told:
            yield (*before, replace(asked, answer=_light(answer), seconds=time.perf_counter() - started))
    except BaowenError as error:
        yield (*before, replace(asked, error=str(error)))
    except Exception:  # the page's one broad boundary
        logging.getLogger(__name__).exception("a question failed")
        yield (*before, replace(asked, error=_UNEXPECTED))


def _light(answer: Answer) -> Answer:
    """Explain an answer now and let go of what it was made of: pages hold answers by the thousand."""
    if answer.grounds is None:
        return answer
    return replace(answer, grounds=Told(replace(answer.explain(), hits=())))


def stop_exchange(archive: Archive, exchanges: Exchanges) -> Exchanges:
    """Put the extractive answer in the place of one that a model has not finished."""
    *before, last = exchanges
    if last.error or (last.answer and (last.answer.generated is None or last.answer.generated.done)):
        return exchanges
    from rag.generate import fall_back  # LangChain is slow to import, and without a model nothing is stopped

    history = [exchange.answer.turn for exchange in before if exchange.answer is not None]
    extracted = archive.ask(last.question, history=history, generate=False)
    return (*before, replace(last, answer=fall_back(extracted, Failure.STOPPED)))
