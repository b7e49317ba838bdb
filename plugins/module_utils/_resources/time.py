# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The clock: which client keeps it, by whom, as whom, and whether it is right now."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _systemd, unit
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import ON, Unit

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

CHRONY, TIMESYNCD, NTP = "chrony", "systemd-timesyncd", "ntpd"
# Each client with the names that its unit has, in the order in which one is chosen where none runs.
CLIENTS = {
    CHRONY: ("chronyd.service", "chrony.service"),
    TIMESYNCD: ("systemd-timesyncd.service",),
    NTP: ("ntpsec.service", "ntpd.service", "ntp.service"),
    "openntpd": ("openntpd.service",),
}
SHOW = ("timedatectl", "show", "--property=NTPSynchronized", "--value")
SERVERS = ("timedatectl", "show-timesync", "--property=LinkNTPServers", "--property=SystemNTPServers", "--property=FallbackNTPServers")


@dataclass(frozen=True)
class Seen(Reading):
    """A reading with what its plan has to know, which does not travel."""

    known: dict[str, t.Any] = field(default_factory=dict, compare=False, repr=False)

    def to_dict(self) -> dict[str, t.Any]:
        """The reading alone."""
        return {"value": self.value, "source": self.source, "aspect": self.aspect}


def observe(host: Host, question: str) -> list[Reading]:
    """The answer to one of QUESTIONS; NotApplicable where it is about a client that does not keep this clock."""
    if question not in QUESTIONS:
        raise ObservationError(f"cannot ask {question} of the time: there is {', '.join(QUESTIONS)}")
    if not _systemd.booted(host):
        raise NotApplicable(f"systemd does not run this host (there is no {_systemd.BOOTED})")
    return QUESTIONS[question](host)


def _states(host: Host) -> dict[str, tuple[str, dict[str, t.Any]]]:
    """Client -> its unit, under the name that is there, and what systemd says of it. One that is masked is not there."""
    found: dict[str, tuple[str, dict[str, t.Any]]] = {}
    for client, names in CLIENTS.items():
        readings = [each for each in unit.observe(host, names) if each.value["enabled"] not in (unit.NOT_FOUND, "masked")]
        if readings:
            best = max(readings, key=lambda each: (each.value["active"], each.value["enabled"] in unit.ENABLED))
            found[client] = (best.aspect, best.value)
    return found


def _running(host: Host) -> list[str]:
    return [client for client, (_name, state) in _states(host).items() if state["active"]]


def _active(host: Host) -> list[Reading]:
    states = _states(host)
    running = [client for client, (_name, state) in states.items() if state["active"]]
    # one that was to start is the host's own choice
    chosen = sorted(states, key=lambda client: states[client][1]["enabled"] not in unit.ENABLED)
    source = f"systemctl: {', '.join(running) or 'none'} active; installed: {', '.join(states) or 'none'}"
    return [Seen(len(running), source, "", {"unit": states[chosen[0]][0] if chosen else ""})]


def _synchronised(host: Host) -> list[Reading]:
    return [Reading(host.run(*SHOW).strip(), " ".join(SHOW))]


def _sources(host: Host) -> list[Reading]:
    running = _running(host)
    if CHRONY in running:
        lines = host.run("chronyc", "-c", "-n", "sources").splitlines()
        return [Reading([line.split(",")[2] for line in lines if line.count(",") > 2], "chronyc sources")]
    if TIMESYNCD in running:
        said = dict(line.partition("=")[::2] for line in host.run(*SERVERS).splitlines())
        return [Reading([name for names in said.values() for name in names.split()], "timedatectl show-timesync")]
    raise NotApplicable(f"{' and '.join(running) or 'no client'} keeps the time here, not chrony or systemd-timesyncd")


def _user(host: Host) -> list[Reading]:
    running = _running(host)
    if CHRONY not in running:
        raise NotApplicable(f"{' and '.join(running) or 'no client'} keeps the time here, not chrony")
    names = {fields[2]: fields[0] for fields in (line.split(":") for line in (host.read("/etc/passwd") or "").splitlines()) if len(fields) > 2}
    for path in host.glob("/proc/[0-9]*/comm"):
        if (host.read(path) or "").strip() == "chronyd":
            status = path.replace("/comm", "/status")
            uid = re.search(r"^Uid:\s+\d+\s+(\d+)", host.read(status) or "", re.MULTILINE)
            if uid:
                return [Reading(names.get(uid[1], uid[1]), status)]
    raise ObservationError("cannot tell as whom chronyd runs: systemd says that it does, and no process has its name")


QUESTIONS: dict[str, t.Callable[[Host], list[Reading]]] = {"active": _active, "sources": _sources, "synchronised": _synchronised, "user": _user}


def plan(readings: list[Seen], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """The client that this host has is started, where none runs."""
    seen = readings[0]
    if args["question"] != "active" or seen.value > 1:
        raise Unfixable("which of them is to keep the time is for people to say; stop the other one")
    if seen.value == 1:
        return []
    if not seen.known["unit"]:
        raise Unfixable("no time client is installed; install chrony or systemd-timesyncd")
    return [Unit(f"unit {seen.known['unit']}", ON)]
