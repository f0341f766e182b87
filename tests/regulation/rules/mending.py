"""What breaks the rules of 整改, one thing at a time, and what they allow."""

from __future__ import annotations

import datetime as dt

from tests.regulation.rules.changing import Case, both, put
from tests.regulation.rules.facts import change, day, life, measure, signed_off


def origin(kind: str, label: str) -> dict[str, str]:
    return {"kind": kind, "kind_label": f"来源{kind}", "id": f"o{label}", "label": label}


def left(label: str) -> dict[str, str]:
    return {"id": f"l{label}", "label": label}


BROKEN = [
    Case(
        "R43",
        "problems of two kinds are in no list",
        put(
            "rectification.open_origins",
            [
                origin("criticism", "1"),
                origin("comment", "2"),
                origin("criticism", "3"),
            ],
        ),
    ),
    Case("R43", "an item has no outcome", put("rectification.open_items", [{"id": "i7", "no": 7}])),
    Case(
        "R43",
        "the meeting is closed and no list was begun",
        both(
            put("rectification.problems", []),
            put("rectification.measures", []),
            put("rectification.open_origins", [origin("stated", "1")]),
        ),
    ),
    Case(
        "R43",
        "the list is begun while the meeting is not closed",
        both(
            put("rectification.meeting_closed", False),
            put("rectification.open_origins", [origin("stated", "1")]),
        ),
    ),
    Case("R47", "the team's problem has no measure", put("rectification.problems.0.measures", 0)),
    Case("R47", "a member's problem has no measure", put("rectification.problems.1.measures", 0)),
    *(
        Case("R47", f"a measure has no {name}", put(f"rectification.measures.0.{name}", empty))
        for name, empty in (("owner", ""), ("department", ""), ("due_on", None), ("standard", ""))
    ),
    Case(
        "R47",
        "a measure of a year at rest was due on the day of the meeting",
        both(
            put(
                "rectification.measures.0",
                measure(
                    "1.1",
                    due_on=day(1, 26),
                    state="long_term",
                    changes=[
                        *life()[:3],
                        change("long_term", "verified", "long_term"),
                    ],
                ),
            ),
        ),
    ),
    Case("R49", "a measure is a day late", both(put("rectification.measures.0.due_on", day(2, 28)))),
    Case(
        "R49",
        "a measure is late while it waits for verification",
        put(
            "rectification.measures.0",
            measure(
                "1.1",
                state="submitted",
                changes=life()[:2],
                due_on=day(2, 1),
            ),
        ),
    ),
    Case("R49", "nothing was heard of a measure for ninety-three days", put("rectification.today", day(5, 24))),
    Case(
        "R49",
        "nothing was heard of a measure not begun since the meeting",
        both(
            put("rectification.measures.0", measure("1.1", state="not_started", changes=[], last_progress_on=None)),
            put("rectification.today", day(4, 29)),
        ),
    ),
    Case("R50", "a measure was signed off without evidence", put("rectification.measures.1.evidence", 0)),
    Case(
        "R50",
        "a measure was signed off though nobody had submitted it",
        put(
            "rectification.measures.1",
            signed_off(
                changes=[
                    change("start", "not_started", "in_progress"),
                    change("verify", "in_progress", "verified"),
                    change("sign_off", "verified", "signed_off"),
                ]
            ),
        ),
    ),
    Case("R50", "a measure was signed off unverified", put("rectification.measures.1.verifications", [])),
    Case(
        "R50",
        "the last verification was not passed",
        put(
            "rectification.measures.1.verifications.+",
            {
                "passed": False,
                "on": day(2, 21),
                "verifier": "u9",
                "person": "p9",
            },
        ),
    ),
    Case("R50", "the handler verified the own measure", put("rectification.measures.1.verifications.0.person", "p2")),
    Case(
        "R50", "the applicant verified the own measure", put("rectification.measures.1.verifications.0.verifier", "u1")
    ),
    *(
        Case(
            "R51",
            f"{kind} without {what}",
            put(
                "rectification.measures.0.changes.+",
                change(
                    kind,
                    "",
                    "",
                    field="due_on",
                    **{what: ""},
                ),
            ),
        )
        for kind in ("extend", "amend")
        for what in ("reason", "approver")
    ),
    Case(
        "R51",
        "a reopening without reason",
        put(
            "rectification.measures.0",
            measure(
                "1.1",
                state="reopened",
                changes=[
                    *life(),
                    change("reopen", "signed_off", "reopened", reason=""),
                ],
            ),
        ),
    ),
    Case("R51", "the history has a gap", put("rectification.measures.0.changes.0.before", "reopened")),
    Case("R51", "the state is not what the history says", put("rectification.measures.0.state", "reopened")),
    Case(
        "R54", "what last year left is not with this year", put("rectification.left_behind", [left("3.1"), left("4.2")])
    ),
    Case(
        "R47",
        "a measure lacks two things",
        both(
            put("rectification.measures.0.owner", ""),
            put("rectification.measures.0.standard", ""),
        ),
    ),
    Case(
        "R49",
        "the second measure is late, the first at rest",
        put(
            "rectification.measures",
            [signed_off(), measure("1.1", due_on=day(2, 28))],
        ),
    ),
    Case(
        "R50",
        "a measure was signed off with nothing at all",
        both(
            put("rectification.measures.1.evidence", 0),
            put("rectification.measures.1.verifications", []),
        ),
    ),
    Case(
        "R51",
        "an extension with neither reason nor approver",
        put(
            "rectification.measures.0.changes.+",
            change("extend", "", "", field="due_on", reason="", approver=""),
        ),
    ),
]

