# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""The system's crypto policy made stricter for the SSH server alone: a subpolicy of our own, which is added to whatever policy was chosen.

Its words are those of crypto-policies(7). What sshd calls each of them is told by the generator of the Red Hat family's own crypto-policies for sshd.
"""

from __future__ import annotations

import fnmatch
import typing as t

COMMAND = "update-crypto-policies"
FOLDER = "/etc/crypto-policies/"
CONFIG = f"{FOLDER}config"
# what counts now, and whether the kernel was started for FIPS
APPLIED = f"{FOLDER}state/current"
KERNEL = "/proc/sys/crypto/fips_enabled"
# what is not said anywhere
DEFAULT = "DEFAULT"
FIPS = "FIPS"
SUBPOLICY = "GROUNDWORK"
FILE = f"{FOLDER}policies/modules/{SUBPOLICY}.pmod"
SCOPE = "openssh-server"
# Option of sshd -> (what it is offered as, the property of a policy, the value). Signatures are left out: one word of a policy is for host keys and
# for keys of users at once, who would be shut out.
WORDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "ciphers": (
        ("aes256-cbc", "cipher", "AES-256-CBC"),
        ("aes192-cbc", "cipher", "AES-192-CBC"),
        ("aes128-cbc", "cipher", "AES-128-CBC"),
        ("3des-cbc", "cipher", "3DES-CBC"),
    ),
    "macs": (
        ("hmac-sha1", "mac", "HMAC-SHA1"),
        ("hmac-sha1-etm@openssh.com", "mac", "HMAC-SHA1"),
        ("umac-64@openssh.com", "mac", "UMAC-64"),
        ("umac-64-etm@openssh.com", "mac", "UMAC-64"),
        ("hmac-md5", "mac", "HMAC-MD5"),
        ("hmac-md5-etm@openssh.com", "mac", "HMAC-MD5"),
    ),
    "kexalgorithms": (
        ("ecdh-sha2-nistp256", "group", "SECP256R1"),
        ("ecdh-sha2-nistp384", "group", "SECP384R1"),
        ("ecdh-sha2-nistp521", "group", "SECP521R1"),
        ("diffie-hellman-group14-sha256", "group", "FFDHE-2048"),
        ("diffie-hellman-group14-sha1", "hash", "SHA1"),
        ("diffie-hellman-group-exchange-sha1", "hash", "SHA1"),
        ("diffie-hellman-group1-sha1", "hash", "SHA1"),
    ),
}


def _matches(name: str, patterns: t.Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def beyond(option: str, offered: t.Iterable[str], patterns: t.Sequence[str]) -> list[str]:
    """What sshd offers of what these patterns forbid, and no subpolicy takes away."""
    known = {name for name, _property, _value in WORDS.get(option, ())}
    return [name for name in offered if _matches(name, patterns) and name not in known]


def directives(option: str, patterns: t.Sequence[str]) -> str:
    """The lines of a subpolicy that take away all of an option that these patterns forbid, whether or not it is offered now."""
    taken: dict[str, list[str]] = {}
    for name, key, value in WORDS.get(option, ()):
        if _matches(name, patterns) and value not in taken.setdefault(key, []):
            taken[key].append(value)
    return "\n".join(f"{key}@{SCOPE} = {' '.join(f'-{value}' for value in values)}" for key, values in taken.items() if values)


def policy(text: str) -> str:
    """The name of the policy in the text of a configuration, such as DEFAULT:NO-SHA1; nothing where it says none."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return next((line.upper() for line in lines if line), "")


def renamed(name: str, ours: bool) -> str:
    """The name of a policy with our subpolicy, or without."""
    words = [word for word in (name or DEFAULT).split(":") if word and word != SUBPOLICY]
    return ":".join([*words, SUBPOLICY] if ours else words)


def with_subpolicy(text: str) -> str:
    """A configuration that has our subpolicy too: the first line that says something is the policy. Unchanged where it is so."""
    name = policy(text)
    if SUBPOLICY in name.split(":"):
        return text
    lines = text.splitlines(keepends=True)
    at = next((number for number, line in enumerate(lines) if line.partition("#")[0].strip()), len(lines))
    return "".join([*lines[:at], f"{renamed(name, ours=True)}\n", *lines[at + 1 :]])


def applying(text: str, there: bool) -> list[str]:
    """The command that makes the policy count which a configuration names. there: whether the file of our subpolicy is, which decides if it is named."""
    name = policy(text)
    named = SUBPOLICY in name.split(":")
    return [COMMAND, "--no-reload", *(["--set", renamed(name, there)] if named != there else [])]
