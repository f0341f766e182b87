"""The 2021 cycle's online box (网上意见箱): everybody draws as their browsers would, cards, slips that wait sealed."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from zhiyan.cycle.models import Elector
from zhiyan.demo.making.cast import Cast, on
from zhiyan.demo.records.after import BoxText, SlipText
from zhiyan.kernel.actor import Actor, Role
from zhiyan.solicitation import acceptance, box_queries, issuing
from zhiyan.solicitation import actions as solicitation
from zhiyan.solicitation.phrases import Request, Token, finish_tokens, new_phrase, request_tokens
from zhiyan.solicitation.sealing import Slip, commitment, seal_slip

SHOWN = 5
"""Codes of cards that the demonstration prints for whoever tries it."""
NEVER = 4
"""Every fourth of the roster has not drawn by the last day; some of them take a card."""
LEAD = ("党务工作人员", "纪委书记")


def draw_everybody(own: Cast, text: BoxText) -> list[Token]:
    """Open the drawing, hand out cards, let people draw; the tokens that will be spent, of writers by lot."""
    with on(text.draw_from):
        box = solicitation.open_drawing(
            own.office, own.cycle, draw_from=text.draw_from, draw_to=text.draw_to, opens_on=text.opens_on,
            closes_on=text.closes_on, by_on=text.by_on, mode="demonstration",
        )  # fmt: skip
        codes = solicitation.make_cards(
            own.office, own.cycle, count=text.cards, first_person=LEAD[0], second_person=LEAD[1]
        )
    with on(text.draw_to):
        tokens = _draw(own, box.s, len(text.slips))
        for row in list(box_queries.undrawn(own.cycle)[: text.handed_out]):
            solicitation.hand_out_card(own.office, own.cycle, elector=row.elector)
        left = text.cards - text.handed_out
        if left:
            solicitation.destroy_cards(own.office, own.cycle, count=left, first_person=LEAD[0], second_person=LEAD[1])
        solicitation.close_drawing(own.office, own.cycle)
    own.codes[:] = codes[:SHOWN]
    return tokens


def post_everything(own: Cast, text: BoxText, tokens: list[Token]) -> None:
    """Open the box and post each slip with one of the tokens."""
    with on(text.opens_on):
        solicitation.open_posting(own.office, own.cycle)
        for slip, token in zip(text.slips, tokens, strict=True):
            acceptance.accept(own.cycle.unit.code, own.cycle.label, sealed(own, slip, token))


def sealed(own: Cast, text: SlipText, token: Token) -> bytes:
    """The bytes of a post as a writer's phone makes them."""
    batch = box_queries.current_batch(own.cycle)
    assert batch is not None
    targets = {name: value for value, name in box_queries.target_choices(own.cycle)}
    slip = Slip(text.text, secrets.token_bytes(32), token.t, aspect=text.aspect, target=targets[text.target])
    key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), bytes(batch.public_key))
    closed = seal_slip(key, slip, unit=own.cycle.unit.code, cycle=own.cycle.label, batch=batch.no)
    c = commitment(own.cycle.label, slip.salt, slip.text)
    return token.post(slip, purpose="writing", batch=batch.no, c=c, sealed=closed).encode()


def _draw(own: Cast, s: int, wanted: int) -> list[Token]:
    """Most of the roster draws; one token each of so many of them, by lot, is finished to be spent."""
    key = issuing.public_key(own.cycle, "writing")
    people = [one for n, one in enumerate(_electors(own)) if n % NEVER]
    writers = set(secrets.SystemRandom().sample([one.pk for one in people], wanted))
    found = []
    for elector in people:
        requests = _requests(own, key, s)
        signatures = solicitation.draw(_person(own, elector), own.cycle, blinded=[one.blinded for one in requests])
        if elector.pk in writers:
            found += finish_tokens(
                requests[:1], signatures[:1], key, unit=own.cycle.unit.code, cycle=own.cycle.label, purpose="writing"
            )
    return found


def _electors(own: Cast) -> list[Elector]:
    return list(Elector.objects.filter(cycle=own.cycle).order_by("person__staff_no"))


def _requests(own: Cast, key: RSAPublicKey, s: int) -> list[Request]:
    where = own.cycle
    return request_tokens(new_phrase(), key, unit=where.unit.code, cycle=where.label, purpose="writing", count=s)


def _person(own: Cast, elector: Elector) -> Actor:
    """The elector signed in at the desk."""
    return Actor(unit_id=own.unit.pk, roles=frozenset({Role.STAFF}), person_id=elector.person_id, label="职工")
