# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Features of PAM, switched on and off by the program that makes this host's PAM files: authselect or pam-auth-update."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils import _authselect, _pam_auth_update
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live
from ansible_collections.groundwork.baseline.plugins.module_utils._reloads import ReloadFailed

OFF = _pam_auth_update.OFF
# A stack without one of these lets nobody in, or everybody.
ESSENTIAL = ("pam_unix.so", "pam_sss.so", "pam_winbind.so", "pam_deny.so")


@dataclass(frozen=True)
class Feature(Live):
    """path: "PAM feature NAME"; value: "off", "on", or what it is set to."""

    @property
    def name(self) -> str:
        """faillock, no_nullok, pwhistory or pwquality."""
        return self.path.rsplit(" ", 1)[-1]

    def now(self, root: str) -> Feature:
        """What it is now; OSError where that cannot be told."""
        host = Host(root)
        try:
            value = _authselect.now(host, self.name, self.value) if _authselect.rules(host) else _pam_auth_update.now(host, self.name)
        except ObservationError as exc:
            raise OSError(str(exc)) from exc
        return Feature(self.path, value)

    def put(self, root: str) -> None:
        """Switch it; OSError where that fails, or where a stack lost what it cannot do without."""
        if self.now(root) == self:
            return
        host = Host(root)
        before = _essential(host)
        try:
            (_authselect if _authselect.rules(host) else _pam_auth_update).put(host, self.name, self.value)
        except (ObservationError, ReloadFailed) as exc:
            raise OSError(str(exc)) from exc
        lost = before - _essential(Host(root))
        if lost:
            raise OSError(f"it took {', '.join(sorted(lost))} away, without which nobody could log in")
        if self.now(root) != self:
            raise OSError("the program that makes PAM's files said that it was done, and changed nothing")

    def hindrance(self, root: str) -> str:
        """Why it cannot be switched here, and what to do."""
        host = Host(root)
        try:
            if _authselect.rules(host):
                return _authselect.hindrance(host, self.name, self.value)
            if _pam_auth_update.rules(host):
                return _pam_auth_update.hindrance(host, self.name, self.value)
        except ObservationError as exc:
            return f"what makes PAM's files cannot be told ({exc})"
        if host.which(_authselect.COMMAND):
            return "authselect has selected no profile, so PAM's files were made by hand; choose one with authselect select, and run this again"
        return "neither authselect nor pam-auth-update makes PAM's files here; change by hand those who do"

    def touches(self, root: str) -> list[str]:
        """The files that switching it changes."""
        host = Host(root)
        return _authselect.touches(host) if _authselect.rules(host) else _pam_auth_update.touches(host, self.name)


def _essential(host: Host) -> set[str]:
    """Module and file, for each of those that no stack may lose."""
    found: set[str] = set()
    for path in host.glob("/etc/pam.d/*-auth") + host.glob("/etc/pam.d/common-*"):
        words: t.Iterable[str] = (word for line in (host.read(path) or "").splitlines() if not line.startswith("#") for word in line.split())
        found.update(f"{word} of {path}" for word in words if word in ESSENTIAL)
    return found
