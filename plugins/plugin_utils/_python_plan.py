# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What python_runtime has to do on a host: interpreters, packages, users and environments, or the sentences on why not. Pure."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _python_packages, _python_sources

Data = t.Mapping[str, t.Any]
# a folder below /opt, a unit and a user may be called so
NAME = re.compile(r"[a-z][a-z0-9_-]{0,30}")


def plan(wanted: Data, host: str, distro: Data) -> dict[str, t.Any]:
    """problems, a sentence each; where there are none also packages, interpreters, users, environments and what comes onto PATH.

    wanted: versions, features, toolchain and environments, as the role has them.
    """
    problems: list[str] = []
    interpreters = []
    for entry in wanted["versions"]:
        try:
            interpreters.append(_python_sources.resolve(entry, host, distro))
        except _python_sources.Refused as exc:
            problems.append(str(exc))
    problems += _twice([one.version for one in interpreters], f"cannot have two Pythons of one version on {host}", "python_runtime_versions")
    problems += _features(wanted["features"], host)
    if problems:
        return {"problems": problems}
    own = _python_sources.own(distro)
    pythons = {one.version: one for one in (own, *interpreters)}
    environments, faults = _environments(wanted["environments"], host, distro, pythons, interpreters[0] if interpreters else own)
    used = {each["interpreter"] for each in environments}
    needed = interpreters + ([own] if own not in interpreters and (not interpreters or own.version in used) else [])
    deadsnakes = _python_packages.table()["deadsnakes"] if any(one.source == _python_sources.DEADSNAKES for one in needed) else {}
    return {
        "problems": faults,
        "deadsnakes": dict(deadsnakes),
        "interpreters": [one.told() for one in needed],
        "packages": _packages(needed, wanted, distro),
        "on_path": [one.path for one in needed if one.on_path],
        "users": list(dict.fromkeys(each["user"] for each in environments if each["user"])),
        "environments": environments,
    }


def _packages(interpreters: t.Sequence[_python_sources.Interpreter], wanted: Data, distro: Data) -> list[str]:
    """All that the package manager is asked for, each once: interpreters, and to build against them headers and toolchain."""
    build = bool(wanted["toolchain"] or wanted["features"])
    names = [name for one in interpreters for name in (one.packages + (one.headers if build else []))]
    return list(dict.fromkeys(names + (_python_packages.built_with(distro, wanted["features"]) if build else [])))


def _features(features: t.Iterable[str], host: str) -> list[str]:
    known = ", ".join(_python_packages.FEATURES)
    unknown = [name for name in features if name not in _python_packages.FEATURES]
    return [f'cannot install what "{name}" is built against on {host}: there are {known}' for name in unknown]


def _environments(
    entries: t.Iterable[Data], host: str, distro: Data, pythons: dict[str, _python_sources.Interpreter], default: _python_sources.Interpreter
) -> tuple[list[dict[str, t.Any]], list[str]]:
    """Each environment with its path and interpreter filled in; and what is wrong with them."""
    found, problems = [], []
    for entry in entries:
        name, python = str(entry.get("name") or ""), str(entry.get("python") or default.version)
        if not NAME.fullmatch(name):
            problems.append(f'cannot make the environment "{name}" on {host}: a name has up to 31 small letters, digits, _ and -, a letter first')
        if not python.startswith("/") and python not in pythons:
            known = ", ".join(pythons)
            problems.append(f"cannot make the environment {name} on {host}: it wants Python {python}, and there is {known}; add it to python_runtime_versions")
        problems += _user(name, str(entry.get("user") or ""), host, distro)
        known_python = pythons.get(python)
        path = python if python.startswith("/") else (known_python.path if known_python else "")
        # not its options: an index' address may hold a password, and this is shown
        planned = {"name": name, "path": entry.get("path") or f"/opt/{name}/venv", "python": path or python, "interpreter": python}
        found.append({**planned, "user": str(entry.get("user") or "")})
    for key in ("name", "path"):
        problems += _twice([str(each[key]) for each in found], f"cannot make two environments of one {key} on {host}", "python_runtime_environments")
    return found, problems


def _user(name: str, user: str, host: str, distro: Data) -> list[str]:
    rule = _catalogue.platforms()[distro["family"]]["user_name"]
    if not user or (re.fullmatch(rule["pattern"], user) and user != "root"):
        return []
    return [f'cannot make the user "{user}" of the environment {name} on {host}: it has to be a name of {rule["words"]}, and not root']


def _twice(names: t.Sequence[str], what: str, where: str) -> list[str]:
    return [f"{what}: {name} is in {where} {names.count(name)} times; keep one" for name in sorted({name for name in names if names.count(name) > 1})]
