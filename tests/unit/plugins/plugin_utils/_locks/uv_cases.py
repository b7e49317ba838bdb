# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Real projects that uv has locked, what is asked of their locks, and what uv itself exports for that.

Run as a script, with the folder of freshly locked projects, it writes the fixtures: python uv_cases.py FOLDER
"""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys
import typing as t

LOCKS = pathlib.Path(__file__).resolve().parents[3] / "fixtures" / "locks"
UV = os.environ.get("GROUNDWORK_UV") or shutil.which("uv")
# What is kept of a lock's wheels: those that run on what is asked about here, and one of each other system
KEPT = re.compile(r"-any\.whl|linux_2_\d+_x86_64|manylinux2014_x86_64|linux_1_2_x86_64")
# Locks are kept with the addresses of an index that does not exist, so that no test can come to need one
HOSTS = ((r"https://[^/\"]+/simple", "https://index.example/simple"), (r"https://[^/\"]+/packages/", "https://files.example/packages/"))


class Case(t.NamedTuple):
    """A project, and what is asked of its lock."""

    project: str
    groups: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of what uv exports for it, without its ending."""
        return "+".join([self.project, *self.groups, *self.extras])

    @property
    def forms(self) -> dict[str, pathlib.Path]:
        """The fixture of each form that uv exports it in; pylock.toml is large, so that of one case a project has to do."""
        files = {"requirements.txt": LOCKS / f"{self.name}.txt"}
        if self in {case.project: case for case in CASES}.values():
            files["pylock.toml"] = LOCKS / f"pylock.{self.name}.toml"
        return files


CASES = (
    Case("web"),
    Case("web", groups=("dev",)),
    Case("web", groups=("test", "dev"), extras=("postgres", "metrics")),
    Case("forks"),
    Case("forks", extras=("yaml",)),
    Case("forks", groups=("docs",), extras=("all",)),
    Case("forks", groups=("empty",), extras=("none", "tele-metry")),
    Case("choices"),
    Case("choices", extras=("old",)),
    Case("choices", groups=("django6",), extras=("new", "plot")),
    Case("choices", groups=("django5",), extras=("old", "plot")),
    Case("linux"),
    Case("circle"),
)


def export(uv: str, case: Case, form: str) -> str:
    """What uv exports of a lock, as requirements.txt or pylock.toml."""
    command = [uv, "export", "--frozen", "--offline", "--quiet", "--no-config", "--no-header", "--no-annotate", "--no-emit-project", "--no-default-groups"]
    command += [f"--group={group}" for group in case.groups] + [f"--extra={extra}" for extra in case.extras]
    command += ["--format", form, "--project", str(LOCKS / case.project)]
    environ = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=True, timeout=60).stdout


def shortened(lock: str) -> str:
    """A lock without the wheels of systems that no test asks about, each on a line of its own."""
    lines = [line for line in lock.splitlines() if ".whl" not in line or KEPT.search(line)]
    text = re.sub(r", size = \d+, upload-time = \"[^\"]*\"", "", "\n".join(lines) + "\n")
    for pattern, host in HOSTS:
        text = re.sub(pattern, host, text)
    return text


def main(folder: pathlib.Path) -> None:
    """Write the fixtures anew."""
    for project in sorted({case.project for case in CASES}):
        (LOCKS / project).mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / project / "pyproject.toml", LOCKS / project)
        (LOCKS / project / "uv.lock").write_text(shortened((folder / project / "uv.lock").read_text(encoding="utf-8")), encoding="utf-8")
    for case in CASES:
        for form, path in case.forms.items():
            path.write_text(export(str(UV), case, form), encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
