# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Give the host the pinned tools, and keep names and passwords out of addresses."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible_collections.groundwork.baseline.plugins.module_utils._python._arguments import INTERPRETER
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _python_tools
from ansible_collections.groundwork.baseline.plugins.plugin_utils._catalogue_files import CatalogueError
from ansible_collections.groundwork.baseline.plugins.plugin_utils._garbage import uncollected

MODULE = "groundwork.baseline.python_interpreter"


class ActionModule(ActionBase):
    """Action plugin for groundwork.baseline.python_interpreter."""

    _requires_connection = True
    TRANSFERS_FILES = False

    @uncollected()
    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """One module run."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        del tmp
        options = self.validate_argument_spec(INTERPRETER)[1]
        try:
            args = {**self._task.args, **_python_tools.separate(options), "tools": _python_tools.table()}
        except (CatalogueError, _python_tools.CredentialsError) as exc:
            raise AnsibleActionFail(str(exc)) from None
        result.update(self._execute_module(module_name=MODULE, module_args=args, task_vars=task_vars))
        return result
