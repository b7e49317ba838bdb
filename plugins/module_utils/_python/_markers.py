# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Environment markers: which packages of a lock an interpreter needs (PEP 508)."""

from __future__ import annotations

import ast
import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._python import _versions

VERSIONS = {"implementation_version", "platform_release", "python_full_version", "python_version"}
MOST_NESTED = 100
_VARIABLE = re.compile(
    r"\b(python_version|python_full_version|os[._]name|sys[._]platform|platform_(?:release|system)"
    r"|platform[._](?:version|machine|python_implementation)|python_implementation|implementation_(?:name|version)"
    r"|extras?|dependency_groups)\b"
)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_OPERATOR = re.compile(r"===|==|~=|!=|<=|>=|<|>|\bin\b|\bnot[ \t]+in\b")
_BOOLEAN = re.compile(r"\b(?:or|and)\b")
_SPACE = re.compile(r"[ \t]*")
# What compares where one side is no version. Order means nothing then, so < and > hold for nothing and <= and >= for what is equal.
_STRINGS: dict[str, t.Callable[[str, str], bool]] = {
    "in": lambda left, right: left in right,
    "not in": lambda left, right: left not in right,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<=": lambda left, right: left == right,
    ">=": lambda left, right: left == right,
    "<": lambda left, right: False,
    ">": lambda left, right: False,
}


class MarkerError(ValueError):
    """A marker that cannot be parsed, or that compares what cannot be compared."""


class Comparison(t.NamedTuple):
    """One comparison of a variable with a text; turned where the text stands on the left."""

    variable: str
    operator: str
    value: str
    turned: bool


class Group(t.NamedTuple):
    """Several tests or groups, of which all ("and") or one ("or") has to hold."""

    word: str
    parts: tuple[t.Any, ...]


Node = t.Union[Comparison, Group]


class _Reader:
    """Reads a marker from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0

    def take(self, pattern: re.Pattern[str]) -> str:
        self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found[0] if found else ""

    def peek(self, character: str) -> bool:
        self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]
        here = self.text.startswith(character, self.at) if character else self.at == len(self.text)
        self.at += len(character) if here else 0
        return here

    def expected(self, what: str) -> MarkerError:
        return MarkerError(f"the marker {self.text!r} has no {what} at character {self.at + 1}")

    def either(self) -> Node:
        choices: list[list[Node]] = [[self.atom()]]
        word = self.take(_BOOLEAN)
        while word:
            if word == "or":
                choices.append([])
            choices[-1].append(self.atom())
            word = self.take(_BOOLEAN)
        return joined("or", [joined("and", choice) for choice in choices])

    def atom(self) -> Node:
        if not self.peek("("):
            return self.test()
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise MarkerError(f"a marker is nested more than {MOST_NESTED} deep")
        node = self.either()
        self.depth -= 1
        if not self.peek(")"):
            raise self.expected("closing parenthesis")
        return node

    def test(self) -> Comparison:
        left, right_of = self.term()
        operator = " ".join(self.take(_OPERATOR).split())
        if not operator:
            raise self.expected("operator such as == or in")
        right, left_of = self.term()
        if right_of == left_of:
            raise MarkerError(f"the marker {self.text!r} does not compare a variable with a text in quotes")
        return Comparison(left, operator, right, False) if right_of else Comparison(right, operator, left, True)

    def term(self) -> tuple[str, bool]:
        """The next variable or text, and whether it is a variable."""
        variable = self.take(_VARIABLE).replace(".", "_")
        if variable:
            return ("platform_python_implementation" if variable == "python_implementation" else variable), True
        quoted = self.take(_QUOTED)
        if not quoted:
            raise self.expected("variable such as python_version, nor a text in quotes,")
        if "\\" not in quoted and quoted.isprintable():
            return quoted[1:-1], False
        try:
            return str(ast.literal_eval(quoted)), False
        except (SyntaxError, ValueError):
            raise MarkerError(f"the marker {self.text!r} has a text that cannot be read: {quoted}") from None


def joined(word: str, parts: list[Node]) -> Node:
    """Several nodes under one word; one alone stays as it is."""
    return parts[0] if len(parts) == 1 else Group(word, tuple(parts))


def parse(marker: str) -> Node:
    """The marker as a tree; MarkerError where it is none."""
    reader = _Reader(marker)
    node = reader.either()
    if not reader.peek(""):
        raise reader.expected("end, nor an and or an or,")
    return node


def text(node: Node, inside: str = "") -> str:
    """The marker that a tree stands for."""
    if isinstance(node, Comparison):
        sides = (node.variable, node.operator, _quote(node.value))
        return " ".join(reversed(sides) if node.turned else sides)
    inner = f" {node.word} ".join(text(part, node.word) for part in node.parts)
    return f"({inner})" if inside == "and" and node.word == "or" else inner


def _quote(value: str) -> str:
    if "\\" in value or not value.isprintable() or ("'" in value and '"' in value):
        return '"{}"'.format(value.encode("unicode_escape").decode("ascii").replace('"', r"\x22"))
    return f'"{value}"' if "'" in value else f"'{value}'"


def holds(node: Node, environment: t.Mapping[str, str]) -> bool:
    """Whether a tree is true of an environment."""
    if isinstance(node, Group):
        return (all if node.word == "and" else any)(holds(part, environment) for part in node.parts)
    if node.variable not in environment:
        raise MarkerError(f"nothing is known of {node.variable}, which a marker asks for")
    known = environment[node.variable]
    left, right = (node.value, known) if node.turned else (known, node.value)
    if node.variable in VERSIONS and node.operator not in ("in", "not in"):
        try:
            return _versions.allows(node.operator, right, left)
        except _versions.VersionError:
            pass
    compare = _STRINGS.get(node.operator)
    if compare is None:
        raise MarkerError(f"{node.operator} cannot compare {left!r} with {right!r}")
    return compare(left, right)


def evaluate(marker: str, environment: t.Mapping[str, str]) -> bool:
    """Whether a marker is true of an environment; an empty one always is."""
    return not marker.strip() or holds(parse(marker), environment)


def environment(python: t.Mapping[str, t.Any]) -> dict[str, str]:
    """What markers may ask of an interpreter, from its facts."""
    version = str(python["version"])
    implementation = str(python.get("implementation") or "cpython")
    known = {
        "implementation_name": implementation,
        "implementation_version": version,
        "os_name": "posix",
        "platform_machine": str(python.get("machine") or ""),
        "platform_python_implementation": {"cpython": "CPython", "pypy": "PyPy"}.get(implementation, implementation),
        "platform_release": "",
        "platform_system": "Linux",
        "platform_version": "",
        "python_full_version": version,
        "python_version": ".".join(version.split(".")[:2]),
        "sys_platform": "linux",
    }
    known.update({name: str(value) for name, value in (python.get("platform_markers") or {}).items()})
    # a build of Python that carries no tag calls itself 3.13.0+, which is no version
    full = known["python_full_version"]
    known["python_full_version"] = f"{full}local" if full.endswith("+") else full
    return known


def satisfies(specifiers: str, version: str) -> bool:
    """Whether a version is what a lock's requires-python allows; MarkerError where either is none."""
    try:
        _versions.parse(version)
        return _versions.satisfies(specifiers, version)
    except _versions.VersionError as exc:
        raise MarkerError(str(exc)) from None
