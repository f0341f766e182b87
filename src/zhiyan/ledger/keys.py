"""Signing keys: Ed25519, one a unit and purpose, as files outside database and backups; 0600 in a folder of 0700.

Purposes: `heads` (树头), `receipts` (回执), `witness` (上级见证). The public halves are in the database and in the log.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
import uuid
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel import guard
from zhiyan.kernel.canonical import b64, unb64
from zhiyan.kernel.errors import DomainError, Invalid
from zhiyan.kernel.signed import key_id
from zhiyan.ledger import outbox, statements
from zhiyan.ledger.models import LedgerKey

PURPOSES = ("heads", "receipts", "witness")
_loaded: dict[Path, tuple[tuple[int, int], Ed25519PrivateKey]] = {}
_asked: dict[tuple[uuid.UUID, str, str], float] = {}
FRESH = 10.0
"""Seconds for which a key that was in force counts as in force without asking again."""


class HasCode(Protocol):
    """A unit: its key and the code that names its files."""

    pk: uuid.UUID
    code: str


def folder() -> Path:
    """Where private keys lie; made on first use, closed to everybody but the owner."""
    path = Path(getattr(settings, "KEYS_ROOT", None) or Path(settings.DATA_DIR) / "keys")
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.chmod(0o700)
    return path


def path_of(unit: HasCode, purpose: str) -> Path:
    """The file of a private key."""
    if purpose not in PURPOSES:
        raise ValueError(purpose)
    return folder() / f"{unit.code}-{purpose}.key"


def current(unit_id: uuid.UUID, purpose: str) -> LedgerKey | None:
    """The public half now in force, or None where none was ever made."""
    return LedgerKey.objects.filter(unit_id=unit_id, purpose=purpose).last()


def public_key(unit: HasCode, purpose: str) -> Ed25519PublicKey:
    """The public key now in force; made on first use."""
    known = current(unit.pk, purpose)
    return statements.public_from(bytes(known.public)) if known else signer(unit, purpose).public_key()


def signer(unit: HasCode, purpose: str, *, fresh: bool = False) -> Ed25519PrivateKey:
    """The private key; on first use it is made, and its public half goes into database and log.

    For some seconds a key counts as in force without asking the database, unless `fresh`.
    Raises DomainError where the store knows a key whose file is not there or is another: a key is never replaced in
    silence.
    """
    path = path_of(unit, purpose)
    key = _load(path)
    if key is not None and not fresh and _was_in_force(unit.pk, purpose, key):
        return key
    known = current(unit.pk, purpose)
    if known is None:
        key = key or _make(path)
        # Whoever else registered the same file's key a moment ago has done it for both.
        with contextlib.suppress(IntegrityError):
            register(unit, purpose, key.public_key())
        return key
    key = _fitting(path, key, known.key_id)
    # Kept in mind once it is certain: a transaction that fails takes the key's registration with it.
    transaction.on_commit(lambda: _asked.update({(unit.pk, purpose, known.key_id): time.monotonic()}))
    return key


def _was_in_force(unit_id: uuid.UUID, purpose: str, key: Ed25519PrivateKey) -> bool:
    """Whether the database said so a moment ago."""
    asked = _asked.get((unit_id, purpose, key_id(key.public_key())))
    return asked is not None and time.monotonic() - asked < FRESH


def _fitting(path: Path, key: Ed25519PrivateKey | None, wanted: str) -> Ed25519PrivateKey:
    """The key of this id: in its file, or in the one that a rotation left beside it."""
    if key is not None and key_id(key.public_key()) == wanted:
        return key
    coming = path.with_suffix(".new")
    fresh = _load(coming)
    if fresh is not None and key_id(fresh.public_key()) == wanted:
        coming.replace(path)
        return fresh
    raise DomainError(
        "key.missing",
        _("签名密钥不在这台机器上，或者不是登记的那一把。"),
        reason=_("私钥不在数据库里，也不在备份里；没有它就不能签树头和回执。"),
        remedy=_("请把密钥文件放回数据目录的 keys 文件夹，或按纸质副本恢复：zhiyan log retype。"),
    )


def register(
    unit: HasCode, purpose: str, public: Ed25519PublicKey, *, by: Ed25519PrivateKey | None = None
) -> LedgerKey:
    """Put a public key in force, with an entry that everybody can read, signed by the old key where there is one."""
    previous = key_id(by.public_key()) if by else ""
    fresh = public.public_bytes_raw()
    facts = {"purpose": purpose, "id": key_id(public), "public": b64(fresh), "previous": previous}
    facts["sig"] = statements.sign(statements.key_content(unit.code, facts), by)["sig"] if by else ""
    with transaction.atomic(), guard.writing("ledger.key"):
        made = LedgerKey.objects.create(
            unit_id=unit.pk, purpose=purpose, key_id=facts["id"], public=fresh, previous=previous,
            signature=unb64(facts["sig"]),
        )  # fmt: skip
        outbox.publish(unit.pk, "ledger.key", facts)
    return made


def rotate(unit: HasCode, purpose: str) -> LedgerKey:
    """Replace the key: the old one signs the new one, the entry says so, the old file is overwritten."""
    old = signer(unit, purpose)
    path = path_of(unit, purpose)
    fresh = _make(path.with_suffix(".new"))
    made = register(unit, purpose, fresh.public_key(), by=old)
    _asked.clear()
    transaction.on_commit(lambda: _take_over(path))
    return made


def _take_over(path: Path) -> None:
    coming = path.with_suffix(".new")
    if coming.exists():
        coming.replace(path)


def replace_lost(unit: HasCode, purpose: str) -> LedgerKey:
    """A new key where the old one is lost: nobody vouches for it, and `verify` says so until the superior does."""
    path = path_of(unit, purpose)
    path.unlink(missing_ok=True)
    return register(unit, purpose, _make(path).public_key())


def on_paper(unit: HasCode, purpose: str) -> list[str]:
    """纸质副本: the key in groups of four digits, the last group a check; for the keyholder's sealed envelope."""
    key = signer(unit, purpose)
    secret = key.private_bytes_raw().hex()
    digits = secret + _check_digits(secret)
    groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    rows = [" ".join(groups[at : at + 4]) for at in range(0, len(groups), 4)]
    return [f"{unit.code} {purpose} {key_id(key.public_key())}", *rows]


