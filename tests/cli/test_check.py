"""`zhiyan check`: text, JSON with fixed keys, the checklist, packs validated, a branch checked from a file."""

from __future__ import annotations

import io
import json
from pathlib import Path

import docx
import pytest
from django.conf import settings

from tests import builders
from zhiyan.cli import store
from zhiyan.kernel.actor import Role
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.regulation import queries
from zhiyan.regulation.actions import answer
from zhiyan.regulation.checking import CheckResult
from zhiyan.regulation.standing import standing_rules

pytestmark = pytest.mark.django_db
MUST = Finding("R04", Severity.MUST, "年度通知", "对照检查的方面", "还没有列明。", "请列明。")
ADVICE = Finding("R15", Severity.ADVICE, "通行做法", "征求对象", "只有两类。", "请扩大范围。")


@pytest.fixture
def cycle():
    store.create(Path(settings.DATA_DIR))
    return builders.make_cycle(builders.make_unit(code="unit"))


@pytest.fixture
def found(cycle, monkeypatch) -> list[Finding]:
    """What the rules are made to find."""
    findings = [MUST, ADVICE]
    rules = [rule for rule in standing_rules(cycle) if rule.id in {"R04", "R15", "R32"}]
    monkeypatch.setattr(queries, "check_cycle", lambda cycle: CheckResult(rules, findings))
    return findings


def test_json_has_exactly_the_promised_keys(zhiyan, found):
    told = json.loads(zhiyan("check", "--format", "json").stdout)
    assert told.keys() == {"rules", "findings"}
    assert [rule["id"] for rule in told["rules"]] == ["R04", "R15"]
    assert all(rule.keys() == {"id", "mode", "kind", "source", "parameters"} for rule in told["rules"])
    assert told["findings"][0] == {
        "rule": "R04", "severity": "必须", "source": "年度通知", "subject": "对照检查的方面", "message": "还没有列明。",
        "remedy": "请列明。", "due": None,
    }  # fmt: skip


def test_all_rules_lists_those_that_found_nothing_with_their_parameters(zhiyan, found):
    told = json.loads(zhiyan("check", "--all-rules", "--format", "json").stdout)
    assert {rule["id"]: rule["parameters"] for rule in told["rules"]}["R32"] == {"share": "2/3"}


@pytest.mark.parametrize(("left", "status"), [([MUST, ADVICE], 1), ([ADVICE], 0), ([], 0)])
def test_it_ends_with_one_where_something_must_be_mended(zhiyan, found, left, status):
    found[:] = left
    assert zhiyan("check").exit_code == status


def test_text_says_what_how_to_mend_it_by_which_source_and_what_was_answered(zhiyan, cycle, found):
    answer(builders.actor(cycle, Role.ORGANISER), cycle, finding=MUST, text="通知还没有收到。")
    said = zhiyan("check", "--all-rules").stdout
    for words in ("R04", "还没有列明。", "请列明。", "年度通知", "通知还没有收到。", "R32"):
        assert words in said


def test_the_checklist_is_written_as_a_word_file(zhiyan, found, tmp_path):
    out = tmp_path / "检查清单.docx"
    assert zhiyan("check", "--format", "docx", "--out", out).exit_code == 1
    paper = docx.Document(io.BytesIO(out.read_bytes()))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])
    for words in ("检查清单", "还没有列明。", "请扩大范围。"):
        assert words in text


def test_a_checklist_without_a_file_is_refused_with_the_way_to_say_it(zhiyan, found):
    result = zhiyan("check", "--format", "docx")
    assert result.exit_code == 2
    assert "--out" in result.stderr


def test_a_checklist_that_cannot_be_written_is_refused(zhiyan, found, tmp_path):
    assert zhiyan("check", "--out", tmp_path / "none" / "x.docx").exit_code == 2


@pytest.mark.parametrize("given", [("--format", "json"), ("--packs",), ("--pack", "branch")])
def test_a_file_for_what_is_no_checklist_is_refused_and_not_written(zhiyan, found, tmp_path, given):
    result = zhiyan("check", *given, "--out", tmp_path / "x.docx")
    assert result.exit_code == 2
    assert "检查清单" in result.stderr
    assert not (tmp_path / "x.docx").exists()


def test_the_packs_that_come_along_are_sound(zhiyan):
    result = zhiyan("check", "--packs")
    assert result.exit_code == 0
    assert "0 处错误" in result.stdout


def test_a_pack_file_with_errors_is_told_by_file_rule_and_field(zhiyan, tmp_path):
    (tmp_path / "ours.toml").write_text(
        'title = "本院规定"\nyear = 2024\nover = "regulation"\n[rules.R32]\nparameters = { share = "1/2" }\n', "utf-8"
    )
    result = zhiyan("check", "--pack-file", tmp_path / "ours.toml")
    assert result.exit_code == 1
    assert "ours.toml：规则 R32：share：" in result.stdout
    told = json.loads(zhiyan("check", "--pack-file", tmp_path / "ours.toml", "--format", "json").stdout)
    assert len(told["errors"]) == 1


def test_a_branch_is_checked_from_a_file_without_a_store(zhiyan, tmp_path):
    (tmp_path / "branch.toml").write_text('[[members]]\nlabel = "支部书记"\ncommittee = true\n', "utf-8")
    result = zhiyan("check", "--pack", "branch", "--facts", tmp_path / "branch.toml", "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert [finding["rule"] for finding in told["findings"]] == ["B01"]
    assert told["rules"][0]["parameters"] == {"at_least": 1}


def test_a_pack_without_facts_is_refused(zhiyan):
    assert zhiyan("check", "--pack", "branch").exit_code == 2


def test_facts_that_cannot_be_read_are_refused(zhiyan, tmp_path):
    (tmp_path / "a.json").write_text("{", "utf-8")
    result = zhiyan("check", "--pack", "branch", "--facts", tmp_path / "a.json")
    assert result.exit_code == 2
    assert "a.json" in result.stderr
