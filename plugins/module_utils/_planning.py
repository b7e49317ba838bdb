# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""From what failed to what would be changed: steps for each control, and what they come to for each file."""

from __future__ import annotations

import grp
import os
import pwd
import stat
import typing as t
from dataclasses import replace

from ansible_collections.groundwork.baseline.plugins.module_utils import _atomic, _guards, _ledger, _reloads
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import NotApplicable, ObservationError, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._atomic import FileChange, Refused
from ansible_collections.groundwork.baseline.plugins.module_utils._contents import contents, standing
from ansible_collections.groundwork.baseline.plugins.module_utils._journal import LEDGER, Changes
from ansible_collections.groundwork.baseline.plugins.module_utils._live import Live
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Dress, Drop, Edit, Gone, Lines, Unfixable, blocks
from ansible_collections.groundwork.baseline.plugins.module_utils._resource_registry import PLANS, RESOURCES
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._firewall_state import expect_ssh
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime import Remount

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._operator import Operator
    from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step

    Fix = dict[str, t.Any]
    Steps = dict[str, list[Step]]


# In this order, then all others: firewalls and jails are for the ports that ssh gets, and what a daemon is told it has to be there for.
PORT = "ssh_port"
FIRST = (PORT, "unit")


class Planned(t.NamedTuple):
    """What would be done, the same in words ({path, before, after}), and why the rest is not, by control."""

    changes: Changes
    said: list[dict[str, str]]
    refused: dict[str, str]


def plan(host: Host, fixes: t.Sequence[Fix], operator: Operator | None, units: dict[str, str], withdraw: t.Sequence[str] = ()) -> Planned:
    """What puts these controls right on this host, without shutting out who is connected. withdraw: controls that are taken back."""
    ledger = _ledger.read(host)
    back, refused = _back(host, ledger, withdraw)
    refused.update(_guards.cut_off(host, back, operator))
    back = {name: each for name, each in back.items() if name not in refused}
    steps, left = _steps(host, fixes, operator)
    refused.update(left)
    refused.update(_guards.shut_out(host, fixes, steps, operator, back))
    steps = _agreed(standing(fixes, {name: each for name, each in steps.items() if name not in refused}))
    # in this order: where both touch the same thing, what is wanted now is what stays
    every = {**back, **steps}
    files, hidden = _files(host, every)
    live: dict[str, Live] = {step.path: step for each in every.values() for step in each if isinstance(step, Live)}
    runtime = [step for step in live.values() if step.now(host.root) != step and not step.stays(host.root)]
    written = [path for step in runtime for path in step.written()]
    reloads = _reloads.needed([*(file.path for file in files if file.text is not None or file.gone), *written], units)
    noted = _ledger.after(host, ledger, steps, back)
    if noted != ledger and (files or runtime or back):
        files.append(FileChange(LEDGER, _ledger.written(noted), 0o600, os.geteuid(), os.getegid()))
    changes = Changes(files, runtime, reloads)
    return Planned(changes, told(host, changes, hidden), refused)


def _agreed(steps: Steps) -> Steps:
    """The steps with one answer for what several controls are about: a file gets the mode that all of them allow, a mount the restrictions of each."""
    allowed: dict[str, int] = {}
    restricted: dict[str, set[str]] = {}
    for each in steps.values():
        for step in each:
            if isinstance(step, Dress):
                allowed[step.path] = allowed.get(step.path, step.mode) & step.mode
            elif isinstance(step, Remount):
                restricted.setdefault(step.path, set()).update(step.value.split(","))

    def agreed(step: Step) -> Step:
        if isinstance(step, Dress):
            return replace(step, mode=allowed[step.path])
        return replace(step, value=",".join(sorted(restricted[step.path]))) if isinstance(step, Remount) else step

    return {name: [agreed(step) for step in each] for name, each in steps.items()}


def _back(host: Host, ledger: dict[str, list[dict[str, t.Any]]], names: t.Sequence[str]) -> tuple[Steps, dict[str, str]]:
    """(the steps that take controls back, as far as there is something to take back; why some stay)."""
    back: Steps = {}
    refused: dict[str, str] = {}
    for name, steps in _ledger.undoing(ledger, names).items():
        try:
            for step in steps:
                _check(host, name, step)
            back[name] = [step for step in steps if not (isinstance(step, Live) and step.gone(host.root))]
        except Unfixable as exc:
            refused[name] = f"it cannot be taken back: {exc}"
    return back, refused


def _steps(host: Host, fixes: t.Sequence[Fix], operator: Operator | None) -> tuple[Steps, dict[str, str]]:
    steps: Steps = {}
    refused: dict[str, str] = {}
    for fix in sorted(fixes, key=lambda fix: FIRST.index(fix["resource"]) if fix["resource"] in FIRST else len(FIRST)):
        try:
            readings = list(RESOURCES[fix["resource"]](host, **fix["args"]))
            _guards.check(host, fix, readings, operator)
            found = PLANS[fix["resource"]](readings, fix["want"], fix.get("accept") or {}, fix["args"])
            for step in found:
                _check(host, fix["id"], step)
                _refuse_what_stays(host, step)
            steps[fix["id"]] = found
            if fix["resource"] == PORT:
                expect_ssh(host, fix["want"])
        except (Unfixable, SubjectMissing, NotApplicable, ObservationError) as exc:
            refused[fix["id"]] = str(exc)
    return steps, refused


