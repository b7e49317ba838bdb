# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Turn a tree of Debian's packages into one of RPMs under other names: database, repository, and nothing of dpkg left."""

from __future__ import annotations

import collections
import os
import pathlib
import re
import shutil
import stat
import typing as t
from dataclasses import dataclass, field

import debian
import yaml

NAMES = pathlib.Path(__file__).resolve().parent / "images/el9.names.yml"
SPEC_HEAD = """%define __os_install_post %{nil}
%define debug_package %{nil}
%define _build_id_links none
%define _binary_payload w3.zstdio
%define __spec_install_pre :
%define __check_files %{nil}
Name: standin-root
Version: 1
Release: 1
Summary: root of the stand-in's packages
License: see the Debian source packages
%description
Not a package.
"""
# The tree is its own build root, by a bind mount that does not take /proc along. --noclean keeps rpmbuild from emptying it.
BUILD = """mkdir -p /tmp/br /tmp/rpms /tmp/base /tmp/canary /srv/canary /srv/repo/baseos /etc/pki/rpm-gpg
mount --bind / /tmp/br
rpmbuild -bb --quiet --noclean --nodeps --target x86_64-linux --buildroot /tmp/br --define '_topdir /tmp/top' --define '_rpmdir /tmp/rpms' \
  --define '_build_name_fmt %%{NAME}.rpm' /tmp/el.spec
umount /tmp/br
for version in 1.0 1.1; do
  rpmbuild -bb --quiet --define '_topdir /tmp/top' --define '_rpmdir /tmp/canary' --define "canary_version $version" /tmp/canary.spec
done
export GNUPGHOME=/tmp/gnupg; mkdir -m 0700 $GNUPGHOME
gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-gen-key 'groundwork stand-in <lab@localhost>' rsa2048 sign never
gpg --armor --export > /etc/pki/rpm-gpg/RPM-GPG-KEY-standin
rpmsign --addsign --define '_gpg_name groundwork stand-in' --define '__gpg /usr/bin/gpg' /tmp/rpms/*.rpm /tmp/canary/noarch/*.rpm >/dev/null
mv /tmp/canary/noarch/*-1.1-*.rpm /srv/canary/
createrepo_c --quiet --general-compress-type=gz /srv/canary
modifyrepo_c --mdtype=updateinfo /tmp/updateinfo.xml /srv/canary/repodata >/dev/null
for name in $(cat /tmp/base.list); do mv /tmp/rpms/$name.rpm /tmp/base/; done
while read -r repository name; do mkdir -p /srv/repo/$repository; mv /tmp/rpms/$name.rpm /srv/repo/$repository/; done < /tmp/repositories.list
mv /tmp/rpms/*.rpm /srv/repo/baseos/
for repository in /srv/repo/*; do createrepo_c --quiet --general-compress-type=gz $repository; done
"""
INSTALL = """rpm --initdb
rpm -i --justdb --nodeps --noscripts --nosignature --nodigest /tmp/base/*.rpm
rpm -i --nodeps --nosignature /tmp/canary/noarch/*-1.0-*.rpm
rpm --import /etc/pki/rpm-gpg/RPM-GPG-KEY-standin
dnf -qy install {install}
systemctl -q preset-all --preset-mode=enable-only
dnf -q clean all
"""
CANARY = """%define _binary_payload w3.zstdio
Name: groundwork-canary
Version: %{canary_version}
Release: 1
BuildArch: noarch
Summary: nothing, in a version
License: BSD-2-Clause
%description
Nothing, in version %{canary_version}.
%package -n groundwork-canary-security
Summary: %{summary}
%description -n groundwork-canary-security
%{description}
%package -n groundwork-canary-plain
Summary: %{summary}
%description -n groundwork-canary-plain
%{description}
%install
for name in security plain; do
  mkdir -p %{buildroot}/usr/share/groundwork-canary-$name
  echo %{canary_version} > %{buildroot}/usr/share/groundwork-canary-$name/version
done
%files -n groundwork-canary-security
/usr/share/groundwork-canary-security
%files -n groundwork-canary-plain
/usr/share/groundwork-canary-plain
"""
UPDATE = """<update from="lab@localhost" status="final" type="{kind}" version="1"><id>GROUNDWORK-2026:{number}</id><title>{name}</title>
<severity>{severity}</severity><issued date="2026-01-01 00:00:00"/><updated date="2026-01-01 00:00:00"/><description>{name}</description>
<pkglist><collection short="el9"><name>el9</name><package name="{name}" version="1.1" release="1" epoch="0" arch="noarch" src="groundwork-canary-1.1-1.src.rpm">
<filename>{name}-1.1-1.noarch.rpm</filename></package></collection></pkglist></update>
"""
UPDATES = [
    {"name": "groundwork-canary-security", "kind": "security", "number": "0001", "severity": "Important"},
    {"name": "groundwork-canary-plain", "kind": "bugfix", "number": "0002", "severity": "None"},
]
WAITING = """[groundwork-canary]
name=Updates that wait until this is switched on
baseurl=file:///srv/canary
enabled=0
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-standin
"""


