# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors

"""Pages that are made: all are up to date, and one that is not is named with the command that helps."""

from __future__ import annotations

import importlib
import pathlib
import re
import sys
import typing as t

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGES = ROOT / "tools" / "pages"
pytestmark = pytest.mark.skipif(not PAGES.is_dir() or sys.version_info < (3, 11), reason="tools/ is in a checkout alone, and needs Python 3.11")


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> t.Callable[[str], t.Any]:
    """A module of tools/pages/, by its name."""
    monkeypatch.syspath_prepend(str(PAGES))
    return importlib.import_module


def test_they_are_up_to_date(module: t.Callable[[str], t.Any]) -> None:
    write = module("write")
    pages = write.wanted(ROOT)
    assert write.complaint(write.stale(ROOT, pages)) == ""
    assert {"roles/base_hardening/README.md", "docs/controls/README.md", "docs/controls/ssh.md"} <= set(pages)


@pytest.mark.parametrize(
    ("before", "names"),
    [
        ({"docs/controls/a.md": "a\n", "roles/README.md": "r\n"}, []),
        ({"roles/README.md": "r\n"}, ["docs/controls/a.md"]),
        ({"docs/controls/a.md": "a\n", "roles/README.md": "old\n"}, ["roles/README.md"]),
        ({"docs/controls/a.md": "a\n", "docs/controls/gone.md": "x\n", "roles/README.md": "r\n"}, ["docs/controls/gone.md"]),
        ({"docs/by-hand.md": "x\n", "docs/controls/a.md": "a\n", "roles/README.md": "r\n"}, []),
    ],
)
def test_stale(module: t.Callable[[str], t.Any], tmp_path: pathlib.Path, before: dict[str, str], names: list[str]) -> None:
    write, pages = module("write"), {"docs/controls/a.md": "a\n", "roles/README.md": "r\n"}
    for name, text in before.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert write.stale(tmp_path, pages) == names
    assert write.write(tmp_path, pages) == names
    assert write.stale(tmp_path, pages) == []
    assert (tmp_path / "docs/by-hand.md").exists() == ("docs/by-hand.md" in before)


def test_complaint(module: t.Callable[[str], t.Any]) -> None:
    assert module("write").complaint(["a.md"]) == "docs: a.md is not what roles and catalogue say now; run ./run docs and commit what it writes"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("V(enforce) or C(a.b_c).", "`enforce` or `a.b_c`."),
        ("See M(groundwork.baseline.security_baseline), B(always) and I(now).", "See `groundwork.baseline.security_baseline`, **always** and *now*."),
        ("O(state=restored) of <name>, *-cbc, a_b, _c", "`state=restored` of \\<name\\>, \\*-cbc, a_b, \\_c"),
    ],
)
def test_markup(module: t.Callable[[str], t.Any], markup: str, text: str) -> None:
    assert module("texts").paragraphs(markup) == [text]


def test_markup_that_is_wrong(module: t.Callable[[str], t.Any]) -> None:
    with pytest.raises(ValueError, match="Cannot find closing"):
        module("texts").paragraphs("V(enforce")


@pytest.mark.parametrize(("value", "text"), [("", '""'), ("a", "a"), ([], "[]"), ({}, "{}"), (True, "true"), (5, "5"), (["a", 1], "[a, 1]"), (None, "")])
def test_a_default_in_yaml(module: t.Callable[[str], t.Any], value: t.Any, text: str) -> None:
    assert module("role_pages").shown(value) == text


@pytest.mark.parametrize(
    ("control", "way"),
    [
        ({"id": "a.b", "resource": "sysctl", "level": 1}, "by default"),
        ({"id": "a.b", "resource": "sysctl", "level": 2}, "with another profile"),
        ({"id": "a.door", "resource": "sshd", "level": 2}, "by default"),
        ({"id": "a.door", "resource": "sshd", "level": 2, "manual": "Only people can."}, "by people"),
        ({"id": "a.b", "resource": "package", "level": 1, "on_request": True}, "on request"),
        ({"id": "a.door", "resource": "package", "level": 1, "on_request": True}, "by default"),
        ({"id": "a.b", "resource": "nothing_plans_this", "level": 1}, "audited alone"),
        ({"id": "a.looked_at", "resource": "sysctl", "level": 1}, "audited alone"),
    ],
)
def test_way(module: t.Callable[[str], t.Any], control: dict[str, t.Any], way: str) -> None:
    pages = module("control_pages")
    control = {"area": "a", "severity": "low", **control}
    catalogue = pages._catalogue.Catalogue([control, {"id": "a.other", "area": "a", "severity": "low", "level": 1}], {"baseline": {"levels": [1]}}, {}, {})
    assert pages._way(control, catalogue, pages.Role("baseline", {"a.door": "enforce", "a.looked_at": "audit"}, {}))[0] == way


def test_what_a_role_asks_for_is_no_default(module: t.Callable[[str], t.Any]) -> None:
    """Above the profile, doors and what a variable that is on stands for are put right unasked; the rest waits for its variable, and names it."""
    pages = module("control_pages")
    unasked = ("ssh.permit_root_login_never", "audit.installed", "audit.identity")
    role = pages.read_role(ROOT / "roles" / "base_hardening")
    controls = {control["id"]: control for control in pages._catalogue.load().controls}
    told = {name: pages._way(controls[name], pages._catalogue.load(), role)[0] for name in (*unasked, *role.switches) if name in controls}
    assert {told.pop(name) for name in unasked} == {"by default"}
    assert {"integrity.aide_installed", "fail2ban.running"} <= set(told)
    assert set(told.values()) == {"on request"}
    assert role.switches["firewall"] == "base_hardening_firewall_manage"
    assert "by [base_hardening_aide](../../roles/base_hardening/README.md#base_hardening_aide)." in pages.pages(ROOT)["docs/controls/integrity.md"]


