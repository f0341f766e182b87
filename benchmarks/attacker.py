"""Whether somebody with every byte of the machine can tell who wrote what: `python -m benchmarks.attacker`.

Plays seeded cycles through the program's actions (200 staff in the case's branch sizes, 300 opinions each), gives the
attacker of `tests.anonymity.attack` every copy of the machine, and holds his guesses against the truth. Then the same
attacker gets machines with one leak planted. Exit status 1 where he links anything, or misses a leak.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from tests.anonymity.attack import plants
from tests.anonymity.attack.trial import Verdict, run

TOLERANCE = 0.02
"""How far the AUC of pairs by one writer may be from one half over 20 cycles."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, attack, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=20)
    parser.add_argument("--planted", type=int, default=3, help="cycles of them in which each leak is planted")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args(arguments)
    begun = time.perf_counter()
    verdicts = run(range(1, asked.cycles + 1), planted_in=asked.planted, processes=asked.processes, tolerance=TOLERANCE)
    for name, verdict in verdicts.items():
        sys.stdout.write(line(name, verdict))
    sys.stdout.write(f"{time.perf_counter() - begun:.0f} s\n")
    missed = [name for name in plants.PLANTS if name in verdicts and not verdicts[name].linked]
    return int(verdicts[""].linked or bool(missed))


def line(name: str, verdict: Verdict) -> str:
    """One line of the table."""
    auc = f"AUC {verdict.auc.value:.3f} ± {verdict.tolerance:.3f} over {verdict.auc.same} pairs"
    hits = f"{verdict.hits:>5} hits of {verdict.opinions}, guessing {verdict.expected:6.1f}, at most {verdict.bound}"
    return f"{name or 'as it is':<16} {hits}; {auc}: {'linked' if verdict.linked else 'nothing linked'}\n"


if __name__ == "__main__":
    raise SystemExit(main())
