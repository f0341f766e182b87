"""Rules that the database itself holds: what would break them is not stored."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests import builders
from tests.rectification import builders as rb
from zhiyan.consolidation.models import Placement, SetAsideReason
from zhiyan.cycle.models import Cycle
from zhiyan.kernel import guard
from zhiyan.rectification.models import MeasureChange
from zhiyan.solicitation.models import BoxSettings, FormRun, Opinion, Submission

pytestmark = pytest.mark.django_db


def refused(make, *args, **fields) -> str:
    """The constraint that keeps the record from being stored."""
    with guard.writing("test"), transaction.atomic(), pytest.raises(IntegrityError) as error:
        make(*args, **fields)
    return str(error.value)


@pytest.fixture
def cycle() -> Cycle:
    return builders.make_cycle()


def test_a_team_has_one_cycle_a_year(cycle):
    assert "label" in refused(Cycle.objects.create, unit=cycle.unit, label=cycle.label)


@pytest.mark.parametrize(("sent", "returned", "valid"), [(9, 10, 10), (10, 9, 10)])
def test_forms_that_do_not_add_up_are_not_stored(cycle, sent, returned, valid):
    channel = builders.make_channel(cycle, "form")
    given = {"on": dt.date(2021, 1, 8), "name": "表", "reply_code": "c", "unit": cycle.unit, "channel": channel}
    assert "sent_returned_valid" in refused(FormRun.objects.create, **given, sent=sent, returned=returned, valid=valid)


@pytest.mark.parametrize("two", [True, False])
def test_a_point_has_one_place_an_item_or_a_reason(cycle, two):
    item = builders.make_item(cycle)
    point = builders.make_point(builders.make_opinion(cycle))
    place = {"item": item, "reason": SetAsideReason.PRAISE} if two else {"item": None, "reason": None}
    assert "CHECK" in refused(Placement.objects.create, unit=cycle.unit, cycle=cycle, point=point, **place)


def test_a_point_is_placed_once(cycle):
    item = builders.make_item(cycle)
    placed = Placement.objects.get(item=item)
    assert "point_id" in refused(Placement.objects.create, unit=cycle.unit, cycle=cycle, point=placed.point, item=item)


def test_nobody_confirms_the_own_set_aside(cycle):
    user = builders.make_user(cycle.unit)
    point = builders.make_point(builders.make_opinion(cycle))
    given = {"unit": cycle.unit, "cycle": cycle, "point": point, "reason": SetAsideReason.PRAISE}
    assert "second_person_confirms" in refused(Placement.objects.create, **given, placed_by=user, confirmed_by=user)


def test_a_box_never_shows_groups_below_five(cycle):
    days = {name: dt.date(2021, 1, n) for n, name in enumerate(("draw_from", "draw_to", "opens_on", "closes_on"), 4)}
    assert "box_k_not_small" in refused(
        BoxSettings.objects.create,
        unit=cycle.unit, cycle=cycle, k=4, by_on=dt.date(2021, 1, 20), eligible=9, **days,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "lacking"),
    [("reopen", "reason"), ("extend", "reason"), ("amend", "reason"), ("extend", "approver"), ("amend", "approver")],
)
def test_a_reopening_an_extension_and_an_adjustment_keep_reason_and_approver(cycle, kind, lacking):
    measure = rb.make_measure(rb.make_problem(cycle))
    given = {"reason": "因", "approver": "党委会", lacking: ""}
    told = refused(MeasureChange.objects.create, unit=cycle.unit, measure=measure, kind=kind, on=rb.AFTER, **given)
    assert {"reason": "reopen_extend_have_reasons", "approver": "extend_amend_have_approvers"}[lacking] in told


@pytest.mark.parametrize("model", [Submission, Opinion])
def test_what_comes_in_has_no_author(model):
    people = {field.name for field in model._meta.get_fields() if field.related_model is not None}
    assert not people & {"author", "person", "elector", "user"}
