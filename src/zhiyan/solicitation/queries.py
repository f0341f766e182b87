"""What pages, documents and later stages ask of solicitation."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import due, planned_meeting_on
from zhiyan.kernel import clock, masks
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.facts import Facts
from zhiyan.kernel.rows import Row, key_of, raw
from zhiyan.solicitation.box_queries import batch_states, box_holds_slips
from zhiyan.solicitation.counted import STRAYED, SUBMISSIONS
from zhiyan.solicitation.figures import UNRESOLVED, by_target, figures, kinds_of_opinions, totals
from zhiyan.solicitation.formalism_facts import formalism_facts
from zhiyan.solicitation.models import (
    BoxOpening,
    BoxSettings,
    Channel,
    Circular,
    FormRun,
    Gathering,
    ImportFile,
    ImportState,
    Opinion,
    SolicitationClosing,
    TargetKind,
)
from zhiyan.solicitation.open_ends import open_ends, unfinished_openings
from zhiyan.solicitation.permissions import (
    reads_masked,
    visible_box_openings,
    visible_form_runs,
    visible_gatherings,
    visible_imports,
    visible_opinions,
)
from zhiyan.solicitation.standing import is_closed

__all__ = [
    "UNRESOLVED",
    "batch_states",
    "box_holds_slips",
    "by_target",
    "channels",
    "circulars",
    "closing",
    "facts",
    "figures",
    "is_closed",
    "open_ends",
    "opinions",
    "reply_sources",
    "shown_text",
    "totals",
    "unfinished_openings",
]


def closing(cycle: Cycle) -> SolicitationClosing | None:
    """征求意见截止确认, if it took place."""
    return SolicitationClosing.objects.filter(cycle=cycle).first()


def circulars(cycle: Cycle) -> QuerySet[Circular]:
    """The unit's own notices, first to last."""
    return Circular.objects.filter(cycle=cycle).order_by("on")


def channels(cycle: Cycle) -> list[Channel]:
    """The cycle's channels in order, each with `opinions`, the number of them."""
    counted = dict(Opinion.objects.filter(cycle=cycle).values_list("channel").annotate(n=Count("pk")).order_by())
    found = list(Channel.objects.filter(cycle=cycle).order_by("order", "code"))
    for channel in found:
        channel.opinions = counted.get(channel.pk, 0)  # type: ignore[attr-defined]
    return found


def channel_state(channel: Channel) -> str:
    """Where a channel stands today: undated, waiting, open, ended (its day passed), closed."""
    today = clock.today()
    if channel.closed:
        return "closed"
    if channel.opens_on is None and channel.closes_on is None:
        return "undated"
    if channel.opens_on and today < channel.opens_on:
        return "waiting"
    return "ended" if channel.closes_on and today > channel.closes_on else "open"


