# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The files of a project in an index: its simple API as JSON (PEP 691), or as the older page (PEP 503)."""

from __future__ import annotations

import html.parser
import json
import re
import typing as t
import urllib.parse

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _index
from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import Source
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks._model import SHA256, File

_HASH = re.compile(r"sha256=([0-9a-fA-F]{64})")


class _Links(html.parser.HTMLParser):
    """The addresses of a page, relative to its base."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.base, self.found = address, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where a link leads."""
        target = dict(attrs).get("href")
        if target and tag == "base":
            self.base = urllib.parse.urljoin(self.base, target)
        elif target and tag == "a":
            self.found.append(urllib.parse.urljoin(self.base, target))


def files(source: Source, project: str) -> list[File]:
    """Every file that the index has of a project, those with a sha256 alone; PythonError where it cannot be asked."""
    page = _index.get(source, f"{source.index_url}/{project}/")
    return parse(*page) if page else []


def parse(address: str, content: bytes, kind: str) -> list[File]:
    """The files that a page lists; none where it is none."""
    listed = _of_json(content) if "json" in kind else _of_html(address, content)
    found = []
    for name, url, digest in listed:
        if SHA256.fullmatch(digest) and name and "/" not in name and name not in (".", ".."):
            found.append(File(name=name, hash=digest, url=urllib.parse.urldefrag(urllib.parse.urljoin(address, url)).url))
    return found


def _of_json(content: bytes) -> list[tuple[str, str, str]]:
    try:
        listed: t.Any = json.loads(content)["files"]
        return [(str(one["filename"]), str(one["url"]), f"sha256:{one['hashes'].get('sha256', '')}".lower()) for one in listed]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


def _of_html(address: str, content: bytes) -> list[tuple[str, str, str]]:
    links = _Links(address)
    links.feed(content.decode("utf-8", "replace"))
    found = []
    for url in links.found:
        parts = urllib.parse.urlsplit(url)
        told = _HASH.search(parts.fragment)
        found.append((urllib.parse.unquote(parts.path).rpartition("/")[2], url, f"sha256:{told[1].lower()}" if told else ""))
    return found
