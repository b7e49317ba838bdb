# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Whom the lists of sshd let in: DenyUsers, AllowUsers, DenyGroups, AllowGroups, and from where."""

from __future__ import annotations

import ipaddress
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_match import in_list, matches, same_address

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._login_account import Account
    from ansible_collections.groundwork.baseline.plugins.module_utils._login_settings import Settings

# What may stand in a pattern that is for addresses, not names.
OF_ADDRESSES = re.compile(r"[0-9a-fA-F.:*?/]+")


def comes_from(address: str, patterns: str, dns: bool) -> bool | None:
    """Whether a list of hosts stands for an address; None where it cannot be told: without the address, or by a name that sshd would ask the DNS for.

    As match_host_and_ip and addr_match_list of OpenSSH have it: ! wins, and an entry that is no network (10.0.0.1/8) spoils the list.
    """
    entries = [entry[1:] if entry.startswith("!") else entry for entry in patterns.split(",")]
    if any(not entry or _spoilt(entry) for entry in entries):
        return False
    if not address:
        return None
    found = in_list(address, patterns, _same)
    if found is None or (not dns and in_list(address, patterns.lower()) is None):
        return False
    names = [entry for entry in patterns.split(",") if not OF_ADDRESSES.fullmatch(entry.lstrip("!"))]
    if dns and names and (not found or any(entry.startswith("!") for entry in names)):
        return None
    return found


def _spoilt(entry: str) -> bool:
    """Whether a network has bits set that its mask takes away, or a mask too long: addr_pton_cidr returns -2."""
    address, _slash, mask = entry.partition("/")
    return mask.isdecimal() and _is(ipaddress.ip_address, address) and not _is(ipaddress.ip_network, entry)


def _is(make: t.Callable[[str], object], text: str) -> bool:
    try:
        make(text)
    except ValueError:
        return False
    return True


def _same(address: str, entry: str) -> bool:
    """Whether an entry stands for an address. Python would take 10.0.0.0/255.0.0.0 for a network, sshd does not."""
    _network, slash, mask = entry.partition("/")
    return matches(address, entry) if slash and not mask.isdecimal() else same_address(address, entry)


def _names(pattern: str, account: Account, address: str, dns: bool) -> bool | None:
    """match_user of OpenSSH: a pattern for the name alone, or up to the last @ for the name and after it a list of hosts."""
    user, at, hosts = pattern.rpartition("@")
    if not matches(account.name, user if at else pattern):
        return False
    return comes_from(address, hosts, dns) if at else True


def fault(account: Account, address: str, settings: Settings) -> str:
    """Why the lists keep somebody out, in the order of OpenSSH's allowed_user; nothing where they do not."""
    return _by_user(account, address, settings) or _by_group(account, settings)


def _by_user(account: Account, address: str, settings: Settings) -> str:
    dns, name = settings.yes("usedns"), account.name
    for pattern in settings.lines("denyusers"):
        if _names(pattern, account, address, dns) is not False:
            return f"DenyUsers {pattern} keeps {name} out; take it away"
    allowed = settings.lines("allowusers")
    if allowed and not any(_names(pattern, account, address, dns) for pattern in allowed):
        where = f"{name} from {address or 'an address that is not known'}"
        return f"AllowUsers {' '.join(allowed)} does not name {where}; add {name} to it"
    return ""


def _by_group(account: Account, settings: Settings) -> str:
    """By pattern (ga_match of OpenSSH): an ! means nothing here."""
    denied, allowed = settings.lines("denygroups"), settings.lines("allowgroups")
    if (denied or allowed) and not account.groups:
        return f"{account.name} is in no group that has a name, and DenyGroups or AllowGroups is set; give it a group"
    for group in account.groups:
        pattern = next((each for each in denied if matches(group, each)), None)
        if pattern is not None:
            return f"DenyGroups {pattern} keeps {account.name} out, who is in group {group}; take it away"
    if allowed and not any(matches(group, pattern) for group in account.groups for pattern in allowed):
        return f"AllowGroups {' '.join(allowed)} names no group of {account.name} ({', '.join(account.groups)}); add one to it"
    return ""
