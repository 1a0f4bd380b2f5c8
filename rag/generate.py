"""Answer with a language model: numbered passages in, checked sentences out, else the extractive answer.

The model is asked only once the extractive answer is there, so that falling back takes no time. Every
sentence is checked against the passages as soon as it is whole (`rag.support`); `rag.verify` has the last
word.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from index.cut import sentences
from index.rarity import rarity
from index.types import Hit, Passage
from index.words import fold, words
from rag.followup import Completed
from rag.llm import Chat, NoReplyError, Piece, Rewriting
from rag.phrases import (
    COMPLETE,
    FAILURES,
    LEFT_OUT,
    NOT_STATED,
    NOTICE,
    PARTS,
    PASSAGE,
    QUERIES,
    QUESTION,
    SYSTEM,
    TURN,
    UNDATED,
    UNVERIFIED,
)
from rag.support import Source, find_support, list_sources
from rag.types import Answer, Citation, Failure, Generated, Reason, Statement, Turn
from rag.untrusted import gives_orders, has_link, neutral, plain
from rag.verify import unsupported

SHRUNK = (1.0, 0.5, 0.2)  # of the token budget, one try after the other while the context overflows
AT_LEAST = 0.04  # seconds between two growing answers
TURNS = 3  # of the history that the model sees
COMMON = 0.65  # of rarity, up to which a word that nobody said may be in a completed question
COMPLETING = 0.25  # of the deadline, for one question to the model before the answer itself
MORE = 4  # searches that the model may add
ASKED = frozenset({None, Reason.FACT_ABSENT})  # the extractive answerer's other refusals are final
_NUMBER = r"(?:来源|材料|文段|段落|编号)?\s*\d{1,3}"
_MARK = rf"[\[［【〔]\s*{_NUMBER}(?:\s*[,，、;；~–—至-]\s*{_NUMBER})*\s*[\]］】〕]"
_MARKS = re.compile(_MARK)
_SENTENCE = re.compile(rf"(?:{_MARK}|[^。！？!?\n])*(?:[。！？!?]+[”’」』）)]*|\n|\Z)(?:[ \t]*{_MARK})*[。]?")
_OPENING = re.compile(
    r"^(?:答案?|回答)[:：]|^(?:根据|据|依据|按照?)(?:以上|上述|所给|给出的|提供的)?(?:材料|资料|文段|段落|内容)(?:[\d一二三、和与]*)(?:的?(?:记载|内容|显示|报道))?[,，:：]?"
)
_COURTESY = re.compile(
    r"^(?:以下是|希望.{0,12}帮助|如(?:有|需|果您)|好的|您好|综上所述[。,，]?$|总之[。,，]?$|以上(?:就)?是|请问|很高兴|欢迎)"
)
_REFUSAL = re.compile(
    r"作为.{0,6}(?:人工智能|ai|语言模型|助手)|(?:无法|不能|不便|拒绝)(?:回答|提供|协助|帮助)|抱歉|对不起",
    re.IGNORECASE,
)
_NOT_STATED = NOT_STATED.rstrip("。")


@dataclass(frozen=True, slots=True)
class Archivist:
    """What generation asks of an archive: extractive answers, passages, and how it says nothing is stated."""

    answer: Callable[[Completed], Answer]
    search: Callable[[str, int], list[Hit]]
    silence: Callable[[Answer], Answer]


@dataclass(frozen=True, slots=True)
class _Reply:
    """One sentence of a reply, without its marks."""

    text: str
    marks: tuple[int, ...]


_Checked = tuple[_Reply, tuple[Citation, ...]]  # a sentence and the quotes that bear it out, if any


def write(
    question: str, completed: Completed, history: Sequence[Turn], *, chat: Chat, archivist: Archivist
) -> Iterator[Answer]:
    """Yield growing answers by the model; the last is checked, or extractive with a notice why.

    `completed` is the question as the rules complete it; the model completes it better where it can.
    """
    end = time.monotonic() + chat.options.deadline
    try:
        completed = complete(completed, history, chat=chat, end=end) if history else completed
    except NoReplyError as error:
        yield fall_back(replace(archivist.answer(completed), question=question), error.failure)
        return
    extracted = replace(archivist.answer(completed), question=question)
    if extracted.reason not in ASKED:
        yield extracted
        return
    try:
        passages = choose_passages(extracted, _searched(extracted, chat, archivist, end))
        yield from _shrinking(extracted, passages, chat=chat, end=end)
    except NoReplyError as error:
        yield fall_back(extracted, error.failure)
    except _NotStatedError:
        yield archivist.silence(extracted)


def fall_back(extracted: Answer, failure: Failure) -> Answer:
    """Give the extractive answer with the line that says why the model's was not used."""
    return replace(extracted, notice=NOTICE.format(why=FAILURES[failure]))


