# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""How a value that was found is held against the one that is wanted: one table."""

from __future__ import annotations

import fnmatch
import json
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._firewall_ports import HIGHEST, port


class WrongType(Exception):
    """The two cannot be compared, so nobody may say pass or fail."""


class Operator(t.NamedTuple):
    """words say what is wanted; test compares; seen and bound are the kinds of value it can; offenders are what a list is refused for."""

    words: str
    test: t.Callable[[t.Any, t.Any], bool]
    seen: str
    bound: str
    offenders: t.Callable[[list[t.Any], t.Any], list[t.Any]] | None = None


def kind(value: t.Any) -> str:
    """What sort of value this is, in the words of a report."""
    if value is None:
        return "nothing"
    for name, types in (("boolean", bool), ("number", (int, float)), ("text", str), ("list", list), ("mapping", dict)):
        if isinstance(value, types):  # type: ignore[arg-type]
            return name
    return type(value).__name__


def _octal(value: t.Any) -> int:
    try:
        return int(value, 8) if isinstance(value, str) else int("no", 8)
    except ValueError:
        raise WrongType(f'{show(value)} is no octal mode such as "0644"') from None


def _subset(seen: list[t.Any], bound: list[t.Any]) -> list[t.Any]:
    return [item for item in seen if item not in bound]


def _lacking(seen: list[t.Any], bound: list[t.Any]) -> list[t.Any]:
    return [item for item in bound if item not in seen]


def _among(seen: list[t.Any], bound: list[t.Any]) -> list[t.Any]:
    return [item for item in seen if item in bound]


def _matching(seen: list[t.Any], bound: list[str]) -> list[t.Any]:
    return [item for item in seen if any(fnmatch.fnmatchcase(str(item), pattern) for pattern in bound)]


def _no_ports(seen: list[t.Any], bound: list[str]) -> list[t.Any]:
    return [item for item in seen if item not in bound and not (isinstance(item, str) and port(item))]


def _no_numbers(seen: list[t.Any], bound: list[t.Any]) -> list[t.Any]:
    """What of a list is no port, stands there twice, or before a lower one."""
    good = [kind(item) == "number" and int(item) == item and 1 <= item <= HIGHEST for item in seen]
    return [item for at, item in enumerate(seen) if not good[at] or (at and good[at - 1] and seen[at - 1] >= item)]


def _of_list(words: str, offenders: t.Callable[[list[t.Any], t.Any], list[t.Any]]) -> Operator:
    return Operator(words, lambda seen, bound: not offenders(seen, bound), "list", "list", offenders)


# seen and bound: the kind each side must have; "same" is that of the other side, "any" is left to the test.
OPERATORS: dict[str, Operator] = {
    "equals": Operator("{}", lambda seen, bound: bool(seen == bound), "same", "any"),
    "not_equal": Operator("anything but {}", lambda seen, bound: bool(seen != bound), "same", "any"),
    "at_least": Operator("at least {}", lambda seen, bound: bool(seen >= bound), "number", "number"),
    "at_most": Operator("at most {}", lambda seen, bound: bool(seen <= bound), "number", "number"),
    "between": Operator("between {}", lambda seen, bound: bool(bound[0] <= seen <= bound[1]), "number", "pair"),
    "one_of": Operator("one of {}", lambda seen, bound: seen in bound, "item", "list"),
    "subset_of": _of_list("nothing but {}", _subset),
    "contains": _of_list("all of {}", _lacking),
    "none_of": _of_list("none of {}", _among),
    "ports_or": Operator("ports such as 443/tcp or 8000-8010/udp, or {}", lambda seen, bound: not _no_ports(seen, bound), "list", "list", _no_ports),
    "port_numbers": Operator(
        f"ports from 1 to {HIGHEST}, each once, the lowest first", lambda seen, bound: bool(seen) and not _no_numbers(seen, bound), "list", "list", _no_numbers
    ),
    "no_match": _of_list("nothing like {}", _matching),
    "mode_at_most": Operator("{} or less", lambda seen, bound: not _octal(seen) & ~_octal(bound), "text", "text"),
    "umask_covers": Operator("{} or stricter", lambda seen, bound: not _octal(bound) & ~_octal(seen), "text", "text"),
}


def show(value: t.Any, most: int = 6) -> str:
    """A value as a person reads it in a sentence; a list of more than that many ends in how many more there are."""
    if isinstance(value, list):
        shown = ", ".join(str(item) for item in value[:most]) or "none"
        return shown + (f" and {len(value) - most} more" if len(value) > most else "")
    if isinstance(value, dict):
        return ", ".join(f"{key} {show(item, most)}" for key, item in value.items()) or "none"
    if isinstance(value, str):
        return value if value and value == " ".join(value.split()) else json.dumps(value)
    return "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def words(accept: dict[str, t.Any], most: int = 6) -> str:
    """What an accept asks for, such as "at least 1"."""
    return " and ".join(OPERATORS[name].words.format(_bound_words(name, bound, most)) for name, bound in accept.items())


def _bound_words(name: str, bound: t.Any, most: int) -> str:
    return f"{bound[0]} and {bound[1]}" if name == "between" else show(bound, most)


def check_bound(name: str, bound: t.Any) -> None:
    """Raise WrongType where a bound is none that its operator can use."""
    wanted = OPERATORS[name].bound
    pair = wanted == "pair" and isinstance(bound, list) and len(bound) == 2 and {kind(item) for item in bound} == {"number"}
    if not (wanted == "any" or pair or kind(bound) == wanted):
        raise WrongType(f"{name} needs {'two numbers [least, most]' if wanted == 'pair' else 'a ' + wanted}, not {show(bound)}")
    if name in ("mode_at_most", "umask_covers"):
        _octal(bound)


def accepted(name: str, seen: t.Any, bound: t.Any) -> bool:
    """Whether a value passes one operator; WrongType where the two cannot be compared."""
    operator = OPERATORS[name]
    kinds = {"same": {kind(bound), "nothing"}, "item": {"nothing", *(kind(item) for item in bound)} if operator.seen == "item" else set()}
    allowed = kinds.get(operator.seen) or {operator.seen}
    if kind(seen) not in allowed:
        raise WrongType(f"{show(seen)} is a {kind(seen)}, but {name} {show(bound)} needs a {' or '.join(sorted(allowed - {'nothing'}))}")
    return operator.test(seen, bound)


def refused(accept: dict[str, t.Any], seen: t.Any) -> list[str]:
    """The operators that a value does not pass."""
    return [name for name, bound in accept.items() if not accepted(name, seen, bound)]
