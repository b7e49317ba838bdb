# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What is told of the Pythons of a host is what its own commands say."""

from __future__ import annotations

import os
import pathlib
import typing as t

import calls
from hosts import INVENTORY


def test_facts(host: t.Any) -> None:
    """Each against the interpreter itself, the package manager and the C library; the environment that is asked for is there."""
    inventory = pathlib.Path(os.environ["MOLECULE_SCENARIO_DIRECTORY"]) / "inventory"
    assert str(inventory) == INVENTORY
    told = calls.ask("groundwork.baseline.python_runtime_info", INVENTORY, host, "--become", paths=["/opt/shop/venv"])
    assert told["pinned"]
    assert [each["path"] for each in told["interpreters"] if each["broken"]] == []
    own = host.check_output("readlink -f /usr/bin/python3")
    found = {each["realpath"]: each for each in told["interpreters"]}
    assert own in found
    for path, each in found.items():
        said = host.check_output("%s -I -c 'import platform, sysconfig; print(platform.python_version(), sysconfig.get_config_var(\"SOABI\"))'", path)
        assert said == f"{each['version']} {each['soabi']}"
        marker = host.check_output("%s -I -c 'import sysconfig; print(sysconfig.get_path(\"stdlib\"))'", path) + "/EXTERNALLY-MANAGED"
        assert each["externally_managed"] == host.file(marker).exists
        assert host.check_output("ldd --version | head -n 1").endswith(each["libc_version"])
        if each["headers"]:
            assert host.file(each["headers"]).is_file
    if host.backend.get_hostname() == "gw-py-el9":
        second = found["/usr/bin/python3.11"]
        assert (second["source"], second["package"]) == ("appstream", host.check_output("rpm -qf --qf '%{NAME}' /usr/bin/python3.11"))
    else:
        assert found[own]["source"] == "distro"
        assert found[own]["package"] in host.check_output("dpkg -S %s", own)
    assert any(each["venv"] for each in told["interpreters"])
