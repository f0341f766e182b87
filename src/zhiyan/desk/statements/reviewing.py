"""Pages that move a statement on: submit, review, approve, revise."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhiyan.desk.pages import form_page, page
from zhiyan.desk.statements.common import address, bare, own_statement, statement_of
from zhiyan.desk.statements.forms import ReviewForm
from zhiyan.kernel import clock
from zhiyan.statements import actions, permissions, queries
from zhiyan.web.surfaces import missing


@page(permissions.may_view_stage)
def submit(request: Any, pk: Any) -> HttpResponse:
    """Hand in; what is missing is listed."""
    statement = own_statement(request, pk)
    return form_page(
        request,
        bare(request),
        lambda: actions.submit(request.actor, statement),
        title=_("提交：%(label)s") % {"label": queries.label_of(statement)},
        lead=_("提交后这一版不能再改，书记和督导组可以看到；退回后在新的一版上修改。"),
        back=address(request, "statement", pk),
        done=_("已提交，等待审阅。"),
        submit=_("提交"),
    )


@page(permissions.may_view_stage)
def review(request: Any, pk: Any) -> HttpResponse:
    """Fill in the review sheet (审阅单)."""
    statement = statement_of(request, pk)
    capacities = permissions.capacities(request.actor, statement)
    if not capacities:
        raise missing()
    form = ReviewForm(capacities, request.POST or None, initial={"on": clock.today()})
    return form_page(
        request,
        form,
        lambda: actions.review(request.actor, statement, **form.given()),
        title=_("审阅：%(label)s") % {"label": queries.label_of(statement)},
        back=address(request, "statement", pk),
        done=_("审阅意见已保存。"),
    )


@page(permissions.may_view_stage)
def approve(request: Any, pk: Any) -> HttpResponse:
    """Approve the submitted version."""
    statement = statement_of(request, pk)
    if not permissions.may_approve(request.actor, statement):
        raise missing()
    return form_page(
        request,
        bare(request),
        lambda: actions.approve(request.actor, statement),
        title=_("审定：%(label)s") % {"label": queries.label_of(statement)},
        lead=_("审定以后，查摆的问题、原因和努力方向按这一版计数。"),
        back=address(request, "statement", pk),
        done=_("已审定。"),
        submit=_("审定"),
    )


@page(permissions.may_view_stage)
def revise(request: Any, pk: Any) -> HttpResponse:
    """Begin the next version."""
    statement = own_statement(request, pk)
    return form_page(
        request,
        bare(request),
        lambda: actions.revise(request.actor, statement),
        title=_("修改：%(label)s") % {"label": queries.label_of(statement)},
        lead=_("在上一版的基础上另起一版修改，上一版保留，可以对照。"),
        back=address(request, "statement", pk),
        done=_("已另起一版，可以修改。"),
        submit=_("开始修改"),
    )
