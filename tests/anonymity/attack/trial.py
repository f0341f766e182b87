"""One cycle, played and attacked; and many cycles judged together."""

from __future__ import annotations

import itertools
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.anonymity.attack import keys, machine, plants, scoring, world
from tests.anonymity.attack.carving import Stream
from tests.anonymity.attack.machine import Machine
from tests.anonymity.attack.statistics import Auc, guessing_bound, stratified_auc
from tests.anonymity.attack.world import Staff

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Result:
    """What the attacker reached in one cycle: hits, the chance of a guess at each opinion, pairs with their scores."""

    hits: int
    chances: list[float]
    pairs: list[tuple[Hashable, bool, float]]
    how: str
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Verdict:
    """Several cycles together."""

    hits: int
    opinions: int
    expected: float
    bound: int
    auc: Auc
    tolerance: float
    left: list[str] = field(default_factory=list, repr=False)

    @property
    def linked(self) -> bool:
        """Whether the attacker did better than guessing."""
        return self.hits > self.bound or abs(self.auc.value - 0.5) > self.tolerance


def played(seed: int, folder: Path) -> dict[str, Any]:
    """Play the cycle in a process of its own; the truth."""
    command = [sys.executable, "-m", "tests.anonymity.attack.playing", str(seed), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"cycle {seed} could not be played:\n{done.stderr[-4000:]}")
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return truth


def attacked(folder: Path, truth: dict[str, Any]) -> Result:
    """Let the attacker have the machine and what he saw himself, then hold his guesses against the truth."""
    staff = world.make(truth["seed"], world.case_texts()).staff
    found = machine.read(folder)
    belief = scoring.believe(found, staff)
    said = scoring.guesses(found, staff, belief, random.Random(truth["seed"] + 7))
    writer = {post["text"]: post["writer"] for post in truth["posts"]}
    if sorted(said) != sorted(writer):
        raise RuntimeError("the opinions in the office's hands are not those that were posted")
    hits = sum(said[text] == scoring.name_of(staff[no]) for text, no in writer.items())
    return Result(hits, chances(found, staff), pairs(found, belief, writer), belief.how)


def chances(found: Machine, staff: Sequence[Staff]) -> list[float]:
    """For each opinion the chance of the best guess among those who drew and may have written it, by its branch."""
    named = {opinion.branch for opinion in found.opinions if opinion.branch}
    drew = Counter(person.branch for person in staff if scoring.name_of(person) in found.drawn)
    weight = sum(size * (scoring.NOT_NAMED if branch in named else 1.0) for branch, size in drew.items())
    hidden = 1.0 if drew.keys() - named else scoring.NOT_NAMED
    return [1 / drew[opinion.branch] if opinion.branch else hidden / weight for opinion in found.opinions]


def pairs(found: Machine, belief: scoring.Belief, writer: dict[str, int]) -> list[tuple[Hashable, bool, float]]:
    """Every two opinions, compared only with pairs of the same two branches: branches are known and no leak."""
    return [
        (
            tuple(sorted((one.branch, other.branch))),
            writer[one.text] == writer[other.text],
            scoring.likeness(belief, one.text, other.text),
        )
        for one, other in itertools.combinations(found.opinions, 2)
    ]


def one_cycle(seed: int, planted: bool) -> dict[str, Result]:
    """Play a cycle and attack it as it is (`""`), and if asked with each leak planted."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        truth = played(seed, folder)
        results = {"": attacked(folder / "machine", truth)}
        if planted:
            results[""].left.extend(left_over(folder / "machine", truth))
        for name in plants.PLANTS if planted else ():
            leaking = plants.planted(folder / "machine", truth, name, folder / name)
            results[name] = attacked(leaking, truth)
            shutil.rmtree(leaking)
    return results


def run(
    seeds: Iterable[int], *, planted_in: int, processes: int = 1, tolerance: float | None = None, level: float = 0.99
) -> dict[str, Verdict]:
    """Verdicts over all cycles (`""`), and for each leak over the first `planted_in` of them."""
    asked = [(seed, number < planted_in) for number, seed in enumerate(seeds)]
    with ProcessPoolExecutor(processes) as pool:
        found = list(pool.map(one_cycle, *zip(*asked, strict=True)))
    names = ["", *(plants.PLANTS if planted_in else ())]
    return {
        name: judged(
            [results[name] for results in found if name in results],
            tolerance=None if name else tolerance,
            level=0.99 if name else level,
        )
        for name in names
    }


def judged(results: Sequence[Result], tolerance: float | None = None, level: float = 0.99) -> Verdict:
    """All cycles together. `tolerance` of the AUC: what luck may do to so many pairs, unless told."""
    chance = [one for result in results for one in result.chances]
    auc = stratified_auc(
        ((cycle, stratum), same, score) for cycle, result in enumerate(results) for stratum, same, score in result.pairs
    )
    return Verdict(
        sum(result.hits for result in results), len(chance), sum(chance), guessing_bound(chance, level), auc,
        tolerance if tolerance is not None else auc.tolerance(),
        [one for result in results for one in result.left],
    )  # fmt: skip


def left_over(folder: Path, truth: dict[str, Any]) -> list[str]:
    """What must not be there and is: a secret of writers or keyholder in any copy, a sealed slip's row in the last."""
    found = machine.read(folder)
    spelt = set(keys.strings_of_32(found))
    secrets = [bytes.fromhex(one) for one in truth["secrets"]]
    left = [f"secret {one.hex()}" for one in secrets if one in spelt or found.stream.first(one) >= 0]
    last = Stream()
    last.add_database(plants.last(folder) / machine.DATABASE)
    for token in found.tokens:
        if any(last.first(part) >= 0 for part in (token.mac, token.sealed[:64], token.sealed[4096:4160])):
            left.append(f"slip {token.digest.hex()}")
    return left
