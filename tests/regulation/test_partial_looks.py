"""The law of the partial look: after any action it finds what a whole look finds, word for word."""

from __future__ import annotations

import random

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import override

from benchmarks.checked_actions import actions
from benchmarks.filling import fill_cycle
from tests import builders
from zhiyan.cycle.models import Cycle
from zhiyan.kernel import guard
from zhiyan.kernel.errors import DomainError
from zhiyan.regulation import checking
from zhiyan.regulation.checking import check_cycle
from zhiyan.regulation.keeping import last_check

pytestmark = pytest.mark.django_db
TIMES = 6


@pytest.fixture
def cycle() -> Cycle:
    cache.clear()
    cycle = builders.make_cycle(electors=12)
    with guard.writing("test"):
        fill_cycle(cycle, 90, 24)
    return cycle


def same_in_both_languages(cycle: Cycle) -> None:
    for language in ("zh-hans", "en"):
        with override(language):
            assert last_check(cycle) == check_cycle(cycle)


def test_after_each_kind_of_action_the_partial_look_finds_what_a_whole_look_finds(cycle):
    acts = actions(cycle, TIMES)
    last_check(cycle)
    told = []
    for name, act in acts.items():
        for n in (0, 1):
            before = last_check(cycle)
            act(n)
            assert last_check(cycle) == check_cycle(cycle), name
            told += [name] if last_check(cycle) != before else []
    same_in_both_languages(cycle)
    assert {"an opinion placed", "a measure drafted", "a statement submitted", "a talk held"} <= set(told)


@pytest.mark.parametrize("seed", range(3))
def test_after_actions_in_any_order_refused_ones_among_them_the_partial_look_finds_what_a_whole_look_finds(cycle, seed):
    acts, chance = actions(cycle, TIMES), random.Random(seed)
    order = [(name, n) for name in acts for n in range(TIMES - 1)]
    chance.shuffle(order)
    done = 0
    for at, (name, n) in enumerate(order[:60]):
        try:
            acts[name](n)
            done += 1
        except (DomainError, AttributeError, IndexError, StopIteration):
            pass
        if at % 4 == seed:
            same_in_both_languages(cycle)
    assert done > 20


def test_after_one_measure_is_drafted_only_checks_whose_facts_changed_are_run_again(cycle, monkeypatch):
    acts, run = actions(cycle, TIMES), []
    last_check(cycle)
    once_run = checking.run_check
    monkeypatch.setattr(
        checking, "run_check", lambda rule, check, facts: run.append(rule.id) or once_run(rule, check, facts)
    )
    acts["a measure drafted"](0)
    last_check(cycle)
    assert {"R47", "R48"} <= set(run)
    assert {"R53", "F02", "R12", "R26", "R16"}.isdisjoint(run)


def test_what_a_refused_action_wrote_and_took_back_is_forgotten(cycle):
    acts = actions(cycle, TIMES)
    found = last_check(cycle)
    with transaction.atomic():
        acts["a measure drafted"](0)
        assert last_check(cycle) != found
        transaction.set_rollback(True)
    assert last_check(cycle) == found == check_cycle(cycle)
