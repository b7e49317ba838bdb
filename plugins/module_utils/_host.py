# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The only door to a host's files and commands; remembers what came through it."""

from __future__ import annotations

import contextlib
import fnmatch
import os
import stat
import subprocess
import typing as t
from dataclasses import dataclass

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError

SEARCH_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
ENVIRONMENT = {"PATH": ":".join(SEARCH_PATH), "LC_ALL": "C", "LANG": "C", "SYSTEMD_PAGER": "", "SYSTEMD_COLORS": "0"}
MAX_LINKS = 40
COMMAND_SECONDS = 10.0
MAX_FILE_BYTES = 8 * 1024 * 1024
# The kernel sets a buffer of this size aside to answer from /proc/sys, and has no memory for one of megabytes.
READ_BYTES = 64 * 1024

T = t.TypeVar("T")


@dataclass(frozen=True)
class Completed:
    """A command that ran to its end: its return code and what it wrote."""

    argv: tuple[str, ...]
    returncode: int
    stdout: str
    stderr: str


def _content(handle: t.BinaryIO) -> bytes:
    content = b""
    while len(content) <= MAX_FILE_BYTES:
        part = handle.read(READ_BYTES)
        if not part:
            break
        content += part
    return content


def _why(exc: OSError) -> str:
    hint = "; root may (become: true)" if isinstance(exc, PermissionError) and os.geteuid() != 0 else ""
    return f"{exc.strerror or exc}{hint}"


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting for a writer, should the path be a named pipe."""
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY)


class Host:
    """A host seen through its files and commands.

    root: where its file system begins; commands run only where that is "/".
    All paths given and returned are the host's own: absolute, without root.
    Absent is None; what cannot be told raises ObservationError.
    """

    def __init__(self, root: str = "/") -> None:
        self.root = os.path.abspath(root)
        self._texts: dict[str, str | None] = {}
        self._ran: dict[tuple[str, ...], Completed | ObservationError] = {}
        self._memo: dict[str, t.Any] = {}

    @property
    def live(self) -> bool:
        """Whether this is a running system, not an unpacked file system."""
        return self.root == "/"

    @property
    def is_root(self) -> bool:
        """Whether the question is asked with all rights."""
        return os.geteuid() == 0

    def path(self, path: str, follow: bool = True) -> str:
        """Where a host's path lies for this process; links are resolved inside root, as the host would."""
        if self.root == "/":
            return path
        done: list[str] = []
        todo = [part for part in reversed(path.split("/")) if part]
        links = 0
        while todo:
            part = todo.pop()
            if part in (".", ".."):
                done = done[:-1] if part == ".." else done
                continue
            here = os.path.join(self.root, *done, part)
            if (todo or follow) and os.path.islink(here):
                links += 1
                if links > MAX_LINKS:
                    raise ObservationError(f"cannot follow {path}: more than {MAX_LINKS} symbolic links")
                target = os.readlink(here)
                done = [] if target.startswith("/") else done
                todo.extend(link for link in reversed(target.split("/")) if link)
                continue
            done.append(part)
        return os.path.join(self.root, *done)

    def forget(self) -> None:
        """Know nothing of what came through before: the host has changed."""
        for known in (self._texts, self._ran, self._memo):
            known.clear()

    def remember(self, key: str, make: t.Callable[[], T]) -> T:
        """What make() gives, made once a host; for what several questions share."""
        if key not in self._memo:
            self._memo[key] = make()
        return t.cast("T", self._memo[key])

    def read(self, path: str) -> str | None:
        """The text of a file; None where there is none."""
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def read_exactly(self, path: str) -> str | None:
        """The text of a file to write back: line ends as they are, bytes that are no UTF-8 as surrogates. Not remembered."""
        content = self._content(path)
        return None if content is None else content.decode("utf-8", "surrogateescape")

    def _read(self, path: str) -> str | None:
        content = self._content(path)
        return None if content is None else content.decode("utf-8", "backslashreplace").replace("\r\n", "\n")

    def _content(self, path: str) -> bytes | None:
        try:
            with open(self.path(path), "rb", buffering=0, opener=_open_at_once) as handle:
                content = _content(handle)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as exc:
            raise ObservationError(f"cannot read {path}: {_why(exc)}") from exc
        if len(content) > MAX_FILE_BYTES:
            raise ObservationError(f"cannot read {path}: larger than {MAX_FILE_BYTES} bytes")
        return content

    def stat(self, path: str, follow: bool = True) -> os.stat_result | None:
        """What the file system says of a path; None where there is nothing."""
        try:
            return os.stat(self.path(path, follow), follow_symlinks=follow)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as exc:
            raise ObservationError(f"cannot look at {path}: {_why(exc)}") from exc

    def readlink(self, path: str) -> str | None:
        """Where a symbolic link points, as it says it; None where there is no link."""
        try:
            return os.readlink(self.path(path, follow=False))
        except OSError:
            return None

    def glob(self, pattern: str) -> list[str]:
        """The host's paths that match a shell pattern (* and ? and [], hidden names only where spelt out), sorted."""
        found = [""]
        for part in (part for part in pattern.split("/") if part):
            if any(sign in part for sign in "*?["):
                found = [f"{folder}/{name}" for folder in found for name in self._matching(folder or "/", part)]
            else:
                found = [f"{folder}/{part}" for folder in found if self.stat(f"{folder}/{part}", follow=False)]
        return sorted(name or "/" for name in found)

    def _matching(self, folder: str, pattern: str) -> list[str]:
        where = self.stat(folder)
        if where is None or not stat.S_ISDIR(where.st_mode):
            return []
        names = self.listdir(folder) or []
        pattern = pattern.replace("[^", "[!")
        return [name for name in names if fnmatch.fnmatchcase(name, pattern) and (name[0] != "." or pattern[0] == ".")]

    def listdir(self, path: str) -> list[str] | None:
        """The names in a directory, sorted; None where there is no such directory."""
        try:
            return sorted(os.listdir(self.path(path)))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as exc:
            raise ObservationError(f"cannot list {path}: {_why(exc)}") from exc

    def scan(self, path: str) -> list[tuple[str, os.stat_result]]:
        """The names in a directory with what the file system says of each; links are not followed.

        Left out is what goes away meanwhile, and a mount of somebody else that not even root may look at.
        """
        found = []
        try:
            with os.scandir(self.path(path)) as entries:
                for entry in entries:
                    with contextlib.suppress(FileNotFoundError, PermissionError):
                        found.append((entry.name, entry.stat(follow_symlinks=False)))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as exc:
            raise ObservationError(f"cannot list {path}: {_why(exc)}") from exc
        return found

    def which(self, name: str) -> str | None:
        """The path of a command in the system's own directories; None where there is none."""
        for folder in SEARCH_PATH:
            path = f"{folder}/{name}"
            if os.access(self.path(path), os.X_OK) and os.path.isfile(self.path(path)):
                return path
        return None

    def execute(self, *argv: str, seconds: float = COMMAND_SECONDS) -> Completed:
        """Run a command once (no shell, C locale, no input) and remember how it ended."""
        if argv not in self._ran:
            # What breaks this off from outside (a question's time limit) must not make the next question wait for it again.
            self._ran[argv] = ObservationError(f"gave up on {' '.join(argv)} when another question ran out of time on it")
            try:
                self._ran[argv] = self._execute(argv, seconds)
            except ObservationError as exc:
                self._ran[argv] = exc
        ended = self._ran[argv]
        if isinstance(ended, ObservationError):
            raise ended.with_traceback(None)
        return ended

    def _execute(self, argv: tuple[str, ...], seconds: float) -> Completed:
        shown = " ".join(argv)
        if not self.live:
            raise ObservationError(f"cannot run {shown}: {self.root} is an unpacked file system, not a running host")
        program = argv[0] if argv[0].startswith("/") else self.which(argv[0])
        if program is None:
            raise ObservationError(f"cannot run {shown}: no {argv[0]} in {ENVIRONMENT['PATH']}")
        try:
            # AnsibleModule.run_command has no time limit
            done = subprocess.run(  # pylint: disable=ansible-bad-function
                (program, *argv[1:]),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                env=ENVIRONMENT,
                timeout=seconds,
                check=False,
                cwd="/",
            )
        except subprocess.TimeoutExpired as exc:
            raise ObservationError(f"gave up on {shown} after {seconds:g} seconds") from exc
        except OSError as exc:
            raise ObservationError(f"cannot run {shown}: {_why(exc)}") from exc
        return Completed(argv, done.returncode, done.stdout, done.stderr)

    def run(self, *argv: str, ok: t.Container[int] = (0,), seconds: float = COMMAND_SECONDS) -> str:
        """What a command wrote; ObservationError where it ended in another way than expected."""
        done = self.execute(*argv, seconds=seconds)
        if done.returncode not in ok:
            words = " ".join((done.stderr or done.stdout).split())[:300] or "no message"
            raise ObservationError(f"{' '.join(argv)} ended with {done.returncode}: {words}")
        return done.stdout
