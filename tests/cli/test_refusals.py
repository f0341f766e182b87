"""Nothing is done silently and nothing half: exit status 2, what is wrong, and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.conf import settings

from tests import builders
from tests.cli.conftest import CASE
from zhiyan.cli import base, store
from zhiyan.cli.main import main
from zhiyan.cycle.models import CycleState
from zhiyan.solicitation.models import Opinion

NEEDS_STORE = [
    ("up",), ("status",), ("consolidate",), ("check",), ("verify",), ("backup",), ("documents", "--out", "papers"),
]  # fmt: skip


def every_command(group: click.Group = main, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command and group by its words."""
    found = [path]
    for name, command in group.commands.items():
        found += every_command(command, (*path, name)) if isinstance(command, click.Group) else [(*path, name)]
    return found


@pytest.mark.parametrize("path", every_command(), ids=" ".join)
def test_every_level_explains_itself_without_a_store(path, tmp_path):
    result = CliRunner().invoke(main, ["--data", str(tmp_path / "none"), *path, "--help"])
    assert result.exit_code == 0
    assert any("\u4e00" <= character <= "\u9fff" for character in result.output)
    assert not (tmp_path / "none").exists()


def test_the_commands_that_were_promised_are_there():
    promised = {
        "up", "init", "demo", "import", "status", "consolidate", "check", "documents", "verify", "log",
        "backup", "restore",
    }  # fmt: skip
    assert set(main.commands) >= promised
    assert set(main.commands["import"].commands) == {"notice", "roster", "opinions"}


@pytest.mark.parametrize("args", NEEDS_STORE, ids=lambda args: args[0])
def test_without_a_store_a_command_refuses_and_says_what_to_run(zhiyan, args):
    result = zhiyan(*args)
    assert result.exit_code == 2
    assert "zhiyan init" in result.stderr
    assert "store.missing" in result.stderr


@pytest.mark.parametrize(
    "args",
    [("nonsense",), ("import", "opinions"), ("import", "notice", "no-such-file.docx"), ("status", "--format", "xml")],
)
def test_a_command_that_is_written_wrongly_ends_with_two(zhiyan, args):
    assert zhiyan(*args).exit_code == 2


def test_importing_into_a_new_folder_just_works_and_says_so(zhiyan):
    result = zhiyan("import", "notice", CASE / "notice.docx")
    assert result.exit_code == 0, result.output
    assert "已新建数据目录" in result.stderr


def test_a_second_notice_for_the_year_is_refused(zhiyan):
    zhiyan("import", "notice", CASE / "notice.docx")
    result = zhiyan("import", "notice", CASE / "notice.docx")
    assert result.exit_code == 2
    assert "notice.again" in result.stderr


def test_opinions_without_a_year_are_refused_and_the_way_to_make_one_is_named(zhiyan):
    result = zhiyan("import", "opinions", CASE / "opinions/07_seminar_youth.txt", "--cycle", "2020")
    assert result.exit_code == 2
    assert "zhiyan import notice" in result.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("意见.xlsx", b"PK\x03\x04 not a workbook"),
        ("意见.docx", b"plain words"),
        ("意见.pdf", b"%PDF-1.4"),
        ("意见.csv", b""),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_with_a_reason(zhiyan, tmp_path, name, content):
    zhiyan("import", "notice", CASE / "notice.docx")
    path = tmp_path / name
    path.write_bytes(content)
    result = zhiyan("import", "opinions", path, "--cycle", "2020", "--channel", "form")
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe"])
def test_a_manifest_that_is_not_a_json_object_is_refused(zhiyan, tmp_path, content):
    zhiyan("import", "notice", CASE / "notice.docx")
    manifest = tmp_path / "manifest.json"
    manifest.write_bytes(content)
    files = CASE / "opinions/07_seminar_youth.txt"
    result = zhiyan("import", "opinions", files, "--cycle", "2020", "--manifest", manifest)
    assert result.exit_code == 2
    assert "manifest.unreadable" in result.stderr


def test_several_units_must_be_told_apart(zhiyan):
    for _ in range(2):
        builders.make_unit()
    zhiyan("import", "notice", CASE / "notice.docx", "--unit", "none")
    result = zhiyan("status", "--cycle", "2020")
    assert result.exit_code == 2
    assert "--unit" in result.stderr or "单位" in result.stderr


def test_a_domain_refusal_ends_with_two_and_its_code(zhiyan):
    unit = builders.make_unit(code="centre")
    builders.make_cycle(unit, state=CycleState.CLOSED)
    result = zhiyan("import", "roster", CASE / "roster.xlsx", "--cycle", "2020", "--unit", "centre")
    assert result.exit_code == 2
    assert "cycle.closed" in result.stderr


def test_a_crash_is_not_taken_for_rows_to_look_at(zhiyan, monkeypatch):
    def crash(*args: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(base, "need_store", crash)
    result = zhiyan("status")
    assert result.exit_code == 2
    assert "boom" in result.stderr


def test_check_without_anything_that_must_be_mended_ends_with_zero(zhiyan, monkeypatch):
    from zhiyan.regulation import queries

    builders.make_cycle(builders.make_unit(code="unit"))
    store.create(Path(settings.DATA_DIR))
    monkeypatch.setattr(queries, "check_cycle", lambda cycle: queries.CheckResult(rules=[], findings=[]))
    result = zhiyan("check", "--format", "json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {"rules": [], "findings": []}


def test_a_dry_run_of_a_notice_makes_no_year(zhiyan):
    result = zhiyan("import", "notice", CASE / "notice.docx", "--dry-run")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["title"]
    assert zhiyan("status", "--cycle", "2020").exit_code == 2
