# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What each kind would do, and what becomes of the files that are ours."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import BOOT, RUNTIME, Reading
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import OWNED, Dress, Lines, Unfixable, blocks, merged
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import file, kernel_module, sysctl
from ansible_collections.groundwork.baseline.plugins.module_utils._runtime import Setting

PROC = "/proc/sys/kernel/x"
LINE = Lines(sysctl.DROP_IN, "kernel.x = 1", sets="kernel.x")


@pytest.mark.parametrize(
    ("readings", "steps"),
    [
        ([Reading(0, PROC, RUNTIME)], [LINE, Setting(PROC, "1")]),
        ([Reading(0, PROC, RUNTIME), Reading(0, "/etc/sysctl.conf:1", BOOT)], [LINE, Setting(PROC, "1")]),
        ([Reading(1, PROC, RUNTIME), Reading(0, "/etc/sysctl.conf:1", BOOT)], [LINE]),
        ([Reading(0, PROC, RUNTIME), Reading(1, "/etc/sysctl.conf:1", BOOT)], [LINE, Setting(PROC, "1")]),
    ],
)
def test_sysctl(readings: list[Reading], steps: list[t.Any]) -> None:
    assert sysctl.plan(readings, 1, {}, {"name": "kernel.x"}) == steps


def looks(owner: str = "root", group: str = "root", mode: str = "0644", kind: str = "file") -> Reading:
    return Reading({"owner": owner, "group": group, "mode": mode, "type": kind}, "/f", "/f")


WANT = {"owner": "root", "group": "shadow", "mode": "0640"}
LIMIT = {"mode": {"mode_at_most": "0640"}, "group": {"one_of": ["root", "shadow"]}}


@pytest.mark.parametrize(
    ("reading", "accept", "step"),
    [
        (looks(), LIMIT, Dress("/f", "root", "root", 0o640)),
        (looks(mode="0666"), LIMIT, Dress("/f", "root", "root", 0o640)),
        (looks(mode="0400", owner="joe"), LIMIT, Dress("/f", "root", "root", 0o400)),
        (looks(group="users", mode="0600"), LIMIT, Dress("/f", "root", "shadow", 0o600)),
        (looks(mode="4755"), LIMIT, Dress("/f", "root", "root", 0o640)),
        (looks(mode="0400"), {}, Dress("/f", "root", "shadow", 0o640)),
        (looks(mode="0640"), LIMIT, None),
    ],
)
def test_file(reading: Reading, accept: dict[str, t.Any], step: Dress | None) -> None:
    assert file.plan([reading], WANT, accept, {"path": "/f"}) == ([step] if step else [])


def test_a_link_is_left_alone() -> None:
    with pytest.raises(Unfixable, match="/f is a link"):
        file.plan([looks(kind="link")], WANT, LIMIT, {"path": "/f"})


def test_kernel_module() -> None:
    idle = [Reading({"loaded": False, "loadable": True}, "no install line")]
    assert kernel_module.plan(idle, {}, {}, {"name": "dccp"}) == [Lines(kernel_module.DROP_IN, "install dccp /bin/false\nblacklist dccp")]
    with pytest.raises(Unfixable, match="dccp is loaded"):
        kernel_module.plan([Reading({"loaded": True, "loadable": True}, "/proc/modules")], {}, {}, {"name": "dccp"})


OURS = f"{OWNED}\n# kernel.a\na = 1\n\n# kernel.c\nc = 1\nc2 = 2\n"


@pytest.mark.parametrize(
    ("text", "new", "after"),
    [
        ("", {"kernel.c": "c = 1\nc2 = 2", "kernel.a": "a = 1"}, OURS),
        (OURS, {}, OURS),
        (OURS, {"kernel.b": "b = 1"}, f"{OWNED}\n# kernel.a\na = 1\n\n# kernel.b\nb = 1\n\n# kernel.c\nc = 1\nc2 = 2\n"),
        (OURS, {"kernel.a": "a = 2"}, OURS.replace("a = 1", "a = 2")),
        ("somebody = 1\n# kernel.a\na = 1\n", {}, f"{OWNED}\n# kernel.a\na = 1\n"),
    ],
)
def test_files_of_ours(text: str, new: dict[str, str], after: str) -> None:
    lines = {name: Lines("/f", said) for name, said in new.items()}
    assert merged(text, lines) == after
    assert merged(after, lines) == after
    assert set(new) <= set(blocks(after))


def test_a_block_that_sets_the_same_goes() -> None:
    """Two controls cannot say two things of one setting: the newer word stands alone."""
    before = f"{OWNED}\n# ssh.root\npermitrootlogin prohibit-password\n\n# ssh.tries\nmaxauthtries 4\n"
    after = merged(before, {"ssh.root_never": Lines("/f", "permitrootlogin no", sets="permitrootlogin")})
    assert after == f"{OWNED}\n# ssh.root_never\npermitrootlogin no\n\n# ssh.tries\nmaxauthtries 4\n"
