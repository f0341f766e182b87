"""What the statements pages share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse

from zhiyan.desk.pages import record_or_404
from zhiyan.statements import permissions, queries
from zhiyan.statements.models import Statement, StatementState, Version
from zhiyan.web.surfaces import missing

BADGES = {
    StatementState.DRAFT: "active",
    StatementState.SUBMITTED: "todo",
    StatementState.RETURNED: "blocked",
    StatementState.APPROVED: "done",
}


def address(request: Any, name: str, *args: Any) -> str:
    """A page of this stage in this unit and cycle."""
    return reverse(f"statements:{name}", args=[request.unit.code, request.cycle.label, *args])


def statement_of(request: Any, pk: Any) -> Statement:
    """The statement, as a line of the list."""
    found: Statement = record_or_404(permissions.visible_statements(request.actor), cycle=request.cycle, pk=pk)
    return found


def own_statement(request: Any, pk: Any) -> Statement:
    """A statement that the actor writes; 404 for everybody else, as a draft is nobody's business."""
    found = statement_of(request, pk)
    if not permissions.may_edit(request.actor, found):
        raise missing()
    return found


def newest_readable(request: Any, statement: Statement) -> Version | None:
    """The newest version that the actor may read."""
    found = permissions.readable_versions(request.actor).filter(statement=statement)
    return queries.with_parts(found).order_by("-no").first()


def bare(request: Any) -> forms.Form:
    """A form with nothing to fill in: the button alone."""
    return forms.Form(request.POST if request.method == "POST" else None)
