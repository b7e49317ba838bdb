# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""How the files of PAM become one stack, and what of it is never reached."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._pam_stack import reached, stack
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

SU = "/etc/pam.d/su"


def lines(tmp_path: Path, files: dict[str, str | None], kind: str = "auth", service: str = "su") -> list[str]:
    """What can be reached, as module:line."""
    return [f"{each.module} {each.source}" for each in reached(stack(FixtureHost(make_root(tmp_path, files)), service, kind))]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({SU: "auth required pam_a.so\naccount required pam_b.so\n"}, ["pam_a.so /etc/pam.d/su:1"]),
        ({SU: "# auth required pam_a.so\nAUTH Required /lib/security/pam_b.so x # y\n"}, ["pam_b.so /etc/pam.d/su:2"]),
        ({SU: "-auth optional pam_a.so\nauth \\\n  required \\\n pam_b.so\n"}, ["pam_a.so /etc/pam.d/su:1", "pam_b.so /etc/pam.d/su:2"]),
        ({SU: "@include common\n", "/etc/pam.d/common": "auth required pam_c.so\nsession required pam_s.so\n"}, ["pam_c.so /etc/pam.d/common:1"]),
        ({SU: "auth include common\naccount required pam_x.so\n", "/etc/pam.d/common": "auth required pam_c.so\n"}, ["pam_c.so /etc/pam.d/common:1"]),
        (
            {SU: "auth substack sub\nauth required pam_a.so\n", "/etc/pam.d/sub": "auth sufficient pam_permit.so\nauth required pam_never.so\n"},
            ["pam_permit.so /etc/pam.d/sub:1", "pam_a.so /etc/pam.d/su:2"],
        ),
        ({SU: "auth requisite pam_deny.so\nauth required pam_never.so\n"}, ["pam_deny.so /etc/pam.d/su:1"]),
        ({SU: "auth sufficient pam_permit.so\nauth required pam_never.so\n"}, ["pam_permit.so /etc/pam.d/su:1"]),
        ({SU: "auth [default=1] pam_a.so\nauth required pam_never.so\nauth required pam_b.so\n"}, ["pam_a.so /etc/pam.d/su:1", "pam_b.so /etc/pam.d/su:3"]),
        (
            {SU: "auth [success=1 default=ignore] pam_a.so\nauth required pam_b.so\nauth required pam_c.so\n"},
            ["pam_a.so /etc/pam.d/su:1", "pam_b.so /etc/pam.d/su:2", "pam_c.so /etc/pam.d/su:3"],
        ),
        ({SU: "auth [success=die default=die] pam_a.so\nauth required pam_never.so\n"}, ["pam_a.so /etc/pam.d/su:1"]),
        ({SU: "account required pam_b.so\n", "/etc/pam.d/other": "auth required pam_o.so\n"}, ["pam_o.so /etc/pam.d/other:1"]),
        ({"/usr/lib/pam.d/su": "auth required pam_v.so\n"}, ["pam_v.so /usr/lib/pam.d/su:1"]),
        ({SU: "auth required pam_a.so\n", "/usr/lib/pam.d/su": "auth required pam_v.so\n"}, ["pam_a.so /etc/pam.d/su:1"]),
        ({}, []),
    ],
)
def test_stack(tmp_path: Path, files: dict[str, str | None], found: list[str]) -> None:
    assert lines(tmp_path, files) == found


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({SU: "auth include gone\n"}, r"/etc/pam\.d/su:1 includes gone, and there is no such file"),
        ({SU: "@include su\n"}, r"/etc/pam\.d/su includes itself"),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, files: dict[str, str | None], said: str) -> None:
    with pytest.raises(ObservationError, match=said):
        lines(tmp_path, files)


def test_arguments(tmp_path: Path) -> None:
    host = FixtureHost(make_root(tmp_path, {SU: "auth required pam_a.so deny=3 silent deny=5 [tell=a b] x\n"}))
    entry = stack(host, "su", "auth")[0]
    assert [entry.argument(name) for name in ("deny", "silent", "tell", "none")] == ["5", "", "a b", None]
