"""Codes for following up, as slips that somebody wrote have them."""

from __future__ import annotations

import secrets

from zhiyan.solicitation.receipts import follow_code


def a_code() -> str:
    """The code of a slip of its own."""
    return follow_code(secrets.token_bytes(32), secrets.token_bytes(32))
