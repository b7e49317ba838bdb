# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The SSH server: what sshd itself says it would do, for everybody, for root, and for all whom a Match singles out."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import ALIASES, daemon
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_contexts import ADDING_UP, MAX_RUNS, Plan

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Completed, Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import Line
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_contexts import Context

VALID = "config_valid"

# Of no meaning for any other user.
FOR_ROOT = frozenset(("permitrootlogin",))

COMMA_LISTS = frozenset(
    (
        "casignaturealgorithms",
        "ciphers",
        "gssapikexalgorithms",
        "hostbasedacceptedalgorithms",
        "hostkeyalgorithms",
        "kexalgorithms",
        "macs",
        "pubkeyacceptedalgorithms",
    )
)
WORD_LISTS = frozenset(("authenticationmethods", "authorizedkeysfile", "channeltimeout", "logverbose", "permitlisten", "permitopen"))
# sshd prints nothing at all of these where nothing is set.
EMPTY_UNLESS_SET = (ADDING_UP | {"channeltimeout", "logverbose"}) - {"port", "listenaddress"}

# sshd prints the older of two words that mean the same.
SAME_VALUE = {"permitrootlogin": {"without-password": "prohibit-password"}}

SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}

MISSING_FOLDER = "Missing privilege separation directory"
CANNOT_MOUNT = 97
PRIVATE = (
    *("unshare", "--mount", "--", "/bin/sh", "-c"),
    f'mount -t tmpfs -o mode=0755 tmpfs /run && mkdir -m 0755 /run/sshd || exit {CANNOT_MOUNT}; exec "$@"',
    "sh",
)


def parse(text: str) -> dict[str, list[str]]:
    """What sshd -T prints: option in lower case -> the rest of each line that has it."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        option, _space, value = line.strip().partition(" ")
        if option:
            found.setdefault(option.lower(), []).append(value.strip())
    return found


def typed(option: str, values: list[str]) -> t.Any:
    """The value of an option as controls have it: a number, a list, the parts of MaxStartups and RekeyLimit, else a text."""
    text = " ".join(values)
    if option in COMMA_LISTS:
        return [word for word in text.split(",") if word]
    if option in WORD_LISTS:
        return text.split()
    if option in ADDING_UP:
        return [_number(value) for value in values]
    if option == "maxstartups" and text.count(":") == 2:
        return dict(zip(("start", "rate", "full"), (_number(part) for part in text.split(":"))))
    if option == "rekeylimit" and text.count(" ") == 1:
        return dict(zip(("bytes", "seconds"), (_number(part) for part in text.split(" "))))
    return SAME_VALUE.get(option, {}).get(text, _number(text))


def _number(text: str) -> int | str:
    return int(text) if re.fullmatch(r"-?(0|[1-9][0-9]*)", text) else text


def agrees(option: str, words: tuple[str, ...], value: t.Any) -> bool:
    """Whether a line may have given a value, as far as both are simple: a number, a time, or one plain word."""
    said = words[0].lower() if len(words) == 1 else ""
    if isinstance(value, int):
        parts = re.findall(r"([0-9]+)([smhdw]?)", said)
        return "".join(number + unit for number, unit in parts) != said or not said or sum(int(n) * SECONDS[unit] for n, unit in parts) == value
    if not isinstance(value, str) or not re.fullmatch(r"[a-z-]+", said) or not re.fullmatch(r"[A-Za-z-]+", value):
        return True
    return SAME_VALUE.get(option, {}).get(said, said) == value.lower() or {said, value} in ({"yes", "all"}, {"yes", "delayed"})


def execute(host: Host, *arguments: str) -> Completed:
    """Run sshd. Where it misses a folder that only its unit makes, it gets one that nobody else sees and that is gone with it."""
    if not host.remember("sshd is private", lambda: MISSING_FOLDER in host.execute("sshd", "-t").stderr):
        return host.execute("sshd", *arguments)
    done = host.execute(*PRIVATE, "sshd", *arguments)
    if done.returncode == CANNOT_MOUNT or done.stderr.startswith("unshare:"):
        why = " ".join(done.stderr.split())[:200]
        raise ObservationError(f"cannot run sshd before its first connection: /run/sshd is missing, and a private one failed ({why}); connect to it once")
    return done


def _failure(done: Completed, shown: str) -> str:
    return f"{shown} ended with {done.returncode}: {' '.join((done.stderr or done.stdout).split())[:300] or 'no message'}"


def _settings(host: Host, arguments: tuple[str, ...]) -> dict[str, list[str]]:
    """What sshd -T prints with these arguments, asked and parsed once."""
    done = execute(host, "-T", *arguments)
    if done.returncode != 0:
        raise ObservationError(_failure(done, " ".join(("sshd -T", *arguments))))
    return host.remember(" ".join(("sshd -T", *arguments)), lambda: parse(done.stdout))


def _valid(host: Host) -> Reading:
    arguments = daemon(host).arguments
    done = execute(host, "-t", *arguments)
    shown = " ".join(("sshd -t", *arguments))
    return Reading(True, shown) if done.returncode == 0 else Reading(False, _failure(done, shown))


def _value(option: str, printed: dict[str, list[str]]) -> t.Any:
    """What sshd has for an option, by the spelling of its version."""
    older = (name for name, newer in ALIASES.items() if newer == option)
    for name in (option, *older):
        if name in printed:
            return typed(option, printed[name])
    if option in EMPTY_UNLESS_SET:
        return []
    raise SubjectMissing(f"this sshd has no {option}: sshd -T does not print it")


def _source(option: str, value: t.Any, lines: list[Line], context: Context) -> str:
    """The lines that decided, or sshd's own word where no line did or the line says something else."""
    shown = " ".join(("sshd -T", *context.arguments))
    if not lines:
        return f"sshd default ({shown})"
    if option not in COMMA_LISTS and not agrees(option, lines[0].words, value):
        return shown
    where = ", ".join(line.source for line in lines)
    return where if context.today else f"{where} (nobody matches {context.label} today)"


