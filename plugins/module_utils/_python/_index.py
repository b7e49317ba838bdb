# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Fetches one file of a project from an index (PEP 503, PEP 691) with the standard library, for there is no tool yet."""

from __future__ import annotations

import base64
import collections.abc
import contextlib
import hashlib
import html.parser
import http.client
import json
import ssl
import typing as t
import urllib.error
import urllib.parse
import urllib.request

from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import (
    HASH_MISMATCH,
    INDEX_DENIED,
    INDEX_UNREACHABLE,
    TLS_CA,
    PythonError,
)

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import Source

JSON = "application/vnd.pypi.simple.v1+json"
ACCEPT = f"{JSON}, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
DENIED = (401, 403, 407)
MISSING = (404, 410)
PIECE = 1 << 20
MAX_BYTES = 256 * 1024 * 1024
TLS_CURE = "give the certificates of your proxy or mirror in ca_bundle, or install ca-certificates"


class NotThere(PythonError):
    """The index answers, and has nothing at an address."""


class _Links(html.parser.HTMLParser):
    """The addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where a link leads."""
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows, with the login for the new host and no other; never from an encrypted connection to one that is not."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def redirect_request(self, req: t.Any, fp: t.Any, code: int, msg: str, headers: t.Any, newurl: str) -> t.Any:
        """The request to the new place."""
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            return None
        return request(self.source, newurl)


def request(source: Source, address: str) -> urllib.request.Request:
    """A request with the login for its host."""
    made = urllib.request.Request(address, headers={"Accept": ACCEPT, "User-Agent": "groundwork.baseline"})
    who = source.login(address)
    if who:
        token = base64.b64encode(f"{who.login}:{who.password}".encode()).decode()
        made.add_unredirected_header("Authorization", f"Basic {token}")
    return made


def fetch(source: Source, project: str, name: str, sha256: str) -> bytes | None:
    """A file of a project, by its hash; None where no index has it."""
    for index in source.indexes:
        page = get(source, f"{index}/{project}/")
        address = _address(source, page, name) if page else None
        answer = get(source, address) if address else None
        if answer is not None:
            check(source.masked(f"{name} of {index}"), answer[1], sha256)
            return answer[1]
    return None


def check(what: str, content: bytes, sha256: str) -> None:
    """PythonError where a content is not what it should be."""
    seen = hashlib.sha256(content).hexdigest()
    if seen != sha256:
        cure = "nothing was changed; find out who serves another file under this name"
        raise PythonError(HASH_MISMATCH, f"{what} has sha256:{seen}, and sha256:{sha256} is expected; {cure}")


def _address(source: Source, page: tuple[str, bytes, str], name: str) -> str | None:
    """Where a page says that a file is."""
    where, content, kind = page
    if "json" in kind:
        try:
            found = [str(file["url"]) for file in json.loads(content)["files"] if file["filename"] == name]
        except (ValueError, TypeError, KeyError):
            sentence = f"{where} answers with no list of files; give the address of an index, as https://host/simple"
            raise PythonError(INDEX_UNREACHABLE, source.masked(sentence)) from None
    else:
        links = _Links()
        links.feed(content.decode("utf-8", "replace"))
        found = [link for link in links.found if urllib.parse.unquote(urllib.parse.urlsplit(link).path).rpartition("/")[2] == name]
    return urllib.parse.urldefrag(urllib.parse.urljoin(where, found[0])).url if found else None


def get(source: Source, address: str) -> tuple[str, bytes, str] | None:
    """Where it was in the end, what is there, and of which kind it is; None where nothing is."""
    try:
        with _told(source, address), _open(source, address) as answer:
            return _read(answer)
    except NotThere:
        return None


def stream(source: Source, address: str) -> collections.abc.Iterator[bytes]:
    """What is there, in pieces, however large it is."""
    with _told(source, address):
        answer = _open(source, address)
    with answer:
        while True:
            # not around the yield: what happens to a piece is no fault of the index
            with _told(source, address):
                piece = answer.read(PIECE)
                if not piece and answer.length:
                    raise http.client.IncompleteRead(piece, answer.length)
            if not piece:
                return
            yield piece


@contextlib.contextmanager
def _told(source: Source, address: str) -> collections.abc.Iterator[None]:
    """What goes wrong on the way to an index, each by its name."""
    try:
        yield
    except urllib.error.HTTPError as exc:
        why: t.Any = f"it answers {exc.code} {exc.reason}"
        if exc.code in MISSING:
            raise NotThere(INDEX_UNREACHABLE, source.masked(f"cannot fetch {address}: {why}; lock again, or give another index")) from None
        if exc.code in DENIED:
            cure = "give a name and a password that it knows in its address"
            raise PythonError(INDEX_DENIED, source.masked(f"{address} answers {exc.code} {exc.reason}; {cure}")) from None
    except (OSError, ValueError, http.client.HTTPException) as exc:
        why = getattr(exc, "reason", None) or exc
        if isinstance(why, ssl.SSLCertVerificationError):
            trusted = source.certificates or "the host's own store"
            sentence = f"{address} shows a certificate that {trusted} does not vouch for ({why.verify_message}); {TLS_CURE}"
            raise PythonError(TLS_CA, source.masked(sentence)) from None
    else:
        return
    cure = "check the address, the network and the variables for proxies, or use a wheelhouse with offline: true"
    raise PythonError(INDEX_UNREACHABLE, source.masked(f"cannot fetch {address}: {why}; {cure}"))


def _open(source: Source, address: str) -> http.client.HTTPResponse:
    return t.cast("http.client.HTTPResponse", _opener(source).open(request(source, address), timeout=min(source.seconds, 60.0)))


def _opener(source: Source) -> urllib.request.OpenerDirector:
    context = ssl.create_default_context(cafile=source.certificates or None)
    return urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _Redirects(source))


def _read(answer: http.client.HTTPResponse) -> tuple[str, bytes, str]:
    content = answer.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB")
    return answer.geturl(), content, answer.headers.get("Content-Type", "")
