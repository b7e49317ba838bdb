# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import os
import time
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _updates_apt, _updates_dnf, _updates_edits, updates
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.updates import Seen
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

TARGETS = " ".join(_updates_apt.TARGETS)
SECURITY = "bookworm-security|stable-security|bookworm-security|Debian-Security|Debian|main|deb.debian.org\n"
MAIN = "bookworm|stable|bookworm|Debian|Debian|main|deb.debian.org\n"
UBUNTU = "noble-security|noble-security|noble|Ubuntu|Ubuntu|main|archive.ubuntu.com\n"
UNFETCHED = "bookworm-security|$(SUITE)|$(CODENAME)|$(LABEL)|$(ORIGIN)|main|deb.debian.org\n"
DUMP = 'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n'
SHIPPED = 'Unattended-Upgrade::Origins-Pattern:: "origin=Debian,codename=${distro_codename}-security,label=Debian-Security";\n'
OLD = 'Unattended-Upgrade::Allowed-Origins:: "${distro_id}:${distro_codename}-security";\n'
GOOD = {"looks": True, "installs": True, "security": True, "starts": True}
RELEASE = {"/etc/os-release": "ID=debian\nVERSION_CODENAME=bookworm\n"}


def apt(tmp_path: Path, dump: str = DUMP + SHIPPED, targets: str = MAIN + SECURITY, files: dict[str, str] | None = None, **more: t.Any) -> FixtureHost:
    """A host with apt and without systemd."""
    commands = {"apt-get": "", "apt-config dump": dump, TARGETS: targets, "unattended-upgrade": "", **more}
    return FixtureHost(make_root(tmp_path, {**RELEASE, **(files or {})}), commands)


@pytest.mark.parametrize(
    ("dump", "targets", "wrong"),
    [
        (DUMP + SHIPPED, MAIN + SECURITY, ()),
        (DUMP, MAIN + SECURITY, ("security",)),
        (DUMP + OLD, MAIN + SECURITY, ("security",)),
        (DUMP + SHIPPED, MAIN, ("security",)),
        (SHIPPED, MAIN + SECURITY, ("looks", "installs")),
        (DUMP + 'APT::Periodic::Unattended-Upgrade "30";\n' + SHIPPED, MAIN + SECURITY, ("installs",)),
        (DUMP + 'APT::Periodic::Unattended-Upgrade "12h";\n' + SHIPPED, MAIN + SECURITY, ()),
        (DUMP + 'APT::Periodic::Enable "0";\n' + SHIPPED, MAIN + SECURITY, ("looks", "installs")),
    ],
)
def test_automatic_by_apt(tmp_path: Path, dump: str, targets: str, wrong: tuple[str, ...]) -> None:
    """What is in force, whichever file says it."""
    (seen,) = updates.observe(apt(tmp_path, dump, targets), "automatic")
    assert seen.value == {**GOOD, **dict.fromkeys(wrong, False)}


def test_lists_never_fetched(tmp_path: Path) -> None:
    """Which archive is which stands in lists that have to be there."""
    with pytest.raises(ObservationError, match="run apt-get update"):
        updates.observe(apt(tmp_path, targets=UNFETCHED), "automatic")


@pytest.mark.parametrize(
    ("pattern", "target", "fits"),
    [
        ("origin=Debian,codename=${distro_codename}-security,label=Debian-Security", SECURITY, True),
        ("origin=Debian,codename=${distro_codename},label=Debian", SECURITY, False),
        ("o=Debian,l=Debian-*", SECURITY, True),
        ("origin=*", SECURITY, True),
        ("site=deb.debian.org", SECURITY, True),
        ("colour=blue", SECURITY, False),
        ("nonsense", SECURITY, False),
        ("", SECURITY, False),
        ("origin=Ubuntu,archive=noble-security", UBUNTU, True),
    ],
)
def test_matches(pattern: str, target: str, fits: bool) -> None:
    """As unattended-upgrades does it."""
    assert _updates_apt.matches(pattern, _updates_apt.parse_targets(target)[0], {"distro_codename": "bookworm"}) is fits


