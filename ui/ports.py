"""Ports: which is free, and what to say where one cannot be had."""

from __future__ import annotations

import errno
import socket

LAST = 65535
USUAL = 7860
_TRIES = 50


def why_not(host: str, port: int, error: OSError | OverflowError) -> str:
    """Say in Chinese why the page cannot be served there, and what to do."""
    if not 0 <= port <= LAST:
        return f"没有 {port} 这个端口：端口是 1 到 {LAST} 之间的数。例：baowen serve --port {USUAL}"
    if isinstance(error, socket.gaierror) or getattr(error, "errno", 0) == errno.EADDRNOTAVAIL:
        return f"本机没有 {host} 这个地址。只在本机看用 127.0.0.1，让别的机器也能看用 0.0.0.0。"
    cause = "没有权限" if isinstance(error, PermissionError) else "可能已被占用"
    return f"{host} 的端口 {port} 用不了（{cause}）。换一个：baowen serve --port {free_port(host, port)}"


def free_port(host: str, port: int) -> int:
    """Find the next port that can be had now; the usual one where there is none near."""
    first = max(port + 1, 1024)
    return next((p for p in range(first, min(first + _TRIES, LAST) + 1) if is_free(host, p)), USUAL)


def is_free(host: str, port: int) -> bool:
    """Tell whether a port can be had."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True
