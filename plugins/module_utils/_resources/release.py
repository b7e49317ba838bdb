# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Which release this host says it is. Whether that still gets updates is for the controller to say, which has the dates."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading, SubjectMissing

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

FILES = ("/etc/os-release", "/usr/lib/os-release")


def observe(host: Host, fields: t.Sequence[str] = ("ID", "VERSION_ID")) -> list[Reading]:
    """These fields of os-release with a space between them; SubjectMissing where nothing names the system."""
    for path in FILES:
        text = host.read(path)
        if text is not None:
            said = {key: value.strip().strip("\"'") for key, _equals, value in (line.partition("=") for line in text.splitlines())}
            return [Reading(" ".join(filter(None, (said.get(name) for name in fields))), path)]
    raise SubjectMissing(f"there is neither {' nor '.join(FILES)}")