def _reading(host: Host, option: str, plan: Plan, context: Context) -> Reading:
    lines = plan.deciding(option, context)
    if not context.asked:
        where = ", ".join(line.source for line in lines)
        raise ObservationError(f"cannot tell {option} for {context.label} ({where}): Match lines make more than {MAX_RUNS} different cases; merge some")
    value = _value(option, _settings(host, context.arguments))
    return Reading(value, _source(option, value, lines, context), context.label)


def _without_repetitions(plan: Plan, told: list[tuple[Reading, list[Line], Context]]) -> t.Iterator[Reading]:
    """The first reading, and of those that differ from it the ones that are the word of their own Match, or of no other's."""
    first = (told[0][0].value, told[0][1])
    elsewhere = [(reading.value, lines) for reading, lines, context in told if plan.at_home(context, lines)]
    for number, (reading, lines, context) in enumerate(told):
        said = (reading.value, lines)
        if number == 0 or (said != first and (not context.made_for or plan.at_home(context, lines) or said not in elsewhere)):
            yield reading


def observe(host: Host, option: str) -> list[Reading]:
    """The effective value of an option (as sshd -T spells it), with the line that decides it: for everybody, for root, and for all whom a Match names.

    A reading that only repeats the first, or what is told of another Match, is left out. config_valid is whether sshd accepts its configuration. Needs root.
    """
    option = ALIASES.get(option.lower(), option.lower())
    if host.which("sshd") is None:
        raise SubjectMissing("no OpenSSH server: there is no sshd on this host")
    if not host.is_root:
        raise ObservationError("cannot tell what sshd would do: only root may read its configuration and host keys (become: true)")
    if option == VALID:
        return [_valid(host)]
    plan = host.remember("sshd", lambda: Plan(host))
    contexts = [each for each in plan.relevant(option) if option not in FOR_ROOT or each.user == "root"]
    told = [(_reading(host, option, plan, each), plan.deciding(option, each), each) for each in contexts]
    return list(_without_repetitions(plan, told))
