"""The published test vectors, and those of RFC 9474 as keys, bytes and numbers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

FOLDER = Path(__file__).parents[1] / "vectors"


@dataclass(frozen=True)
class BlindVector:
    """One of the four variants."""

    name: str
    private_key: rsa.RSAPrivateKey
    message: bytes
    prefix: bytes
    prepared: bytes
    salt: bytes
    inverse: int
    blinded: bytes
    blind_signature: bytes
    signature: bytes

    @property
    def public_key(self) -> rsa.RSAPublicKey:
        return self.private_key.public_key()

    @property
    def factor(self) -> int:
        """The blinding factor, of which the vectors give the inverse."""
        return pow(self.inverse, -1, self.public_key.public_numbers().n)

    @property
    def randomized(self) -> bool:
        return bool(self.prefix)


def blind_vectors() -> list[BlindVector]:
    """All four."""
    return [_read(entry) for entry in json.loads((FOLDER / "rfc9474.json").read_text())["vectors"]]


def _read(entry: dict[str, str]) -> BlindVector:
    p, q, n, e, d = (int(entry[name], 16) for name in ("p", "q", "n", "e", "d"))
    public = rsa.RSAPublicNumbers(e, n)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    names = ("msg", "msg_prefix", "input_msg", "salt", "blinded_msg", "blind_sig", "sig")
    message, prefix, prepared, salt, blinded, blind_signature, signature = (
        bytes.fromhex(entry[name]) for name in names
    )
    return BlindVector(
        entry["name"], numbers.private_key(), message, prefix, prepared, salt, int(entry["inv"], 16), blinded,
        blind_signature, signature,
    )  # fmt: skip
