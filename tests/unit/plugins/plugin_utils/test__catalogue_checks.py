# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""The mistakes in a control that no schema sees."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_checks import Mistake, check

PLATFORMS: dict[str, dict[str, t.Any]] = {
    "debian": {"family": "debian", "title": "Debian", "units": {"ssh": "ssh.service", "old": "old.service"}, "modes": {"a": "0640"}},
    "redhat": {"family": "redhat", "title": "Red Hat", "units": {"ssh": "sshd.service", "old": None}, "modes": {"a": "rwx"}},
}
CONTROL: dict[str, t.Any] = {"id": "ssh.x", "area": "ssh", "resource": "sysctl", "args": {"name": "kernel.x"}, "want": 1}
FILE: dict[str, t.Any] = {"resource": "file", "args": {"path": "/x"}, "want": {"owner": "root", "mode": "0644"}}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"accept": {"at_least": 1}},
        {**FILE, "accept": {"mode": {"mode_at_most": "0644"}}},
        {"resource": "unit", "args": {"names": ["{units.ssh}"]}, "want": {"startable": False}},
        {"resource": "unit", "args": {"names": ["{units.old}"]}, "want": {"startable": False}},
        {"applies_to": {"families": ["debian"]}, **FILE, "accept": {"mode": {"mode_at_most": "{modes.a}"}}, "want": {"mode": "0600"}},
    ],
)
def test_good(change: dict[str, t.Any]) -> None:
    check({**CONTROL, **change}, PLATFORMS)


@pytest.mark.parametrize(
    ("change", "key", "sentence"),
    [
        ({"area": "kernel"}, "id", 'it stands in the file of area kernel, so its id has to begin with "kernel."'),
        ({"resource": "sysctls"}, "resource", '"sysctls" is no kind of resource; did you mean sysctl or sysctl_drift?'),
        ({"args": {"nam": "x"}}, "args", '"nam" is no argument of the kind sysctl; did you mean name?'),
        ({"args": {}}, "args", "the kind sysctl cannot be asked with these: missing a required argument: 'name'"),
        ({"args": {"name": "{unit.ssh}"}}, "args", "{unit.ssh} is no name in platforms/debian.yml; write null there if the family has none"),
        ({"want": "{units.none}"}, "want", "{units.none} is no name"),
        ({"remediation": "see {units.none}"}, "remediation", "{units.none} is no name"),
        ({"applies_to": {"families": ["debain"]}}, "applies_to", '"debain" is no family that platforms/ knows; did you mean debian?'),
        ({"accept": {"atleast": 1}}, "accept", '"atleast" is no operator; did you mean at_least?'),
        ({"accept": {"at_least": "1"}}, "accept", "at_least needs a number, not 1"),
        ({"want": 0, "accept": {"at_least": 1}}, "want", "it wants 0 (number), which its own accept refuses: at least 1"),
        ({"want": "a", "accept": {"at_least": 1}}, "want", "it cannot be held against accept: a is a text, but at_least 1 needs a number"),
        ({**FILE, "accept": {"mode_at_most": "0644"}}, "accept", '"mode_at_most" is no key of want, and want is a mapping'),
        ({**FILE, "accept": {"mode": "0644"}}, "accept", '"mode" is 0644, but has to be a mapping {operator: bound}'),
        ({**FILE, "accept": {"mode": {"mode_at_most": "0600"}}}, "want", '"mode" wants 0644 (text), which its own accept refuses: 0600 or less'),
        ({**FILE, "accept": {"mode": {"mode_at_most": "{modes.a}"}}, "want": {"mode": "0600"}}, "accept", "rwx is no octal mode"),
    ],
)
def test_mistakes(change: dict[str, t.Any], key: str, sentence: str) -> None:
    with pytest.raises(Mistake) as caught:
        check({**CONTROL, **change}, PLATFORMS)
    assert caught.value.key == key
    assert sentence in str(caught.value)
