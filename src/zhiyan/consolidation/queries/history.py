"""The history of steps: what can be undone, and how an item came about."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Item, PlacementChange
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actor import Actor

FINAL = ("hand_over", "return")
LOOKED_AT = 40


def step_name(what: str) -> str:
    """A step in words."""
    names = {
        "place": _("归入条目"),
        "move": _("移到别的条目"),
        "make": _("新建条目"),
        "merge": _("合并条目"),
        "split_item": _("拆出新条目"),
        "set_aside": _("另存"),
        "confirm": _("复核另存"),
        "take_back": _("退回待归并"),
        "hand_over": _("移交"),
        "return": _("移交退回"),
        "split": _("拆成要点"),
        "join": _("合并要点"),
        "retitle": _("改表述"),
        "assign": _("改方面或对象"),
        "accept": _("采用归并建议"),
        "office": _("标为涉及党务工作部门"),
        "answer": _("回答是不是同一件事"),
        "undo": _("撤销"),
    }
    return names.get(what, what)


@dataclass(frozen=True)
class History:
    """One step as a page shows it. `items` are other items that it moved points from or to."""

    batch: uuid.UUID
    no: int
    what: str
    label: str
    who: str
    at: dt.datetime
    points: int
    detail: str = ""
    holds: bool = True


def last_undoable(actor: Actor, cycle: Cycle) -> History | None:
    """The actor's last step that still holds and is no undo or handover: what “撤销上一步” takes back."""
    steps = PlacementChange.objects.filter(cycle=cycle).order_by("-no")
    undone: set[uuid.UUID] = set()
    row = steps.first()
    for _n in range(LOOKED_AT):
        if row is None:
            break
        if row.batch not in undone:
            if row.undoes is not None:
                undone.add(row.undoes)
            elif row.by_id == actor.user_id and row.what not in FINAL:
                points = PlacementChange.objects.filter(batch=row.batch, point__isnull=False).count()
                return History(row.batch, row.no, row.what, step_name(row.what), actor.label, row.at, points)
        row = steps.filter(no__lt=row.no).first()
    return None


def steps(cycle: Cycle, before: int | None = None, most: int = 50) -> list[History]:
    """The cycle's steps (操作记录), last first, those before step `before`: who did what to how many points.

    `holds` is false for one that was undone. Says nothing of any opinion's words.
    """
    rows = PlacementChange.objects.filter(cycle=cycle)
    numbers = rows.filter(no__lt=before) if before else rows
    wanted = list(numbers.order_by("-no").values_list("no", flat=True).distinct()[:most])
    counted = (
        rows.filter(no__in=wanted)
        .order_by("-no")
        .values("no", "batch", "what", "undoes", "by__label")
        .annotate(
            at=Min("at"),
            points=Count("point"),
            items=Count("to_item", distinct=True),
            into=Min("to_item__title"),
            title=Min("item__title"),
        )
    )
    undone = undone_batches(cycle)
    return [
        History(
            row["batch"],
            row["no"],
            row["what"],
            step_name(row["what"]),
            row["by__label"] or _("系统"),
            row["at"],
            row["points"],
            row["title"] or (row["into"] if row["items"] == 1 else "") or "",
            row["batch"] not in undone and row["what"] not in FINAL,
        )
        for row in counted
    ]


def undone_batches(cycle: Cycle) -> set[uuid.UUID]:
    """The steps that an undo, itself not undone, took back."""
    found = PlacementChange.objects.filter(cycle=cycle, undoes__isnull=False).order_by("-no")
    undone: set[uuid.UUID] = set()
    for batch, undoes in found.values_list("batch", "undoes").distinct():
        if undoes is not None and batch not in undone:
            undone.add(undoes)
    return undone


def lineage(item: Item) -> list[History]:
    """来龙去脉: every step that changed the item or moved points into or out of it, last first."""
    rows = (
        PlacementChange.objects.filter(Q(item=item) | Q(from_item=item) | Q(to_item=item))
        .select_related("by", "from_item", "to_item")
        .order_by("-no")
    )
    steps: dict[uuid.UUID, list[PlacementChange]] = {}
    for row in rows[:2000]:
        steps.setdefault(row.batch, []).append(row)
    return [_history(item, rows_of_step) for rows_of_step in steps.values()]


def _history(item: Item, rows: list[PlacementChange]) -> History:
    first = rows[0]
    came = [row for row in rows if row.to_item_id == item.pk and row.from_item_id != item.pk]
    went = [row for row in rows if row.from_item_id == item.pk and row.to_item_id != item.pk]
    parts = []
    if came:
        parts.append(_("归入 %(n)d 条") % {"n": len(came)} + _of_items({r.from_item for r in came if r.from_item}))
    if went:
        parts.append(_("移出 %(n)d 条") % {"n": len(went)} + _of_items({r.to_item for r in went if r.to_item}))
    for row in rows:
        if row.item_id is not None and row.before and row.after and "title" in row.after:
            parts.append(_("原表述“%(before)s”，改为“%(after)s”") % {
                "before": row.before["title"], "after": row.after["title"],
            })  # fmt: skip
    return History(
        first.batch,
        first.no,
        first.what,
        step_name(first.what),
        first.by.label if first.by else "",
        first.at,
        len(came) + len(went),
        "；".join(parts),
    )


def _of_items(others: set[Item]) -> str:
    if not others:
        return ""
    return "（" + "、".join(_("条目 %(no)d") % {"no": i.no} for i in sorted(others, key=lambda i: i.no)) + "）"
