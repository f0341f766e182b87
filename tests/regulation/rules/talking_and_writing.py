"""What breaks the rules of 谈心谈话、对照检查, one thing at a time, and what they allow."""

from __future__ import annotations

from tests.regulation.rules.changing import Case, both, put
from tests.regulation.rules.facts import day, item, statement

BROKEN = [
    Case("R16", "the secretary has not talked with one member", put("talks.pairs.0.talk", None)),
    Case("R16", "the list lost a pair with the secretary", put("talks.pairs.0.other_member", "left")),
    Case("R17", "two members have not talked", put("talks.pairs.2.talk", None)),
    Case("R17", "the list lost a pair of members", put("talks.pairs.2.other_member", "left")),
    Case("R18", "a member has not talked with a head", put("talks.pairs.3.talk", None)),
    Case(
        "R18",
        "the head is not named and the list not made, fourteen days before",
        both(
            put(
                "talks.pairs.3",
                {
                    "id": "",
                    "kind": "member_department_head",
                    "required": True,
                    "member": "m2",
                    "other_member": None,
                    "named": False,
                    "label": "主任与待确定",
                    "body": "",
                    "talk": None,
                },
            ),
            put("talks.listed", False),
            put("talks.today", day(1, 8)),
        ),
    ),
    Case("R19", "a member has not talked with the branch", put("talks.pairs.4.talk", None)),
    Case(
        "R16",
        "no list was made and a talk is open, fourteen days before",
        both(put("talks.listed", False), put("talks.today", day(1, 8)), put("talks.pairs.0.talk", None)),
    ),
    Case(
        "R17",
        "no list was made and a talk is open, fourteen days before",
        both(put("talks.listed", False), put("talks.today", day(1, 8)), put("talks.pairs.2.talk", None)),
    ),
    Case(
        "R19",
        "no list was made and a talk is open, fourteen days before",
        both(put("talks.listed", False), put("talks.today", day(1, 8)), put("talks.pairs.4.talk", None)),
    ),
    Case("R20", "a talk has no place", put("talks.pairs.0.talk.place", "")),
    Case("R20", "nobody named an own problem", put("talks.pairs.1.talk.own", 0)),
    Case("R20", "the other side named no problem", put("talks.pairs.2.talk.pointed", 0)),
    Case("R20", "a talk is not confirmed", put("talks.pairs.3.talk.confirmed", False)),
    Case("R20", "a talk was after the meeting", put("talks.pairs.4.talk.on", day(1, 27))),
    Case(
        "R20",
        "a talk lacks two things",
        both(put("talks.pairs.0.talk.place", ""), put("talks.pairs.0.talk.confirmed", False)),
    ),
    Case(
        "R22",
        "a statement waits for approval",
        both(
            put("statements.statements.2.state", "submitted"),
            put("statements.statements.2.approved_on", None),
        ),
    ),
    Case("R22", "an approval has no day", put("statements.statements.2.approved_on", None)),
    Case("R22", "an approved one is being changed", put("statements.statements.0.state", "returned")),
    Case(
        "R22",
        "a draft that only its author reads lacks everything",
        put(
            "statements.statements.2",
            statement(
                "s2",
                "m2",
                "主任发言提纲",
                state="draft",
                approved_on=None,
                submitted_on=None,
                sections={},
                problems=[],
                causes=0,
                directions=0,
                measures=0,
                reviews=[],
                signed_on=None,
            ),
        ),
    ),
    Case("R22", "a member has not begun", put("statements.must_write.2", {"id": "m9", "label": "副主任A"})),
    Case(
        "R22",
        "nobody has begun fourteen days before",
        both(
            put("statements.statements", []),
            put("statements.today", day(1, 8)),
        ),
    ),
    Case("R22", "a statement was approved after the meeting", put("statements.statements.1.approved_on", day(1, 27))),
    Case("R23", "last year is missing", put("statements.statements.0.sections", {"matters": True, "case": True})),
    Case("R23", "all problems are missing", put("statements.statements.1.problems", [])),
    Case("R23", "the causes are missing", put("statements.statements.1.causes", 0)),
    Case("R23", "a member's matters are missing", put("statements.statements.1.sections", {"last_year": True})),
    Case(
        "R23",
        "the directions are missing",
        both(
            put("statements.statements.3.directions", 0),
            put("statements.statements.3.measures", 0),
        ),
    ),
    Case("R23", "the measures are missing", put("statements.statements.3.measures", 0)),
    Case("R23", "one aspect is missing", put("statements.statements.2.problems", [{"aspect": "P2", "case": True}])),
    Case("R24", "one aspect has no case", put("statements.statements.2.problems.0.case", False)),
    Case(
        "R24",
        "no aspect has a case",
        both(
            put("statements.statements.0.problems.0.case", False),
            put("statements.statements.0.problems.1.case", False),
        ),
    ),
    Case(
        "R25",
        "the case analysis that the notice asks for is missing",
        put("statements.statements.3.sections", {"last_year": True, "matters": True}),
        {"R25": {"required": True}},
    ),
    Case("R26", "an item for the team is open once the team's statement is in", put("statements.items.0.done", False)),
    Case("R26", "an item for a member is open once the statement is in", put("statements.items.1.done", False)),
    Case(
        "R26",
        "an item of a member who wrote nothing is open after the last day",
        put("statements.items.+", item(4, "m9", done=False)),
    ),
    Case("R26", "one answer stands under four items", put("statements.answers.+", "已经改了")),
    Case("R27", "a matter from above is not explained", put("statements.items.2.done", False)),
    Case("R28", "the secretary has not reviewed a member's", put("statements.statements.2.reviews", [])),
    Case(
        "R28",
        "nobody has reviewed the secretary's",
        put("statements.statements.1.reviews", [{"capacity": "secretary"}]),
    ),
    Case("R28", "the supervisors review everything and did not", both(), {"R28": {"supervised": True}}),
    Case(
        "R26",
        "an item is open the day after the last day",
        both(
            put("statements.items.+", item(4, "m9", done=False)),
            put("statements.today", day(1, 23)),
        ),
    ),
    Case(
        "R28",
        "secretary and supervisors have not reviewed a member's",
        both(
            put("statements.statements.2.reviews", []),
            put("statements.statements.3.reviews.+", {"capacity": "supervisor"}),
        ),
        {"R28": {"supervised": True}},
    ),
]

