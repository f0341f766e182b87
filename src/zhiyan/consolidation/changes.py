"""One step (归置变动): changes points, items and opinions together, and writes what it did so that it can be undone."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Count, F, Max
from django.utils.translation import gettext as _

from zhiyan.consolidation.models import (
    ConsolidationClosing,
    Item,
    PairAnswer,
    Placement,
    PlacementChange,
    Point,
    SetAsideReason,
)
from zhiyan.consolidation.permissions import may_place_opinion
from zhiyan.consolidation.states import Data, Place, State, plain_fields, state_of
from zhiyan.consolidation.titling import said
from zhiyan.cycle.models import Cycle, CycleState
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Conflict, Denied, Invalid
from zhiyan.solicitation.models import Opinion

T = TypeVar("T")
CHUNK = 500


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The values in lists of at most `size`: databases limit how many ids one query may name."""
    batch: list[T] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def lock(cycle: Cycle) -> Cycle:
    """Take the cycle's row, so that two steps never run at once; item numbers and step numbers follow from it."""
    return Cycle.objects.select_for_update().get(pk=cycle.pk)


class Step:
    """A step under way. Make it inside an action, change through it, `finish` it."""

    def __init__(self, actor: Actor, cycle: Cycle, what: str, *, undoes: uuid.UUID | None = None) -> None:
        lock(cycle)
        last = PlacementChange.objects.filter(cycle=cycle).aggregate(last=Max("no"))["last"] or 0
        self.actor, self.cycle, self.what, self.undoes = actor, cycle, what, undoes
        self.no, self.batch = last + 1, uuid.uuid4()
        self._rows: list[PlacementChange] = []
        self._touched: set[uuid.UUID] = set()

    # ------------------------------------------------------------------------------------------------ points

    def move(self, points: Iterable[Point], place: Place | None) -> None:
        """Put points, each where it is, into the same place (None: back among the unplaced)."""
        self.write({point: State(point.start, point.end, place) for point in points})

    def write(self, wanted: Mapping[Point, State | None]) -> None:
        """Bring points into the wanted states. Spans that go are cleared before spans that come."""
        changed = {point: state for point, state in wanted.items() if state_of(point) != state}
        for point, state in changed.items():
            self._row(point=point, before=state_of(point), after=state)
        leaving = [point for point, state in changed.items() if state is None or state.place is None]
        for batch in chunks(point.pk for point in leaving):
            Placement.objects.filter(point_id__in=batch).delete()
        self._write_spans(changed)
        self._write_places({p: s.place for p, s in changed.items() if s is not None and s.place is not None})

    def _write_spans(self, changed: Mapping[Point, State | None]) -> None:
        gone = [point for point, state in changed.items() if state is None]
        for point in gone:
            point.retired = True
        Point.objects.bulk_update(gone, ["retired"], batch_size=CHUNK)
        kept = []
        for point, state in changed.items():
            if state is not None and (point.retired, point.start, point.end) != (False, state.start, state.end):
                point.retired, point.start, point.end = False, state.start, state.end
                kept.append(point)
        Point.objects.bulk_update(kept, ["retired", "start", "end"], batch_size=CHUNK)

    def _write_places(self, places: Mapping[Point, Place]) -> None:
        stored: dict[uuid.UUID, Placement] = {}
        for batch in chunks(point.pk for point in places):
            stored |= {p.point_id: p for p in Placement.objects.filter(point_id__in=batch)}
        new: list[Placement] = []
        old: list[Placement] = []
        for point, place in places.items():
            placement = stored.get(point.pk) or Placement(unit_id=self.cycle.unit_id, cycle=self.cycle, point=point)
            for name, value in place.fields().items():
                setattr(placement, name, value)
            (old if point.pk in stored else new).append(placement)
        Placement.objects.bulk_create(new, batch_size=CHUNK)
        Placement.objects.bulk_update(old, list(Place().fields()), batch_size=CHUNK)

    def new_point(self, opinion: Opinion, state: State) -> Point:
        """A point that a split makes, with its history from the first."""
        point = Point.objects.create(
            unit_id=self.cycle.unit_id,
            cycle=self.cycle,
            opinion=opinion,
            start=state.start,
            end=state.end,
        )
        self._row(point=point, before=None, after=state)
        if state.place is not None:
            self._write_places({point: state.place})
        return point

    # ------------------------------------------------------------------------------------- items and opinions

    def describe_item(self, item: Item, seen: int | None, fields: Data) -> None:
        """Change title, aspect or target of an item; Conflict where it changed since version `seen`."""
        before = {name: getattr(item, name) for name in fields}
        item.change(seen, **fields)
        if before != fields:
            self._row(item=item, before=plain_fields(before), after=plain_fields(fields))

    def describe_opinion(self, opinion: Opinion, fields: Data) -> None:
        """Change aspect or target of an opinion; its words never."""
        before = {name: getattr(opinion, name) for name in fields}
        if before == fields:
            return
        for name, value in fields.items():
            setattr(opinion, name, value)
        opinion.save(update_fields=[name.removesuffix("_id") for name in fields])
        self._row(opinion=opinion, before=plain_fields(before), after=plain_fields(fields))

    def answer_pair(self, pair: PairAnswer, verdict: str) -> None:
        """Say of a pair whether it is the same matter, or take that back."""
        before = pair.verdict
        if before == verdict:
            return
        pair.verdict, pair.by_id, pair.at = verdict, self.actor.user_id, clock.now()
        pair.save()
        self._row(pair=pair, before={"verdict": str(before)}, after={"verdict": str(verdict)})

    # ------------------------------------------------------------------------------------------------ history

    def _row(self, *, before: State | Data | None, after: State | Data | None, **subject: Any) -> None:
        row = PlacementChange(
            unit_id=self.cycle.unit_id,
            cycle=self.cycle,
            batch=self.batch,
            no=self.no,
            what=self.what,
            before=before.data() if isinstance(before, State) else before,
            after=after.data() if isinstance(after, State) else after,
            by_id=self.actor.user_id,
            at=clock.now(),
            undoes=self.undoes,
            **subject,
        )
        if isinstance(before, State) and before.place is not None:
            row.from_item_id = before.place.item
        if isinstance(after, State) and after.place is not None:
            row.to_item_id = after.place.item
        self._touched |= {item for item in (row.from_item_id, row.to_item_id) if item is not None}
        self._rows.append(row)

    def finish(self) -> uuid.UUID:
        """Write the history, retire items left empty and revive those that hold points again. The step's batch id."""
        PlacementChange.objects.bulk_create(self._rows, batch_size=CHUNK)
        for batch in chunks(self._touched):
            held = dict(
                Placement.objects.filter(item_id__in=batch).values_list("item_id").annotate(n=Count("id")).order_by()
            )
            items = Item.objects.filter(pk__in=batch)
            empty = [pk for pk in batch if pk not in held]
            items.filter(pk__in=empty, retired=False).update(retired=True, version=F("version") + 1)
            items.filter(pk__in=list(held), retired=True).update(retired=False, version=F("version") + 1)
        return self.batch


