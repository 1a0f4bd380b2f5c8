"""How long a user waits: a question from a cold start, indexing the seeds, a warm question."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from eval.metrics import percentile
from eval.questions import load_questions

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
QUESTION = "2022年高新区外贸进出口总额是多少？"
_KIBIBYTES = 1 if sys.platform == "linux" else 1024  # getrusage counts bytes on macOS


def measure() -> dict[str, float]:
    """Give seconds, MiB and milliseconds; the cold question runs first, in a process of its own."""
    cold = _seconds(_ask_cold)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _KIBIBYTES / 1024

    # Imported late: loading the heavy libraries here first would warm the disk cache for the cold start.
    from rag import Archive

    started = time.perf_counter()
    archive = Archive.from_files([SEEDS])
    indexed = time.perf_counter() - started
    warm = [1000 * _seconds(partial(archive.ask, question.question)) for question in load_questions()]
    return {
        "cold_ask_s": cold,
        "cold_ask_mib": memory,
        "index_seeds_s": indexed,
        "warm_p50_ms": percentile(warm, 50),
        "warm_p95_ms": percentile(warm, 95),
    }


def _ask_cold() -> None:
    command = [sys.executable, "-c", "from ui.cli import main; main()", "ask", QUESTION]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
