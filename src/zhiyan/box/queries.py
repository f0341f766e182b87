"""What the box shows: names that may point to a writer, and what became of an opinion."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation.models import ConsolidationClosing, Placement
from zhiyan.cycle.models import Cycle
from zhiyan.disclosure.models import Disclosure
from zhiyan.org.models import Branch, Department
from zhiyan.rectification.models import Measure, MeasureState, Problem
from zhiyan.solicitation.codes import tidy_reply
from zhiyan.solicitation.models import Opinion, Submission
from zhiyan.statements.models import ItemAnswer
from zhiyan.web.chinese import full_date

Step = dict[str, Any]


def place_names(cycle: Cycle) -> list[str]:
    """Names of branches and departments, which may point to a writer."""
    names = [*Branch.objects.filter(unit=cycle.unit).values_list("name", flat=True)]
    names += Department.objects.filter(unit=cycle.unit, is_leadership=False).values_list("name", flat=True)
    return sorted({*names, *(name.removesuffix("党支部") for name in names)}, key=len, reverse=True)


def follow(cycle: Cycle, typed: str) -> list[list[Step]] | None:
    """What became of a submission, by its receipt code: one chain of steps for each opinion in it; None where unknown.

    Words of the opinion are not shown: whoever holds the code learns where it is, not what it says. Steps as the
    component `chain` takes them.
    """
    code = tidy_reply(typed)
    submission = (
        Submission.objects.filter(cycle=cycle, receipt_code=code).select_related("channel", "box_opening").first()
    )
    if submission is None:
        return None
    opinions = list(Opinion.objects.filter(submission=submission).order_by("start"))
    if ConsolidationClosing.objects.filter(cycle=cycle).exists():
        placements = _placements(opinions)
        return [[_received(submission), *_after(opinion, placements.get(opinion.pk, []))] for opinion in opinions]
    waiting = _missing(_("梳理"), _("正在梳理，完成后可以看到归入了哪个条目。"))
    return [[_received(submission), _handed_over() if one.withheld else waiting] for one in opinions]


def _placements(opinions: list[Opinion]) -> dict[uuid.UUID, list[Placement]]:
    found: dict[uuid.UUID, list[Placement]] = {}
    placed = (
        Placement.objects.filter(point__opinion__in=opinions).select_related("item", "point").order_by("point__start")
    )
    for placement in placed:
        found.setdefault(placement.point.opinion_id, []).append(placement)
    return found


def _received(submission: Submission) -> Step:
    how = (
        _("%(day)s 开箱") % {"day": full_date(submission.on)} if submission.box_opening_id else submission.channel.name
    )
    return {"label": _("收到"), "title": _("已收到并录入"), "note": how, "state": "done"}


def _handed_over() -> Step:
    return {
        "label": _("移交"),
        "title": _("已移交"),
        "note": _("由有权处理的人按规定办理，其他人看不到原文。"),
        "state": "done",
    }


def _missing(label: str, note: str) -> Step:
    return {"label": label, "title": "", "note": note}


def _after(opinion: Opinion, placements: list[Placement]) -> list[Step]:
    """The steps after receipt: item, then answer or rectification; or why it was set aside."""
    if opinion.withheld:
        return [_handed_over()]
    steps: list[Step] = []
    for placement in placements:
        if placement.item is None:
            steps.append(
                {
                    "label": _("不纳入条目"),
                    "title": placement.get_reason_display(),
                    "note": placement.note,
                    "state": "info",
                    "state_text": _("有说明"),
                }
            )
            continue
        steps.append({"label": _("归并条目"), "title": placement.item.title, "state": "done"})
        steps += _outcome(placement.item)
    return steps or [_missing(_("梳理"), _("还没有归入条目。"))]


def _outcome(item: Any) -> list[Step]:
    answer = ItemAnswer.objects.filter(item=item).first()
    steps: list[Step] = []
    if answer is not None:
        note = _("转办：%(who)s") % {"who": answer.receiver} if answer.receiver else ""
        steps.append(
            {
                "label": _("办理答复"),
                "title": answer.get_kind_display(),
                "text": answer.text,
                "note": note,
                "state": "done",
            }
        )
        if answer.reply:
            steps.append({"label": _("回复"), "title": answer.receiver, "text": answer.reply, "state": "done"})
    measures = _measures(item)
    if measures:
        steps.append(_rectification(item, measures))
    return steps or [_missing(_("办理"), _("正在研究整改或答复。"))]


def _measures(item: Any) -> list[Measure]:
    problems = Problem.objects.filter(items=item) | Problem.objects.filter(item=item)
    return list(Measure.objects.filter(problem__in=problems.distinct().values("pk")).select_related("problem"))


def _rectification(item: Any, measures: list[Measure]) -> Step:
    """Numbers always; the words of the team's problem only once it was disclosed to the staff."""
    finished = sum(measure.state in (MeasureState.SIGNED_OFF, MeasureState.LONG_TERM) for measure in measures)
    shown = Disclosure.objects.filter(cycle=item.cycle_id, issued=True).exists()
    texts = list(dict.fromkeys(m.problem.text for m in measures if m.problem.member_id is None)) if shown else []
    return {
        "label": _("整改"),
        "title": _("列入整改，%(n)d 项措施，完成 %(done)d 项") % {"n": len(measures), "done": finished},
        "text": "\n".join(texts),
        "state": "done" if finished == len(measures) else "active",
    }
