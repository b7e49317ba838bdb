# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""What an image's own apt is offered without a network: packages to install, and two updates that wait until they are switched on."""

from __future__ import annotations

import email.utils
import hashlib
import pathlib
import tempfile
import typing as t

import debian

KEYRING = "/usr/share/keyrings/groundwork-lab.gpg"
OFFERED, WAITING = "/srv/repo", "/srv/canary"
CANARIES = {"groundwork-canary-security": "-security", "groundwork-canary-plain": "-updates"}  # and the end of the suite that has the newer one
CONTROL = "Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: groundwork <lab@localhost>\nDescription: nothing, in version {version}\n"
SOURCE = "Types: deb\nURIs: file://{root}\nSuites: {suites}\nComponents: main\nSigned-By: {keyring}\nEnabled: {enabled}\n"


def set_up(tree: pathlib.Path, recipe: dict[str, t.Any]) -> None:
    """Publish what bootstrap fetched and the canaries, and let the tree's apt look there instead of at a mirror."""
    pockets, name = recipe["pockets"], recipe["offers_as"]
    with tempfile.TemporaryDirectory(prefix="groundwork-keys-") as home:
        gpg = ["gpg", "--homedir", home, "--batch", "--quiet"]
        debian.run([*gpg, "--pinentry-mode", "loopback", "--passphrase", "", "--quick-gen-key", "groundwork lab <lab@localhost>", "ed25519", "sign", "never"])
        debian.run([*gpg, "--export", "--output", f"{tree}{KEYRING}"])
        (tree / KEYRING.lstrip("/")).chmod(0o644)
        publish(tree, OFFERED, name, pockets[name], [*(tree / "srv/repo/pool").glob("*.deb")], gpg)
        for canary, end in CANARIES.items():
            # no pocket is empty: apt would not tell of it
            older = tree / f"srv/repo/pool/{canary}_1.0_all.deb"
            package(older, canary, "1.0")
            publish(tree, OFFERED, f"{name}{end}", pockets[f"{name}{end}"], [older], gpg)
            newer = tree / f"srv/canary/pool/{canary}_1.1_all.deb"
            package(newer, canary, "1.1")
            publish(tree, WAITING, f"{name}{end}", pockets[f"{name}{end}"], [newer], gpg)
        debian.run(["gpgconf", "--homedir", home, "--kill", "all"])
    debian.inside(tree, "dpkg --install /srv/repo/pool/groundwork-canary-*.deb >/dev/null")
    look_there(tree, recipe)


def look_there(tree: pathlib.Path, recipe: dict[str, t.Any]) -> None:
    """The sources of the tree's apt; the mirrors that it was made from stay as a file that apt passes over."""
    name, folder = recipe["offers_as"], "/etc/apt/sources.list.d"
    (tree / "etc/apt/sources.list").rename(tree / f"etc/apt/{folder.rsplit('/', 1)[1]}/mirrors.list.disabled")
    offered = SOURCE.format(root=OFFERED, suites=" ".join(recipe["pockets"]), keyring=KEYRING, enabled="yes")
    waiting = SOURCE.format(root=WAITING, suites=" ".join(f"{name}{end}" for end in CANARIES.values()), keyring=KEYRING, enabled="no")
    distribution = recipe["pockets"][name]["Origin"].lower()
    debian.overlay(tree, {f"{folder}/{distribution}.sources": offered, f"{folder}/groundwork-canary.sources": waiting})


def package(target: pathlib.Path, name: str, version: str) -> None:
    """A package that holds one file, its version."""
    with tempfile.TemporaryDirectory() as folder:
        written = {"/DEBIAN/control": CONTROL.format(name=name, version=version), f"/usr/share/{name}/version": f"{version}\n"}
        debian.overlay(pathlib.Path(folder), written)
        pathlib.Path(folder).chmod(0o755)
        target.parent.mkdir(parents=True, exist_ok=True)
        debian.run(["dpkg-deb", "--root-owner-group", "--build", folder, str(target)])


def publish(tree: pathlib.Path, root: str, suite: str, fields: dict[str, str], debs: list[pathlib.Path], gpg: list[str]) -> None:
    """One suite of a repository: its packages' index, and the signed word on what it is."""
    folder = tree / root.lstrip("/") / "dists" / suite
    index = "\n".join(paragraph(deb) for deb in sorted(debs))
    debian.overlay(folder, {"/main/binary-amd64/Packages": index})
    digest = f" {hashlib.sha256(index.encode()).hexdigest()} {len(index.encode())} main/binary-amd64/Packages"
    dated = {**fields, "Date": email.utils.formatdate(usegmt=True), "Architectures": "amd64", "Components": "main", "SHA256": f"\n{digest}"}
    (folder / "Release").write_text("".join(f"{name}: {value}\n" for name, value in dated.items()), encoding="utf-8")
    debian.run([*gpg, "--clearsign", "--output", str(folder / "InRelease"), str(folder / "Release")])


def paragraph(deb: pathlib.Path) -> str:
    """What the index says of a package in the pool."""
    digest = hashlib.sha256(deb.read_bytes()).hexdigest()
    return f"{debian.run(['dpkg-deb', '--field', str(deb)])}Filename: pool/{deb.name}\nSize: {deb.stat().st_size}\nSHA256: {digest}\n"
