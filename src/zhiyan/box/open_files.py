"""Files of the box, the same for everybody: status bundle, proofs, the ballot's parameters, the offline page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from zhiyan.box import following, keyproof, rating, standalone
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.canonical import canonical
from zhiyan.web.surfaces import language_of_path, missing


def cycle_or_404(unit: str, cycle: str) -> Cycle:
    """The year of the address."""
    found: Cycle | None = Cycle.objects.filter(unit__code=unit, label=cycle).select_related("unit").first()
    if found is None:
        raise missing()
    return found


def _kept(cycle: Cycle, name: str) -> HttpResponse:
    path = following.fresh(cycle) / name
    if not path.exists():
        raise missing()
    return HttpResponse(path.read_bytes(), content_type="application/json")


@require_safe
def status(request: HttpRequest, unit: str, cycle: str) -> HttpResponse:
    """The status bundle: what became of every opinion, found by its code in the reader's browser."""
    return _kept(cycle_or_404(unit, cycle), "status.json")


@require_safe
def status_part(request: HttpRequest, unit: str, cycle: str, part: int) -> HttpResponse:
    """One part of a large bundle; each holds at least 500 entries."""
    return _kept(cycle_or_404(unit, cycle), f"status-{part}.json")


@require_safe
def proof(request: HttpRequest, unit: str, cycle: str) -> HttpResponse:
    """What checking a receipt needs: keys, head, published batches, proofs."""
    return _kept(cycle_or_404(unit, cycle), "proof.json")


@require_safe
def key(request: HttpRequest, unit: str, cycle: str, purpose: str) -> HttpResponse:
    """That the key which signs tokens is in the log, under a head that a superior countersigned where there is one."""
    found = keyproof.key_proof(cycle_or_404(unit, cycle), purpose)
    if found is None:
        raise missing()
    return HttpResponse(canonical(found), content_type="application/json")


@require_safe
def ballot(request: HttpRequest, unit: str, cycle: str) -> JsonResponse:
    """The parameters of the year's anonymous rating."""
    language_of_path(request)
    found: dict[str, Any] | None = rating.parameters(request, cycle_or_404(unit, cycle))
    if found is None:
        raise missing()
    return JsonResponse(found)


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that checks a receipt, as one file to keep."""
    language = "en" if language_of_path(request) == "en" else "zh"
    response = HttpResponse(standalone.built(language), content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="zhiyan-verify.html"'
    return response
