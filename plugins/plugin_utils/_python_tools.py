# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The pinned uv and pip, and who one is for an index: what modules that install Python packages get beside the user's options."""

from __future__ import annotations

import pathlib
import typing as t
import urllib.parse

from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import Document

TABLE = pathlib.Path(__file__).resolve().parent / "catalogue" / "python" / "tools.yml"


ADDRESSES, LISTS = ("index_url", "mirror", "downloads"), ("extra_index_urls",)


class CredentialsError(Exception):
    """Two logins for one host: a sentence without either."""


def table() -> dict[str, t.Any]:
    """The table of tools; CatalogueError where it cannot be read."""
    return dict(Document(TABLE, "the table of Python tools").data)


def separate(options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The options that are addresses as everybody may see them, and the logins beside them."""
    logins: dict[str, dict[str, str]] = {}
    clean = {name: _without(options[name], logins) for name in ADDRESSES if options.get(name)}
    lists = {name: [_without(one, logins) for one in options[name]] for name in LISTS if options.get(name)}
    return {**clean, **lists, "credentials": list(logins.values())}


def _without(address: str, logins: dict[str, dict[str, str]]) -> str:
    """An address without its login, which goes to the others."""
    parts = urllib.parse.urlsplit(address)
    _names, at, host = parts.netloc.rpartition("@")
    if not at:
        return address
    if logins.setdefault(host, _login(host, parts)) != _login(host, parts):
        raise CredentialsError(f"cannot tell which login is meant for {host}: two addresses have different ones; give one and the same for this host")
    return parts._replace(netloc=host).geturl()


def _login(host: str, parts: urllib.parse.SplitResult) -> dict[str, str]:
    name, password = (urllib.parse.unquote(part or "") for part in (parts.username, parts.password))
    # a name alone is a token, which nobody may see either
    return {"host": host, "login": name, "password": password} if password else {"host": host, "token": name}
