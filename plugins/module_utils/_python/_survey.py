# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""All that a host tells of its Pythons, in one go; judged by nobody."""

from __future__ import annotations

import os
import platform
import pwd
import sys
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _distro
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._facts import os_release
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _interpreters, _places, _uv

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# Variables that name folders of interpreters.
VARIABLES = ("PYENV_ROOT", "UV_PYTHON_INSTALL_DIR")


def take(host: Host, context: t.Mapping[str, t.Any], paths: t.Sequence[str], seconds: float, ask: _interpreters.Ask) -> dict[str, t.Any]:
    """What the module returns. context: tables (interpreters.yml), families ({os-release id: family}), names (what Ansible's
    discovery looks for) and login (the variables of who logs in; without PATH where they could not be had)."""
    unknown: dict[str, str] = {}
    identity = os_release.identity(_fields(host, unknown))
    family, shells = _distro.family(identity, context["families"]), _shells(context["login"])
    survey = _interpreters.Survey(host, context["tables"], family, identity["id"], shells, seconds, ask)
    interpreters = survey.interpreters(paths)
    taken, risk = survey.discovery(context["names"], interpreters)
    system = survey.system(interpreters)
    return _printable(
        {
            "interpreters": interpreters,
            "ansible_interpreter": {"path": sys.executable, "version": platform.python_version()},
            "system_interpreter": {name: system[name] for name in ("path", "version")} if system else None,
            "discovery_takes": taken,
            "discovery_at_risk": risk,
            "uv": _uv.find(host, [*survey.path_folders(), *_places.expand(context["tables"]["uv"], shells)], seconds, survey.myself),
            "unknown": {**unknown, **survey.unknown},
            "distro": identity,
        }
    )


def _fields(host: Host, unknown: dict[str, str]) -> os_release.Fields:
    try:
        return os_release.read(host)
    except ObservationError as exc:
        unknown["distro"] = str(exc)
        return {}


def _shells(login: t.Mapping[str, str]) -> list[_places.Shell]:
    """That of this process, root's, and last that of who logs in."""
    own = _shell(os.environ)
    root = _places.Shell((), pwd.getpwuid(0).pw_dir)
    return [own, root, _shell(login) if login.get("PATH") else own]


def _shell(variables: t.Mapping[str, str]) -> _places.Shell:
    folders = tuple(folder for folder in variables.get("PATH", "").split(":") if folder)
    return _places.Shell(folders, variables.get("HOME", ""), {name: variables[name] for name in VARIABLES if variables.get(name)})


def _printable(value: t.Any) -> t.Any:
    """The same without the halves of characters that stand for bytes of a name that is no UTF-8."""
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(each) for each in value]
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