QUIET = [
    Case(
        "R16",
        "no list of talks fifteen days before",
        both(
            put("talks.listed", False),
            put("talks.today", day(1, 7)),
            put("talks.pairs.0.talk", None),
            put("talks.pairs.2.talk", None),
            put("talks.pairs.3.talk", None),
            put("talks.pairs.4.talk", None),
        ),
    ),
    Case(
        "R18",
        "a head whom nobody need meet any more",
        both(put("talks.pairs.3.talk", None), put("talks.pairs.3.required", False)),
    ),
    Case(
        "R20",
        "a pair that nobody need hold any more has no record",
        both(put("talks.pairs.3.talk", None), put("talks.pairs.3.required", False)),
    ),
    Case("R20", "a talk on the day of the meeting", put("talks.pairs.0.talk.on", day(1, 26))),
    Case("R20", "talks before a meeting is planned", put("talks.meeting_on", None)),
    Case(
        "R22",
        "nobody has begun fifteen days before",
        both(put("statements.statements", []), put("statements.items", []), put("statements.today", day(1, 7))),
    ),
    Case("R22", "approved on the day of the meeting", put("statements.statements.1.approved_on", day(1, 26))),
    Case(
        "R22",
        "approved while no meeting was held",
        both(
            put("statements.meeting_on", None),
            put("statements.statements.1.approved_on", day(1, 27)),
        ),
    ),
    Case("R23", "the team has no matters to explain", put("statements.statements.0.sections", {"last_year": True})),
    Case(
        "R25",
        "no case analysis where the notice asks for none",
        put("statements.statements.3.sections", {"last_year": True, "matters": True}),
    ),
    Case(
        "R26",
        "an item of a member who has not written, before the last day has passed",
        both(
            put("statements.items.+", item(4, "m9", done=False, carried=True)),
            put("statements.today", day(1, 22)),
        ),
    ),
    Case("R26", "one answer under three items", put("statements.answers", ["同"] * 3)),
    Case(
        "R28",
        "the team together reviewed the secretary's",
        put("statements.statements.1.reviews", [{"capacity": "team"}]),
    ),
    Case(
        "R28",
        "the supervisors reviewed everything as asked",
        both(
            put("statements.statements.2.reviews.+", {"capacity": "supervisor"}),
            put("statements.statements.3.reviews.+", {"capacity": "supervisor"}),
        ),
        {"R28": {"supervised": True}},
    ),
]
