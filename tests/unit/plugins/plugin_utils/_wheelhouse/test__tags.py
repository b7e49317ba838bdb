# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Tags: told from an interpreter's facts as the packaging library tells them of itself, and the wheel that pip would take."""

from __future__ import annotations

import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import typing as t

import packaging
import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python._probe import probe
from ansible_collections.groundwork.baseline.plugins.plugin_utils._wheelhouse._tags import best, platforms, ranks, supported
from packaging import tags

PYTHON = {
    "version": "3.11.2",
    "implementation": "cpython",
    "platform": "linux-x86_64",
    "soabi": "cpython-311-x86_64-linux-gnu",
    "libc": "glibc",
    "libc_version": "2.36",
}
SAYS = "import json, sys; sys.path.insert(0, sys.argv[1]); from packaging import tags; print(json.dumps([str(tag) for tag in tags.sys_tags()]))"


def installed() -> list[str]:
    """The interpreters of this machine that can be found: this one, those on PATH, and those of pyenv."""
    named = [shutil.which(f"python3.{minor}{suffix}") for minor in range(9, 20) for suffix in ("", "t")]
    pyenv = pathlib.Path(os.environ.get("PYENV_ROOT") or pathlib.Path.home() / ".pyenv") / "versions"
    found = [sys.executable, *filter(None, named), *(str(path) for path in sorted(pyenv.glob("*3.*/bin/python")))]
    return list({os.path.realpath(path): path for path in reversed(found) if pathlib.Path(path).parent.name != "shims"}.values())


@pytest.mark.parametrize("path", installed())
def test_of_interpreters_that_are_here(path: str) -> None:
    """As the library says of the interpreter that it runs in; one that is too old for the library is not compared."""
    run = [path, "-c", SAYS, str(pathlib.Path(packaging.__file__).parents[1])]
    said = subprocess.run(run, capture_output=True, text=True, check=False, timeout=60)
    if said.returncode and path != sys.executable:
        pytest.skip(f"packaging {packaging.__version__} does not run in it: {said.stderr.strip().splitlines()[-1]}")
    assert supported(probe(path)) == json.loads(said.stdout)


MACHINES = ("x86_64", "i686", "aarch64", "armv7l", "armv8l", "ppc64le", "s390x", "riscv64", "mips64")


