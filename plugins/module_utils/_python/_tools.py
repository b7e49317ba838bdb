# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Places the pinned uv or pip on a host, by the hash of its wheel."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
import typing as t
import zipfile

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _folders, _index, _markers
from ansible_collections.groundwork.baseline.plugins.module_utils._python._errors import (
    NOEXEC_TMP,
    TOOL_MISSING,
    WHEELHOUSE_MISSING,
    PythonError,
)
from ansible_collections.groundwork.baseline.plugins.module_utils._python._source import Source

AUTO, UV, PIP = "auto", "uv", "pip"
# With these, pip can do what uv cannot.
PIP_MAY = (TOOL_MISSING, WHEELHOUSE_MISSING, NOEXEC_TMP)


class Tool(t.NamedTuple):
    """A tool in its place: the program of uv, the wheel of pip."""

    name: str
    version: str
    path: str


class Wheel(t.NamedTuple):
    """A line of the table of tools."""

    tool: str
    version: str
    file: str
    sha256: str


def place(wanted: str, table: t.Mapping[str, t.Any], python: t.Mapping[str, t.Any], source: Source, root: str = "") -> Tool:
    """The tool that was asked for, or with auto the first that can be had; fetched where it is not there yet."""
    if wanted == PIP:
        return _pip(table, python, source, root)
    try:
        return _uv(table, python, source, root)
    except PythonError as exc:
        if wanted == UV or exc.code not in PIP_MAY:
            raise
        return _pip(table, python, source, root)


def _uv(table: t.Mapping[str, t.Any], python: t.Mapping[str, t.Any], source: Source, root: str) -> Tool:
    machine, libc = python["machine"], python["libc"]
    for line in table["uv"]:
        if line["machine"] == machine and libc in line["libc"]:
            wheel = Wheel(UV, line["version"], line["file"], line["sha256"])
            folder = _folders.state("tools", root=root)
            if _folders.runs_nothing(folder):
                cure = "mount it without, or use tool: pip, which needs no program there"
                raise PythonError(NOEXEC_TMP, f"cannot run uv from {folder}: it is mounted noexec; {cure}")
            return Tool(UV, wheel.version, _placed(wheel, source, "uv", root))
    raise PythonError(TOOL_MISSING, f"there is no pinned uv for {machine} with {libc or 'an unknown C library'}; use tool: pip")


def _pip(table: t.Mapping[str, t.Any], python: t.Mapping[str, t.Any], source: Source, root: str) -> Tool:
    for line in table["pip"]:
        if _markers.satisfies(line["requires_python"], _markers.environment(python)["python_full_version"]):
            wheel = Wheel(PIP, line["version"], line["file"], line["sha256"])
            return Tool(PIP, wheel.version, _placed(wheel, source, wheel.file, root))
    raise PythonError(TOOL_MISSING, f"there is no pinned pip for Python {python['version']}; use a newer interpreter, or tool: uv")


def _placed(wheel: Wheel, source: Source, name: str, root: str) -> str:
    """Where the tool is; what is renamed into place is whole, so what is there is."""
    folder = os.path.join(_folders.state("tools", root=root), f"{wheel.tool}-{wheel.version}")
    path = os.path.join(folder, name)
    if os.path.isfile(path):
        return path
    content = _content(wheel, source)
    content = _program(content, wheel) if wheel.tool == UV else content
    shutil.rmtree(folder, ignore_errors=True)
    draft = tempfile.mkdtemp(dir=_folders.state("tmp", private=True, root=root))
    try:
        os.chmod(draft, _folders.OPEN)
        handle = os.open(os.path.join(draft, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o755)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(handle, 0o755 if wheel.tool == UV else 0o644)
            os.fsync(handle)
        os.rename(draft, folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return path


def _content(wheel: Wheel, source: Source) -> bytes:
    """The wheel, from the folder of wheels or an index."""
    with contextlib.suppress(FileNotFoundError):
        if source.wheelhouse:
            path = os.path.join(source.wheelhouse, wheel.file)
            with open(path, "rb") as file:
                content = file.read()
            _index.check(path, content, wheel.sha256)
            return content
    if source.offline:
        cure = "gather it with groundwork.baseline.python_wheelhouse"
        raise PythonError(WHEELHOUSE_MISSING, f"{source.wheelhouse} has no {wheel.file}, which is to install the packages; {cure}")
    fetched = _index.fetch(source, wheel.tool, wheel.file, wheel.sha256)
    if fetched is None:
        cure = "let the index have it, or put it into a wheelhouse"
        raise PythonError(TOOL_MISSING, f"{source.shown} has no {wheel.file}, which is to install the packages; {cure}")
    return fetched


def _program(content: bytes, wheel: Wheel) -> bytes:
    """The program in uv's wheel."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(f"{wheel.tool}-{wheel.version}.data/scripts/{wheel.tool}")