def complete(completed: Completed, history: Sequence[Turn], *, chat: Chat, end: float) -> Completed:
    """Let the model complete a follow-up question; words that nobody has said make its version void.

    Raise NoReplyError when the model does not answer.
    """
    asked = history[-1].answer.rewritten or history[-1].question
    turns = "\n".join(
        TURN.format(
            question=neutral(turn.question), answer=neutral(turn.answer.short or turn.answer.text)[:200]
        )
        for turn in history[-TURNS:]
    )
    until = min(end, time.monotonic() + COMPLETING * chat.options.deadline)
    reply = chat.reply(COMPLETE.format(turns=turns, question=neutral(completed.text)), until=until)
    lines = [line.strip() for line in plain(reply).splitlines() if line.strip()]
    said = fold(f"{completed.text}{turns}{asked}")
    new = lines[0] if len(lines) == 1 else ""
    sober = (
        new and len(new) < len(asked) + 100 and all(word in said or _is_common(word) for word in words(new))
    )
    return Completed(new, completed.about) if sober else completed


def _is_common(word: str) -> bool:
    """Tell whether a word may be added to a question: no name, no number."""
    return not word.isascii() and (len(word) == 1 or rarity(word) < COMMON)


def more_questions(question: str, chat: Chat, *, end: float) -> list[str]:
    """Let the model write other wordings or the parts of a question, as its options say."""
    prompt = {Rewriting.QUERIES: QUERIES, Rewriting.PARTS: PARTS}.get(chat.options.rewriting)
    if prompt is None:
        return []
    until = min(end, time.monotonic() + COMPLETING * chat.options.deadline)
    reply = plain(chat.reply(prompt.format(question=neutral(question)), until=until))
    lines = dict.fromkeys(line.strip(" -·•") for line in reply.splitlines())
    return [line for line in lines if 2 < len(line) <= 200 and line != question][:MORE]


def choose_passages(extracted: Answer, searched: Sequence[Sequence[Hit]]) -> list[Passage]:
    """Put the passages behind the extractive answer first, then those of each search in turn, by rank."""
    cited = [passage for citation in extracted.citations if (passage := _holding(citation, extracted.hits))]
    turns = [hits[rank : rank + 1] for rank in range(max(map(len, searched), default=0)) for hits in searched]
    found = [*cited, *(hit.passage for turn in turns for hit in turn)]
    return list({(passage.article.id, passage.start): passage for passage in found}.values())


def estimate_tokens(text: str) -> int:
    """Estimate tokens from above: one for each Chinese character, one for three others."""
    wide = sum(not character.isascii() for character in text)
    return wide + (len(text) - wide) // 3 + 1


def _holding(citation: Citation, hits: Sequence[Hit]) -> Passage | None:
    """Find the passage around a citation: the one found, else its sentence."""
    for passage in (hit.passage for hit in hits):
        inside = passage.start <= citation.start and citation.end <= passage.end
        if inside and passage.article.id == citation.article.id:
            return passage
    spans = sentences(citation.article.text)
    around = [span for span in spans if span.start < citation.end and citation.start < span.end]
    return Passage(citation.article, around[0].start, around[-1].end) if around else None


