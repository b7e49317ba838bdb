# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""On hardened hosts one project is there by each of its three locks: the application can import all of it and write none of it."""

from __future__ import annotations

import re
import typing as t

import pytest
from hosts import LOCKS, said

IMPORTS = "django, fastapi, gunicorn, uvicorn, uvloop, httptools, psycopg, redis, cryptography.hazmat.bindings._rust, orjson, yaml, markupsafe, pydantic_core"
MASKS = {"gw-py-debian12": "0077", "gw-py-debian13": "0027", "gw-py-ubuntu2404": "0027", "gw-py-el9": "0077"}
NAMES = """
import importlib.metadata as m, re
print("\\n".join(sorted(re.sub("[-_.]+", "-", one.metadata["Name"]).lower() + "==" + one.version for one in m.distributions())))
"""


def locked(python: str) -> set[str]:
    """What the lock has for this Python: all of it, but for what was in the way of one bug of 3.11.2 and older."""
    lines = (LOCKS / "requirements.txt").read_text(encoding="utf-8").splitlines()
    found = {found[1] for line in lines if (found := re.match(r"([a-z0-9-]+==[^ ]+) ", line))}
    return {each for each in found if not each.startswith("async-timeout") or tuple(map(int, python.split("."))) < (3, 11, 3)}


def test_hardened(host: t.Any) -> None:
    """Whoever logs in makes files for themselves alone, root too, and nothing runs from /tmp."""
    assert host.check_output("umask") == MASKS[host.backend.get_hostname()]
    assert "noexec" in host.check_output("grep ' /tmp ' /proc/mounts | tail -n 1")


@pytest.mark.parametrize(("environment", "more"), [("shop", ", MySQLdb"), ("api", ""), ("batch", "")])
def test_the_application_imports_all(host: t.Any, environment: str, more: str) -> None:
    done = host.run("cd /; runuser -u shop -- /opt/%s/venv/bin/python -B -c %s", environment, f"import {IMPORTS}{more}")
    assert done.rc == 0, done.stderr


@pytest.mark.parametrize(("environment", "more"), [("shop", {"mysqlclient"}), ("api", set()), ("batch", set())])
def test_what_is_installed_is_what_is_locked(host: t.Any, environment: str, more: set[str]) -> None:
    """By the environment's own word, and with nothing of pip."""
    python = host.check_output("/opt/%s/venv/bin/python -c 'import platform; print(platform.python_version())'", environment)
    installed = set(host.check_output("/opt/%s/venv/bin/python -I -c %s", environment, NAMES).splitlines())
    assert {each for each in installed - locked(python) if each.split("==")[0] not in more} == set()
    assert locked(python) - installed == set()
    assert len(installed) >= 25
    assert host.run("ls /opt/%s/venv/bin/pip*", environment).rc != 0


def test_the_application_writes_nothing(host: t.Any) -> None:
    assert host.check_output("cd /; runuser -u shop -- find /opt/shop /opt/api /opt/batch -writable ! -type l") == ""
    assert host.run("runuser -u shop -- touch /opt/shop/venv/new").rc != 0
    assert host.check_output("find /opt/shop /opt/api /opt/batch ! -user root -o ! -type l -perm /022") == ""


def test_built_from_source(host: t.Any) -> None:
    """One of them has no wheel: it was built against the library that the role installed the headers of."""
    found = host.check_output("find /opt/shop/venv -name '_mysql*.so'")
    assert "libmariadb.so" in host.check_output("ldd %s", found)


def test_compiled(host: t.Any) -> None:
    """What nobody could compile later is compiled, where that was not switched off."""
    assert host.check_output("find /opt/shop/venv/lib -path '*/fastapi/__pycache__/*.pyc' | head -n 1")
    assert host.check_output("find /opt/api/venv/lib -path '*/fastapi/__pycache__/*.pyc' | head -n 1") == ""


def test_nothing_is_shared_with_a_cache(host: t.Any) -> None:
    """Every file of an environment is one of its own: whoever changes it changes no other."""
    assert host.check_output("find /opt -type f -links +1") == ""


def test_the_systems_own_python_is_untouched(host: t.Any) -> None:
    marked = host.file("/root/markers.before").content_string
    assert ("EXTERNALLY-MANAGED" in marked) == (host.backend.get_hostname() != "gw-py-el9")
    assert not marked or host.run("sha256sum --check --quiet /root/markers.before").rc == 0
    assert host.run("find /usr/local/lib/python3* /usr/lib/python3*/site-packages -iname 'django*' 2>/dev/null | grep .").rc != 0


def test_the_user(host: t.Any) -> None:
    """Has no home, no shell that lets anybody in, and no password."""
    user = host.user("shop")
    assert (user.home, user.shell) == ("/nonexistent", "/usr/sbin/nologin")
    assert user.uid < 1000
    assert host.check_output("passwd -S shop | cut -d ' ' -f 2 | cut -c 1") == "L"
    assert host.check_output("find / -xdev -user shop -not -path '/proc/*'") == ""


def test_the_prediction(host: t.Any) -> None:
    """Check mode told on the fresh host what the first run then did; the second did nothing."""
    predicted, first, second = (said(host.backend.get_hostname(), run) for run in ("predicted", "first", "second"))
    assert predicted["packages"] == first["packages"] != []
    for name, made in first["environments"].items():
        assert (made["changed"], made["reason"]) == (True, "absent")
        assert predicted["environments"][name]["changed"]
        assert predicted["environments"][name]["added"] == made["added"]
        assert not second["environments"][name]["changed"]
    assert second["packages"] == []


def test_the_second_python(host: t.Any) -> None:
    """EL's comes by the name that AppStream gives it, with headers; python3 stays what it was."""
    if host.backend.get_hostname() == "gw-py-el9":
        assert host.check_output("rpm -qf --qf '%{NAME}' /usr/bin/python3.11") == "python3.11"
        assert host.run("rpm -q python3.11-devel gcc-c++ redhat-rpm-config").rc == 0
        assert host.check_output("python3 -V").startswith("Python 3.9.")
    else:
        assert host.run("dpkg-query -W python3-dev build-essential default-libmysqlclient-dev").rc == 0
