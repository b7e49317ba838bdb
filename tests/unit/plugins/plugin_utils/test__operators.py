# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Each operator on values that pass, that do not, and that cannot be compared."""

from __future__ import annotations

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils._operators import OPERATORS, WrongType, accepted, check_bound, show, words

PASS, FAIL, CANNOT = True, False, None
TABLE = [
    ("equals", 2, 2, PASS),
    ("equals", 2, 3, FAIL),
    ("equals", "no", "no", PASS),
    ("equals", "no", "yes", FAIL),
    ("equals", True, True, PASS),
    ("equals", [], [], PASS),
    ("equals", ["root"], ["root", "toor"], FAIL),
    ("equals", {"start": 10}, {"start": 10}, PASS),
    ("equals", 1, None, FAIL),
    ("equals", 1, "1", CANNOT),
    ("equals", 1, True, CANNOT),
    ("equals", "a", ["a"], CANNOT),
    ("not_equal", "no", "yes", PASS),
    ("not_equal", "no", "no", FAIL),
    ("not_equal", "no", None, PASS),
    ("not_equal", "no", 0, CANNOT),
    ("at_least", 1, 1, PASS),
    ("at_least", 1, 0, FAIL),
    ("at_least", 1, "2", CANNOT),
    ("at_least", 1, None, CANNOT),
    ("at_least", 0, True, CANNOT),
    ("at_most", 4, 4, PASS),
    ("at_most", 4, 5, FAIL),
    ("at_most", 4, "none", CANNOT),
    ("between", [1, 60], 1, PASS),
    ("between", [1, 60], 60, PASS),
    ("between", [1, 60], 0, FAIL),
    ("between", [1, 60], 61, FAIL),
    ("between", [1, 60], "1m", CANNOT),
    ("one_of", [1, 2], 2, PASS),
    ("one_of", [1, 2], 0, FAIL),
    ("one_of", ["INFO", "VERBOSE"], "QUIET", FAIL),
    ("one_of", ["no", 0], 0, PASS),
    ("one_of", ["no"], None, FAIL),
    ("one_of", ["no"], 0, CANNOT),
    ("subset_of", ["a", "b"], ["a"], PASS),
    ("subset_of", ["a", "b"], [], PASS),
    ("subset_of", ["a"], ["a", "c"], FAIL),
    ("subset_of", ["a"], "a", CANNOT),
    ("contains", ["nosuid"], ["rw", "nosuid"], PASS),
    ("contains", ["nosuid"], ["rw"], FAIL),
    ("contains", ["nosuid"], "nosuid", CANNOT),
    ("none_of", ["x"], ["y"], PASS),
    ("none_of", ["x"], ["x", "y"], FAIL),
    ("none_of", ["x"], None, CANNOT),
    ("ports_or", ["ssh"], ["ssh", "443/tcp", "8000-8010/udp"], PASS),
    ("ports_or", ["ssh"], ["443"], FAIL),
    ("ports_or", ["ssh"], ["70000/tcp"], FAIL),
    ("ports_or", ["ssh"], "443/tcp", CANNOT),
    ("port_numbers", [], [22, 2222], PASS),
    ("port_numbers", [], [1, 65535], PASS),
    ("port_numbers", [], [], FAIL),
    ("port_numbers", [], [0], FAIL),
    ("port_numbers", [], [65536], FAIL),
    ("port_numbers", [], [22, 22], FAIL),
    ("port_numbers", [], [2222, 22], FAIL),
    ("port_numbers", [], ["22"], FAIL),
    ("port_numbers", [], [True], FAIL),
    ("port_numbers", [], [22.5], FAIL),
    ("port_numbers", [], 22, CANNOT),
    ("no_match", ["*-cbc"], ["aes256-ctr"], PASS),
    ("no_match", ["*-cbc"], ["aes256-cbc"], FAIL),
    ("no_match", ["*-cbc"], "aes256-cbc", CANNOT),
    ("mode_at_most", "0640", "0640", PASS),
    ("mode_at_most", "0640", "0000", PASS),
    ("mode_at_most", "0640", "0604", FAIL),
    ("mode_at_most", "1777", "1777", PASS),
    ("mode_at_most", "0755", "4755", FAIL),
    ("mode_at_most", "0640", "rw-r-----", CANNOT),
    ("mode_at_most", "0640", 640, CANNOT),
    ("umask_covers", "0027", "0027", PASS),
    ("umask_covers", "0027", "0077", PASS),
    ("umask_covers", "0027", "0022", FAIL),
    ("umask_covers", "0027", "0007", FAIL),
    ("umask_covers", "0027", "0072", FAIL),
    ("umask_covers", "0027", "u=rwx", CANNOT),
    ("umask_covers", "0027", 27, CANNOT),
    ("umask_covers", "0027", None, CANNOT),
]


@pytest.mark.parametrize(("name", "bound", "seen", "outcome"), TABLE)
def test_accepted(name: str, bound: object, seen: object, outcome: bool | None) -> None:
    if outcome is CANNOT:
        with pytest.raises(WrongType):
            accepted(name, seen, bound)
    else:
        assert accepted(name, seen, bound) is outcome


def test_each_operator_has_all_three() -> None:
    assert {name: {row[3] for row in TABLE if row[0] == name} for name in OPERATORS} == {name: {PASS, FAIL, CANNOT} for name in OPERATORS}


@pytest.mark.parametrize(
    ("name", "bound", "sentence"),
    [
        ("at_least", "1", "at_least needs a number, not 1"),
        ("between", [1], r"between needs two numbers \[least, most\], not 1"),
        ("between", ["a", "b"], "between needs two numbers"),
        ("one_of", "no", "one_of needs a list, not no"),
        ("mode_at_most", 644, "mode_at_most needs a text, not 644"),
        ("mode_at_most", "rwx", 'rwx is no octal mode such as "0644"'),
        ("umask_covers", "u=rwx", 'u=rwx is no octal mode such as "0644"'),
    ],
)
def test_bad_bound(name: str, bound: object, sentence: str) -> None:
    with pytest.raises(WrongType, match=sentence):
        check_bound(name, bound)


@pytest.mark.parametrize(
    ("accept", "text"),
    [
        ({"equals": "no"}, "no"),
        ({"not_equal": "no"}, "anything but no"),
        ({"at_least": 1, "at_most": 3}, "at least 1 and at most 3"),
        ({"between": [1, 60]}, "between 1 and 60"),
        ({"one_of": ["a", "b"]}, "one of a, b"),
        ({"contains": ["nosuid"]}, "all of nosuid"),
        ({"no_match": ["*-cbc"]}, "nothing like *-cbc"),
        ({"mode_at_most": "0640"}, "0640 or less"),
        ({"umask_covers": "0027"}, "0027 or stricter"),
    ],
)
def test_words(accept: dict[str, object], text: str) -> None:
    assert words(accept) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        (True, "true"),
        ("", '""'),
        ("a  b", '"a  b"'),
        ([], "none"),
        (list("abcdefgh"), "a, b, c, d, e, f and 2 more"),
        ({"a": 1, "b": ["x"]}, "a 1, b x"),
        ({}, "none"),
    ],
)
def test_show(value: object, text: str) -> None:
    assert show(value) == text
