"""The administrator's pages: accounts and roles, and nothing of the meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyan.accounts import actions
from zhiyan.accounts.permissions import may_administer, visible_grants
from zhiyan.desk.accounts.forms import AccountForm, GrantForm
from zhiyan.desk.pages import form_page, record_or_404, unit_page
from zhiyan.kernel.actor import Role


def back(request: Any) -> str:
    """The list."""
    return reverse("accounts:page", args=[request.unit.code])


@unit_page(may_administer)
def grants(request: Any) -> HttpResponse:
    """Who holds which role."""
    rows = visible_grants(request.actor).select_related("user").order_by("user__username", "role")
    return render(request, "desk/accounts/page.html", {"grants": Paginator(rows, 50).get_page(request.GET.get("page"))})


@unit_page(may_administer)
def account(request: Any) -> HttpResponse:
    """Open an account."""
    form = AccountForm(request.POST or None, unit=request.unit)
    return form_page(
        request,
        form,
        lambda: actions.open_account(request.actor, request.unit, **form.cleaned_data),
        title=_("开账号"),
        back=back(request),
        done=_("账号已开。"),
    )


@unit_page(may_administer)
def grant(request: Any) -> HttpResponse:
    """Grant a role."""
    form = GrantForm(request.POST or None)

    def do() -> Any:
        data = form.cleaned_data
        return actions.grant_role(
            request.actor, request.unit, user=data["username"], role=Role(data["role"]), reason=data["reason"]
        )

    return form_page(request, form, do, title=_("授予角色"), back=back(request), done=_("已授予。"))


@unit_page(may_administer)
def withdraw(request: Any, pk: Any) -> HttpResponse:
    """End a grant."""
    found = record_or_404(visible_grants(request.actor), pk=pk)
    return form_page(
        request,
        forms.Form(request.POST or None),
        lambda: actions.withdraw_role(request.actor, found),
        title=_("收回角色"),
        lead=f"{found.user.label} · {found.get_role_display()}",
        back=back(request),
        done=_("已收回。"),
        submit=_("收回"),
        grave=True,
    )
