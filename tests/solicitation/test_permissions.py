"""`may_<verb>` and `visible_<records>` agree, for every role, on own and other units' records; default is none."""

from __future__ import annotations

import pytest

from tests import builders
from tests.keeping import kept
from tests.solicitation import builders as make
from tests.solicitation.sealed import DAYS
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.solicitation import actions
from zhiyan.solicitation import permissions as may
from zhiyan.solicitation.models import (
    BoxOpening,
    Channel,
    Circular,
    FormRun,
    Gathering,
    ImportFile,
    KeptRow,
    Opinion,
)

pytestmark = pytest.mark.django_db

PAIRS = [
    (Opinion, may.may_read_opinion, may.visible_opinions),
    (Circular, may.may_read_circular, may.visible_circulars),
    (Channel, may.may_read_channel, may.visible_channels),
    (Gathering, may.may_read_gathering, may.visible_gatherings),
    (FormRun, may.may_read_form_run, may.visible_form_runs),
    (BoxOpening, may.may_read_box_opening, may.visible_box_openings),
    (ImportFile, may.may_read_import, may.visible_imports),
    (KeptRow, may.may_read_import, may.visible_kept_rows),
]


def fill(cycle):
    """Every kind of record, with opinions of each kind that permissions tell apart."""
    import datetime as dt

    office, day = make.organiser(cycle), dt.date(2021, 1, 11)
    branch = builders.make_branch(cycle.unit, "科技处党支部")
    other = builders.make_branch(cycle.unit, "别的支部")
    meeting = make.gathering(cycle, branch=branch)
    seminar = make.gathering(cycle, channel=make.channel(cycle, "seminar_youth"))
    for gathering in (meeting, seminar):
        actions.enter_opinion(office, gathering.channel, text="会上说的", gathering=gathering)
    builders.make_opinion(cycle, branch=branch)
    builders.make_opinion(cycle, branch=other)
    builders.make_opinion(cycle, channel="form", branch=branch)
    builders.make_opinion(cycle, branch=branch, withheld=True)
    builders.make_opinion(cycle, about_office=True)
    actions.record_form_run(
        office, make.channel(cycle, "form"), on=day, name="征求意见表", sent=9, returned=8, valid=7, branch=branch
    )
    actions.record_box_opening(
        office, make.channel(cycle, "paper_box"), on=day, first_person="甲", second_person="乙", found=1, set_aside=1
    )
    actions.issue_circular(office, cycle, title="通知", text="请提意见。", on=day)
    actions.confirm_import(office, make.preview(cycle, "食堂太远,,,领导班子", "无意见,,,"))


@pytest.fixture
@kept
def cycles():
    own, foreign = builders.make_cycle(), builders.make_cycle()
    fill(own)
    fill(foreign)
    return own, foreign


def everybody(cycle):
    yield from (builders.actor(cycle, role) for role in Role)
    yield make.branch_secretary(cycle)
    yield builders.actor(cycle, Role.ADMINISTRATOR, Role.STAFF)
    yield builders.member_actor(cycle, "书记")
    yield Actor(unit_id=cycle.unit_id)


@pytest.mark.parametrize(("model", "may_read", "visible"), PAIRS, ids=[pair[2].__name__ for pair in PAIRS])
def test_what_may_be_read_is_exactly_what_is_visible(cycles, model, may_read, visible):
    own, _foreign = cycles
    records = list(model.objects.all())
    assert records
    for actor in everybody(own):
        allowed = {record.pk for record in records if may_read(actor, record)}
        assert allowed == set(visible(actor).values_list("pk", flat=True)), sorted(actor.roles)


def readable(actor):
    return may.visible_opinions(actor)


def test_raw_opinions_have_the_readers_of_the_domain(cycles):
    own, _foreign = cycles
    everything = Opinion.objects.filter(cycle=own, withheld=False).count()
    readers = {role for role in Role if readable(builders.actor(own, role)).count() == everything}
    assert readers == {Role.ORGANISER, Role.SECRETARY, Role.SUPERVISOR}
    for role in set(Role) - readers - {Role.DISCIPLINE_SECRETARY}:
        assert not readable(builders.actor(own, role)).exists(), role
    assert {o.about_office for o in readable(builders.actor(own, Role.DISCIPLINE_SECRETARY))} == {True}


def test_a_branch_secretary_reads_the_own_meeting_but_not_the_own_branchs_forms(cycles):
    own, _foreign = cycles
    seen = readable(make.branch_secretary(own))
    assert {o.channel.code for o in seen} == {"branch_meeting"}
    assert {(o.submission.gathering or o.submission).branch.name for o in seen} == {"科技处党支部"}


