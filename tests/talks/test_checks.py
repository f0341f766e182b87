"""R16 to R20 on plain facts."""

from __future__ import annotations

import datetime as dt

import pytest

from zhiyan.kernel.findings import Severity
from zhiyan.talks import checks

TEAM = [
    {"id": "1", "label": "书记", "secretary": True},
    {"id": "2", "label": "主任", "secretary": False},
    {"id": "3", "label": "副主任", "secretary": False},
]
GOOD = {"on": dt.date(2021, 1, 20), "place": "201", "own": 1, "pointed": 1, "confirmed": True}


def pair(kind="member_member", member="1", other="2", talk=None, **fields):
    return {
        "id": f"{member}{other}", "kind": kind, "required": True, "member": member, "other_member": other,
        "named": True, "label": f"{member}与{other}", "body": "", "talk": talk, **fields,
    }  # fmt: skip


def facts(*pairs, **fields):
    return {"team": TEAM, "pairs": list(pairs), "due": dt.date(2021, 1, 22), "meeting_on": None, **fields}


def test_secretary_without_a_talk_with_a_member_is_found_by_r16():
    found = checks.r16_secretary_with_every_member(facts(pair(talk=GOOD), pair(other="3")), {})
    assert [f.subject for f in found] == ["1与3"]
    assert found[0].due == dt.date(2021, 1, 22)


def test_members_without_a_talk_are_found_by_r17_but_not_the_secretary():
    assert [f.subject for f in checks.r17_every_pair_of_members(facts(), {})] == ["主任与副主任"]


def test_pair_missing_from_the_list_is_found_all_the_same():
    assert len(checks.r16_secretary_with_every_member(facts(), {})) == 2


def test_all_talks_held_leave_no_finding():
    held = [pair(talk=GOOD), pair(other="3", talk=GOOD), pair(member="3", other="2", talk=GOOD)]
    assert checks.r16_secretary_with_every_member(facts(*held), {}) == []
    assert checks.r17_every_pair_of_members(facts(*held), {}) == []


def test_head_of_department_without_talk_is_found_with_the_department():
    found = checks.r18_heads_of_departments(facts(pair("member_department_head", other=None, body="科技处")), {})
    assert "科技处" in found[0].message


def test_pair_no_longer_required_is_not_found():
    gone = pair("member_department_head", other=None, required=False)
    assert checks.r18_heads_of_departments(facts(gone), {}) == []


@pytest.mark.parametrize(("parameters", "severity"), [({}, Severity.ADVICE), ({"severity": "必须"}, Severity.MUST)])
def test_branch_representative_is_advice_unless_the_pack_says_must(parameters, severity):
    waiting = pair("member_branch_representative", other=None, named=False)
    found = checks.r19_branch_representatives(facts(waiting), parameters)
    assert [f.severity for f in found] == [severity]


@pytest.mark.parametrize(
    ("change", "word"),
    [({"place": ""}, "地点"), ({"own": 0}, "自查"), ({"pointed": 0}, "对方指出"), ({"confirmed": False}, "确认")],
)
def test_record_without_a_part_is_found_by_r20(change, word):
    found = checks.r20_records_complete(facts(pair(talk={**GOOD, **change})), {})
    assert word in found[0].message


def test_talk_after_the_meeting_is_found_by_r20():
    late = facts(pair(talk=GOOD), meeting_on=dt.date(2021, 1, 19))
    assert "会议之后" in checks.r20_records_complete(late, {})[0].message
    assert checks.r20_records_complete(facts(pair(talk=GOOD), meeting_on=dt.date(2021, 1, 26)), {}) == []
