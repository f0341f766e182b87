"""`zhiyan verify` and `restore` at the command line: what they judge, what they say, and their exit status."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests import builders
from tests.cli.conftest import Shell
from zhiyan.box import client
from zhiyan.cli import backups, store
from zhiyan.cli.judging import client as box_client
from zhiyan.cli.judging import outside
from zhiyan.kernel import events, guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.canonical import b64
from zhiyan.kernel.errors import Invalid
from zhiyan.ledger import actions, heads, keys, sequencer, statements, ticking, triggers, witness
from zhiyan.ledger.exporting import export
from zhiyan.ledger.models import LedgerEntry, LedgerHead, LedgerNode, Outbox
from zhiyan.org.models import Unit
from zhiyan.solicitation import receipts


@pytest.fixture
def unit(zhiyan: Shell) -> Unit:
    """A unit with a log of some entries in a store that this process runs."""
    store.create(Path(settings.DATA_DIR))
    made = builders.make_unit(parent=builders.make_unit(name="上级党委"))
    happen(made, 12)
    heads.sign_now(made.pk)
    return made


def happen(unit: Unit, n: int) -> None:
    with guard.writing("test"):
        for _ in range(n):
            actions.append(events.Event("thing.done", unit.pk, "s", "a", dt.date(2021, 1, 5)))


def told(result: Any) -> dict[str, Any]:
    return json.loads(result.stdout)


def saved(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    return path


def test_a_store_in_order_is_found_so_against_a_head_kept_outside(zhiyan, unit, tmp_path):
    head = saved(tmp_path / "head.json", heads.latest(unit.pk))
    happen(unit, 3)
    result = zhiyan("verify", "--head", head, "--format", "json")
    assert result.exit_code == 0, result.stderr
    assert told(result)["faults"] == []
    assert sequencer.flush() == 0


def test_a_store_that_does_not_begin_with_the_head_kept_outside_is_found(zhiyan, unit):
    result = zhiyan("verify", "--head", f"{unit.code} · 5条 · 根 {'ab' * 8}")
    assert result.exit_code == 1
    assert "不符" in result.stdout


def tampered(change: Any) -> None:
    triggers.remove(connection)
    with guard.writing("test"):
        change()
    triggers.install(connection)


CHANGES = {
    "entry": (lambda: LedgerEntry.objects.filter(index=7).update(body="{}"), "第 7 条"),
    "node": (lambda: LedgerNode.objects.filter(level=1, position=2).update(hash=bytes(32)), "第 1 层第 2 个"),
    "lost node": (lambda: LedgerNode.objects.filter(level=2, position=0).delete(), "第 2 层第 0 个"),
    "edge": (lambda: LedgerHead.objects.update(frontier=bytes(8)), "末端"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_changed_behind_the_programs_back_is_named(zhiyan, unit, name):
    change, words = CHANGES[name]
    tampered(change)
    result = zhiyan("verify")
    assert result.exit_code == 1
    assert words in result.stdout


def test_triggers_that_were_taken_away_are_noticed(zhiyan, unit):
    triggers.remove(connection)
    result = zhiyan("verify")
    triggers.install(connection)
    assert result.exit_code == 1
    assert "触发器" in result.stdout


def test_an_exported_log_is_judged_offline_and_a_change_in_it_is_named(zhiyan, unit, tmp_path):
    path = tmp_path / "log.txt"
    export(unit, path)
    assert zhiyan("verify", path).exit_code == 0
    path.write_text(path.read_text("utf-8").replace("thing.done", "other.done", 1), "utf-8")
    result = zhiyan("verify", path)
    assert result.exit_code == 1
    assert "第 0 条" in result.stdout


def test_an_exported_log_holds_neither_salts_nor_private_keys(unit, tmp_path):
    path = tmp_path / "log.txt"
    export(unit, path)
    text = path.read_text("utf-8")
    for salt in LedgerEntry.objects.values_list("salt", flat=True):
        assert not salt or bytes(salt).hex() not in text
    assert keys.signer(unit, "heads").private_bytes_raw().hex() not in text


def test_a_countersignature_is_held_against_the_log_with_the_superiors_key(zhiyan, unit, tmp_path):
    office = Actor(unit_id=unit.parent_id, roles=frozenset({Role.SUPERIOR_OFFICE}))
    actions.countersign(office, unit)
    public = b64(keys.public_key(unit.parent, "witness").public_bytes_raw())
    path = tmp_path / "log.txt"
    export(unit, path)
    result = zhiyan("verify", path, "--key", public, "--format", "json")
    assert any("相符" in sentence for sentence in told(result)["said"])
    assert not any("没有外部保存的树头" in sentence for sentence in told(result)["not_judged"])


def test_a_superior_in_another_store_witnesses_by_files(zhiyan, unit, tmp_path):
    asked, answer = tmp_path / "asked.json", tmp_path / "answer.json"
    superior = builders.make_unit()
    assert zhiyan("log", "ask", "--unit", unit.code, "--out", asked).exit_code == 0
    signed = zhiyan("log", "countersign", asked, "--unit", superior.code, "--out", answer)
    assert signed.exit_code == 0, signed.stderr
    assert zhiyan("log", "take", answer, "--unit", unit.code).exit_code == 0
    assert witness.is_witnessed(unit)


def test_a_key_comes_back_from_its_paper_copy(unit):
    lines = keys.on_paper(unit, "heads")
    keys.path_of(unit, "heads").unlink()
    keys._asked.clear()
    keys.from_paper(unit, "heads", "\n".join(lines[1:]))
    assert keys.on_paper(unit, "heads") == lines


@pytest.mark.parametrize("typed", ["", "0000", " ".join(["0000"] * 17), " ".join(["zzzz"] * 17)])
def test_a_paper_copy_with_a_slip_of_the_pen_is_refused(unit, typed):
    with pytest.raises(Invalid):
        keys.from_paper(unit, "heads", typed)


def receipt(unit: Unit, **changed: Any) -> dict[str, Any]:
    facts = {
        "unit": unit.code, "cycle": "2021", "purpose": "writing", "batch": 1, "c": bytes(32),
        "by": dt.date(2021, 1, 1), "head": heads.latest(unit.pk), **changed,
    }  # fmt: skip
    return receipts.sign_receipt(keys.signer(unit, "receipts"), **facts)


def proof_of(unit: Unit, commitments: list[bytes]) -> dict[str, Any]:
    """What the box publishes of a year with one batch of paper-thin truth: no spent tokens."""
    head = heads.latest(unit.pk)
    return {
        "v": 1, "kind": "proof", "unit": unit.code, "cycle": "2021", "head": head, "witnesses": [], "blind": {},
        "keys": {
            name: [{"public": b64(keys.public_key(unit, name).public_bytes_raw())}] for name in ("heads", "receipts")
        },
        "batches": [
            {"purpose": "writing", "no": 1, "commitments": [b64(c) for c in commitments], "spent": [], "entry": None}
        ],
        "continues": {str(head["size"]): []},
    }  # fmt: skip


def test_a_receipt_whose_opinion_is_in_the_log_is_found_good(zhiyan, unit, tmp_path):
    paper = saved(tmp_path / "receipt.json", receipt(unit))
    proof = saved(tmp_path / "proof.json", proof_of(unit, [bytes(32)]))
    result = zhiyan("verify", paper, proof, "--format", "json")
    assert result.exit_code == 0, result.stdout
    assert any("意见在存证日志里" in sentence for sentence in told(result)["said"])


def test_a_receipt_whose_opinion_is_missing_after_its_day_is_found(zhiyan, unit, tmp_path):
    paper = saved(tmp_path / "receipt.json", receipt(unit))
    proof = saved(tmp_path / "proof.json", proof_of(unit, []))
    result = zhiyan("verify", paper, proof)
    assert result.exit_code == 1
    assert "上级申诉页" in result.stdout


def test_a_receipt_before_its_day_is_not_judged(zhiyan, unit, tmp_path):
    paper = saved(tmp_path / "receipt.json", receipt(unit, by=dt.date(2021, 3, 1)))
    proof = saved(tmp_path / "proof.json", proof_of(unit, []))
    result = zhiyan("verify", paper, proof, "--format", "json")
    assert result.exit_code == 0
    assert any("2021-03-01" in sentence for sentence in told(result)["not_judged"])


def test_an_altered_receipt_is_found(zhiyan, unit, tmp_path):
    paper = saved(tmp_path / "receipt.json", {**receipt(unit), "batch": 2})
    proof = saved(tmp_path / "proof.json", proof_of(unit, [bytes(32)]))
    assert zhiyan("verify", paper, proof).exit_code == 1


def test_a_receipt_alone_cannot_be_judged_and_says_what_is_wanted(zhiyan, unit, tmp_path):
    result = zhiyan("verify", saved(tmp_path / "receipt.json", receipt(unit)))
    assert result.exit_code == 2
    assert "proof.json" in result.stderr


def test_the_head_in_a_receipt_finds_a_log_that_was_rewritten_since(zhiyan, unit, tmp_path):
    head = {**heads.latest(unit.pk), "root": "ab" * 32}
    content = {name: value for name, value in head.items() if name not in ("sig", "key")}
    forged = statements.sign(content, keys.signer(unit, "heads"))
    paper = saved(tmp_path / "receipt.json", receipt(unit, head=forged))
    path = tmp_path / "log.txt"
    export(unit, path)
    result = zhiyan("verify", paper, path)
    assert result.exit_code == 1
    assert "证据" in result.stdout


@pytest.mark.parametrize("content", [b"{}", b'{"kind":"other"}', b"[]", b"null"])
def test_a_file_that_is_nothing_of_ours_is_refused_with_what_could_be_judged(zhiyan, tmp_path, content):
    path = tmp_path / "thing.json"
    path.write_bytes(content)
    result = zhiyan("verify", path)
    assert result.exit_code == 2
    assert "verify.unreadable" in result.stderr


@pytest.mark.parametrize("args", [("nowhere",), ("--head", "nothing"), ("--key", "nothing"), ("http://localhost:1/x",)])
def test_what_is_not_there_is_refused(zhiyan, args):
    assert zhiyan("verify", *args).exit_code == 2


def served(url: str) -> bytes:
    """A box that serves this release, as `fetch` would get it."""
    for name in client.manifest():
        if box_client.where("http://box/unit/2021/", name) == url:
            kind, _slash, rest = name.partition("/")
            if kind == "pages":
                language, _slash, page = rest.partition("/")
                return client.page(page, language)
            return next((root / rest).read_bytes() for root, _p in client._STATIC if (root / rest).exists())
    raise outside.Unreadable(url)


def test_a_box_that_serves_this_release_is_found_to_do_so(zhiyan, monkeypatch):
    monkeypatch.setattr(box_client, "fetch", served)
    result = zhiyan("verify", "--box", "http://box/unit/2021/")
    assert result.exit_code == 0, result.stdout


def test_a_box_with_one_byte_altered_is_found_and_the_file_named(zhiyan, monkeypatch):
    monkeypatch.setattr(box_client, "fetch", lambda url: served(url) + (b" " if url.endswith("seal.js") else b""))
    result = zhiyan("verify", "--box", "http://box/unit/2021/")
    assert result.exit_code == 1
    assert "seal.js" in result.stdout


def test_a_box_without_a_years_address_says_which_pages_it_did_not_compare(zhiyan, monkeypatch):
    monkeypatch.setattr(box_client, "fetch", served)
    result = zhiyan("verify", "--box", "http://box/")
    assert "没有给出年度的网址" in result.stdout


class Store:
    """The tables of a store in a file, for backups: the log of the running test, copied out."""

    def __init__(self, folder: Path, unit: Unit) -> None:
        self.folder, self.unit = folder, unit
        folder.mkdir()

    def backup(self, name: str) -> Path:
        """A backup as the program makes it, of what the test's database holds now."""
        out, database = self.folder / f"{name}.zip", self.folder / f"{name}.sqlite3"
        target = sqlite3.connect(database)
        connection.ensure_connection()
        for (statement,) in connection.cursor().execute(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND (name LIKE 'ledger%' OR name = 'org_unit')"
        ):
            target.execute(statement)
        for (table,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table.startswith("sqlite"):
                continue
            rows = connection.cursor().execute(f'SELECT * FROM "{table}"').fetchall()
            if rows:
                marks = ",".join("?" * len(rows[0]))
                target.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
        target.commit()
        target.close()
        self.pack(out, database)
        return out

    def pack(self, out: Path, database: Path) -> None:
        with zipfile.ZipFile(out, "w") as archive:
            archive.write(database, backups.DATABASE)
            archive.writestr(backups.MANIFEST, json.dumps({"sha256": {backups.DATABASE: backups.digest(database)}}))


@pytest.fixture
def stored(unit: Unit, tmp_path: Path) -> Store:
    return Store(tmp_path / "elsewhere", unit)


def test_a_backup_in_order_is_found_so_against_a_head_kept_outside(zhiyan, stored, tmp_path):
    head = saved(tmp_path / "head.json", heads.latest(stored.unit.pk))
    assert zhiyan("verify", stored.backup("now"), "--head", head).exit_code == 0


def test_a_replayed_backup_with_a_manifest_in_order_is_found_by_a_head_kept_outside(zhiyan, stored, tmp_path):
    old = stored.backup("old")
    happen(stored.unit, 9)
    head = saved(tmp_path / "head.json", heads.sign_now(stored.unit.pk))
    assert zhiyan("verify", old).exit_code == 0
    result = zhiyan("verify", old, "--head", head)
    assert result.exit_code == 1
    assert "旧的备份" in result.stdout


def test_a_backup_whose_log_was_altered_and_manifest_made_to_fit_is_found(zhiyan, stored):
    backup = stored.backup("now")
    database = stored.folder / "now.sqlite3"
    altered = sqlite3.connect(database)
    altered.execute("UPDATE ledger_ledgerentry SET body = replace(body, 'thing', 'other') WHERE \"index\" = 4")
    altered.commit()
    altered.close()
    stored.pack(backup, database)
    result = zhiyan("verify", backup)
    assert result.exit_code == 1
    assert "第 4 条" in result.stdout


def test_a_restore_asks_for_a_head_kept_outside(zhiyan, stored):
    shutil.rmtree(settings.DATA_DIR)
    result = zhiyan("restore", stored.backup("now"))
    assert result.exit_code == 2
    assert "restore.no_head" in result.stderr
    assert "--no-head" in result.stderr


def test_a_backup_of_another_log_than_the_heads_is_not_restored(zhiyan, stored):
    shutil.rmtree(settings.DATA_DIR)
    line = f"存证日志 {stored.unit.code} · 5条 · 根 {'ab' * 8} · 2021-01-11"
    result = zhiyan("restore", stored.backup("now"), "--head", line)
    assert result.exit_code == 2
    assert "restore.log_mismatch" in result.stderr
    assert not Path(settings.DATA_DIR).exists()


def test_an_epoch_says_what_is_missing_and_verify_tells_it(zhiyan, unit):
    size = LedgerHead.objects.get(unit_id=unit.pk).size
    later = {"epoch": 1, "size": size + 4, "root": "cd" * 32}
    facts = sequencer.begin_epoch(unit.pk, later, "ef" * 32)
    assert (facts["epoch"], facts["kept"], facts["missing"]) == (2, size, 4)
    assert heads.sign_now(unit.pk)["epoch"] == 2
    result = zhiyan("verify", "--head", f"存证日志 {unit.code} · {size + 4}条 · 根 {'cd' * 8} · 2021-01-11")
    assert result.exit_code == 0, result.stdout
    assert f"第 {size} 至 {size + 3} 条" in result.stdout


def test_what_waited_when_the_backup_was_made_comes_after_the_epochs_entry(unit):
    size = LedgerHead.objects.get(unit_id=unit.pk).size
    happen(unit, 2)
    sequencer.begin_epoch(unit.pk, None, "ef" * 32)
    sequencer.flush()
    names = [json.loads(row.body)["event"] for row in LedgerEntry.objects.filter(unit_id=unit.pk).order_by("index")]
    assert names[size:] == ["ledger.epoch", "thing.done", "thing.done"]


def test_the_worker_appends_what_waits_without_being_asked(unit):
    happen(unit, 2)
    assert ticking.tick() == 2
    assert not Outbox.objects.exists()


def test_a_round_that_fails_is_tried_again_in_the_next(unit, monkeypatch):
    happen(unit, 2)
    monkeypatch.setattr(sequencer, "_append_portion", lambda unit_id: 1 / 0)
    assert ticking.tick() == 0
    monkeypatch.undo()
    assert ticking.tick() == 2


def test_the_worker_waits_less_than_a_minute_between_rounds():
    assert ticking.EVERY <= 30
