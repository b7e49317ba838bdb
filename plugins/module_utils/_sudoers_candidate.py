# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The rules of sudo as they would be: a copy of all files with the changes in it, which visudo itself is asked about before anything is changed."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _sudoers_program
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sudoers_config import (
    MAIN,
    MAIN_RS,
    MAX_DEPTH,
    ignored,
    is_file,
    resolved,
    unsafe,
)
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sudoers_lines import INCLUDE

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host


class Candidate:
    """A copy of the rules, with these texts (path -> text) in place of those on the host, for as long as the with block lasts.

    Files that sudo passes over are left out; those that are not there yet are read where they will be.
    """

    def __init__(self, host: Host, texts: dict[str, str]) -> None:
        self.host, self.texts = host, texts
        self._places: dict[str, str] = {}

    def __enter__(self) -> Candidate:
        self._folder = tempfile.mkdtemp(prefix="groundwork-sudoers-")
        is_rs = self.host.which("sudo") is not None and _sudoers_program.known(self.host).is_rs
        self._main = self._copy(MAIN_RS if is_rs and self.host.stat(MAIN_RS) else MAIN, 0)
        return self

    def __exit__(self, *exc: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _copy(self, path: str, depth: int) -> str:
        text = self.texts.get(path)
        text = self.host.read_exactly(path) or "" if text is None else text
        copy = os.path.join(self._folder, str(len(self._places)))
        self._places[copy] = path
        with open(copy, "w", encoding="utf-8", errors="surrogateescape") as handle:
            handle.write("\n".join(self._line(line, path, depth + 1) for line in text.split("\n")))
        os.chmod(copy, 0o440)
        return copy

    def _line(self, line: str, path: str, depth: int) -> str:
        """A line that includes something, with copies in its place, each on its own; any other as it is."""
        found = INCLUDE.fullmatch(line)
        if found is None or depth > MAX_DEPTH:
            return line
        target = resolved(self.host, found, path)
        paths = [target] if found[1] == "include" else self._in_folder(target)
        copies = [self._copy(each, depth) for each in paths if each in self.texts or (is_file(self.host, each) and not unsafe(self.host, each))]
        if not copies:
            return ""
        # one line stays one line, so that visudo's numbers are those of the file
        listing = os.path.join(self._folder, f"{len(self._places)}-list")
        self._places[listing] = target
        with open(listing, "w", encoding="utf-8") as handle:
            handle.write("".join(f"#include {copy}\n" for copy in copies))
        os.chmod(listing, 0o440)
        return f"#include {listing}"

    def _in_folder(self, folder: str) -> list[str]:
        new = [path for path in self.texts if os.path.dirname(path) == folder]
        names = {*(self.host.listdir(folder) or ()), *(os.path.basename(path) for path in new)}
        return [f"{folder}/{name}" for name in sorted(names) if not ignored(name)] if not unsafe(self.host, folder) else []

    def failure(self) -> str:
        """What visudo has against the whole of it, in the names of the real files; nothing where it accepts it."""
        done = self.host.execute("visudo", "-cf", self._main)
        if done.returncode == 0:
            return ""
        lines = [line for line in f"{done.stderr}\n{done.stdout}".splitlines() if line.strip() and not line.endswith("parsed OK")]
        said = " ".join(" ".join(lines).split())
        worded = re.sub(rf"{re.escape(self._folder)}/\d+(-list)?", lambda found: self._places.get(found[0], found[0]), said)
        return worded[:400] or "no message"
