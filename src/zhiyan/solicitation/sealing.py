"""What a writer sends: the token's message, the commitment to a text, the sealed slip and the post. No Django here.

Names: `frame`, `token_message`, `token_hash`, `spent_mark`, `commitment`, `Slip`, `pack_slip`, `unpack_slip`,
`seal_slip`, `open_slip`, `Post`, `parse_post`, `key_sha256`, `key_digits`. `seal.js` is the same in the browser.

One value has one encoding: whoever reads refuses every other spelling, so that nothing can be hidden in it.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import json
import re
import struct
from typing import Any, Literal, NamedTuple, get_args

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from zhiyan.kernel.canonical import b64, canonical, unb64

Purpose = Literal["writing", "rating"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)

TOKEN_BYTES = PREFIX_BYTES = SALT_BYTES = HASH_BYTES = 32
SIGNATURE_BYTES = 384
"""A signature of the 3072-bit key."""
SLIP_BYTES = 8192
"""Every slip before sealing, whatever its text."""
ENC_BYTES = 65
"""The encapsulated key of HPKE: an uncompressed point of P-256."""
CIPHERTEXT_BYTES = SLIP_BYTES + 16
TEXT_CHARACTERS = 2000
TEXT_BYTES = 7600
FIELD_BYTES = 64
"""Longest aspect, target, branch and `reply_to`, in UTF-8."""
DIGITS_ROUNDS = 2**16
"""What each try costs somebody who searches for two keys with the same digits."""

_MAGIC = b"ZYP1"
_FIELDS = ("aspect", "target", "branch", "reply_to")
_POST = struct.Struct(
    f">4sBI{TOKEN_BYTES}s{PREFIX_BYTES}s{SIGNATURE_BYTES}s{HASH_BYTES}s{ENC_BYTES}s{CIPHERTEXT_BYTES}s"
)
POST_BYTES = _POST.size
"""Every post: 8,762 bytes."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


def frame(*parts: bytes) -> bytes:
    """The parts, each after its length in two bytes: no two lists of parts give one string.

    Raises ValueError for a part of 65,536 bytes or more.
    """
    if any(len(part) > 0xFFFF for part in parts):
        raise ValueError("a part is too long to be framed")
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def token_message(unit: str, cycle: str, purpose: Purpose, t: bytes) -> bytes:
    """What the blind key signs, before `blindrsa.prepare`: the unit, the cycle, the purpose and SHA-256(t)."""
    return frame(b"zhiyan/v1", unit.encode(), cycle.encode(), _known(purpose).encode(), token_hash(t))


def token_hash(t: bytes) -> bytes:
    """SHA-256(t): what the server keeps of a token, and the key that lets one token post once. 32 bytes."""
    return hashlib.sha256(_exactly(t, TOKEN_BYTES)).digest()


def spent_mark(t: bytes, c: bytes) -> bytes:
    """HMAC-SHA256(t, C): says for which commitment a token was spent, and shows it only to who has the token."""
    return hmac.digest(_exactly(t, TOKEN_BYTES), _exactly(c, HASH_BYTES), "sha256")


def commitment(cycle: str, salt: bytes, text: str) -> bytes:
    """C (承诺值): SHA-256 over the label, the cycle, 32 random bytes and the text: holds it fast, shows nothing."""
    framed = frame(b"zhiyan/v1/commitment", cycle.encode())
    return hashlib.sha256(framed + _exactly(salt, SALT_BYTES) + text.encode()).digest()


