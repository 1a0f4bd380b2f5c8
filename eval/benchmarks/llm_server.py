"""An OpenAI-compatible server on loopback with scripted models, for the benchmarks and the tests.

The model's name chooses the script. Scripts yield what is streamed: text, or one of the marks below for what
else a server can do. `FAULTS` names the ways to fail; `ScriptedServer.scripts` may be extended by a test.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-test-0123456789abcdef"


@dataclass(frozen=True)
class Status:
    """Answer with this HTTP status instead of a stream."""

    code: int
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Wait:
    """Send nothing for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Raw:
    """Send these bytes as they are."""

    bytes: bytes


@dataclass(frozen=True)
class Html:
    """Answer with a web page and status 200, as a wrong address or a proxy does."""


@dataclass(frozen=True)
class Reasoning:
    """Send reasoning instead of content."""

    text: str


class DieError(Exception):
    """Drop the connection."""


@dataclass(frozen=True)
class NoFinish:
    """End the stream without a finish_reason."""


@dataclass(frozen=True)
class Finish:
    """End the stream with this finish_reason."""

    reason: str


Step = str | Status | Wait | Raw | Html | Reasoning | NoFinish | Finish
Script = Callable[[str], Iterator[Step]]
_PASSAGE = re.compile(r"<材料 编号=(\d+)[^>]*>\n(.*?)\n</材料>", re.DOTALL)
_QUESTION = re.compile(r"问题：(.*)\Z", re.DOTALL)


def passages_of(prompt: str) -> list[tuple[int, str]]:
    """Read the numbered passages off a prompt."""
    return [(int(number), text) for number, text in _PASSAGE.findall(prompt)]


def question_of(prompt: str) -> str:
    """Read the question off a prompt."""
    found = _QUESTION.search(prompt)
    return found[1].strip() if found else prompt


def relevant(prompt: str, *, count: int = 3) -> list[tuple[int, str]]:
    """Choose the sentences of the passages that share most with the question, as a faithful model would."""
    asked = question_of(prompt)
    pairs = {asked[i : i + 2] for i in range(len(asked) - 1)}
    rows = [
        (number, sentence.strip())
        for number, text in passages_of(prompt)
        for sentence in re.findall(r"[^。！？\n]+[。！？]", text)
        if len(sentence) > 6
    ]
    rows.sort(key=lambda row: -sum(pair in row[1] for pair in pairs))
    return rows[:count]


def faithful(prompt: str) -> Iterator[Step]:
    """Say what the passages say."""
    for number, sentence in relevant(prompt):
        yield from pieces(f"{sentence}[{number}]")


def uncited(prompt: str) -> Iterator[Step]:
    """Say what the passages say, without marks."""
    for _, sentence in relevant(prompt):
        yield from pieces(sentence)


def miscited(prompt: str) -> Iterator[Step]:
    """Mark every sentence with wrong passages."""
    for number, sentence in relevant(prompt):
        yield from pieces(f"{sentence}[{number + 1}][99]")


def invents(prompt: str) -> Iterator[Step]:
    """Say what no passage says."""
    del prompt
    yield from pieces("会议由欧阳震华主持，总投资9876亿元。[1]欧阳震华表示，将于2031年7月13日完工。[2]")


def half_invents(prompt: str) -> Iterator[Step]:
    """Add one invented sentence."""
    yield from faithful(prompt)
    yield from pieces("欧阳震华另外捐款9876万元。[1]")


def refuses(prompt: str) -> Iterator[Step]:
    """Refuse."""
    del prompt
    yield from pieces("抱歉，作为人工智能助手，我无法回答这个问题。")


def abstains(prompt: str) -> Iterator[Step]:
    """Say that nothing is stated."""
    del prompt
    yield from pieces("材料没有写明。")


def slow(prompt: str) -> Iterator[Step]:
    """Keep everyone waiting."""
    yield Wait(30)
    yield from faithful(prompt)


