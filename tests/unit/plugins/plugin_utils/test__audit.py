# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""An audit without a host: the plan, and the conclusion from answers."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._distro import identify
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _audit
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue import CatalogueError
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_schema import validator
from ansible_collections.groundwork.baseline.plugins.plugin_utils._reports import report

if t.TYPE_CHECKING:
    import pathlib

NOW = datetime.datetime(2026, 11, 23, 20, 15, tzinfo=datetime.timezone.utc)
OPTIONS: dict[str, t.Any] = {
    **{"profile": None, "areas": [], "severities": [], "levels": [], "controls": [], "select": None},
    **{"controls_dirs": [], "waivers": [], "fail_on": [], "skip": [], "modes": {}, "values": {}},
}


@pytest.mark.parametrize(
    ("options", "profile", "selection"),
    [
        ({}, "baseline", {}),
        ({"profile": "strict"}, "strict", {}),
        ({"controls": ["ssh.config_valid"]}, None, {"controls": ["ssh.config_valid"]}),
        ({"controls": ["ssh.config_valid"], "profile": "strict"}, "strict", {"controls": ["ssh.config_valid"]}),
        ({"skip": ["cron"], "values": {"ssh.max_auth_tries": 6}}, "baseline", {"skip": ["cron"], "values": {"ssh.max_auth_tries": 6}}),
        ({"areas": ["ssh"], "select": "level==`1`"}, "baseline", {"areas": ["ssh"], "select": "level==`1`"}),
    ],
)
def test_plan(options: dict[str, t.Any], profile: str | None, selection: dict[str, t.Any]) -> None:
    planned = _audit.plan({**OPTIONS, **options})
    assert (planned.profile, planned.selection) == (profile, selection)
    assert {question["id"] for question in planned.questions} <= {control["id"] for control in planned.controls}
    assert planned.families["rhel"] == "redhat"


def test_what_is_to_be_enforced_is_looked_at() -> None:
    """Whether or not the profile has it; an area stays as the profile has it, and skip goes before all."""
    options = {"modes": {"ssh.permit_root_login_never": "enforce", "fs": "enforce", "ssh.tcp_forwarding": "enforce"}, "skip": ["ssh.tcp_forwarding"]}
    plain, asked = ({control["id"] for control in _audit.plan({**OPTIONS, **more}).controls} for more in ({}, options))
    assert asked - plain == {"ssh.permit_root_login_never"}


@pytest.mark.parametrize(
    "options",
    [
        {"profile": "basline"},
        {"select": "severty"},
        {"controls_dirs": ["/none"]},
        {"skip": ["none"]},
        {"modes": {"ssh": "perhaps"}},
        {"values": {"ssh.max_auth_tries": 99}},
        {"waivers": [{"control": "none", "reason": "r", "owner": "o", "expires": "2027-01-01"}]},
    ],
)
def test_no_plan(options: dict[str, t.Any]) -> None:
    with pytest.raises(CatalogueError):
        _audit.plan({**OPTIONS, **options})


def test_conclude(tmp_path: pathlib.Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "os-release").write_text('ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n', encoding="utf-8")
    waiver = {"control": "kernel.kptr_restrict", "reason": "r", "owner": "o", "expires": "2026-11-23"}
    planned = _audit.plan({**OPTIONS, "areas": ["kernel"], "waivers": [waiver], "fail_on": ["error"]})
    answers = {"kernel.kptr_restrict": {"readings": [{"value": 0, "source": "/proc/x", "aspect": "runtime"}], "duration_ms": 0.1}}
    result = _audit.conclude(planned, "web1", {"distro": identify(Host(str(tmp_path))), "answers": answers}, NOW)
    validator("report").validate(report(result))
    statuses = {each["id"]: each["status"] for each in result["results"]}
    assert statuses.pop("kernel.kptr_restrict") == "waived"
    assert set(statuses.values()) <= {"error", "not_applicable"}
    assert (result["host"], result["profile"], result["distro"]["family"]) == ("web1", "baseline", "debian")
    assert (result["summary"]["audited_at"], result["summary"]["selection"]) == ("2026-11-23T20:15:00Z", {"areas": ["kernel"]})
    assert result["gate"]["failed"]
