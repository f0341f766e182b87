"""Who may see, place, confirm and give back in consolidation (梳理). Default none."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyan.accounts.models import User
from zhiyan.consolidation.models import Feedback, Item, Letter, Placement, SetAsideReason
from zhiyan.cycle.models import TeamMember
from zhiyan.kernel.actor import Actor, Role
from zhiyan.solicitation import permissions as solicitation
from zhiyan.solicitation.models import Opinion, TargetKind

# who sees every item; members see theirs after feedback
OFFICE = (Role.ORGANISER, Role.SECRETARY, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR)
# who places an opinion about the organiser or their office
OUTSIDE_OFFICE = (Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR)
FEEDBACK_READERS = (Role.ORGANISER, Role.SECRETARY, Role.SUPERVISOR)


def _own_unit(actor: Actor, subject: Any) -> bool:
    return subject is None or actor.belongs_to(subject)


# -------------------------------------------------------------------------------------------------- the stage


def may_view_consolidation(actor: Actor, cycle: Any = None) -> bool:
    """The office, the team, supervisors; the superior office for items and counts."""
    return _own_unit(actor, cycle) and actor.has(*OFFICE, Role.MEMBER, Role.DEPUTY_SECRETARY, Role.SUPERIOR_OFFICE)


def may_view_workbench(actor: Actor, cycle: Any = None) -> bool:
    """Whoever reads raw opinions or places any."""
    return actor.has(*OFFICE) and _own_unit(actor, cycle)


def may_consolidate(actor: Actor, subject: Any = None) -> bool:
    """党务工作人员 (organiser): start, propose, close, give feedback."""
    return actor.has(Role.ORGANISER) and _own_unit(actor, subject)


def may_place(actor: Actor, subject: Any = None) -> bool:
    """Who places opinions at all; which ones, `may_place_opinion` says."""
    return actor.has(Role.ORGANISER, *OUTSIDE_OFFICE) and _own_unit(actor, subject)


def may_place_opinion(actor: Actor, opinion: Opinion) -> bool:
    """The organiser; an opinion about the organiser's office somebody outside it. A handed-over one nobody."""
    if not may_place(actor, opinion) or opinion.withheld:
        return False
    if opinion.about_office:
        return actor.has(*OUTSIDE_OFFICE) and not actor.has(Role.ORGANISER)
    return actor.has(Role.ORGANISER)


def placeable_opinions(actor: Actor) -> QuerySet[Opinion]:
    """The opinions that `may_place_opinion` allows."""
    opinions = Opinion.objects.filter(unit_id=actor.unit_id, withheld=False)
    if actor.has(Role.ORGANISER):
        return opinions.filter(about_office=False)
    if actor.has(*OUTSIDE_OFFICE):
        return opinions.filter(about_office=True)
    return opinions.none()


# ------------------------------------------------------------------------------------------------- letters

# 保密钥人 (keyholder): the discipline secretary, with a second copy of the key at the supervisor; never the organiser
KEYHOLDERS = (Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR)


def may_write_letter(actor: Actor, opinion: Opinion) -> bool:
    """Whoever places the opinion may ask its writer back."""
    return may_place_opinion(actor, opinion)


def may_open_letters(actor: Actor, cycle: Any = None) -> bool:
    """The page of letters: those who write them and the keyholders."""
    return actor.has(Role.ORGANISER, *KEYHOLDERS) and _own_unit(actor, cycle)


def may_read_letter(actor: Actor, letter: Letter) -> bool:
    """Every letter of the unit, its writer's words alone: the opinion itself stays behind its own permission."""
    return may_open_letters(actor, letter)


def visible_letters(actor: Actor) -> QuerySet[Letter]:
    """The letters that `may_read_letter` allows."""
    letters = Letter.objects.filter(unit_id=actor.unit_id)
    return letters if may_open_letters(actor) else letters.none()


def may_pass_letter(actor: Actor, letter: Letter) -> bool:
    """A keyholder who is not the organiser and did not write it."""
    return (
        actor.belongs_to(letter)
        and actor.has(*KEYHOLDERS)
        and not actor.has(Role.ORGANISER)
        and letter.written_by_id != actor.user_id
    )


# ---------------------------------------------------------------------------------------- set aside, handover


def may_review_set_aside(actor: Actor, subject: Any = None) -> bool:
    """Who may be a second person at all."""
    return actor.has(*OFFICE) and _own_unit(actor, subject)


def may_confirm(actor: Actor, placement: Placement) -> bool:
    """A second person: not who set it aside. A handover is confirmed by its receiver, or, where that is a body or
    the one who handed it over, by organiser or supervisor, who see the count and not the words.
    """
    if not may_review_set_aside(actor, placement) or placement.placed_by_id == actor.user_id:
        return False
    if placement.reason is None or placement.reason == SetAsideReason.PRAISE or placement.confirmed_by_id is not None:
        return False
    if placement.reason != SetAsideReason.HANDED_OVER:
        return not (placement.point.opinion.about_office and actor.has(Role.ORGANISER))
    if placement.receiver_id is not None and placement.receiver_id != placement.placed_by_id:
        return placement.receiver_id == actor.user_id
    return actor.has(Role.ORGANISER, Role.SUPERVISOR)


def may_hand_over(actor: Actor, opinion: Opinion) -> bool:
    """Who may see that an opinion alleges a breach (线索): whoever places it, and the supervisor."""
    return not opinion.withheld and (
        may_place_opinion(actor, opinion) or (actor.has(Role.SUPERVISOR) and actor.belongs_to(opinion))
    )


