# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The system's own Python: not the one that runs this, and none that somebody put before it on the path."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# RHEL 8 has no python3 unless one is asked for; FreeBSD has all packages under /usr/local.
PLACES = ("/usr/bin/python3", "/usr/libexec/platform-python", "/usr/local/bin/python3")
PRINT_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


def default_python(host: Host) -> dict[str, str] | None:
    """Its path and its version ("3.11"); None where there is none. The version that cannot be told is "unknown"."""
    path = next((place for place in PLACES if host.stat(place)), None)
    return {"path": path, "version": _by_name(host, path) or _by_itself(host, path)} if path else None


def _by_name(host: Host, path: str) -> str | None:
    """python3 is a link to a file whose name has the version."""
    link = host.stat(path)
    for name in host.glob(f"{path.rstrip('3')}3.*"):
        version = re.fullmatch(r".*python(3\.[0-9]+)", name)
        real = host.stat(name) if version else None
        if version and link and real and (link.st_dev, link.st_ino) == (real.st_dev, real.st_ino):
            return version[1]
    return None


def _by_itself(host: Host, path: str) -> str:
    try:
        return host.run(path, "-I", "-S", "-c", PRINT_VERSION).strip() or "unknown"
    except ObservationError:
        return "unknown"
