# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Writes the pages that are made from roles and catalogue, or says which of them are stale."""

from __future__ import annotations

import pathlib
import sys

import control_pages
import proven_pages
import python_pages
import readme_counts
import role_pages

ROOT = pathlib.Path(__file__).resolve().parents[2]


def wanted(root: pathlib.Path) -> dict[str, str]:
    """Every page that is made: its path below the root, its text."""
    writers = (role_pages, control_pages, proven_pages, readme_counts, python_pages)
    return {name: text for writer in writers for name, text in writer.pages(root).items()}


def made(root: pathlib.Path) -> list[str]:
    """The paths where made pages lie now; all in docs/controls are."""
    found = [*root.glob("docs/controls/*.md"), *root.glob("roles/*/README.md"), *root.glob("roles/README.md")]
    return sorted(path.relative_to(root).as_posix() for path in found)


def stale(root: pathlib.Path, pages: dict[str, str]) -> list[str]:
    """The paths of pages that are missing, have another text, or are of nothing that there is."""
    differ = {name for name, text in pages.items() if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != text}
    return sorted(differ | (set(made(root)) - set(pages)))


def write(root: pathlib.Path, pages: dict[str, str]) -> list[str]:
    """Make it so; the paths that were written or taken away."""
    names = stale(root, pages)
    for name in names:
        path = root / name
        if name in pages:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[name], encoding="utf-8")
        else:
            path.unlink()
    return names


def complaint(names: list[str]) -> str:
    """One sentence on stale pages; "" where none is."""
    if not names:
        return ""
    return f"docs: {', '.join(names)} {'is' if len(names) == 1 else 'are'} not what roles and catalogue say now; run ./run docs and commit what it writes"


def main(argv: list[str]) -> int:
    """Write, or with --check judge; 1 where a page is stale."""
    pages = wanted(ROOT)
    if "--check" in argv:
        said = complaint(stale(ROOT, pages))
        print(said or f"docs: {len(pages)} pages are up to date", file=sys.stderr if said else sys.stdout)
        return 1 if said else 0
    for name in write(ROOT, pages):
        print(f"docs: {name}" if name in pages else f"docs: {name} is taken away")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
