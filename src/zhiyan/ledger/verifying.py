"""Judging a log offline, with public keys alone: every entry, every signed head, every epoch, and heads kept outside.

Knows no Django and no database. The sentences are for whoever runs `zhiyan verify`.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zhiyan.kernel.canonical import unb64
from zhiyan.kernel.signed import key_id
from zhiyan.ledger import statements
from zhiyan.ledger.merkle import EMPTY_ROOT, node_hash
from zhiyan.ledger.statements import Head


class Entry(NamedTuple):
    """A line of a log: its number, the hash kept beside it (empty where none is) and its canonical body."""

    number: int
    hash: bytes
    body: str


@dataclass(frozen=True)
class Fault:
    """Something that does not fit; `index` is the first entry concerned, where it can be named."""

    code: str
    sentence: str
    index: int | None = None


@dataclass
class Log:
    """A log to be judged, from wherever it was read. `entries` is walked once."""

    code: str
    unit: str
    entries: Iterable[Entry]
    heads: Sequence[Mapping[str, Any]] = ()
    countersignatures: Sequence[Mapping[str, Any]] = ()
    size: int | None = None
    root: str = ""


@dataclass
class Key:
    """A public key that the log itself announced in entry `index`; `vouched` where the key before it signed it."""

    index: int
    id: str
    public: Ed25519PublicKey
    vouched: bool


@dataclass
class Judged:
    """What came out: faults in the order in which they were met, and what could not be judged."""

    code: str
    size: int = 0
    root: str = ""
    epoch: int = 1
    faults: list[Fault] = field(default_factory=list)
    unjudged: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    keys: dict[str, list[Key]] = field(default_factory=dict)
    facts: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    epochs: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def fault(self, code: str, sentence: str, index: int | None = None) -> None:
        """Note a fault."""
        self.faults.append(Fault(code, sentence, index))

    def in_force(self, purpose: str, size: int) -> Key | None:
        """The key of that purpose that a log of `size` entries announces last."""
        return next((key for key in reversed(self.keys.get(purpose, [])) if key.index < size), None)


class Edge:
    """The right edge of a tree that is only recomputed: `merkle.Frontier` without the nodes that a store keeps."""

    def __init__(self) -> None:
        self.size = 0
        self._hashes: list[bytes] = []

    def push(self, hashed: bytes) -> None:
        """Add a leaf by its hash (RFC 9162, 2.1.1)."""
        position, stack, sha256 = self.size, self._hashes, hashlib.sha256
        while position & 1:
            hashed = sha256(b"\x01" + stack.pop() + hashed).digest()
            position >>= 1
        stack.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        """Root hash of all leaves so far."""
        if not self._hashes:
            return EMPTY_ROOT
        return functools.reduce(lambda right, left: node_hash(left, right), reversed(self._hashes))


def judge(log: Log, outside: Sequence[Head] = (), witnesses: Sequence[Ed25519PublicKey] = ()) -> Judged:
    """Recompute the log and hold it against its own signed heads and against heads that were kept outside.

    `witnesses` are public keys of superiors, known from elsewhere: what they countersigned counts as kept outside.
    """
    judged = Judged(log.code)
    own = _own_heads(log, judged)
    countersigned = list(_countersigned(log, witnesses, judged))
    ours = [head for head in outside if head.log in ("", log.code)]
    known = [*ours, *countersigned]
    roots = _walk(log, judged, {head.size for head in (*own, *known)})
    if roots is None:
        _say_unjudged(judged, known)
        return judged
    for head in own:
        _check_own(head, roots, judged)
    for head in known:
        _check_outside(head, roots, judged)
    _check_end(log, judged)
    _check_keys(judged, countersigned)
    _say_unjudged(judged, known)
    return judged


def _walk(log: Log, judged: Judged, sizes: set[int]) -> dict[int, bytes] | None:
    """The root at each of the sizes; None where an entry fails, which is noted."""
    edge = Edge()
    roots, sha256, push = {0: edge.root()}, hashlib.sha256, edge.push
    unit = f'"unit":"{log.unit}"'
    broken = None
    for expected, (index, stored, body) in enumerate(log.entries):
        hashed = sha256(b"\x00" + body.encode()).digest()
        if index != expected:
            broken = _numbering(index, expected)
        elif stored and hashed != stored:
            broken = "entry.altered", f"第 {index} 条的内容与其哈希不符：内容被改动过。"
        elif unit not in body:
            broken = "entry.foreign", f"第 {index} 条不是这本日志的条目。"
        elif '"facts":' in body and not _read_facts(judged, log, index, body, edge):
            broken = "entry.unreadable", f"第 {index} 条读不出来。"
        if broken:
            judged.fault(*broken, expected)
            break
        push(hashed)
        if expected + 1 in sizes:
            roots[expected + 1] = edge.root()
    judged.size, judged.root = edge.size, edge.root().hex()
    return None if broken else roots


def _numbering(index: int, expected: int) -> tuple[str, str]:
    if index > expected:
        return "entry.missing", f"缺少第 {expected} 条：下一条的编号是 {index}。"
    return "entry.order", f"第 {expected} 条的位置上是编号 {index} 的条目：有插入、重复或调换。"


def _read_facts(judged: Judged, log: Log, index: int, body: str, before: Edge) -> bool:
    """Take in an entry that says something in the clear; False where it cannot be read."""
    try:
        read = json.loads(body)
        event, facts = str(read["event"]), read["facts"]
        if event == "ledger.key":
            _take_key(judged, log, index, facts)
        elif event == "ledger.epoch":
            _take_epoch(judged, index, facts, before)
        judged.facts.append((index, event, {**facts, "_subject": read.get("subject", "")}))
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    return True


def _take_key(judged: Judged, log: Log, index: int, facts: Mapping[str, str]) -> None:
    public = statements.public_from(unb64(facts["public"], 32))
    if key_id(public) != facts["id"]:
        raise ValueError("the key's name is not its own")
    keys = judged.keys.setdefault(facts["purpose"], [])
    vouched = not keys or statements.key_follows(log.code, facts, keys[-1].public)
    keys.append(Key(index, facts["id"], public, vouched))


def _take_epoch(judged: Judged, index: int, facts: dict[str, Any], before: Edge) -> None:
    if facts["epoch"] != judged.epoch + 1 or facts["kept"] != index or facts["root"] != before.root().hex():
        judged.fault("epoch.false", f"第 {index} 条写的恢复情况与日志不符。", index)
    judged.epoch = facts["epoch"]
    judged.epochs.append((index, facts))
    judged.said.append(epoch_sentence(facts))


def epoch_sentence(facts: Mapping[str, Any]) -> str:
    """What an epoch's first entry says, in words."""
    missing = facts.get("missing")
    if facts.get("head") is None:
        lost = "恢复时没有外部树头，缺了多少条不知道"
    else:
        lost = f"比外部树头少 {missing} 条" if missing else "与外部树头相比没有缺失"
    return f"第 {facts['kept']} 条起是第 {facts['epoch']} 纪元（从备份恢复）：{lost}。"


