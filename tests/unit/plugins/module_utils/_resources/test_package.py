# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import package
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._package_databases import RPM_QUERY
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

ASKED = " ".join(RPM_QUERY)


def stanza(name: str, status: str = "install ok installed", version: str = "1.0", architecture: str = "amd64") -> str:
    return f"""Package: {name}
Essential: yes
Status: {status}
Priority: optional
Architecture: {architecture}
Version: {version}
Depends: libc6 (>= 2.36), telnetd
Description: a package
 Status: deinstall ok config-files
 .
 Package: impostor

"""


DPKG = stanza("dpkg", version="1.21.22")
RPM = "bash\t5.1.8-9.el9\nrpm\t4.16.1.3-37.el9\nkernel-core\t5.14.0-503.el9\nkernel-core\t5.14.0-427.el9\nsudo\t1.9.5p2-10.el9\n"


def states(tmp_path: Path, status: str, names: list[str], updates: t.Mapping[str, str] | None = None, **kwargs: t.Any) -> dict[str, str]:
    merged = {f"/var/lib/dpkg/updates/{name}": text for name, text in (updates or {}).items()}
    host = FixtureHost(make_root(tmp_path, {"/var/lib/dpkg/status": status, **merged}), {})
    return {reading.aspect: reading.value for reading in package.observe(host, names, **kwargs)}


@pytest.mark.parametrize(
    ("status", "value"),
    [
        ("install ok installed", "present"),
        ("hold ok installed", "present"),
        ("deinstall ok installed", "present"),
        ("install ok triggers-pending", "present"),
        ("install ok triggers-awaited", "present"),
        ("deinstall ok config-files", "absent"),
        ("purge ok not-installed", "absent"),
        ("install reinstreq half-installed", "half-installed"),
        ("install ok unpacked", "unpacked"),
        ("install ok half-configured", "half-configured"),
    ],
)
def test_states_of_dpkg(tmp_path: Path, status: str, value: str) -> None:
    assert states(tmp_path, DPKG + stanza("telnetd", status), ["telnetd", "dpkg"]) == {"telnetd": value, "dpkg": "present"}


@pytest.mark.parametrize("name", ["impostor", "libc6", "telnet", "Telnetd"])
def test_what_only_resembles_a_package_is_absent(tmp_path: Path, name: str) -> None:
    assert states(tmp_path, DPKG + stanza("telnetd"), [name]) == {name: "absent"}


@pytest.mark.parametrize("architectures", [("amd64", "i386"), ("i386", "amd64")])
@pytest.mark.parametrize(("other", "value"), [("deinstall ok config-files", "present"), ("install ok unpacked", "present")])
def test_one_architecture_is_enough(tmp_path: Path, architectures: tuple[str, str], other: str, value: str) -> None:
    text = stanza("libx", architecture=architectures[0]) + stanza("libx", other, architecture=architectures[1])
    assert states(tmp_path, DPKG + text, ["libx"]) == {"libx": value}


def test_updates_that_dpkg_has_not_merged_count(tmp_path: Path) -> None:
    updates = {"0000": stanza("telnetd"), "0001": stanza("nis", "deinstall ok config-files"), "tmp.i": "half written"}
    found = states(tmp_path, DPKG + stanza("telnetd", "purge ok not-installed") + stanza("nis"), ["telnetd", "nis"], updates)
    assert found == {"telnetd": "present", "nis": "absent"}


@pytest.mark.parametrize(
    ("names", "value", "source"),
    [
        (["sudo", "sudo-rs"], "present", "dpkg-query -W sudo-rs: 0.2.3"),
        (["half", "sudo-rs"], "present", "dpkg-query -W sudo-rs: 0.2.3"),
        (["half", "nis"], "unpacked", "dpkg-query -W half: 1.0 (unpacked)"),
        (["nis", "ypserv"], "absent", "dpkg-query -W nis: no such package; dpkg-query -W ypserv: no such package"),
    ],
)
def test_any_of_several(tmp_path: Path, names: list[str], value: str, source: str) -> None:
    text = DPKG + stanza("sudo-rs", version="0.2.3") + stanza("half", "install ok unpacked")
    (reading,) = package.observe(FixtureHost(make_root(tmp_path, {"/var/lib/dpkg/status": text}), {}), names, any=True)
    assert (reading.value, reading.source, reading.aspect) == (value, source, " or ".join(names))


