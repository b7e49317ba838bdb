# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What a changed file has to get past before it is put in place: the word of the program that will read it."""

from __future__ import annotations

import os
import shutil
import tempfile
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._sshd_candidate import Candidate
from ansible_collections.groundwork.baseline.plugins.module_utils._sudoers_candidate import Candidate as SudoersCandidate

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

UNITS = "/etc/systemd/system/"
# systemd-analyze took more than ten on a small host that had other things to do
SECONDS = 60.0
UNIT_FOLDERS = ("/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")


class Invalid(Exception):
    """What would be written would not be accepted: one clause that says by whom, and why."""


def _said(host: Host, folder: str, texts: dict[str, str], *argv: str) -> str:
    """What a command has against a file in a folder of its own; nothing where it ends well."""
    done = host.execute(*argv, seconds=SECONDS)
    if done.returncode == 0:
        return ""
    words = " ".join((done.stderr or done.stdout).split()).replace(folder, "")
    return f"{' '.join(argv[:-1])}: {words[:400] or 'no message'}"


def _sshd(host: Host, folder: str, texts: dict[str, str]) -> str:
    with Candidate(host, texts) as candidate:
        failure = candidate.failure()
    return f"sshd -t: {failure}" if failure else ""


def _sudoers(host: Host, folder: str, texts: dict[str, str]) -> str:
    with SudoersCandidate(host, texts) as candidate:
        failure = candidate.failure()
    return f"visudo -c: {failure}" if failure else ""


def _nftables(host: Host, folder: str, texts: dict[str, str]) -> str:
    return "".join(_said(host, folder, texts, "nft", "-c", "-f", path) for path in _written(folder, texts))


def _units(host: Host, folder: str, texts: dict[str, str]) -> str:
    """Units with their new drop-ins, beside copies of the files that these belong to."""
    _written(folder, texts)
    units = {path[len(UNITS) :].split("/")[0].removesuffix(".d") for path in texts}
    said = ""
    for unit in sorted(units):
        here = os.path.join(folder, UNITS.lstrip("/"), unit)
        source = next((f"{place}/{unit}" for place in UNIT_FOLDERS if host.stat(f"{place}/{unit}")), None)
        if source and not os.path.exists(here):
            shutil.copyfile(host.path(source), here)
        said += _said(host, folder, texts, "systemd-analyze", "--man=no", "verify", here) if os.path.exists(here) else ""
    return said


def _written(folder: str, texts: dict[str, str]) -> list[str]:
    """The texts as files below a folder."""
    paths = []
    for path, text in texts.items():
        paths.append(os.path.join(folder, path.lstrip("/")))
        os.makedirs(os.path.dirname(paths[-1]), exist_ok=True)
        with open(paths[-1], "w", encoding="utf-8", errors="surrogateescape") as handle:
            handle.write(text)
        os.chmod(paths[-1], 0o440)
    return paths


# The beginning of the paths, and who is asked about all of them at once.
VALIDATORS: dict[str, t.Callable[[Host, str, dict[str, str]], str]] = {
    "/etc/ssh/sshd_config": _sshd,
    "/etc/sudoers": _sudoers,
    "/etc/nftables": _nftables,
    "/etc/sysconfig/nftables": _nftables,
    UNITS: _units,
}


def validate(host: Host, texts: dict[str, str]) -> None:
    """Raise Invalid where a program would not accept the new texts (path -> text)."""
    for beginning, validator in VALIDATORS.items():
        own = {path: text for path, text in texts.items() if path.startswith(beginning)}
        if not own:
            continue
        folder = tempfile.mkdtemp(prefix="groundwork-validate-")
        try:
            failure = validator(host, folder, own)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if failure:
            raise Invalid(f"{', '.join(own)} would not be accepted ({failure})")
