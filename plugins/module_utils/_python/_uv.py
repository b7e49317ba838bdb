# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""uv on a host: where it is and which version."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._host import ENVIRONMENT
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _places, _processes, _trust

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

VERSION = re.compile(r"uv ([0-9]+(?:\.[0-9]+)+\S*)")
# It reads no configuration, and asks nobody for a newer one.
QUIET = {**ENVIRONMENT, "UV_NO_CONFIG": "1", "UV_OFFLINE": "1"}


def find(host: Host, folders: t.Iterable[str], seconds: float, myself: int) -> dict[str, str | None] | None:
    """The first uv in these folders: its path, its version, and in broken why that cannot be told. None where there is none."""
    path = next((f"{folder.rstrip('/')}/uv" for folder in folders if _places.executable(host, f"{folder.rstrip('/')}/uv")), None)
    if path is None:
        return None
    try:
        account = _trust.account(host, path, myself)
        ended = _processes.run((host.path(path, follow=False), "--version"), seconds, QUIET, account)
    except (_trust.Untrusted, ObservationError) as exc:
        return _silent(path, str(exc))
    except _processes.Unanswered as exc:
        return _silent(path, f"it {exc}")
    except OSError as exc:
        return _silent(path, f"it cannot be started: {exc.strerror or exc}")
    found = VERSION.match(ended.stdout.decode("utf-8", "replace"))
    return {"path": path, "version": found[1], "broken": ""} if found else _silent(path, "it does not say a version when it is asked for it")


def _silent(path: str, why: str) -> dict[str, str | None]:
    return {"path": path, "version": None, "broken": why}
