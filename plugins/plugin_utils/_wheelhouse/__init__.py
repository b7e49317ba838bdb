# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""A folder of wheels for one interpreter: what it needs of a lock, and what differs from what a host has."""

from __future__ import annotations

import os
import ssl
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import PYPI, Login, Source
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _python_tools
from ansible_collections.groundwork.baseline.plugins.plugin_utils._wheelhouse import _tools
from ansible_collections.groundwork.baseline.plugins.plugin_utils._wheelhouse._gather import Gatherer, Item, wanted
from ansible_collections.groundwork.baseline.plugins.plugin_utils._wheelhouse._shelf import Shelf

__all__ = ["CacheError", "Gatherer", "Item", "Plan", "Shelf", "difference", "gatherer", "items"]
Data = dict[str, t.Any]


class CacheError(Exception):
    """What is wrong with a file or folder of the controller: a sentence."""


class Plan(t.NamedTuple):
    """What has to be done to a host's folder: files to put there by their hash, and names to remove; before is None where there is no folder."""

    before: dict[str, str] | None
    after: dict[str, str]
    add: dict[str, str]
    remove: list[str]

    @property
    def changed(self) -> bool:
        """Whether there is anything to do."""
        return self.before is None or bool(self.add or self.remove)

    def told(self, path: str, diff: bool) -> Data:
        """What a result says of it."""
        told: Data = {"changed": self.changed, "path": path, "added": sorted(self.add), "removed": self.remove}
        if diff:
            before, after = ("".join(f"{name} {files[name]}\n" for name in sorted(files)) for files in (self.before or {}, self.after))
            header = f"{path} (files)"
            told["diff"] = {"before_header": header, "after_header": header, "before": before, "after": after}
        return told


def gatherer(options: Data) -> Gatherer:
    """What gathers by a task's options; CacheError where the controller lacks what they name."""
    source = _python_tools.separate({"index_url": options["index_url"] or PYPI})
    bundle = options["ca_bundle"] or os.environ.get("SSL_CERT_FILE", "")
    try:
        ssl.create_default_context(cafile=bundle or None)
    except OSError as exc:
        why = "it has no certificates" if isinstance(exc, ssl.SSLError) else exc.strerror
        raise CacheError(f"cannot use the certificates in {bundle} on the controller: {why}; give another file, or leave ca_bundle out") from None
    logins = tuple(Login(one["host"], one.get("token") or one.get("login", ""), one.get("password", "")) for one in source["credentials"])
    index = Source(source["index_url"].rstrip("/"), (), logins, bundle, "", options["offline"], float(options["timeout"]))
    return Gatherer(Shelf(os.path.expanduser(options["cache"])), index, bool(options["index_url"]))


def items(gather: Gatherer, lock: Data, python: Data, tools: Data, allow_sdist: bool) -> list[Item]:
    """The files that an interpreter needs, each once."""
    found = [*gather.plan(wanted(lock, python), python, allow_sdist), *_tools.items(tools, python)]
    return list({item.file["name"]: item for item in found}.values())


def difference(present: dict[str, str] | None, files: dict[str, str], prune: bool) -> Plan:
    """From what a folder has to what it should have."""
    there = present or {}
    add = {name: digest for name, digest in files.items() if there.get(name) != digest}
    remove = sorted(there.keys() - files.keys()) if prune else []
    after = {name: digest for name, digest in {**there, **files}.items() if name not in remove}
    return Plan(present, after, add, remove)
