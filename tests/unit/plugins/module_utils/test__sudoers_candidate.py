# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""The rules of sudo as they would be: all of them, wherever they are included."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _validators
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Completed
from ansible_collections.groundwork.baseline.plugins.module_utils._sudoers_candidate import Candidate
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

OURS = "/etc/sudoers.d/zz-groundwork"
FILES = {
    "/etc/sudoers": "Defaults a\n@includedir /etc/sudoers.d\n#include extra\n# b\n",
    "/etc/sudoers.d/10-first": "Defaults c\n",
    "/etc/sudoers.d/ops.bak": "Nonsense\n",
    "/etc/sudoers.d/zzz": "@include /etc/none\nDefaults d\n",
    "/etc/extra": "Defaults e\n",
    "/usr/sbin/visudo": "",
}


class SudoHost(FixtureHost):
    """A host whose visudo refuses a word, and notes the whole of what it was given."""

    seen = ""
    bad = "Nonsense"

    def _execute(self, argv: tuple[str, ...], seconds: float) -> Completed:
        self.seen, complaints = whole(argv[-1], self.bad)
        return Completed(argv, 1 if complaints else 0, f"{argv[-1]}: parsed OK\n", complaints)


def whole(path: str, bad: str) -> tuple[str, str]:
    """(a file with what it includes in its place, complaints about the bad word in it)."""
    seen = complaints = ""
    with open(path, encoding="utf-8") as handle:
        for number, line in enumerate(handle.read().splitlines(), start=1):
            found = re.fullmatch("#include (.*)", line)
            inner, more = whole(found[1], bad) if found else (f"{line}\n" if line else "", f"{path}:{number}:1: syntax error\n" if line == bad else "")
            seen, complaints = seen + inner, complaints + more
    return seen, complaints


@pytest.fixture
def host(tmp_path: Path) -> SudoHost:
    return SudoHost(make_root(tmp_path, FILES), {})


def test_all_of_it_is_shown(host: SudoHost) -> None:
    with Candidate(host, {OURS: "Defaults new\n"}) as candidate:
        assert candidate.failure() == ""
    assert host.seen.splitlines() == ["Defaults a", "Defaults c", "Defaults new", "Defaults d", "Defaults e", "# b"]


def test_a_changed_file_takes_the_place_of_what_is_there(host: SudoHost) -> None:
    with Candidate(host, {"/etc/sudoers.d/10-first": "Defaults other\n", "/etc/sudoers.d/new.x": "Nonsense\n"}) as candidate:
        assert candidate.failure() == ""
    assert host.seen.splitlines()[:2] == ["Defaults a", "Defaults other"]


def test_what_only_clashes_with_the_rest_is_refused(host: SudoHost) -> None:
    """A fragment that is good by itself does not do: the whole of it is asked about, and the real file is named."""
    host.bad = "Defaults e"
    with pytest.raises(_validators.Invalid, match=rf"{OURS} would not be accepted \(visudo -c: /etc/extra:1:1: syntax error\)"):
        _validators.validate(host, {OURS: "Defaults new\n"})
    host.bad = "Defaults new"
    with pytest.raises(_validators.Invalid, match=rf"\(visudo -c: {OURS}:1:1: syntax error\)"):
        _validators.validate(host, {OURS: "Defaults new\n"})


def test_files_that_sudo_does_not_trust_are_left_out(host: SudoHost) -> None:
    host.stats["/etc/sudoers.d/zzz"] = {"mode": "0646"}
    with Candidate(host, {}) as candidate:
        assert candidate.failure() == ""
    assert "Defaults d" not in host.seen
