# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What installs this host's packages and what starts its services."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

RPM = tuple(f"{folder}/{name}" for folder in ("/usr/lib/sysimage/rpm", "/var/lib/rpm") for name in ("rpmdb.sqlite", "Packages.db", "Packages"))

# Name, command, and the database it would have filled were it the system's own: Debian has a package of dnf, EPEL one of dpkg.
PACKAGE_MANAGERS = (
    ("apt", "apt-get", ("/var/lib/dpkg/status",)),
    ("rpm-ostree", "rpm-ostree", ("/run/ostree-booted",)),
    ("dnf", "dnf", RPM),
    ("yum", "yum", RPM),
    ("zypper", "zypper", RPM),
    ("microdnf", "microdnf", RPM),
    ("tdnf", "tdnf", RPM),
    ("apk", "apk", ("/lib/apk/db/installed", "/usr/lib/apk/db/installed")),
    ("pacman", "pacman", ("/var/lib/pacman/local",)),
    ("xbps", "xbps-install", ("/var/db/xbps",)),
    ("portage", "emerge", ("/var/db/pkg",)),
    ("eopkg", "eopkg", ("/var/lib/eopkg",)),
    ("swupd", "swupd", ("/var/lib/swupd",)),
    ("opkg", "opkg", ("/usr/lib/opkg/status",)),
    ("slackpkg", "slackpkg", ("/var/lib/pkgtools/packages",)),
    ("nix", "nix-env", ("/nix/var/nix/db",)),
    ("pkg", "pkg", ("/var/db/pkg/local.sqlite",)),
)
# A folder that is there while it runs, as sd_booted(3) has it for systemd.
RUNNING = {"/run/systemd/system": "systemd", "/run/openrc": "openrc", "/run/runit": "runit", "/run/s6": "s6"}
FIRST_PROCESS = {"systemd": "systemd", "init": "sysvinit", "runit": "runit", "s6-svscan": "s6", "dinit": "dinit", "openrc-init": "openrc"}
SYSTEMD = ("/usr/lib/systemd/systemd", "/lib/systemd/systemd")


def package_manager(host: Host) -> str:
    """The system's own package manager; "none" where there is none that is known here."""
    there = [(name, databases) for name, command, databases in PACKAGE_MANAGERS if host.which(command)]
    filled = (name for name, databases in there if any(_filled(host, path) for path in databases))
    return next(filled, None) or next((name for name, _databases in there), "none")


def _filled(host: Host, path: str) -> bool:
    found = host.stat(path)
    return found is not None and found.st_size > 0


def service_manager(host: Host) -> str:
    """What runs the services now; in an unpacked file system, what would. "none" where nothing does."""
    if not host.live:
        return _installed(host)
    running = next((name for path, name in RUNNING.items() if host.stat(path)), None)
    return running or FIRST_PROCESS.get((host.read("/proc/1/comm") or "").strip(), "none")


def _installed(host: Host) -> str:
    init = host.stat("/sbin/init")
    systemd = next((found for found in map(host.stat, SYSTEMD) if found), None)
    if init and systemd and (init.st_dev, init.st_ino) == (systemd.st_dev, systemd.st_ino):
        return "systemd"
    raise ObservationError("cannot tell what would run the services: /sbin/init is not systemd, and the file system is not running")
