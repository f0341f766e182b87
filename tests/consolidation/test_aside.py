"""Setting aside, its second person, and handing over an accusation."""

from __future__ import annotations

import pytest

from tests import builders
from tests.consolidation.builders import Bench, last_batch, placement_of, point_of, where
from zhiyan.consolidation import actions
from zhiyan.consolidation.masking import masked_text
from zhiyan.consolidation.models import Point
from zhiyan.consolidation.permissions import visible_handovers
from zhiyan.consolidation.queries import figures
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, Invalid

pytestmark = pytest.mark.django_db


def test_praise_needs_no_second_person():
    bench = Bench(1)
    bench.aside(*bench.points, reason="praise")
    assert figures(bench.cycle)["waiting_confirmation"] == 0


@pytest.mark.parametrize("reason", ["off_theme", "not_ours", "abuse", "secret"])
def test_every_other_reason_waits_for_a_second_person(reason: str):
    bench = Bench(1)
    bench.aside(*bench.points, reason=reason)
    assert figures(bench.cycle)["waiting_confirmation"] == 1
    actions.confirm_set_aside(bench.colleague, placement_of(bench.points[0]))
    assert figures(bench.cycle)["waiting_confirmation"] == 0
    assert placement_of(bench.points[0]).confirmed_by_id == bench.colleague.user_id


def test_who_set_aside_does_not_confirm():
    bench = Bench(1)
    bench.aside(*bench.points)
    with pytest.raises(Denied):
        actions.confirm_set_aside(bench.organiser, placement_of(bench.points[0]))


@pytest.mark.parametrize("who", ["书记", "纪委书记"])
def test_secretary_and_discipline_secretary_confirm(who: str):
    bench = Bench(1)
    bench.aside(*bench.points)
    actions.confirm_set_aside(builders.member_actor(bench.cycle, who), placement_of(bench.points[0]))
    assert placement_of(bench.points[0]).confirmed_by_id is not None


def test_a_member_does_not_confirm():
    bench = Bench(1)
    bench.aside(*bench.points)
    with pytest.raises(Denied):
        actions.confirm_set_aside(builders.member_actor(bench.cycle, "主任"), placement_of(bench.points[0]))


def test_a_second_person_who_does_not_agree_gives_it_back():
    bench = Bench(1)
    bench.aside(*bench.points)
    actions.take_back(builders.member_actor(bench.cycle, "书记"), bench.cycle, points=bench.points)
    assert where(bench.points[0]) is None


def test_the_secretary_does_not_take_points_out_of_items():
    bench = Bench(1)
    bench.make(*bench.points)
    with pytest.raises(Denied):
        actions.take_back(builders.member_actor(bench.cycle, "书记"), bench.cycle, points=bench.points)


def test_a_reason_outside_the_closed_list_is_refused():
    bench = Bench(1)
    for reason in ("", "其他", "handed_over"):
        with pytest.raises(Invalid):
            bench.aside(*bench.points, reason=reason)


def test_the_same_sentence_of_two_people_is_no_duplicate():
    bench = Bench(0)
    first, _second = bench.add("食堂晚餐品种少"), bench.add("食堂晚餐品种少")
    with pytest.raises(Invalid, match="两个人写了同样的话"):
        bench.aside(first, reason="duplicate")


def test_the_same_number_and_text_of_one_form_run_is_a_duplicate():
    bench = Bench(0)
    points = [bench.add("食堂晚餐品种少") for _ in range(2)]
    run = form_run(bench)
    for point in points:
        number(point, run, "7")
    bench.aside(points[1], reason="duplicate")
    assert where(points[1]) == "duplicate"
    with pytest.raises(Invalid):
        bench.aside(*points, reason="duplicate")


def form_run(bench: Bench):
    from zhiyan.kernel import guard
    from zhiyan.solicitation.models import FormRun

    channel = builders.make_channel(bench.cycle, "form")
    with guard.writing("test"):
        return FormRun.objects.create(
            unit=bench.cycle.unit, channel=channel, name="征求意见表", sent=9, returned=9, valid=9, on="2021-01-08",
            reply_code="R1",
        )  # fmt: skip


