# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What a shell has once it has read the start files of the system: it is asked itself, as nobody."""

from __future__ import annotations

import functools
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Lines, Step
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _key_value_login_defs as login_defs

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

UMASK, TMOUT = "umask", "tmout"
OWN = "/etc/profile.d/zz-groundwork.sh"
# Start files that are read after the drop-ins, or without them.
FILES = ("/etc/profile", "/etc/bash.bashrc", "/etc/bashrc")
NOBODY = "65534"
NEITHER = "0000"
# The mask that is there before any file is read is one that no file would set.
ASK = "umask 0; exec bash {0} -i -c 'echo \"groundwork:$(umask):$(declare -p TMOUT 2>/dev/null)\"'"
LOGIN, PLAIN = "login shell", "shell"
SHELLS = {LOGIN: "--login", PLAIN: ""}
ANSWER = re.compile(r"^groundwork:([0-7]{4}):(?:declare -([a-zA-Z-]+) TMOUT=\"?([^\"\n]*)\"?)?$", re.MULTILINE)
SETS = re.compile(r"^([^#\n]*?\bumask[ \t]+)(0?[0-7]{3})\b", re.MULTILINE)
PAM_UMASK = re.compile(r"^[^#\n]*\bpam_umask\.so\b(?:[^#\n]*\bumask=(0?[0-7]{3})\b)?", re.MULTILINE)
PAM_FILES = ("/etc/pam.d/common-session", "/etc/pam.d/system-auth", "/etc/pam.d/sshd", "/etc/pam.d/login")
DEFAULT_UMASK = "0022"
# A shell that reads it twice must not stop at a variable that it may not set again.
IDLE = "if (unset TMOUT) 2>/dev/null; then\n  TMOUT={0}\n  readonly TMOUT\n  export TMOUT\nfi"


class Said(t.NamedTuple):
    """The mask (four octal digits), and the flags and value of TMOUT; "" where it is not set."""

    umask: str
    flags: str
    tmout: str


def parse(text: str) -> Said:
    """What a shell answered, whatever else its start files wrote."""
    found = ANSWER.findall(text)
    if not found:
        raise ObservationError(f"cannot tell what a shell has after its start files: it wrote {text.strip()[-80:]!r} and no answer; see /etc/profile")
    return Said(*found[-1])


def _asked(host: Host, options: str) -> Said:
    if host.which("bash") is None:
        raise SubjectMissing("there is no bash on this host")
    as_nobody = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    argv = (*as_nobody, "sh", "-c", ASK.format(options)) if host.is_root else ("sh", "-c", ASK.format(options))
    return parse(host.execute(*argv).stdout)


def _by_pam(host: Host) -> Reading:
    """The mask of a session where no start file sets one."""
    for path in PAM_FILES:
        found = PAM_UMASK.search(host.read(path) or "")
        if found and found[1]:
            return Reading(f"{int(found[1], 8):04o}", path)
        if found:
            said = login_defs.read(host, "UMASK", "")[0] if host.read(login_defs.PATH) is not None else None
            value = login_defs.typed("UMASK", said.text, said.source) if said and said.text else DEFAULT_UMASK
            return Reading(value, said.source if said and said.text else path)
    return Reading(DEFAULT_UMASK, "no start file sets it, and PAM does not either")


def _places(host: Host) -> str:
    paths = [*FILES, *host.glob("/etc/profile.d/*.sh")]
    return ", ".join(path for path in paths if SETS.search(host.read(path) or "")) or "bash"


def observe(host: Host, setting: str) -> list[Reading]:
    """umask: four octal digits of a login shell, and of one that is none where start files set it. tmout: {seconds, readonly, exported} of a login shell.

    Seconds are 0 where nothing sets them.
    """
    if setting not in (UMASK, TMOUT):
        raise ObservationError(f"cannot ask a shell for {setting}: known are {UMASK}, {TMOUT}")
    said = _asked(host, SHELLS[LOGIN])
    if setting == TMOUT:
        seconds = int(said.tmout) if said.tmout.isdecimal() else 0
        return [Reading({"seconds": seconds, "readonly": "r" in said.flags, "exported": "x" in said.flags}, "bash --login", LOGIN)]
    first = _by_pam(host) if _is_unset(host, said) else Reading(said.umask, _places(host))
    plain = _asked(host, SHELLS[PLAIN])
    # one that sets nothing has what it was started with
    second = [] if _is_unset(host, plain) else [Reading(plain.umask, _places(host), PLAIN)]
    return [Reading(first.value, first.source, LOGIN), *second]


def _is_unset(host: Host, said: Said) -> bool:
    """Whether the mask is the one that was there before, and no start file has set just that."""
    return said.umask == NEITHER and not any(int(mask, 8) == 0 for path in FILES for _before, mask in SETS.findall(host.read(path) or ""))


def closed(want: int, text: str) -> str:
    """A start file in which no mask is looser than that."""
    return SETS.sub(lambda found: f"{found[1]}{int(found[2], 8) | want:03o}", text)


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """Our drop-in; and the masks of the files that are read after it, for these have none."""
    if args["setting"] == TMOUT:
        return [Lines(OWN, IDLE.format(want["seconds"]))]
    mask = int(want, 8)
    edits = [Edit(path, functools.partial(closed, mask)) for path in FILES if any(path in each.source.split(", ") for each in readings)]
    return [Lines(OWN, f"umask {mask:03o}"), *edits]
