"""The box's pages that run in the writer's browser: fixed bytes, chosen by path alone. The words never come here."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from zhiyan.box import client
from zhiyan.cycle.models import Cycle
from zhiyan.web.surfaces import language_of_path, missing


def client_page(name: str, *, of_cycle: bool = True) -> Callable[..., HttpResponse]:
    """The view of one page of the client; 404 where there is no such year (`of_cycle`)."""

    @require_safe
    def show(request: HttpRequest, unit: str = "", cycle: str = "") -> HttpResponse:
        language = "en" if language_of_path(request) == "en" else "zh"
        if of_cycle and not Cycle.objects.filter(unit__code=unit, label=cycle).exists():
            raise missing()
        return HttpResponse(client.page(name, language), content_type="text/html; charset=utf-8")

    return show


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The hashes of the client's pages and files, and the one number that stands for them all."""
    return JsonResponse({"hash": client.client_hash(), "files": client.manifest()})
