"""The tag `findings` (`{% load findings %}`): findings with their pages and with what was answered to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from zhiyan.kernel.findings import Finding
from zhiyan.regulation.permissions import may_view_finding
from zhiyan.regulation.queries import answers_of

register = template.Library()


@register.inclusion_tag("web/c/findings.html", takes_context=True)
def findings(context: Context, found: Sequence[Finding], empty: str = "") -> dict[str, Any]:
    """A list of findings of the page's year: each leads to its page where the reader may open it. empty: a sentence."""
    request = context["request"]
    answers = answers_of(request.cycle, found)
    rows = [
        {
            "severity": one.severity, "subject": one.subject, "message": one.message, "remedy": one.remedy,
            "rule": one.rule, "source": one.source, "due": one.due, "answers": answers.get(one.key, ()),
            "url": page_of(request, one),
        }
        for one in found
    ]  # fmt: skip
    return {"findings": rows, "empty": empty}


def page_of(request: Any, finding: Finding) -> str:
    """The finding's page; empty where the reader may not open it."""
    if not may_view_finding(request.actor, request.cycle, finding):
        return ""
    return reverse("regulation:finding", args=[request.unit.code, request.cycle.label, finding.rule, finding.key])
