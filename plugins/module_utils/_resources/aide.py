# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""AIDE: whether there is a database to compare with, and whether something compares each day."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _systemd, unit
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._seen import Seen
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_aide import BEING_MADE, FAILED, UNIT, Making, state
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import ON, Unit

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

FOLDER = "/etc/systemd/system"
CHECK = "groundwork-aide-check"
PLAIN = re.compile(r"/[A-Za-z0-9_./@+-]+")
SETTING = re.compile(r"^[ \t]*(database|database_in|database_out)[ \t]*=[ \t]*(\S+)", re.MULTILINE)
DEFINE = re.compile(r"^[ \t]*@@define[ \t]+(\w+)[ \t]+(\S+)", re.MULTILINE)
CRONTABS = ("/etc/crontab", "/etc/cron.d/*", "/etc/cron.daily/*", "/etc/cron.weekly/*", "/var/spool/cron/root", "/var/spool/cron/crontabs/root")
BY_CRON = re.compile(r"^[^#\n]*\baide\b[^#\n]*\s(?:--check|--update|-C|-u)\b", re.MULTILINE)
# env, because who verifies a unit wants its program to be there, and AIDE comes in the same run. No sandbox with mounts of its own: AIDE
# is to see the host as it is. No NoNewPrivileges: SELinux would then keep the program out of its own domain.
SERVICE = """[Unit]
Description={0}
Documentation=man:aide(1)
{1}
[Service]
Type=oneshot
ExecStart=/usr/bin/env aide --config={2} {3}
Nice=19
IOSchedulingClass=idle
CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_FOWNER CAP_AUDIT_WRITE
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_NETLINK AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native"""
TIMER = """[Unit]
Description=Daily check of files by AIDE
[Timer]
OnCalendar=*-*-* 05:00:00
RandomizedDelaySec=2h
Persistent=true
[Install]
WantedBy=timers.target"""


class Files(t.NamedTuple):
    """Where AIDE has its configuration, the database that it compares with, and the one that it makes."""

    config: str
    database: str
    new: str


def parse(text: str, usual: Files) -> Files:
    """The places of the databases that a configuration names; those that are usual where it names none. NotApplicable where one is no file."""
    names = dict(DEFINE.findall(text))
    said = {}
    for key, value in SETTING.findall(text):
        url = re.sub(r"@@\{(\w+)\}", lambda found: names.get(found[1], found[0]), value)
        scheme, _colon, path = url.partition(":")
        if scheme != "file":
            raise NotApplicable(f"{usual.config} has its {key} at {url}, which is no file of this host")
        said["database_in" if key == "database" else key] = re.sub(r"^//+", "/", path)
    return Files(usual.config, said.get("database_in", usual.database), said.get("database_out", usual.new))


def observe(host: Host, question: str, config: str, database: str = "", new: str = "", timers: t.Sequence[str] = ()) -> list[Seen]:
    """database: there, absent, being made, or failed. scheduled: a boolean; one of the timers runs and starts at boot, or cron does it.

    database, new: where they are where the configuration does not say it, or is not there yet. timers: the first is the one to switch on.
    """
    files = parse(host.read(config) or "", Files(config, database, new))
    if question == "database":
        found = state(host, files.database)
        return [Seen(found, f"{files.database}; systemctl show {UNIT}", "", {"files": files})]
    if question != "scheduled" or not timers:
        raise ObservationError(f"cannot ask {question} of AIDE: there is database, and scheduled with timers")
    known = {"files": files, "timer": timers[0], "brought": _systemd.booted(host) and _systemd.has_file(host, timers[0])}
    for each in unit.observe(host, timers) if _systemd.booted(host) else []:
        if each.value["active"] and each.value["enabled"] in unit.ENABLED:
            return [Seen(True, each.source, "", known)]
    job = next((path for pattern in CRONTABS for path in host.glob(pattern) if BY_CRON.search(host.read(path) or "")), "")
    return [Seen(bool(job), job or f"no job of cron, and none of {', '.join(timers)} runs and starts at boot", "", known)]


def plan(readings: list[Seen], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """The database made in the background, or a timer: that of the package, or where the family has none, ours."""
    seen = readings[0]
    if seen.value == want:
        return []
    files: Files = seen.known["files"]
    odd = [path for path in files if path and not PLAIN.fullmatch(path)]
    if odd:
        raise Unfixable(f"{odd[0]} cannot stand in a unit of systemd; make the database by hand (aide --init)")
    return _database(seen, files) if args["question"] == "database" else _scheduled(seen, files)


def _database(seen: Seen, files: Files) -> list[Step]:
    if seen.value == BEING_MADE:
        raise Unfixable(f"{files.database} is being made in the background at this moment; look again later (systemctl status {UNIT})")
    if seen.value == FAILED:
        raise Unfixable(f"making {files.database} failed; mend what journalctl -u {UNIT} says, then run: systemctl reset-failed {UNIT}")
    text = SERVICE.format("First database of AIDE", f"ConditionFileNotEmpty=!{files.database}", files.config, "--init")
    # whole or not at all under its own name, and owned by who owns the folder: on Debian the daily check is not root
    then = [f"/usr/bin/chown --reference={files.new.rpartition('/')[0]} {files.new}", f"/bin/mv -f {files.new} {files.database}"]
    lines = [text, *(f"ExecStartPost={each}" for each in then)]
    return [Lines(f"{FOLDER}/{UNIT}", "\n".join(lines)), Making(f"the database of AIDE, {files.database}", BEING_MADE)]


def _scheduled(seen: Seen, files: Files) -> list[Step]:
    timer = seen.known["timer"]
    on = Unit(f"unit {timer}", ON)
    if timer != f"{CHECK}.timer":
        if not seen.known["brought"]:
            raise Unfixable(f"{timer} comes with the package and is not there yet (integrity.aide_installed)")
        return [on]
    service = SERVICE.format("Check of files by AIDE", f"ConditionFileNotEmpty={files.database}", files.config, "--check")
    return [Lines(f"{FOLDER}/{CHECK}.service", service), Lines(f"{FOLDER}/{CHECK}.timer", TIMER), on]
