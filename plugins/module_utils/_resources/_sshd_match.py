# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Whether a Match holds for a connection, and connections for which it does."""

from __future__ import annotations

import ipaddress
import itertools
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._identities import Identities

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import Condition

# A connection that nothing singles out: addresses that documentation keeps free (RFC 5737), and a user without rights.
ADDRESSES = ("192.0.2.1", "198.51.100.1", "203.0.113.1")
LOCAL_ADDRESSES = ("192.0.2.2", "198.51.100.2", "203.0.113.2")
USERS = ("nobody", "daemon", "somebody")

# Whether a Match by anything else (version) holds is the same for all connections to one sshd, and is taken for granted here.
USER_CRITERIA = ("user", "group", "invalid-user")
LISTS = ("user", "group", "host", "address", "localaddress", "rdomain")
MANY = 200


class Connection(t.NamedTuple):
    """What sshd knows of a connection when it looks for a Match."""

    user: str
    address: str
    localaddress: str
    localport: str
    host: str = ""
    rdomain: str = ""
    invalid: bool = False

    @property
    def spec(self) -> str:
        """As the argument of sshd's -C. Without a name the host has its address for one."""
        fields = [f"user={self.user}", f"host={self.host or self.address}", f"addr={self.address}", f"laddr={self.localaddress}"]
        fields += [f"lport={self.localport}"] + [f"rdomain={self.rdomain}"] * bool(self.rdomain)
        return ",".join(fields + ["invalid-user"] * self.invalid)


class Sample(t.NamedTuple):
    """A connection for which a Match holds, and by what it was chosen: "user=deploy address=10.0.0.0/8"."""

    label: str
    connection: Connection