def _refuse_what_stays(host: Host, step: Step) -> None:
    """What is taken back may wait for the next boot, what is wanted now may not."""
    clause = step.stays(host.root) if isinstance(step, Live) else ""
    if clause:
        raise Unfixable(f"{clause}: set it where it is set at boot, then reboot")


def _is_done(host: Host, name: str, step: Step) -> bool:
    """Whether a file already says what a step would write."""
    if isinstance(step, Gone):
        return host.stat(step.path, follow=False) is None
    if isinstance(step, Drop):
        return name not in blocks(host.read(step.path) or "")
    if isinstance(step, Lines):
        return blocks(host.read(step.path) or "").get(name) == step.text
    return isinstance(step, Edit) and step.edit(host.read_exactly(step.path) or "") == (host.read_exactly(step.path) or "")


def _check(host: Host, name: str, step: Step) -> None:
    """Raise Unfixable where a step cannot be made here, whatever else can."""
    if isinstance(step, Live):
        hindrance = step.hindrance(host.root)
        if hindrance:
            raise Unfixable(hindrance)
        try:
            step.now(host.root)
        except OSError as exc:
            raise Unfixable(f"{step.path} cannot be told ({exc}); it is left alone") from None
        return
    if isinstance(step, Dress):
        _ids(step)
    try:
        _atomic.kept(host.path(step.path, follow=False), folder=isinstance(step, Dress))
    except Refused as exc:
        raise Unfixable(f"{exc}; it is left alone") from None
    free = _atomic.unchangeable(host.path(step.path, follow=False))
    if free and not _is_done(host, name, step):
        raise Unfixable(f"{step.path} may not be changed even by root, for it has an attribute that forbids it; take it away first ({free})")


def _ids(step: Dress) -> tuple[int, int]:
    try:
        return pwd.getpwnam(step.owner).pw_uid, grp.getgrnam(step.group).gr_gid
    except KeyError as exc:
        raise Unfixable(f"{step.path} is to belong to {step.owner}:{step.group}, and this host does not know both ({exc}); make them first") from None


def _files(host: Host, steps: Steps) -> tuple[list[FileChange], dict[str, str]]:
    """(each file once, and none that is so already; what is told of those that are not shown, by path)."""
    every = [step for each in steps.values() for step in each]
    modes: dict[str, int] = {}
    fresh: dict[str, int] = {}
    hidden: dict[str, str] = {}
    for step in every:
        if isinstance(step, Lines):
            modes[step.path] = max(step.mode, modes.get(step.path, 0))
        elif isinstance(step, Edit):
            fresh[step.path] = step.mode
            hidden[step.path] = f"{hidden.get(step.path, '')}{step.told}"
    texts = contents(host, steps)
    files = {path: FileChange(path, text, modes[path]) if path in modes else _edited(host, path, text, fresh) for path, text in texts.items()}
    for step in every:
        if isinstance(step, Gone):
            files[step.path] = FileChange(step.path, None, 0, gone=True)
        elif isinstance(step, Dress):
            files[step.path] = FileChange(step.path, texts.get(step.path), step.mode, *_ids(step))
    return [file for file in files.values() if not is_so(host, file)], {path: text for path, text in hidden.items() if text}


def _edited(host: Host, path: str, text: str, fresh: dict[str, int]) -> FileChange:
    """A file with another text; owner and mode stay. fresh: modes of those that may not be there yet; any other is ours, and goes away once empty."""
    found = host.stat(path)
    if found is None:
        return FileChange(path, text, fresh.get(path, 0o644))
    if not text and path not in fresh:
        return FileChange(path, None, 0, gone=True)
    return FileChange(path, text, stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid)


def is_so(host: Host, file: FileChange) -> bool:
    """Whether a file is already what it is to become."""
    found = host.stat(file.path, follow=False)
    if found is None or file.gone:
        return found is None and file.gone
    if file.text is not None and host.read_exactly(file.path) != file.text:
        return False
    return (stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid) == (file.mode, file.uid, file.gid)


def told(host: Host, changes: Changes, hidden: dict[str, str]) -> list[dict[str, str]]:
    """The changes as a person reads them: {path, before, after}, texts of files and values, owner and mode where they differ."""
    return [
        *(_told(host, file, hidden.get(file.path)) for file in changes.files if file.path != LEDGER),
        *({"path": value.path, "before": f"{value.now(host.root).value}\n", "after": f"{value.value}\n"} for value in changes.runtime),
    ]


def _told(host: Host, file: FileChange, hidden: str | None) -> dict[str, str]:
    if hidden:
        return {"path": file.path, "before": "", "after": hidden}
    found = host.stat(file.path, follow=False)
    before = "" if found is None else f"# owner {found.st_uid}:{found.st_gid}, mode {stat.S_IMODE(found.st_mode):04o}\n"
    if found is not None and (file.text is not None or file.gone):
        before += host.read(file.path) or ""
    shown = (file.text or "").encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    after = "" if file.gone else f"# owner {file.uid}:{file.gid}, mode {file.mode:04o}\n{shown}"
    return {"path": file.path, "before": before, "after": after}
