# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Updates: whether they come by themselves, what is waiting, and who may bring them. By apt or dnf, whichever is here."""

from __future__ import annotations

import os
import re
import types
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _systemd, _updates_apt, _updates_dnf, unit
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._seen import Seen

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

APT, DNF = "apt", "dnf"
# Lists that are older say nothing of what is waiting.
STALE_DAYS = 3
REBOOT = ("/run/reboot-required", "/var/run/reboot-required")
NEVER, AT_ONCE = "never", "at once"
MODULES = "/lib/modules"


def manager(host: Host) -> str:
    """apt or dnf; SubjectMissing where there is neither."""
    if host.which("apt-get"):
        return APT
    if host.which("dnf") or host.which("yum"):
        return DNF
    raise SubjectMissing("there is neither apt-get nor dnf here")


def observe(host: Host, question: str) -> list[Reading]:
    """The answer to one of QUESTIONS. ObservationError where lists are too old to tell, or were never fetched."""
    if question not in QUESTIONS:
        raise ObservationError(f"cannot ask {question} of updates: there is {', '.join(QUESTIONS)}")
    return QUESTIONS[question](host)


def _of(host: Host) -> types.ModuleType:
    return _updates_apt if manager(host) == APT else _updates_dnf


def _starts(host: Host, names: t.Sequence[str], each: bool) -> bool:
    """Whether these timers, or one of them, run and start at boot. Without systemd cron does it."""
    if not _systemd.booted(host):
        return True
    on = [reading.value["active"] and reading.value["enabled"] in unit.ENABLED for reading in unit.observe(host, names)] if names else []
    return all(on) and bool(on) if each else any(on)


def _automatic(host: Host) -> list[Reading]:
    if manager(host) == APT:
        values = _updates_apt.settings(host)
        there = host.which(_updates_apt.PROGRAM) is not None
        lacking = _updates_apt.missing(host)
        value = {
            "looks": _updates_apt.weekly(values, "Update-Package-Lists"),
            "installs": there and _updates_apt.weekly(values, "Unattended-Upgrade"),
            "security": _updates_apt.has_security(host) and not lacking,
            "starts": _starts(host, _updates_apt.TIMERS, each=True),
        }
        source = f"apt-config dump, {', '.join(_updates_apt.TIMERS)}{'' if there else '; there is no unattended-upgrade'}"
        known = {"manager": APT, "there": there, "lacking": [*_updates_apt.own(host), *lacking], "security": _updates_apt.has_security(host)}
        return [Seen(value, source, "", known)]
    there = _updates_dnf.installed(host)
    names = _updates_dnf.timers(host)
    forced = _updates_dnf.INSTALLING in names and _starts(host, [_updates_dnf.INSTALLING], each=False)
    scope = _updates_dnf.said(host, "upgrade_type", "default")
    installs = forced or _updates_dnf.said(host, "apply_updates", "no") in _updates_dnf.YES
    value = {
        "looks": there,
        "installs": there and installs,
        # what an update of this kind alone would find, where nobody says which they are, is nothing
        "security": there and (scope != "security" or _updates_dnf.has_advisories(host)),
        "starts": _starts(host, names, each=False),
    }
    source = f"{_updates_dnf.AUTOMATIC}, {' or '.join(names) or 'no timer of dnf-automatic'}; upgrade_type is {scope}"
    return [Seen(value, source, "", {"manager": DNF, "there": there, "timers": names, "scope": "default" if installs else _scope(host)})]


def _scope(host: Host) -> str:
    """What upgrade_type is to be where nothing was installed by itself before: security, where a repository says what that is."""
    try:
        return "security" if _updates_dnf.has_advisories(host) else "default"
    except ObservationError:
        return "default"


