# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What a real kernel keeps from being put right; it runs last of the scenario, for it breaks anew what test_vm.py looks at."""

from __future__ import annotations

import pathlib
import sys
import typing as t

import pytest

SCENARIO = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SCENARIO.parent / "shared"))
import calls

MODULES, SYSCTLS = "/etc/modprobe.d/groundwork.conf", "/etc/sysctl.d/99-zz-groundwork.conf"
BREAK = f"""
rm {MODULES}; modprobe sctp; chmod 0666 /etc/passwd; sysctl -qw kernel.dmesg_restrict=0
echo '# mine' > {SYSCTLS}; chattr +i {SYSCTLS}
"""


# one of each family: a call takes a minute on a machine that is emulated
@pytest.fixture(scope="module", name="host", params=["gw-vm-debian12", "gw-vm-el9"])
def one_of_each_family(request: pytest.FixtureRequest) -> t.Any:
    """A machine."""
    return calls.reached(request.param)


def test_left_alone(host: t.Any) -> None:
    """A module in use, and a file that not even root may change: each is named with the cure, and the rest is done."""
    assert host.run("command -v chattr || dnf -qy install e2fsprogs").rc == 0
    assert host.run(BREAK).rc == 0
    try:
        controls = ["fs.kmod_sctp", "fs.kmod_dccp", "kernel.dmesg_restrict", "files.passwd"]
        result = calls.call(str(SCENARIO / "inventory"), host, controls=controls, guard_seconds=0)
        left = result["not_fixed"]
        assert left.pop("fs.kmod_sctp") == "sctp is loaded, so something may use it; unload it first (modprobe -r sctp)"
        assert left.pop("kernel.dmesg_restrict").endswith(f"take it away first (chattr -i {SYSCTLS})")
        assert left == {}
        assert sorted(each["path"] for each in result["changes"]) == [MODULES, "/etc/passwd"]
        assert host.check_output("cat %s", SYSCTLS) == "# mine"
        assert host.run("modprobe dccp").rc != 0
    finally:
        host.run("chattr -i %s", SYSCTLS)
