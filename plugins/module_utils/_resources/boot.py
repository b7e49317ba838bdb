# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""How a host starts: the parameters of its kernel, what guards the boot loader, and who gets a shell when something goes wrong."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._answers import BOOT, RUNTIME, NotApplicable, ObservationError, Reading, SubjectMissing
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Lines, Step, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _systemd
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._cron_jobs import ARGV, parse_blocks

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

CMDLINE = "/proc/cmdline"
# Where the parameters of the next boot stand: entries of the boot loader's menu.
MENUS = ("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", "/boot/loader/entries/*.conf", "/boot/grub2/grubenv", "/boot/grub/grubenv", "/etc/kernel/cmdline")
ENTRY = re.compile(r"\s*(?:linux(?:16|efi)?\s+\S+|options|(?:saved_)?kernelopts=)\s*(.*)")
# Documentation/admin-guide/kernel-parameters.txt: what takes protections against the flaws of processors away.
OFF = re.compile(
    r"nopti|nospectre_v[12]|nospectre_bhb|nospec_store_bypass_disable|no_stf_barrier|"
    r"(mitigations|pti|spectre_v2|spectre_v2_user|spectre_bhi|spec_store_bypass_disable|l1tf|mds|tsx_async_abort|srbds|mmio_stale_data|retbleed|"
    r"gather_data_sampling|reg_file_data_sampling|spec_rstack_overflow|indirect_target_selection|tsa|vmscape|ssbd|kvm\.nx_huge_pages)=(off|force-off)"
)
INIT = "init_on_alloc"
EFI, SECURE_BOOT = "/sys/firmware/efi", "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
LOCKDOWN = "/sys/kernel/security/lockdown"
RESCUE = ("rescue.service", "emergency.service")
SHOW = ("systemctl", "show", "--no-pager", "--property=Id,LoadState,Environment,ExecStart", "--")
ASKS = "/usr/lib/systemd/systemd-sulogin-shell"
FORCE = "SYSTEMD_SULOGIN_FORCE"
DROP_IN = "/etc/systemd/system/{}.d/zz-groundwork.conf"
TRUE = ("1", "yes", "y", "true", "t", "on")


def _now(host: Host) -> list[str]:
    text = host.read(CMDLINE)
    if text is None:
        raise ObservationError(f"cannot tell the parameters of the kernel: there is no {CMDLINE}; look at a running host")
    return text.split()


def parse_menu(text: str) -> list[list[str]]:
    """The parameters of each entry of a menu, or of a file that holds nothing but parameters."""
    found = [ENTRY.match(line) for line in text.splitlines()]
    return [each[1].split() for each in found if each]


def _menus(host: Host) -> t.Iterator[tuple[str, list[str]]]:
    for path in (path for pattern in MENUS for path in host.glob(pattern)):
        text = host.read(path) or ""
        for words in [text.split()] if path == MENUS[-1] else parse_menu(text):
            yield path, words


def mitigations(host: Host) -> list[Reading]:
    """The parameters that switch protections off, of the running kernel and of the entries that the next boot has to choose from."""
    readings = [Reading([word for word in _now(host) if OFF.fullmatch(word)], CMDLINE, RUNTIME)]
    later = list(_menus(host))
    if later:
        off = [(path, word) for path, words in later for word in words if OFF.fullmatch(word)]
        where = ", ".join(dict.fromkeys(path for path, _word in off or [(path, "") for path, _words in later]))
        readings.append(Reading(sorted({word for _path, word in off}), where, BOOT))
    return readings


def init_on_alloc(host: Host) -> list[Reading]:
    """Whether memory is cleared as it is given out: by the last such parameter, else by what the kernel was built with."""
    said = [word.partition("=")[2] for word in _now(host) if word.startswith(f"{INIT}=")]
    if said:
        return [Reading(said[-1] in TRUE, CMDLINE)]
    path = f"/boot/config-{(host.read('/proc/sys/kernel/osrelease') or '').strip()}"
    text = host.read(path)
    if text is None:
        raise ObservationError(f"cannot tell whether memory is cleared as it is given out: {CMDLINE} does not say, and there is no {path}")
    return [Reading("CONFIG_INIT_ON_ALLOC_DEFAULT_ON=y" in text.splitlines(), path)]


def secure_boot(host: Host) -> list[Reading]:
    """Whether the firmware starts nothing that is not signed."""
    if host.stat(EFI) is None:
        raise NotApplicable(f"this host was not started by UEFI (there is no {EFI})")
    text = host.read(SECURE_BOOT)
    if text is None:
        raise ObservationError(f"cannot tell whether Secure Boot is on: the firmware has no {SECURE_BOOT}, or efivarfs is not mounted")
    return [Reading(text[-1:] == "\x01", SECURE_BOOT)]


