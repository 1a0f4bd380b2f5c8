"""From a question to an answer: understand, search, read, judge, compose, verify."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.search import Searches
from index.store import Filter
from index.times import named_times, resolved, without_times
from index.types import Hit, PartialDate, Passage
from index.words import fold, tag
from rag.ambiguity import newest_first
from rag.checks import life_first, numbered_first
from rag.compose import compose, merge
from rag.events import report_events
from rag.evidence import Evidence, Reader
from rag.explanation import Ground, Grounds
from rag.figures import of_another_year, report_figures
from rag.followup import Completed, complete
from rag.imprint import report_imprint
from rag.judge import doubtful, impossible, timely
from rag.lists import report_list
from rag.meeting import report_doers, report_meeting, report_remarks
from rag.occasions import collects
from rag.officers import report_holders, report_titles
from rag.parts import Part, parts
from rag.phrases import COVERAGE, EMPTY_ARCHIVE, REFUSALS
from rag.rivals import own_first
from rag.series import in_series, settled, told_by
from rag.sorts import names_none
from rag.synonyms import as_reported, with_written
from rag.timeline import timeline
from rag.types import Answer, Note, NoteKind, Reason
from rag.understand import Query, Time, content_words, understand
from rag.verdict import bear_out, confirm, contradict
from rag.verify import sentence, unsupported
from rag.writers import report_writers

POOL = 30  # passages searched for one question
UNKNOWN = (Reason.OUT_OF_SCOPE, Reason.NOTHING_FOUND, Reason.OUTSIDE_COVERAGE, Reason.ENTITY_ABSENT)
SHOWN = 10  # hits kept in an answer
LOOKED_UP = 60  # passages of one look into the reports of a time
MANY = 3  # times from which one look does for all
THIS_YEAR = ("今年", "本年")
LATER = 35  # days after the end of a month in which its events are reported

Coverage = tuple[PartialDate, PartialDate] | None
Read = tuple[Query, list[Hit], list[Evidence]]  # a question, the passages found and their sentences


def answer_question(
    question: str, completed: Completed, searcher: Searches, reader: Reader, coverage: Coverage
) -> Answer:
    """Answer a completed question from the archive, or abstain with a reason; deterministic.

    去年 and 今年 count from the newest report; where it tells nothing, 今年 is as each report says it.
    """
    text, said, meant = resolved(completed.text, coverage[1] if coverage else None)
    answer = _answer(question, replace(completed, text=text), searcher, reader, coverage)
    if completed.about and answer.reason is Reason.FACT_ABSENT:  # other articles than the talk's may tell
        answer = _answer(question, Completed(text), searcher, reader, coverage)
    if not meant or answer.reason is Reason.OUT_OF_SCOPE:
        return answer
    if answer.abstained and said in THIS_YEAR:
        return _answer(question, completed, searcher, reader, coverage)
    return answer.with_notes(Note(NoteKind.RELATIVE, (said, meant)))


def _answer(
    question: str, completed: Completed, searcher: Searches, reader: Reader, coverage: Coverage
) -> Answer:
    asked = _parts(completed.text)
    every = timeline(completed.text, lambda words: searcher.search(words, POOL)) if len(asked) == 1 else []
    asked = every or asked
    found: list[tuple[Answer, Ground]] = []
    read: list[Read] = []
    for part in asked:
        whole = Completed(part.text, completed.about) if len(asked) > 1 else completed
        if part.leans:
            whole = complete(part.text, [answer.turn for answer, _ in found])
            whole = replace(whole, text=part.scope + whole.text) if whole.text == part.text else whole
        read.append(find_evidence(whole, searcher, reader))
        found.append(_answer_part(whole, read[-1], searcher, coverage, among=len(asked) > 1))
    if all(part.series for part in asked):
        found = _in_series(found, read, coverage)
    answers = [answer for answer, _ in found]
    is_told = [_is_told(part, answers[place], answers[:place]) for place, part in enumerate(asked)]
    told = [answer for answer, is_so in zip(answers, is_told, strict=True) if is_so]
    answer = merge(told) if told else answers[0]
    if told and not every:
        silent = (part.name for part, is_so in zip(asked, is_told, strict=True) if not is_so)
        answer = answer.with_notes(*(Note(NoteKind.PART, (name,)) for name in silent))
    answer = replace(answer, question=question, rewritten=completed.text)
    if not answer.abstained and unsupported(answer):  # never shown: what cannot be verified is not said
        answer = abstain(understand(completed.text), Reason.FACT_ABSENT, "", answer.hits, coverage)
    grounds = Grounds(tuple(ground for _, ground in found))
    return replace(answer, question=question, rewritten=completed.text, grounds=grounds)


def _parts(question: str) -> list[Part]:
    """Take a question apart; one for events stays whole unless its other parts name a year or a thing.

    Of 10日、13日先后开了什么会 the reports come in order of date, and 有哪些活动：甲、乙各是几号 names them.
    """
    found = parts(question)
    if len(found) == 1:
        return found
    front, colon, _ = question.partition("：")
    named = bool(colon) and collects(understand(front))
    whole = (named or not all(map(_is_own, found[1:]))) and collects(understand(question))
    return [Part(question, question)] if whole else found


def _is_own(part: Part) -> bool:
    """Tell whether a part names a thing or a year of its own, not only a day or what was done."""
    name = fold(part.name)
    things = any(label[0] in "nj" for _, label in tag(without_times(name)))
    return things or any(not time.day for time in named_times(name))


def _in_series(
    found: Sequence[tuple[Answer, Ground]], read: Sequence[Read], coverage: Coverage
) -> list[tuple[Answer, Ground]]:
    """Give the parts of a series figures that are told alike, unless those found are settled."""
    asked = [(query, timely(evidence)) for query, _, evidence in read]
    if settled(asked, [answer for answer, _ in found]):
        return list(found)
    given = list(found)
    for place, figure in enumerate(in_series(asked)):
        query, hits, evidence = read[place]
        if figure and impossible(query, evidence, coverage)[0] in (None, Reason.FACT_ABSENT):
            best = told_by(figure)
            answer = compose(query, [best], read_first(hits, [best])[:SHOWN])
            given[place] = answer, Ground.of(query, [best, *evidence], None)
    return given


def _is_told(part: Part, answer: Answer, before: Sequence[Answer]) -> bool:
    """Tell whether a part is answered: by quotes of its own, or those of another whose reports name it."""
    if answer.abstained or all(other.citations != answer.citations for other in before):
        return not answer.abstained
    articles = {citation.article for citation in answer.citations}
    held = fold(" ".join(a.whole for a in articles))
    return all(word in held for word in content_words(part.name))


def _answer_part(
    completed: Completed, read: Read, searcher: Searches, coverage: Coverage, *, among: bool
) -> tuple[Answer, Ground]:
    query, hits, evidence = read
    note = None
    if not completed.about:
        evidence, note = newest_first(query, evidence, hits[:SHOWN])
    answer = _answer_query(query, hits, evidence, searcher, coverage, among=among)
    if note and answer.citations and answer.citations[0].article.id == evidence[0].article.id:
        answer = answer.with_notes(note)
    answer = replace(answer, hits=tuple(read_first(hits, evidence)[:SHOWN]))
    return answer, Ground.of(query, evidence, answer.reason)


def read_first(hits: Sequence[Hit], evidence: Sequence[Evidence]) -> list[Hit]:
    """Put the passage that holds the best sentence first; each place keeps its score."""
    best = evidence[0] if evidence else None
    first = next((i for i, hit in enumerate(hits) if best and _holds(hit.passage, best)), 0)
    order = [*hits[first : first + 1], *hits[:first], *hits[first + 1 :]]
    return [replace(hit, score=place.score) for hit, place in zip(order, hits, strict=True)]


def _holds(passage: Passage, found: Evidence) -> bool:
    return passage.article.id == found.article.id and passage.start <= found.span.start < passage.end


def _answer_query(
    query: Query,
    hits: Sequence[Hit],
    evidence: Sequence[Evidence],
    searcher: Searches,
    coverage: Coverage,
    *,
    among: bool,
) -> Answer:
    reason, missing = impossible(query, evidence, coverage)
    evidence = timely(evidence)
    denied = contradict(query, evidence, hits[:SHOWN]) if reason is Reason.FALSE_PREMISE else None
    if denied and not collects(query):
        return denied
    answer = None if reason in UNKNOWN else _by_form(query, evidence, hits, searcher, premise=not reason)
    answer = answer or denied
    if answer is not None:
        return replace(answer, hits=tuple(hits[:SHOWN]))
    figures, note = of_another_year(query, evidence)
    if not reason:
        reason, missing = doubtful(query, figures, among=among) if figures else (Reason.FACT_ABSENT, "")
    if reason is Reason.FACT_ABSENT and (answer := bear_out(query, figures, hits[:SHOWN])):
        return answer
    if reason:
        refused = abstain(query, reason, missing, hits[:SHOWN], coverage)
        return refused.with_notes(note) if note and reason is Reason.FACT_ABSENT else refused
    answer = report_meeting(query, figures, hits[:SHOWN]) or report_figures(query, figures, hits[:SHOWN])
    answer = answer or report_list(query, figures, hits[:SHOWN])
    answer = answer or confirm(query, compose(query, figures, hits[:SHOWN]))
    if names_none(query, answer):
        return abstain(query, Reason.FACT_ABSENT, "", hits[:SHOWN], coverage)
    return answer


def _by_form(
    query: Query, evidence: Sequence[Evidence], hits: Sequence[Hit], searcher: Searches, *, premise: bool
) -> Answer | None:
    """Answer questions whose form says where in the reports the answer stands; None for the others.

    Where the best sentence is at odds with the question's `premise`, other reports may still agree with it;
    what somebody's post is, is not told then.
    """

    def look(words: str, times: Sequence[Time]) -> Sequence[Hit]:
        return [hit for chosen in _windows(times) for hit in searcher.search(words, LOOKED_UP, chosen=chosen)]

    of_many = report_writers(query, hits, look) or report_imprint(query, hits, look)
    of_many = of_many or (premise and report_titles(query, hits, look)) or report_holders(query, hits, look)
    of_many = of_many or report_events(query, hits, look)
    if of_many or not premise:
        return of_many
    return (
        report_remarks(query, evidence, hits)
        or report_doers(query, evidence, hits)
        or report_list(query, evidence, hits, sure=True)
    )


def _windows(times: Sequence[Time]) -> list[Filter | None]:
    """Give the days in which reports of these times came out: up to a month later; without a year, all."""
    years = list(dict.fromkeys(Time(time.year, time.month) for time in times if time.year))
    if not years:
        return [None]
    if len(years) > MANY:
        first, last = min(time.year for time in years), max(time.year for time in years)
        return [Filter(datetime.date(first, 1, 1), datetime.date(last, 12, 31))]
    return [
        Filter(
            datetime.date(time.year, time.month or 1, 1),
            datetime.date(time.year, time.month or 12, 28) + datetime.timedelta(days=LATER),
        )
        for time in years
    ]


def find_evidence(completed: Completed, searcher: Searches, reader: Reader) -> Read:
    """Understand a completed question, search it, and rank the sentences found."""
    hits = searcher.search(with_written(completed.text), POOL)
    reports = dict.fromkeys(hit.passage.article for hit in hits)
    query = understand(as_reported(completed.text, reports))
    own = understand(as_reported(completed.own, reports)) if completed.own else None
    if own and own.count:  # of 四个“零”…, 考核分哪三种颜色 wants three
        query = replace(query, count=own.count, head=own.head)
    found = reader.rank(query, hits, about=completed.about, own=own)
    return query, hits, own_first(query, life_first(query, numbered_first(query, found)))


def abstain(query: Query, reason: Reason, missing: str, hits: Sequence[Hit], coverage: Coverage) -> Answer:
    """Say that the archive does not say, why, and what it covers."""
    empty = reason is Reason.NOTHING_FOUND and not hits and not coverage
    text = EMPTY_ARCHIVE if empty else REFUSALS[reason].format(missing=missing)
    if coverage and reason is not Reason.OUT_OF_SCOPE:
        text += COVERAGE.format(first=coverage[0].words, last=coverage[1].words)
    return Answer(query.text, text, hits=tuple(hits), abstained=True, reason=reason)


def growing(answer: Answer) -> Iterator[Answer]:
    """Yield the answer sentence by sentence, the whole one last."""
    for count in range(1, len(answer.citations)):
        shown = answer.citations[:count]
        text = "".join(sentence(citation) for citation in shown)
        yield replace(answer, text=text, citations=shown, items=(), notes=())
    yield answer
