# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""A lock of uv means what uv makes of it: the same versions and hashes on every interpreter, in each of the three formats."""

from __future__ import annotations

import functools
import itertools
import subprocess
import typing as t

import pytest
import tomllib
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _markers
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks import read
from ansible_collections.groundwork.baseline.tests.unit.plugins.plugin_utils._locks.uv_cases import CASES, LOCKS, UV, Case, export
from packaging.requirements import Requirement

PYTHONS = ("3.9.18", "3.10.13", "3.11.2", "3.11.3", "3.11.7", "3.12.1", "3.13.0", "3.13.5", "3.14.2", "3.15.0")
PLATFORMS = (
    ("linux", "posix", "Linux", "x86_64"),
    ("linux", "posix", "Linux", "aarch64"),
    ("win32", "nt", "Windows", "AMD64"),
    ("darwin", "posix", "Darwin", "arm64"),
)
IMPLEMENTATIONS = (("cpython", "CPython"), ("pypy", "PyPy"))
Wanted = dict[tuple[str, str], frozenset[str]]


def interpreters() -> list[dict[str, str]]:
    """What markers may ask of many interpreters."""
    found = []
    for version, (sys_platform, os_name, system, machine), (implementation, name) in itertools.product(PYTHONS, PLATFORMS, IMPLEMENTATIONS):
        markers = {"sys_platform": sys_platform, "os_name": os_name, "platform_system": system, "platform_python_implementation": name}
        found.append(_markers.environment({"version": version, "implementation": implementation, "machine": machine, "platform_markers": markers}))
    return found


def ours(lock: dict[str, t.Any], environment: dict[str, str]) -> Wanted:
    """What a host with that interpreter would install of a lock; fails where it would want two versions of one thing."""
    packages = [one for one in lock["packages"] if _markers.evaluate(one["marker"], environment)]
    assert len({one["name"] for one in packages}) == len(packages), environment
    return {(one["name"], one["version"]): frozenset(one["hashes"]) for one in packages}


def exported(text: str, environment: dict[str, str]) -> Wanted:
    """What the packaging library makes of requirements that uv wrote."""
    found = {}
    for entry in text.replace("\\\n", "").splitlines():
        line, *hashes = entry.split("--hash=")
        requirement = Requirement(line.strip())
        if requirement.marker is None or requirement.marker.evaluate(environment):
            (pin,) = requirement.specifier
            found[requirement.name, pin.version] = frozenset(one.strip() for one in hashes)
    return found


@functools.cache
def locked(case: Case) -> dict[str, t.Any]:
    return read(str(LOCKS / case.project / "uv.lock"), case.groups, case.extras)


def asked(case: Case) -> list[dict[str, str]]:
    """The interpreters that the lock is for."""
    lock = locked(case)
    able = [one for one in interpreters() if _markers.satisfies(lock["requires_python"], one["python_full_version"])]
    return [one for one in able if not lock["environments"] or any(_markers.evaluate(marker, one) for marker in lock["environments"])]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_as_uv_exports_it(case: Case) -> None:
    """The same versions and hashes as uv's own export has, by the packaging library's markers."""
    text = case.forms["requirements.txt"].read_text(encoding="utf-8")
    requirements = read(str(case.forms["requirements.txt"]))
    environments = asked(case)
    assert len(environments) >= 5
    for environment in environments:
        wanted = exported(text, environment)
        assert wanted and ours(locked(case), environment) == wanted, environment
        assert ours(requirements, environment) == wanted, environment


@pytest.mark.parametrize("case", [case for case in CASES if "pylock.toml" in case.forms], ids=lambda case: case.name)
def test_as_pylock(case: Case) -> None:
    """pylock.toml as uv writes it gives the same packages, and the packaging library chooses the same of it."""
    pylock = pytest.importorskip("packaging.pylock", reason="this packaging library is older than its reader of pylock.toml")
    path = case.forms["pylock.toml"]
    mine, theirs = read(str(path)), pylock.Pylock.from_dict(tomllib.loads(path.read_text(encoding="utf-8")))
    assert mine["requires_python"] == locked(case)["requires_python"]
    for environment in asked(case):
        wanted = ours(locked(case), environment)
        assert ours(mine, environment) == wanted, environment
        chosen = [one for one in theirs.packages if one.marker is None or one.marker.evaluate(environment, context="lock_file")]
        assert {(one.name, str(one.version)) for one in chosen} == set(wanted), environment


@pytest.mark.skipif(UV is None, reason="uv is not on PATH, and GROUNDWORK_UV does not name it: what it exported is compared as it was committed")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_as_uv_exports_it_now(case: Case) -> None:
    """The uv that is here means by these locks what the one that wrote the fixtures meant."""
    try:
        text = export(str(UV), case, "requirements.txt")
    except subprocess.CalledProcessError as exc:
        pytest.fail(f"{UV} export: {exc.stderr}")
    for environment in asked(case):
        assert exported(text, environment) == ours(locked(case), environment), environment
