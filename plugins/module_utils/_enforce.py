# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Putting right on the target: plan every fix from what is observed, make all changes in one transaction, observe again."""

from __future__ import annotations

import grp
import os
import pwd
import stat
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _worker
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._atomic import FileChange, Setting
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Lines, Step, Unfixable, merged
from ansible_collections.groundwork.baseline.plugins.module_utils._resource_registry import PLANS, RESOURCES
from ansible_collections.groundwork.baseline.plugins.module_utils._transaction import Transaction

FILE_MODE = 0o644


def planned(host: Host, fixes: t.Sequence[dict[str, t.Any]]) -> tuple[dict[str, list[Step]], dict[str, str]]:
    """(steps by control id, why not by control id)."""
    steps: dict[str, list[Step]] = {}
    refused: dict[str, str] = {}
    for fix in fixes:
        try:
            readings = RESOURCES[fix["resource"]](host, **fix["args"])
            found = PLANS[fix["resource"]](readings, fix["want"], fix.get("accept") or {}, fix["args"])
            for step in found:
                _check(host, step)
            steps[fix["id"]] = found
        except (Unfixable, SubjectMissing, NotApplicable, ObservationError) as exc:
            refused[fix["id"]] = str(exc)
    return steps, refused


def _check(host: Host, step: Step) -> None:
    """Raise Unfixable where a step cannot be made here, whatever else can."""
    if isinstance(step, Setting) and not os.access(host.path(step.path), os.W_OK):
        raise Unfixable(f"{step.path} is read-only here; set it on the machine that this host runs on")
    if isinstance(step, Dress):
        _ids(step)
        link = host.readlink(step.path)
        if link:
            raise Unfixable(f"{step.path} is a symbolic link to {link}, which is left alone; put a file there")


def _ids(step: Dress) -> tuple[int, int]:
    try:
        return pwd.getpwnam(step.owner).pw_uid, grp.getgrnam(step.group).gr_gid
    except KeyError as exc:
        raise Unfixable(f"{step.path} is to belong to {step.owner}:{step.group}, and this host does not know both ({exc}); make them first") from None


def changes(host: Host, steps: dict[str, list[Step]]) -> tuple[list[FileChange], list[Setting]]:
    """What the steps come to: each file once, each setting once, and nothing that is so already."""
    texts: dict[str, dict[str, str]] = {}
    files: dict[str, FileChange] = {}
    settings: dict[str, Setting] = {}
    for name, each in steps.items():
        for step in each:
            if isinstance(step, Lines):
                texts.setdefault(step.path, {})[name] = step.text
            elif isinstance(step, Setting):
                settings[step.path] = step
            else:
                files[step.path] = FileChange(step.path, None, step.mode, *_ids(step))
    for path, new in texts.items():
        files[path] = FileChange(path, merged(host.read(path) or "", new), FILE_MODE)
    return [file for file in files.values() if not _is_so(host, file)], list(settings.values())


def _is_so(host: Host, file: FileChange) -> bool:
    found = host.stat(file.path, follow=False)
    if found is None or (file.text is not None and host.read(file.path) != file.text):
        return False
    return (stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid) == (file.mode, file.uid, file.gid)


def told(host: Host, files: t.Sequence[FileChange], settings: t.Sequence[Setting]) -> list[dict[str, str]]:
    """The changes as a person reads them: {path, before, after}, texts of files and values, owner and mode where they differ."""
    return [
        *({"path": file.path, "before": _shown(host, file.path, file.text is not None), "after": _wanted(file)} for file in files),
        *({"path": setting.path, "before": (host.read(setting.path) or "").strip() + "\n", "after": f"{setting.value}\n"} for setting in settings),
    ]


def _shown(host: Host, path: str, text: bool) -> str:
    found = host.stat(path, follow=False)
    if found is None:
        return ""
    dress = f"# owner {found.st_uid}:{found.st_gid}, mode {stat.S_IMODE(found.st_mode):04o}\n"
    return dress + (host.read(path) or "" if text else "")


def _wanted(file: FileChange) -> str:
    return f"# owner {file.uid}:{file.gid}, mode {file.mode:04o}\n{file.text or ''}"


def enforce(fixes: t.Sequence[dict[str, t.Any]], apply: bool, seconds: float) -> dict[str, t.Any]:
    """Plan, and where apply says so, change and observe again. TransactionError where a change failed: then nothing is changed.

    Returns changes, refused {id: why}, recovered (sentences), kept (name of the copies, or ""), answers {id: Answer} of what was fixed.
    """
    if not apply:
        host = Host()
        steps, refused = planned(host, fixes)
        return {"changes": told(host, *changes(host, steps)), "refused": refused, "recovered": [], "kept": "", "answers": {}}
    with Transaction() as run:
        host = Host()
        steps, refused = planned(host, fixes)
        files, settings = changes(host, steps)
        said = told(host, files, settings)
        kept = run.apply(files, settings) if said else ""
        after = Host()
        answers = {fix["id"]: _worker.answer(after, fix["resource"], fix["args"], seconds) for fix in fixes}
        return {"changes": said, "refused": refused, "recovered": run.recovered, "kept": kept, "answers": answers}
