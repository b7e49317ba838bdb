# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _interpreters, _places
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils._python.interpreters import IMPOSTORS, PATIENCE, TABLES, answering, program
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost

SHELLS = [
    _places.Shell(("/usr/sbin", "/usr/bin"), "/root"),
    _places.Shell(("/home/bob/bin", "/usr/local/bin", "/usr/bin"), "/home/bob", {"PYENV_ROOT": "/srv/pyenv"}),
]
UV = "/opt/python/cpython-3.13.1-linux-x86_64-gnu/bin/python3.13"
# Where -> the script that answers there, or where a link leads.
PROGRAMS = {
    "/usr/bin/python3.11": answering("3.11.2", "/usr/bin/python3.11"),
    "/usr/bin/python3": "-> python3.11",
    "/usr/bin/python3.12": answering("3.12.4", "/usr/bin/python3.12"),
    "/usr/local/bin/python3.12": answering("3.12.4", "/usr/bin/python3.12"),
    "/home/bob/bin/python3.14": IMPOSTORS["fails"][0],
    UV: answering("3.13.1", UV),
    "/srv/pyenv/versions/3.10.1/bin/python3.10": answering("3.10.1", "/srv/pyenv/versions/3.10.1/bin/python3.10"),
    "/srv/pyenv/bin/pyenv": IMPOSTORS["fails"][0],
    "/opt/versions/mine/bin/python3": answering("3.9.1", "/opt/versions/mine/bin/python3"),
    "/opt/app/bin/python3": "-> ../../../usr/bin/python3.11",
    "/opt/app/pyvenv.cfg": "",
}
DPKG = "dpkg -S "
OURS = "python3.11-minimal: /usr/bin/python3.11\npython3.12-minimal: /usr/bin/python3.12\n"
POLICY = "python3.12-minimal:\n  Version table:\n *** 3.12.4 500\n        500 https://{}/ubuntu noble/main amd64 Packages\n"
DEADSNAKES, UNIVERSE = POLICY.format("ppa.launchpadcontent.net/deadsnakes/ppa"), POLICY.format("archive.ubuntu.com")


class Machine(FixtureHost):
    """A host on which any question for owners has one answer."""

    def _execute(self, argv: tuple[str, ...], seconds: float) -> t.Any:
        key = {"dpkg": "dpkg -S", "rpm": "rpm -qf", "apt-cache": "apt-cache policy"}[argv[0]]
        self.ran.append(" ".join(argv))
        return super()._execute((key,), seconds)


def survey(tmp_path: Path, commands: dict[str, t.Any], programs: dict[str, str] | None = None, **options: t.Any) -> _interpreters.Survey:
    root = tmp_path / "root"
    for path, text in {**PROGRAMS, **(programs or {})}.items():
        if text.startswith("-> "):
            (root / path.strip("/")).parent.mkdir(parents=True, exist_ok=True)
            (root / path.strip("/")).symlink_to(text[3:])
        elif text != "gone":
            program(root / path.strip("/"), text)
    stats = options.pop("stats", {})
    fields = {"family": "debian", "os_id": "ubuntu", "shells": SHELLS, "seconds": PATIENCE, "myself": 0, **options}
    return _interpreters.Survey(Machine(root, commands=commands, stats=stats), TABLES, **fields)


DEBIAN = {"dpkg -S": {"rc": 1, "stdout": OURS}, "apt-cache policy": DEADSNAKES}


def test_a_host_with_many(tmp_path: Path) -> None:
    look = survey(tmp_path, DEBIAN)
    told = {each["path"]: (each["version"], each["source"], each["package"], each["aliases"]) for each in look.interpreters()}
    assert told == {
        "/home/bob/bin/python3.14": (None, "other", "", []),
        UV: ("3.13.1", "uv", "", []),
        "/srv/pyenv/versions/3.10.1/bin/python3.10": ("3.10.1", "pyenv", "", []),
        "/usr/bin/python3.11": ("3.11.2", "distro", "python3.11-minimal", ["/usr/bin/python3"]),
        # the script in /usr/local/bin does nothing but start it
        "/usr/bin/python3.12": ("3.12.4", "deadsnakes", "python3.12-minimal", ["/usr/local/bin/python3.12"]),
    }
    assert look.unknown == {}


@pytest.mark.parametrize(
    ("commands", "options", "sources", "unknown"),
    [
        ({**DEBIAN, "apt-cache policy": UNIVERSE}, {}, ("distro", "distro"), ""),
        ({**DEBIAN, "apt-cache policy": {"error": "no apt-cache"}}, {}, ("distro", "distro"), "source"),
        ({"dpkg -S": {"rc": 2}}, {}, (None, None), "package"),
        ({"rpm -qf": {"stdout": ""}}, {"family": "redhat", "os_id": "rhel"}, (None, None), "package"),
        ({}, {"family": "other", "os_id": "arch"}, (None, None), ""),
    ],
)
def test_whose_they_are(commands: dict[str, t.Any], options: dict[str, t.Any], sources: tuple[t.Any, t.Any], unknown: str, tmp_path: Path) -> None:
    look = survey(tmp_path, commands, **options)
    told = {each["path"]: each for each in look.interpreters()}
    assert tuple(told[f"/usr/bin/python3.{minor}"]["source"] for minor in (11, 12)) == sources
    assert list(look.unknown) == ([unknown] if unknown else [])
    assert told[UV]["source"] == "uv"


