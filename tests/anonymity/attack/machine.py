"""What somebody finds who holds the machine: copies of the database hour by hour, logs, backups, every key left on it.

Nothing here knows the truth. The layout of a folder of copies is that of `playing`: `hours/NN` (one copy of the data
folder an hour, the last one after everything), `logs`, `backups`.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.anonymity.attack.carving import Stream, cut

DATABASE = "zhiyan.sqlite3"
OPINIONS = """
    SELECT o.id, s.id, o.text, s.commitment, coalesce(b.name, ''), coalesce(a.code, ''),
    CASE o.target_kind WHEN 'team' THEN 'team' WHEN 'member' THEN 'm' || m.rank ELSE '' END
    FROM solicitation_opinion o JOIN solicitation_submission s ON s.id = o.submission_id
    JOIN solicitation_channel c ON c.id = s.channel_id LEFT JOIN org_branch b ON b.id = s.branch_id
    LEFT JOIN cycle_aspect a ON a.id = o.aspect_id LEFT JOIN cycle_teammember m ON m.id = o.target_member_id
    WHERE c.code = 'box'
"""
BEFORE = 1
"""Copies taken before the first slip came: number `BEFORE + n` is taken at the end of the hour n."""
SMALL = 20_000
"""Bytes of a file that may be a key."""


@dataclass
class Opinion:
    """An opinion as the office reads it, with what stands beside it in the rows of the database."""

    key: str
    submission: str
    text: str
    commitment: bytes
    branch: str
    aspect: str
    target: str
    beside: dict[str, Any] = field(default_factory=dict)


@dataclass
class Token:
    """A token that was spent, as the copies of the database show it."""

    digest: bytes
    hour: int
    place: int
    mac: bytes = b""
    proof: bytes = b""
    sealed: bytes = b""
    beside: dict[str, Any] = field(default_factory=dict)


@dataclass
class Machine:
    """All that was found."""

    opinions: list[Opinion]
    tokens: list[Token]
    stream: Stream
    drawn: set[str]
    keys: list[tuple[str, bytes]]
    logs: list[str]
    unit: str
    cycle: str


def read(folder: Path) -> Machine:
    """Read a folder of copies."""
    copies = sorted((folder / "hours").iterdir())
    stream = Stream()
    keys: dict[bytes, str] = {}
    tokens: dict[bytes, Token] = {}
    for hour, copy in enumerate(copies):
        stream.add_database(copy / DATABASE)
        for name, data in files(copy):
            stream.add(data)
            if len(data) <= SMALL:
                keys.setdefault(data, name)
        with opened(copy / DATABASE) as base:
            for row in rows(base, "solicitation_sealedslip"):
                digest = bytes(row.pop("token"))
                if digest not in tokens:
                    parts = (bytes(row.pop(name, b"")) for name in ("mac", "proof", "sealed"))
                    tokens[digest] = Token(digest, hour - BEFORE, 0, *parts, beside=row)
    for backup in sorted((folder / "backups").glob("*.zip")):
        with zipfile.ZipFile(backup) as archive:
            for name in archive.namelist():
                data = archive.read(name)
                for part in cut(data) if name.endswith(DATABASE) else (data,):
                    stream.add(part)
    logs = [path.read_text(encoding="utf-8", errors="replace") for path in sorted((folder / "logs").glob("*"))]
    for log in logs:
        stream.add(log.encode())
    with opened(copies[-1] / DATABASE) as base:
        return _read_last(base, stream, tokens, keys, logs)


def _read_last(
    base: sqlite3.Connection, stream: Stream, tokens: dict[bytes, Token], keys: dict[bytes, str], logs: list[str]
) -> Machine:
    for place, row in enumerate(rows(base, "solicitation_spenttoken")):
        token = tokens.setdefault(bytes(row["token"]), Token(bytes(row["token"]), -1, 0))
        token.proof = bytes(row["proof"])
        token.beside |= {"spent place": place, **{f"spent {name}": value for name, value in row.items()}}
    for token in tokens.values():
        token.place = min(stream.places(token.digest), default=-1)
    opinions = [
        Opinion(key, submission, text, bytes.fromhex(commitment), branch, aspect, target)
        for key, submission, text, commitment, branch, aspect, target in base.execute(OPINIONS)
    ]
    gather(base, opinions)
    for opinion in opinions:
        opinion.beside["first place"] = stream.first(opinion.text.encode())
        opinion.beside["last place"] = stream.data.rfind(opinion.text.encode())
    drawn = base.execute(
        "SELECT p.staff_no FROM solicitation_draw d JOIN cycle_elector e ON e.id = d.elector_id "
        "JOIN org_person p ON p.id = e.person_id WHERE d.drawn"
    )
    unit, cycle = base.execute(
        "SELECT u.code, c.label FROM solicitation_boxsettings b JOIN cycle_cycle c ON c.id = b.cycle_id "
        "JOIN org_unit u ON u.id = c.unit_id"
    ).fetchone()
    return Machine(
        opinions, list(tokens.values()), stream, {no for (no,) in drawn}, [(n, d) for d, n in keys.items()], logs, unit,
        cycle,
    )  # fmt: skip


def gather(base: sqlite3.Connection, opinions: list[Opinion]) -> None:
    """Beside each opinion every value of every row that points to it or to its submission, and where the row lies."""
    by_opinion = {opinion.key: opinion for opinion in opinions}
    by_submission: dict[str, list[Opinion]] = {}
    for opinion in opinions:
        by_submission.setdefault(opinion.submission, []).append(opinion)
    for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        columns = {row[1] for row in base.execute(f'PRAGMA table_info("{table}")')}
        for own, link in (
            ("solicitation_opinion", "id"), ("solicitation_submission", "id"),
            ("", "opinion_id"), ("", "submission_id"),
        ):  # fmt: skip
            if link not in columns or (own or table) != table:
                continue
            for row in rows(base, table):
                found = by_submission.get(row[link], []) if "submission" in (own + link) else []
                found = found or ([by_opinion[row[link]]] if row[link] in by_opinion else [])
                for opinion in found:
                    for name, value in row.items():
                        opinion.beside.setdefault(f"{table}.{name}", value)


def rows(base: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table in the order in which they lie, with their hidden number where they have one."""
    try:
        cursor = base.execute(f'SELECT rowid AS "hidden number", * FROM "{table}" ORDER BY rowid')
    except sqlite3.OperationalError:
        try:
            cursor = base.execute(f'SELECT * FROM "{table}"')
        except sqlite3.OperationalError:
            return
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


@contextlib.contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the database with its log, so that reading changes nothing of what was found."""
    with tempfile.TemporaryDirectory() as scratch:
        for path in database.parent.glob(f"{database.name}*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, Path(scratch) / path.name)
        with contextlib.closing(sqlite3.connect(Path(scratch) / database.name)) as base:
            yield base


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file beside the database, by its path in the data folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(DATABASE):
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def addresses(logs: list[str], known: dict[str, str]) -> Counter[str]:
    """How often each person's address stands in a line of a log about a post; `known`: address → person."""
    found: Counter[str] = Counter()
    for line in "\n".join(logs).splitlines():
        if "post" in line.lower():
            found.update(known[address] for address in re.findall(r"\d+\.\d+\.\d+\.\d+", line) if address in known)
    return found
