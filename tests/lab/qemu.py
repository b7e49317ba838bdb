# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""How QEMU is called for a machine of the lab, when its login is there, and its saved state."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pathlib
import re
import shlex
import socket
import subprocess
import tempfile
import threading
import time
import typing as t

import debian
import disks

BOOT_SECONDS = 180
CPUINFO = pathlib.Path("/proc/cpuinfo")
SETTLED = "systemctl is-system-running --wait | grep -qE 'running|degraded'"
# An emulated processor is one thread among the many of what runs beside it; who may not have it goes on with a word of warning.
FAVOURED = ("nice", "-n", "-10")
Record = dict[str, t.Any]


def accelerator(cpuinfo: str, kvm: bool, cpu: str) -> list[str]:
    """KVM by the processor's own flags: a software KVM opens too, and cannot run Debian's kernel. Else emulation of the given processor."""
    if kvm and re.search(r"^flags\b.*\b(vmx|svm)\b", cpuinfo, re.MULTILINE):
        return ["-accel", "kvm", "-cpu", "host"]
    return ["-accel", "tcg,thread=multi", "-cpu", cpu]


def hardware(name: str, base: pathlib.Path) -> list[str]:
    """What a saved state fits to."""
    # on a crowded machine the emulator sometimes lets a kernel panic that patches itself as it boots; it boots once more
    append = f"root=/dev/vda rw console=ttyS0 quiet panic=1 {disks.described(name).get('append', '')}"
    # EL's own programs need more than qemu64 has, which is the quickest to emulate
    cpu = "Nehalem" if (base / "source").read_text(encoding="utf-8") == "registry" else "qemu64"
    chosen = accelerator(CPUINFO.read_text(encoding="utf-8"), os.access("/dev/kvm", os.W_OK), cpu)
    # one processor: a second one that is emulated costs a fifth more of those that are there for the same work, and makes it no sooner
    command = ["qemu-system-x86_64", "-M", "q35", *chosen, "-smp", "1", "-m", "768", "-nodefaults", "-no-user-config", "-display", "none"]
    command += ["-kernel", str(base / "vmlinuz"), "-initrd", str(base / "initrd"), "-append", append.strip()]
    devices = ("virtio-blk-pci,drive=disk", "virtio-net-pci,netdev=net,romfile=", "virtio-rng-pci")
    return [*command, *(word for device in devices for word in ("-device", device)), "-serial", "chardev:console"]


def attached(disk: pathlib.Path, port: int) -> list[str]:
    """What may differ from one start to the next. The network is closed but for ssh from this machine."""
    file, console = (str(path).replace(",", ",,") for path in (disk, disk.with_suffix(".console")))
    # what a guest writes need not outlive this machine, so nobody waits for its disk
    drive = f"if=none,id=disk,file={file},format=qcow2,discard=unmap,cache=unsafe"
    network = ["-netdev", f"user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:{port}-:22"]
    return ["-drive", drive, *network, "-chardev", f"file,id=console,path={console},append=on"]


def overlay(disk: pathlib.Path, backing: pathlib.Path | str, kind: str) -> None:
    disk.unlink(missing_ok=True)
    debian.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", kind, "-b", str(backing), str(disk)])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def ssh(port: int) -> list[str]:
    options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes", "IdentitiesOnly=yes", "ConnectTimeout=5"]
    return ["ssh", "-F", "none", "-p", str(port), "-i", str(disks.KEY), *(f"-o{option}" for option in options), "deploy@127.0.0.1"]


def wait(port: int, command: str, alive: t.Callable[[], bool], console: pathlib.Path) -> None:
    """Until the login works and the command succeeds there."""
    end = time.monotonic() + BOOT_SECONDS
    while alive() and (left := end - time.monotonic()) > 0:
        try:
            if subprocess.run([*ssh(port), command], capture_output=True, check=False, timeout=left).returncode == 0:
                return
        except subprocess.TimeoutExpired:
            break
        time.sleep(0.2)
    last = console.read_text(encoding="utf-8", errors="replace").strip()[-300:] if console.exists() else ""
    raise debian.BuildError(f"no login by ssh {f'in {BOOT_SECONDS} s' if alive() else 'as QEMU ended'}; {console} ends with: {last}")


def fits(command: list[str]) -> str:
    """What a saved state is bound to, in one word: QEMU's version, its arguments and under KVM the processor."""
    processor = re.findall(r"^(?:model name|flags)\s.*", CPUINFO.read_text(encoding="utf-8"), re.MULTILINE)[:2] if "kvm" in command else []
    return hashlib.sha256("\0".join([debian.run([command[0], "--version"]), *command, *processor]).encode()).hexdigest()[:8]


def saved(name: str, base: pathlib.Path) -> tuple[pathlib.Path, str]:
    """The folder with the disk and the memory of the booted machine, made where there is none for this QEMU and hardware."""
    begin, command = time.monotonic(), hardware(name, base)
    with disks.locked(name):
        folder = base / f"booted-{fits(command)}"
        if not folder.exists():
            with tempfile.TemporaryDirectory(prefix="boot-", dir=base) as work:
                (made := pathlib.Path(work) / "made").mkdir()
                overlay(made / "disk.qcow2", "../../disk.raw", "raw")
                boot_and_save(command, made)
                debian.run(["qemu-img", "rebase", "-u", "-F", "raw", "-b", "../disk.raw", str(made / "disk.qcow2")])
                made.rename(folder)
            return folder, f"booted and saved in {time.monotonic() - begin:.1f} s"
    return folder, "saved state at hand"


def boot_and_save(command: list[str], folder: pathlib.Path) -> None:
    """Boot, let systemd settle, write the memory to a file."""
    port, disk = free_port(), folder / "disk.qcow2"
    command = [*FAVOURED, *command, *attached(disk, port), "-qmp", "stdio"]
    with subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        watchdog = threading.Timer(2 * BOOT_SECONDS, process.kill)
        watchdog.start()
        try:
            ask(process, "qmp_capabilities")
            wait(port, f"{SETTLED} && sync", lambda: process.poll() is None, disk.with_suffix(".console"))
            ask(process, "migrate-set-parameters", {"max-bandwidth": 1 << 40})
            ask(process, "migrate", {"uri": f"exec:zstd -q -1 -T0 -o {shlex.quote(str(folder / 'memory.zst'))}"})
            while (status := ask(process, "query-migrate").get("status")) not in ("completed", "failed"):
                time.sleep(0.1)
            ask(process, "quit")
            if status == "failed":
                raise debian.BuildError(f"cannot save the memory of {disk}")
            process.wait()
        finally:
            watchdog.cancel()
            process.kill()


def ask(process: subprocess.Popen[str], what: str, arguments: Record | None = None) -> Record:
    """One question to QEMU's monitor; greeting and events are passed over."""
    assert process.stdin and process.stdout and process.stderr
    with contextlib.suppress(BrokenPipeError):  # what it said is below
        process.stdin.write(json.dumps({"execute": what, "arguments": arguments or {}}) + "\n")
        process.stdin.flush()
    for line in process.stdout:
        answer = json.loads(line)
        if "error" in answer:
            raise debian.BuildError(f"QEMU refuses {what}: {answer['error']['desc']}")
        if "return" in answer:
            return dict(answer["return"])
    raise debian.BuildError(f"QEMU ended at {what}: {process.stderr.read().strip()[-300:]}")
