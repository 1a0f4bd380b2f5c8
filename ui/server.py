"""The HTTP service: the page, and plain addresses beside it. FastAPI's and uvicorn's only home."""

from __future__ import annotations

import re
import secrets
import socket
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

import uvicorn
from fastapi import FastAPI, Request
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles

from index.errors import ArchiveError, InputError
from rag import Archive
from ui.conversations import open_conversation
from ui.intake import intakes_of
from ui.page.layout import mount_page
from ui.page.shell import COOKIE
from ui.reference import papers_of, reference
from ui.render.article import article_page, missing_page, original_page
from ui.render.frame import opening_html
from ui.render.links import read_span
from ui.render.transcript import transcript_page
from ui.transcript import Transcript, to_markdown, transcribe
from ui.visitors import own_names, refusal
from ui.word import to_docx

_ASSETS = Path(__file__).parent / "assets"
_NO_ARTICLE = "档案里没有这篇报道，可能已被删除。"
_NO_CONVERSATION = "没有这次对话：它可能已被删除，或者是在另一个浏览器里进行的。"
_NAME = re.compile(r"[\w-]{32}", re.ASCII)  # of a browser, as we give them
_YEAR = 365 * 24 * 3600  # seconds
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Gradio writes scripts and styles into its page and compiles its templates, but all is from here.
_PAGE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
_CLOSED = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PLAIN = {  # of every address beside the page: nothing runs, nothing is fetched, nobody learns what was read
    "Content-Security-Policy": _CLOSED,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_PRINTS = {**_PLAIN, "Content-Security-Policy": f"{_CLOSED}; script-src 'self'"}  # our own button


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
    """Serve the page in the background; raise OSError or OverflowError where the port cannot be had.

    Raise ArchiveError where the server ends while it starts.
    """
    listener = _listen(host, port)
    config = uvicorn.Config(build_app(archive, host=host), log_level="warning", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.02)
    if not server.started:
        listener.close()
        raise ArchiveError("网页没有启动，原因见上面的日志。请再试一次，或者换一个档案库（--archive）。")
    shown = f"[{host}]" if ":" in host else host
    return Server(server, thread, url=f"http://{shown}:{listener.getsockname()[1]}/")


def build_app(archive: Archive, *, host: str) -> Any:
    """Put the page and the addresses beside it into one application that listens to a host."""
    app = build_addresses(archive)
    app.add_middleware(_Open, own=own_names(host))
    return mount_page(app, archive)


def build_addresses(archive: Archive) -> FastAPI:
    """Make the application without the page: what the page links to."""
    app = FastAPI(title="报问", docs_url=None, redoc_url=None, openapi_url=None)
    assets = GZipMiddleware(StaticFiles(directory=_ASSETS))
    app.mount("/baowen", assets)  # /assets and /static are the page's
    _add_articles(app, archive)
    _add_exports(app, archive)
    _add_uploads(app, archive)
    return app


def _add_articles(app: FastAPI, archive: Archive) -> None:
    """Serve each article, and the raw page it came from, at an address that stays."""

    @app.get("/article/{id:path}")
    def show_article(id: str, q: str = "") -> Response:
        article = archive.article(id)
        if article is None:
            return _page(missing_page(_NO_ARTICLE), status=404)
        marked = read_span(q, length=len(article.text))
        said = article.text[marked.start : marked.end] if marked else ""
        place = papers_of(archive, archive.revision).of_article(article)
        cited = reference(article, said, place=place)
        beside = [other for other in archive.page_articles(article) if other.kind.is_report]
        return _page(article_page(article, marked=marked, beside=beside, reference=cited))

    @app.get("/page/{id:path}")
    def show_original(id: str, q: str = "") -> Response:
        article = archive.article(id)
        if article is None:
            return _page(missing_page(_NO_ARTICLE), status=404)
        marked = read_span(q, length=len(article.text))
        return _page(original_page(article, archive.page_text(article), marked=marked))


def _add_exports(app: FastAPI, archive: Archive) -> None:
    """Serve each conversation, to the browser that had it, as a file to take along."""

    @app.get("/conversation/{name}")
    def export(name: str, request: Request) -> Response:
        id, _, form = name.rpartition(".")
        owner = request.cookies.get(COOKIE, "")
        kept = open_conversation(archive, owner, id) if form in _FORMS else None
        if kept is None:
            return _page(missing_page(_NO_CONVERSATION), status=404)
        papers = papers_of(archive, archive.revision)
        return _FORMS[form](transcribe(kept, papers, holds=archive.holds))


def _add_uploads(app: FastAPI, archive: Archive) -> None:
    """Take one file of a batch (`ui.intake`), sent by a script: a form cannot set the header."""

    @app.post("/upload/{id}")
    async def receive(id: str, request: Request, name: str = "", size: int = 0) -> Response:
        if "x-baowen" not in request.headers or size < 0:
            return Response(status_code=403)
        owner = request.cookies.get(COOKIE, "")
        try:
            path = intakes_of(archive).receive(id, owner, name=name, size=size)
            if path:
                await _write(path, request, size=size)
        except InputError as error:
            return JSONResponse({"error": str(error)}, status_code=400, headers=_PLAIN)
        return JSONResponse({}, headers=_PLAIN)


async def _write(path: Path, request: Request, *, size: int) -> None:
    """Write what a request sends; raise InputError when it is not as long as it said."""
    written = 0
    with path.open("wb") as file:
        async for piece in request.stream():
            written += len(piece)
            if written > size:
                break
            file.write(piece)
    if written != size:
        path.unlink()
        raise InputError("文件没有传完整，可能刚刚被改动。请重新选择它。")


def _markdown(transcript: Transcript) -> Response:
    return _file(to_markdown(transcript).encode(), f"{transcript.title}.md", kind="text/markdown")


def _word(transcript: Transcript) -> Response:
    return _file(to_docx(transcript), f"{transcript.title}.docx", kind=_WORD)


def _printed(transcript: Transcript) -> Response:
    return HTMLResponse(transcript_page(transcript), headers=_PRINTS)


_FORMS = {"md": _markdown, "docx": _word, "html": _printed}


def _file(content: bytes, name: str, *, kind: str) -> Response:
    named = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=kind, headers={**_PLAIN, "Content-Disposition": named})


