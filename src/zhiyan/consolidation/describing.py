"""What may be written of an item: its title, aspect and target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Point
from zhiyan.consolidation.states import Target
from zhiyan.cycle.models import Aspect, Cycle, TeamMember
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.personal import personal_data
from zhiyan.solicitation.models import TargetKind

TITLE_LENGTH = 200


def check_title(title: str) -> str:
    """The title without outer space. Raises Invalid for none, one that is too long, or one with a number of somebody.

    Names are left to the masks: a title may name a post, and a word that looks like a name is none more often than not.
    """
    text = " ".join(title.split())
    if not text:
        raise Invalid(
            "item.title", _("条目要有归并表述。"), fields={"title": _("请用一句话写出这几条意见说的是什么。")}
        )
    if len(text) > TITLE_LENGTH:
        raise Invalid(
            "item.title_long",
            _("归并表述太长。"),
            fields={"title": _("请压缩到 %(n)d 字以内，现有 %(now)d 字。") % {"n": TITLE_LENGTH, "now": len(text)}},
        )
    if any(found.kind != "name" for found in personal_data(text)):
        raise Invalid(
            "item.title_personal",
            _("归并表述里有个人信息（电话、工号、证件号等）。"),
            fields={"title": _("请去掉个人信息，只写事情。")},
        )
    return text


def check_aspect(cycle: Cycle, aspect: Aspect | None) -> Aspect | None:
    """The aspect, if it is the cycle's. Raises Invalid otherwise."""
    if aspect is not None and aspect.cycle_id != cycle.pk:
        raise Invalid("item.aspect", _("这个方面不属于本年度。"), fields={"aspect": _("请选本年度的方面。")})
    return aspect


def check_target(cycle: Cycle, target: Target) -> Target:
    """The target, whole: a member of this team, or a named body. Raises Invalid otherwise."""
    if target.kind == TargetKind.MEMBER:
        known = TeamMember.objects.filter(cycle=cycle, pk=target.member_id).exists() if target.member_id else False
        if not known:
            raise Invalid("item.member", _("没有选成员。"), fields={"target": _("请选是哪一位班子成员。")})
        return Target(target.kind, target.member_id)
    if target.kind == TargetKind.OTHER:
        if not target.body.strip():
            raise Invalid(
                "item.body", _("对象不是班子，要写明是谁。"), fields={"target_body": _("请写部门或单位名称。")}
            )
        return Target(target.kind, body=target.body.strip()[:80])
    return Target()


def common_aspect(points: Sequence[Point]) -> Aspect | None:
    """The aspect that most of the points' opinions name; the earlier one where they are even."""
    named = Counter(p.opinion.aspect_id for p in points if p.opinion.aspect_id)
    if not named:
        return None
    most = max(named.values())
    return Aspect.objects.filter(pk__in=[pk for pk, n in named.items() if n == most]).order_by("no").first()


def common_target(points: Sequence[Point]) -> Target:
    """The target that all the points' opinions share, else the team."""
    targets = {Target.of(point.opinion) for point in points}
    only = targets.pop() if len(targets) == 1 else None
    return only or Target()
