"""Who is let in, asked of the real server over loopback under other names than its own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import pytest

from browser import ROOT, serving
from rag import Archive, build
from ui.cli import SEEDS
from ui.visitors import own_names, refusal

EVIL = "http://evil.example.org"
ADDRESSES = ("192.168.1.5:7860", "[::1]:7860", "localhost:7860", "127.0.0.1:7860")
YEAR = "Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("visitors") / "archive"
    build([SEEDS], path)
    return path


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    with serving("--archive", str(folder)) as address:
        yield address


class Reply(NamedTuple):
    status: int
    headers: Message
    text: str


def call(served: str, method: str, path: str, body: object = None, **headers: str) -> Reply:
    """Send one request; `X_Name` stands for the header X-Name."""
    named = {"Content-Type": "application/json"} | {n.replace("_", "-"): v for n, v in headers.items()}
    with closing(HTTPConnection(served.split("/")[2], timeout=20)) as connection:
        connection.request(method, path, json.dumps(body).encode() if body is not None else None, named)
        answer = connection.getresponse()
        return Reply(answer.status, answer.headers, answer.read().decode())


def held(folder: Path) -> list[str]:
    with closing(Archive.open(folder)) as archive:
        return list(archive.catalogue.sources)


def deletion(served: str, source: str) -> dict[str, object]:
    """Write what the page sends when a file is deleted."""
    config = json.loads(call(served, "GET", "/config").text)
    box = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == "add-files")
    event = next(e["id"] for e in config["dependencies"] if [box, "click"] in e["targets"])
    told = {"act": "delete", "value": source}
    return {"data": [["", 1]], "event_data": told, "fn_index": event, "session_hash": "x", "trigger_id": box}


@pytest.mark.parametrize("host", ADDRESSES)
def test_another_site_can_neither_change_nor_read_anything(served: str, folder: Path, host: str) -> None:
    before = held(folder)
    body = deletion(served, before[0])
    asked = {"Host": host, "Access_Control_Request_Method": "POST"}
    for origin in (EVIL, "null", f"http://{host}1", f"http://{host.rpartition(':')[0]}:1"):
        for method, path in (("POST", "gradio_api/queue/join"), ("OPTIONS", "upload/x"), ("GET", "config")):
            answer = call(served, method, f"/{path}", body, Origin=origin, **asked)
            assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (403, None)
    time.sleep(0.5)
    assert held(folder) == before


@pytest.mark.parametrize("host", ADDRESSES)
def test_the_page_itself_changes_the_archive_under_any_address(served: str, folder: Path, host: str) -> None:
    before = held(folder)
    asked = {"Host": host, "Origin": f"http://{host}", "Cookie": "baowen=me"}
    sent = call(served, "POST", "/gradio_api/queue/join?", deletion(served, before[0]), **asked)
    assert sent.status == 200
    assert call(served, "POST", "/upload/x?name=a.txt&size=0", x_baowen="1", **asked).status == 200
    deadline = time.monotonic() + 20
    while held(folder) == before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert held(folder) == before[1:]


def test_a_name_that_somebody_else_may_own_is_told_what_to_do(served: str) -> None:
    for path in ("/", "/config", "/article/x", "/baowen/page.js"):
        answer = call(served, "GET", path, Host="rebound.example.org:7860")
        assert answer.status == 403
        assert "--host" in answer.text
    machine = socket.gethostname()
    for host in (*ADDRESSES, "localhost", "127.0.0.1", machine, f"{machine.upper()}:7860"):
        assert call(served, "GET", "/", Host=host).status == 200


def test_a_proxy_tells_the_name_that_it_is_opened_under(served: str) -> None:
    def ask(**headers: str) -> int:
        return call(served, "POST", "/gradio_api/cancel", {}, Host="127.0.0.1:7860", **headers).status

    proxied = {"Origin": "https://news.example.org", "X_Forwarded_Host": "news.example.org"}
    assert ask() == 422  # Gradio's own answer to an empty message
    assert ask(**proxied) == 422
    assert ask(**proxied | {"X_Forwarded_Host": "news.example.org, inner"}) == 422
    assert ask(**proxied | {"Origin": EVIL}) == 403
    assert ask(**proxied | {"Origin": "null", "X_Forwarded_Host": ""}) == 403


@pytest.mark.parametrize("path", ["upload/x", "process_recording", "component_server"])
def test_only_a_file_of_questions_is_uploaded_through_gradio(served: str, path: str) -> None:
    form = "Multipart/Form-Data; boundary=x"
    assert call(served, "POST", f"/gradio_api/{path}", {}, Content_Type=form).status == 403


def test_the_name_given_with_host_is_ours() -> None:
    own = own_names("Nas.Home.example")
    assert refusal({"host": "nas.home.example.:7860", "origin": "http://nas.home.example.:7860"}, own) == ""
    assert refusal({"host": "nas.home.example"}, own_names("0.0.0.0")) != ""
    for odd in ("", "[::1", "[x]", "127.0.0.1.nip.io", "localhost.example.org"):
        assert refusal({"host": odd}, own) != ""
    assert refusal({}, own) != ""


@pytest.mark.parametrize(
    "sent", ["", "baowen=", "xbaowen=1", "baowen=a b", 'baowen="<script>"', "a[b]=1; baowen=é" + "1" * 31]
)
def test_a_browser_without_a_good_name_gets_one(served: str, sent: str) -> None:
    given = call(served, "GET", "/", Cookie=sent).headers["Set-Cookie"]
    name, _, rest = given.partition("; ")
    assert (len(name), rest) == (len("baowen=") + 32, YEAR)
    assert name not in sent


def test_a_name_is_kept_for_another_year_each_time_the_page_is_opened(served: str) -> None:
    first = call(served, "GET", "/").headers["Set-Cookie"].partition("; ")[0]
    again = call(served, "GET", "/", Cookie=f"other[x]=1; {first}").headers["Set-Cookie"]
    assert again == f"{first}; {YEAR}"


def test_a_server_that_dies_at_its_start_is_an_error_and_gives_its_port_back() -> None:
    command = [sys.executable, "-c", DYING]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, timeout=60, check=True)
    assert done.stdout.decode().splitlines() == [
        "网页没有启动，原因见上面的日志。请再试一次，或者换一个档案库（--archive）。",
        "free",
    ]


DYING = """
from fastapi import FastAPI
from index.errors import ArchiveError
from ui import server
from ui.ports import free_port, is_free

def failing(_):
    raise OSError("full")

server.build_app = lambda *_, **__: FastAPI(lifespan=failing)
port = free_port("127.0.0.1", 20000)
try:
    server.launch(None, host="127.0.0.1", port=port)
except ArchiveError as error:
    print(error)
if is_free("127.0.0.1", port):
    print("free")
"""
