"""Every action appends to its unit's log; recomputing it finds what was changed behind the program's back."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from zhiyan.kernel import events, guard
from zhiyan.ledger import actions, triggers
from zhiyan.ledger.checking import judge_store
from zhiyan.ledger.merkle import leaf_hash
from zhiyan.ledger.models import LedgerEntry, LedgerHead
from zhiyan.ledger.sequencer import flush
from zhiyan.ledger.verifying import Judged
from zhiyan.org.models import Unit

pytestmark = pytest.mark.django_db

UNIT = uuid.UUID(int=1)
OTHER = uuid.UUID(int=2)


@pytest.fixture(autouse=True)
def _two_units() -> None:
    with guard.writing("test"):
        for unit, code in ((UNIT, "one"), (OTHER, "other")):
            Unit.objects.create(pk=unit, code=code, name=code)


def append(n: int, unit: uuid.UUID = UNIT, **content: object) -> None:
    with guard.writing("test"):
        for _ in range(n):
            actions.append(
                events.Event(
                    "thing.done", unit_id=unit, subject_id="s", actor_id="a", on=dt.date(2021, 1, 5), content=content
                )
            )
    flush()


@contextmanager
def tampering() -> Iterator[None]:
    """What somebody with the database file and no scruples could do."""
    triggers.remove(connection)
    with guard.writing("test"):
        yield
    triggers.install(connection)


def report(code: str = "one") -> Judged:
    return next(found for found in judge_store() if found.code == code)


@pytest.fixture
def five() -> None:
    append(5)


def test_an_untouched_log_recomputes_to_its_head(five):
    found = report()
    assert (found.faults, found.size) == ([], 5)
    assert found.root == bytes(LedgerHead.objects.get().root).hex()


def test_entries_are_numbered_from_zero_in_each_unit_by_itself(five):
    append(2, OTHER)
    assert list(LedgerEntry.objects.filter(unit_id=OTHER).values_list("index", flat=True)) == [0, 1]
    assert {found.code: found.size for found in judge_store()} == {"one": 5, "other": 2}


def test_an_entry_holds_no_content_and_its_salt_opens_the_commitment():
    append(1, text="食堂晚餐品种少")
    entry = LedgerEntry.objects.get()
    body = json.loads(entry.body)
    assert "食堂" not in entry.body
    assert body["commitment"] == actions.commitment(bytes(entry.salt), {"text": "食堂晚餐品种少"})


def test_the_same_content_twice_gives_two_commitments():
    append(2, text="食堂晚餐品种少")
    assert len({json.loads(body)["commitment"] for body in LedgerEntry.objects.values_list("body", flat=True)}) == 2


def test_a_changed_body_is_found(five):
    with tampering():
        LedgerEntry.objects.filter(index=2).update(body="{}")
    assert report().faults[0].index == 2


def test_a_changed_body_with_its_hash_made_to_fit_is_found(five):
    with tampering():
        LedgerEntry.objects.filter(index=2).update(body="{}", leaf_hash=leaf_hash(b"{}"))
    assert report().faults


@pytest.mark.parametrize("index", [0, 2, 4])
def test_a_missing_row_is_found_wherever_it_was(five, index):
    with tampering():
        LedgerEntry.objects.filter(index=index).delete()
    assert report().faults


def test_a_row_taken_out_with_the_rest_moved_up_is_found(five):
    with tampering():
        LedgerEntry.objects.filter(index=2).delete()
        for index in (3, 4):
            LedgerEntry.objects.filter(index=index).update(index=index - 1)
    assert report().faults


def test_an_added_row_is_found(five):
    with guard.writing("test"):
        LedgerEntry.objects.create(unit_id=UNIT, index=5, body="{}", leaf_hash=leaf_hash(b"{}"), salt=b"")
    assert report().faults


def test_two_rows_in_exchanged_places_are_found(five):
    with tampering():
        for old, new in ((1, 99), (2, 1), (99, 2)):
            LedgerEntry.objects.filter(index=old).update(index=new)
    assert report().faults


@pytest.mark.parametrize("change", [{"root": bytes(32)}, {"size": 4}])
def test_a_changed_head_is_found(five, change):
    with tampering():
        LedgerHead.objects.update(**change)
    assert report().faults


def test_a_log_whose_head_was_taken_away_is_found(five):
    with tampering():
        LedgerHead.objects.all().delete()
    assert report().faults


def test_a_fault_in_one_log_leaves_the_others_whole(five):
    append(2, OTHER)
    with tampering():
        LedgerEntry.objects.filter(unit_id=UNIT, index=0).update(body="{}")
    assert report("one").faults
    assert report("other").faults == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_ledgerentry SET body = '{}'",
        'UPDATE ledger_ledgerentry SET "index" = 9 WHERE "index" = 4',
        "DELETE FROM ledger_ledgerentry",
        'DELETE FROM ledger_ledgerentry WHERE "index" = 4',
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_an_entry(five, statement):
    with guard.writing("test"), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert report().faults == []


def test_the_program_cannot_change_an_entry_either(five):
    entry = LedgerEntry.objects.first()
    assert entry is not None
    entry.body = "{}"
    with guard.writing("test"), pytest.raises(DatabaseError), transaction.atomic():
        entry.save()


def test_laying_the_triggers_twice_changes_nothing(five):
    triggers.install(connection)
    append(1)
    assert report().size == 6
