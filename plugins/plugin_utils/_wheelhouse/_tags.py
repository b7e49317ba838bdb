# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Which wheels an interpreter can use, the best first, told from its facts alone: nothing here asks the machine that it runs on."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils import _packaging
from ansible_collections.groundwork.baseline.plugins.plugin_utils._locks._model import File

# What a process of 32 bits can use on a machine of 64, and what else a machine can use
NARROW = {"x86_64": "i686", "aarch64": "armv8l"}
ALSO = {"armv8l": ("armv8l", "armv7l")}
MANYLINUX = {"x86_64", "i686", "aarch64", "armv7l", "armv8l", "ppc64", "ppc64le", "s390x", "loongarch64", "riscv64"}
# The oldest minor version of glibc 2 that tags are made for, and the names that some had before they were numbers (PEP 600)
OLDEST, OLDEST_ELSEWHERE = {"x86_64": 5, "i686": 5}, 17
LEGACY = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
SHORT = {"cpython": "cp", "pypy": "pp"}


def supported(python: t.Mapping[str, t.Any]) -> list[str]:
    """The tags of an interpreter as pip orders them. Wanted: version, implementation, platform, soabi, libc, libc_version, and bits where it is 32."""
    version = tuple(int(number) for number in re.findall(r"\d+", str(python["version"]))[:2])
    short = SHORT.get(python["implementation"], python["implementation"])
    name = f"{short}{version[0]}{version[1]}"
    where = platforms(python)
    if short == "cp":
        abi = (re.match(r"cpython-(\d+t?)", python["soabi"]) or ["", name[2:]])[1]
        # a debug build can load what was built for the other one too
        abis = [f"cp{abi}d", f"cp{abi}"] if re.match(r"cpython-\d+t?d", python["soabi"]) else [f"cp{abi}"]
        first = [tag for tag in _packaging.cpython_tags(version, abis, where) if tag.abi != "abi3" or not abi.endswith("t")]
    else:
        first = list(_packaging.generic_tags(name, ["_".join(python["soabi"].split("-")[:2])], where))
    rest = _packaging.compatible_tags(version, {"cp": name, "pp": "pp3"}.get(short), where)
    return list(dict.fromkeys(str(tag) for tag in [*first, *rest]))


def platforms(python: t.Mapping[str, t.Any]) -> list[str]:
    """The last parts of its tags: those of its machine and its C library."""
    system, _dash, machine = re.sub(r"[-. ]", "_", str(python["platform"])).partition("_")
    if system != "linux":
        return [f"{system}_{machine}" if machine else system]
    if python.get("bits") == 32:
        machine = NARROW.get(machine, machine)
    machines = ALSO.get(machine, (machine,))
    found = [f"linux_{one}" for one in machines]
    number = re.match(r"(\d+)\.(\d+)", str(python["libc_version"]))
    if number and python["libc"] == "glibc" and number[1] == "2" and MANYLINUX & set(machines) and _loads(python, machines):
        oldest = min(OLDEST.get(one, OLDEST_ELSEWHERE) for one in machines)
        found += [tag for one in machines for minor in range(int(number[2]), oldest - 1, -1) for tag in _manylinux(minor, one)]
    if number and python["libc"] == "musl":
        found += [f"musllinux_{number[1]}_{minor}_{one}" for one in machines for minor in range(int(number[2]), -1, -1)]
    return found


def _loads(python: t.Mapping[str, t.Any], machines: t.Sequence[str]) -> bool:
    """Wheels for 32-bit ARM need its unit for floating point, which the name of its ABI tells."""
    return "armv7l" not in machines or python["soabi"].endswith("hf")


def _manylinux(minor: int, machine: str) -> list[str]:
    legacy = LEGACY.get(minor)
    return [f"manylinux_2_{minor}_{machine}", *([f"{legacy}_{machine}"] if legacy else [])]


def wheel_tags(name: str) -> tuple[tuple[int, str], frozenset[str]] | None:
    """The build number and the tags in a wheel's name; None where it is no wheel."""
    try:
        _name, _version, build, found = _packaging.parse_wheel_filename(name)
    except _packaging.InvalidWheelFilename:
        return None
    return (build or (0, "")), frozenset(str(tag) for tag in found)


def best(files: t.Iterable[File], rank: t.Mapping[str, int]) -> File | None:
    """The wheel that pip would take of one version: the best tag, then the highest build number. rank: each tag's place, 0 the best."""
    fitting = []
    for file in files:
        told = wheel_tags(file["name"])
        places = [rank[tag] for tag in told[1] if tag in rank] if told else []
        if told and places:
            fitting.append(((-min(places), told[0]), file))
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def shown(rank: t.Mapping[str, int]) -> str:
    """The tag that says most of an interpreter to people: with its C library, where that is known."""
    return next((tag for tag in rank if "manylinux" in tag or "musllinux" in tag), next(iter(rank)))


def ranks(python: t.Mapping[str, t.Any]) -> dict[str, int]:
    """The place of each tag of an interpreter."""
    return {tag: place for place, tag in enumerate(supported(python))}
