"""整改: where it stands, the register, own measures, handing down to the next year."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiyan.cycle.queries import member_of
from zhiyan.desk.pages import form_page, page
from zhiyan.desk.rectification import forms, shapes
from zhiyan.desk.rectification.shapes import address
from zhiyan.disclosure.queries import badly_rated
from zhiyan.kernel.status import StageState
from zhiyan.rectification import actions, queries
from zhiyan.rectification.models import Measure, MeasureState
from zhiyan.rectification.permissions import (
    may_hand_down,
    may_open_rectification,
    may_oversee,
    visible_measures,
    visible_problems,
    visible_work,
)
from zhiyan.rectification.status import stage_status
from zhiyan.web.chinese import full_date

PER_PAGE = 50
STATES = {
    StageState.WAITING: "todo",
    StageState.RUNNING: "active",
    StageState.BLOCKED: "blocked",
    StageState.LATE: "late",
    StageState.DONE: "done",
}


@page(may_open_rectification)
def overview(request: Any) -> HttpResponse:
    """Figures, what is next for this reader, their own measures; staff see what has been disclosed."""
    cycle, actor = request.cycle, request.actor
    oversees = may_oversee(actor, cycle)
    context: dict[str, Any] = {
        "tabs": shapes.tabs(request, "page"),
        "mine": [mine_row(request, m) for m in queries.my_measures(actor, cycle)[:5]],
        "mine_url": address(request, "mine"),
        "lead": _("问题清单、整改措施、进展和销号。已经公开的班子问题和措施，全体职工都可以看。"),
        "stats": stats(request),
        "steps": None,
        "buttons": [],
    }
    if oversees or member_of(actor, cycle):
        status = stage_status(cycle)
        context |= {
            "state": STATES[status.state],
            "state_text": " ".join(status.reasons),
            "steps": [step_row(request, step) for step in status.steps if concerns(request, step)],
        }
    if may_hand_down(actor, cycle):
        context["buttons"] = [{"text": _("移交下一年度"), "url": address(request, "hand_down"), "kind": "quiet"}]
    return render(request, "desk/rectification/page.html", context)


def stats(request: Any) -> list[dict[str, Any]]:
    """Numbers of what this reader may see, each with the way to the records."""
    seen = visible_measures(request.actor).filter(cycle=request.cycle)
    register = address(request, "register")
    return [
        {
            "value": visible_problems(request.actor).filter(cycle=request.cycle).count(),
            "label": _("问题"),
            "url": address(request, "problems"),
        },
        {"value": seen.count(), "label": _("整改措施"), "url": register},
        {
            "value": seen.filter(state=MeasureState.SIGNED_OFF).count(),
            "label": _("已销号"),
            "url": f"{register}?state=signed_off",
        },
        {
            "value": seen.filter(state=MeasureState.LONG_TERM).count(),
            "label": _("长期坚持"),
            "url": f"{register}?state=long_term",
        },
        {"value": seen.filter(queries.overdue()).count(), "label": _("已逾期"), "url": f"{register}?state=overdue"},
    ]


def concerns(request: Any, step: Any) -> bool:
    """Whether the step is this reader's."""
    if step.member_id is not None:
        own = member_of(request.actor, request.cycle)
        return own is not None and str(own.pk) == step.member_id
    return bool(request.actor.has(step.role))


def step_row(request: Any, step: Any) -> dict[str, Any]:
    """A step as a row that leads to where it is done."""
    name = step.url_name.removeprefix("rectification:")
    return {"title": step.text, "url": address(request, name, *step.args), "when": full_date(step.due)}


def mine_row(request: Any, measure: Measure) -> dict[str, Any]:
    """One of one's own measures as a row."""
    cell = shapes.state_cell(measure)
    return {
        "title": f"{queries.measure_label(measure)} {measure.text}",
        "url": address(request, "measure", measure.pk),
        "when": full_date(measure.due_on),
        "state": cell["state"],
        "state_text": cell["text"],
    }


def register_rows(request: Any, found: Any) -> list[list[Any]]:
    """Rows of the register; problems and work shown only where the reader may see them."""
    measures = list(found)
    keys = [m.pk for m in measures]
    shown = set(visible_problems(request.actor).filter(measures__in=keys).values_list("pk", flat=True))
    worked = set(visible_work(request.actor).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        shapes.register_row(request, m, problem_shown=m.problem_id in shown, work_shown=m.pk in worked)
        for m in measures
    ]


@page(may_open_rectification)
def register(request: Any) -> HttpResponse:
    """整改台账, filtered by state, owner, department and kind; fifty to a page."""
    chosen = forms.RegisterFilter(request.cycle, request.GET or None)
    found = queries.register(request.actor, request.cycle, chosen.chosen())
    pages = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("整改台账"),
        "lead": _("共 %(n)d 条措施。逾期按完成时限计算；长期坚持不算销号。") % {"n": pages.paginator.count},
        "tabs": shapes.tabs(request, "register"),
        "filter": chosen,
        "columns": shapes.register_columns(),
        "rows": register_rows(request, pages.object_list),
        "caption": _("整改台账"),
        "empty": _("没有符合条件的措施。措施在问题页面拟定，公开以后全体职工可见。"),
        "pages": pages,
        "buttons": [],
        "more": [],
    }
    return render(request, "desk/rectification/list.html", context)


@page(may_open_rectification)
def mine(request: Any) -> HttpResponse:
    """What the reader owns, handles or whose department they lead, soonest deadline first."""
    pages = Paginator(queries.my_measures(request.actor, request.cycle), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("我的措施"),
        "lead": _("由您负责、经办，或由您的部门负责的整改措施。请按时填写进展，做到了就报请核验。"),
        "tabs": shapes.tabs(request, "mine"),
        "columns": shapes.register_columns(),
        "rows": register_rows(request, pages.object_list),
        "caption": _("我的措施"),
        "empty": _("没有由您负责、经办或您部门负责的措施。"),
        "pages": pages,
        "buttons": [],
        "more": [],
    }
    return render(request, "desk/rectification/list.html", context)


@page(may_hand_down)
def hand_down(request: Any) -> HttpResponse:
    """What the year leaves to the next: unfinished, reopened, badly rated by itself; promises are chosen."""
    cycle = request.cycle
    form = forms.HandDownForm(cycle, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.hand_down(
            request.actor,
            cycle,
            form.cleaned_data["next_cycle"],
            badly_rated=badly_rated(cycle),
            promised=[m.pk for m in form.cleaned_data["promised"]],
        ),
        title=_("移交下一年度"),
        lead=_("没有完成的、重新整改的和群众不满意的措施自动移交；已经移交的保持不变。"),
        back=address(request, "page"),
        done=_("已移交下一年度。"),
        submit=_("移交"),
    )
