# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import threading
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _index
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import PythonError
from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import Login, Source

WHEEL = b"a wheel"
SHA256 = hashlib.sha256(WHEEL).hexdigest()
NAME = "uv-1+x-py3-none-any.whl"
TOKEN = "Basic " + base64.b64encode(b"user:hunter2").decode()
ENTRY = {"filename": NAME, "url": "../../files/uv-1%2Bx-py3-none-any.whl"}


class Index(http.server.BaseHTTPRequestHandler):
    """A small index, with a corner for each way to answer."""

    seen: t.ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        """Answer by path."""
        self.seen.append((self.path, self.headers["Authorization"]))
        corner, _slash, rest = self.path[1:].partition("/")
        if rest.startswith("files/"):
            self.answer(200, "application/octet-stream", WHEEL)
        elif corner == "json":
            self.answer(200, _index.JSON, json.dumps({"files": [{"filename": "uv-1.tar.gz", "url": "x"}, ENTRY]}).encode())
        elif corner == "html":
            page = f'<a href="uv-1.tar.gz">no</a> <a href="{ENTRY["url"]}#sha256={SHA256}">{NAME}</a>'
            self.answer(200, "text/html; charset=UTF-8", page.encode())
        elif corner == "private" and self.headers["Authorization"] != TOKEN:
            self.answer(401, "text/plain", b"")
        elif corner in ("moved", "private"):
            self.answer(302, "text/plain", b"", Location=f"/json/{rest}")
        elif corner == "away":
            self.answer(302, "text/plain", b"", Location=f"http://127.0.0.1:{t.cast(http.server.HTTPServer, self.server).server_port}/json/{rest}")
        else:
            self.answer({"broken": 500}.get(corner, 404), "text/plain", b"")

    def answer(self, code: int, kind: str, content: bytes, **headers: str) -> None:
        """Send it."""
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: t.Any) -> None:
        """Say nothing."""


@pytest.fixture(name="index")
def _index_server(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[str]:
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    Index.seen.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"localhost:{server.server_port}"
        server.shutdown()


def fetch(index: str, corner: str, *more: str, sha256: str = SHA256, login: bool = False) -> bytes | None:
    logins = (Login(index, "user", "hunter2"),) if login else ()
    addresses = [f"http://{index}/{one}/simple" for one in (corner, *more)]
    return _index.fetch(Source(addresses[0], tuple(addresses[1:]), logins), "uv", NAME, sha256)


@pytest.mark.parametrize("corners", [["json"], ["html"], ["moved"], ["away"], ["nothing", "json"]])
def test_fetch(corners: list[str], index: str) -> None:
    assert fetch(index, *corners) == WHEEL


def test_nobody_has_it(index: str) -> None:
    assert fetch(index, "nothing") is None


def test_login(index: str) -> None:
    assert fetch(index, "private", login=True) == WHEEL


def test_a_login_does_not_follow_to_another_host(index: str) -> None:
    assert fetch(index, "away", login=True) == WHEEL
    assert [login for path, login in Index.seen if path.startswith("/away/")] == [TOKEN]
    assert [login for path, login in Index.seen if path.startswith("/json/simple")] == [None]


@pytest.mark.parametrize(
    ("corner", "sha256", "code", "words"),
    [
        ("private", SHA256, "INDEX_DENIED", "answers 401 Unauthorized; give a name and a password"),
        ("broken", SHA256, "INDEX_UNREACHABLE", "it answers 500 Internal Server Error"),
        ("json", "00", "HASH_MISMATCH", f"has sha256:{SHA256}, and sha256:00 is expected"),
    ],
)
def test_failure(corner: str, sha256: str, code: str, words: str, index: str) -> None:
    with pytest.raises(PythonError) as told:
        fetch(index, corner, sha256=sha256)
    assert (told.value.code, words in told.value.sentence) == (code, True)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/simple", "http://no.such.invalid/simple", "nonsense"])
def test_nobody_answers(address: str) -> None:
    with pytest.raises(PythonError, match=r"^INDEX_UNREACHABLE: cannot fetch "):
        _index.fetch(Source(address), "uv", NAME, SHA256)


def no_json(_text: str) -> t.NoReturn:
    raise ValueError("no JSON")


def test_the_page_is_no_json(index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_index.json, "loads", no_json)
    with pytest.raises(PythonError, match=r"^INDEX_UNREACHABLE: .*no list of files"):
        fetch(index, "json")
