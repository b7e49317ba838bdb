# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""The cases as data: "cases.py ids WHERE" prints controls, "cases.py values" values for them, "cases.py break FAMILY WHERE" a script that breaks them.

WHERE is container or machine, FAMILY debian or redhat. The script leaves library.sh in /opt, where the proofs find it.
"""

from __future__ import annotations

import functools
import json
import pathlib
import sys
import typing as t

import yaml

HERE = pathlib.Path(__file__).resolve().parent
CONTROLS = HERE.parents[2] / "plugins/plugin_utils/catalogue/controls"
Case = dict[str, t.Any]


@functools.cache
def cases() -> dict[str, Case]:
    """Control id -> its case."""
    return {name: case for path in sorted(HERE.glob("cases/*.yml")) for name, case in yaml.safe_load(path.read_text(encoding="utf-8")).items()}


@functools.cache
def of_machines() -> set[str]:
    """The controls that do not apply in a container."""
    controls = [control for path in CONTROLS.glob("*.yml") for control in yaml.safe_load(path.read_text(encoding="utf-8"))["controls"]]
    return {control["id"] for control in controls if control.get("applies_to", {}).get("containers") is False}


def of_family(part: t.Any, family: str) -> str:
    """A part of a case as it is for a family."""
    return str(part[family] if isinstance(part, dict) else part)


def ids(where: str) -> list[str]:
    """The controls of a container, or those that only a machine has, with some that a machine does in a way of its own."""
    machine = of_machines() | {name for name, case in cases().items() if case.get("machine")}
    return sorted(name for name in cases() if (name in machine if where == "machine" else name not in of_machines()))


def values() -> dict[str, t.Any]:
    """Control -> the value that its case wants instead of the catalogue's."""
    return {name: case["value"] for name, case in cases().items() if "value" in case}


def script(family: str, where: str) -> str:
    """Breaks everything that there is for a family in a container or on a machine alone, and says what it could not."""
    lines = ["cat > /opt/library.sh << 'LIBRARY'", (HERE / "library.sh").read_text(encoding="utf-8"), "LIBRARY", "failed=0", ". /opt/library.sh"]
    for name in ids(where):
        case = cases()[name]
        if family in case.get("families", [family]):
            lines.append(f"( set -eu; {of_family(case['break'], family)} ); [ $? -eq 0 ] || {{ echo '{name} cannot be broken' >&2; failed=1; }}")
    # once for all of them: it takes an emulated machine five seconds
    return "\n".join([*lines, "systemctl daemon-reload", "exit $failed"])


if __name__ == "__main__":
    words: dict[str, t.Callable[..., str]] = {"break": script, "ids": lambda where: json.dumps(ids(where)), "values": lambda: json.dumps(values())}
    sys.stdout.write(words[sys.argv[1]](*sys.argv[2:]))
