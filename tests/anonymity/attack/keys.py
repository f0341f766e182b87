"""Every key that a machine still holds, tried on everything that it could open or vouch for."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from tests.anonymity.attack.machine import Machine
from zhiyan.solicitation import blindrsa, sealing

_LOADERS = (
    lambda data: load_pem_private_key(data, None),
    lambda data: load_der_private_key(data, None),
    load_pem_public_key,
    load_der_public_key,
)


def loaded(data: bytes) -> object | None:
    """The key in a file, if it is one."""
    for load in _LOADERS:
        try:
            return load(data)
        except (ValueError, TypeError, binascii.Error):
            continue
    return None


def strings_of_32(found: Machine) -> Iterator[bytes]:
    """Strings of 32 bytes that stand on the machine as hex, base64, a whole file or a value of a row."""
    seen: set[bytes] = set()
    for _name, data in found.keys:
        if len(data) == 32:
            seen.add(data)
    seen.update(found.stream.spelt)
    for row in [*(o.beside for o in found.opinions), *(t.beside for t in found.tokens)]:
        seen.update(value for value in row.values() if isinstance(value, bytes) and len(value) == 32)
    yield from seen


def opened_slips(found: Machine) -> dict[str, bytes]:
    """Text → token hash, for every slip that a key on the machine opens."""
    private = [key for _name, data in found.keys if isinstance(key := loaded(data), ec.EllipticCurvePrivateKey)]
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    private += [
        ec.derive_private_key(number, ec.SECP256R1())
        for number in (int.from_bytes(scalar, "big") for scalar in strings_of_32(found))
        if 0 < number < order
    ]
    links: dict[str, bytes] = {}
    for key in private:
        for token in found.tokens:
            try:
                slip = sealing.open_slip(
                    key, token.sealed, unit=found.unit, cycle=found.cycle, batch=1, hash_of_token=token.digest,
                    mark=token.mac,
                )  # fmt: skip
            except ValueError:
                break
            links[slip.slip.text] = token.digest
    return links


def owners(found: Machine, names: set[str]) -> dict[bytes, str]:
    """Token hash → person, for every token that verifies under a key that lies on the machine by a person's name."""
    own: list[tuple[str, rsa.RSAPublicKey]] = []
    for path, data in found.keys:
        person = next((part for part in re.split(r"[^0-9A-Za-z]", path) if part in names), None)
        if person is not None and isinstance(key := loaded(data), rsa.RSAPublicKey):
            own.append((person, key))
    if not own:
        return {}
    return {token.digest: owner for token in found.tokens if (owner := _owner(found, token.digest, token.proof, own))}


def _owner(found: Machine, digest: bytes, proof: bytes, own: list[tuple[str, rsa.RSAPublicKey]]) -> str | None:
    prefix, signature = proof[:32], proof[32:]
    message = sealing.frame(b"zhiyan/v1", found.unit.encode(), found.cycle.encode(), b"writing", digest)
    for person, key in own:
        if len(signature) != (key.key_size + 7) // 8:
            continue
        try:
            blindrsa.verify(key, prefix + message, signature)
        except (InvalidSignature, ValueError):
            continue
        return person
    return None
