"""A year in which every rule is satisfied, as the facts of each stage: one thing is changed at a time.

Nothing here knows a database: the checks are asked with plain data.
"""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from typing import Any

TODAY = dt.date(2021, 3, 1)
MEETING = dt.date(2021, 1, 26)
ROLES = ("书记", "主任", "纪委书记")
IDS = ("m1", "m2", "m3")
ASPECTS = [{"code": "P1", "name": "政治方向"}, {"code": "P2", "name": "履职尽责"}]


def day(month: int, number: int) -> dt.date:
    return dt.date(2021, month, number)


def year() -> dict[str, dict[str, Any]]:
    """The facts of every stage on 1 March 2021, five weeks after the meeting."""
    return {
        "cycle": cycle(),
        "solicitation": solicitation(),
        "consolidation": consolidation(),
        "talks": talks(),
        "statements": statements(),
        "meeting": meeting(),
        "rectification": rectification(),
        "disclosure": disclosure(),
        "oversight": oversight(),
    }


def cycle() -> dict[str, Any]:
    return {
        "cycle": "2020年度民主生活会",
        "today": TODAY,
        "meeting_on": MEETING,
        "theme": "主题",
        "noticed": True,
        "theme_consent": "",
        "special": False,
        "trigger": "",
        "trigger_reference": "",
        "aspects": ["政治方向", "履职尽责"],
        "plan": {"adopted": True, "reported_on": day(1, 8)},
        "plan_due": day(1, 8),
        "sessions": 1,
        "unstudied": [],
        "study_due": day(1, 20),
    }


def channel(code: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"c-{code}",
        "code": code,
        "name": f"渠道{code}",
        "solicited": True,
        "opens_on": day(1, 4),
        "closes_on": day(1, 15),
        "opinions": 2,
        "used": True,
        "respondents": ["party", "masses"],
        **fields,
    }


def solicitation() -> dict[str, Any]:
    return {
        "cycle": "2020年度民主生活会",
        "today": TODAY,
        "meeting_on": MEETING,
        "circular_on": day(1, 2),
        "solicit_due": day(1, 15),
        "box_k": 10,
        "figures": {
            "total": 5,
            "solicited": 4,
            "by_channel": {"branch": 2, "form": 2, "carry": 1},
            "by_aspect": {"P1": 3, "P2": 2},
            "by_target": {"班子": 4, "主任": 1},
        },
        "channels": [
            channel("branch", respondents=["party", "masses", "lower"]),
            channel("form"),
            channel("carry", solicited=False, opens_on=None, closes_on=None, respondents=[]),
        ],
        "form_runs": [{"id": "f1", "name": "征求意见表", "sent": 30, "returned": 20, "valid": 20}],
        "unresolved": {"aspect": 0, "target": 0},
        "altered": [],
        "strayed": [],
        "closing": {"on": day(1, 15), "total": 5, "solicited": 4},
    }


def row(pk: str) -> dict[str, str]:
    return {"id": pk, "label": f"渠道 · {pk}"}


def consolidation() -> dict[str, Any]:
    return {
        "closed": True,
        "complete": True,
        "opinions": 5,
        "where": {"items": 4, "set_aside": 1},
        "without_point": [],
        "unplaced": [],
        "waiting": [],
        "broken": [],
        "members": [
            {
                "id": pk,
                "role": role,
                "own_given": True,
                "team_given": True,
                "own_signed": day(1, 18),
                "team_signed": day(1, 18),
            }
            for pk, role in zip(IDS, ROLES, strict=True)
        ],
    }


def talk(**fields: Any) -> dict[str, Any]:
    return {"on": day(1, 20), "place": "办公室", "own": 1, "pointed": 1, "confirmed": True, **fields}


def pair(kind: str, member: str, other: str | None, label: str, body: str = "", **fields: Any) -> dict[str, Any]:
    return {
        "id": f"p-{label}",
        "kind": kind,
        "required": True,
        "member": member,
        "other_member": other,
        "named": True,
        "label": label,
        "body": body,
        "talk": talk(),
        **fields,
    }


def talks() -> dict[str, Any]:
    team = [{"id": pk, "label": role, "secretary": pk == "m1"} for pk, role in zip(IDS, ROLES, strict=True)]
    return {
        "today": TODAY,
        "due": day(1, 22),
        "meeting_on": MEETING,
        "team": team,
        "listed": True,
        "pairs": [
            pair("member_member", "m1", "m2", "书记与主任"),
            pair("member_member", "m1", "m3", "书记与纪委书记"),
            pair("member_member", "m2", "m3", "主任与纪委书记"),
            pair("member_department_head", "m2", None, "主任与职工0007", "科技处"),
            pair("member_branch_representative", "m3", None, "纪委书记与职工0008", "科技处党支部"),
        ],
    }


def statement(pk: str, member: str | None, label: str, **fields: Any) -> dict[str, Any]:
    heads = member in (None, "m1")
    return {
        "id": pk,
        "label": label,
        "member": member,
        "heads": heads,
        "state": "approved",
        "version": 2,
        "submitted_on": day(1, 20),
        "approved_on": day(1, 22),
        "signed_on": day(1, 18) if member else None,
        "sections": {"last_year": True, "matters": True, "case": True},
        "problems": [{"aspect": "P1", "case": True}, {"aspect": "P2", "case": True}],
        "causes": 1,
        "directions": 1,
        "measures": 1,
        "reviews": [{"capacity": "supervisor" if heads else "secretary", "conclusion": "pass"}],
        **fields,
    }


