# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import os
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Edit, Gone, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import cron
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._cron_jobs import TIMERS, parse_crontab
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._cron_programs import parse
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

ACCOUNTS = {
    "/etc/passwd": "root:x:0:0::/root:/bin/sh\nbob:x:1000:1000::/home/bob:/bin/sh\nann:x:1001:1001::/home/ann:/bin/sh\n",
    "/etc/group": "root:x:0:\nbob:x:1000:\nann:x:1001:\nops:x:50:root,ann\nempty:x:51:\ncrontab:x:102:\n",
}
JOB = "* * * * * root /opt/job\n"


def host(tmp_path: Path, files: dict[str, str], stats: dict[str, t.Any] | None = None, commands: dict[str, t.Any] | None = None) -> FixtureHost:
    """A host with accounts, on which every file and folder has the plain modes unless stats say otherwise; what lies in /opt and /usr/bin can be run."""
    root = make_root(tmp_path, {**ACCOUNTS, **files})
    told: dict[str, t.Any] = {"/": {"mode": "0755"}}
    for folder, folders, names in os.walk(root):
        where = folder[len(root) :]
        told.update({f"{where}/{name}": {"mode": "0755"} for name in folders})
        told.update({f"{where}/{name}": {"mode": "0755" if where.startswith(("/opt", "/usr/bin", "/etc/cron.daily", "/home")) else "0644"} for name in names})
    for path, said in (stats or {}).items():
        told[path] = {**told.get(path, {}), **said}
    return FixtureHost(root, commands=commands or {}, stats=told)


@pytest.mark.parametrize(
    ("command", "programs", "others", "folders"),
    [
        ("/opt/a -x /var/b", ["/opt/a"], ["/var/b"], []),
        ("cd / && run-parts --report /etc/cron.hourly", ["cd", "run-parts"], ["/"], ["/etc/cron.hourly"]),
        ("test -x /usr/sbin/anacron || { cd / && /opt/b; }", ["test", "cd", "/opt/b"], ["/usr/sbin/anacron", "/"], []),
        ("[ -x /opt/a ] && if [ ! -d /run/x ]; then /opt/a; fi", ["[", "[", "/opt/a", "fi"], ["/opt/a", "/run/x"], []),
        ("PATH=/x FOO='a b' nice -n 10 /opt/a > /var/log/a 2>&1 | mail -s x root", ["/opt/a", "mail"], [], []),
        ("python3 -u /opt/a.py /srv/data", ["python3", "/opt/a.py"], ["/srv/data"], []),
        ("bash -c 'cd /x && /opt/a'", ["bash", "cd", "/opt/a"], ["/x"], []),
        (". /etc/profile; backup", [".", "/etc/profile", "backup"], [], []),
        ("/opt/a 'unbalanced", ["/opt/a"], [], []),
        ("", [], [], []),
    ],
)
def test_parse(command: str, programs: list[str], others: list[str], folders: list[str]) -> None:
    assert parse(command) == (programs, others, folders)


@pytest.mark.parametrize(
    ("text", "fields", "user", "expected"),
    [
        (JOB, 6, "", [("root", "/opt/job")]),
        ("@daily root /opt/job --now\n", 6, "", [("root", "/opt/job --now")]),
        ("-*/5 * * * * bob /opt/job\n", 6, "", [("bob", "/opt/job")]),
        ("# no\n\nMAILTO=root\n1 2 3 4 5 /opt/job %in\n", 5, "ann", [("ann", "/opt/job ")]),
        (r"1 2 3 4 5 date +\%F", 5, "ann", [("ann", r"date +\%F")]),
        ("@reboot /opt/job", 5, "ann", [("ann", "/opt/job")]),
        ("* * * * * root", 6, "", []),
    ],
)
def test_crontab(text: str, fields: int, user: str, expected: list[tuple[str, str]]) -> None:
    assert [(job.user, job.command) for job in parse_crontab(text, "/etc/crontab", fields, user)] == expected


WRITABLE = "/opt/job (root:root 0757) can be written by others"


