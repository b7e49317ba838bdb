# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What puts sudo's options right: lines in a file of our own that is read after nearly all others; and what keeps them from counting."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Identities
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _sudoers_program, sudoers
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sudoers_config import COMMAND, DROP_IN, FOLDER, HOST, MAIN_RS, USER, unsafe
from ansible_collections.groundwork.baseline.plugins.module_utils._sudoers_candidate import Candidate

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sudoers_config import Policy, Setting

MODE = 0o440
SHADOW = "/etc/shadow"
# That somebody uses sudo goes to syslog, whether it is allowed or not.
RECORDED = "Defaults syslog=authpriv, syslog_goodpri=notice, syslog_badpri=alert, log_allowed, log_denied"
RECORDING = ("syslog", "syslog_goodpri", "syslog_badpri", "log_allowed", "log_denied")
# Once these are as they should be, more people have to give a password, or another one than before.
ASKING = ("authenticate", "exempt_group", "rootpw", "runaspw", "targetpw")


def spelt(option: str, want: t.Any) -> str:
    """An option as sudo reads it."""
    if isinstance(want, bool) or want == "":
        return f"{'' if want else '!'}{option}"
    text = str(want)
    return f"{option}={text}" if re.fullmatch(r"[A-Za-z0-9_./:-]+", text) else f'{option}="{text}"'


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """A line in our drop-in. What a line for one command says instead still wins."""
    if args.get("question") == "logging":
        return [Lines(DROP_IN, RECORDED, MODE)]
    if args.get("question"):
        raise Unfixable("who may become root, and how, is for people to say; change the rule that is named")
    return [Lines(DROP_IN, f"Defaults {spelt(args['option'], want)}", MODE, sets=f"Defaults {args['option']}")]


def check(host: Host, args: dict[str, t.Any], want: t.Any, user: str | None) -> None:
    """Raise Unfixable where our line would not be read or not count, or where somebody who is connected could no longer become root."""
    if args.get("question", "logging") != "logging":
        return
    sudo, read = _sudoers_program.known(host), sudoers.policy(host)
    if sudo.is_rs and args.get("option") not in sudo.defaults:
        raise Unfixable(f"this is {sudo.name}, which knows no setting for it; it is left out")
    _readable(host, read)
    wanted = {name: None for name in RECORDING} if "option" not in args else {args["option"]: want}
    for each in _later(read, wanted):
        counts = "it counts for its command alone" if each.sign == COMMAND else f"it is read after {DROP_IN}"
        raise Unfixable(f"{each.source} decides, for {counts}; take that line away, or set there what is wanted")
    if user and args.get("option") in ASKING and not sudo.is_rs:
        _keep_root(host, read, user, args["option"])
    failure = host.remember("sudoers failure", lambda: _failure(host))
    if failure:
        raise Unfixable(f"visudo does not accept the rules as they are ({failure}); mend them first")


def _failure(host: Host) -> str:
    with Candidate(host, {}) as candidate:
        return candidate.failure()


def _readable(host: Host, read: Policy) -> None:
    if FOLDER not in read.folders:
        also = f", which sudo-rs reads in place of {read.main[: -len('-rs')]}," if read.main == MAIN_RS else ""
        raise Unfixable(f"{read.main}{also} does not include {FOLDER}; write @includedir {FOLDER} as its last line")
    why = unsafe(host, FOLDER)
    if why:
        raise Unfixable(f"sudo does not read {FOLDER}, for {why}; take that right away first")


def _later(read: Policy, wanted: dict[str, t.Any]) -> list[Setting]:
    """The lines that set something else than what is wanted and that count more than our drop-in."""
    _source, place = read.folders[FOLDER]
    found = []
    for at, each in enumerate(read.settings):
        good = wanted.get(each.option)
        said = _sudoers_program.typed(each.option, each.value)
        other = said != good if good is not None else not said
        meant = each.sign != HOST or read.here([each.scope])
        if each.option in wanted and other and meant and (at >= place or each.sign == COMMAND):
            found.append(each)
    return found


def _keep_root(host: Host, read: Policy, user: str, option: str) -> None:
    """Raise Unfixable where a user would have to give a password who may have none."""
    names = _names(host, user)
    spared = [each.source for each in read.settings if each.option == option and _means(read, each, names)]
    if user == "root" or not spared or _without_password(read, names) or (option not in ("authenticate", "exempt_group") and has_password(host, user)):
        return
    why = f"{user}, who is connected, may become root only because of {spared[-1]}, for no rule lets them do so without a password"
    raise Unfixable(f"{why}; give them such a rule, or change that line by hand if they have a password")


def _names(host: Host, user: str) -> set[str]:
    """What a rule may call a user."""
    identities = Identities(host)
    known = identities.user(user)
    return {user, "ALL", *(f"%{group}" for group in identities.groups_of(user)), *([f"#{known.uid}"] if known else ())}


def _means(read: Policy, each: Setting, names: set[str]) -> bool:
    if each.sign != USER:
        return True
    meant = [member for member in read.expanded("User", each.scope.split(",")) if member.lstrip("!") in names]
    return bool(meant) and not meant[-1].startswith("!")


def _without_password(read: Policy, names: set[str]) -> bool:
    """Whether a rule lets a user do everything as root without a password; of several rules the last one counts."""
    last = False
    for rule in read.rules:
        meant = [member for member in read.expanded("User", rule.users) if member.lstrip("!") in names]
        if meant and not meant[-1].startswith("!") and sudoers.gives(read, rule, sudoers.is_unlimited):
            last = sudoers.gives(read, rule, lambda policy, spec: spec.nopasswd and sudoers.is_unlimited(policy, spec))
    return last


def has_password(host: Host, user: str) -> bool:
    """Whether a user has a password of their own that can be given."""
    lines = (line.split(":") for line in (host.read(SHADOW) or "").splitlines())
    return any(words[0] == user and len(words) > 1 and len(words[1]) > 2 and words[1][0] not in "!*" for words in lines)
