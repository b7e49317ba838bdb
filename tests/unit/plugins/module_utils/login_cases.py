# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Hosts on which somebody comes in over ssh, and hosts on which not, with the reason."""

from __future__ import annotations

import base64
import typing as t
from types import MappingProxyType

from ansible_collections.groundwork.baseline.plugins.module_utils._login import Ways, ways
from ansible_collections.groundwork.baseline.plugins.module_utils._operator import Operator
from ansible_collections.groundwork.baseline.plugins.module_utils._resources.sshd import parse
from ansible_collections.groundwork.baseline.tests.unit.plugins.module_utils.fixture_host import FixtureHost, make_root

if t.TYPE_CHECKING:
    from pathlib import Path

TODAY = 20000
HASH = "$6$salt$SECRETSECRET"
HOME, FILE = "/home/deploy", "/home/deploy/.ssh/authorized_keys"


def key(letter: str = "k") -> str:
    parts = (b"ssh-ed25519", letter.encode() * 32)
    return "ssh-ed25519 " + base64.b64encode(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).decode() + "\n"


def passwd(shell: str = "/bin/bash", home: str = HOME, field: str = "x") -> str:
    return f"root:x:0:0::/root:/bin/bash\ndeploy:{field}:1000:1000::{home}:{shell}\nother:x:1001:1001::/home/other:/bin/bash\n"


def shadow(field: str = "*", changed: object = "19000", longest: object = "99999", expires: object = "") -> str:
    return f"root:{HASH}:19000:0:99999:7:::\ndeploy:{field}:{changed}:0:{longest}:7::{expires}:\n"


FILES = {
    "/etc/passwd": passwd(),
    "/etc/shadow": shadow(),
    "/etc/group": "root:x:0:\ndeploy:x:1000:\nops:x:2000:deploy\nothers:x:2001:other\n",
    "/bin/bash": "",
    "/bin/plain": "",
    "/bin/false": "",
    "/usr/sbin/nologin": "",
    "/etc/keys/deploy": key(),
    "/etc/keys/1000": key(),
    "/srv/open/keys": key(),
    "/root/.ssh/authorized_keys": key(),
    FILE: key(),
}
OWN = {"uid": 1000, "gid": 1000}
STATS: dict[str, dict[str, t.Any]] = {
    **{path: {"mode": "0755"} for path in ("/bin/bash", "/bin/false", "/usr/sbin/nologin", "/", "/etc", "/etc/keys", "/home", "/srv")},
    **{path: {"mode": "0644"} for path in ("/bin/plain", "/etc/keys/deploy", "/etc/keys/1000", "/srv/open/keys")},
    "/srv/open": {"mode": "0777"},
    "/root": {"mode": "0700"},
    "/root/.ssh": {"mode": "0700"},
    "/root/.ssh/authorized_keys": {"mode": "0600"},
    HOME: {**OWN, "mode": "0755"},
    f"{HOME}/.ssh": {**OWN, "mode": "0700"},
    FILE: {**OWN, "mode": "0600"},
}
SETTINGS = """
usepam yes
permitrootlogin without-password
pubkeyauthentication yes
passwordauthentication no
kbdinteractiveauthentication no
strictmodes yes
usedns no
maxsessions 10
requiredrsasize 1024
chrootdirectory none
forcecommand none
revokedkeys none
trustedusercakeys none
authorizedkeyscommand none
authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2
authenticationmethods any
pubkeyacceptedalgorithms ssh-ed25519,rsa-sha2-512,rsa-sha2-256
"""
PASSWORDS = "pubkeyauthentication no\npasswordauthentication yes"


class Case(t.NamedTuple):
    """What differs from a host on which deploy comes in with a key, and from sshd's settings there."""

    said: str = ""
    files: t.Mapping[str, str | None] = MappingProxyType({})
    stats: t.Mapping[str, t.Mapping[str, t.Any]] = MappingProxyType({})
    user: str = "deploy"
    address: str = "192.0.2.7"


