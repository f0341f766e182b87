"""Keys made once, and a writer's way from a phrase to a post."""

from __future__ import annotations

import functools
import hashlib
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from zhiyan.solicitation import blindrsa, phrases, sealing

PLACE = {"unit": "danwei", "cycle": "2020"}
PHRASE = bytes(range(16))


class Keys(NamedTuple):
    """The blind key, the batch key and the receipt key of a test."""

    blind: rsa.RSAPrivateKey
    batch: ec.EllipticCurvePrivateKey
    receipts: ed25519.Ed25519PrivateKey


@functools.cache
def keys() -> Keys:
    """One set for all tests: making an RSA key takes its time."""
    batch = ec.generate_private_key(ec.SECP256R1())
    return Keys(rsa.generate_private_key(65537, 3072), batch, ed25519.Ed25519PrivateKey.from_private_bytes(b"r" * 32))


@functools.cache
def tokens(purpose: sealing.Purpose = "writing", count: int = 2, phrase: bytes = PHRASE) -> tuple[phrases.Token, ...]:
    """Tokens drawn with the phrase and signed by the blind key."""
    public = keys().blind.public_key()
    asked = phrases.request_tokens(phrase, public, **PLACE, purpose=purpose, count=count)
    answers = [blindrsa.blind_sign(keys().blind, each.blinded) for each in asked]
    return tuple(phrases.finish_tokens(asked, answers, public, **PLACE, purpose=purpose))


def slip(text: str = "食堂排队时间长，建议错峰。", token: int = 0, **fields: str) -> sealing.Slip:
    """A slip for one of the tokens."""
    t = tokens()[token].t
    return sealing.Slip(text, hashlib.sha256(text.encode() + t).digest(), t, **fields)


def post(of: sealing.Slip | None = None, *, batch: int = 1, token: int = 0) -> sealing.Post:
    """The post of a slip, sealed to the batch key."""
    of = of or slip(token=token)
    sealed = sealing.seal_slip(keys().batch.public_key(), of, **PLACE, batch=batch)
    c = sealing.commitment(PLACE["cycle"], of.salt, of.text)
    return tokens()[token].post(of, purpose="writing", batch=batch, c=c, sealed=sealed)


def opened(sent: sealing.Post, **changed: object) -> sealing.Opened:
    """What the batch key opens of a post, from what the server kept of it."""
    kept = {
        "hash_of_token": sealing.token_hash(sent.t),
        "mark": sealing.spent_mark(sent.t, sent.c),
        "batch": sent.batch,
        **PLACE,
    }
    return sealing.open_slip(keys().batch, sent.enc + sent.ciphertext, **{**kept, **changed})
