"""Blind RSA signatures (RFC 9474), SHA-384: the office signs a token without seeing it. No Django here.

Names: `prepare`, `blind`, `blind_sign`, `finalize`, `verify`. Zhiyan accepts RSABSSA-SHA384-PSS-Randomized alone, which
is what every function does unless told otherwise; `salt=b""` and `salt_length=0` make the PSSZERO variants,
`randomize=False` the deterministic ones.

`blind`, `finalize` and `prepare` run in the browser (`blindrsa.js`); here they serve tests, the demonstration and
whoever checks. `blind_sign` handles the private key: the exponentiations take the same time whatever the key
(`powmod_sec`), the input is blinded once more before it meets the key, and nothing leaves before it is checked.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

import gmpy2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

PREFIX_BYTES = 32
"""Random bytes before the message in the randomized variants (RFC 9474, 4.1)."""

SALT_BYTES = 48
"""Length of the PSS salt in the product's variant: that of SHA-384."""

_HASH_BYTES = 48


class SigningFault(Exception):
    """The computed signature does not verify, and is kept back: a fault in it could give the key away."""


@dataclass(frozen=True)
class BlindState:
    """What the client keeps between `blind` and `finalize`: the inverse of the blinding factor, a secret."""

    inverse: int = field(repr=False)
    salt_length: int = SALT_BYTES


def prepare(message: bytes, *, randomize: bool = True, prefix: bytes | None = None) -> bytes:
    """The message with 32 random bytes in front, or as it is (RFC 9474, 4.1). `prefix` gives those bytes."""
    if not randomize:
        return message
    front = secrets.token_bytes(PREFIX_BYTES) if prefix is None else prefix
    if len(front) != PREFIX_BYTES:
        raise ValueError(f"the prefix has {PREFIX_BYTES} bytes")
    return front + message


def blind(
    public_key: RSAPublicKey, prepared: bytes, *, salt: bytes | None = None, factor: int | None = None
) -> tuple[bytes, BlindState]:
    """The blinded message for the signer, and what `finalize` needs (RFC 9474, 4.2).

    `salt` (PSS) and `factor` (blinding, uniform in 1 … n-1) are drawn by lot unless given. Raises ValueError for a
    message or factor that cannot be blinded with this key.
    """
    numbers = public_key.public_numbers()
    n, e = gmpy2.mpz(numbers.n), gmpy2.mpz(numbers.e)
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    message = _number(_encode_pss(prepared, salt, public_key.key_size - 1))
    if message == 0 or not is_unit(int(message), int(n)):
        raise ValueError("the message cannot be blinded with this key")
    r = gmpy2.mpz(_random_unit(numbers.n) if factor is None else factor)
    if not 0 < r < n or not is_unit(int(r), int(n)):
        raise ValueError("the blinding factor has no inverse")
    blinded = message * gmpy2.powmod(r, e, n) % n
    return _bytes(blinded, _length(public_key)), BlindState(int(gmpy2.invert(r, n)), len(salt))


def blind_sign(private_key: RSAPrivateKey, blinded: bytes) -> bytes:
    """The signer's part (RFC 9474, 4.3): RSA over the blinded message.

    Raises ValueError for a message of another length than the modulus or out of its range, SigningFault when the
    result does not verify.
    """
    numbers = private_key.private_numbers()
    n, e = gmpy2.mpz(numbers.public_numbers.n), gmpy2.mpz(numbers.public_numbers.e)
    length = (private_key.key_size + 7) // 8
    if len(blinded) != length:
        raise ValueError(f"a blinded message for this key has {length} bytes")
    message = _number(blinded)
    if not 0 < message < n:
        raise ValueError("the blinded message is out of range")
    r = gmpy2.mpz(_random_unit(int(n)))
    hidden = message * gmpy2.powmod(r, e, n) % n
    p, q = gmpy2.mpz(numbers.p), gmpy2.mpz(numbers.q)
    at_p = gmpy2.powmod_sec(hidden % p, gmpy2.mpz(numbers.dmp1), p) if hidden % p else gmpy2.mpz(0)
    at_q = gmpy2.powmod_sec(hidden % q, gmpy2.mpz(numbers.dmq1), q) if hidden % q else gmpy2.mpz(0)
    joined = at_q + q * ((at_p - at_q) * gmpy2.mpz(numbers.iqmp) % p)
    signature = joined * gmpy2.invert(r, n) % n
    if gmpy2.powmod(signature, e, n) != message:
        raise SigningFault("the signature does not verify and is kept back")
    return _bytes(signature, length)


def finalize(public_key: RSAPublicKey, prepared: bytes, blind_signature: bytes, state: BlindState) -> bytes:
    """The signature over the prepared message (RFC 9474, 4.4), verified.

    Raises ValueError for a blind signature of another length, InvalidSignature when the signer signed something else.
    """
    length = _length(public_key)
    if len(blind_signature) != length:
        raise ValueError(f"a blind signature of this key has {length} bytes")
    n = public_key.public_numbers().n
    signature = _bytes(_number(blind_signature) * state.inverse % n, length)
    verify(public_key, prepared, signature, salt_length=state.salt_length)
    return signature


def verify(public_key: RSAPublicKey, prepared: bytes, signature: bytes, *, salt_length: int = SALT_BYTES) -> None:
    """Raises InvalidSignature unless this is a signature over the prepared message: RSASSA-PSS (RFC 8017, 8.1.2)."""
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=salt_length)
    public_key.verify(signature, prepared, scheme, hashes.SHA384())


def _encode_pss(message: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017, 9.1.1) with SHA-384 and MGF1. Raises ValueError when the modulus is too short."""
    length = (bits + 7) // 8
    if length < _HASH_BYTES + len(salt) + 2:
        raise ValueError("the modulus is too short for this hash and salt")
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(length - len(salt) - _HASH_BYTES - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, _mgf1(digest, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"


def _mgf1(seed: bytes, length: int) -> bytes:
    rounds = -(-length // _HASH_BYTES)
    stream = b"".join(hashlib.sha384(seed + counter.to_bytes(4, "big")).digest() for counter in range(rounds))
    return stream[:length]


def is_unit(number: int, n: int) -> bool:
    """Whether the number has an inverse modulo n."""
    return bool(gmpy2.gcd(number, n) == 1)


def _random_unit(n: int) -> int:
    """A number that has an inverse modulo n, by lot."""
    while True:
        r = secrets.randbelow(n - 1) + 1
        if is_unit(r, n):
            return r


def _length(public_key: RSAPublicKey) -> int:
    return (public_key.key_size + 7) // 8


def _number(data: bytes) -> gmpy2.mpz:
    return gmpy2.mpz(int.from_bytes(data, "big"))


def _bytes(number: int | gmpy2.mpz, length: int) -> bytes:
    return int(number).to_bytes(length, "big")
