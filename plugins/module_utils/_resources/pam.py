# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""PAM as it is in effect: what the resolved stacks of the services do by which people come in. One question is one entry of QUESTIONS."""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._pam_auth_update import MADE
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _key_value_faillock, _key_value_login_defs, _pam_settings
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._key_value_format import INTEGER
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._pam_stack import FOLDERS, Entry, path_of, reached, stack
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime_pam import Feature

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step

    Found = t.Iterable[tuple[str, t.Any, str]]

LOGINS = _key_value_faillock.SERVICES
CHANGERS = ("passwd",)
UNIX, QUALITY, HISTORY, FAILLOCK = "pam_unix.so", "pam_pwquality.so", "pam_pwhistory.so", _key_value_faillock.MODULE
# What asks for a new password, or takes the one that the line before was given.
ASKING = (QUALITY, HISTORY, UNIX)
HASHES = ("md5", "bigcrypt", "sha256", "sha512", "blowfish", "gost_yescrypt", "yescrypt")
HISTORY_FILE = _pam_settings.HISTORY_FILE
# DEFAULT of pam_pwhistory.c, PAM_FAIL_DELAY of pam_unix and pam_faillock
HISTORY_DEFAULT, OWN_DELAY = 10, 2_000_000
AUTHSELECT = "authselect"
VALID, CHANGED, NONE = "valid", "changed", "none"


def observe(host: Host, question: str) -> list[Reading]:
    """What each service says to a question, services that say the same for the same reason told once.

    SubjectMissing where no such service is here, ObservationError where a stack cannot be resolved.
    """
    if question not in QUESTIONS:
        raise ObservationError(f"cannot ask PAM about {question!r}: give one of {', '.join(QUESTIONS)}")
    found: dict[tuple[str, str], tuple[t.Any, list[str]]] = {}
    for service, value, source in QUESTIONS[question](host):
        names = found.setdefault((repr(value), source), (value, []))[1]
        names.extend([service] if service not in names else [])
    return [Reading(value, source, ", ".join(filter(None, names))) for (_shown, source), (value, names) in found.items()]


def _services(host: Host, names: t.Iterable[str]) -> list[str]:
    """Those of these services that the host has."""
    found = [name for name in names if path_of(host, name)]
    if not found:
        raise SubjectMissing(f"none of the services {', '.join(names)} has a file in {' or '.join(FOLDERS)}")
    return found


def _stack(host: Host, service: str, kind: str) -> list[Entry]:
    """What can be reached of a stack; remembered, for several questions share it."""
    return host.remember(f"pam {service} {kind}", lambda: reached(stack(host, service, kind)))


def _before(entries: t.Sequence[Entry], module: str) -> list[Entry]:
    """The lines before the first one of a module; all where it has none."""
    return list(entries[: next((at for at, each in enumerate(entries) if each.module == module), len(entries))])


def _place(entries: t.Sequence[Entry], module: str = UNIX) -> str:
    """Where something should have been."""
    return next((f"before {each.source}" for each in entries if each.module == module), "an empty stack")


def _pwquality(host: Host) -> Found:
    """Whether new passwords are checked before they are taken."""
    for service in _services(host, CHANGERS):
        entries = _stack(host, service, "password")
        line = next((each for each in _before(entries, UNIX) if each.module == QUALITY), None)
        yield service, line is not None, line.source if line else f"no {QUALITY} {_place(entries)}"


def _faillock(host: Host) -> Found:
    """Which of its three parts are in effect: preauth and authfail around the password, and account (or authsucc), which forgets failures."""
    for service in _services(host, LOGINS):
        auth = _stack(host, service, "auth")
        early = _before(auth, UNIX)
        late = auth[len(early) :] or auth
        found = {
            "preauth": _with_word(early, "preauth"),
            "authfail": _with_word(late, "authfail"),
            "account": [each for each in _stack(host, service, "account") if each.module == FAILLOCK] + _with_word(auth, "authsucc"),
        }
        parts = sorted(name for name, places in found.items() if places)
        sources = [found[name][0].source for name in parts]
        yield service, parts, ", ".join(sources) or f"no {FAILLOCK} {_place(auth)}"


def _with_word(entries: t.Iterable[Entry], word: str) -> list[Entry]:
    return [each for each in entries if each.module == FAILLOCK and word in each.args]


def _pwhistory(host: Host) -> Found:
    """How many old passwords are remembered; 0 where none are."""
    for service in _services(host, CHANGERS):
        entries = _stack(host, service, "password")
        line = next((each for each in _before(entries, UNIX) if each.module == HISTORY), None)
        if line is None:
            yield service, 0, f"no {HISTORY} {_place(entries)}"
        else:
            yield (service, *_remembered(host, line))


def _remembered(host: Host, line: Entry) -> tuple[int, str]:
    said = line.argument("remember") or ""
    if said.isdigit():
        return int(said), line.source
    path = line.argument("conf") or HISTORY_FILE
    found = _pam_settings.last(host.read(path) or "", "remember", str.isdigit) if _pam_settings.reads_history_file(host) else None
    return (int(found[0]), f"{path}:{found[1]}") if found else (HISTORY_DEFAULT, f"default of {line.source}")


