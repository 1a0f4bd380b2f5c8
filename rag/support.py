"""Find the exact quotes that bear a generated sentence out, or what in it nothing bears out.

A sentence is supported when every number, unit, date and name in it stands in its quotes, next to what it is
said of, and when little else in it is new. Comparing facts one by one, instead of asking a model for
entailment, keeps the judgement fast, the same every time, and explainable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from index.cut import sentences
from index.rarity import rarity
from index.surnames import COMPOUND, SINGLE
from index.types import Article, PartialDate, Passage
from index.words import fold, tag
from rag.facts import DOWN, UP, Day, Number, days, numbers
from rag.spans import Mention, MentionKind, mentions
from rag.types import Citation

QUOTES = 3  # places that may bear out one sentence
PART = 12  # characters of a part of a sentence that may have a quote of its own
TRIED = 4  # sentences of the passages tried for one
COVERED = 0.55  # of a sentence's words, by rarity, that its quotes must hold
NAME_RARITY = 0.5  # from which a word with a name's part of speech is one
ORGAN_RARITY = 0.45  # the same within the name of a place or of an organisation
UNHEARD = 0.95  # from which characters are no word of the news
RARE = 0.75  # from which any word is too special to be only another wording
CITED = 0.25  # of a sentence's bigrams: how much nearer the passages seem that the model cited
_WINDOW = 10  # characters on each side that say what a fact is said of
_MARGIN = 2  # shared bigrams by which another fact must fit better
_NAMES = frozenset({MentionKind.PERSON, MentionKind.PLACE, MentionKind.ORGANISATION})
_PROPER = frozenset(("ns", "nt", "m"))
_NAME_TAGS = frozenset("nr nrt nrfg ns nt nz".split())
_SMALL = frozenset("uj ul uz ug ud uv c p d u y e r x k m q f ad zg o h mq".split())
_SPACE = re.compile(r"\s+")
_QUOTED = re.compile(r"[“”\"'‘’《》「」『』]")
_STOP = re.compile(r"[。；;！？!?\n]")
_CLAUSE_END = re.compile(r"[。；;！？!?，,\n]")
_CLAUSE = re.compile(r"(?<=[，,])")
_SEMICOLON = re.compile(r"(?<=[；;])")
_PLACE_SUFFIX = frozenset("市区县省镇乡村州国城")
_NOT = frozenset(
    (
        "不 未 没 没有 无 并未 尚未 不得 不能 不会 禁止 拒绝 取消 停止 从未 不再 未能 不是 并非 无法 不可 "
        "暂停 反对"
    ).split()
)
_POINTING = re.compile(r"[该其此这那本上]|他|她|它|对方|双方|当地|全[区市县省国]|有关|相关")
_BESIDE = 8  # characters before or after a number that tell whether it rose or fell


_Fact = Day | Number | Mention


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of a passage that was given to the model, by the passage's number."""

    number: int
    citation: Citation
    bigrams: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as it is compared: folded, without white space, with its facts."""

    text: str
    days: tuple[Day, ...]
    numbers: tuple[Number, ...]
    names: tuple[Mention, ...]
    words: tuple[tuple[str, str], ...]


def list_sources(passages: Sequence[Passage], *, trusted: Callable[[str], bool]) -> list[Source]:
    """List the sentences of passages, numbered from 1, that may bear out what is said of them."""
    found = []
    for number, passage in enumerate(passages, start=1):
        for span in sentences(passage.article.text):
            start, end = max(span.start, passage.start), min(span.end, passage.end)
            text = passage.article.text[start:end]
            if start < end and text.strip() and trusted(text):
                citation = _tight(Citation(number, passage.article, start, end))
                found.append(Source(number, citation, bigrams(_squeeze(citation.quote))))
    return found


def find_support(text: str, cited: Iterable[int], sources: Sequence[Source]) -> tuple[Citation, ...]:
    """Find at most `QUOTES` quotes that bear a sentence out, cited passages first; () without any.

    One quote bears out the whole sentence, or each of its clauses has one of its own: a name from here and
    a deed from there prove nothing together.
    """
    near = frozenset(cited)
    side_by_side = [part for part in _SEMICOLON.split(text) if sum(c.isalnum() for c in part) > 1]
    found = [_quotes_of(part, near, sources) for part in side_by_side]
    if not found or () in found:
        return ()
    quotes = tuple(_joined([quote for some in found for quote in some]))
    return quotes if len(quotes) <= QUOTES and is_supported(text, quotes) else ()


def _quotes_of(text: str, near: frozenset[int], sources: Sequence[Source]) -> tuple[Citation, ...]:
    """Find one quote for a text, or one for each part of it within one article."""
    whole = _quote_of(text, near, sources)
    parts = _parts(text)
    if whole or len(parts) < 2:
        return (whole,) if whole else ()
    quotes = [quote for part in parts if (quote := _quote_of(part, near, sources))]
    complete = len(quotes) == len(parts) and len({quote.article.id for quote in quotes}) == 1
    return tuple(quotes) if complete else ()


def _parts(text: str) -> list[str]:
    """Split a sentence at commas into parts long enough to say what their facts are facts of."""
    parts = [""]
    for clause in _CLAUSE.split(text):
        if sum(character.isalnum() for character in parts[-1]) < PART:
            parts[-1] += clause
        else:
            parts.append(clause)
    if len(parts) > 1 and sum(character.isalnum() for character in parts[-1]) < PART:
        parts[-2:] = ["".join(parts[-2:])]
    return parts


def _quote_of(text: str, near: frozenset[int], sources: Sequence[Source]) -> Citation | None:
    """Find the sentence, or the two neighbours, that bear a text out."""
    asked = bigrams(_squeeze(text))

    def nearness(source: Source) -> float:
        return len(asked & source.bigrams) + CITED * len(asked) * (source.number in near)

    ranked = sorted((s for s in sources if asked & s.bigrams), key=nearness, reverse=True)[:TRIED]
    pairs = (pair for source in ranked[:2] for pair in _with_neighbours(source, sources))
    candidates = (*(source.citation for source in ranked), *pairs)
    return next((citation for citation in candidates if is_supported(text, [citation])), None)


def _with_neighbours(source: Source, sources: Sequence[Source]) -> Iterator[Citation]:
    """Join a sentence with the one before it, and with the one after it."""
    at = next(i for i, other in enumerate(sources) if other is source)
    for first, second in ((at - 1, at), (at, at + 1)):
        if first >= 0 and second < len(sources) and sources[first].number == sources[second].number:
            yield from _joined([sources[first].citation, sources[second].citation])


def is_supported(text: str, citations: Sequence[Citation]) -> bool:
    """Tell whether quotes bear a sentence out."""
    return next(unsupported_facts(text, citations), None) is None


def unsupported_facts(text: str, citations: Sequence[Citation]) -> Iterator[str]:
    """Yield what a sentence says that its quotes do not; nothing when they bear it out."""
    said = _read(text)
    held = [_read(citation.quote, _dates(citation.article)) for citation in citations]
    whole = "\n".join(read.text for read in held)
    yield from _uncovered(said, whole)
    yield from _missing_words(said, whole)
    yield from _missing_days(said, held)
    yield from _missing_numbers(said, held)
    yield from _swapped_names(said, held)
    yield from _negated(said, held)
    if len(held) == 1:
        yield from _substituted(said, held[0])


def bigrams(text: str) -> frozenset[str]:
    """List the pairs of neighbouring characters."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _joined(citations: Sequence[Citation]) -> Iterator[Citation]:
    """Put quotes in the order of their places, neighbours joined to one."""
    order = sorted(dict.fromkeys(citations), key=lambda c: (c.number, c.start))
    if not order:
        return
    last = order[0]
    for citation in order[1:]:
        gap = last.article.text[last.end : citation.start]
        if citation.article.id == last.article.id and not gap.strip():
            last = replace(last, end=max(last.end, citation.end))
        else:
            yield last
            last = citation
    yield last


