"""Points into items; items made, merged, split; undo; two people at once."""

from __future__ import annotations

import pytest

from tests import builders
from tests.consolidation.builders import Bench, last_batch, point_of, where
from zhiyan.consolidation import actions
from zhiyan.consolidation.actions.placing import item_token
from zhiyan.consolidation.models import Item, Mask, Placement, PlacementChange, Point
from zhiyan.consolidation.queries import last_undoable, lineage
from zhiyan.consolidation.states import State, Target, state_of
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Conflict, Denied, Invalid

pytestmark = pytest.mark.django_db


def test_start_gives_every_opinion_one_point_over_its_whole_text():
    bench = Bench(3)
    assert [(p.start, p.end) for p in bench.points] == [(0, len(o.text)) for o in bench.opinions]
    assert actions.start(bench.organiser, bench.cycle) == 0


def test_start_masks_the_writers_own_data():
    bench = Bench(0)
    data = [{"kind": "phone", "value": "10012345678", "start": 2, "end": 13}]
    point = bench.add("电话10012345678，食堂晚餐太少", personal_data=data)
    assert [(m.start, m.end, m.kind) for m in point.opinion.masks.all()] == [(2, 13, "writer")]


def test_a_new_item_holds_its_points_and_takes_their_aspect_and_target():
    bench = Bench(2, aspect="P4", target="书记")
    item = bench.make(*bench.points)
    assert (item.no, item.aspect.code, item.target_member.role) == (1, "P4", "书记")
    assert [where(p) for p in bench.points] == [item, item]


def test_an_item_without_a_title_is_refused_beside_the_field():
    bench = Bench(1)
    with pytest.raises(Invalid) as refused:
        bench.make(*bench.points, title="  ")
    assert "title" in refused.value.fields
    assert Item.objects.count() == Placement.objects.count() == PlacementChange.objects.count() == 0


def test_an_opinion_without_target_becomes_the_teams_by_default_when_placed():
    bench = Bench(1, target=None)
    item = bench.make(*bench.points)
    opinion = point_of(bench.opinions[0]).opinion
    assert (opinion.target_kind, opinion.target_source, item.target_kind) == ("team", "default", "team")
    actions.undo(bench.organiser, bench.cycle, batch=last_batch(bench.cycle))
    opinion.refresh_from_db()
    assert (opinion.target_kind, opinion.target_source) == (None, "")


def test_points_placed_elsewhere_move_and_leave_an_empty_item_retired():
    bench = Bench(2)
    first, second = bench.points
    old, new = bench.make(first), bench.make(second)
    actions.place_points(bench.organiser, new, points=[first])
    old.refresh_from_db()
    assert where(first) == new
    assert old.retired
    assert PlacementChange.objects.filter(point=first).last().what == "move"


def test_a_retired_item_takes_no_points():
    bench = Bench(3)
    first, second, third = bench.points
    old, new = bench.make(first), bench.make(second)
    actions.merge_items(bench.organiser, new, others=[old])
    with pytest.raises(Invalid, match="并走"):
        actions.place_points(bench.organiser, old, points=[third])


def test_merging_moves_everything_and_keeps_the_lineage():
    bench = Bench(3)
    first, second, third = bench.points
    one, two = bench.make(first, second), bench.make(third)
    actions.merge_items(bench.organiser, one, others=[two])
    two.refresh_from_db()
    assert two.retired
    assert {where(p) for p in bench.points} == {one}
    steps = lineage(one)
    assert [step.what for step in steps] == ["merge", "make"]
    assert "条目 2" in steps[0].detail
    assert [step.what for step in lineage(two)] == ["merge", "make"]


def test_merging_an_item_with_itself_is_refused():
    bench = Bench(1)
    item = bench.make(*bench.points)
    with pytest.raises(Invalid):
        actions.merge_items(bench.organiser, item, others=[item])


def test_splitting_takes_some_points_into_a_new_item():
    bench = Bench(3)
    item = bench.make(*bench.points)
    new = actions.split_item(bench.organiser, item, points=bench.points[:1], title="值班员吃不上热饭")
    assert [where(p) for p in bench.points] == [new, item, item]
    assert new.aspect == item.aspect


def test_splitting_off_every_point_is_refused():
    bench = Bench(2)
    item = bench.make(*bench.points)
    with pytest.raises(Invalid, match="变空"):
        actions.split_item(bench.organiser, item, points=bench.points, title="新条目")


def test_splitting_off_a_point_of_another_item_is_refused():
    bench = Bench(3)
    first, second, third = bench.points
    item = bench.make(first, second)
    with pytest.raises(Invalid, match="不在这个条目"):
        actions.split_item(bench.organiser, item, points=[third], title="新条目")


