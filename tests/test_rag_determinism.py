"""The same archive and the same question give the same bytes: in every process, in every order of files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = (
    "2022年高新区外贸进出口总额是多少？",
    "小松产业基地一共投资多少？",
    "现任党工委书记是谁？",
    "九个提升行动有哪些？",
    "2018年到2023年开过哪些创城会议？",
    "火星上有几家银行？",
)
PROGRAM = """
import json, sys
from pathlib import Path
from rag import Archive
from ui.export import answer_to_dict
paths = sorted(Path("seeds").glob("*.txt"), key=lambda path: path.name, reverse="back" in sys.argv)
archive = Archive.from_files(paths)
turns = []
for question in json.load(sys.stdin):
    alone = archive.ask(question)
    turns.append(archive.ask("它是哪一年的？", [alone.turn]).turn)
    print(json.dumps(answer_to_dict(alone, explain=True), ensure_ascii=False))
    print(json.dumps(answer_to_dict(turns[-1].answer), ensure_ascii=False))
"""


def answers(*, seed: str, order: str) -> list[str]:
    """Ask in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, order],
        cwd=ROOT,
        input=json.dumps(QUESTIONS),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        timeout=120,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def first() -> list[str]:
    return answers(seed="1", order="forth")


def test_another_process_with_another_hash_seed_gives_the_same_bytes(first: list[str]) -> None:
    assert len(first) == 2 * len(QUESTIONS)
    assert answers(seed="31337", order="forth") == first


def test_the_order_of_the_files_does_not_matter(first: list[str]) -> None:
    assert list(map(said, answers(seed="1", order="back"))) == list(map(said, first))


def said(line: str) -> tuple[object, ...]:
    """Take what is shown; a score may differ in its eighth digit, by where its vector stands in the index."""
    answer = json.loads(line)
    hits = [(hit["article"], hit["start"], round(hit["score"], 5)) for hit in answer["hits"]]
    return answer["rewritten"], answer["text"], answer["short"], answer["citations"], hits
