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
    app.add_middleware(_Introduce)
    return mount_page(app, archive)


class _Introduce:
    """Give a browser that opens the page without one a cookie that names it: nobody can guess another's."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        cookies = b";".join(value for name, value in scope.get("headers", ()) if name == b"cookie")

        async def introduce(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"set-cookie", _cookie())]}
            await send(message)

        new = scope["type"] == "http" and scope["path"] == "/" and f"{COOKIE}=".encode() not in cookies
        await self._app(scope, receive, introduce if new else send)


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
