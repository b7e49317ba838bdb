# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""From where Pythons come on a release, what that takes, and the sentences where they cannot be had."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.groundwork.baseline.plugins.filter.python_runtime_plan import python_runtime_plan
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _python_packages


def distro(system: str, version: str | None, own: str | None, **more: t.Any) -> dict[str, t.Any]:
    """The facts of a host, as far as they are looked at."""
    family = "redhat" if system in ("centos", "rhel", "almalinux") else "debian"
    python = {"path": "/usr/bin/python3", "version": own, "shipped": own}
    ends = {"standard": "2030-01-01", "extended": "2032-01-01"}
    facts = {"id": system, "name": system.title(), "version": version, "family": family, "default_python": python, "end_of_life": ends}
    return {**facts, "major": int(version.partition(".")[0]) if version else None, **more}


DEBIAN12 = distro("debian", "12", "3.11", name="Debian GNU/Linux")
UBUNTU2204 = distro("ubuntu", "22.04", "3.10", name="Ubuntu")
STREAM9 = distro("centos", "9", "3.9", name="CentOS Stream")
STREAM10 = distro("centos", "10", "3.12", name="CentOS Stream")
RHEL93 = distro("rhel", "9.3", "3.9", name="Red Hat Enterprise Linux")
MINT = distro("linuxmint", "22", "3.12", name="Linux Mint")


def plan(facts: dict[str, t.Any], *versions: t.Any, **wanted: t.Any) -> dict[str, t.Any]:
    """What there is to do on web1."""
    entries = [each if isinstance(each, dict) else {"version": each} for each in versions]
    return python_runtime_plan(facts, "web1", versions=entries, **wanted)


@pytest.mark.parametrize(
    ("facts", "entry", "source", "path", "packages", "on_path"),
    [
        (DEBIAN12, {"version": "3.11"}, "own", "/usr/bin/python3.11", ["python3"], False),
        (DEBIAN12, {"version": "3.11", "source": "distro"}, "own", "/usr/bin/python3.11", ["python3"], False),
        (UBUNTU2204, {"version": "3.11"}, "distro", "/usr/bin/python3.11", ["python3.11"], True),
        (UBUNTU2204, {"version": "3.13", "source": "deadsnakes"}, "deadsnakes", "/usr/bin/python3.13", ["python3.13"], True),
        (STREAM9, {"version": "3.9"}, "own", "/usr/bin/python3.9", ["python3"], False),
        (STREAM9, {"version": "3.12"}, "appstream", "/usr/bin/python3.12", ["python3.12"], True),
        (STREAM9, {"version": "3.12", "source": "appstream"}, "appstream", "/usr/bin/python3.12", ["python3.12"], True),
        (RHEL93, {"version": "3.11"}, "appstream", "/usr/bin/python3.11", ["python3.11"], True),
        (MINT, {"version": "3.12"}, "own", "/usr/bin/python3.12", ["python3"], False),
        (DEBIAN12, {"version": "3.13.1", "source": "uv"}, "uv", "", [], False),
        (DEBIAN12, {"version": "3.13", "source": "path", "path": "/opt/p/bin/python"}, "path", "/opt/p/bin/python", [], False),
    ],
)
def test_sources(facts: dict[str, t.Any], entry: dict[str, str], source: str, path: str, packages: list[str], on_path: bool) -> None:
    made = plan(facts, entry)
    assert made["problems"] == []
    one = made["interpreters"][0]
    assert (one["source"], one["path"], one["packages"], one["on_path"]) == (source, path, packages, on_path)
    assert made["on_path"] == ([path] if on_path else [])


@pytest.mark.parametrize(
    ("facts", "entry", "words"),
    [
        (DEBIAN12, {"version": "3.13"}, ["on web1", "Debian 12 offers 3.11 alone", "until 2030-01-01", "extended until 2032-01-01", "Debian 13", "uv"]),
        (STREAM9, {"version": "3.13"}, ["CentOS Stream 9 offers 3.9 and 3.11, 3.12, 3.14"]),
        (STREAM9, {"version": "3.12", "source": "distro"}, ["CentOS Stream 9 offers 3.9 and 3.11"]),
        (RHEL93, {"version": "3.12"}, ["it comes with 9.4", "this is Red Hat Enterprise Linux 9.3", "offers 3.9 and 3.11 ("]),
        (MINT, {"version": "3.13"}, ["Linux Mint 22 offers 3.12 alone"]),
        (distro("debian", None, None, codename="forky", end_of_life={}), {"version": "3.13"}, ["offers a python3 alone", "is not known here"]),
        (DEBIAN12, {"version": "3.11", "source": "appstream"}, ["Debian 12 has no such repository"]),
        (DEBIAN12, {"version": "3.13", "source": "deadsnakes"}, ["publishes for Ubuntu 22.04, 24.04, 26.04 alone, and this is Debian 12"]),
        (STREAM9, {"version": "3.13", "source": "deadsnakes"}, ["publishes for Ubuntu"]),
        (DEBIAN12, {"version": "3"}, ['"3.12"', "in quotes"]),
        (DEBIAN12, {"version": "3.11.2"}, ['a version is written as "3.12"']),
        (DEBIAN12, {"version": "3.11", "source": "path"}, ["give the absolute path"]),
        (DEBIAN12, {"version": "3.11", "path": "/usr/bin/python3"}, ["path goes with source path alone"]),
    ],
)
def test_refused(facts: dict[str, t.Any], entry: dict[str, str], words: list[str]) -> None:
    made = plan(facts, entry)
    assert list(made) == ["problems"]
    assert len(made["problems"]) == 1
    assert [word for word in words if word not in made["problems"][0]] == []