def _own_heads(log: Log, judged: Judged) -> list[Head]:
    found = []
    for statement in log.heads:
        try:
            found.append(statements.read_head(statement))
        except ValueError:
            judged.fault("head.unreadable", "有一个签名树头读不出来。")
    return sorted(found, key=lambda head: head.size)


def _countersigned(log: Log, witnesses: Sequence[Ed25519PublicKey], judged: Judged) -> Iterator[Head]:
    """Heads under a countersignature of a witness whose key is known from elsewhere."""
    for statement in log.countersignatures:
        by = next((key for key in witnesses if statements.is_signed(statement, key, "countersignature")), None)
        if by is None:
            continue
        yield Head(log.code, statement["epoch"], statement["size"], statement["root"], statement["on"])
    if log.countersignatures and not witnesses:
        judged.unjudged.append("有上级见证签名，但没有给出上级的公钥（--key），见证签名没有核对。")


def _check_own(head: Head, roots: Mapping[int, bytes], judged: Judged) -> None:
    """A signed head of the log itself: signed by the key in force, and of this log."""
    if head.size > judged.size:
        sentence = f"签名树头记有 {head.size} 条，日志只有 {judged.size} 条：从第 {judged.size} 条起缺失。"
        judged.fault("head.beyond", sentence, judged.size)
        return
    key = judged.in_force("heads", head.size)
    if head.log != judged.code or key is None or not statements.is_signed(head.signed, key.public, "head"):
        judged.fault("head.signature", f"{head.size} 条处的树头签名不对。", head.size)
        return
    if not head.fits(roots[head.size]):
        before = max((size for size in roots if size < head.size), default=0)
        sentence = f"第 {before} 至 {head.size - 1} 条之间与 {head.on} 签名的树头不符：有记录被改动、调换、插入或删去。"
        judged.fault("head.mismatch", sentence, before)


