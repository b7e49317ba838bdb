# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What authselect makes of PAM's files: the features of whatever profile it has selected. No profile is named here: releases name them otherwise."""

from __future__ import annotations

import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._reloads import act
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._pam_settings import HISTORY_FILE, reads_history_file

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

COMMAND = "authselect"
SELECTED = "/etc/authselect/authselect.conf"
MADE = ("/etc/authselect", "/var/lib/authselect")
FEATURES = {"faillock": "with-faillock", "no_nullok": "without-nullok", "pwhistory": "with-pwhistory"}
OFF = "off"


def rules(host: Host) -> bool:
    """Whether PAM's files are made by it: it is here, and has selected a profile."""
    return host.which(COMMAND) is not None and bool((host.read(SELECTED) or "").strip())


def current(host: Host) -> list[str]:
    """The selected profile and its features; ObservationError where it does not tell."""
    return host.run(COMMAND, "current", "--raw").split()


def now(host: Host, feature: str, wanted: str) -> str:
    """OFF, or the value that is wanted where the feature is on: what it is set to stands in a file of the module."""
    return wanted if wanted != OFF and FEATURES.get(feature) in current(host)[1:] else _off_or_on(host, feature)


def _off_or_on(host: Host, feature: str) -> str:
    return "on" if FEATURES.get(feature) in current(host)[1:] else OFF


def hindrance(host: Host, feature: str, value: str) -> str:
    """Why it cannot be switched, and what to do; nothing where it can."""
    profile, *on = current(host)
    name = FEATURES.get(feature)
    if name is None:
        return f"authselect's profile {profile} leaves {feature} out, and authselect has no feature for it; choose a profile that has it"
    if (name in on) == (value != OFF):
        return ""
    if host.execute(COMMAND, "check").returncode:
        return "PAM's files were changed outside authselect, which then changes nothing; see authselect check, and bring them back or keep them by hand"
    if feature == "pwhistory" and not (host.stat(HISTORY_FILE) and reads_history_file(host)):
        return f"authselect leaves it to {HISTORY_FILE} how many passwords are remembered, and this pam_pwhistory reads none; update PAM, or make that file"
    known = host.run(COMMAND, "list-features", profile).split()
    return "" if name in known else f"authselect's profile {profile} has no feature {name}; choose a profile that has it"


def put(host: Host, feature: str, value: str) -> None:
    """Switch a feature on or off; ReloadFailed where that fails."""
    act(COMMAND, "disable-feature" if value == OFF else "enable-feature", FEATURES[feature])


def touches(host: Host) -> list[str]:
    """The files that switching a feature may change."""
    every = [f"{folder}/{name}" for folder in MADE for name in host.listdir(folder) or ()]
    return [path for path in every if _is_file(host, path)]


def _is_file(host: Host, path: str) -> bool:
    found = host.stat(path, follow=False)
    return found is not None and stat.S_ISREG(found.st_mode)