@pytest.mark.parametrize(("machine", "glibc", "bits"), [*itertools.product(MACHINES, ((2, 4), (2, 17), (2, 28), (2, 36), (2, 41)), (64, 32))])
def test_manylinux(machine: str, glibc: tuple[int, int], bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the library says of machines that are not here, with their ABI taken for granted."""
    monkeypatch.setattr(tags._manylinux, "_get_glibc_version", lambda: glibc)
    monkeypatch.setattr(tags._manylinux, "_have_compatible_abi", lambda _executable, archs: any(arch in ALLOWED for arch in archs))
    monkeypatch.setattr(tags._manylinux, "_is_compatible", lambda _arch, _version: True)
    monkeypatch.setattr(tags._musllinux, "_get_musl_version", lambda _executable: None)
    monkeypatch.setattr(tags.sysconfig, "get_platform", lambda: f"linux-{machine}")
    facts = {**PYTHON, "platform": f"linux-{machine}", "soabi": "cpython-311-arm-linux-gnueabihf", "libc_version": f"{glibc[0]}.{glibc[1]}", "bits": bits}
    assert platforms(facts) == list(tags._linux_platforms(is_32bit=bits == 32))


ALLOWED = {*tags._manylinux._ALLOWED_ARCHS, "armv7l", "i686"}


@pytest.mark.parametrize(
    ("facts", "there", "absent"),
    [
        ({}, ["cp311-cp311-manylinux2014_x86_64", "cp311-abi3-manylinux1_x86_64", "cp37-abi3-linux_x86_64", "py3-none-any"], ["cp312-abi3-linux_x86_64"]),
        ({}, ["cp311-cp311-manylinux_2_36_x86_64"], ["cp311-cp311-manylinux_2_37_x86_64", "cp311-cp311-musllinux_1_1_x86_64"]),
        (
            {"libc": "musl", "libc_version": "1.2.4"},
            ["cp311-cp311-musllinux_1_2_x86_64", "cp311-abi3-musllinux_1_0_x86_64"],
            ["cp311-cp311-manylinux2014_x86_64", "cp311-cp311-musllinux_1_3_x86_64"],
        ),
        ({"libc": "", "libc_version": ""}, ["cp311-cp311-linux_x86_64", "py3-none-any"], ["cp311-cp311-manylinux2014_x86_64"]),
        (
            {"version": "3.13.1", "soabi": "cpython-313t-x86_64-linux-gnu"},
            ["cp313-cp313t-manylinux_2_17_x86_64", "cp313-none-any"],
            ["cp313-cp313-manylinux_2_17_x86_64", "cp313-abi3-manylinux_2_17_x86_64", "cp39-abi3-linux_x86_64"],
        ),
        ({"soabi": "cpython-311d-x86_64-linux-gnu"}, ["cp311-cp311d-linux_x86_64", "cp311-cp311-linux_x86_64"], []),
        (
            {"version": "3.10.14", "implementation": "pypy", "soabi": "pypy310-pp73-x86_64-linux-gnu"},
            ["pp310-pypy310_pp73-manylinux2014_x86_64", "pp3-none-any", "py310-none-any"],
            ["cp310-cp310-linux_x86_64", "cp310-abi3-linux_x86_64"],
        ),
        ({"platform": "linux-armv7l", "soabi": "cpython-311-arm-linux-gnueabihf"}, ["cp311-cp311-manylinux2014_armv7l"], []),
        ({"platform": "linux-armv7l", "soabi": "cpython-311-arm-linux-gnueabi"}, ["cp311-cp311-linux_armv7l"], ["cp311-cp311-manylinux2014_armv7l"]),
        ({"platform": "macosx-11.0-arm64"}, ["cp311-cp311-macosx_11_0_arm64", "py3-none-any"], ["cp311-cp311-manylinux2014_x86_64"]),
    ],
)
def test_supported(facts: dict[str, t.Any], there: list[str], absent: list[str]) -> None:
    found = supported({**PYTHON, **facts})
    assert len(found) == len(set(found))
    assert [tag for tag in there if tag not in found] == []
    assert [tag for tag in absent if tag in found] == []


NAMES = [
    "a-1-py3-none-any.whl",
    "a-1-cp39-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "a-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "a-1-cp311-cp311-manylinux_2_28_x86_64.whl",
    "a-1-1-cp311-cp311-manylinux_2_28_x86_64.whl",
    "a-1-cp312-cp312-manylinux_2_28_x86_64.whl",
    "a-1-cp313-cp313t-manylinux_2_28_x86_64.whl",
    "a-1-cp311-cp311-manylinux_2_28_aarch64.whl",
    "a-1-cp311-cp311-musllinux_1_2_x86_64.whl",
    "a-1-cp311-cp311-win_amd64.whl",
    "a-1.tar.gz",
    "a-1.whl",
]


@pytest.mark.parametrize(
    ("facts", "names", "chosen"),
    [
        ({}, NAMES, "a-1-1-cp311-cp311-manylinux_2_28_x86_64.whl"),
        ({}, [name for name in NAMES if "-1-1-" not in name], "a-1-cp311-cp311-manylinux_2_28_x86_64.whl"),
        ({"libc_version": "2.27"}, NAMES, "a-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"),
        ({"libc_version": "2.12"}, NAMES, "a-1-py3-none-any.whl"),
        ({"version": "3.14.0", "soabi": "cpython-314-x86_64-linux-gnu"}, NAMES, "a-1-cp39-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"),
        ({"version": "3.13.0", "soabi": "cpython-313t-x86_64-linux-gnu"}, NAMES, "a-1-cp313-cp313t-manylinux_2_28_x86_64.whl"),
        ({"version": "3.14.0", "soabi": "cpython-314t-x86_64-linux-gnu"}, NAMES, "a-1-py3-none-any.whl"),
        ({"libc": "musl", "libc_version": "1.2"}, NAMES, "a-1-cp311-cp311-musllinux_1_2_x86_64.whl"),
        ({"platform": "linux-aarch64", "soabi": "cpython-311-aarch64-linux-gnu"}, NAMES, "a-1-cp311-cp311-manylinux_2_28_aarch64.whl"),
        ({}, ["a-1.tar.gz", "a-1.whl", "a-1-cp312-cp312-linux_x86_64.whl"], None),
        ({}, [], None),
    ],
)
def test_best(facts: dict[str, t.Any], names: list[str], chosen: str | None) -> None:
    files: t.Any = [{"name": name, "hash": "", "url": ""} for name in names]
    found = best(files, ranks({**PYTHON, **facts}))
    assert (found and found["name"]) == chosen
    assert best(files[::-1], ranks({**PYTHON, **facts})) == found
