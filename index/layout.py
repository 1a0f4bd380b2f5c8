"""Lines of a page: where they stand, how wide they are set, and how they join again into paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_MARKS = re.compile(r"#{1,6}[ \t\u3000]+(?=\S)|#{1,6}(?=[^\s#])")
_CLOSED = re.compile(rf"(?:[。！？!?…]|[{HAN}]\.)[”’\"'」』】〕）)]*(?:[（(][^（）()]{{2,40}}[）)])?$")
_SPEECH = re.compile(
    rf"[{HAN}]{{1,14}}(?:[上中时])?(?:指出|强调|要求|表示|认为|提出|介绍|说)\s*[,，:：]|会议(?:还|以)|活动[中结]"
)
BULLET = re.compile(r"[●○■□◆◇▲△★☆▪•]\s*(?=\S)")
_WINDOW = 8
_SHORT_BY = 2.5


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: `page.text[start:end]` without its Markdown marks, which begin at `mark`.

    `level` counts the marks (0: none), `blanks` the blank lines before it; `width` is in full-width signs.
    """

    text: str
    mark: int
    start: int
    end: int
    level: int
    blanks: int
    width: float
    indented: bool

    @property
    def closed(self) -> bool:
        """Tell whether a sentence ends with the line."""
        return is_closed(self.text)


def lines_of(text: str) -> list[Line]:
    """Split a page into its lines, blank ones left out (and counted)."""
    lines: list[Line] = []
    offset = blanks = 0
    for raw in text.splitlines(keepends=True):
        content = raw.strip()
        if content:
            lines.append(_line(raw, content, offset, blanks))
        blanks = 0 if content else blanks + 1
        offset += len(raw)
    return lines


def _line(raw: str, content: str, offset: int, blanks: int) -> Line:
    """Measure one line of the page that begins at `offset`."""
    lead = raw.index(content)
    marks = _MARKS.match(content)
    text = content[marks.end() :] if marks else content
    mark = offset + lead
    return Line(
        text=text,
        mark=mark,
        start=mark + len(content) - len(text),
        end=mark + len(content),
        level=marks.group().count("#") if marks else 0,
        blanks=blanks,
        width=width(text),
        indented="\u3000\u3000" in raw[:lead] or lead >= 4,
    )


def width(text: str) -> float:
    """Measure text as it is set: a full-width character is 1, an ASCII one .5."""
    return len(text) - len(text.encode("ascii", "ignore")) / 2


def is_closed(text: str) -> bool:
    """Tell whether text ends a sentence (closing quotes and a byline in brackets may follow the mark)."""
    return bool(_CLOSED.search(text[-60:]))


def opens_speech(text: str) -> bool:
    """Tell whether text begins as the paragraphs of a speech report do: 会议指出，…"""
    return bool(_SPEECH.match(re.sub(r"\s", "", text[:40])))


def columns(lines: list[Line]) -> list[float]:
    """Estimate the column width around every line: the upper third of the widths near it."""
    widths = [line.width for line in lines]
    near = (sorted(widths[max(0, i - _WINDOW) : i + _WINDOW + 1]) for i in range(len(widths)))
    return [found[len(found) * 2 // 3] for found in near]


def starts_paragraph(before: Line, line: Line, *, column: float) -> bool:
    """Tell whether `line` begins a paragraph after `before`, in text set to a column of the given width."""
    if not before.closed:
        return line.blanks > 0 and opens_speech(line.text)
    if line.blanks or line.indented or opens_speech(line.text) or BULLET.match(line.text):
        return True
    return before.width < column - _SHORT_BY or before.width > column + _SHORT_BY


# ---------------------------------------------------------------- spaces

_CJK = rf"{HAN}\u3000-\u303f\uff00-\uffef“”‘’…—·"
_SPACE = re.compile(r"\s+")
_QUOTED = re.compile(rf"(?<=[“\"《‘「])[{HAN}\d]{{4,14}} [{HAN}\d]{{4,14}}(?=[”\"》’」])")
_CREDITED = re.compile(
    rf"(?:记者|通讯员|实习生)(?:[ 、]?[{HAN}]{{2,4}}(?![{HAN}])){{1,6}}(?: 摄)?"
    r"|(?<=[。”）)]) (?=\S{0,6}记者)"
)
_STRAY = re.compile(rf"(?<=[{_CJK}]) (?=[{_CJK}\d(\"])|(?<=[\d,.;:)%\"]) (?=[{_CJK}])")
_HAN_SPACE = re.compile(rf"(?<=[{HAN}])[ \t\u3000](?=[{HAN}])")


def is_wrapped(text: str) -> bool:
    """Tell whether spaces stand where the columns of the print broke: many, at a nearly constant distance."""
    places = [match.start() for match in _HAN_SPACE.finditer(text)]
    gaps = sorted(b - a for a, b in pairwise(places) if b - a < 200)
    if len(gaps) < 8:
        return False
    middle = gaps[len(gaps) // 2]
    near = sum(abs(gap - middle) <= 3 for gap in gaps)
    return 8 <= middle <= 40 and near >= 0.4 * len(gaps)


def tidy(text: str, *, wrapped: bool) -> str:
    """Join the lines of a paragraph (`\\n` between them) and drop the spaces that only its setting put there.

    A space between two phrases in quotation marks stays, unless the page is `wrapped`; so do those of Latin.
    """
    joined = re.sub(r"(?<=[A-Za-z])\s*\n\s*(?=[A-Za-z])", " ", text)
    joined = _SPACE.sub(" ", re.sub(r"\s*\n\s*", "", joined)).strip()
    meant = [_CREDITED] if wrapped else [_CREDITED, _QUOTED]
    kept = {i for found in meant for m in found.finditer(joined) for i in range(m.start(), m.end())}
    return _STRAY.sub(lambda match: " " if match.start() in kept else "", joined)
