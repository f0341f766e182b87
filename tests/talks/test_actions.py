"""What may be done with talks, and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests import builders
from tests.talks import builders as talks
from zhiyan.accounts.queries import actor_for
from zhiyan.kernel import clock, guard
from zhiyan.kernel.actor import Role
from zhiyan.kernel.corrections import corrections_of
from zhiyan.kernel.errors import Conflict, Denied, Invalid
from zhiyan.kernel.models import StoredFile
from zhiyan.ledger.models import LedgerEntry
from zhiyan.ledger.sequencer import flush
from zhiyan.talks import actions, queries
from zhiyan.talks.models import PairKind, Talk, TalkPair

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return builders.make_cycle()


@pytest.fixture
def pair(cycle):
    talks.generated(cycle)
    return talks.pair_of(cycle, "书记", "主任")


def test_generate_makes_each_kind_from_the_team_list(cycle):
    talks.generated(cycle)
    kinds = [TalkPair.objects.filter(cycle=cycle, kind=kind).count() for kind in PairKind]
    assert kinds == [15, 5, 6]


def test_generate_again_adds_nothing(cycle):
    talks.generated(cycle)
    assert actions.generate_pairs(talks.organiser(cycle), cycle) == 0


def test_generate_when_a_member_leaves_keeps_their_held_talk_and_asks_for_no_more(cycle, pair):
    talks.hold(builders.member_actor(cycle, "书记"), pair)
    talks.leave(cycle, "主任")
    actions.generate_pairs(talks.organiser(cycle), cycle)
    assert Talk.objects.filter(pair=pair).exists()
    assert TalkPair.objects.filter(cycle=cycle, kind=PairKind.MEMBER_MEMBER, required=True).count() == 10
    assert queries.figures(cycle)["talks"]["besides"] == 1


def test_generate_when_a_member_joins_adds_their_pairs(cycle, pair):
    person = builders.make_person(cycle.unit, name="新任副主任")
    with guard.writing("test"):
        builders.TeamMember.objects.create(
            unit=cycle.unit, cycle=cycle, person=person, role="副主任C", title="副主任", rank=7
        )
    assert actions.generate_pairs(talks.organiser(cycle), cycle) == 6


def test_generate_when_a_member_returns_asks_for_the_pair_again(cycle, pair):
    talks.leave(cycle, "主任")
    actions.generate_pairs(talks.organiser(cycle), cycle)
    with guard.writing("test"):
        builders.TeamMember.objects.filter(cycle=cycle, role="主任").update(left_on=None)
    actions.generate_pairs(talks.organiser(cycle), cycle)
    pair.refresh_from_db()
    assert pair.required


def test_generate_when_a_department_has_a_new_head_puts_them_in_the_open_pair(cycle, pair):
    opened = TalkPair.objects.filter(cycle=cycle, kind=PairKind.MEMBER_DEPARTMENT_HEAD).first()
    head = builders.make_person(cycle.unit, name="新任负责人")
    with guard.writing("test"):
        builders.TeamPortfolio.objects.filter(member=opened.member).update(head=head)
    actions.generate_pairs(talks.organiser(cycle), cycle)
    opened.refresh_from_db()
    assert opened.other_person == head


def test_generate_for_a_team_of_three_without_branches_gives_three_pairs_and_the_heads():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM, branches=False)
    found = talks.generated(cycle)
    assert [sum(p.kind == kind for p in found) for kind in PairKind] == [3, 2, 0]


def test_generate_without_a_team_says_what_is_missing():
    cycle = builders.make_cycle(team=())
    with pytest.raises(Invalid) as refused:
        actions.generate_pairs(talks.organiser(cycle), cycle)
    assert refused.value.code == "talks.no_team"


def test_generate_by_a_plain_member_is_denied(cycle):
    with pytest.raises(Denied):
        actions.generate_pairs(builders.member_actor(cycle, "副主任A"), cycle)


def test_generate_in_an_archived_cycle_is_refused():
    cycle = builders.make_cycle(state="closed")
    with pytest.raises(Invalid) as refused:
        actions.generate_pairs(talks.organiser(cycle), cycle)
    assert refused.value.code == "cycle.closed"


def test_representative_must_be_a_full_party_member_of_the_own_branch(cycle, pair):
    waiting = talks.branch_pair(cycle, "书记")
    fit = builders.make_person(cycle.unit, branch=waiting.branch)
    unfit = (
        builders.make_person(cycle.unit, branch=waiting.branch, party="probationary"),
        builders.make_person(cycle.unit),
        waiting.member.person,
    )
    for person in unfit:
        with pytest.raises(Invalid) as refused:
            actions.name_representative(talks.organiser(cycle), waiting, person=person)
        assert "person" in refused.value.fields
    assert actions.name_representative(talks.organiser(cycle), waiting, person=fit).other_person == fit


def test_representative_may_be_named_by_the_member_but_not_by_another_member(cycle, pair):
    waiting = talks.branch_pair(cycle, "主任")
    fit = builders.make_person(cycle.unit, branch=waiting.branch)
    with pytest.raises(Denied):
        actions.name_representative(builders.member_actor(cycle, "副主任A"), waiting, person=fit)
    actions.name_representative(builders.member_actor(cycle, "主任"), waiting, person=fit)


def test_pair_of_members_cannot_be_given_another_side(cycle, pair):
    with pytest.raises(Invalid) as refused:
        actions.name_representative(talks.organiser(cycle), pair, person=builders.make_person(cycle.unit))
    assert refused.value.code == "talks.members"


def test_plan_changed_by_somebody_else_meanwhile_is_a_conflict(cycle, pair):
    actions.plan_talk(talks.organiser(cycle), pair, planned_on=dt.date(2021, 1, 19), place="甲", version=1)
    stale = TalkPair.objects.get(pk=pair.pk)
    with pytest.raises(Conflict) as refused:
        actions.plan_talk(builders.member_actor(cycle, "书记"), stale, planned_on=None, place="乙", version=1)
    assert refused.value.theirs["place"] == "甲"
    stale.refresh_from_db()
    assert stale.place == "甲"


def test_hold_by_one_and_confirm_by_the_other_counts_both(cycle, pair):
    talk = talks.hold(builders.member_actor(cycle, "书记"), pair)
    actions.confirm_talk(builders.member_actor(cycle, "主任"), talk)
    numbers = queries.figures(cycle)["talks"]
    assert (numbers["held"], numbers["confirmed"], numbers["named"]) == (1, 1, 2)


def test_confirm_by_who_entered_it_is_refused(cycle, pair):
    secretary = builders.member_actor(cycle, "书记")
    talk = talks.hold(secretary, pair)
    with pytest.raises(Invalid) as refused:
        actions.confirm_talk(secretary, talk)
    assert refused.value.code == "talks.own"


def test_confirm_by_somebody_outside_the_two_is_denied(cycle, pair):
    talk = talks.hold(builders.member_actor(cycle, "书记"), pair)
    for other in (builders.member_actor(cycle, "副主任A"), talks.organiser(cycle)):
        with pytest.raises(Denied):
            actions.confirm_talk(other, talk)


def test_hold_twice_is_refused(cycle, pair):
    talks.hold(builders.member_actor(cycle, "书记"), pair)
    with pytest.raises(Invalid) as refused:
        talks.hold(builders.member_actor(cycle, "主任"), pair)
    assert refused.value.code == "talks.already"


def test_hold_without_a_named_other_side_says_so(cycle, pair):
    waiting = talks.branch_pair(cycle, "书记")
    with pytest.raises(Invalid) as refused:
        talks.hold(builders.member_actor(cycle, "书记"), waiting)
    assert refused.value.code == "talks.unnamed"


def test_hold_typed_by_the_office_takes_counts_but_no_words(cycle, pair):
    with pytest.raises(Invalid) as refused:
        talks.hold(talks.organiser(cycle), pair)
    assert "text" in refused.value.fields
    talk = talks.hold(talks.organiser(cycle), pair, text="")
    assert (talk.entered_side, talk.own_problems) == ("office", 1)


def test_talk_typed_by_the_office_counts_once_one_of_the_two_confirms(cycle, pair):
    talk = talks.hold(talks.organiser(cycle), pair, text="")
    actions.confirm_talk(builders.member_actor(cycle, "书记"), talk)
    assert queries.figures(cycle)["talks"]["confirmed"] == 1


def test_talk_with_a_department_head_is_entered_by_the_head_and_confirmed_by_the_member(cycle, pair):
    with_head = TalkPair.objects.get(
        cycle=cycle, member=builders.member(cycle, "主任"), kind=PairKind.MEMBER_DEPARTMENT_HEAD
    )
    talk = talks.hold(talks.person_actor(with_head.other_person), with_head)
    assert talk.entered_side == "other"
    actions.confirm_talk(builders.member_actor(cycle, "主任"), talk)


def test_signed_sheet_confirms_in_place_of_a_click(cycle, pair):
    talk = talks.hold(builders.member_actor(cycle, "书记"), pair)
    done = actions.confirm_on_paper(talks.organiser(cycle), talk, name="签字.pdf", data=b"%PDF-1.4 sheet")
    assert done.confirmed_on == talks.ON
    assert done.confirmed_file.name == "签字.pdf"


@pytest.mark.parametrize(
    ("name", "data"),
    [("签字.pdf", b""), ("签字.exe", b"MZ"), ("签字.pdf", b"MZ"), ("签字.png", b"\x89PNG" + b"0" * (21 << 20))],
)
def test_sheet_that_is_no_scan_is_refused_and_nothing_is_kept(cycle, pair, name, data):
    talk = talks.hold(builders.member_actor(cycle, "书记"), pair)
    with pytest.raises(Invalid) as refused:
        actions.confirm_on_paper(talks.organiser(cycle), talk, name=name, data=data)
    assert "file" in refused.value.fields
    assert not StoredFile.objects.exists()


def test_late_entry_needs_a_reason_and_carries_it(cycle, pair):
    early = dt.date(2021, 1, 4)
    with pytest.raises(Invalid) as refused:
        talks.hold(builders.member_actor(cycle, "书记"), pair, on=early)
    assert "late_reason" in refused.value.fields
    talk = talks.hold(builders.member_actor(cycle, "书记"), pair, on=early, late_reason="纸质记录补录")
    assert talk.is_late


def test_hold_on_a_coming_day_is_refused(cycle, pair):
    with pytest.raises(Invalid) as refused:
        talks.hold(builders.member_actor(cycle, "书记"), pair, on=dt.date(2021, 1, 20))
    assert "on" in refused.value.fields


def test_words_are_added_once_by_one_of_the_two(cycle, pair):
    talks.hold(talks.organiser(cycle), pair, text="")
    with pytest.raises(Denied):
        actions.write_text(talks.organiser(cycle), pair, text="代写")
    actions.write_text(builders.member_actor(cycle, "主任"), pair, text="谈了两个问题")
    with pytest.raises(Invalid) as refused:
        actions.write_text(builders.member_actor(cycle, "书记"), pair, text="再写")
    assert refused.value.code == "talks.has_text"


def test_correction_keeps_the_first_text(cycle, pair):
    talk = talks.hold(builders.member_actor(cycle, "书记"), pair)
    actions.correct_talk(builders.member_actor(cycle, "主任"), talk, field="text", after="更正后", reason="记错")
    talk.refresh_from_db()
    assert talk.text == "更正后"
    assert [c.before for c in corrections_of(talk)] == ["谈话原话"]


def test_correction_by_the_office_is_denied(cycle, pair):
    talk = talks.hold(builders.member_actor(cycle, "书记"), pair)
    with pytest.raises(Denied):
        actions.correct_talk(talks.organiser(cycle), talk, field="text", after="改", reason="改")


def test_every_action_leaves_one_event_without_words(cycle, pair):
    flush()
    before = LedgerEntry.objects.count()
    talks.hold(builders.member_actor(cycle, "书记"), pair)
    flush()
    entries = LedgerEntry.objects.order_by("index")[before:]
    assert [e.body.count("talks.held") for e in entries] == [1]
    assert "谈话原话" not in entries[0].body


def test_group_talk_needs_two_members_of_the_team(cycle):
    members = [builders.member(cycle, "书记"), builders.member(cycle, "主任")]
    fields = {"on": talks.ON, "place": "会议室", "hours": Decimal("3.0")}
    with pytest.raises(Invalid):
        actions.record_group_talk(talks.organiser(cycle), cycle, attendees=members[:1], **fields)
    done = actions.record_group_talk(talks.organiser(cycle), cycle, attendees=members, **fields)
    assert done.attendees.count() == 2


def test_actor_of_another_unit_may_do_nothing(cycle, pair):
    stranger = builders.actor(builders.make_cycle(), Role.ORGANISER)
    with pytest.raises(Denied):
        actions.plan_talk(stranger, pair, planned_on=None)
    with pytest.raises(Denied):
        talks.hold(stranger, pair, text="")


def test_talk_in_the_meeting_month_is_marked_with_its_own_day(cycle, pair):
    with clock.at(dt.date(2021, 1, 21)):
        talk = talks.hold(builders.member_actor(cycle, "书记"), pair, on=dt.date(2021, 1, 21))
    assert talk.on == dt.date(2021, 1, 21)
    assert actor_for(builders.member_user(cycle, "书记"), cycle.unit).person_id == pair.member.person_id
