"""Every way in which a model can fail, through LangChain's real client against a real server."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from eval.benchmarks.llm_server import FAULTS, KEY, ScriptedServer
from index.errors import InputError
from rag.archive import Archive
from rag.llm import REST, TRIES, Breaker, Chat, NoReplyError, Options, open_chat
from rag.phrases import FAILURES
from rag.types import Answer, Failure

# The client leaves a generator behind where a stream is malformed, and Python says so on collecting it.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

QUESTION = "2022年高新区外贸进出口总额是多少？"
HASTY = Options(timeout=0.4, deadline=1.2)
PATIENT = Options(timeout=10, deadline=20)
SLOW = {"slow", "drips", "stalls"}
LATE = 3.0  # seconds: the deadline, and what a busy machine may add
EXPECTED = {
    "bad-key": Failure.UNAUTHORIZED,
    "forbidden": Failure.UNAUTHORIZED,
    "no-such-model": Failure.NOT_FOUND,
    "busy": Failure.RATE_LIMITED,
    "broken-server": Failure.SERVER_ERROR,
    "bad-gateway": Failure.SERVER_ERROR,
    "picky": Failure.REJECTED,
    "slow": Failure.TIMEOUT,
    "drips": Failure.DEADLINE,
    "stalls": Failure.TIMEOUT,
    "dies": Failure.BROKEN,
    "no-finish": Failure.BROKEN,
    "malformed": Failure.MALFORMED,
    "html": Failure.MALFORMED,
    "empty": Failure.EMPTY,
    "reasoning": Failure.EMPTY,  # LangChain's client drops reasoning before anyone sees it
    "only-think-tags": Failure.REASONING_ONLY,
    "repeats": Failure.ENDLESS,
    "filtered": Failure.REFUSED,
    "error-event": Failure.SERVER_ERROR,
    "short-context": Failure.OVERFLOW,
    "refuses": Failure.REFUSED,
    "invents": Failure.UNSUPPORTED,
}


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


@pytest.fixture(scope="module")
def archive() -> Archive:
    return Archive.from_files(["seeds"])


def chat_of(server: ScriptedServer, script: str, options: Options = PATIENT) -> Chat:
    return open_chat(f"openai:{script}", base_url=server.url, api_key=KEY, options=options)


def ask(archive: Archive, chat: Chat, question: str = QUESTION) -> Answer:
    asked = Archive(archive._store, archive._encoder, archive._searcher, chat=chat)
    return asked.ask(question)


def lasting_threads() -> int:
    """Count threads but for those that asyncio keeps, at most a few, to look addresses up."""
    return sum(not thread.name.startswith("asyncio_") for thread in threading.enumerate())


def test_every_fault_has_its_failure() -> None:
    assert set(EXPECTED) == set(FAULTS)
    assert set(FAILURES) == set(Failure)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_model_that_fails_leaves_the_extractive_answer_and_says_why(
    fault: str, server: ScriptedServer, archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    expected = archive.ask(QUESTION)
    with caplog.at_level(logging.DEBUG):
        chat = chat_of(server, fault, HASTY if fault in SLOW else PATIENT)
        started = time.monotonic()
        answer = ask(archive, chat)
        taken = time.monotonic() - started
    assert taken < LATE
    assert FAILURES[EXPECTED[fault]] in answer.notice
    assert (answer.text, answer.short, answer.citations) == (
        expected.text,
        expected.short,
        expected.citations,
    )
    assert answer.generated is None
    assert KEY not in repr(answer) + caplog.text


def test_a_server_that_is_not_there_is_given_up_at_once(archive: Archive) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chat = open_chat("openai:m", base_url=f"http://127.0.0.1:{port}/v1", options=PATIENT)
    started = time.monotonic()
    answer = ask(archive, chat)
    assert time.monotonic() - started < LATE
    assert FAILURES[Failure.UNREACHABLE] in answer.notice
    assert answer.short == "200亿元"


def test_a_dead_server_is_left_alone_for_a_while(server: ScriptedServer, archive: Archive) -> None:
    chat = chat_of(server, "broken-server")
    for _ in range(TRIES):
        ask(archive, chat)
    asked = len(server.requests)
    assert FAILURES[Failure.RESTING] in ask(archive, chat).notice
    assert len(server.requests) == asked


def test_a_breaker_tries_once_after_a_rest_and_closes_on_success() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(TRIES):
        assert breaker.admit()
        breaker.note(failed=True)
    assert not breaker.admit()
    now[0] = REST + 1
    assert [breaker.admit(), breaker.admit()] == [True, False]
    breaker.note(failed=False)
    assert [breaker.admit(), breaker.admit()] == [True, True]


def test_a_refusing_model_is_no_dead_server(server: ScriptedServer) -> None:
    chat = chat_of(server, "empty")
    for _ in range(TRIES + 1):
        with pytest.raises(NoReplyError) as failed:
            chat.reply("问", until=time.monotonic() + 1)
        assert failed.value.failure is Failure.EMPTY


@pytest.mark.parametrize("script", ["slow", "drips"])
def test_whoever_stops_listening_ends_the_request(
    script: str, server: ScriptedServer, archive: Archive
) -> None:
    server.hung_up.clear()
    asked = Archive(archive._store, archive._encoder, archive._searcher, chat=chat_of(server, script))
    answers = asked.stream(QUESTION)
    next(answers)
    next(answers)
    answers.close()
    assert server.hung_up.wait(2)


def test_requests_leave_no_threads_and_no_connections(server: ScriptedServer, archive: Archive) -> None:
    ask(archive, chat_of(server, "faithful"))
    before = lasting_threads()
    for script in ("faithful", "dies", "html", "bad-key", "faithful"):
        ask(archive, chat_of(server, script))
    deadline = time.monotonic() + 5
    while (server.running or lasting_threads() > before) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.running == 0
    assert lasting_threads() <= before


def test_the_key_is_sent_only_where_it_was_meant_to_go(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-for-another-server")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    chat = open_chat("openai:faithful", base_url=server.url, options=PATIENT)
    chat.reply(
        "<材料 编号=1 标题=a 日期=b>\n港区开港，投资很大。\n</材料>问题：港区", until=time.monotonic() + 5
    )
    assert server.keys[-1] == "Bearer none"


@pytest.mark.parametrize(
    ("name", "base_url", "said"),
    [
        ("gpt-4o-mini", "", "提供者:模型"),
        ("openai:", "", "提供者:模型"),
        ("openai:m", "127.0.0.1:8000", "http://"),
        ("openai:m", "http://user:secret@host/v1", "不含用户名"),
        ("no-such-provider:m", "", "打不开模型"),
        ("ollama:qwen", "", "pip install"),
    ],
)
def test_a_model_that_cannot_be_opened_says_what_to_write(name: str, base_url: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as raised:
        open_chat(name, base_url=base_url, api_key="sk-secret")
    assert "secret" not in str(raised.value)


def test_a_key_that_is_missing_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(InputError, match="BAOWEN_LLM_API_KEY"):
        open_chat("openai:gpt-4o-mini")


def test_any_chat_model_object_will_do(archive: Archive) -> None:
    quote = archive.ask(QUESTION).citations[0].quote
    model = FakeListChatModel(responses=[f"{quote}[1]"])
    asked = Archive.from_articles([archive.ask(QUESTION).citations[0].article], chat_model=model)
    answer = asked.ask(QUESTION)
    assert answer.generated is not None
    assert answer.generated.model == "FakeListChatModel"
    assert [s.verified for s in answer.generated.statements] == [True]


def test_a_model_that_raises_anything_is_no_failure_of_the_archive(archive: Archive) -> None:
    class Odd(FakeListChatModel):
        async def _astream(self, *_: object, **__: object):  # type: ignore[override,no-untyped-def]
            raise ZeroDivisionError("sk-secret")
            yield

    answer = ask(archive, Chat(Odd(responses=[])))
    assert FAILURES[Failure.UNEXPECTED] in answer.notice


def test_a_model_that_swallows_its_cancelling_is_left_at_the_deadline_all_the_same() -> None:
    class Deaf(FakeListChatModel):
        async def _astream(self, *_: object, **__: object):  # type: ignore[override,no-untyped-def]
            for number in range(400):
                with suppress(asyncio.CancelledError):
                    await asyncio.sleep(0.01)
                yield ChatGenerationChunk(message=AIMessageChunk(f"第{number}句。"))

    chat = Chat(Deaf(responses=[]), options=Options(timeout=10, deadline=0.2))
    with pytest.raises(NoReplyError) as raised:
        list(chat.stream("问"))
    assert raised.value.failure is Failure.DEADLINE


def test_a_model_that_blocks_everything_is_left_at_the_deadline(archive: Archive) -> None:
    class Blocking(FakeListChatModel):
        async def _astream(self, *_: object, **__: object):  # type: ignore[override,no-untyped-def]
            time.sleep(2.0)
            yield

    started = time.monotonic()
    answer = ask(archive, Chat(Blocking(responses=[]), options=HASTY))
    assert time.monotonic() - started < LATE
    assert FAILURES[Failure.DEADLINE] in answer.notice
    time.sleep(0.5)  # the loop is shared: let it go before other tests use it
