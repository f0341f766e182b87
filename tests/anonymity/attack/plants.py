"""Leaks planted into what a machine keeps: each is what a program with that fault would have left behind.

A plant gets a copy of a folder of `playing` and the truth, and changes bytes of the machine alone.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.anonymity.attack import playing, world
from tests.anonymity.attack.machine import DATABASE
from zhiyan.solicitation import sealing

Truth = dict[str, Any]


def created_at(machine: Path, truth: Truth) -> None:
    """An opinion keeps the moment at which its slip came."""
    with changed(last(machine)) as base:
        base.execute("ALTER TABLE solicitation_opinion ADD COLUMN created_at TEXT")
        base.executemany(
            "UPDATE solicitation_opinion SET created_at = ? WHERE text = ?",
            [(post["at"], post["text"]) for post in truth["posts"]],
        )


def unpadded(machine: Path, truth: Truth) -> None:
    """Slips are sealed as long as they are; file and write-ahead log of every hour's copy show it."""
    cut = [(sealing.ENC_BYTES + post["length"] + 16, bytes.fromhex(post["token"])) for post in truth["posts"]]
    for copy in hours(machine):
        with changed(copy) as base:
            base.executemany("UPDATE solicitation_sealedslip SET sealed = substr(sealed, 1, ?) WHERE token = ?", cut)


def key_on_disk(machine: Path, truth: Truth) -> None:
    """The batch key lies on the server while slips come in, and every hour's copy holds both."""
    key = ec.derive_private_key(int(truth["private"], 16), ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for copy in hours(machine):
        (copy / "keys").mkdir(exist_ok=True)
        (copy / "keys/batch-1.pem").write_bytes(pem)


def key_per_person(machine: Path, truth: Truth) -> None:
    """Everybody's tokens are signed with a key of their own, whose public half stays."""
    own = persons_keys()
    folder = last(machine) / "keys"
    folder.mkdir(exist_ok=True)
    for no, key in own.items():
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (folder / f"tokens-{no + 1:04d}.pem").write_bytes(public)
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=48)
    with changed(last(machine)) as base:
        for post in truth["posts"]:
            token, prefix = bytes.fromhex(post["token"]), os.urandom(32)
            names = (playing.UNIT.encode(), playing.YEAR.encode(), b"writing")
            message = prefix + sealing.frame(b"zhiyan/v1", *names, token)
            proof = prefix + own[post["writer"]].sign(message, scheme, hashes.SHA384())
            base.execute("UPDATE solicitation_spenttoken SET proof = ? WHERE token = ?", (proof, token))


@functools.cache
def persons_keys() -> dict[int, rsa.RSAPrivateKey]:
    """Short keys, quickly made: who holds the public half needs no private one."""
    return {no: rsa.generate_private_key(65537, 1024) for no in range(world.STAFF)}


def address_in_log(machine: Path, truth: Truth) -> None:
    """A proxy in front writes an access log."""
    own = world.make(truth["seed"], world.case_texts()).staff
    path = f"/{playing.UNIT}/{playing.YEAR}/post"
    lines = [f'{own[post["writer"]].address} - - [{post["at"]}] "POST {path} HTTP/1.1" 200' for post in truth["posts"]]
    (machine / "logs/access.log").write_text("\n".join(lines), encoding="utf-8")


def joint_slip(machine: Path, truth: Truth) -> None:
    """What somebody writes at one sitting travels in one slip, and stays one submission."""
    with changed(last(machine)) as base:
        first: dict[int, str] = {}
        for number, post in enumerate(truth["posts"]):
            (own,) = base.execute(
                "SELECT submission_id FROM solicitation_opinion WHERE text = ?", (post["text"],)
            ).fetchone()
            joint = first.setdefault(post["session"], own)
            base.execute(
                "UPDATE solicitation_opinion SET submission_id = ?, start = start + ?, end = end + ? WHERE text = ?",
                (joint, 10_000 * number, 10_000 * number, post["text"]),
            )


PLANTS: dict[str, Callable[[Path, Truth], None]] = {
    "created_at": created_at, "unpadded": unpadded, "key_on_disk": key_on_disk, "key_per_person": key_per_person,
    "address_in_log": address_in_log, "joint_slip": joint_slip,
}  # fmt: skip


def planted(machine: Path, truth: Truth, name: str, target: Path) -> Path:
    """A copy of the machine with the leak in it; files that it does not touch are shared with the original."""
    shutil.copytree(machine, target, copy_function=os.link)
    PLANTS[name](target, truth)
    return target


def hours(machine: Path) -> list[Path]:
    """The copies of the data folder, hour by hour."""
    return sorted((machine / "hours").iterdir())


def last(machine: Path) -> Path:
    """The copy taken after everything."""
    return hours(machine)[-1]


@contextlib.contextmanager
def changed(copy: Path) -> Iterator[sqlite3.Connection]:
    """The copy's database, apart from the original's, its refusals to be changed taken off."""
    for path in copy.glob(f"{DATABASE}*"):
        own = path.with_name(f"own-{path.name}")
        shutil.copy(path, own)
        own.replace(path)
    with contextlib.closing(sqlite3.connect(copy / DATABASE)) as base:
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        yield base
        base.commit()
