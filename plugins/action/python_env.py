# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Read the lock on the controller, then let the host make its environment equal to it."""

from __future__ import annotations

import os
import tempfile
import typing as t

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.plugins.action import ActionBase
from ansible_collections.groundwork.baseline.plugins.module_utils._python._arguments import ENVIRONMENT
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _locks, _python_tools
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import CatalogueError
from ansible_collections.groundwork.baseline.plugins.plugin_utils._garbage import uncollected

MODULE = "groundwork.baseline.python_env"
ABSENT = "absent"
# What a host needs to know of a package; where a lock has it from is its own business.
SENT = ("name", "version", "marker", "hashes")

Data = dict[str, t.Any]


class ActionModule(ActionBase):
    """Action plugin for groundwork.baseline.python_env."""

    _requires_connection = True
    TRANSFERS_FILES = False

    @uncollected()
    def run(self, tmp: str | None = None, task_vars: Data | None = None) -> Data:
        """One module run; a lock that cannot be used fails before it."""
        result: Data = super().run(tmp, task_vars)
        del tmp
        options = self.validate_argument_spec(ENVIRONMENT)[1]
        try:
            source = _python_tools.separate(options)
            locked = {} if options["state"] == ABSENT else self._locked(options)
            args = {**self._task.args, **source, "locked": locked, "tools": _python_tools.table()}
        except (CatalogueError, _python_tools.CredentialsError) as exc:
            raise AnsibleActionFail(str(exc)) from None
        except _locks.LockError as exc:
            return {**result, "failed": True, "changed": False, "code": exc.code, "msg": f"{exc.code}: {exc.message}"}
        # the host needs neither; a lock of thousands of lines would be told back with the result
        args.pop("packages", None)
        result.update(self._execute_module(module_name=MODULE, module_args=args, task_vars=task_vars))
        return result

    def _locked(self, options: Data) -> Data:
        if bool(options["lock"]) == (options["packages"] is not None):
            raise AnsibleActionFail("cannot tell what to install: give either lock, a file on the controller, or packages, a list of name==version")
        if options["lock"]:
            try:
                path = self._find_needle("files", options["lock"])
            except AnsibleError as exc:
                raise _locks.LockError("LOCK_INVALID", f"cannot find the lock {options['lock']}: {exc.message}") from None
            return self._read(path, options)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "packages")
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in options["packages"])
            try:
                return self._read(path, options)
            except _locks.LockError as exc:
                raise _locks.LockError(exc.code, exc.message.replace(path, "packages")) from None

    def _read(self, path: str, options: Data) -> Data:
        locked = _locks.read(path, options["groups"], options["extras"], options["require_hashes"])
        packages = [{name: package[name] for name in SENT} for package in locked["packages"]]
        return {**locked, "packages": packages}
