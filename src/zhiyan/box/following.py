"""Following up (凭回执码查办理情况): one file for everybody, in which whoever holds a code finds their own entry.

No code is ever sent. An entry is known by an index derived from the code, and what belongs to it alone is encrypted to
a key derived from the code. The file is made when the log has moved, kept on disk, and served as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from zhiyan.box.chains import Fate, fates
from zhiyan.box.proving import claims_path, proof
from zhiyan.cycle.models import Cycle
from zhiyan.kernel import clock
from zhiyan.kernel.canonical import b64, canonical, unb64
from zhiyan.ledger.models import LedgerHead, Outbox
from zhiyan.solicitation.codes import ALPHABET, tidy_reply
from zhiyan.solicitation.models import BatchKey, BoxSettings
from zhiyan.solicitation.receipts import follow_index, follow_key

PADDING = 512
"""What is encrypted is filled up to a multiple of this many bytes, so that its length tells little."""
SHARD_FROM = 10_000
"""Opinions from which on the file is cut into parts."""
SHARD_LEAST = 500
"""Entries that every part holds at least: which part is asked for tells no more than one of so many."""
QUIET = 20
"""After a making that took t seconds no other is begun for QUIET · t: a twentieth of the time at most."""

_making = threading.Lock()
_last: dict[Path, float] = {}


def lookup(code: str) -> tuple[str, bytes]:
    """Index and key of a code as typed. Raises ValueError for what is no code.

    The old codes of ten signs (49 bits, made by the office for paper and spoken opinions) are derived in one step.
    """
    try:
        return follow_index(code), follow_key(code)
    except ValueError:
        plain = tidy_reply(code).replace("-", "")
        if len(plain) != 10 or any(sign not in ALPHABET for sign in plain):
            raise
    found = hashlib.sha256(b"zhiyan/v1/follow-old" + plain.encode()).digest()
    return found[:16].hex(), found[16:]


def entry(fate: Fate) -> dict[str, Any]:
    """One row of the bundle. The nonce is a hash of key and text: the same content gives the same bytes."""
    plain = canonical({"chains": list(map(list, fate.chains)), "letters": list(fate.letters)})
    plain += b" " * (-len(plain) % PADDING)
    index, key = lookup(fate.code)
    nonce = hashlib.sha256(b"zhiyan/v1/status-nonce" + key + plain).digest()[:12]
    sealed = nonce + AESGCM(key).encrypt(nonce, plain, None)
    return {"i": index, "b": fate.batch, "s": fate.state, "t": list(fate.titles), "m": b64(sealed)}


def opened(row: dict[str, Any], code: str) -> dict[str, Any]:
    """What the holder of the code reads in a row: what the browser does, for tests and for the office's own counter.

    Raises cryptography's InvalidTag for another code.
    """
    sealed = unb64(row["m"])
    found: dict[str, Any] = json.loads(AESGCM(lookup(code)[1]).decrypt(sealed[:12], sealed[12:], None))
    return found


def shard_bits(indexes: Iterable[str], *, shard_from: int = SHARD_FROM, least: int = SHARD_LEAST) -> int:
    """Into 2^bits parts by the first bits of the index, as many as leave every part at least `least` entries."""
    numbers = [int(index[:4], 16) for index in indexes]
    if len(numbers) < shard_from:
        return 0
    bits = 0
    while bits < 12:
        sizes = [0] * (2 << bits)
        for number in numbers:
            sizes[number >> (15 - bits)] += 1
        if min(sizes) < least:
            break
        bits += 1
    return bits


def bundle(cycle: Cycle) -> dict[str, bytes]:
    """File name → bytes: status.json and, for many opinions, its parts status-<number>.json."""
    rows = sorted((entry(fate) for fate in fates(cycle)), key=lambda row: row["i"])
    bits = shard_bits(row["i"] for row in rows)
    about: dict[str, Any] = {
        "v": 1, "kind": "status", "unit": cycle.unit.code, "cycle": cycle.label, "on": clock.today().isoformat(),
        "batches": batch_states(cycle), "bits": bits, "claims": claims_path(cycle.unit),
    }  # fmt: skip
    if not bits:
        return {"status.json": canonical({**about, "entries": rows})}
    parts: dict[int, list[dict[str, Any]]] = {number: [] for number in range(1 << bits)}
    for row in rows:
        parts[int(row["i"][:4], 16) >> (16 - bits)].append(row)
    files = {
        f"status-{n}.json": canonical({"v": 1, "kind": "status-part", "entries": rows}) for n, rows in parts.items()
    }
    return {"status.json": canonical(about), **files}


def batch_states(cycle: Cycle) -> list[dict[str, Any]]:
    """The batches as everybody may know them: never how many slips wait in one."""
    return [
        {
            "no": batch.no, "purpose": "writing", "state": str(batch.state), "by": _by(cycle),
            "on": batch.opened_on.isoformat() if batch.opened_on else "",
        }
        for batch in BatchKey.objects.filter(cycle=cycle).order_by("no")
    ]  # fmt: skip


def _by(cycle: Cycle) -> str:
    last = BoxSettings.objects.filter(cycle=cycle).values_list("by_on", flat=True).first()
    return last.isoformat() if last else ""


def folder(cycle: Cycle) -> Path:
    """Where the year's files stand: beside the store's files, never in a backup of the database."""
    return Path(settings.FILES_ROOT).parent / "status" / str(cycle.unit_id) / str(cycle.pk)


def fresh(cycle: Cycle) -> Path:
    """The folder with files that are as new as the log, made again where it has moved."""
    where, stamp = folder(cycle), _stamp(cycle)
    kept = where / "made-of"
    if kept.exists() and (kept.read_text() == stamp or time.monotonic() < _last.get(where, 0)):
        return where
    with _making:
        if not kept.exists() or kept.read_text() != stamp:
            began = time.monotonic()
            _write(where, {**bundle(cycle), "proof.json": canonical(proof(cycle)), "made-of": stamp.encode()})
            _last[where] = time.monotonic() + QUIET * (time.monotonic() - began)
    return where


def _stamp(cycle: Cycle) -> str:
    """Changes with each action of the unit and each day; a post at the box is no action and moves nothing."""
    size = LedgerHead.objects.filter(unit_id=cycle.unit_id).values_list("size", flat=True).first() or 0
    return f"{size + Outbox.objects.filter(unit_id=cycle.unit_id).count()} {clock.today().isoformat()}"


def _write(where: Path, files: dict[str, bytes]) -> None:
    """Each file as a whole, the stamp last; parts that are no more are taken away."""
    where.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        made = where / f".{name}.{os.getpid()}"
        made.write_bytes(data)
        os.replace(made, where / name)
    for old in where.glob("status*.json"):
        if old.name not in files:
            old.unlink()
