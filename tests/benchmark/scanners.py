# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""What scanners of others say of a host. Figures only: they judge by their own rules, and nothing here is held to them."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import zipapp

from hosts import Hosts

HERE = pathlib.Path(__file__).resolve().parent


def show(hosts: Hosts, host: str, when: str, flags: list[str], lynis: bool, ssh_audit: bool) -> None:
    """Print what the scanners that are asked for say."""
    if lynis:
        print(f"{host}, {when}: Lynis {lynis_index(hosts, host, flags)}", flush=True)
    if ssh_audit:
        print(f"{host}, {when}: ssh-audit {ssh_audit_counts(hosts, host, flags)}", flush=True)


def lynis_index(hosts: Hosts, host: str, flags: list[str]) -> str:
    """Lynis' hardening index. It is shell alone, so this machine's package of it serves every host, whatever its mirrors have."""
    with tempfile.TemporaryDirectory() as work:
        try:
            subprocess.run(["apt-get", "download", "-q", "lynis"], cwd=work, capture_output=True, check=True)
            (package,) = pathlib.Path(work).glob("lynis_*.deb")
            archive = pathlib.Path(work) / "lynis.tar"
            archive.write_bytes(subprocess.run(["dpkg-deb", "--fsys-tarfile", str(package)], capture_output=True, check=True).stdout)
        except (OSError, subprocess.CalledProcessError) as exc:
            return f"cannot be had from this machine's package mirrors ({exc})"
        run = hosts.measure(HERE / "lynis.yml", host, "-e", f"archive={archive}", *flags)
    found = re.search(r"hardening_index=([0-9]+)", run.output)
    return f"hardening index {found[1]}" if found else f"gives no index here ({run.failed or 'it said none'})"


def ssh_audit_counts(hosts: Hosts, host: str, flags: list[str]) -> str:
    """How many lines ssh-audit marks as fail and as warn.

    It runs on the host against localhost: sshd counts its many connections against the address that they come from, and would
    shut out who sits there (PerSourcePenalties).
    """
    if "SSH_AUDIT" not in os.environ:
        return "is not here"
    with tempfile.TemporaryDirectory() as work:
        archive = pathlib.Path(work) / "ssh-audit.pyz"
        source = pathlib.Path(work) / "source"
        shutil.copytree(os.environ["SSH_AUDIT"], source / "ssh_audit", ignore=shutil.ignore_patterns("__pycache__"))
        zipapp.create_archive(source, archive, main="ssh_audit.ssh_audit:main")
        run = hosts.measure(HERE / "ssh_audit.yml", host, "-e", f"archive={archive}", *flags)
    if run.failed:
        return f"could not be run ({run.failed}: {run.output[-600:]})"
    return ", ".join(f"{run.output.count(f'[{word}]')} {word}" for word in ("fail", "warn"))