def _counted(records: QuerySet[Any], cycle: Cycle, link: str) -> list[Any]:
    """The records with `opinions`, the number of opinions that came from each."""
    counted = dict(
        Opinion.objects.filter(cycle=cycle, **{f"submission__{link}__isnull": False})
        .values_list(f"submission__{link}")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found = list(records)
    for record in found:
        record.opinions = counted.get(record.pk, 0)
    return found


def gatherings(actor: Actor, cycle: Cycle) -> list[Gathering]:
    """Meetings held that the actor may see, each with `opinions`."""
    records = visible_gatherings(actor).filter(channel__cycle=cycle).select_related("channel", "branch")
    return _counted(records.order_by("on", "channel__order", "branch__order"), cycle, "gathering")


def form_runs(actor: Actor, cycle: Cycle) -> list[FormRun]:
    """Forms handed out, each with `opinions`."""
    records = visible_form_runs(actor).filter(channel__cycle=cycle).select_related("channel", "branch")
    return _counted(records.order_by("on", "branch__order"), cycle, "form_run")


def box_openings(actor: Actor, cycle: Cycle) -> list[BoxOpening]:
    """Boxes opened, each with `opinions` and `done`, the slips that are in."""
    records = visible_box_openings(actor).filter(channel__cycle=cycle).select_related("channel").order_by("on")
    found = _counted(records, cycle, "box_opening")
    unfinished = {opening.pk: done for opening, done in unfinished_openings(cycle)} if found else {}
    for opening in found:
        opening.done = unfinished.get(opening.pk, opening.entered)
    return found


def imports(actor: Actor, cycle: Cycle) -> list[ImportFile]:
    """Files waiting or taken in, each with `opinions`; discarded ones are left out."""
    records = visible_imports(actor).filter(cycle=cycle).exclude(state=ImportState.DISCARDED).defer("preview")
    return _counted(records.order_by("at"), cycle, "source_file")


WITH_ORIGIN = (
    "channel", "aspect", "target_member", "submission", "submission__branch", "submission__source_file",
    "submission__gathering", "submission__form_run", "submission__box_opening",
)  # fmt: skip
IN_ORDER = (
    "channel__order", "channel__code", "submission__branch__order", "submission__on", "submission_id", "start",
)  # fmt: skip


def opinions(
    actor: Actor,
    cycle: Cycle,
    *,
    channel: str = "",
    aspect: str = "",
    target: str = "",
    branch: str = "",
    words: str = "",
) -> QuerySet[Opinion]:
    """The opinions of the cycle that the actor may read, filtered; `unresolved` asks for what nobody could tell.

    `channel` and `aspect` are codes, `target` 班子, a role label or `other`, `branch` an id or `none`.
    """
    found = visible_opinions(actor).filter(cycle=cycle)
    if channel:
        found = found.filter(channel__code=channel)
    if aspect:
        found = found.filter(aspect__isnull=True) if aspect == UNRESOLVED else found.filter(aspect__code=aspect)
    if target:
        found = found.filter(_target(target))
    if branch:
        found = (
            found.filter(submission__branch__isnull=True)
            if branch == "none"
            else found.filter(submission__branch_id=branch)
        )
    if words:
        found = found.filter(text__contains=words)
    return found.select_related(*WITH_ORIGIN).order_by(*IN_ORDER)


def _target(target: str) -> Q:
    if target == UNRESOLVED:
        return Q(target_kind__isnull=True)
    if target == "班子":
        return Q(target_kind=TargetKind.TEAM)
    if target == "other":
        return Q(target_kind=TargetKind.OTHER)
    return Q(target_member__role=target)


def shown_text(actor: Actor, opinion: Opinion, extra: Iterable[masks.Span] = ()) -> str:
    """The opinion as this reader sees it: the writer's own data covered where they read masked; the original stays."""
    if not reads_masked(actor, opinion):
        return opinion.text
    return masks.apply(opinion.text, [*personal_spans(opinion), *extra])


def personal_spans(opinion: Opinion) -> list[masks.Span]:
    """Where the writer's own data stands in the opinion."""
    return [(int(found["start"]), int(found["end"])) for found in opinion.personal_data]


def whole_text(opinion: Opinion) -> str:
    """The submission that an opinion was split from, with the words of withheld siblings covered."""
    siblings = Opinion.objects.filter(submission_id=opinion.submission_id, withheld=True).values_list("start", "end")
    return masks.apply(opinion.submission.text, siblings)


def reply_sources(actor: Actor, cycle: Cycle) -> list[tuple[str, Any]]:
    """Everything that gets a reply sheet (意见办理情况反馈单), as (kind, record), in the order of lists."""
    return [
        *(("gathering", record) for record in gatherings(actor, cycle)),
        *(("form_run", record) for record in form_runs(actor, cycle)),
        *(("box_opening", record) for record in box_openings(actor, cycle)),
        *(("import", record) for record in imports(actor, cycle) if record.state == ImportState.CONFIRMED),
    ]


SOURCE_LINKS = {
    "gathering": "submission__gathering",
    "form_run": "submission__form_run",
    "box_opening": "submission__box_opening",
    "import": "submission__source_file",
}


def opinions_of_source(kind: str, record: Any) -> QuerySet[Opinion]:
    """All opinions that came from one meeting, form run, box opening or file."""
    return (
        Opinion.objects.filter(**{SOURCE_LINKS[kind]: record})
        .select_related("channel", "aspect", "target_member", "submission", "submission__branch")
        .order_by("submission_id", "start")
    )


def by_reply_code(code: str) -> tuple[str, Any] | None:
    """The meeting, form run, box opening or file that a reply code names."""
    for kind, model in (
        ("gathering", Gathering),
        ("form_run", FormRun),
        ("box_opening", BoxOpening),
        ("import", ImportFile),
    ):
        found = model.objects.filter(reply_code=code).first()
        if found is not None:
            return kind, found
    return None


def facts(cycle: Cycle, *, meeting_on: dt.date | None = None) -> Facts:
    """What the stage's checks look at: channels, forms, what is unresolved, whether any original was altered.

    `meeting_on` is the day on which the meeting was held; else that of the plan.
    """
    return Facts(
        ("solicitation", cycle.pk, meeting_on),
        {
            "cycle": lambda: str(cycle),
            "today": clock.today,
            "meeting_on": lambda: meeting_on or planned_meeting_on(cycle),
            "circular_on": lambda: circulars(cycle).values_list("on", flat=True).first(),
            "solicit_due": lambda: due(cycle, "solicit"),
            "box_k": lambda: BoxSettings.objects.filter(cycle=cycle).values_list("k", flat=True).first(),
            "figures": lambda: figures(cycle),
            "channels": lambda: _channels(cycle),
            "form_runs": lambda: _form_runs(cycle),
            "unresolved": lambda: _unresolved(figures(cycle)),
            "altered": lambda: _keys(SUBMISSIONS.of(cycle).values(), 2),
            "strayed": lambda: _keys(STRAYED.of(cycle).values(), 1),
            "closing": lambda: _closing_facts(closing(cycle)),
            "formalism": formalism_facts(cycle),
        },
    )


def _channels(cycle: Cycle) -> list[dict[str, Any]]:
    met = set(Gathering.objects.filter(channel__cycle=cycle).values_list(raw("channel"), flat=True))
    counted = Counter[Any]()
    for (channel, *_rest), n in kinds_of_opinions(cycle).items():
        counted[channel] += n
    listed = Channel.objects.filter(cycle=cycle).order_by("order", "code").annotate(key=raw("pk"))
    return [_channel_facts(channel, counted[channel.key], channel.key in met) for channel in listed]


def _form_runs(cycle: Cycle) -> list[dict[str, Any]]:
    return [
        {"id": str(run.pk), "name": run.name, "sent": run.sent, "returned": run.returned, "valid": run.valid}
        for run in FormRun.objects.filter(channel__cycle=cycle)
    ]


def _unresolved(counted: dict[str, Any]) -> dict[str, int]:
    return {name: counted[f"by_{name}"].get(UNRESOLVED, 0) for name in ("aspect", "target")}


def _keys(rows: Iterable[Row], mark: int) -> list[str]:
    """The keys of the rows that bear a mark, in order: submissions whose text is no longer the one that was committed
    to, opinions whose words are not those of their submission's span.
    """
    return sorted(key_of(row[0]) for row in rows if row[mark])


def _channel_facts(channel: Any, opinions: int, met: bool) -> dict[str, Any]:
    return {
        "id": str(channel.pk),
        "code": channel.code,
        "name": channel.name,
        "solicited": channel.category == "solicited",
        "opens_on": channel.opens_on,
        "closes_on": channel.closes_on,
        "opinions": opinions,
        "used": opinions > 0 or met,
        "respondents": channel.respondents,
    }


def _closing_facts(record: SolicitationClosing | None) -> dict[str, Any] | None:
    return {"on": record.on, "total": record.total, "solicited": record.solicited} if record else None


def window(cycle: Cycle) -> tuple[dt.date | None, dt.date | None]:
    """The days of solicitation by the superior's notice."""
    return (cycle.notice.solicitation_from, cycle.notice.solicitation_to) if cycle.notice else (None, None)
