# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What Ansible's own modules are asked to do, and nothing that is so already."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _handed

CATALOGUE = _catalogue.load()
PLATFORM = CATALOGUE.platforms["redhat"]
DEBIAN = CATALOGUE.platforms["debian"]


def asked(platform: dict[str, t.Any], **seen: list[tuple[str, t.Any]]) -> list[tuple[str, t.Any]]:
    """(module, arguments) for controls whose readings are these: (aspect, value)."""
    names = {name.replace("__", "."): rows for name, rows in seen.items()}
    controls = [control for control in CATALOGUE.controls if control["id"] in names]
    results = {name: {"evidence": [{"aspect": aspect, "value": value} for aspect, value in rows]} for name, rows in names.items()}
    return [(call.module, call.args) for call in _handed.calls(controls, results, platform, 60)]


def unit(active: bool, startable: bool, enabled: str) -> dict[str, t.Any]:
    return {"active": active, "startable": startable, "enabled": enabled}


def test_packages_in_one_call_each() -> None:
    found = asked(
        PLATFORM,
        services__telnet_server=[("telnet-server", "present")],
        services__nis=[("ypserv", "absent"), ("ypbind", "present")],
        audit__installed=[("audit", "absent")],
        sudo__installed=[("sudo or sudo-rs", "absent")],
    )
    assert found == [
        ("ansible.builtin.dnf", {"name": ["telnet-server", "ypbind"], "state": "absent", "lock_timeout": 60}),
        ("ansible.builtin.dnf", {"name": ["audit", "sudo"], "state": "present", "lock_timeout": 60}),
    ]


def test_apt_reads_its_lists_before_it_installs() -> None:
    assert asked(DEBIAN, audit__installed=[("auditd", "absent")]) == [
        ("ansible.builtin.apt", {"name": ["auditd"], "state": "present", "lock_timeout": 60, "update_cache": True})
    ]


@pytest.mark.parametrize(
    ("want", "enabled", "failed", "told"),
    [
        ({"active": True, "enabled": "enabled"}, "not-found", [], [("unit auditd.service", "inactive, disabled\n", "active, enabled\n")]),
        # what fails still is for the worker, and so is what was there before
        ({"active": True, "enabled": "enabled"}, "not-found", ["audit.enabled"], None),
        ({"active": True, "enabled": "enabled"}, "disabled", [], None),
        ({"active": False, "startable": False}, "not-found", [], None),
    ],
)
def test_units_that_come_with_packages(want: dict[str, t.Any], enabled: str, failed: list[str], told: list[tuple[str, ...]] | None) -> None:
    fixes: list[dict[str, t.Any]] = [{"id": "audit.enabled", "resource": "unit", "want": want}, {"id": "audit.rules", "resource": "audit_rule", "want": 1}]
    evidence = [{"aspect": "auditd.service", "value": unit(False, False, enabled)}]
    found = _handed.brought(fixes, {"audit.enabled": {"evidence": evidence}}, failed)
    assert {name: [tuple(each.values()) for each in changes] for name, changes in found.items()} == ({"audit.enabled": told} if told else {})


def test_what_installs() -> None:
    controls = [control for control in CATALOGUE.controls if control["id"] in ("services.telnet_server", "audit.installed")]
    results = {
        "services.telnet_server": {"evidence": [{"aspect": "telnetd", "value": "present"}]},
        "audit.installed": {"evidence": [{"aspect": "auditd", "value": "absent"}]},
    }
    calls = _handed.calls(controls, results, DEBIAN, 60)
    assert [_handed.installs([call]) for call in calls] == [False, True]
    assert not _handed.installs([])
