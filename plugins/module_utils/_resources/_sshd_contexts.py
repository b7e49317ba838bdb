# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The connections for which sshd is asked what it would do, and the lines that decide it for each."""

from __future__ import annotations

import typing as t

from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import daemon
from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_match import Matcher, Sample, title

if t.TYPE_CHECKING:
    from ansible_collections.groundwork.baseline.plugins.module_utils._host import Host
    from ansible_collections.groundwork.baseline.plugins.module_utils._resources._sshd_config import Condition, Line

DEFAULT_PORT = "22"

# Each run of sshd takes 10 to 30 ms. Connections for which the same Match lines hold share one.
MAX_RUNS = 16

# Of these every line counts, not the first alone.
ADDING_UP = frozenset(
    ("acceptenv", "allowgroups", "allowusers", "denygroups", "denyusers", "hostcertificate", "hostkey", "listenaddress", "port", "setenv", "subsystem")
)

# Of these the last line counts: sshd writes down each one that it reads (servconf.c, as of 9.2 and 10.0).
LAST_COUNTS = frozenset(("maxstartups",))


class Context(t.NamedTuple):
    """A connection to ask sshd about.

    label: what it stands for, "" for any connection that no Match singles out.
    holding: the places, in Plan.blocks, of the Match lines that hold for it.
    arguments: what to ask sshd with, after -T.
    made_for: the places of the Match lines that name it; none for everybody and root.
    today: whether there is such a connection; else the lines of its Match were given to sshd as arguments.
    asked: whether sshd may be asked; else there are too many of them.
    """

    label: str
    user: str
    holding: tuple[int, ...]
    arguments: tuple[str, ...]
    made_for: tuple[int, ...] = ()
    today: bool = True
    asked: bool = True


class Plan:
    """All contexts of a host's configuration, and its lines."""

    def __init__(self, host: Host) -> None:
        self.arguments, self.lines = daemon(host)
        self.blocks = list(dict.fromkeys(line.conditions for line in self.lines if line.conditions))
        self._matcher = Matcher(host)
        ports = [line.words[0] for line in self.lines if line.keyword == "port" and line.words]
        self._plain = self._matcher.plain(self.blocks, ports or [DEFAULT_PORT])
        self.contexts = self._bounded(list(self._all()))

    def _all(self) -> t.Iterator[Context]:
        yield self._context(Sample("", self._plain))
        yield self._context(Sample("user=root", self._plain._replace(user="root")))
        for number, block in enumerate(self.blocks):
            samples = self._matcher.samples(block, self.blocks, self._plain)
            yield from (self._context(sample, number) for sample in samples)
            if not samples and self._matcher.can_hold(block):
                arguments = (*self._as_arguments(block), *self.arguments, "-C", self._plain.spec)
                yield Context(title(block), "", (number,), arguments, (number,), today=False)

    def _context(self, sample: Sample, *made_for: int) -> Context:
        holding = tuple(number for number, block in enumerate(self.blocks) if self._matcher.holds(block, sample.connection))
        return Context(sample.label, sample.connection.user, holding, (*self.arguments, "-C", sample.connection.spec), made_for)

    def _as_arguments(self, block: tuple[Condition, ...]) -> tuple[str, ...]:
        """The lines of a Match as arguments of sshd: what it makes of them, for nobody in particular."""
        lines = (line for line in self.lines if line.conditions == block)
        return tuple(word for line in lines for word in ("-o", f"{line.keyword}={' '.join(map(_quoted, line.words))}"))

    def _bounded(self, contexts: list[Context]) -> list[Context]:
        """Without repetitions, those for which the same lines hold with one question for all, and no more than MAX_RUNS questions."""
        questions: dict[tuple[t.Any, ...], tuple[str, ...]] = {}
        found: dict[tuple[t.Any, ...], Context] = {}
        for number, each in enumerate(contexts):
            # Root is asked about even where this reading of the configuration sees no difference: it may be wrong.
            same = (each.holding, each.today, number == 1)
            arguments = questions.setdefault(same, each.arguments)
            asked = list(dict.fromkeys(questions.values())).index(arguments) < MAX_RUNS
            known = found.get((each.label, each.holding), each)
            found[each.label, each.holding] = known._replace(arguments=arguments, asked=asked, made_for=known.made_for + each.made_for)
        return list(found.values())

    def relevant(self, option: str) -> list[Context]:
        """The contexts in which an option may have a value of its own: everybody, root, and those for whom a Match that sets it holds."""
        setting = {line.conditions for line in self.lines if line.keyword == option}
        return [each for at, each in enumerate(self.contexts) if at < 2 or any(self.blocks[number] in setting for number in each.holding)]

    def deciding(self, option: str, context: Context) -> list[Line]:
        """The lines that set an option in a context: those of its Match lines before those outside any, and of them the first, or all that add up."""
        lines = [line for line in self.lines if line.keyword == option]
        holding = {self.blocks[number] for number in context.holding}
        deciding = [line for line in lines if line.conditions in holding] or [line for line in lines if not line.conditions]
        if option in LAST_COUNTS:
            return lines[-1:]
        return deciding if option in ADDING_UP else deciding[:1]

    def at_home(self, context: Context, lines: list[Line]) -> bool:
        """Whether lines stand below a Match that names the context."""
        return any(line.conditions == self.blocks[number] for number in context.made_for for line in lines)


def _quoted(word: str) -> str:
    return f'"{word}"' if not word or " " in word or "\t" in word else word
