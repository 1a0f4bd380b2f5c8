"""The parts of a page in reading order: headline groups and bodies, before it is known which go together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.byline import dateline_length, is_wire, squeeze
from index.furniture import Role, roles_of
from index.headline import overlap, runs_on
from index.layout import BULLET, Line, columns, is_wrapped, lines_of, opens_speech, starts_paragraph, width
from index.types import Page

_OPEN_END = re.compile(r"[，、；,;：:“‘「（(《]$")
_NO_START = re.compile(r"[，。、；：！？”’）》」,;:!?)]")
_NUMBERED = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．:：]|第[一二三四五六七八九十]+[，、,]"
)
_STUB = re.compile(r"(?:\d{1,2}月\d{1,2}日)?[上下]?午?[，,]?")
_SIGNED = re.compile(r"[（(][^（）()]{2,40}[）)]$")
_WIDEST_HEADLINE = 40
_WIDEST_CROSSHEAD = 18
_WIDE_CROSSHEAD = 12
_LONG = 40
MOST_LINES = 4
_LINKS = re.compile("链接|阅读")  # what stands there belongs to the report above
_ITEM_LINES = 12  # lines of a sentence behind a bullet


@dataclass(slots=True)
class Part:
    """Headline lines (`is_headline`) or the lines of a body, as line numbers.

    `own` is a headline that stands in the middle of the body, `stub` a dateline that does.
    """

    lines: list[int]
    is_headline: bool = False
    anchored: bool = False
    own: list[int] = field(default_factory=list)
    stub: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with all that was measured on it, line by line; `column` is the width that text is set to."""

    page: Page
    lines: Sequence[Line]
    roles: Sequence[Role]
    column: Sequence[float]
    wrapped: bool

    @classmethod
    def of(cls, page: Page) -> Sheet:
        """Measure a page."""
        lines = lines_of(page.text)
        roles = roles_of(lines)
        text = [i for i, role in enumerate(roles) if not role.is_furniture]
        widths = dict(zip(text, columns([lines[i] for i in text]), strict=True))
        column = [widths.get(i, 0.0) for i in range(len(lines))]
        return cls(page, lines, roles, column, is_wrapped(page.text))

    def paragraphs(self, numbers: Sequence[int]) -> list[list[int]]:
        """Group the lines of a body into paragraphs."""
        found: list[list[int]] = []
        broken = any(
            not self.lines[before].closed and not self.lines[i].blanks for before, i in pairwise(numbers)
        )
        for i in numbers:
            if not found or self._breaks(found[-1], i) or (not broken and self.lines[found[-1][-1]].closed):
                found.append([i])
            else:
                found[-1].append(i)
        return found

    def _breaks(self, paragraph: Sequence[int], i: int) -> bool:
        """Tell whether a paragraph ends before line i of its body."""
        before, line = self.lines[paragraph[-1]], self.lines[i]
        if Role.BYLINE in (self.roles[paragraph[-1]], self.roles[i]):
            return True
        crosshead = len(paragraph) == 1 and line.blanks > 0 and self._is_crosshead(paragraph[0])
        return crosshead or starts_paragraph(before, line, column=self.column[i])

    def _is_crosshead(self, i: int) -> bool:
        """Tell whether a line that begins a paragraph is a short heading inside a body."""
        line = self.lines[i]
        apart = line.blanks > 0 and line.width < min(self.column[i] - 2.5, _WIDEST_CROSSHEAD)
        text = self.roles[i] is Role.TEXT and is_headline_shaped(line)
        return text and not line.closed and apart and not re.search("[，,、]", line.text)


def parts_of(sheet: Sheet) -> list[Part]:
    """Part the lines that are no furniture and no caption into headline groups and bodies, in page order."""
    return _Scan(sheet).run()


