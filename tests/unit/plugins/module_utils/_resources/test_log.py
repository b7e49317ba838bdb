# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Lines, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _systemd, log
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import ON, Unit
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

PEOPLE = {"/etc/passwd": "root:x:0:0::/root:/bin/sh\nbob:x:1000:1000::/home/bob:/bin/sh\n", "/etc/group": "root:x:0:\nutmp:x:43:\n"}
CONF = {"/etc/rsyslog.conf": "*.* /var/log/syslog\n"}
RSYSLOGD = {"rsyslogd -v": ""}
UMASK = "systemctl show --property=UMask --value rsyslog.service"


def host(tmp_path: Path, files: dict[str, str], commands: dict[str, t.Any], stats: dict[str, t.Any] | None = None) -> FixtureHost:
    return FixtureHost(make_root(tmp_path, {**PEOPLE, **files}), commands=commands, stats=stats or {})


def observed(there: FixtureHost, question: str) -> list[t.Any]:
    """What is observed, as plan takes it."""
    return list(log.observe(there, question))


@pytest.mark.parametrize(
    ("files", "commands", "expected"),
    [
        (CONF, {}, "0644"),
        # the mask of the unit takes away what no setting of rsyslog does; $Umask goes before it
        ({**CONF, "/run/systemd/system/": ""}, {UMASK: "0066\n"}, "0600"),
        ({"/etc/rsyslog.conf": "$Umask 0027\n*.* /a\n", "/run/systemd/system/": ""}, {}, "0640"),
        ({"/etc/rsyslog.conf": "$FileCreateMode 0640\n*.* /a\n"}, {}, "0640"),
    ],
)
def test_create_mode(tmp_path: Path, files: dict[str, str], commands: dict[str, t.Any], expected: str) -> None:
    assert [each.value for each in log.observe(host(tmp_path, files, {**RSYSLOGD, **commands}), "create_mode")] == [expected]


@pytest.mark.parametrize(
    ("files", "commands", "raised"),
    [
        ({}, {}, SubjectMissing),
        ({"/etc/rsyslog.conf": "# nothing\n"}, RSYSLOGD, SubjectMissing),
        ({"/etc/rsyslog.conf": "$FileCreateMode open\n*.* /a\n"}, RSYSLOGD, ObservationError),
        ({**CONF, "/run/systemd/system/": ""}, {**RSYSLOGD, UMASK: {"rc": 1}}, ObservationError),
    ],
)
def test_create_mode_untold(tmp_path: Path, files: dict[str, str], commands: dict[str, t.Any], raised: type[Exception]) -> None:
    with pytest.raises(raised):
        log.observe(host(tmp_path, files, commands), "create_mode")


def test_create_mode_planned(tmp_path: Path) -> None:
    """A drop-in; an action with a mode of its own is for people."""
    args = {"question": "create_mode"}
    assert log.plan(observed(host(tmp_path, CONF, RSYSLOGD), "create_mode"), "0640", {}, args) == [Lines(log.OWN, "$FileCreateMode 0640")]
    own = host(tmp_path, {"/etc/rsyslog.conf": 'action(type="omfile" file="/a")\n'}, RSYSLOGD)
    with pytest.raises(Unfixable, match="is an action of its own"):
        log.plan(observed(own, "create_mode"), "0640", {}, args)


FILES = {f"/var/log/{name}": "" for name in ("auth.log", "wtmp", "lastlog", "btmp.1", "a/deep.log", "bobs")}
MODES = {path: {"mode": "0640"} for path in FILES}


