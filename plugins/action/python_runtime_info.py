# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Tell the host where to look and what Ansible would take, ask it once, then say how long each Python is patched."""

from __future__ import annotations

import typing as t

from ansible import constants as C
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue, _days, _pythons
from ansible_collections.groundwork.baseline.plugins.plugin_utils._garbage import uncollected

MODULE = "groundwork.baseline.python_runtime_info"
DISCOVERIES = ("", "auto", "auto_silent", "auto_legacy", "auto_legacy_silent")
# Of who logs in: discovery looks along this PATH, not along that of root.
VARIABLES = ("PATH", "HOME", "PYENV_ROOT", "UV_PYTHON_INSTALL_DIR")
ASK_LOGIN = "echo LOGIN; " + "; ".join(f'echo "{name}=${name}"' for name in VARIABLES)


def pinned(setting: t.Any) -> bool:
    """Whether the setting names an interpreter: anything but a way of discovery does."""
    return bool(setting) and str(setting).strip() not in DISCOVERIES


def login(stdout: str) -> dict[str, str]:
    """The variables that the login shell told; none where it answered something else."""
    lines = stdout.partition("LOGIN")[2].splitlines()
    told = dict(line.strip().split("=", 1) for line in lines if "=" in line)
    return {name: told[name] for name in VARIABLES if told.get(name)}


class ActionModule(ActionBase):
    """Action plugin for groundwork.baseline.python_runtime_info."""

    _requires_connection = True
    TRANSFERS_FILES = False

    @uncollected()
    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the module and add the ends of life to what it tells."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        del tmp
        today = _days.day(self._task.args.get("date"), "count the days that a Python is patched")
        try:
            platforms, releases, tables = _catalogue.platforms(), _catalogue.releases(), _pythons.load()
        except _catalogue.CatalogueError as exc:
            raise AnsibleActionFail(str(exc)) from None
        context = {
            "tables": tables.interpreters,
            "families": {name: family for family, platform in platforms.items() for name in platform["ids"]},
            "names": C.config.get_config_value("INTERPRETER_PYTHON_FALLBACK", variables=task_vars or {}),
            "login": login(self._low_level_execute_command(ASK_LOGIN, sudoable=False).get("stdout", "")),
        }
        result.update(self._execute_module(module_name=MODULE, module_args={**self._task.args, "context": context}, task_vars=task_vars))
        distro = result.pop("distro", None)
        if distro is not None:
            setting = C.config.get_config_value("INTERPRETER_PYTHON", variables=task_vars or {})
            interpreters = [_pythons.describe(each, tables.cycles, distro, releases, today) for each in result["interpreters"]]
            result.update(interpreters=interpreters, pinned=pinned(self._templar.template(setting)), date=today.isoformat())
        return result
