# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import account
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

TODAY = 20000
YESCRYPT, SHA512, MD5 = "$y$j9T$salt$secret", "$6$salt$secret", "$1$salt$secret"
DEBIAN = {
    "/etc/passwd": (
        "root:x:0:0:root:/root:/bin/bash\n"
        "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n"
        "sync:x:4:65534:sync:/bin:/bin/sync\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
        "ann:x:1000:1000:Ann,,,:/home/ann:/bin/bash\n"
    ),
    "/etc/shadow": (
        f"root:{YESCRYPT}:19000:0:365:7:::\ndaemon:*:19000:0:99999:7:::\nsync:*:19000:0:99999:7:::\n"
        f"nobody:*:19000:0:99999:7:::\nann:{YESCRYPT}:19990:0:365:7:::\n"
    ),
    "/etc/group": "root:x:0:\ndaemon:x:1:\nshadow:x:42:\nnogroup:x:65534:\nann:x:1000:\n",
    "/etc/gshadow": "root:*::\ndaemon:*::\nshadow:*::\nnogroup:*::\nann:!::\n",
    "/etc/login.defs": "# UID_MIN 500\nUID_MIN\t\t\t 1000\nUID_MAX 60000\n",
    "/etc/shells": "# /etc/shells: valid login shells\n/bin/sh\n/bin/bash # usual\n",
    "/root/": "",
    "/home/ann/": "",
}
REDHAT = {
    **DEBIAN,
    "/etc/passwd": (
        "root:x:0:0:root:/root:/bin/bash\n"
        "bin:x:1:1:bin:/bin:/sbin/nologin\n"
        "sync:x:5:0:sync:/sbin:/bin/sync\n"
        "shutdown:x:6:0:shutdown:/sbin:/sbin/shutdown\n"
        "halt:x:7:0:halt:/sbin:/sbin/halt\n"
        "operator:x:11:0:operator:/root:/sbin/nologin\n"
        "ann:x:1000:1000:Ann:/home/ann:/bin/bash\n"
    ),
    "/etc/shadow": (
        f"root:{SHA512}::0:365:7:::\nbin:*:19000:0:99999:7:::\nsync:*:19000:0:99999:7:::\nshutdown:*:19000:0:99999:7:::\n"
        f"halt:*:19000:0:99999:7:::\noperator:*:19000:0:99999:7:::\nann:!!:19990:0:99999:7:::\n"
    ),
    "/etc/group": "root:x:0:\nbin:x:1:\nwheel:x:10:ann\nann:x:1000:\n",
    "/etc/gshadow": "root:::\nbin:::\nwheel:::ann\nann:!::\n",
}
HOMES = {"/home/ann": {"uid": 1000}}
PASSWD, SHADOW, GROUP = DEBIAN["/etc/passwd"], DEBIAN["/etc/shadow"], DEBIAN["/etc/group"]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: TODAY * 86400.0 + 60)


def ask(tmp_path: Path, files: t.Mapping[str, str | None], question: str, **kwargs: t.Any) -> tuple[list[str], str]:
    host = FixtureHost(make_root(tmp_path, files), commands=kwargs.pop("commands", {}), stats=kwargs.pop("stats", HOMES))
    (reading,) = account.observe(host, question, **kwargs)
    assert "secret" not in str(reading)
    return reading.value, reading.source


# Question: the answer on a sound host of either family.
SOUND = {
    "uid_zero": (["root"], ["root"]),
    "gid_zero": (["root"], ["halt", "operator", "root", "shutdown", "sync"]),
    "group_zero": (["root"], ["root"]),
    "hash_schemes": (["yescrypt"], ["sha512crypt"]),
    "root_password": (["yescrypt"], ["sha512crypt"]),
}


@pytest.mark.parametrize("question", sorted(set(account.QUESTIONS) - {"unused", "shadow_group_members"}))
@pytest.mark.parametrize("family", ["debian", "redhat"])
def test_a_sound_host(tmp_path: Path, question: str, family: str) -> None:
    days = {"days": 365} if question in account.DATED else {}
    files = DEBIAN if family == "debian" else REDHAT
    assert ask(tmp_path, files, question, **days)[0] == SOUND.get(question, ([], []))[family == "redhat"]


