"""What every page of the desk shares: the unit and cycle of its address, the actor, the shell, and how a form acts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm, CharField, Textarea
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyan.accounts.models import User
from zhiyan.accounts.queries import actor_for, role_labels, units_of
from zhiyan.cycle.models import Cycle
from zhiyan.desk.navigation import navigation
from zhiyan.kernel import gates, once
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Conflict, Denied, DomainError, GateClosed, Invalid
from zhiyan.org.models import Unit
from zhiyan.web.surfaces import missing

T = TypeVar("T")
Permission = Callable[..., bool]
OVERRIDE = "override_reason"


class DeskRequest(HttpRequest):
    """A request of somebody signed in, in one unit and (mostly) one cycle."""

    actor: Actor
    unit: Unit
    cycle: Cycle
    shell: dict[str, Any]


def page(permission: Permission) -> Callable[..., Any]:
    """A view of a cycle: `view(request, …)` at `/<unit>/<cycle>/…`, refused unless `permission(actor, cycle)`.

    A unit in which the user is nothing, and a cycle that is not the unit's, answer 404; a missing right answers 403.
    """

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def run(request: Any, unit: str, cycle: str, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            enter_unit(request, unit)
            found = Cycle.objects.filter(unit=request.unit, label=cycle).select_related("notice", "previous").first()
            if found is None:
                raise missing()
            request.cycle = found
            allow(permission, request.actor, found)
            request.shell = shell(request)
            with once.reading():
                return view(request, **kwargs)

        run.permission = permission  # type: ignore[attr-defined]
        return run

    return wrap


def unit_page(permission: Permission) -> Callable[..., Any]:
    """A view of a unit outside any cycle at `/<unit>/…`, refused unless `permission(actor, unit)`."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def run(request: Any, unit: str, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            enter_unit(request, unit)
            request.cycle = None
            allow(permission, request.actor, request.unit)
            request.shell = shell(request)
            return view(request, **kwargs)

        run.permission = permission  # type: ignore[attr-defined]
        return run

    return wrap


def enter_unit(request: Any, code: str) -> None:
    """Set the unit and the actor; 404 where the user is nothing in that unit."""
    user: User = request.user
    unit = units_of(user).filter(code=code).first()
    if unit is None:
        raise missing()
    request.unit = unit
    request.actor = actor_for(user, unit)
    if not request.actor.roles:
        raise missing()


def allow(permission: Permission, actor: Actor, subject: object) -> None:
    """Raise Denied unless the permission says yes."""
    if not permission(actor, subject):
        raise Denied("denied.page", _("您没有查看这一页的权限。"), remedy=_("如确需查看，请联系党务工作人员。"))


def ask_first(action: Any, actor: Actor, subject: object) -> None:
    """Refuse a form, before it is shown, to whoever may not do what it asks for: by the action's own permission."""
    allow(action.permission, actor, subject)


def shell(request: Any) -> dict[str, Any]:
    """What the desk's frame shows."""
    cycles = [
        {
            "label": cycle.label,
            "url": reverse("cycle:page", args=[request.unit.code, cycle.label]),
            "current": cycle == request.cycle,
        }
        for cycle in Cycle.objects.filter(unit=request.unit)
    ]
    return {
        "unit": request.unit,
        "cycle": request.cycle,
        "cycles": cycles,
        "actor": request.actor,
        "actor_label": request.actor.label,
        "role_labels": role_labels(request.actor),
        "nav": navigation(request),
    }


def record_or_404(records: Any, **by: Any) -> Any:
    """The one record of a visible set, or the same 404 whether it is hidden, another unit's or absent."""
    found = records.filter(**by).first()
    if found is None:
        raise missing()
    return found


def perform(request: HttpRequest, form: BaseForm | None, do: Callable[[], T], done: str = "") -> T | None:
    """Run an action for a form. On refusal the sentence goes beside the fields and what was typed stays.

    Returns the action's result (True for None), or None when refused. Without a form a refusal is raised to the
    error page, so that nothing passes silently.
    """
    try:
        with gates.overridden(override_reason(request, form)):
            result = do()
    except Denied:
        raise
    except DomainError as error:
        if form is None:
            raise
        refuse(form, error)
        return None
    if done:
        messages.success(request, done)
    return True if result is None else result  # type: ignore[return-value]


def override_reason(request: HttpRequest, form: BaseForm | None) -> str:
    """说明情况后继续: the reason that was given where a refused form offered the field."""
    return request.POST.get(form.add_prefix(OVERRIDE), "") if form is not None else ""


def offer_override(form: BaseForm) -> None:
    """Add the field in which whoever may pass the closed gate says why; sending the form again passes it."""
    form.fields[OVERRIDE] = CharField(
        label=_("说明情况后继续"),
        help_text=_("条件没有满足而确需办理的，写明情况再提交；说明会留存，督导组看得到，并写入情况报告。"),
        required=False,
        widget=Textarea(attrs={"rows": 3}),
    )


def refuse(form: BaseForm, error: DomainError) -> None:
    """Put a refusal into the form: beside the fields it names, else above them."""
    placed = False
    if isinstance(error, Invalid):
        for name, text in error.fields.items():
            if name in form.fields:
                form.add_error(name, text)
                placed = True
    if isinstance(error, Conflict):
        form.conflict = error  # type: ignore[attr-defined]
    if isinstance(error, GateClosed):
        form.findings = error.findings  # type: ignore[attr-defined]
        if error.may_override:
            offer_override(form)
    if not placed:
        form.add_error(None, " ".join(part for part in (error.sentence, error.remedy) if part))


def form_page(
    request: Any,
    form: BaseForm,
    do: Callable[[], Any],
    *,
    title: str,
    back: str,
    done: str,
    lead: str = "",
    submit: str = "",
    version: int | None = None,
    grave: bool = False,
) -> HttpResponse:
    """A page that is one form: show it, act on a valid post and go back, or show it again with what was typed."""
    if request.method == "POST" and form.is_valid() and perform(request, form, do, done) is not None:
        return redirect(back)
    context = {
        "title": title, "lead": lead, "form": form, "submit": submit, "back": back, "version": version, "grave": grave,
    }  # fmt: skip
    return render(request, "desk/form.html", context, status=422 if form.is_bound else 200)


def seen_version(request: HttpRequest) -> int | None:
    """The record's version that the page showed; None where the page carried none."""
    given = request.POST.get("version", "")
    return int(given) if given.isdigit() else None