@pytest.mark.parametrize(
    ("control", "families", "words"),
    [
        ("a.both", ["debian", "redhat"], "in containers"),
        ("a.machine", ["debian", "redhat"], "on machines"),
        ("a.anywhere", ["debian", "redhat"], "in containers and on machines"),
        ("a.debian", ["debian", "redhat"], "in containers of the Debian family"),
        ("a.both", ["redhat"], "in containers of the Red Hat family"),
        ("a.debian", ["redhat"], ""),
        ("a.nowhere", ["debian", "redhat"], ""),
    ],
)
def test_where_it_was_proven(module: t.Callable[[str], t.Any], control: str, families: list[str], words: str) -> None:
    pages = module("proven_pages")
    known: dict[str, dict[str, t.Any]] = {"a.both": {}, "a.machine": {}, "a.anywhere": {}, "a.debian": {"families": ["debian"]}}
    cases = pages.Cases(known, {"container": {"a.both", "a.anywhere", "a.debian"}, "machine": {"a.machine", "a.anywhere"}})
    assert pages.told({"id": control}, cases, families, {"debian": "the Debian family", "redhat": "the Red Hat family"}) == words


def test_what_the_scenarios_say_of_themselves(module: t.Callable[[str], t.Any]) -> None:
    """Each scenario with its hosts; what is no scenario, for it has no tests, is left out."""
    found = {each["name"]: each for each in module("proven_pages").scenarios(ROOT)}
    assert {"audit", "base_hardening", "enforce", "prove", "vm"} <= set(found)
    assert "bench" not in found
    assert all(each["hosts"] and each["tests"] and all(each["said"]) for each in found.values())
    assert all(host.startswith("gw-vm-") for host in found["vm"]["hosts"])


def test_every_control_has_its_place_and_its_switch(module: t.Callable[[str], t.Any]) -> None:
    """Each control once, under an anchor that the table links to, with a switch; no name of a family left open, no line without an end."""
    pages = module("control_pages")
    made = pages.pages(ROOT)
    controls = pages._catalogue.load().controls
    for control in controls:
        text = made[f"docs/controls/{control['area']}.md"]
        assert text.count(f"\n## {control['id']}\n") == 1
        assert f"](#{module('texts').anchor(control['id'])})" in text
        assert f'{{{control["id"]}: "off"}}' in text
    for text in made.values():
        assert not re.search(r"\{(units|packages|paths|groups|modes)\.", text)
        assert all(line.endswith((".", ":")) for line in text.splitlines() if line.startswith("- ")), text


def test_what_a_role_says_of_itself(module: t.Callable[[str], t.Any], tmp_path: pathlib.Path) -> None:
    """The page has what people wrote, each variable, and those within it."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "head.md").write_text("<!--\nheader\n-->\n\n# x\n\nWords.\n", encoding="utf-8")
    inner = {"b": {"description": "Inner.", "type": "str", "required": True, "choices": ["c", "d"]}}
    option = {"description": ["One.", "Two."], "type": "list", "elements": "dict", "default": [], "options": inner}
    text = module("role_pages").page(tmp_path, {"options": {"x_a": option}})
    assert (
        "-->\n\n# x\n\nWords.\n\n## Variables\n\n### x_a\n\n`list of dict`, default `[]`\n\nOne.\n\nTwo.\n\n- `b` (`str`, required, one of `c`, `d`): Inner.\n"
        in text
    )
    assert "header" not in text


SENTENCES = "It asks once: 1 controls are one module run.\n\n2 of the 3 controls can be put right; for the other 4 only people can say.\n"


def test_the_readme_is_counted(module: t.Callable[[str], t.Any]) -> None:
    """The numbers are those of the catalogue; the words stay."""
    told = module("readme_counts").counted(SENTENCES, 337, 72)
    assert told == "It asks once: 337 controls are one module run.\n\n265 of the 337 controls can be put right; for the other 72 only people can say.\n"


def test_a_readme_that_counts_nothing(module: t.Callable[[str], t.Any]) -> None:
    with pytest.raises(ValueError, match="has 0 sentences such as"):
        module("readme_counts").counted("Nothing.\n", 337, 72)


def test_the_pythons_of_releases(module: t.Callable[[str], t.Any]) -> None:
    """Of each release in the table, by its own name where two systems share an id; of each version who has it; one without an end is a mistake."""
    pages = module("python_pages")
    stream = {"version": "9", "name": "Stream", "python": "3.9", "standard": "2027-05-31", "extended": None}
    old = {"version": "7", "name": "Linux", "python": "3.6", "standard": "2024-06-30", "extended": None}
    debian = {"version": "12", "python": "3.10", "standard": None, "extended": "2028-06-30"}
    distributions = {"c": {"title": "C", "releases": [old, stream]}, "d": {"title": "D", "extension": {"name": "LTS"}, "releases": [debian]}}
    listed = pages.releases({"others": {"c": {"9": {"3.10": {}}}, "d": {"12": {}}}}, distributions)
    assert [(each["title"], each["standard"], each["extended"]) for each in listed] == [
        ("Stream 9", "2027-05-31", ""),
        ("D 12", "not published", "2028-06-30 (LTS)"),
    ]
    pythons = pages.pythons(listed, {"3.9": "2025", "3.10": "2026"})
    assert [(each["version"], each["own"], each["beside"]) for each in pythons] == [("3.9", ["Stream 9"], []), ("3.10", ["D 12"], ["Stream 9"])]
    with pytest.raises(KeyError, match=r"3[.]9"):
        pages.pythons(listed, {"3.10": "2026"})
