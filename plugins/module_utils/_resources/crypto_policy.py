# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The crypto policy of the system: which one it is, and whether what is configured was applied. From files: update-crypto-policies takes half a second."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._crypto_policies import DEFAULT
from ansible_collections.groundwork.baseline.plugins.module_utils._crypto_policies import policy as parse

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host


def observe(host: Host, folder: str) -> list[Reading]:
    """{policy, modules, applied}: what was applied last, as update-crypto-policies --show has it, and whether that is what is configured.

    SubjectMissing where there is no policy.
    """
    config, state = f"{folder}/config", f"{folder}/state/current"
    applied = parse(host.read(state) or "")
    configured = parse(host.read(config) or "") or DEFAULT
    if not applied and host.read(config) is None:
        raise SubjectMissing(f"there is no {state}, so each library has settings of its own")
    policy, *modules = (applied or configured).split(":")
    return [Reading({"policy": policy, "modules": modules, "applied": applied == configured}, f"{state} and {config}")]
