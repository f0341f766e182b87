"""The writer's page takes a key only when it is in the unit's log; says whether a superior countersigned that log."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, Page

from tests.browser.modules import call, load
from zhiyan.kernel.canonical import b64, canonical
from zhiyan.ledger import statements
from zhiyan.ledger.merkle import Tree

OFFICE, SUPERIOR, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))
HASH = b"k" * 32
CHANGES: list[dict[str, Any]] = [{"size": 4}, {"root": "00" * 32}, {"log": "other"}, {"epoch": 2}]
PLACE = {"unit": "danwei", "cycle": "2020", "purpose": "writing", "hash": HASH}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """One page with the modules."""
    return load(browser)


def entry(**changes: Any) -> str:
    """The entry that opens the drawing."""
    facts = {"cycle": "2020", "keys": {"writing": HASH.hex()}, "eligible": 20, **changes}
    return canonical({"v": 1, "event": changes.pop("event", "box.drawing_opened"), "facts": facts}).decode()


def public(key: Ed25519PrivateKey) -> str:
    return b64(key.public_key().public_bytes_raw())


def shown(body: str = "", log: str = "danwei", witness: str = "shangji") -> dict[str, Any]:
    """What the server shows: an entry among others, a head over them, a countersignature."""
    tree = Tree([b"first", b"second", (body or entry()).encode(), b"fourth", b"fifth"])
    head = statements.sign(statements.head_content(log, 1, 5, tree.root(), "2021-01-04"), OFFICE)
    statement = statements.sign(statements.countersignature_content(head, witness, "2021-01-05", 0), SUPERIOR)
    return {
        "keys": [{"public": public(STRANGER)}, {"public": public(OFFICE)}],
        "head": head,
        "witnesses": [{"statement": statement, "name": "上级", "public": public(SUPERIOR)}],
        "entry": {
            "index": 2, "body": body or entry(), "proof": [step.hex() for step in tree.inclusion_proof(2, 5)],
        },
    }  # fmt: skip


def judged(page: Page, document: Any, **place: Any) -> str:
    return call(page, "keyproof.keyInLog", document, {**PLACE, **place})


def test_a_key_in_a_countersigned_log_is_witnessed(page):
    assert judged(page, shown()) == "witnessed"


def test_a_key_in_a_log_that_nobody_countersigned_is_unwitnessed(page):
    assert judged(page, {**shown(), "witnesses": []}) == "unwitnessed"


@pytest.mark.parametrize(
    "place", [{"hash": b"x" * 32}, {"unit": "other"}, {"cycle": "2021"}, {"purpose": "rating"}], ids=str
)
def test_another_key_unit_year_or_purpose_than_the_entry_says_is_missing(page, place):
    assert judged(page, shown(), **place) == "missing"


def test_an_entry_of_another_kind_is_missing(page):
    body = json.loads(entry())
    assert judged(page, shown(canonical({**body, "event": "box.closed"}).decode())) == "missing"


def test_an_entry_changed_after_the_head_was_signed_is_missing(page):
    document = shown(entry(keys={"writing": "00" * 32}))
    document["entry"]["body"] = entry()
    assert judged(page, document) == "missing"


@pytest.mark.parametrize(
    "change", [{"size": 4}, {"root": "00" * 32}, {"log": "other"}, {"epoch": 2}, {"sig": "AA"}], ids=str
)
def test_a_head_that_the_unit_did_not_sign_is_missing(page, change):
    document = shown()
    document["head"].update(change)
    assert judged(page, document) == "missing"


def test_a_head_signed_by_a_key_that_is_not_the_units_is_missing(page):
    assert judged(page, {**shown(), "keys": [{"public": public(STRANGER)}]}) == "missing"


@pytest.mark.parametrize(
    "change", [{"size": 4}, {"root": "00" * 32}, {"log": "other"}, {"epoch": 2}, {"witness": "x"}], ids=str
)
def test_a_countersignature_that_was_changed_counts_for_nothing(page, change):
    document = shown()
    document["witnesses"][0]["statement"].update(change)
    assert judged(page, document) == "unwitnessed"


def test_a_countersignature_over_another_head_counts_for_nothing(page):
    other = statements.sign(statements.head_content("danwei", 1, 9, bytes(32), "2021-01-06"), OFFICE)
    document = shown()
    document["witnesses"][0]["statement"] = statements.sign(
        statements.countersignature_content(other, "shangji", "2021-01-06", 0), SUPERIOR
    )
    assert judged(page, document) == "unwitnessed"


def test_the_unit_is_not_its_own_witness(page):
    assert judged(page, shown(witness="danwei")) == "unwitnessed"


@pytest.mark.parametrize("document", [None, {}, {"head": None}, [], "x"], ids=repr)
def test_what_is_no_proof_is_missing(page, document):
    assert judged(page, document) == "missing"


@pytest.mark.parametrize("name", ["keys", "head", "entry", "witnesses"])
def test_a_proof_with_a_part_left_out_never_counts_as_witnessed(page, name):
    document = copy.deepcopy(shown())
    del document[name]
    assert judged(page, document) == "missing"