def ask(tmp_path: Path, case: Case) -> Ways:
    settings = parse(SETTINGS)
    settings.update(parse(case.said))
    stats = {path: {**STATS.get(path, {}), **case.stats.get(path, {})} for path in {**STATS, **case.stats}}
    host = FixtureHost(make_root(tmp_path, {**FILES, **case.files}), {}, stats)
    return ways(host, Operator(case.user, case.address), settings, now=TODAY * 86400 + 3600)


IN = {
    "plain": Case(),
    "no PAM": Case("usepam no"),
    "file that all may read": Case(stats={FILE: {"mode": "0644"}}),
    "file of root": Case(stats={FILE: {"uid": 0, "mode": "0644"}}),
    "file of root for a group of the user": Case(stats={FILE: {"uid": 0, "gid": 2000, "mode": "0640"}}),
    "StrictModes off": Case("strictmodes no", stats={HOME: {"mode": "0777"}, FILE: {"uid": 1001, "mode": "0666"}}),
    "what is above the home does not count": Case(stats={"/home": {"mode": "0777"}}),
    "link to a safe place": Case(files={FILE: "-> /etc/keys/deploy"}),
    "folder that is a link": Case("authorizedkeysfile .keys/authorized_keys", {f"{HOME}/.keys": "-> .ssh"}),
    "home that is a link": Case(files={"/etc/passwd": passwd(home="/home/link"), "/home/link": "-> /home/deploy"}),
    "a path with dots": Case("authorizedkeysfile .ssh/../.ssh/./authorized_keys"),
    "file elsewhere by name": Case("authorizedkeysfile /etc/keys/%u", {FILE: None}),
    "file elsewhere by number": Case("authorizedkeysfile none /etc/keys/%U", {FILE: None}),
    "file by home": Case("authorizedkeysfile %h/.ssh/authorized_keys"),
    "home that is not there": Case("authorizedkeysfile /etc/keys/deploy", {"/etc/passwd": passwd(home="/home/gone")}),
    "a bad line before": Case(files={FILE: "nonsense\n" + key()}),
    "DenyUsers of another": Case("denyusers other"),
    "DenyUsers from elsewhere": Case("denyusers deploy@10.0.0.0/8"),
    "DenyUsers but from here": Case("denyusers deploy@!192.0.2.7,*"),
    "AllowUsers by pattern": Case("allowusers root\nallowusers depl?y"),
    "AllowUsers from here": Case("allowusers deploy@10.0.0.0/8,192.0.2.0/24"),
    "AllowGroups of the primary group": Case("allowgroups deploy"),
    "AllowGroups of another group": Case("allowgroups root\nallowgroups op*"),
    "DenyGroups of others": Case("denygroups others"),
    "empty shell": Case(files={"/etc/passwd": passwd(shell=""), "/bin/sh": ""}, stats={"/bin/sh": {"mode": "0755"}}),
    "locked, with PAM": Case(files={"/etc/shadow": shadow("!")}),
    "a star, without PAM": Case("usepam no", {"/etc/shadow": shadow("*")}),
    "expires tomorrow": Case(files={"/etc/shadow": shadow(expires=TODAY + 1)}),
    "expires today, without PAM": Case("usepam no", {"/etc/shadow": shadow(expires=TODAY)}),
    "password old on the day": Case(files={"/etc/shadow": shadow(changed=TODAY - 30, longest=30)}),
    "password to be changed, without PAM": Case("usepam no", {"/etc/shadow": shadow(changed=0)}),
    "password without dates": Case(files={"/etc/shadow": shadow(changed="", longest="")}),
    "no entry in shadow": Case(files={"/etc/shadow": ""}),
    "/run/nologin, without PAM": Case("usepam no", {"/run/nologin": ""}),
    "password": Case(PASSWORDS, {"/etc/shadow": shadow(HASH)}),
    "password in passwd": Case(PASSWORDS, {"/etc/passwd": passwd(field=HASH)}),
    "keyboard-interactive": Case("pubkeyauthentication no\nkbdinteractiveauthentication yes", {"/etc/shadow": shadow(HASH)}),
    "its older name": Case("pubkeyauthentication no\nchallengeresponseauthentication yes", {"/etc/shadow": shadow(HASH)}),
    "methods: a key": Case("authenticationmethods publickey"),
    "methods: both": Case("passwordauthentication yes\nauthenticationmethods publickey,password", {"/etc/shadow": shadow(HASH)}),
    "methods: the second list": Case("authenticationmethods password,publickey publickey"),
    "methods: two keys": Case("authenticationmethods publickey,publickey", {FILE: key("a") + key("b")}),
    "methods: a device": Case("kbdinteractiveauthentication yes\nauthenticationmethods publickey,keyboard-interactive:pam", {"/etc/shadow": shadow(HASH)}),
    "another key revoked": Case("revokedkeys /etc/revoked", {"/etc/revoked": key("x")}),
    "root": Case(user="root"),
    "root, yes": Case("permitrootlogin yes", user="root"),
    "root, newer word": Case("permitrootlogin prohibit-password", user="root"),
    "root, nologin": Case(files={"/etc/nologin": ""}, user="root"),
    "root, password": Case(f"{PASSWORDS}\npermitrootlogin yes", user="root"),
}

