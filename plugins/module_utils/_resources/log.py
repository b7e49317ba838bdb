# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Logs: who may read them, whether they are rotated, and whether they leave the host."""

from __future__ import annotations

import re
import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Identities
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Lines, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _account_files as accounts
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _rsyslog, _systemd, unit
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._account_names import NOBODY
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._seen import Seen
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.file import described
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.trust import below
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import ON, Unit

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

FOLDER = "/var/log"
MOST = 100
CLOSED = 0o640
# Who is logged in and when: read by anyone, written by programs of the group utmp.
LOGINS, OF_LOGINS = re.compile(r"(wtmp|lastlog)([.-].*)?"), 0o664
BTMP, OF_BTMP = re.compile(r"btmp([.-].*)?"), 0o660
# Read before all others there, so that a mode which somebody sets on purpose later stays.
OWN = "/etc/rsyslog.d/00-groundwork.conf"
TIMER, PROGRAM, BY_CRON = "logrotate.timer", "logrotate", "/etc/cron.daily/logrotate"
UPLOAD = "systemd-journal-upload.service"


def _create_mode(host: Host) -> list[Reading]:
    """The mode that new files of rsyslog get, each of those that differ once, with the files that get it."""
    reader = _rsyslog.read(host)
    mask = _rsyslog.umask(host, reader)
    found: dict[tuple[str, bool], list[_rsyslog.Output]] = {}
    for output in reader.outputs:
        if output.kind == _rsyslog.FILE:
            found.setdefault((output.mode, output.own_mode), []).append(output)
    if not found:
        raise SubjectMissing(f"rsyslog writes no file, by {_rsyslog.MAIN} and what it includes")
    return [_created(mode, mask, outputs) for (mode, _own), outputs in found.items()]


def _created(mode: str, mask: str, outputs: list[_rsyslog.Output]) -> Seen:
    try:
        value = f"{int(mode, 8) & ~int(mask, 8):04o}"
    except ValueError as exc:
        raise ObservationError(f"cannot tell the mode of new log files: {outputs[0].where} has {mode}, and the umask is {mask}; one is no octal mode") from exc
    source = f"{outputs[0].where}: {mode} with umask {mask}"
    return Seen(value, source, ", ".join(each.name for each in outputs[:3]), {"own": [each.where for each in outputs if each.own_mode]})


def _files(host: Host) -> list[Reading]:
    """A sentence for each log file that others could read or its group write, or that belongs to a person; at most MOST."""
    if host.listdir(FOLDER) is None:
        raise SubjectMissing(f"there is no {FOLDER}")
    identities, first = Identities(host), accounts.uid_min(host)
    sentences: list[str] = []
    dresses: list[Dress | None] = []
    for path in below(host, FOLDER):
        found = host.stat(path, follow=False)
        if found is None or not stat.S_ISREG(found.st_mode):
            continue
        name, mode = path.rpartition("/")[2], stat.S_IMODE(found.st_mode)
        most = OF_LOGINS if LOGINS.fullmatch(name) else OF_BTMP if BTMP.fullmatch(name) else CLOSED
        said = described(found, identities)
        shown = f"{path} is {said['owner']}:{said['group']} {said['mode']}"
        if found.st_uid >= first and found.st_uid != NOBODY:
            sentences.append(f"{shown}, and belongs to a person")
            dresses.append(None)
        elif mode & ~most:
            sentences.append(f"{shown}, to be {mode & most:04o}")
            dresses.append(Dress(path, said["owner"], said["group"], mode & most))
    return [Seen(sentences[:MOST], FOLDER, "", {"dresses": dresses[:MOST]})]


def _rotation(host: Host) -> list[Reading]:
    """Whether logrotate is started each day. SubjectMissing where it is not here and nothing writes log files that grow."""
    if host.which(PROGRAM) is None:
        if host.which(_rsyslog.PROGRAM) is None and host.which("syslog-ng") is None:
            raise SubjectMissing("there is no logrotate and no daemon that writes log files; the journal has bounds of its own")
        return [Seen(False, "there is no logrotate", "", {"there": False})]
    if _systemd.booted(host):
        timer = unit.observe(host, [TIMER])[0]
        if timer.value["enabled"] != unit.NOT_FOUND:
            return [Seen(timer.value["active"] and timer.value["enabled"] in unit.ENABLED, timer.source, "", {"there": True, "timer": True})]
    found = host.stat(BY_CRON)
    on = found is not None and bool(found.st_mode & 0o100)
    return [Seen(on, f"{BY_CRON} is {'there' if on else 'not there, or cannot be run'}, and there is no {TIMER}", "", {"there": True, "timer": False})]


def _forwarding(host: Host, agents: t.Sequence[str]) -> list[Reading]:
    """What sends logs elsewhere: hosts that rsyslog sends to, and agents that run."""
    found, sources = [], []
    try:
        outputs = [each for each in _rsyslog.read(host).outputs if each.kind == _rsyslog.REMOTE]
        found += [f"rsyslog to {each.name}" for each in outputs]
        sources += [each.where for each in outputs] or [_rsyslog.MAIN]
    except SubjectMissing as exc:
        sources.append(str(exc))
    if _systemd.booted(host):
        active = [each.aspect for each in unit.observe(host, [UPLOAD, *agents]) if each.value["active"]]
        found += active
        sources.append(f"systemctl: {', '.join(active) or 'no agent that is known here'} runs")
    return [Reading(list(dict.fromkeys(found)), "; ".join(sources))]


def observe(host: Host, question: str, agents: t.Sequence[str] = ()) -> list[Reading]:
    """create_mode: octal digits; files: sentences; rotation: a boolean; forwarding: names (agents: units that may send logs)."""
    if question == "forwarding":
        return _forwarding(host, agents)
    if question not in QUESTIONS:
        raise ObservationError(f"cannot ask {question} of logs: there is forwarding, {', '.join(QUESTIONS)}")
    return QUESTIONS[question](host)


QUESTIONS: dict[str, t.Callable[[Host], list[Reading]]] = {"create_mode": _create_mode, "files": _files, "rotation": _rotation}


def plan(readings: list[Seen], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """A mode in a drop-in that rsyslog reads first, rights taken from files, or the timer of logrotate."""
    if args["question"] == "create_mode":
        own = [where for each in readings if int(each.value, 8) & ~int(want, 8) for where in each.known["own"]]
        if own:
            raise Unfixable(f'{own[0]} is an action of its own, whose mode no drop-in changes; give it fileCreateMode="{want}" there')
        return [Lines(OWN, f"$FileCreateMode {want}")]
    if args["question"] == "files":
        return [_dressed(each, sentence) for seen in readings for each, sentence in zip(seen.known["dresses"], seen.value)]
    if args["question"] == "rotation":
        known = readings[0].known
        if not known["there"] or not known["timer"]:
            raise Unfixable(f"there is no {TIMER} to switch on; install logrotate, or have cron run it each day")
        return [Unit(f"unit {TIMER}", ON)]
    raise Unfixable("only people know where logs are to go; follow the remediation")


def _dressed(dress: Dress | None, sentence: str) -> Dress:
    if dress is None:
        raise Unfixable(f"{sentence}; find out what writes it, then give it to root or to that program's user")
    return dress
