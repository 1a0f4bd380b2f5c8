"""Visitors: whose requests are answered, and under which names of this machine.

The page has no login, so no other site may send anything in its reader's name. A site that takes a name of
its own for our address (DNS rebinding) is known by that name, any other by the origin that browsers send.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

_NAMELESS = (
    "请用 IP 地址或本机的名字打开报问；要用别的名字，启动时写：baowen serve --host 名字。"
    "用反向代理时，请让 Host 是上游的地址，原来的名字放进 X-Forwarded-Host。"
)
_FOREIGN = "这个请求来自别的网站，没有执行。用反向代理时，请让它带上 X-Forwarded-Host。"
_UPLOAD = "/gradio_api/upload"  # of a file of questions; its size is limited
_UNUSED = "文件在网页的“添加”里添加。"


def own_names(host: str) -> frozenset[str]:
    """Give the names of this machine that nobody else can own: its own, and the one that it listens to."""
    machine = socket.gethostname().lower()
    short = machine.partition(".")[0]
    return frozenset({"localhost", host.lower(), machine, short, f"{short}.local"})


def refusal(headers: Mapping[str, str], own: frozenset[str], *, path: str = "/") -> str:
    """Say why a request is not answered; "" when it is. `headers` have lower-case names."""
    host = headers.get("host", "").lower()
    if not _is_own(host, own):
        return _NAMELESS
    if "origin" in headers:
        # No page can send this header to us without asking first (OPTIONS), and that is refused here.
        proxied = headers.get("x-forwarded-host", "").lower().split(",")
        if headers["origin"].lower().partition("://")[2] not in {host, *map(str.strip, proxied)} - {""}:
            return _FOREIGN
    sent = headers.get("content-type", "").lower()
    # Elsewhere Gradio would take any number of bytes.
    return _UNUSED if sent.startswith("multipart/") and path != _UPLOAD else ""


def _is_own(host: str, own: frozenset[str]) -> bool:
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        return bool(name) and (name in own or bool(ipaddress.ip_address(name)))
    except ValueError:
        return False