def from_paper(unit: HasCode, purpose: str, typed: str) -> None:
    """Write the key file from its paper copy. Raises Invalid for a slip of the pen or for another key."""
    digits = "".join(typed.split()).lower()
    secret, check = digits[:64], digits[64:]
    if not re.fullmatch("[0-9a-f]{68}", digits) or check != _check_digits(secret):
        raise Invalid("key.paper", _("抄写有误：应是 17 组，每组 4 位，只有数字和字母 a 到 f。"))
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    known = current(unit.pk, purpose)
    if known is None or known.key_id != key_id(key.public_key()):
        raise Invalid("key.other", _("这不是登记的那一把密钥。"), remedy=_("请核对单位和用途。"))
    path = path_of(unit, purpose)
    path.unlink(missing_ok=True)
    _write(path, key)


def _check_digits(secret: str) -> str:
    return hashlib.sha256(bytes.fromhex(secret)).hexdigest()[:4]


def _make(path: Path) -> Ed25519PrivateKey:
    """A new key in its own file, durable before it is used; the one that somebody else made at the same moment."""
    key = Ed25519PrivateKey.generate()
    try:
        _write(path, key)
    except FileExistsError:
        found = _load(path)
        if found is None:
            raise
        return found
    return key


def _write(path: Path, key: Ed25519PrivateKey) -> None:
    private = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(private, "wb") as out:
        out.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        out.flush()
        os.fsync(out.fileno())


def _load(path: Path) -> Ed25519PrivateKey | None:
    """The key in the file, read again only when the file has changed; None where there is no file."""
    try:
        facts = path.stat()
    except FileNotFoundError:
        return None
    stamp = (facts.st_mtime_ns, facts.st_ino)
    kept = _loaded.get(path)
    if kept is None or kept[0] != stamp:
        key = load_pem_private_key(path.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{path.name}: no Ed25519 key")
        kept = _loaded[path] = (stamp, key)
    return kept[1]
