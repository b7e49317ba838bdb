# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""A host made of data: files in a folder, commands and owners in tables."""

from __future__ import annotations

import json
import os
import stat
import typing as t
from pathlib import Path

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Completed, Host

HOSTS = Path(__file__).parents[2] / "fixtures" / "hosts"
COMMANDS = "commands.json"
STATS = "stats.json"


class FixtureHost(Host):
    """A running host under a folder.

    commands: what a command line answers: {"systemctl show x": "its output"}, or a mapping with any of
        rc, stdout, stderr, stdout_from (a file of the fixture), error (the command cannot be run or gives up).
        A command that is not there cannot be run. Without commands: commands.json in the folder.
    stats: owner, group and mode of paths, {"/etc/shadow": {"uid": 0, "gid": 42, "mode": "0640"}}; a git checkout or a
        test's user cannot hold them. Without stats: stats.json in the folder. Other paths belong to 0:0 if to who runs the test.
    is_root, live: what Host would say of them.
    ran: the command lines that were really asked, in order: how often, not only what.
    """

    def __init__(
        self,
        root: str | os.PathLike[str],
        commands: t.Mapping[str, t.Any] | None = None,
        stats: t.Mapping[str, t.Mapping[str, t.Any]] | None = None,
        is_root: bool = True,
        live: bool = True,
    ) -> None:
        super().__init__(os.fspath(root))
        self.commands = _table(self.root, COMMANDS) if commands is None else dict(commands)
        self.stats = _table(self.root, STATS) if stats is None else dict(stats)
        self.ran: list[str] = []
        self._root_rights, self._live = is_root, live

    @classmethod
    def named(cls, name: str, **kwargs: t.Any) -> FixtureHost:
        """The host of tests/unit/fixtures/hosts/NAME."""
        return cls(HOSTS / name, **kwargs)

    @property
    def live(self) -> bool:
        """Whether it plays a running system."""
        return self._live

    @property
    def is_root(self) -> bool:
        """Whether it plays that all rights are given."""
        return self._root_rights

    def stat(self, path: str, follow: bool = True) -> os.stat_result | None:
        """What the folder holds, with the owners and modes of the table."""
        found = super().stat(path, follow)
        if found is None:
            return None
        said = self.stats.get(path, {})
        own = {os.geteuid(): 0}, {os.getegid(): 0}
        fields = list(found[:10])
        fields[0] = stat.S_IFMT(found.st_mode) | (int(said["mode"], 8) if "mode" in said else stat.S_IMODE(found.st_mode))
        fields[4] = said.get("uid", own[0].get(found.st_uid, found.st_uid))
        fields[5] = said.get("gid", own[1].get(found.st_gid, found.st_gid))
        return os.stat_result(fields)

    def scan(self, path: str) -> list[tuple[str, os.stat_result]]:
        """What the folder holds, with the owners and modes of the table."""
        below = path.rstrip("/")
        found = ((name, self.stat(f"{below}/{name}", follow=False)) for name, _told in super().scan(path))
        return [(name, told) for name, told in found if told is not None]

    def which(self, name: str) -> str | None:
        """Where the folder has the command, or /usr/bin where only the table has it."""
        in_table = any(line.split(" ")[0].rsplit("/", 1)[-1] == name for line in self.commands)
        return super().which(name) or (f"/usr/bin/{name}" if in_table else None)

    def _execute(self, argv: tuple[str, ...], seconds: float) -> Completed:
        shown = " ".join(argv)
        if not self.live:
            return super()._execute(argv, seconds)
        self.ran.append(shown)
        if shown not in self.commands:
            raise ObservationError(f"cannot run {shown}: the fixture has no such command")
        said = self.commands[shown]
        said = {"stdout": said} if isinstance(said, str) else said
        if "error" in said:
            raise ObservationError(said["error"])
        stdout = (Path(self.root) / said["stdout_from"]).read_text(encoding="utf-8") if "stdout_from" in said else said.get("stdout", "")
        return Completed(argv, said.get("rc", 0), stdout, said.get("stderr", ""))


def _table(root: str, name: str) -> dict[str, t.Any]:
    path = Path(root) / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def make_root(tmp_path: Path, files: t.Mapping[str, str | None]) -> str:
    """A folder under tmp_path that holds these files and returns its path.

    A path that ends with / is a directory; "-> TARGET" is a symbolic link; None is a file that is not there (for tables that take one away).
    """
    root = tmp_path / "root"
    root.mkdir(exist_ok=True)
    for name, text in files.items():
        path = root / name.strip("/")
        if text is None:
            continue
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("-> "):
            path.symlink_to(text[3:])
        else:
            path.write_text(text, encoding="utf-8")
    return str(root)
