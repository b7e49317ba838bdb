# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _rsyslog
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

MAIN = _rsyslog.MAIN
DROP_IN = "/etc/rsyslog.d/50-default.conf"


def reader(tmp_path: Path, files: dict[str, str]) -> _rsyslog.Reader:
    return _rsyslog.read(FixtureHost(make_root(tmp_path, files), commands={"rsyslogd -v": ""}, stats={}))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({MAIN: "*.* -/var/log/syslog\n"}, [("file", "/var/log/syslog", "0644", f"{MAIN}:1")]),
        ({MAIN: "$FileCreateMode 0640\n\n*.*;auth.none\t/var/log/a;RSYSLOG_FileFormat\n"}, [("file", "/var/log/a", "0640", f"{MAIN}:3")]),
        # a mode holds for what comes after it, and an include is where it stands
        (
            {MAIN: "mail.* /var/log/mail\n$FileCreateMode 0600\n$IncludeConfig /etc/rsyslog.d/*.conf\n", DROP_IN: "kern.* ?Kernel\n# *.* /no\n"},
            [("file", "/var/log/mail", "0644", f"{MAIN}:1"), ("file", "?Kernel", "0600", f"{DROP_IN}:1")],
        ),
        (
            {MAIN: 'include(file="/etc/rsyslog.d/*.conf" mode="optional")\n', DROP_IN: "if $programname == 'x' then /var/log/x\n& @@logs.example.com:514\n"},
            [("file", "/var/log/x", "0644", f"{DROP_IN}:1"), ("remote", "logs.example.com:514", "0644", f"{DROP_IN}:2")],
        ),
        # actions of the newer form have the module's mode or their own, whatever $FileCreateMode says
        (
            {MAIN: '$FileCreateMode 0600\nmodule(load="builtin:omfile" fileCreateMode="0640")\naction(type="omfile" file="/a")\n'},
            [("file", "/a", "0640", f"{MAIN}:3")],
        ),
        (
            {MAIN: '*.* {\n  action(\n    type="omfile"  # so\n    dynaFile="D"\n    fileCreateMode="0644"\n  )\n}\n'},
            [("file", "?D", "0644", f"{MAIN}:2")],
        ),
        ({MAIN: '*.* action(type="omfwd" target="10.0.0.1" port="514" protocol="tcp")\n'}, [("remote", "10.0.0.1", "", f"{MAIN}:1")]),
        ({MAIN: "*.* :omrelp:logs:2514\n"}, [("remote", ":omrelp:logs:2514", "0644", f"{MAIN}:1")]),
        ({MAIN: 'module(load="imuxsock") # /x\n*.emerg :omusrmsg:*\n$WorkDirectory /var/spool\n'}, []),
        # one that includes itself comes to an end
        ({MAIN: "$IncludeConfig /etc/rsyslog.conf\n"}, []),
    ],
)
def test_outputs(tmp_path: Path, files: dict[str, str], expected: list[tuple[str, str, str, str]]) -> None:
    assert [(each.kind, each.name, each.mode, each.where) for each in reader(tmp_path, files).outputs] == expected


def test_where_rsyslog_is_not(tmp_path: Path) -> None:
    with pytest.raises(SubjectMissing):
        _rsyslog.read(FixtureHost(make_root(tmp_path, {MAIN: ""}), commands={}, stats={}))