@pytest.mark.parametrize(
    ("question", "changes", "value", "source"),
    [
        ("uid_zero", {"/etc/passwd": PASSWD + "toor:x:00:5::/root:/bin/sh\n"}, ["root", "toor"], "/etc/passwd:1 (root); /etc/passwd:6 (toor)"),
        ("uid_zero", {"/etc/passwd": PASSWD + "short:x:0:5"}, ["root", "short"], "/etc/passwd:1 (root); /etc/passwd:6 (short)"),
        ("gid_zero", {"/etc/passwd": PASSWD + "eve:x:1001:0:::/bin/sh\n"}, ["eve", "root"], "/etc/passwd:1 (root); /etc/passwd:6 (eve)"),
        ("group_zero", {"/etc/group": GROUP + "wheel:x:0:\n"}, ["root", "wheel"], "/etc/group:1 (root); /etc/group:6 (wheel)"),
        ("unshadowed", {"/etc/passwd": f"a:{MD5}:1:1:::\nb::2:2:::\nc:*:3:3:::\nd:!!:4:4:::\n"}, ["a", "b"], "/etc/passwd:1 (md5crypt); /etc/passwd:2 (empty)"),
        ("unshadowed", {"/etc/passwd": f"a:!{MD5}:1:1:::\n"}, ["a"], "/etc/passwd:1 (locked hash)"),
        ("unshadowed_group", {"/etc/group": f"a:{MD5}:1:\nb::2:\n"}, ["a"], "/etc/group:1 (md5crypt)"),
        ("empty_password", {"/etc/shadow": "root::1:0:::::\n"}, ["root"], "/etc/shadow:1 (root)"),
        ("empty_password", {"/etc/passwd": "eve::1001:0:::/bin/sh\n", "/etc/shadow": None}, ["eve"], "/etc/passwd:1 (eve)"),
        ("duplicate_uid", {"/etc/passwd": PASSWD + "eve:x:1:5:::\n"}, ["daemon", "eve"], "/etc/passwd:2 (uid 1); /etc/passwd:6 (uid 1)"),
        ("duplicate_gid", {"/etc/group": GROUP + "eve:x:42:\n"}, ["eve", "shadow"], "/etc/group:3 (gid 42); /etc/group:6 (gid 42)"),
        ("duplicate_user", {"/etc/passwd": PASSWD + "ann:x:9:9:::\n"}, ["ann"], "/etc/passwd:5 (name ann); /etc/passwd:6 (name ann)"),
        ("duplicate_group", {"/etc/group": GROUP + "ann:x:9:\n"}, ["ann"], "/etc/group:5 (name ann); /etc/group:6 (name ann)"),
        ("unknown_group", {"/etc/passwd": PASSWD + "eve:x:9:77:::\n"}, ["eve"], "/etc/passwd:6 (gid 77)"),
        ("shadow_group_members", {}, [], "/etc/group, /etc/gshadow, /etc/passwd"),
        ("shadow_group_members", {"/etc/group": "shadow:x:42:ann\n"}, ["ann"], "/etc/group:1 (member)"),
        ("shadow_group_members", {"/etc/gshadow": "shadow:*::bob\n"}, ["bob"], "/etc/gshadow:1 (member)"),
        ("shadow_group_members", {"/etc/passwd": "eve:x:9:42:::\n"}, ["eve"], "/etc/passwd:1 (primary group)"),
        ("system_with_shell", {"/etc/passwd": PASSWD + "db:x:101:5:::/bin/bash\n"}, ["db"], "/etc/passwd:6 (uid 101, shell /bin/bash)"),
        ("system_with_shell", {"/etc/passwd": PASSWD + "db:x:101:5:::\n"}, ["db"], "/etc/passwd:6 (uid 101, shell empty, which is /bin/sh)"),
        ("system_with_shell", {"/etc/passwd": "nobody:x:65534:1:::/bin/sh\n"}, ["nobody"], "/etc/passwd:1 (uid 65534, shell /bin/sh)"),
        ("system_with_shell", {"/etc/passwd": "old:x:600:1:::/bin/sh\n", "/etc/login.defs": "UID_MIN 500\n"}, [], "/etc/passwd, /etc/login.defs"),
        ("system_with_shell", {"/etc/passwd": "old:x:600:1:::/bin/sh\n", "/etc/login.defs": None}, ["old"], "/etc/passwd:1 (uid 600, shell /bin/sh)"),
        ("system_unlocked", {"/etc/shadow": f"daemon:{SHA512}:1\n"}, ["daemon"], "/etc/shadow:1 (uid 1, password sha512crypt)"),
        ("system_unlocked", {"/etc/shadow": f"daemon:!{SHA512}:1\nsync::1\n"}, ["sync"], "/etc/shadow:2 (uid 4, password empty)"),
        ("system_unlocked", {"/etc/shadow": f"daemon:*:1\ndaemon:{SHA512}:1\n"}, [], "/etc/passwd, /etc/shadow"),
        ("invalid_shell_unlocked", {"/etc/shells": "/bin/sh\n"}, ["ann", "root"], None),
        ("invalid_shell_unlocked", {"/etc/shells": None, "/etc/passwd": "a:x:1:1:::\n", "/etc/shadow": f"a:{MD5}:1\n"}, [], None),
        ("home_missing", {"/home/ann/": None}, ["ann"], "/etc/passwd:5 (home /home/ann is no directory)"),
        ("home_missing", {"/home/ann/": None, "/home/ann": "a file"}, ["ann"], "/etc/passwd:5 (home /home/ann is no directory)"),
        ("home_missing", {"/etc/passwd": "eve:x:9:9:::/bin/sh\n"}, ["eve"], "/etc/passwd:1 (home (empty) is no directory)"),
        ("home_owner", {"/etc/passwd": "eve:x:9:9::/home/ann:/bin/sh\n"}, ["eve"], "/etc/passwd:1 (home /home/ann belongs to uid 1000)"),
        ("home_unfit", {"/etc/passwd": "eve:x:9:9::/home/ann:/bin/sh\nbob:x:8:8::/home/bob:/bin/sh\n"}, ["bob", "eve"], None),
        ("root_password", {"/etc/shadow": "root:!:1\n"}, ["locked"], "/etc/shadow:1 (locked)"),
        ("root_password", {"/etc/shadow": f"root:!{MD5}:1\n"}, ["locked"], "/etc/shadow:1 (locked hash)"),
        ("root_password", {"/etc/shadow": "root::1\n"}, ["empty"], "/etc/shadow:1 (empty)"),
        ("root_password", {"/etc/shadow": "ann:*:1\n"}, ["locked"], "/etc/passwd:1 (no entry)"),
        ("hash_schemes", {"/etc/shadow": f"root:{MD5}:1\nann:{YESCRYPT}:1\n"}, ["md5crypt", "yescrypt"], "/etc/shadow:1 (root); /etc/shadow:2 (ann)"),
        ("hash_schemes", {"/etc/shadow": f"root:!{MD5}:1\nann::1\n"}, [], "/etc/passwd, /etc/shadow"),
        ("password_change_future", {"/etc/shadow": f"root:{MD5}:20000\nann:{MD5}:20003\nbob:!:20009\n"}, ["ann"], "/etc/shadow:2 (3 days ahead)"),
        ("nis_entries", {"/etc/passwd": PASSWD + "+@staff::::::\n+\n"}, ["+", "+@staff"], "/etc/passwd:6 (+@staff); /etc/passwd:7 (+)"),
        ("nis_entries", {"/etc/group": f"+:{MD5}::\n"}, ["+"], "/etc/group:1 (+)"),
    ],
)
def test_what_is_found(tmp_path: Path, question: str, changes: dict[str, str | None], value: list[str], source: str | None) -> None:
    found = ask(tmp_path, {**DEBIAN, **changes}, question)
    assert found == (value, found[1] if source is None else source)


