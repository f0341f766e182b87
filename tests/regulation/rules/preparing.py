"""What breaks the rules of 启动、征求意见、梳理, one thing at a time, and what they allow."""

from __future__ import annotations

import datetime as dt

from tests.regulation.rules.changing import Case, both, put
from tests.regulation.rules.facts import day, row

BROKEN = [
    Case("R03", "there is no theme", put("cycle.theme", "")),
    Case("R03", "the team set the theme without consent", put("cycle.noticed", False)),
    Case("R04", "no aspect is listed", put("cycle.aspects", [])),
    Case("R05", "the plan was reported a day after the notice's day", put("cycle.plan.reported_on", day(1, 9))),
    Case(
        "R05",
        "the plan was reported fourteen days before the meeting",
        both(put("cycle.plan_due", None), put("cycle.plan.reported_on", day(1, 12))),
    ),
    Case("R05", "an adopted plan was not reported", put("cycle.plan.reported_on", None)),
    Case("R05", "there is no plan though its day has passed", put("cycle.plan", None)),
    Case(
        "R05",
        "there is no plan fourteen days before its day",
        both(put("cycle.plan", None), put("cycle.today", dt.date(2020, 12, 25))),
    ),
    Case(
        "R05",
        "an adopted plan without any day is not reported",
        both(put("cycle.plan_due", None), put("cycle.meeting_on", None), put("cycle.plan.reported_on", None)),
    ),
    Case("R07", "one session fewer than asked", both(), {"R07": {"sessions": 2}}),
    Case("R07", "no session though the day has passed", put("cycle.sessions", 0)),
    Case(
        "R07",
        "no session fourteen days before the meeting where the notice names no day",
        both(put("cycle.sessions", 0), put("cycle.study_due", None), put("cycle.today", day(1, 12))),
    ),
    Case("R07", "one member was at no session", put("cycle.unstudied", [{"id": "m2", "label": "主任"}])),
    Case(
        "R08",
        "a special meeting names no case",
        both(put("cycle.special", True), put("cycle.trigger_reference", "文号")),
    ),
    Case("R08", "a special meeting names no paper", both(put("cycle.special", True), put("cycle.trigger", "problem"))),
    Case("R06", "the circular came nine days before the meeting", put("solicitation.circular_on", day(1, 17))),
    Case("R06", "there is no circular", put("solicitation.circular_on", None)),
    Case("R09", "one channel was used", put("solicitation.channels.1.used", False)),
    Case(
        "R09",
        "no channel was used fourteen days before the last day",
        both(
            put("solicitation.channels.0.used", False),
            put("solicitation.channels.1.used", False),
            put("solicitation.closing", None),
            put("solicitation.today", day(1, 1)),
        ),
    ),
    Case("R09", "a channel has no first day", put("solicitation.channels.1.opens_on", None)),
    Case("R09", "a channel has no last day", put("solicitation.channels.1.closes_on", None)),
    Case("R10", "more forms came back than were sent", put("solicitation.form_runs.0.sent", 19)),
    Case("R10", "more forms are valid than came back", put("solicitation.form_runs.0.valid", 21)),
    Case("R11", "three opinions have no aspect", put("solicitation.unresolved.aspect", 3)),
    Case("R11", "one opinion has no target", put("solicitation.unresolved.target", 1)),
    Case("R11", "an original was altered", put("solicitation.altered", ["0123456789"])),
    Case("R11", "an opinion is not what its submission says", put("solicitation.strayed", ["9876543210"])),
    Case("R12", "the channels do not add up", put("solicitation.figures.by_channel.form", 1)),
    Case("R12", "the aspects do not add up", put("solicitation.figures.by_aspect.P2", 3)),
    Case("R12", "the targets do not add up", put("solicitation.figures.by_target.主任", 0)),
    Case("R12", "there are more opinions than at the closing", put("solicitation.closing.total", 4)),
    Case("R12", "fewer opinions were solicited than at the closing", put("solicitation.closing.solicited", 5)),
    Case("R14", "the box shows groups of nine", put("solicitation.box_k", 9)),
    Case("R15", "two kinds of people were asked", put("solicitation.channels.0.respondents", ["party", "masses"])),
    Case(
        "R15",
        "the third kind was to be asked by a channel nobody used",
        both(
            put("solicitation.channels.0.respondents", ["party"]),
            put(
                "solicitation.channels.2",
                {"id": "x", "name": "y", "used": False, "solicited": False, "respondents": ["lower"]},
            ),
        ),
    ),
    Case("R12", "an opinion has no point", put("consolidation.without_point", [row("o1")])),
    Case("R12", "a point lies nowhere", put("consolidation.unplaced", [row("o2"), row("o3")])),
    Case("R12", "points are not the whole opinion", put("consolidation.broken", [row("o4")])),
    Case("R12", "a set-aside waits for its second person", put("consolidation.waiting", [row("o5")])),
    Case("R12", "placements do not add up", put("consolidation.where.items", 5)),
    Case(
        "R12",
        "only the first twenty of many are linked",
        put("consolidation.unplaced", [row(f"n{number}") for number in range(22)]),
    ),
    Case("R13", "a member was not given the own opinions", put("consolidation.members.1.own_given", False)),
    Case("R13", "a member was not given the team's opinions", put("consolidation.members.1.team_given", False)),
    Case("R13", "a member did not sign for the own opinions", put("consolidation.members.2.own_signed", None)),
    Case("R13", "a member did not sign for the team's opinions", put("consolidation.members.2.team_signed", None)),
    Case("R13", "a member signed after handing in", put("statements.statements.2.signed_on", day(1, 21))),
    Case(
        "R09",
        "one channel was used where no last day is known",
        both(
            put("solicitation.channels.1.used", False),
            put("solicitation.solicit_due", None),
        ),
    ),
]