@pytest.mark.parametrize(
    ("files", "stats", "expected"),
    [
        ({"/etc/crontab": JOB, "/opt/job": ""}, {}, []),
        ({"/etc/crontab": JOB, "/opt/job": ""}, {"/opt/job": {"mode": "0757"}}, [WRITABLE]),
        ({"/etc/crontab": JOB, "/opt/job": ""}, {"/opt/job": {"mode": "0775", "gid": 51}}, []),
        (
            {"/etc/crontab": JOB, "/opt/job": ""},
            {"/opt/job": {"mode": "0775", "gid": 50}},
            ["/opt/job (root:ops 0775) can be written by members of ops"],
        ),
        ({"/etc/crontab": JOB, "/opt/job": ""}, {"/opt/job": {"uid": 1000}}, ["/opt/job (bob:root 0755) belongs to bob"]),
        ({"/etc/crontab": JOB.replace("root", "bob"), "/opt/job": ""}, {"/opt/job": {"uid": 1000}}, []),
        ({"/etc/crontab": JOB, "/opt/job": ""}, {"/opt": {"mode": "0777"}}, ["/opt (root:root 0777) can be written by others"]),
        ({"/etc/crontab": JOB, "/opt/job": ""}, {"/opt": {"mode": "1777"}}, []),
        ({"/etc/crontab": JOB, "/opt/": ""}, {"/opt": {"mode": "1777"}}, ["/opt (root:root 1777) can be written by others"]),
        (
            {"/etc/crontab": JOB, "/opt/job": "-> /srv/real", "/srv/real": ""},
            {"/srv": {"uid": 1001}},
            ["/srv (ann:root 0755) belongs to ann"],
        ),
        (
            {"/etc/crontab": "PATH=/usr/local/bin:/usr/bin\n* * * * * root job\n", "/usr/local/bin/": "", "/usr/bin/job": ""},
            {"/usr/local/bin": {"mode": "0777"}},
            ["/usr/local/bin (root:root 0777) can be written by others"],
        ),
        ({"/etc/crontab": "", "/etc/cron.d/a": JOB, "/opt/job": ""}, {"/opt/job": {"mode": "0757"}}, [WRITABLE]),
        ({"/etc/crontab": "", "/etc/cron.d/a.rpmsave": JOB, "/etc/cron.d/.a": JOB, "/opt/job": ""}, {"/opt/job": {"mode": "0757"}}, []),
        ({"/etc/cron.d/a.b": JOB, "/usr/sbin/crond": "", "/opt/job": ""}, {"/opt/job": {"mode": "0757"}}, [WRITABLE]),
        ({"/etc/cron.d/a": JOB, "/opt/job": ""}, {"/etc/cron.d/a": {"mode": "0646"}}, ["/etc/cron.d/a (root:root 0646) can be written by others"]),
        ({"/etc/cron.daily/b": ""}, {"/etc/cron.daily/b": {"mode": "0757"}}, ["/etc/cron.daily/b (root:root 0757) can be written by others"]),
        ({"/etc/anacrontab": "1 5 x bash /opt/job\n", "/opt/job": ""}, {"/opt/job": {"mode": "0757"}}, [WRITABLE]),
        (
            {"/var/spool/cron/crontabs/bob": "* * * * * /home/bob/x\n", "/home/bob/x": ""},
            {"/var/spool/cron/crontabs/bob": {"uid": 1000}, "/home/bob": {"uid": 1000}, "/home/bob/x": {"uid": 1001}},
            ["/home/bob/x (ann:root 0755) belongs to ann"],
        ),
        ({"/var/spool/cron/root": JOB.replace("root ", ""), "/opt/job": ""}, {"/opt/job": {"mode": "0757"}}, [WRITABLE]),
    ],
)
def test_writable(tmp_path: Path, files: dict[str, str], stats: dict[str, t.Any], expected: list[str]) -> None:
    assert cron.observe(host(tmp_path, files, stats), "writable")[0].value == expected


SHOWN = "Id=a.service\nUser=bob\nFragmentPath=/etc/systemd/system/a.service\nExecStart={ path=/opt/job ; argv[]=/opt/job -x ; ignore_errors=no ; pid=0 }\n"


def test_a_timer(tmp_path: Path) -> None:
    shows = {
        " ".join(TIMERS): "Unit=a.service\nId=a.timer\nActiveState=active\n\nUnit=b.service\nId=b.timer\nActiveState=inactive\n",
        "systemctl show --no-pager --property=Id,User,FragmentPath,ExecStartPre,ExecStart,ExecStartPost -- a.service": SHOWN,
    }
    stats = {"/opt/job": {"uid": 1001}}
    reading = cron.observe(host(tmp_path, {"/run/systemd/system/": "", "/opt/job": ""}, stats, shows), "writable")[0]
    assert reading == Reading(["/opt/job (ann:root 0755) belongs to ann"], "/etc/systemd/system/a.service (/opt/job)")


PROGRAM = {"/usr/bin/crontab": ""}
SETGID = {"/usr/bin/crontab": {"mode": "2755", "gid": 102}}
GOOD = {"exists": True, "owner": "root", "group": "crontab", "mode": "0640", "type": "file", "readable": True, "deny": False, "users": [], "reader": "crontab"}
SETUID = {"/usr/bin/crontab": {"mode": "4755", "gid": 0}}
NONE = {**GOOD, "exists": False, "mode": "0000"}


