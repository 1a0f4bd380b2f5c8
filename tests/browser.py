"""Real servers and a real browser for the tests of the page."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUESTION = "2022年高新区外贸进出口总额是多少？"

expect.set_options(timeout=20_000)  # machines that run tests are often busy

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: .ci/run installs one")


@contextmanager
def serving(*options: str, **environment: str) -> Iterator[str]:
    """Run `baowen serve` on a free loopback port, with an archive of its own; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui.cli", "serve", "--port", str(port), *options]
    with (
        tempfile.TemporaryDirectory() as home,
        subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "XDG_DATA_HOME": home, **environment},
        ) as server,
    ):
        try:
            assert server.stdout is not None
            assert f"http://127.0.0.1:{port}/" in server.stdout.readline().decode()
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def open_page(browser: Browser, address: str, *, width: int = 1280, theme: str = "light") -> Page:
    """Open the page in a context of its own, as another person would; wait until it can be used."""
    scheme = "dark" if theme == "dark" else "light"
    size = {"width": width, "height": 800}
    context = browser.new_context(viewport=size, reduced_motion="reduce", color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".welcome, .turns").first).to_be_visible(timeout=20_000)
    return page


def ask(page: Page, question: str) -> None:
    """Type a question and send it."""
    box = page.get_by_label("问题", exact=True)
    box.fill(question)
    box.press("Enter")


def chinese_in_sight(page: Page) -> list[str]:
    """List the words of the page in sight that are Chinese: none should be while it speaks English."""
    found = page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const texts = [];
          while (walker.nextNode()) {
            const { data, parentElement: at } = walker.currentNode;
            if (!/[\u3400-\u9fff]/.test(data) || at.closest('[translate="no"], script, style')) continue;
            if (at.checkVisibility()) texts.push(data.trim());
          }
          const named = "[aria-label], [placeholder]";
          for (const at of document.querySelectorAll(named)) {
            if (at.closest('[translate="no"]') || !at.checkVisibility()) continue;
            const words = (at.getAttribute("aria-label") ?? "") + (at.getAttribute("placeholder") ?? "");
            if (/[\u3400-\u9fff]/.test(words)) texts.push(words);
          }
          return texts;
        }"""
    )
    return list(map(str, found))


def open_tab(page: Page, name: str) -> None:
    """Open the tab with this id, whatever language it is named in."""
    page.locator(f"#tab-{name}-button").click()
    expect(page.locator(f"#tab-{name}")).to_be_visible()
