"""The unit's own front page: its years, and what to start with."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyan.cycle import actions
from zhiyan.cycle.permissions import may_organise, may_view_cycle, visible_cycles
from zhiyan.desk.cycle.forms import BeginForm
from zhiyan.desk.navigation import address
from zhiyan.desk.pages import perform, unit_page
from zhiyan.kernel.actor import Role


@unit_page(may_view_cycle)
def front(request: Any) -> HttpResponse:
    """The years of the unit; the superior office goes to its units at once, the administrator to the accounts."""
    cycles = visible_cycles(request.actor)
    for role, name in ((Role.SUPERIOR_OFFICE, "oversight:page"), (Role.ADMINISTRATOR, "accounts:page")):
        if request.actor.roles == {role} and (url := address(name, request)):
            return redirect(url)
    rows = [
        {
            "title": str(cycle),
            "url": reverse("cycle:page", args=[request.unit.code, cycle.label]),
            "note": cycle.theme[:60],
            "state": "done" if cycle.state == "closed" else "active",
            "state_text": cycle.get_state_display(),
        }
        for cycle in cycles
    ]
    return render(
        request, "desk/cycle/front.html", {"rows": rows, "may_organise": may_organise(request.actor, request.unit)}
    )


@unit_page(may_organise)
def begin(request: Any) -> HttpResponse:
    """Begin a year by hand, before or without a notice."""
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = perform(
            request,
            form,
            lambda: actions.begin_year(
                request.actor,
                request.unit,
                label=data["label"],
                theme=data["theme"],
                aspects=data["aspects"].splitlines(),
            ),
            _("年度已建立。"),
        )
        if made:
            return redirect(reverse("cycle:plan", args=[request.unit.code, data["label"]]))
    context = {
        "form": form,
        "title": _("手工建立年度"),
        "lead": _("收到上级通知的，直接导入通知更省事；没有通知的，在这里填写。"),
        "submit": _("建立"),
        "back": reverse("cycle:front", args=[request.unit.code]),
    }
    return render(request, "desk/form.html", context, status=422 if form.is_bound else 200)