def _searched(extracted: Answer, chat: Chat, archivist: Archivist, end: float) -> list[Sequence[Hit]]:
    try:
        more = more_questions(extracted.rewritten, chat, end=end)
    except NoReplyError:
        more = []  # an extra that failed costs nothing but the extra
    return [extracted.hits, *(archivist.search(question, len(extracted.hits)) for question in more)]


def _shrinking(extracted: Answer, passages: Sequence[Passage], *, chat: Chat, end: float) -> Iterator[Answer]:
    """Ask with ever fewer passages while they overflow the model's context."""
    for share in SHRUNK:
        try:
            yield from _written(
                extracted, _within(passages, share * chat.options.context), chat=chat, end=end
            )
            return
        except NoReplyError as error:
            if error.failure is not Failure.OVERFLOW or share == SHRUNK[-1]:
                raise


def _within(passages: Sequence[Passage], budget: float) -> list[Passage]:
    """Take passages in turn while they fit; the first is always taken."""
    taken: list[Passage] = []
    for passage in passages:
        budget -= estimate_tokens(passage.text + passage.article.title) + 20
        if budget < 0 and taken:
            break
        taken.append(passage)
    return taken


def _prompt(question: str, passages: Sequence[Passage]) -> str:
    framed = [_framed(number, passage) for number, passage in enumerate(passages, start=1)]
    return QUESTION.format(passages="\n".join(framed), question=neutral(question))


def _framed(number: int, passage: Passage) -> str:
    """Write a passage with what is known of it; sentences that speak to a model are left out."""
    article = passage.article
    title = "" if gives_orders(article.title) else " ".join(neutral(article.title).split())
    spans = [(max(s.start, passage.start), min(s.end, passage.end)) for s in sentences(article.text)]
    told = [article.text[start:end] for start, end in spans if start < end]
    text = "".join(LEFT_OUT if gives_orders(sentence) else neutral(sentence) for sentence in told)
    date = article.published.words if article.published else UNDATED
    return PASSAGE.format(number=number, title=title or UNDATED, date=date, text=text.strip())


def _written(extracted: Answer, passages: Sequence[Passage], *, chat: Chat, end: float) -> Iterator[Answer]:
    """Yield what the model writes, sentence by sentence checked; raise when nothing of it will do."""
    sources = list_sources(passages, trusted=lambda text: not gives_orders(text))
    check = cache(lambda reply: _check(reply, sources))
    blank = replace(
        extracted, text="", short="", citations=(), abstained=False, reason=None, items=(), notes=()
    )
    shown = replace(blank, generated=Generated(chat.name))
    yield shown
    raw, pace, due = "", _Pace(time.monotonic()), 0.0
    for piece in chat.stream(_prompt(extracted.rewritten, passages), system=SYSTEM, until=end):
        raw += piece.text
        pace = pace.after(piece, time.monotonic())
        if piece.text and time.monotonic() < due:
            continue
        if piece.text:
            whole, rest = _read(raw, ended=False)
            shown = _compose(blank, [(reply, check(reply)) for reply in whole], pace.of(chat), pending=rest)
            due = time.monotonic() + AT_LEAST
        yield shown  # also when nothing arrived: whoever stops listening is heard here
    whole, _ = _read(raw, ended=True)
    if not whole:
        raise NoReplyError(Failure.REASONING_ONLY)
    checked = _sound([(reply, check(reply)) for reply in whole])
    if not chat.options.keep_unverified:
        checked = [(reply, quotes) for reply, quotes in checked if quotes]
    answer = _compose(blank, checked, replace(pace.of(chat), done=True))
    if unsupported(answer):
        raise NoReplyError(Failure.UNSUPPORTED)
    said = fold("".join(reply.text for reply, quotes in checked if quotes))
    yield replace(answer, short=extracted.short if fold(extracted.short) in said else "")