QUIET = [
    Case(
        "R43",
        "problems stated before the meeting is closed",
        both(
            put("rectification.meeting_closed", False),
            put("rectification.problems", []),
            put("rectification.measures", []),
            put("rectification.open_origins", [origin("stated", "1")]),
            put("rectification.open_items", [{"id": "i7", "no": 7}]),
        ),
    ),
    Case(
        "R47",
        "a measure due the day after the meeting",
        both(
            put("rectification.measures.0.due_on", day(1, 27)),
            put("rectification.measures.0.state", "in_progress"),
            put("rectification.today", day(1, 27)),
        ),
    ),
    Case("R47", "a measure planned before a meeting is set", put("rectification.meeting_on", None)),
    Case("R49", "a measure on its last day", put("rectification.measures.0.due_on", day(3, 1))),
    Case("R49", "nothing was heard for ninety-two days", put("rectification.today", day(5, 23))),
    Case(
        "R49",
        "a measure that others have in hand needs no progress",
        both(
            put(
                "rectification.measures.0", measure("1.1", state="verified", changes=life()[:3], last_progress_on=None)
            ),
            put("rectification.today", day(6, 30)),
        ),
    ),
    Case(
        "R49",
        "a measure at rest needs no progress",
        both(
            put(
                "rectification.measures.0",
                measure(
                    "1.1",
                    state="long_term",
                    due_on=day(2, 1),
                    changes=[
                        *life()[:3],
                        change("long_term", "verified", "long_term"),
                    ],
                ),
            ),
            put("rectification.today", dt.date(2021, 12, 31)),
        ),
    ),
    Case(
        "R49",
        "nothing is known of any day",
        both(
            put("rectification.measures.0", measure("1.1", state="not_started", changes=[], last_progress_on=None)),
            put("rectification.meeting_on", None),
            put("rectification.today", day(6, 1)),
        ),
    ),
    Case(
        "R50",
        "an earlier verification was not passed",
        put(
            "rectification.measures.1.verifications",
            [
                {"passed": False, "on": day(2, 1), "verifier": "u9", "person": "p9"},
                {"passed": True, "on": day(2, 2), "verifier": "u9", "person": "p9"},
            ],
        ),
    ),
    Case(
        "R50",
        "long-term work is not signed off",
        put(
            "rectification.measures.1",
            measure(
                "1.2",
                state="long_term",
                evidence=0,
                changes=[*life()[:3], change("long_term", "verified", "long_term")],
            ),
        ),
    ),
    Case(
        "R51",
        "an extension with reason and approver",
        put("rectification.measures.0.changes.+", change("extend", "", "", field="due_on")),
    ),
    Case(
        "R51",
        "a start needs no reason",
        both(
            put("rectification.measures.0.changes.0.reason", ""),
            put("rectification.measures.0.changes.0.approver", ""),
        ),
    ),
    Case(
        "R54",
        "nobody was asked for opinions yet",
        both(
            put("rectification.begun", False),
            put("rectification.left_behind", [left("3.1")]),
        ),
    ),
]
