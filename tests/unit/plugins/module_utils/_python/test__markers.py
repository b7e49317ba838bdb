# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Markers and specifiers mean what the packaging library says they mean, on generated cases and on a table."""

from __future__ import annotations

import itertools
import os
import random

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _markers
from ansible_collections.groundwork.baseline.plugins.module_utils._python._markers import MarkerError, environment, evaluate, satisfies

packaging_markers = pytest.importorskip("packaging.markers", reason="markers are compared with the packaging library, which is not installed")
packaging_specifiers = pytest.importorskip("packaging.specifiers", reason="specifiers are compared with the packaging library, which is not installed")

SEED = int(os.environ.get("GROUNDWORK_SEED", "20261128"))
# Before 26 the library compared strings that are no versions by their order; the specification has dropped that.
CURRENT = packaging_markers.Marker("platform_version >= '#1'").evaluate({"platform_version": "#2"}) is False
needs_current = pytest.mark.skipif(not CURRENT, reason="this packaging library follows an older wording of the specification")

PYTHON = {"version": "3.11.2", "implementation": "cpython", "machine": "x86_64"}
RELEASES = ["3", "3.9", "3.10", "3.11", "3.11.2", "3.11.3", "3.12.0", "3.13", "1.0", "1", "0.0", "5.10", "2!1.0", "10.0.0"]
SUFFIXES = ["", "", "", "a1", "b2", "rc1", ".post1", "-1", ".dev3", "a1.dev2", "rc1.post2", ".post1.dev1", "+local", "+abc.5", "-alpha.4", ".r3", "c2"]
ODD = ["", "linux", "CPython", "3.11.*", "3.*", "1.0a1.*", "x86_64", "#1 SMP", "6.1.0-13-amd64", "v3.11", " 3.11 ", "3.11+", "3.9 3.10 3.11", "~", "ÄÖ"]
OPERATORS = ["==", "!=", "<=", ">=", "<", ">", "~=", "===", "in", "not in"]
NAMES = sorted(environment(PYTHON))
SPELLINGS = [*NAMES, "os.name", "sys.platform", "platform.version", "platform.machine", "platform.python_implementation", "python_implementation"]


def version(rng: random.Random) -> str:
    return rng.choice(RELEASES) + rng.choice(SUFFIXES)


def value(rng: random.Random) -> str:
    return version(rng) if rng.random() < 0.7 else rng.choice(ODD)


def quoted(rng: random.Random, text: str) -> str:
    if rng.random() < 0.05:
        return "'{}'".format("".join(f"\\x{ord(letter):02x}" if ord(letter) < 128 else letter for letter in text))
    return f'"{text}"' if rng.random() < 0.5 else f"'{text}'"


def comparison(rng: random.Random) -> str:
    operator = rng.choice(OPERATORS)
    # whether === may have nothing after it differs between the library's own releases
    sides = [rng.choice(SPELLINGS), quoted(rng, (value(rng) or "3.11") if operator == "===" else value(rng))]
    if rng.random() < 0.2 and operator != "===":
        sides.reverse()
    space = rng.choice(["", " ", "  ", "\t"]) if operator not in ("in", "not in") else " "
    return f"{sides[0]}{space}{operator}{space}{sides[1]}"


def marker(rng: random.Random, depth: int = 0) -> str:
    if depth > 3 or rng.random() < 0.5:
        return comparison(rng)
    parts = [marker(rng, depth + 1) for _turn in range(rng.randint(2, 3))]
    text = parts[0] + "".join(f" {rng.choice(['and', 'or'])} {part}" for part in parts[1:])
    return f"({text})" if rng.random() < 0.6 else text


def surroundings(rng: random.Random) -> dict[str, str]:
    return {**{name: value(rng) for name in NAMES}, "python_version": rng.choice(RELEASES), "python_full_version": version(rng)}


def theirs(text: str, known: dict[str, str]) -> object:
    try:
        return packaging_markers.Marker(text).evaluate(known)
    except (packaging_markers.InvalidMarker, packaging_markers.UndefinedComparison):
        return "refused"


def ours(text: str, known: dict[str, str]) -> object:
    try:
        return evaluate(text, known)
    except MarkerError:
        return "refused"


@needs_current
def test_one_comparison() -> None:
    """Every way of comparing, on versions and on what is none."""
    rng, seen = random.Random(SEED), set()
    for _turn in range(3000):
        text, known = comparison(rng), surroundings(rng)
        expected = theirs(text, known)
        seen.add(expected)
        assert ours(text, known) == expected, f"seed {SEED}: {text} in {known}"
    assert seen == {True, False, "refused"}


@needs_current
def test_whole_markers() -> None:
    """And, or and parentheses; a marker that is written out again means the same."""
    rng, seen = random.Random(SEED + 1), set()
    for _turn in range(1000):
        text, known = marker(rng), surroundings(rng)
        expected = theirs(text, known)
        seen.add(expected)
        if expected == "refused":
            continue
        assert ours(text, known) == expected, f"seed {SEED}: {text} in {known}"
        again = _markers.text(_markers.parse(text))
        assert (ours(again, known), theirs(again, known)) == (expected, expected), f"seed {SEED}: {again} in {known}"
    assert seen == {True, False, "refused"}


