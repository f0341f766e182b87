"""R02, R32 to R38 and R42 on plain facts."""

from __future__ import annotations

import datetime as dt

import pytest

from zhiyan.meeting import checks

MEMBERS = [
    {"id": "1", "label": "书记", "secretary": True, "rank": 1},
    {"id": "2", "label": "主任", "secretary": False, "rank": 2},
    {"id": "3", "label": "副主任", "secretary": False, "rank": 3},
]


def absent(pk="3", **fields):
    return {"id": pk, "label": pk, "reason": True, "approved": True, "written": True, "relayed": True, **fields}


def sitting(*present, no=1, opened=True, missing=(), **fields):
    return {
        "id": str(no), "no": no, "opened": opened, "should": len(present) + len(missing), "present": list(present),
        "unsigned": 0, "absent": list(missing), "supervisors": 0, **fields,
    }  # fmt: skip


def point(kind, order, member=None, **fields):
    return {
        "kind": kind,
        "title": f"{kind}{order}",
        "order": order,
        "taken": None,
        "done": True,
        "member": member,
        **fields,
    }


def facts(*sittings, **fields):
    return {
        "members": MEMBERS, "sittings": list(sittings), "self_criticisms": [], "criticisms": [], "responses": [],
        "agenda": [], "comments": 0, "supervised": False, **fields,
    }  # fmt: skip


FULL = sitting("1", "2", "3")
ALL_PAIRS = [(a, b) for a in "123" for b in "123" if a != b]


def dated(*days, window=(None, None), consent=""):
    sittings = [{"id": str(no), "no": no, "on": day} for no, day in enumerate(days, 1)]
    return {"sittings": sittings, "window": window, "consent": consent}


WINDOW = (dt.date(2021, 1, 18), dt.date(2021, 1, 31))


@pytest.mark.parametrize("day", [dt.date(2021, 1, 18), dt.date(2021, 1, 31)])
def test_a_meeting_within_the_notices_window_is_in_time(day):
    assert checks.r02_date_within_the_window(dated(day, window=WINDOW), {}) == []


@pytest.mark.parametrize("day", [dt.date(2021, 1, 17), dt.date(2021, 2, 1), dt.date(2020, 12, 1)])
def test_a_sitting_outside_the_notices_window_needs_the_superiors_consent(day):
    found = checks.r02_date_within_the_window(dated(WINDOW[0], day, window=WINDOW), {})
    assert [finding.rule for finding in found] == ["R02"]
    assert "第 2 场" in found[0].message
    assert checks.r02_date_within_the_window(dated(day, window=WINDOW, consent="样例文号"), {}) == []


@pytest.mark.parametrize(("month", "fits"), [(9, False), (10, True), (12, True), (1, False)])
def test_without_a_window_the_meeting_is_in_the_fourth_quarter(month, fits):
    found = checks.r02_date_within_the_window(dated(dt.date(2020, month, 15)), {"first_month": 10, "last_month": 12})
    assert (found == []) is fits


def test_no_sitting_is_no_wrong_date():
    assert checks.r02_date_within_the_window(dated(), {}) == []


def test_quorum_reached_by_two_of_three_and_missed_by_one():
    assert checks.r32_quorum(facts(sitting("1", "2", missing=[absent()])), {}) == []
    found = checks.r32_quorum(facts(sitting("1", missing=[absent("2"), absent()])), {})
    assert "还差 1 人" in found[0].message


def test_sitting_not_held_asks_for_no_quorum():
    assert checks.r32_quorum(facts(sitting("1", missing=[absent("2"), absent()], opened=False)), {}) == []


def test_stricter_share_is_a_parameter():
    two = facts(sitting("1", "2", missing=[absent()]))
    assert len(checks.r32_quorum(two, {"over": 9, "under": 10})) == 1


@pytest.mark.parametrize(
    ("gap", "word"), [("reason", "原因"), ("approved", "批准"), ("written", "书面发言"), ("relayed", "转达")]
)
def test_absence_without_a_part_is_found_by_r33(gap, word):
    found = checks.r33_absentees(facts(sitting("1", "2", missing=[absent(**{gap: False})])), {})
    assert word in found[0].message


def test_absentee_of_one_sitting_who_came_to_another_needs_no_relay():
    two = facts(FULL, sitting("1", "2", no=2, missing=[absent(written=False, relayed=False)]))
    assert checks.r33_absentees(two, {}) == []


def test_agenda_in_order_is_no_finding_and_each_displacement_is():
    good = [
        point("study", 1),
        point("report", 2),
        point("team_statement", 3),
        point("member", 4, "1"),
        point("member", 5, "2"),
    ]
    assert checks.r34_order(facts(agenda=good), {}) == []
    swapped = [*good[:3], point("member", 4, "2"), point("member", 5, "1")]
    assert [f.subject for f in checks.r34_order(facts(agenda=swapped), {})] == ["书记"]
    early = [point("team_statement", 1), point("report", 2)]
    assert len(checks.r34_order(facts(agenda=early), {})) == 1


def test_order_really_taken_counts_more_than_the_order_planned():
    taken = [point("report", 1, taken=2), point("team_statement", 2, taken=1)]
    assert len(checks.r34_order(facts(agenda=taken), {})) == 1


def test_member_who_speaks_before_the_teams_statement_is_found_by_r34():
    skipped = [point("team_statement", 1, done=False), point("member", 2, "1", taken=1)]
    assert [f.subject for f in checks.r34_order(facts(agenda=skipped), {})] == ["team_statement1"]


@pytest.mark.parametrize("agenda", [[], [point("report", 1, done=False)]])
def test_meeting_without_the_report_is_found_by_r35(agenda):
    assert len(checks.r35_reported(facts(FULL, agenda=agenda), {})) == 1
    assert checks.r35_reported(facts(FULL, agenda=[point("report", 1)]), {}) == []


def test_each_attending_member_without_self_criticism_is_found_by_r36():
    two = sitting("1", "2", missing=[absent()])
    assert [f.subject for f in checks.r36_self_criticism(facts(two, self_criticisms=["1"]), {})] == ["主任"]


def test_ordered_pairs_missing_are_named_by_r37_and_all_six_satisfy_it():
    assert checks.r37_criticised_by_each(facts(FULL, criticisms=ALL_PAIRS), {}) == []
    found = checks.r37_criticised_by_each(facts(FULL, criticisms=[p for p in ALL_PAIRS if p[0] != "2"]), {})
    assert [f.subject for f in found] == ["主任"]
    assert "书记、副主任" in found[0].message


def test_required_number_of_criticisms_is_a_parameter():
    assert len(checks.r37_criticised_by_each(facts(FULL, criticisms=ALL_PAIRS), {"times": 2})) == 3


def test_criticised_member_without_response_is_found_by_r38_but_not_an_absent_one():
    two = sitting("1", "2", missing=[absent()])
    given = facts(two, criticisms=[("1", "2"), ("1", "3")])
    assert [f.subject for f in checks.r38_responses(given, {})] == ["主任"]


@pytest.mark.parametrize(
    ("supervised", "there", "comments", "n"), [(False, 0, 0, 0), (True, 0, 0, 1), (True, 1, 0, 1), (True, 1, 1, 0)]
)
def test_assigned_supervisor_must_be_there_and_comment(supervised, there, comments, n):
    given = facts(sitting("1", "2", "3", supervisors=there), supervised=supervised, comments=comments)
    assert len(checks.r42_supervisors(given, {})) == n