@dataclass
class Package:
    """An RPM to be: what it holds and what it asks for."""

    name: str
    version: str = "9.0"
    debs: set[str] = field(default_factory=set)
    files: list[str] = field(default_factory=list)
    requires: set[str] = field(default_factory=set)
    base: bool = True


def convert(tree: pathlib.Path, recipe: dict[str, t.Any]) -> None:
    """The whole way, from a tree that dpkg knows to one that rpm knows."""
    accounts(tree, recipe)
    relocate(tree, recipe)
    for files in recipe["owns"].values():
        debian.overlay(tree, files)
    debian.inside(tree, recipe["script"])
    packages, rest = sort_out(tree, recipe)
    spec = "\n".join([SPEC_HEAD, *(line for one in packages.values() for line in section(tree, one, recipe))])
    debian.overlay(tree, {"/etc/yum.repos.d/groundwork-canary.repo": WAITING, "/tmp/canary.spec": CANARY, "/tmp/updateinfo.xml": updateinfo()})
    listed = [f"{repository} {name}\n" for repository, names in recipe["repositories"].items() for name in names.split()]
    debian.overlay(tree, {"/tmp/repositories.list": "".join(listed)})
    debian.overlay(tree, {"/tmp/el.spec": spec + "\n", "/tmp/base.list": "\n".join(one.name for one in packages.values() if one.base)})
    debian.inside(tree, BUILD)
    strip(tree, {path for one in packages.values() if not one.base for path in one.files} | rest)
    debian.delete(tree, recipe["purge"])
    debian.inside(tree, INSTALL.format(install=recipe["install"]))
    debian.finish(tree, recipe)
    debian.delete(tree, "/tmp/*")


def updateinfo() -> str:
    """Which of the updates that wait is of what kind."""
    return "<updates>\n" + "".join(UPDATE.format(**update) for update in UPDATES) + "</updates>\n"


def accounts(tree: pathlib.Path, recipe: dict[str, t.Any]) -> None:
    """Give the tree this family's users and groups; setgid shadow programs become setuid, as there is no such group."""
    users = [line.split(":") for line in recipe["users"].splitlines()]
    groups = [[name, "x", gid, ""] for name, gid in (entry.split(":") for entry in recipe["groups"].split())]
    new = {"passwd": {row[0]: int(row[2]) for row in users}, "group": {row[0]: int(row[2]) for row in groups}}
    rows = {kind: [line.split(":") for line in (tree / "etc" / kind).read_text(encoding="utf-8").splitlines()] for kind in new}
    uids, gids = ({int(row[2]): new[kind].get(row[0], 0) for row in rows[kind]} for kind in new)
    for path in (os.path.join(folder, name) for folder, names, files in os.walk(tree) for name in names + files):
        seen = os.lstat(path)
        uid, gid = uids.get(seen.st_uid, 0), gids.get(seen.st_gid, 0)
        if (uid, gid) != (seen.st_uid, seen.st_gid):
            os.lchown(path, uid, gid)
            if stat.S_ISREG(seen.st_mode):  # a change of owner takes these bits away
                setgid = bool(seen.st_mode & stat.S_ISGID)
                os.chmod(path, stat.S_IMODE(seen.st_mode) & ~stat.S_ISGID | (stat.S_ISUID if setgid and not gid else stat.S_ISGID * setgid))
    locked = {"/etc/shadow": "".join(f"{row[0]}:*:19700:0:99999:7:::\n" for row in users), "/etc/gshadow": "".join(f"{row[0]}:::\n" for row in groups)}
    debian.overlay(tree, {"/etc/passwd": recipe["users"], "/etc/group": "".join(":".join(row) + "\n" for row in groups), **locked})


def relocate(tree: pathlib.Path, recipe: dict[str, t.Any]) -> None:
    """Move what has another name here, delete what has no place here."""
    for old, new in recipe["moves"].items():
        target = tree / new.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            shutil.rmtree(target)
        shutil.move(f"{tree}{old}", target)
    debian.delete(tree, recipe["delete"])
    debian.delete(tree, "/usr/lib/python3*/**/__pycache__ /usr/share/**/__pycache__")


def dpkg_status(tree: pathlib.Path) -> dict[str, dict[str, str]]:
    """Package -> its fields, as dpkg has them."""
    paragraphs = (tree / "var/lib/dpkg/status").read_text(encoding="utf-8").strip().split("\n\n")
    return {one["Package"]: one for one in (dict(re.findall(r"^([A-Za-z-]+): *(.*)$", text, re.M)) for text in paragraphs)}


