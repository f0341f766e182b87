"""Random codes that people copy by hand: reply codes of sheets, and what is kept of a card's code."""

from __future__ import annotations

import hashlib
import re
import secrets
import uuid

from zhiyan.solicitation.phrases import tidy_code

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty signs that are not taken for one another: no 0 O, 1 I L, U."""

_FULL_WIDTH = str.maketrans({chr(0xFF01 + n): chr(0x21 + n) for n in range(94)})


def reply_code() -> str:
    """A new code of 10 signs in two groups (49 bits): names a reply sheet to who holds it."""
    return _grouped(10, 5)


def _grouped(length: int, size: int) -> str:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return "-".join(signs[at : at + size] for at in range(0, length, size))


def tidy(typed: str, size: int) -> str:
    """A code as it was given out, from what somebody typed: spaces, dashes, small and full-width letters forgiven."""
    plain = typed.translate(_FULL_WIDTH).upper()
    signs = re.sub(r"[\s\-–—_.·]", "", plain)
    return "-".join(signs[at : at + size] for at in range(0, len(signs), size))


def tidy_reply(typed: str) -> str:
    """A reply or receipt code in its one spelling."""
    return tidy(typed, 5)


def card_hash(cycle_id: uuid.UUID, typed: str) -> str:
    """What is kept of a card's code: SHA-256 over label, cycle and code, in hex. Raises ValueError for no code."""
    return hashlib.sha256(b"zhiyan/card/v1" + cycle_id.bytes + tidy_code(typed).encode()).hexdigest()
