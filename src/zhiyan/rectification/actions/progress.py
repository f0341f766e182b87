"""Progress (进展) and evidence (佐证材料) of a measure, and asking for its verification."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from zhiyan.kernel import clock, storage
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.rectification import evidence_files, transitions
from zhiyan.rectification.actions.common import locked, move, required, stamp, writable
from zhiyan.rectification.models import ChangeKind, Evidence, Measure, MeasureChange, MeasureState, Progress
from zhiyan.rectification.permissions import may_work_on

Upload = tuple[str, bytes]


@action(may_work_on, "measure.started")
def start(actor: Actor, measure: Measure, *, on: dt.date | None = None, late_reason: str = "") -> MeasureChange:
    """启动: the work has begun. Raises Invalid where it had begun before."""
    return move(actor, measure, "start", on=on, late_reason=late_reason)


@action(may_work_on, "measure.progress")
def add_progress(
    actor: Actor,
    measure: Measure,
    *,
    text: str,
    on: dt.date | None = None,
    late_reason: str = "",
    files: Iterable[Upload] = (),
    note: str = "",
) -> Progress:
    """进展 is entered, with evidence files where given; a measure not yet started begins with it.

    Raises Invalid for empty words, a refused file, or a measure that is submitted, verified or signed off.
    """
    current = locked(measure)
    writable(current.cycle)
    required(text=text)
    transitions.after("progress", current.state)
    if current.state == MeasureState.NOT_STARTED:
        move(actor, measure, "start", on=on, late_reason=late_reason)
    progress = Progress.objects.create(
        unit_id=current.unit_id, measure=current, text=text.strip(), **stamp(actor, on, late_reason)
    )
    for name, data in files:
        keep_evidence(actor, current, name, data, note=note, progress=progress)
    return progress


@action(may_work_on, "measure.evidence")
def add_evidence(
    actor: Actor, measure: Measure, *, name: str, data: bytes, note: str = "", progress: Progress | None = None
) -> Evidence:
    """佐证材料 is kept with the measure. Raises Invalid for a refused file or a measure that waits or is signed off."""
    current = locked(measure)
    writable(current.cycle)
    transitions.after("progress", current.state)
    if progress is not None and progress.measure_id != current.pk:
        raise Invalid("evidence.progress", _("这条进展不属于这项措施。"), fields={"progress": _("请重新选择进展。")})
    return keep_evidence(actor, current, name, data, note=note, progress=progress)


def keep_evidence(
    actor: Actor, measure: Measure, name: str, data: bytes, *, note: str, progress: Progress | None
) -> Evidence:
    """The file checked and stored by its hash. Call inside an action."""
    evidence_files.check(name, data)
    return Evidence.objects.create(
        unit_id=measure.unit_id,
        measure=measure,
        progress=progress,
        file=storage.store(measure.unit_id, name, data),
        note=note.strip(),
        on=progress.on if progress else clock.today(),
        entered_by_id=actor.user_id,
    )


@action(may_work_on, "measure.submitted")
def submit(
    actor: Actor, measure: Measure, *, on: dt.date | None = None, late_reason: str = "", note: str = ""
) -> MeasureChange:
    """报请核验. Needs progress and evidence, both newer than the last 重新整改 where there was one."""
    current = locked(measure)
    transitions.after("submit", current.state)
    lacking = missing_for_submission(current)
    if lacking:
        raise Invalid(
            "measure.not_ready",
            _("还不能报请核验，缺少：%(what)s。") % {"what": "、".join(lacking)},
            remedy=_("请先补上，再报请核验。"),
        )
    return move(actor, measure, "submit", on=on, late_reason=late_reason, reason=note)


def missing_for_submission(measure: Measure) -> list[str]:
    """What a verifier would miss: progress, evidence; what came before a reopening does not count again."""
    reopened = (
        MeasureChange.objects.filter(measure=measure, kind=ChangeKind.REOPEN, after=MeasureState.REOPENED)
        .order_by("-entered_at").first()
    )  # fmt: skip
    progress, evidence = Progress.objects.filter(measure=measure), Evidence.objects.filter(measure=measure)
    if reopened is not None:
        progress = progress.filter(entered_at__gt=reopened.entered_at)
        evidence = evidence.filter(entered_at__gt=reopened.entered_at)
        words = (_("重新整改后的进展"), _("重新整改后的佐证材料"))
    else:
        words = (_("进展"), _("佐证材料"))
    return [str(word) for word, found in zip(words, (progress, evidence), strict=True) if not found.exists()]
