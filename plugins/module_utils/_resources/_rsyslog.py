# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What rsyslog's configuration does with messages: which files it writes, with which mode, and which hosts it sends to. Includes are followed."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _systemd

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

MAIN = "/etc/rsyslog.conf"
PROGRAM = "rsyslogd"
UNIT = "rsyslog.service"
# rsyslog's own, where nothing sets a mode, and systemd.exec(5)'s
DEFAULT_MODE, DEFAULT_UMASK = "0644", "0022"
MOST_DEEP = 10
FILE, REMOTE = "file", "remote"
INSIDE = r'((?:[^()"#]|"(?:\\.|[^"\\])*"|\#[^\n]*)*)'
STATEMENT = re.compile(
    rf"""
    ^[^\S\n]*\#[^\n]*                                       # a comment
    | ^[^\S\n]*\$(?P<word>\w+)[^\S\n]+(?P<value>[^\n]*)
    | \b(?P<object>include|module|action)[^\S\n]*\({INSIDE}\)
    | ^[^\S\n]*[^\s$#][^\n]*[^\S\n](?P<target>-?/[^\s;]+|-?\?[\w.-]+|@@?[^\s;]+|:omrelp:[^\s;]+)[^\n\S]*(?:[;#][^\n]*)?$
    """,
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)
PARAMETER = re.compile(r'(\w+)\s*=\s*"((?:\\.|[^"\\])*)"')


class Output(t.NamedTuple):
    """Where messages go: a file or a remote host, its name, the mode that a new file gets before the umask, and the place that says so."""

    kind: str
    name: str
    mode: str
    where: str
    own_mode: bool


class Reader:
    """Reads statements in rsyslog's order; what a mode is depends on what came before."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.outputs: list[Output] = []
        self.umask = ""
        self._legacy = self._module = DEFAULT_MODE

    def read(self, path: str, depth: int = 0) -> None:
        """Take in a file and what it includes."""
        text = self.host.read(path) or ""
        for found in STATEMENT.finditer(text):
            where = f"{path}:{text.count(chr(10), 0, found.start()) + 1 + found[0].count(chr(10), 0, len(found[0]) - len(found[0].lstrip()))}"
            if found["word"]:
                self._word(found["word"].lower(), found["value"].strip(), depth)
            elif found["object"]:
                self._object(found["object"].lower(), {key.lower(): value for key, value in PARAMETER.findall(found[0])}, where, depth)
            elif found["target"]:
                target = found["target"].lstrip("-")
                self.outputs.append(Output(FILE if target[0] in "/?" else REMOTE, target.lstrip("@"), self._legacy, where, False))

    def _include(self, pattern: str, depth: int) -> None:
        for path in self.host.glob(pattern) if depth < MOST_DEEP else ():
            self.read(path, depth + 1)

    def _word(self, word: str, value: str, depth: int) -> None:
        if word == "includeconfig":
            self._include(value if any(sign in value for sign in "*?[") or not value.endswith("/") else f"{value}*", depth)
        elif word == "filecreatemode":
            self._legacy = value
        elif word == "umask":
            self.umask = value

    def _object(self, name: str, said: dict[str, str], where: str, depth: int) -> None:
        if name == "include":
            self._include(said.get("file", ""), depth)
        elif name == "module":
            self._module = said.get("filecreatemode", self._module) if said.get("load", "").endswith("omfile") else self._module
        elif said.get("type") == "omfile":
            target = said.get("file") or f"?{said.get('dynafile', '')}"
            self.outputs.append(Output(FILE, target, said.get("filecreatemode", self._module), where, True))
        elif said.get("type") in ("omfwd", "omrelp"):
            self.outputs.append(Output(REMOTE, said.get("target", said["type"]), "", where, True))


def read(host: Host) -> Reader:
    """What rsyslog would do on this host; SubjectMissing where it is not installed."""
    if host.which(PROGRAM) is None or host.read(MAIN) is None:
        raise SubjectMissing("rsyslog is not installed here")
    reader = Reader(host)
    reader.read(MAIN)
    return reader


def umask(host: Host, reader: Reader) -> str:
    """The mask that takes rights from its new files: its own, else that of its unit."""
    own = _systemd.booted(host) and not reader.umask
    return reader.umask or (host.run("systemctl", "show", "--property=UMask", "--value", UNIT).strip() if own else "") or DEFAULT_UMASK