def _tight(citation: Citation) -> Citation:
    """Leave the white space around a quote out."""
    quote = citation.quote
    start = citation.start + len(quote) - len(quote.lstrip())
    return Citation(citation.number, citation.article, start, start + len(quote.strip()))


def _squeeze(text: str) -> str:
    return _SPACE.sub("", fold(text))


def _dates(article: Article) -> tuple[PartialDate, ...]:
    return tuple(date for date in (article.event_date, article.published) if date)


@lru_cache(maxsize=4096)  # the same quotes are compared with sentence after sentence
def _read(text: str, dates: tuple[PartialDate, ...] = ()) -> _Read:
    squeezed = _squeeze(text)
    found = days(squeezed, published=dates)
    return _Read(
        squeezed,
        tuple(found),
        tuple(numbers(squeezed, found)),
        tuple(mentions(squeezed, _NAMES)),
        tuple(tag(squeezed)),
    )


def _missing_days(said: _Read, held: Sequence[_Read]) -> Iterator[str]:
    for day in said.days:
        same = [(read, other) for read in held for other in read.days if day.agrees(other)]
        rivals = [
            (read, other)
            for read in held
            for other in read.days
            if not day.agrees(other)
            and bool(other.day) == bool(day.day)
            and bool(other.month) == bool(day.month)
        ]
        if not same or _fits_better(said, day, same, rivals):
            yield said.text[day.start : day.end]


