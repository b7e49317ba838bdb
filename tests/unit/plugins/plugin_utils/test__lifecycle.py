# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import datetime
import pathlib
import typing as t

import pytest
import yaml
from ansible_collections.groundwork.baseline.plugins.module_utils._distro import identify
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _lifecycle, _releases

FIXTURES = pathlib.Path(__file__).parents[2] / "fixtures"
EXPECTED = yaml.safe_load((FIXTURES / "distros.yml").read_text(encoding="utf-8"))
TODAY = datetime.date.fromisoformat(EXPECTED["date"])
CATALOGUE = _catalogue.load()
PLATFORMS, RELEASES = CATALOGUE.platforms, CATALOGUE.releases

# The keys of the record, which users' playbooks rely on.
KEYS = {
    "id", "id_like", "family", "name", "pretty_name", "version", "major", "codename", "variant", "lts", "released", "end_of_life", "support",
    "days_left", "next_lts", "kernel", "architecture", "container", "package_manager", "service_manager", "mac", "admin_group", "units",
    "default_python", "production", "unknown",
}  # fmt: skip


def describe(name: str, today: datetime.date = TODAY) -> dict[str, t.Any]:
    """The record of a fixture, as an unpacked file system."""
    return _lifecycle.describe(identify(Host(str(FIXTURES / "hosts" / name))), PLATFORMS, RELEASES, today)


@pytest.mark.parametrize("name", EXPECTED["hosts"])
def test_every_system(name: str) -> None:
    expected = {**EXPECTED["otherwise"], **EXPECTED["hosts"][name]}
    distro = describe(name)
    seen = {key: distro["production"]["fit"] if key == "fit" else distro[key] for key in expected}
    assert seen == expected
    assert set(distro) == KEYS


@pytest.mark.parametrize("name", EXPECTED["hosts"])
def test_every_system_gets_a_sentence_on_production(name: str) -> None:
    why = describe(name)["production"]["why"]
    assert why.endswith(".")
    assert not any(slip in why for slip in ("None", "  ", "..", "{", "; ;"))


def test_every_release_that_is_in_use_has_a_fixture() -> None:
    tried = {(distro["id"], distro["released"]) for distro in map(describe, EXPECTED["hosts"])}
    for name, distribution in RELEASES["distributions"].items():
        for release in distribution.get("releases", ()):
            if _releases.lifecycle(release, TODAY).support != "ended":
                assert (name, release["released"]) in tried


@pytest.mark.parametrize(
    ("name", "day", "support", "days_left", "fit"),
    [
        ("debian-12", "2023-06-09", "unknown", None, False),
        ("debian-12", "2023-06-10", "supported", 1127, True),
        ("debian-12", "2026-07-11", "supported", 0, True),
        ("debian-12", "2026-07-12", "extended", 719, True),
        ("debian-12", "2028-06-30", "extended", 0, True),
        ("debian-12", "2028-07-01", "ended", -1, False),
        ("ubuntu-22.04", "2027-06-01", "supported", 0, True),
        # What has to be paid for cannot be seen.
        ("ubuntu-22.04", "2027-06-02", "extended", 1785, False),
        ("ubuntu-22.04", "2032-04-22", "ended", -1, False),
        ("ubuntu-25.10", "2026-07-09", "supported", 0, False),
        ("ubuntu-25.10", "2026-07-10", "ended", -1, False),
        ("rocky-9", "2032-05-31", "supported", 0, True),
        ("rocky-9", "2032-06-01", "ended", -1, False),
        ("rhel-9", "2032-06-01", "extended", 1460, False),
        ("amzn-2023", "2027-07-01", "extended", 730, True),
        ("ol-10", "2026-11-23", "unknown", None, False),
        ("arch", "2026-11-23", "unknown", None, False),
        ("debian-testing", "2030-01-01", "unknown", None, False),
    ],
)
def test_a_day_in_its_life(name: str, day: str, support: str, days_left: int | None, fit: bool) -> None:
    distro = describe(name, datetime.date.fromisoformat(day))
    assert (distro["support"], distro["days_left"], distro["production"]["fit"]) == (support, days_left, fit)


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("ubuntu-22.04", "2024-04-24", None),
        ("ubuntu-22.04", "2024-04-25", "24.04"),
        ("ubuntu-24.04", "2026-04-23", "26.04"),
        ("ubuntu-25.10", "2026-11-23", "26.04"),
        ("ubuntu-20.04", "2026-11-23", "22.04"),
        ("ubuntu-20.04", "2027-06-02", "24.04"),
        ("debian-11", "2026-11-23", "12"),
        ("debian-11", "2028-07-01", "13"),
        ("centos-8", "2026-11-23", None),
        ("centos-stream-9", "2026-11-23", "10"),
        ("debian-testing", "2026-11-23", None),
        ("void", "2026-11-23", None),
    ],
)
def test_next_lts(name: str, day: str, expected: str | None) -> None:
    assert describe(name, datetime.date.fromisoformat(day))["next_lts"] == expected


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("debian-13", "Debian 13 gets security updates until 2028-08-09, and with Debian LTS until 2030-06-30."),
        ("rocky-9", "Rocky Linux 9.3 gets security updates until 2032-05-31."),
        ("debian-12", "gets security updates from Debian LTS until 2028-06-30; plan the move to Debian 13."),
        ("debian-11", "Debian 11 has been out of support since 2026-08-31; move to Debian 12."),
        ("debian-testing", "Debian forky is not released yet; take Debian 13."),
        ("ubuntu-20.04", "until 2030-04-23 gets updates with Ubuntu Pro (ESM) alone, which cannot be seen from here; move to Ubuntu 22.04."),
        ("ubuntu-26.10", "is a short-lived release with updates until 2027-07-15; take Ubuntu 26.04."),
        ("fedora-44", "take CentOS Stream, or RHEL or a rebuild of it."),
        ("centos-stream-9", "do not mark security updates"),
        ("ol-10", "has no end of support in this collection's table"),
        ("clearos-7", "ClearOS 7 (Final) (id clearos) is no release in this collection's table"),
        ("arch", "Arch Linux (id arch) is not known to this collection"),
        ("nameless", "This system, which no os-release names, is not known to this collection"),
        ("freebsd-14.1", "manage it with FreeBSD's own tools"),
        ("macos-15", "use it to run Ansible from"),
        ("kali-2025", "tools for attack and test"),
    ],
)
def test_why(name: str, words: str) -> None:
    assert words in describe(name)["production"]["why"]


