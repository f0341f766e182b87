"""Keys that sign tokens unseen (签发): one a cycle and purpose for the whole unit, private halves in files.

A private key is in DATA/keys, for its owner alone, outside the database and every backup; it is destroyed when it has
done its work. Purposes: writing (at the box) and rating (at disclosure).
"""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel.errors import Invalid
from zhiyan.ledger import keys
from zhiyan.solicitation import blindrsa
from zhiyan.solicitation.models import BlindKey
from zhiyan.solicitation.sealing import Purpose, frame, key_sha256

BITS, EXPONENT = 3072, 65537


def generate() -> rsa.RSAPrivateKey:
    """A new key pair."""
    return rsa.generate_private_key(public_exponent=EXPONENT, key_size=BITS)


def make_key(cycle: Cycle, purpose: Purpose) -> BlindKey:
    """The key of a cycle and purpose, its private half in a file. Call inside an action."""
    pair = generate()
    record = BlindKey.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        purpose=purpose,
        public_der=pair.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        sha256=key_sha256(pair.public_key()).hex(),
    )
    write_secret(path_of(record), pair.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    return record


def public_key(cycle: Cycle, purpose: Purpose) -> rsa.RSAPublicKey:
    """The public half. Raises Invalid where none was made."""
    return load_public(bytes(_record(cycle, purpose).public_der))


@functools.lru_cache(maxsize=256)
def load_public(der: bytes) -> rsa.RSAPublicKey:
    """A public key from its SubjectPublicKeyInfo."""
    key = load_der_public_key(der)
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("not an RSA key")
    return key


def sign(cycle: Cycle, purpose: Purpose, blinded: Sequence[bytes]) -> list[bytes]:
    """Each blinded message signed, unseen. Call outside transactions: it takes milliseconds a message.

    Raises Invalid for a key that was destroyed or a message that is none.
    """
    record = _record(cycle, purpose)
    path = path_of(record)
    if record.destroyed or not path.exists():
        raise Invalid("token.key_destroyed", _("签发凭证的密钥已经销毁，不能再签发。"))
    key = load_der_private_key(path.read_bytes(), None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("not an RSA key")
    try:
        return [blindrsa.blind_sign(key, message) for message in blinded]
    except ValueError as error:
        raise Invalid(
            "token.request", _("领取的请求不完整，没有签发。"), remedy=_("请重新打开领取页面再试。")
        ) from error


def check_request(cycle: Cycle, purpose: Purpose, blinded: Sequence[bytes], count: int) -> None:
    """Raise Invalid unless these are `count` blinded messages in the key's range, each another."""
    n = public_key(cycle, purpose).public_numbers().n
    good = all(len(one) == BITS // 8 and 0 < int.from_bytes(one, "big") < n for one in blinded)
    if not good or len(blinded) != count or len(set(blinded)) != count:
        raise Invalid(
            "token.request",
            _("领取的请求不完整，没有签发。"),
            remedy=_("请重新打开领取页面再试。"),
        )


def check_token(cycle: Cycle, purpose: Purpose, token: bytes, prefix: bytes, signature: bytes) -> None:
    """Raises InvalidSignature unless the key signed this token; `token` is SHA-256(t)."""
    message = token_message_of(cycle.unit.code, cycle.label, purpose, token)
    blindrsa.verify(public_key(cycle, purpose), prefix + message, signature)


def token_message_of(unit: str, cycle: str, purpose: Purpose, token: bytes) -> bytes:
    """The signed message from SHA-256(t): whoever checks a published token never sees t."""
    if len(token) != 32:
        raise InvalidSignature
    return frame(b"zhiyan/v1", unit.encode(), cycle.encode(), purpose.encode(), token)


def destroy_key(cycle: Cycle, purpose: Purpose) -> None:
    """Take the private half away for good, once the action's transaction is through. Call inside an action."""
    record = _record(cycle, purpose)
    record.destroyed = True
    record.save(update_fields=["destroyed"])
    transaction.on_commit(lambda: shred(path_of(record)))


def shred_destroyed() -> None:
    """Take away what a crash left of keys that were destroyed."""
    for record in BlindKey.objects.filter(destroyed=True):
        shred(path_of(record))


def path_of(record: BlindKey) -> Path:
    """Where the private half is."""
    return keys.folder() / f"blind-{record.pk.hex}.key"


def write_secret(path: Path, content: bytes) -> None:
    """A new, durable file for its owner alone in the folder of keys."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)


def shred(path: Path) -> None:
    """Overwrite a key and take it away; nothing happens where it is gone already."""
    try:
        size = path.stat().st_size
        with open(path, "r+b") as stream:
            stream.write(os.urandom(size))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def _record(cycle: Cycle, purpose: Purpose) -> BlindKey:
    record = BlindKey.objects.filter(cycle=cycle, purpose=purpose).first()
    if record is None:
        raise Invalid("token.no_key", _("还没有开始领取凭证。"))
    return record
