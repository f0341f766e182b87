"""What is signed about a log: heads (树头), key changes (换钥), countersignatures (见证). Knows no Django."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhiyan.kernel import signed
from zhiyan.kernel.canonical import canonical

PRINTED = 16
"""Hexadecimal digits of a root that a printed document shows."""


@dataclass(frozen=True)
class Head:
    """Size and root of a log in an epoch (纪元). `root` is hexadecimal, its first digits alone where it was printed.

    `log` is empty and `epoch` 0 where a printed head does not say them.
    """

    log: str
    epoch: int
    size: int
    root: str
    on: str = ""
    key: str = ""
    signed: Mapping[str, Any] | None = None

    @property
    def whole(self) -> bool:
        """Whether the whole root is known."""
        return len(self.root) == 64

    def fits(self, root: bytes) -> bool:
        """Whether a log of that root has this head."""
        return root.hex().startswith(self.root)


def public_from(data: bytes) -> Ed25519PublicKey:
    """The public key of 32 bytes. Raises ValueError for other lengths."""
    return Ed25519PublicKey.from_public_bytes(data)


def sign(content: Mapping[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    """The content with `key`, the id of the signer's key, and `sig`."""
    return signed.sign(key, {**content, "key": signed.key_id(key.public_key())})


def is_signed(statement: object, public: Ed25519PublicKey, kind: str) -> bool:
    """Whether that key signed exactly this, as a statement of that kind."""
    try:
        content = signed.verify(public, statement, kind)
    except InvalidSignature:
        return False
    return content.get("key") == signed.key_id(public)


def head_content(log: str, epoch: int, size: int, root: bytes, on: str) -> dict[str, Any]:
    """A head before it is signed."""
    return {"v": 1, "kind": "head", "log": log, "epoch": epoch, "size": size, "root": root.hex(), "on": on}


def read_head(value: object) -> Head:
    """The head that a signed statement says, its signature not asked. Raises ValueError where it is none."""
    if not isinstance(value, dict) or value.get("kind") != "head":
        raise ValueError("no head")
    log, epoch, size, root = (value.get(name) for name in ("log", "epoch", "size", "root"))
    on, key = value.get("on"), value.get("key")
    if type(epoch) is not int or type(size) is not int or epoch < 1 or not 0 <= size <= 2**63:
        raise ValueError("no head")
    if not (isinstance(log, str) and isinstance(on, str) and isinstance(key, str) and _is_hex(root, 64)):
        raise ValueError("no head")
    return Head(log, epoch, size, str(root), on, key, value)


def key_content(log: str, facts: Mapping[str, str]) -> dict[str, Any]:
    """What an old key signs of a new one: `facts` of the entry without the signature."""
    rest = {name: facts.get(name, "") for name in ("purpose", "id", "public", "previous")}
    return {"v": 1, "kind": "key", "log": log, **rest}


def key_follows(log: str, facts: Mapping[str, str], old: Ed25519PublicKey) -> bool:
    """Whether the old key signed the new one of an entry `ledger.key`."""
    statement = {**key_content(log, facts), "key": signed.key_id(old), "sig": facts.get("sig", "")}
    return facts.get("previous") == signed.key_id(old) and is_signed(statement, old, "key")


def printed(head: Mapping[str, Any]) -> str:
    """A head in one line, as documents carry it: log, size, the root's first digits, day."""
    epoch = f"第{head['epoch']}纪元 · " if head["epoch"] > 1 else ""
    return f"存证日志 {head['log']} · {epoch}{head['size']}条 · 根 {head['root'][:PRINTED]} · {head['on']}"


_LINE = re.compile(
    r"(?:(?P<log>[-\w]+)\s*·\s*)?(?:第(?P<epoch>\d+)纪元\s*·\s*)?(?P<size>\d+)\s*条?\s*·?\s*根?\s*(?P<root>[0-9a-f]{16,64})"
    r"(?:\s*·\s*(?P<on>\d{4}-\d\d-\d\d))?"
)


def read_printed(text: str) -> Head:
    """The head in a line of a document, or typed as size and root. Raises ValueError where there is none."""
    found = _LINE.search(text)
    if found is None:
        raise ValueError("no head")
    epoch = int(found["epoch"] or (1 if found["log"] else 0))
    return Head(found["log"] or "", epoch, int(found["size"]), found["root"], found["on"] or "")


def fingerprint(head: Mapping[str, Any]) -> str:
    """SHA-256 over a signed head, in hexadecimal: what a countersignature covers."""
    return hashlib.sha256(canonical(dict(head))).hexdigest()


def countersignature_content(
    head: Mapping[str, Any], witness: str, on: str, since: int, gap: str = ""
) -> dict[str, Any]:
    """见证: the witness has proof that the log only grew from `since` entries to this head; `gap` says what is lost."""
    return {
        "v": 1,
        "kind": "countersignature",
        "log": head["log"],
        "epoch": head["epoch"],
        "size": head["size"],
        "root": head["root"],
        "head": fingerprint(head),
        "witness": witness,
        "since": since,
        "gap": gap,
        "on": on,
    }


def covers(countersignature: Mapping[str, Any], head: Mapping[str, Any]) -> bool:
    """Whether the countersignature is over this very head."""
    return bool(countersignature.get("head") == fingerprint(head)) and all(
        countersignature.get(name) == head.get(name) for name in ("log", "epoch", "size", "root")
    )


def _is_hex(value: object, length: int) -> bool:
    return isinstance(value, str) and len(value) == length and not set(value) - set("0123456789abcdef")
