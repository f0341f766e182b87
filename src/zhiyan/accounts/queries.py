"""Who somebody is in a unit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from zhiyan.accounts.models import ROLE_LABELS, RoleGrant, User
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor, Role
from zhiyan.org.models import Post, PostKind, Unit

ROLES_OF_POST = {
    PostKind.SECRETARY: {Role.SECRETARY, Role.MEMBER},
    PostKind.DIRECTOR: {Role.MEMBER},
    PostKind.DEPUTY_SECRETARY: {Role.DEPUTY_SECRETARY, Role.MEMBER},
    PostKind.DEPUTY_DIRECTOR: {Role.MEMBER},
    PostKind.DISCIPLINE_SECRETARY: {Role.DISCIPLINE_SECRETARY, Role.MEMBER},
    PostKind.MEMBER: {Role.MEMBER},
    PostKind.DEPARTMENT_HEAD: {Role.DEPARTMENT_HEAD},
    PostKind.BRANCH_SECRETARY: {Role.BRANCH_SECRETARY},
}


# An administrator reads nothing of the meeting: holding these too would undo that.
CONTENT_ROLES = frozenset({
    Role.ORGANISER, Role.MEMBER, Role.SECRETARY, Role.DISCIPLINE_SECRETARY, Role.DEPUTY_SECRETARY, Role.SUPERVISOR,
})  # fmt: skip


def actor_for(user: User, unit: Unit) -> Actor:
    """The user as an actor of this unit: granted roles, those of current posts, staff where on its roster.

    An administrator who comes to a content role by a later post, without a recorded exception, is no administrator.
    """
    roles = set(granted_roles(user, unit))
    branches: set[uuid.UUID] = set()
    departments: set[uuid.UUID] = set()
    person = user.person if user.person_id and user.person and user.person.unit_id == unit.pk else None
    if person and (person.left_on is None or person.left_on > clock.today()):
        roles.add(Role.STAFF)
        for post in current_posts(unit).filter(person=person):
            roles |= ROLES_OF_POST[PostKind(post.kind)]
            if post.kind == PostKind.BRANCH_SECRETARY and post.branch_id:
                branches.add(post.branch_id)
            if post.kind == PostKind.DEPARTMENT_HEAD and post.department_id:
                departments.add(post.department_id)
    if Role.ADMINISTRATOR in roles and roles & CONTENT_ROLES and not has_exception(user, unit):
        roles.discard(Role.ADMINISTRATOR)
    return Actor(
        unit_id=unit.pk,
        roles=frozenset(roles),
        user_id=user.pk,
        person_id=person.pk if person else None,
        label=user.label,
        branch_ids=frozenset(branches),
        department_ids=frozenset(departments),
    )


def exceptions(unit: Unit) -> QuerySet[RoleGrant]:
    """Recorded exceptions in force: grants of administrators who hold a content role too, with the reason."""
    now = RoleGrant.objects.filter(in_force(clock.today()), unit=unit)
    administrators = now.filter(role=Role.ADMINISTRATOR.value).values("user")
    return now.filter(user__in=administrators).exclude(reason="").select_related("user").order_by("user__username")


def has_exception(user: User, unit: Unit) -> bool:
    """Whether the user may hold the administrator's role beside a content role here."""
    return exceptions(unit).filter(user=user).exists()


def granted_roles(user: User, unit: Unit) -> Iterable[Role]:
    """Roles granted in the unit and in force today."""
    today = clock.today()
    grants = RoleGrant.objects.filter(in_force(today), user=user, unit=unit)
    return [Role(grant.role) for grant in grants]


def in_force(today: object) -> Q:
    """From before or today, not ended."""
    return Q(from_on__lte=today) & (Q(to_on__isnull=True) | Q(to_on__gte=today))


def current_posts(unit: Unit) -> QuerySet[Post]:
    """Posts held today in the unit."""
    return Post.objects.filter(in_force(clock.today()), unit=unit)


def units_of(user: User) -> QuerySet[Unit]:
    """Units in which the user is anything at all."""
    granted = RoleGrant.objects.filter(in_force(clock.today()), user=user).values("unit")
    own = [user.person.unit_id] if user.person_id and user.person else []
    return Unit.objects.filter(Q(pk__in=granted) | Q(pk__in=own)).order_by("code")


def role_labels(actor: Actor) -> list[str]:
    """The actor's roles in the reader's language, in the order of DOMAIN."""
    return [str(ROLE_LABELS[role]) for role in Role if role in actor.roles]
