# Copyright (c) 2026 Groundwork contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""A host whose PAM files pam-auth-update made, and that program in a few lines."""

from __future__ import annotations

import re
import typing as t

if t.TYPE_CHECKING:
    from pathlib import Path

TYPES = ("auth", "account", "password", "session", "session-noninteractive")
FRAME = (
    '# made\n# here are the per-package modules (the "Primary" block)\n{}# here\'s the fallback if no module succeeds\n'
    '{}\trequisite\tpam_deny.so\n# and here are more per-package modules (the "Additional" block)\n# end of pam-auth-update config\n# mine\n'
)
UNIX = "Priority: 256\n" + "".join(
    f"{kind.capitalize()}:\n\t[success=end default=ignore]\tpam_unix.so{' nullok' if kind == 'auth' else ''}\n" for kind in TYPES[:-1]
)


def files(enabled: dict[str, str]) -> dict[str, str]:
    """What it makes of these profiles, by name."""
    made = {f"/usr/share/pam-configs/{name}": text for name, text in enabled.items()}
    for kind in TYPES:
        lines = [(name, line) for name, text in enabled.items() for line in _lines(text, kind)]
        shown = [f"{kind.partition('-')[0]}\t{line.replace('end', str(len(lines) - at))}\n" for at, (_name, line) in enumerate(lines)]
        made[f"/etc/pam.d/common-{kind}"] = FRAME.format("".join(shown), kind.partition("-")[0])
        made[f"/var/lib/pam/{kind}"] = "".join(f"Module: {name}\n{line}\n" for name, line in lines) or "Module: null\nx y\n"
    return made


def _lines(text: str, kind: str) -> list[str]:
    found = re.search(rf"^{kind.partition('-')[0].capitalize()}:\n((?:\t.*\n)+)", text, re.MULTILINE)
    return [line.strip() for line in found[1].splitlines()] if found else []


def write(root: Path, texts: dict[str, str]) -> None:
    """These files, below a folder, and the program itself."""
    for path, text in {**texts, "/usr/sbin/pam-auth-update": "#!/bin/sh\n"}.items():
        place = root / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        place.chmod(0o755 if "sbin" in path else 0o644)


def update(root: Path, argv: tuple[str, ...]) -> None:
    """What the program does: --enable, --disable, --remove."""
    word, given = "", {"--enable": set[str](), "--disable": set[str](), "--remove": set[str](), "--package": set[str]()}
    for each in argv[3:]:
        word = each if each in given else word
        given[word].update({each} - {word})
    saved = (root / "var/lib/pam/session").read_text() + (root / "var/lib/pam/auth").read_text()
    on = ({line[8:] for line in saved.splitlines() if line.startswith("Module: ")} | given["--enable"]) - given["--disable"] - given["--remove"]
    profiles = {name: (root / "usr/share/pam-configs" / name).read_text() for name in on}
    write(root, files(dict(sorted(profiles.items(), key=_priority, reverse=True))))


def _priority(profile: tuple[str, str]) -> int:
    found = re.search(r"^Priority: (\d+)", profile[1], re.MULTILINE)
    return int(found[1]) if found else 0
