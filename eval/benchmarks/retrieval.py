"""How well, how fast and in how much memory retrievers find the passages that answer.

Each retriever indexes each collection in a process of its own, so that none profits from what another loaded,
and its peak memory is its own. faiss and BLAS are held to one thread; indexing may use more.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from eval import metrics
from eval.benchmarks.collections import Collection, Judged
from eval.benchmarks.peers import PEERS, find_peer
from eval.benchmarks.retrievers import OURS, Build, Search, reranked_by
from eval.run import Figure, figure
from index.cross import load_reranker
from index.encode import Encoder, load_encoder
from index.errors import BaowenError, InputError
from index.types import Passage

DEPTH = 20  # passages asked for: recall@20 is the deepest figure
FIGURES: dict[str, Callable[[Sequence[int], Judged], float | None]] = {
    "recall@1": lambda found, judged: metrics.recall_at_k(ranks(found, judged), 1),
    "recall@5": lambda found, judged: metrics.recall_at_k(ranks(found, judged), 5),
    "recall@20": lambda found, judged: metrics.recall_at_k(ranks(found, judged), 20),
    "mrr@10": lambda found, judged: metrics.mrr(ranks(found[:10], judged)),
    "ndcg@10": lambda found, judged: ndcg(found, judged),
}
_WARM = 64  # passages indexed, and at most so many questions asked, before anything is timed
_KIBIBYTES = 1 if sys.platform == "linux" else 1024  # getrusage counts bytes on macOS
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Models:
    """Models to use in the place of those that ship, by folder or name."""

    encoder: str | None = None
    reranker: str | None = None

    def label(self, retriever: str) -> str:
        """Name a retriever that uses them: rows of other models are other rows."""
        return " + ".join([retriever, *(Path(n).name for n in (self.encoder, self.reranker) if n)])


SHIPPED = Models()


@dataclass(frozen=True, slots=True)
class Row:
    """What one retriever did on one collection.

    `index_mb_s` counts UTF-8 bytes of passages, in millions, a second; `index_mb_cpu_s` a second of processor
    time and `cpu_ms`, the mean of a question, are what a busy machine changes little;
    `peak_mib` is the memory of the whole process.
    """

    collection: str
    passages: int
    questions: int
    retriever: str
    figures: dict[str, Figure]
    index_mb_s: float
    index_mb_cpu_s: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    peak_mib: float


def compare(
    collections: Sequence[Collection], retrievers: Sequence[str], *, models: Models = SHIPPED
) -> Iterator[Row]:
    """Measure every retriever on every collection, each in a process of its own, one after the other."""
    names = expand(retrievers)
    for name in names:
        find_retriever(name)
    os.environ.update(dict.fromkeys(_THREADS, "1"))  # for the processes that start below
    for collection in collections:
        for name in names:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                try:
                    yield pool.submit(measure, collection, name, models=models).result()
                except BrokenProcessPool as error:
                    raise BaowenError(
                        f"{name} 在 {collection.name} 上没有跑完，进程被系统结束，多半是内存不足。"
                        "请减小 --limit，或少选几个 --retriever。"
                    ) from error


def measure(collection: Collection, retriever: str, *, models: Models = SHIPPED) -> Row:
    """Index the collection and ask its questions, in this process."""
    build, loaded = find_retriever(retriever), load_encoder(models.encoder)
    if models.reranker:
        build = reranked_by(load_reranker(models.reranker), build)
    _warm(build, loaded, collection)
    started, used = time.perf_counter(), time.process_time()
    search = build(collection.passages, loaded)
    indexed, used = time.perf_counter() - started, time.process_time() - used
    found, milliseconds, cpu_ms = _ask(search, collection.questions)
    pairs = list(zip(found, collection.questions, strict=True))
    size = sum(len(passage.text.encode()) for passage in collection.passages)
    return Row(
        collection=collection.name,
        passages=len(collection.passages),
        questions=len(collection.questions),
        retriever=models.label(retriever),
        figures={name: figure(score(*pair) for pair in pairs) for name, score in FIGURES.items()},
        index_mb_s=size / 1e6 / indexed,
        index_mb_cpu_s=size / 1e6 / used,
        p50_ms=metrics.percentile(milliseconds, 50),
        p95_ms=metrics.percentile(milliseconds, 95),
        cpu_ms=cpu_ms,
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIBIBYTES / 1024,
    )


def expand(names: Sequence[str]) -> list[str]:
    """Put the names of all peers in the place of `peers`."""
    return [name for given in names for name in (PEERS if given == "peers" else [given])]


def find_retriever(name: str) -> Build:
    """Give the retriever of a name; raise InputError when there is none, or when it is not installed."""
    if name in PEERS:
        return find_peer(name)
    if name not in OURS:
        raise InputError(f"没有检索器 {name!r}。可选：{'、'.join((*OURS, *PEERS))}，或 peers（所有同类）。")
    return OURS[name]


def sample(collection: Collection, questions: int) -> Collection:
    """Keep at most so many questions, evenly over all of them, the same for every retriever; 0 keeps all."""
    if not 0 < questions < len(collection.questions):
        return collection
    total = len(collection.questions)
    kept = tuple(collection.questions[i * total // questions] for i in range(questions))
    return replace(collection, questions=kept)


def ranks(found: Sequence[int], judged: Judged) -> list[int | None]:
    """Find, for each thing wanted, the first rank that holds it."""
    return [next((r for r, place in enumerate(found, 1) if place in held), None) for held in judged.wanted]


def ndcg(found: Sequence[int], judged: Judged) -> float | None:
    """Give nDCG@10, where every passage that holds something wanted gains one."""
    right = frozenset().union(*judged.wanted)
    return metrics.ndcg([float(place in right) for place in found], [1.0] * len(right), k=10)


def _ask(search: Search, questions: Sequence[Judged]) -> tuple[list[Sequence[int]], list[float], float]:
    """Ask every question; give what was found, the milliseconds of each, and their mean processor time."""
    found, milliseconds = [], []
    used = time.process_time()
    for judged in questions:
        started = time.perf_counter()
        found.append(search(judged.text, DEPTH))
        milliseconds.append(1000 * (time.perf_counter() - started))
    return found, milliseconds, 1000 * (time.process_time() - used) / len(questions)


def _warm(build: Build, encoder: Encoder, collection: Collection) -> None:
    """Index and ask a little, so that imports, dictionaries and models are loaded before the clock starts."""
    few: Sequence[Passage] = collection.passages[:_WARM]
    search = build(few, encoder)
    for judged in collection.questions[:_WARM]:
        search(judged.text, DEPTH)
