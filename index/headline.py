"""Headlines: how much of a lead they repeat, and which of their lines is the title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate

from index.byline import squeeze
from index.layout import HAN, Line
from index.words import cut, tag

LEAD = 160
_ONE_HEADLINE = 20
_WORD = re.compile(rf"[{HAN}A-Za-z\d]")
_EYEBROW = re.compile(r"(?:强调|指出|要求|时说|表示|——|—|出炉|揭晓|公布|发布|[：:])[”\"]?$")
_OPEN_ENDS = tuple("的和与及暨在将让对为从向：:、，,《“（(")
_OPEN_STARTS = tuple("的和与及暨：:、，,》”）)")
_SPLIT = re.compile(r"[\s\u3000]+")


def pairs(text: str) -> set[str]:
    """Make the set of character pairs of text, punctuation and white space left out."""
    kept = "".join(_WORD.findall(text))
    return {kept[i : i + 2] for i in range(len(kept) - 1)}


def pair_weights(leads: Sequence[str]) -> dict[str, float]:
    """Weigh every character pair of a page by its rarity among the leads."""
    counts = Counter(pair for lead in leads for pair in pairs(lead))
    return {pair: 1 / count for pair, count in counts.items()}


def overlap(headline: str, lead: str, *, weights: Mapping[str, float] | None = None) -> float:
    """Measure which share (0 to 1) of the headline's character pairs the lead repeats, weighted if asked."""
    own = pairs(headline)
    if not own:
        return 0.0
    shared = own & pairs(lead)
    return sum(1.0 if weights is None else weights.get(pair, 0.0) for pair in shared) / len(own)


def split_headline(lines: Sequence[Line], *, body: str) -> tuple[list[list[Line]], list[list[Line]]]:
    """Divide headline lines into title and subtitles; each is a list of lines, several where one was broken.

    The Markdown level decides where it differs; else an introductory line (…时强调, …出炉) stands before the
    title; else short lines are one headline; else the title is the line that the first sentence repeats most.
    """
    levels = {line.level for line in lines}
    if len(levels) > 1:
        best = min(line.level or 9 for line in lines)
        return _halves([[line] for line in lines], [(line.level or 9) == best for line in lines])
    eyebrow = max((i for i, line in enumerate(lines[:-1]) if _EYEBROW.search(line.text)), default=-1)
    above = _glued(lines[: eyebrow + 1], body=body, one=True)
    parts = _glued(lines[eyebrow + 1 :], body=body, one=False)
    if eyebrow >= 0:
        return _halves([*above, *parts], [i == len(above) for i in range(len(above) + len(parts))])
    if len(parts) > 1 and sum(line.width for line in lines) <= _ONE_HEADLINE:
        return [list(lines)], []
    sentence = re.split(r"[。！？]", squeeze(body[: 2 * LEAD]))[0]
    scores = [overlap(_plain(part), sentence) for part in parts]
    best = max(range(len(parts)), key=lambda i: (scores[i] > 0, round(scores[i], 2), -i), default=0)
    return _halves(parts, [i == best for i in range(len(parts))])


def _halves(parts: list[list[Line]], titles: list[bool]) -> tuple[list[list[Line]], list[list[Line]]]:
    """Part the titles from the subtitles."""
    chosen = [part for part, is_title in zip(parts, titles, strict=True) if is_title]
    return chosen, [part for part, is_title in zip(parts, titles, strict=True) if not is_title]


def _plain(part: Sequence[Line]) -> str:
    """Join the lines of one headline as they stand."""
    return "".join(line.text for line in part)


def _glued(lines: Sequence[Line], *, body: str, one: bool) -> list[list[Line]]:
    """Put lines together that are one broken headline (all of them, if it is known to be `one`)."""
    text = squeeze(body)
    parts: list[list[Line]] = []
    for line in lines:
        if parts and (one or runs_on(parts[-1][-1].text, line.text, body=text)):
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


def runs_on(before: str, line: str, *, body: str = "") -> bool:
    """Tell whether a headline runs on into the next line: the body repeats it there, or a word is cut."""
    before, line = squeeze(before), squeeze(line)
    repeated = bool(body) and before[-2:] + line[:2] in body
    if repeated or before.endswith(_OPEN_ENDS) or line.startswith(_OPEN_STARTS):
        return True
    ends = accumulate(len(word) for word in cut(before + line))
    return len(before) not in ends


def headline_text(parts: Sequence[Sequence[Line]]) -> str:
    """Write headline parts as one line: a space between parts and between parallel phrases."""
    return " ".join(_joined(part) for part in parts)


def _joined(part: Sequence[Line]) -> str:
    """Join the lines of one broken headline; phrases that stand side by side get a space."""
    text = ""
    for line in part:
        clean = _SPLIT.sub(" ", line.text)
        text += " " + clean if text and _are_phrases(text, clean) else clean
    return text


def _are_phrases(text: str, line: str) -> bool:
    """Tell whether a headline line is a phrase beside the ones before it, rather than their continuation."""
    if " " in text or " " in line or (text[-1:].isascii() and line[:1].isascii()):
        return True
    return abs(len(text) - len(line)) <= 1 and _begins_with_verb(text) and _begins_with_verb(line)


def _begins_with_verb(text: str) -> bool:
    """Tell whether text begins with a verb or an adverb, as slogans do: 加强…, 全力…"""
    _, speech = next(iter(tag(text)), ("", ""))
    return speech[:1] in ("v", "d") or speech == "ad"