@pytest.mark.parametrize(
    ("stats", "expected", "planned"),
    [
        ({}, [], []),
        ({"/var/log/wtmp": {"mode": "0664", "gid": 43}, "/var/log/btmp.1": {"mode": "0660"}, "/var/log/lastlog": {"mode": "0664"}}, [], []),
        (
            {"/var/log/a/deep.log": {"mode": "0644"}},
            ["/var/log/a/deep.log is root:root 0644, to be 0640"],
            [Dress("/var/log/a/deep.log", "root", "root", 0o640)],
        ),
        ({"/var/log/btmp.1": {"mode": "0664"}}, ["/var/log/btmp.1 is root:root 0664, to be 0660"], [Dress("/var/log/btmp.1", "root", "root", 0o660)]),
        ({"/var/log/bobs": {"uid": 1000}}, ["/var/log/bobs is bob:root 0600, and belongs to a person"], None),
    ],
)
def test_files(tmp_path: Path, stats: dict[str, t.Any], expected: list[str], planned: list[Dress] | None) -> None:
    every = {**MODES, **{path: {"mode": "0600", **said} for path, said in stats.items()}}
    readings = observed(host(tmp_path, FILES, {}, every), "files")
    assert readings[0].value == expected
    if planned is not None:
        assert log.plan(readings, [], {}, {"question": "files"}) == planned
        return
    with pytest.raises(Unfixable, match="find out what writes it"):
        log.plan(readings, [], {}, {"question": "files"})


LISTED = "x.service loaded active running x\nlogrotate.timer loaded {} waiting\n"
SHOWN = "Id=logrotate.timer\nNames=logrotate.timer\nLoadState=loaded\nActiveState={}\nUnitFileState={}\n"


def timer(active: str, enabled: str) -> dict[str, t.Any]:
    """What systemd says of the timer."""
    return {
        "logrotate -v": "",
        " ".join(_systemd.LIST): LISTED.format(active),
        " ".join((*_systemd.SHOW, "logrotate.timer")): SHOWN.format(active, enabled),
    }


@pytest.mark.parametrize(
    ("files", "commands", "expected", "planned"),
    [
        ({"/run/systemd/system/": ""}, timer("active", "enabled"), True, None),
        ({"/run/systemd/system/": ""}, timer("active", "disabled"), False, [Unit("unit logrotate.timer", ON)]),
        ({}, {"logrotate -v": ""}, False, None),
        ({}, RSYSLOGD, False, None),
    ],
)
def test_rotation(tmp_path: Path, files: dict[str, str], commands: dict[str, t.Any], expected: bool, planned: list[Unit] | None) -> None:
    readings = observed(host(tmp_path, files, commands), "rotation")
    assert readings[0].value is expected
    if planned:
        assert log.plan(readings, True, {}, {"question": "rotation"}) == planned
    elif not expected:
        with pytest.raises(Unfixable, match="install logrotate"):
            log.plan(readings, True, {}, {"question": "rotation"})


def test_rotation_by_cron(tmp_path: Path) -> None:
    stats = {"/etc/cron.daily/logrotate": {"mode": "0755"}}
    assert log.observe(host(tmp_path, {"/etc/cron.daily/logrotate": "#!/bin/sh\n"}, {"logrotate -v": ""}, stats), "rotation")[0].value is True


def test_nothing_to_rotate(tmp_path: Path) -> None:
    with pytest.raises(SubjectMissing, match="the journal has bounds of its own"):
        log.observe(host(tmp_path, {}, {}), "rotation")


def test_forwarding(tmp_path: Path) -> None:
    files = {"/etc/rsyslog.conf": "*.* @@logs:514\n*.* @@logs:514\n"}
    assert log.observe(host(tmp_path, files, RSYSLOGD), "forwarding")[0].value == ["rsyslog to logs:514"]
    assert log.observe(host(tmp_path, {}, {}), "forwarding")[0].value == []


def test_an_agent_forwards(tmp_path: Path) -> None:
    shown = SHOWN.format("active", "enabled").replace("logrotate.timer", "vector.service")
    commands = {
        " ".join(_systemd.LIST): "vector.service loaded active running x\n",
        " ".join((*_systemd.SHOW, "vector.service")): shown,
    }
    assert log.observe(host(tmp_path, {"/run/systemd/system/": ""}, commands), "forwarding", ["vector.service"])[0].value == ["vector.service"]


def test_an_unknown_question(tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match="cannot ask colour of logs"):
        log.observe(host(tmp_path, {}, {}), "colour")
