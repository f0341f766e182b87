"""Pages of the problem list (问题清单)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiyan.cycle.models import TeamMember
from zhiyan.desk.pages import form_page, page, record_or_404, seen_version
from zhiyan.desk.rectification import forms, shapes
from zhiyan.desk.rectification.shapes import address
from zhiyan.desk.rectification.views import PER_PAGE
from zhiyan.kernel.corrections import corrections_of
from zhiyan.rectification import actions, queries
from zhiyan.rectification.actions.problems import is_adopted
from zhiyan.rectification.models import Problem
from zhiyan.rectification.origins import describe, kind_label, may_read_origin, text_of
from zhiyan.rectification.permissions import (
    may_draft_measure,
    may_list,
    may_open_rectification,
    visible_measures,
    visible_problems,
)
from zhiyan.web.chinese import full_date, moment


@page(may_open_rectification)
def problem_list(request: Any) -> HttpResponse:
    """问题清单 as the reader may see it, the team's first, then by rank."""
    seen = visible_problems(request.actor).filter(cycle=request.cycle)
    members = TeamMember.objects.filter(cycle=request.cycle, pk__in=seen.values("member")).order_by("rank")
    chosen = forms.ProblemFilter(request.cycle, members, request.GET or None)
    found = queries.problem_list(request.actor, request.cycle, **chosen.chosen())
    pages = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    listing = may_list(request.actor, request.cycle)
    draw = {"text": _("列出问题清单"), "url": address(request, "draw_up"), "kind": "main"}
    context = {
        "title": _("问题清单"),
        "lead": _("每个问题只有一个来源：自查、批评、督导、群众意见或上年遗留。"),
        "tabs": shapes.tabs(request, "problems"),
        "buttons": [draw] if listing else [],
        "filter": chosen,
        "columns": shapes.problem_columns(),
        "rows": [shapes.problem_row(request, problem) for problem in pages.object_list],
        "caption": _("问题清单"),
        "empty": _("还没有可看的问题。清单由党务工作人员按审定的对照检查材料列出，公开以后全体职工可见。"),
        "empty_url": draw["url"] if listing else "",
        "empty_label": draw["text"],
        "pages": pages,
        "more": [],
    }
    return render(request, "desk/rectification/list.html", context)


@page(may_list)
def draw_up(request: Any) -> HttpResponse:
    """Draw up the list from the approved statements."""
    form = forms.EmptyForm(request.POST if request.method == "POST" else None)
    waiting = queries.open_of_kind(request.cycle, "stated_problem").count()
    return form_page(
        request,
        form,
        lambda: actions.draw_up_list(request.actor, request.cycle),
        title=_("列出问题清单"),
        lead=_("把审定材料里还没有列入的 %(n)d 个问题列入清单，连同它们回应的归并条目；已经列入的保持不变。")
        % {"n": waiting},
        back=address(request, "problems"),
        done=_("问题清单已列出。"),
        submit=_("列出"),
    )


def problem_of(request: Any, pk: Any) -> Problem:
    """The problem, if the actor may see it."""
    seen = visible_problems(request.actor).select_related("member__person", "aspect", "cycle")
    found: Problem = record_or_404(seen, cycle=request.cycle, pk=pk)
    return found


@page(may_open_rectification)
def problem(request: Any, pk: Any) -> HttpResponse:
    """A problem: whose, from where, the items it answers, its measures and corrections."""
    found = problem_of(request, pk)
    origin = describe(queries.origin_record(found))
    readable = may_read_origin(request.actor, origin.record)
    measures = list(
        queries.with_work(
            queries.measures(request.cycle).filter(problem=found, pk__in=visible_measures(request.actor).values("pk"))
        )
    )
    items = [
        item
        for item in found.items.select_related("target_member").order_by("no")
        if may_read_origin(request.actor, item)
    ]
    texts = [{"title": _("具体表现、案例"), "text": found.case, "source": ""}] if found.case and inside(request) else []
    if readable and text_of(origin.record) != found.text:
        texts.append({"title": _("来源原文"), "text": text_of(origin.record), "source": origin.label})
    context = {
        "title": _("第%(no)d号问题") % {"no": found.no},
        "lead": found.text,
        "crumbs": crumbs(request, found),
        "buttons": problem_buttons(request, found),
        "facts": [
            (_("主体"), shapes.who(found)),
            (_("方面"), found.aspect.name if found.aspect else "—"),
            (_("来源"), origin.label if readable else kind_label(origin.kind)),
            (_("上年重复"), _("是") if found.recurring else _("否")),
            (_("公开日期"), full_date(found.disclosed_on) or "—"),
        ],
        "texts": texts,
        "parts": [
            measures_part(request, measures),
            *([items_part(request, items)] if items else []),
            *corrections_part(found),
        ],
    }
    return render(request, "desk/rectification/record.html", context)


def inside(request: Any) -> bool:
    """Whether the reader is of the office or the team: cases stay there."""
    return bool(shapes.may_view_plan(request.actor, request.cycle))


