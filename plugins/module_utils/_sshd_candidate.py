# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The SSH server's configuration as it would be: a copy with the changes in it, which sshd itself is asked about before anything is changed."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import tempfile
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import sshd
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import FOLDER, MAIN, MAX_DEPTH, daemon, setting, split
from ansible_collections.groundwork.baseline.plugins.module_utils._selinux_context import label

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Completed, Host

NO_HOST_KEYS = "no hostkeys available"
RUN = "/run/sshd"


class Candidate:
    """A copy of the configuration, with these texts in place of those on the host, for as long as the with block lasts.

    Includes are resolved in the copy, so that files which are not there yet are read where they will be.
    """

    def __init__(self, host: Host, texts: dict[str, str]) -> None:
        self.host, self.texts = host, texts
        self._places: dict[str, str] = {}

    def __enter__(self) -> Candidate:
        self._folder = tempfile.mkdtemp(prefix="groundwork-sshd-")
        words = daemon(self.host).arguments
        pairs = list(zip(words[::2], words[1::2]))
        main = next((value for letter, value in reversed(pairs) if letter == "-f"), MAIN)
        self.arguments = ["-f", self._copy(main), *(word for letter, value in pairs if letter != "-f" for word in (letter, value))]
        return self

    def __exit__(self, *exc: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _copy(self, path: str, depth: int = 0) -> str:
        text = self.texts.get(path, self.host.read(path) or "")
        lines = [self._resolved(line, depth) for line in text.split("\n")]
        copy = os.path.join(self._folder, str(len(self._places)))
        self._places[copy] = path
        with open(copy, "w", encoding="utf-8", errors="surrogateescape") as handle:
            handle.write("\n".join(lines))
        return copy

    def _resolved(self, line: str, depth: int) -> str:
        """An Include line with the files that it reads named one by one; any other as it is."""
        found = setting(line)
        if found is None or found[0] != "include" or depth >= MAX_DEPTH:
            return line
        copies = [self._copy(path, depth + 1) for word in split(found[1]) for path in self._matching(word)]
        return f"Include {' '.join(copies)}" if copies else ""

    def _matching(self, word: str) -> list[str]:
        pattern = word if word.startswith("/") else f"{FOLDER}/{word}"
        new = [path for path in self.texts if fnmatch.fnmatchcase(path, pattern) and path.count("/") == pattern.count("/")]
        return sorted({*self.host.glob(pattern), *new})

    def _ask(self, *arguments: str) -> Completed:
        _make_able(self.host)
        done = sshd.execute(self.host, *arguments, *self.arguments)
        if NO_HOST_KEYS in done.stderr:
            self.arguments += ["-h", self._host_key()]
            done = sshd.execute(self.host, *arguments, *self.arguments)
        return done

    def _host_key(self) -> str:
        """A key for the time of the questions, where the host has none of its own yet."""
        key = os.path.join(self._folder, "key")
        self.host.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
        return key

    def failure(self) -> str:
        """What sshd has against it, in the names of the real files; nothing where it accepts it."""
        done = self._ask("-t")
        return "" if done.returncode == 0 else self._worded(done.stderr or done.stdout)

    def settings(self, spec: str) -> dict[str, list[str]]:
        """What sshd -T -C SPEC prints: option in lower case -> the rest of each line. ObservationError where it does not accept it."""
        done = self._ask("-T", "-C", spec)
        if done.returncode:
            raise ObservationError(f"sshd does not accept what would be written: {self._worded(done.stderr)}")
        return sshd.parse(done.stdout)

    def _worded(self, text: str) -> str:
        said = " ".join(text.split())[:400]
        return re.sub(rf"{re.escape(self._folder)}/\d+", lambda found: self._places.get(found[0], found[0]), said) or "no message"


def _can_be_asked(host: Host) -> bool:
    try:
        sshd.execute(host, "-t")
    except ObservationError:
        return False
    return True


def _make_able(host: Host) -> None:
    """Make sshd's folder, where there is none and it cannot be given one that nobody else sees. It stays: a server may just be starting in it."""
    if not _can_be_asked(host) and not os.path.isdir(RUN):
        os.mkdir(RUN, 0o755)
        label(RUN)
        host.forget()
