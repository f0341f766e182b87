"""检查提示: what the rules found, each finding explained, and what was passed with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhiyan.cycle.overriding import overrides
from zhiyan.desk.documents.views import TYPES, as_file
from zhiyan.desk.pages import page, perform
from zhiyan.desk.regulation.forms import AnswerForm
from zhiyan.desk.regulation.places import may_read_words, page_of, place_to_mend
from zhiyan.documents.gbt9704 import render_docx
from zhiyan.kernel import clock
from zhiyan.kernel.actions import denied
from zhiyan.kernel.findings import Finding, Severity, musts
from zhiyan.overview.queries import stage_labels
from zhiyan.regulation.actions import answer
from zhiyan.regulation.documents import checklist
from zhiyan.regulation.nightly import new_for
from zhiyan.regulation.permissions import may_answer, may_open_findings, may_view_finding, may_view_findings
from zhiyan.regulation.queries import answers_under, last_check
from zhiyan.regulation.rulebook import Rule
from zhiyan.web.surfaces import missing

PER_PAGE = 50


@page(may_open_findings)
def findings(request: Any) -> HttpResponse:
    """All findings of the year that the reader may see, by stage and severity where asked."""
    result = last_check(request.cycle)
    mine = visible(request, result.findings)
    if request.GET.get("new"):
        new = set(new_for(request.actor, request.cycle, clock.today()).values_list("key", flat=True))
        mine = [one for one in mine if one.key in new]
    stage_of = {rule.id: rule.stage for rule in result.rules}
    stage, kind = request.GET.get("stage", ""), request.GET.get("kind", "")
    of_kind = [f for f in mine if not kind or f.severity == kind]
    shown = [f for f in of_kind if not stage or stage_of[f.rule] == stage]
    part = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": part,
        "tabs": tabs(of_kind, stage_of, stage, kind),
        "kinds": kinds(mine, stage, kind),
        "must": len(musts(mine)),
        "all": may_view_findings(request.actor, request.cycle),
        "passed": overrides(request.cycle).count(),
    }
    return render(request, "desk/regulation/page.html", context)


def visible(request: Any, found: Iterable[Finding]) -> list[Finding]:
    """The findings that the reader may see: all, or those that concern them."""
    return [one for one in found if may_view_finding(request.actor, request.cycle, one)]


def tabs(found: list[Finding], stage_of: dict[str, str], chosen: str, kind: str) -> list[dict[str, Any]]:
    """One view for each stage, and all."""
    counted = {stage: sum(stage_of[one.rule] == stage for one in found) for stage in stage_labels()}
    views = [("", _("全部"), len(found)), *((s, label, counted[s]) for s, label in stage_labels().items())]
    return [
        {"label": label, "url": query(stage=stage, kind=kind), "current": stage == chosen, "count": count}
        for stage, label, count in views
    ]


def kinds(found: list[Finding], stage: str, chosen: str) -> list[dict[str, Any]]:
    """All severities, or one of them."""
    views = [("", _("必须和建议")), *((str(kind), str(kind)) for kind in Severity)]
    return [
        {"label": label, "url": query(stage=stage, kind=kind), "current": kind == chosen}
        for kind, label in views
        if not kind or any(one.severity == kind for one in found)
    ]


def query(**given: str) -> str:
    """The page's own address with these choices."""
    return "?" + urlencode({name: value for name, value in given.items() if value})


@page(may_open_findings)
def finding(request: Any, rule: str, key: str) -> HttpResponse:
    """One finding explained: rule, source of each value, what was looked at, passages, how to mend; and answered."""
    result = last_check(request.cycle)
    here = visible(request, (one for one in result.findings if one.rule == rule and one.key == key))
    if not here:
        return gone(request, rule, key)
    ruled = next(one for one in result.rules if one.id == rule)
    form = AnswerForm(request.POST or None) if may_answer(request.actor, request.cycle, here[0]) else None
    if form is None and request.method == "POST":
        raise denied("answer")
    if form is not None and request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        done = perform(
            request, form, lambda: answer(request.actor, request.cycle, finding=here[0], text=text), _("说明已留存。")
        )
        if done is not None:
            return redirect(request.path)
    context = {
        "rule": ruled,
        "findings": [explained(request, one, ruled) for one in here],
        "subject": here[0].subject,
        "values": values(ruled),
        "answers": answers_under(request.cycle, key),
        "form": form,
    }
    return render(request, "desk/regulation/finding.html", context, status=422 if form and form.errors else 200)


def gone(request: Any, rule: str, key: str) -> HttpResponse:
    """The page of a finding that is mended: to whoever sees all, what was answered; else there is no such page."""
    answers = answers_under(request.cycle, key) if may_view_findings(request.actor, request.cycle) else []
    if not [one for one in answers if one.rule == rule]:
        raise missing()
    return render(request, "desk/regulation/gone.html", {"rule_id": rule, "answers": answers})


def explained(request: Any, one: Finding, rule: Rule) -> dict[str, Any]:
    """A finding with what was looked at, and the passages that the reader may read."""
    return {
        "finding": one,
        "mend": place_to_mend(request.cycle, one, rule),
        "links": [(link, page_of(request.cycle, link)) for link in one.links],
        "passages": [passage_shown(request, passage) for passage in one.passages],
    }


def passage_shown(request: Any, passage: Any) -> dict[str, Any]:
    """A passage in three parts, the middle one pointed to; without words where the reader may not read the record."""
    shown: dict[str, Any] = {"label": passage.label, "readable": may_read_words(request.actor, passage.link)}
    if shown["readable"]:
        text, start, end = passage.text, passage.start, passage.end
        shown |= {"before": text[:start], "said": text[start:end], "after": text[end:]}
        shown["url"] = page_of(request.cycle, passage.link) if passage.link else ""
    return shown


def values(rule: Rule) -> list[dict[str, Any]]:
    """Kind and figures of a rule, each with the source that decided it."""
    figures = [(key, p.name, p.said, p.unit) for key, p in rule.settings.items()]
    return [
        {
            "label": name,
            "value": f"{value}{unit}",
            "source": rule.decided.get(key, rule.article),
        }
        for key, name, value, unit in [("kind", _("性质"), str(rule.kind), ""), *figures]
    ]


@page(may_view_findings)
def passed(request: Any) -> HttpResponse:
    """说明情况后继续: every closed gate that was passed with a reason this year."""
    return render(request, "desk/regulation/passed.html", {"passed": overrides(request.cycle)})


@page(may_view_findings)
def checklist_file(request: Any) -> HttpResponse:
    """The checklist for supervisors as a Word file."""
    paper = checklist(request.cycle, last_check(request.cycle), all_rules=True)
    return as_file(f"{paper.title}.docx".replace("\n", ""), render_docx(paper), TYPES["docx"])
