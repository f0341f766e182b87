"""Nobody who holds the machine can tell who wrote an anonymous opinion; and the test would notice if somebody could."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from tests.anonymity.attack import plants, trial, world
from tests.anonymity.attack.statistics import guessing_bound, stratified_auc
from tests.anonymity.attack.trial import Verdict
from zhiyan import demo


@pytest.fixture(scope="module")
def verdicts(long: bool) -> dict[str, Verdict]:
    """All 20 cycles in the long form, one in the short, where luck is given more room."""
    if long:
        return trial.run(range(1, 21), planted_in=3, processes=2, tolerance=0.02)
    return trial.run([1], planted_in=1, level=0.9999)


def test_attacker_with_every_byte_when_he_names_writers_then_does_no_better_than_guessing(verdicts):
    found = verdicts[""]
    assert found.hits <= found.bound, found


def test_attacker_with_every_byte_when_he_pairs_opinions_then_does_no_better_than_a_coin(verdicts):
    found = verdicts[""]
    assert found.auc.same > 250
    assert abs(found.auc.value - 0.5) <= found.tolerance, found


def test_machine_when_everything_is_over_then_holds_no_secret_and_nothing_of_a_sealed_slip(verdicts):
    assert verdicts[""].left == []


@pytest.mark.parametrize("leak", plants.PLANTS)
def test_attacker_when_a_leak_is_planted_then_finds_it(verdicts, leak):
    assert verdicts[leak].linked, verdicts[leak]


def test_branches_of_the_world_are_those_of_the_cases_roster():
    sheet = openpyxl.load_workbook(Path(demo.__file__).parent / "case/roster.xlsx", read_only=True).worksheets[0]
    named = (row[4].strip() for row in sheet.iter_rows(values_only=True) if isinstance(row[4], str))
    assert Counter(name for name in named if name.endswith("党支部")) == world.CASE_BRANCHES


def test_what_the_attacker_sees_from_outside_tells_nothing_of_who_wrote():
    made = world.make(3, world.case_texts())
    assert {len(one.seen) for one in made.staff if one.drawn} == {world.HOURS // world.BLOCK}
    assert len({sum(hour in one.seen for one in made.staff) for hour in range(world.HOURS)}) == 1
    assert set(Counter(post.hour for post in made.posts).values()) == {world.OPINIONS // world.HOURS}
    assert all(post.hour in made.staff[post.writer].seen for post in made.posts)


def test_bound_of_guessing_when_simulated_then_is_passed_by_one_in_a_hundred():
    lot = random.Random(5)
    chances = [lot.choice((0.005, 0.04, 0.1)) for _n in range(300)]
    bound = guessing_bound(chances)
    passed = sum(sum(lot.random() < chance for chance in chances) > bound for _n in range(4000))
    assert 0.002 < passed / 4000 <= 0.014


def test_auc_when_pairs_of_one_writer_score_higher_in_their_stratum_then_is_one():
    pairs = [("a", True, 0.6), ("a", False, 0.5), ("b", True, 0.2), ("b", False, 0.1)]
    assert stratified_auc(pairs).value == 1.0
    assert stratified_auc([(stratum, same, 0.0) for stratum, same, _score in pairs]).value == 0.5
