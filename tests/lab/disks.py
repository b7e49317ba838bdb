# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Disks, kernels and initrds of the lab's virtual machines, built once a week without a boot loader or a loop device."""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import typing as t

import build
import debian
import repositories
import yaml

HERE = pathlib.Path(__file__).resolve().parent
CACHE = build.CACHE / "machines"
KEY = CACHE / "id_ed25519"
NAMES = sorted(path.stem for path in HERE.glob("machines/*.yml"))
COMMANDS = {"qemu-system-x86_64": "qemu-system-x86", "qemu-img": "qemu-utils", "mke2fs": "e2fsprogs", "ssh": "openssh-client"}  # and their packages
DISK_SIZE = "3G"  # sparse
UNUSED_SECONDS = 24 * 3600
# An initrd of what the machine has saves most of a boot under emulation; the drivers left out are of hardware that it has not.
INITRD = {
    "/etc/initramfs-tools/conf.d/lab": "MODULES=list\nCOMPRESS=lz4\nRESUME=none\n",
    "/etc/initramfs-tools/modules": "virtio_pci\nvirtio_blk\nvirtio_net\next4\n",
}
KERNEL = """cd /usr/lib/modules/*/kernel
rm -rf sound drivers/gpu drivers/media drivers/infiniband drivers/staging drivers/iio drivers/net/ethernet drivers/net/wireless drivers/scsi/[!sv]*
depmod $(basename /usr/lib/modules/*)
update-initramfs -c -k all 2>&1
"""
# As shared/create.yml does it for a container
LOGIN = """id deploy >/dev/null 2>&1 || useradd --create-home --shell /bin/bash deploy
(umask 0337; echo 'deploy ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/deploy)
for user in root deploy; do
  home=$(getent passwd "$user" | cut -d: -f6)
  (umask 0077; mkdir -p "$home/.ssh"; cp /authorized_keys "$home/.ssh/authorized_keys")
  chown -R "$user:" "$home/.ssh"
done
rm /authorized_keys
"""


def need() -> None:
    """Install what is missing, when root; else say what to run."""
    missing = [package for command, package in COMMANDS.items() if not shutil.which(command)]
    debian.need("podman", "runc", "iptables", "mmdebstrap", "zstd", "gpg", *missing)


def described(name: str) -> dict[str, t.Any]:
    if name not in NAMES:
        raise debian.BuildError(f"there is no machine {name}: there are {', '.join(NAMES)}")
    return dict(yaml.safe_load((HERE / f"machines/{name}.yml").read_text(encoding="utf-8")))


def ssh_key() -> str:
    """The public half of the key that opens every machine; made where there is none."""
    if not KEY.exists():
        debian.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "groundwork-lab", "-f", str(KEY)])
    return KEY.with_suffix(".pub").read_text(encoding="utf-8")


