"""Who may see and enter what in solicitation (征求意见). Default none."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from zhiyan.kernel.actor import Actor, Role
from zhiyan.solicitation.models import (
    BoxOpening,
    Channel,
    Circular,
    FormRun,
    Gathering,
    ImportFile,
    KeptRow,
    Opinion,
)

BRANCH_MEETING = "branch_meeting"

# raw opinions of the whole unit (DOMAIN 'Who may read'); all but the organiser read them masked
READ_ALL = (Role.ORGANISER, Role.SECRETARY, Role.SUPERVISOR)
MASKED = (Role.SECRETARY, Role.SUPERVISOR, Role.DISCIPLINE_SECRETARY)
# counts, channels, meetings held: the office, the team, supervisors
OVERVIEW = (*READ_ALL, Role.DISCIPLINE_SECRETARY, Role.DEPUTY_SECRETARY, Role.MEMBER)
# an opinion about the organiser's own office is marked, and later placed, by somebody else
MARK_OFFICE = (Role.ORGANISER, Role.SECRETARY, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR)


def _own_unit(actor: Actor, subject: Any) -> bool:
    return subject is None or actor.belongs_to(subject)


# -------------------------------------------------------------------------------------------------- the stage


def may_view_solicitation(actor: Actor, cycle: Any = None) -> bool:
    """The office, the team, supervisors; a branch secretary for the own meeting."""
    return actor.has(*OVERVIEW, Role.BRANCH_SECRETARY) and _own_unit(actor, cycle)


def may_view_figures(actor: Actor, cycle: Any = None) -> bool:
    """Counts of the whole unit; a branch secretary sees those of the own meeting only."""
    return actor.has(*OVERVIEW) and _own_unit(actor, cycle)


def may_solicit(actor: Actor, subject: Any = None) -> bool:
    """党务工作人员 (organiser): circular, channels, imports, box, closing."""
    return actor.has(Role.ORGANISER) and _own_unit(actor, subject)


def may_record_meeting(actor: Actor, subject: Any = None) -> bool:
    """Organiser; a branch secretary for the own branch, which the action checks."""
    if actor.has(Role.ORGANISER):
        return _own_unit(actor, subject)
    return actor.has(Role.BRANCH_SECRETARY) and bool(actor.branch_ids) and _own_unit(actor, subject)


def may_change_meeting(actor: Actor, gathering: Gathering) -> bool:
    """Organiser, or the secretary of the branch that met."""
    return may_record_meeting(actor, gathering) and (
        actor.has(Role.ORGANISER) or gathering.branch_id in actor.branch_ids
    )


def may_redeem(actor: Actor, cycle: Any = None) -> bool:
    """Anybody at all: the code on the card is the right, and nobody asks who holds it."""
    return _own_unit(actor, cycle)


def may_draw(actor: Actor, cycle: Any = None) -> bool:
    """领取: everybody on the unit's roster, with their own sign-in; the action looks for them among the electors."""
    return actor.has(Role.STAFF) and actor.person_id is not None and _own_unit(actor, cycle)


def may_hold_key(actor: Actor, cycle: Any = None) -> bool:
    """保密钥人 (keyholder): the discipline secretary, or the supervisor with the second copy. Never who organises the
    meeting or administers the system.
    """
    return (
        actor.has(Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR)
        and not actor.has(Role.ORGANISER, Role.ADMINISTRATOR)
        and _own_unit(actor, cycle)
    )


def may_hold_second_key(actor: Actor, cycle: Any = None) -> bool:
    """第二保密钥人: the supervisor, who gets a sealed copy of every batch key."""
    return actor.has(Role.SUPERVISOR) and may_hold_key(actor, cycle)


def may_sample(actor: Actor, cycle: Any = None) -> bool:
    """Asking people by lot whether they really drew: the supervisor, and the discipline secretary."""
    return may_hold_key(actor, cycle)


def may_close_box(actor: Actor, cycle: Any = None) -> bool:
    """The organiser or the keyholder."""
    return may_solicit(actor, cycle) or may_hold_key(actor, cycle)


# -------------------------------------------------------------------------------------------------- opinions


def may_list_opinions(actor: Actor, cycle: Any = None) -> bool:
    """Who reads any raw opinion at all."""
    return actor.has(*READ_ALL, Role.DISCIPLINE_SECRETARY, Role.BRANCH_SECRETARY) and _own_unit(actor, cycle)


def _of_own_meeting(actor: Actor, opinion: Opinion) -> bool:
    if not actor.has(Role.BRANCH_SECRETARY):
        return False
    submission = opinion.submission
    if submission.gathering is not None and submission.gathering.branch_id in actor.branch_ids:
        return True
    return opinion.channel.code == BRANCH_MEETING and submission.branch_id in actor.branch_ids


