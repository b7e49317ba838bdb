# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import datetime
import re
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _interpreters, _owners
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _pythons

TABLES = _pythons.load()
RELEASES = _catalogue.load().releases
TODAY = datetime.date(2026, 11, 28)
BOOKWORM = {"id": "debian", "version": "12", "codename": "bookworm", "name": "Debian GNU/Linux", "pretty_name": "Debian GNU/Linux 12 (bookworm)"}
JAMMY = {"id": "ubuntu", "version": "22.04", "codename": "jammy", "name": "Ubuntu", "pretty_name": "Ubuntu 22.04 LTS"}
RHEL9 = {"id": "rhel", "version": "9.6", "codename": "plow", "name": "Red Hat Enterprise Linux", "pretty_name": "Red Hat Enterprise Linux 9.6 (Plow)"}
ARCH = {"id": "arch", "version": None, "codename": None, "name": "Arch Linux", "pretty_name": None}
OTHER_311 = "it is not the Python 3.10 that Ubuntu 22.04 LTS comes with, and how long another is patched is not in this collection's table"


@pytest.mark.parametrize(
    ("version", "source", "distro", "upstream", "distribution"),
    [
        ("3.11.2", "distro", BOOKWORM, ("2027-10-31", 337), ("2028-06-30", 580, "extended", "")),
        ("3.10.12", "distro", JAMMY, ("2026-10-31", -28), ("2027-06-01", 185, "supported", "")),
        ("3.11.0", "distro", JAMMY, ("2027-10-31", 337), (None, None, "unknown", OTHER_311)),
        ("3.9.21", "distro", RHEL9, ("2025-10-31", -393), ("2032-05-31", 2011, "supported", "")),
        ("3.12.9", "appstream", RHEL9, ("2028-10-31", 703), (None, None, "unknown", _pythons.STRANGERS["appstream"])),
        ("3.13.0", "uv", BOOKWORM, ("2029-10-31", 1068), (None, None, "unknown", _pythons.STRANGERS["uv"])),
        ("3.13.0", None, BOOKWORM, ("2029-10-31", 1068), (None, None, "unknown", _pythons.STRANGERS[None])),
        ("3.14.0rc1", "distro", ARCH, ("2030-10-31", 1433), (None, None, "unknown", "no end of arch is in this collection's table")),
        ("3.5.3", "other", BOOKWORM, (None, None), (None, None, "unknown", _pythons.STRANGERS["other"])),
        (None, "distro", BOOKWORM, (None, None), (None, None, "unknown", "it does not tell its version")),
        ("3.4.2", "distro", {**BOOKWORM, "version": "8", "codename": "jessie"}, (None, None), ("2020-06-30", -2342, "ended", "")),
    ],
)
def test_ends_of_life(version: str | None, source: str | None, distro: dict[str, t.Any], upstream: tuple[t.Any, ...], distribution: tuple[t.Any, ...]) -> None:
    told = _pythons.describe({"version": version, "source": source}, TABLES.cycles, distro, RELEASES, TODAY)
    assert (told["upstream_eol"], told["upstream_days_left"]) == upstream
    assert (told["distro_eol"], told["distro_days_left"], told["distro_support"], told["distro_eol_reason"]) == distribution


def test_the_cycles() -> None:
    ends = [(datetime.date.fromisoformat(line["released"]), datetime.date.fromisoformat(line["end"])) for line in TABLES.cycles.values()]
    assert list(TABLES.cycles) == [f"3.{minor}" for minor in range(6, 16)]
    assert ends == sorted(ends) and all((end - released).days > 4 * 365 for released, end in ends)


def test_the_places_of_interpreters() -> None:
    """Every name in the table is one that the code knows."""
    table, platforms = TABLES.interpreters, _catalogue.load().platforms
    assert set(table["families"]) == {*platforms, "other"}
    assert {names["database"] for names in table["families"].values()} == {"dpkg", "rpm", None}
    for family, platform in platforms.items():
        assert table["families"][family]["package_module"] == platform["package_module"]
    for rule in table["sources"]:
        assert rule["source"] in _pythons.STRANGERS and rule["family"] in platforms
        assert set(rule) - {"source", "family", "except"} <= {"package", "vendor", "archive"}
        assert all(re.compile(rule[name]) for name in ("package", "vendor", "archive") if name in rule)
        assert set(rule.get("except", ())) <= set(RELEASES["distributions"])
    assert all(folder.startswith(("/", "~/", "$PYENV_ROOT/", "$UV_PYTHON_INSTALL_DIR/")) for folder in [*table["folders"], *table["uv"]])


@pytest.mark.parametrize(
    ("family", "os_id", "package", "vendor", "archive", "source"),
    [
        ("redhat", "rhel", "python3", "Red Hat, Inc.", "", "distro"),
        ("redhat", "rhel", "platform-python", "Red Hat, Inc.", "", "distro"),
        ("redhat", "rhel", "python3.12", "Red Hat, Inc.", "", "appstream"),
        ("redhat", "almalinux", "python3.13-freethreading", "AlmaLinux", "", "appstream"),
        ("redhat", "rocky", "python39", "Rocky Enterprise Software Foundation", "", "appstream"),
        ("redhat", "rhel", "python3.13", "Fedora Project", "", "other"),
        ("redhat", "fedora", "python3.13", "Fedora Project", "", "distro"),
        ("redhat", "amzn", "python3.11", "Amazon Linux", "", "distro"),
        ("debian", "ubuntu", "python3.13-minimal", "", "500 https://ppa.launchpadcontent.net/deadsnakes/ppa/ubuntu noble/main amd64 Packages", "deadsnakes"),
        ("debian", "ubuntu", "python3.11-minimal", "", "500 http://archive.ubuntu.com/ubuntu jammy/universe amd64 Packages", "distro"),
        ("debian", "debian", "python3.11-minimal", "", "", "distro"),
    ],
)
def test_sources(family: str, os_id: str, package: str, vendor: str, archive: str, source: str) -> None:
    survey = _interpreters.Survey(Host("/no/such/root"), TABLES.interpreters, family, os_id, [])
    assert survey._source({"realpath": "/usr/bin/python3.N"}, _owners.Owner(package, vendor), {package: [archive]}) == source


def test_a_table_that_cannot_be_read(tmp_path: t.Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pythons, "FOLDER", tmp_path)
    with pytest.raises(_catalogue.CatalogueError, match=r"^cannot load the cycles of Python: .*cycles\.yml: No such file or directory$"):
        _pythons.load()
