"""Search an archive: dense and keyword scores of the same passages, fused by calibrated score."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Protocol

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from index.dense import DenseIndex
from index.encode import Encoder
from index.errors import ArchiveError
from index.keyword import KeywordIndex
from index.rerank import Reranker
from index.store import Change, Filter, Store
from index.times import Asked, is_relative
from index.types import Hit, PartialDate

DENSE_WEIGHT = 0.3  # of the cosine, against a keyword score of at most about 1; ARCHITECTURE.md says why
TIME_WEIGHT = 0.1  # of the agreement with the times and ordinals asked about, -0.5 to 2
POOL = 50  # passages that each side proposes
RERANKED = 20  # of them are ordered anew: more changed no figure but recall@20, for the worse


class Searches(Protocol):
    """What answers a question with ranked passages."""

    def search(self, question: str, k: int, *, chosen: Filter | None = None) -> list[Hit]:
        """Rank the `k` best passages for a question."""
        ...


@dataclass(frozen=True, slots=True)
class Within:
    """A search that finds nothing outside a filter."""

    searcher: Searches
    bounds: Filter

    def search(self, question: str, k: int, *, chosen: Filter | None = None) -> list[Hit]:
        """Rank the `k` best passages for a question within both filters."""
        return self.searcher.search(question, k, chosen=self.bounds.narrowed(chosen))


class Searcher:
    """The dense and the keyword index of a store, kept at its revision.

    With a folder they are saved there, shared between processes under a file lock, and catch up from the
    store; what cannot be read is rebuilt, without encoding anything again.
    """

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        *,
        folder: Path | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """Hold the parts; the first search catches up with the store."""
        self._store, self._encoder, self._folder, self._reranker = store, encoder, folder, reranker
        self._dense, self._keyword = DenseIndex.empty(encoder.dimension), KeywordIndex.open()
        self._revision = 0
        self._lock = RLock()

    def search(
        self, question: str, k: int, *, chosen: Filter | None = None, today: PartialDate | None = None
    ) -> list[Hit]:
        """Rank the `k` best passages for a question; ties are broken by passage id.

        去年 and 上个月 are counted from `today`, or from the newest date of publication in the archive.
        """
        vector = self._encoder.encode_queries([question])[0]
        asked = Asked.of(question, today or self._newest(question))
        proposed = max(k, POOL) if asked or self._reranker else k
        hits, complete = self._try(question, vector, proposed, chosen=chosen)
        if not complete:  # another process changed the store between two of our reads
            hits, _ = self._try(question, vector, proposed, chosen=chosen)
        hits = raise_agreeing(asked, hits) if asked else hits
        return rerank(self._reranker, question, hits)[:k] if self._reranker else hits[:k]

    def _newest(self, question: str) -> PartialDate | None:
        """Give the newest date of publication, for questions that need it."""
        coverage = self._store.coverage() if is_relative(question) else None
        return coverage[1] if coverage else None

    def _try(
        self, question: str, vector: NDArray[np.float32], k: int, *, chosen: Filter | None
    ) -> tuple[list[Hit], bool]:
        """Rank against both indexes while nothing changes them; tell whether the store has every hit."""
        with self._lock:
            self.catch_up()
            parts = self._parts(question, vector, max(k, POOL), chosen=chosen)
        ranked = sorted(parts, key=lambda i: (-_fuse(parts[i]), i))[:k]
        passages = self._store.passages(ranked)
        hits = [Hit(passages[i], _fuse(parts[i]), parts[i]) for i in ranked if i in passages]
        return hits, len(hits) == len(ranked)

    def _parts(
        self, question: str, vector: NDArray[np.float32], pool: int, *, chosen: Filter | None
    ) -> dict[int, dict[str, float]]:
        """Score what either side proposes on both."""
        allowed = self._store.allowed(chosen) if chosen else None
        ids = [i for i, _ in self._dense.search(vector, pool, allowed=allowed)]
        keyword = dict(self._keyword.search(question, pool, allowed=allowed))
        keyword |= dict(self._keyword.search(question, len(ids) or 1, allowed=ids))
        ids = sorted({*ids, *keyword})
        cosines = self._dense.scores(vector, ids)
        return {i: {"keyword": keyword.get(i, 0.0), "dense": c} for i, c in zip(ids, cosines, strict=True)}

    def catch_up(self) -> None:
        """Bring both indexes to the store's revision."""
        with self._lock:
            if self._revision == self._store.revision:
                return
            if self._folder is None:
                self._apply(self._store.changes(self._revision))
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / "lock"):
                self._load(self._folder)
                if self._revision != self._store.revision:
                    self._apply(self._store.changes(self._revision))
                    self._save(self._folder)

    def _apply(self, change: Change) -> None:
        rows = zip(change.ids, change.passages, strict=True)
        self._keyword.update(
            ((i, _heading(p.article.title, p.article.subtitle), p.text) for i, p in rows), change.removed
        )
        self._dense.update(change.ids, change.vectors, change.removed)
        self._revision = change.revision

    def _load(self, folder: Path) -> None:
        """Take what the folder holds, saved by this or another process; start afresh when it is unusable."""
        try:
            state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
            if state["encoder"] != self._encoder.name or state["dense"] != _checksum(folder / "dense.faiss"):
                raise ValueError("the saved indexes are of another encoder, or damaged")
            self._dense = DenseIndex.load(folder / "dense.faiss", self._encoder.dimension)
            self._keyword = KeywordIndex.open(folder / "keyword")
            if self._keyword.count != self._dense.count:
                raise ValueError("a part of the keyword index is missing, or was saved without the rest")
            self._revision = int(state["revision"])
        except (OSError, ValueError, KeyError):
            (folder / "state.json").unlink(missing_ok=True)  # a crash from here on must not leave it valid
            shutil.rmtree(folder / "keyword", ignore_errors=True)
            self._dense, self._revision = DenseIndex.empty(self._encoder.dimension), 0
            self._keyword = KeywordIndex.open(folder / "keyword")

    def _save(self, folder: Path) -> None:
        """Name the revision last: a crash before leaves the old one, and what was done is done again."""
        self._dense.save(folder / "dense.faiss")
        state = {
            "revision": self._revision,
            "encoder": self._encoder.name,
            "dense": _checksum(folder / "dense.faiss"),
        }
        part = folder / "state.part"
        part.write_text(json.dumps(state), encoding="utf-8")
        part.replace(folder / "state.json")


