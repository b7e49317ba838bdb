# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""From the options of a module to an environment that is equal to a lock, and what is told of it."""

from __future__ import annotations

import os
import typing as t
from dataclasses import dataclass, replace

from ansible_collections.groundwork.baseline.plugins.module_utils._python import (
    _build,
    _chosen,
    _environment,
    _failures,
    _folders,
    _installed,
    _installers,
    _owner,
    _records,
    _told,
    _tools,
    _wanted,
)
from ansible_collections.groundwork.baseline.plugins.module_utils._python._environment import Difference, Seen
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import NOEXEC_TMP, NOT_A_VENV, PythonError
from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import Source

Data = dict[str, t.Any]


@dataclass(frozen=True)
class Verdict:
    """What there is, what is wanted, and how they differ."""

    seen: Seen
    python: _wanted.Facts
    wanted: dict[str, _wanted.Package]
    difference: Difference
    owner: _owner.Owner | None


def ensure(params: t.Mapping[str, t.Any], check: bool, root: str = "") -> Data:
    """Make an environment what it should be, unless check. root: another place than our own for tools."""
    source, folder = Source.from_params(params), place(params["path"])
    if params["state"] == "absent":
        return _absent(folder, check, params, root)
    verdict = _judge(folder, params, check)
    if verdict.difference.reason and not check:
        with _folders.alone(params["timeout"], root), _folders.scratch(root) as scratch:
            # another run may have done it while this one waited
            verdict = _judge(folder, params, check, verdict.python)
            if verdict.difference.reason:
                _change(verdict, params, source, scratch, root)
    return _told.told(verdict.seen, verdict.difference, verdict.python, params, _warnings(folder, verdict.owner))


def place(path: str) -> str:
    """Where an environment is, with no link above it; PythonError where none can be."""
    clean = os.path.normpath(path)
    if not os.path.isabs(clean) or clean.count("/") < 2:
        raise PythonError(NOT_A_VENV, f"will not make an environment of {path}; give the absolute path of a folder of its own, such as /opt/shop/venv")
    return os.path.join(os.path.realpath(os.path.dirname(clean)), os.path.basename(clean))


def _absent(folder: str, check: bool, params: t.Mapping[str, t.Any], root: str) -> Data:
    seen = _environment.look(folder)
    there = seen.there or os.path.lexists(_environment.aside(folder))
    difference = Difference(_environment.REMOVED if there else "", removed=seen.packages)
    if there and not check:
        with _folders.alone(params["timeout"], root):
            _build.remove(folder)
    return _told.told(seen, difference, {}, params, [])


def _judge(folder: str, params: t.Mapping[str, t.Any], check: bool, told: _wanted.Facts | None = None) -> Verdict:
    """told: the facts of the interpreter, where it was asked in this run; it is asked again if it is another one by now."""
    seen = _environment.look(folder)
    verify = params["verify"] == "record"
    known = told or (seen.stamp or {}).get("python") or {}
    python = _chosen.facts(params["python"], known, check, ask=verify and not told)
    wanted = _wanted.select(params["locked"], python)
    keep = {_installed.canonical(name) for name in params["keep"]}
    difference = _environment.differs(seen, wanted, python, keep, params["prune"])
    owner = _owner.find(params["owner"], check)
    if not difference.reason or difference.reason == _environment.PACKAGES:
        difference = _inside(seen, difference, wanted, keep, params) if verify else difference
    if not difference.reason and (owner is None or not _owner.owned([folder, seen.interpreter, seen.site], owner)):
        difference = replace(difference, reason=_environment.OWNER)
    if params["state"] == "recreate" and seen.there:
        difference = replace(difference, reason=_environment.RECREATE)
    return Verdict(seen, python, wanted, difference, owner)


def _inside(seen: Seen, difference: Difference, wanted: t.Container[str], keep: t.Container[str], params: t.Mapping[str, t.Any]) -> Difference:
    """What looking into the files adds. Packages that are to go, and those that the lock does not know, are not judged."""
    found = _records.verify(seen.site, seen.installed)
    records = seen.stamp.get("records", {}) if seen.stamp else {}
    edited = {name: files for name, files in found.edited.items() if name in wanted and name not in difference.changed}
    for one in seen.installed:
        path = os.path.join(one.folder, "RECORD")
        if one.name in wanted and one.name not in difference.changed and records.get(one.name) not in (None, _records.digest(path)):
            edited.setdefault(one.name, []).append(path)
    strange = found.strange if params["prune"] and not keep else []
    found = _records.Found(edited, strange)
    return replace(difference, reason=_environment.TAMPERED, found=found) if found else difference


def _change(verdict: Verdict, params: t.Mapping[str, t.Any], source: Source, scratch: str, root: str) -> None:
    if verdict.difference.reason == _environment.OWNER and verdict.owner:
        _owner.give(verdict.seen.folder, verdict.owner)
        return
    build: set[str] | None = {_installed.canonical(name) for name in params["allow_build"]} if params["only_binary"] else None
    if (build is None or build & set(verdict.wanted)) and _folders.runs_nothing(scratch):
        cure = "mount it without, or have wheels alone, with only_binary: true and no allow_build"
        raise PythonError(NOEXEC_TMP, f"cannot build packages in {scratch}: it is mounted noexec; {cure}")
    tool = _tools.place(params["tool"], params["tools"], verdict.python, source, root)
    headers = _chosen.headers(params["tools"]["headers"], verdict.python)
    context = _failures.Context(_chosen.tags(verdict.python), headers, build is not None)
    cache = _folders.state("cache", tool.name, private=True, root=root)
    job = _installers.Job(tool, source, scratch, cache, params["require_hashes"], build, context)
    about = {name: params[name] for name in ("groups", "extras")}
    about["lock_sha256"] = params["locked"]["sha256"]
    owner = t.cast("_owner.Owner", verdict.owner)
    umask = int(params["umask"], 8)
    order = _build.Order(verdict.seen.folder, verdict.python, verdict.wanted, owner, about, params["compile"], umask)
    before = os.umask(umask)
    try:
        _build.carry_out(order, verdict.seen, verdict.difference, job)
    finally:
        os.umask(before)
        _folders.close(cache)


def _warnings(folder: str, owner: _owner.Owner | None) -> list[str]:
    return _owner.exposed(folder, owner) if owner else []
