"""Kills the program at random points while slips come in and while batches are opened, and looks what is left.

Run as a process of its own on a prepared store: `python -m tests.anonymity.crashing DATA ROUNDS SEED`. A round is 25
posts and one opening; each step is a child process that is killed (SIGKILL) up to a few times, then left to finish. The
last line printed is JSON: how much was done, how often it was killed, and everything that is not as it must be.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tests.anonymity import stores
from zhiyan.kernel.canonical import unb64
from zhiyan.solicitation import sealing
from zhiyan.solicitation.opening import public_point
from zhiyan.solicitation.receipts import verify_receipt

EACH, KILLS, THREADS = 25, 3, 4
PIPE = 4096
"""Bytes of a pipe: a child whose lines are not read stands still before it has done all, however slow the reader."""
FIRST = dt.date(2021, 1, 11)
Step = Callable[[int], None]


class Trial:
    """The rounds, what they gave, and what was wrong."""

    def __init__(self, data: Path, seed: int) -> None:
        self.held = stores.held(data)
        self.lot = random.Random(seed)
        self.key = ec.derive_private_key(int.from_bytes(self.held.scalar, "big"), ec.SECP256R1())
        self.receipts: dict[bytes, bytes] = {}
        self.kills = {"posting": 0, "opening": 0}
        self.span = 0.6
        self.faults: list[str] = []

    def round(self, number: int) -> None:
        """25 posts to batch `number`, its opening a week later, and the key of the next."""
        texts = [f"第 {number} 批第 {n} 条意见：食堂晚餐品种少" for n in range(EACH)]
        bodies = [
            self.held.body(text, EACH * (number - 1) + n, batch=number, key=self.key.public_key())
            for n, text in enumerate(texts)
        ]
        self.post(bodies)
        before = dict(self.receipts)
        child(lambda out: post_all(self.held, bodies, out), self.take)
        self.expect(before == self.receipts, f"batch {number}: a receipt changed when the same post came again")
        self.open(number)
        following = ec.generate_private_key(ec.SECP256R1())
        child(lambda out: look(number, texts, out), lambda line: self.faults.append(line.decode()))
        child(lambda out: register(public_point(following), out), lambda line: self.faults.append(line.decode()))
        self.key = following

    def post(self, bodies: list[bytes]) -> None:
        """Post what has no receipt yet, until all have one; killed after some random receipt and a moment."""
        for attempt in range(KILLS + 1):
            waiting = [body for body in bodies if commitment_of(body) not in self.receipts]
            if not waiting:
                return
            last = attempt == KILLS
            after = None if last else self.lot.randrange(1 + len(waiting) // 2)
            killed = child(
                lambda out, waiting=waiting: post_all(self.held, waiting, out), self.take,
                kill_after_lines=after, moment=self.lot.random() * 0.02,
            )  # fmt: skip
            self.kills["posting"] += killed
        answered = all(commitment_of(body) in self.receipts for body in bodies)
        self.expect(answered, "a slip got no receipt though nothing stopped it")

    def open(self, number: int) -> None:
        """Open the batch, killed at random moments; the last attempt is left to finish."""
        scalar = self.key.private_numbers().private_value.to_bytes(32, "big")
        day = FIRST + dt.timedelta(days=7 * number)
        for attempt in range(KILLS + 1):
            moment = None if attempt == KILLS else self.lot.random() * self.span
            killed = child(
                lambda out: open_batch(scalar, day, out), lambda line: self.faults.append(line.decode()), kill_at=moment
            )
            self.kills["opening"] += killed
            self.span *= 1.15 if killed else 0.9

    def take(self, line: bytes) -> None:
        """A receipt that arrived: it must be a good one, and the same as before."""
        content = verify_receipt(json.loads(line), self.public)
        self.receipts[unb64(content["c"], 32)] = line

    def expect(self, good: bool, otherwise: str) -> None:
        """Note what is not as it must be."""
        if not good:
            self.faults.append(otherwise)


def commitment_of(body: bytes) -> bytes:
    """C of a post."""
    return sealing.parse_post(body).c


def child(
    step: Step,
    each: Callable[[bytes], None],
    *,
    kill_after_lines: int | None = None,
    moment: float = 0.0,
    kill_at: float | None = None,
) -> bool:
    """Run a step in a forked process, hand on the lines it writes; whether it was killed before it ended."""
    reading, writing = os.pipe()
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, PIPE)
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            step(writing)
            os._exit(0)
        except BaseException as error:
            os.write(writing, f"{type(error).__name__}: {error}\n".encode()[:4000])
            os._exit(1)
    os.close(writing)
    if kill_at is not None:
        threading.Timer(kill_at, _kill, (pid,)).start()
    with os.fdopen(reading, "rb", buffering=0) as lines:
        for count, line in enumerate(lines, 1):
            if line.endswith(b"\n"):
                each(line.rstrip(b"\n"))
            if kill_after_lines is not None and count > kill_after_lines:
                time.sleep(moment)
                _kill(pid)
    _pid, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


# ------------------------------------------------------------------------------------------------ inside the children


def post_all(held: stores.Held, bodies: list[bytes], out: int) -> None:
    """Post everything, a few at a time; each receipt is written out as soon as it is there, in one piece."""
    from zhiyan.solicitation import acceptance

    left = list(reversed(bodies))

    def work() -> None:
        while left:
            try:
                body = left.pop()
            except IndexError:
                return
            os.write(out, acceptance.accept(held.unit, held.cycle, body) + b"\n")

    workers = [threading.Thread(target=work) for _n in range(THREADS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def open_batch(scalar: bytes, day: dt.date, out: int) -> None:
    """Open what is sealed, or bring to its end what was interrupted."""
    from zhiyan.cycle.models import Cycle
    from zhiyan.kernel import clock
    from zhiyan.solicitation import actions
    from zhiyan.solicitation.box_state import current_batch

    cycle = Cycle.objects.get()
    with clock.at(day):
        if current_batch(cycle) is not None:
            actions.open_batch(_keyholder(), cycle, private_key=scalar)
        else:
            actions.settle_batch(_keyholder(), cycle)


def register(point: bytes, out: int) -> None:
    """The key of the next batch."""
    from zhiyan.cycle.models import Cycle
    from zhiyan.solicitation import actions

    actions.register_batch_key(_keyholder(), Cycle.objects.get(), public_key=point)


def _keyholder() -> Any:
    from zhiyan.accounts.models import RoleGrant
    from zhiyan.accounts.queries import actor_for
    from zhiyan.kernel.actor import Role

    grant = RoleGrant.objects.filter(role=Role.DISCIPLINE_SECRETARY).first()
    return actor_for(grant.user, grant.unit)


def look(number: int, texts: list[str], out: int) -> None:
    """Every word once, every token once, one entry in the log, nothing sealed left."""
    from zhiyan.ledger.models import LedgerEntry
    from zhiyan.solicitation.models import BatchCommitment, BatchKey, Opinion, SealedSlip, SpentToken, Submission

    batch = BatchKey.objects.get(no=number)
    entries = LedgerEntry.objects.filter(body__contains=f'"subject":"{batch.pk}"')
    words = Submission.objects.filter(box_opening=batch.opening).values_list("text", flat=True)
    found = {
        "state": (batch.state, "purged"),
        "slips": (batch.slips, EACH),
        "words": (sorted(words), sorted(texts)),
        "opinions": (Opinion.objects.filter(submission__box_opening=batch.opening).count(), EACH),
        "commitments": (BatchCommitment.objects.filter(batch=batch).count(), EACH),
        "tokens": (SpentToken.objects.filter(batch=batch).count(), EACH),
        "sealed": (SealedSlip.objects.filter(batch=batch).count(), 0),
        "entries": (entries.filter(body__contains='"event":"box.batch",').count(), 1),
    }  # fmt: skip
    for name, (is_so, must) in found.items():
        if is_so != must:
            os.write(out, f"batch {number}: {name} {is_so} instead of {must}\n".encode()[:4000])


def look_at_all(receipts: list[bytes], out: int) -> None:
    """Every receipt is honoured, and `zhiyan verify` has nothing to say."""
    from zhiyan.cli.verifying import store_report
    from zhiyan.solicitation.models import BatchCommitment

    published = {bytes(one) for one in BatchCommitment.objects.values_list("commitment", flat=True)}
    missing = set(receipts) - published
    if missing or len(published) != len(receipts):
        os.write(out, f"{len(missing)} receipts not honoured, {len(published)} opinions published\n".encode())
    for fault in store_report([], []).faults:
        os.write(out, f"verify: {fault}\n".encode()[:4000])


def race(held: stores.Held, bodies: list[bytes], out: int) -> None:
    """All bodies at the same moment; one line each: the receipt, or the code of the refusal."""
    from zhiyan.solicitation import acceptance
    from zhiyan.solicitation.acceptance import PostRefused

    start = threading.Barrier(len(bodies))

    def work(body: bytes) -> None:
        start.wait()
        try:
            said = acceptance.accept(held.unit, held.cycle, body)
        except PostRefused as refused:
            said = json.dumps(refused.document, sort_keys=True).encode()
        os.write(out, said + b"\n")

    workers = [threading.Thread(target=work, args=(body,)) for body in bodies]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def raced(held: stores.Held, bodies: list[bytes]) -> list[dict[str, Any]]:
    """What each of the racing posts was answered."""
    said: list[dict[str, Any]] = []
    child(lambda out: race(held, bodies, out), lambda line: said.append(json.loads(line)))
    return said


def rows_left() -> int:
    """Slips that wait in the box."""
    from zhiyan.solicitation.models import SealedSlip

    return SealedSlip.objects.count()


def main(data: Path, rounds: int, seed: int) -> dict[str, Any]:
    """The rounds, then two races of 50 for one token."""
    stores.start(data)
    from django.db import connections

    from zhiyan.ledger import keys
    from zhiyan.org.models import Unit

    trial = Trial(data, seed)
    trial.public = keys.public_key(Unit.objects.get(code=trial.held.unit), "receipts")
    connections.close_all()
    for number in range(1, rounds + 1):
        trial.round(number)
    child(
        lambda out: look_at_all(list(trial.receipts), out),
        lambda line: trial.faults.append(line.decode()),
    )
    spare, into = len(trial.held.tokens) - 1, {"batch": rounds + 1, "key": trial.key.public_key()}
    different = raced(trial.held, [trial.held.body(f"第 {n} 种说法", spare, **into) for n in range(50)])
    same = raced(trial.held, [trial.held.body("同一份密封件投了五十次", spare - 1, **into)] * 50)
    return {
        "posts": len(trial.receipts), "openings": rounds, "kills": trial.kills, "faults": trial.faults,
        "different": different, "same": same, "raced_rows": rows_left(),
    }  # fmt: skip


if __name__ == "__main__":
    found = main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(found) + "\n")