def _use_authtok(host: Host) -> Found:
    """The modules that ask for a new password once more, so that one was checked and another is taken."""
    for service in _services(host, CHANGERS):
        entries = [each for each in _stack(host, service, "password") if each.module in ASKING]
        again = [each for each in entries[1:] if each.module != QUALITY and each.argument("use_authtok") is None]
        sources = [each.source for each in again or entries]
        yield service, sorted({each.module for each in again}), ", ".join(sources) or "an empty stack"


def _nullok(host: Host) -> Found:
    """Whether pam_unix lets an empty password through."""
    for service in _services(host, (*LOGINS, *CHANGERS)):
        entries = [each for kind in ("auth", "password") for each in _stack(host, service, kind) if each.module == UNIX]
        for each in entries:
            said = next((word for word in ("nullok", "nullok_secure") if each.argument(word) is not None), None)
            yield service, said is not None, each.source


def _hash(host: Host) -> Found:
    """The method by which pam_unix hashes new passwords: its last argument, or that of login.defs."""
    for service in _services(host, CHANGERS):
        for each in _stack(host, service, "password"):
            if each.module == UNIX:
                named = [word for word in each.args if word in HASHES]
                yield (service, named[-1], each.source) if named else (service, *_default_hash(host, each))


def _default_hash(host: Host, line: Entry) -> tuple[str, str]:
    said = _key_value_login_defs.read(host, "ENCRYPT_METHOD", "")[0]
    return (said.text or "des").lower(), f"{said.source} ({line.source} names none)"


def _su(host: Host) -> Found:
    """Whether su is for members of a group alone."""
    for service in _services(host, ("su",)):
        lines = [each for each in _stack(host, service, "auth") if each.module == "pam_wheel.so"]
        good = [each for each in lines if each.control in ("required", "requisite") and "use_uid" in each.args and not {"deny", "trust"} & set(each.args)]
        yield service, bool(good), (good or lines)[0].source if lines else f"no pam_wheel.so in {path_of(host, service)}"


def _faildelay(host: Host) -> Found:
    """The seconds that a failure costs: the longest delay that any module asks for."""
    for service in _services(host, LOGINS):
        delays = [(_delay(host, each), each.source) for each in _stack(host, service, "auth") if each.module in ("pam_faildelay.so", UNIX, FAILLOCK)]
        most = max(delays, key=lambda each: each[0], default=(0, f"no module that delays in {path_of(host, service)}"))
        yield service, most[0] // 1_000_000, most[1]


def _delay(host: Host, line: Entry) -> int:
    """Microseconds."""
    if line.module != "pam_faildelay.so":
        return 0 if line.argument("nodelay") is not None else OWN_DELAY
    said = line.argument("delay")
    if said is not None:
        return int(said) if said.isdigit() else 0
    text = _key_value_login_defs.read(host, "FAIL_DELAY", "")[0].text or "0"
    return int(text) * 1_000_000 if INTEGER.fullmatch(text) else 0


def _authselect(host: Host) -> Found:
    """Whether PAM's files are those of the profile that authselect selected."""
    if host.which(AUTHSELECT) is None:
        raise SubjectMissing("authselect is not here, so no profile of it makes PAM's files")
    asked = f"{AUTHSELECT} check"
    if host.execute(AUTHSELECT, "current", "--raw").returncode:
        yield "", NONE, f"{AUTHSELECT} current"
        return
    done = host.execute(AUTHSELECT, "check")
    words = " ".join((done.stderr or done.stdout).split())[:200]
    yield "", CHANGED if done.returncode else VALID, f"{asked}: {words}" if done.returncode else asked


QUESTIONS: dict[str, t.Callable[[Host], Found]] = {
    "authselect": _authselect,
    "faildelay": _faildelay,
    "faillock": _faillock,
    "hash": _hash,
    "nullok": _nullok,
    "pwhistory": _pwhistory,
    "pwquality": _pwquality,
    "su": _su,
    "use_authtok": _use_authtok,
}


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """What pam-auth-update or authselect has to switch on, and the file of the module where it has one."""
    question = args["question"]
    wrong = [each for each in readings if not _is_good(question, each.value, want)]
    if not wrong:
        return []
    if question == "faillock":
        local = functools.partial(_pam_settings.with_setting, "local_users_only", "")
        return [Edit(_key_value_faillock.PATH, local), Feature("PAM feature faillock", "on")]
    if question == "pwhistory":
        for each in wrong:
            if each.value and each.source.startswith(FOLDERS) and not each.source.startswith(MADE):
                raise Unfixable(f"{each.source} says how many passwords {HISTORY} remembers, and it wins over {HISTORY_FILE}; change it there")
        return [Edit(HISTORY_FILE, functools.partial(_remembering, str(want))), Feature("PAM feature pwhistory", f"remember {want}")]
    if question not in ("nullok", "pwquality"):
        raise Unfixable(f"what {', '.join(each.source for each in wrong)} says is somebody's own choice; change it there")
    return [Feature(f"PAM feature {'no_nullok' if question == 'nullok' else question}", "on")]


def _is_good(question: str, value: t.Any, want: t.Any) -> bool:
    """Whether there is nothing to change."""
    if question == "faillock":
        return set(want) <= set(value)
    return bool(value >= want if question == "pwhistory" else value == want)


def _remembering(number: str, text: str) -> str:
    """pwhistory.conf with another number; where there is no such file, this pam_pwhistory does not read it."""
    return _pam_settings.with_setting("remember", number, text) if text else text