QUIET = [
    Case(
        "R03",
        "the team set the theme with consent",
        both(put("cycle.noticed", False), put("cycle.theme_consent", "文号")),
    ),
    Case(
        "R05",
        "no plan yet, fifteen days before its day",
        both(put("cycle.plan", None), put("cycle.today", dt.date(2020, 12, 24))),
    ),
    Case(
        "R05",
        "a plan that nobody adopted, long before",
        both(
            put("cycle.plan", {"adopted": False, "reported_on": None}),
            put("cycle.today", dt.date(2020, 12, 1)),
        ),
    ),
    Case(
        "R05",
        "reported fifteen days before the meeting",
        both(put("cycle.plan_due", None), put("cycle.plan.reported_on", day(1, 11))),
    ),
    Case(
        "R05",
        "no plan and no day known",
        both(put("cycle.plan", None), put("cycle.plan_due", None), put("cycle.meeting_on", None)),
    ),
    Case("R05", "reported though no day is known", both(put("cycle.plan_due", None), put("cycle.meeting_on", None))),
    Case("R07", "no session fifteen days before", both(put("cycle.sessions", 0), put("cycle.today", day(1, 5)))),
    Case(
        "R07",
        "nobody studied while no session was held, long before",
        both(
            put("cycle.sessions", 0),
            put("cycle.unstudied", [{"id": "m2", "label": "主任"}]),
            put("cycle.today", day(1, 1)),
        ),
    ),
    Case(
        "R08",
        "a special meeting names case and paper",
        both(
            put("cycle.special", True),
            put("cycle.trigger", "problem"),
            put("cycle.trigger_reference", "文号"),
        ),
    ),
    Case("R06", "the circular came ten days before", put("solicitation.circular_on", day(1, 16))),
    Case(
        "R06",
        "no meeting is planned",
        both(put("solicitation.circular_on", None), put("solicitation.meeting_on", None)),
    ),
    Case(
        "R09",
        "no channel was used fifteen days before",
        both(
            put("solicitation.channels.0.used", False),
            put("solicitation.channels.1.used", False),
            put("solicitation.closing", None),
            put("solicitation.today", dt.date(2020, 12, 31)),
        ),
    ),
    Case(
        "R09",
        "a channel that nobody used has no days",
        put(
            "solicitation.channels.+",
            {
                "id": "x",
                "name": "y",
                "solicited": True,
                "used": False,
                "opens_on": None,
                "closes_on": None,
                "respondents": [],
            },
        ),
    ),
    Case(
        "R10",
        "all forms came back and are valid",
        put("solicitation.form_runs.0", {"id": "f", "name": "n", "sent": 9, "returned": 9, "valid": 9}),
    ),
    Case("R14", "no box", put("solicitation.box_k", None)),
    Case(
        "R15",
        "two kinds while solicitation runs",
        both(
            put("solicitation.closing", None),
            put("solicitation.channels.0.respondents", []),
        ),
    ),
    Case(
        "R12",
        "opinions not placed while they still come in",
        both(
            put("consolidation.complete", False),
            put("consolidation.without_point", [row("o1")]),
        ),
    ),
    Case(
        "R13",
        "nothing fed back before consolidation is closed",
        both(
            put("consolidation.closed", False),
            put("consolidation.members.0.own_given", False),
        ),
    ),
    Case("R13", "signed on the day of handing in", put("statements.statements.2.signed_on", day(1, 20))),
    Case(
        "R13",
        "signed later than a draft was begun",
        both(
            put("statements.statements.2.submitted_on", None),
            put("statements.statements.2.signed_on", day(1, 21)),
        ),
    ),
]
