"""The page over many questions, asked as a browser does: the server's memory and how long a reader waits."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookies import SimpleCookie
from itertools import cycle, islice
from typing import Any
from urllib.request import Request, urlopen

from eval.metrics import percentile
from eval.questions import load_questions

_TALK = 20  # questions that one reader asks before the tab is closed
_SERVE = "from ui.cli import main; main()"


def measure(count: int) -> dict[str, float]:
    """Ask `count` questions, 20 in each conversation; give MiB early, halfway and at the end, and waits."""
    questions = list(islice(cycle(question.question for question in load_questions()), count))
    seconds: list[float] = []
    memory: dict[int, float] = {}
    with _serving() as (address, process):
        for start in range(0, count, _TALK):
            with _Visit(address) as visit:
                seconds += [
                    visit.ask(question, at=n)
                    for n, question in enumerate(questions[start : start + _TALK], 1)
                ]
            memory[start + _TALK] = _memory(process)
    early, half = (min(memory, key=lambda n: abs(n - part * count)) for part in (0.05, 0.5))
    return {
        "questions": count,
        "mib_early": memory[early],
        "mib_half": memory[half],
        "mib_end": memory[max(memory)],
        "mib_most": max(memory.values()),
        "p50_ms": 1000 * percentile(seconds, 50),
        "p95_ms": 1000 * percentile(seconds, 95),
        "most_ms": 1000 * max(seconds),
    }


class _Visit:
    """One reader in one tab: asks as Gradio's own scripts do, and keeps what they keep."""

    def __init__(self, address: str) -> None:
        self._address, self._session = address, secrets.token_hex(6)
        with urlopen(address) as opened:
            kept = SimpleCookie(opened.headers["Set-Cookie"])
        self._cookie = "; ".join(f"{name}={value.value}" for name, value in kept.items())
        config = self._call("config")
        names = {part["id"]: part["props"].get("elem_id") for part in config["components"]}
        self._values = {part["id"]: part["props"].get("value") for part in config["components"]}
        self._events = config["dependencies"]
        self._submit = next(
            event
            for event in self._events
            for source, name in event["targets"]
            if names.get(source) == "composer" and name == "submit"
        )

    def __enter__(self) -> _Visit:
        self._alive = self._open(f"gradio_api/heartbeat/{self._session}")
        return self

    def __exit__(self, *_: object) -> None:
        self._alive.close()

    def ask(self, question: str, *, at: int) -> float:
        """Ask, wait for the end of the answer, then let it be kept; give the seconds of the answer."""
        started = time.perf_counter()
        self._run(self._submit, {"text": question, "at": at})
        seconds = time.perf_counter() - started
        for event in self._events:
            if event["trigger_after"] == self._submit["id"]:
                self._run(event, None)
        return seconds

    def _run(self, event: Mapping[str, Any], told: Mapping[str, Any] | None) -> None:
        data = [self._values.get(part) for part in event["inputs"]]
        self._call(
            "gradio_api/queue/join",
            {"data": data, "fn_index": event["id"], "session_hash": self._session, "event_data": told},
        )
        with self._open(f"gradio_api/queue/data?session_hash={self._session}") as stream:
            for line in stream:
                message = json.loads(line[5:]) if line.startswith(b"data:") else {}
                if message.get("msg") == "process_completed":
                    assert message["success"], message
                    self._keep(event, message["output"]["data"])
                    break

    def _keep(self, event: Mapping[str, Any], values: list[Any]) -> None:
        """Hold the values of the parts that live in the browser."""
        for part, value in zip(event["outputs"], values, strict=False):
            if isinstance(value, str):
                self._values[part] = value

    def _call(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        with self._open(path, body) as reply:
            return json.load(reply)

    def _open(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        sent = json.dumps(body).encode() if body is not None else None
        headers = {"Content-Type": "application/json", "Cookie": self._cookie}
        return urlopen(Request(self._address + path, data=sent, headers=headers), timeout=60)


@contextmanager
def _serving() -> Iterator[tuple[str, int]]:
    """Serve the seeds from a fresh folder; give address and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", _SERVE, "serve", "--port", str(port)]
    with tempfile.TemporaryDirectory() as home:
        settings = {**os.environ, "XDG_DATA_HOME": home, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=settings) as server:
            try:
                assert server.stdout is not None
                server.stdout.readline()
                yield f"http://127.0.0.1:{port}/", server.pid
            finally:
                server.terminate()


def _memory(process: int) -> float:
    """Read the resident memory of a process, in MiB."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, check=True)
    return int(told.stdout) / 1024
