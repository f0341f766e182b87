"""One byte string for one value: canonical JSON, and base64url for the bytes inside it. Knows no Django."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


def canonical(value: Any) -> bytes:
    """One byte string for one value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def b64(data: bytes) -> str:
    """Bytes as base64url without padding (RFC 4648, 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: object, length: int | None = None) -> bytes:
    """The bytes of base64url without padding, of that many bytes where a length is given.

    Raises ValueError for anything that `b64` would not have written: padding, other signs, spare bits that are set.
    """
    if not isinstance(text, str) or not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise ValueError("not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(data) != text or length not in (None, len(data)):
        raise ValueError("not base64url in its one spelling, or not of that length")
    return data
