# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""sudo: the options that are in force and for whom, who becomes root without limits or without a password, and what is read at all."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _sudoers_program
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sudoers_config import (
    COMMAND,
    EVERYBODY,
    FOLDER,
    HOST,
    MAIN,
    MAIN_RS,
    RUNAS,
    USER,
    Policy,
    is_file,
)
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sudoers_lines import logical

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sudoers_config import Rule, Setting
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sudoers_lines import Spec
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sudoers_program import Sudo

SCOPES = {USER: "user", RUNAS: "target", COMMAND: "command"}
# The options by which it is decided whether what sudo does is recorded, and where.
LOGGING = ("syslog", "logfile", "log_allowed", "syslog_goodpri")
NOWHERE = "nowhere"
ROOT = ("root", "#0")


def policy(host: Host) -> Policy:
    """All that this host's sudo reads, read once. ObservationError where a line cannot be made out."""
    is_rs = _sudoers_program.known(host).is_rs
    main = MAIN_RS if is_rs and host.stat(MAIN_RS) else MAIN
    return host.remember("sudoers", lambda: Policy(host, main))


def observe(host: Host, option: str = "", question: str = "") -> list[Reading]:
    """The effective value of an option of Defaults, for everybody and for whom it is set otherwise; or the answer to a question. Needs root.

    question: syntax (true, or false), logging (where it is recorded that somebody used sudo), skipped (files of rules that are not read),
    nopasswd (who may do something without a password) and unlimited (who may do everything as root), each a reading a rule.
    """
    if bool(option) == (question in QUESTIONS):
        raise ObservationError(f"cannot ask sudo: give an option, or as question one of {', '.join(QUESTIONS)}; got {option!r} and {question!r}")
    sudo = _sudoers_program.known(host)
    if not host.is_root:
        raise ObservationError("cannot tell what sudo would do: only root may read its rules (become: true)")
    return QUESTIONS[question](host) if question else _option(policy(host), sudo, option)


def _option(read: Policy, sudo: Sudo, option: str) -> list[Reading]:
    if option in sudo.always:
        return [Reading(sudo.always[option], f"{sudo.name}, whatever a file says")]
    usual = sudo.default(option)
    said = [each for each in read.settings if each.option == option and (each.sign != HOST or read.here([each.scope]))]
    everybody = [each for each in said if each.sign in (EVERYBODY, HOST) or (each.sign != COMMAND and each.scope == "ALL")]
    if not everybody and any(each.sign == USER for each in said):
        usual = _sudoers_program.USUAL.get(option, usual)
    first = _reading(everybody, option, usual, sudo)
    readings = [first, *(_scoped(said, everybody, scope, option) for scope in dict.fromkeys((each.sign, each.scope) for each in said))]
    return [each for at, each in enumerate(readings) if each and (at == 0 or each.source != first.source)]


def _reading(said: list[Setting], option: str, usual: t.Any, sudo: Sudo, aspect: str = "") -> Reading:
    if not said:
        return Reading(usual, f"default of {sudo.name}", aspect)
    return Reading(_sudoers_program.typed(option, said[-1].value), said[-1].source, aspect)


def _scoped(said: list[Setting], everybody: list[Setting], scope: tuple[str, str], option: str) -> Reading | None:
    """What counts for some: the last word of all lines, but a command's own lines come after all others. None for those who are everybody."""
    own = [each for each in said if (each.sign, each.scope) == scope]
    if own[-1] in everybody:
        return None
    last = own[-1] if scope[0] == COMMAND else max((*own, *everybody), key=said.index)
    return Reading(_sudoers_program.typed(option, last.value), last.source, f"{SCOPES[scope[0]]}={scope[1]}")


def _syntax(host: Host) -> list[Reading]:
    done = host.execute("visudo", "-c")
    words = " ".join((done.stderr or done.stdout).split())[:300]
    return [Reading(done.returncode == 0, "visudo -c" if done.returncode == 0 else f"visudo -c: {words or 'no message'}")]


def _logging(host: Host) -> list[Reading]:
    """A reading for everybody, and one for each whose uses are treated otherwise."""
    sudo = _sudoers_program.known(host)
    if sudo.is_rs:
        return [Reading("syslog", f"{sudo.name}, whatever a file says")]
    said = {option: _option(policy(host), sudo, option) for option in LOGGING}
    aspects = dict.fromkeys(each.aspect for readings in said.values() for each in readings)
    return [_recorded(said, aspect) for aspect in aspects]


def _recorded(said: dict[str, list[Reading]], aspect: str) -> Reading:
    found = {option: next((each for each in readings if each.aspect == aspect), readings[0]) for option, readings in said.items()}
    places = ["syslog"] if found["syslog"].value and found["syslog_goodpri"].value else []
    places += [found["logfile"].value] if found["logfile"].value else []
    where = " and ".join(places) if found["log_allowed"].value else ""
    sources = dict.fromkeys(each.source for each in found.values())
    return Reading(where or NOWHERE, ", ".join(each for each in sources if each.startswith("/")) or found["syslog"].source, aspect)


def _skipped(host: Host) -> list[Reading]:
    read = policy(host)
    skipped = {**({} if FOLDER in read.folders else _not_included(host)), **read.skipped}
    source = read.folders[FOLDER][0] if FOLDER in read.folders else read.main
    return [Reading([f"{path} ({why})" for path, why in skipped.items()], source)]


def _not_included(host: Host) -> dict[str, str]:
    said = [f"{FOLDER}/{name}" for name in host.listdir(FOLDER) or () if logical(_text(host, f"{FOLDER}/{name}"))]
    return dict.fromkeys(said or [FOLDER], "its folder is not included")


def _text(host: Host, path: str) -> str:
    return host.read(path) or "" if is_file(host, path) else ""


def _nopasswd(host: Host) -> list[Reading]:
    return _rules(policy(host), lambda read, spec: spec.nopasswd, ROOT)


def _unlimited(host: Host) -> list[Reading]:
    return _rules(policy(host), is_unlimited)


def is_unlimited(read: Policy, spec: Spec) -> bool:
    """Whether a command of a rule is all of them, as root; without a runas part it is root."""
    runas = read.expanded("Runas", spec.runas) if spec.runas else [] if spec.runas is not None else ["root"]
    return bool({"ALL", *ROOT} & set(runas)) and "ALL" in read.expanded("Cmnd", [spec.command])


def _rules(read: Policy, fits: t.Callable[[Policy, Spec], bool], harmless: t.Container[str] = ()) -> list[Reading]:
    """A reading for each rule that fits: those it is for. One that is empty where there is none."""
    found = [Reading(names, rule.source) for rule in read.rules if (names := _named(read, rule, harmless)) and gives(read, rule, fits)]
    return found or [Reading([], f"{read.main} and what it includes")]


def _named(read: Policy, rule: Rule, harmless: t.Container[str]) -> list[str]:
    names = ("root" if name in ROOT else name for name in read.expanded("User", rule.users))
    return [name for name in names if not name.startswith("!") and name not in harmless]


def gives(read: Policy, rule: Rule, fits: t.Callable[[Policy, Spec], bool]) -> bool:
    """Whether a rule gives a command that fits, on this host."""
    return any(read.here(each.hosts) and any(fits(read, spec) for spec in each.specs if not spec.command.startswith("!")) for each in rule.privileges)


QUESTIONS: dict[str, t.Callable[[Host], list[Reading]]] = {
    "syntax": _syntax,
    "logging": _logging,
    "skipped": _skipped,
    "nopasswd": _nopasswd,
    "unlimited": _unlimited,
}