def dpkg_files(tree: pathlib.Path, deb: str, moves: dict[str, str]) -> t.Iterator[str]:
    """The paths that dpkg gives to a package, where they are now."""
    info = tree / "var/lib/dpkg/info"
    listing = [*info.glob(f"{deb}.list"), *info.glob(f"{deb}:*.list")][0]
    for path in listing.read_text(encoding="utf-8").split("\n"):
        merged = re.sub(r"^/(bin|sbin|lib|lib64)(?=/|$)", r"/usr/\1", path)
        for old, new in moves.items():
            merged = re.sub(rf"^{re.escape(old)}(?=/|$)", new, merged)
        if merged not in ("", "/.") and not merged.startswith("/var/lib/dpkg") and os.path.lexists(f"{tree}{merged}"):
            yield merged


def dependencies(debs: dict[str, dict[str, str]]) -> dict[str, set[str]]:
    """Package -> the installed packages that satisfy its Depends and Pre-Depends."""

    def names(deb: str, *fields: str) -> list[str]:
        return re.findall(r"[a-z0-9][a-z0-9.+-]+", re.sub(r"\([^)]*\)|:any", "", ", ".join(debs[deb].get(one, "") for one in fields)))

    offers = collections.defaultdict(set)
    for deb in debs:
        for offer in (deb, *names(deb, "Provides")):
            offers[offer].add(deb)
    return {deb: set().union(*(offers[name] for name in names(deb, "Depends", "Pre-Depends") if name in offers)) for deb in debs}


def sort_out(tree: pathlib.Path, recipe: dict[str, t.Any]) -> tuple[dict[str, Package], set[str]]:
    """Group Debian's packages under their names here; also the paths of those that have no place here."""
    names = {deb: name for name, debs in yaml.safe_load(NAMES.read_text(encoding="utf-8")).items() for deb in debs.split()}
    debs = dpkg_status(tree)
    needs, removed = dependencies(debs), set(recipe["remove"].split()) & set(debs)
    base = {deb for deb, fields in debs.items() if fields.get("Essential") == "yes"} | set(recipe["packages"].split())
    while more := set().union(*(needs.get(deb, set()) for deb in base)) - base:
        base |= more
    packages: dict[str, Package] = {}
    owner = {path: name for name, files in recipe["owns"].items() for path in files} | recipe["claims"]
    for deb in sorted(set(debs) - removed, key=lambda deb: (deb != "base-files", deb not in base, deb)):  # the first owns a directory
        one = packages.setdefault(names.get(deb, deb), Package(names.get(deb, deb), base=False))
        one.debs.add(deb)
        one.base |= deb in base
        one.version = re.sub(r"^\d+:|-[^-]*$|[.+](dfsg|ds|deb|nmu).*", "", debs[deb]["Version"]).replace("-", ".")
        one.requires |= {names.get(need, need) for need in needs[deb] - removed} - {one.name}
        for path in dpkg_files(tree, deb, recipe["moves"]):
            owner.setdefault(path, one.name)
    offered = set(" ".join(recipe["repositories"].values()).split())
    for path, name in owner.items():
        packages.setdefault(name, Package(name, base=name not in offered)).files.append(path)
    for name, more in recipe["requires"].items():
        packages[name].requires |= set(more.split())
    return packages, {path for deb in removed for path in dpkg_files(tree, deb, recipe["moves"])} - set(owner)


def section(tree: pathlib.Path, one: Package, recipe: dict[str, t.Any]) -> t.Iterator[str]:
    """One package's lines of the spec file."""
    yield from (f"%package -n {one.name}", f"Version: {one.version}", "Release: 1.el9", f"Summary: {one.name}, stand-in", "AutoReqProv: no")
    yield from (f"Requires: {need}" for need in sorted(one.requires))
    yield from (f"Provides: {offer.replace('=', ' = ')}" for offer in recipe["provides"].get(one.name, "").split())
    yield from (f"%description -n {one.name}", f"Debian's {', '.join(sorted(one.debs)) or 'nothing'} under this name, for tests.")
    if user := recipe["makes_user"].get(one.name):
        yield from (f"%pre -n {one.name}", f"getent passwd {user} >/dev/null || useradd -r -U -d / -s /sbin/nologin {user}")
    if unit := recipe["units"].get(one.name):
        yield from (f"%post -n {one.name}", f"[ $1 -gt 1 ] || systemctl --no-reload preset {unit} >/dev/null 2>&1 || :")
        yield from (f"%preun -n {one.name}", f"[ $1 -gt 0 ] || systemctl --no-reload disable --now {unit} >/dev/null 2>&1 || :")
    yield f"%files -n {one.name}"
    for path in one.files:
        real = tree / path.lstrip("/")
        kind = "" if real.is_symlink() else "%dir " if real.is_dir() else "%config(noreplace) " if path.startswith("/etc/") else ""
        yield f'{recipe["attributes"].get(path, "")} {kind}"{path}"'


def strip(tree: pathlib.Path, paths: set[str]) -> None:
    """Delete files, then the directories that this left empty."""
    for real in (tree / path.lstrip("/") for path in sorted(paths, reverse=True)):
        if real.is_symlink() or real.is_file():
            real.unlink()
        elif real.is_dir() and not any(real.iterdir()):
            real.rmdir()