@pytest.mark.parametrize(("longest", "value"), [("", ["eve"]), ("-1", ["eve"]), ("99999", ["eve"]), ("366", ["eve"]), ("0", ["eve"]), ("365", []), ("1", [])])
def test_password_lifetime(tmp_path: Path, longest: str, value: list[str]) -> None:
    shadow = f"eve:{YESCRYPT}:19000:0:{longest}:7:::\nlocked:!:19000:0::7:::\nempty::1:0::7:::\n"
    assert ask(tmp_path, {**DEBIAN, "/etc/shadow": shadow}, "password_lifetime", days=365)[0] == value


LASTLOG = """Username         Port     From             Latest
root             pts/0    192.0.2.7        Mon Jul  1 10:00:00 +0000 2024
daemon                                     **Never logged in**
ann              pts/1    2001:db8::1      {ann}
"""


@pytest.mark.parametrize(
    ("ann", "value", "source"),
    [
        ("Thu Oct  3 12:00:00 +0200 2024", [], "/etc/passwd, /etc/shadow"),
        ("Wed May  1 12:00:00 +0200 2024", ["ann"], "lastlog (155 days ago)"),
        ("**Never logged in**", [], "/etc/passwd, /etc/shadow"),
    ],
)
def test_unused_accounts(tmp_path: Path, ann: str, value: list[str], source: str) -> None:
    files = {**DEBIAN, "/etc/shadow": f"root:!:1\nann:{YESCRYPT}:19950:0:365\n"}
    assert ask(tmp_path, files, "unused", days=90, commands={"lastlog": LASTLOG.format(ann=ann)}) == (value, source)


