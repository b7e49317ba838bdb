# Copyright (c) 2026 Groundwork contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
# SPDX-FileCopyrightText: 2026 Groundwork contributors

# Private to this collection: may change at any time.

"""Public keys as they are written in files: their types, and what is inside them."""

from __future__ import annotations

import base64

# Type of a key -> of how many strings its blob consists (sshkey_froms of OpenSSH), and the algorithm that clients sign with by it.
# For RSA that is the first of three. rsa-sha2-256 alone is no proof, for older sshd offer the other all the same and then refuse it;
# nor is ssh-rsa (SHA-1), which ssh has not used by itself since OpenSSH 8.8.
RSA = "ssh-rsa"
TYPES = {
    RSA: (3, "rsa-sha2-512"),
    "ssh-ed25519": (2, "ssh-ed25519"),
    "ecdsa-sha2-nistp256": (3, "ecdsa-sha2-nistp256"),
    "ecdsa-sha2-nistp384": (3, "ecdsa-sha2-nistp384"),
    "ecdsa-sha2-nistp521": (3, "ecdsa-sha2-nistp521"),
    "sk-ssh-ed25519@openssh.com": (3, "sk-ssh-ed25519@openssh.com"),
    "sk-ecdsa-sha2-nistp256@openssh.com": (4, "sk-ecdsa-sha2-nistp256@openssh.com"),
}
ED25519_BYTES = 32
# SSH_RSA_MINIMUM_MODULUS_SIZE of OpenSSH.
RSA_LEAST_BITS = 1024


class Malformed(Exception):
    """This is no line that sshd takes: one clause that says why."""


def key(text: str) -> tuple[str, bytes, int] | None:
    """Type, blob and bits of the key a text begins with (sshkey_read); None where it begins with no key."""
    kind, *more = text.split(None, 2)[:2] or [""]
    if kind not in TYPES or not more:
        return None
    try:
        blob = base64.b64decode(more[0], validate=True)
    except ValueError as exc:
        raise Malformed("has a key that is damaged: it is no base64") from exc
    parts = _strings(blob)
    if not parts or parts[0] != kind.encode() or len(parts) != TYPES[kind][0]:
        raise Malformed(f"has a key that is damaged: inside it is not what {kind} is")
    if "ecdsa" in kind and parts[1] != kind.partition("@")[0].rsplit("-", 1)[1].encode():
        raise Malformed("has a key that is damaged: its curve is not that of its type")
    if "ed25519" in kind and len(parts[1]) != ED25519_BYTES:
        raise Malformed("has a key that is damaged: it is too short or too long")
    return kind, blob, int.from_bytes(parts[2], "big").bit_length() if kind == RSA else 0


def _strings(blob: bytes) -> list[bytes]:
    """The strings of a blob, each after its length; [] where they do not fill it."""
    found = []
    while blob:
        end = 4 + int.from_bytes(blob[:4], "big")
        if len(blob) < end:
            return []
        found.append(blob[4:end])
        blob = blob[end:]
    return found