def number(point: Point, run, value: str) -> None:
    from zhiyan.kernel import guard

    submission = point.opinion.submission
    submission.form_run, submission.raw = run, {"序号": value}
    with guard.writing("test"):
        submission.save()


def test_an_accusation_goes_to_the_discipline_secretary_and_stays_in_the_count():
    bench = Bench(2)
    bench.make(*bench.points)
    placement = actions.hand_over(bench.organiser, bench.opinions[0], note="涉及采购")
    discipline = builders.member_actor(bench.cycle, "纪委书记")
    counted = figures(bench.cycle)
    assert placement.receiver_id == discipline.user_id
    assert counted["set_aside"] == {"handed_over": 1}
    assert counted["opinions"] == 2
    assert list(visible_handovers(discipline)) == [placement]
    assert not visible_handovers(bench.organiser).exists()


@pytest.mark.parametrize("target", ["书记", "纪委书记"])
def test_an_accusation_of_the_leaders_goes_to_the_superior_organ(target: str):
    bench = Bench(1, target=target)
    placement = actions.hand_over(bench.organiser, bench.opinions[0])
    assert placement.receiver_id is None
    assert placement.receiver_body


def test_an_accusation_that_names_a_leader_in_its_text_goes_to_the_superior_organ():
    bench = Bench(1)
    placement = actions.hand_over(bench.organiser, bench.opinions[0], concerns_leaders=True)
    assert placement.receiver_id is None


def test_without_a_discipline_secretary_an_accusation_goes_to_the_superior_organ():
    cycle = builders.make_cycle(team=builders.SMALL_TEAM, branches=False)
    organiser = builders.actor(cycle, Role.ORGANISER)
    opinion = builders.make_opinion(cycle)
    actions.start(organiser, cycle)
    assert actions.hand_over(organiser, opinion).receiver_body


def test_a_handed_over_text_is_shown_to_nobody():
    bench = Bench(1)
    actions.hand_over(bench.organiser, bench.opinions[0])
    opinion = point_of(bench.opinions[0]).opinion
    assert opinion.text not in masked_text(opinion, bench.organiser)


def test_a_handed_over_opinion_cannot_be_placed_taken_back_or_undone():
    bench = Bench(2)
    item = bench.make(bench.points[1])
    actions.hand_over(bench.organiser, bench.opinions[0])
    batch = last_batch(bench.cycle)
    with pytest.raises(Denied):
        actions.place_points(bench.organiser, item, points=[bench.points[0]])
    with pytest.raises(Denied):
        actions.take_back(bench.organiser, bench.cycle, points=[bench.points[0]])
    with pytest.raises(Invalid, match="移交不能撤销"):
        actions.undo(bench.organiser, bench.cycle, batch=batch)


def test_handing_over_makes_a_split_opinion_whole_again():
    bench = Bench(0)
    point = bench.add("设备采购不公开；有人收了好处")
    bench.close_solicitation()
    pieces = actions.split_point(bench.organiser, point, starts=[8])
    bench.make(*pieces)
    actions.hand_over(bench.organiser, point.opinion)
    assert where(point_of(point.opinion)) == "handed_over"


def test_the_receiver_confirms_and_nobody_else():
    bench = Bench(1)
    placement = actions.hand_over(bench.organiser, bench.opinions[0])
    with pytest.raises(Denied):
        actions.confirm_set_aside(bench.colleague, placement)
    actions.confirm_set_aside(builders.member_actor(bench.cycle, "纪委书记"), placement)
    assert figures(bench.cycle)["waiting_confirmation"] == 0


def test_the_receiver_gives_back_what_is_no_accusation():
    bench = Bench(1)
    placement = actions.hand_over(bench.organiser, bench.opinions[0])
    discipline = builders.member_actor(bench.cycle, "纪委书记")
    with pytest.raises(Denied):
        actions.return_handover(bench.organiser, placement, reason="不是线索")
    with pytest.raises(Invalid):
        actions.return_handover(discipline, placement, reason=" ")
    actions.return_handover(discipline, placement, reason="属工作意见")
    item = bench.make(*bench.points)
    assert where(bench.points[0]) == item
