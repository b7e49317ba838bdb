# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""The configuration as it would be, what its readers say of it, and which of several fixes would shut somebody out."""

from __future__ import annotations

import os
import re
import typing as t

import pytest
from ansible_collections.groundwork.baseline.plugins.module_utils import _guards, _planning, _validators
from ansible_collections.groundwork.baseline.plugins.module_utils._answers import ObservationError
from ansible_collections.groundwork.baseline.plugins.module_utils._host import Completed
from ansible_collections.groundwork.baseline.plugins.module_utils._login import Ways
from ansible_collections.groundwork.baseline.plugins.module_utils._operator import Operator
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Drop
from ansible_collections.groundwork.baseline.plugins.module_utils._sshd_candidate import Candidate
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

MAIN, DROP_IN = "/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d/00-groundwork.conf"
FILES = {
    MAIN: "Include /etc/ssh/sshd_config.d/*.conf other.conf\nPort 22\nMatch User x\nInclude /etc/ssh/late.conf\n",
    "/etc/ssh/sshd_config.d/50-cloud.conf": "PermitRootLogin yes\n",
    "/etc/ssh/other.conf": "Include /etc/ssh/none.conf\nMaxAuthTries 9\n",
    "/etc/ssh/late.conf": "X11Forwarding no\n",
    "/usr/sbin/sshd": "",
}


class SshdHost(FixtureHost):
    """A host whose sshd notes what it was given, and says what a test wants."""

    said = Completed((), 0, "permitrootlogin no\nallowusers deploy\n", "")
    seen = ""

    def _execute(self, argv: tuple[str, ...], seconds: float) -> Completed:
        if "-f" not in argv:
            return Completed(argv, 0, "", "")
        self.seen = whole(argv[argv.index("-f") + 1])
        return self.said


def whole(path: str) -> str:
    """A file with what it includes in place of its Include lines."""
    with open(path, encoding="utf-8") as handle:
        lines = handle.read().splitlines()
    return "".join("".join(map(whole, line.split()[1:])) if line.startswith("Include ") else f"{line}\n" for line in lines if line)


@pytest.fixture
def host(tmp_path: Path) -> SshdHost:
    return SshdHost(make_root(tmp_path, FILES), {})


def test_a_file_that_is_not_there_yet_is_read_in_its_place(host: SshdHost) -> None:
    with Candidate(host, {DROP_IN: "PermitRootLogin no\n"}) as candidate:
        assert candidate.failure() == ""
        assert candidate.settings("user=deploy") == {"permitrootlogin": ["no"], "allowusers": ["deploy"]}
    assert host.seen.splitlines() == ["PermitRootLogin no", "PermitRootLogin yes", "MaxAuthTries 9", "Port 22", "Match User x", "X11Forwarding no"]


def test_a_refusal_names_the_real_file(host: SshdHost) -> None:
    with Candidate(host, {DROP_IN: "Nonsense\n"}) as candidate:
        host.said = Completed((), 255, "", f"{os.path.dirname(candidate.arguments[1])}/0: line 1: Bad configuration option: Nonsense\n")
        assert candidate.failure() == f"{DROP_IN}: line 1: Bad configuration option: Nonsense"
        with pytest.raises(ObservationError, match="sshd does not accept what would be written"):
            candidate.settings("user=deploy")
    with pytest.raises(_validators.Invalid, match=f"{DROP_IN} would not be accepted"):
        _validators.validate(host, {DROP_IN: "Nonsense\n"})


@pytest.mark.parametrize(
    ("path", "command", "code"),
    [("/etc/nftables.conf", "nft -c -f", 1), ("/etc/nftables.conf", "nft -c -f", 0), ("/etc/other", "", 0)],
)
def test_who_is_asked(tmp_path: Path, path: str, command: str, code: int) -> None:
    asked = []

    class Asked(FixtureHost):
        def _execute(self, argv: tuple[str, ...], seconds: float) -> Completed:
            asked.append(" ".join(argv[:-1]))
            with open(argv[-1], encoding="utf-8") as handle:
                assert handle.read() == "text\n"
            return Completed(argv, code, "", f"{argv[-1]}: syntax error\n" if code else "")

    host = Asked(make_root(tmp_path, {"/etc/": ""}), {})
    if code:
        with pytest.raises(_validators.Invalid, match=f"{path} would not be accepted \\({command}: {path}: syntax error\\)"):
            _validators.validate(host, {path: "text\n"})
    else:
        _validators.validate(host, {path: "text\n"})
    assert asked == ([command] if command else [])


def test_a_unit_is_verified_with_its_drop_in(tmp_path: Path) -> None:
    """Beside a copy of the unit that it belongs to, so that systemd reads both."""
    seen = {}

    class Asked(FixtureHost):
        def _execute(self, argv: tuple[str, ...], seconds: float) -> Completed:
            unit = argv[-1]
            for path in (unit, f"{unit}.d/zz.conf"):
                with open(path, encoding="utf-8") as handle:
                    seen[path.rsplit("/", 1)[1]] = handle.read()
            return Completed(argv, 1, "", f"{unit}: Options= is wrong\n")

    host = Asked(make_root(tmp_path, {"/usr/lib/systemd/system/tmp.mount": "[Mount]\nWhat=tmpfs\n"}), {})
    with pytest.raises(_validators.Invalid, match=r"\(systemd-analyze --man=no verify: /etc/systemd/system/tmp.mount: Options= is wrong\)"):
        _validators.validate(host, {"/etc/systemd/system/tmp.mount.d/zz.conf": "[Mount]\nOptions=x\n"})
    assert seen == {"tmp.mount": "[Mount]\nWhat=tmpfs\n", "zz.conf": "[Mount]\nOptions=x\n"}


