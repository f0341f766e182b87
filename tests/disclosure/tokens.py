"""A phone that draws its token for rating."""

from __future__ import annotations

from zhiyan.cycle.models import Cycle
from zhiyan.disclosure import actions
from zhiyan.kernel.actor import Actor
from zhiyan.solicitation import issuing
from zhiyan.solicitation.phrases import Token, finish_tokens, new_phrase, request_tokens


def draw_rating(cycle: Cycle, voter: Actor, phrase: bytes | None = None) -> Token:
    """The token, drawn with the voter's own sign-in."""
    place = {"unit": cycle.unit.code, "cycle": cycle.label, "purpose": "rating"}
    public = issuing.public_key(cycle, "rating")
    requests = request_tokens(phrase or new_phrase(), public, **place, count=1)
    signatures = actions.draw_rating(voter, cycle, blinded=[one.blinded for one in requests])
    return finish_tokens(requests, signatures, public, **place)[0]
