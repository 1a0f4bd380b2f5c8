"""A big archive for tests of speed and of paging: the seeds' own articles under other dates and headlines."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from index.types import Article, PartialDate
from rag import Archive, build

COUNT = 5000
_SEEDS = Path(__file__).resolve().parent.parent / "seeds"
_FIRST = datetime.date(2016, 1, 4)
_DAILY = 8  # articles in an issue, on four pages


def large_articles(count: int = COUNT) -> list[Article]:
    """Make articles: an issue every fourth day, some dated to the month only, some not at all."""
    originals = [a for a in Archive.from_files([_SEEDS]).articles if a.kind.is_report and len(a.text) < 700]
    return list(islice(_issues(originals), count))


def build_large(folder: Path, count: int = COUNT) -> Path:
    """Build an archive with `large_articles` in a folder; one seed page comes before them."""
    build([sorted(_SEEDS.glob("*.txt"))[0]], folder)
    archive = Archive.open(folder)
    archive.add_articles(large_articles(count))
    archive.close()
    return folder


def _issues(originals: list[Article]) -> Iterator[Article]:
    for number in range(10**6):
        day = _FIRST + datetime.timedelta(days=4 * (number // _DAILY))
        original, piece = originals[(number * 7) % len(originals)], number % _DAILY
        yield replace(
            original,
            id=f"large-{number}",
            title=f"{original.title}（第{number}号）",
            source=f"{day.year}/{day}.txt",
            page=piece // 2 + 1,
            published=_published(day, number),
            event_date=None if number % 3 else PartialDate(day.year, day.month, day.day, inferred=True),
        )


def _published(day: datetime.date, number: int) -> PartialDate | None:
    if number % 97 == 0:
        return None
    if number // _DAILY % 20 == 0:
        return PartialDate(day.year, day.month, inferred=True)
    return PartialDate(day.year, day.month, day.day)