def may_return_handover(actor: Actor, placement: Placement) -> bool:
    """The receiver gives back what was no accusation; where the receiver is a body, the supervisor enters it."""
    if not actor.belongs_to(placement) or placement.reason != SetAsideReason.HANDED_OVER:
        return False
    if placement.receiver_id is None:
        return actor.has(Role.SUPERVISOR)
    return placement.receiver_id == actor.user_id


def may_read_handover(actor: Actor, placement: Placement) -> bool:
    """Its receiver alone."""
    return (
        actor.belongs_to(placement)
        and placement.reason == SetAsideReason.HANDED_OVER
        and placement.receiver_id is not None
        and placement.receiver_id == actor.user_id
        and actor.has(*(role for role in Role if role is not Role.ADMINISTRATOR))
    )


def visible_handovers(actor: Actor) -> QuerySet[Placement]:
    """The handed-over placements that `may_read_handover` allows."""
    placements = Placement.objects.filter(
        unit_id=actor.unit_id, reason=SetAsideReason.HANDED_OVER, receiver_id__isnull=False
    )
    if not actor.has(*(role for role in Role if role is not Role.ADMINISTRATOR)):
        return placements.none()
    return placements.filter(receiver_id=actor.user_id)


def visible_set_aside(actor: Actor) -> QuerySet[Placement]:
    """What was set aside, with its reason: the office; words only where the opinion itself is readable."""
    placements = Placement.objects.filter(unit_id=actor.unit_id, reason__isnull=False)
    return placements if actor.has(*OFFICE) else placements.none()


def may_view_set_aside(actor: Actor, placement: Placement) -> bool:
    """Whether `visible_set_aside` holds it."""
    return placement.reason is not None and may_review_set_aside(actor, placement)


# ------------------------------------------------------------------------------------------------------ items


def _given(member: Any) -> Exists:
    return Exists(Feedback.objects.filter(cycle=OuterRef("cycle"), member=member))


def may_view_item(actor: Actor, item: Item) -> bool:
    """The office and the superior office; after feedback the member it is aimed at, and the team for the team's."""
    return visible_items(actor).filter(pk=item.pk).exists()


def visible_items(actor: Actor) -> QuerySet[Item]:
    """The items that the actor may open."""
    items = Item.objects.filter(unit_id=actor.unit_id)
    if actor.has(*OFFICE, Role.SUPERIOR_OFFICE):
        return items
    if not actor.has(Role.MEMBER) or actor.person_id is None:
        return items.none()
    own = Q(target_kind=TargetKind.MEMBER, target_member__person_id=actor.person_id)
    in_team = Exists(TeamMember.objects.filter(cycle=OuterRef("cycle"), person_id=actor.person_id))
    return items.filter(
        (own & Q(_given(OuterRef("target_member")))) | (Q(target_kind=TargetKind.TEAM) & Q(_team_given()) & Q(in_team))
    )


def _team_given() -> Exists:
    return Exists(Feedback.objects.filter(cycle=OuterRef("cycle"), member__isnull=True))


# ------------------------------------------------------------------------------------------- opinions, feedback


def may_read_opinion(actor: Actor, opinion: Opinion) -> bool:
    """What solicitation allows, and the target after feedback. Handed-over ones are read on the receiver's page."""
    return visible_opinions(actor).filter(pk=opinion.pk).exists()


def visible_opinions(actor: Actor) -> QuerySet[Opinion]:
    """The opinions that the actor may read, masked, in this stage and after it."""
    before = solicitation.visible_opinions(actor)
    if actor.has(*solicitation.READ_ALL):
        return before  # all there is
    return Opinion.objects.filter(Q(pk__in=before.values("pk")) | Q(pk__in=visible_opinions_for(actor).values("pk")))


def visible_opinions_for(actor: Actor) -> QuerySet[Opinion]:
    """The opinions given back to the actor as a member: the own ones and the team's, once feedback was given."""
    opinions = Opinion.objects.filter(unit_id=actor.unit_id, withheld=False)
    if not actor.has(Role.MEMBER) or actor.person_id is None:
        return opinions.none()
    return opinions.filter(pk__in=_feedback_to(actor).values("opinions"))


def _feedback_to(actor: Actor) -> QuerySet[Feedback]:
    if actor.person_id is None:
        return Feedback.objects.none()
    in_team = Exists(TeamMember.objects.filter(cycle=OuterRef("cycle"), person_id=actor.person_id))
    return Feedback.objects.filter(unit_id=actor.unit_id).filter(
        Q(member__person_id=actor.person_id) | (Q(member__isnull=True) & Q(in_team))
    )


def may_view_feedback(actor: Actor, feedback: Feedback) -> bool:
    """Organiser, secretary, supervisor; each member the own one and the team's."""
    return visible_feedback(actor).filter(pk=feedback.pk).exists()


def visible_feedback(actor: Actor) -> QuerySet[Feedback]:
    """The feedback that the actor may open."""
    given = Feedback.objects.filter(unit_id=actor.unit_id)
    if actor.has(*FEEDBACK_READERS):
        return given
    if not actor.has(Role.MEMBER) or actor.person_id is None:
        return given.none()
    return _feedback_to(actor)


def may_sign(actor: Actor, feedback: Feedback) -> bool:
    """签收: a member signs for the own feedback and for the team's."""
    return (
        actor.has(Role.MEMBER) and actor.person_id is not None and _feedback_to(actor).filter(pk=feedback.pk).exists()
    )


def may_mask(actor: Actor, opinion: Opinion) -> bool:
    """Whoever places the opinion lays and lifts its masks."""
    return may_place_opinion(actor, opinion)


def receiver_of(member: TeamMember | None) -> User | None:
    """The account of a team member, who receives what is handed over."""
    if member is None:
        return None
    return User.objects.filter(person_id=member.person_id, is_active=True).first()
