"""The demonstration's measures: each problem has some, each has an owner, and its story ends in the state it shows."""

from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.demo.story import CLOSED, effective_due, final_state
from zhiyan.demo import texts

ROSTER = Path(texts.__file__).parent / "case" / "roster.xlsx"
TODAY = texts.next_cycle().demonstration_date
BY_KEY = {m.key: m for m in texts.measures()}
EACH = pytest.mark.parametrize("key", BY_KEY)


@pytest.fixture(scope="module")
def people():
    sheet = openpyxl.load_workbook(ROSTER)["人员花名册"]
    found = {}
    for row in sheet.iter_rows(min_row=4, values_only=True):
        if row[1] is not None:
            found.setdefault(str(row[1]).zfill(4), row[3].replace("时频传递室", "时频传递研究室"))
    return found


@pytest.fixture(scope="module")
def head_numbers():
    sheet = openpyxl.load_workbook(ROSTER)["部门支部"]
    return {str(row[2]).zfill(4) for row in sheet.iter_rows(min_row=3, values_only=True) if row[2]}


def test_every_problem_has_measures_and_no_measure_is_without_one():
    listed = set(texts.problems()) | {c.key for c in texts.criticisms() if not c.merged_into}
    assert {m.problem for m in texts.measures()} == listed
    assert len(BY_KEY) == len(texts.measures())
    team = Counter(m.problem for m in texts.measures() if m.problem.startswith("T"))
    assert set(team.values()) <= {1, 2, 3}


def test_members_own_their_measures_alone():
    for m in texts.measures():
        if "→" in m.problem:
            assert m.problem.split("→")[1] == m.owner
        elif not m.problem.startswith("T"):
            assert m.problem.rsplit("-", 1)[0] == m.owner


def test_every_state_is_to_be_seen_on_the_demonstrations_date():
    assert {m.state for m in texts.measures()} == {
        "not_started", "in_progress", "submitted", "done", "long_term", "overdue", "reopened", "extended",
    }  # fmt: skip
    team = {m.state for m in texts.measures() if m.problem.startswith("T")}
    assert len(team) == 8


@EACH
def test_story_ends_in_the_state_that_the_measure_shows(key):
    assert final_state(BY_KEY[key], TODAY) == BY_KEY[key].state


@EACH
def test_story_runs_forward_within_the_year(key):
    days = [e.on for e in BY_KEY[key].story]
    assert days == sorted(days)
    assert all(date(2021, 1, 25) <= d <= date(2021, 12, 31) for d in days)


@EACH
def test_closing_rests_on_evidence_and_on_somebody_elses_verification(key):
    m = BY_KEY[key]
    if m.state in CLOSED:
        assert [e for e in m.story if e.what == "evidence" and e.file and len(e.text) >= 30]
    for event in m.story:
        if event.what in ("verify", "sign_off", "long_term", "reopen", "extend"):
            assert event.by
            assert event.text
        if event.what in ("verify", "sign_off", "long_term"):
            assert event.by != m.owner
        if event.what == "verify" and m.owner == "书记":
            assert event.by == "分院纪检组组长"


@EACH
def test_handler_belongs_to_the_department_and_does_not_lead_it(key, people, head_numbers):
    m = BY_KEY[key]
    assert people[m.handler] == m.department
    assert m.handler not in head_numbers


@EACH
def test_measure_says_goal_standard_deliverable_and_a_direction_of_its_owner(key):
    m = BY_KEY[key]
    assert m.direction in range(1, 6)
    assert m.goal
    assert m.standard
    assert m.deliverable.name
    assert len(m.text) >= 20
    assert not m.text.startswith(("加强", "提高", "进一步", "增强", "强化"))
    assert date(2021, 2, 1) <= m.due < date(2023, 1, 1)


def test_waiting_measures_are_not_late():
    waiting = [m for m in texts.measures() if m.state in ("not_started", "in_progress", "submitted", "reopened")]
    assert [m.key for m in waiting if effective_due(m) < TODAY] == []


def test_no_two_happenings_of_measures_share_their_wording():
    words = [m.text for m in texts.measures()] + [e.text for m in texts.measures() for e in m.story]
    assert [text for text, times in Counter(words).items() if times > 1] == []
    files = [e.file for m in texts.measures() for e in m.story if e.file]
    assert len(files) == len(set(files))


def test_rule_numbers_are_unique_and_rise_with_their_dates():
    numbered: dict[str, list[tuple[date, int]]] = {}
    for m in texts.measures():
        rule = m.deliverable
        if rule.number:
            series, number = rule.number.split("〔2021〕")
            assert rule.on is not None
            numbered.setdefault(series, []).append((rule.on, int(number.removesuffix("号"))))
    for series, issued in numbered.items():
        numbers = [n for _on, n in sorted(issued)]
        assert numbers == sorted(set(numbers)), series


def test_unfinished_reopened_and_badly_rated_measures_are_inherited():
    left = {m.key: m.state for m in texts.measures() if m.inherit}
    assert {"overdue", "reopened", "extended", "long_term"} <= set(left.values())
    assert {m.key for m in texts.measures() if m.state in ("overdue", "reopened")} <= set(left)


def test_ratings_count_the_disclosed_measures_of_the_team_that_began():
    part = texts.disclosure()
    began = [m.key for m in texts.measures() if m.problem.startswith("T") and m.state != "not_started"]
    assert [r.measure for r in part.ratings] == began
    assert part.ballots_valid <= part.ballots_sent
    assert all(r.satisfied + r.basically + r.unsatisfied <= part.ballots_valid for r in part.ratings)


def test_measures_that_three_in_ten_reject_are_neither_signed_off_nor_dropped():
    for r in texts.disclosure().ratings:
        if 10 * r.unsatisfied > 3 * (r.satisfied + r.basically + r.unsatisfied):
            assert BY_KEY[r.measure].state != "done"
            assert BY_KEY[r.measure].inherit


def test_disclosures_keep_the_deadlines_of_the_notice():
    shown = {d.key: d for d in texts.disclosure().disclosures}
    assert shown["briefing"].on == date(2021, 2, 5)
    assert shown["plan"].on == date(2021, 2, 22) <= date(2021, 2, 25)
    assert (shown["plan"].until - shown["plan"].on).days >= 14
    assert texts.disclosure().report.on <= date(2021, 2, 10)
    plan = next(r for r in texts.preparation().resolutions if r.key == "rectification_plan")
    assert plan.on <= date(2021, 2, 15)
