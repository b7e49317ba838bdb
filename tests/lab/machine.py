# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Virtual machines of the lab: every start is the same freshly booted host, woken from a saved state; what it writes stays in --folder."""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import shlex
import signal
import sys
import time
import typing as t

import debian
import disks
import qemu

STOP_SECONDS = 10


class Machine:
    """A machine by its name and the folder of its files: overlay, console, process id and what start said."""

    def __init__(self, name: str, folder: pathlib.Path) -> None:
        self.name = name
        self.disk = folder.absolute() / f"{name}.qcow2"
        self.said = self.disk.with_suffix(".json")
        self.pid_file = self.disk.with_suffix(".pid")
        disks.described(name)

    def pid(self) -> int | None:
        """The process of this very machine, not of one that got its number later."""
        try:
            pid = int(self.pid_file.read_text(encoding="utf-8"))
            command = pathlib.Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return None
        return pid if str(self.pid_file) in command.split("\0") else None

    def start(self, port: int) -> dict[str, t.Any]:
        """Make what is not in the cache yet, then wake the saved machine on a new overlay."""
        if self.pid():
            raise debian.BuildError(f"{self.name} runs in {self.disk.parent} already: stop it first, or reset it")
        base, disk_came = disks.provide(self.name)
        state, state_came = qemu.saved(self.name, base)
        print(f"{disk_came}, {state_came}", file=sys.stderr, flush=True)
        self.disk.parent.mkdir(parents=True, exist_ok=True)
        self.disk.with_suffix(".console").unlink(missing_ok=True)
        record = {"name": self.name, "host": "127.0.0.1", "port": port or qemu.free_port(), "user": "deploy", "key": str(disks.KEY)}
        self.said.write_text(json.dumps({**record, "base": str(base), "state": str(state)}) + "\n", encoding="utf-8")
        self.wake()
        return record

    def recorded(self) -> dict[str, t.Any]:
        try:
            return dict(json.loads(self.said.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise debian.BuildError(f"{self.name} was not started in {self.disk.parent}: start it first") from None

    def wake(self) -> None:
        """Go on where the saved machine stood."""
        state = pathlib.Path(self.recorded()["state"])
        qemu.overlay(self.disk, state / "disk.qcow2", "qcow2")
        self.run(["-incoming", f"exec:zstd -dcq {shlex.quote(str(state / 'memory.zst'))}"], "true")

    def run(self, how: list[str], command: str) -> None:
        """Start the process; return once the command succeeds in the machine."""
        record = self.recorded()
        argv = [*qemu.FAVOURED, *qemu.hardware(self.name, pathlib.Path(record["base"])), *qemu.attached(self.disk, record["port"])]
        debian.run([*argv, "-pidfile", str(self.pid_file), "-daemonize", *how])
        try:
            qemu.wait(record["port"], command, lambda: self.pid() is not None, self.disk.with_suffix(".console"))
        except BaseException:
            self.end(signal.SIGKILL)
            raise

    def end(self, number: signal.Signals) -> None:
        """End the process and see it gone."""
        give_up = time.monotonic() + STOP_SECONDS
        while pid := self.pid():
            os.kill(pid, number)
            if time.monotonic() > give_up:
                number = signal.SIGKILL
            time.sleep(0.05)
        self.pid_file.unlink(missing_ok=True)

    def stop(self) -> None:
        """End it and forget what it wrote."""
        self.end(signal.SIGTERM)
        for file in (self.disk, self.said):
            file.unlink(missing_ok=True)

    def reset(self) -> None:
        """Back to the saved state."""
        self.recorded()
        self.end(signal.SIGTERM)
        self.wake()

    def cut(self) -> None:
        """Cut the power, and boot from the disk as it was left."""
        self.recorded()
        self.end(signal.SIGKILL)
        self.run([], qemu.SETTLED)


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    words = parser.add_subparsers(dest="word", required=True, metavar="build|start|stop|reset|cut|ssh")
    build = words.add_parser("build", help="make disks and saved states that are missing or of another week")
    build.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(disks.NAMES)}; without any: all")
    help_of = {
        "start": "start a machine and print how to reach it as one line of JSON",
        "stop": "end it and remove what it wrote",
        "reset": "go back to the saved state",
        "cut": "cut the power and boot again from its disk",
        "ssh": "log in, or run a command there",
    }
    for word, said in help_of.items():
        one = words.add_parser(word, help=said)
        one.add_argument("name", metavar="NAME", choices=disks.NAMES)
        one.add_argument("--folder", type=pathlib.Path, required=True, help="where its files are; two runs need two folders")
        if word == "start":
            one.add_argument("--port", type=int, default=0, help="of ssh on 127.0.0.1; a free one where none is given")
        if word == "ssh":
            one.add_argument("--run", metavar="COMMAND", help="what to run; without it, a shell")
    return parser.parse_args(argv)


def build(names: list[str]) -> None:
    """Fill the cache."""
    for name in names or disks.NAMES:
        base, disk_came = disks.provide(name)
        print(f"{disk_came}, {qemu.saved(name, base)[1]}", flush=True)


def act(args: argparse.Namespace) -> None:
    """Do what one word of the command line asks."""
    machine = Machine(args.name, args.folder)
    if args.word == "start":
        print(json.dumps(machine.start(args.port)))
    elif args.word == "ssh":
        command = qemu.ssh(machine.recorded()["port"])
        os.execvp(command[0], [*command, *([args.run] if args.run else [])])
    else:
        {"stop": machine.stop, "reset": machine.reset, "cut": machine.cut}[args.word]()


def main(argv: list[str]) -> int:
    args = arguments(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a terminated start ends what it started
    try:
        build(args.names) if args.word == "build" else act(args)
    except debian.BuildError as exc:
        print(f"machine: {exc}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
