"""核对资料 (proof.json) and receipts: what everybody can hold against the log without asking anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from zhiyan.cli.judging import Report
from zhiyan.kernel import clock
from zhiyan.kernel.canonical import unb64
from zhiyan.ledger import statements
from zhiyan.ledger.merkle import Tree, leaf_hash, verify_consistency, verify_inclusion
from zhiyan.ledger.statements import Head
from zhiyan.ledger.verifying import Judged, outside_name
from zhiyan.solicitation import blindrsa
from zhiyan.solicitation.receipts import verify_receipt
from zhiyan.solicitation.sealing import frame

Proof = Mapping[str, Any]


def judge_proof(
    proof: Proof, report: Report, outside: Sequence[Head] = (), witnesses: Sequence[Ed25519PublicKey] = ()
) -> None:
    """Signed head, countersignatures, every batch with its entry, every spent token; and heads kept outside."""
    report.judged += 1
    head = _head(proof, report)
    if head is None:
        return
    report.said.append(f"{proof['unit']} {proof['cycle']}：树头 {head.size} 条，根 {head.root}，{head.on}")
    _check_witnesses(proof, report, witnesses)
    for one in outside:
        if one.log in ("", head.log):
            _check_outside(proof, head, one, report)
    for batch in proof["batches"]:
        _check_batch(proof, head, batch, report)
    if not outside:
        report.unsure("没有外部保存的树头，不能判断整本日志是否被整体替换。")


def _head(proof: Proof, report: Report) -> Head | None:
    """The newest head of the proof, if the unit signed it."""
    if proof.get("head") is None:
        report.unsure("还没有签名树头，资料里的批次没有核对。")
        return None
    head = statements.read_head(proof["head"])
    keys = [statements.public_from(unb64(key["public"], 32)) for key in proof["keys"]["heads"]]
    if not any(statements.is_signed(head.signed, key, "head") for key in keys):
        report.faults.append("树头的签名不对。")
        return None
    return head


def _check_witnesses(proof: Proof, report: Report, witnesses: Sequence[Ed25519PublicKey]) -> None:
    given = proof.get("witnesses", [])
    if not given:
        report.unsure("这个树头无外部见证。")
    for one in given:
        key = statements.public_from(unb64(one["public"], 32))
        covered = statements.covers(one["statement"], proof["head"])
        if not covered or not statements.is_signed(one["statement"], key, "countersignature"):
            report.faults.append(f"{one['name']}的见证签名不对。")
        elif witnesses and key.public_bytes_raw() not in {known.public_bytes_raw() for known in witnesses}:
            report.faults.append(f"{one['name']}的见证不是给出的公钥签的。")
        else:
            report.said.append(f"{one['name']}已见证这个树头。")
            if not witnesses:
                report.unsure("见证用的公钥来自同一份资料；要判断它是不是上级的，请用 --key 给出上级的公钥。")


def _check_outside(proof: Proof, head: Head, one: Head, report: Report) -> None:
    name = outside_name(one)
    steps = proof["continues"].get(str(one.size))
    if one.size == head.size:
        good = one.root == head.root[: len(one.root)]
    elif one.size > head.size:
        report.faults.append(f"{name}比资料里的树头还长：日志变短了，或者资料是旧的。")
        return
    elif steps is None or not one.whole:
        report.unsure(f"资料里没有从{name}到现在的一致性证明，没有核对；请用导出的日志核对。")
        return
    else:
        path = [bytes.fromhex(step) for step in steps]
        roots = bytes.fromhex(one.root), bytes.fromhex(head.root)
        good = verify_consistency(one.size, head.size, path, *roots)
    if good:
        report.said.append(f"与{name}相符。")
    else:
        report.faults.append(f"与{name}不符：此前的记录被改写过，或者出示的不是同一本日志。")


def _check_batch(proof: Proof, head: Head, batch: Mapping[str, Any], report: Report) -> None:
    """The entry is in the log and says what the lists say; every spent token was signed."""
    name = f"{batch['purpose']} 第 {batch['no']} 批"
    commitments = [unb64(one, 32) for one in batch["commitments"]]
    spent = [(unb64(token, 32), unb64(bytes_of)) for token, bytes_of in batch["spent"]]
    if commitments != sorted(set(commitments)) or spent != sorted(set(spent)):
        report.faults.append(f"{name}：清单没有排好序，或者有重复。")
    entry = batch.get("entry")
    if entry is None:
        report.unsure(f"{name}还没有进入签名树头。")
    else:
        _check_entry(name, head, entry, commitments, spent, report)
    bad = sum(not _is_token(proof, batch["purpose"], token, given) for token, given in spent)
    if bad:
        report.faults.append(f"{name}：{bad} 张已用凭证的签名不对。")
    report.said.append(f"{name}：{len(commitments)} 条意见，{len(spent)} 张已用凭证。")


def _check_entry(
    name: str,
    head: Head,
    entry: Mapping[str, Any],
    commitments: Sequence[bytes],
    spent: Sequence[tuple[bytes, bytes]],
    report: Report,
) -> None:
    path = [bytes.fromhex(step) for step in entry["proof"]]
    leaf = leaf_hash(entry["body"].encode())
    if not verify_inclusion(leaf, entry["index"], head.size, path, bytes.fromhex(head.root)):
        report.faults.append(f"{name}：第 {entry['index']} 条不在日志里。")
        return
    facts = json.loads(entry["body"])["facts"]
    if facts["commitments"] != Tree(commitments).root().hex():
        report.faults.append(f"{name}：意见清单与日志第 {entry['index']} 条不符：有增加、丢失或改动。")
    if facts["spent"] != Tree(token + given for token, given in spent).root().hex():
        report.faults.append(f"{name}：已用凭证清单与日志第 {entry['index']} 条不符。")
    if facts["slips"] != len(spent):
        report.faults.append(f"{name}：投入 {facts['slips']} 张，已用凭证却是 {len(spent)} 张。")
    if len(commitments) != facts["slips"] - facts["unreadable"] - facts["repeated"]:
        report.faults.append(f"{name}：清单里的意见和答复与投入的张数合不上。")


def _is_token(proof: Proof, purpose: str, token: bytes, given: bytes) -> bool:
    """Whether the year's blind key signed this token; `given` is prefix and signature."""
    try:
        key = load_der_public_key(unb64(proof["blind"][purpose]))
        if not isinstance(key, RSAPublicKey):
            return False
        parts = (proof["unit"], proof["cycle"], purpose)
        message = frame(b"zhiyan/v1", *(part.encode() for part in parts), token)
        blindrsa.verify(key, given[:32] + message, given[32:])
    except (InvalidSignature, KeyError, ValueError):
        return False
    return True