def _missing_numbers(said: _Read, held: Sequence[_Read]) -> Iterator[str]:
    for number in said.numbers:
        others = [(read, other) for read in held for other in read.numbers]
        way = _way(said.text, number)
        same = [
            (read, other)
            for read, other in others
            if number.agrees(other) and way * _way(read.text, other) >= 0
        ]
        rivals = [
            (read, other)
            for read, other in others
            if number.value != other.value and number.unit == other.unit and number.ordinal == other.ordinal
        ]
        if not same or _fits_better(said, number, same, rivals):
            yield said.text[number.start : number.end]


def _way(text: str, number: Number) -> int:
    """Tell whether a number is said to have risen (1) or fallen (-1), or neither (0)."""
    before, after = text[max(0, number.start - _BESIDE) : number.start], text[number.end :][:4]
    found = [(m.start(), 1) for m in UP.finditer(before)] + [(m.start(), -1) for m in DOWN.finditer(before)]
    if found:
        return max(found)[1]
    return 1 if UP.match(after) else -1 if DOWN.match(after) else 0


def _fits_better(
    said: _Read,
    fact: _Fact,
    same: Sequence[tuple[_Read, _Fact]],
    rivals: Sequence[tuple[_Read, _Fact]],
) -> bool:
    """Tell whether another fact of the quotes stands where this one is said to stand."""
    place = (fact.start, fact.end)
    own = max(_likeness(said.text, place, read.text, (o.start, o.end)) for read, o in same)
    other = max((_likeness(said.text, place, read.text, (o.start, o.end)) for read, o in rivals), default=0)
    return other >= own + _MARGIN


def _likeness(text: str, place: tuple[int, int], other: str, there: tuple[int, int]) -> int:
    """Count the bigrams that the surroundings of two places share; on the same side twice."""
    left, right = _around(text, *place)
    left_there, right_there = _around(other, *there)
    same = len(bigrams(left) & bigrams(left_there)) + len(bigrams(right) & bigrams(right_there))
    return same + len((bigrams(left) | bigrams(right)) & (bigrams(left_there) | bigrams(right_there)))


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """Cut what stands around a place: of its clause, or of its sentence where the clause is nothing else."""
    before, after = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
    near = (_CLAUSE_END.split(before)[-1], _CLAUSE_END.split(after)[0])
    return near if len("".join(near)) > 2 else (_STOP.split(before)[-1], _STOP.split(after)[0])


def _missing_words(said: _Read, whole: str) -> Iterator[str]:
    """List the names and the rare words that the quotes lack, and the people put in another's place."""
    bare = _QUOTED.sub("", whole)
    start, run = 0, ""
    facts = [(fact.start, fact.end) for fact in _facts(said, 0, len(said.text))]
    for word, label in (*said.words, ("", "x")):
        counted = any(start < end and first < start + len(word) for first, end in facts)
        known = counted or _known(word, label, said.text, start, bare)
        start += len(word)
        if len(word) == 1 and not known:
            run += word
            continue
        if run and (_is_like_name(run) or max(rarity(c) for c in run) >= NAME_RARITY):
            yield run
        run = ""
        if not known and (
            label in _PROPER or rarity(word) >= RARE or (label in _NAME_TAGS and rarity(word) >= NAME_RARITY)
        ):
            yield word
    for mention in said.names:
        name = said.text[mention.start : mention.end]
        if name in bare:
            continue
        parts = [name] if mention.kind is MentionKind.PERSON else [part for part, _ in tag(name)]
        least = NAME_RARITY if mention.kind is MentionKind.PERSON else ORGAN_RARITY
        yield from (part for part in parts if len(part) > 1 and part not in bare and rarity(part) >= least)


def _swapped_names(said: _Read, held: Sequence[_Read]) -> Iterator[str]:
    """List the names of the quotes that are said to have done what another one did."""
    there = [(read, m, read.text[m.start : m.end]) for read in held for m in read.names]
    for kind in _NAMES:
        named = [(read, mention, name) for read, mention, name in there if mention.kind is kind]
        for name in dict.fromkeys(name for _, _, name in named):
            same = [(read, place) for read in held for place in _places(name, read.text)]
            rivals = [
                (read, mention) for read, mention, other in named if other not in name and name not in other
            ]
            places = _places(name, said.text)
            if places and all(_fits_better(said, place, same, rivals) for place in places):
                yield name