def may_read_opinion(actor: Actor, opinion: Opinion) -> bool:
    """Organiser, secretary, supervisor all; a branch secretary those of the own meeting; the discipline secretary
    those about the organiser's office. A handed-over accusation (withheld) nobody: its receiver reads it elsewhere.
    """
    if not actor.belongs_to(opinion) or opinion.withheld:
        return False
    return (
        actor.has(*READ_ALL)
        or (actor.has(Role.DISCIPLINE_SECRETARY) and opinion.about_office)
        or _of_own_meeting(actor, opinion)
    )


def visible_opinions(actor: Actor) -> QuerySet[Opinion]:
    """The opinions that `may_read_opinion` allows."""
    opinions = Opinion.objects.filter(unit_id=actor.unit_id, withheld=False)
    if actor.has(*READ_ALL):
        return opinions
    allowed = Q(pk__in=())
    if actor.has(Role.DISCIPLINE_SECRETARY):
        allowed |= Q(about_office=True)
    if actor.has(Role.BRANCH_SECRETARY):
        allowed |= Q(submission__gathering__branch_id__in=actor.branch_ids)
        allowed |= Q(channel__code=BRANCH_MEETING, submission__branch_id__in=actor.branch_ids)
    return opinions.filter(allowed)


def reads_masked(actor: Actor, opinion: Opinion) -> bool:
    """Whether the writer's own data is covered: for all but the organiser and the secretary of the own meeting."""
    return not actor.has(Role.ORGANISER) and not _of_own_meeting(actor, opinion)


def may_classify(actor: Actor, opinion: Opinion) -> bool:
    """Organiser: aspect and target of an opinion that had none; split and join."""
    return may_solicit(actor, opinion) and may_read_opinion(actor, opinion)


def may_mark_office(actor: Actor, opinion: Opinion) -> bool:
    """Who may say that an opinion is about the organiser or their office; whoever may read it."""
    return actor.has(*MARK_OFFICE) and may_read_opinion(actor, opinion)


# ------------------------------------------------------------------------------------------- other records


def may_read_circular(actor: Actor, circular: Circular) -> bool:
    """The unit's own notice is for everybody but the administrator."""
    return actor.belongs_to(circular) and any(role is not Role.ADMINISTRATOR for role in actor.roles)


def visible_circulars(actor: Actor) -> QuerySet[Circular]:
    """The notices that `may_read_circular` allows."""
    circulars = Circular.objects.filter(unit_id=actor.unit_id)
    return circulars if any(role is not Role.ADMINISTRATOR for role in actor.roles) else circulars.none()


def may_read_channel(actor: Actor, channel: Channel) -> bool:
    """Channels and their dates: whoever may view the stage."""
    return may_view_solicitation(actor, channel)


def visible_channels(actor: Actor) -> QuerySet[Channel]:
    """The channels that `may_read_channel` allows."""
    channels = Channel.objects.filter(unit_id=actor.unit_id)
    return channels if may_view_solicitation(actor) else channels.none()


def may_read_gathering(actor: Actor, gathering: Gathering) -> bool:
    """The office, the team, supervisors; the secretary of the branch that met."""
    return actor.belongs_to(gathering) and (
        actor.has(*OVERVIEW) or (actor.has(Role.BRANCH_SECRETARY) and gathering.branch_id in actor.branch_ids)
    )


def visible_gatherings(actor: Actor) -> QuerySet[Gathering]:
    """The meetings that `may_read_gathering` allows."""
    gatherings = Gathering.objects.filter(unit_id=actor.unit_id)
    if actor.has(*OVERVIEW):
        return gatherings
    return gatherings.filter(branch_id__in=actor.branch_ids if actor.has(Role.BRANCH_SECRETARY) else ())


def may_read_form_run(actor: Actor, run: FormRun) -> bool:
    """Numbers of forms: the office, the team, supervisors."""
    return may_view_figures(actor, run)


def visible_form_runs(actor: Actor) -> QuerySet[FormRun]:
    """The form runs that `may_read_form_run` allows."""
    runs = FormRun.objects.filter(unit_id=actor.unit_id)
    return runs if may_view_figures(actor) else runs.none()


def may_read_box_opening(actor: Actor, opening: BoxOpening) -> bool:
    """Numbers of slips: the office, the team, supervisors."""
    return may_view_figures(actor, opening)


def visible_box_openings(actor: Actor) -> QuerySet[BoxOpening]:
    """The openings that `may_read_box_opening` allows."""
    openings = BoxOpening.objects.filter(unit_id=actor.unit_id)
    return openings if may_view_figures(actor) else openings.none()


def may_read_import(actor: Actor, record: ImportFile | KeptRow) -> bool:
    """Files and rows kept aside hold raw opinions: the organiser alone."""
    return may_solicit(actor, record)


def visible_imports(actor: Actor) -> QuerySet[ImportFile]:
    """The files that `may_read_import` allows."""
    files = ImportFile.objects.filter(unit_id=actor.unit_id)
    return files if may_solicit(actor) else files.none()


def visible_kept_rows(actor: Actor) -> QuerySet[KeptRow]:
    """The rows kept aside that `may_read_import` allows."""
    rows = KeptRow.objects.filter(unit_id=actor.unit_id)
    return rows if may_solicit(actor) else rows.none()