def drips(prompt: str) -> Iterator[Step]:
    """Send one character at a time, for longer than anyone waits."""
    for number, sentence in relevant(prompt) * 40:
        for character in f"{sentence}[{number}]":
            yield character
            yield Wait(0.1)


def stalls(prompt: str) -> Iterator[Step]:
    """Begin, and send nothing more."""
    yield from relevant(prompt, count=1)[0][1][:8]
    yield Wait(30)


def dies(prompt: str) -> Iterator[Step]:
    """Begin, and drop the connection."""
    yield from relevant(prompt, count=1)[0][1][:8]
    raise DieError


def no_finish(prompt: str) -> Iterator[Step]:
    """End without saying why."""
    yield from faithful(prompt)
    yield NoFinish()


def malformed(prompt: str) -> Iterator[Step]:
    """Send half an event."""
    yield relevant(prompt, count=1)[0][1][:8]
    yield Raw(b'data: {"id": "x", "choices": [{"delta": {"content": "\n\n')


def html(prompt: str) -> Iterator[Step]:
    """Send a web page."""
    del prompt
    yield Html()


def empty(prompt: str) -> Iterator[Step]:
    """Send nothing."""
    del prompt
    yield ""


def reasoning(prompt: str) -> Iterator[Step]:
    """Send thoughts in their own field, and nothing else."""
    del prompt
    yield Reasoning("先看材料……")


def think_tags(prompt: str) -> Iterator[Step]:
    """Send thoughts between tags, then an answer."""
    yield from pieces("<think>先看材料，编造一个数字9876亿元。</think>")
    yield from faithful(prompt)


def only_think_tags(prompt: str) -> Iterator[Step]:
    """Send thoughts between tags, and nothing else."""
    del prompt
    yield from pieces("<think>先看材料，再看材料一遍，再想一想。")


def repeats(prompt: str) -> Iterator[Step]:
    """Say one sentence without end."""
    sentence = relevant(prompt, count=1)[0][1]
    while True:
        yield from pieces(f"{sentence}[1]")
        yield Wait(0.001)


def filtered(prompt: str) -> Iterator[Step]:
    """Stop for a content filter."""
    yield relevant(prompt, count=1)[0][1][:8]
    yield Finish("content_filter")


def error_event(prompt: str) -> Iterator[Step]:
    """Send an error in the middle of the stream."""
    yield relevant(prompt, count=1)[0][1][:8]
    yield Raw(b'data: {"error": {"message": "CUDA out of memory", "type": "server_error"}}\n\n')


def overflow_above(limit: int) -> Script:
    """Accept prompts of so many characters at most, as a model with a short context does."""

    def script(prompt: str) -> Iterator[Step]:
        if len(prompt) > limit:
            message = "This model's maximum context length is 512 tokens, however you requested 4096 tokens."
            yield Status(400, {"error": {"message": message, "type": "invalid_request_error"}})
            return
        yield from faithful(prompt)

    return script


def status(code: int) -> Script:
    """Answer with an HTTP status, and the key in the words."""

    def script(prompt: str) -> Iterator[Step]:
        del prompt
        yield Status(code, {"error": {"message": f"no, and your key was {KEY}", "type": "x"}})

    return script


def says(text: str) -> Script:
    """Say the same whatever is asked."""

    def script(prompt: str) -> Iterator[Step]:
        del prompt
        yield from pieces(text)

    return script


def pieces(text: str, *, size: int = 4) -> Iterator[str]:
    """Cut a text into what a stream sends at once."""
    for start in range(0, len(text), size):
        yield text[start : start + size]


