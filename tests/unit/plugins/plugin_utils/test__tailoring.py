# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Values of a user's own, and controls switched off."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _tailoring
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue import CatalogueError

CATALOGUE = _catalogue.load()
STARTUPS = {"start": {"at_most": 10}, "rate": {"at_least": 30}, "full": {"at_most": 100}}


def control(name: str) -> dict[str, t.Any]:
    return next(each for each in CATALOGUE.controls if each["id"] == name)


@pytest.mark.parametrize(
    ("name", "value", "want", "accept"),
    [
        ("kernel.kptr_restrict", 1, 1, {"at_least": 1}),
        ("ssh.max_auth_tries", 6, 6, None),
        ("ssh.permit_root_login", "forced-commands-only", "forced-commands-only", None),
        (
            "ssh.max_startups",
            {"full": 100},
            {"start": 10, "rate": 30, "full": 100},
            STARTUPS,
        ),
        ("network.ip_forward", 0, 0, None),
    ],
)
def test_a_value(name: str, value: t.Any, want: t.Any, accept: t.Any) -> None:
    (found,) = _tailoring.tailored(CATALOGUE, [control(name)], {name: value})
    assert (found["want"], found.get("accept")) == (want, accept)
    assert control(name)["want"] != value or name == "network.ip_forward"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ssh.max_auth_tries", 0, "ssh.max_auth_tries is 0, but has to be between 1 and 10"),
        ("ssh.max_auth_tries", "4", "is 4, a text, but has to be a number such as 4"),
        ("ssh.permit_root_login", "yes", "is yes, but has to be one of no, "),
        ("ssh.max_startups", {"full": 0}, "full of ssh.max_startups is 0"),
        ("ssh.max_startups", {"most": 1}, "has to be a mapping with some of start, rate, full"),
        ("ssh.max_startups", 10, "has to be a mapping"),
        ("ssh.max_auth_trys", 4, "did you mean ssh.max_auth_tries"),
        ("kernel.kptr_restrict", True, "is true, a boolean, but has to be a number"),
    ],
)
def test_a_bad_value(name: str, value: t.Any, said: str) -> None:
    with pytest.raises(CatalogueError, match=said.replace(".", r"\.")):
        _tailoring.tailored(CATALOGUE, CATALOGUE.controls, {name: value})


def test_modes() -> None:
    """An id goes before its area, skip before both, and a plain off of YAML is understood."""
    found = _tailoring.modes(CATALOGUE.controls, {"ssh": "audit", "ssh.use_pam": "enforce", "cron": False}, ["ssh.ciphers"])
    assert (found["ssh.use_pam"], found["ssh.ciphers"], found["ssh.macs"], found["cron.d"]) == ("enforce", "off", "audit", "off")
    assert "kernel.sysrq" not in found


@pytest.mark.parametrize(
    ("given", "skip", "said"),
    [
        ({"shh": "off"}, [], 'no control or area "shh"; did you mean ssh'),
        ({"ssh": "on"}, [], "ssh is on, but has to be one of"),
        ({}, ["x"], "cannot use skip"),
    ],
)
def test_bad_modes(given: dict[str, t.Any], skip: list[str], said: str) -> None:
    with pytest.raises(CatalogueError, match=said):
        _tailoring.modes(CATALOGUE.controls, given, skip)


def test_nothing_left() -> None:
    with pytest.raises(CatalogueError, match="leave none"):
        _tailoring.tailored(CATALOGUE, [], {})
