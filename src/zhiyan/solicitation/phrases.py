"""The recovery phrase (恢复码), codes copied by hand, and the tokens (凭证) that follow from a phrase. No Django here.

Names: `new_phrase`, `write_phrase`, `read_phrase`, `write_code`, `read_code`, `token_secrets`, `request_tokens`,
`finish_tokens`, `Token`. `seal.js` is the same in the browser, where writers run it; here it serves tests, the
demonstration and whoever checks.

Signs are Crockford's base32 (no I, L, O, U). The last two are check signs, a Reed-Solomon code over GF(32): one or two
wrong signs, or two changed places, are always found.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zhiyan.solicitation import blindrsa
from zhiyan.solicitation.sealing import (
    PREFIX_BYTES,
    SIGNATURE_BYTES,
    TOKEN_BYTES,
    Post,
    Purpose,
    Slip,
    frame,
    key_sha256,
    token_message,
)

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PHRASE_BYTES = 16
PHRASE_SIGNS = 26
"""Signs that hold a phrase: 130 bits for 128, the last two of them zero."""
CODE_SIGNS = 18
"""Signs of a code without its two check signs, unless told otherwise: 90 bits."""

_READ_AS = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―_.·]+")


def new_phrase() -> bytes:
    """A phrase by lot: 16 bytes."""
    return secrets.token_bytes(PHRASE_BYTES)


def write_phrase(phrase: bytes) -> str:
    """The phrase as people keep it: seven groups of four signs, the last two of them check signs."""
    if len(phrase) != PHRASE_BYTES:
        raise ValueError(f"a phrase has {PHRASE_BYTES} bytes")
    return write_code(int.from_bytes(phrase, "big") << 2, PHRASE_SIGNS)


def read_phrase(typed: str) -> bytes:
    """The phrase in what somebody typed; separators, small and full-width letters, O for 0 and I or L for 1 forgiven.

    Raises ValueError when it is none.
    """
    number = read_code(typed, PHRASE_SIGNS)
    if number & 3:
        raise ValueError("not a phrase")
    return (number >> 2).to_bytes(PHRASE_BYTES, "big")


def write_code(number: int, signs: int = CODE_SIGNS) -> str:
    """A number of 5 bits a sign with its two check signs, in groups of four. Raises ValueError when it does not fit."""
    if not 0 <= number < 32**signs or signs > 29:
        raise ValueError("the number does not fit the code")
    values = [number >> (5 * (signs - 1 - place)) & 31 for place in range(signs)]
    code = "".join(SIGNS[value] for value in [*values, *_check_values(values)])
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def new_code(signs: int = CODE_SIGNS) -> str:
    """A code by lot: 90 bits unless told otherwise."""
    return write_code(secrets.randbits(5 * signs), signs)


def read_code(typed: str, signs: int = CODE_SIGNS) -> int:
    """The number in what somebody typed, as forgiving as `read_phrase`. Raises ValueError when it is no such code."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).upper().translate(_READ_AS)
    if len(plain) != signs + 2 or any(sign not in SIGNS for sign in plain):
        raise ValueError("not a code of this length")
    values = [SIGNS.index(sign) for sign in plain]
    if _check_values(values[:-2]) != tuple(values[-2:]):
        raise ValueError("a sign is wrong")
    number = 0
    for value in values[:-2]:
        number = number << 5 | value
    return number


def tidy_code(typed: str, signs: int = CODE_SIGNS) -> str:
    """A code in its one spelling, from what somebody typed. Raises ValueError when it is no such code."""
    return write_code(read_code(typed, signs), signs)


class TokenSecrets(NamedTuple):
    """All that a client keeps of one token before it is signed; follows from the phrase alone."""

    t: bytes
    prefix: bytes
    salt: bytes
    factor: int


@dataclass(frozen=True)
class Request:
    """One blinded message for the signer, and what turns the answer into a token."""

    blinded: bytes
    t: bytes = field(repr=False)
    prefix: bytes = field(repr=False)
    state: blindrsa.BlindState = field(repr=False)


class Token(NamedTuple):
    """A token ready to be spent once."""

    t: bytes
    prefix: bytes
    signature: bytes

    def post(self, slip: Slip, *, purpose: Purpose, batch: int, c: bytes, sealed: bytes) -> Post:
        """The post of a slip that was sealed with this token's t."""
        if slip.t != self.t:
            raise ValueError("the slip was sealed for another token")
        enc, ciphertext = sealed[:65], sealed[65:]
        return Post(purpose, batch, self.t, self.prefix, self.signature, c, enc, ciphertext)