# --------------------------------------------------------------------------------------------- what must hold


def points_of(cycle: Cycle, points: Iterable[Point]) -> list[Point]:
    """The same points as they are stored now, in the order given, with opinion and placement.

    Raises Invalid where none is given, or one is of another cycle or was joined into another.
    """
    ids = list(dict.fromkeys(point.pk for point in points))
    stored: dict[uuid.UUID, Point] = {}
    for batch in chunks(ids):
        found = Point.objects.filter(cycle=cycle, retired=False, pk__in=batch)
        stored |= {p.pk: p for p in found.select_related("placement__item", "opinion__submission")}
    if not ids:
        raise Invalid("consolidation.no_points", _("还没有选意见，请先勾选要处理的意见。"))
    if len(stored) != len(ids):
        raise Invalid("consolidation.points_gone", _("选中的意见有的已经拆分或合并，请刷新后重选。"))
    return [stored[pk] for pk in ids]


def require_seen(points: Sequence[Point], seen: Mapping[uuid.UUID, str] | None, yours: str) -> None:
    """Refuse where a point is no longer where the page showed it. `seen` maps points to the tokens shown."""
    theirs = []
    for point in points:
        state = state_of(point)
        shown = None if seen is None else seen.get(point.pk)
        if shown is not None and state is not None and state.token() != shown:
            theirs.append(f"“{excerpt(point)}”{place_words(point)}")
    if theirs:
        raise Conflict(
            "consolidation.moved",
            _("这条意见刚刚被别人处理过，您的操作没有保存：%(theirs)s。请刷新后再定。")
            % {"theirs": _("；").join(theirs)},
            theirs={"place": _("；").join(theirs)},
            yours={"place": yours},
        )


def excerpt(point: Point, length: int = 12) -> str:
    """The first characters of a point, masked, for sentences about it; nothing of what was handed over."""
    if point.opinion.withheld:
        return _("已移交")
    text = " ".join(said(point).split())
    return text if len(text) <= length else f"{text[:length]}…"


def place_words(point: Point) -> str:
    """Where a point stands, in words."""
    placement = getattr(point, "placement", None)
    if placement is None:
        return _("已退回待归并")
    if placement.item is not None:
        return _("已在条目 %(no)d《%(title)s》") % {"no": placement.item.no, "title": placement.item.title}
    return _("已另存：%(reason)s") % {"reason": SetAsideReason(placement.reason).label}


def require_open(cycle: Cycle, *, late: bool = False) -> None:
    """Refuse once the cycle is archived, or consolidation is closed. `late` lets through what must still be possible:
    placing an opinion that came after the closing, handing over an accusation.
    """
    if Cycle.objects.filter(pk=cycle.pk, state=CycleState.CLOSED).exists():
        raise Invalid("consolidation.archived", _("本年度已归档，不能再改。"))
    if not late and ConsolidationClosing.objects.filter(cycle=cycle).exists():
        raise Invalid(
            "consolidation.closed",
            _("梳理已经完成确认，归并结果不能再改。"),
            remedy=_("反馈之前可以由党务工作人员写明原因重新打开梳理。"),
        )


def require_placeable(actor: Actor, points: Iterable[Point]) -> None:
    """Refuse points whose opinion somebody else has to place."""
    for point in points:
        if may_place_opinion(actor, point.opinion):
            continue
        if point.opinion.withheld:
            raise Denied("denied.handed_over", _("这条意见已经移交，只由接收人处理。"))
        raise Denied(
            "denied.place",
            _("这条意见不由您归并。"),
            reason=_("涉及党务工作部门的意见由纪委书记或督导组归并，其他意见由党务工作人员归并。"),
        )
