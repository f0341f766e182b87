"""规则: the rulebook of the year, one rule with what it found, and the unit's own decision about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyan.accounts.models import ROLE_LABELS
from zhiyan.desk.pages import form_page, page
from zhiyan.desk.regulation.forms import DecideForm
from zhiyan.desk.regulation.views import values, visible
from zhiyan.overview.queries import stage_labels
from zhiyan.regulation import reading
from zhiyan.regulation.actions import decide_rule
from zhiyan.regulation.permissions import may_decide_rules, may_view_rules
from zhiyan.regulation.queries import decisions, last_check
from zhiyan.regulation.rulebook import Rule
from zhiyan.regulation.standing import rules_below, standing_rules
from zhiyan.web.surfaces import missing


def mode_labels() -> dict[str, str]:
    """How a rule is held, in words."""
    return {
        "constraint": _("数据约束：录入时就不能违反"),
        "gate": _("关口：不满足不能办下一步"),
        "finding": _("提示：指出来，由人处理"),
    }


def role_labels_of(rule: Rule) -> str:
    """Who may pass the rule's gate with a reason, in words."""
    return "、".join(str(ROLE_LABELS[role]) for role in ROLE_LABELS if str(role) in rule.override)


@page(may_view_rules)
def rulebook(request: Any) -> HttpResponse:
    """Every rule of the year by stage, those switched off among them, and the year's check frame."""
    rules = standing_rules(request.cycle)
    stages = [
        {"label": label, "rules": [rule for rule in rules if rule.stage == stage]}
        for stage, label in stage_labels().items()
    ]
    context = {
        "stages": [stage for stage in stages if stage["rules"]],
        "year": reading.of_year(request.cycle.label),
        "base": reading.shipped(reading.BASE),
        "decisions": decisions(request.cycle),
    }
    return render(request, "desk/regulation/rules.html", context)


def rule_of(request: Any, rule: str) -> Rule:
    """The rule as it stands, or the page that says that there is none."""
    found = next((one for one in standing_rules(request.cycle) if one.id == rule), None)
    if found is None:
        raise missing()
    return found


@page(may_view_rules)
def rule_page(request: Any, rule: str) -> HttpResponse:
    """One rule in our own words, its article, the source of each value, and what it found."""
    found = rule_of(request, rule)
    mine = visible(request, (one for one in last_check(request.cycle).findings if one.rule == rule))
    context = {
        "rule": found,
        "values": values(found),
        "mode": mode_labels()[found.mode],
        "override": role_labels_of(found),
        "findings": mine,
        "decisions": decisions(request.cycle, rule),
        "may_decide": may_decide_rules(request.actor, request.cycle),
    }
    return render(request, "desk/regulation/rule.html", context)


@page(may_decide_rules)
def decide(request: Any, rule: str) -> HttpResponse:
    """The unit's own kind and figures for a rule, or its switching off, with the reason."""
    found = rule_of(request, rule)
    below = next(one for one in rules_below(request.cycle) if one.id == rule)
    form = DecideForm(found, below, request.POST or None)
    return form_page(
        request,
        form,
        lambda: decide_rule(request.actor, request.cycle, rule=rule, **form.changes()),
        title=_("调整规则 %(id)s") % {"id": rule},
        lead=_("%(title)s。可以从严，不能低于规定的底线；恢复原样时填回原来的值。") % {"title": found.title},
        back=reverse("regulation:rule", args=[request.unit.code, request.cycle.label, rule]),
        done=_("规则已调整。"),
    )
