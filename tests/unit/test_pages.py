# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Pages that people wrote: what they link to and what they rest on is there, and what they say stays untouched is."""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.plugin_utils import _catalogue
from ansible_collections.groundwork.baseline.plugins.plugin_utils._names import NoSuchName, fill

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "roles").glob("*/docs/*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)")
PLACE = re.compile(r"`((?:plugins|roles|playbooks|extensions|tests|tools|catalogue)/[\w./*-]+)`")
CATALOGUE = _catalogue.load()
AREAS = {control["area"] for control in CATALOGUE.controls}
ID = re.compile(rf"(?<![\w./-])((?:{'|'.join(sorted(AREAS))})\.[a-z]\w+)(?![\w/.-]*(?:\.yml|\.md|\())")
CODE = re.compile(r"V\(([A-Z_]+)\)")
UNITS = (".service", ".socket", ".timer")
pytestmark = pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="docs/ is in a checkout alone")


def filled(kind: str, key: str) -> set[str]:
    """What controls of a kind name under an argument, on every family."""
    found: set[str] = set()
    for control in CATALOGUE.controls:
        for platform in CATALOGUE.platforms.values():
            try:
                value = fill(control["args"], platform).get(key, []) if control["resource"] == kind else []
            except NoSuchName:
                continue
            found |= {value} if isinstance(value, str) else set(value)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_rests_on_is_there(page: pathlib.Path) -> None:
    """Links, places in the collection, and ids of controls."""
    text = page.read_text(encoding="utf-8")
    # what stands in a role's docs/ becomes its README, one folder up
    folder = page.parent.parent if page.parents[2].name == "roles" else page.parent
    known = {control["id"] for control in CATALOGUE.controls}
    words = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    missing = [name for name, _anchor in LINK.findall(words) if name and not (folder / name).exists()]
    places = [name.replace("catalogue/", "plugins/plugin_utils/catalogue/", 1) if name.startswith("catalogue/") else name for name in PLACE.findall(text)]
    missing += [name for name in places if not any(ROOT.glob(name))]
    assert missing == []
    assert [name for name in ID.findall(words) if name not in known and not name.endswith(UNITS)] == []


@pytest.mark.parametrize(
    ("kind", "key", "names"),
    [
        ("kernel_module", "name", {"squashfs", "vfat", "fat", "msdos", "udf", "overlay", "fuse", "bridge", "br_netfilter"}),
        ("package", "names", {"rsync", "git", "curl", "wget", "openssh-clients", "openssh-client"}),
        ("sysctl", "name", {"net.ipv6.conf.all.disable_ipv6", "net.ipv6.conf.default.disable_ipv6"}),
        ("sshd", "option", {"port", "listenaddress", "addressfamily", "hostkey"}),
        ("unit", "names", {"ssh.socket", "sshd.socket", "ssh.service", "sshd.service"}),
    ],
)
def test_what_is_said_to_stay_untouched_is(kind: str, key: str, names: set[str]) -> None:
    """docs/untouched.md says that no control is about these."""
    found = filled(kind, key)
    assert found
    assert found & names == set()


def test_waiting_until_asked_for() -> None:
    """Those that docs/untouched.md says wait, do; those that it says are removed by default, are."""
    controls: dict[str, dict[str, t.Any]] = {control["id"]: control for control in CATALOGUE.controls}
    waiting = ("network.ip_forward", "network.default_rp_filter", "fs.kmod_sctp", "fs.kmod_usb_storage", "services.telnet_client")
    also = ("pam.faillock_root", "mac.selinux_enforcing", "audit.immutable")
    assert all(controls[name].get("on_request") for name in (*waiting, *also))
    firewall = [control for control in CATALOGUE.controls if control["area"] == "firewall"]
    assert all(control.get("on_request") or control.get("manual") for control in firewall)
    assert not any(control["level"] == 1 for control in CATALOGUE.controls if control["resource"] == "audit_rule")
    units = [control for control in CATALOGUE.controls if control["area"] == "services" and control["resource"] == "unit"]
    assert all(control.get("on_request") for control in units)
    absent = [control for control in CATALOGUE.controls if (control["resource"], control["want"]) == ("package", "absent")]
    removed = {control["id"] for control in absent if "on_request" not in control}
    assert removed == {f"services.{name}" for name in ("telnet_server", "rsh_server", "tftp_server", "inetd", "nis")}


def test_errors_of_python_environments() -> None:
    """Every name that a task may fail with has a row that says what to do, and no row is of a name that is gone."""
    modules = ROOT / "plugins" / "modules"
    told = {name for module in ("python_env", "python_interpreter", "python_wheelhouse") for name in CODE.findall((modules / f"{module}.py").read_text())}
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "python-errors.md").read_text(), re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert set(rows) == told != set()
