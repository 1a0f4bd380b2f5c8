import gc
import random

import pytest

from eval.benchmarks.llm import alter, soak

# The client leaves a generator behind where a stream is malformed, and Python says so on collecting it.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

SENTENCE = "2月21日，书记刘章箭主持会议，总额达到200亿元。"


def test_an_altered_sentence_differs_in_one_fact() -> None:
    seen = set()
    for seed in range(60):
        made = alter(SENTENCE, SENTENCE, random.Random(seed))
        if made:
            assert made[0] != SENTENCE
            seen.add(made[1])
    assert {"date", "number", "person"} <= seen
    assert alter("会议召开。", "会议召开。", random.Random(1)) is None


def test_a_short_soak_hangs_nothing_leaks_nothing_and_is_never_wrong() -> None:
    figures = soak(40)
    assert figures["wrong"] == 0
    assert figures["generated"] + figures["degraded"] + figures["refused"] == 40
    assert figures["degraded"] > 0
    assert figures["threads_more"] <= 2  # a library may start one late; a leak grows with the questions
    assert figures["files_more"] <= 2
    gc.collect()
