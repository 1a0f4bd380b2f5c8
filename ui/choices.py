"""What a reader has chosen in one browser: which reports to ask, and how many to show beside an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from index.store import Filter
from index.types import PartialDate

MOST_RELATED = 10


@dataclass(frozen=True, slots=True)
class Choices:
    """Dates are ISO 8601 to any precision, "" for none; `related` reports are shown that no sentence cites.

    `sources` are the files to ask, none for all; `model` tells whether a language model, if one is set up,
    words the answers.
    """

    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    related: int = 3
    model: bool = True

    @classmethod
    def of(cls, saved: Mapping[str, Any] | None) -> Choices:
        """Read what a browser has kept; what is not usable gives way to the default."""
        saved, plain = saved or {}, cls()
        related, sources = saved.get("related"), saved.get("sources")
        return cls(
            since=_date(saved.get("since")),
            until=_date(saved.get("until")),
            sources=tuple(map(str, sources)) if isinstance(sources, list | tuple) else (),
            related=min(max(related, 0), MOST_RELATED) if isinstance(related, int) else plain.related,
            model=saved.get("model") is not False,
        )

    @property
    def filter(self) -> Filter:
        """Say which articles may be found."""
        since = PartialDate.parse(self.since).first if self.since else None
        until = PartialDate.parse(self.until).last if self.until else None
        return Filter(since, until, self.sources)

    def to_json(self) -> dict[str, Any]:
        """Give what `of` reads."""
        return asdict(self)


def _date(text: object) -> str:
    try:
        return str(PartialDate.parse(str(text)))
    except ValueError:
        return ""