def _check_outside(head: Head, roots: Mapping[int, bytes], judged: Judged) -> None:
    """A head kept outside: the log must begin with it, or own up to what a restore lost."""
    name = outside_name(head)
    if head.size in roots and head.fits(roots[head.size]):
        judged.said.append(f"与{name}相符。")
        return
    later = next((facts for _at, facts in judged.epochs if facts["epoch"] > head.epoch), None)
    if later is not None and later["kept"] < head.size:
        _check_lost(head, later, name, judged)
    elif head.size > judged.size:
        sentence = f"{name}记有的第 {judged.size} 至 {head.size - 1} 条不在日志里：日志被截短，或者是旧的备份。"
        judged.fault("outside.beyond", sentence, judged.size)
    else:
        judged.fault("outside.mismatch", f"日志的前 {head.size} 条与{name}不符：{_two_logs(head, judged)}")


def outside_name(head: Head) -> str:
    """How a head kept outside is called in a sentence."""
    return f"外部树头（{head.size} 条，根 {head.root[: statements.PRINTED]}…{'，' + head.on if head.on else ''}）"


def _two_logs(head: Head, judged: Judged) -> str:
    """Whose doing it is, where the head's own signature proves it."""
    keys = judged.keys.get("heads", [])
    if head.signed and any(statements.is_signed(head.signed, key.public, "head") for key in keys):
        return "两者都是同一把密钥签的，本单位出示过两本不同的日志，这个树头就是证据。"
    return "日志被整体改写过，或者出示的不是同一本日志。"


def _check_lost(head: Head, epoch: Mapping[str, Any], name: str, judged: Judged) -> None:
    named = epoch.get("head") or {}
    if named.get("size", -1) < head.size:
        sentence = f"{name}之后恢复过备份，恢复记录没有承认丢失第 {epoch['kept']} 至 {head.size - 1} 条。"
        judged.fault("outside.undeclared", sentence, epoch["kept"])
        return
    judged.said.append(f"{name}中第 {epoch['kept']} 至 {head.size - 1} 条在恢复备份时丢失，恢复记录已写明。")
    judged.unjudged.append(f"丢失的第 {epoch['kept']} 至 {head.size - 1} 条写了什么，无法判断。")


def _check_end(log: Log, judged: Judged) -> None:
    """The size and root that the store or the file states."""
    if log.size is not None and log.size != judged.size:
        at = min(log.size, judged.size)
        judged.fault("end.size", f"日志有 {judged.size} 条，应有 {log.size} 条：从第 {at} 条起不符。", at)
    elif log.root and log.root != judged.root:
        judged.fault("end.root", "重算的根与记下的根不符：有记录被改动过。")


def _check_keys(judged: Judged, countersigned: Sequence[Head]) -> None:
    """A key that no older key signed counts once a superior countersigned a head after it."""
    for purpose, keys in judged.keys.items():
        for key in keys:
            if not key.vouched and not any(head.size > key.index for head in countersigned):
                sentence = f"第 {key.index} 条换了 {purpose} 密钥，没有旧密钥的签名：须由上级另行确认。"
                judged.fault("key.unvouched", sentence, key.index)


def _say_unjudged(judged: Judged, known: Sequence[Head]) -> None:
    largest = max((head.size for head in known), default=0)
    if not known:
        judged.unjudged.append("没有外部保存的树头，不能判断整本日志是否被整体替换。")
    elif largest < judged.size:
        judged.unjudged.append(f"最大的外部树头只到 {largest} 条，其后的条目是否被替换过不能判断。")
    judged.unjudged.append("开箱之前被丢掉的密封意见，日志里看不出来，只有写的人的回执能证明。")


def read_lines(lines: Iterable[str], *, name: str = "") -> Log:
    """A log from an exported file. Raises ValueError where it is none; entries are read as they are walked."""
    rows = iter(lines)
    first = _object(next(rows, ""))
    if first.get("kind") != "log" or first.get("v") != 1:
        raise ValueError(f"{name}: no exported log")
    heads: list[Mapping[str, Any]] = []
    countersignatures: list[Mapping[str, Any]] = []
    kinds = {"head": heads, "countersignature": countersignatures}
    for line in rows:
        row = _object(line)
        if row.get("kind") == "entries":
            break
        if row.get("kind") not in kinds:
            raise ValueError(f"{name}: {row.get('kind')}")
        kinds[row["kind"]].append(row)
    size, root = first.get("size"), first.get("root", "")
    return Log(str(first["log"]), str(first["unit"]), _entries(rows), heads, countersignatures, size, root)


def _entries(rows: Iterator[str]) -> Iterator[Entry]:
    """Each line as it was written: another spelling of the same number or hash is a changed line."""
    from_hex = bytes.fromhex
    for line in rows:
        try:
            index, stored, body = line.rstrip("\n").split(" ", 2)
            number, hashed = int(index), from_hex(stored)
            yield Entry(number if f"{number} {hashed.hex()}" == f"{index} {stored}" else -1, hashed, body)
        except ValueError:
            yield Entry(-1, b"", "")


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ValueError("no line of an exported log")
    return found
