# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Virtual environments locked with hashes, made once and kept in .cache; works offline afterwards."""

from __future__ import annotations

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
LOCKS = ROOT / "tools" / "requirements"


class SetupError(Exception):
    """One sentence: what could not be set up, and the command that helps."""


def install_packages(missing: list[str], why: str) -> None:
    """Install Debian packages when root; say the one command otherwise."""
    command = f"apt-get install -y {' '.join(missing)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(f"{why}: run this once as root: {command}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], env=env, check=False, stdout=subprocess.DEVNULL)
    done = subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing], env=env, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SetupError(f"{why}, and apt-get ended with {done.returncode}: run this by hand: {command}")


def environment(name: str, interpreter: str = sys.executable) -> pathlib.Path:
    """The folder of a virtual environment that has exactly what requirements/NAME.txt locks; made where it is not there yet."""
    lock = LOCKS / f"{name}.txt"
    key = hashlib.sha256(lock.read_bytes() + interpreter.encode() + sys.version.encode()).hexdigest()[:12]
    folder = CACHE / "venv" / f"{name}-{key}"
    if (folder / "complete").exists():
        return folder
    for old in (CACHE / "venv").glob(f"{name}-*"):
        shutil.rmtree(old, ignore_errors=True)
    make(folder, lock, interpreter)
    (folder / "complete").touch()
    return folder


def make(folder: pathlib.Path, lock: pathlib.Path, interpreter: str) -> None:
    """Create a virtual environment and install a lock into it."""
    if subprocess.run([interpreter, "-c", "import ensurepip"], capture_output=True, check=False).returncode:
        install_packages(["python3-venv"], f"{interpreter} cannot make virtual environments")
    print(f"setting up {folder.name} (once)", file=sys.stderr, flush=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    empty = ([interpreter, "-m", "venv", str(folder)], "see that you may write there and that the disk has room")
    filled = ([*pip, "--require-hashes", "--only-binary=:all:", "-r", str(lock)], "check the network")
    for command, cure in (empty, filled):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise SetupError(f"cannot set up {lock.relative_to(ROOT)}: {said[-1] if said else 'no message'}; {cure}, then run this again")


def tree() -> pathlib.Path:
    """A collections path in which the checkout is reached through a symbolic link: always as it stands."""
    link = CACHE / "collections" / "ansible_collections" / "groundwork" / "baseline"
    if not link.is_symlink() or link.resolve() != ROOT:
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(ROOT)
    return CACHE / "collections"


def ansible_environ(venv: pathlib.Path) -> dict[str, str]:
    """The environment in which Ansible runs the checkout and keeps what it writes in .cache."""
    path = f"{venv / 'bin'}:{os.environ.get('PATH', '')}"
    theirs = os.environ.get("ANSIBLE_COLLECTIONS_PATH", "~/.ansible/collections:/usr/share/ansible/collections")
    return {
        **os.environ,
        "PATH": path,
        "ANSIBLE_COLLECTIONS_PATH": f"{tree()}:{theirs}",
        "ANSIBLE_HOME": str(CACHE / "ansible"),
        "ANSIBLE_PIPELINING": "true",
        "ANSIBLE_NO_TARGET_SYSLOG": "true",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
