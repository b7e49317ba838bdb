# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What runs on a host and needs the kernel to route, to give user namespaces, or to take packets from anywhere."""

from __future__ import annotations

import fnmatch
import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host

# Settings that are left alone where one of these runs.
SETTINGS = (
    *("net.ipv4.ip_forward", "net.ipv4.conf.*.forwarding", "net.ipv6.conf.*.forwarding", "net.ipv4.conf.*.rp_filter"),
    *("user.max_user_namespaces", "kernel.unprivileged_userns_clone"),
)
# This one too, where the kernel of a crash has yet to be loaded or is.
KEXEC = "kernel.kexec_load_disabled"
CRASH_SIZE, CRASH_LOADED = "/sys/kernel/kexec_crash_size", "/sys/kernel/kexec_crash_loaded"
CONTAINERS, VIRTUAL, VPN, ROUTING = "containers", "virtual machines", "a VPN", "routing"
PROCESSES = {
    **dict.fromkeys(("dockerd", "containerd", "conmon", "crio", "kubelet", "k3s-server", "k3s-agent", "rke2", "lxd", "incusd", "lxc-start"), CONTAINERS),
    **dict.fromkeys(("libvirtd", "virtqemud", "virtnetworkd"), VIRTUAL),
    **dict.fromkeys(("openvpn", "charon", "charon-systemd", "pluto", "tailscaled", "zerotier-one"), VPN),
    **dict.fromkeys(("bird", "zebra", "bgpd", "ospfd", "keepalived"), ROUTING),
}
INTERFACES = {
    **dict.fromkeys(("docker[0-9]*", "br-????????????", "podman[0-9]*", "cni*", "flannel*", "cali*", "cilium*", "lxdbr*", "incusbr*"), CONTAINERS),
    **dict.fromkeys(("virbr*", "vnet[0-9]*"), VIRTUAL),
    **dict.fromkeys(("wg*", "tun[0-9]*", "tap[0-9]*", "tailscale*", "zt*", "ipsec*"), VPN),
}
FOLDERS = {"/etc/kubernetes/manifests": CONTAINERS, "/var/lib/kubelet": CONTAINERS, "/var/lib/docker": CONTAINERS, "/etc/cni/net.d": CONTAINERS}


def _processes(host: Host) -> t.Iterator[str]:
    for pid in (name for name in host.listdir("/proc") or () if name.isdigit()):
        command = (host.read(f"/proc/{pid}/comm") or "").strip()
        if command in PROCESSES:
            yield f"{PROCESSES[command]} ({command} runs, process {pid})"


def _interfaces(host: Host) -> t.Iterator[str]:
    for name in host.listdir("/sys/class/net") or ():
        for pattern, what in INTERFACES.items():
            if fnmatch.fnmatchcase(name, pattern):
                yield f"{what} (there is the interface {name})"


def _folders(host: Host) -> t.Iterator[str]:
    yield from (f"{what} (there is {path})" for path, what in FOLDERS.items() if host.listdir(path))


def found(host: Host) -> str:
    """The first of them that is here, with how it was found; nothing where there is none."""
    return host.remember("workloads", lambda: next((each for look in (_processes, _interfaces, _folders) for each in look(host)), ""))


def needs(host: Host, setting: str) -> str:
    """What here needs a kernel setting left alone; nothing where it may be changed."""
    if setting == KEXEC:
        kept = next((path for path in (CRASH_SIZE, CRASH_LOADED) if (host.read(path) or "0").strip() != "0"), "")
        return f"dumps of kernel crashes ({kept} is not 0)" if kept else ""
    return found(host) if any(fnmatch.fnmatchcase(setting, pattern) for pattern in SETTINGS) else ""