@dataclass(frozen=True, slots=True)
class _Pace:
    """How fast a reply arrives, in `time.monotonic` seconds."""

    asked: float
    first: float = 0.0
    last: float = 0.0
    tokens: int = 0

    def after(self, piece: Piece, now: float) -> _Pace:
        """Count a piece in."""
        if not piece.text:
            return self
        return _Pace(self.asked, self.first or now, now, self.tokens + piece.tokens)

    def of(self, chat: Chat) -> Generated:
        """Start the account of what the model wrote."""
        waited = self.first - self.asked if self.first else 0.0
        busy = self.last - self.first
        return Generated(chat.name, first_token=waited, rate=(self.tokens - 1) / busy if busy > 0 else 0.0)


class _NotStatedError(Exception):
    """The model found nothing in the passages."""


def _check(reply: _Reply, sources: Sequence[Source]) -> tuple[Citation, ...]:
    """Find the quotes behind a sentence; none for one that speaks to a model."""
    return () if gives_orders(reply.text) else find_support(reply.text, reply.marks, sources)


def _read(raw: str, *, ended: bool) -> tuple[list[_Reply], str]:
    """Split a reply into whole sentences and the one being written; marks may follow the full stop."""
    text = plain(raw)
    found = [match.group() for match in _SENTENCE.finditer(text) if match.group().strip()]
    rest = ""
    if found and not ended:  # the last may go on, or have its marks to come
        rest = found.pop()
    replies = [_reply(sentence) for sentence in found]
    spoken = [reply for reply in replies if _is_said(reply.text)]
    return list(dict.fromkeys(spoken)), _MARKS.sub("", rest).strip()


def _reply(sentence: str) -> _Reply:
    marks = tuple(
        dict.fromkeys(int(number) for mark in _MARKS.findall(sentence) for number in re.findall(r"\d+", mark))
    )
    bare = _MARKS.sub("", sentence).strip()
    bare = re.sub(r"[,，]?([。！？!?])[。]+$", r"\1", bare)
    return _Reply(_OPENING.sub("", bare).strip(), marks)


def _is_said(text: str) -> bool:
    """Tell a sentence from courtesies, empty brackets and lines of signs."""
    return sum(character.isalnum() for character in text) > 2 and not _COURTESY.match(text)


def _compose(
    blank: Answer,
    checked: Sequence[_Checked],
    generated: Generated,
    *,
    pending: str = "",
) -> Answer:
    """Number the quotes in the order of the sentences that they bear out, and write the text."""
    numbers: dict[tuple[str, int, int], Citation] = {}
    statements: list[Statement] = []
    for reply, quotes in checked:
        for quote in quotes:
            key = (quote.article.id, quote.start, quote.end)
            numbers.setdefault(key, replace(quote, number=len(numbers) + 1))
        marks = tuple(numbers[quote.article.id, quote.start, quote.end].number for quote in quotes)
        if quotes or not has_link(reply.text):
            statements.append(Statement(reply.text, marks, bool(quotes)))
    text = "".join(map(write_statement, statements)) + pending
    made = replace(generated, statements=tuple(statements), pending="" if has_link(pending) else pending)
    return replace(blank, text=text, citations=tuple(numbers.values()), generated=made)


def write_statement(statement: Statement) -> str:
    """Write a sentence with its marks, or marked as not verified."""
    marks = "".join(f"[{number}]" for number in statement.marks)
    return f"{statement.text}{marks if statement.verified else UNVERIFIED}"


def _sound(checked: list[_Checked]) -> list[_Checked]:
    """Give the sentences back; raise when the model found nothing, refused, or left the evidence."""
    good = sum(bool(quotes) for _, quotes in checked)
    said = "".join(reply.text for reply, _ in checked)
    if not good and _NOT_STATED in said and len(said) < 60:
        raise _NotStatedError
    if not good and _REFUSAL.search(said):
        raise NoReplyError(Failure.REFUSED)
    if 2 * good < max(1, len(checked)):
        raise NoReplyError(Failure.UNSUPPORTED)
    return checked
