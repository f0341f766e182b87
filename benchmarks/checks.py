"""How long the checks take: all rules over a unit with 5,000 opinions and 500 measures, and after a single action.

`python -m benchmarks.checks` makes a store in a temporary folder (bulk rows), runs every rule several times, then does
one action of each kind: first the rules of its own stage run, then those of every other stage that looks at what it may
have touched (its first reader waits for them). Prints the medians; exit status 1 over a bound.
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
    """All rules, each stage alone, and a look after one action of a kind."""
    from benchmarks.filling import fill_cycle
    from tests import builders
    from zhiyan.kernel import guard
    from zhiyan.regulation.checking import STAGES, check_cycle, rules_for, stage_findings
    from zhiyan.regulation.keeping import last_check

    cycle = builders.make_cycle(electors=200)
    with guard.writing("benchmark"):
        fill_cycle(cycle, opinions, measures)
    whole = median(lambda: check_cycle(cycle), runs)
    say(f"all {len(rules_for(cycle))} rules: {whole:.1f} ms (bound {ALL_MS:.0f})")
    rules = rules_for(cycle)
    for stage in STAGES:
        one = median(lambda stage=stage: stage_findings(stage, cycle, rules), runs)
        say(f"  {stage:<14} {one:8.1f} ms")
    last_check(cycle)
    say(f"nothing touched: {median(lambda: last_check(cycle), runs):.1f} ms")
    worst = 0.0
    for (name, stage), act in actions(cycle).items():
        own, everything = [], []
        for n in range(runs):
            act(n)
            own.append(taken(lambda stage=stage: stage_findings(stage, cycle, rules)))
            everything.append(taken(lambda: last_check(cycle)))
        worst = max(worst, statistics.median(own))
        own_ms, all_ms = statistics.median(own), statistics.median(everything)
        say(f"after {name:<22} {own_ms:8.1f} ms its stage  {all_ms:8.1f} ms with every stage that looks at it")
    say(f"worst after a single action: {worst:.1f} ms (bound {ACTION_MS:.0f})")
    return 1 if whole > ALL_MS or worst > ACTION_MS else 0


def actions(cycle: Any) -> dict[tuple[str, str], Callable[[int], Any]]:
    """One action of each kind that an office does many times a day, by its name and stage."""
    from tests import builders
    from zhiyan.consolidation import actions as consolidation
    from zhiyan.consolidation.models import Item, Placement, Point
    from zhiyan.kernel import clock
    from zhiyan.kernel.actor import Role
    from zhiyan.rectification import actions as rectification
    from zhiyan.rectification.models import Measure
    from zhiyan.solicitation import actions as solicitation
    from zhiyan.talks import actions as talks
    from zhiyan.talks.models import TalkPair

    office = builders.actor(cycle, Role.ORGANISER)
    talks.generate_pairs(office, cycle)
    pairs = list(TalkPair.objects.filter(cycle=cycle))
    free = list(Point.objects.filter(cycle=cycle).exclude(pk__in=Placement.objects.filter(cycle=cycle).values("point")))
    items = list(Item.objects.filter(cycle=cycle))
    channel = builders.make_channel(cycle)
    measures = list(Measure.objects.filter(cycle=cycle))
    today = clock.today()
    return {
        ("an opinion entered", "solicitation"): lambda n: solicitation.enter_opinion(
            office, channel, text=f"希望增加第{n}号窗口。", on=today
        ),
        ("an opinion placed", "consolidation"): lambda n: consolidation.place_points(
            office, items[n], points=[free[n]]
        ),
        ("a talk planned", "talks"): lambda n: talks.plan_talk(office, pairs[n], planned_on=dt.date(2021, 1, 22)),
        ("a measure started", "rectification"): lambda n: rectification.start(office, measures[n], on=today),
    }


def median(do: Callable[[], Any], runs: int) -> float:
    """Median milliseconds of several runs."""
    return statistics.median(taken(do) for _run in range(runs))


def taken(do: Callable[[], Any]) -> float:
    """Milliseconds of one run."""
    begun = time.perf_counter()
    do()
    return (time.perf_counter() - begun) * 1000


def say(line: str) -> None:
    """A line of the report."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
