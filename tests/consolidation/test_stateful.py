"""No sequence of steps by two people loses or counts twice an opinion, or changes a word of one."""

from __future__ import annotations

import contextlib

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests import builders
from tests.consolidation.builders import Bench, close_solicitation
from zhiyan.consolidation import actions
from zhiyan.consolidation.models import (
    ConsolidationClosing,
    Item,
    Mask,
    PairAnswer,
    PairVerdict,
    Placement,
    PlacementChange,
    Point,
    SetAsideReason,
)
from zhiyan.consolidation.queries import figures
from zhiyan.consolidation.spans import clauses, covers
from zhiyan.consolidation.states import State, state_of
from zhiyan.kernel.errors import DomainError
from zhiyan.solicitation.models import Opinion

TEXTS = (
    "食堂晚餐品种少；值班人员吃不上热饭。",
    "会议太多，填表报数占用时间；同一份数据报四遍",
    "职称评审重论文、轻工程。",
    "周转公寓排队久\n新职工在外租房压力大",
)
pick = st.integers(0, 7)


class Workbench(RuleBasedStateMachine):
    """Two organisers at one workbench, the secretary and the receiver beside them; a refusal is fine, a loss is not."""

    @initialize()
    def open_bench(self) -> None:
        self.bench = Bench(0)
        for text in TEXTS:
            builders.make_opinion(self.bench.cycle, text)
        builders.make_opinion(self.bench.cycle, "给食堂点赞", praise=True)
        close_solicitation(self.bench.cycle)
        self.bench.start()
        self.cycle = self.bench.cycle
        self.secretary = builders.member_actor(self.cycle, "书记")
        self.receiver = builders.member_actor(self.cycle, "纪委书记")
        self.people = (self.bench.organiser, self.bench.colleague)
        self.originals = self.texts()

    # ---------------------------------------------------------------------------------------------- helpers

    def texts(self) -> dict[object, tuple[bytes, bytes]]:
        """Every original, of opinion and submission, byte by byte."""
        found = Opinion.objects.filter(cycle=self.cycle).values_list("pk", "text", "submission__text")
        return {pk: (text.encode(), whole.encode()) for pk, text, whole in found}

    def points(self) -> list[Point]:
        found = Point.objects.filter(cycle=self.cycle, retired=False).select_related("opinion", "placement")
        return sorted(found, key=lambda p: (p.opinion.text, p.start))

    def items(self) -> list[Item]:
        return list(Item.objects.filter(cycle=self.cycle, retired=False).order_by("no"))

    def attempt(self, do, *args, **kwargs) -> None:
        """Do it; a refusal changes nothing at all."""
        before = self.standing()
        try:
            with transaction.atomic():
                do(*args, **kwargs)
        except DomainError:
            assert self.standing() == before

    def places(self) -> dict[object, tuple[object, object]]:
        found = Placement.objects.filter(cycle=self.cycle).values_list("point_id", "item_id", "reason")
        return {point: (item, reason) for point, item, reason in found}

    def standing(self) -> tuple[dict, dict, dict, dict]:
        """All that a step may change: points with places, items, what opinions are about, answers."""
        points = {point.pk: state_of(point) for point in self.points()}
        items = {
            pk: rest
            for pk, *rest in Item.objects.filter(cycle=self.cycle).values_list(
                "pk", "title", "aspect_id", "target_kind", "target_member_id", "target_body", "target_source", "retired"
            )
            if not rest[-1]
        }
        about = {
            pk: rest
            for pk, *rest in Opinion.objects.filter(cycle=self.cycle).values_list(
                "pk", "aspect_id", "target_kind", "target_member_id", "target_body"
            )
        }
        answers = dict(
            PairAnswer.objects.filter(cycle=self.cycle).exclude(verdict=PairVerdict.OPEN).values_list("pk", "verdict")
        )
        return points, items, about, answers

    def last_step(self) -> PlacementChange | None:
        return PlacementChange.objects.filter(cycle=self.cycle).order_by("-no").first()

    def some(self, found: list, n: int):
        return found[n % len(found)] if found else None

    # ------------------------------------------------------------------------------------------------- rules

    @rule(who=st.integers(0, 1), a=pick, b=pick)
    def make(self, who: int, a: int, b: int) -> None:
        points = self.points()
        self.attempt(
            actions.make_item, self.people[who], self.cycle,
            points=[self.some(points, a), self.some(points, b)], title=f"条目{a}{b}",
        )  # fmt: skip

    @rule(who=st.integers(0, 1), a=pick, i=pick)
    def place(self, who: int, a: int, i: int) -> None:
        if item := self.some(self.items(), i):
            self.attempt(actions.place_points, self.people[who], item, points=[self.some(self.points(), a)])

    @rule(who=st.integers(0, 1), i=pick, j=pick)
    def merge(self, who: int, i: int, j: int) -> None:
        if items := self.items():
            self.attempt(actions.merge_items, self.people[who], self.some(items, i), others=[self.some(items, j)])

    @rule(who=st.integers(0, 1), i=pick, a=pick)
    def split_item(self, who: int, i: int, a: int) -> None:
        if item := self.some(self.items(), i):
            self.attempt(actions.split_item, self.people[who], item, points=[self.some(self.points(), a)], title="拆出")

    @rule(who=st.integers(0, 1), a=pick, reason=st.sampled_from([*SetAsideReason.values]))
    def set_aside(self, who: int, a: int, reason: str) -> None:
        self.attempt(
            actions.set_aside, self.people[who], self.cycle, points=[self.some(self.points(), a)], reason=reason
        )

    @rule(who=st.integers(0, 2), a=pick)
    def confirm(self, who: int, a: int) -> None:
        placement = Placement.objects.filter(point=self.some(self.points(), a)).first()
        if placement is not None:
            self.attempt(actions.confirm_set_aside, [*self.people, self.secretary][who], placement)

    @rule(who=st.integers(0, 2), a=pick)
    def take_back(self, who: int, a: int) -> None:
        point = self.some(self.points(), a)
        self.attempt(actions.take_back, [*self.people, self.secretary][who], self.cycle, points=[point])

    @rule(who=st.integers(0, 1), a=pick, cut=pick)
    def split_point(self, who: int, a: int, cut: int) -> None:
        point = self.some(self.points(), a)
        starts = [start for start, _end in clauses(point.opinion.text, (point.start, point.end))]
        self.attempt(actions.split_point, self.people[who], point, starts=[starts[cut % len(starts)]])

    @rule(who=st.integers(0, 1), a=pick)
    def join(self, who: int, a: int) -> None:
        self.attempt(actions.join_points, self.people[who], self.some(self.points(), a).opinion)

    @rule(a=pick)
    def hand_over(self, a: int) -> None:
        self.attempt(actions.hand_over, self.people[0], self.some(self.points(), a).opinion)

    @rule(a=pick)
    def return_handover(self, a: int) -> None:
        placement = Placement.objects.filter(point=self.some(self.points(), a), reason="handed_over").first()
        if placement is not None:
            self.attempt(actions.return_handover, self.receiver, placement, reason="不是问题线索")

    @rule(who=st.integers(0, 2), a=pick, about=st.booleans())
    def mark_about_office(self, who: int, a: int, about: bool) -> None:
        opinion = self.some(self.points(), a).opinion
        self.attempt(actions.mark_about_office, [*self.people, self.receiver][who], opinion, about_office=about)

    @rule(a=pick, b=pick)
    def place_what_is_about_the_office(self, a: int, b: int) -> None:
        """Somebody outside the office does; the organiser may not."""
        points = [point for point in self.points() if point.opinion.about_office]
        if points:
            chosen = [self.some(points, a), self.some(points, b)]
            self.attempt(actions.make_item, self.receiver, self.cycle, points=chosen, title="涉及党务工作部门")
            stands = self.places()
            self.attempt(actions.take_back, self.people[0], self.cycle, points=chosen)
            assert self.places() == stands

    @rule(who=st.integers(0, 1), a=pick, code=st.sampled_from(["P1", "P4"]))
    def assign_opinion(self, who: int, a: int, code: str) -> None:
        opinion = self.some(self.points(), a).opinion
        aspect = self.bench.aspect(code)
        self.attempt(actions.assign_opinion, self.people[who], opinion, aspect=aspect, target=actions.Target())

    @rule(who=st.integers(0, 1), i=pick, code=st.sampled_from(["P1", "P4"]), role=st.sampled_from(["主任", ""]))
    def assign_item(self, who: int, i: int, code: str, role: str) -> None:
        if item := self.some(self.items(), i):
            target = actions.Target.member(builders.member(self.cycle, role)) if role else actions.Target()
            self.attempt(
                actions.assign_item, self.people[who], item, aspect=self.bench.aspect(code), target=target,
                seen=item.version,
            )  # fmt: skip

    @rule(who=st.integers(0, 1), a=pick, words=st.sampled_from(["食堂", "职称", "公寓"]), lift=st.booleans())
    def mask(self, who: int, a: int, words: str, lift: bool) -> None:
        opinion = self.some(self.points(), a).opinion
        self.attempt_mask(actions.mask_words, self.people[who], opinion, words=words, kind="third")
        mask = Mask.objects.filter(opinion=opinion, lifted=False).first()
        if mask is not None and lift:
            self.attempt(actions.lift_mask, self.people[who], mask, reason="不是人名")

    def attempt_mask(self, do, *args, **kwargs) -> None:
        """A mask may word titles anew; where points stand it never changes."""
        stands = self.places()
        with contextlib.suppress(DomainError), transaction.atomic():
            do(*args, **kwargs)
        assert self.places() == stands

    @rule(who=st.integers(0, 1))
    def the_last_step_undone_leaves_everything_as_before_it(self, who: int) -> None:
        """Of whoever it was: a step keeps all that it takes to take it back whole, and the undo can be undone."""
        last = self.last_step()
        if last is None:
            return
        after = self.standing()
        try:
            with transaction.atomic():
                undone = actions.undo(self.people[who], self.cycle, batch=last.batch)
        except DomainError:
            assert self.standing() == after
            return
        with contextlib.suppress(DomainError), transaction.atomic():
            actions.undo(self.people[1 - who], self.cycle, batch=undone)
            assert self.standing() == after

    @rule(who=st.integers(0, 1), n=pick)
    def undo(self, who: int, n: int) -> None:
        steps = PlacementChange.objects.filter(cycle=self.cycle).order_by("-no").values_list("batch", "no").distinct()
        if steps:
            batch, _no = self.some(list(steps), n)
            self.attempt(actions.undo, self.people[who], self.cycle, batch=batch)

    @rule(who=st.integers(0, 1), a=pick, b=pick, verdict=st.sampled_from(["same", "different", "skipped"]))
    def answer(self, who: int, a: int, b: int, verdict: str) -> None:
        points = self.points()
        first, second = self.some(points, a), self.some(points, b)
        self.attempt(actions.answer_pair, self.people[who], self.cycle, first=first, second=second, verdict=verdict)

    @rule(who=st.integers(0, 1), i=pick, title=st.sampled_from(["食堂晚餐", "会议多", "职称评审"]))
    def retitle(self, who: int, i: int, title: str) -> None:
        if item := self.some(self.items(), i):
            self.attempt(actions.retitle, self.people[who], item, title=title, seen=item.version)

    @rule(who=st.integers(0, 1), a=pick, i=pick)
    def place_as_seen_before_somebody_else_moved_it(self, who: int, a: int, i: int) -> None:
        """One organiser places what the other is looking at: the other's click changes nothing."""
        point, item = self.some(self.points(), a), self.some(self.items(), i)
        if item is None:
            return
        seen = {point.pk: state_of(point).token()}
        self.attempt(actions.place_points, self.people[who], item, points=[point])
        stands = self.places()
        fresh = Point.objects.select_related("placement").get(pk=point.pk)
        stale = state_of(fresh).token() != seen[point.pk]
        self.attempt(actions.take_back, self.people[1 - who], self.cycle, points=[point], seen=seen)
        assert not stale or self.places() == stands

    @rule()
    def accept_proposals(self) -> None:
        groups = actions.propose(self.people[1], self.cycle)
        self.attempt(actions.accept_proposals, self.people[1], self.cycle, groups=groups)

    @rule(reopen=st.booleans())
    def close(self, reopen: bool) -> None:
        self.attempt(actions.close_consolidation, self.people[0], self.cycle)
        if ConsolidationClosing.objects.filter(cycle=self.cycle).exists():
            counted = figures(self.cycle)
            assert counted["unplaced"] == counted["waiting_confirmation"] == 0
        if reopen:
            self.attempt(actions.reopen_consolidation, self.people[0], self.cycle, reason="继续归并")

    # -------------------------------------------------------------------------------------------- invariants

    @invariant()
    def every_opinion_is_accounted_for_once(self) -> None:
        if not hasattr(self, "cycle"):
            return
        assert self.texts() == self.originals
        spans: dict[object, list[tuple[int, int]]] = {}
        for point in self.points():
            spans.setdefault(point.opinion_id, []).append((point.start, point.end))
        assert set(spans) == set(self.originals)
        assert all(covers(self.originals[pk][0].decode(), held) for pk, held in spans.items())

    @invariant()
    def the_history_alone_gives_where_every_point_stands(self) -> None:
        """Played from the first step, before and after of each agree, and the end is what is stored."""
        if not hasattr(self, "cycle"):
            return
        whole = {pk: State(0, len(text.decode())).data() for pk, (text, _submission) in self.originals.items()}
        played: dict[object, object] = {}
        for row in PlacementChange.objects.filter(cycle=self.cycle, point__isnull=False).order_by("no"):
            begins = None if row.what == "split" and row.before is None else whole[row.point.opinion_id]
            assert played.get(row.point_id, begins) == row.before, row.what
            played[row.point_id] = row.after
        for point in Point.objects.filter(cycle=self.cycle).select_related("placement"):
            state = state_of(point)
            assert played.get(point.pk, whole[point.opinion_id]) == (state.data() if state else None)

    @invariant()
    def what_was_handed_over_stands_alone_and_in_no_item(self) -> None:
        if not hasattr(self, "cycle"):
            return
        moved = Opinion.objects.filter(cycle=self.cycle, withheld=True).values_list("pk", flat=True)
        for pk in moved:
            places = list(Placement.objects.filter(point__opinion=pk).values_list("item_id", "reason"))
            assert places == [(None, "handed_over")]

    @invariant()
    def no_answer_stands_twice_or_outside_the_history(self) -> None:
        if not hasattr(self, "cycle"):
            return
        for pair in PairAnswer.objects.filter(cycle=self.cycle):
            last = PlacementChange.objects.filter(pair=pair).order_by("-no").first()
            assert last is not None
            assert last.after == {"verdict": pair.verdict}

    @invariant()
    def the_sums_agree(self) -> None:
        if not hasattr(self, "cycle"):
            return
        counted = figures(self.cycle)
        assert counted["opinions"] == len(self.originals)
        assert counted["points"] == counted["placed"] + sum(counted["set_aside"].values()) + counted["unplaced"]
        live = set(Placement.objects.filter(cycle=self.cycle, item__isnull=False).values_list("item_id", flat=True))
        assert live == {item.pk for item in self.items()}
        assert not Placement.objects.filter(cycle=self.cycle, point__retired=True).exists()


@pytest.mark.django_db(transaction=False)
def test_no_sequence_of_steps_loses_or_double_counts_an_opinion():
    run_state_machine_as_test(
        Workbench,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
