# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""A root file system from Debian's packages, the mirrors being those that this machine's apt is set up with."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import typing as t

IMAGES = pathlib.Path(__file__).resolve().parent / "images"
PIN = "Package: {packages}\nPin: release n={suite}*\nPin-Priority: {priority}\n"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
ALSO = {"mmdebstrap": ["debian-archive-keyring"], "podman": ["netavark", "aardvark-dns"], "gpg": ["gpg-agent"]}  # what a command's package only recommends
QUIET = [f"path-exclude=/usr/share/{what}/*" for what in ("doc", "man", "locale", "info", "lintian")]
# What the image's own apt will be offered, with what that depends on and is not installed: repositories.py makes a repository of it
OFFERS = """aide aide-common apparmor apparmor-utils auditd audispd-plugins chrony cracklib-runtime cron fail2ban firewalld libpam-pwquality nftables
python3-systemd rsyslog sudo ufw unattended-upgrades"""
FETCH = f"""export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"; pool="$1"/srv/repo/pool; apt-get clean; mkdir -p "$pool"
apt-get install -qq --yes --reinstall --download-only {" ".join(OFFERS.split())} && mv "$1"/var/cache/apt/archives/*.deb "$pool"
cd "$pool" && apt-get download -qq systemd-timesyncd
"""
LEFT_BEHIND = """/var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb /var/log/*.log /var/log/apt/*
/etc/apt/apt.conf.d/99mmdebstrap /etc/hostname /etc/resolv.conf"""


class BuildError(Exception):
    """One sentence on the step that failed and what it said."""


def run(command: list[str], **options: t.Any) -> str:
    """Run a command to its end; its output."""
    done = subprocess.run(command, text=True, capture_output=True, check=False, **options)
    if done.returncode:
        raise BuildError(f"{command[0]} ended with {done.returncode}: {(done.stderr or done.stdout).strip()[-1200:]}")
    return done.stdout


def need(*commands: str) -> None:
    """Install the packages of the commands that are missing, when root; else say what to run."""
    if os.geteuid():
        raise BuildError(f"images are built and run by root: run `sudo {sys.executable} {' '.join(sys.argv)}`")
    missing = [command for command in commands if not shutil.which(command, path="/usr/sbin:/usr/bin:/sbin:/bin")]
    if not missing:
        return
    install = ["apt-get", "install", "-qy", "--no-install-recommends", *missing, *(more for command in missing for more in ALSO.get(command, []))]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(install, env=environment)
    except BuildError:  # no lists yet, or lists that name files which the mirror has replaced since
        run(["apt-get", "update", "-q"])
        run(install, env=environment)


def sources(suites: list[str]) -> list[str]:
    """Lines for apt: the suites from the mirrors of this machine's Debian sources."""
    question = ["apt-get", "indextargets", "--format", "$(ORIGIN)|$(COMPONENT)|$(CODENAME)|$(REPO_URI)", "Identifier: Packages"]
    found: dict[bool, str] = {}
    for update in (False, True):
        if update and False not in found:
            run(["apt-get", "update", "-q"])
        rows = (line.split("|") for line in run(question).splitlines())
        found = {"security" in codename: uri for origin, component, codename, uri in rows if (origin, component) == ("Debian", "main")}
    if False not in found:
        raise BuildError("this machine's apt sources have no Debian mirror; add one, or set IMAGE_SOURCE=registry")
    lines = [f"deb [signed-by={KEYRING}] {found[False]} {suite} main" for suite in (*suites, f"{suites[0]}-updates")]
    return lines + [f"deb [signed-by={KEYRING}] {found[True]} {suite}-security main" for suite in suites if True in found]


def bootstrap(tree: pathlib.Path, recipe: dict[str, t.Any]) -> None:
    """Install the recipe's packages into the tree, lay its files over them and run its script; fetch what it offers."""
    tree.parent.mkdir(parents=True, exist_ok=True)
    options = ["Acquire::Languages none", "APT::Install-Recommends false"]
    options += run(["apt-config", "dump", "--format", "%f %v%n", "Acquire::http", "Acquire::https"]).splitlines()
    command = ["mmdebstrap", "--quiet", "--variant=minbase", "--mode=root", "--format=directory", "--hook-dir=/usr/share/mmdebstrap/hooks/maybe-merged-usr"]
    command += [f'--aptopt={name} "{value}"' for name, _space, value in (line.partition(" ") for line in options) if value]
    command += [f"--dpkgopt={option}" for option in QUIET]
    if "pins" in recipe:
        pins = tree.parent / "pins"
        pins.write_text("\n".join(PIN.format(**{"priority": 995, **pin}) for pin in recipe["pins"]), encoding="utf-8")
        command.append(f'--setup-hook=cp {pins} "$1"/etc/apt/preferences.d/lab')
    if "offers_as" in recipe:
        command.append(f"--customize-hook={FETCH}")
    packages = [*recipe["packages"].split(), *recipe.get("served", "").split()]
    run([*command, f"--include={','.join(packages)}", recipe["suites"][0], str(tree), *sources(recipe["suites"])])
    overlay(tree, recipe.get("files", {}))
    inside(tree, recipe.get("run", ":"))


def overlay(tree: pathlib.Path, files: dict[str, t.Any]) -> None:
    """Write files given as path: text, or path: {text or file, mode}, or path: {link}; with path: {keep} the one there is left."""
    for name, content in files.items():
        target = tree / name.lstrip("/")
        given = content if isinstance(content, dict) else {"text": content}
        if "keep" in given:
            continue
        if "file" in given:
            first = f"#!{given['program']}\n" if "program" in given else ""
            given = {**given, "text": first + (IMAGES / given["file"]).read_text(encoding="utf-8")}
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        if "link" in given:
            target.symlink_to(given["link"])
        else:
            target.write_text(given["text"], encoding="utf-8")
            target.chmod(int(given.get("mode", "0644"), 8))


def inside(tree: pathlib.Path, script: str) -> str:
    """Run a script in the tree, with a /proc that is gone afterwards."""
    enter = 'mount -t proc proc "$0/proc"; exec chroot "$0" /usr/bin/env -i PATH=/usr/sbin:/usr/bin LC_ALL=C.UTF-8 /bin/bash -ec "$1"'
    return run(["unshare", "--mount", "--pid", "--fork", "--mount-proc", "sh", "-ec", enter, str(tree), script])


def delete(tree: pathlib.Path, patterns: str) -> None:
    for path in [path for pattern in patterns.split() for path in tree.glob(pattern.lstrip("/"))]:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def finish(tree: pathlib.Path, recipe: dict[str, t.Any]) -> None:
    """Leave nothing of the build behind: lists, logs, this machine's name and resolver."""
    delete(tree, recipe.get("purge", LEFT_BEHIND))
    (tree / "etc/machine-id").write_text("", encoding="utf-8")
