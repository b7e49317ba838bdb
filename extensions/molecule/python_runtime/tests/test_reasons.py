# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Whatever may happen to an environment is found, named, and mended by the next run; the one after that changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import time
import typing as t

import calls
import pytest
from hosts import CA, INVENTORY, LOCKS, PYTHONS, SMALL, TWO, as_root, env, told

PATH = "/opt/small"
SITE = f"{PATH}/lib/python3.*/site-packages"
VERIFY = {"verify": "record"}
# as pip would have left it
ROGUE = f"""
cd {SITE}; cp -r h11 rogue; mkdir rogue-1.0.dist-info; touch rogue-1.0.dist-info/RECORD
printf 'Metadata-Version: 2.1\\nName: rogue\\nVersion: 1.0\\n' > rogue-1.0.dist-info/METADATA
find rogue rogue-1.0.dist-info -type f -printf '%p,,\\n' > /root/RECORD; mv /root/RECORD rogue-1.0.dist-info/
"""


@pytest.fixture(scope="module", params=TWO)
def name(request: pytest.FixtureRequest) -> t.Iterator[str]:
    """A host on which a small environment is."""
    host = str(request.param)
    first = env(host, PATH, lock=str(SMALL))
    assert (first["changed"], first["reason"], len(first["added"])) == (True, "absent", 3)
    yield host
    gone = env(host, PATH, state="absent")
    assert gone["changed"]
    assert as_root(host, f"test -e {PATH}").returncode == 1


@pytest.mark.parametrize(
    ("broken", "reason", "more", "told_of"),
    [
        (ROGUE,
         "packages", {}, {"removed": ["rogue==1.0"]}),
        (f"rm -r {SITE}/idna-*.dist-info", "packages", {}, {}),
        (f"echo '# edited' >> $(echo {SITE}/h11/__init__.py)", "tampered", VERIFY, {}),
        (f"ln -sfn /nowhere/python3 {PATH}/bin/python; ln -sfn /nowhere/python3 {PATH}/bin/python3", "interpreter_gone", {}, {}),
        (f"chown shop: {SITE}/h11/__init__.py; chown shop: {PATH}", "owner", {}, {}),
    ],
    ids=["added by hand", "dist-info deleted", "edited", "interpreter gone", "owner"],
)  # fmt: skip
def test_reason(name: str, broken: str, reason: str, more: dict[str, t.Any], told_of: dict[str, t.Any]) -> None:
    told(name, broken)
    looked = env(name, PATH, "--become", "--check", lock=str(SMALL), **more)
    mended = env(name, PATH, lock=str(SMALL), **more)
    again = env(name, PATH, lock=str(SMALL), **VERIFY)
    assert (looked["changed"], looked["reason"]) == (mended["changed"], mended["reason"]) == (True, reason)
    assert {key: mended[key] for key in told_of} == told_of
    assert (again["changed"], again["reason"]) == (False, "")
    assert told(name, f"{PATH}/bin/python -I -c 'import h11, idna, typing_inspection; print(1)'") == "1"


def test_another_interpreter() -> None:
    """On EL9 there are two: the environment follows, there and back."""
    path, wanted = "/opt/moved", {"lock": str(SMALL)}
    assert env("gw-py-el9", path, **wanted)["reason"] == "absent"
    moved = env("gw-py-el9", path, **{**wanted, "python": "/usr/bin/python3.9"})
    assert (moved["changed"], moved["reason"]) == (True, "interpreter_changed")
    assert told("gw-py-el9", f"{path}/bin/python -V").startswith("Python 3.9.")
    assert not env("gw-py-el9", path, **{**wanted, "python": "/usr/bin/python3.9"})["changed"]
    told("gw-py-el9", f"rm -r {path}")


def test_killed_half_way() -> None:
    """A build that is killed is found by the next run and done again."""
    name, path = TWO[0], "/opt/killed"
    args = {"path": path, "python": PYTHONS.get(name, "/usr/bin/python3"), "ca_bundle": CA, "lock": str(LOCKS / "pylock.toml")}
    argv = ["ansible", name, "-i", INVENTORY, "--become", "-m", "groundwork.baseline.python_env", "-a", json.dumps(args)]
    environ = {**os.environ, **calls.PLAIN}
    with subprocess.Popen(argv, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as building:
        for _attempt in range(600):
            pids = as_root(name, f"test -d {path}/lib && pgrep -f '[/]opt/killed/bin/python'").stdout.split()
            if pids:
                # what installs, and the module that waits for it
                told(name, f"kill -9 $(ps -o ppid= -p {pids[0]}) {' '.join(pids)} 2>/dev/null; true")
                break
            time.sleep(0.05)
        building.communicate(timeout=120)
    assert building.returncode != 0
    again = env(name, path, lock=str(LOCKS / "pylock.toml"), compile=False)
    assert (again["changed"], again["reason"]) == (True, "incomplete")
    assert told(name, f"{path}/bin/python -I -c 'import django, fastapi; print(1)'") == "1"
    assert not env(name, path, lock=str(LOCKS / "pylock.toml"), compile=False)["changed"]
    told(name, f"rm -r {path}")
