# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Choose wheels for the host's interpreter, fetch them here, and carry to the host what it lacks: at most two module runs and one file."""

from __future__ import annotations

import os
import tarfile
import tempfile
import typing as t

from ansible import constants
from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.plugins.action import ActionBase
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import INTERPRETER_BROKEN, PythonError
from ansible_collections.groundwork.baseline.plugins.module_utils._python._markers import MarkerError
from ansible_collections.groundwork.baseline.plugins.module_utils._python._wheelhouse import OPTIONS
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _locks, _python_tools, _wheelhouse
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import CatalogueError
from ansible_collections.groundwork.baseline.plugins.plugin_utils._garbage import uncollected

MODULE = "groundwork.baseline.python_wheelhouse"
Data = dict[str, t.Any]


class HostFailed(Exception):
    """What a module run on the host returned instead of an answer."""

    def __init__(self, told: Data) -> None:
        super().__init__()
        self.told = told


class ActionModule(ActionBase):
    """Action plugin for groundwork.baseline.python_wheelhouse."""

    _requires_connection = True
    TRANSFERS_FILES = False

    @uncollected()
    def run(self, tmp: str | None = None, task_vars: Data | None = None) -> Data:
        """Look at the host, gather on the controller, fill the folder."""
        result: Data = super().run(tmp, task_vars)
        del tmp
        options = self.validate_argument_spec(OPTIONS)[1]
        self.task_vars = task_vars
        try:
            return {**result, **self._gathered(options)}
        except HostFailed as exc:
            return {**result, **exc.told}
        except _locks.LockError as exc:
            return {**result, "failed": True, "changed": False, "code": exc.code, "msg": f"{exc.code}: {exc.message}"}
        except PythonError as exc:
            return {**result, "failed": True, "changed": False, "code": exc.code, "msg": str(exc)}
        except (CatalogueError, _python_tools.CredentialsError, MarkerError, _wheelhouse.CacheError) as exc:
            raise AnsibleActionFail(str(exc)) from None

    def _gathered(self, options: Data) -> Data:
        lock = _locks.read(self._found(options["lock"]), options["groups"], options["extras"])
        gatherer = _wheelhouse.gatherer(options)
        given = options["python"] if isinstance(options["python"], dict) else None
        told = self._on_host(options, {} if given else {"python": str(options["python"])})
        python = given or told["python"]
        if python.get("broken") or not python.get("version"):
            cure = "install it, or give another one in python"
            raise PythonError(INTERPRETER_BROKEN, f"cannot use {options['python']}: {python.get('broken') or 'its facts have no version'}; {cure}")
        tools = _python_tools.table() if options["with_tools"] else {}
        items = _wheelhouse.items(gatherer, lock, python, tools, options["allow_sdist"])
        wanted = {item.file["name"]: item.file["hash"] for item in items}
        plan = _wheelhouse.difference(told["present"], wanted, options["prune"])
        fetched = self._fetched(gatherer, items)
        if plan.changed and not self._task.check_mode:
            self._fill(options, plan, gatherer.shelf)
        return {
            **plan.told(options["path"], self._task.diff),
            "fetched": fetched,
            "files": [{"name": name, "hash": wanted[name]} for name in sorted(wanted)],
            "lock_sha256": lock["sha256"],
            "python": {name: python.get(name) for name in ("path", "version")},
        }

    def _found(self, lock: str) -> str:
        try:
            return str(self._find_needle("files", lock))
        except AnsibleError as exc:
            raise _locks.LockError("LOCK_INVALID", f"cannot find the lock {lock}: {exc.message}") from None

    def _on_host(self, options: Data, work: Data) -> Data:
        args = {"path": options["path"], "lock": options["lock"], "work": work}
        told: Data = self._execute_module(module_name=MODULE, module_args=args, task_vars=self.task_vars)
        if told.get("failed") or told.get("unreachable") or "changed" not in told:
            raise HostFailed(told)
        return told

    def _fetched(self, gatherer: _wheelhouse.Gatherer, items: list[_wheelhouse.Item]) -> list[str]:
        if self._task.check_mode:
            return sorted(item.file["name"] for item in gatherer.missing(items))
        return gatherer.fetch(items)

    def _fill(self, options: Data, plan: _wheelhouse.Plan, shelf: _wheelhouse.Shelf) -> None:
        """One archive to the host, and one module run that takes it apart."""
        work = {"archive": "", "files": plan.add, "remove": plan.remove}
        shell = self._connection._shell
        if plan.add:
            if not shell.tmpdir:
                self._make_tmp_path()
            with tempfile.NamedTemporaryFile(dir=constants.DEFAULT_LOCAL_TMP, suffix=".tar") as archive:
                with tarfile.open(archive.name, "w") as handle:
                    for name in sorted(plan.add):
                        handle.add(os.path.realpath(shelf.where(name)), arcname=name, recursive=False)
                work["archive"] = self._transfer_file(archive.name, shell.join_path(shell.tmpdir, "wheels.tar"))
            self._fixup_perms2((shell.tmpdir, work["archive"]))
        try:
            self._on_host(options, work)
        finally:
            if shell.tmpdir:
                self._remove_tmp_path(shell.tmpdir, force=True)
