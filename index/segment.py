"""Segmentation: a page becomes its articles, and nothing on it is lost.

`lines_of` cuts the page into lines and `roles_of` names furniture, captions and datelines; `parts_of` finds
headline groups and bodies; here the page's order of the two is decided, headlines meet their bodies, and
dates are completed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from index.byline import Byline, dateline_length, read_byline, squeeze, take, tidy_dateline
from index.dates import event_date, find_date, infer_published
from index.furniture import ISSUED, WIDEST_IMPRINT, Role, is_imprint_name
from index.headline import LEAD, headline_text, overlap, pair_weights, split_headline
from index.layout import tidy
from index.parts import MOST_LINES, Part, Sheet, parts_of
from index.types import Article, Kind, Page, PartialDate, Span


@dataclass(frozen=True, slots=True)
class _Piece:
    """The line numbers of one piece of the page: headline lines and body lines, both in reading order."""

    kind: Kind
    body: tuple[int, ...]
    head: tuple[int, ...] = ()

    @property
    def first(self) -> int:
        return min(self.head + self.body)


def segment(page: Page) -> list[Article]:
    """Split a page into its articles, captions and furniture, in page order; never raises.

    Every character of the page that is not white space is in exactly one span of exactly one piece. Without
    white space, `text` is `page.text` at `spans`, and `title + subtitle` is `page.text` at `headline_spans`,
    which also cover the marks of Markdown headings (`#`).
    """
    sheet = Sheet.of(page)
    reports = _reports(sheet, parts_of(sheet)) + _captions(sheet)
    pieces = sorted(reports + _rest(sheet, reports), key=lambda piece: piece.first)
    articles = [_article(sheet, piece) for piece in pieces]
    return _numbered(page, _dated(articles))


# ---------------------------------------------------------------- headlines meet bodies


def _reports(sheet: Sheet, parts: Sequence[Part]) -> list[_Piece]:
    """Join every body with its headline, in the order that the page keeps; without one it is a brief."""
    step = -1 if _headlines_lead(sheet, parts) else 1
    pieces: list[_Piece] = []
    for place, part in enumerate(parts):
        if not part.is_headline:
            head = _near(sheet, parts, place, step=step) + part.own
            kind = Kind.NEWS if head else Kind.BRIEF
            pieces.append(_Piece(kind, (*part.stub, *part.lines), tuple(head)))
    return pieces


def _near(sheet: Sheet, parts: Sequence[Part], place: int, *, step: int) -> list[int]:
    """Take the headline lines next to a body: before it (`step` -1) or after it (1), at most a few."""
    other = place + step
    if not 0 <= other < len(parts) or not parts[other].is_headline:
        return []
    lines = parts[other].lines[::step]
    apart = abs(lines[0] - (parts[place].lines[0] if step < 0 else parts[place].lines[-1])) > 1
    if apart and is_imprint_name(sheet.lines[lines[0]].text):
        return []
    taken = lines[:1]
    for before, line in pairwise(lines):
        if sheet.lines[max(before, line)].blanks > 2 or len(taken) == MOST_LINES:
            break
        taken.append(line)
    return taken[::step]


def _headlines_lead(sheet: Sheet, parts: Sequence[Part]) -> bool:
    """Decide by what the leads repeat whether headlines stand before their bodies; a tie says yes."""
    leads = {n: _lead(sheet, part) for n, part in enumerate(parts) if not part.is_headline and not part.own}
    weights = pair_weights(list(leads.values()))
    votes: dict[int, tuple[float, int]] = {}
    for step in (-1, 1):
        heads = {n: "".join(sheet.lines[i].text for i in _near(sheet, parts, n, step=step)) for n in leads}
        shares = [overlap(head, leads[n], weights=weights) for n, head in heads.items() if head]
        votes[step] = (round(sum(shares), 6), len(shares))
    return votes[-1] >= votes[1]


def _lead(sheet: Sheet, part: Part) -> str:
    """Cut the beginning of a body, its dateline left out."""
    text = "\n".join(sheet.lines[i].text for i in part.lines[: 2 * LEAD])
    return squeeze(text)[dateline_length(text) :][: 2 * LEAD]


def _captions(sheet: Sheet) -> list[_Piece]:
    """Collect the captions, each a run of lines without a blank one."""
    found: list[list[int]] = []
    for i, role in enumerate(sheet.roles):
        if role is Role.CAPTION:
            if found and found[-1][-1] == i - 1 and not sheet.lines[i].blanks:
                found[-1].append(i)
            else:
                found.append([i])
    return [_Piece(Kind.CAPTION, tuple(run)) for run in found]


def _rest(sheet: Sheet, reports: Iterable[_Piece]) -> list[_Piece]:
    """Collect what no report took, neighbouring lines of one kind in one piece."""
    used = {i for piece in reports for i in piece.head + piece.body}
    left = [(i, _furniture_kind(sheet, i)) for i in range(len(sheet.lines)) if i not in used]
    runs = groupby(enumerate(left), key=lambda item: (item[1][0] - item[0], item[1][1]))
    return [_Piece(kind, tuple(i for _, (i, _) in run)) for (_, kind), run in runs]


def _furniture_kind(sheet: Sheet, i: int) -> Kind:
    """Tell masthead from guide; a paper's name beside a masthead line belongs to it."""
    if sheet.roles[i] is Role.MASTHEAD:
        return Kind.MASTHEAD
    beside = [*sheet.roles[max(0, i - 1) : i], *sheet.roles[i + 1 : i + 2]]
    is_name = Role.MASTHEAD in beside and is_imprint_name(sheet.lines[i].text)
    return Kind.MASTHEAD if is_name else Kind.GUIDE


