# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""./run test, lint, lab: every stage runs whatever fails, and each counts what it ran itself."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys
import typing as t

import document
import environment
import lanes
from count import Count, of_junit

SCENARIOS = environment.ROOT / "extensions" / "molecule"
JUNIT = environment.CACHE / "junit"
# ansible-core -> the Pythons that can hold it; the oldest that is supported, and the current one
SANITY = {"2.18": ("3.11", "3.12", "3.13"), "2.21": ("3.13", "3.12", "3.14")}
# Both do what they can say differently. The oldest imports under every Python of hosts, the current one under its own and has the newer pylint.
ONCE = {"2.18": ["--skip-test", "pylint"], "2.21": ["--python", "default"]}
PYTHONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
# the oldest Python of a host, and the tests of what runs there
FLOOR = "3.9"
# the tests of one scenario keep one processor busy, and the other idle
LANES = 2
LONGEST = ("vm", "python_runtime", "enforce", "base_hardening")
HOST_SIDE = "tests/unit/plugins/module_utils"


def call(argv: list[str], env: dict[str, str]) -> int:
    """Run a command in view."""
    print(f"$ {' '.join(argv)}", flush=True)
    return subprocess.run(argv, env=env, cwd=environment.ROOT, stdin=subprocess.DEVNULL, check=False).returncode


def skipped(what: str, why: str) -> Count:
    """One thing that could not be run here, and why."""
    print(f"skipped: {what}: {why}", flush=True)
    return Count(skipped=1)


def python(version: str) -> str | None:
    """An interpreter of this version under pyenv or on PATH, that starts."""
    root = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv"))
    candidates = [*map(str, sorted(root.glob(f"versions/{version}.*/bin/python{version}"))), shutil.which(f"python{version}")]
    return next((path for path in candidates if path and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0), None)


def lab(names: list[str]) -> Count:
    """Build the images."""
    venv = environment.environment("test")
    return Count.of(call([str(venv / "bin" / "python"), "tests/lab/build.py", *names], environment.ansible_environ(venv)))


def scratch() -> dict[str, str]:
    """Where pytest makes the folders of tests: in memory, where that has room and lets programs run, for ten thousand small trees take a disk long."""
    try:
        shared = os.statvfs("/dev/shm")
    except OSError:
        return {}
    fit = os.access("/dev/shm", os.W_OK) and not shared.f_flag & os.ST_NOEXEC and shared.f_bavail * shared.f_frsize > 1 << 30
    return {"PYTEST_DEBUG_TEMPROOT": "/dev/shm"} if fit else {}


def pytest(name: str, interpreter: pathlib.Path, where: str) -> Count:
    """A run of pytest, counted by its own report."""
    report = JUNIT / f"{name}.xml"
    report.unlink(missing_ok=True)
    env = {**os.environ, **scratch(), "PYTHONPATH": str(environment.tree()), "PYTHONDONTWRITEBYTECODE": "1"}
    return of_junit(report, call([str(interpreter), "-m", "pytest", "-q", f"--junitxml={report}", where], env))


def unit() -> Count:
    """The unit tests, and those of what runs on hosts once more under the oldest Python it may meet there."""
    total = pytest("unit", environment.environment("test") / "bin" / "python", "tests/unit")
    old = python(FLOOR)
    if old is None:
        return total + skipped(f"{HOST_SIDE} under Python {FLOOR}", f"there is no python{FLOOR} on PATH or under pyenv")
    return total + pytest(f"unit-{FLOOR}", environment.environment("floor", old) / "bin" / "python", HOST_SIDE)


def nox(session: str, version: str = "", words: t.Sequence[str] = ()) -> Count:
    """One nox session, under another Python where one is named; words are for what it runs."""
    venv = environment.environment("lint")
    env = environment.ansible_environ(venv)
    env.pop("PYTHONDONTWRITEBYTECODE")
    force = []
    if not version:
        env["PIP_CONSTRAINT"] = str(environment.LOCKS / "linters.txt")
    else:
        # ansible-test would take a pyenv shim for the interpreter of its name
        folders = [str(pathlib.Path(path).parent) for path in map(python, (version, *PYTHONS)) if path]
        env["PATH"] = ":".join([str(venv / "bin"), *folders, env["PATH"]])
        force = ["--force-python", version]
    return Count.of(call([str(venv / "bin" / "nox"), "-R", "-s", session, *force, "--", *words], env))


