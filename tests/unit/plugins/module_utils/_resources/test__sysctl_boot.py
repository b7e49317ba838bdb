# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sysctl_boot import (
    Assignment,
    boot_files,
    boot_setting,
    matches,
    normalized,
    parse,
    resolve,
    table,
    ufw_file,
)
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

KPTR = "kernel/kptr_restrict"
ALL, DEFAULT = "net/ipv4/conf/all/rp_filter", "net/ipv4/conf/default/rp_filter"


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("kernel.kptr_restrict", KPTR),
        ("kernel/kptr_restrict", KPTR),
        ("/kernel/kptr_restrict", KPTR),
        ("//kernel//./kptr_restrict/", KPTR),
        ("net.ipv4.conf.eth0/100.rp_filter", "net/ipv4/conf/eth0.100/rp_filter"),
        ("net/ipv4/conf/eth0.100/rp_filter", "net/ipv4/conf/eth0.100/rp_filter"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_normalized(key: str, path: str) -> None:
    assert normalized(key) == path


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kernel.kptr_restrict=1", [Assignment(KPTR, "1", 1)]),
        ("\n# a = 1\n; b = 1\n  kernel.kptr_restrict =  2  \n", [Assignment(KPTR, "2", 4)]),
        ("-kernel.kptr_restrict = 1", [Assignment(KPTR, "1", 1)]),
        ("-kernel.kptr_restrict", [Assignment(KPTR, None, 1)]),
        ("kernel.kptr_restrict = 1 # why", [Assignment(KPTR, "1 # why", 1)]),
        ("kernel.core_pattern = |/bin/x a=b", [Assignment("kernel/core_pattern", "|/bin/x a=b", 1)]),
        ("kernel.kptr_restrict =", [Assignment(KPTR, "", 1)]),
        ("kernel.kptr_restrict 1\nnonsense", []),
        ("kernel.kptr_restrict=1\r\n", [Assignment(KPTR, "1", 1)]),
        ("", []),
    ],
)
def test_parse(text: str, found: list[Assignment]) -> None:
    assert parse(text) == found


@pytest.mark.parametrize(
    ("key", "pattern", "answer"),
    [
        (ALL, "net/ipv4/conf/*/rp_filter", True),
        (ALL, "net/ipv4/*/rp_filter", False),
        (ALL, "net/ipv4/conf/*", False),
        (ALL, "net/ipv4/conf/[!d]*/rp_filter", True),
        (DEFAULT, "net/ipv4/conf/[^d]*/rp_filter", False),
        (ALL, "net/ipv?/conf/all/rp_filter", True),
        ("net/ipv4/conf/.x/rp_filter", "net/ipv4/conf/*/rp_filter", False),
    ],
)
def test_matches(key: str, pattern: str, answer: bool) -> None:
    assert matches(key, pattern) is answer


