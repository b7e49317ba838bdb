# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Notes each module that is run on a host, by its name, in the file that MODULE_RUNS names; what never leaves the controller is not one."""

from __future__ import annotations

import functools
import os
import pathlib
import typing as t

from ansible.plugins.action import ActionBase
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: module_runs
type: aggregate
short_description: Counts the modules that run on hosts
description: Each item of a loop and each module that an action plugin runs counts as one.
"""


def noting(execute: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
    """ActionBase._execute_module with a line in a file for each call; Ansible's workers are forked from here, so they call this too."""

    @functools.wraps(execute)
    def noted(self: ActionBase, *args: t.Any, **keywords: t.Any) -> t.Any:
        if self._connection.transport != "local":
            name = keywords.get("module_name") or (args[0] if args else None) or self._task.action
            with pathlib.Path(os.environ["MODULE_RUNS"]).open("a", encoding="utf-8") as file:
                file.write(f"{name}\n")
        return execute(self, *args, **keywords)

    return noted


class CallbackModule(CallbackBase):  # type: ignore[misc]
    """Wraps what runs modules, before the first task."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "module_runs"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        ActionBase._execute_module = noting(ActionBase._execute_module)
