# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils._python import _installed, _records
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils._python import fake_venv


def relinked(path: pathlib.Path) -> None:
    copy = path.parent.parent.parent / "copy"
    path.rename(copy)
    path.symlink_to(copy)


def unknown(site: pathlib.Path) -> None:
    record = site / "idna-3.7.dist-info" / "RECORD"
    record.write_text(record.read_text(encoding="utf-8").replace("sha256=", "no-such="), encoding="utf-8")


EVERY = ["idna-3.7.dist-info/METADATA", "idna/__init__.py", "idna/__pycache__/__init__.cpython-311.pyc"]
STRAY = "__pycache__/x.cpython-311.pyc"
BREAKS: dict[str, tuple[t.Callable[[pathlib.Path], t.Any], list[str], list[str]]] = {
    "nothing": (lambda site: None, [], []),
    "an edited file": (lambda site: (site / "idna" / "__init__.py").write_text("x", encoding="utf-8"), ["idna/__init__.py"], []),
    "a file that is gone": (lambda site: (site / "idna" / "__init__.py").unlink(), ["idna/__init__.py"], []),
    "a link in the place of a file": (lambda site: relinked(site / "idna" / "__init__.py"), ["idna/__init__.py"], []),
    "a hash of no known kind": (unknown, ["idna/__init__.py", "idna-3.7.dist-info/METADATA"], []),
    "an empty RECORD": (lambda site: (site / "idna-3.7.dist-info" / "RECORD").write_text("", encoding="utf-8"), ["idna-3.7.dist-info/RECORD"], EVERY),
    "a file of nobody": (lambda site: (site / "evil.pth").write_text("import evil", encoding="utf-8"), [], ["evil.pth"]),
    "a compiled file of nobody": (lambda site: (site / "idna" / STRAY).write_bytes(b""), [], [f"idna/{STRAY}"]),
    "a compiled file outside": (lambda site: (site / "idna" / "__init__.pyc").write_bytes(b""), [], ["idna/__init__.pyc"]),
    "another compiled file of a source": (lambda site: (site / "idna" / "__pycache__" / "__init__.cpython-311.opt-1.pyc").write_bytes(b""), [], []),
    "a folder that is a link": (lambda site: (site / "evil").symlink_to("/tmp"), [], ["evil"]),
}


@pytest.mark.parametrize("name", BREAKS)
def test_verify(name: str, tmp_path: pathlib.Path) -> None:
    folder = fake_venv.venv(tmp_path, fake_venv.interpreter(tmp_path), {"idna": "3.7"})
    site = folder / "lib" / "python3.11" / "site-packages"
    installed = _installed.distributions(str(site))
    breaks, edited, strange = BREAKS[name]
    breaks(site)
    found = _records.verify(str(site), installed)
    inside = [str(pathlib.Path(path).relative_to(site)) for path in found.edited.get("idna", [])]
    assert inside == edited
    assert [str(pathlib.Path(path).relative_to(site)) for path in found.strange] == strange
    assert bool(found) == bool(edited or strange)


def test_a_script_is_hashed_where_it_is(tmp_path: pathlib.Path) -> None:
    folder = fake_venv.venv(tmp_path, fake_venv.interpreter(tmp_path), {"idna": "3.7"})
    site, script = folder / "lib" / "python3.11" / "site-packages", folder / "bin" / "idna"
    script.write_text("#!/bin/sh\n", encoding="utf-8")
    with (site / "idna-3.7.dist-info" / "RECORD").open("a", encoding="utf-8") as record:
        record.write(f"../../../bin/idna,{fake_venv.hashed(script)},10\n")
    installed = _installed.distributions(str(site))
    assert not _records.verify(str(site), installed)
    script.write_text("#!/bin/sh\nevil\n", encoding="utf-8")
    assert _records.verify(str(site), installed).files == [str(script)]
