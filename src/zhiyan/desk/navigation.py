"""The side navigation: overview first, then the stages in order; only what the actor may open."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel.actor import Role

R = Role
OFFICE = {R.ORGANISER, R.SECRETARY, R.SUPERVISOR, R.DISCIPLINE_SECRETARY, R.DEPUTY_SECRETARY}
TEAM = {*OFFICE, R.MEMBER}
ALL = set(Role) - {R.ADMINISTRATOR}

# (url name, label, roles that see it); a view's own permission still decides.
ENTRIES: list[tuple[str, object, set[Role]]] = [
    ("cycle:page", _("总览"), ALL),
    ("cycle:plan", _("启动"), TEAM),
    ("solicitation:page", _("征求意见"), {*TEAM, R.BRANCH_SECRETARY}),
    ("solicitation:box_draw", _("领取凭证"), {R.STAFF}),
    ("consolidation:page", _("梳理"), TEAM),
    ("talks:page", _("谈心谈话"), {*TEAM, R.DEPARTMENT_HEAD, R.STAFF, R.BRANCH_SECRETARY}),
    ("statements:page", _("对照检查"), TEAM),
    ("meeting:page", _("会议"), {*TEAM, R.RECORDER, R.OBSERVER}),
    ("rectification:page", _("整改"), {*TEAM, R.DEPARTMENT_HEAD, R.HANDLER, R.STAFF}),
    ("disclosure:page", _("公开通报"), ALL),
    ("regulation:page", _("检查提示"), TEAM),
    ("documents:page", _("文件"), TEAM),
    ("oversight:page", _("所属单位"), {R.SUPERIOR_OFFICE, R.ORGANISER, R.SECRETARY, R.SUPERVISOR}),
    ("accounts:page", _("账号"), {R.ADMINISTRATOR}),
]


def navigation(request: Any) -> list[dict[str, Any]]:
    """Entries with label, url and whether the reader stands there."""
    entries = []
    for name, label, roles in ENTRIES:
        if not request.actor.has(*roles):
            continue
        url = address(name, request)
        if url:
            here = request.path == url or (name != "cycle:page" and request.path.startswith(url))
            entries.append({"label": label, "url": url, "current": here})
    nearest = max((entry for entry in entries if entry["current"]), key=lambda entry: len(entry["url"]), default=None)
    return [{**entry, "current": entry is nearest} for entry in entries]


def address(name: str, request: Any) -> str | None:
    """The page's address in this unit and cycle, or None where there is no such page."""
    for args in ([request.unit.code, request.cycle.label] if request.cycle else None, [request.unit.code]):
        if args is None:
            continue
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return None
