# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Without a network: wheels that the controller gathered make an environment, and uv's way of installing a Python works from a folder."""

from __future__ import annotations

import json
import pathlib
import typing as t

import calls
import pytest
from hosts import CA, INVENTORY, LOCKS, PYTHONS, TWO, as_root, env, role, told

WHEELS = "/var/lib/wheels"
MIRROR = "/srv/python"
# Packs a Python of the host as the builds that uv fetches are packed, and says to uv where it is.
PACK = """
set -e; umask 022; rm -rf {mirror}/{key}; mkdir -p {mirror}/{key}/python; cd {mirror}/{key}
for part in bin lib; do mkdir -p python/$part; done
{fill}
tar -czf ../{key}.tar.gz python; cd ..; sum=$(sha256sum {key}.tar.gz | cut -d ' ' -f 1)
cat > {key}.json <<END
{{"cpython-{version}-linux-x86_64-gnu": {{"name": "cpython", "arch": {{"family": "x86_64", "variant": null}}, "os": "linux", "libc": "gnu",
 "major": {major}, "minor": {minor}, "patch": {patch}, "prerelease": "", "variant": null, "build": "20260101",
 "url": "file://{mirror}/{key}.tar.gz", "sha256": "$sum"}}}}
END
"""
COPY = """
cp $(readlink -f {python}) python/bin/python{short}; ln -s python{short} python/bin/python3; ln -s python{short} python/bin/python
cp -r $({python} -I -c 'import sysconfig; print(sysconfig.get_path("stdlib"))') python/lib/python{short}; rm -f python/lib/python{short}/EXTERNALLY-MANAGED
find python -lname '/*' -delete
"""
BROKEN = f"{COPY}printf '#!/bin/sh\\nexit 127\\n' > python/bin/python{{short}}\n"


@pytest.fixture(params=TWO)
def cut(request: pytest.FixtureRequest) -> t.Iterator[str]:
    """A host with all wheels, that reaches nothing any more but whoever is connected already."""
    name = str(request.param)
    argv = ["ansible-playbook", "-i", INVENTORY, "--limit", name, "groundwork.baseline.wheelhouse", "-e"]
    variables = {"wheelhouse_lock": str(LOCKS / "uv.lock"), "wheelhouse_path": WHEELS, "wheelhouse_python": PYTHONS.get(name, "/usr/bin/python3")}
    gathered = calls.run(*argv, json.dumps(variables))
    assert gathered.returncode == 0, gathered.stdout + gathered.stderr
    again = calls.run(*argv, json.dumps(variables))
    assert "changed=0" in again.stdout, again.stdout
    gateway = told(name, "ip route show default")
    told(name, "ip route del default")
    yield name
    told(name, f"ip route add {gateway}; rm -rf {WHEELS}")


def test_offline(cut: str) -> None:
    """Made without a network, and the second run without a change. What is installed is what the environment from the index has."""
    assert "unreachable" in as_root(cut, "ip route get 192.0.2.1").stderr
    environment = {"name": "offline", "lock": str(LOCKS / "uv.lock"), "wheelhouse": WHEELS, "offline": True, "compile": False}
    code, said = role(cut, python_runtime_environments=[environment])
    assert code == 0, said
    assert "changed=1" in said
    code, said = role(cut, python_runtime_environments=[environment])
    assert (code, "changed=0" in said) == (0, True), said
    listing = "ls -d /opt/{}/venv/lib/python3*/site-packages/*.dist-info | xargs -n 1 basename"
    assert told(cut, listing.format("offline")) == told(cut, listing.format("api"))
    told(cut, f"rm {WHEELS}/idna-*.whl")
    refused = env(cut, "/opt/offline/venv", lock=str(LOCKS / "uv.lock"), wheelhouse=WHEELS, offline=True, state="recreate")
    print(refused["msg"])
    assert refused["code"] == "WHEELHOUSE_MISSING"
    assert "idna" in refused["msg"]
    told(cut, "rm -r /opt/offline")


def packed(name: str, key: str, fill: str, python: str) -> str:
    """The list of builds that has the one that was packed."""
    version = told(name, f"{python} -I -c 'import platform; print(platform.python_version())'")
    major, minor, patch = version.split(".")
    words = {"mirror": MIRROR, "key": key, "version": version, "major": major, "minor": minor, "patch": patch, "short": f"{major}.{minor}", "python": python}
    told(name, PACK.format(**{**words, "fill": fill.format(**words)}))
    return f"{MIRROR}/{key}.json"


def interpreter(name: str, *flags: str, **args: t.Any) -> dict[str, t.Any]:
    """What python_interpreter says."""
    return calls.ask("groundwork.baseline.python_interpreter", INVENTORY, name, *(flags or ("--become",)), ca_bundle=CA, **args)


@pytest.mark.parametrize("name", TWO)
def test_from_a_folder(name: str) -> None:
    """A Python of the host's own, packed as uv's are: installed, not on PATH, there the second time, and of use; then removed."""
    python = PYTHONS.get(name, "/usr/bin/python3")
    downloads = packed(name, "whole", COPY, python)
    version = ".".join(pathlib.PurePath(told(name, f"readlink -f {python}")).name.removeprefix("python").split(".")[:2])
    first = interpreter(name, version=version, downloads=downloads)
    assert first["changed"], first
    assert first["python"]["path"].startswith("/opt/python/")
    assert not interpreter(name, version=version, downloads=downloads)["changed"]
    assert told(name, f"{first['python']['path']} -I -c 'import ssl, sqlite3, sys; print(sys.prefix)'").startswith("/opt/python/")
    assert told(name, 'readlink -f "$(command -v python3)"').startswith("/usr/bin/python3")
    assert told(name, "find /opt/python -perm -0002 ! -type l") == ""
    assert interpreter(name, version=version, state="absent")["changed"]
    assert as_root(name, "ls -d /opt/python/cpython-*").returncode != 0


@pytest.mark.parametrize("name", TWO)
def test_one_that_cannot_start(name: str) -> None:
    """uv calls it installed; it is refused by name, and nothing of it stays."""
    python = PYTHONS.get(name, "/usr/bin/python3")
    downloads = packed(name, "broken", BROKEN, python)
    version = ".".join(told(name, f"{python} -I -c 'import platform; print(platform.python_version())'").split(".")[:2])
    said = interpreter(name, version=version, downloads=downloads)
    print(said["msg"])
    assert said["code"] == "INTERPRETER_BROKEN"
    assert as_root(name, "ls -d /opt/python/cpython-*").returncode != 0
