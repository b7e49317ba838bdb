# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What runs by the clock: whether others could change it, and who may have jobs of his own."""

from __future__ import annotations

import functools
import re
import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Identities
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Edit, Gone, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _cron_jobs, _cron_programs
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._cron_jobs import CRONTAB, ROOT, Job
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.file import described

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

WRITABLE = "writable"
AT_SPOOLS = ("/var/spool/cron/atjobs", "/var/spool/at")
MOST = 50
MOST_PLACES = 8
ONLY_OTHERS = re.compile(r"(/.*) \((\S+):(\S+) ([0-7]{4})\) can be written by others")


class Lists(t.NamedTuple):
    """The program that goes by two lists of users, and these."""

    program: str
    allow: str
    deny: str


LISTS = {"cron": Lists("crontab", "/etc/cron.allow", "/etc/cron.deny"), "at": Lists("at", "/etc/at.allow", "/etc/at.deny")}


def observe(host: Host, question: str) -> list[Reading]:
    """writable: one reading, a sentence for each file or folder on the way to what a job runs that others than its user and root could change.

    cron, at: {exists, owner, group, mode, readable, deny} of the list of those who may have jobs, and users, who have some today.
    Both need root. SubjectMissing where there are no jobs, or no such program.
    """
    if question == WRITABLE:
        return [_writable(host)]
    if question not in LISTS:
        raise ObservationError(f"cannot answer the cron question {question}: known are {WRITABLE}, {', '.join(LISTS)}")
    return [_list(host, question)]


def _writable(host: Host) -> Reading:
    jobs = _cron_jobs.jobs(host)
    own = [Job(ROOT, "", "", path) for path in (CRONTAB, *_cron_jobs.drop_ins(host)) if host.stat(path)]
    own += [Job(user, "", "", path) for user, path in _cron_jobs.tables(host).items()]
    if not jobs and not own:
        raise SubjectMissing("nothing runs by the clock here: no crontab, no script in a cron folder, no timer")
    writers = _cron_programs.Writers(host)
    found: dict[str, list[str]] = {}
    for job in [*own, *jobs]:
        for sentence in _offences(host, writers, job):
            places = found.setdefault(sentence, [])
            places += [] if job.where in places else [job.where]
    said = [f"{', '.join(places[:MOST_PLACES])} ({sentence.partition(' (')[0]})" for sentence, places in found.items()]
    return Reading(sorted(found)[:MOST], "; ".join(said[:MOST_PLACES]) or f"{len(jobs)} commands of crontabs, cron folders and timers")


def _offences(host: Host, writers: _cron_programs.Writers, job: Job) -> list[str]:
    """What is wrong with all that a job runs."""
    paths = [job.where] if not job.command else _run(host, job)
    return list(dict.fromkeys(sentence for path in paths for sentence in writers.offences(path, job.user)))


def _run(host: Host, job: Job) -> list[str]:
    """The paths of what a job runs, and of the folders that could hold something in its place."""
    named = _cron_programs.parse(job.command)
    paths = [path for name in named.programs for path in _cron_programs.located(host, name, job.searched)]
    paths += [path for path in named.others if _cron_programs.is_program(host, path)]
    paths += [path for folder in named.folders for path in (folder, *_cron_jobs.scripts(host, folder))]
    return list(dict.fromkeys(paths))


def _reader(host: Host, program: str) -> tuple[str, bool]:
    """(the group that a program has when an ordinary user runs it, whether it is root then)."""
    path = host.which(program)
    found = host.stat(path) if path else None
    if found is None:
        raise SubjectMissing(f"there is no {program} on this host")
    if found.st_mode & stat.S_ISUID and found.st_uid == 0:
        return ROOT, True
    group = found.st_gid if found.st_mode & stat.S_ISGID else 0
    return Identities(host).group_name(group) or ROOT, False


def _list(host: Host, question: str) -> Reading:
    """What there is of the list, and whether the program that goes by it could read it."""
    names = LISTS[question]
    group, as_root = _reader(host, names.program)
    itself = host.stat(names.allow, follow=False)
    deny = host.stat(names.deny, follow=False) is not None
    value: dict[str, t.Any] = {"exists": itself is not None, "owner": ROOT, "group": group, "mode": "0000", "type": "file", "readable": True, "deny": deny}
    if itself is not None:
        value.update(described(itself, Identities(host)))
        value["readable"] = as_root or bool(int(value["mode"], 8) & (0o044 if value["group"] == group else 0o004))
    value["users"] = _users(host, question)
    value["reader"] = group
    return Reading(value, names.allow if itself is not None else f"there is no {names.allow}{f', but {names.deny}' if deny else ''}", names.allow)


def _users(host: Host, question: str) -> list[str]:
    """Those who have jobs today and may have them."""
    if question == "cron":
        users = set(_cron_jobs.tables(host))
    else:
        found = [host.stat(f"{spool}/{name}", follow=False) for spool in AT_SPOOLS for name in host.listdir(spool) or () if not name.startswith(".")]
        users = {Identities(host).user_name(each.st_uid) or "" for each in found if each is not None and stat.S_ISREG(each.st_mode)}
    denied = (host.read(LISTS[question].deny) or "").split()
    return sorted(name for name in users if name and name not in (ROOT, "daemon", *denied) and Identities(host).user(name))


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """Rights of others taken from what a job runs; or the list of those who have jobs today, in the place of the one of those who may not."""
    value = readings[0].value
    if args["question"] == WRITABLE:
        return [_closed(sentence) for sentence in value]
    names = LISTS[args["question"]]
    steps: list[Step] = []
    if value["type"] != "file":
        raise Unfixable(f"{names.allow} is a {value['type']}, which is left alone; put a file there")
    if not value["exists"]:
        steps.append(Edit(names.allow, functools.partial(_listed, [ROOT, *value["users"]]), mode=0o640))
    mode = int(value["mode"], 8) & 0o640 | 0o600 | (0o040 if value["reader"] != ROOT else 0)
    wanted = Dress(names.allow, ROOT, value["reader"], mode if value["exists"] else 0o640)
    if not value["exists"] or (value["owner"], value["group"], int(value["mode"], 8)) != (ROOT, value["reader"], wanted.mode):
        steps.append(wanted)
    return [*steps, *([Gone(names.deny)] if value["deny"] else [])]


def _listed(users: t.Sequence[str], text: str) -> str:
    return text or "".join(f"{name}\n" for name in users)


def _closed(sentence: str) -> Dress:
    """A file without the right of others to write; who owns it, and what a group may, is for people to settle."""
    found = ONLY_OTHERS.fullmatch(sentence)
    if not found:
        raise Unfixable(f"{sentence}, and a job runs it: give it to who should have it, or take the job away")
    return Dress(found[1], found[2], found[3], int(found[4], 8) & ~0o002)