def lockdown(host: Host) -> list[Reading]:
    """How far the kernel is locked against root: none, integrity or confidentiality. Asked only where Secure Boot is on."""
    if not secure_boot(host)[0].value:
        raise NotApplicable(f"Secure Boot is off ({SECURE_BOOT}), so that a kernel of anybody's could be started in its place")
    text = host.read(LOCKDOWN)
    if text is None:
        return [Reading("none", f"there is no {LOCKDOWN}")]
    chosen = re.search(r"\[(\w+)\]", text)
    if not chosen:
        raise ObservationError(f"cannot make sense of {LOCKDOWN}: {text.strip()!r}")
    return [Reading(chosen[1], LOCKDOWN)]


def loader_password(host: Host) -> list[Reading]:
    """Whether the boot loader asks for a password before an entry is changed."""
    paths = [path for path in ("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg") if host.stat(path)]
    if not paths:
        raise SubjectMissing("there is no /boot/grub/grub.cfg or /boot/grub2/grub.cfg, so GRUB does not start this host")
    user = host.read("/boot/grub2/user.cfg") or ""
    text = "\n".join(host.read(path) or "" for path in paths)
    by_user = bool(re.search(r"^\s*GRUB2_PASSWORD=grub\.pbkdf2", user, re.MULTILINE))
    by_menu = bool(re.search(r"^\s*set superusers=.*\w", text, re.MULTILINE) and re.search(r"^\s*password_pbkdf2\s+\w+\s+grub\.pbkdf2", text, re.MULTILINE))
    return [Reading(by_user or by_menu, "/boot/grub2/user.cfg" if by_user else ", ".join(paths))]


def single_user(host: Host) -> list[Reading]:
    """For each unit that opens a shell in an emergency: whether it asks for root's password first."""
    if not _systemd.booted(host):
        raise NotApplicable(f"systemd does not run this host (there is no {_systemd.BOOTED})")
    forced = [word for word in _now(host) if word.startswith(f"systemd.setenv={FORCE}=") and word.rpartition("=")[2].lower() in TRUE]
    readings = []
    for block in parse_blocks(host.run(*SHOW, *RESCUE)):
        name = block.get("Id", [""])[0]
        if block.get("LoadState") == ["masked"]:
            readings.append(Reading(True, "it is masked", name))
            continue
        commands = [f"{path} {argv}" for line in block.get("ExecStart", ()) for path, argv in ARGV.findall(line)]
        words = [word.partition("=") for word in " ".join(block.get("Environment", ())).split()]
        own = [value.lower() for key, _equals, value in words if key == FORCE]
        why = forced[0] if forced and not own else f"{FORCE}={own[-1]}" if own and own[-1] in TRUE else ""
        open_ones = [each for each in commands if "sulogin" not in each or re.search(r"sulogin.* (--force|-e)( |$)", each)]
        said = why or (
            f"it runs {open_ones[0].partition(' ')[2]}" if open_ones else f"it runs {commands[0].partition(' ')[0]}" if commands else "it runs nothing"
        )
        readings.append(Reading(not why and not open_ones, f"systemctl show {name}: {said}", name))
    if len(readings) != len(RESCUE):
        raise ObservationError(f"cannot tell what {' and '.join(RESCUE)} run: systemctl show told of {len(readings)} units")
    return readings


QUESTIONS: dict[str, t.Callable[[Host], list[Reading]]] = {
    INIT: init_on_alloc,
    "loader_password": loader_password,
    "lockdown": lockdown,
    "mitigations": mitigations,
    "secure_boot": secure_boot,
    "single_user": single_user,
}


def observe(host: Host, question: str) -> list[Reading]:
    """What QUESTIONS[question] says; the boot loader's files need root."""
    if question not in QUESTIONS:
        raise ObservationError(f"cannot answer the question {question} about booting: known are {', '.join(QUESTIONS)}")
    return QUESTIONS[question](host)


def plan(readings: list[Reading], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """A drop-in for each unit that lets anybody in. What the boot loader has is for people."""
    if args["question"] != "single_user":
        raise Unfixable("only people can settle this; follow the remediation")
    bad = [each.aspect for each in readings if not each.value]
    lines = "[Service]\nEnvironment={0}=0\nExecStart=\nExecStart=-{1} {2}"
    return [Lines(DROP_IN.format(name), lines.format(FORCE, ASKS, name.partition(".")[0])) for name in bad]
