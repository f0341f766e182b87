"""Who reads and issues what is shown. Issued texts are for everybody of the unit; drafts for those who make them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from zhiyan.cycle.permissions import same_unit
from zhiyan.disclosure.models import Bulletin, BulletinPhoto, Disclosure, Rating, RatingComment
from zhiyan.kernel.actor import Actor, Role
from zhiyan.solicitation import permissions as solicitation

MAKERS = (Role.ORGANISER, Role.SECRETARY)
COMMENT_READERS = (*MAKERS, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR)


def may_open_disclosure(actor: Actor, cycle: Any) -> bool:
    """The stage's page: everybody of the unit but an administrator who is nothing else."""
    return same_unit(actor, cycle) and any(role is not Role.ADMINISTRATOR for role in actor.roles)


def may_make(actor: Actor, subject: Any) -> bool:
    """Draft, issue, enter counted ballots, write the bulletin: organiser or secretary."""
    return same_unit(actor, subject) and actor.has(*MAKERS)


def may_sign(actor: Actor, subject: Any) -> bool:
    """Fix what is shown, when its paper is issued: who makes it (for what was signed on paper), or who signs."""
    return same_unit(actor, subject) and actor.has(*MAKERS, Role.DEPUTY_SECRETARY)


def may_view_disclosure(actor: Actor, disclosure: Disclosure) -> bool:
    """An issued one everybody; a draft those who make it."""
    return may_open_disclosure(actor, disclosure) and (disclosure.issued or actor.has(*MAKERS))


def visible_disclosures(actor: Actor) -> QuerySet[Disclosure]:
    """The disclosures that `may_view_disclosure` allows."""
    return _issued_or_made(actor, Disclosure.objects.filter(unit_id=actor.unit_id), {"issued": True})


def may_view_rating(actor: Actor, rating: Rating) -> bool:
    """Results of the ballots, never the ballots: everybody who may open the stage."""
    return may_open_disclosure(actor, rating)


def visible_ratings(actor: Actor) -> QuerySet[Rating]:
    """The ratings that `may_view_rating` allows."""
    return _issued_or_made(actor, Rating.objects.filter(unit_id=actor.unit_id), {})


def may_draw_rating(actor: Actor, cycle: Any) -> bool:
    """领取选票凭证: everybody on the unit's roster, with their own sign-in."""
    return solicitation.may_draw(actor, cycle)


def may_count(actor: Actor, subject: Any) -> bool:
    """Make the key of the ballots, open and count them: the keyholder."""
    return solicitation.may_hold_key(actor, subject)


def may_close_rating(actor: Actor, subject: Any) -> bool:
    """End the voting: whoever makes disclosures, or the keyholder."""
    return may_make(actor, subject) or may_count(actor, subject)


def may_view_comment(actor: Actor, comment: RatingComment) -> bool:
    """Comments of the ballots: those who make disclosures, the keyholders, the supervisor."""
    return same_unit(actor, comment) and actor.has(*COMMENT_READERS)


def visible_comments(actor: Actor) -> QuerySet[RatingComment]:
    """The comments that `may_view_comment` allows."""
    found = RatingComment.objects.filter(unit_id=actor.unit_id)
    return found if actor.has(*COMMENT_READERS) else found.none()


def may_view_bulletin(actor: Actor, bulletin: Bulletin) -> bool:
    """An issued one everybody; a draft those who make it."""
    return may_open_disclosure(actor, bulletin) and (bulletin.issued_on is not None or actor.has(*MAKERS))


def visible_bulletins(actor: Actor) -> QuerySet[Bulletin]:
    """The bulletins that `may_view_bulletin` allows."""
    return _issued_or_made(actor, Bulletin.objects.filter(unit_id=actor.unit_id), {"issued_on__isnull": False})


def visible_photos(actor: Actor) -> QuerySet[BulletinPhoto]:
    """The photographs of visible bulletins."""
    return BulletinPhoto.objects.filter(unit_id=actor.unit_id, bulletin__in=visible_bulletins(actor))


def _issued_or_made(actor: Actor, found: QuerySet[Any], issued: dict[str, Any]) -> QuerySet[Any]:
    if not any(role is not Role.ADMINISTRATOR for role in actor.roles):
        return found.none()
    return found if actor.has(*MAKERS) else found.filter(**issued)