FAULTS: dict[str, Script] = {
    "bad-key": status(401),
    "forbidden": status(403),
    "no-such-model": status(404),
    "busy": status(429),
    "broken-server": status(500),
    "bad-gateway": status(503),
    "picky": status(400),
    "slow": slow,
    "drips": drips,
    "stalls": stalls,
    "dies": dies,
    "no-finish": no_finish,
    "malformed": malformed,
    "html": html,
    "empty": empty,
    "reasoning": reasoning,
    "only-think-tags": only_think_tags,
    "repeats": repeats,
    "filtered": filtered,
    "error-event": error_event,
    "short-context": overflow_above(0),
    "refuses": refuses,
    "invents": invents,
}
SCRIPTS: dict[str, Script] = {
    **FAULTS,
    "faithful": faithful,
    "uncited": uncited,
    "miscited": miscited,
    "half-invents": half_invents,
    "abstains": abstains,
    "think-tags": think_tags,
}


class ScriptedServer:
    """Serves scripted models; use as a context manager."""

    def __init__(self, **scripts: Script) -> None:
        """Listen on a free port of loopback; `scripts` join the others by name."""
        self.scripts: dict[str, Script] = {**SCRIPTS, **scripts}
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.hung_up = threading.Event()
        self.running = 0
        self._lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                """Answer one request."""
                length = int(self.headers["Content-Length"])
                request = json.loads(self.rfile.read(length))
                server.requests.append(request)
                server.keys.append(self.headers.get("Authorization", ""))
                server.count(1)
                try:
                    server.serve(self, request)
                except OSError:
                    server.hung_up.set()
                finally:
                    server.count(-1)

            def log_message(self, format: str, *args: object) -> None:
                """Stay silent."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, request: object, client_address: object) -> None:
                """Stay silent: clients hang up on purpose here."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def count(self, step: int) -> None:
        """Count a request in or out."""
        with self._lock:
            self.running += step

    def __enter__(self) -> ScriptedServer:
        """Serve in the background."""
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def serve(self, handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
        """Play the script that the model names."""
        prompt = str(request["messages"][-1]["content"])
        steps = self.scripts[request["model"]](prompt)
        first = next(steps, "")
        if isinstance(first, Status):
            _whole(handler, first.code, "application/json", json.dumps(first.body).encode())
            return
        if isinstance(first, Html):
            _whole(handler, 200, "text/html", "<html><body>欢迎登录</body></html>".encode())
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        reason: str | None = "stop"
        try:
            for step in (first, *()) if isinstance(first, NoFinish) else _chain(first, steps):
                reason = self._send(handler, step, reason)
        except DieError:
            return
        if reason:
            _event(handler, {}, finish=reason)
            handler.wfile.write(b"data: [DONE]\n\n")

    def _send(self, handler: BaseHTTPRequestHandler, step: Step, reason: str | None) -> str | None:
        if isinstance(step, str):
            _event(handler, {"content": step})
        elif isinstance(step, Wait):
            self._wait(handler, step.seconds)
        elif isinstance(step, Raw):
            handler.wfile.write(step.bytes)
        elif isinstance(step, Reasoning):
            _event(handler, {"reasoning_content": step.text})
        elif isinstance(step, NoFinish):
            return None
        elif isinstance(step, Finish):
            return step.reason
        return reason

    def _wait(self, handler: BaseHTTPRequestHandler, seconds: float) -> None:
        """Wait, and notice when the client hangs up meanwhile."""
        end = time.monotonic() + seconds
        handler.connection.settimeout(min(seconds, 0.05))
        while time.monotonic() < end:
            try:
                if handler.connection.recv(1) == b"":
                    self.hung_up.set()
                    raise DieError
            except TimeoutError:
                continue
            except OSError:
                self.hung_up.set()
                raise DieError from None
        handler.connection.settimeout(None)


def _chain(first: Step, steps: Iterator[Step]) -> Iterator[Step]:
    yield first
    yield from steps


def _event(handler: BaseHTTPRequestHandler, delta: dict[str, Any], *, finish: str | None = None) -> None:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    event = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    handler.wfile.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
    handler.wfile.flush()


def _whole(handler: BaseHTTPRequestHandler, code: int, kind: str, body: bytes) -> None:
    handler.send_response(code)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
