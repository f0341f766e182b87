"""Sign-in, sign-out, language, and the first page after signing in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.accounts.queries import actor_for, units_of
from zhiyan.cycle.models import Cycle, CycleState
from zhiyan.desk.solicitation.box_draw import first_step
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import DomainError
from zhiyan.web.surfaces import error_page, missing

# Where somebody begins in a unit that has no year yet.
FIRST_PAGES = (
    (Role.ORGANISER, "cycle:notice"),
    (Role.SUPERIOR_OFFICE, "oversight:page"),
    (Role.ADMINISTRATOR, "accounts:page"),
)


class SignIn(LoginView):
    """The one way into the desk."""

    template_name = "desk/signin.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In a demonstration the page names the sign-ins that the store was made with."""
        signins = settings.STORE.get("signins", []) if clock.demonstration_date() else []
        return super().get_context_data(signins=signins, **kwargs)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("signin")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language and return."""
    chosen = request.POST.get("language", settings.LANGUAGE_CODE)
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    if chosen in dict(settings.LANGUAGES):
        translation.activate(chosen)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, httponly=True, samesite="Lax")
    return response


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To the running cycle of the only unit, or a choice of units; first of all to the drawing, while there is one."""
    units = list(units_of(request.user))  # type: ignore[arg-type]
    for unit in units:
        if drawing := first_step(request, unit, running(unit), actor_for(request.user, unit)):  # type: ignore[arg-type]
            return redirect(drawing)
    rows = [{"unit": unit, "url": first_page(request.user, unit)} for unit in units]
    if len(rows) == 1 and rows[0]["url"]:
        return redirect(rows[0]["url"])
    return render(request, "desk/units.html", {"units": rows})


def running(unit: Any) -> Cycle | None:
    """The newest open cycle, else the newest."""
    return Cycle.objects.filter(unit=unit, state=CycleState.OPEN).first() or Cycle.objects.filter(unit=unit).first()


def first_page(user: Any, unit: Any) -> str:
    """The newest open cycle's page; before there is any, where this user begins; empty where they must wait."""
    cycle = running(unit)
    if cycle:
        return reverse("cycle:page", args=[unit.code, cycle.label])
    actor = actor_for(user, unit)
    for role, name in FIRST_PAGES:
        if actor.has(role):
            return reverse(name, args=[unit.code])
    return ""


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 with a way back."""
    return error_page(request, missing())


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the reason."""
    return error_page(request, DomainError("denied", _("您没有查看这一页的权限。")), status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """500: what was typed is kept by the browser; say so."""
    error = DomainError("failed", _("程序出错了，刚才的操作没有保存。"), remedy=_("请返回上一页重试；填写的内容还在。"))
    return error_page(request, error, status=500)