def judge_receipt(
    receipt: Mapping[str, Any], report: Report, proofs: Sequence[Proof], logs: Sequence[Judged] = ()
) -> None:
    """Signature, whether what it is for stands in a batch, and whether the log goes on from the head in it."""
    keys = [*_receipt_keys(receipt, proofs), *(k.public for log in logs for k in log.keys.get("receipts", []))]
    said = next(_verified(receipt, keys), None)
    name = f"回执（{receipt.get('unit')} {receipt.get('cycle')} 第 {receipt.get('batch')} 批）"
    if not keys:
        report.unsure(f"{name}：没有本单位的公钥，签名没有核对；请同时给出核对资料 proof.json 或导出的日志。")
        return
    report.judged += 1
    if said is None:
        report.faults.append(f"{name}：签名不对，不是本单位出具的，或者被改动过。")
        return
    ours = [one for one in proofs if (one["unit"], one["cycle"]) == (said["unit"], said["cycle"])]
    if any(_lists(one, said) for one in ours):
        report.said.append(f"{name}：意见在存证日志里。")
    elif not ours:
        report.unsure(f"{name}：没有这一年度的核对资料，意见是否入册没有核对。")
    elif clock.today().isoformat() <= said["by"]:
        report.unsure(f"{name}：还没有入册；应在 {said['by']} 前入册，到时再核对。")
    else:
        report.faults.append(f"{name}：意见不在存证日志里，已过 {said['by']}。凭这张回执可以到上级申诉页提交。")
    if said["head"] is None:
        report.unsure(f"{name}里没有树头，出具以前的日志是否改写过不能由它判断。")


def _receipt_keys(receipt: Mapping[str, Any], proofs: Sequence[Proof]) -> Iterator[Ed25519PublicKey]:
    for proof in proofs:
        if proof["unit"] == receipt.get("unit"):
            for key in proof["keys"]["receipts"]:
                yield statements.public_from(unb64(key["public"], 32))


def _verified(receipt: Mapping[str, Any], keys: Sequence[Ed25519PublicKey]) -> Iterator[dict[str, Any]]:
    for key in keys:
        try:
            yield verify_receipt(dict(receipt), key)
        except InvalidSignature:
            continue


def _lists(proof: Proof, said: Mapping[str, Any]) -> bool:
    return any(said["c"] in batch["commitments"] for batch in proof["batches"] if batch["purpose"] == said["purpose"])
