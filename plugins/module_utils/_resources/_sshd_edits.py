# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What puts the SSH server's settings right: lines in files of our own, and the Include that lets them count."""

from __future__ import annotations

import fnmatch
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _crypto_policies
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Lines, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import ALIASES, FOLDER, MAIN, setting, split
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_contexts import ADDING_UP, LAST_COUNTS
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_questions import (
    BACK_END,
    INCLUDE,
    OPT_OUT,
    POLICY,
    PQ,
    SYSCONFIG,
    with_drop_ins,
)
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.sshd import COMMA_LISTS, VALID, WORD_LISTS

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading

# Its name comes first, and of what sshd reads the first word counts; but for a few options it is the last.
DROP_IN = f"{FOLDER}/sshd_config.d/00-groundwork.conf"
LAST_DROP_IN = f"{FOLDER}/sshd_config.d/99-zz-groundwork.conf"


def spelt(option: str, want: t.Any, accept: dict[str, t.Any]) -> str:
    """A value as sshd reads it. Algorithms are taken away from what sshd offers by itself, so that newer ones stay."""
    if option in COMMA_LISTS and accept.get("no_match"):
        return f"-{','.join(accept['no_match'])}"
    if isinstance(want, dict):
        return (" " if option == "rekeylimit" else ":").join(str(part) for part in want.values())
    return (" " if option in WORD_LISTS | ADDING_UP else ",").join(map(str, want)) if isinstance(want, list) else str(want)


def with_include(text: str) -> str:
    """sshd's main file with our drop-in read before all else; unchanged where it is so already."""
    first = next(filter(None, map(setting, text.split("\n"))), ("", ""))
    return text if first[0] == "include" and _covers(first[1].split(" ")[0], DROP_IN) else _including(DROP_IN, text)


def with_last_include(text: str) -> str:
    """sshd's main file with our other drop-in read somewhere; unchanged where it is so already."""
    found = [split(each[1]) for each in map(setting, text.split("\n")) if each and each[0] == "include"]
    return text if any(_covers(word, LAST_DROP_IN) for words in found for word in words) else _including(LAST_DROP_IN, text)


def _covers(word: str, path: str) -> bool:
    return fnmatch.fnmatchcase(path, word if word.startswith("/") else f"{FOLDER}/{word}")


def _including(path: str, text: str) -> str:
    return f"# Written by groundwork.baseline: its place decides what counts.\nInclude {path}\n\n{text}"


def _following(readings: list[Reading]) -> list[Step]:
    """The crypto policy included by our drop-in, and no word that opts out of it."""
    steps: dict[str, list[Step]] = {
        INCLUDE: [Lines(DROP_IN, f"Include {BACK_END}", 0o600), Edit(MAIN, with_include)],
        SYSCONFIG: [Edit(SYSCONFIG, lambda text: "".join(line for line in text.splitlines(keepends=True) if not OPT_OUT.fullmatch(line.rstrip("\r\n"))))],
    }
    for each in readings:
        if each.aspect not in steps:
            raise Unfixable(f"{each.source} says {each.aspect} before the system's crypto policy does; take that line away")
    return [step for aspect in dict.fromkeys(each.aspect for each in readings) for step in steps[aspect]]


def _stricter(readings: list[Reading], option: str, forbidden: list[str], policy: str) -> list[Step]:
    """A subpolicy of ours that takes away what is forbidden, and its name in the system's crypto policy."""
    left = [name for each in readings for name in _crypto_policies.beyond(option, each.value, forbidden)]
    lines = _crypto_policies.directives(option, forbidden)
    if left or not lines:
        which = f"a stricter one, without {', '.join(dict.fromkeys(left))}" if left else "one that says what is wanted"
        raise Unfixable(f"the system's crypto policy says this ({policy}); choose {which}")
    return [Lines(_crypto_policies.FILE, lines), Edit(_crypto_policies.CONFIG, _crypto_policies.with_subpolicy)]


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """A line in the drop-in that sshd reads first, and the Include that makes it so. What a Match below says instead, still wins."""
    option = ALIASES.get(args["option"].lower(), args["option"].lower())
    if option == VALID:
        raise Unfixable("nobody but who wrote it can put sshd's configuration right; mend the line that is named")
    if option == INCLUDE:
        return [Edit(MAIN, with_drop_ins)]
    if option == POLICY:
        return _following(readings)
    policy = next((each.source for each in readings if _crypto_policies.FOLDER in each.source), None)
    if option == PQ and policy:
        raise Unfixable(f"the system's crypto policy says this ({policy}); choose one with a post-quantum key exchange, by update-crypto-policies")
    option = "kexalgorithms" if option == PQ else option
    if option in COMMA_LISTS and policy:
        return _stricter(readings, option, accept.get("no_match") or [], policy)
    path, include = (LAST_DROP_IN, with_last_include) if option in LAST_COUNTS else (DROP_IN, with_include)
    return [Lines(path, f"{option} {spelt(option, want, accept)}", 0o600, sets=option), Edit(MAIN, include)]
