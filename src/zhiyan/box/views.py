"""The box's front and its refusals. No session, no cookie, nothing logged; the pages of the client are in pages.py."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyan.cycle.models import Cycle
from zhiyan.kernel.errors import DomainError
from zhiyan.solicitation import box_queries
from zhiyan.web.surfaces import error_page, language_of_path, missing


def address(request: HttpRequest, name: str, cycle: Cycle) -> str:
    """A page of a year's box in the language of this one."""
    english = request.path.startswith("/en/")
    args = [cycle.unit.code, cycle.label]
    return reverse(f"{'en' if english else 'zh'}:{name}", args=args)


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
    error = DomainError("failed", _("程序出错了，意见没有投入。"), remedy=_("请返回上一页重试，您写的内容还在。"))
    return error_page(request, error, status=500)
