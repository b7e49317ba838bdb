# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""An index on this machine alone, that says what a test wants it to say and remembers what it was asked."""

from __future__ import annotations

import collections.abc
import contextlib
import hashlib
import http.server
import json
import ssl
import threading
import typing as t

Answer = tuple[int, dict[str, str], bytes]
JSON = {"Content-Type": "application/vnd.pypi.simple.v1+json"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


def sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


class Index:
    """What it answers by path, and what it was asked: each path with the login that came along."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.address = ""

    @property
    def paths(self) -> list[str]:
        return [path for path, _login in self.asked]

    def file(self, name: str, content: bytes, served: bytes | None = None) -> t.Any:
        """A file at an address of its own, as a lock lists it; served: what really comes."""
        self.answers[f"/files/{name}"] = (200, {}, content if served is None else served)
        return {"name": name, "hash": sha256(content), "url": f"{self.address}/files/{name}"}

    def project(self, name: str, *files: t.Any) -> None:
        """The page of a project, with relative addresses."""
        listed = [{"filename": one["name"], "url": f"../../files/{one['name']}", "hashes": {"sha256": one["hash"][7:]}} for one in files]
        self.answers[f"/simple/{name}/"] = (200, JSON, json.dumps({"files": listed}).encode())


@contextlib.contextmanager
def serving(context: ssl.SSLContext | None = None) -> collections.abc.Iterator[Index]:
    """Such an index, over TLS where a context is given."""
    index = Index()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            index.asked.append((self.path, self.headers.get("Authorization")))
            status, headers, body = index.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: t.Any) -> None:
            """Nothing: what was asked is remembered."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    index.address = f"{'https' if context else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield index
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
