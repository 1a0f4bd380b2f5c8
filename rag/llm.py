"""Talk to any LangChain chat model without ever waiting for it in vain. Chat models' only home.

A request runs as a task of one background event loop, where it can be cancelled at any moment: a stopped
question closes its connection at once, even while nothing arrives. Every failure is a `NoReplyError` that
names its kind; what the model's own library says is never shown, since it may hold a key.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any, cast
from urllib.parse import urlsplit

from langchain.chat_models import init_chat_model
from langchain_core import exceptions as langchain_errors
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessageChunk, HumanMessage, SystemMessage

from index.errors import InputError
from rag.types import Failure

ChatModel = BaseChatModel
LONGEST = 6000  # characters of a reply; what goes on is endless
HEARTBEAT = 0.25  # seconds: how often a waiting caller may look up, and stop
GRACE = 1.0  # seconds after the deadline until a model that hears no cancelling is left alone
TRIES = 3  # failures in a row until a model rests
REST = 30.0  # seconds
_DUMMY_KEY = "none"  # local servers want some key
_OVERFLOW = re.compile(
    r"context.{0,12}(?:length|window|size|limit)|maximum.{0,20}tokens|(?:prompt|input).{0,12}too long"
    r"|too many tokens|上下文|超长",
    re.IGNORECASE,
)
_REPEATED = re.compile(r"(.{2,120}?)\1{3,}.{0,120}$", re.DOTALL)
_REPEATS_IN = 600  # last characters of a reply in which repetition is looked for


class Rewriting(StrEnum):
    """Whether the model writes more searches for a question: other wordings, or its parts."""

    OFF = "off"
    QUERIES = "queries"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Options:
    """How a chat model is used: seconds without a token, seconds in all, tokens of passages in a prompt.

    `keep_unverified` shows sentences without support, marked, instead of dropping them.
    """

    timeout: float = 20.0
    deadline: float = 60.0
    context: int = 3000
    keep_unverified: bool = True
    rewriting: Rewriting = Rewriting.OFF


@dataclass(frozen=True, slots=True)
class Piece:
    """What arrived of a reply: a few characters, the tokens they count for; empty when nothing did yet."""

    text: str = ""
    tokens: int = 0


class NoReplyError(Exception):
    """A chat model that gave no usable reply; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        """Name the kind, and nothing that the model or its library said."""
        super().__init__(failure.value)
        self.failure = failure


