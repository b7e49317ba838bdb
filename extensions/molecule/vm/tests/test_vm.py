# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What a real kernel does with what was put right, after a reboot; test_prove.py of the scenario prove runs beside this."""

from __future__ import annotations

import functools
import pathlib
import sys
import typing as t

import pytest

SCENARIO = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SCENARIO.parent / "shared"))
import calls

call = functools.partial(calls.call, str(SCENARIO / "inventory"))


def test_it_was_rebooted(host: t.Any) -> None:
    assert float(host.check_output("cut -d ' ' -f 1 /proc/uptime")) < 1200
    assert host.check_output("systemctl is-system-running || true") in ("running", "degraded")


@pytest.mark.parametrize("module", ["dccp", "sctp", "usb-storage"])
def test_a_module_is_kept_out(host: t.Any, module: str) -> None:
    """The kernel has it, and does not load it for root either."""
    assert host.run("modinfo %s", module).rc == 0
    assert host.run("modprobe %s", module).rc != 0
    assert module.replace("-", "_") not in host.check_output("cut -d ' ' -f 1 /proc/modules").split()


def test_a_module_in_use_is_left_alone(host: t.Any) -> None:
    assert host.run("rm /etc/modprobe.d/groundwork.conf; modprobe sctp").rc == 0
    result = call(host, controls=["fs.kmod_sctp", "fs.kmod_dccp"])
    assert result["not_fixed"] == {"fs.kmod_sctp": "sctp is loaded, so something may use it; unload it first (modprobe -r sctp)"}
    assert host.run("modprobe dccp").rc != 0


def test_an_immutable_file(host: t.Any) -> None:
    """Not even root may change it: named with the cure, and the task goes on."""
    path = "/etc/sysctl.d/99-zz-groundwork.conf"
    assert host.run("command -v chattr || dnf -qy install e2fsprogs").rc == 0
    try:
        assert host.run("echo '# mine' > %s && chattr +i %s && sysctl -qw kernel.dmesg_restrict=0 && chmod 0666 /etc/passwd", path, path).rc == 0
        result = call(host, controls=["kernel.dmesg_restrict", "files.passwd"])
        assert [each["path"] for each in result["changes"]] == ["/etc/passwd"]
        assert result["not_fixed"]["kernel.dmesg_restrict"].endswith(f"take it away first (chattr -i {path})")
        assert host.check_output("cat %s", path) == "# mine"
    finally:
        host.run("chattr -i %s", path)


def test_nothing_executes_where_nothing_should(host: t.Any) -> None:
    """The options of /dev/shm and /var/tmp are the kernel's own, and not words in a file."""
    for folder in ("/dev/shm", "/var/tmp"):
        assert host.run("cp /bin/true %s/true && %s/true", folder, folder).rc == 126