def test_a_handed_over_accusation_is_visible_to_nobody_here(cycles):
    own, _foreign = cycles
    for actor in everybody(own):
        assert not readable(actor).filter(withheld=True).exists()


def test_only_organiser_and_own_branch_secretary_read_unmasked(cycles):
    own, _foreign = cycles
    opinion = Opinion.objects.filter(cycle=own, submission__gathering__branch__name="科技处党支部").first()
    assert not may.reads_masked(make.organiser(own), opinion)
    assert not may.reads_masked(make.branch_secretary(own), opinion)
    for role in (Role.SECRETARY, Role.SUPERVISOR, Role.DISCIPLINE_SECRETARY):
        assert may.reads_masked(builders.actor(own, role), opinion)


def test_nobody_of_another_unit_does_anything(cycles):
    own, foreign = cycles
    office = make.organiser(foreign)
    for check in (
        may.may_view_solicitation,
        may.may_solicit,
        may.may_record_meeting,
        may.may_list_opinions,
        may.may_redeem,
        may.may_draw,
        may.may_hold_key,
        may.may_close_box,
    ):
        assert not check(office, own)


def test_roles_without_rights_are_denied_every_action(cycles):
    from zhiyan.kernel.errors import Denied

    own, _foreign = cycles
    opinion = Opinion.objects.filter(cycle=own, withheld=False).first()
    channel = opinion.channel
    waiting = make.preview(own, "班车太少,,,领导班子", name="另一个.csv")
    attempts = [
        lambda a: actions.set_up_channels(a, own),
        lambda a: actions.close_channel(a, channel),
        lambda a: actions.preview_import(a, own, name="x.csv", data=b"x"),
        lambda a: actions.confirm_import(a, waiting),
        lambda a: actions.discard_import(a, waiting),
        lambda a: actions.enter_opinion(a, channel, text="x"),
        lambda a: actions.classify_opinion(a, opinion),
        lambda a: actions.split_opinion(a, opinion, spans=[(0, 1), (1, 2)]),
        lambda a: actions.open_drawing(a, own, **DAYS),
        lambda a: actions.change_box(a, own, closes_on=DAYS["closes_on"]),
        lambda a: actions.make_cards(a, own, count=1, first_person="甲", second_person="乙"),
        lambda a: actions.hand_out_card(a, own, elector=None),
        lambda a: actions.destroy_cards(a, own, count=1, first_person="甲", second_person="乙"),
        lambda a: actions.close_drawing(a, own),
        lambda a: actions.open_posting(a, own),
        lambda a: actions.close_solicitation(a, own),
    ]
    for role in set(Role) - {Role.ORGANISER}:
        actor = builders.actor(own, role)
        for attempt in attempts:
            with pytest.raises(Denied):
                attempt(actor)


def test_nobody_but_the_keyholder_registers_a_key_or_opens_a_batch(cycles):
    from zhiyan.kernel.errors import Denied

    own, foreign = cycles
    keyholders = {Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR}
    actors = [builders.actor(own, role) for role in set(Role) - keyholders]
    actors += [
        Actor(unit_id=own.unit_id, roles=frozenset({role, other}))
        for role in keyholders
        for other in (Role.ORGANISER, Role.ADMINISTRATOR)
    ]
    actors += [builders.actor(foreign, role) for role in keyholders]
    for actor in actors:
        with pytest.raises(Denied):
            actions.register_batch_key(actor, own, public_key=bytes(65))
        with pytest.raises(Denied):
            actions.open_batch(actor, own)


def test_nobody_without_a_place_on_the_roster_draws_and_a_card_of_another_unit_is_denied(cycles):
    from zhiyan.kernel.errors import Denied

    own, foreign = cycles
    for role in Role:
        with pytest.raises(Denied):
            actions.draw(builders.actor(own, role), own, blinded=[])
    with pytest.raises(Denied):
        actions.redeem_card(builders.actor(foreign, Role.STAFF), own, code="", blinded=[])


def test_the_organiser_may_set_but_not_take_back_the_mark_about_the_office(cycles):
    from zhiyan.kernel.errors import Denied

    own, _foreign = cycles
    opinion = Opinion.objects.filter(cycle=own, about_office=False, withheld=False).first()
    office = make.organiser(own)
    actions.mark_about_office(office, opinion, about=True)
    with pytest.raises(Denied):
        actions.mark_about_office(office, opinion, about=False)
    actions.mark_about_office(builders.actor(own, Role.SUPERVISOR), opinion, about=False)
    assert not Opinion.objects.get(pk=opinion.pk).about_office


def test_a_withheld_opinion_cannot_be_read_even_for_marking(cycles):
    own, _foreign = cycles
    with guard.writing("test"):
        opinion = builders.make_opinion(own, withheld=True)
    assert not may.may_mark_office(make.organiser(own), opinion)