@pytest.mark.parametrize(
    ("about", "lines", "value", "line"),
    [
        ("the last line counts", ["rp.a=0", f"{ALL}=1", f"{ALL}=2"], "2", 3),
        ("spelt with dots or slashes, it is one key", [f"{ALL}=1", "net.ipv4.conf.all.rp_filter=2"], "2", 2),
        ("a minus only hides errors", [f"{ALL}=1", f"-{ALL}=2"], "2", 2),
        ("the same value again keeps its old line", [f"{ALL}=1", f"{ALL}=1"], "1", 1),
        ("a pattern", ["net.ipv4.conf.*.rp_filter=1"], "1", 1),
        ("a pattern stays behind the key itself, whatever comes last", [f"{ALL}=1", "net.ipv4.conf.*.rp_filter=2"], "1", 1),
        ("of patterns the last counts", ["net.ipv4.conf.*.rp_filter=1", "net.ipv4.conf.a*.rp_filter=2"], "2", 2),
        (
            "a pattern that is repeated unchanged is not the last",
            ["net.*.conf.*.rp_filter=1", "net.ipv4.conf.a*.rp_filter=2", "net.*.conf.*.rp_filter=1"],
            "2",
            2,
        ),
        ("a pattern that is repeated with another value is", ["net.*.conf.*.rp_filter=1", "net.ipv4.conf.a*.rp_filter=2", "net.*.conf.*.rp_filter=0"], "0", 3),
        ("an exclusion keeps patterns away", ["net.ipv4.conf.*.rp_filter=1", f"-{ALL}"], None, 0),
        ("an exclusion before the pattern too", [f"-{ALL}", "net.ipv4.conf.*.rp_filter=1"], None, 0),
        ("an exclusion takes an earlier value away", [f"{ALL}=1", f"-{ALL}"], None, 0),
        ("a value after an exclusion counts", [f"-{ALL}", f"{ALL}=1"], "1", 2),
        ("an exclusion of another key means nothing", [f"-{DEFAULT}", "net.ipv4.conf.*.rp_filter=1"], "1", 2),
        ("an exclusion of a pattern is none of the keys it stands for", ["net.ipv4.conf.*.rp_filter=1", "-net.ipv4.conf.a*.rp_filter"], "1", 1),
        ("nothing sets it", ["kernel.kptr_restrict=1"], None, 0),
    ],
)
def test_resolve(about: str, lines: list[str], value: str | None, line: int) -> None:
    found = resolve(table([("/f", "\n".join(lines))]), ALL)
    assert found == (None if value is None else (value, f"/f:{line}")), about


FILES: list[tuple[str, dict[str, str | None], str | None]] = [
    (
        "names of all folders are one order",
        {"/etc/sysctl.d/10-a.conf": f"{KPTR}=0", "/usr/lib/sysctl.d/99-z.conf": f"{KPTR}=2"},
        "2 /usr/lib/sysctl.d/99-z.conf:1",
    ),
    ("digits before letters, as bytes sort", {"/etc/sysctl.d/9-a.conf": f"{KPTR}=9", "/etc/sysctl.d/10-a.conf": f"{KPTR}=1"}, "9 /etc/sysctl.d/9-a.conf:1"),
    ("etc masks run", {"/etc/sysctl.d/50-a.conf": f"{KPTR}=1", "/run/sysctl.d/50-a.conf": f"{KPTR}=2"}, "1 /etc/sysctl.d/50-a.conf:1"),
    ("run masks usr/local", {"/run/sysctl.d/50-a.conf": f"{KPTR}=1", "/usr/local/lib/sysctl.d/50-a.conf": f"{KPTR}=2"}, "1 /run/sysctl.d/50-a.conf:1"),
    (
        "usr/local masks usr",
        {"/usr/local/lib/sysctl.d/50-a.conf": f"{KPTR}=1", "/usr/lib/sysctl.d/50-a.conf": f"{KPTR}=2"},
        "1 /usr/local/lib/sysctl.d/50-a.conf:1",
    ),
    ("usr masks an unmerged lib", {"/usr/lib/sysctl.d/50-a.conf": f"{KPTR}=1", "/lib/sysctl.d/50-a.conf": f"{KPTR}=2"}, "1 /usr/lib/sysctl.d/50-a.conf:1"),
    ("an empty file masks", {"/etc/sysctl.d/50-a.conf": "", "/usr/lib/sysctl.d/50-a.conf": f"{KPTR}=2"}, None),
    ("a link to nowhere masks", {"/etc/sysctl.d/50-a.conf": "-> /dev/null", "/usr/lib/sysctl.d/50-a.conf": f"{KPTR}=2"}, None),
    (
        "a mask sets nothing of its own, others do",
        {"/etc/sysctl.d/50-a.conf": "", "/usr/lib/sysctl.d/50-a.conf": f"{KPTR}=2", "/usr/lib/sysctl.d/10-b.conf": f"{KPTR}=1"},
        "1 /usr/lib/sysctl.d/10-b.conf:1",
    ),
    ("a directory masks", {"/etc/sysctl.d/50-a.conf/": "", "/usr/lib/sysctl.d/50-a.conf": f"{KPTR}=2"}, None),
    ("a broken link masks", {"/etc/sysctl.d/50-a.conf": "-> gone", "/usr/lib/sysctl.d/50-a.conf": f"{KPTR}=2"}, None),
    ("only .conf, nothing hidden", {"/etc/sysctl.d/.a.conf": f"{KPTR}=1", "/etc/sysctl.d/a.conf.bak": f"{KPTR}=1", "/etc/sysctl.d/README": f"{KPTR}=1"}, None),
    ("sysctl.conf alone is not read", {"/etc/sysctl.conf": f"{KPTR}=1"}, None),
    (
        "sysctl.conf counts where a link to it stands",
        {"/etc/sysctl.conf": f"{KPTR}=1", "/etc/sysctl.d/99-sysctl.conf": "-> ../sysctl.conf"},
        "1 /etc/sysctl.d/99-sysctl.conf:1",
    ),
    (
        "and is overridden from behind it",
        {"/etc/sysctl.conf": f"{KPTR}=1", "/etc/sysctl.d/99-sysctl.conf": "-> ../sysctl.conf", "/usr/lib/sysctl.d/99-z.conf": f"{KPTR}=0"},
        "0 /usr/lib/sysctl.d/99-z.conf:1",
    ),
    ("no folder at all", {"/etc/": ""}, None),
]

