# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""The names of a family, filled in."""

from __future__ import annotations

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import NoSuchName, UnknownName, fill, placeholders

PLATFORM = {
    "family": "debian",
    "title": "Debian and its kin",
    "admin_group": "sudo",
    "units": {"ssh": "ssh.service", "time": ["a.service", "b.service"], "port_mapper": None},
    "modes": {"shadow": "0640"},
}


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("{units.ssh}", "ssh.service"),
        ("/etc/{units.ssh}.d", "/etc/ssh.service.d"),
        ("{admin_group}", "sudo"),
        ("{units.time}", ["a.service", "b.service"]),
        (["{units.time}", "{units.ssh}"], ["a.service", "b.service", "ssh.service"]),
        ({"mode": {"mode_at_most": "{modes.shadow}"}}, {"mode": {"mode_at_most": "0640"}}),
        ({"{admin_group}": 1}, {"sudo": 1}),
        ("{}", "{}"),
        ("{ units.ssh }", "{ units.ssh }"),
        (7, 7),
        (None, None),
    ],
)
def test_fill(value: object, filled: object) -> None:
    assert fill(value, PLATFORM) == filled


@pytest.mark.parametrize(
    ("value", "error", "sentence"),
    [
        ("{units.none}", UnknownName, r"{units.none} is no name in platforms/debian.yml"),
        ("{none}", UnknownName, "{none} is no name"),
        ("{units.ssh.more}", UnknownName, "is no name"),
        ("a {units.time}", UnknownName, "is a list or mapping for debian, so it cannot stand inside a longer text"),
        ("{units.port_mapper}", NoSuchName, "Debian and its kin has no port mapper"),
        (["x", "{units.port_mapper}"], NoSuchName, "has no port mapper"),
    ],
)
def test_refused(value: object, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        fill(value, PLATFORM)


def test_placeholders() -> None:
    assert placeholders({"a": ["{units.ssh}", 1], "b": "x{modes.shadow}y{admin_group}"}) == ["units.ssh", "modes.shadow", "admin_group"]
    assert placeholders("none") == []