def crumbs(request: Any, found: Problem) -> list[dict[str, Any]]:
    """Problem list, this problem."""
    return [
        {"label": _("问题清单"), "url": address(request, "problems")},
        {"label": _("第%(no)d号问题") % {"no": found.no}, "url": address(request, "problem", found.pk)},
    ]


def problem_buttons(request: Any, found: Problem) -> list[dict[str, str]]:
    """What this reader may do with the problem."""
    buttons = []
    if may_draft_measure(request.actor, found):
        buttons.append({"text": _("拟定整改措施"), "url": address(request, "draft_measure", found.pk), "kind": "main"})
    if may_list(request.actor, found):
        name, label = ("correct_problem", _("更正")) if is_adopted(found) else ("edit_problem", _("修改"))
        buttons += [
            {"text": label, "url": address(request, name, found.pk), "kind": ""},
            {"text": _("关联归并条目"), "url": address(request, "link_items", found.pk), "kind": ""},
        ]
        if found.items.exclude(pk=found.item_id).exists():
            buttons.append({"text": _("解除关联"), "url": address(request, "unlink_item", found.pk), "kind": "quiet"})
    return buttons


def measures_part(request: Any, measures: list[Any]) -> dict[str, Any]:
    """The measures under the problem."""
    return {
        "title": _("整改措施"),
        "columns": [
            _("序号"), {"label": _("整改措施"), "head": True}, _("责任领导"), _("完成时限"), _("完成情况"),
        ],
        "rows": [
            [
                queries.measure_label(m),
                {"text": m.text, "url": address(request, "measure", m.pk), "note": str(m.get_kind_display())},
                {"text": m.owner.role if m.owner else "—", "note": m.department.name if m.department else ""},
                full_date(m.due_on) or "—",
                shapes.state_cell(m),
            ]
            for m in measures
        ],
        "empty": _("还没有整改措施。每个问题至少要有一条措施。"),
    }  # fmt: skip


def items_part(request: Any, items: list[Any]) -> dict[str, Any]:
    """The items that the problem answers."""
    return {
        "title": _("回应的归并条目"),
        "columns": [{"label": _("条目号"), "num": True}, {"label": _("归并表述"), "head": True}],
        "rows": [[item.no, item.title] for item in items],
        "empty": "",
    }


def corrections_part(found: Problem) -> list[dict[str, Any]]:
    """更正, if any: the first text stays."""
    rows = [[moment(c.at), c.before, c.after, c.reason, c.by_label] for c in corrections_of(found)]
    columns = [_("时间"), _("更正前"), _("更正后"), _("原因"), _("更正人")]
    return [{"title": _("更正记录"), "columns": columns, "rows": rows, "empty": ""}] if rows else []


@page(may_list)
def edit(request: Any, pk: Any) -> HttpResponse:
    """Change the words of a problem that no plan holds."""
    found = problem_of(request, pk)
    initial = {"text": found.text, "case": found.case, "aspect": found.aspect, "recurring": found.recurring}
    form = forms.ProblemForm(request.cycle, request.POST or None, initial=initial, fixed=True)
    return form_page(
        request,
        form,
        lambda: actions.edit_problem(request.actor, found, seen=seen_version(request), **form.cleaned_data),
        title=_("修改第%(no)d号问题") % {"no": found.no},
        back=address(request, "problem", pk),
        done=_("问题已保存。"),
        version=found.version,
    )


@page(may_list)
def correct(request: Any, pk: Any) -> HttpResponse:
    """更正 of an adopted problem."""
    found = problem_of(request, pk)
    form = forms.CorrectionForm(request.POST or None, initial={"after": found.text})
    return form_page(
        request,
        form,
        lambda: actions.correct_problem(request.actor, found, **form.cleaned_data),
        title=_("更正第%(no)d号问题") % {"no": found.no},
        lead=_("方案已经通过，更正后原文保留。"),
        back=address(request, "problem", pk),
        done=_("已更正，原文保留。"),
        submit=_("更正"),
    )


@page(may_list)
def link(request: Any, pk: Any) -> HttpResponse:
    """Let the problem answer more items."""
    found = problem_of(request, pk)
    form = forms.ItemsForm(found, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.link_items(request.actor, found, items=form.cleaned_data["items"]),
        title=_("给第%(no)d号问题关联归并条目") % {"no": found.no},
        lead=_("这里列出还没有结果的条目。%(text)s") % {"text": found.text},
        back=address(request, "problem", pk),
        done=_("归并条目已关联。"),
        submit=_("关联"),
    )


@page(may_list)
def unlink(request: Any, pk: Any) -> HttpResponse:
    """Take an item away from the problem."""
    found = problem_of(request, pk)
    form = forms.UnlinkForm(found, request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.unlink_item(request.actor, found, **form.cleaned_data),
        title=_("解除第%(no)d号问题与条目的关联") % {"no": found.no},
        lead=_("解除以后，条目要另外有结果。"),
        back=address(request, "problem", pk),
        done=_("已解除关联。"),
        submit=_("解除"),
    )
