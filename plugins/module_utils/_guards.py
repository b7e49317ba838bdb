# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What keeps a fix from being made on this host, although it could be: what runs here, and who is connected."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _crypto_policies, _workloads
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._contents import contents, standing
from ansible_collections.groundwork.baseline.plugins.module_utils._login import ways
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Drop, Unfixable, blocks
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _firewall_state, _sshd_edits, _sudoers_edits, sshd
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import daemon
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_questions import BACK_END, PQ, SYSCONFIG
from ansible_collections.groundwork.baseline.plugins.module_utils._sshd_candidate import Candidate

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._answers import Reading
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._operator import Operator
    from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step

    Fix = dict[str, t.Any]
    Steps = dict[str, list[Step]]

# Options of sshd that can close a door to somebody who comes in today.
DOORS = frozenset(
    (
        *("allowgroups", "allowusers", "authenticationmethods", "authorizedkeysfile", "denygroups", "denyusers", "gssapiauthentication"),
        *("hostbasedauthentication", "kbdinteractiveauthentication", "kerberosauthentication", "passwordauthentication", "permitrootlogin"),
        # these let other lines count
        *("crypto_policy", "include"),
        *("pubkeyacceptedalgorithms", "pubkeyauthentication", "strictmodes", "usepam"),
    )
)


def check(host: Host, fix: Fix, readings: list[Reading], operator: Operator | None) -> None:
    """Raise Unfixable where a fix has to be left alone on this host."""
    guard = GUARDS.get(fix["resource"])
    if guard:
        guard(host, fix, readings, operator)


def _sysctl(host: Host, fix: Fix, readings: list[Reading], operator: Operator | None) -> None:
    needed = _workloads.needs(host, fix["args"]["name"])
    if needed:
        raise Unfixable(f"it is left alone, for this host serves {needed}; set it by hand if you know that nothing needs it")


def _account(host: Host, fix: Fix, readings: list[Reading], operator: Operator | None) -> None:
    if operator and any(operator.user in each.value for each in readings):
        raise Unfixable(f"{operator.user}, who is connected, is one of them; do it as somebody else")


def _sshd(host: Host, fix: Fix, readings: list[Reading], operator: Operator | None) -> None:
    """Algorithms are for a crypto policy to say, where the system has one; a line that comes before it is somebody's own."""
    option = "kexalgorithms" if fix["args"]["option"] == PQ else fix["args"]["option"]
    lines = [line.source for line in daemon(host).lines if line.keyword == option] if option in sshd.COMMA_LISTS else []
    policy = next((source for source in lines if source.startswith(_crypto_policies.FOLDER)), None)
    if policy is None and option in sshd.COMMA_LISTS and host.stat(BACK_END) and host.stat(SYSCONFIG):
        raise Unfixable(f"this is for the system's crypto policy to say, and sshd does not read it; include {BACK_END}")
    if policy and policy != lines[0]:
        raise Unfixable(f"this is for the system's crypto policy to say ({policy}); take away what comes before it ({lines[0]})")
    if policy and option in _crypto_policies.WORDS:
        _policy(host)


def _policy(host: Host) -> None:
    """Somebody has to be there who makes a subpolicy count, and FIPS is for the vendor alone to say."""
    names = [_crypto_policies.policy(host.read(path) or "") for path in (_crypto_policies.CONFIG, _crypto_policies.APPLIED)]
    fips = next((name for name in names if name.split(":")[0] == _crypto_policies.FIPS), "")
    # without a configuration the kernel's word decides
    if fips or (host.read(_crypto_policies.KERNEL) or "").strip() == "1":
        raise Unfixable(f"this is for the system's crypto policy to say, which is {fips or 'FIPS'}; it is left alone, for what was certified is that alone")
    if not host.which(_crypto_policies.COMMAND):
        raise Unfixable(f"this is for the system's crypto policy to say, and there is no {_crypto_policies.COMMAND}; install crypto-policies-scripts")


def _sudoers(host: Host, fix: Fix, readings: list[Reading], operator: Operator | None) -> None:
    _sudoers_edits.check(host, fix["args"], fix["want"], operator.user if operator else None)


GUARDS: dict[str, t.Callable[[Host, Fix, t.Any, t.Any], None]] = {"account": _account, "sshd": _sshd, "sudoers": _sudoers, "sysctl": _sysctl}


def cut_off(host: Host, back: Steps, operator: Operator | None) -> dict[str, str]:
    """Why the controls that would take the port with them by which the operator is connected are not taken back, by id."""
    if operator is None or not operator.lport:
        return {}
    refused = {}
    for name, steps in back.items():
        ours = [step for step in steps if isinstance(step, Drop) and step.path == _sshd_edits.DROP_IN]
        if not any("Port " in blocks(host.read(step.path) or "").get(name, "") for step in ours):
            continue
        with Candidate(host, contents(host, {name: steps})) as would:
            left = _firewall_state.ports_of(would.settings(spec(operator)))
        if int(operator.lport) not in left:
            words = f"it would close port {operator.lport}, by which {operator.user} is connected; connect by port {min(left, default=22)}"
            refused[name] = f"it cannot be taken back: {words}"
    return refused


def shut_out(host: Host, fixes: t.Sequence[Fix], steps: Steps, operator: Operator | None, back: Steps) -> dict[str, str]:
    """Why the controls that would take the operator's way in are not put right, by id. Each is tried on top of those that are safe.

    back: what is taken back in the same go. What is tried is what would be written, to the letter: see _contents.
    """
    own = {fix["id"]: steps[fix["id"]] for fix in fixes if fix["resource"] == "sshd" and fix["id"] in steps}
    doors = [fix["id"] for fix in fixes if fix["id"] in own and fix["args"]["option"] in DOORS]
    if operator is None or not doors or not _why(host, operator, contents(host, {**back, **standing(fixes, own)})):
        return {}
    safe = {name: each for name, each in own.items() if name not in doors}
    refused = {}
    for name in doors:
        tried = {**safe, name: own[name]}
        why = _why(host, operator, contents(host, {**back, **standing(fixes, tried)}))
        if why:
            refused[name] = f"it would shut out {operator.user}, who is connected: {why}"
        else:
            safe = tried
    return refused


def _why(host: Host, operator: Operator, candidate: dict[str, str]) -> str:
    """Why somebody could not come in again, were these the files of sshd; nothing where they could."""
    with Candidate(host, candidate) as would:
        try:
            settings = would.settings(spec(operator))
        except ObservationError as exc:
            return str(exc)
    found = ways(host, operator, settings)
    return "" if found.survives else found.reason


def spec(operator: Operator) -> str:
    """A connection of the operator, as sshd -C takes it."""
    words = {"user": operator.user, "host": operator.address, "addr": operator.address, "laddr": operator.laddr, "lport": operator.lport}
    plain = {"host": "localhost", "addr": "127.0.0.1", "laddr": "127.0.0.1", "lport": "22"}
    return ",".join(f"{key}={value or plain.get(key, '')}" for key, value in words.items())
