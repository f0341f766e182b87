"""Plays a world through the program's actions in a store of its own and keeps what a machine would keep, hour by hour.

Run as a process of its own, since a store belongs to a process: `python -m tests.anonymity.attack.playing SEED FOLDER`.
It leaves `FOLDER/machine` (what the attacker gets) and `FOLDER/truth.json` (what he does not).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
import random
import secrets
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.anonymity.attack import world as worlds

if TYPE_CHECKING:
    from zhiyan.cycle.models import Cycle
    from zhiyan.kernel.actor import Actor
    from zhiyan.solicitation.phrases import Token

UNIT, YEAR = "centre", "2020"
NAMES: Any = {"unit": UNIT, "cycle": YEAR, "purpose": "writing"}
DAYS = {
    "draw_from": dt.date(2021, 1, 5), "draw_to": dt.date(2021, 1, 6), "opens_on": dt.date(2021, 1, 7),
    "closes_on": dt.date(2021, 1, 15),
}  # fmt: skip
BACKUPS_AFTER = (9, 19, 29)
LOG = "%(asctime)s %(levelname)s %(name)s %(message)s"


@dataclass
class Play:
    """What the players know; the machine is told none of it but what the program keeps."""

    world: worlds.World
    folder: Path
    cycle: Cycle
    actors: dict[int, Actor] = field(default_factory=dict)
    tokens: dict[int, list[Token]] = field(default_factory=dict)
    private: Any = None
    copies: int = 0
    truth: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[bytes] = field(default_factory=list)


def start(folder: Path) -> None:
    """Load the program on an empty store under `folder`, its log beside it."""
    os.environ["ZHIYAN_DATA"] = str(folder / "data")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyan.settings")
    from zhiyan.cli import store

    for name in ("hours", "backups", "logs"):
        (folder / "machine" / name).mkdir(parents=True)
    store.create(folder / "data")
    store.start_django()
    store.migrate()
    handler = logging.FileHandler(folder / "machine/logs/zhiyan.log", encoding="utf-8")
    handler.setFormatter(logging.Formatter(LOG))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)


@contextlib.contextmanager
def on(day: dt.date) -> Iterator[None]:
    """Let the store stand on a day, whichever thread asks."""
    from django.conf import settings

    settings.DEMONSTRATION_DATE = day
    yield
    settings.DEMONSTRATION_DATE = None


def settle(folder: Path, world: worlds.World) -> Play:
    """The unit with its branches, 200 staff with accounts, and the year."""
    from tests import builders
    from zhiyan.accounts.queries import actor_for
    from zhiyan.cycle.models import Elector
    from zhiyan.kernel import guard

    unit = builders.make_unit(code=UNIT)
    cycle = builders.make_cycle(unit, label=YEAR)
    branches = {name: builders.make_branch(unit, name) for name in worlds.sizes()}
    play = Play(world, folder, cycle)
    for staff in world.staff:
        person = builders.make_person(unit, staff_no=f"{staff.no + 1:04d}", branch=branches[staff.branch])
        with guard.writing("test"):
            Elector.objects.create(
                unit=unit, cycle=cycle, person=person, branch=person.branch, party=person.party,
                frozen_on=builders.SINCE,
            )  # fmt: skip
        play.actors[staff.no] = actor_for(builders.make_user(unit, person=person), unit)
    return play


def copy(play: Play) -> None:
    """An hourly copy of the data folder, byte by byte, as a disk's snapshot takes it."""
    shutil.copytree(play.folder / "data", play.folder / "machine/hours" / f"{play.copies:02d}")
    play.copies += 1


def backup(play: Play) -> None:
    """The program's own backup."""
    from zhiyan.cli import backups

    backups.write(play.folder / "data", play.folder / "machine/backups" / f"{play.copies:02d}.zip")


