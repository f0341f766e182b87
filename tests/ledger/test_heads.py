"""Signed heads, keys as files, and proofs from stored nodes."""

from __future__ import annotations

import datetime as dt
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tests import builders
from zhiyan.kernel import clock, events, guard, signed
from zhiyan.kernel.errors import DomainError
from zhiyan.ledger import actions, heads, keys, queries, sequencer, statements
from zhiyan.ledger.merkle import Tree, verify_consistency, verify_inclusion
from zhiyan.ledger.models import LedgerEntry, LedgerKey, LedgerNode, LedgerSignedHead, Outbox
from zhiyan.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return builders.make_unit()


@pytest.fixture
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of this test's own, where files may be taken away."""
    monkeypatch.setattr(settings, "KEYS_ROOT", tmp_path / "keys")
    return tmp_path / "keys"


def happen(unit: Unit, n: int = 1) -> None:
    with guard.writing("test"):
        for _ in range(n):
            actions.append(events.Event("thing.done", unit.pk, "s", "a", dt.date(2021, 1, 5)))


def test_an_event_waits_in_the_outbox_until_the_sequencer_appends_it(unit):
    happen(unit, 3)
    assert not LedgerEntry.objects.exists()
    assert sequencer.flush() == 3
    assert not Outbox.objects.exists()
    assert list(LedgerEntry.objects.values_list("index", flat=True)) == [0, 1, 2]


def test_an_event_costs_its_action_one_statement_whatever_the_length_of_the_log(unit, django_assert_num_queries):
    happen(unit, 300)
    sequencer.flush()
    with django_assert_num_queries(1):
        happen(unit)