@needs_current
def test_broken_markers() -> None:
    """What the library does not parse is not parsed here either."""
    rng, refused = random.Random(SEED + 2), 0
    for _turn in range(1000):
        letters = list(marker(rng))
        for _turn in range(rng.randint(1, 3)):
            place = rng.randrange(len(letters))
            letters[place] = rng.choice(["", "(", ")", "'", " ", "or", "x", "="])
        text, known = "".join(letters), surroundings(rng)
        expected = theirs(text, known)
        refused += expected == "refused"
        # the library stops at the first part that settles the matter, or at the first that cannot be compared
        if "refused" not in (expected, ours(text, known)) or not parses(text):
            assert ours(text, known) == expected, f"seed {SEED}: {text!r} in {known}"
    assert refused > 200


def parses(text: str) -> bool:
    try:
        packaging_markers.Marker(text)
    except packaging_markers.InvalidMarker:
        return False
    return True


@needs_current
def test_specifiers() -> None:
    """One clause and several, against versions with every kind of part."""
    rng, seen = random.Random(SEED + 3), set()
    for _turn in range(3000):
        clauses = [rng.choice(OPERATORS[:8]) + rng.choice(["", " "]) + version(rng) + rng.choice(["", "", ".*"]) for _turn in range(rng.choice([1, 1, 2]))]
        text, asked = rng.choice([",", ", "]).join(clauses), version(rng)
        try:
            expected: object = packaging_specifiers.SpecifierSet(text).contains(asked, prereleases=True)
        except packaging_specifiers.InvalidSpecifier:
            expected = "refused"
        try:
            found: object = satisfies(text, asked)
        except MarkerError:
            found = "refused"
        seen.add(expected)
        assert found == expected, f"seed {SEED}: {asked} against {text}"
    assert seen == {True, False, "refused"}


@pytest.mark.parametrize("compare", OPERATORS[:8])
def test_every_pair(compare: str) -> None:
    """Two versions of each kind, one against the other."""
    versions = [f"{release}{suffix}" for release in ("1", "1.0", "1.1") for suffix in sorted(set(SUFFIXES))]
    for bound, seen in itertools.product(versions, versions):
        try:
            expected: object = packaging_specifiers.Specifier(f"{compare}{bound}").contains(seen, prereleases=True)
        except packaging_specifiers.InvalidSpecifier:
            expected = "refused"
        if expected != "refused":
            assert satisfies(f"{compare}{bound}", seen) is expected, f"{seen} against {compare}{bound}"
        else:
            with pytest.raises(MarkerError):
                satisfies(f"{compare}{bound}", seen)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("", True),
        ("  ", True),
        ("python_full_version < '3.11.3'", True),
        ("python_version == '3.11'", True),
        ("python_version > '3.9'", True),
        ("'3.9' < python_version", True),
        ("python_version in '3.10 3.11'", True),
        ("sys_platform == 'win32' or sys_platform == 'linux' and os_name == 'nt'", False),
        ("(sys_platform == 'win32' or sys_platform == 'linux') and os_name == 'posix'", True),
        ("platform_python_implementation != 'PyPy' and implementation_name == 'cpython'", True),
        ("platform_machine in 'aarch64 x86_64'", True),
    ],
)
def test_of_an_interpreter(text: str, true: bool) -> None:
    assert evaluate(text, environment(PYTHON)) is true


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("python_version", "has no operator such as == or in at character 15"),
        ("python_version == 3.9", "nor a text in quotes, at character 19"),
        ("os_name == sys_platform", "does not compare a variable with a text in quotes"),
        ("'a' == 'b'", "does not compare a variable with a text in quotes"),
        ("(os_name == 'posix'", "has no closing parenthesis"),
        ("os_name == 'posix' os_name == 'nt'", "has no end, nor an and or an or, at character 20"),
        ("extra == 'test'", "nothing is known of extra"),
        ("os_name ~= 'posix'", "~= cannot compare 'posix' with 'posix'"),
        ("(" * 101 + "os_name == 'posix'" + ")" * 101, "nested more than 100 deep"),
        (r"os_name == '\x'", "has a text that cannot be read"),
    ],
)
def test_what_cannot_be_told(text: str, words: str) -> None:
    with pytest.raises(MarkerError) as caught:
        evaluate(text, environment(PYTHON))
    assert words in str(caught.value)


@pytest.mark.parametrize(("specifiers", "asked"), [("3.11", "3.11"), (">=x", "3.11"), (">=3.9", "three")])
def test_no_specifier(specifiers: str, asked: str) -> None:
    with pytest.raises(MarkerError):
        satisfies(specifiers, asked)


def test_the_facts_of_an_interpreter_win() -> None:
    known = environment({**PYTHON, "platform_markers": {"platform_release": "6.1.0", "python_full_version": "3.13.0+"}})
    assert (known["platform_release"], known["python_full_version"], known["platform_machine"]) == ("6.1.0", "3.13.0+local", "x86_64")