def key_sha256(public_key: RSAPublicKey) -> bytes:
    """SHA-256 over the key's SubjectPublicKeyInfo in DER; in hex it stands in the fragment of the notice's QR code."""
    return hashlib.sha256(public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()


@functools.lru_cache(maxsize=256)
def key_digits(sha256: bytes) -> str:
    """The 20 digits that people compare with the paper, in groups of four, from the hash of a key.

    Twenty digits of a plain hash would give way to a search for two keys that share them, some 2^33 hashes. They are
    those of PBKDF2-HMAC-SHA256 (RFC 8018) over the hash, DIGITS_ROUNDS times: a quarter of a second for the reader,
    2^50 hashes for the searcher. The QR code, which holds the whole hash, needs no such help.
    """
    slow = hashlib.pbkdf2_hmac("sha256", _exactly(sha256, HASH_BYTES), b"zhiyan/v1/digits", DIGITS_ROUNDS)
    digits = f"{int.from_bytes(slow, 'big') % 10**20:020d}"
    return " ".join(digits[at : at + 4] for at in range(0, 20, 4))


class Slip(NamedTuple):
    """What one slip says. Codes of aspect, target and branch, and the index that a reply answers, are '' where none."""

    text: str
    salt: bytes
    t: bytes
    aspect: str = ""
    target: str = ""
    branch: str = ""
    reply_to: str = ""


class Opened(NamedTuple):
    """A slip that opened and holds what its post said, with its commitment."""

    slip: Slip
    c: bytes


def check_text(text: str, purpose: Purpose = "writing") -> None:
    """Raises ValueError unless the text may be sealed: something to read, within 7,600 bytes of UTF-8, and for an
    opinion within 2,000 characters; no control characters but tab and line feed."""
    if not isinstance(text, str) or not text.strip():
        raise ValueError("an empty text")
    if _FORBIDDEN.search(text):
        raise ValueError("a character that is none")
    if len(text.encode()) > TEXT_BYTES or (purpose == "writing" and len(text) > TEXT_CHARACTERS):
        raise ValueError("the text is too long")


def pack_slip(slip: Slip, purpose: Purpose = "writing") -> bytes:
    """The slip as 8,192 bytes: its length in two, canonical JSON, zeros. Raises ValueError when it may not be."""
    check_text(slip.text, purpose)
    for name in _FIELDS:
        _check_field(getattr(slip, name))
    body = canonical(
        {
            "v": 1,
            "text": slip.text,
            "salt": b64(_exactly(slip.salt, SALT_BYTES)),
            "t": b64(_exactly(slip.t, TOKEN_BYTES)),
            **{name: getattr(slip, name) for name in _FIELDS},
        }
    )
    if len(body) > SLIP_BYTES - 2:
        raise ValueError("the slip is too long")
    return (len(body).to_bytes(2, "big") + body).ljust(SLIP_BYTES, b"\0")


def unpack_slip(plain: bytes, purpose: Purpose = "writing") -> Slip:
    """The slip in what `pack_slip` wrote. Raises ValueError for anything else, whatever it is."""
    size = int.from_bytes(_exactly(plain, SLIP_BYTES)[:2], "big")
    body = plain[2 : 2 + size]
    try:
        content: Any = json.loads(body.decode())
    except RecursionError as nested:
        raise ValueError("not a slip") from nested
    names = {"v", "text", "salt", "t", *_FIELDS}
    if not isinstance(content, dict) or content.keys() != names or type(content["v"]) is not int or content["v"] != 1:
        raise ValueError("not a slip")
    slip = Slip(
        content["text"],
        unb64(content["salt"], SALT_BYTES),
        unb64(content["t"], TOKEN_BYTES),
        *(content[name] for name in _FIELDS),
    )
    if pack_slip(slip, purpose) != plain:
        raise ValueError("a slip has one spelling")
    return slip


def slip_info(unit: str, cycle: str, batch: int, hash_of_token: bytes) -> bytes:
    """The HPKE info that ties a sealed slip to its unit, cycle, batch and token."""
    number = str(_batch(batch)).encode()
    return frame(b"zhiyan/v1/slip", unit.encode(), cycle.encode(), number, _exactly(hash_of_token, HASH_BYTES))


def seal_slip(
    public_key: EllipticCurvePublicKey, slip: Slip, *, unit: str, cycle: str, batch: int, purpose: Purpose = "writing"
) -> bytes:
    """The slip under the batch key (HPKE base mode, RFC 9180): encapsulated key and ciphertext, 8,273 bytes.

    Raises ValueError for a slip that may not be sealed and for a key of another curve.
    """
    if not isinstance(public_key.curve, SECP256R1):
        raise ValueError("the batch key is a point of P-256")
    info = slip_info(unit, cycle, batch, token_hash(slip.t))
    return bytes(_SUITE.encrypt(pack_slip(slip, purpose), public_key, info))


def open_slip(
    private_key: EllipticCurvePrivateKey,
    sealed: bytes,
    *,
    unit: str,
    cycle: str,
    batch: int,
    hash_of_token: bytes,
    mark: bytes,
    purpose: Purpose = "writing",
) -> Opened:
    """The slip in `sealed` (encapsulated key and ciphertext), held against what the server kept of its post.

    Raises ValueError when it does not open under this key, unit, cycle, batch and token, is no slip, or holds another
    token or another text than the post committed to (`mark` is `spent_mark(t, C)`).
    """
    info = slip_info(unit, cycle, batch, hash_of_token)
    try:
        plain = _SUITE.decrypt(_exactly(sealed, ENC_BYTES + CIPHERTEXT_BYTES), private_key, info)
    except InvalidTag as closed:
        raise ValueError("the slip does not open") from closed
    slip = unpack_slip(bytes(plain), purpose)
    c = commitment(cycle, slip.salt, slip.text)
    if not hmac.compare_digest(token_hash(slip.t), hash_of_token):
        raise ValueError("the slip holds another token than its post")
    if not hmac.compare_digest(spent_mark(slip.t, c), mark):
        raise ValueError("the slip holds another text than its post committed to")
    return Opened(slip, c)


class Post(NamedTuple):
    """One post: a token, the commitment, the sealed slip."""

    purpose: Purpose
    batch: int
    t: bytes
    prefix: bytes
    signature: bytes
    c: bytes
    enc: bytes
    ciphertext: bytes

    def prepared(self, unit: str, cycle: str) -> bytes:
        """What the blind key signed, for `blindrsa.verify`."""
        return self.prefix + token_message(unit, cycle, self.purpose, self.t)

    def encode(self) -> bytes:
        """The one encoding, always of POST_BYTES. Raises ValueError when a part has another length."""
        body = _POST.pack(_MAGIC, 1 + PURPOSES.index(_known(self.purpose)), _batch(self.batch), *self[2:])
        if parse_post(body) != self:
            raise ValueError("a part of the post has another length")
        return body


def parse_post(body: bytes) -> Post:
    """The post in a request's body. Raises ValueError for every string that `encode` does not write."""
    if not isinstance(body, bytes) or len(body) != POST_BYTES:
        raise ValueError(f"a post has {POST_BYTES} bytes")
    magic, purpose, batch, *parts = _POST.unpack(body)
    if magic != _MAGIC or purpose not in (1, 2):
        raise ValueError("not a post")
    post = Post(PURPOSES[purpose - 1], batch, *parts)
    if post.enc[0] != 4:
        raise ValueError("not an uncompressed point")
    return post


def _known(purpose: str) -> str:
    if purpose not in PURPOSES:
        raise ValueError("no such purpose")
    return purpose


def _batch(batch: int) -> int:
    if type(batch) is not int or not 0 <= batch < 2**32:
        raise ValueError("a batch has a number of four bytes")
    return batch


def _check_field(value: object) -> None:
    if not isinstance(value, str) or _FORBIDDEN.search(value) or len(value.encode()) > FIELD_BYTES:
        raise ValueError("not a code")


def _exactly(data: bytes, length: int) -> bytes:
    if not isinstance(data, bytes) or len(data) != length:
        raise ValueError(f"{length} bytes are needed")
    return data