def draw(play: Play) -> None:
    """Everybody who draws does so in an order by lot; then drawing closes and a batch key is registered."""
    from tests import builders
    from zhiyan.kernel.actor import Role
    from zhiyan.solicitation import actions, issuing

    organiser = builders.actor(play.cycle, Role.ORGANISER)
    with on(DAYS["draw_from"]):
        actions.open_drawing(organiser, play.cycle, **DAYS)
        key = issuing.public_key(play.cycle, "writing")
        order = [staff.no for staff in play.world.staff if staff.drawn]
        random.Random(play.world.seed + 1).shuffle(order)
        for no in order:
            _draw_one(play, no, key)
        copy(play)
    with on(DAYS["opens_on"]):
        actions.close_drawing(organiser, play.cycle)
        play.private = ec.generate_private_key(ec.SECP256R1())
        point = play.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keyholder = builders.member_actor(play.cycle, "纪委书记")
        actions.register_batch_key(keyholder, play.cycle, public_key=point)
        actions.open_posting(organiser, play.cycle)


def _draw_one(play: Play, no: int, key: RSAPublicKey) -> None:
    from zhiyan.solicitation import actions
    from zhiyan.solicitation.phrases import finish_tokens, new_phrase, request_tokens, write_phrase

    phrase = new_phrase()
    requests = request_tokens(phrase, key, **NAMES, count=worlds.SLIPS)
    signed = actions.draw(play.actors[no], play.cycle, blinded=[request.blinded for request in requests])
    play.tokens[no] = finish_tokens(requests, signed, key, **NAMES)
    play.secrets += [phrase, write_phrase(phrase).encode(), *(token.t for token in play.tokens[no])]


def post_all(play: Play) -> None:
    """Slip after slip through the accept action; a copy of the machine each hour, a backup now and then."""
    from zhiyan.solicitation import acceptance, box_queries

    choices = {str(name): str(value) for value, name in box_queries.branch_choices(play.cycle)}
    other = next((value for name, value in choices.items() if value == "other"), "")
    hour = 0
    with on(DAYS["opens_on"]):
        for post in play.world.posts:
            while hour < post.hour:
                copy(play)
                if hour in BACKUPS_AFTER:
                    backup(play)
                hour += 1
            branch = choices.get(play.world.staff[post.writer].branch, other) if post.names_branch else ""
            body, told = _sealed(play, post, branch)
            acceptance.accept(UNIT, YEAR, body)
            play.truth.append(told | {"at": dt.datetime.now(dt.UTC).isoformat()})
        copy(play)


def _sealed(play: Play, post: worlds.Post, branch: str) -> tuple[bytes, dict[str, Any]]:
    from zhiyan.solicitation import sealing

    token = play.tokens[post.writer].pop()
    salt = secrets.token_bytes(32)
    slip = sealing.Slip(post.text, salt, token.t, aspect=post.aspect, target=post.target, branch=branch)
    c = sealing.commitment(YEAR, salt, post.text)
    sealed = sealing.seal_slip(play.private.public_key(), slip, unit=UNIT, cycle=YEAR, batch=1)
    body = token.post(slip, purpose="writing", batch=1, c=c, sealed=sealed).encode()
    told = {
        "text": post.text, "writer": post.writer, "hour": post.hour, "session": post.session,
        "token": sealing.token_hash(token.t).hex(), "length": len(sealing.pack_slip(slip).rstrip(b"\0")),
        "branch": post.names_branch,
    }  # fmt: skip
    return body, told


def open_all(play: Play) -> None:
    """The box closes, the keyholder opens the batch, public files are made; a last copy and backup."""
    from tests import builders
    from zhiyan.box import following
    from zhiyan.kernel.actor import Role
    from zhiyan.ledger import sequencer
    from zhiyan.solicitation import actions

    backup(play)
    with on(DAYS["closes_on"]):
        actions.close_box(builders.actor(play.cycle, Role.ORGANISER), play.cycle)
        scalar = play.private.private_numbers().private_value.to_bytes(32, "big")
        actions.open_batch(builders.member_actor(play.cycle, "纪委书记"), play.cycle, private_key=scalar)
        sequencer.flush()
        following.fresh(play.cycle)
    play.secrets.append(scalar)
    copy(play)
    backup(play)


def play(seed: int, folder: Path) -> None:
    """The whole of one cycle; what the players know goes to `truth.json`, outside the machine."""
    start(folder)
    done = settle(folder, worlds.make(seed, worlds.case_texts()))
    draw(done)
    post_all(done)
    open_all(done)
    scalar = done.secrets[-1].hex()
    truth = {"seed": seed, "posts": done.truth, "secrets": [one.hex() for one in done.secrets], "private": scalar}
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")


if __name__ == "__main__":
    play(int(sys.argv[1]), Path(sys.argv[2]))
