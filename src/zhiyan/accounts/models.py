"""Accounts and what they may do in which unit."""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel.actor import Role
from zhiyan.kernel.records import Record

ROLE_LABELS = {
    Role.STAFF: _("职工"),
    Role.BRANCH_SECRETARY: _("支部书记"),
    Role.DEPARTMENT_HEAD: _("部门负责人"),
    Role.ORGANISER: _("党务工作人员"),
    Role.HANDLER: _("经办人"),
    Role.MEMBER: _("班子成员"),
    Role.DEPUTY_SECRETARY: _("副书记"),
    Role.SECRETARY: _("书记"),
    Role.DISCIPLINE_SECRETARY: _("纪委书记"),
    Role.RECORDER: _("记录人"),
    Role.OBSERVER: _("列席人员"),
    Role.SUPERVISOR: _("督导组"),
    Role.SUPERIOR_OFFICE: _("上级机关"),
    Role.ADMINISTRATOR: _("系统管理员"),
}


class UserManager(BaseUserManager["User"]):
    """Finds accounts by their sign-in name."""


class User(AbstractBaseUser):
    """账号: how somebody signs in at the desk; rights come from grants and posts, unit by unit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(_("登录名"), max_length=60, unique=True)
    label = models.CharField(_("显示名"), max_length=60)
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    last_login = None  # when somebody was last here is nobody's business

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        return self.label


class RoleGrant(Record):
    """授权: a role held by an account in one unit for a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=[(r.value, label) for r, label in ROLE_LABELS.items()])
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "user", "role", "from_on"], name="grant_once")]
