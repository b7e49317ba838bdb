# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""What the audit said of each host, beside ways of asking the host that are not the audit's."""

from __future__ import annotations

import json
import os
import pathlib
import typing as t

import pytest

REPORTS = pathlib.Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"]) / "reports"


@pytest.fixture
def results(host: t.Any) -> dict[str, dict[str, t.Any]]:
    """The host's results by control id."""
    name = host.backend.get_hostname()
    report = json.loads((REPORTS / f"{name}.json").read_text())
    assert report["host"] == name
    return {result["id"]: result for result in report["results"]}


@pytest.fixture
def facts(host: t.Any) -> dict[str, t.Any]:
    """What distro_facts told of the host."""
    return dict(json.loads((REPORTS / f"{host.backend.get_hostname()}.facts").read_text()))


@pytest.fixture
def say(host: t.Any) -> t.Callable[[str], str]:
    """Run a command as root on the host; what it wrote, or a failed test."""

    def ask(command: str) -> str:
        done = host.run("LC_ALL=C sh -c '%s'" % command.replace("'", "'\\''"))  # noqa: UP031
        assert done.rc == 0, f"{command}: {done.stderr}"
        return done.stdout.strip()

    return ask
