# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# /// script
# dependencies = ["nox>=2025.02.09", "antsibull-nox>=1.10.0"]
# ///

"""Nox sessions; the linters come from antsibull-nox.toml."""

from __future__ import annotations

import sys

import nox

try:
    import antsibull_nox
    import antsibull_nox.sessions
except ImportError:
    print("You need to install antsibull-nox in the same Python environment as nox.")
    sys.exit(1)


antsibull_nox.load_antsibull_nox_toml()

CORES = ("2.18", "2.19", "2.20", "2.21")


def ansible_test(session: nox.Session, core: str, *args: str) -> None:
    """Run ansible-test from a copy of the checkout in an ansible_collections tree."""
    session.install(f"ansible-core~={core}.0")
    prepared = antsibull_nox.sessions.prepare_collections(session, ansible_core_version=core, install_in_site_packages=False, install_out_of_tree=True)
    if not prepared:
        session.error("No collection tree")
    session.run("python", "tests/prime_ansible_test.py")
    with session.chdir(prepared.current_path):
        session.run("ansible-test", *args, "--color", "yes" if sys.stdout.isatty() else "no", *session.posargs)


def add_ansible_test(core: str) -> None:
    """Add sanity-X.Y and units-X.Y (not parametrized: ansible-test trips over the quotes that nox then puts in paths)."""

    @nox.session(name=f"sanity-{core}", default=False)
    def sanity(session: nox.Session) -> None:
        """Run ansible-test's sanity tests (for every target Python found) without containers."""
        ansible_test(session, core, "sanity")

    @nox.session(name=f"units-{core}", default=False)
    def units(session: nox.Session) -> None:
        """Run ansible-test's unit tests in virtual environments (-- --python 3.9 for one Python)."""
        ansible_test(session, core, "units", "--venv")


for version in CORES:
    add_ansible_test(version)


# Allow to run the noxfile with `python noxfile.py`, `pipx run noxfile.py`, or similar.
# Requires nox >= 2025.02.09
if __name__ == "__main__":
    nox.main()
