"""An answer's stream stays open while something is waited for, whatever the server says."""

from __future__ import annotations

import json
from collections.abc import Sequence

from playwright.sync_api import Browser, Page, Route

from browser import ROOT, needs_chromium

pytestmark = needs_chromium

SCRIPT = (ROOT / "ui" / "assets" / "stream.js").read_text(encoding="utf-8")
LISTEN = """async (ids) => {
  for (const id of ids) await fetch(`/queue/join?id=${id}`, { method: "POST" });
  return (await fetch("/queue/data?session_hash=s")).text();
}"""


def told(*messages: dict[str, str]) -> str:
    return "".join(f"data: {json.dumps(message)}\n\n" for message in messages)


def ended(name: str) -> dict[str, str]:
    return {"msg": "process_completed", "event_id": name, "output": "…"}


CLOSE = {"msg": "close_stream"}


def listen(browser: Browser, ids: Sequence[str], streams: Sequence[str]) -> tuple[str, int]:
    """Send events, then read their stream from a server that says these things; count the streams opened."""
    page: Page = browser.new_page()
    opened: list[str] = []

    def answer(route: Route) -> None:
        url = route.request.url
        if "/queue/join" in url:
            route.fulfill(json={"event_id": url.rpartition("=")[2]})
        elif "/queue/data" in url:
            opened.append(url)
            route.fulfill(body=streams[len(opened) - 1], content_type="text/event-stream")
        else:
            route.fulfill(body=f"<script>{SCRIPT}</script>", content_type="text/html")

    page.route("**/*", answer)
    page.goto("http://archive.test/")
    heard = str(page.evaluate(LISTEN, ids))
    page.close()
    return heard, len(opened)


def test_a_stream_that_is_closed_too_early_is_taken_up_again(browser: Browser) -> None:
    heard, opened = listen(browser, ["1", "2"], [told(ended("1"), CLOSE), told(ended("2"), CLOSE)])
    assert heard == told(ended("1"), ended("2"), CLOSE)
    assert opened == 2


def test_a_stream_ends_once_nothing_is_waited_for(browser: Browser) -> None:
    heard, opened = listen(browser, ["1"], [told({"msg": "heartbeat"}, ended("1"), CLOSE)])
    assert heard == told({"msg": "heartbeat"}, ended("1"), CLOSE)
    assert opened == 1


def test_what_fails_is_handed_on_and_waited_for_no_longer(browser: Browser) -> None:
    failed = {"msg": "unexpected_error", "message": "坏"}
    heard, opened = listen(browser, ["1"], [told(failed, CLOSE)])
    assert heard == told(failed, CLOSE)
    assert opened == 1