def token_secrets(
    phrase: bytes, public_key: RSAPublicKey, *, unit: str, cycle: str, purpose: Purpose, index: int
) -> TokenSecrets:
    """What the phrase gives for token number `index` (from 0): HKDF-SHA256 with the place, the key and a label as info.

    The key is part of it because a signer who got the same message blinded by the same factor under two keys of theirs
    would know it again: the factor that explains a token would come out the same under both.
    The blinding factor is the first candidate of the modulus's length that lies in 1 … n-1 and has an inverse.
    Raises ValueError for a phrase of another length and a key that is not of 3072 bits with e = 65537.
    """
    place = (unit.encode(), cycle.encode(), purpose.encode(), key_sha256(public_key), str(index).encode())

    def derive(label: bytes, length: int) -> bytes:
        return HKDF(SHA256(), length, None, frame(b"zhiyan/v1/token", *place, label)).derive(phrase)

    if len(phrase) != PHRASE_BYTES:
        raise ValueError(f"a phrase has {PHRASE_BYTES} bytes")
    n, e = public_key.public_numbers().n, public_key.public_numbers().e
    length, counter = SIGNATURE_BYTES, 0
    if n.bit_length() != 8 * length or e != 65537:
        raise ValueError("a blind key has 3072 bits and e = 65537")
    while True:
        factor = int.from_bytes(derive(b"factor/%d" % counter, length), "big")
        if 0 < factor < n and blindrsa.is_unit(factor, n):
            break
        counter += 1
    salt = derive(b"salt", blindrsa.SALT_BYTES)
    return TokenSecrets(derive(b"t", TOKEN_BYTES), derive(b"prefix", PREFIX_BYTES), salt, factor)


def request_tokens(
    phrase: bytes, public_key: RSAPublicKey, *, unit: str, cycle: str, purpose: Purpose, count: int
) -> list[Request]:
    """The blinded messages of a set of tokens. The same phrase gives the same request again, byte for byte."""
    requests: list[Request] = []
    for index in range(count):
        own = token_secrets(phrase, public_key, unit=unit, cycle=cycle, purpose=purpose, index=index)
        prepared = blindrsa.prepare(token_message(unit, cycle, purpose, own.t), prefix=own.prefix)
        blinded, state = blindrsa.blind(public_key, prepared, salt=own.salt, factor=own.factor)
        requests.append(Request(blinded, own.t, own.prefix, state))
    return requests


def finish_tokens(
    requests: Iterable[Request],
    blind_signatures: Sequence[bytes],
    public_key: RSAPublicKey,
    *,
    unit: str,
    cycle: str,
    purpose: Purpose,
) -> list[Token]:
    """The tokens, each verified. Raises ValueError when answers are missing or malformed, InvalidSignature when one
    was signed with another key or for something else."""
    return [
        Token(
            each.t,
            each.prefix,
            blindrsa.finalize(
                public_key, each.prefix + token_message(unit, cycle, purpose, each.t), answer, each.state
            ),
        )
        for each, answer in zip(requests, blind_signatures, strict=True)
    ]


def _powers_of_two() -> list[int]:
    """α^0 … α^30 in GF(32) with x^5 + x^2 + 1, α = x."""
    powers = [1]
    while len(powers) < 31:
        powers.append(powers[-1] << 1 ^ (0b100101 if powers[-1] & 16 else 0))
    return powers


_POWERS = _powers_of_two()
_LOGS = {value: place for place, value in enumerate(_POWERS)}


def _times(a: int, b: int) -> int:
    return _POWERS[(_LOGS[a] + _LOGS[b]) % 31] if a and b else 0


def _check_values(values: Sequence[int]) -> tuple[int, int]:
    """The two values that make the sum of all, and of all times α^place, zero; places 0 and 1 are theirs."""
    plain = weighted = 0
    for place, value in enumerate(values, start=2):
        plain ^= value
        weighted ^= _times(value, _POWERS[place])
    inverse = _POWERS[(31 - _LOGS[1 ^ 2]) % 31]
    second = _times(plain ^ weighted, inverse)
    return plain ^ second, second
