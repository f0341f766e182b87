"""Each thing that an office could do to its own log, with its own keys, and what finds it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from zhiyan.kernel.canonical import b64, canonical
from zhiyan.kernel.signed import key_id
from zhiyan.ledger import statements
from zhiyan.ledger.exporting import lines
from zhiyan.ledger.merkle import Tree, leaf_hash
from zhiyan.ledger.statements import Head, read_head, read_printed
from zhiyan.ledger.verifying import Entry, Judged, Log, judge, read_lines

UNIT = "00000000-0000-0000-0000-000000000001"


class Office:
    """An office that keeps a log and can do with it whatever it likes: it has the keys."""

    def __init__(self, key: Ed25519PrivateKey | None = None) -> None:
        self.key = key or Ed25519PrivateKey.generate()
        self.epoch = 1
        self.bodies: list[str] = []
        self.heads: list[dict[str, Any]] = []
        self.countersignatures: list[dict[str, Any]] = []
        self.announce(self.key)

    def publish(self, event: str, facts: dict[str, Any]) -> None:
        body = {"v": 1, "event": event, "unit": UNIT, "subject": "", "actor": "", "on": "2021-01-11", "facts": facts}
        self.bodies.append(canonical(body).decode())

    def announce(self, key: Ed25519PrivateKey, by: Ed25519PrivateKey | None = None) -> None:
        public = key.public_key()
        facts = {"purpose": "heads", "id": key_id(public), "public": b64(public.public_bytes_raw())}
        facts["previous"] = key_id(by.public_key()) if by else ""
        facts["sig"] = statements.sign(statements.key_content("office", facts), by)["sig"] if by else ""
        self.publish("ledger.key", facts)

    def work(self, n: int, word: str = "thing") -> None:
        for _ in range(n):
            number = len(self.bodies)
            body = {"v": 1, "event": f"{word}.done", "unit": UNIT, "on": "2021-01-11", "commitment": f"{number:064x}"}
            self.bodies.append(canonical(body).decode())

    def tree(self) -> Tree:
        return Tree(body.encode() for body in self.bodies)

    def sign(self) -> Head:
        content = statements.head_content("office", self.epoch, len(self.bodies), self.tree().root(), "2021-01-11")
        self.heads.append(statements.sign(content, self.key))
        return read_head(self.heads[-1])

    def restore(self, kept: int, head: Head | None) -> None:
        """From a backup of `kept` entries, owning up to what the head says is missing."""
        self.bodies = self.bodies[:kept]
        self.heads = [one for one in self.heads if one["size"] <= kept]
        self.epoch += 1
        told = {"epoch": head.epoch, "size": head.size, "root": head.root} if head else None
        missing = max(0, head.size - kept) if head else None
        facts = {"epoch": self.epoch, "kept": kept, "root": self.tree().root().hex(), "head": told, "missing": missing}
        self.publish("ledger.epoch", facts)

    def log(self) -> Log:
        entries = [Entry(n, leaf_hash(body.encode()), body) for n, body in enumerate(self.bodies)]
        root = self.tree().root().hex()
        return Log("office", UNIT, entries, list(self.heads), list(self.countersignatures), len(entries), root)


@pytest.fixture
def office() -> Office:
    """Forty entries, heads signed along the way."""
    made = Office()
    for _ in range(4):
        made.work(10)
        made.sign()
    return made


def codes(judged: Judged) -> list[str]:
    return [fault.code for fault in judged.faults]


def test_an_honest_log_has_no_fault_and_says_what_it_cannot_judge(office):
    judged = judge(office.log())
    assert codes(judged) == []
    assert (judged.size, judged.root) == (41, office.tree().root().hex())
    assert any("外部" in sentence for sentence in judged.unjudged)


def test_an_honest_log_fits_every_head_kept_outside(office):
    early = read_head(office.heads[0])
    office.work(5)
    judged = judge(office.log(), [early, read_head(office.heads[-1])])
    assert codes(judged) == []
    assert sum("相符" in sentence for sentence in judged.said) == 2


def test_entries_after_the_largest_outside_head_are_not_judged(office):
    head = office.sign()
    office.work(5)
    assert any("41" in sentence for sentence in judge(office.log(), [head]).unjudged)


def alter(log: Log) -> None:
    log.entries[17] = log.entries[17]._replace(body=log.entries[17].body.replace("thing", "other"))


def drop(log: Log) -> None:
    del log.entries[17]


def insert(log: Log) -> None:
    log.entries.insert(17, log.entries[16])


def exchange(log: Log) -> None:
    log.entries[17], log.entries[18] = log.entries[18], log.entries[17]


def cut(log: Log) -> None:
    del log.entries[17:]


def garble(log: Log) -> None:
    log.entries[17] = Entry(-1, b"", "")


def adopt(log: Log) -> None:
    body = log.entries[17].body.replace(UNIT, UNIT.replace("1", "2"))
    log.entries[17] = Entry(17, leaf_hash(body.encode()), body)


@pytest.mark.parametrize("do", [alter, drop, insert, exchange, garble, adopt])
def test_the_first_entry_that_fails_is_named(office, do: Callable[[Log], None]):
    log = office.log()
    do(log)
    [fault] = judge(log).faults
    assert fault.index == 17
    assert "17" in fault.sentence


def test_a_log_cut_short_is_named_by_the_first_entry_that_is_gone(office):
    log = office.log()
    cut(log)
    assert judge(log).faults[0].index == 17


def refitted(log: Log) -> Log:
    """Numbers and hashes made to fit, as whoever changed the entries would."""
    entries = [Entry(n, leaf_hash(entry.body.encode()), entry.body) for n, entry in enumerate(log.entries)]
    return replace(log, entries=entries, size=len(entries), root=Tree(e.body.encode() for e in entries).root().hex())


@pytest.mark.parametrize("do", [alter, drop, insert, exchange])
def test_a_change_with_numbers_and_hashes_made_to_fit_is_found_between_two_heads(office, do):
    log = office.log()
    do(log)
    first = judge(refitted(log)).faults[0]
    assert (first.code, first.index) == ("head.mismatch", 11)


@pytest.mark.parametrize("do", [alter, drop, insert, exchange])
def test_a_log_rewritten_whole_with_the_offices_own_keys_is_found_by_a_head_kept_outside(office, do):
    outside = read_head(office.heads[2])
    log = office.log()
    do(log)
    forger = Office(office.key)
    forger.bodies = [entry.body for entry in log.entries]
    forger.sign()
    assert codes(judge(forger.log())) == []
    judged = judge(forger.log(), [outside])
    assert codes(judged) == ["outside.mismatch"]
    assert "证据" in judged.faults[0].sentence


def test_a_log_rewritten_with_a_new_key_too_is_found_by_a_head_kept_outside(office):
    outside = office.sign()
    forger = Office()
    forger.work(60, "other")
    forger.sign()
    judged = judge(forger.log(), [outside])
    assert codes(judged) == ["outside.mismatch"]
    assert "证据" not in judged.faults[0].sentence


def test_a_printed_head_is_enough_to_find_a_rewritten_log(office):
    printed = read_printed(statements.printed(office.heads[2]))
    forger = Office(office.key)
    forger.work(60, "other")
    assert codes(judge(office.log(), [printed])) == []
    assert codes(judge(forger.log(), [printed])) == ["outside.mismatch"]


def test_a_split_view_is_found_by_whoever_has_a_head_of_the_other_log(office):
    """The office shows one log to the superior and another to the staff, both signed."""
    other = copy.deepcopy(office)
    office.work(5, "shown")
    other.work(5, "hidden")
    to_superior, to_staff = office.sign(), other.sign()
    assert codes(judge(office.log(), [to_superior])) == []
    assert codes(judge(other.log(), [to_staff])) == []
    assert codes(judge(office.log(), [to_staff])) == ["outside.mismatch"]
    assert codes(judge(other.log(), [to_superior])) == ["outside.mismatch"]
    assert sorted(codes(judge(office.log(), [to_superior, to_staff]))) == ["outside.mismatch"]


def test_a_replayed_backup_is_found_by_the_first_entry_that_it_lacks(office):
    backup = copy.deepcopy(office)
    office.work(7)
    outside = office.sign()
    assert codes(judge(backup.log())) == []
    [fault] = judge(backup.log(), [outside]).faults
    assert (fault.code, fault.index) == ("outside.beyond", 41)


def test_a_replayed_backup_that_was_worked_on_afterwards_is_found_too(office):
    backup = copy.deepcopy(office)
    office.work(7)
    outside = office.sign()
    backup.work(20, "other")
    backup.sign()
    assert codes(judge(backup.log())) == []
    assert codes(judge(backup.log(), [outside])) == ["outside.mismatch"]


def test_a_restore_that_says_what_is_missing_is_no_fault_but_is_told(office):
    office.work(7)
    outside = office.sign()
    office.restore(35, outside)
    office.work(10)
    office.sign()
    judged = judge(office.log(), [outside])
    assert codes(judged) == []
    assert any("13 条" in sentence for sentence in judged.said)
    assert any("35" in sentence for sentence in judged.unjudged)


def test_a_restore_with_nothing_missing_fits_the_head(office):
    outside = office.sign()
    office.restore(41, outside)
    assert codes(judge(office.log(), [outside])) == []


def test_a_restore_that_keeps_silent_about_a_later_head_is_found(office):
    early = office.sign()
    office.work(7)
    outside = office.sign()
    office.restore(35, early)
    office.work(20)
    assert codes(judge(office.log(), [outside])) == ["outside.undeclared"]


def test_a_restore_without_a_head_is_found_by_whoever_has_one(office):
    outside = office.sign()
    office.restore(35, None)
    office.work(20)
    assert codes(judge(office.log())) == []
    assert codes(judge(office.log(), [outside])) == ["outside.undeclared"]


def test_a_rewrite_dressed_up_as_a_restore_is_found_by_a_head_from_before_it(office):
    early, late = read_head(office.heads[0]), office.sign()
    forger = Office(office.key)
    forger.work(29, "other")
    forger.restore(30, late)
    assert codes(judge(forger.log(), [early])) == ["outside.mismatch"]


@pytest.mark.parametrize("facts", [{"kept": 3}, {"root": "00" * 32}, {"epoch": 3}])
def test_an_epoch_that_states_something_false_is_found(office, facts):
    office.restore(35, None)
    told = {"epoch": 2, "kept": 35, "root": office.tree().root().hex(), "head": None, "missing": None, **facts}
    office.bodies.pop()
    office.publish("ledger.epoch", told)
    assert "epoch.false" in codes(judge(office.log()))


def test_a_head_that_another_key_signed_is_found(office):
    content = {name: value for name, value in office.heads[1].items() if name not in ("key", "sig")}
    office.heads[1] = statements.sign(content, Ed25519PrivateKey.generate())
    assert codes(judge(office.log())) == ["head.signature"]


def test_heads_of_before_and_after_a_signed_change_of_keys_are_good(office):
    fresh = Ed25519PrivateKey.generate()
    office.announce(fresh, by=office.key)
    office.key = fresh
    office.sign()
    assert codes(judge(office.log())) == []


def test_a_head_that_the_old_key_signed_after_the_change_is_found(office):
    office.announce(Ed25519PrivateKey.generate(), by=office.key)
    office.sign()
    assert codes(judge(office.log())) == ["head.signature"]


def test_a_key_that_no_older_one_signed_is_found_until_a_superior_countersigns(office):
    office.key = Ed25519PrivateKey.generate()
    office.announce(office.key)
    head = office.sign()
    assert codes(judge(office.log())) == ["key.unvouched"]
    superior = Ed25519PrivateKey.generate()
    content = statements.countersignature_content(dict(head.signed or {}), "superior", "2021-01-12", 0)
    office.countersignatures = [statements.sign(content, superior)]
    assert codes(judge(office.log())) == ["key.unvouched"]
    assert codes(judge(office.log(), witnesses=[superior.public_key()])) == []


def test_a_countersignature_finds_a_rewritten_log_as_a_head_kept_outside_does(office):
    superior = Ed25519PrivateKey.generate()
    content = statements.countersignature_content(office.heads[2], "superior", "2021-01-12", 0)
    forger = Office(office.key)
    forger.work(60, "other")
    forger.countersignatures = [statements.sign(content, superior)]
    assert codes(judge(forger.log(), witnesses=[superior.public_key()])) == ["outside.mismatch"]


def test_a_head_of_another_log_is_not_held_against_this_one(office):
    assert codes(judge(office.log(), [Head("elsewhere", 1, 10, "00" * 32)])) == []


def test_an_exported_log_reads_back_to_the_same_judgement(office):
    again = judge(read_lines(line + "\n" for line in lines(office.log())))
    assert (codes(again), again.size, again.root) == ([], 41, office.tree().root().hex())


@pytest.mark.parametrize("line", ["", "x", "1 zz {}", "[]", "17", "17  ", "036 00 {}", "36 AA {}"])
def test_a_line_that_is_no_entry_is_found(office, line):
    exported = list(lines(office.log()))
    exported[-5] = line
    assert judge(read_lines(exported)).faults[0].index == 36


@pytest.mark.parametrize(
    "exported", [[], [""], ["{}"], ['{"kind":"log"}'], ["[]"], ['{"kind":"log","v":1}', '{"kind":"x"}']]
)
def test_a_file_that_is_no_exported_log_is_refused(exported):
    with pytest.raises((ValueError, KeyError)):
        read_lines(exported)


@given(st.data())
def test_whatever_line_is_changed_in_whatever_way_it_is_found(data):
    office = Office(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    office.work(9)
    outside = office.sign()
    exported = list(lines(office.log()))
    at = data.draw(st.integers(min_value=len(exported) - 10, max_value=len(exported) - 1))
    line = exported[at]
    where = data.draw(st.integers(min_value=0, max_value=len(line) - 1))
    by = data.draw(st.characters(codec="utf-8", exclude_characters="\n\r" + line[where]))
    exported[at] = line[:where] + by + line[where + 1 :]
    assert judge(read_lines(exported), [outside]).faults


@pytest.mark.parametrize(
    ("text", "size", "epoch"),
    [
        ("存证日志 office · 41条 · 根 0123456789abcdef · 2021-01-11", 41, 1),
        ("存证日志 office · 第2纪元 · 41条 · 根 0123456789abcdef · 2021-01-11", 41, 2),
        ("41 0123456789abcdef", 41, 0),
    ],
)
def test_a_printed_head_is_read_as_it_was_printed(text, size, epoch):
    head = read_printed(text)
    assert (head.size, head.root, head.epoch) == (size, "0123456789abcdef", epoch)


@pytest.mark.parametrize("text", ["", "41", "41 0123", "条 根 x"])
def test_what_is_no_printed_head_is_refused(text):
    with pytest.raises(ValueError, match="no head"):
        read_printed(text)
