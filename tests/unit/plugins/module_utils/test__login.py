# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._login import Ways, ways
from ansible_collections.groundwork.baseline.plugins.module_utils._operator import Operator
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.sshd import parse
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.login_cases import (
    FILES,
    HASH,
    IN,
    OUT,
    PASSWORDS,
    SETTINGS,
    STATS,
    Case,
    ask,
    shadow,
)

if t.TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("case", IN.values(), ids=IN)
def test_in(tmp_path: Path, case: Case) -> None:
    found = ask(tmp_path, case)
    assert (found.survives, found.reason) == (True, "")
    assert found.by


@pytest.mark.parametrize(("case", "why"), OUT.values(), ids=OUT)
def test_out(tmp_path: Path, case: Case, why: str) -> None:
    found = ask(tmp_path, case)
    assert not found.survives
    assert why in found.reason
    assert "SECRET" not in found.reason


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ("", ("publickey",)),
        ("passwordauthentication yes", ("publickey", "password")),
        ("kbdinteractiveauthentication yes", ("publickey", "keyboard-interactive")),
        (PASSWORDS, ("password",)),
    ],
)
def test_the_ways_are_named(tmp_path: Path, said: str, by: tuple[str, ...]) -> None:
    assert ask(tmp_path, Case(said, {"/etc/shadow": shadow(HASH)})).by == by


def test_an_account_of_a_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.groundwork.baseline.plugins.module_utils import _identities

    known = _identities.User("deploy", 1000, 1000)
    monkeypatch.setattr(_identities.Identities, "user", lambda self, name: known if name == "deploy" else None)
    stats = {path: STATS.get(path, {}) for path in STATS}
    files = {**FILES, "/etc/passwd": "root:x:0:0::/root:/bin/bash\n"}
    answers = {"getent passwd deploy": "deploy:*:1000:1000::/home/deploy:/bin/bash\n"}
    host = FixtureHost(make_root(tmp_path, files), answers, stats)
    assert ways(host, Operator("deploy", "192.0.2.7"), parse(SETTINGS)) == Ways(True, "", ("publickey",))
    host = FixtureHost(host.root, {"getent passwd deploy": ""}, stats)
    assert "getent passwd deploy gives no account" in ways(host, Operator("deploy", "192.0.2.7"), parse(SETTINGS)).reason


def test_settings_that_say_nothing_let_nobody_in(tmp_path: Path) -> None:
    host = FixtureHost(make_root(tmp_path, FILES), {}, STATS)
    assert not ways(host, Operator("deploy", "192.0.2.7"), {}).survives