def test_windows() -> None:
    raw = {**identify(Host(str(FIXTURES / "hosts" / "nameless"))), "id": "windows", "name": "Windows", "version": "10.0.20348"}
    distro = _lifecycle.describe(raw, PLATFORMS, RELEASES, TODAY)
    assert (distro["family"], distro["production"]["fit"]) == ("other", False)
    assert distro["production"]["why"].startswith("Windows 10.0.20348 is managed over WinRM")


NONE = dict.fromkeys(_lifecycle.ROLES)


@pytest.mark.parametrize(
    ("name", "there", "expected"),
    [
        ("debian-13", {}, NONE),
        ("debian-13", {"ssh.service": False, "cron.service": True}, {**NONE, "ssh": "ssh.service", "cron": "cron.service"}),
        ("rocky-9", {"ssh.service": True, "sshd.service": True, "crond.service": True}, {**NONE, "ssh": "sshd.service", "cron": "crond.service"}),
        # What the host starts by itself comes before what it only has.
        ("ubuntu-24.04", {"ufw.service": False, "nftables.service": True}, {**NONE, "firewall": "nftables.service"}),
        ("ubuntu-24.04", {"ufw.service": False, "nftables.service": False}, {**NONE, "firewall": "ufw.service"}),
        ("ubuntu-24.04", {"chrony.service": True, "systemd-timesyncd.service": True}, {**NONE, "time": "chrony.service"}),
        ("arch", {"sshd.service": True}, NONE),
        ("debian-13", None, dict.fromkeys(_lifecycle.ROLES, "unknown")),
    ],
)
def test_units(name: str, there: dict[str, bool] | None, expected: dict[str, str | None]) -> None:
    raw = {**identify(Host(str(FIXTURES / "hosts" / name))), "unit_files": there}
    assert _lifecycle.describe(raw, PLATFORMS, RELEASES, TODAY)["units"] == expected


def test_the_units_to_ask_about_are_those_of_all_families() -> None:
    names = _lifecycle.candidate_units(PLATFORMS)
    assert {"ssh.service", "sshd.service", "ufw.service", "firewalld.service"} <= set(names)
    assert "smbd.service" not in names


@pytest.mark.parametrize(
    ("name", "found", "expected"),
    [
        ("debian-12", {"path": "/usr/bin/python3", "version": "3.11"}, {"path": "/usr/bin/python3", "version": "3.11", "shipped": "3.11"}),
        ("debian-12", None, {"path": None, "version": None, "shipped": "3.11"}),
        ("arch", None, {"path": None, "version": None, "shipped": None}),
    ],
)
def test_default_python(name: str, found: dict[str, str] | None, expected: dict[str, str | None]) -> None:
    raw = {**identify(Host(str(FIXTURES / "hosts" / name))), "python": found}
    assert _lifecycle.describe(raw, PLATFORMS, RELEASES, TODAY)["default_python"] == expected


@pytest.mark.parametrize(("name", "group"), [("debian-13", "sudo"), ("rocky-9", "wheel"), ("arch", None)])
def test_admin_group(name: str, group: str | None) -> None:
    assert describe(name)["admin_group"] == group
