"""What the meeting pages share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse

from zhiyan.desk.pages import record_or_404
from zhiyan.meeting import permissions, queries
from zhiyan.meeting.models import Comment, Criticism, Meeting, Minutes, Response, SelfCriticism, Sitting
from zhiyan.web.surfaces import missing

KINDS: dict[str, Any] = {
    "self": SelfCriticism,
    "criticism": Criticism,
    "response": Response,
    "comment": Comment,
    "minutes": Minutes,
}


def address(request: Any, name: str, *args: Any) -> str:
    """A page of this stage in this unit and cycle."""
    return reverse(f"meeting:{name}", args=[request.unit.code, request.cycle.label, *args])


def the_meeting(request: Any) -> Meeting:
    """The year's meeting; 404 before one is planned."""
    found = queries.latest_meeting(request.cycle)
    if found is None:
        raise missing()
    return found


def sitting_of(request: Any, pk: Any) -> Sitting:
    """A sitting of the year's meeting."""
    found: Sitting = record_or_404(permissions.visible_sittings(request.actor), meeting__cycle=request.cycle, pk=pk)
    return found


def allowed(request: Any, permission: Any, subject: Any) -> None:
    """404 for a page that is only for those who run or record the meeting."""
    if not permission(request.actor, subject):
        raise missing()


def bare(request: Any) -> forms.Form:
    """A form with nothing to fill in: the button alone."""
    return forms.Form(request.POST if request.method == "POST" else None)
