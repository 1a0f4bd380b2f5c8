"""The address that files are sent to."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from rag import Archive
from ui.intake import intakes_of
from ui.server import build_addresses
from ui_archive import TRADE

SENT = {"x-baowen": "1"}


@pytest.fixture
def archive() -> Archive:
    return Archive.from_articles([TRADE])


@pytest.fixture
def client(archive: Archive) -> TestClient:
    return TestClient(build_addresses(archive), cookies={"baowen": "me"})


def test_a_file_is_kept_under_its_name_for_the_browser_that_sent_it(
    archive: Archive, client: TestClient
) -> None:
    address = "/upload/batch?name=报纸/../一.txt&size=6"
    assert client.post(address, content="正文".encode(), headers=SENT).json() == {}
    found = intakes_of(archive).find("batch", "me")
    assert found is not None
    assert [(file.name, file.path.read_bytes()) for file in found.files] == [("报纸/一.txt", "正文".encode())]
    assert intakes_of(archive).find("batch", "you") is None


def test_another_site_cannot_send_a_file(archive: Archive, client: TestClient) -> None:
    assert client.post("/upload/batch?name=一.txt&size=0").status_code == 403
    assert client.post("/upload/batch?name=一.txt&size=-1", headers=SENT).status_code == 403
    assert intakes_of(archive).find("batch", "me") is None


@pytest.mark.parametrize("raw", [b"", b"12345", b"1234567"])
def test_a_file_that_is_not_as_long_as_it_said_is_refused(client: TestClient, raw: bytes) -> None:
    answer = client.post("/upload/batch?name=一.txt&size=6", content=raw, headers=SENT)
    assert answer.status_code == 400
    assert answer.json() == {"error": "文件没有传完整，可能刚刚被改动。请重新选择它。"}