def item(no: int, member: str | None, **fields: Any) -> dict[str, Any]:
    return {"id": f"i{no}", "label": f"条目{no}", "member": member, "carried": False, "done": True, **fields}


def statements() -> dict[str, Any]:
    labels = ("班子对照检查材料", "书记发言提纲", "主任发言提纲", "纪委书记发言提纲")
    return {
        "today": TODAY,
        "due": day(1, 22),
        "meeting_on": MEETING,
        "aspects": ASPECTS,
        "must_write": [{"id": pk, "label": role} for pk, role in zip(IDS, ROLES, strict=True)],
        "statements": [statement(f"s{n}", pk, labels[n]) for n, pk in enumerate((None, *IDS))],
        "items": [item(1, None), item(2, "m2"), item(3, None, carried=True)],
        "answers": ["已经改了", "已经改了", "已经改了", "正在办"],
    }


AGENDA = ("study", "report", "team_statement", "member", "member", "member", "comments", "closing")


def agenda() -> list[dict[str, Any]]:
    speakers = dict(zip((4, 5, 6), IDS, strict=True))
    return [
        {"kind": kind, "title": f"议程{n}", "order": n, "taken": n, "done": True, "member": speakers.get(n)}
        for n, kind in enumerate(AGENDA, 1)
    ]


def sitting(no: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"sit{no}",
        "no": no,
        "on": MEETING,
        "opened": True,
        "should": 3,
        "present": list(IDS),
        "unsigned": 0,
        "ended": True,
        "absent": [],
        "supervisors": 1,
        **fields,
    }


def absent(pk: str = "m3", label: str = "纪委书记", **fields: Any) -> dict[str, Any]:
    return {"id": pk, "label": label, "reason": True, "approved": True, "written": True, "relayed": True, **fields}


def meeting() -> dict[str, Any]:
    return {
        "today": TODAY,
        "due": day(1, 31),
        "meetings": [{"no": 1, "state": "closed", "held": True}],
        "meeting": {"id": "meet", "state": "closed", "on": MEETING},
        "window": (day(1, 18), day(1, 31)),
        "consent": "",
        "sittings": [sitting()],
        "members": [
            {"id": pk, "label": role, "secretary": pk == "m1", "rank": rank, "named": 2, "stated": 2}
            for rank, (pk, role) in enumerate(zip(IDS, ROLES, strict=True), 1)
        ],
        "minutes": {"chair": True, "recorder": True, "chair_signed": True, "recorder_signed": True},
        "self_criticisms": list(IDS),
        "criticisms": list(permutations(IDS, 2)),
        "responses": list(IDS),
        "agenda": agenda(),
        "comments": 2,
        "supervised": True,
    }


def change(kind: str, before: str, after: str, **fields: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "field": "",
        "before": before,
        "after": after,
        "on": day(2, 20),
        "reason": "因",
        "approver": "党委会",
        "by": "u1",
        **fields,
    }


def life() -> list[dict[str, Any]]:
    """From the start to the sign-off."""
    return [
        change("start", "not_started", "in_progress"), change("submit", "in_progress", "submitted"),
        change("verify", "submitted", "verified"), change("sign_off", "verified", "signed_off"),
    ]  # fmt: skip


def measure(label: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"me{label}",
        "label": label,
        "state": "in_progress",
        "owner": "主任",
        "people": ["p1", "p2"],
        "department": "科技处",
        "due_on": day(6, 30),
        "standard": "九成",
        "last_progress_on": day(2, 20),
        "evidence": 1,
        "verifications": [],
        "changes": [change("start", "not_started", "in_progress")],
        **fields,
    }


def signed_off(**fields: Any) -> dict[str, Any]:
    passed = {"passed": True, "on": day(2, 20), "verifier": "u9", "person": "p9"}
    return measure("1.2", **{"state": "signed_off", "changes": life(), "verifications": [passed], **fields})


def rectification() -> dict[str, Any]:
    return {
        "today": TODAY,
        "meeting_on": MEETING,
        "due": day(2, 15),
        "meeting_closed": True,
        "begun": True,
        "left_behind": [],
        "open_origins": [],
        "open_items": [],
        "problems": [
            {"id": "pr1", "no": 1, "who": "", "measures": 2},
            {"id": "pr2", "no": 2, "who": "主任", "measures": 1},
        ],
        "measures": [measure("1.1"), signed_off()],
    }


def disclosure() -> dict[str, Any]:
    return {
        "today": TODAY,
        "meeting_on": MEETING,
        "round": {"id": "r1", "by": day(2, 26), "counted_on": day(2, 26)},
        "disclosures": [
            {
                "id": "d1",
                "kind": "report",
                "title": "会议情况通报",
                "on": day(2, 5),
                "audience": "全体党员",
                "has_sections": True,
                "has_measures": True,
            }
        ],
        "papers": [
            {
                "kind": "bulletin",
                "id": "b1",
                "title": "新闻稿",
                "written": "征求意见91条，查摆14个问题，公开10个工作日。",
                "recorded": "共征求意见91条，其中支部49条，查摆14个问题。",
            }
        ],
        "finished": [{"id": "me1.2", "label": "1.2", "shown": True, "rated": True}],
    }


def oversight() -> dict[str, Any]:
    return {
        "today": TODAY,
        "has_superior": True,
        "meeting_on": MEETING,
        "claims": [],
        "reports": [{"id": "rep1", "on": day(2, 8), "number": "3号", "attachments": ["minutes", "statements"]}],
    }
