# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Which Pythons a release offers, and what each family calls them, their headers and what is built against: the one reader of that table."""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue import DATA
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import Document

Data = t.Mapping[str, t.Any]
FEATURES = ("ffi", "ssl", "pq", "xml", "jpeg", "mysql")


@functools.lru_cache(maxsize=1)
def table() -> Data:
    """The table as it is written."""
    return t.cast("Data", Document(DATA / "python" / "packages.yml", "packages of Python").data)


def family(distro: Data) -> Data:
    """The names of a host's family."""
    return t.cast("Data", table()["families"][distro["family"]])


def own(distro: Data) -> str:
    """The version of a host's python3, "3.11"; "" where it cannot be told."""
    python = distro.get("default_python") or {}
    version = python.get("version") or ""
    return str(python.get("shipped") or "" if version in ("", "unknown") else version)


def others(distro: Data) -> dict[str, Data]:
    """The Pythons that the release has beside its python3, with what is known of each. None are known of a release that is not in the table."""
    releases = table()["others"].get(distro["id"], {})
    version = str(distro.get("version") or "")
    return dict(releases.get(version) or releases.get(version.partition(".")[0]) or {})


def comes_later(distro: Data, since: str) -> bool:
    """Whether a minor release, "9.4", is after that of the host; a host that says no minor release has them all."""
    have, needed = (tuple(int(part) for part in str(text).split(".") if part.isdecimal()) for text in (distro.get("version") or "", since))
    return len(have) > 1 and have < needed


def named(distro: Data, words: t.Iterable[str]) -> list[str]:
    """Packages under the names of the host's release, each once."""
    instead = family(distro)["releases"].get(str(distro.get("major")), {})
    return list(dict.fromkeys(instead.get(word, word) for word in words))


def built_with(distro: Data, features: t.Iterable[str]) -> list[str]:
    """The compiler and its like, and what the features are built against."""
    names = family(distro)
    return named(distro, [*names["toolchain"], *(word for feature in features for word in names["features"][feature])])