def test_placing_a_point_that_somebody_moved_meanwhile_is_refused_with_the_difference():
    bench = Bench(2)
    first, second = bench.points
    mine = bench.make(second)
    shown = {first.pk: state_of(first).token()}
    bench.make(first, title="另一个条目", actor=bench.colleague)
    with pytest.raises(Conflict) as refused:
        actions.place_points(bench.organiser, mine, points=[first], seen=shown)
    assert "另一个条目" in refused.value.theirs["place"]
    assert where(first) != mine


def test_merging_an_item_that_grew_meanwhile_is_refused_with_the_difference():
    bench = Bench(3)
    first, second, third = bench.points
    one, two = bench.make(first), bench.make(second)
    shown = {one.pk: item_token(one, 1), two.pk: item_token(two, 1)}
    actions.place_points(bench.colleague, two, points=[third])
    with pytest.raises(Conflict, match="现有 2 条"):
        actions.merge_items(bench.organiser, one, others=[two], seen=shown)


def test_retitling_over_somebody_elses_change_is_refused_with_both_texts():
    bench = Bench(1)
    item = bench.make(*bench.points)
    actions.retitle(bench.colleague, item, title="晚餐没有热菜", seen=item.version)
    with pytest.raises(Conflict) as refused:
        actions.retitle(bench.organiser, item, title="食堂供餐差", seen=1)
    assert refused.value.theirs["title"] == "晚餐没有热菜"


def test_assigning_an_item_to_a_member_keeps_its_points():
    bench = Bench(1)
    item = bench.make(*bench.points)
    director = builders.member(bench.cycle, "主任")
    actions.assign_item(bench.organiser, item, aspect=bench.aspect("P5"), target=Target.member(director))
    item.refresh_from_db()
    assert (item.aspect.code, item.target_member, item.target_source) == ("P5", director, "assigned")


def test_a_target_beyond_the_team_needs_a_name():
    bench = Bench(1)
    item = bench.make(*bench.points)
    with pytest.raises(Invalid) as refused:
        actions.assign_item(bench.organiser, item, aspect=None, target=Target("other"))
    assert "target_body" in refused.value.fields


def test_assigning_an_opinion_changes_aspect_and_target_and_never_its_words():
    bench = Bench(1)
    opinion = bench.opinions[0]
    text = opinion.text
    actions.assign_opinion(bench.organiser, opinion, aspect=bench.aspect("P1"), target=Target())
    opinion.refresh_from_db()
    assert (opinion.aspect.code, opinion.text) == ("P1", text)


@pytest.mark.parametrize("step", ["make", "merge", "split", "set_aside", "take_back", "retitle", "assign"])
def test_undo_puts_everything_back_and_can_itself_be_undone(step: str):
    bench = Bench(3)
    first, second, third = bench.points
    item, other = bench.make(first, second), bench.make(third, title="另一个")
    do = {
        "make": lambda: actions.make_item(bench.organiser, bench.cycle, points=[first], title="新"),
        "merge": lambda: actions.merge_items(bench.organiser, item, others=[other]),
        "split": lambda: actions.split_item(bench.organiser, item, points=[second], title="新"),
        "set_aside": lambda: bench.aside(third),
        "take_back": lambda: actions.take_back(bench.organiser, bench.cycle, points=[first, third]),
        "retitle": lambda: actions.retitle(bench.organiser, item, title="新表述"),
        "assign": lambda: actions.assign_item(
            bench.organiser, item, aspect=None, target=Target("other", body="科技处")
        ),
    }
    before = snapshot(bench)
    do[step]()
    after = snapshot(bench)
    assert after != before
    undone = actions.undo(bench.organiser, bench.cycle, batch=last_batch(bench.cycle))
    assert held(snapshot(bench)) == held(before)
    actions.undo(bench.organiser, bench.cycle, batch=undone)
    assert held(snapshot(bench)) == held(after)


def snapshot(bench: Bench) -> tuple[dict[object, State | None], dict[object, tuple[object, ...]]]:
    points = {p.pk: state_of(p) for p in Point.objects.filter(cycle=bench.cycle).select_related("placement")}
    items = Item.objects.filter(cycle=bench.cycle)
    return points, {i.pk: (i.title, i.aspect_id, i.target_kind, i.target_body, i.retired) for i in items}


def held(shot: tuple[dict[object, State | None], dict[object, tuple[object, ...]]]) -> object:
    """Points, and the items that hold any: an item made and undone stays behind, retired and empty."""
    points, items = shot
    return points, {pk: row for pk, row in items.items() if not row[-1]}


