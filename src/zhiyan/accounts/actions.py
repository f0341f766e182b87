"""Opening accounts and granting roles."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from zhiyan.accounts.models import RoleGrant, User
from zhiyan.accounts.permissions import may_administer
from zhiyan.accounts.queries import CONTENT_ROLES, actor_for, in_force
from zhiyan.kernel import clock
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Invalid
from zhiyan.org.models import Person, Unit


@action(may_administer, "account.opened", secret=("password",))
def open_account(
    actor: Actor, unit: Unit, *, username: str, label: str, password: str | None, person: Person | None = None
) -> User:
    """Open an account; its rights come from posts and grants. Without a password nobody can sign in yet.

    Raises Invalid for a taken name, a person of another unit, or a person who has an account: a second one would be a
    second key to what that person reads.
    """
    if User.objects.filter(username=username).exists():
        raise Invalid("account.taken", _("这个登录名已经有人使用。"), fields={"username": _("请换一个登录名。")})
    if person and person.unit_id != unit.pk:
        raise Invalid(
            "account.person", _("此人不在本单位的花名册中。"), fields={"person": _("请选择本单位花名册中的人。")}
        )
    if person and User.objects.filter(person=person, is_active=True).exists():
        raise Invalid("account.again", _("此人已经有账号。"), fields={"person": _("一人只开一个账号。")})
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
    held = actor_for(user, unit).roles | {role}
    if Role.ADMINISTRATOR in held and held.intersection(CONTENT_ROLES) and not reason.strip():
        raise Invalid(
            "role.administrator",
            _("系统管理员不能兼任党务工作人员、班子成员或督导组。"),
            fields={"reason": _("确需兼任的，请写明原因，原因会显示在年度页面上。")},
            remedy=_("确需兼任的，请写明原因，原因会显示在年度页面上。"),
        )
    today = clock.today()
    held_now = RoleGrant.objects.filter(in_force(today), unit=unit, user=user, role=role.value).first()
    if held_now:
        return held_now
    return RoleGrant.objects.update_or_create(
        unit=unit, user=user, role=role.value, from_on=today, defaults={"reason": reason.strip(), "to_on": None}
    )[0]


@action(may_administer, "role.withdrawn")
def withdraw_role(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """End the grant at once: its last day was yesterday."""
    grant.to_on = clock.today() - dt.timedelta(days=1)
    grant.save(update_fields=["to_on"])
    return grant
