"""Sign-in, sign-out, language, and the first page after signing in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.accounts.queries import units_of
from zhiyan.cycle.models import Cycle, CycleState
from zhiyan.kernel import clock
from zhiyan.kernel.errors import DomainError
from zhiyan.web.surfaces import error_page, missing


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
    """To the running cycle of the only unit, or a choice of units."""
    units = list(units_of(request.user))  # type: ignore[arg-type]
    if len(units) == 1:
        return redirect(first_page(units[0]))
    return render(request, "desk/units.html", {"units": [{"unit": u, "url": first_page(u)} for u in units]})


def first_page(unit: Any) -> str:
    """The newest open cycle's page, else the unit's own."""
    cycle = Cycle.objects.filter(unit=unit, state=CycleState.OPEN).first() or Cycle.objects.filter(unit=unit).first()
    return f"/{unit.code}/{cycle.label}/" if cycle else f"/{unit.code}/"


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