@pytest.mark.parametrize(
    ("target", "codename", "pattern"),
    [
        (SECURITY, "bookworm", "origin=Debian,codename=${distro_codename}-security,label=Debian-Security"),
        (UBUNTU, "noble", "origin=Ubuntu,archive=${distro_codename}-security,label=Ubuntu"),
        (SECURITY, "noble", "origin=Debian,codename=bookworm-security,label=Debian-Security"),
    ],
)
def test_pattern_for(target: str, codename: str, pattern: str) -> None:
    """A pattern is made from what the archive says of itself, and takes it."""
    found, names = _updates_apt.parse_targets(target)[0], {"distro_codename": codename}
    assert _updates_apt.pattern_for(found, names) == pattern
    assert _updates_apt.matches(pattern, found, names)


def test_plan_for_apt(tmp_path: Path) -> None:
    """What is lacking is added; our own patterns stay."""
    own = {"/etc/apt/apt.conf.d/99zz-groundwork": 'Unattended-Upgrade::Origins-Pattern:: "origin=x";\n'}
    readings: list[t.Any] = updates.observe(apt(tmp_path, DUMP, files=own), "automatic")
    (step,) = _updates_edits.plan(readings, GOOD, {}, {"question": "automatic"})
    assert isinstance(step, Lines)
    assert [line.split()[0] for line in step.text.splitlines()][:3] == [
        f"APT::Periodic::{name}" for name in ("Enable", "Update-Package-Lists", "Unattended-Upgrade")
    ]
    assert step.text.endswith('"origin=x";\nUnattended-Upgrade::Origins-Pattern:: "origin=Debian,codename=${distro_codename}-security,label=Debian-Security";')
    good: list[t.Any] = updates.observe(apt(tmp_path), "automatic")
    assert _updates_edits.plan(good, GOOD, {}, {"question": "automatic"}) == []


def dnf_seen(**known: t.Any) -> Seen:
    """A reading of a host with dnf-automatic, that installs nothing."""
    return Seen({**GOOD, "installs": False}, "", "", {"manager": "dnf", "there": True, "timers": ["dnf-automatic.timer"], "scope": "security", **known})


def test_plan_for_dnf() -> None:
    """Security updates alone, where they can be told."""
    steps = _updates_edits.plan([dnf_seen()], GOOD, {}, {"question": "automatic"})
    text = "[commands]\nupgrade_type = default\napply_updates = no\n"
    for step in steps:
        text = step.edit(text)  # type: ignore[union-attr]
    assert text == "[commands]\nupgrade_type = security\napply_updates = yes\n"


@pytest.mark.parametrize(("seen", "question", "words"), [(dnf_seen(there=False), "automatic", "it is not there yet"), (dnf_seen(), "kernels", "for people")])
def test_not_planned(seen: Seen, question: str, words: str) -> None:
    """What is for people, or has to wait."""
    with pytest.raises(Unfixable, match=words):
        _updates_edits.plan([seen], GOOD, {}, {"question": question})


POLICY = """openssl:
  Installed: 3.0.1
  Candidate: 3.0.3
  Version table:
     3.0.3 500
        500 http://deb.debian.org/debian bookworm-updates/main amd64 Packages
     3.0.2 500
        500 http://deb.debian.org/debian-security bookworm-security/main amd64 Packages
 *** 3.0.1 100
        100 /var/lib/dpkg/status
less:
  Installed: 1
  Candidate: 2
  Version table:
     2 500
        500 http://deb.debian.org/debian bookworm-updates/main amd64 Packages
 *** 1 500
        500 http://deb.debian.org/debian-security bookworm-security/main amd64 Packages
"""
SIMULATE = "apt-get -s -o Debug::NoLocking=true dist-upgrade"
WAITING = "Inst openssl [3.0.1] (3.0.3 Debian:12/stable [amd64])\nInst less [1] (2 Debian:12/stable [amd64])\nInst new (1 Debian:12/stable [amd64])\n"
LATEST = "Inst curl [1] (2 Debian-Security:12/stable-security [amd64])\n"
LISTS = {"/var/lib/apt/lists/x_Packages": ""}


def test_security_pending(tmp_path: Path) -> None:
    """One that an ordinary update has overtaken is waiting too; one that is installed is not."""
    host = apt(tmp_path, files=LISTS, **{SIMULATE: WAITING + LATEST, "apt-cache policy curl less openssl": POLICY})
    assert updates.observe(host, "security_pending")[0].value == ["curl", "openssl"]


