"""What still has to be finished before the figures can be closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.solicitation.box_queries import box_holds_slips, settings_of
from zhiyan.solicitation.models import (
    BoxMode,
    BoxOpening,
    BoxState,
    ImportFile,
    ImportState,
    Opinion,
    Submission,
)


@dataclass(frozen=True)
class OpenEnd:
    """One matter: what is open, how to finish it, and the same as a thing to do."""

    code: str
    text: str
    remedy: str
    task: str


def open_ends(cycle: Cycle) -> list[OpenEnd]:
    """All that keeps solicitation from being closed (征求意见截止确认)."""
    found = []
    waiting = list(
        ImportFile.objects.filter(cycle=cycle, state=ImportState.PREVIEW).values_list("name", flat=True).order_by("at")
    )
    if waiting:
        names = "、".join(f"“{name}”" for name in waiting[:3])
        found.append(
            OpenEnd(
                "import_waiting",
                _("%(n)d 个文件还没有确认导入（%(names)s）") % {"n": len(waiting), "names": names},
                _("请确认导入或放弃这些文件。"),
                _("确认或放弃等待导入的 %(n)d 个文件") % {"n": len(waiting)},
            )
        )
    found += _box(cycle)
    for opening, done in unfinished_openings(cycle):
        found.append(_unentered(opening, opening.entered - done))
    if not Opinion.objects.filter(cycle=cycle).exists():
        found.append(
            OpenEnd("no_opinion", _("还没有一条意见"), _("请先录入或导入意见。"), _("导入意见文件，或逐条录入"))
        )
    return found


def _unentered(opening: BoxOpening, missing: int) -> OpenEnd:
    said = {"month": opening.on.month, "day": opening.on.day, "n": missing}
    return OpenEnd(
        "slips_unentered",
        _("%(month)d月%(day)d日开箱的意见还有 %(n)d 张没有录入") % said,
        _("请录完，或更正开箱登记的张数。"),
        _("录完%(month)d月%(day)d日开箱的意见，还有 %(n)d 张") % said,
    )


def _box(cycle: Cycle) -> list[OpenEnd]:
    """The online box: first it closes, then its last batch is opened."""
    box = settings_of(cycle)
    if box is None:
        return []
    found = []
    if box.state != BoxState.CLOSED:
        found.append(
            OpenEnd("box_open", _("网上意见箱还没有截止"), _("请先办理意见箱截止。"), _("网上意见箱到期后，办理截止"))
        )
    if box_holds_slips(cycle):
        remedy = (
            _("请保密钥人开箱。")
            if box.mode == BoxMode.KEYHOLDER
            else _("请保密钥人（纪委书记）登录开箱，密钥在服务器上（演示）。")
        )
        found.append(OpenEnd("box_unopened", _("网上意见箱还没有开箱"), remedy, _("网上意见箱到期后，请保密钥人开箱")))
    return found


def unfinished_openings(cycle: Cycle) -> list[tuple[BoxOpening, int]]:
    """Paper boxes of which slips are still to be typed in, each with how many are in."""
    openings = list(BoxOpening.objects.filter(channel__cycle=cycle, entered__gt=0).order_by("on"))
    rows = Submission.objects.filter(cycle=cycle, box_opening__isnull=False).values_list("box_opening")
    done: dict[Any, int] = dict(rows.annotate(n=Count("pk")).order_by())
    return [(opening, done.get(opening.pk, 0)) for opening in openings if done.get(opening.pk, 0) < opening.entered]
