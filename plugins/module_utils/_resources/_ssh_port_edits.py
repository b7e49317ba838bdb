# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""What gives the SSH server other ports: types of SELinux and rules of the packet filter first, then what sshd and its socket read."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils import _runtime_ports
from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Edit, Lines, Unfixable
from ansible_collections.groundwork.baseline.plugins.module_utils._resources import _firewall_edits, _sshd_edits

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._plan import Step
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources.ssh_port import Known, Seen

SOCKET_DROP_IN = "/etc/systemd/system/{}.d/zz-groundwork.conf"


def plan(readings: list[Seen], want: t.Any, accept: dict[str, t.Any], args: dict[str, t.Any]) -> list[Step]:
    """The steps, in their order. Whoever is connected keeps the port that is in use: it is left out once another one has let them in."""
    known = t.cast("Known", readings[-1].known())
    new = [port for port in want if any(port not in each.value for each in readings)]
    _keep_the_way_in(known, want)
    said = _said_by_others(known, want)
    for port in new:
        holder = known.held(port)
        if holder:
            raise Unfixable(f"port {port} is in use ({holder}); choose another one, or stop that")
    steps: list[Step] = [*_types(known, new, args), *_rules(known, new, args)]
    own = [port for port in want if port not in said]
    if own:
        text = "\n".join(f"Port {port}" for port in own)
        steps += [Lines(_sshd_edits.DROP_IN, text, 0o600), Edit(_sshd_edits.MAIN, _sshd_edits.with_include)]
    if known.socket and not known.follows:
        streams = "".join(f"\nListenStream={address}:{port}" for port in want for address in ("0.0.0.0", "[::]"))
        steps.append(Lines(SOCKET_DROP_IN.format(known.socket), f"[Socket]\nBindIPv6Only=ipv6-only\nListenStream={streams}"))
    return steps


def _keep_the_way_in(known: Known, want: t.Sequence[int]) -> None:
    if known.operator is None:
        return
    user, port = known.operator.user, known.operator.lport
    if not port:
        raise Unfixable(f"it cannot be told by which port {user} is connected, so that none is closed; do it from a console")
    if int(port) not in want:
        cure = "keep it in the list, connect by another port of the list (ansible_port), then leave it out"
        raise Unfixable(f"it would close port {port}, by which {user} is connected; {cure}")


def _said_by_others(known: Known, want: t.Sequence[int]) -> set[int]:
    """The wanted ports that a line of others names already: sshd listens on all that any line says, and on none twice."""
    said = set()
    for line in known.lines:
        word = line.words[0] if line.words else ""
        if line.keyword == "listenaddress":
            if len(line.words) == 1 and ("]:" in word or word.count(":") == 1):
                raise Unfixable(f"{line.source} gives an address a port of its own ({word}), which no other line changes; write the address alone there")
            continue
        if not line.source.startswith("/etc/ssh/"):
            raise Unfixable(f"{line.source} starts sshd with a port, and it takes none from its configuration then; take -p away there")
        if not word.isdigit() or int(word) not in want:
            raise Unfixable(f"{line.source} says Port {word} too, and sshd listens on all that any line says; take that line away")
        said.add(int(word))
    return said


def _types(known: Known, new: t.Sequence[int], args: dict[str, t.Any]) -> list[Step]:
    """Under SELinux sshd may listen on ports of its own type alone, and says nothing where it cannot."""
    text = known.types() if new else None
    if text is None:
        return []
    if not text:
        packages = " ".join(args.get("semanage", ())) or "semanage"
        raise Unfixable(f"SELinux has to know port {new[0]} for one of sshd's, and there is no semanage here to say so; install {packages} first")
    found = {port: _runtime_ports.types(text, port) for port in new}
    taken = next((port for port, names in found.items() if names and _runtime_ports.SSH not in names), None)
    if taken:
        raise Unfixable(f"SELinux keeps port {taken} for others ({found[taken][0]}); choose another one")
    return [_runtime_ports.typed(port) for port, names in found.items() if not names]


def _rules(known: Known, new: t.Sequence[int], args: dict[str, t.Any]) -> list[Step]:
    """A rule for each new port, where what comes in is turned away otherwise."""
    closed = [port for port in new if known.closed(port)]
    if not closed:
        return []
    seen = known.firewall()
    if not seen[0].known()["facts"].active:
        raise Unfixable(f"port {closed[0]} is closed by rules that no manager answers for ({known.closed(closed[0])}); open it there first")
    return _firewall_edits.plan(t.cast("list[t.Any]", seen), [f"{port}/tcp" for port in closed], {}, {"question": "open", **args})