@contextlib.contextmanager
def locked(what: str) -> t.Iterator[None]:
    """One process at a time: another run may be making the same."""
    CACHE.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(CACHE / f"{what}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def week() -> str:
    return f"{datetime.datetime.now(tz=datetime.timezone.utc):%G-W%V}"


def recipe(name: str, source: str, table: build.Table) -> str:
    """A hash of all that the disk is made of, but not of the week."""
    machine = described(name)
    parts = [build.key(machine["image"], table, source).rsplit("-", 2)[0], ssh_key(), (HERE / f"machines/{name}.yml").read_text(encoding="utf-8")]
    parts += [pathlib.Path(__file__).read_text(encoding="utf-8"), recipe(machine["kernel"], "local", table) if "kernel" in machine else ""]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def choose(name: str, machine: dict[str, t.Any], table: build.Table) -> tuple[str, str]:
    """What the disk is made from, and its folder without the week; a disk that is at hand needs no registry and no image."""
    if "kernel" not in machine:
        return "local", f"{name}-{recipe(name, 'local', table)}"
    stems = {source: f"{name}-{recipe(name, source, table)}" for source in ("local", "registry")}
    at_hand = [source for source, stem in stems.items() if (CACHE / f"{stem}-{week()}").exists() and os.environ.get("IMAGE_SOURCE") in (None, "", source)]
    source = at_hand[0] if at_hand else build.choose_source([machine["image"]], table)
    return source, stems[source]


def provide(name: str) -> tuple[pathlib.Path, str]:
    """The folder with the machine's disk.raw, vmlinuz, initrd and source, and how it came about."""
    start = time.monotonic()
    machine, table = described(name), yaml.safe_load((HERE / "images.yml").read_text(encoding="utf-8"))
    need()
    kernel = provide(machine["kernel"])[0] if "kernel" in machine else None
    with locked(name):
        source, stem = choose(name, machine, table)
        folder, how = CACHE / f"{stem}-{week()}", "up to date"
        if not folder.exists():
            try:
                make(name, folder, kernel, source, table)
                how = "built"
            except debian.BuildError as exc:
                older = sorted(CACHE.glob(f"{stem}-*"))
                if not older:
                    raise debian.BuildError(f"cannot build {name}: {exc}") from exc
                folder, how = older[-1], f"is {older[-1].name}, as a new build failed,"
            forget(name, folder)
        os.utime(folder)
    return folder, f"{name}: disk {how} in {time.monotonic() - start:.1f} s"


def forget(name: str, current: pathlib.Path) -> None:
    """Remove older disks of the machine and builds that were killed, but none that another checkout may be using."""
    for folder in {*CACHE.glob(f"{name}-*-*-W*"), *CACHE.glob("build-*")} - {current}:
        if time.time() - folder.stat().st_mtime > UNUSED_SECONDS:
            shutil.rmtree(folder)


def make(name: str, folder: pathlib.Path, kernel: pathlib.Path | None, source: str, table: build.Table) -> None:
    """Fill a tree, set up the login, and make a disk of it."""
    machine = described(name)
    with tempfile.TemporaryDirectory(prefix="build-", dir=CACHE) as work:
        tree, made = pathlib.Path(work) / "root", pathlib.Path(work) / "made"
        made.mkdir()
        if kernel:
            from_image(tree, machine["image"], kernel, source, table)
        else:
            from_packages(tree, machine)
        around = {"/etc/hostname": f"{name}\n", "/etc/hosts": f"127.0.0.1 localhost {name}\n::1 localhost\n", "/etc/resolv.conf": ""}
        debian.overlay(tree, {**around, **machine["files"], "/authorized_keys": ssh_key()})
        debian.inside(tree, LOGIN + machine["run"])
        for file in ("vmlinuz", "initrd"):
            at = kernel / file if kernel else next((tree / "boot").glob(f"{file}*"))
            shutil.copyfile(at, made / file)
        (made / "source").write_text(source, encoding="utf-8")
        debian.run(["truncate", f"--size={DISK_SIZE}", str(made / "disk.raw")])
        debian.run(["mke2fs", "-q", "-t", "ext4", "-L", "root", "-d", str(tree), str(made / "disk.raw")])
        made.rename(folder)


def from_packages(tree: pathlib.Path, machine: dict[str, t.Any]) -> None:
    """The image's packages with the machine's."""
    image = build.recipe_of(machine["image"])
    os.environ["INITRD"] = "No"  # not a large one when the kernel is installed, but a small one at the end
    debian.bootstrap(tree, {**image, "packages": f"{image['packages']} {machine['packages']}"})
    repositories.set_up(tree, image)
    debian.finish(tree, image)
    debian.overlay(tree, INITRD)
    debian.inside(tree, KERNEL)


def from_image(tree: pathlib.Path, image: str, kernel: pathlib.Path, source: str, table: build.Table) -> None:
    """The container image's files with the modules of another machine's kernel."""
    build.provide(image, table, source)
    tree.mkdir()
    container = debian.run(["podman", "create", build.tag(image), "/usr/sbin/init"]).strip()
    try:
        debian.run(["bash", "-o", "pipefail", "-c", 'podman export "$0" | tar -x -C "$1"', container, str(tree)])
    finally:
        subprocess.run(["podman", "rm", container], capture_output=True, check=False)
    shutil.rmtree(tree / "usr/lib/modules", ignore_errors=True)
    debian.run(["debugfs", "-R", f"rdump /usr/lib/modules {tree}/usr/lib", str(kernel / "disk.raw")])
    if not any((tree / "usr/lib/modules").glob("*/modules.dep")):
        raise debian.BuildError(f"no modules in {kernel / 'disk.raw'}")
