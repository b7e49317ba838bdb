# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Things that go by the name of an interpreter, and the Pythons of the machine that runs the tests."""

from __future__ import annotations

import json
import os
import re
import typing as t
from pathlib import Path

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python._probe import ANSWER

# What a file named python3 may really be: its text, and what is to be said of it. {} is the folder of the test.
IMPOSTORS: dict[str, tuple[str, str]] = {
    "says nothing": ("#!/bin/sh\nexit 0\n", r"^it does not answer as a Python does, but: nothing$"),
    "prints rubbish": ("#!/bin/sh\nprintf 'hello\\033[2J\\nworld'\n", r"but: hello \[2J world$"),
    "prints other JSON": ("#!/bin/sh\necho '{\"version\": 3}'\n", r'but: {"version": 3}$'),
    "prints a deep nest": ("#!/bin/sh\nhead -c 99999 /dev/zero | tr '\\0' '['\n", r"but: \[{200}$"),
    "prints bytes": ("#!/bin/sh\nprintf '\\377\\376'\n", r"does not answer as a Python does"),
    "does not stop printing": ("#!/bin/sh\nexec yes\n", r"^it wrote more than 256 KiB$"),
    "hangs": ("#!/bin/sh\nexec sleep 600\n", r"^it did not end within 1 seconds$"),
    "closes its output and hangs": ("#!/bin/sh\nexec >&- 2>&-\nsleep 600\n", r"^it did not end within 1 seconds$"),
    "leaves a child that holds the pipe": ("#!/bin/sh\nsleep 600 &\nexit 0\n", r"^it did not end within 1 seconds$"),
    "fails": ("#!/bin/sh\necho 'libpython: gone' >&2\necho more >&2\nexit 127\n", r"^it ended with 127: libpython: gone$"),
    "fails in silence": ("#!/bin/sh\nexit 3\n", r"^it ended with 3: no message$"),
    "fails with a traceback": (
        "#!/bin/sh\nprintf 'Traceback (most recent call last):\\n  line\\nImportError: no json\\n' >&2\nexit 1\n",
        r"^it ended with 1: ImportError: no json$",
    ),
    "has no library": (
        "#!/bin/sh\nprintf 'Could not find platform libraries\\nFatal Python error: no encodings\\nCurrent thread\\n' >&2\nexit 1\n",
        r"^it ended with 1: Fatal Python error: no encodings$",
    ),
    "crashes": ("#!/bin/sh\nkill -SEGV $$\n", r"^it was ended by signal 11 \(Segmentation fault\)$"),
    "is no program": ("no program\n", r"^it cannot be started: Exec format error$"),
    "names no interpreter": ("#!/no/such/interpreter\n", r"the loader or the interpreter that it names is not there$"),
}
# Tables of the shape of the catalogue's, which is YAML and not for a host's Python to read.
FOLDERS = ["/usr/bin", "/usr/local/bin", "/opt/*/bin", "/opt/python/*/bin", "$PYENV_ROOT/versions/*/bin", "~/.pyenv/versions/*/bin"]
SYSTEM = {"platform_python": ["/usr/libexec/platform-python", "/usr/bin/python3"]}
TABLES: dict[str, t.Any] = {
    "folders": FOLDERS,
    "files": ["/usr/libexec/platform-python"],
    "uv": ["/usr/local/bin"],
    "families": {
        "debian": {**SYSTEM, "database": "dpkg", "package_module": "ansible.builtin.apt", "bindings": ["apt_pkg"]},
        "redhat": {**SYSTEM, "database": "rpm", "package_module": "ansible.builtin.dnf", "bindings": ["dnf", "libdnf5"]},
        "other": {**SYSTEM, "database": None, "package_module": None, "bindings": []},
    },
    "sources": [
        {"source": "other", "family": "redhat", "except": ["fedora"], "vendor": "Fedora Project"},
        {"source": "appstream", "family": "redhat", "except": ["fedora"], "package": r"python3\.[0-9]+"},
        {"source": "deadsnakes", "family": "debian", "archive": "/deadsnakes/"},
    ],
}
# How long to wait for what should answer, on a machine that is busy.
PATIENCE = 60.0
# Pythons that pyenv built; 3.6 cannot run a module, and has to be reported right all the same.
PYENV = Path(os.environ.get("PYENV_ROOT") or "~/.pyenv").expanduser() / "versions"
NEWEST = re.compile(r"3\.([6-9]|1[0-9])\.[0-9]+")
BUILDS = sorted(folder for folder in (PYENV.iterdir() if PYENV.is_dir() else ()) if NEWEST.fullmatch(folder.name))
pythons = pytest.mark.parametrize(
    "build",
    [pytest.param(build, id=build.name) for build in BUILDS]
    or [pytest.param(None, marks=pytest.mark.skip(reason=f"pyenv has built no Python in {PYENV}"), id="none")],
)


def program(path: Path, text: str) -> str:
    """A file that can be started, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def patience(reason: str) -> float:
    """The seconds to give an impostor: few where it is to run out of them."""
    return 1 if "did not end" in reason else PATIENCE


def impostors() -> t.Any:
    """The table as parameters."""
    return pytest.mark.parametrize(("text", "reason"), [pytest.param(*IMPOSTORS[name], id=name) for name in IMPOSTORS])


def answering(version: str, executable: str, **changes: t.Any) -> str:
    """A script that answers as an interpreter of this version would, imports nothing, and takes its time for neither."""
    answer = {name: kind() for name, kind in ANSWER.items()}
    answer.update(version=version, executable=executable, implementation="cpython", platform_markers={"python_full_version": version}, **changes)
    return f"#!/bin/sh\n[ \"$2\" = -S ] || exit 1\ncat <<'END'\n{json.dumps(answer)}\nEND\n"