UFW = {"/etc/default/ufw": "IPV6=yes\n#IPT_SYSCTL=/no\nIPT_SYSCTL=/etc/ufw/sysctl.conf\n", "/etc/ufw/sysctl.conf": "kernel/kptr_restrict=0\n"}
ON, OFF = {"/etc/ufw/ufw.conf": "# on\nENABLED=yes\n"}, {"/etc/ufw/ufw.conf": "ENABLED=no\n"}
LATE: dict[str, str | None] = {"/etc/sysctl.d/99-z.conf": f"{KPTR}=2"}

FILES += [
    ("ufw comes last", {**LATE, **UFW, **ON}, "0 /etc/ufw/sysctl.conf:1"),
    ("ufw is off", {**LATE, **UFW, **OFF}, "2 /etc/sysctl.d/99-z.conf:1"),
    ("ufw says nothing about it", {**LATE, **UFW, **ON, "/etc/ufw/sysctl.conf": "net/ipv4/ip_forward=0"}, "2 /etc/sysctl.d/99-z.conf:1"),
    ("ufw has no such file", {**LATE, **UFW, **ON, "/etc/ufw/sysctl.conf": None}, "2 /etc/sysctl.d/99-z.conf:1"),
    ("ufw is told to load none", {**LATE, **UFW, **ON, "/etc/default/ufw": "IPT_SYSCTL=\n"}, "2 /etc/sysctl.d/99-z.conf:1"),
    ("ufw is told to load another", {**LATE, **UFW, **ON, "/etc/default/ufw": 'IPT_SYSCTL="/etc/x"', "/etc/x": f"{KPTR}=7"}, "7 /etc/x:1"),
]


@pytest.mark.parametrize(("about", "files", "expected"), FILES, ids=[about for about, _files, _expected in FILES])
def test_boot_setting(tmp_path: Path, about: str, files: dict[str, str | None], expected: str | None) -> None:
    found = boot_setting(FixtureHost(make_root(tmp_path, files)), KPTR)
    assert (found and f"{found.value} {found.source}") == expected


def test_boot_files_are_in_the_order_of_their_names(tmp_path: Path) -> None:
    names = ["/usr/lib/sysctl.d/50-b.conf", "/etc/sysctl.d/99-c.conf", "/run/sysctl.d/10-a.conf"]
    assert boot_files(FixtureHost(make_root(tmp_path, dict.fromkeys(names, "")))) == [names[2], names[0], names[1]]


def test_ufw_file_where_there_is_no_ufw(tmp_path: Path) -> None:
    assert ufw_file(FixtureHost(make_root(tmp_path, {"/etc/": ""}))) is None