def test_flushing_an_empty_outbox_writes_nothing(unit, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert sequencer.flush() == 0


def test_more_than_a_portion_is_appended_in_order(unit, monkeypatch):
    monkeypatch.setattr(sequencer, "PORTION", 4)
    happen(unit, 11)
    waiting = list(Outbox.objects.order_by("id").values_list("body", flat=True))
    assert sequencer.flush() == 11
    assert list(LedgerEntry.objects.order_by("index").values_list("body", flat=True)) == waiting


def test_stored_nodes_give_the_proofs_that_the_whole_tree_gives(unit):
    happen(unit, 37)
    sequencer.flush()
    tree = Tree(body.encode() for body in LedgerEntry.objects.order_by("index").values_list("body", flat=True))
    for size in range(1, 38):
        assert queries.root(unit, size) == tree.root(size)
        assert queries.consistency(unit, size) == tree.consistency_proof(size, 37)
    for index in range(37):
        found = queries.inclusion(unit, index)
        assert verify_inclusion(found.leaf_hash, index, 37, found.proof, tree.root())


def test_a_proof_takes_few_statements_however_long_the_log(unit, django_assert_max_num_queries):
    happen(unit, 300)
    sequencer.flush()
    with django_assert_max_num_queries(4):
        queries.inclusion(unit, 150)


@pytest.mark.parametrize(("index", "size"), [(5, 5), (0, 6), (-1, 5)])
def test_a_proof_beyond_the_log_is_refused(unit, index, size):
    happen(unit, 5)
    sequencer.flush()
    with pytest.raises(ValueError, match=r"in a (tree|log) of"):
        queries.inclusion(unit, index, size)


def test_a_signed_head_says_size_root_and_day_and_verifies_with_the_public_key(unit):
    happen(unit, 5)
    head = heads.sign_now(unit.pk)
    assert statements.is_signed(head, keys.public_key(unit, "heads"), "head")
    assert (head["log"], head["epoch"], head["size"], head["on"]) == (unit.code, 1, 6, "2021-01-11")
    assert head["root"] == queries.root(unit).hex()


def test_the_entry_of_the_key_comes_before_the_first_head_that_it_signs(unit):
    happen(unit)
    head = heads.sign_now(unit.pk)
    [(index, body)] = queries.entries(unit.pk, event="ledger.key")
    assert index < head["size"]
    assert body["facts"]["id"] == head["key"]


def test_a_log_that_has_not_grown_keeps_its_head(unit):
    happen(unit)
    assert heads.sign_now(unit.pk) == heads.sign_now(unit.pk)
    assert LedgerSignedHead.objects.count() == 1


def test_a_head_is_signed_every_hundred_entries_and_not_for_each(unit):
    for _ in range(25):
        happen(unit, 10)
        sequencer.flush()
    sizes = list(LedgerSignedHead.objects.values_list("size", flat=True))
    assert len(sizes) == 2
    assert all(later - earlier >= 100 for earlier, later in zip([0, *sizes], sizes, strict=False))


def test_a_head_is_signed_on_the_next_day_that_the_log_grows(unit):
    happen(unit)
    heads.sign_now(unit.pk)
    with clock.at(dt.date(2021, 1, 12)):
        happen(unit)
        sequencer.flush()
        assert heads.latest(unit.pk)["on"] == "2021-01-12"


def test_a_head_is_signed_after_an_event_that_asks_for_it(unit, monkeypatch):
    monkeypatch.setattr(sequencer, "_signed_events", set())
    sequencer.sign_after("thing.done")
    happen(unit)
    sequencer.flush()
    assert heads.latest(unit.pk)["size"] == 2


def test_published_facts_are_read_in_the_clear(unit):
    with guard.writing("test"):
        actions.publish(unit.pk, "box.drawn", {"drawn": 151})
    [(_index, body)] = queries.entries(unit.pk, event="box.drawn")
    assert body["facts"] == {"drawn": 151}


def test_private_keys_are_files_that_only_their_owner_reads(unit, own_keys):
    keys.signer(unit, "heads")
    path = own_keys / f"{unit.code}-heads.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o700


def test_the_database_holds_no_private_key(unit, own_keys):
    keys.signer(unit, "heads")
    secret = (own_keys / f"{unit.code}-heads.key").read_bytes()
    sequencer.flush()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert not any(isinstance(v, bytes | str) and _holds(v, secret) for row in cursor for v in row)


def _holds(value: Any, secret: bytes) -> bool:
    found = value if isinstance(value, bytes) else value.encode()
    return b"PRIVATE" in found or secret in found


def test_each_purpose_has_a_key_of_its_own(unit):
    assert len({signed.key_id(keys.public_key(unit, purpose)) for purpose in keys.PURPOSES}) == 3


def test_a_lost_key_is_not_replaced_in_silence(unit, own_keys):
    keys.signer(unit, "heads")
    (own_keys / f"{unit.code}-heads.key").unlink()
    with pytest.raises(DomainError) as refused:
        keys.signer(unit, "heads")
    assert refused.value.code == "key.missing"
    assert refused.value.remedy


def test_a_key_that_another_process_registered_a_moment_ago_is_registered_once(unit, own_keys, monkeypatch):
    first = keys.signer(unit, "heads")
    monkeypatch.setattr(keys, "current", lambda unit_id, purpose: None)
    keys._asked.clear()
    assert keys.signer(unit, "heads").private_bytes_raw() == first.private_bytes_raw()
    assert LedgerKey.objects.count() == 1


def test_without_its_key_a_log_grows_on_and_no_head_is_signed(unit, own_keys):
    keys.signer(unit, "heads")
    (own_keys / f"{unit.code}-heads.key").unlink()
    happen(unit, 150)
    assert sequencer.flush() == 151
    assert heads.latest(unit.pk) is None


def test_a_new_key_is_signed_by_the_old_one_in_the_log(unit, own_keys):
    old = keys.public_key(unit, "heads")
    with transaction.atomic():
        keys.rotate(unit, "heads")
    _first, (_index, body) = queries.entries(unit.pk, event="ledger.key")
    assert statements.key_follows(unit.code, body["facts"], old)
    assert signed.key_id(keys.signer(unit, "heads").public_key()) == body["facts"]["id"] != signed.key_id(old)


def test_a_key_that_the_old_one_did_not_sign_does_not_follow(unit, own_keys):
    old = keys.public_key(unit, "heads")
    keys.replace_lost(unit, "heads")
    _first, (_index, body) = queries.entries(unit.pk, event="ledger.key")
    assert not statements.key_follows(unit.code, body["facts"], old)


@pytest.mark.django_db(transaction=True)
def test_a_key_whose_registration_was_undone_is_registered_again_before_it_signs(unit, own_keys):
    with transaction.atomic():
        keys.signer(unit, "receipts")
        keys.signer(unit, "receipts")
        transaction.set_rollback(True)
    keys.signer(unit, "receipts")
    assert keys.current(unit.pk, "receipts") is not None


@pytest.mark.django_db(transaction=True)
def test_a_rotation_interrupted_before_the_file_was_replaced_is_finished_on_next_use(unit, own_keys, monkeypatch):
    keys.signer(unit, "heads")
    monkeypatch.setattr(keys, "_take_over", lambda path: None)
    made = keys.rotate(unit, "heads")
    assert signed.key_id(keys.signer(unit, "heads").public_key()) == made.key_id
    assert not list(own_keys.glob("*.new"))


@pytest.mark.parametrize("model", [LedgerEntry, LedgerNode, LedgerKey, LedgerSignedHead])
def test_the_database_refuses_to_change_or_delete_what_the_log_keeps(unit, model):
    happen(unit, 3)
    heads.sign_now(unit.pk)
    table = model._meta.db_table
    for statement in (f"UPDATE {table} SET unit_id = unit_id", f"DELETE FROM {table}"):
        with guard.writing("test"), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert model.objects.exists()


def test_consistency_holds_between_any_two_heads(unit):
    found = []
    for _ in range(4):
        happen(unit, 7)
        found.append(heads.sign_now(unit.pk))
    for n, old in enumerate(found):
        for new in found[n:]:
            proof = queries.consistency(unit, old["size"], new["size"])
            roots = bytes.fromhex(old["root"]), bytes.fromhex(new["root"])
            assert verify_consistency(old["size"], new["size"], proof, *roots)


def test_a_signed_head_is_kept_as_it_was_signed(unit):
    happen(unit)
    head = heads.sign_now(unit.pk)
    assert LedgerSignedHead.objects.get().body == json.dumps(head, sort_keys=True, separators=(",", ":"))
