"""Signed records: a JSON object with its Ed25519 signature in `sig` (RFC 8032). Knows no Django.

The signature is over `zhiyan/v1/<kind>`, a zero byte and the canonical JSON of the object without `sig`; `kind` stands
in the object as well, so that a record of one kind is never taken for another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhiyan.kernel.canonical import b64, canonical, unb64

KEY_ID_LENGTH = 32


def key_id(public_key: Ed25519PublicKey) -> str:
    """Name of a key: the first 32 hexadecimal signs of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(public_key.public_bytes_raw()).hexdigest()[:KEY_ID_LENGTH]


def sign(key: Ed25519PrivateKey, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with `sig`. It must hold `kind`; raises ValueError when it does not or when it is signed already."""
    if not isinstance(content.get("kind"), str) or "sig" in content:
        raise ValueError("an unsigned object with its kind is signed, nothing else")
    return {**content, "sig": b64(key.sign(_message(content["kind"], content)))}


def verify(public_key: Ed25519PublicKey, signed: object, kind: str) -> dict[str, Any]:
    """The content without `sig`, when it is of that kind and signed by that key.

    Raises InvalidSignature for everything else, whatever its shape.
    """
    if not isinstance(signed, dict) or signed.get("kind") != kind:
        raise InvalidSignature
    content = {name: value for name, value in signed.items() if name != "sig"}
    try:
        public_key.verify(unb64(signed.get("sig"), 64), _message(kind, content))
    except (ValueError, TypeError, RecursionError) as malformed:
        raise InvalidSignature from malformed
    return content


def _message(kind: str, content: Mapping[str, Any]) -> bytes:
    return b"zhiyan/v1/" + kind.encode() + b"\0" + canonical(dict(content))
