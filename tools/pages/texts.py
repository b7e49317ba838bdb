# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 Groundwork contributors
"""Text and Ansible's markup as Markdown that reads well as text too, and the templates of the pages."""

from __future__ import annotations

import pathlib
import re
import typing as t

import jinja2
from antsibull_docs_parser import dom, md
from antsibull_docs_parser.parser import Context, parse

SPECIAL = re.compile(r"[\\*<>\[\]`|]|(?<!\w)_|_(?!\w)|~(?=~)")


def escape(text: str) -> str:
    """Plain text as Markdown: only what would be read as markup is escaped."""
    return SPECIAL.sub(lambda found: f"\\{found[0]}", text)


def code(value: t.Any) -> str:
    """A value as code."""
    text = str(value)
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def anchor(heading: str) -> str:
    """What a heading is linked by."""
    return re.sub(r"[^a-z0-9_ -]", "", heading.lower()).replace(" ", "-")


class Plain(md.MDFormatter):
    """Markdown with as few signs as will do; antsibull's own is for machines to read."""

    def format_text(self, part: dom.TextPart) -> str:
        return escape(part.text)

    def format_code(self, part: dom.CodePart) -> str:
        return code(part.text)

    def format_option_value(self, part: dom.OptionValuePart) -> str:
        return code(part.value)

    def format_option_name(self, part: dom.OptionNamePart, url: str | None) -> str:
        return code(part.name if part.value is None else f"{part.name}={part.value}")

    def format_return_value(self, part: dom.ReturnValuePart, url: str | None) -> str:
        return code(part.name if part.value is None else f"{part.name}={part.value}")

    def format_module(self, part: dom.ModulePart, url: str | None) -> str:
        return code(part.fqcn)

    def format_plugin(self, part: dom.PluginPart, url: str | None) -> str:
        return code(part.plugin.fqcn)

    def format_env_variable(self, part: dom.EnvVariablePart) -> str:
        return code(part.name)

    def format_bold(self, part: dom.BoldPart) -> str:
        return f"**{escape(part.text)}**"

    def format_italic(self, part: dom.ItalicPart) -> str:
        return f"*{escape(part.text)}*"


def paragraphs(description: str | list[str]) -> list[str]:
    """A description in Ansible's markup, a paragraph each; ValueError where the markup is wrong."""
    words = [description] if isinstance(description, str) else description
    return [md.to_md([each], formatter=Plain()) for each in parse(words, Context(), errors="exception")]


def template(name: str) -> jinja2.Template:
    """A template of the pages; what it names has to be there."""
    folder = pathlib.Path(__file__).resolve().parent / "templates"
    env = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    env.filters |= {"md": escape, "code": code, "anchor": anchor, "paragraphs": paragraphs}
    env.keep_trailing_newline = True
    return env.get_template(name)
