"""The unit and its people: departments 部门, branches 支部, persons, posts 职务, portfolios 分管."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel.records import Record


class Unit(models.Model):
    """单位: a body with its own leadership team; `parent` is its superior (上级)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("单位代码"), max_length=40, unique=True)
    name = models.CharField(_("单位名称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    office_name = models.CharField(_("党务工作部门"), max_length=40, default="党群办公室")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    disclaimer = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def unit_id(self) -> uuid.UUID:
        """A unit belongs to itself."""
        return self.id


class Branch(Record):
    """党支部, in the unit's own order."""

    name = models.CharField(max_length=80)
    order = models.PositiveIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="branch_once")]

    def __str__(self) -> str:
        return self.name


class Department(Record):
    """部门, in the unit's own order. `is_leadership` marks 领导班子's own line (中心领导), which is no department."""

    name = models.CharField(max_length=80)
    order = models.PositiveIntegerField()
    is_leadership = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="department_once")]

    def __str__(self) -> str:
        return self.name


class Party(models.TextChoices):
    """是否党员; a probationary member (预备党员) is not a full member."""

    FULL = "full", _("党员")
    PROBATIONARY = "probationary", _("预备党员")
    NONE = "none", _("群众")


class Person(Record):
    """A person on the roster (花名册)."""

    staff_no = models.CharField(_("工号"), max_length=20)
    name = models.CharField(_("姓名"), max_length=60)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    party = models.CharField(max_length=12, choices=Party, default=Party.NONE)
    job_title = models.CharField(_("职务"), max_length=80, blank=True)
    joined_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["staff_no"]
        constraints = [models.UniqueConstraint(fields=["unit", "staff_no"], name="staff_no_once")]

    def __str__(self) -> str:
        return self.name


class PostKind(models.TextChoices):
    """What a post is, as far as rules depend on it; the title is the unit's own wording."""

    SECRETARY = "secretary", _("书记")
    DIRECTOR = "director", _("主任")
    DEPUTY_SECRETARY = "deputy_secretary", _("副书记")
    DEPUTY_DIRECTOR = "deputy_director", _("副主任")
    DISCIPLINE_SECRETARY = "discipline_secretary", _("纪委书记")
    MEMBER = "member", _("班子成员")
    DEPARTMENT_HEAD = "department_head", _("部门负责人")
    BRANCH_SECRETARY = "branch_secretary", _("支部书记")


class Post(Record):
    """任职: a person holds a post from one day to another; one person may hold several."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=PostKind)
    title = models.CharField(max_length=80)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    rank = models.PositiveIntegerField(default=0)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
                name="post_ends_after",
            )
        ]


class Portfolio(Record):
    """分管: the department that a team member is in charge of."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)


class Alias(Record):
    """别名: what a unit's files write for a department, branch, aspect, target or source."""

    kind = models.CharField(max_length=20)
    raw = models.CharField(max_length=120)
    value = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "raw"], name="alias_once")]
