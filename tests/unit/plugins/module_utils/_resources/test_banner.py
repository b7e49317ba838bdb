# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What notices give away, and what takes their place."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import banner
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_link import Replaced
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nID=debian\nVERSION_CODENAME=bookworm\n'
WANT = {"text": "Keep out.\n", "details": []}


def a_host(tmp_path: Path, files: dict[str, str]) -> FixtureHost:
    return FixtureHost(make_root(tmp_path, {"/etc/os-release": DEBIAN, "/proc/sys/kernel/osrelease": "6.1.0-9-amd64\n", **files}), {})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Keep out.\n", []),
        ("\\S\nKernel \\r on an \\m (\\l)\n", ["\\S", "\\r", "\\m"]),
        ("\\s \\v \\n \\d\n", ["\\s", "\\v"]),
        ("\\S{VERSION}", ["\\S"]),
        ("Debian GNU/Linux 12 \\n \\l\n", ["Debian GNU/Linux", "Debian"]),
        ("a DEBIAN host", ["DEBIAN"]),
        ("nondebian.example.org debian-admins", []),
        ("runs 6.1.0-9-amd64", ["6.1.0-9-amd64"]),
        ("", []),
    ],
)
def test_details(tmp_path: Path, text: str, found: list[str]) -> None:
    first = banner.observe(a_host(tmp_path, {"/etc/issue": text}), "/etc/issue")[0]
    assert (first.value, first.source) == ({"text": text, "details": found}, "/etc/issue")


def test_what_is_shown_with_it(tmp_path: Path) -> None:
    files = {
        "/etc/issue": "Hi.\n",
        "/etc/issue.d/b.issue": "Debian\n",
        "/etc/issue.d/c.txt": "Debian\n",
        "/usr/lib/issue.d/b.issue": "\\S",
        "/run/issue.d/a.issue": "x",
    }
    found = banner.observe(a_host(tmp_path, files), "/etc/issue")
    assert [(each.value, each.aspect) for each in found] == [
        ({"text": "Hi.\n", "details": []}, "/etc/issue"),
        ({"text": "Hi.\n", "details": ["Debian"]}, "/etc/issue.d/b.issue"),
    ]
    with pytest.raises(Unfixable, match=r"/etc/issue\.d/b\.issue is shown with it and gives away Debian"):
        banner.plan(found, WANT, {}, {"path": "/etc/issue"})


def test_what_is_not_there(tmp_path: Path) -> None:
    host = a_host(tmp_path, {"/etc/issue.net": " \n"})
    assert banner.observe(host, "/etc/issue.net")[0].value == {"text": "", "details": []}
    assert banner.observe(host, "/etc/issue")[0].source == "there is no /etc/issue"
    with pytest.raises(SubjectMissing, match="there is no /etc/motd, so nothing is shown"):
        banner.observe(host, "/etc/motd")
    with pytest.raises(ObservationError, match="cannot tell what /etc/hosts shows: give one of /etc/issue"):
        banner.observe(host, "/etc/hosts")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Debian\nis free.\n\nBe kind.\n", "Be kind.\n"),
        ("A.\n\nDebian \\r\n\n\nB.\nC.\n", "A.\n\nB.\nC.\n"),
        ("Debian\n", ""),
    ],
)
def test_a_message_keeps_what_gives_nothing_away(tmp_path: Path, text: str, left: str) -> None:
    readings = banner.observe(a_host(tmp_path, {"/etc/motd": text}), "/etc/motd")
    (step,) = banner.plan(readings, {"details": []}, {}, {"path": "/etc/motd"})
    assert isinstance(step, Edit)
    assert step.edit(text) == left


def test_the_notice_that_is_wanted(tmp_path: Path) -> None:
    readings = banner.observe(a_host(tmp_path, {"/etc/issue": "Debian\n"}), "/etc/issue")
    (step,) = banner.plan(readings, WANT, {}, {"path": "/etc/issue"})
    assert isinstance(step, Edit)
    assert step.edit("Debian\n") == "Keep out.\n"


def test_a_link_makes_way(tmp_path: Path) -> None:
    """What it points to belongs to a package; it stays, and the link comes back with an undo."""
    host = a_host(tmp_path, {"/usr/lib/issue": "\\S\n", "/etc/issue": "-> ../usr/lib/issue"})
    (step,) = banner.plan(banner.observe(host, "/etc/issue"), WANT, {}, {"path": "/etc/issue"})
    assert step == Replaced("/etc/issue", "Keep out.\n")
    before = step.now(host.root)
    assert before == Replaced("/etc/issue", "-> ../usr/lib/issue")
    step.put(host.root)
    host.forget()
    assert (step.now(host.root), host.read("/etc/issue"), host.read("/usr/lib/issue")) == (step, "Keep out.\n", "\\S\n")
    before.put(host.root)
    host.forget()
    assert (before.now(host.root), host.read("/etc/issue")) == (before, "\\S\n")
    assert Replaced("/etc/none", "x").now(host.root) == Replaced("/etc/none", "")
