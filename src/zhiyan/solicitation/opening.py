"""Opening a batch of sealed slips (开箱): what each says, checked against its post, sorted so that no order is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from zhiyan.ledger.merkle import Tree
from zhiyan.solicitation.sealing import Opened, Purpose, open_slip

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass
class Found:
    """What a batch holds: slips by commitment in its order, tokens apart in theirs.

    `unreadable` holds (token, mac, proof) of slips that do not open or do not hold what their post said; `repeated`
    counts slips of one and the same commitment beyond the first.
    """

    opened: list[Opened] = field(default_factory=list)
    spent: list[tuple[bytes, bytes]] = field(default_factory=list)
    unreadable: list[tuple[bytes, bytes, bytes]] = field(default_factory=list)
    repeated: int = 0

    @property
    def slips(self) -> int:
        """All that were in the box."""
        return len(self.spent) + len(self.unreadable)


def private_key_of(raw: bytes) -> EllipticCurvePrivateKey:
    """The P-256 key of a 32-byte scalar. Raises ValueError for anything else."""
    number = int.from_bytes(raw, "big")
    if len(raw) != 32 or not 0 < number < _ORDER:
        raise ValueError("not a key of P-256")
    return derive_private_key(number, SECP256R1())


def public_point(key: EllipticCurvePrivateKey) -> bytes:
    """The 65 bytes of its public point."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def open_all(
    key: EllipticCurvePrivateKey,
    slips: Iterable[Any],
    *,
    unit: str,
    cycle: str,
    batch: int,
    purpose: Purpose = "writing",
) -> Found:
    """Open every slip of a batch (token, mac, proof, sealed each); one that does not open never stops the others."""
    found = Found()
    seen: set[bytes] = set()
    for slip in slips:
        token, mac, proof = bytes(slip.token), bytes(slip.mac), bytes(slip.proof)
        try:
            one = open_slip(
                key,
                bytes(slip.sealed),
                unit=unit,
                cycle=cycle,
                batch=batch,
                hash_of_token=token,
                mark=mac,
                purpose=purpose,
            )
        except ValueError:
            found.unreadable.append((token, mac, proof))
            continue
        found.spent.append((token, proof))
        if one.c in seen:
            found.repeated += 1
        else:
            seen.add(one.c)
            found.opened.append(one)
    found.opened.sort(key=lambda one: one.c)
    found.spent.sort()
    found.unreadable.sort()
    return found


def root_of(values: Iterable[bytes]) -> str:
    """The RFC 9162 root (hex) over values sorted as bytes."""
    tree = Tree()
    for value in sorted(values):
        tree.append(value)
    return bytes(tree.root()).hex()