def lint() -> Count:
    """Whether the pages are up to date, and every lint session but the one that only runs others once more."""
    venv = environment.environment("lint")
    listing = [str(venv / "bin" / "nox"), "-l"]
    listed = subprocess.run(listing, cwd=environment.ROOT, env=environment.ansible_environ(venv), capture_output=True, text=True, check=True)
    sessions = sorted(set(re.findall(r"^\* (\S+)", listed.stdout, re.MULTILINE)) - {"lint"})
    return sum(map(nox, sessions), Count.of(document.run(["--check"])))


def sanity() -> Count:
    """ansible-test sanity on the oldest and the current ansible-core."""
    total = Count()
    for core, versions in SANITY.items():
        version = next(filter(python, versions), None)
        if version:
            total += nox(f"sanity-{core}", version, ONCE[core])
        else:
            total += skipped(f"ansible-test sanity on core {core}", f"it needs one of Python {', '.join(versions)}")
    return total


def scenario(name: str) -> Count:
    """One molecule scenario, counted by its testinfra tests."""
    venv = environment.environment("test")
    report = JUNIT / f"{name}.xml"
    report.unlink(missing_ok=True)
    env = environment.ansible_environ(venv)
    code = call([str(venv / "bin" / "molecule"), "test", "-s", name], env | {"PYTEST_ADDOPTS": f"--junitxml={report} -p no:cacheprovider"})
    print("these hosts were:", flush=True)
    call([str(venv / "bin" / "python"), "tests/lab/build.py", "--describe"], env)
    return of_junit(report, code)


def _rank(name: str) -> tuple[int, str]:
    """The place of a scenario: begun last, one that takes long would keep one lane busy while the other has nothing left to do."""
    return (LONGEST.index(name) if name in LONGEST else len(LONGEST), name)


def stages() -> dict[str, t.Callable[[], Count]]:
    """All stages by name, those first that take longest; a scenario is a folder with a molecule.yml and tests."""
    names = sorted((path.parent.name for path in SCENARIOS.glob("*/molecule.yml") if (path.parent / "tests").is_dir()), key=_rank)
    table: dict[str, t.Callable[[], Count]] = {"lab": lambda: lab([])}
    table |= {name: lambda name=name: scenario(name) for name in names}  # type: ignore[misc]
    return table | {"sanity": sanity, "lint": lint, "unit": unit}


def side_by_side(names: list[str]) -> Count:
    """Several stages, each a process of its own; what it said is shown when it ends."""
    for name in ("test", "lint"):
        environment.environment(name)
    environment.tree()
    commands = {name: [sys.executable, str(environment.ROOT / "tools" / "main.py"), "test", name] for name in names}
    total, lines = Count(), []
    for ended in lanes.run(commands, LANES, environment.CACHE / "log"):
        count = Count.said(ended.said, ended.code)
        total += count
        lines.append(f"{ended.name:16}{ended.seconds:6.0f} s   {count}")
        print(f"\n=== {ended.name}\n{ended.said}", flush=True)
    print("\n" + "\n".join(lines))
    return total


def main(word: str, argv: list[str]) -> int:
    """Run the stages that are named, or all, and close with one line of what passed, failed and was skipped."""
    if word == "lab":
        return lab(argv).failed
    table = stages()
    names = ["lint"] if word == "lint" else argv or list(table)
    unknown = [name for name in names if name not in table]
    if unknown:
        print(f"usage: ./run test [{'|'.join(table)}]...\nrun: there is no test {unknown[0]!r}", file=sys.stderr)
        return 2
    JUNIT.mkdir(parents=True, exist_ok=True)
    total = table[names[0]]() if len(names) == 1 else side_by_side(names)
    print(f"\n{total}")
    return 1 if total.failed or not total.passed else 0
