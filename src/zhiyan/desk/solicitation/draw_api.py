"""领取 by the desk's page: blinded messages in, blind signatures out. The page cannot tell what it hands on."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyan.desk.pages import page
from zhiyan.disclosure import actions as disclosure
from zhiyan.kernel.canonical import b64, unb64
from zhiyan.kernel.errors import DomainError, Invalid
from zhiyan.solicitation import actions, box_queries
from zhiyan.solicitation.permissions import may_draw

LARGEST = 64 * 1024


@require_http_methods(["GET", "POST"])
@page(may_draw)
def draw(request: Any) -> HttpResponse:
    """GET: how many messages make a set, and whether one counts as drawn. POST {"purpose", "blinded"}: signatures."""
    if request.method == "GET":
        box = box_queries.settings_of(request.cycle)
        return JsonResponse(
            {
                "s": box.s if box else 0,
                "state": box_queries.standing(box) if box else "setup",
                "drawn": box_queries.counts_as_drawn(request.actor, request.cycle),
            }
        )
    try:
        purpose, blinded = _asked(request)
        act = disclosure.draw_rating if purpose == "rating" else actions.draw
        signatures = act(request.actor, request.cycle, blinded=blinded)
    except DomainError as error:
        return JsonResponse(
            {"kind": "refused", "code": error.code, "sentence": error.sentence, "remedy": error.remedy},
            status=error.status,
        )
    return JsonResponse({"signatures": [b64(one) for one in signatures]})


def _asked(request: Any) -> tuple[str, list[bytes]]:
    """Purpose and blinded messages. Raises Invalid for anything else."""
    try:
        if len(request.body) > LARGEST:
            raise ValueError
        asked = json.loads(request.body)
        purpose, listed = asked.get("purpose", "writing"), asked["blinded"]
        if purpose not in ("writing", "rating") or not isinstance(listed, list):
            raise ValueError
        return purpose, [unb64(one) for one in listed]
    except (ValueError, KeyError, AttributeError, RecursionError) as error:
        raise Invalid("request.malformed", _("请求不完整。")) from error
