"""The HTTP service: the page, and plain addresses beside it. FastAPI's and uvicorn's only home."""

from __future__ import annotations

import secrets
import socket
import threading
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from rag import Archive
from ui.page.layout import mount_page
from ui.page.shell import COOKIE
from ui.render.frame import opening_html

_ASSETS = Path(__file__).parent / "assets"
_YEAR = 365 * 24 * 3600  # seconds


class Server:
    """A page that is being served; `close` ends it."""

    def __init__(self, server: uvicorn.Server, thread: threading.Thread, *, url: str) -> None:
        """Hold a server that runs in a thread."""
        self._server, self._thread, self.url = server, thread, url

    def close(self) -> None:
        """Stop serving, and wait until that is done."""
        self._server.should_exit = True
        self._thread.join(timeout=10)


def launch(archive: Archive, *, host: str, port: int) -> Server:
    """Serve the page in the background; raise OSError or OverflowError where the port cannot be had."""
    listener = _listen(host, port)
    config = uvicorn.Config(build_app(archive), log_level="warning", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.02)
    shown = f"[{host}]" if ":" in host else host
    return Server(server, thread, url=f"http://{shown}:{listener.getsockname()[1]}/")


def build_app(archive: Archive) -> Any:
    """Put the page and the addresses beside it into one application."""
    app = FastAPI(title="报问", docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/baowen", StaticFiles(directory=_ASSETS))  # /assets and /static are the page's
    app.add_middleware(_Open)
    return mount_page(app, archive)


class _Open:
    """Put what must be there before anything is painted into Gradio's page, which adds its own head too late.

    A browser that has none gets a cookie that names it: nobody can guess another's.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        cookies = b";".join(value for name, value in scope["headers"] if name == b"cookie")
        start: dict[str, Any] = {}
        body = bytearray()

        async def gather(message: Any) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                page = opening_html(body.decode("utf-8")).encode("utf-8")
                await send(
                    {**start, "headers": _headers(start, page, new=f"{COOKIE}=".encode() not in cookies)}
                )
                await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, gather)


def _headers(start: dict[str, Any], page: bytes, *, new: bool) -> list[tuple[bytes, bytes]]:
    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    headers.append((b"content-length", str(len(page)).encode()))
    return [*headers, (b"set-cookie", _cookie())] if new else headers


def _cookie() -> bytes:
    name = secrets.token_urlsafe(24)
    return f"{COOKIE}={name}; Max-Age={_YEAR}; Path=/; HttpOnly; SameSite=Lax".encode()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError):
        listener.close()
        raise
    return listener
