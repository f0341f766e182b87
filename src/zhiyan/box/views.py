"""The box's front and following up by receipt code. No session, no cookie, nothing logged; writing is in pages.py."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyan.box import queries
from zhiyan.box.forms import FollowForm
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.errors import DomainError
from zhiyan.solicitation import box_queries
from zhiyan.web.surfaces import error_page, language_of_path, missing

View = Callable[..., HttpResponse]


def box_page(view: View) -> View:
    """A page of one unit's box in one year: `view(request, cycle)`; 404 where there is no such box."""

    @functools.wraps(view)
    def run(request: HttpRequest, unit: str, cycle: str) -> HttpResponse:
        language_of_path(request)
        found = Cycle.objects.filter(unit__code=unit, label=cycle).select_related("unit", "notice").first()
        if found is None:
            raise missing()
        return view(request, found)

    return require_http_methods(["GET", "HEAD", "POST"])(run)


def address(request: HttpRequest, name: str, cycle: Cycle | None = None, *, other: bool = False) -> str:
    """A page of the box in the language of this one, or in the other language."""
    english = request.path.startswith("/en/") is not other
    args = [cycle.unit.code, cycle.label] if cycle else []
    return reverse(f"{'en' if english else 'zh'}:{name}", args=args)


def show(request: HttpRequest, name: str, cycle: Cycle, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page with what every page of the box carries."""
    here = "follow" if name == "follow" else "write"
    common = {
        "unit": cycle.unit.name,
        "cycle": cycle,
        "write_url": address(request, "write", cycle),
        "follow_url": address(request, "follow", cycle),
        "other_url": address(request, here, cycle, other=True),
        "english": request.path.startswith("/en/"),
    }
    response = render(request, f"box/{name}.html", {**common, **context}, status=status)
    response._has_been_logged = True  # type: ignore[attr-defined]  # a refusal here leaves no line in any log
    return response


@require_http_methods(["GET", "HEAD"])
def front(request: HttpRequest) -> HttpResponse:
    """To the only open box, or a choice."""
    language_of_path(request)
    boxes = list(box_queries.open_boxes()[:50])
    if len(boxes) == 1:
        return redirect(address(request, "write", boxes[0].cycle))
    links = [
        {"title": str(box.cycle), "note": box.cycle.unit.name, "url": address(request, "write", box.cycle)}
        for box in boxes
    ]
    return render(request, "box/front.html", {"boxes": links})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 in the box's own dress."""
    language_of_path(request)
    return error_page(request, missing())


def failed(request: HttpRequest) -> HttpResponse:
    """500: the words are still in the writer's browser; say so."""
    language_of_path(request)
    error = DomainError(
        "failed", _("程序出错了，意见没有投入。"), remedy=_("请返回上一页重试，您写的内容还在；同一个填写码可以再用。")
    )
    return error_page(request, error, status=500)
