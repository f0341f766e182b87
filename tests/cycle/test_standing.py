"""An archived year is read-only, whichever stage's record somebody tries to change."""

from __future__ import annotations

import pytest
from django.apps import apps

from tests import builders
from zhiyan.accounts.models import RoleGrant
from zhiyan.cycle import actions
from zhiyan.cycle.models import Cycle, CycleState, StudyMaterial
from zhiyan.cycle.standing import cycle_of, path_to_cycle, require_running
from zhiyan.kernel import clock, guard
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.ledger.models import LedgerEntry, Outbox
from zhiyan.org.models import Person, Unit
from zhiyan.rectification.models import Evidence
from zhiyan.statements.models import StatedMeasure

pytestmark = pytest.mark.django_db

# Records that belong to no year: the superior's notice and what passes between units stand for themselves.
OF_NO_YEAR = {"Claim", "Notice", "Requirement", "Report", "UnitProgress", "Order", "Sealing"}


def archived() -> Cycle:
    return builders.make_cycle(team=builders.SMALL_TEAM, state=CycleState.CLOSED)


@pytest.mark.parametrize(
    "change",
    [
        lambda actor, cycle: actions.add_material(actor, cycle, title="文件汇编"),
        lambda actor, cycle: actions.set_frame(
            actor, cycle, theme="新主题", aspects=builders.ASPECTS, statement_label="", seen=None
        ),
        lambda actor, cycle: actions.save_plan(actor, cycle, on=clock.today(), text="方案"),
        lambda actor, cycle: actions.open_cycle(actor, cycle),
        lambda actor, cycle: actions.inherit(actor, cycle, entries=[]),
        lambda actor, cycle: actions.record_self_study(
            actor, builders.member(cycle, "书记"), on=clock.today(), material=None
        ),
    ],
)
def test_nothing_of_an_archived_year_changes(change):
    cycle = archived()
    with pytest.raises(Invalid) as refused:
        change(builders.actor(cycle, Role.ORGANISER), cycle)
    assert refused.value.code == "cycle.closed"
    assert refused.value.remedy
    assert not Outbox.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert not StudyMaterial.objects.exists()


def test_whoever_has_no_right_is_told_that_and_not_that_the_year_is_archived():
    cycle = archived()
    with pytest.raises(Denied):
        actions.add_material(builders.actor(cycle, Role.STAFF), cycle, title="文件汇编")


def test_the_next_year_can_still_begin_from_an_archived_one():
    cycle = archived()
    following = actions.start_next(builders.actor(cycle, Role.ORGANISER), cycle, label="2021")
    assert following.previous == cycle


def test_a_year_that_runs_is_not_held_up():
    require_running(builders.make_cycle(team=builders.SMALL_TEAM))


@pytest.mark.parametrize("subject", [None, "word", Unit(), Person(), RoleGrant()])
def test_what_belongs_to_no_year_passes(subject):
    assert cycle_of(subject) is None
    require_running(subject)


def test_a_record_finds_its_year_through_those_it_hangs_on():
    assert path_to_cycle(Cycle) == ()
    assert path_to_cycle(Evidence) == ("measure", "cycle")
    assert path_to_cycle(StatedMeasure) == ("direction", "of", "statement", "cycle")


def test_every_record_of_a_stage_knows_its_year():
    labels = (
        "cycle", "solicitation", "consolidation", "talks", "statements", "meeting", "rectification", "disclosure",
        "oversight",
    )  # fmt: skip
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    assert {model.__name__ for model in models if path_to_cycle(model) is None} <= OF_NO_YEAR


def test_a_record_is_held_by_its_own_years_state_and_not_by_another_years():
    closed = archived()
    running = builders.make_cycle(closed.unit, label="2021", team=builders.SMALL_TEAM, previous=closed, notice=False)
    with guard.writing("test"):
        material = StudyMaterial.objects.create(unit=running.unit, cycle=running, title="x", order=1)
    require_running(material)