def test_undo_is_refused_where_a_later_step_touched_the_same_points():
    bench = Bench(2)
    first, second = bench.points
    item = bench.make(first)
    batch = last_batch(bench.cycle)
    other = bench.make(second)
    actions.place_points(bench.colleague, other, points=[first])
    with pytest.raises(Invalid, match="后来又被改过"):
        actions.undo(bench.organiser, bench.cycle, batch=batch)
    assert where(first) == other != item


def test_undo_is_refused_the_second_time():
    bench = Bench(1)
    bench.make(*bench.points)
    batch = last_batch(bench.cycle)
    actions.undo(bench.organiser, bench.cycle, batch=batch)
    with pytest.raises(Invalid, match="已经撤销"):
        actions.undo(bench.organiser, bench.cycle, batch=batch)


def test_undo_again_and_again_takes_back_step_after_step():
    bench = Bench(2)
    first, second = bench.points
    item = bench.make(first)
    actions.place_points(bench.organiser, item, points=[second])
    bench.aside(first)
    for _step in range(3):
        found = last_undoable(bench.organiser, bench.cycle)
        actions.undo(bench.organiser, bench.cycle, batch=found.batch)
    assert [where(p) for p in bench.points] == [None, None]
    assert last_undoable(bench.organiser, bench.cycle) is None


def test_undo_of_an_earlier_step_works_after_the_later_one_was_undone():
    bench = Bench(2)
    first, second = bench.points
    bench.make(first)
    batch = last_batch(bench.cycle)
    other = bench.make(second)
    actions.place_points(bench.organiser, other, points=[first])
    actions.undo(bench.organiser, bench.cycle, batch=last_batch(bench.cycle))
    actions.undo(bench.organiser, bench.cycle, batch=batch)
    assert where(first) is None


def test_another_cycles_points_are_refused():
    bench, other = Bench(1), Bench(1)
    with pytest.raises(Invalid):
        actions.make_item(bench.organiser, bench.cycle, points=other.points, title="食堂")


def test_no_points_at_all_is_refused():
    bench = Bench(1)
    with pytest.raises(Invalid, match="还没有选意见"):
        bench.make()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ORGANISER])
def test_an_ordinary_opinion_is_placed_by_the_organiser_alone(role: Role):
    bench = Bench(1)
    with pytest.raises(Denied):
        bench.make(*bench.points, actor=builders.actor(bench.cycle, role))


def test_an_opinion_about_the_office_is_placed_by_somebody_outside_it():
    bench = Bench(1, about_office=True)
    with pytest.raises(Denied):
        bench.make(*bench.points)
    discipline = builders.member_actor(bench.cycle, "纪委书记")
    item = bench.make(*bench.points, actor=discipline)
    assert where(bench.points[0]) == item


def test_marking_a_placed_opinion_as_about_the_office_takes_it_out_of_its_item():
    bench = Bench(1)
    bench.make(*bench.points)
    actions.mark_about_office(bench.colleague, bench.opinions[0], about_office=True)
    assert where(bench.points[0]) is None
    with pytest.raises(Denied):
        actions.mark_about_office(bench.organiser, point_of(bench.opinions[0]).opinion, about_office=False)


def test_another_units_organiser_is_refused():
    bench, other = Bench(1), Bench(1)
    with pytest.raises(Denied):
        bench.make(*bench.points, actor=other.organiser)


def test_a_title_with_somebodys_number_in_it_is_refused():
    bench = Bench(1)
    with pytest.raises(Invalid) as refused:
        bench.make(*bench.points, title="请打13912345678核实")
    assert "title" in refused.value.fields
    assert not Item.objects.exists()


def test_a_proposed_title_covers_a_number_that_nobody_masked():
    bench = Bench(0)
    bench.add("请打13912345678核实食堂晚餐")
    (group,) = actions.propose(bench.organiser, bench.cycle)
    assert group.title == "请打某核实食堂晚餐"


def test_a_name_found_is_a_third_persons_unless_it_is_the_writers_own():
    bench = Bench(0)
    third = [{"kind": "name", "value": "王某", "start": 2, "end": 4}]
    own = [{"kind": "name", "value": "王某", "start": 2, "end": 4}]
    of_third = bench.add("食堂王某管得不好", personal_data=third)
    of_own = bench.add("我叫王某，食堂晚餐少", personal_data=own)
    kinds = [Mask.objects.get(opinion=point.opinion).kind for point in (of_third, of_own)]
    assert kinds == ["third", "writer"]