def is_headline_shaped(line: Line, *, last: bool = True) -> bool:
    """Tell whether a line could be part of a headline: short, and no piece of a sentence by its punctuation.

    A line that is not its `last` may end with a comma or a colon.
    """
    text = line.text
    if line.width > _WIDEST_HEADLINE or (last and _OPEN_END.search(text)):
        return False
    if "。" in text or (line.closed and not (text.endswith(("！", "？", "!", "?")) and line.width <= 25)):
        return False
    return len(re.findall("[，,]", text)) <= 2 and not (opens_speech(text) and re.search("[，,]", text))


class _Scan:
    """One pass over the lines of a page, forward, with the body that is open at the moment."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.lines = sheet.lines
        self.roles = sheet.roles
        self.order = [
            i for i, role in enumerate(sheet.roles) if not role.is_furniture and role is not Role.CAPTION
        ]
        self.dated = Role.DATELINE in sheet.roles
        self.group_end = self._group_ends()
        self.parts: list[Part] = []
        self.body: Part | None = None
        self.level = 0

    def _is_boundary(self, k: int) -> bool:
        """Tell whether a headline group ends before place k: at a dateline, a byline, furniture, the end."""
        if k >= len(self.order) or self.roles[self.order[k]] is not Role.TEXT:
            return True
        return self.order[k] != self.order[k - 1] + 1

    def _group_ends(self) -> list[int]:
        """Give for every place the boundary up to which headline-shaped lines run from it; 0: none."""
        ends = [0] * (len(self.order) + 1)
        for k in range(len(self.order) - 1, -1, -1):
            i = self.order[k]
            last = self._is_boundary(k + 1)
            if self.roles[i] is Role.TEXT and is_headline_shaped(self.lines[i], last=last):
                ends[k] = k + 1 if last else ends[k + 1]
        return ends

    def run(self) -> list[Part]:
        """Walk over all lines."""
        k = 0
        while k < len(self.order):
            role = self.roles[self.order[k]]
            if role is Role.TEXT:
                k = self._take_text(k)
            else:
                self._take_anchor(k, role)
                k += 1
        return self.parts

    def _line(self, k: int) -> Line:
        return self.lines[self.order[k]]

    def _take_anchor(self, k: int, role: Role) -> None:
        """Begin a body at a dateline or a byline, unless it belongs to the body that is open."""
        i = self.order[k]
        body = self.body
        signed = (
            body is not None and len(body.lines) < 4 and all(self.roles[n] is Role.BYLINE for n in body.lines)
        )
        if body is not None and (signed or role is Role.BYLINE or self._runs_on(i, body)):
            body.lines.append(i)
            body.anchored = True
        elif body is not None and not body.anchored and self._has_headline(body) and self._is_stub(k):
            body.stub.append(i)
            body.anchored = True
        else:
            self._begin(i, anchored=True)

    def _runs_on(self, i: int, body: Part) -> bool:
        """Tell whether line i is the bracket of the dateline that the line before it began."""
        before = body.lines[-1]
        begun = before == i - 1 and self.roles[before] is Role.DATELINE and not self.lines[before].closed
        return begun and not is_wire(self.lines[i].text)

    def _begin(self, i: int, *, anchored: bool = False) -> None:
        """Open a new body at line i."""
        self.body = Part([i], anchored=anchored)
        self.parts.append(self.body)

    def _has_headline(self, body: Part) -> bool:
        """Tell whether a headline stands before or inside the body."""
        place = next(p for p in range(len(self.parts) - 1, -1, -1) if self.parts[p] is body)
        return bool(body.own) or (place > 0 and self.parts[place - 1].is_headline)

    def _is_stub(self, k: int) -> bool:
        """Tell whether a dateline stands alone in its block, with at most a day after it."""
        text = squeeze(self._line(k).text)
        alone = k + 1 == len(self.order) or self._line(k + 1).blanks > 0
        return alone and bool(_STUB.fullmatch(text[dateline_length(text) :]))

    def _take_text(self, k: int) -> int:
        """Place the line at k, or the headline group that begins there; give the next place."""
        if self._is_item(k) and self._is_brief(k):
            self._begin(self.order[k])
            return k + 1
        body = self.body
        closed = body is None or self._ends_closed(body)
        end = self._headline_at(k) if closed else self._headline_in_open(k)
        if end:
            self.parts.append(Part(self.order[k:end], is_headline=True))
            self.level = min((level for n in range(k, end) if (level := self._line(n).level)), default=0)
            self.body = None
            return end
        if body is not None and not closed and not body.own and (end := self._interruption(k)):
            self._interrupt(body, self.order[k:end])
            return end
        if body is None:
            self._begin(self.order[k])
        else:
            body.lines.append(self.order[k])
        return k + 1

    def _ends_closed(self, body: Part) -> bool:
        last = body.lines[-1]
        return self.lines[last].closed or self.roles[last] is Role.BYLINE

    def _headline_at(self, k: int) -> int:
        """Find the end of the headline group that begins at k, after the end of a sentence; 0: none does."""
        if self._is_item(k):
            return 0
        end = self.group_end[k]
        exclaims = self._line(k).closed and self.body is not None and end - k > 1
        if end and not exclaims and not _NO_START.match(self._line(k).text):
            return end
        end = k
        while end < min(k + MOST_LINES, len(self.order)) and self._stands_out(end):
            end += 1
        end = max(end, self._block_end(k))
        if end == k or end == len(self.order) or self._is_boundary(end):
            return 0
        return end if self._leads_body(k, end) else 0

    def _is_item(self, k: int) -> bool:
        """Tell whether a sentence behind a bullet begins at k: ●6月16日，…开考。"""
        if not BULLET.match(self._line(k).text):
            return False
        end = k
        while end + 1 < min(k + _ITEM_LINES, len(self.order)) and not self._line(end).closed:
            end += 1
            if self._line(end).blanks or BULLET.match(self._line(end).text):
                return False
        return self._line(end).closed

    def _is_brief(self, k: int) -> bool:
        """Tell whether the item at k is a report of its own: first below a section's name, or one more."""
        below = k > 0 and self.order[k] != self.order[k - 1] + 1
        name = self.order[k] - 1
        if below and self.roles[name] is Role.MASTHEAD:
            return not _LINKS.search(self.lines[name].text)
        after = self.body is not None and bool(BULLET.match(self.lines[self.body.lines[0]].text))
        return after and not (self.body and self._has_headline(self.body))

    def _block_end(self, k: int) -> int:
        """Find the end of the headline-shaped block, blank lines around it, that begins at k; 0: none."""
        end = k
        while end < min(k + MOST_LINES, len(self.order) - 1) and self._is_piece(end, k):
            end += 1
            if self._line(end).blanks:
                return end if is_headline_shaped(self._line(end - 1)) else 0
        return 0

    def _is_piece(self, k: int, first: int) -> bool:
        """Tell whether the line at k can belong to a headline block that begins at `first`."""
        line = self._line(k)
        placed = line.blanks > 0 and not _NO_START.match(line.text) if k == first else line.blanks == 0
        return placed and self.roles[self.order[k]] is Role.TEXT and is_headline_shaped(line, last=False)

    def _stands_out(self, k: int) -> bool:
        """Tell whether the line at k is headline-shaped and not set like the body lines near it."""
        line = self._line(k)
        shaped = is_headline_shaped(line) and not _NO_START.match(line.text)
        return shaped and self._is_detached(k) and self.roles[self.order[k]] is Role.TEXT

    def _is_detached(self, k: int) -> bool:
        """Tell whether a line's width is not that of the column, so that no sentence runs on from it."""
        line, column = self._line(k), self.sheet.column[self.order[k]]
        if line.level:
            return True
        return line.width < column - 2.5 or (column < _LONG and line.width > column + 1.5)

    def _leads_body(self, k: int, end: int) -> bool:
        """Tell whether lines k to end are the headline of a body without dateline, no inner heading."""
        head = [self._line(n) for n in range(k, end)]
        detached = all(self._is_detached(n) for n in range(k, end))
        quoted = sum(line.text.count("“") - line.text.count("”") for line in head)
        cut = quoted != 0 or runs_on(head[-1].text, self._line(end).text)
        if self.body is None:
            return detached or not (cut or (k and self.order[k] == self.order[k - 1] + 1))
        if _NUMBERED.match(head[0].text):
            return False
        if head[0].level:
            return not (head[0].level > self.level > 0 and head[0].width <= _WIDEST_CROSSHEAD)
        last = self.body.lines[-1]
        signed = bool(_SIGNED.search(self.lines[last].text))
        parted = self.order[k] != last + 1 or signed
        plain = signed or not re.search("[、，,]", head[0].text)
        if detached and plain and (len(head) > 1 or parted):
            return True
        return not cut and self._is_repeated(k, end, self.body, detached=detached)

    def _is_repeated(self, k: int, end: int, body: Part, *, detached: bool) -> bool:
        """Tell whether the text around the lines k to end repeats them enough for a headline.

        That is the text after them or the body before them. What is set like body text, holds a comma or is
        as short as a heading inside a report needs more of it.
        """
        head = "".join(self._line(n).text for n in range(k, end))
        after = "".join(self._line(n).text for n in range(end, min(end + 12, len(self.order))))
        near = [body.lines[:12]] if self.dated else [body.lines[:12], body.lines[-12:]]
        texts = [after, *("".join(self.lines[i].text for i in numbers) for numbers in near)]
        share = max(overlap(head, text[:200]) for text in texts)
        long = detached and width(head) > _WIDE_CROSSHEAD
        if re.search("[、，,]", head):
            return share >= 0.5 and not self.dated
        if self.dated:
            return bool(self._block_end(k)) and width(head) >= 10 and share >= (0.25 if long else 0.5)
        return long or share >= (0.15 if detached else 0.4)

    def _headline_in_open(self, k: int) -> int:
        """Find a headline group at k where the body before lost the end of its last sentence; 0: none."""
        end = self.group_end[k]
        apart = self._line(k).blanks > 0 or self._line(k).level > 0 or self._line(k - 1).width > _LONG
        if not end or end - k > MOST_LINES + 1 or not apart:
            return 0
        follows = end == len(self.order) or self.roles[self.order[end]] is not Role.TEXT
        sure = all(self._stands_out(n) and not self._line(n).closed for n in range(k, end))
        return end if follows and sure else 0

    def _interruption(self, k: int) -> int:
        """Find the end of a headline that stands at k in the middle of a sentence; 0: none does."""
        end = k
        while end < min(k + MOST_LINES, len(self.order)) and self._stands_apart(end):
            end += 1
        if end == k or end == len(self.order) or self._is_boundary(end) or not self._line(end).blanks:
            return 0
        wide = sum(self._line(n).width for n in range(k, end)) >= 8
        sure = end - k > 1 or self._line(k).level > 0 or self._stub_ahead(end)
        return end if wide and sure and self._line(end).width > self._line(k).width else 0

    def _stands_apart(self, k: int) -> bool:
        """Tell whether the line at k stands out and is a block of its own."""
        line = self._line(k)
        alone = k + 1 < len(self.order) and self._line(k + 1).blanks > 0
        return self._stands_out(k) and line.blanks > 0 and alone and not re.search("[，,。、]", line.text)

    def _stub_ahead(self, k: int) -> bool:
        """Tell whether one of the next lines is a dateline that lost its body."""
        near = range(k, min(k + 10, len(self.order)))
        return any(self.roles[self.order[n]] is Role.DATELINE and self._is_stub(n) for n in near)

    def _interrupt(self, body: Part, head: list[int]) -> None:
        """Give an interrupting headline to the paragraph that it stands in, cut off from the body before."""
        found = self.sheet.paragraphs(body.lines)
        if len(found) > 1:
            body.lines = [i for paragraph in found[:-1] for i in paragraph]
            self.body = Part(found[-1], own=head)
            self.parts.append(self.body)
        else:
            body.own = head