def _page(html: str, *, status: int = 200) -> Response:
    return HTMLResponse(html, status_code=status, headers=_PLAIN)


class _Open:
    """Let in whom `ui.visitors` lets in, and open the page for them.

    What must be there before anything is painted is put into Gradio's page, which adds its own head too late.
    Each opening gives the browser the cookie that names it for another year: nobody can guess another's.
    """

    def __init__(self, app: Any, *, own: frozenset[str]) -> None:
        self._app, self._own, self._smaller = app, own, GZipMiddleware(self._opened)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        asked = scope["type"] == "http"
        refused = refusal(Request(scope).headers, self._own, path=scope["path"]) if asked else ""
        app: Any = self._smaller if asked and scope["path"] == "/" else self._app
        if refused:
            app = PlainTextResponse(refused, status_code=403, headers=_PLAIN)
        await app(scope, receive, send)

    async def _opened(self, scope: Any, receive: Any, send: Any) -> None:
        name = Request(scope).cookies.get(COOKIE, "")
        start: dict[str, Any] = {}
        body = bytearray()

        async def gather(message: Any) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                page = opening_html(body.decode("utf-8")).encode("utf-8")
                await send({**start, "headers": _headers(start, page, name=name)})
                await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, gather)


def _headers(start: dict[str, Any], page: bytes, *, name: str) -> list[tuple[bytes, bytes]]:
    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    headers += [(b"content-length", str(len(page)).encode()), (b"content-security-policy", _PAGE.encode())]
    headers += [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]
    return [*headers, (b"set-cookie", _cookie(name))]


def _cookie(name: str) -> bytes:
    kept = name if _NAME.fullmatch(name) else secrets.token_urlsafe(24)
    return f"{COOKIE}={kept}; Max-Age={_YEAR}; Path=/; HttpOnly; SameSite=Lax".encode()


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
