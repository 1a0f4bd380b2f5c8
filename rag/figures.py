"""Figures: which year a number is of, and what several reports give for one thing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.times import ordinals, periods, years_of
from index.types import Article, Hit, PartialDate, Span
from index.words import fold, ngrams
from rag.compose import Quote, build, short_answer, trim
from rag.contrast import looks_ahead, planned
from rag.evidence import Evidence, heading_and_lead, told
from rag.premise import tells_of
from rag.spans import Mention
from rag.types import Answer, Item, Note, NoteKind
from rag.understand import Query, QuestionType, named_times

SIMILAR = 2.5  # of the score: figures of other reports that answer about as well
SAME = 0.4  # share of bigrams from which two clauses give the same figure
LEADS = 4  # sentences whose time holds for the whole report
OPENING = 14  # characters in which a sentence names the time that holds for those after it
_DAY = re.compile(r"(?<![年\d.至到—-])\d{1,2}月\d{1,2}[日号]")  # without a year of its own
_UNTIL = re.compile(r"(?:截至|截止|到)\d{1,2}月(?=份|底|末|[，,])")  # counted so far
_OPENS = re.compile(  # a year of something else than the figure: 2024年通车的大桥
    r"20\d\d年[^，,]{1,6}的|20\d\d年[^，,]{2,6}[，,]"
)
_START = re.compile(r"年初|截至|截止|年底前")
_EVENT = re.compile(  # the year of an event, or of the report
    r"20\d\d年[^，,]{0,14}?(?:(?<![社省机工协学])会(?![计展员])|仪式|活动(?!经费|资金)|报道|报[上纸道]|(?<![申上通汇填举])报的|那[期份张])|(?:报道|报上|报纸)[^，,]{0,4}20\d\d年"
)


def figure_year(article: Article, place: int) -> tuple[int, bool]:
    """Tell which year a figure at a place of an article is of, and whether the report says so; 0 for unknown.

    The year named last before the figure in its sentence, else that of the month until which it counts
    there (截至4月底), else the one with which a sentence before it in its paragraph begins, else that of a
    day named before the figure, else that of the headline or of the first sentences, else the year of the
    report.
    """
    spans, date = told(article), article.event_date or article.published
    inside = next((s for s in spans if s.start <= place < s.end), Span(0, place))
    paragraph = article.text.rfind("\n", 0, inside.start) + 1
    years = _years(article, article.text[inside.start : place])
    years = years or _past_days(_UNTIL, article.text[inside.start : place], date)
    before = [s for s in spans if paragraph <= s.start < inside.start]
    years = years or [year for span in before for year in _opening(article, span)]
    years = years or _past_days(_DAY, article.text[inside.start : place], date)
    if years:
        return years[-1], True
    years = _years(article, f"{article.subtitle} {article.title}。")
    years += [year for span in spans[:LEADS] for year in _opening(article, span)]
    if years and max(years) <= (date.year if date else 9999):
        return years[0], True
    return (date.year if date else 0), False


def _past_days(days: re.Pattern[str], text: str, date: PartialDate | None) -> list[int]:
    """Give the year of a report for each of the `days` that a text names without one, up to its own."""
    months = [time.month for day in days.findall(fold(text)) for time in named_times(day)]
    return [date.year for month in months if month <= (date.month or 0)] if date else []


def _opening(article: Article, sentence: Span) -> list[int]:
    """List the year with which a sentence begins (2022年，…; 去年全区…)."""
    text = article.text[sentence.start : sentence.end]
    return _years(article, text[:OPENING])[:1]


def _years(article: Article, text: str) -> list[int]:
    return years_of(text, article.published or article.event_date)


def of_another_year(query: Query, evidence: Sequence[Evidence]) -> tuple[list[Evidence], Note | None]:
    """Drop figures that a report gives for another year; the note names that of the best one dropped.

    Only where its report speaks of all that is asked: else it is another figure.
    """
    years = {time.year for time in query.times if time.year}
    if query.type is not QuestionType.HOW_MANY or not query.times or len(years) > 1:
        return list(evidence), None
    asked = max(years, default=0)
    also = asked - 1 if _START.search(fold(query.text)) else asked  # 截至2023年初: the figures of 2022
    of_report = _is_of_report(query)
    kept, note = [], None
    for found in evidence:
        place = found.span.start + short_answer(query, found)[0].start
        if _of_another_month(query, found) or _of_another_period(query, found.article, place):
            continue
        year, said = figure_year(found.article, place)
        early = not said and 0 < year < asked and not looks_ahead(query)  # who tells what is to come?
        early = early and str(asked) not in fold(found.text) and not _OPENS.search(fold(query.text))
        date = found.article.event_date or found.article.published
        told_then = of_report and date is not None and date.year == asked
        if not asked or not found.wanted or (not said and not early) or year in (asked, also) or told_then:
            kept.append(found)
        elif note is None and tells_of(found) and not _is_ahead(found.article, year):
            note = Note(NoteKind.FIGURE_YEAR, (f"{year}年", f"{asked}年"))
    return kept, note


def _is_of_report(query: Query) -> bool:
    """Tell whether the year of a question is that of the report, of its event or of its plans."""
    return looks_ahead(query) or bool(_EVENT.search(fold(query.text)))


def fits_time(query: Query, found: Evidence, mention: Mention) -> bool:
    """Tell whether a figure is of the year, the month or the number (第五届) asked about, and no plan."""
    place = found.span.start + mention.start
    clause = re.split("[，,；;。]", fold(found.text[: mention.start]))[-1]
    asked, numbered = fold(query.text), ordinals(fold(query.text))
    held = ordinals(fold(found.text[: mention.start])) or ordinals(fold(heading_and_lead(found.article)))
    if (numbered and not numbered & held) or (not looks_ahead(query) and planned(query, clause)):
        return False
    partly = bool(periods(clause)) and not periods(asked)
    if partly or _of_another_month(query, found) or _of_another_period(query, found.article, place):
        return False
    years = {time.year for time in query.times if time.year}
    also = {year - 1 for year in years} if _START.search(asked) else set()
    return not years or figure_year(found.article, place)[0] in years | also


def same_unit(one: str, other: str) -> bool:
    """Tell whether two figures are of one sort, as far as the end of their units says: 9847万吨, 1.08亿吨."""
    units = [re.sub(r"^.*[\d百千万亿]|人民币$", "", fold(text)) for text in (one, other)]
    return units[0][-1:] == units[1][-1:]


def _is_ahead(article: Article, year: int) -> bool:
    """Tell whether a year lies after the report (a plan for 2023—2027): nobody took it for the one asked."""
    return article.published is not None and year > article.published.year


def _of_another_month(query: Query, found: Evidence) -> bool:
    """Tell whether a sentence names months and days, but none that is asked about."""
    asked = [time for time in query.times if time.month]
    named = [time for time in named_times(fold(found.text)) if time.month]
    return bool(asked and named) and not any(
        a.month == b.month and (not a.day or a.day == b.day) for a in asked for b in named
    )


def _of_another_period(query: Query, article: Article, place: int) -> bool:
    """Tell whether a figure is of another part of the year than is asked about (前两个月, 上半年)."""
    asked = periods(fold(query.text))
    inside = next((s for s in told(article) if s.start <= place < s.end), Span(place, place))
    held = periods(fold(article.text[inside.start : inside.end])) or periods(fold(article.title))
    return bool(asked and held) and not set(asked) & set(held)


def report_figures(query: Query, evidence: Sequence[Evidence], hits: Sequence[Hit]) -> Answer | None:
    """Show what several reports give for one figure, the newest first; None where only one does."""
    if query.type is not QuestionType.HOW_MANY or query.times or not evidence or not evidence[0].wanted:
        return None
    best = evidence[0]
    like = [found for found in evidence if found.wanted and found.score > best.score - SIMILAR]
    each = list({found.article.id: found for found in reversed(like)}.values())[::-1]
    same = [found for found in each if _same_figure(query, best, found)]
    values = {short_answer(query, found)[1] for found in same}
    if len(values) < 2:
        return None
    same.sort(key=_day, reverse=True)
    shown = list({short_answer(query, found)[1]: found for found in reversed(same)}.values())
    shown.sort(key=_day, reverse=True)
    spans = [short_answer(query, found) for found in shown]
    quotes = [
        Quote(found.article, trim(query, found.article, found.span, span))
        for found, (span, _) in zip(shown, spans, strict=True)
    ]
    answer = build(query, quotes, spans[0][1], hits)
    items = (
        Item(text, number, _label(found.article))
        for number, (found, (_, text)) in enumerate(zip(shown, spans, strict=True), 1)
    )
    return answer.with_items(*items).with_notes(Note(NoteKind.CONFLICT))


def _same_figure(query: Query, best: Evidence, other: Evidence) -> bool:
    """Tell whether two sentences give the same figure: the same unit, and much the same words before it."""
    one, another = short_answer(query, best), short_answer(query, other)
    if re.sub(r"[\d.,]", "", one[1]) != re.sub(r"[\d.,]", "", another[1]):
        return False
    before = [
        frozenset(ngrams(e.text[max(0, s.start - 14) : s.start], 2))
        for e, (s, _) in ((best, one), (other, another))
    ]
    return len(before[0] & before[1]) >= SAME * max(1, min(map(len, before)))


def _day(found: Evidence) -> str:
    date = found.article.event_date or found.article.published
    return str(date) if date else ""


def _label(article: Article) -> str:
    date = article.event_date or article.published
    return date.words if date else ""