@pytest.mark.parametrize("guest", [None, "", stanza("hello")])
def test_rpm(tmp_path: Path, guest: str | None) -> None:
    host = FixtureHost(make_root(tmp_path, {"/var/lib/dpkg/status": guest, "/etc/": ""}), {ASKED: {"stdout": RPM, "stderr": "warning: waiting for a lock\n"}})
    found = [(each.aspect, each.value, each.source) for each in package.observe(host, ["kernel-core", "telnet-server"])]
    assert found == [
        ("kernel-core", "present", "rpm -q kernel-core: 5.14.0-427.el9, 5.14.0-503.el9"),
        ("telnet-server", "absent", "rpm -q telnet-server: no such package"),
    ]
    package.observe(host, ["sudo"])
    assert host.ran == [ASKED]


def test_rpm_is_not_asked_where_dpkg_made_the_system(tmp_path: Path) -> None:
    host = FixtureHost(make_root(tmp_path, {"/var/lib/dpkg/status": DPKG}), {ASKED: {"rc": 1, "stderr": "error: no database"}})
    assert package.observe(host, ["bash"])[0].value == "absent"
    assert host.ran == []


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("", "does not hold dpkg itself"),
        (stanza("hello"), "does not hold dpkg itself"),
        ("\0" * 4096, "/var/lib/dpkg/status:1 has no package with a known status; see dpkg --audit"),
        (DPKG + "\n\nPackage: broken\nVersion: 1\n", "/var/lib/dpkg/status:15 has no package"),
        (DPKG + stanza("odd", "install ok perhaps"), "/var/lib/dpkg/status:13 has no package"),
        (DPKG + "Status: install ok installed\n", "/var/lib/dpkg/status:13 has no package"),
    ],
)
def test_a_status_file_that_cannot_be_trusted(tmp_path: Path, status: str, words: str) -> None:
    with pytest.raises(ObservationError, match="cannot trust the package database") as caught:
        states(tmp_path, status, ["telnetd"])
    assert words in str(caught.value)


def test_an_update_that_cannot_be_trusted(tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match="/var/lib/dpkg/updates/0001:1 has no package"):
        states(tmp_path, DPKG, ["telnetd"], {"0001": "garbage"})


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"rc": 1, "stderr": "error: sqlite failure: file is not a database"}, "ended with 1: error: sqlite failure"),
        ({"rc": 0, "stdout": RPM, "stderr": "error: rpmdb: damaged header #12 retrieved -- skipping."}, "ended with 0: error: rpmdb: damaged header"),
        ({"rc": 0, "stdout": ""}, "ended with 0: no package at all"),
        ("bash\n", "printed a line that is no package"),
        ("bash\t\n", "printed a line that is no package"),
        ({"error": "gave up on rpm -qa after 10 seconds"}, "gave up on rpm -qa"),
    ],
)
def test_an_rpm_database_that_cannot_be_trusted(tmp_path: Path, answer: t.Any, words: str) -> None:
    with pytest.raises(ObservationError) as caught:
        package.observe(FixtureHost(make_root(tmp_path, {"/etc/": ""}), {ASKED: answer}), ["telnet-server"])
    assert words in str(caught.value)


def test_no_manager_at_all(tmp_path: Path) -> None:
    with pytest.raises(ObservationError, match="neither dpkg nor rpm is on this host"):
        package.observe(FixtureHost(make_root(tmp_path, {"/etc/": ""}), {}), ["bash"])
