# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Pages of indexes: each form gives the same files, and what is none gives nothing."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils._wheelhouse._pages import parse

AT = "https://index.example/simple/a/"
SHA = "1" * 64
FILE = {"name": "a-1-py3-none-any.whl", "hash": f"sha256:{SHA}", "url": "https://index.example/files/a-1-py3-none-any.whl"}
JSON, HTML = "application/vnd.pypi.simple.v1+json", "text/html"


def listed(*files: t.Any) -> bytes:
    return json.dumps({"meta": {"api-version": "1.1"}, "files": files}).encode()


ENTRY = {"filename": FILE["name"], "url": "../../files/a-1-py3-none-any.whl", "hashes": {"sha256": SHA}}


@pytest.mark.parametrize(
    ("content", "kind", "found"),
    [
        (listed(ENTRY), JSON, [FILE]),
        (listed({**ENTRY, "url": FILE["url"] + "#x"}), JSON, [FILE]),
        (listed({**ENTRY, "hashes": {"sha256": SHA.upper()}}), JSON, [FILE]),
        (listed({**ENTRY, "hashes": {"md5": "1"}}), JSON, []),
        (listed({**ENTRY, "filename": "../a.whl"}), JSON, []),
        (listed({**ENTRY, "filename": ".."}), JSON, []),
        (listed(), JSON, []),
        (b"{}", JSON, []),
        (b"[]", JSON, []),
        (b'{"files": [1]}', JSON, []),
        (b"<html>", JSON, []),
        (f'<a href="../../files/{FILE["name"]}#sha256={SHA}">x</a>'.encode(), HTML, [FILE]),
        (f'<A HREF="{FILE["url"]}#sha256={SHA}" data-yanked="">x</A>'.encode(), f"{HTML}; charset=utf-8", [FILE]),
        (f'<base href="https://index.example/files/"><a href="{FILE["name"]}#sha256={SHA}">'.encode(), HTML, [FILE]),
        (f'<a href="/files/a-1%2Bb-py3-none-any.whl#sha256={SHA}">'.encode(), HTML, [{**FILE, "name": "a-1+b-py3-none-any.whl"}]),
        (f'<a href="/files/{FILE["name"]}"><a href="/files/{FILE["name"]}#md5=1"><a><link href="x">'.encode(), HTML, []),
        (b"\xff<<<", HTML, []),
        (b"", HTML, []),
    ],
)
def test_files(content: bytes, kind: str, found: list[dict[str, str]]) -> None:
    files = parse(AT, content, kind)
    assert [(one["name"], one["hash"]) for one in files] == [(one["name"], one["hash"]) for one in found]
    assert all(one["url"].startswith("https://index.example/files/") and "#" not in one["url"] for one in files)
