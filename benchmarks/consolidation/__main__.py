"""How good the proposals are, beside peers: `python -m benchmarks.consolidation [--no-peers] [--no-answers]`.

The half that the engine was tuned on, the half that is only reported, the worked case, and two offices by other hands.
Single texts of the reporting half are never shown. Exit status 1 where it stays under anything that was promised, which
is named.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Iterable

from benchmarks.consolidation import answers, ours, sets
from benchmarks.consolidation.answers import Point
from benchmarks.consolidation.metrics import Missed, adjusted_rand, b_cubed, grouping, pairwise
from benchmarks.consolidation.ours import Judged, not_reached
from benchmarks.consolidation.peers import PEERS, Groups, Peer
from benchmarks.consolidation.sets import Labelled

HEAD = "| {:<30} | set | B³ F1 | B³ P | B³ R | adj. Rand | pair F1 | groups |"


def main() -> int:
    """Print the tables."""
    given = arguments()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    warnings.simplefilter("ignore")
    tune, report, case = sets.labelled("tune"), sets.labelled("report"), sets.case()
    every = {one.name: (one, ours.engine(one)) for one in (tune, report, case, *sets.strange()) if one}
    say(*(f"{one.name}: {len(one.texts)} opinions, {len(set(one.issue.values()))} issues" for one, _ in every.values()))
    say("", HEAD.format("way"), "| --- " * 8 + "|")
    groups = {name: engine.groups() for name, (_one, engine) in every.items()}
    say(*(row("Zhiyan", one, groups[name]) for name, (one, _engine) in every.items()))
    for peer in PEERS if not given.no_peers else ():
        peer_rows(peer, tune, [one for one, _engine in every.values()])
    judged = {name: ours.judge(one, engine.proposals()) for name, (one, engine) in every.items()}
    say("", *(own_line(name, found) for name, found in judged.items()))
    curves: dict[str, list[Point]] = {}
    for name, (one, engine) in every.items() if not given.no_answers else ():
        curves[name] = answers.curve(engine, one.issue)
        say("", f"{name}: what answers are worth ({answers.ROUND} at a time)", "", *answers.lines(curves[name]))
    score = b_cubed(grouping(groups[report.name]), report.issue)
    short = not_reached(score, judged[report.name], curves.get(report.name, []))
    say("", *(f"{report.name}: promised and not reached: {name}" for name in short))
    return int(bool(short))


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-peers", action="store_true", help="the engine alone")
    parser.add_argument("--no-answers", action="store_true", help="without the curve of answers")
    return parser.parse_args()


def peer_rows(peer: Peer, tune: Labelled, every: Iterable[Labelled]) -> None:
    """A peer's rows at the threshold that serves it best on the tuning half, or why it has none."""
    try:
        best = max(peer.thresholds, key=lambda at: b_cubed(grouping(peer.groups(tune.texts, at)), tune.issue).f1)
        name = f"{peer.name} ({best:g})" if len(peer.thresholds) > 1 else peer.name
        for one in every:
            say(row(name, one, peer.groups(one.texts, best)))
    except ImportError as error:
        say(f"| {peer.name:<30} | not measured: {error} |")


def row(name: str, one: Labelled, groups: Groups) -> str:
    """One way on one set."""
    found = grouping(groups)
    score, pair = b_cubed(found, one.issue), pairwise(found, one.issue)
    figures = (score.f1, score.precision, score.recall, adjusted_rand(found, one.issue), pair.f1)
    return f"| {name:<30} | {one.name} | " + " | ".join(f"{n:.3f}" for n in figures) + f" | {len(groups)} |"


def own_line(name: str, found: Judged) -> str:
    """Aspect, target, praise, personal data on one set."""
    return (
        f"{name}: aspect {found.aspect:.3f} first, {found.aspect_two:.3f} among two; target {found.target:.3f}; "
        f"praise {missed(found.praise)}; personal data {missed(found.personal)}"
    )


def missed(found: Missed) -> str:
    """How many were missed and false, of how many."""
    return f"{len(found.missed)} of {found.total} missed, {len(found.false)} false"


def say(*lines: str) -> None:
    """Print at once: a run takes minutes."""
    sys.stdout.write("".join(line + "\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
