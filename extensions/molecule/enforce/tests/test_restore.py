# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What was changed is taken back; then calls with mistakes in them, hosts with things in the way, and an operator who comes in as root.

These run in their order, on what three of the converged hosts have become: Debian 13, the stand-ins of Ubuntu 26.04 and EL9.
"""

from __future__ import annotations

import functools
import json
import os
import pathlib
import re
import subprocess
import sys
import typing as t

import pytest

MOLECULE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(MOLECULE / "shared"))
import calls

INVENTORY = str(MOLECULE / "inventory")
EPHEMERAL = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"])
Result = dict[str, t.Any]
call = functools.partial(calls.call, INVENTORY)


@pytest.fixture(scope="module", name="host", params=calls.THREE)
def one_of_three(request: pytest.FixtureRequest) -> t.Any:
    """A host."""
    return calls.reached(request.param)


def test_taken_back(host: t.Any) -> None:
    """Files, modes and kernel settings are what they were; check mode says so first; there is nothing to take back twice."""
    first = json.loads((EPHEMERAL / "reports" / f"{host.backend.get_hostname()}-first.json").read_text())
    predicted = call(host, "--become", "--check", state="restored")
    assert host.file("/etc/ssh/sshd_config.d/00-groundwork.conf").exists
    done = call(host, state="restored")
    assert done["restored"] == first["done"]["kept"]
    assert predicted["changes"] == done["changes"] != []
    assert not host.file("/etc/ssh/sshd_config.d/00-groundwork.conf").exists
    assert host.check_output("sysctl -n net.ipv4.conf.all.send_redirects") == "1"
    assert host.check_output("stat -c '%U %a' /etc/passwd /etc/crontab") == "root 666\ndeploy 400"
    assert "permitrootlogin yes" in host.check_output("sshd -T").splitlines()
    again = call(host, state="restored")
    assert again["msg"].startswith("cannot put this host right: there is nothing to bring back")


def test_brought_back_by_name(host: t.Any) -> None:
    """The run that took all back has a name too: what it took comes back."""
    name = call(host, controls=["kernel.sysrq"])["backups"][0]["name"]
    done = call(host, state="restored", backup=name)
    assert (done["restored"], done["changed"]) == (name, True)
    assert "permitrootlogin no" in host.check_output("sshd -T").splitlines()
    call(host, state="restored", backup=done["kept"])
    assert "permitrootlogin yes" in host.check_output("sshd -T").splitlines()


ROLLBACK = ("ansible-playbook", "-i", INVENTORY, "groundwork.baseline.rollback")


def test_by_playbook_without_hosts() -> None:
    done = calls.run(*ROLLBACK)
    assert done.returncode
    assert "nobody said on which hosts; give -e rollback_hosts=NAME" in done.stdout + done.stderr


def test_by_playbook(host: t.Any) -> None:
    """playbooks/rollback.yml does the same, and a unit that was stopped and masked runs again."""
    name, states = host.backend.get_hostname(), "systemctl is-active snmpd.service; systemctl is-enabled snmpd.service"
    host.check_output("bash -c '. /opt/library.sh; service snmpd.service'")
    assert call(host, controls=["ssh.max_auth_tries", "services.snmp"], values={"ssh.max_auth_tries": 2})["changed"]
    assert host.run(states).stdout.split() == ["inactive", "masked"]
    done = calls.run(*ROLLBACK, "-e", f"rollback_hosts={name}")
    assert done.returncode == 0, done.stdout
    assert "maxauthtries 2" not in host.check_output("sshd -T").splitlines()
    assert host.run(states).stdout.split() == ["active", "enabled"]


def test_a_mask_comes_back() -> None:
    """What took a mask away is taken back itself, and systemd knows of it at once."""
    host = calls.reached(calls.THREE[0])
    show = "systemctl show --property=ActiveState,LoadState --value snmpd.service"
    host.check_output("bash -c '. /opt/library.sh; service snmpd.service'")
    assert call(host, controls=["services.snmp"])["changed"]
    kept, states = "", []
    for _time in range(3):
        kept = call(host, state="restored", **({"backup": kept} if kept else {}))["kept"]
        states.append(sorted(host.check_output(show).split()))
    assert states == [["active", "loaded"], ["inactive", "masked"], ["active", "loaded"]]


MISTAKES: dict[str, tuple[Result, str]] = {
    "type": ({"values": {"ssh.max_auth_tries": "three"}}, "ssh.max_auth_tries is three, a text, but has to be a number such as 4"),
    "range": ({"values": {"ssh.max_auth_tries": 99}}, "ssh.max_auth_tries is 99, but has to be between 1 and 10"),
    "control": ({"controls": ["ssh.max_auth_trys"]}, "did you mean ssh.max_auth_tries"),
    "skip": ({"skip": ["crno"]}, 'there is no control or area "crno"; did you mean cron'),
    "mode": ({"modes": {"ssh": "enforced"}}, "ssh is enforced, but has to be one of enforce, audit, off"),
    "backup": ({"state": "restored", "backup": "yesterday"}, "there is no backup yesterday on this host"),
    "state": ({"state": "absent"}, "value of state must be one of: enforced, restored"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake(mistake: str) -> None:
    """One sentence that names what and where, before the host is changed."""
    args, words = MISTAKES[mistake]
    assert words in call("gw-el9", **args)["msg"]


def test_without_sudo(host: t.Any) -> None:
    result = call(host, "--forks=1", controls=["ssh.max_auth_tries"])
    assert result["msg"] == "cannot put this host right: only root may change it, and this task runs as an ordinary user; set become: true"


def test_a_package_that_cannot_be_had(host: t.Any) -> None:
    folder = "/etc/apt/sources.list.d" if host.file("/etc/apt/sources.list.d").exists else "/etc/yum.repos.d"
    host.check_output("mv %s /opt/away && mkdir %s && (apt-get -qq update || dnf -q clean all) 2> /dev/null", folder, folder)
    result = call(host, controls=["integrity.aide_installed"])
    host.check_output("rmdir %s && mv /opt/away %s", folder, folder)
    assert re.match(r"cannot put this host right: to install aide(, aide-common)? failed \(.+\); nothing else was changed$", result["msg"]), result["msg"]


SYSCTL = "/etc/sysctl.d/99-zz-groundwork.conf"
SSHD = "/etc/ssh/sshd_config.d"
# what lies in the way of a control, and what is said of it; those of a row at once
IN_THE_WAY: dict[str, dict[str, tuple[str, str]]] = {
    "links and those before": {
        "network.tcp_syncookies": (f"ln -sf /etc/hostname {SYSCTL}", "is a symbolic link to /etc/hostname; put a file there; it is left alone"),
        "ssh.max_auth_tries": (f"echo 'MaxAuthTries 9' > {SSHD}/00-aaa.conf", f"{SSHD}/00-aaa.conf:1"),
    },
    "folders, blocks and containers": {
        "network.tcp_syncookies": (f"mkdir {SYSCTL}", "is a folder; a file is to stand there; it is left alone"),
        "ssh.max_auth_tries": (f"echo 'Match User games\n MaxAuthTries 9' > {SSHD}/70-m.conf", f"{SSHD}/70-m.conf:2"),
        "network.ip_forward": ("cp /bin/bash /opt/dockerd; (/opt/dockerd -c 'sleep 300; :' > /dev/null 2>&1 &)", "containers (dockerd runs, process"),
    },
}


@pytest.mark.parametrize("row", IN_THE_WAY)
def test_in_the_way(host: t.Any, row: str) -> None:
    """What cannot or should not be put right is named with its reason, and the task goes on."""
    ways = IN_THE_WAY[row]
    try:
        assert host.run("sysctl -qw net.ipv4.tcp_syncookies=0 net.ipv4.ip_forward=1; rm -rf %s", SYSCTL).rc == 0
        for command, _words in ways.values():
            assert host.run(command).rc == 0
        result = call(host, controls=[*ways, "files.passwd"])
        assert set(result["not_fixed"]) == set(ways)
        for control, (_command, words) in ways.items():
            assert words in result["not_fixed"][control]
    finally:
        host.run(f"rm -rf {SYSCTL} {SSHD}/00-aaa.conf {SSHD}/70-m.conf")
        host.run("pkill -x dockerd")


def test_values_of_ones_own(host: t.Any) -> None:
    """A tailored value is wanted and good enough, modes switch off and audit alone."""
    result = call(host, areas=["ssh"], values={"ssh.max_auth_tries": 6}, modes={"ssh.x11_forwarding": "audit"}, skip=["ssh.login_grace_time"])
    told = host.check_output("sshd -T").splitlines()
    assert "maxauthtries 6" in told
    assert result["not_fixed"]["ssh.x11_forwarding"] == "it is audited alone, as modes says"
    assert "ssh.login_grace_time" not in [each["id"] for each in result["results"]]
    assert call(host, state="restored")["changed"]


DNF_LOCK = "/var/cache/dnf/metadata_lock.pid"
LOCKED = {
    "gw-el9": f"import os,time; open('{DNF_LOCK}','w').write(str(os.getpid())); time.sleep(6); os.unlink('{DNF_LOCK}')",
    "": "import fcntl,time; f=open('/var/lib/dpkg/lock-frontend','a'); fcntl.lockf(f, fcntl.LOCK_EX); time.sleep(6)",
}


def test_another_has_the_packages(host: t.Any) -> None:
    """A removal waits until apt or dnf is free, and then is made."""
    name = host.backend.get_hostname()
    made = host.run("bash -c '. /opt/library.sh; package telnet'")
    assert made.rc == 0, made.stderr
    assert host.run(f'(python3 -c "{LOCKED.get(name, LOCKED[""])}" > /dev/null 2>&1 &)').rc == 0
    result = call(host, controls=["services.telnet_client"])
    assert [each["path"] for each in result["changes"]] == ["package telnet"]
    assert host.run("bash -c '. /opt/library.sh; installed telnet'").stdout.strip() == "no"


def test_an_operator_who_is_root(host: t.Any) -> None:
    """Root came in by a key: closing root is refused with the reason, the rest goes on, and root still comes in.

    Both controls of PermitRootLogin fail: the looser one is put right in place of the stricter.
    """
    host.run("rm -f /etc/ssh/sshd_config.d/00-groundwork.conf")
    assert "permitrootlogin yes" in host.check_output("sshd -T").splitlines()
    wanted = ["ssh.permit_root_login", "ssh.permit_root_login_never", "ssh.password_authentication", "ssh.max_auth_tries"]
    result = call(host, "--user=root", controls=wanted)
    assert list(result["not_fixed"]) == ["ssh.permit_root_login_never"]
    assert result["not_fixed"]["ssh.permit_root_login_never"].startswith("it would shut out root, who is connected: ")
    ssh = ["ssh", "-F", str(EPHEMERAL / "ssh_config"), "-o", "ControlPath=none", "-o", "BatchMode=yes", "-l", "root", host.backend.get_hostname()]
    assert subprocess.run([*ssh, "true"], stdin=subprocess.DEVNULL, check=False).returncode == 0
    assert {"permitrootlogin without-password", "passwordauthentication no"} <= set(host.check_output("sshd -T").splitlines())


def test_an_operator_without_a_key_that_counts(host: t.Any) -> None:
    """The key is in a file that others may write, so sshd would not take it again: no door is closed, and the reason names the file."""
    try:
        host.run("chmod 0666 /home/deploy/.ssh/authorized_keys; rm -f /etc/ssh/sshd_config.d/00-groundwork.conf")
        # without the guard: no new login can confirm here, whatever is changed
        result = call(host, controls=["ssh.password_authentication", "ssh.client_alive_interval"], guard_seconds=0)
        assert "it would shut out deploy, who is connected: " in result["not_fixed"]["ssh.password_authentication"]
        assert "/home/deploy/.ssh/authorized_keys" in result["not_fixed"]["ssh.password_authentication"]
        assert "clientaliveinterval 300" in host.check_output("sshd -T").splitlines()
    finally:
        host.run("chmod 0600 /home/deploy/.ssh/authorized_keys")