@pytest.mark.parametrize(
    ("package", "vendor", "os_id", "source"),
    [
        ("python3.12", "Red Hat, Inc.", "rhel", "appstream"),
        ("python3", "Red Hat, Inc.", "rhel", "distro"),
        ("python3.12", "Fedora Project", "rhel", "other"),
        ("python3.12", "Fedora Project", "fedora", "distro"),
    ],
)
def test_packages_of_the_red_hat_family(package: str, vendor: str, os_id: str, source: str, tmp_path: Path) -> None:
    gone = dict.fromkeys(PROGRAMS, "gone")
    look = survey(
        tmp_path,
        {"rpm -qf": f"{package}\t{vendor}\n"},
        {**gone, "/usr/bin/python3.12": answering("3.12.4", "/usr/bin/python3.12")},
        family="redhat",
        os_id=os_id,
    )
    assert [(each["package"], each["source"]) for each in look.interpreters()] == [(package, source)]


def test_the_others_stand_beside_those_that_hang(tmp_path: Path) -> None:
    hanging = {f"/opt/h{number}/bin/python3": IMPOSTORS["hangs"][0] for number in range(3)}

    def ask(path: str, _seconds: float, account: t.Any) -> dict[str, t.Any]:
        return _interpreters.probe(path, 1 if "/opt/h" in path else PATIENCE, account)

    told = survey(tmp_path, DEBIAN, hanging, ask=ask).interpreters()
    assert [each["path"] for each in told if each["broken"] == "it did not end within 1 seconds"] == sorted(hanging)
    assert {each["version"] for each in told} == {None, "3.11.2", "3.12.4", "3.13.1", "3.10.1"}


def test_environments_are_left_out_unless_they_are_named(tmp_path: Path) -> None:
    look = survey(tmp_path, DEBIAN)
    told = [each for each in look.interpreters(["/opt/app", "/opt/versions/*"]) if each["path"].startswith(("/opt/app/", "/opt/versions/"))]
    assert [(each["path"], each["realpath"], each["venv"], each["source"], each["version"]) for each in told] == [
        ("/opt/app/bin/python3", "/usr/bin/python3.11", True, "distro", "3.11.2"),
        ("/opt/versions/mine/bin/python3", "/opt/versions/mine/bin/python3", False, "other", "3.9.1"),
    ]


def test_what_others_can_change_is_not_started(tmp_path: Path) -> None:
    asked: list[tuple[str, t.Any]] = []

    def ask(path: str, seconds: float, account: t.Any) -> dict[str, t.Any]:
        asked.append((path.rsplit("/", 1)[1], account))
        return _interpreters.probe(path, seconds)

    stats = {"/srv/pyenv": {"uid": 1001, "gid": 1001}, "/opt/python": {"mode": "0777"}}
    told = {each["path"]: each["broken"] for each in survey(tmp_path, DEBIAN, ask=ask, stats=stats).interpreters()}
    assert told[UV] == "it was not asked, for everybody may write /opt/python; take that right away"
    assert [(name, account and account.uid) for name, account in sorted(asked) if name in ("python3.10", "python3.11", "python3.13")] == [
        ("python3.10", 1001),
        ("python3.11", None),
    ]


NAMES = ["python3.14", "python3.13", "python3.12", "python3.11", "/usr/bin/python3"]


@pytest.mark.parametrize(
    ("programs", "options", "taken", "words"),
    [
        ({}, {}, "/home/bob/bin/python3.14", "which cannot be used, so that no module runs: it ended with 127: libpython: gone; set"),
        (
            {"/home/bob/bin/python3.14": "gone"},
            {},
            "/usr/local/bin/python3.12",
            "(Python 3.12.4), not the system's own /usr/bin/python3 (Python 3.11.2), and that cannot import apt_pkg,",
        ),
        (
            {"/home/bob/bin/python3.14": "gone"},
            {"family": "redhat", "os_id": "rocky"},
            "/usr/local/bin/python3.12",
            "cannot import dnf or libdnf5, which ansible.builtin.dnf needs;",
        ),
        ({"/home/bob/bin/python3.14": "gone"}, {"family": "other", "os_id": "arch"}, "/usr/local/bin/python3.12", "/usr/bin/python3 (Python 3.11.2); set"),
        ({name: "gone" for name in ("/home/bob/bin/python3.14", "/usr/local/bin/python3.12", "/usr/bin/python3.12")}, {}, "/usr/bin/python3.11", ""),
    ],
)
def test_discovery(programs: dict[str, str], options: dict[str, t.Any], taken: str, words: str, tmp_path: Path) -> None:
    look = survey(tmp_path, {**DEBIAN, "rpm -qf": {"rc": 9, "stdout": ""}}, programs, **options)
    path, risk = look.discovery(NAMES, look.interpreters())
    assert path == taken
    assert (words in risk) if words else (risk == "")


def test_the_systems_own(tmp_path: Path) -> None:
    look = survey(tmp_path, DEBIAN)
    system = look.system(look.interpreters())
    assert system and (system["path"], system["realpath"]) == ("/usr/bin/python3", "/usr/bin/python3.11")
    assert look.system([]) is None
