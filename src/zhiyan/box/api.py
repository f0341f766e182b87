"""What the box's pages ask by script: parameters, tokens for a card, posting. Text and JSON, no session, no cookie."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhiyan.box.client import client_hash
from zhiyan.box.posting import answer, refusal_of
from zhiyan.box.queries import place_names
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.canonical import b64, unb64
from zhiyan.kernel.errors import DomainError, Invalid
from zhiyan.ledger import witness
from zhiyan.solicitation import actions, box_queries
from zhiyan.web.surfaces import language_of_path, missing

View = Callable[..., HttpResponse]
LARGEST = 64 * 1024
"""Bytes of a request for tokens: twenty blinded messages take 12 KiB."""


def of_cycle(view: View) -> View:
    """A JSON view of a year: `view(request, cycle)`; refusals are JSON, too."""

    @functools.wraps(view)
    def run(request: HttpRequest, unit: str, cycle: str) -> HttpResponse:
        language_of_path(request)
        found = Cycle.objects.filter(unit__code=unit, label=cycle).select_related("unit", "notice").first()
        try:
            if found is None:
                raise missing()
            return view(request, found)
        except DomainError as error:
            return JsonResponse(refusal_of(error), status=error.status)

    return run


@require_safe
@of_cycle
def parameters(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """box.json: keys, days, sizes, choices; the same for everybody who asks."""
    document = box_queries.box_document(cycle)
    if document is None:
        raise missing()
    more = {
        "places": place_names(cycle),
        "desk": desk_address(request),
        "witnessed": witness.is_witnessed(cycle.unit),
        "client": client_hash(),
    }
    return JsonResponse({**document, **more})


@require_safe
@of_cycle
def batches(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """batches.json: commitments and spent tokens that the opened batches published."""
    return JsonResponse(box_queries.batches_document(cycle))


@require_POST
@of_cycle
def redeem(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Tokens for the code of a card."""
    asked = read_request(request)
    code = asked.get("code")
    signatures = actions.redeem_card(
        Actor(unit_id=cycle.unit_id), cycle, code=code if isinstance(code, str) else "", blinded=blinded_of(asked)
    )
    return JsonResponse({"signatures": [b64(one) for one in signatures]})


@require_POST
def post(request: HttpRequest, unit: str, cycle: str) -> HttpResponse:
    """A sealed slip, where the server has no fast path before the framework."""
    language_of_path(request)
    status, content = answer(request.META, unit, cycle)
    return HttpResponse(content, status=status, content_type="application/json")


def read_request(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in a request. Raises Invalid for anything else."""
    try:
        if len(request.body) > LARGEST:
            raise ValueError
        asked = json.loads(request.body)
        if not isinstance(asked, dict):
            raise ValueError
    except (ValueError, RecursionError) as error:
        raise Invalid("request.malformed", _("请求不完整。")) from error
    return asked


def blinded_of(asked: dict[str, Any]) -> list[bytes]:
    """The blinded messages of a request. Raises Invalid for anything else."""
    listed = asked.get("blinded")
    try:
        return [unb64(one) for one in listed] if isinstance(listed, list) else []
    except ValueError as error:
        raise Invalid("request.malformed", _("请求不完整。")) from error


def desk_address(request: HttpRequest) -> str:
    """Where people sign in, with the scheme and port of this request."""
    host, port = settings.DESK_HOSTS[0], request.get_port()
    usual = {"http": "80", "https": "443"}.get(request.scheme or "http")
    return f"{request.scheme}://{host}" + ("" if port == usual else f":{port}")
