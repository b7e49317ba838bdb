# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""The controls that options come to, and the sentence where they come to none."""

from __future__ import annotations

import typing as t
from unittest import mock

import pytest
import yaml
from ansible.errors import AnsibleLookupError
from ansible_collections.groundwork.baseline.plugins.lookup import controls


def look_up(*areas: str, **options: t.Any) -> list[dict[str, t.Any]]:
    module = controls.LookupModule()
    documented = yaml.safe_load(controls.DOCUMENTATION)["options"]
    given = {name: options.get(name, option.get("default")) for name, option in documented.items()}
    with mock.patch.object(module, "set_options"), mock.patch.object(module, "get_option", side_effect=given.__getitem__):
        return list(module.run(list(areas), variables={}, **options))


def test_chosen() -> None:
    found = look_up("ssh", "kernel")
    assert {control["area"] for control in found} == {"ssh", "kernel"}
    assert {control["level"] for control in found} == {1}
    assert len(look_up()) > len(found)
    assert "ssh.password_authentication" in [control["id"] for control in look_up(modes={"ssh.password_authentication": "enforce"})]
    assert next(control["want"] for control in look_up("ssh", values={"ssh.max_auth_tries": 3}) if control["id"] == "ssh.max_auth_tries") == 3


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"profile": "none"}, "profile"),
        ({"modes": {"ssh": "perhaps"}}, "cannot use modes: ssh is perhaps"),
        ({"values": {"ssh.max_auth_tries": "many"}}, "ssh.max_auth_tries"),
        ({"skip": ["shh"]}, 'there is no control or area "shh"'),
    ],
)
def test_refused(options: dict[str, t.Any], why: str) -> None:
    with pytest.raises(AnsibleLookupError, match=why):
        look_up(**options)