# ---------------------------------------------------------------- pieces become articles


def _article(sheet: Sheet, piece: _Piece) -> Article:
    """Write the text of a piece and read its byline; dates and number come later."""
    lines = [sheet.lines[i] for i in piece.body]
    text = _text(sheet, piece)
    head = [sheet.lines[i] for i in piece.head]
    raw = "\n".join(line.text for line in lines)
    lead = squeeze(raw)[dateline_length(raw) :]
    titles, subtitles = split_headline(head, body=lead) if head else ([], [])
    byline = read_byline(raw, text) if piece.kind.is_report else Byline()
    ordered = [line for part in (*titles, *subtitles) for line in part]
    marks = [Span(line.mark, line.start) for line in lines if line.mark < line.start]
    return Article(
        id="",
        title=headline_text(titles),
        subtitle=headline_text(subtitles),
        text=text,
        source=sheet.page.source,
        reporters=byline.reporters,
        correspondents=byline.correspondents,
        place=byline.place,
        kind=piece.kind,
        page=sheet.page.number,
        spans=_merged(sheet, [Span(line.start, line.end) for line in lines]),
        headline_spans=_merged(sheet, [Span(line.mark, line.end) for line in ordered] + marks),
    )


def _merged(sheet: Sheet, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Join spans that only white space parts."""
    merged: list[Span] = []
    for span in spans:
        last = merged[-1] if merged else None
        if last and last.end <= span.start and not sheet.page.text[last.end : span.start].strip():
            merged[-1] = Span(last.start, span.end)
        else:
            merged.append(span)
    return tuple(merged)


def _text(sheet: Sheet, piece: _Piece) -> str:
    """Join the lines of a piece: paragraphs for a report, lines as they stand for furniture."""
    if not piece.kind.is_report:
        return "\n".join(" ".join(sheet.lines[i].text.split()) for i in piece.body)
    return "\n".join(_paragraph(sheet, numbers) for numbers in sheet.paragraphs(piece.body))


def _paragraph(sheet: Sheet, numbers: Sequence[int]) -> str:
    """Write one paragraph; its dateline, if it has one, keeps the spaces between names."""
    raw = "\n".join(sheet.lines[i].text for i in numbers)
    if sheet.roles[numbers[0]] is Role.BYLINE:
        return " ".join(raw.split())
    head = take(raw, dateline_length(raw))
    rest = raw[len(head) :]
    gap = " " if head and rest[:1] == " " else ""
    return (tidy_dateline(head) if head else "") + gap + tidy(rest, wrapped=sheet.wrapped)


# ---------------------------------------------------------------- dates and numbers


def _dated(articles: Sequence[Article]) -> list[Article]:
    """Complete the pieces with the date of the page and the day that each report is about."""
    reports = [article for article in articles if article.kind.is_report]
    published = _stated(articles) or infer_published(
        "\n".join(squeeze(f"{a.subtitle}。{a.title}。{a.text}") for a in reports),
        printed=[day for article in reports if (day := _printed(article))],
        leads=[_opening(article) for article in reports],
    )
    return [
        replace(
            article,
            published=published,
            event_date=event_date(_opening(article), published=published, printed=_printed(article))
            if article.kind.is_report
            else None,
        )
        for article in articles
    ]


def _stated(articles: Sequence[Article]) -> PartialDate | None:
    """Find the date that the page's furniture states, first of all that with its weekday."""
    text = "\n".join(article.text for article in articles if not article.kind.is_report)
    lines = [line for line in text.splitlines() if len(line) <= WIDEST_IMPRINT]
    dates = map(find_date, ["-".join(found) for found in ISSUED.findall(text)] + lines)
    return next((date for date in dates if date), None)


def _printed(article: Article) -> tuple[int, int] | None:
    """Read the month and the day inside the dateline: 本报济宁4月26日讯."""
    byline = read_byline(article.text[:400], "")
    return (byline.month, byline.day) if byline.month and byline.day else None


def _opening(article: Article) -> str:
    """Cut the first two paragraphs, without the dateline and white space."""
    text = squeeze("\n".join(article.text.split("\n", 2)[:2]))
    return text[dateline_length(text) :]


def _numbered(page: Page, articles: Sequence[Article]) -> list[Article]:
    """Give every piece its id: reports `source#1`, furniture `source#m1`, each counted in page order."""
    prefix = page.source if page.number == 1 else f"{page.source}:{page.number}"
    counts = {True: 0, False: 0}
    numbered: list[Article] = []
    for article in articles:
        report = article.kind.is_report
        counts[report] += 1
        numbered.append(replace(article, id=f"{prefix}#{'' if report else 'm'}{counts[report]}"))
    return numbered
