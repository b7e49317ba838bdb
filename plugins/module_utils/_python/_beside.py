# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Interpreters beside the system's own: installed by uv into a folder of theirs, started before they count, and never put on a PATH."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._host import ENVIRONMENT
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _commands, _failures, _folders, _processes, _tools
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import INTERPRETER_BROKEN, NOT_A_VERSION, PythonError
from ansible_collections.groundwork.baseline.plugins.module_utils._python._probe import probe
from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import Source

Data = dict[str, t.Any]
NAME = re.compile(r"cpython-(?P<version>3\.[0-9]+\.[0-9]+)(?:[a-z0-9]*)-linux-[a-z0-9_]+-[a-z0-9]+")
# What applications fail without at a late hour.
SECONDS = 30.0
MODULES = ("ctypes", "hashlib", "lzma", "bz2", "sqlite3", "ssl", "venv", "zlib")


class Interpreter(t.NamedTuple):
    """One in its folder."""

    folder: str
    version: str

    @property
    def path(self) -> str:
        """Its program."""
        return os.path.join(self.folder, "bin", f"python{'.'.join(self.version.split('.')[:2])}")


def ensure(params: t.Mapping[str, t.Any], check: bool, root: str = "") -> Data:
    """Have an interpreter of a version, or none. root: another place than our own for tools."""
    source, version, folder = Source.from_params(params), params["version"], os.path.normpath(params["path"])
    if not re.fullmatch(r"3\.[0-9]+(\.[0-9]+)?", version):
        raise PythonError(NOT_A_VERSION, f"cannot tell which Python {version!r} is; write it as 3.13 or as 3.13.1")
    there = find(folder, version)
    if params["state"] == "absent":
        if there and not check:
            with _folders.alone(params["timeout"], root):
                remove(folder, there)
        return told(folder, there, [])
    good = [one for one in there if not broken(one.path)]
    if good:
        return told(folder, good, good)
    if check:
        return told(folder, good, [Interpreter("", version)])
    with _folders.alone(params["timeout"], root), _folders.scratch(root) as scratch:
        remove(folder, there)
        _install(folder, version, source, params, scratch, root)
        return told(folder, good, [_proven(folder, version)])


def told(folder: str, before: t.Sequence[Interpreter], after: t.Sequence[Interpreter]) -> Data:
    """The result. An interpreter without a folder is one that is foretold."""
    newest = after[0] if after and after[0].folder else None
    answer: Data = {"changed": before != after, "python": {"path": newest.path if newest else "", "version": newest.version if newest else ""}}
    if answer["changed"]:
        texts = ("".join(f"Python {one.version}\n" for one in those) for those in (before, after))
        answer["diff"] = {"before_header": folder, "after_header": folder, **dict(zip(("before", "after"), texts))}
    return answer


def find(folder: str, version: str) -> list[Interpreter]:
    """The interpreters of a version or line in a folder, the newest first."""
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    matches = [(name, NAME.fullmatch(name)) for name in names if not os.path.islink(os.path.join(folder, name))]
    found = [Interpreter(os.path.join(folder, name), match["version"]) for name, match in matches if match]
    fits = [one for one in found if f"{one.version}.".startswith(f"{version}.")]
    return sorted(fits, key=lambda one: [int(number) for number in one.version.split(".")], reverse=True)


def broken(path: str) -> str:
    """Why an interpreter cannot be used; nothing where it can."""
    return str(probe(path)["broken"])


def _install(folder: str, version: str, source: Source, params: t.Mapping[str, t.Any], scratch: str, root: str) -> None:
    # the Python that runs this tells what machine it is
    tool = _tools.place(_tools.UV, params["tools"], probe(sys.executable), source, root)
    _folders.folder(folder, _folders.OPEN)
    trust = {"SSL_CERT_FILE": source.ca_bundle} if source.ca_bundle else {"UV_SYSTEM_CERTS": "1"}
    places = {"UV_PYTHON_INSTALL_MIRROR": source.with_login(params["mirror"]), "UV_PYTHON_DOWNLOADS_JSON_URL": source.with_login(params["downloads"])}
    always = {"UV_NO_CONFIG": "1", "UV_NO_PROGRESS": "1", "UV_PYTHON_DOWNLOADS": "manual", "UV_PYTHON_INSTALL_BIN": "0"}
    cache = _folders.state("cache", "uv", private=True, root=root)
    own = {"UV_PYTHON_INSTALL_DIR": folder, "UV_CACHE_DIR": cache}
    environment = {**_commands.surroundings(scratch), **always, **trust, **own, **{name: value for name, value in places.items() if value}}
    before = os.umask(0o022)
    try:
        ended = _commands.run((tool.path, "python", "install", "--no-bin", version), environment, scratch, source.seconds)
    finally:
        os.umask(before)
        _folders.close(cache)
        with contextlib.suppress(FileNotFoundError):
            # uv lets everybody write it
            os.chmod(os.path.join(folder, ".lock"), 0o600)
    if ended.returncode:
        raise _failures.explain(tool, ended.output, source, _failures.NOTHING)


def _proven(folder: str, version: str) -> Interpreter:
    """What was installed, once it has started and loaded its own modules; else it goes again."""
    there = find(folder, version)
    if not there:
        raise PythonError(INTERPRETER_BROKEN, f"uv has said that Python {version} is installed, and {folder} has none; look at its mirror or downloads")
    newest = there[0]
    _folders.label(newest.folder)
    why = broken(newest.path) or _unloadable(newest.path)
    if why:
        remove(folder, there)
        cure = "it was removed again; give another version, mirror or downloads"
        raise PythonError(INTERPRETER_BROKEN, f"Python {newest.version} was installed as {newest.path} and cannot be used: {why}; {cure}")
    return newest


def _unloadable(path: str) -> str:
    """Why its own modules cannot be loaded; nothing where they can."""
    try:
        ended = _processes.run((path, "-I", "-B", "-c", f"import {', '.join(MODULES)}"), SECONDS, ENVIRONMENT)
    except (_processes.Unanswered, OSError) as exc:
        return f"it {exc}"
    lines = ended.stderr.decode("utf-8", "replace").strip().splitlines() or [f"it ended with {ended.returncode}"]
    return lines[-1][:200] if ended.returncode else ""


def remove(folder: str, interpreters: t.Iterable[Interpreter]) -> None:
    """Take interpreters away, and the links of uv that lead to them."""
    for one in interpreters:
        shutil.rmtree(one.folder)
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        link = os.path.join(folder, name)
        if os.path.islink(link) and not os.path.exists(link):
            os.unlink(link)