def matches(text: str, pattern: str) -> bool:
    """Whether a pattern of sshd (* and ?, nothing else) stands for the whole text."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), text, re.DOTALL) is not None


def in_list(text: str, patterns: str, same: t.Callable[[str, str], bool] = matches) -> bool | None:
    """Whether a comma list stands for a text: None where it says it shall not (!), False where it says nothing."""
    found = False
    for pattern in patterns.split(","):
        if same(text, pattern[1:] if pattern.startswith("!") else pattern):
            if pattern.startswith("!"):
                return None
            found = True
    return found


def same_address(address: str, pattern: str) -> bool:
    """Whether a pattern (an address, a network, or with * and ?) stands for an address."""
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(pattern, strict=False)
    except ValueError:
        return matches(address, pattern)


class Matcher:
    """Judges and samples the Match lines of one host."""

    def __init__(self, host: Host) -> None:
        self._identities = Identities(host)
        self._groups: dict[str, list[str]] = {}

    def holds(self, conditions: tuple[Condition, ...], connection: Connection) -> bool:
        """Whether all criteria of all these Match lines hold."""
        return all(self._holds(name, patterns, connection) for condition in conditions for name, patterns in condition.criteria)

    def _holds(self, name: str, patterns: str, connection: Connection) -> bool:
        if name == "group":
            answers = [in_list(group, patterns) for group in self._groups_of(connection.user)]
            return None not in answers and True in answers
        if name == "host":
            return bool(in_list((connection.host or connection.address).lower(), patterns.lower()))
        if name in ("address", "localaddress"):
            return bool(in_list(getattr(connection, name), patterns, same_address))
        if name == "localport":
            return connection.localport == patterns
        if name == "invalid-user":
            return connection.invalid
        return name not in ("user", "rdomain") or bool(in_list(getattr(connection, name), patterns))

    def _groups_of(self, user: str) -> list[str]:
        if user not in self._groups:
            self._groups[user] = self._identities.groups_of(user)
        return self._groups[user]

    def plain(self, blocks: t.Sequence[tuple[Condition, ...]], ports: t.Sequence[str]) -> Connection:
        """A connection for which as few Match lines hold as can be."""
        tried = (Connection(*fields) for fields in itertools.product(USERS, ADDRESSES, LOCAL_ADDRESSES, ports))
        return min(tried, key=lambda each: self._count(blocks, each))

    def _count(self, blocks: t.Sequence[tuple[Condition, ...]], connection: Connection) -> int:
        return sum(self.holds(block, connection) for block in blocks)

    def can_hold(self, block: tuple[Condition, ...]) -> bool:
        """Whether a Match can ever hold: not one that only takes out (!), nor one by two names at once."""
        criteria = [each for condition in block for each in condition.criteria]
        if any(name in LISTS and all(pattern.startswith("!") for pattern in patterns.split(",")) for name, patterns in criteria):
            return False
        lists = [patterns for name, patterns in criteria if name == "user"]
        named = [name for patterns in lists for pattern in patterns.split(",") for name in self._users(pattern)]
        return not lists or any(all(in_list(name, patterns) for patterns in lists) for name in named)

    def samples(self, block: tuple[Condition, ...], blocks: t.Sequence[tuple[Condition, ...]], plain: Connection) -> list[Sample]:
        """A connection for each user, group, address ... that a Match names; where several would do, one that few others hold for."""
        tokens = [self._tokens(name, patterns, plain) for condition in block for name, patterns in condition.criteria]
        found: dict[str, Sample] = {}
        for chosen in itertools.islice(itertools.product(*filter(None, tokens)), MANY):
            label = " ".join(label for label, _changes in chosen)
            tried = (self._changed(plain, changes) for changes in itertools.product(*(changes for _label, changes in chosen)))
            fitting = [each for each in itertools.islice(tried, MANY) if self.holds(block, each)]
            if fitting:
                found.setdefault(label, Sample(label, min(fitting, key=lambda each: (self._count(blocks, each), each.user == "root"))))
        return [*found.values(), *self._as_root(block, found.values())]

    def _as_root(self, block: tuple[Condition, ...], samples: t.Iterable[Sample]) -> t.Iterator[Sample]:
        """The same for root, where the Match holds for root too."""
        for label, connection in samples:
            as_root = connection._replace(user="root", invalid=False)
            if connection.user != "root" and self.holds(block, as_root):
                words = [word for word in label.split() if word.partition("=")[0] not in USER_CRITERIA]
                yield Sample(" ".join(["user=root", *words]), as_root)

    def _changed(self, plain: Connection, changes: t.Iterable[dict[str, t.Any]]) -> Connection:
        return plain._replace(**{name: value for change in changes for name, value in change.items()})

    def _tokens(self, name: str, patterns: str, plain: Connection) -> list[tuple[str, list[dict[str, t.Any]]]]:
        """For each thing that a criterion names, its label and the connections it could mean, as changes to a plain one."""
        if name == "invalid-user":
            return [(name, [{"invalid": True}])]
        makers: dict[str, t.Callable[[str], list[str]]] = {
            "user": self._users,
            "group": self._members,
            "address": _addresses,
            "localaddress": _addresses,
            "host": lambda pattern: [_made_up(pattern)],
            "rdomain": lambda pattern: [_made_up(pattern)],
            "localport": lambda port: [port],
        }
        if name not in makers:
            return []
        field = "user" if name == "group" else name
        named = [pattern for pattern in patterns.split(",") if not pattern.startswith("!")]
        return [(f"{name}={pattern}", [{field: value} for value in makers[name](pattern)]) for pattern in named] or [(name, [])]

    def _users(self, pattern: str) -> list[str]:
        if not _is_pattern(pattern):
            return [pattern]
        known = [user.name for user in self._identities.users() if matches(user.name, pattern)]
        return [*known, _made_up(pattern)]

    def _members(self, pattern: str) -> list[str]:
        if not _is_pattern(pattern):
            return self._identities.members(pattern)
        return [user.name for user in self._identities.users() if any(matches(group, pattern) for group in self._groups_of(user.name))]


def title(block: tuple[Condition, ...]) -> str:
    """The criteria of a Match on one line."""
    return " ".join(f"{name}={patterns}" if patterns else name for condition in block for name, patterns in condition.criteria)


def _is_pattern(text: str) -> bool:
    return "*" in text or "?" in text


def _made_up(pattern: str) -> str:
    return pattern.replace("*", "x").replace("?", "x")


def _addresses(pattern: str) -> list[str]:
    """Addresses spread over a network, so that one is left when parts of it are taken out."""
    try:
        network = ipaddress.ip_network(pattern, strict=False)
    except ValueError:
        return [_filled(pattern, digit) for digit in "123"] if set(pattern) - set("*?.:") else list(ADDRESSES)
    size = network.num_addresses
    return list(dict.fromkeys(str(network[at]) for at in (min(1, size - 1), size // 2, size // 4, size * 3 // 4, max(size - 2, 0), 0)))


def _filled(pattern: str, digit: str) -> str:
    """An address for a pattern; a * at its end stands for all the parts that are left."""
    address = pattern.replace(":*", f"::{digit}", 1).replace("*", digit).replace("?", digit)
    return address if ":" in address else address + f".{digit}" * (3 - address.count("."))
