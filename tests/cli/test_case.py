"""The whole case through the command line, as expected.json says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CASE, EXPECTED, FILES, Taken

pytestmark = pytest.mark.django_db  # all of them, so that the case is taken in once

KEYS = ("locator", "text", "source_text", "aspect", "target", "branch", "channel", "source", "date")


def data(case: Taken, name: str) -> Any:
    """The JSON that a command printed."""
    return json.loads(case.said[name].stdout)


def of_file(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The rows of one file of the case."""
    return [row for row in rows if Path(row["file"]).name == Path(name).name]


def test_the_notice_makes_the_year(case):
    assert case.said["notice"].exit_code == 0, case.said["notice"].output
    assert "2020" in case.said["notice"].stdout


def test_the_roster_is_taken_in_with_rows_to_look_at(case):
    assert case.said["roster"].exit_code == 1, case.said["roster"].output
    told = data(case, "roster")
    assert told["people"] == EXPECTED["roster"]["people"]
    rejected = [row for row in told["rejected"] if row["reason"] == "empty_staff_no"]
    assert [row["locator"]["row"] for row in rejected] == [304]
    assert all(row.keys() >= {"file", "locator", "reason"} for row in told["rejected"])


def test_a_dry_run_prints_the_three_lists_and_nothing_else(case):
    assert case.said["dry"].exit_code == 1
    told = data(case, "dry")
    assert told.keys() == {"opinions", "rejected", "warnings"}
    for opinion in told["opinions"]:
        assert opinion.keys() == {"file", *KEYS, "flags"}
        assert set(opinion["flags"]) <= {"personal_data", "praise"}
    assert all(row.keys() >= {"file", "locator", "reason"} for row in told["rejected"])
    assert all(row.keys() >= {"file", "locator", "message"} and row["message"] for row in told["warnings"])


@pytest.mark.parametrize("name", FILES)
def test_the_opinions_of_a_dry_run_are_exactly_the_expected_ones(case, name):
    found = of_file(data(case, "dry")["opinions"], name)
    expected = FILES[name]["opinions"]
    assert [{key: row[key] for key in KEYS} for row in found] == [
        {key: row.get(key) for key in KEYS} for row in expected
    ]
    flags = [["personal_data"] * bool(row["personal_data"]) + ["praise"] * row["praise"] for row in expected]
    assert [row["flags"] for row in found] == flags


@pytest.mark.parametrize("name", FILES)
def test_the_rows_kept_aside_by_a_dry_run_are_exactly_the_expected_ones(case, name):
    found = of_file(data(case, "dry")["rejected"], name)
    assert [(row["locator"], row["reason"]) for row in found] == [
        (row["locator"], row["reason"]) for row in FILES[name]["rejected"]
    ]
    warned = of_file(data(case, "dry")["warnings"], name)
    assert [(row["locator"], row["code"]) for row in warned] == [
        (row["locator"], row["code"]) for row in FILES[name]["warnings"]
    ]


def test_a_dry_run_takes_nothing_in(case):
    assert data(case, "status_before")["opinions"]["total"] == 0


def test_taking_in_the_files_gives_the_cases_figures(case):
    assert case.said["opinions"].exit_code == 1, case.said["opinions"].output
    found, totals = data(case, "status")["opinions"], EXPECTED["totals"]
    assert (found["total"], found["solicited"]) == (143, 91)
    for key in ("by_channel", "by_aspect", "by_target"):
        assert found[key] == totals[key]


def test_the_same_files_again_add_nothing_and_say_so(case):
    assert case.said["again"].exit_code == 1
    assert case.said["again"].stdout.count("已经导入过") == len(FILES)
    assert data(case, "status_again") == data(case, "status")


def test_status_prints_every_figure_under_the_promised_keys(case):
    found = data(case, "status")
    assert case.said["status"].exit_code == 0
    promised = {"opinions", "items", "problems", "cause_dimensions", "directions", "measures", "talks", "statements"}
    assert found.keys() >= promised
    assert found["opinions"].keys() >= {"total", "solicited", "by_channel", "by_aspect", "by_target"}
    assert found["problems"].keys() >= {"team", "members", "by_aspect"}
    assert isinstance(found["items"], int)


def test_status_in_words_names_every_stage(case):
    text = case.said["status_text"].stdout
    assert case.said["status_text"].exit_code == 0
    for word in ("启动", "征求意见", "梳理", "谈心谈话", "对照检查", "会议", "整改", "公开通报"):
        assert word in text


def test_check_ends_with_one_where_something_must_be_mended_and_says_how(case):
    assert case.said["check"].exit_code == 1
    told = data(case, "check")
    assert told.keys() == {"rules", "findings"}
    assert {finding["severity"] for finding in told["findings"]} <= {"必须", "建议"}
    assert all(finding["remedy"] for finding in told["findings"])
    assert {rule["id"] for rule in told["rules"]} == {finding["rule"] for finding in told["findings"]}


def test_check_lists_all_rules_when_asked(case):
    for rule in ("R04", "R16", "R50"):
        assert rule in case.said["check_text"].stdout


def test_verify_finds_the_store_of_the_case_in_order(case):
    assert case.said["verify"].exit_code == 0, case.said["verify"].output
    told = data(case, "verify")
    assert told["faults"] == []
    assert told["not_judged"]


def test_verify_names_a_file_that_was_changed_and_one_that_is_missing(case, settings):
    from zhiyan.kernel import storage
    from zhiyan.kernel.models import StoredFile

    settings.FILES_ROOT = case.folder / "files"
    changed, missing = StoredFile.objects.order_by("sha256")[:2]
    kept = {record: storage.read(record) for record in (changed, missing)}
    try:
        storage.path_of(changed.sha256).write_bytes(b"other")
        storage.path_of(missing.sha256).unlink()
        result = case.run("verify", "--format", "json")
    finally:
        for record, content in kept.items():
            storage.path_of(record.sha256).write_bytes(content)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["faults"] == [f"文件被改动：{changed.name}", f"文件缺失：{missing.name}"]


def test_a_channel_told_on_the_command_line_counts_for_every_file(case):
    name = "opinions/07_seminar_youth.txt"
    told = json.loads(
        case.run("import", "opinions", CASE / name, "--cycle", "2020", "--channel", "form", "--dry-run").stdout
    )
    assert {row["channel"] for row in told["opinions"]} == {"form"}


def test_without_a_channel_it_is_proposed_with_a_warning(case):
    result = case.run("import", "opinions", CASE / "opinions/07_seminar_youth.txt", "--cycle", "2020", "--dry-run")
    told = json.loads(result.stdout)
    assert {row["channel"] for row in told["opinions"]} == {"seminar_youth"}
    assert [row["code"] for row in told["warnings"]].count("channel_proposed") == 1
