# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The jobs that a host runs by the clock: crontabs of the system and of users, folders of scripts, timers."""

from __future__ import annotations

import re
import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _systemd

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

CRONTAB, DROP_INS, ANACRONTAB = "/etc/crontab", "/etc/cron.d", "/etc/anacrontab"
SPOOLS = ("/var/spool/cron/crontabs", "/var/spool/cron")
FOLDERS = ("/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly", "/etc/cron.monthly")
ROOT = "root"
# crontab(5) of Debian's cron and of cronie.
SEARCHED = "/usr/bin:/bin"
VARIABLE = re.compile(r"""\s*["']?([A-Za-z_][A-Za-z0-9_]*)["']?\s*=\s*(.*)""")
PERCENT = re.compile(r"(?<!\\)%")
# run-parts(8) and cron(8) of Debian take no other names; those of EL leave out what editors and rpm keep.
DEBIAN_NAME = re.compile(r"[A-Za-z0-9_-]+")
KEPT = re.compile(r"[.#].*|.*(~|,|,v|\.(rpmsave|rpmorig|rpmnew|cfsaved|swp|dpkg-[a-z]+))")
PROPERTIES = ("systemctl", "show", "--no-pager")
TIMERS = (*PROPERTIES, "--property=Id,ActiveState,Unit", "--", "*.timer")
SERVICE = (*PROPERTIES, "--property=Id,User,FragmentPath,ExecStartPre,ExecStart,ExecStartPost", "--")
ARGV = re.compile(r"\{ path=(.*?) ; argv\[\]=(.*?) ; (?:flags|ignore_errors)=")


class Job(t.NamedTuple):
    """A command: as whom, which command, the folders that its programs are looked for in, and the file:line that says so."""

    user: str
    command: str
    searched: str
    where: str


def parse_crontab(text: str, path: str, fields: int, user: str = "") -> list[Job]:
    """The jobs of a crontab; fields: those before the command where the time is written in five of them. user: whose it is; else a field says so."""
    jobs, searched = [], SEARCHED
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        variable = VARIABLE.fullmatch(line)
        if not line or line[0] == "#":
            continue
        if variable:
            searched = variable[2].strip("\"' ") if variable[1] == "PATH" else searched
            continue
        before = fields - 4 if line[0] == "@" and path != ANACRONTAB else fields
        words = line.lstrip("-").split(None, before)
        if len(words) > before:
            command = words[before] if path == ANACRONTAB else PERCENT.split(words[before])[0]
            jobs.append(Job(user or words[before - 1], command, searched, f"{path}:{number}"))
    return jobs


def runs(host: Host, name: str) -> bool:
    """Whether cron and run-parts of this host take a file of that name."""
    if KEPT.fullmatch(name):
        return False
    return bool(DEBIAN_NAME.fullmatch(name)) or bool(host.which("crond")) or not host.which("cron")


def crontabs(host: Host) -> list[Job]:
    """What the crontabs of the system, of anacron and of users say."""
    jobs = [job for path in (CRONTAB, *drop_ins(host)) if _is_file(host, path) for job in parse_crontab(host.read(path) or "", path, 6)]
    jobs += parse_crontab(host.read(ANACRONTAB) or "", ANACRONTAB, 3, ROOT)
    for user, path in tables(host).items():
        jobs += parse_crontab(host.read(path) or "", path, 5, user)
    return jobs


def drop_ins(host: Host) -> list[str]:
    """The crontabs in /etc/cron.d that cron takes."""
    return [f"{DROP_INS}/{name}" for name in host.listdir(DROP_INS) or () if runs(host, name)]


def _is_file(host: Host, path: str) -> bool:
    found = host.stat(path)
    return found is not None and stat.S_ISREG(found.st_mode)


def tables(host: Host) -> dict[str, str]:
    """User -> the crontab of his own."""
    paths = [(name, f"{spool}/{name}") for spool in SPOOLS for name in host.listdir(spool) or () if not name.startswith("tmp.")]
    return {name: path for name, path in paths if _is_file(host, path)}


def scripts(host: Host, folder: str) -> list[str]:
    """The scripts in a folder that run-parts runs."""
    paths = [f"{folder}/{name}" for name in host.listdir(folder) or () if runs(host, name)]
    found = [(path, host.stat(path)) for path in paths]
    return [path for path, what in found if what is not None and stat.S_ISREG(what.st_mode) and what.st_mode & 0o111]


def parse_blocks(text: str) -> list[dict[str, list[str]]]:
    """What systemctl show printed: for each unit, property -> its lines."""
    blocks = []
    for block in text.split("\n\n"):
        found: dict[str, list[str]] = {}
        for line in block.splitlines():
            key, equals, value = line.partition("=")
            if equals:
                found.setdefault(key, []).append(value)
        if found:
            blocks.append(found)
    return blocks


def timers(host: Host) -> list[Job]:
    """What the services run that a timer starts; none where systemd does not run the host."""
    if not _systemd.booted(host):
        return []
    waiting = [block for block in parse_blocks(host.run(*TIMERS)) if block.get("ActiveState") == ["active"]]
    units = sorted({unit for block in waiting for unit in block.get("Unit", ()) if unit.endswith(".service")})
    jobs = []
    for block in parse_blocks(host.run(*SERVICE, *units)) if units else []:
        user, where = (block.get(key, [""])[0] for key in ("User", "FragmentPath"))
        lines = [line for key in ("ExecStartPre", "ExecStart", "ExecStartPost") for line in block.get(key, ())]
        jobs += [Job(user or ROOT, f"{path} {argv.partition(' ')[2]}", "", where or block["Id"][0]) for line in lines for path, argv in ARGV.findall(line)]
    return jobs


def jobs(host: Host) -> list[Job]:
    """All of them."""
    by_folder = [Job(ROOT, path, "", folder) for folder in FOLDERS for path in scripts(host, folder)]
    return [*crontabs(host), *by_folder, *timers(host)]