@pytest.mark.parametrize(
    ("files", "stats", "expected"),
    [
        ({}, {}, NONE),
        ({"/etc/cron.deny": ""}, {}, {**NONE, "deny": True}),
        ({"/etc/cron.allow": "root\n"}, {"/etc/cron.allow": {"mode": "0640", "gid": 102}}, GOOD),
        ({"/etc/cron.allow": "root\n"}, {"/etc/cron.allow": {"mode": "0640"}}, {**GOOD, "group": "root", "readable": False}),
        ({"/etc/cron.allow": "root\n"}, {"/etc/cron.allow": {"mode": "0640"}, **SETUID}, {**GOOD, "group": "root", "reader": "root"}),
        (
            {"/var/spool/cron/crontabs/ann": "", "/var/spool/cron/crontabs/bob": "", "/var/spool/cron/crontabs/gone": "", "/etc/cron.deny": "bob\n"},
            {},
            {**NONE, "deny": True, "users": ["ann"]},
        ),
    ],
)
def test_the_list_of_cron(tmp_path: Path, files: dict[str, str], stats: dict[str, t.Any], expected: dict[str, t.Any]) -> None:
    assert cron.observe(host(tmp_path, {**PROGRAM, **files}, {**SETGID, **stats}, {"crontab -l": ""}), "cron")[0].value == expected


def test_those_who_have_jobs_of_at(tmp_path: Path) -> None:
    files = {"/usr/bin/at": "", "/var/spool/at/a00001": "", "/var/spool/at/.SEQ": ""}
    asked = host(tmp_path, files, {"/usr/bin/at": {"mode": "4755"}, "/var/spool/at/a00001": {"uid": 1001}}, {"at -l": ""})
    assert cron.observe(asked, "at")[0].value["users"] == ["ann"]


@pytest.mark.parametrize(
    ("question", "error", "message"),
    [
        ("cron", SubjectMissing, "there is no crontab on this host"),
        ("at", SubjectMissing, "there is no at on this host"),
        ("writable", SubjectMissing, "nothing runs by the clock here"),
        ("why", ObservationError, "cannot answer the cron question why: known are writable, cron, at"),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, question: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        cron.observe(host(tmp_path, {}), question)


def test_timers_that_cannot_be_told(tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match="cannot run systemctl show"):
        cron.observe(host(tmp_path, {"/run/systemd/system/": ""}), "writable")


@pytest.mark.parametrize(
    ("sentences", "steps"),
    [
        ([], []),
        ([WRITABLE], [Dress("/opt/job", "root", "root", 0o755)]),
        (["/opt/a b (bob:ops 1777) can be written by others"], [Dress("/opt/a b", "bob", "ops", 0o1775)]),
        (["/opt/job (bob:root 0755) belongs to bob"], "belongs to bob, and a job runs it: give it to who should have it"),
        (["/opt/job (root:ops 0777) can be written by others and members of ops"], "and members of ops, and a job runs it"),
    ],
)
def test_what_is_closed(sentences: list[str], steps: list[Dress] | str) -> None:
    readings = [Reading(sentences, "fixture")]
    if isinstance(steps, str):
        with pytest.raises(Unfixable, match=steps):
            cron.plan(readings, [], {}, {"question": "writable"})
    else:
        assert cron.plan(readings, [], {}, {"question": "writable"}) == steps


DRESS = Dress("/etc/cron.allow", "root", "crontab", 0o640)


@pytest.mark.parametrize(
    ("value", "text", "others"),
    [
        ({**NONE, "users": ["ann"], "deny": True}, "root\nann\n", [DRESS, Gone("/etc/cron.deny")]),
        (NONE, "root\n", [DRESS]),
        ({**GOOD, "deny": True}, None, [Gone("/etc/cron.deny")]),
        (GOOD, None, []),
        ({**GOOD, "owner": "ann", "mode": "0666"}, None, [DRESS]),
        ({**GOOD, "mode": "0600"}, None, [DRESS]),
        ({**GOOD, "group": "root", "mode": "0644", "reader": "root"}, None, [Dress("/etc/cron.allow", "root", "root", 0o640)]),
    ],
)
def test_a_list(value: dict[str, t.Any], text: str | None, others: list[t.Any]) -> None:
    steps = cron.plan([Reading(value, "fixture")], {}, {}, {"question": "cron"})
    edits = [step for step in steps if isinstance(step, Edit)]
    assert [(step.path, step.edit(""), step.edit("x\n"), step.mode) for step in edits] == ([] if text is None else [("/etc/cron.allow", text, "x\n", 0o640)])
    assert [step for step in steps if not isinstance(step, Edit)] == others


def test_a_link_in_place_of_a_list() -> None:
    with pytest.raises(Unfixable, match=r"/etc/cron\.allow is a link, which is left alone"):
        cron.plan([Reading({**GOOD, "type": "link"}, "fixture")], {}, {}, {"question": "cron"})
