# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Which keys open the door to an account: those in its files of keys that sshd would take."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _login_files
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._authorized_keys import Terms, objection, parse

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._login_account import Account
    from ansible_collections.groundwork.baseline.plugins.module_utils._login_settings import Settings

# More than these are not told of.
TOLD = 3
# Where keys may come from that cannot be seen here.
UNSEEN = (("authorizedkeyscommand", "AuthorizedKeysCommand"), ("trustedusercakeys", "TrustedUserCAKeys"))
KRL = "SSHKRL\n"


class Keys(t.NamedTuple):
    """The keys that would be taken, and where there are none why; first the fault, then what to do."""

    blobs: frozenset[bytes]
    reason: str = ""


def keys(host: Host, who: Account, address: str, settings: Settings, now: float) -> Keys:
    """The keys with which somebody at an address comes in as an account (userauth_pubkey, user_key_allowed of OpenSSH)."""
    if not settings.yes("pubkeyauthentication"):
        return Keys(frozenset(), f"PubkeyAuthentication is off, which {who.name} needs; set it to yes")
    bits = settings.word("requiredrsasize", "0")
    algorithms = settings.word("pubkeyacceptedalgorithms")
    terms = Terms(address, algorithms, int(bits) if bits.isdecimal() else 0, now, settings.yes("usedns"))
    revoked = _revoked(host, settings)
    found: set[bytes] = set()
    why: list[str] = []
    for path in _paths(settings.words("authorizedkeysfile"), who):
        fault = _login_files.fault(host, path, who, settings.yes("strictmodes", "yes"))
        if fault:
            why.append(fault)
            continue
        lines = parse(host.read(path) or "")
        against = [objection(line, terms) or ("is revoked (RevokedKeys)" if revoked(line.blob) else "") for line in lines]
        found.update(line.blob for line, fault in zip(lines, against) if not fault)
        why += [f"{path}:{line.number} {fault}" for line, fault in zip(lines, against)] or [f"{path} has no keys"]
    return Keys(frozenset(found), "" if found else _told(who, why, settings))


def _paths(patterns: t.Iterable[str], who: Account) -> t.Iterator[str]:
    """The files of keys of an account (expand_authorized_keys)."""
    tokens = {"%%": "%", "%h": who.home, "%u": who.name, "%U": str(who.uid)}
    for pattern in patterns:
        if pattern.lower() == "none":
            continue
        if any(token not in tokens for token in re.findall(r"%.?", pattern)):
            # sshd gives up altogether
            return
        path = re.sub(r"%.", lambda token: tokens[token[0]], pattern)
        yield path if path.startswith("/") else f"{who.home.rstrip('/')}/{path}"


def _revoked(host: Host, settings: Settings) -> t.Callable[[bytes], bool]:
    """Whether a key is revoked (auth_key_is_revoked): sshd takes none at all where it cannot read the list."""
    if not settings.given("revokedkeys"):
        return lambda blob: False
    path = settings.word("revokedkeys")
    text = host.read(path)
    if text is None or text.startswith(KRL):
        raise ObservationError(f"RevokedKeys {path} {'is not there' if text is None else 'is a binary list, which is not read here'}")
    listed = {line.blob for line in parse(text) if not line.fault}
    return lambda blob: blob in listed


def _told(who: Account, why: list[str], settings: Settings) -> str:
    files = " ".join(settings.words("authorizedkeysfile")) or "none"
    why = [each for each in why if not each.startswith(_login_files.NOTHING)] or why
    said = "; ".join(why[:TOLD]) or f"AuthorizedKeysFile {files} names no file"
    more = f"; and {len(why) - TOLD} more" if len(why) > TOLD else ""
    unseen = [name for option, name in UNSEEN if settings.given(option)]
    without = f" (what {' or '.join(unseen)} would give is no proof)" if unseen else ""
    return f"{who.name} has no key that sshd would take: {said}{more}{without}"
