"""How long a log of 1,000,000 entries takes to verify and to prove from: `python -m benchmarks.ledger [ENTRIES]`.

Exit status 1 where verifying takes 20 s or 500 MB, an inclusion proof 5 ms, or an action's entry costs more at the
end of the log than at its beginning (three times is noise).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

if TYPE_CHECKING:
    from zhiyan.org.models import Unit

VERIFY = """
import sys, time
from zhiyan.ledger.verifying import judge, read_lines
begun = time.perf_counter()
with open(sys.argv[1], encoding="utf-8") as lines:
    judged = judge(read_lines(lines))
assert not judged.faults, judged.faults
seconds = time.perf_counter() - begun
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(judged.size, seconds, peak / 1024)
"""


def main() -> int:
    """Fill a store, export, verify in a process of its own, prove, append."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ZHIYAN_DATA": folder, "DJANGO_SETTINGS_MODULE": "zhiyan.settings"}
        import django

        django.setup()
        from zhiyan.kernel import guard, schema
        from zhiyan.org.models import Unit

        schema.bring_up_to_date()
        with guard.writing("benchmark"):
            unit = Unit.objects.create(code="unit", name="某研究中心（演示单位）")
        early = append_time(unit.pk)
        exported = Path(folder) / "log.jsonl"
        begun = time.perf_counter()
        fill(unit, entries, exported)
        say(f"{entries:,} entries laid in {time.perf_counter() - begun:.0f} s")
        size, seconds, memory = verify(exported)
        say(f"verified {size:,} entries in {seconds:.1f} s with {memory:.0f} MB (under 20 s, 500 MB)")
        worst, usual = proof_time(unit, size)
        say(f"inclusion proof {usual * 1000:.2f} ms, at worst {worst * 1000:.2f} ms (under 5 ms)")
        late = append_time(unit.pk)
        say(f"an action's entry: {early * 1e6:.0f} µs in an empty log, {late * 1e6:.0f} µs now")
    return int(seconds >= 20 or memory >= 500 or usual >= 0.005 or late > 3 * early)


def fill(unit: Unit, entries: int, exported: Path) -> None:
    """The rows that the sequencer would write, and the exported file, with a signed head every hundred entries."""
    from django.db import connection, transaction

    from zhiyan.kernel import guard
    from zhiyan.ledger.models import LedgerHead

    log = Rows(unit)
    with transaction.atomic(), guard.writing("benchmark"), connection.cursor() as cursor:
        for start in range(0, entries, 10_000):
            rows, nodes = log.portion(start, min(start + 10_000, entries))
            cursor.executemany(
                'INSERT INTO ledger_ledgerentry (unit_id, "index", body, leaf_hash, salt, at) '
                "VALUES (%s,%s,%s,%s,%s,%s)",
                rows,
            )
            cursor.executemany(
                "INSERT INTO ledger_ledgernode (unit_id, level, position, hash) VALUES (%s,%s,%s,%s)", nodes
            )
        front = log.frontier
        LedgerHead.objects.create(unit_id=unit.pk, size=front.size, root=front.root(), frontier=front.dump())
    log.write(exported)


class Rows:
    """A made-up log: entries as actions leave them, the key's entry first."""

    def __init__(self, unit: Unit) -> None:
        from zhiyan.ledger.merkle import Frontier
        from zhiyan.ledger.verifying import Log

        self.key = Ed25519PrivateKey.generate()
        self.frontier = Frontier()
        self.lines: list[tuple[int, bytes, str]] = []
        self.heads: list[dict[str, Any]] = []
        self.log = Log(unit.code, str(unit.pk), self.lines, self.heads)
        self.unit = unit

    def body(self, n: int) -> str:
        """Entry n."""
        from zhiyan.kernel.canonical import b64, canonical
        from zhiyan.kernel.signed import key_id

        body = {"v": 1, "event": "solicitation.opinion_entered", "unit": self.log.unit, "on": "2021-01-11"}
        body |= {"subject": str(uuid.UUID(int=n)), "actor": str(uuid.UUID(int=n % 300)), "commitment": f"{n:064x}"}
        if n == 0:
            public = self.key.public_key()
            facts = {"purpose": "heads", "id": key_id(public), "public": b64(public.public_bytes_raw())}
            body |= {"event": "ledger.key", "facts": {**facts, "previous": "", "sig": ""}}
        return canonical(body).decode()

    def portion(self, start: int, stop: int) -> tuple[list[Any], list[Any]]:
        """Rows of entries and nodes."""
        from zhiyan.ledger import statements
        from zhiyan.ledger.merkle import leaf_hash

        rows, nodes, unit_id = [], [], self.unit.pk.hex
        for n in range(start, stop):
            body = self.body(n)
            leaf, *above = self.frontier.push(leaf_hash(body.encode()))
            self.lines.append((n, leaf.hash, body))
            rows.append((unit_id, n, body, leaf.hash, bytes(16), "2021-01-11 08:00:00"))
            nodes += [(unit_id, node.level, node.position, node.hash) for node in above]
            if (n + 1) % 100 == 0:
                content = statements.head_content(self.log.code, 1, n + 1, self.frontier.root(), "2021-01-11")
                self.heads.append(statements.sign(content, self.key))
        return rows, nodes

    def write(self, exported: Path) -> None:
        """The exported file."""
        from zhiyan.ledger.exporting import lines

        self.log.size, self.log.root = self.frontier.size, self.frontier.root().hex()
        with exported.open("w", encoding="utf-8") as out:
            out.writelines(line + "\n" for line in lines(self.log))


def verify(exported: Path) -> tuple[int, float, float]:
    """Entries, seconds and megabytes of verifying the file in a process of its own."""
    done = subprocess.run([sys.executable, "-c", VERIFY, str(exported)], capture_output=True, text=True, check=True)
    size, seconds, memory = done.stdout.split()
    return int(size), float(seconds), float(memory)


def proof_time(unit: Unit, size: int) -> tuple[float, float]:
    """Seconds of the slowest and of the usual inclusion proof, its verification included."""
    from zhiyan.ledger.merkle import verify_inclusion
    from zhiyan.ledger.queries import inclusion

    times = []
    for n in range(200):
        begun = time.perf_counter()
        found = inclusion(unit, (n * 7919 + 13) % size)
        assert verify_inclusion(found.leaf_hash, found.index, found.size, found.proof, found.root)
        times.append(time.perf_counter() - begun)
    return max(times), statistics.median(times)


def append_time(unit_id: uuid.UUID) -> float:
    """Median seconds that an event costs its action, the commit left out."""
    import datetime as dt

    from django.db import transaction

    from zhiyan.kernel import events, guard
    from zhiyan.ledger import actions

    times = []
    event = events.Event("thing.done", unit_id, "s", "a", dt.date(2021, 1, 11))
    with transaction.atomic(), guard.writing("benchmark"):
        for _ in range(200):
            begun = time.perf_counter()
            actions.append(event)
            times.append(time.perf_counter() - begun)
    return statistics.median(times)


def say(text: str) -> None:
    """A line of the result."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
