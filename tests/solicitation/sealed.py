"""A box in any state, and writers who draw, seal and post as their phones would."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)

from tests import builders
from tests.solicitation import builders as make
from zhiyan.accounts.queries import actor_for
from zhiyan.cycle.models import Cycle, Elector
from zhiyan.kernel import clock, guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.solicitation import acceptance, actions, issuing
from zhiyan.solicitation.box_state import current_batch
from zhiyan.solicitation.opening import public_point
from zhiyan.solicitation.phrases import Token, finish_tokens, new_phrase, request_tokens
from zhiyan.solicitation.sealing import Slip, commitment, seal_slip

DRAW = (dt.date(2021, 1, 4), dt.date(2021, 1, 8))
POST = (dt.date(2021, 1, 11), dt.date(2021, 1, 15))
K, S = 5, 2
DAYS = {"draw_from": DRAW[0], "draw_to": DRAW[1], "opens_on": POST[0], "closes_on": POST[1]}


def staffed_cycle(people: int = 8, branch: str | None = None, **fields: Any) -> Cycle:
    """A cycle with so many electors, who have accounts; all of one branch where it is named."""
    cycle = builders.make_cycle(**fields)
    add_electors(cycle, people, branch)
    return cycle


def add_electors(cycle: Cycle, people: int, branch: str | None = None) -> None:
    where = builders.make_branch(cycle.unit, branch) if branch else None
    for _n in range(people):
        person = builders.make_person(cycle.unit, branch=where)
        with guard.writing("test"):
            Elector.objects.create(
                unit=cycle.unit, cycle=cycle, person=person, branch=where, party="full", frozen_on=builders.SINCE
            )


def electors(cycle: Cycle) -> list[Actor]:
    """Everybody who may draw, as they are signed in at the desk."""
    people = [one.person for one in Elector.objects.filter(cycle=cycle).select_related("person")]
    return [actor_for(builders.make_user(cycle.unit, person=person), cycle.unit) for person in people]


def keyholder(cycle: Cycle) -> Actor:
    return builders.actor(cycle, Role.DISCIPLINE_SECRETARY)


def anybody(cycle: Cycle) -> Actor:
    return Actor(unit_id=cycle.unit_id)


@dataclass
class Writer:
    """A phone with a phrase: draws at the desk, then posts at the box, unknown."""

    cycle: Cycle
    phrase: bytes = field(default_factory=new_phrase)
    tokens: list[Token] = field(default_factory=list)

    def requests(self) -> list[Any]:
        key = issuing.public_key(self.cycle, "writing")
        where = {"unit": self.cycle.unit.code, "cycle": self.cycle.label, "purpose": "writing"}
        return request_tokens(self.phrase, key, count=box(self.cycle).s, **where)

    def blinded(self) -> list[bytes]:
        return [one.blinded for one in self.requests()]

    def finish(self, signatures: list[bytes]) -> None:
        key = issuing.public_key(self.cycle, "writing")
        where = {"unit": self.cycle.unit.code, "cycle": self.cycle.label, "purpose": "writing"}
        self.tokens = finish_tokens(self.requests(), signatures, key, **where)

    def draw(self, person: Actor) -> None:
        self.finish(actions.draw(person, self.cycle, blinded=self.blinded()))

    def redeem(self, code: str) -> None:
        self.finish(actions.redeem_card(anybody(self.cycle), self.cycle, code=code, blinded=self.blinded()))

    def body(self, text: str, token: int = 0, *, salt: bytes | None = None, **fields: str) -> bytes:
        """The bytes of a post."""
        return sealed_post(self.cycle, self.tokens[token], text, salt=salt, **fields)

    def post(self, text: str, token: int = 0, **fields: Any) -> bytes:
        """The receipt as canonical JSON."""
        return acceptance.accept(self.cycle.unit.code, self.cycle.label, self.body(text, token, **fields))


def sealed_post(cycle: Cycle, token: Token, text: str, *, salt: bytes | None = None, **fields: str) -> bytes:
    batch = current_batch(cycle)
    assert batch is not None
    slip = Slip(text, salt or secrets.token_bytes(32), token.t, **fields)
    key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), bytes(batch.public_key))
    sealed = seal_slip(key, slip, unit=cycle.unit.code, cycle=cycle.label, batch=batch.no)
    c = commitment(cycle.label, slip.salt, text)
    return token.post(slip, purpose="writing", batch=batch.no, c=c, sealed=sealed).encode()


def box(cycle: Cycle) -> Any:
    from zhiyan.solicitation.models import BoxSettings

    return BoxSettings.objects.get(cycle=cycle)


def drawing(cycle: Cycle, **fields: Any) -> Any:
    """The box with the drawing open."""
    with clock.at(DRAW[0]):
        return actions.open_drawing(make.organiser(cycle), cycle, **{**DAYS, "k": K, "s": S, **fields})


def drawn(cycle: Cycle, **fields: Any) -> list[Writer]:
    """Everybody has drawn, the drawing is closed."""
    drawing(cycle, **fields)
    writers = []
    with clock.at(DRAW[0]):
        for person in electors(cycle):
            writers.append(Writer(cycle))
            writers[-1].draw(person)
        actions.close_drawing(make.organiser(cycle), cycle)
    return writers


@dataclass
class OpenBox:
    """A box that takes slips, with its writers and the key that its keyholder keeps."""

    cycle: Cycle
    writers: list[Writer]
    key: EllipticCurvePrivateKey
    keyholder: Actor

    @property
    def scalar(self) -> bytes:
        return self.key.private_numbers().private_value.to_bytes(32, "big")

    def fill(self, count: int, words: str = "食堂太远", **fields: Any) -> list[bytes]:
        """So many slips, each with a token of its own; the receipts."""
        pairs = [(writer, n) for n in range(len(self.writers[0].tokens)) for writer in self.writers]
        return [
            writer.post(f"{words}之{number}", token, **fields) for number, (writer, token) in enumerate(pairs[:count])
        ]

    def open(self, **fields: Any) -> Any:
        return actions.open_batch(self.keyholder, self.cycle, private_key=self.scalar, **fields)

    def close(self) -> None:
        actions.close_box(make.organiser(self.cycle), self.cycle)


def open_box(cycle: Cycle | None = None, people: int = 8, **fields: Any) -> OpenBox:
    """The box open, everybody has drawn, the keyholder's key registered."""
    cycle = cycle or staffed_cycle(people)
    writers = drawn(cycle, **fields)
    key, holder = generate_private_key(SECP256R1()), keyholder(cycle)
    with clock.at(POST[0]):
        actions.register_batch_key(holder, cycle, public_key=public_point(key))
        actions.open_posting(make.organiser(cycle), cycle)
    return OpenBox(cycle, writers, key, holder)
