# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Under SELinux, enforcing all the while: each file that was written has the context that the policy says, and nothing was denied."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import os
import pathlib
import re
import sys
import typing as t
import zipfile

import pytest

SCENARIO = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SCENARIO.parent / "shared"))
import calls

call = functools.partial(calls.call, str(SCENARIO / "inventory"))
EPHEMERAL = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])
REPORTS = EPHEMERAL / "reports"
MANIFESTS = "/var/lib/groundwork/transactions/*/manifest.json"
CONFIG = "/etc/selinux/config"
# seconds: an emulated machine takes some of them to do what is to be confirmed
GUARD = 60


@pytest.fixture(scope="module", name="host")
def selinux_host() -> t.Any:
    """The one machine on which it enforces, whatever hosts the other tests are for."""
    return calls.reached("gw-vm-debian13")


def told(host: t.Any, when: str) -> tuple[str, set[str]]:
    """The mode that was told then, and what was denied to whom, whenever and however often: each login is denied to write wtmp.db."""
    mode, *denials = host.check_output("cat /opt/selinux.%s", when).splitlines()
    return mode, {re.sub(r"^audit\S+|\b(pid|ino)=\d+ ", "", line) for line in denials}


def kept(host: t.Any) -> list[dict[str, t.Any]]:
    """What the host knows of each file that was changed, in any run."""
    found = host.check_output(f"for file in {MANIFESTS}; do cat $file; echo; done")
    return [entry for line in found.splitlines() if line for entry in json.loads(line)["files"]]


def test_it_enforces_all_the_while(host: t.Any) -> None:
    """Before, after, and after the reboot."""
    assert [told(host, when)[0] for when in ("prepared", "converged")] == ["Enforcing"] * 2
    assert host.check_output("getenforce") == "Enforcing"


def test_nothing_was_denied(host: t.Any) -> None:
    """No denial is new since all was put right; one would be found, for the boot has some. Debian's policy denies semanage to relabel its own store."""
    before, after = (told(host, when)[1] for when in ("prepared", "converged"))
    assert before != set()
    assert sorted(line for line in after - before if 'comm="semanage"' not in line) == []


def test_contexts(host: t.Any) -> None:
    """By the policy's own program, for every file that any run has touched and that is still there."""
    paths = sorted({entry["path"] for entry in kept(host)})
    there = host.check_output(f"for path in {' '.join(paths)}; do [ ! -e $path ] || echo $path; done").splitlines()
    said = host.run(f"matchpathcon -V {' '.join(there)}").stdout.splitlines()
    assert [line for line in said if not line.endswith(" verified.")] == []
    assert len(said) == len(there)
    ours = {"/etc/modprobe.d/groundwork.conf", "/etc/sysctl.d/99-zz-groundwork.conf", "/etc/ssh/sshd_config.d/00-groundwork.conf", CONFIG}
    assert ours <= set(there)


def test_a_copy_is_as_well_kept_as_the_file(host: t.Any) -> None:
    """/etc/shadow is read by few, and so is what is written beside it, what is kept of it, and what is put back."""
    steps = json.loads(host.check_output("PYTHONPATH=/opt/beside python3 /opt/beside/beside.py"))
    assert {context.split(":")[2] for _step, _path, context in steps} == {"shadow_t"}
    seen = {(step, pathlib.Path(path).name) for step, path, _context in steps}
    assert ("changing /etc/shadow", ".shadow.groundwork-new") in seen
    assert ("changing /etc/shadow", "0") in seen
    assert any("everything was put back" in step for step, _name in seen)
    assert host.run("matchpathcon -V /etc/shadow").rc == 0
    assert host.run("getent shadow gwbeside").rc == 0