@pytest.mark.parametrize(
    ("facts", "versions", "wanted", "packages"),
    [
        (DEBIAN12, [], {}, ["python3"]),
        (DEBIAN12, [], {"toolchain": True}, ["python3", "python3-dev", "build-essential", "pkg-config"]),
        (DEBIAN12, [], {"features": ["ffi"]}, ["python3", "python3-dev", "build-essential", "pkg-config", "libffi-dev"]),
        (
            STREAM9,
            ["3.11"],
            {"features": ["jpeg"]},
            ["python3.11", "python3.11-devel", "gcc", "gcc-c++", "make", "redhat-rpm-config", "pkgconf-pkg-config", "libjpeg-turbo-devel", "zlib-devel"],
        ),
        (
            STREAM10,
            ["3.14"],
            {"features": ["jpeg"]},
            [
                "python3.14",
                "python3.14-devel",
                "gcc",
                "gcc-c++",
                "make",
                "redhat-rpm-config",
                "pkgconf-pkg-config",
                "libjpeg-turbo-devel",
                "zlib-ng-compat-devel",
            ],
        ),
        # the host's own comes along where an environment wants it
        (STREAM9, ["3.11"], {"environments": [{"name": "shop", "python": "3.9"}]}, ["python3.11", "python3"]),
        (DEBIAN12, [{"version": "3.13", "source": "uv"}], {}, []),
    ],
)
def test_packages(facts: dict[str, t.Any], versions: list[t.Any], wanted: dict[str, t.Any], packages: list[str]) -> None:
    made = plan(facts, *versions, **wanted)
    assert made["problems"] == []
    assert made["packages"] == packages


def test_environments() -> None:
    """Each has a path and an interpreter; what may be secret of it is not repeated."""
    entries = [
        {"name": "shop", "user": "shop", "index_url": "https://me:secret@index"},
        {"name": "old", "python": "3.9", "path": "/srv/old"},
        {"name": "own", "python": "/opt/python3"},
    ]
    made = plan(STREAM9, "3.11", {"version": "3.13", "source": "uv"}, environments=entries)
    assert made["users"] == ["shop"]
    assert [(each["name"], each["path"], each["python"]) for each in made["environments"]] == [
        ("shop", "/opt/shop/venv", "/usr/bin/python3.11"),
        ("old", "/srv/old", "/usr/bin/python3.9"),
        ("own", "/opt/own/venv", "/opt/python3"),
    ]
    assert "secret" not in str(made)
    assert plan(STREAM9, {"version": "3.13", "source": "uv"}, environments=[{"name": "shop"}])["environments"][0]["python"] == "3.13"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"environments": [{"name": "Shop"}]}, 'the environment "Shop"'),
        ({"environments": [{"name": "../etc"}]}, 'the environment "../etc"'),
        ({"environments": [{"name": "shop", "python": "3.13"}]}, "wants Python 3.13, and there is 3.11; add it to python_runtime_versions"),
        ({"environments": [{"name": "shop", "user": "root"}]}, "not root"),
        ({"environments": [{"name": "shop", "user": "9lives"}]}, 'the user "9lives"'),
        ({"environments": [{"name": "shop"}, {"name": "shop", "path": "/opt/b"}]}, "of one name on web1: shop is in python_runtime_environments 2 times"),
        ({"environments": [{"name": "a", "path": "/opt/x"}, {"name": "b", "path": "/opt/x"}]}, "of one path"),
        ({"features": ["lasers"]}, '"lasers" is built against on web1: there are ffi, ssl'),
        ({"versions": [{"version": "3.11"}, {"version": "3.11", "source": "uv"}]}, "two Pythons of one version"),
    ],
)
def test_problems(wanted: dict[str, t.Any], words: str) -> None:
    problems = python_runtime_plan(DEBIAN12, "web1", **wanted)["problems"]
    assert len(problems) == 1
    assert words in problems[0]


@pytest.mark.parametrize(
    ("facts", "wanted", "words"),
    [({"family": "other"}, {}, "debian, redhat"), ("nothing", {}, "needs the facts"), (DEBIAN12, {"version": []}, "no option version")],
)
def test_calls(facts: t.Any, wanted: dict[str, t.Any], words: str) -> None:
    with pytest.raises(AnsibleFilterError, match=words):
        python_runtime_plan(facts, "web1", **wanted)


def test_the_table() -> None:
    """Every distribution and release in it is one that is known, and both families have a name for everything."""
    table, releases = _python_packages.table(), _catalogue.load().releases["distributions"]
    for name, offers in table["others"].items():
        known = [release["version"] for release in releases[name]["releases"]]
        assert [version for version in offers if version not in known] == []
    assert list(table["families"]) == list(_catalogue.load().platforms)
    for names in table["families"].values():
        assert tuple(names["features"]) == _python_packages.FEATURES
