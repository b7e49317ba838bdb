# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Audit rules as auditctl takes and prints them, and what of them records what. Two ways of writing the same are the same here."""

from __future__ import annotations

import re
import typing as t

ARCHES = {"x86_64": "b64", "aarch64": "b64", "ppc64": "b64", "ppc64le": "b64", "s390x": "b64", "i386": "b32", "i486": "b32", "i586": "b32", "i686": "b32"}
BOTH = frozenset(("b64", "b32"))
PERMS = frozenset("rwxa")
ALL = "all"
FIELD = re.compile(r"([a-z0-9_]+)(!=|>=|<=|&=|=|>|<|&)(.*)")
UNSET = ("-1", "4294967295", "unset")
# What takes away the rule that the other would add.
UNDOES = {"-d": "-a", "-W": "-w"}
ERRORS = {"1": "EPERM", "13": "EACCES"}
# What auditctl prints where it is older than the call; each number means one thing alone, whatever the architecture.
NUMBERS = {"404": "clock_settime64", "429": "move_mount", "437": "openat2", "452": "fchmodat2"}

# auditctl 4 lists with a path and an architecture the calls that each kind of access stands for; by these they are known.
STANDS_FOR = {"r": ("openat", "readlinkat"), "w": ("openat", "renameat", "unlinkat"), "x": ("execve",), "a": ("fchmodat", "fchownat", "setxattr")}


class Rule(t.NamedTuple):
    """One rule. calls: names, or "all"; path: what it watches, "" for calls wherever; perms: none is every kind of access; fields: its conditions."""

    action: str
    list: str
    arches: frozenset[str]
    calls: frozenset[str]
    path: str
    perms: frozenset[str]
    fields: frozenset[str]


class Deed(t.NamedTuple):
    """Something to be recorded: a call, or an access (one letter of rwxa) to a path, where all these conditions hold."""

    arch: str
    call: str
    path: str
    perm: str
    fields: frozenset[str]


def plain_path(path: str) -> str:
    """A path without what means nothing in it."""
    path = path.rstrip("/") or "/"
    return path[len("/var") :] if path.startswith("/var/run/") else path


def field(text: str) -> str:
    """A condition in one spelling; > of a number becomes >=."""
    parts = FIELD.fullmatch(text)
    if not parts:
        return text
    name, sign, value = parts[1].replace("loginuid", "auid"), parts[2], parts[3]
    if name == "exit":
        value = ERRORS.get(value.lstrip("-"), value.lstrip("-"))
    elif name == "auid" and value in UNSET:
        value = "unset"
    elif name == "success":
        value = {"no": "0", "yes": "1"}.get(value, value)
    elif re.fullmatch(r"0[xX][0-9a-fA-F]+|[0-9]+", value):
        value = str(_number(value) + (sign == ">"))
        sign = ">=" if sign == ">" else sign
    return f"{name}{sign}{value}"


def _number(text: str) -> int:
    """As strtoul reads it: hexadecimal after 0x, octal after 0."""
    return int(text, 16 if text[:2] in ("0x", "0X") else 8 if re.fullmatch("0[0-7]+", text) else 10)


def comparison(text: str) -> str:
    """What -C says, with its two sides in the order of the alphabet."""
    parts = re.fullmatch(r"([a-z0-9_]+)(!?=)([a-z0-9_]+)", text)
    return f"{parts[2].join(sorted((parts[1], parts[3])))} compared" if parts else f"{text} compared"


def _options(words: t.Sequence[str]) -> list[tuple[str, str]]:
    return [(word, words[at + 1]) for at, word in enumerate(words[:-1]) if re.fullmatch(r"-[a-zA-Z]", word)]


def parse_rule(line: str) -> Rule | None:
    """The rule that a line adds; None where it adds none."""
    options = _options(line.split())
    if not options or options[0][0] not in ("-a", "-A", "-w"):
        return None
    first, what = options[0]
    if first == "-w":
        perms = next((value for option, value in options if option == "-p"), "rwxa")
        return Rule("always", "exit", BOTH, frozenset((ALL,)), plain_path(what), frozenset(perms), frozenset())
    action, kind = sorted(what.split(","), key=lambda word: word not in ("always", "never"))[:2] if "," in what else ("", what)
    return _with_fields(action, kind, options[1:])


def _with_fields(action: str, kind: str, options: t.Iterable[tuple[str, str]]) -> Rule:
    arches, path, perms = BOTH, "", frozenset[str]()
    calls: set[str] = set()
    fields: set[str] = set()
    for option, value in options:
        name, _sign, said = value.partition("=")
        if option == "-S":
            calls.update(NUMBERS.get(each, each) for each in value.split(","))
        elif option == "-C":
            fields.add(comparison(value))
        elif option == "-F" and name == "arch":
            arches = frozenset((ARCHES.get(said, said),))
        elif option == "-F" and name in ("path", "dir"):
            path = plain_path(said)
        elif option == "-F" and name == "perm":
            perms = frozenset(said)
        elif option == "-F" and name != "key":
            fields.add(field(value))
    if path and perms and calls.issuperset(call for perm in perms for call in STANDS_FOR.get(perm, (ALL,))):
        calls = {ALL}
    # without an architecture auditctl takes the numbers of its own
    arches = frozenset(("b64",)) if calls - {ALL} and arches == BOTH else arches
    return Rule(action, kind, arches, frozenset(calls or (ALL,)), path, perms, frozenset(fields))


def parse(text: str) -> list[Rule]:
    """The rules of a text in the order in which the kernel asks them; -D and -W and -d take earlier ones away."""
    rules: list[Rule] = []
    for line in text.splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        rule = parse_rule(" ".join([UNDOES.get(words[0], words[0]), *words[1:]]))
        if words == ["-D"]:
            rules = []
        elif words[0] in UNDOES:
            rules = [each for each in rules if each != rule]
        elif rule:
            rules.insert(0 if words[0] == "-A" else len(rules), rule)
    return rules


def covers(rule: Rule, deed: Deed) -> bool:
    """Whether every such deed matches a rule."""
    if deed.arch not in rule.arches or not all(_holds(each, deed.fields) for each in rule.fields):
        return False
    if not deed.path:
        return not rule.path and not rule.perms and bool(rule.calls & {ALL, deed.call})
    beneath = rule.path in ("", deed.path) or deed.path.startswith(f"{rule.path.rstrip('/')}/")
    return beneath and ALL in rule.calls and (not rule.perms or deed.perm in rule.perms)


def _holds(condition: str, known: frozenset[str]) -> bool:
    """Whether a condition is met wherever the known ones are; one of a lower user id is."""
    least = re.fullmatch(r"(.+)>=([0-9]+)", condition)
    if least:
        bounds = [re.fullmatch(rf"{re.escape(least[1])}>=([0-9]+)", each) for each in known]
        return any(bound and int(bound[1]) >= int(least[2]) for bound in bounds)
    return condition in known


def keeps_silent(rules: t.Iterable[Rule]) -> bool:
    """Whether tasks are not audited at all, whatever else the rules say."""
    return any((rule.action, rule.list, rule.fields) == ("never", "task", frozenset()) for rule in rules)


def verdict(rules: t.Iterable[Rule], deed: Deed) -> str:
    """What becomes of a deed: "always" or "never" by the first rule that it matches, "" where it matches none."""
    return next((rule.action for rule in rules if rule.list == "exit" and covers(rule, deed)), "")
