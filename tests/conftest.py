"""No test may meet the language model that the person who runs them has set up.

And one browser and one server of the seeds for all tests of a file.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

for name in [name for name in os.environ if name.startswith("BAOWEN_LLM")]:
    del os.environ[name]
os.environ["BAOWEN_CONFIG"] = os.devnull


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", action="store_true", help="draw the pictures of README anew")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that looks for anything on a network."""

    def refuse(*address: object) -> None:
        raise AssertionError(f"a look at the network: {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser."""
    from browser import browsing

    with browsing() as started:
        yield started


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the seeds."""
    from browser import serving

    with serving() as served:
        yield served