def fix(name: str, option: str, want: str) -> dict[str, t.Any]:
    return {"id": name, "resource": "sshd", "args": {"option": option}, "want": want, "accept": {}}


FIXES = [fix("ssh.root", "permitrootlogin", "no"), fix("ssh.words", "passwordauthentication", "no"), fix("ssh.tries", "maxauthtries", "4")]
NOWHERE = Operator("x", "")
ROOT = Operator("root", "192.0.2.7", "192.0.2.1", "22")


@pytest.mark.parametrize(("closed", "refused"), [("permitrootlogin no", {"ssh.root"}), ("nothing", set()), ("passwordauthentication no", {"ssh.words"})])
def test_only_the_door_in_use_stays_open(host: SshdHost, monkeypatch: pytest.MonkeyPatch, closed: str, refused: set[str]) -> None:
    """Each door is tried on top of what is safe; the rest is put right."""
    monkeypatch.setattr(_guards, "ways", lambda host, operator, settings: Ways(closed not in host.seen, f"{closed} is in it"))
    monkeypatch.setitem(_planning.RESOURCES, "sshd", lambda host, option: [])
    planned = _planning.plan(host, FIXES, ROOT, {"sshd": "ssh.service"})
    assert set(planned.refused) == refused
    assert all(text == f"it would shut out root, who is connected: {closed} is in it" for text in planned.refused.values())
    written = next(file.text or "" for file in planned.changes.files if file.path == DROP_IN)
    assert "maxauthtries 4" in written
    assert (closed in written) == (not refused and closed != "nothing")
    assert [reload.name for reload in planned.changes.reloads] == ["sshd"]


def test_nobody_is_connected_by_ssh(host: SshdHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_guards, "ways", lambda host, operator, settings: Ways(False, "never"))
    monkeypatch.setitem(_planning.RESOURCES, "sshd", lambda host, option: [])
    assert _planning.plan(host, FIXES, None, {}).refused == {}


def test_the_looser_of_two_yields(host: SshdHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says nothing of its own, unless the stricter one is refused."""
    monkeypatch.setitem(_planning.RESOURCES, "sshd", lambda host, option: [])
    fixes = [{**fix("ssh.keys", "permitrootlogin", "prohibit-password"), "yields_to": ["ssh.root"]}, FIXES[0]]
    for shuts_out, line in (("none", "permitrootlogin no"), ("permitrootlogin no", "permitrootlogin prohibit-password")):
        monkeypatch.setattr(_guards, "ways", lambda host, operator, settings, words=shuts_out: Ways(words not in host.seen, "shut"))
        written = next(file.text or "" for file in _planning.plan(host, fixes, ROOT, {}).changes.files if file.path == DROP_IN)
        assert [each for each in written.splitlines() if each.startswith("permit")] == [line]


@pytest.mark.parametrize(
    ("operator", "said"),
    [
        (ROOT, "user=root,host=192.0.2.7,addr=192.0.2.7,laddr=192.0.2.1,lport=22"),
        (NOWHERE, "user=x,host=localhost,addr=127.0.0.1,laddr=127.0.0.1,lport=22"),
    ],
)
def test_spec(operator: Operator, said: str) -> None:
    assert _guards.spec(operator) == said


def test_what_is_proven_is_what_is_written(host: SshdHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two controls of one option: the proof is of the file as it will be, not of one in which the looser word stands first."""
    first = re.compile(r"^permitrootlogin (\S+)", re.MULTILINE | re.IGNORECASE)
    monkeypatch.setattr(_guards, "ways", lambda host, operator, settings: Ways(first.findall(host.seen)[0] != "no", "root is out"))
    monkeypatch.setitem(_planning.RESOURCES, "sshd", lambda host, option: [])
    fixes = [{**fix("ssh.keys", "permitrootlogin", "prohibit-password"), "yields_to": ["ssh.root"]}, FIXES[0]]
    planned = _planning.plan(host, fixes, ROOT, {})
    written = next(file.text or "" for file in planned.changes.files if file.path == DROP_IN)
    assert first.findall(written) == ["prohibit-password"]
    assert planned.refused == {"ssh.root": "it would shut out root, who is connected: root is out"}


@pytest.mark.parametrize(
    ("port", "left", "refused"),
    [
        ("2222", "port 22\nlistenaddress 0.0.0.0:22\n", {"ssh.port"}),
        ("22", "port 22\nlistenaddress 0.0.0.0:22\n", set()),
        ("2222", "port 22\nlistenaddress 0.0.0.0:2222\n", set()),
        ("", "port 22\n", set()),
    ],
)
def test_the_port_in_use_is_not_taken_back(tmp_path: Path, port: str, left: str, refused: set[str]) -> None:
    """What stands without our lines is sshd's own word; other lines of ours may go."""
    files = {**FILES, DROP_IN: "# ssh.port\nPort 22\nPort 2222\n\n# ssh.tries\nMaxAuthTries 4\n"}
    host = SshdHost(make_root(tmp_path, files), {})
    host.said = Completed((), 0, left, "")
    back: dict[str, list[t.Any]] = {name: [Drop(DROP_IN, name)] for name in ("ssh.port", "ssh.tries")}
    told = _guards.cut_off(host, back, Operator("deploy", "192.0.2.7", "192.0.2.1", port))
    assert set(told) == refused
    assert all("it would close port 2222, by which deploy is connected; connect by port 22" in why for why in told.values())
    assert _guards.cut_off(host, back, None) == {}
