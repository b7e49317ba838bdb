# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The interpreter that an environment is to have: found by its path or version, and known again without starting it."""

from __future__ import annotations

import glob
import os
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._facts import os_release
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _versions
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import INTERPRETER_BROKEN, PythonError
from ansible_collections.groundwork.baseline.plugins.module_utils._python._probe import probe

Facts = dict[str, t.Any]
PLACES = ("/usr/bin", "/usr/local/bin")
BESIDE = "/opt/python"
# What of its facts is kept in the note of an environment.
KEPT = ("version", "implementation", "machine", "libc", "libc_version", "soabi", "platform_markers")


def find(asked: str, places: t.Sequence[str] = PLACES, beside: str = BESIDE) -> str:
    """The path of an interpreter; one that is not there yet is where it would be looked for first."""
    if os.path.isabs(asked):
        return asked
    if not re.fullmatch(r"3\.[0-9]+(\.[0-9]+)?", asked):
        raise PythonError(INTERPRETER_BROKEN, f"cannot tell which interpreter {asked!r} is; give an absolute path or a version such as 3.12")
    name = f"python{'.'.join(asked.split('.')[:2])}"
    own = glob.glob(os.path.join(beside, f"*-{asked}[.-]*", "bin", name))
    newest = sorted(own, key=lambda path: [int(number) for number in re.findall(r"[0-9]+", path)], reverse=True)
    exact = newest if asked.count(".") == 2 else [*(os.path.join(place, name) for place in places), *newest]
    return next((path for path in exact if os.path.exists(path)), [*exact, os.path.join(places[0], name)][0])


def facts(asked: str, known: t.Mapping[str, t.Any], check: bool = False, ask: bool = False) -> Facts:
    """What is known of an interpreter, with path, realpath and identity; PythonError where it cannot be used.

    known: what the note of an environment has of one; it is not asked again (unless ask) where that one is still there, unchanged.
    check: foretell what one will be that is to be installed before, from its name.
    """
    path = find(asked)
    identity = identify(path)
    if identity and identity == known.get("identity") and not ask:
        _system, _node, release, version, _machine = os.uname()
        markers = {**known["platform_markers"], "platform_release": release, "platform_version": version}
        return {**known, "path": path, "realpath": identity["realpath"], "platform_markers": markers}
    named = re.search(r"python(3\.[0-9]+)$", path)
    if check and named and not identity:
        machine = os.uname().machine
        return {"path": path, "realpath": path, "version": named[1], "implementation": "cpython", "machine": machine, "identity": {}}
    told = probe(path)
    if told["broken"] or told["version"] is None:
        raise PythonError(INTERPRETER_BROKEN, f"cannot use {path}: {told['broken']}; install it with the role python_runtime, or give another one in python")
    _refuse_old(path, told["version"])
    return {**{name: told[name] for name in KEPT}, "path": path, "realpath": told["realpath"], "identity": identity}


def _refuse_old(path: str, version: str) -> None:
    if _versions.parse(version.rstrip("+")) < _versions.parse("3.9"):
        raise PythonError(INTERPRETER_BROKEN, f"cannot use {path}: it is Python {version}, and 3.9 or newer is needed; give another one in python")


def identify(path: str) -> dict[str, t.Any]:
    """By what a program is known again without starting it; nothing where it is not there."""
    try:
        found = os.stat(path)
    except OSError:
        return {}
    return {"realpath": os.path.realpath(path), "size": found.st_size, "changed": found.st_mtime_ns}


def tags(python: t.Mapping[str, t.Any]) -> str:
    """What a wheel has to fit, for people: cp311, glibc 2.36, x86_64."""
    short = {"cpython": "cp", "pypy": "pp"}.get(python["implementation"], python["implementation"])
    libc = f"{python.get('libc') or 'an unknown C library'} {python.get('libc_version') or ''}".strip()
    return f"{short}{''.join(python['version'].split('.')[:2])}, {libc}, {python['machine']}"


def headers(table: t.Mapping[str, t.Mapping[str, str]], python: t.Mapping[str, t.Any]) -> str:
    """The package with the headers of an interpreter that a system brought; an empty text where that is not known."""
    if not python["realpath"].startswith("/usr/bin/"):
        return ""
    try:
        with open("/etc/os-release", encoding="utf-8") as file:
            said = os_release.parse(file.read())
    except (OSError, UnicodeDecodeError):
        return ""
    names = [said.get("ID", ""), *said.get("ID_LIKE", "").split()]
    line = next((table[name] for name in names if name in table), {})
    own = os.path.realpath("/usr/bin/python3") == python["realpath"]
    return line.get("own" if own else "other", "").format(version=".".join(python["version"].split(".")[:2]))
