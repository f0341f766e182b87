"""The meeting's main page: sittings with quorum, agenda, what is missing, what to do next."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiyan.cycle import queries as cycle_queries
from zhiyan.desk.meeting.common import address
from zhiyan.desk.pages import page
from zhiyan.meeting import permissions, queries
from zhiyan.meeting.models import Meeting, MeetingState, Sitting
from zhiyan.meeting.quorum import Share, missing, needed

BADGES = {MeetingState.PLANNED: "todo", MeetingState.OPEN: "active", MeetingState.CLOSED: "done"}


@page(permissions.may_view_meeting)
def overview(request: Any) -> HttpResponse:
    """Everything about the meeting but what was said in it."""
    meeting = queries.latest_meeting(request.cycle)
    context: dict[str, Any] = {
        "meeting": meeting,
        "may_plan": permissions.may_plan(request.actor, request.cycle),
        "due": cycle_queries.due(request.cycle, "meeting"),
    }
    if meeting is not None:
        context |= shown(request, meeting)
    return render(request, "desk/meeting/page.html", context)


def shown(request: Any, meeting: Meeting) -> dict[str, Any]:
    """The meeting as this actor sees it."""
    actor, facts = request.actor, queries.facts_of(meeting)
    running = meeting.state != MeetingState.CLOSED
    held = any(sitting["opened"] for sitting in facts["sittings"])
    lines = [sitting_line(sitting) for sitting in queries.sittings(meeting)]
    return {
        "state": BADGES[MeetingState(meeting.state)],
        "sittings": lines,
        "agenda": list(queries.agenda(meeting)),
        "findings": queries.running_findings(meeting, facts) if held else [],
        "figures": queries.figures_of(facts),
        "may_run": running and permissions.may_run(actor, meeting),
        "may_close": running and held and permissions.may_close(actor, meeting),
        "may_record": permissions.may_record(actor, meeting),
        "may_assess": held and permissions.may_assess(actor, meeting),
        "assessments": list(permissions.visible_assessments(actor).filter(meeting=meeting)),
        "held": held,
        "own_url": own_url(request, meeting),
        "opened_sitting": next((line["sitting"] for line in lines if line["sitting"].opened), None),
    }


def own_url(request: Any, meeting: Meeting) -> str:
    """The page of what the actor said and what was said to them."""
    own = cycle_queries.member_of(request.actor, request.cycle)
    listed = own is not None and own.pk in {m.pk for m in queries.turn_members(meeting)}
    return address(request, "turn", own.pk) if own is not None and listed else ""


def reached(present: int, should: int, share: Share) -> str:
    """That the quorum is there, in exact whole numbers."""
    told = {"part": share.under * present, "whole": share.over * should, "share": f"{share.over}/{share.under}"}
    return _("%(part)d ≥ %(whole)d，达到 %(share)s") % told


def sitting_line(sitting: Sitting) -> dict[str, Any]:
    """One sitting with its attendance in exact numbers."""
    facts = queries.sitting_facts(sitting)
    present, should = len(facts["present"]), facts["should"]
    share = queries.share_of(sitting)
    short = missing(present, should, share)
    return {
        "sitting": sitting,
        "should": should,
        "present": present,
        "needed": needed(should, share),
        "short": short,
        "quorum": reached(present, should, share) if not short else _("还差 %(n)d 人") % {"n": short},
    }
