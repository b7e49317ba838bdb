# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What a role's variables are said to be and what they are: names, prefixes and defaults agree."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import typing as t

import pytest
import yaml

ROLES = sorted(path for path in (pathlib.Path(__file__).resolve().parents[2] / "roles").iterdir() if path.is_dir())


def read(role: pathlib.Path, name: str) -> dict[str, t.Any]:
    return dict(yaml.safe_load((role / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_defaults_are_the_documented_ones(role: pathlib.Path) -> None:
    options = read(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    assert {name: option["default"] for name, option in options.items() if not option.get("required")} == read(role, "defaults/main.yml")
    assert all(name.startswith(f"{role.name}_") for name in options)
    assert all(option["description"] for option in options.values())


def base_hardening_modes(variables: dict[str, t.Any]) -> dict[str, str]:
    """What the role's variables come to, as Ansible itself works it out."""
    role = next(role for role in ROLES if role.name == "base_hardening")
    files = [word for name in ("defaults", "vars") for word in ("-e", f"@{role / name / 'main.yml'}")]
    argv = [sys.executable, "-m", "ansible", "adhoc", "localhost", "-m", "debug", "-a", "var=base_hardening_modes", *files, "-e", json.dumps(variables)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.partition("=> ")[2])["base_hardening_modes"])


@pytest.mark.parametrize(
    ("variables", "there", "away"),
    [
        ({}, {"ssh.permit_root_login_never": "enforce", "audit.identity": "enforce"}, {"firewall", "integrity.aide_installed"}),
        ({"base_hardening_auditd": False}, {"ssh.password_authentication": "enforce"}, {"audit.identity"}),
        ({"base_hardening_firewall_manage": True, "base_hardening_aide": True}, {"firewall": "enforce", "integrity.aide_installed": "enforce"}, set()),
        ({"base_hardening_controls": {"ssh": "audit"}}, {"ssh": "audit", "audit.identity": "enforce"}, {"ssh.permit_root_login_never"}),
        ({"base_hardening_controls": {"audit": "off", "s": "off"}}, {"audit": "off", "ssh.password_authentication": "enforce"}, {"audit.identity"}),
        ({"base_hardening_controls": {"audit.dac": "audit"}}, {"audit.dac": "audit", "audit.identity": "enforce"}, set()),
    ],
)
def test_what_somebody_says_goes_before_what_the_role_says(variables: dict[str, t.Any], there: dict[str, str], away: set[str]) -> None:
    """For the catalogue alone an id goes before its area; the ids that the role adds by itself must not win over somebody's area."""
    modes = base_hardening_modes(variables)
    assert there.items() <= modes.items()
    assert away & set(modes) == set()