def test_security_pending_is_not_told_from_old_lists(tmp_path: Path) -> None:
    """Lists of four days ago say nothing of today; none at all say less."""
    with pytest.raises(ObservationError, match="no lists of packages"):
        updates.observe(apt(tmp_path), "security_pending")
    host = apt(tmp_path, files=LISTS)
    then = time.time() - 4 * 86400
    os.utime(f"{host.root}/var/lib/apt/lists", (then, then))
    with pytest.raises(ObservationError, match="4 days old"):
        updates.observe(host, "security_pending")


@pytest.mark.parametrize(
    ("line", "path", "found"),
    [
        ("deb [trusted=yes] http://x y z", "sources.list", True),
        ("deb [arch=amd64 allow-insecure=yes] http://x y z", "sources.list.d/a.list", True),
        ("Trusted: yes", "sources.list.d/a.sources", True),
        ("# deb [trusted=yes] http://x y z", "sources.list", False),
        ("deb [signed-by=/k] http://x y z", "sources.list", False),
        ("deb [trusted=yes] http://x y z", "sources.list.d/a.save", False),
    ],
)
def test_unsigned_by_apt(tmp_path: Path, line: str, path: str, found: bool) -> None:
    """Lines and stanzas, of files that apt reads."""
    assert bool(updates.observe(apt(tmp_path, files={f"/etc/apt/{path}": f"{line}\n"}), "unsigned")[0].value) is found


REPOS = "[a]\ngpgcheck=0\n[b]\ngpgcheck=0\nenabled=0\n[c]\n[d]\ngpgcheck=1\n"


@pytest.mark.parametrize(("main", "found"), [("1", ["a"]), ("0", ["a", "c"])])
def test_unsigned_by_dnf(tmp_path: Path, main: str, found: list[str]) -> None:
    """What a repository does not say, dnf.conf says."""
    host = FixtureHost(make_root(tmp_path, {"/etc/dnf/dnf.conf": f"[main]\ngpgcheck={main}\n", "/etc/yum.repos.d/x.repo": REPOS}), {"dnf": ""})
    assert [name.split()[0] for name in updates.observe(host, "unsigned")[0].value] == found


REPOLIST = "dnf -C -q repolist"
REPOMD = "/var/cache/dnf/baseos-0123456789abcdef/repodata/repomd.xml"
ADVISORIES = "RHSA-2026:1 Important/Sec. openssl-3.0.7-1.el9.x86_64\nRHSA-2026:2 Moderate/Sec. less-590-1.el9.x86_64\n"


def dnf(tmp_path: Path, repomd: str | None, **more: t.Any) -> FixtureHost:
    """A host with dnf and one repository."""
    tmp_path.mkdir()
    files = {} if repomd is None else {REPOMD: repomd}
    return FixtureHost(make_root(tmp_path, files), {REPOLIST: "repo id   repo name\nbaseos    BaseOS\n", **more})


def test_pending_by_dnf(tmp_path: Path) -> None:
    """Packages of advisories; not applicable where nobody writes any, an error where nothing was fetched."""
    host = dnf(tmp_path / "a", '<data type="updateinfo">', **{"dnf -C -q updateinfo list --security": ADVISORIES})
    assert updates.observe(host, "security_pending")[0].value == ["less-590-1.el9.x86_64", "openssl-3.0.7-1.el9.x86_64"]
    with pytest.raises(NotApplicable, match="says which updates"):
        updates.observe(dnf(tmp_path / "b", "<data>"), "security_pending")
    with pytest.raises(ObservationError, match="run dnf makecache"):
        updates.observe(dnf(tmp_path / "c", None), "security_pending")


def test_newest_kernel() -> None:
    """By numbers, not by letters."""
    assert updates.newest_kernel(["6.1.0-9-amd64", "6.1.0-22-amd64", "5.10.0-99-amd64"]) == "6.1.0-22-amd64"
    assert updates.newest_kernel([]) == ""


def test_no_manager(tmp_path: Path) -> None:
    """Neither apt nor dnf; or a question that nobody knows."""
    host = FixtureHost(make_root(tmp_path, {}), {})
    with pytest.raises(SubjectMissing):
        updates.observe(host, "automatic")
    with pytest.raises(ObservationError, match="cannot ask x"):
        updates.observe(host, "x")


def test_repolist() -> None:
    """Without its head."""
    assert _updates_dnf.parse_repolist("repo id  repo name\nbaseos  BaseOS\n\nepel  EPEL 9\n") == ["baseos", "epel"]