def open_searcher(
    store: Store, encoder: Encoder, *, folder: Path | None = None, reranker: Reranker | None = None
) -> Searcher:
    """Search a store with the encoder that made its vectors; raise ArchiveError when it is another one."""
    made_by = store.encoder
    if made_by != encoder.name:
        raise ArchiveError(
            f"档案库由编码器 {made_by} 建立，当前编码器是 {encoder.name}，两者的向量不能混用。"
            "请改用原来的编码器打开，或重新编码：baowen index --archive 目录 --encoder 编码器"
        )
    return Searcher(store, encoder, folder=folder, reranker=reranker)


def raise_agreeing(asked: Asked, hits: Sequence[Hit]) -> list[Hit]:
    """Raise the hits that are of the times and ordinals asked about; none is shut out."""
    agreements = [asked.agreement(hit.passage) for hit in hits]
    raised = [
        Hit(hit.passage, hit.score + TIME_WEIGHT * agreement, hit.parts | {"time": agreement})
        for hit, agreement in zip(hits, agreements, strict=True)
    ]
    return sorted(raised, key=lambda hit: -hit.score)


def rerank(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """Order the first hits anew; each place keeps its fused score, which the answerer's models know."""
    first, rest = hits[:RERANKED], hits[RERANKED:]
    scores = reranker.score(question, first)
    order = sorted(range(len(first)), key=lambda i: (-scores[i], i))
    ranked = [
        Hit(hits[i].passage, place.score, hits[i].parts | {"rerank": float(scores[i])})
        for place, i in zip(first, order, strict=True)
    ]
    return [*ranked, *rest]


def _fuse(parts: dict[str, float]) -> float:
    """Add calibrated scores; fusing by rank loses 10 to 20 points with a weaker partner (measured)."""
    return parts["keyword"] + DENSE_WEIGHT * max(parts["dense"], 0.0)


def _heading(title: str, subtitle: str) -> str:
    return f"{title} {subtitle}".strip()


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
