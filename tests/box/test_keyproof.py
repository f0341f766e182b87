"""Every writer's page is shown that the key which signs tokens is the one in the log, for the superior to see."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests import builders
from tests.solicitation.sealed import drawing, staffed_cycle
from zhiyan.box import keyproof
from zhiyan.kernel import events, guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.canonical import unb64
from zhiyan.ledger import actions as ledger
from zhiyan.ledger import heads, statements
from zhiyan.ledger.merkle import leaf_hash, verify_inclusion
from zhiyan.solicitation.models import BlindKey

pytestmark = pytest.mark.django_db
HOST = {"HTTP_HOST": "localhost"}


@pytest.fixture
def cycle():
    found = staffed_cycle(unit=builders.make_unit(parent=builders.make_unit(name="上级党委")))
    drawing(found)
    return found


def fetch(client, cycle, purpose="writing"):
    return client.get(f"/{cycle.unit.code}/{cycle.label}/key-{purpose}.json", **HOST)


def countersign(cycle):
    """The superior's office signs today's head."""
    office = Actor(unit_id=cycle.unit.parent_id, roles=frozenset({Role.SUPERIOR_OFFICE}))
    return ledger.countersign(office, cycle.unit)


def log_grows(cycle, n=3):
    with guard.writing("test"):
        for _ in range(n):
            ledger.append(events.Event("thing.done", cycle.unit_id, "s", "a", dt.date(2021, 1, 5)))


def holds(shown):
    """Whether the entry is in the log of the head, and a key of the unit signed the head."""
    head, entry = shown["head"], shown["entry"]
    signed = any(
        statements.is_signed(head, statements.public_from(unb64(key["public"], 32)), "head") for key in shown["keys"]
    )
    proof = [bytes.fromhex(step) for step in entry["proof"]]
    leaf = leaf_hash(entry["body"].encode())
    return signed and verify_inclusion(leaf, entry["index"], head["size"], proof, bytes.fromhex(head["root"]))


def test_the_entry_names_the_key_of_the_notice_and_is_in_the_log_of_a_signed_head(client, cycle):
    shown = fetch(client, cycle).json()
    assert json.loads(shown["entry"]["body"])["facts"]["keys"] == {"writing": BlindKey.objects.get(cycle=cycle).sha256}
    assert holds(shown)
    assert shown["witnesses"] == []


def test_what_the_superior_signed_is_shown_though_the_log_has_grown_since(client, cycle):
    countersign(cycle)
    log_grows(cycle)
    newest = heads.sign_now(cycle.unit_id)
    shown = fetch(client, cycle).json()
    (one,) = shown["witnesses"]
    assert statements.covers(one["statement"], shown["head"])
    assert shown["head"]["size"] < newest["size"]
    assert holds(shown)


def test_a_countersignature_from_before_the_key_shows_nothing_of_it(client):
    found = staffed_cycle(unit=builders.make_unit(parent=builders.make_unit(name="上级党委")))
    log_grows(found)
    countersign(found)
    drawing(found)
    shown = fetch(client, found).json()
    assert holds(shown)
    assert shown["witnesses"] == []


def test_everybody_is_shown_the_same(client, cycle):
    first = fetch(client, cycle).content
    client.force_login(builders.member_user(cycle, "主任"))
    assert fetch(client, cycle).content == first


def test_before_there_is_a_key_nothing_is_shown(client, cycle):
    assert fetch(client, cycle, "rating").status_code == 404
    assert keyproof.key_proof(staffed_cycle(), "writing") is None


def test_the_proof_costs_few_queries_once_the_entry_was_found(client, cycle, django_assert_max_num_queries):
    countersign(cycle)
    fetch(client, cycle)
    with django_assert_max_num_queries(12):
        keyproof.key_proof(cycle, "writing")
