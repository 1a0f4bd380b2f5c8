"""Segmentation of the five pages, exactly as their gold table says, and the laws that hold on any text."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.segment import segment
from index.types import Article, Kind, Page, PartialDate

ROOT = Path(__file__).parent.parent
GOLD = json.loads((ROOT / "tests" / "gold_articles.json").read_text(encoding="utf-8"))
ROWS = [(page, number, row) for page, rows in GOLD.items() for number, row in enumerate(rows)]


def squeeze(text: str) -> str:
    return "".join(text.split())


def seed(name: str) -> list[Article]:
    return segment(Page(source=name, text=(ROOT / "seeds" / name).read_text(encoding="utf-8-sig")))


def reports(text: str) -> list[Article]:
    return [article for article in segment(Page("p.txt", text)) if article.kind.is_report]


def dated(date: PartialDate | None) -> dict[str, object] | None:
    return date and {"value": str(date), "precision": date.precision.value, "inferred": date.inferred}


@pytest.mark.parametrize(("page", "number", "row"), ROWS, ids=[f"{page[:3]}-{n + 1}" for page, n, _ in ROWS])
def test_every_article_of_the_seed_pages_is_exactly_the_one_a_reader_finds(page, number, row):
    article = [piece for piece in seed(page) if piece.kind.is_report][number]
    text = squeeze(article.text)
    assert (article.kind, article.title, article.subtitle) == (row["kind"], row["title"], row["subtitle"])
    assert (list(article.reporters), list(article.correspondents)) == (row["reporters"], row["correspondents"])
    assert article.place == row["place"]
    assert dated(article.published) == row["published"]
    assert dated(article.event_date) == row["event_date"]
    assert (text[:15], text[-15:], len(text)) == (row["first"], row["last"], row["length"])
    assert hashlib.sha256(text.encode()).hexdigest() == row["sha256"]


@pytest.mark.parametrize(("page", "count"), list(zip(GOLD, (9, 7, 7, 5, 3), strict=True)))
def test_the_seed_pages_hold_no_more_reports_than_a_reader_finds(page, count):
    found = [article for article in seed(page) if article.kind.is_report]
    assert [article.id for article in found] == [f"{page}#{k}" for k in range(1, count + 1)]
    assert [article.kind for article in found] == [Kind(row["kind"]) for row in GOLD[page]]
