"""How long the checks take: all rules over a unit with 5,000 opinions and 500 measures, and after a single action.

`python -m benchmarks.checks` makes a store in a temporary folder (bulk rows), runs every rule several times, then does
each of the things that an office does many times a day, and after each looks again as its first reader would: every
stage that the action touched, whatever it is. Prints the medians, beside them the least of the processor's time, which
work beside it does not lengthen; exit status 1 where that passes a bound.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OPINIONS, MEASURES, RUNS = 5_000, 500, 5
ALL_MS, ACTION_MS = 1_000.0, 50.0


def main() -> int:
    """Build, measure, print; exit status 1 where a bound is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opinions", type=int, default=OPINIONS)
    parser.add_argument("--measures", type=int, default=MEASURES)
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZHIYAN_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyan.settings")
        import django

        django.setup()
        from zhiyan.kernel import clock
        from zhiyan.kernel.schema import bring_up_to_date

        Path(folder, "files").mkdir()
        bring_up_to_date()
        logging.disable(logging.WARNING)
        with clock.at(dt.date(2021, 1, 20)):
            return measure(given.opinions, given.measures, given.runs)


def measure(opinions: int, measures: int, runs: int) -> int:
    """All rules, each stage alone, and a look after one action of each kind."""
    from benchmarks.checked_actions import actions
    from benchmarks.filling import fill_cycle
    from tests import builders
    from zhiyan.kernel import guard
    from zhiyan.regulation.checking import STAGES, check_cycle, rules_for, stage_findings
    from zhiyan.regulation.keeping import last_check

    cycle = builders.make_cycle(electors=200)
    with guard.writing("benchmark"):
        fill_cycle(cycle, opinions, measures)
    rules = rules_for(cycle)
    whole = several(lambda: check_cycle(cycle), runs)
    say(f"all {len(rules)} rules: {whole} (bound {ALL_MS:.0f})")
    for stage in STAGES:
        say(f"  {stage:<22} {several(lambda stage=stage: stage_findings(stage, cycle, rules), runs)}")
    worst = 0.0
    for name, act in actions(cycle, runs + 1).items():
        last_check(cycle)
        looked = []
        for n in range(runs + 1):
            act(n)
            looked.append(taken(lambda: last_check(cycle)))
        first, after = looked[0], Taken.of(looked[1:])
        worst = max(worst, after.processor)
        say(f"after {name:<24} {after}   the first time {first[0]:.1f} ms")
    last_check(cycle)
    say(f"nothing touched: {several(lambda: last_check(cycle), runs)}")
    say(f"worst after a single action: {worst:.1f} ms of the processor (bound {ACTION_MS:.0f})")
    return 1 if whole.processor > ALL_MS or worst > ACTION_MS else 0


@dataclass(frozen=True)
class Taken:
    """Milliseconds of several runs: the median by the clock, the least of the processor's."""

    clock: float
    processor: float

    @classmethod
    def of(cls, runs: list[tuple[float, float]]) -> Taken:
        """From each run's two times."""
        return cls(statistics.median(clock for clock, _processor in runs), min(one for _clock, one in runs))

    def __str__(self) -> str:
        return f"{self.clock:8.1f} ms, {self.processor:6.1f} ms of the processor"


def several(do: Callable[[], Any], runs: int) -> Taken:
    """Several runs."""
    return Taken.of([taken(do) for _run in range(runs)])


def taken(do: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds of one run, by the clock and of the processor."""
    begun, worked = time.perf_counter(), time.process_time()
    do()
    return (time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000


def say(line: str) -> None:
    """A line of the report."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