def test_an_account_never_used_counts_from_its_password(tmp_path: Path) -> None:
    files = {**DEBIAN, "/etc/shadow": f"root:{YESCRYPT}:0\nann:{YESCRYPT}:19900\n"}
    table = "Username Port From Latest\nroot **Never logged in**\nann **Never logged in**\n"
    assert ask(tmp_path, files, "unused", days=90, commands={"lastlog2": table}) == (["ann", "root"], "lastlog2 (never, 100 days ago)")


def test_unused_needs_no_table_where_nobody_can_log_in(tmp_path: Path) -> None:
    assert ask(tmp_path, {**DEBIAN, "/etc/shadow": "root:!:1\n"}, "unused", days=90)[0] == []


def test_ignored_names_are_left_out(tmp_path: Path) -> None:
    passwd = PASSWD + "db:x:101:5:::/bin/bash\nweb:x:102:5:::/bin/bash\n"
    assert ask(tmp_path, {**DEBIAN, "/etc/passwd": passwd}, "system_with_shell", ignore=["db"])[0] == ["web"]


def test_a_long_answer_is_cut_and_counted(tmp_path: Path) -> None:
    passwd = "".join(f"user{number:04}:x:0:5:::/bin/sh\n" for number in range(500))
    value, source = ask(tmp_path, {**DEBIAN, "/etc/passwd": passwd}, "uid_zero")
    assert (len(value), value[0]) == (100, "user0000")
    assert source.endswith("/etc/passwd:5 (user0004); and 495 more, 500 in all")


@pytest.mark.parametrize(
    ("question", "changes", "days", "words"),
    [
        ("uid_zero", {"/etc/passwd": None}, None, "cannot read /etc/passwd: there is no such file"),
        ("uid_zero", {"/etc/passwd": PASSWD + "stray line\n"}, None, "/etc/passwd:6"),
        ("empty_password", {"/etc/shadow": None}, None, "/etc/passwd points to /etc/shadow, which is not there; pwconv"),
        ("empty_password", {"/etc/shadow": "$6$salt$secret\n"}, None, "/etc/shadow:1"),
        ("group_zero", {"/etc/group": "root\n"}, None, "/etc/group:1"),
        ("shadow_group_members", {"/etc/gshadow": "shadow\n"}, None, "/etc/gshadow:1"),
        ("system_with_shell", {"/etc/login.defs": "UID_MIN many\n"}, None, "/etc/login.defs:1 gives UID_MIN no number"),
        ("unused", {}, 90, "neither lastlog2 nor lastlog is on this host"),
        ("no_such_thing", {}, None, "account question no_such_thing: known are duplicate_gid"),
        ("unused", {}, None, "days is for password_lifetime and unused, which need it"),
        ("uid_zero", {}, 5, "days is for password_lifetime and unused, which need it"),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, question: str, changes: dict[str, str | None], days: int | None, words: str) -> None:
    with pytest.raises(ObservationError) as caught:
        ask(tmp_path, {**DEBIAN, **changes}, question, days=days)
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("question", "files"), [("shadow_group_members", REDHAT), ("root_password", {**DEBIAN, "/etc/passwd": "a:*:0:0:::\n"})])
def test_what_is_not_there(tmp_path: Path, question: str, files: dict[str, str | None]) -> None:
    with pytest.raises(SubjectMissing):
        ask(tmp_path, files, question)


def test_without_rights_the_open_files_still_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = FixtureHost(make_root(tmp_path, DEBIAN))
    read = host.read

    def refuse(path: str) -> str | None:
        if path.endswith("shadow"):
            raise ObservationError(f"cannot read {path}: Permission denied; root may (become: true)")
        return read(path)

    monkeypatch.setattr(host, "read", refuse)
    assert account.observe(host, "uid_zero")[0].value == ["root"]
    with pytest.raises(ObservationError, match="root may"):
        account.observe(host, "empty_password")