def _automatic_reboot(host: Host) -> list[Reading]:
    if manager(host) == APT:
        values = _updates_apt.settings(host)
        on = _updates_apt.said(values, "Unattended-Upgrade::Automatic-Reboot", "false").lower() in _updates_apt.YES
        when = _updates_apt.said(values, "Unattended-Upgrade::Automatic-Reboot-Time", "now")
        value = NEVER if not on else AT_ONCE if when == "now" else when
        return [Seen(value, "apt-config dump Unattended-Upgrade::Automatic-Reboot", "", {"manager": APT, "there": True})]
    reboot = _updates_dnf.said(host, "reboot", NEVER)
    command = _updates_dnf.said(host, "reboot_command", "")
    window = re.search(r"shutdown\s+(?:-r\s+)?(\d\d:\d\d)", command)
    value = NEVER if reboot == NEVER else window[1] if window else AT_ONCE
    known = {"manager": DNF, "there": _updates_dnf.installed(host)}
    return [Seen(value, f"reboot and reboot_command in [commands] of {_updates_dnf.AUTOMATIC}", "", known)]


def _security_pending(host: Host) -> list[Reading]:
    days = _of(host).age(host) / 86400
    if days > STALE_DAYS:
        again = "apt-get update" if manager(host) == APT else "dnf makecache"
        raise ObservationError(f"what is known of updates is {days:.0f} days old, which is more than {STALE_DAYS}; run {again}")
    return t.cast("list[Reading]", _of(host).pending(host))


def _unsigned(host: Host) -> list[Reading]:
    return t.cast("list[Reading]", _of(host).unsigned(host))


def _security_archive(host: Host) -> list[Reading]:
    if manager(host) == APT:
        found = sorted({target["CODENAME"] or target["RELEASE"] for target in _updates_apt.targets(host) if _updates_apt.is_security(target)})
        return [Reading(found, "apt-get indextargets")]
    # their own repositories bring security updates among the others: those of releases, by the names that they have everywhere
    found = [name for name in _updates_dnf.enabled(host) if re.search(r"baseos|^updates$|^amazonlinux|^ol\d+_u?\w*latest", name)]
    return [Reading(found, "dnf repolist")]


def newest_kernel(names: t.Iterable[str]) -> str:
    """The newest of kernels by their versions."""
    return max(names, key=lambda name: [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"[.\-+_~]", name)], default="")


def _kernels(host: Host) -> list[str]:
    """The kernels that are installed: those of which there is more than a folder that something left behind."""
    return [name for name in host.listdir(MODULES) or () if host.stat(f"{MODULES}/{name}/modules.dep") or host.stat(f"/boot/vmlinuz-{name}")]


def _reboot_needed(host: Host) -> list[Reading]:
    waiting: list[str] = []
    for path in REBOOT:
        if host.stat(path):
            waiting = (host.read(f"{path}.pkgs") or "").split() or ["a package that does not say which"]
            break
    source = REBOOT[0]
    if manager(host) == DNF:
        done = host.execute("dnf", "-C", "-q", "needs-restarting", "-r", seconds=_updates_dnf.SECONDS)
        source = "dnf needs-restarting -r"
        if done.returncode == 1 and "eboot" not in done.stdout:
            raise NotApplicable("dnf has no needs-restarting here; install dnf-plugins-core")
        waiting += re.findall(r"^\s+\* (\S+)", done.stdout, re.MULTILINE) or (["the system"] if done.returncode == 1 else [])
    elif not host.is_root and not waiting:
        source = f"{REBOOT[0]} is not there"
    newest, runs = newest_kernel(_kernels(host)), os.uname().release
    if host.stat(f"{MODULES}/{runs}") and newest != runs and newest:
        waiting.append(f"kernel {newest} (running is {runs})")
    return [Reading(sorted(set(waiting)), source)]


def _kernel_count(host: Host) -> list[Reading]:
    found = _kernels(host)
    if not found:
        raise SubjectMissing(f"there is no kernel in {MODULES} or /boot")
    return [Reading(len(found), f"{MODULES}: {', '.join(sorted(found))}")]


QUESTIONS: dict[str, t.Callable[[Host], list[Reading]]] = {
    "automatic": _automatic,
    "automatic_reboot": _automatic_reboot,
    "kernels": _kernel_count,
    "reboot_needed": _reboot_needed,
    "security_archive": _security_archive,
    "security_pending": _security_pending,
    "unsigned": _unsigned,
}
