"""Which meeting or form run an opinion of a file came from, so that its reply goes back there.

A meeting takes an opinion of its channel, of its branch (a seminar: of any) and of its day (or of none). Where two
would take it nobody guesses: it stays with its file, whose own reply sheet covers it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from zhiyan.solicitation.models import Channel, FormRun, Gathering, Submission


def gathering_for(
    gatherings: Iterable[Gathering], channel_id: uuid.UUID, branch_id: uuid.UUID | None, on: dt.date | None
) -> Gathering | None:
    """The only meeting that takes such an opinion, or None."""
    fits = [
        g
        for g in gatherings
        if g.channel_id == channel_id and g.branch_id in (None, branch_id) and (on is None or g.on == on)
    ]
    return fits[0] if len(fits) == 1 else None


def form_run_for(runs: Iterable[FormRun], channel_id: uuid.UUID, branch_id: uuid.UUID | None) -> FormRun | None:
    """The only form run of this branch, or None."""
    fits = [run for run in runs if run.channel_id == channel_id and branch_id and run.branch_id == branch_id]
    return fits[0] if len(fits) == 1 else None


def adopt_for_gathering(gathering: Gathering) -> None:
    """Give a meeting entered after its file the opinions that it takes. Call inside an action."""
    loose = _loose(gathering.channel).filter(Q(on=gathering.on) | Q(on__isnull=True))
    if gathering.branch_id:
        loose = loose.filter(branch_id=gathering.branch_id)
    loose.update(gathering=gathering)


def adopt_for_form_run(run: FormRun) -> None:
    """Give the only form run of a branch the opinions of a file that came before it. Call inside an action."""
    if run.branch_id is None:
        return
    if FormRun.objects.filter(channel=run.channel, branch_id=run.branch_id).exclude(pk=run.pk).exists():
        return
    _loose(run.channel).filter(branch_id=run.branch_id).update(form_run=run)


def _loose(channel: Channel) -> QuerySet[Submission]:
    """Submissions of files that no meeting or form run has claimed yet."""
    return Submission.objects.filter(
        channel=channel, source_file__isnull=False, gathering__isnull=True, form_run__isnull=True
    )