def test_the_other_one_is_not_for_this_host(host: t.Any) -> None:
    """AppArmor is not applicable, with the reason, and of SELinux all passes that a machine can have."""
    done = json.loads((REPORTS / f"{host.backend.get_hostname()}-first.json").read_text())["done"]
    results = {each["id"]: each for each in done["results"] if each["id"].startswith("mac.")}
    said = {name: (each["status"], each["reason"]) for name, each in results.items() if name.startswith("mac.apparmor")}
    assert said == dict.fromkeys(("mac.apparmor_enabled", "mac.apparmor_profiles"), ("not_applicable", "this host uses SELinux, not AppArmor"))
    for name in ("mac.selinux_enforcing", "mac.selinux_policy", "mac.selinux_boot"):
        assert results[name]["status"] == "pass", results[name]["reason"]


def test_a_mode_that_is_not_meant(host: t.Any) -> None:
    """Now and at boot are put right in one go."""
    assert host.run("setenforce Permissive && sed -i 's/^SELINUX=.*/SELINUX=permissive/' %s", CONFIG).rc == 0
    done = call(host, controls=["mac.selinux_enforcing"], guard_seconds=0)
    assert done["not_fixed"] == {}
    said = host.check_output("getenforce; grep ^SELINUX= %s; matchpathcon -V %s", CONFIG, CONFIG).splitlines()
    assert said == ["Enforcing", "SELINUX=enforcing", f"{CONFIG} verified."]


def test_the_host_puts_back_what_shuts_out(host: t.Any) -> None:
    """The guard does it without anybody, and what it puts back has the contexts that it had."""
    keys = "/home/deploy/.ssh/authorized_keys"
    before = host.check_output("stat -c '%%U %%a %%C' %s", keys)
    own = str(SCENARIO.parent / "enforce" / "controls")
    said = call(host, controls=["mine.keys_are_roots"], controls_dirs=[own], guard_seconds=GUARD)
    assert said["msg"].endswith(f"; the host put everything back after {GUARD} seconds without one, and lets in again")
    assert host.check_output("stat -c '%%U %%a %%C' %s", keys) == before
    assert "ssh_home_t" in before


def ask(module: str, host: t.Any, **args: t.Any) -> dict[str, t.Any]:
    """What a task says of this host."""
    return calls.ask(module, str(SCENARIO / "inventory"), host, **args)


def made(folder: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path]:
    """A lock and its one wheel, of a project that nobody has published."""
    wheel, lock = folder / "groundwork_nothing-1.0-py3-none-any.whl", folder / "requirements.txt"
    about = "groundwork_nothing-1.0.dist-info"
    files = {
        "groundwork_nothing.py": "",
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: groundwork-nothing\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: groundwork\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr(f"{about}/RECORD", "".join(f"{name},,\n" for name in [*files, f"{about}/RECORD"]))
    lock.write_text(f"groundwork-nothing==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n", encoding="utf-8")
    return lock, wheel


def test_an_environment_of_python(host: t.Any, tmp_path: pathlib.Path) -> None:
    """What is made in a folder would have the context of the folder; it has what the policy says, so that restorecon finds nothing."""
    lock, wheel = made(tmp_path)
    tools = tmp_path / "tools.txt"
    tools.write_text("# nothing but what installs\n", encoding="utf-8")
    gathered = ask("groundwork.baseline.python_wheelhouse", host, path="/srv/wheels", lock=str(tools))
    assert gathered["changed"], gathered
    assert host.run("echo %s | base64 -d > /srv/wheels/%s", base64.b64encode(wheel.read_bytes()).decode(), wheel.name).rc == 0
    args = {"path": "/opt/labelled/venv", "python": "/usr/bin/python3", "lock": str(lock), "wheelhouse": "/srv/wheels", "offline": True}
    done = ask("groundwork.baseline.python_env", host, **args)
    assert done["changed"], done
    assert host.check_output("restorecon -nrv /opt/labelled") == ""
    assert host.check_output("stat -c %C /opt/labelled/venv/bin/activate").split(":")[2] == "bin_t"
    assert host.run("/opt/labelled/venv/bin/python3 -I -c 'import groundwork_nothing'").rc == 0
    assert host.run("systemd-run --wait --pipe -p DynamicUser=yes /opt/labelled/venv/bin/python3 -I -c 'import groundwork_nothing'").rc == 0