class Breaker:
    """Lets a model rest after `TRIES` failures in a row; afterwards one request at a time tries it again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, rest: float = REST) -> None:
        """Start closed; `clock` counts seconds, `rest` is how many to wait."""
        self._clock, self._rest, self._lock = clock, rest, threading.Lock()
        self._failures, self._until = 0, 0.0

    def admit(self) -> bool:
        """Tell whether a request may go out now."""
        with self._lock:
            if self._failures < TRIES:
                return True
            if self._clock() < self._until:
                return False
            self._until = self._clock() + self._rest  # this request tries; the others wait for what it finds
            return True

    def note(self, *, failed: bool) -> None:
        """Count a failure, or start afresh after a success."""
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            if failed:
                self._until = self._clock() + self._rest


class Chat:
    """A chat model with its time limits and its breaker; safe to share between threads."""

    def __init__(
        self,
        model: BaseChatModel,
        *,
        name: str = "",
        address: str = "",
        options: Options | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        """Hold a model; `name` is what answers show of it, `address` its server where one was named."""
        self.model, self.address = model, address
        self.name = name or _name(model)
        self.options = options or Options()
        self._breaker = breaker or Breaker()

    def stream(self, prompt: str, *, system: str = "", until: float | None = None) -> Iterator[Piece]:
        """Yield a reply as it arrives, and empty pieces while it does not; raise NoReplyError when it fails.

        `until` is a `time.monotonic` second. Closing the iterator ends the request.
        """
        end = time.monotonic() + self.options.deadline if until is None else until
        if not self._breaker.admit():
            raise NoReplyError(Failure.RESTING)
        messages = [*([SystemMessage(system)] if system else []), HumanMessage(prompt)]
        arrived: SimpleQueue[Piece | Failure | None] = SimpleQueue()
        task = asyncio.run_coroutine_threadsafe(self._request(messages, arrived, end), _loop())
        try:
            yield from self._waited_for(arrived, end)
        finally:
            task.cancel()

    def reply(self, prompt: str, *, until: float) -> str:
        """Give a whole reply; raise NoReplyError when it fails."""
        return "".join(piece.text for piece in self.stream(prompt, until=until))

    def _waited_for(self, arrived: SimpleQueue[Piece | Failure | None], end: float) -> Iterator[Piece]:
        while time.monotonic() <= end + GRACE:
            try:
                piece = arrived.get(timeout=HEARTBEAT)
            except Empty:
                yield Piece()
                continue
            if isinstance(piece, Failure):
                self._breaker.note(failed=piece in _SERVER_FAULTS)
                raise NoReplyError(piece)
            if piece is None:
                self._breaker.note(failed=False)
                return
            yield piece
        self._breaker.note(failed=True)
        raise NoReplyError(Failure.DEADLINE)

    async def _request(
        self, messages: Sequence[Any], arrived: SimpleQueue[Piece | Failure | None], end: float
    ) -> None:
        """Read a reply into the queue, its end (None) or its failure last."""
        seen = _Seen()
        try:
            async with (
                asyncio.timeout(max(0.0, end - time.monotonic())) as whole,
                asyncio.timeout(self.options.timeout) as idle,
                aclosing(cast("AsyncGenerator[BaseMessageChunk]", self.model.astream(messages))) as chunks,
            ):
                async for chunk in chunks:
                    idle.reschedule(asyncio.get_running_loop().time() + self.options.timeout)
                    arrived.put(seen.read(chunk))
            arrived.put(seen.failure(finishes=hasattr(self.model, "openai_api_base")))
        except TimeoutError:
            arrived.put(Failure.DEADLINE if whole.expired() else Failure.TIMEOUT)
        except NoReplyError as error:
            arrived.put(error.failure)
        except Exception as error:  # any chat model may raise anything, and none may spoil an answer
            arrived.put(_classify(error, begun=bool(seen.text)))


class _Seen:
    """What has arrived of one reply."""

    def __init__(self) -> None:
        self.text, self._reasoned, self._finish, self._checked = "", False, "", 0

    def read(self, chunk: BaseMessageChunk) -> Piece:
        """Take a chunk in; raise NoReplyError when the reply repeats itself or goes on without end."""
        text = str(chunk.text)
        self.text += text
        self._reasoned = self._reasoned or _reasons(chunk)
        self._finish = _finish(chunk) or self._finish
        if len(self.text) > LONGEST or (len(self.text) - self._checked > 40 and self._repeats()):
            raise NoReplyError(Failure.ENDLESS)
        return Piece(text, 1 if text else 0)

    def failure(self, *, finishes: bool) -> Failure | None:
        """Say what is wrong with a reply that has ended; `finishes`: its server must say why it ended."""
        if finishes and not self._finish:
            return Failure.BROKEN if self.text else Failure.MALFORMED
        if self._finish == "content_filter":
            return Failure.REFUSED
        if not self.text.strip():
            return Failure.REASONING_ONLY if self._reasoned else Failure.EMPTY
        return None

    def _repeats(self) -> bool:
        self._checked = len(self.text)
        found = _REPEATED.search(self.text[-_REPEATS_IN:])
        return found is not None and len(found.group()) > 60


def open_chat(name: str, *, base_url: str = "", api_key: str = "", options: Options | None = None) -> Chat:
    """Open a model by LangChain's name for it, such as `openai:gpt-4o-mini`; nothing is sent yet.

    With `base_url` any OpenAI-compatible server; only `api_key` is sent there, never a key that the
    environment holds for another one. Raise InputError when the name or its package is unknown.
    """
    provider, colon, model = name.partition(":")
    if not colon or not model:
        raise InputError(f"看不懂模型 {name!r}。请写成 提供者:模型，如 openai:gpt-4o-mini。")
    used = options or Options()
    settings: dict[str, Any] = {"temperature": 0}
    if api_key or base_url:
        settings["api_key"] = api_key or _DUMMY_KEY
    if base_url:
        settings["base_url"] = _checked_url(base_url)
    try:
        if provider == "openai":
            settings |= _openai_settings(base_url, used)
        opened = init_chat_model(model, model_provider=provider, **settings)
    except ImportError as error:
        raise InputError(
            f"模型 {name} 需要的程序包没有安装。请运行：pip install 'baowen[llm]'"
            f"（openai），或 pip install langchain-{provider}。"
        ) from error
    except Exception as error:  # each provider has errors of its own, whose words may hold a key
        raise InputError(
            f"打不开模型 {name}（{type(error).__name__}）。请检查名称，并用 BAOWEN_LLM_API_KEY 给出密钥。"
        ) from None
    return Chat(opened, name=model, address=base_url, options=used)


def as_chat(model: BaseChatModel | Chat) -> Chat:
    """Wrap a LangChain chat model with the usual limits; a `Chat` comes back as it is."""
    return model if isinstance(model, Chat) else Chat(model)


def _openai_settings(base_url: str, options: Options) -> dict[str, Any]:
    """Never retry, and reach this machine's own servers directly, whatever proxy is set."""
    import httpx2  # both come with an extra, which no other provider needs
    import openai

    local = bool(base_url) and _is_loopback(base_url)
    client = openai.DefaultAsyncHttpxClient(
        timeout=options.timeout,
        trust_env=not local,
        limits=httpx2.Limits(max_keepalive_connections=0),  # no socket outlives its question
    )
    return {"max_retries": 0, "timeout": options.timeout, "http_async_client": client}


