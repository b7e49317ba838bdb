# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The quality of new passwords: pwquality.conf.d, then pwquality.conf, then what PAM gives pam_pwquality as arguments."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _drop_ins
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_format import INTEGER, Format, Said, Wanted, in_own_file

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# src/settings.c of libpwquality: 1.4.5 knows the first; what comes after that takes the second where there is no first.
MAIN, VENDOR = MAINS = ("/etc/security/pwquality.conf", "/usr/lib/security/pwquality.conf")
OWN = f"{MAIN}.d/99-zz-groundwork.conf"
PAM = "/etc/pam.d"
MODULE = "pam_pwquality.so"
BETWEEN = re.compile(r"\s*=\s*|\s+")
FLAGS = ("enforce_for_root", "local_users_only")
TEXTS = ("badwords", "dictpath")
COUNTS = ("minclass", "maxrepeat", "maxclassrepeat", "maxsequence", "gecoscheck", "dictcheck", "usercheck", "usersubstr", "enforcing", "retry")
NUMBERS = ("difok", "minlen", "dcredit", "ucredit", "lcredit", "ocredit", *COUNTS)
# What package managers and editors leave in /etc/pam.d is no service.
LEFT_BEHIND = re.compile(r".*(~|\.(rpm|dpkg-|ucf-|bak|orig|old|save|pam-old).*)")
# What it takes instead of a number out of bounds.
AT_LEAST, AT_MOST = {"minlen": 6}, {"minclass": 4}


def is_conf(name: str) -> bool:
    """Whether libpwquality reads a file of this name: the first .conf in it has to be its end."""
    return name.find(".conf") == len(name) - 5 >= 0


def value_of(name: str, text: str) -> str | None:
    """What is set by a name (in small letters) and what follows it; None where libpwquality refuses them."""
    if name in FLAGS:
        return "1"
    return text if name in TEXTS or (name in NUMBERS and INTEGER.fullmatch(text)) else None


def _files(host: Host) -> list[str]:
    """The drop-ins by name, then the main file."""
    drop_ins = _drop_ins.files(host, [f"{main}.d" for main in MAINS], is_conf)
    return [*drop_ins, *[main for main in MAINS if host.stat(main)][:1]]


def in_files(host: Host, key: str) -> Said:
    """What the files say; ObservationError at a line that libpwquality refuses, for it reads nothing after that."""
    said = Said(None, f"{MAIN}.d and {MAIN}")
    for path in _files(host):
        for number, raw in enumerate(_drop_ins.text(host, path).split("\n"), start=1):
            name, *rest = BETWEEN.split(raw.partition("#")[0].strip(), maxsplit=1)
            value = value_of(name.lower(), "".join(rest))
            if value is None and (name or rest):
                raise ObservationError(f"cannot tell {key}: pwquality reads nothing after {path}:{number}, which it refuses; correct that line")
            said = Said(value, f"{path}:{number}") if name.lower() == key else said
    return said


def pam_lines(text: str) -> list[tuple[list[str], int]]:
    """The arguments of each line that has new passwords checked, and its number; a backslash joins a line with the next."""
    found = []
    joined, first = "", 0
    for number, raw in enumerate(text.split("\n"), start=1):
        first = first or number
        line = joined + raw.partition("#")[0].rstrip()
        if line.endswith("\\"):
            joined = f"{line[:-1]} "
            continue
        words = [inner or word for inner, word in re.findall(r"\[([^\]]*)\]|(\S+)", line)]
        if len(words) > 2 and words[0].lower().lstrip("-") == "password" and words[2].rsplit("/", 1)[-1] == MODULE:
            found.append((words[3:], first))
        joined, first = "", 0
    return found


def _argument(words: list[str], key: str) -> str | None:
    """What arguments set, the last one first; one that is refused is only logged."""
    found = [word.partition("=") for word in words]
    values = [value_of(key, text) for name, _equals, text in found if name.lower() == key]
    return next((value for value in reversed(values) if value is not None), None)


def read(host: Host, key: str, section: str) -> list[Said]:
    """What holds in each PAM file that has new passwords checked, told once where it is the same; in the files alone where none does.

    A host without pwquality sets nothing: it is to have it, and its settings are told before it comes.
    """
    key = key.lower()
    said = in_files(host, key)
    found = []
    for name in host.listdir(PAM) or ():
        lines = [] if LEFT_BEHIND.fullmatch(name) else pam_lines(_drop_ins.text(host, f"{PAM}/{name}"))
        for words, number in lines:
            value = _argument(words, key)
            found.append(said if value is None else Said(value, f"{PAM}/{name}:{number}", f"{PAM}/{name}"))
    return list(dict.fromkeys(found)) or [said]


def typed(key: str, text: str, source: str) -> int | str:
    """A number within the bounds that libpwquality keeps, or the text."""
    if not INTEGER.fullmatch(text):
        return text
    value = max(int(text), AT_LEAST.get(key.lower(), int(text)))
    return min(value, AT_MOST.get(key.lower(), value))


def plan(readings: list[Reading], wanted: Wanted) -> list[Step]:
    """A line in our drop-in, where neither the main file nor an argument says otherwise."""
    wrong = [each for each in readings if str(each.value) != wanted.text]
    for each in wrong:
        if each.aspect:
            raise Unfixable(f"the argument of {MODULE} in {each.source} wins over every file; take {wanted.key} away there (with authselect: in its profile)")
    line = wanted.key if wanted.key in FLAGS and wanted.text == "1" else f"{wanted.key} = {wanted.text}"
    return in_own_file(wrong, OWN, line, wanted.key, later=MAINS)


FORMAT = Format(read, plan, typed)
