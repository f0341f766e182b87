"""Opening accounts and granting roles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhiyan.accounts.models import RoleGrant, User
from zhiyan.accounts.permissions import may_administer
from zhiyan.kernel import clock
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Invalid
from zhiyan.org.models import Person, Unit

# An administrator reads nothing of the meeting: holding these too would undo that.
CONTENT_ROLES = (
    Role.ORGANISER,
    Role.MEMBER,
    Role.SECRETARY,
    Role.DISCIPLINE_SECRETARY,
    Role.DEPUTY_SECRETARY,
    Role.SUPERVISOR,
)


@action(may_administer, "account.opened")
def open_account(
    actor: Actor, unit: Unit, *, username: str, label: str, password: str | None, person: Person | None = None
) -> User:
    """Open an account; its rights come from posts and grants. Without a password nobody can sign in yet.

    Raises Invalid for a taken name.
    """
    if User.objects.filter(username=username).exists():
        raise Invalid("account.taken", _("这个登录名已经有人使用。"), fields={"username": _("请换一个登录名。")})
    user = User(username=username, label=label, person=person)
    user.set_password(password)
    user.save()
    return user


@action(may_administer, "role.granted")
def grant_role(actor: Actor, unit: Unit, *, user: User, role: Role, reason: str = "") -> RoleGrant:
    """Let the account hold the role in this unit from today on.

    Raises Invalid where the administrator's role would meet a role that reads content, unless a reason is recorded,
    which the cycle page shows.
    """
    held = {Role(g.role) for g in RoleGrant.objects.filter(unit=unit, user=user)} | {role}
    if Role.ADMINISTRATOR in held and held.intersection(CONTENT_ROLES) and not reason.strip():
        raise Invalid(
            "role.administrator",
            _("系统管理员不能兼任党务工作人员、班子成员或督导组。"),
            remedy=_("确需兼任的，请写明原因，原因会显示在年度页面上。"),
        )
    grant, _created = RoleGrant.objects.get_or_create(
        unit=unit, user=user, role=role.value, from_on=clock.today(), defaults={"reason": reason.strip()}
    )
    return grant


@action(may_administer, "role.withdrawn")
def withdraw_role(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """End the grant today."""
    grant.to_on = clock.today()
    grant.save(update_fields=["to_on"])
    return grant
