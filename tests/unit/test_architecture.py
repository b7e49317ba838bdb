# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""The arrows between the rooms run one way; what runs on a host needs nothing but Python's own library."""

from __future__ import annotations

import ast
import pathlib
import sys

import pytest

PLUGINS = pathlib.Path(__file__).resolve().parents[2] / "plugins"
OURS = "ansible_collections.groundwork.baseline.plugins."
CONTROLLER = {"plugin_utils", "module_utils"}
# Room -> the rooms it may import from. Anything else runs backwards.
ARROWS = {
    "action": CONTROLLER,
    "callback": CONTROLLER,
    "doc_fragments": set(),
    "filter": CONTROLLER,
    "lookup": CONTROLLER,
    "module_utils": {"module_utils"},
    "modules": {"module_utils"},
    "plugin_utils": CONTROLLER,
}
TARGET = ("modules", "module_utils")
# The collection's own part of ansible-core that travels with a module.
TRAVELS = ("ansible.module_utils.",)
STANDARD = set(getattr(sys, "stdlib_module_names", ())) or {"__future__"}


def imports(source: str) -> list[str]:
    """Every module that a file imports, those under TYPE_CHECKING too; a package's members are named with it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]
    return found


def faults(room: str, source: str) -> list[str]:
    """What a file in a room imports that it may not."""
    wrong = []
    for name in imports(source):
        if name.startswith(OURS):
            if name[len(OURS) :].split(".")[0] not in ARROWS[room]:
                wrong.append(f"{name}: {room} may import from {', '.join(sorted(ARROWS[room])) or 'no room'} alone")
        elif name.startswith("."):
            wrong.append(f"{name}: imports are absolute")
        elif room in TARGET and name.split(".")[0] not in STANDARD and not name.startswith(TRAVELS):
            wrong.append(f"{name}: it is not in the standard library, and a host has nothing else")
    return wrong


FILES = sorted(path for path in PLUGINS.rglob("*.py") if path.parent != PLUGINS)


@pytest.mark.skipif(sys.version_info < (3, 10), reason="sys.stdlib_module_names came with Python 3.10")
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PLUGINS)))
def test_arrows(path: pathlib.Path) -> None:
    """No arrow runs backwards."""
    assert faults(path.relative_to(PLUGINS).parts[0], path.read_text(encoding="utf-8")) == []


@pytest.mark.skipif(sys.version_info < (3, 10), reason="sys.stdlib_module_names came with Python 3.10")
@pytest.mark.parametrize(
    ("room", "line", "count"),
    [
        ("module_utils", f"from {OURS}plugin_utils import _catalogue", 1),
        ("modules", f"from {OURS}plugin_utils._evaluate import judge", 1),
        ("plugin_utils", f"from {OURS}action import security_baseline_info", 1),
        ("module_utils", "import yaml", 1),
        ("module_utils", "from . import _host", 1),
        ("modules", "from ansible.module_utils.basic import AnsibleModule", 0),
        ("action", f"from {OURS}plugin_utils import _catalogue", 0),
        ("module_utils", "import subprocess", 0),
    ],
)
def test_a_backward_arrow_is_seen(room: str, line: str, count: int) -> None:
    """The test above can fail."""
    assert len(faults(room, line)) == count


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PLUGINS)))
def test_one_sitting(path: pathlib.Path) -> None:
    """No file is longer than 300 lines, no function longer than 40."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert long == []