def _checked_url(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise InputError(
            "模型地址不对。请写成 http://主机:端口/v1，不含用户名和密码，例如 http://127.0.0.1:8000/v1。"
        )
    return base_url


def _is_loopback(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _name(model: BaseChatModel) -> str:
    named = getattr(model, "model_name", None) or getattr(model, "model", None)
    return str(named or type(model).__name__)


def _reasons(chunk: BaseMessageChunk) -> bool:
    blocks = chunk.content if isinstance(chunk.content, list) else []
    kinds = {block.get("type") for block in blocks if isinstance(block, dict)}
    return bool(kinds & {"reasoning", "thinking"}) or "reasoning_content" in chunk.additional_kwargs


def _finish(chunk: BaseMessageChunk) -> str:
    return str(chunk.response_metadata.get("finish_reason") or "")


_SERVER_FAULTS = frozenset(
    {
        Failure.UNREACHABLE,
        Failure.UNAUTHORIZED,
        Failure.NOT_FOUND,
        Failure.RATE_LIMITED,
        Failure.SERVER_ERROR,
        Failure.TIMEOUT,
        Failure.DEADLINE,
        Failure.BROKEN,
        Failure.MALFORMED,
        Failure.UNEXPECTED,
    }
)
_BY_TYPE: tuple[tuple[type[BaseException], Failure], ...] = (
    (langchain_errors.ContextOverflowError, Failure.OVERFLOW),
    (langchain_errors.ModelAuthenticationError, Failure.UNAUTHORIZED),
    (langchain_errors.ModelPermissionDeniedError, Failure.UNAUTHORIZED),
    (langchain_errors.ModelNotFoundError, Failure.NOT_FOUND),
    (langchain_errors.ModelRateLimitError, Failure.RATE_LIMITED),
    (langchain_errors.ModelTimeoutError, Failure.TIMEOUT),
    (langchain_errors.ModelInvalidRequestError, Failure.REJECTED),
    (langchain_errors.ModelAPIError, Failure.SERVER_ERROR),
)
_BY_STATUS = {
    400: Failure.REJECTED,
    401: Failure.UNAUTHORIZED,
    403: Failure.UNAUTHORIZED,
    404: Failure.NOT_FOUND,
    422: Failure.REJECTED,
    429: Failure.RATE_LIMITED,
}


def _classify(error: Exception, *, begun: bool) -> Failure:
    """Name what went wrong; `begun`: some of the reply had arrived."""
    status = getattr(error, "status_code", None)
    named = next((failure for kind, failure in _BY_TYPE if isinstance(error, kind)), None)
    if named in (None, Failure.REJECTED) and _OVERFLOW.search(str(error)):
        return Failure.OVERFLOW
    if named:
        return named
    if isinstance(status, int):
        return _BY_STATUS.get(status, Failure.SERVER_ERROR if status >= 500 else Failure.REJECTED)
    if isinstance(error, langchain_errors.ModelConnectionError | OSError) or _is_network(error):
        return Failure.BROKEN if begun else Failure.UNREACHABLE
    if type(error).__name__ == "APIError":  # an error event in the middle of a stream
        return Failure.SERVER_ERROR
    return Failure.MALFORMED if isinstance(error, ValueError | TypeError | KeyError) else Failure.UNEXPECTED


def _is_network(error: Exception) -> bool:
    """Tell the transport errors of HTTP libraries, which other providers' packages let through."""
    return any(kind.__name__ in ("TransportError", "RequestError") for kind in type(error).__mro__)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Start the event loop that all requests of this process run in, once."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="baowen-llm", daemon=True).start()
    return loop
