# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import time, unit
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_units import Unit
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

SERVERS = " ".join(time.SERVERS)
CHRONYC = "chronyc -c -n sources"


@pytest.fixture(name="host")
def fixture_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> t.Callable[..., FixtureHost]:
    """Makes a host whose units are in these states: name -> "active enabled"."""

    def make(units: dict[str, str], files: dict[str, str] | None = None, **commands: t.Any) -> FixtureHost:
        def observe(_host: t.Any, names: t.Sequence[str]) -> list[t.Any]:
            found = []
            for name in names:
                active, enabled = units.get(name, f"inactive {unit.NOT_FOUND}").split()
                found.append(Reading({"active": active == "active", "enabled": enabled, "startable": False}, name, name))
            return found

        monkeypatch.setattr(unit, "observe", observe)
        return FixtureHost(make_root(tmp_path, {"/run/systemd/system/x": "", **(files or {})}), commands)

    return make


@pytest.mark.parametrize(
    ("units", "count", "starts"),
    [
        ({}, 0, None),
        ({"systemd-timesyncd.service": "inactive disabled"}, 0, "systemd-timesyncd.service"),
        ({"chronyd.service": "inactive disabled", "systemd-timesyncd.service": "inactive enabled"}, 0, "systemd-timesyncd.service"),
        ({"chrony.service": "inactive disabled", "systemd-timesyncd.service": "inactive masked"}, 0, "chrony.service"),
        ({"chrony.service": "active enabled", "chronyd.service": "active alias"}, 1, ""),
        ({"chrony.service": "active enabled", "systemd-timesyncd.service": "active enabled"}, 2, None),
    ],
)
def test_active(host: t.Callable[..., FixtureHost], units: dict[str, str], count: int, starts: str | None) -> None:
    """Clients, not names of units; the host's own is started."""
    readings = time.observe(host(units), "active")
    assert readings[0].value == count
    if starts is None:
        with pytest.raises(Unfixable):
            time.plan(readings, 1, {}, {"question": "active"})  # type: ignore[arg-type]
    else:
        steps = time.plan(readings, 1, {}, {"question": "active"})  # type: ignore[arg-type]
        assert steps == ([Unit(f"unit {starts}", "active, enabled")] if starts else [])


@pytest.mark.parametrize(
    ("units", "commands", "found"),
    [
        ({"chronyd.service": "active enabled"}, {CHRONYC: "^,*,192.0.2.1,2,6,377,1,0,0,0\n"}, ["192.0.2.1"]),
        ({"chronyd.service": "active enabled"}, {CHRONYC: ""}, []),
        ({"systemd-timesyncd.service": "active enabled"}, {SERVERS: "SystemNTPServers=\nFallbackNTPServers=a b\n"}, ["a", "b"]),
    ],
)
def test_sources(host: t.Callable[..., FixtureHost], units: dict[str, str], commands: dict[str, str], found: list[str]) -> None:
    """Whom the client asks that runs."""
    assert time.observe(host(units, **commands), "sources")[0].value == found


def test_user(host: t.Callable[..., FixtureHost]) -> None:
    """By the process itself; for chrony alone."""
    files = {"/etc/passwd": "_chrony:x:101:102::/:\n", "/proc/7/comm": "chronyd\n", "/proc/7/status": "Uid:\t0\t101\t0\t0\n"}
    assert time.observe(host({"chrony.service": "active enabled"}, files), "user")[0].value == "_chrony"
    with pytest.raises(NotApplicable, match="systemd-timesyncd keeps the time"):
        time.observe(host({"systemd-timesyncd.service": "active enabled"}), "user")


def test_cannot_tell(host: t.Callable[..., FixtureHost]) -> None:
    """A process that is not there, a command that fails, a question that nobody knows."""
    for question, commands in (("user", {}), ("sources", {CHRONYC: {"rc": 1, "stderr": "506 Cannot talk to daemon"}}), ("x", {})):
        with pytest.raises(ObservationError):
            time.observe(host({"chrony.service": "active enabled"}, **commands), question)


@pytest.mark.parametrize("said", ["yes", "no"])
def test_synchronised(host: t.Callable[..., FixtureHost], said: str) -> None:
    """In the words of timedatectl."""
    assert time.observe(host({}, **{" ".join(time.SHOW): f"{said}\n"}), "synchronised")[0].value == said
