# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""distro_facts beside what the host's own commands say of it."""

from __future__ import annotations

import typing as t

# image -> what the tables say of the release that it is, or stands in for, on the day that the facts were asked for
KNOWN = {
    "debian12": {"family": "debian", "lts": True, "support": "extended", "end_of_life": "2026-07-11", "next_lts": "13"},
    "debian13": {"family": "debian", "lts": True, "support": "supported", "end_of_life": "2028-08-09", "next_lts": None},
    "ubuntu2404": {"family": "debian", "lts": True, "support": "supported", "end_of_life": "2029-05-31", "next_lts": "26.04"},
    "ubuntu2604": {"family": "debian", "lts": True, "support": "supported", "end_of_life": "2031-05-29", "next_lts": None},
    "el9": {"family": "redhat", "lts": True, "support": "supported", "end_of_life": "2027-05-31", "next_lts": "10"},
}


def test_release(host: t.Any, facts: dict[str, t.Any]) -> None:
    """Family and lifecycle are those of the release."""
    known = KNOWN[host.backend.get_hostname().removeprefix("gw-")]
    assert {**facts, "end_of_life": facts["end_of_life"]["standard"]}.items() >= known.items(), facts
    assert facts["production"]["fit"] is True
    assert facts["production"]["why"]


def test_identity(facts: dict[str, t.Any], say: t.Callable[[str], str]) -> None:
    """Id, version, kernel and architecture, by a shell that reads os-release and by uname."""
    assert facts["id"] == say(". /etc/os-release; echo $ID")
    assert facts["version"] == say(". /etc/os-release; echo $VERSION_ID")
    assert facts["kernel"] == say("uname -r")
    assert facts["architecture"] == say("uname -m")
    assert facts["container"] == say("systemd-detect-virt --container")


def test_services(facts: dict[str, t.Any], say: t.Callable[[str], str]) -> None:
    """The units that are named are there, and the one of ssh is what listens."""
    assert facts["service_manager"] == "systemd"
    for unit in filter(None, facts["units"].values()):
        assert say(f"systemctl show -P LoadState {unit}") == "loaded", facts["units"]
    assert say(f"systemctl is-active {facts['units']['ssh']} || true") == "active"
    assert say(f"systemctl is-active {facts['units']['cron']}") == "active"


def test_tools(facts: dict[str, t.Any], say: t.Callable[[str], str]) -> None:
    """The package manager, the group of administrators and the system's Python are there under the names told."""
    assert say(f"command -v {facts['package_manager']}-get || command -v {facts['package_manager']}")
    assert say(f"getent group {facts['admin_group']}")
    assert say("/usr/bin/python3 -c 'import sys; print(\"%d.%d\" % sys.version_info[:2])'") == facts["default_python"]["version"]
