"""Find passages: files, articles, passages, vectors and words, ranked hits."""

from index.errors import ArchiveError, BaowenError, EncoderError, InputError
from index.types import Article, Hit, Kind, Page, PartialDate, Passage, Precision, Span

__all__ = [
    "ArchiveError",
    "Article",
    "BaowenError",
    "EncoderError",
    "Hit",
    "InputError",
    "Kind",
    "Page",
    "PartialDate",
    "Passage",
    "Precision",
    "Span",
]