def _places(name: str, text: str) -> list[Mention]:
    return [Mention(m.start(), m.end(), MentionKind.PHRASE) for m in re.finditer(re.escape(name), text)]


def _substituted(said: _Read, quote: _Read) -> Iterator[str]:
    """List the nouns that stand where the sentence's quote, otherwise alike, has a name."""
    for way, start, end, first, last in SequenceMatcher(None, quote.text, said.text, False).get_opcodes():
        put = said.text[first:last]
        if way == "replace" and _differ(_facts(said, first, last), _facts(quote, start, end)):
            yield put
        if way != "replace" or _POINTING.match(put):
            continue
        names = [m for m in quote.names if m.start < end and start < m.end]
        nouns, lost = _nouns(said, first, last), quote.text[start:end]
        proper = _NAME_TAGS.intersection(nouns) and _nouns(quote, start, end)
        within = any(put in quote.text[m.start : m.end] for m in names)
        if (nouns and (names or proper) and not within) or (
            _is_like_name(put) and _is_unheard(put) and _is_unheard(lost)
        ):
            yield put


def _facts(read: _Read, first: int, last: int) -> list[Day | Number]:
    facts: tuple[Day | Number, ...] = (*read.days, *read.numbers)
    return [fact for fact in facts if fact.start < last and first < fact.end]


def _differ(said: Sequence[Day | Number], told: Sequence[Day | Number]) -> bool:
    """Tell whether facts of one sort stand in each other's place and none of them agree."""
    pairs = [(one, other) for one in said for other in told if type(one) is type(other)]
    return bool(pairs) and not any(one.agrees(other) for one, other in pairs)  # type: ignore[arg-type]


def _is_unheard(text: str) -> bool:
    """Tell whether a few characters are no word that news uses, as most people's names are not."""
    return 2 <= len(text) <= 4 and min(text) >= "一" and max(text) <= "鿿" and rarity(text) >= UNHEARD


def _nouns(read: _Read, first: int, last: int) -> list[str]:
    """List the parts of speech of the nouns of two and more characters that begin between two places."""
    found, start = [], 0
    for word, label in read.words:
        if first <= start < last and label[0] == "n" and len(word) > 1:
            found.append(label)
        start += len(word)
    return found


def _known(word: str, label: str, text: str, start: int, whole: str) -> bool:
    """Tell whether a word stands in the quotes, or is too small, or a number's, to be looked for."""
    if not any(c.isalnum() for c in word) or any(c.isdigit() for c in word):
        return True
    if len(word) > 1:
        return word in whole or (word[-1] in _PLACE_SUFFIX and len(word) > 2 and word[:-1] in whole)
    if label in _SMALL:
        return True
    pairs = (text[max(0, start - 1) : start + 1], text[start : start + 2])
    beside = [pair for pair in pairs if len(pair) > 1 and pair[0].isalnum() and pair[1].isalnum()]
    return any(pair in whole for pair in beside) if beside else word in whole


def _is_like_name(run: str) -> bool:
    """Tell whether characters that no word holds can be a person's name."""
    return 2 <= len(run) <= 4 and (run[0] in SINGLE or run[:2] in COMPOUND)


def _negated(said: _Read, held: Sequence[_Read]) -> Iterator[str]:
    """List the words that are denied here and stated there, or the other way round."""
    there: dict[str, set[bool]] = {}
    for read in held:
        for word, denied in _denials(read):
            there.setdefault(word, set()).add(denied)
    for word, denied in _denials(said):
        if word in there and denied not in there[word]:
            yield f"{'不' if denied else ''}{word}"


def _denials(read: _Read) -> Iterator[tuple[str, bool]]:
    for (before, _), (word, label) in zip((("", "x"), *read.words), read.words, strict=False):
        if len(word) > 1 and label not in _SMALL:
            yield word, before in _NOT


def _uncovered(said: _Read, whole: str) -> Iterator[str]:
    """Give the sentence itself when too little of it, by the rarity of its words, stands in the quotes."""
    counted = [(word, label) for word, label in said.words if label not in _SMALL and word.strip()]
    weights = [rarity(word) if any(c.isalnum() for c in word) else 0.0 for word, _ in counted]
    held = [weight for weight, (word, _) in zip(weights, counted, strict=True) if word in whole]
    if sum(weights) and sum(held) < COVERED * sum(weights):
        yield said.text