OUT = {
    "no account": (Case(user="gone"), "there is no account gone; useradd makes one"),
    "home writable": (
        Case(stats={HOME: {"mode": "0775"}}),
        f"deploy has no key that sshd would take: {HOME} is writable by the group; chmod go-w it",
    ),
    "folder writable": (Case(stats={f"{HOME}/.ssh": {"mode": "0702"}}), f"{HOME}/.ssh is writable by all; chmod go-w it"),
    "file writable": (Case(stats={FILE: {"mode": "0666"}}), f"{FILE} is writable by the group and all; chmod go-w it (passwords are off)"),
    "file of another": (Case(stats={FILE: {"uid": 1001, "mode": "0644"}}), f"{FILE} belongs to other, and StrictModes allows root and deploy alone"),
    "file of nobody known": (Case(stats={FILE: {"uid": 4711, "mode": "0644"}}), f"{FILE} belongs to uid 4711"),
    "file of root alone": (Case(stats={FILE: {"uid": 0, "gid": 0}}), f"deploy may not read {FILE}, and sshd reads keys with the rights of the user"),
    "own file that it may not read": (Case(stats={FILE: {"mode": "0044"}}), f"deploy may not read {FILE}"),
    "home of root alone": (Case("strictmodes no", stats={HOME: {"uid": 0, "gid": 0, "mode": "0700"}}), f"deploy may not enter {HOME}"),
    "file is a folder": (Case(files={FILE: None, f"{FILE}/": ""}), f"{FILE} is not a regular file"),
    "no file": (Case(files={FILE: None}), f"there is no {FILE}; there is no {HOME}/.ssh/authorized_keys2"),
    "an empty file": (Case(files={FILE: "# none\n"}), f"{FILE} has no keys"),
    "link to an unsafe place": (Case(files={FILE: "-> /srv/open/keys"}), "/srv/open is writable by the group and all"),
    "link in a circle": (Case(files={FILE: f"-> {FILE}"}), "cannot tell whether deploy could come in: cannot follow"),
    "file elsewhere, folder writable": (Case("authorizedkeysfile /etc/keys/%u", stats={"/etc/keys": {"mode": "0777"}}), "/etc/keys is writable"),
    "no files": (Case("authorizedkeysfile none"), "AuthorizedKeysFile none names no file"),
    "a token that is none": (Case("authorizedkeysfile %x .ssh/authorized_keys"), "AuthorizedKeysFile %x .ssh/authorized_keys names no file"),
    "forced command": (Case(files={FILE: f'command="x" {key()}'}), f"{FILE}:1 has a forced command, which is no way in for a person"),
    "many reasons": (Case(files={FILE: "x\n" * 5}), f"{FILE}:3 has no key of a type that is known; and 2 more"),
    "other addresses": (Case(files={FILE: f'from="10.0.0.0/8" {key()}'}), 'is for other addresses (from="10.0.0.0/8") than 192.0.2.7'),
    "an address that is not known": (Case(files={FILE: f'from="192.0.2.7" {key()}'}, address=""), "than one that is not known"),
    "algorithm": (Case("pubkeyacceptedalgorithms rsa-sha2-512"), "PubkeyAcceptedAlgorithms has no ssh-ed25519"),
    "algorithm by its older name": (Case("pubkeyacceptedkeytypes rsa-sha2-512"), "PubkeyAcceptedAlgorithms has no ssh-ed25519"),
    "revoked": (Case("revokedkeys /etc/revoked", {"/etc/revoked": key()}), f"{FILE}:1 is revoked (RevokedKeys)"),
    "revoked by a list that is not there": (
        Case("revokedkeys /etc/revoked"),
        "cannot tell whether deploy could come in: RevokedKeys /etc/revoked is not there",
    ),
    "revoked by a binary list": (Case("revokedkeys /etc/revoked", {"/etc/revoked": "SSHKRL\n\0"}), "is a binary list"),
    "keys from a command": (
        Case("authorizedkeyscommand /bin/keys %u\ntrustedusercakeys /etc/ca", {FILE: None}),
        "(what AuthorizedKeysCommand or TrustedUserCAKeys would give is no proof)",
    ),
    "no keys taken": (Case("pubkeyauthentication no"), "PubkeyAuthentication is off, which deploy needs; set it to yes (passwords are off)"),
    "DenyUsers": (Case("denyusers deploy"), "DenyUsers deploy keeps deploy out"),
    "DenyUsers before AllowUsers": (Case("denyusers d*@192.0.2.0/24\nallowusers deploy"), "DenyUsers d*@192.0.2.0/24 keeps deploy out"),
    "DenyUsers, address not known": (Case("denyusers deploy@10.0.0.0/8", address=""), "DenyUsers deploy@10.0.0.0/8 keeps deploy out"),
    "AllowUsers of others": (
        Case("allowusers root\nallowusers other"),
        "AllowUsers root other does not name deploy from 192.0.2.7; add deploy to it",
    ),
    "AllowUsers from elsewhere": (Case("allowusers deploy@10.*"), "AllowUsers deploy@10.* does not name deploy from 192.0.2.7"),
    "AllowUsers, address not known": (Case("allowusers deploy@192.0.2.7", address=""), "does not name deploy from an address that is not known"),
    "AllowUsers knows no !": (Case("allowusers !other"), "AllowUsers !other does not name deploy"),
    "DenyGroups": (Case("denygroups op?"), "DenyGroups op? keeps deploy out, who is in group ops"),
    "AllowGroups of others": (
        Case("allowgroups sudo\nallowgroups wheel"),
        "AllowGroups sudo wheel names no group of deploy (deploy, ops); add one to it",
    ),
    "no group": (Case("allowgroups *", {"/etc/group": ""}), "deploy is in no group that has a name"),
    "shell nologin": (Case(files={"/etc/passwd": passwd("/usr/sbin/nologin")}), "the shell of deploy, /usr/sbin/nologin, lets nobody in"),
    "shell false": (Case(files={"/etc/passwd": passwd("/bin/false")}), "the shell of deploy, /bin/false, lets nobody in"),
    "shell missing": (Case(files={"/etc/passwd": passwd("/bin/gone")}), "the shell of deploy, /bin/gone, does not exist"),
    "shell not executable": (Case(files={"/etc/passwd": passwd("/bin/plain")}), "the shell of deploy, /bin/plain, cannot be executed"),
    "no home": (Case(files={"/etc/passwd": passwd(home="")}), "deploy has no home directory"),
    "locked, without PAM": (Case("usepam no", {"/etc/shadow": shadow("!")}), "deploy is locked: without UsePAM"),
    "locked hash, without PAM": (Case("usepam no", {"/etc/shadow": shadow(f"!{HASH}")}), "deploy is locked"),
    "expired": (Case(files={"/etc/shadow": shadow(expires=TODAY - 1)}), "the account of deploy has expired; chage -E -1 deploy puts that right"),
    "expires today": (Case(files={"/etc/shadow": shadow(expires=TODAY)}), "the account of deploy has expired"),
    "expired, without PAM": (Case("usepam no", {"/etc/shadow": shadow(expires=TODAY - 1)}), "the account of deploy has expired"),
    "password to be changed": (Case(files={"/etc/shadow": shadow(changed=0)}), "the password of deploy has to be changed before anything else"),
    "password too old": (Case(files={"/etc/shadow": shadow(changed=TODAY - 31, longest=30)}), "has to be changed before anything else"),
    "password of no date": (Case(files={"/etc/shadow": shadow(changed="", longest=30)}), "has to be changed before anything else"),
    "nologin": (Case(files={"/etc/nologin": ""}), "/etc/nologin keeps out everybody but root; take it away"),
    "nologin, without PAM": (Case("usepam no", {"/etc/nologin": ""}), "/etc/nologin keeps out everybody but root"),
    "/run/nologin": (Case(files={"/run/nologin": ""}), "/run/nologin keeps out everybody but root"),
    "no password": (Case(PASSWORDS), "(deploy has no password)"),
    "empty password": (Case(PASSWORDS, {"/etc/shadow": shadow("")}), "(deploy has no password)"),
    "locked password": (Case(PASSWORDS, {"/etc/shadow": shadow(f"!{HASH}")}), "(deploy has no password)"),
    "password that has to be changed": (
        Case(f"{PASSWORDS}\nusepam no", {"/etc/shadow": shadow(HASH, 0)}),
        "the password of deploy has to be changed first",
    ),
    "keyboard-interactive without PAM": (
        Case("pubkeyauthentication no\nkbdinteractiveauthentication yes\nusepam no", {"/etc/shadow": shadow(HASH)}),
        "(passwords are off)",
    ),
    "methods: no password": (
        Case("passwordauthentication yes\nauthenticationmethods publickey,password"),
        "AuthenticationMethods publickey,password cannot be gone through: deploy has no password",
    ),
    "methods: off": (Case("authenticationmethods keyboard-interactive"), "KbdInteractiveAuthentication, or UsePAM with it, is off"),
    "methods: one key of two": (Case("authenticationmethods publickey,publickey"), "publickey is asked for more often than there are keys"),
    "methods: the same key twice": (Case("authenticationmethods publickey,publickey", {FILE: key() * 2}), "more often than there are keys"),
    "methods: unseen": (
        Case("authenticationmethods gssapi-with-mic hostbased"),
        "gssapi-with-mic proves nothing here; hostbased proves nothing here",
    ),
    "methods: no such device": (
        Case("kbdinteractiveauthentication yes\nauthenticationmethods keyboard-interactive:bsdauth", {"/etc/shadow": shadow(HASH)}),
        "keyboard-interactive:bsdauth is no device of this host",
    ),
    "root, no": (Case("permitrootlogin no", user="root"), "PermitRootLogin no keeps root out"),
    "root, forced": (
        Case("permitrootlogin forced-commands-only", user="root"),
        "PermitRootLogin forced-commands-only lets root run forced commands alone",
    ),
    "root, cloud image": (
        Case(files={"/root/.ssh/authorized_keys": f"no-pty,command=\"echo 'Please login as the user';exit 142\" {key()}"}, user="root"),
        "/root/.ssh/authorized_keys:1 has a forced command",
    ),
    "root, password": (Case(PASSWORDS, user="root"), "(PermitRootLogin takes no password of root)"),
    "root, key and password": (
        Case("passwordauthentication yes\nauthenticationmethods publickey,password", user="root"),
        "PermitRootLogin takes no password of root",
    ),
    "forced command for all": (Case("forcecommand internal-sftp"), "ForceCommand leaves no shell"),
    "chroot": (Case("chrootdirectory /srv"), "ChrootDirectory leaves nothing of the host"),
    "no sessions": (Case("maxsessions 0"), "MaxSessions 0 allows no session"),
    "refused": (Case("refuseconnection yes"), "RefuseConnection is on"),
    "damaged shadow": (
        Case(files={"/etc/shadow": f"deploy\nother:{HASH}:x:0:::::\n"}),
        "cannot tell whether deploy could come in: cannot make sense of",
    ),
    "no shadow": (Case(files={"/etc/shadow": None}), "cannot tell whether deploy could come in: cannot tell passwords"),
}
