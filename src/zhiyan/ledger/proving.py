"""What a witness needs to see that a log only grew: newest head, keys, epochs, proofs; and judging it.

Knows no Django: the office makes a request, the superior's unit judges it with what it pinned before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhiyan.kernel.canonical import unb64
from zhiyan.kernel.signed import key_id
from zhiyan.ledger import statements
from zhiyan.ledger.merkle import leaf_hash, verify_consistency, verify_inclusion
from zhiyan.ledger.statements import Head
from zhiyan.ledger.verifying import epoch_sentence


def _(text: str) -> str:
    """Mark a sentence for the catalogue: whoever shows it on a page translates it."""
    return text


class Refused(Exception):
    """The request does not show that the log only grew; the sentence says why. `text` is its message id."""

    def __init__(self, code: str, text: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.text, self.values = code, text, values

    @property
    def sentence(self) -> str:
        """In Chinese, for the command line."""
        return self.text % self.values


@dataclass(frozen=True)
class Shown:
    """What a request showed: the head, the key that signed it, from which size on, and what a restore lost."""

    head: Head
    key: bytes
    since: int
    gap: str = ""


def judge_request(request: Mapping[str, Any], seen: Sequence[Head], pinned: bytes | None) -> Shown:
    """The head that a request asks to countersign, held against the heads `seen` before and the key pinned then.

    Raises Refused where a signature, a key change or a proof of consistency is wanting.
    """
    try:
        return _judge(request, seen, pinned)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Refused("witness.unreadable", _("这不是请求见证的文件，或者文件不完整。")) from error


def _judge(request: Mapping[str, Any], seen: Sequence[Head], pinned: bytes | None) -> Shown:
    head = statements.read_head(request["head"])
    key = _key(request, head, pinned)
    if not statements.is_signed(head.signed, statements.public_from(key), "head"):
        raise Refused("witness.signature", _("树头的签名不对。"))
    for before in seen:
        if (before.epoch, before.size) == (head.epoch, head.size) and before.root != head.root:
            raise Refused(
                "witness.split", _("同样 %(size)d 条，根却与以前见过的不同：出示了两本不同的日志。"), size=head.size
            )
    since, gap = _grown(request, head, seen)
    return Shown(head, key, since, gap)


def _key(request: Mapping[str, Any], head: Head, pinned: bytes | None) -> bytes:
    """The key that signed the head: the pinned one, or one that it leads to by signed changes."""
    first = pinned if pinned is not None else unb64(request["keys"][0]["public"], 32)
    current = first
    for facts in request["keys"]:
        if facts.get("previous") == key_id(statements.public_from(current)):
            if not statements.key_follows(head.log, facts, statements.public_from(current)):
                raise Refused("witness.key", _("换钥没有旧密钥的签名。"))
            current = unb64(facts["public"], 32)
    if key_id(statements.public_from(current)) != head.key:
        raise Refused("witness.key", _("签树头的密钥不是登记过的那一把，也没有旧密钥签名的换钥记录。请当面核对指纹。"))
    return current


def _grown(request: Mapping[str, Any], head: Head, seen: Sequence[Head]) -> tuple[int, str]:
    """From which size on the log is shown to have only grown; and in words what a restore lost."""
    if not seen:
        return 0, ""
    last = seen[-1]
    if head.epoch < last.epoch or (head.epoch == last.epoch and head.size < last.size):
        raise Refused(
            "witness.shrunk",
            _("上次见过 %(before)d 条，这次只有 %(now)d 条：日志变短了。"),
            before=last.size,
            now=head.size,
        )
    kept, gap = last.size, ""
    for facts in _epochs(request, head) if head.epoch > last.epoch else []:
        if facts["epoch"] > last.epoch and facts["kept"] < kept:
            kept, gap = facts["kept"], epoch_sentence(facts)
    if head.epoch > last.epoch and not any(facts["epoch"] == head.epoch for facts in _epochs(request, head)):
        raise Refused("witness.epoch", _("日志换了纪元，却没有附上写明恢复情况的记录。"))
    base = next((one for one in reversed(seen) if one.size <= kept), None)
    if base is None:
        return 0, gap
    if not _is_consistent(request, base, head):
        raise Refused(
            "witness.inconsistent",
            _("与 %(on)s 见证的 %(size)d 条对不上：此前的记录被改动过。"),
            on=base.on,
            size=base.size,
        )
    return base.size, gap


def _epochs(request: Mapping[str, Any], head: Head) -> list[dict[str, Any]]:
    """Facts of the epoch entries that are proved to be in the log."""
    found = []
    for one in request.get("epochs", []):
        proof = [unb64(step, 32) for step in one["proof"]]
        leaf = leaf_hash(one["body"].encode())
        if not verify_inclusion(leaf, one["index"], head.size, proof, bytes.fromhex(head.root)):
            raise Refused("witness.epoch", _("恢复记录不在日志里。"))
        found.append(_facts(one["body"]))
    return found


def _facts(body: str) -> dict[str, Any]:
    read = json.loads(body)
    if read.get("event") != "ledger.epoch":
        raise Refused("witness.epoch", _("恢复记录不对。"))
    facts: dict[str, Any] = read["facts"]
    return facts


def _is_consistent(request: Mapping[str, Any], base: Head, head: Head) -> bool:
    steps = request.get("proofs", {}).get(str(base.size))
    if steps is None:
        raise Refused(
            "witness.proof", _("没有附上从 %(before)d 条到 %(now)d 条的一致性证明。"), before=base.size, now=head.size
        )
    proof = [unb64(step, 32) for step in steps]
    return verify_consistency(base.size, head.size, proof, bytes.fromhex(base.root), bytes.fromhex(head.root))
