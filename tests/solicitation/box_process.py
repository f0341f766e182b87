"""A store of its own that posts to its box and opens it in processes that can be killed at any moment.

`python -m tests.solicitation.box_process STEP FOLDER`: `make` builds the store and its posts, `post` sends all
posts and writes down each receipt once it has it, `open` opens the batch, also where an opening was broken off.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

THREADS = 8


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=("make", "post", "open", "race", "look"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=60)
    given = parser.parse_args()
    os.environ["ZHIYAN_DATA"] = str(given.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhiyan.settings"
    if given.step == "make":
        make(given.folder, given.posts)
        return
    from zhiyan.cli import store

    store.start_django()
    {"post": post, "open": open_batch, "race": race, "look": look}[given.step](given.folder)


def make(folder: Path, count: int) -> None:
    from benchmarks import box

    cycle = box.make(folder)
    (folder / "posts").write_bytes(b"".join(box.posts(cycle, count)))


def bodies(folder: Path) -> list[bytes]:
    from zhiyan.solicitation.sealing import POST_BYTES

    everything = (folder / "posts").read_bytes()
    return [everything[at : at + POST_BYTES] for at in range(0, len(everything), POST_BYTES)]


def post(folder: Path) -> None:
    """All posts, by several threads; a receipt is written down when it is there."""
    from benchmarks.box import share
    from zhiyan.solicitation.acceptance import accept

    lock = threading.Lock()
    with (folder / "receipts").open("ab", buffering=0) as out:

        def one(body: bytes) -> None:
            receipt = accept("bench", "2020", body)
            with lock:
                out.write(receipt + b"\n")

        share(bodies(folder), THREADS, one)


def race(folder: Path) -> None:
    """The first post fifty times at once, and another slip with the same token as often."""
    from benchmarks.box import share
    from zhiyan.solicitation.acceptance import PostRefused, accept
    from zhiyan.solicitation.sealing import parse_post

    first, second = bodies(folder)[:2]
    other = parse_post(first)._replace(c=parse_post(second).c).encode()
    answers: list[str] = []

    def one(body: bytes) -> None:
        try:
            answers.append(accept("bench", "2020", body).decode())
        except PostRefused as refused:
            answers.append(refused.code)

    share([body for _n in range(50) for body in (first, other)], 50, one)
    sys.stdout.write(json.dumps(answers))


def keyholder() -> tuple[Any, Any]:
    from zhiyan.cycle.models import Cycle
    from zhiyan.kernel.actor import Actor, Role

    cycle = Cycle.objects.select_related("unit").get()
    return Actor(unit_id=cycle.unit_id, roles=frozenset({Role.DISCIPLINE_SECRETARY}), label="纪委书记"), cycle


def open_batch(folder: Path) -> None:
    from zhiyan.kernel.errors import Invalid
    from zhiyan.solicitation import actions

    holder, cycle = keyholder()
    actions.settle_batch(holder, cycle)
    try:
        actions.open_batch(holder, cycle)
    except Invalid as refused:  # opened before it was killed: what waits now is the next batch
        if refused.code != "batch.few":
            raise


def look(folder: Path) -> None:
    """What is there: slips, opinions, commitments, tokens, batches, faults of the log."""
    from zhiyan.kernel.canonical import b64
    from zhiyan.ledger import queries
    from zhiyan.ledger.checking import judge_store
    from zhiyan.solicitation.models import (
        BatchCommitment,
        BatchKey,
        BoxOpening,
        Opinion,
        SealedSlip,
        SpentToken,
        Submission,
    )

    _holder, cycle = keyholder()
    entries = [body for _index, body in queries.entries(cycle.unit_id, event="box.batch")]
    found = {
        "sealed": SealedSlip.objects.count(),
        "opinions": Opinion.objects.count(),
        "submissions": Submission.objects.count(),
        "openings": BoxOpening.objects.count(),
        "commitments": [b64(bytes(one)) for one in BatchCommitment.objects.values_list("commitment", flat=True)],
        "tokens": SpentToken.objects.count(),
        "states": list(BatchKey.objects.order_by("no").values_list("state", flat=True)),
        "entries": len(entries),
        "faults": [fault.sentence for log in judge_store() for fault in log.faults],
        "wal": (folder / "zhiyan.sqlite3-wal").stat().st_size if (folder / "zhiyan.sqlite3-wal").exists() else 0,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
