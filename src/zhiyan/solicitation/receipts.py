"""Receipts (回执), refusals of a spent token, and the code for following up. No Django here.

Names: `sign_receipt`, `verify_receipt`, `sign_spent`, `verify_spent`, `follow_code`, `follow_index`, `follow_key`,
`seal_message`, `open_message`. `receipt.js` is the same in the browser. The signed form is that of `kernel.signed`.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zhiyan.kernel import signed
from zhiyan.kernel.canonical import b64, unb64
from zhiyan.solicitation.phrases import read_code, write_code
from zhiyan.solicitation.sealing import HASH_BYTES, PURPOSES, SALT_BYTES, Purpose, frame

_RECEIPT = frozenset({"v", "kind", "unit", "cycle", "purpose", "batch", "c", "by", "head", "key"})
_SPENT = frozenset({"v", "kind", "unit", "cycle", "purpose", "token", "spent", "key"})
_FOLLOW_BITS = 90
_NONCE_BYTES = 12


def sign_receipt(
    key: Ed25519PrivateKey,
    *,
    unit: str,
    cycle: str,
    purpose: Purpose,
    batch: int,
    c: bytes,
    by: dt.date,
    head: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The receipt for a post: its commitment is in the ledger by that day. `head` is the last batch's signed head.

    No text, no salt, no time: it shows nothing but that the holder was given it. The same arguments give the same
    receipt.
    """
    content = {
        "v": 1,
        "kind": "receipt",
        "unit": unit,
        "cycle": cycle,
        "purpose": purpose,
        "batch": batch,
        "c": b64(c),
        "by": by.isoformat(),
        "head": dict(head) if head is not None else None,
        "key": signed.key_id(key.public_key()),
    }
    if not _is_receipt(content):
        raise ValueError("not what a receipt says")
    return signed.sign(key, content)


def verify_receipt(receipt: object, public_key: Ed25519PublicKey) -> dict[str, Any]:
    """What a receipt says, without its signature. Raises InvalidSignature for everything that `sign_receipt` with this
    key did not write. The head in it is signed by another key and is verified on its own."""
    content = signed.verify(public_key, receipt, "receipt")
    if not _is_receipt(content) or content["key"] != signed.key_id(public_key):
        raise InvalidSignature
    return content


def sign_spent(
    key: Ed25519PrivateKey, *, unit: str, cycle: str, purpose: Purpose, hash_of_token: bytes, mark: bytes
) -> dict[str, Any]:
    """The refusal of another commitment for a spent token: `mark` is `spent_mark(t, C)` of the one it was spent for.

    Who has t can hold every published commitment against it: the evidence, when none of them was theirs.
    """
    content = {
        "v": 1,
        "kind": "spent",
        "unit": unit,
        "cycle": cycle,
        "purpose": purpose,
        "token": b64(hash_of_token),
        "spent": b64(mark),
        "key": signed.key_id(key.public_key()),
    }
    if not _is_spent(content):
        raise ValueError("not what a refusal says")
    return signed.sign(key, content)


def verify_spent(refusal: object, public_key: Ed25519PublicKey) -> dict[str, Any]:
    """What a refusal says, without its signature. Raises InvalidSignature as `verify_receipt` does."""
    content = signed.verify(public_key, refusal, "spent")
    if not _is_spent(content) or content["key"] != signed.key_id(public_key):
        raise InvalidSignature
    return content


def follow_code(salt: bytes, c: bytes) -> str:
    """The code for following up (查询码) an opinion: 18 signs that hold 90 bits and two that find a slip of the pen.

    It follows from the slip's salt and commitment, so that the writer's page and whoever opened the batch find the
    same.
    """
    if len(salt) != SALT_BYTES or len(c) != HASH_BYTES:
        raise ValueError("a salt and a commitment have 32 bytes each")
    return _follow_code(_derive(salt + c, b"code", 12))


def follow_index(code: str) -> str:
    """Where the status bundle has the opinion of that code: 16 bytes in hex. Raises ValueError for what is no code."""
    return _derive(_follow_secret(code), b"index", 16).hex()


def follow_key(code: str) -> bytes:
    """The key of the messages to the writer with that code, for AES-128-GCM. Raises ValueError for what is no code."""
    return _derive(_follow_secret(code), b"key", 16)


def reply_mark(code: str) -> str:
    """What a reply names its opinion with: 16 bytes in hex that only who has the code can know.

    The index would not do: it stands in the public file. Raises ValueError for what is no code.
    """
    return _derive(_follow_secret(code), b"reply", 16).hex()


def seal_message(key: bytes, plain: bytes) -> bytes:
    """A message to a writer under `follow_key`: 12 random bytes, then AES-128-GCM. Pad `plain` where length tells."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def open_message(key: bytes, sealed: bytes) -> bytes:
    """The message that `seal_message` sealed. Raises ValueError when it was not with this key."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except InvalidTag as closed:
        raise ValueError("the message does not open") from closed


def _follow_code(bits: bytes) -> str:
    return write_code(int.from_bytes(bits, "big") >> (8 * len(bits) - _FOLLOW_BITS), _FOLLOW_BITS // 5)


def _follow_secret(code: str) -> bytes:
    return read_code(code, _FOLLOW_BITS // 5).to_bytes(12, "big")


def _derive(secret: bytes, label: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, None, frame(b"zhiyan/v1/follow", label)).derive(secret)


def _is_receipt(content: Mapping[str, Any]) -> bool:
    return (
        content.keys() == _RECEIPT
        and _is_ours(content, "receipt")
        and type(content["batch"]) is int
        and 0 <= content["batch"] < 2**32
        and _is_hash(content["c"])
        and _is_day(content["by"])
        and (content["head"] is None or isinstance(content["head"], dict))
    )


def _is_spent(content: Mapping[str, Any]) -> bool:
    return (
        content.keys() == _SPENT
        and _is_ours(content, "spent")
        and _is_hash(content["token"])
        and _is_hash(content["spent"])
    )


def _is_ours(content: Mapping[str, Any], kind: str) -> bool:
    return (
        type(content["v"]) is int
        and content["v"] == 1
        and content["kind"] == kind
        and content["purpose"] in PURPOSES
        and all(isinstance(content[name], str) for name in ("unit", "cycle", "purpose", "key"))
    )


def _is_hash(value: object) -> bool:
    try:
        unb64(value, HASH_BYTES)
    except ValueError:
        return False
    return True


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
