"""Closing, feedback, signing; masks; the rules; status and trace."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.consolidation.builders import Bench, placement_of
from zhiyan.consolidation import actions, trace
from zhiyan.consolidation.checks import r12_every_opinion_accounted, r13_everybody_received_theirs
from zhiyan.consolidation.masking import masked_text
from zhiyan.consolidation.models import Feedback
from zhiyan.consolidation.permissions import visible_opinions_for
from zhiyan.consolidation.queries import facts, figures, member_feedback
from zhiyan.consolidation.status import stage_status
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, GateClosed, Invalid
from zhiyan.kernel.models import Correction
from zhiyan.kernel.status import StageState

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------------------------------------------ closing


def test_closing_is_refused_while_a_point_has_no_place_and_says_how_many():
    bench = Bench(2)
    bench.make(bench.points[0])
    bench.close_solicitation()
    with pytest.raises(GateClosed, match="还有 1 条意见没有归置") as refused:
        actions.close_consolidation(bench.organiser, bench.cycle)
    assert [link.id for link in refused.value.findings[0].links] == [str(bench.opinions[1].pk)]


def test_closing_is_refused_while_a_set_aside_waits():
    bench = Bench(1)
    bench.aside(*bench.points)
    bench.close_solicitation()
    with pytest.raises(GateClosed, match="第二人复核"):
        actions.close_consolidation(bench.organiser, bench.cycle)
    actions.confirm_set_aside(bench.colleague, placement_of(bench.points[0]))
    assert actions.close_consolidation(bench.organiser, bench.cycle).opinions == 1


def test_closing_is_refused_before_solicitation_is_closed():
    bench = Bench(1)
    bench.make(*bench.points)
    with pytest.raises(Invalid, match="征求意见还没有截止确认"):
        actions.close_consolidation(bench.organiser, bench.cycle)


def test_closing_takes_in_opinions_that_nobody_started_with():
    bench = Bench(1)
    bench.make(*bench.points)
    builders.make_opinion(bench.cycle)
    bench.close_solicitation()
    with pytest.raises(GateClosed, match="还有 1 条"):
        actions.close_consolidation(bench.organiser, bench.cycle)


def test_after_closing_nothing_moves():
    bench = Bench(2)
    item = bench.make(*bench.points)
    bench.close()
    with pytest.raises(Invalid, match="梳理已经完成确认"):
        bench.make(bench.points[0], title="再来一个")
    with pytest.raises(Invalid):
        actions.retitle(bench.organiser, item, title="新表述")
    with pytest.raises(Invalid):
        actions.take_back(bench.organiser, bench.cycle, points=bench.points)


def test_an_opinion_that_came_after_the_closing_can_still_be_placed():
    bench = Bench(1)
    item = bench.make(*bench.points)
    bench.close()
    late = bench.add("补录的一条意见")
    actions.place_points(bench.organiser, item, points=[late])
    assert figures(bench.cycle)["unplaced"] == 0


def test_a_late_closing_needs_its_reason():
    bench = Bench(1)
    bench.make(*bench.points)
    bench.close_solicitation()
    with pytest.raises(Invalid) as refused:
        actions.close_consolidation(bench.organiser, bench.cycle, on=dt.date(2021, 1, 2))
    assert "late_reason" in refused.value.fields


def test_reopening_needs_a_reason_and_keeps_the_first_closing():
    bench = Bench(1)
    bench.make(*bench.points)
    bench.close()
    with pytest.raises(Invalid):
        actions.reopen_consolidation(bench.organiser, bench.cycle, reason="")
    actions.reopen_consolidation(bench.organiser, bench.cycle, reason="归错一条")
    assert not figures(bench.cycle)["closed"]
    assert "意见 1 条" in Correction.objects.get().before


def test_only_the_organiser_closes():
    bench = Bench(1)
    bench.make(*bench.points)
    bench.close_solicitation()
    with pytest.raises(Denied):
        actions.close_consolidation(builders.member_actor(bench.cycle, "书记"), bench.cycle)


# ----------------------------------------------------------------------------------------------------- feedback


def closed_bench() -> Bench:
    bench = Bench(0)
    bench.points_by = {
        name: bench.add(f"给{name}的意见原文", target=target)
        for name, target in (("班子", "班子"), ("主任", "主任"), ("未定", None))
    }
    bench.aside_point = bench.add("与主题无关的话", target="主任")
    for name, point in bench.points_by.items():
        bench.make(point, title=f"条目{name}")
    bench.aside(bench.aside_point)
    actions.confirm_set_aside(bench.colleague, placement_of(bench.aside_point))
    bench.close()
    return bench


def test_feedback_before_closing_is_refused():
    bench = Bench(1)
    with pytest.raises(Invalid, match="还没有完成确认"):
        actions.give_feedback(bench.organiser, bench.cycle)


def test_each_gets_the_opinions_aimed_at_them_and_nothing_that_was_set_aside():
    bench = closed_bench()
    given = actions.give_feedback(bench.organiser, bench.cycle)
    words = {str(f.member or "班子"): {o.text for o in member_feedback(f)} for f in given}
    assert len(given) == 7
    assert words["班子"] == {"给班子的意见原文", "给未定的意见原文"}
    assert words["主任"] == {"给主任的意见原文"}
    assert words["书记"] == set()


def test_feedback_is_given_once():
    bench = closed_bench()
    actions.give_feedback(bench.organiser, bench.cycle)
    with pytest.raises(Invalid, match="已经反馈"):
        actions.give_feedback(bench.organiser, bench.cycle)


def test_after_feedback_consolidation_is_not_reopened():
    bench = closed_bench()
    actions.give_feedback(bench.organiser, bench.cycle)
    with pytest.raises(Invalid, match="已经反馈"):
        actions.reopen_consolidation(bench.organiser, bench.cycle, reason="改一条")


def test_a_member_reads_own_and_team_opinions_only_after_feedback():
    bench = closed_bench()
    director = builders.member_actor(bench.cycle, "主任")
    assert not visible_opinions_for(director).exists()
    actions.give_feedback(bench.organiser, bench.cycle)
    assert {o.text for o in visible_opinions_for(director)} == {
        "给班子的意见原文",
        "给未定的意见原文",
        "给主任的意见原文",
    }
    deputy = builders.member_actor(bench.cycle, "副主任A")
    assert "给主任的意见原文" not in {o.text for o in visible_opinions_for(deputy)}


def test_an_accusation_handed_over_later_leaves_every_feedback():
    bench = closed_bench()
    actions.give_feedback(bench.organiser, bench.cycle)
    actions.hand_over(bench.organiser, bench.points_by["主任"].opinion)
    own = Feedback.objects.get(member__role="主任")
    assert not member_feedback(own).exists()
    assert not visible_opinions_for(builders.member_actor(bench.cycle, "主任")).filter(target_kind="member").exists()


def test_a_member_signs_once_and_only_what_is_theirs():
    bench = closed_bench()
    actions.give_feedback(bench.organiser, bench.cycle)
    director = builders.member_actor(bench.cycle, "主任")
    own = Feedback.objects.get(member__role="主任")
    team = Feedback.objects.get(member__isnull=True)
    for feedback in (own, team, own):
        actions.sign_feedback(director, feedback)
    assert figures(bench.cycle)["signed"] == 2
    with pytest.raises(Denied):
        actions.sign_feedback(builders.member_actor(bench.cycle, "副主任A"), own)
    with pytest.raises(Denied):
        actions.sign_feedback(bench.organiser, own)


# -------------------------------------------------------------------------------------------------------- masks


def test_third_persons_are_covered_for_everybody_but_the_target():
    bench = Bench(0)
    point = bench.add("主任让张某某代为审批，电话10012345678", target="主任")
    opinion = point.opinion
    actions.mask_words(bench.organiser, opinion, words="张某某", kind="third")
    actions.mask_words(bench.organiser, opinion, words="10012345678", kind="writer")
    opinion.refresh_from_db()
    assert masked_text(opinion, bench.organiser) == "主任让▇▇▇代为审批，电话▇▇▇"
    assert masked_text(opinion, builders.member_actor(bench.cycle, "主任")) == "主任让张某某代为审批，电话▇▇▇"


def test_abuse_is_covered_where_asked():
    bench = Bench(0)
    opinion = bench.add("食堂太差，骂人的话").opinion
    actions.mask_words(bench.organiser, opinion, words="骂人的话", kind="abuse")
    assert masked_text(opinion, bench.organiser) == "食堂太差，▇▇▇"
    assert masked_text(opinion, bench.organiser, abuse=False) == "食堂太差，骂人的话"


def test_a_mask_outside_the_text_is_refused():
    bench = Bench(1)
    with pytest.raises(Invalid):
        actions.add_mask(bench.organiser, bench.opinions[0], start=0, end=999, kind="third")


def test_lifting_a_mask_needs_a_reason_and_laying_it_again_does_not_double_it():
    bench = Bench(1)
    opinion = bench.opinions[0]
    mask = actions.add_mask(bench.organiser, opinion, start=0, end=2, kind="third")
    with pytest.raises(Invalid):
        actions.lift_mask(bench.organiser, mask, reason="")
    actions.lift_mask(bench.organiser, mask, reason="不是姓名")
    assert masked_text(opinion, bench.organiser) == opinion.text
    again = actions.add_mask(bench.organiser, opinion, start=0, end=2, kind="third")
    assert (again.pk, again.lifted) == (mask.pk, False)


# -------------------------------------------------------------------------------------------------------- rules


def test_r12_is_silent_once_everything_is_accounted_for():
    bench = closed_bench()
    assert r12_every_opinion_accounted(facts(bench.cycle), {}) == []


def test_r12_waits_for_what_lies_nowhere_until_consolidation_begins():
    cycle = builders.make_cycle()
    builders.make_opinion(cycle)
    assert r12_every_opinion_accounted(facts(cycle), {}) == []
    with clock.at(dt.date(2021, 1, 15)):
        assert [f.rule for f in r12_every_opinion_accounted(facts(cycle), {})] == ["R12"]
    bench = Bench(2)
    bench.make(bench.points[0])
    assert [f.subject for f in r12_every_opinion_accounted(facts(bench.cycle), {})] == ["没有归置的意见"]


def test_r12_finds_sums_that_do_not_agree():
    bench = closed_bench()
    wrong = {**facts(bench.cycle), "where": {"items": 1}}
    assert any("归入条目、另存与待归并合计" in f.message for f in r12_every_opinion_accounted(wrong, {}))


def test_facts_tell_nothing_of_what_opinions_say():
    bench = Bench(1)
    assert bench.opinions[0].text not in str(facts(bench.cycle))


def test_r13_names_who_has_not_signed():
    bench = closed_bench()
    actions.give_feedback(bench.organiser, bench.cycle)
    for feedback in Feedback.objects.filter(cycle=bench.cycle):
        if feedback.member is None or feedback.member.role == "主任":
            actions.sign_feedback(builders.member_actor(bench.cycle, "主任"), feedback)
    found = r13_everybody_received_theirs(facts(bench.cycle), {})
    assert "主任" not in {f.subject for f in found}
    assert "书记" in {f.subject for f in found}


# ------------------------------------------------------------------------------------------------ status, trace


def test_status_goes_from_waiting_to_done():
    cycle = builders.make_cycle()
    assert stage_status(cycle).state is StageState.WAITING
    bench = Bench(1)
    assert stage_status(bench.cycle).state is StageState.RUNNING
    bench.close_solicitation()
    assert stage_status(bench.cycle).state is StageState.BLOCKED
    bench.make(*bench.points)
    assert any(step.url_name == "consolidation:closing" for step in stage_status(bench.cycle).steps)
    actions.close_consolidation(bench.organiser, bench.cycle)
    actions.give_feedback(bench.organiser, bench.cycle)
    waiting = [step for step in stage_status(bench.cycle).steps if step.role is Role.MEMBER]
    assert len(waiting) == 6
    sign_all(bench)
    assert stage_status(bench.cycle).state is StageState.DONE


def sign_all(bench: Bench) -> None:
    for role, *_rest in builders.TEAM:
        for feedback in Feedback.objects.filter(cycle=bench.cycle):
            if feedback.member is None or feedback.member.role == role:
                actions.sign_feedback(builders.member_actor(bench.cycle, role), feedback)


def test_status_is_late_after_the_notices_day():
    bench = Bench(1)
    with clock.at(dt.date(2021, 2, 1)):
        assert stage_status(bench.cycle).state is StageState.LATE


def test_an_opinion_leads_to_its_item_and_the_item_back_to_its_opinions():
    bench = Bench(2)
    item = bench.make(*bench.points)
    assert [(e.kind, e.record) for e in trace.forward(bench.opinions[0])] == [("item", item)]
    assert {e.record for e in trace.back(item)} == set(bench.opinions)


def test_a_set_aside_opinion_leads_to_its_reason():
    bench = Bench(1)
    bench.aside(*bench.points)
    (edge,) = trace.forward(bench.opinions[0])
    assert (edge.kind, edge.label) == ("set_aside", "与主题无关")
