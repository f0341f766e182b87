"""What breaks the rules of 会议, one thing at a time, and what they allow."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

from tests.regulation.rules.changing import Case, both, put
from tests.regulation.rules.facts import IDS, absent, day, sitting

PAIRS = list(permutations(IDS, 2))


def pairs_without(*gone: tuple[str, str]) -> list[tuple[str, str]]:
    return [pair for pair in PAIRS if pair not in gone]


AWAY = both(
    put("meeting.sittings.0", sitting(present=["m1", "m2"], absent=[absent()])),
    put("meeting.criticisms", pairs_without(("m1", "m3"), ("m2", "m3"), ("m3", "m1"), ("m3", "m2"))),
    put("meeting.self_criticisms", ["m1", "m2"]),
    put("meeting.responses", ["m1", "m2"]),
)

"""One of three stayed away, as the rules allow it."""

RUNNING = both(
    put("meeting.meeting.state", "open"),
    put("meeting.meetings.0.state", "open"),
    put("rectification.meeting_closed", False),
)

NOT_HELD = both(
    put("meeting.meetings.0", {"no": 1, "state": "planned", "held": False}),
    put("meeting.meeting.state", "planned"),
    put("meeting.sittings.0.opened", False),
    put("rectification.meeting_closed", False),
    put("meeting.criticisms", []),
    put("meeting.self_criticisms", []),
    put("meeting.responses", []),
    put("meeting.minutes.chair_signed", False),
    put("meeting.minutes.recorder_signed", False),
    put("meeting.comments", 0),
)

BROKEN = [
    Case(
        "R01",
        "two meetings run at once",
        put(
            "meeting.meetings",
            [
                {"no": 1, "state": "planned", "held": False},
                {"no": 2, "state": "open", "held": True},
            ],
        ),
    ),
    Case("R01", "no meeting was held by the last day", NOT_HELD),
    Case(
        "R01",
        "no meeting is planned fourteen days before the last day",
        both(
            NOT_HELD,
            put("meeting.meetings", []),
            put("meeting.today", day(1, 17)),
        ),
    ),
    Case("R02", "a sitting is a day after the window", put("meeting.sittings.0.on", day(2, 1))),
    Case("R02", "a sitting is a day before the window", put("meeting.sittings.0.on", day(1, 17))),
    Case(
        "R02",
        "a sitting is after the one day that the notice names",
        both(
            put("meeting.window", (None, day(1, 25))),
        ),
    ),
    Case("R02", "a sitting is before the one day that the notice names", put("meeting.window", (day(1, 27), None))),
    Case("R02", "a sitting in January where nothing else is said", put("meeting.window", (None, None))),
    Case(
        "R02",
        "a sitting in September where nothing else is said",
        both(
            put("meeting.window", (None, None)),
            put("meeting.sittings.0.on", dt.date(2020, 9, 30)),
        ),
    ),
    Case(
        "R21",
        "a talk named more than was taken up",
        both(
            put("meeting.members.1.named", 5),
            put("meeting.members.1.stated", 2),
        ),
    ),
    Case(
        "R32",
        "two of four are not enough",
        both(
            put("meeting.sittings.0.should", 4),
            put("meeting.sittings.0.present", ["m1", "m2"]),
            put("meeting.criticisms", pairs_without()),
        ),
    ),
    Case(
        "R32",
        "one of those who should attend is not noted",
        both(
            put("meeting.sittings.0.should", 5),
            put("meeting.sittings.0.unsigned", 2),
            RUNNING,
        ),
    ),
    Case(
        "R32",
        "nobody should attend",
        both(
            put("meeting.sittings.0.should", 0),
        ),
    ),
    Case(
        "R32",
        "the unit asks for nine tenths",
        both(
            put("meeting.sittings.0.should", 4),
            put("meeting.sittings.0.absent", []),
        ),
        {"R32": {"share": "9/10"}},
    ),
    Case("R33", "an absence has no reason", both(AWAY, put("meeting.sittings.0.absent.0.reason", False))),
    Case("R33", "an absence was not approved", both(AWAY, put("meeting.sittings.0.absent.0.approved", False))),
    Case("R33", "an absentee handed in nothing", both(AWAY, put("meeting.sittings.0.absent.0.written", False))),
    Case("R33", "an absentee was told nothing", both(AWAY, put("meeting.sittings.0.absent.0.relayed", False))),
    Case(
        "R33",
        "who came to another sitting has no reason for this one",
        put(
            "meeting.sittings.+",
            sitting(2, present=["m1", "m2"], absent=[absent(reason=False, written=False, relayed=False)]),
        ),
    ),
    Case(
        "R34",
        "the team's statement came before the report",
        both(
            put("meeting.agenda.1.taken", 3),
            put("meeting.agenda.2.taken", 2),
        ),
    ),
    Case(
        "R34",
        "another member spoke before the secretary",
        both(
            put("meeting.agenda.3.taken", 5),
            put("meeting.agenda.4.taken", 4),
        ),
    ),
    Case(
        "R34",
        "members did not speak by rank",
        both(
            put("meeting.agenda.4.taken", 6),
            put("meeting.agenda.5.taken", 5),
        ),
    ),
    Case(
        "R34",
        "the plan has the comments before the members",
        both(
            *(put(f"meeting.agenda.{n}.taken", None) for n in range(8)),
            put("meeting.agenda.6.order", 4.5),
        ),
    ),
    Case(
        "R34",
        "members spoke while the report waits",
        both(
            put("meeting.agenda.1.taken", None),
            put("meeting.agenda.1.done", True),
        ),
    ),
    Case("R34", "members spoke while the team's statement waits", put("meeting.agenda.2.taken", None)),
    Case("R35", "nothing was reported", put("meeting.agenda.1.done", False)),
    Case(
        "R35",
        "no report is on the agenda",
        put(
            "meeting.agenda.1",
            {
                "kind": "study",
                "title": "学习",
                "order": 2,
                "taken": 2,
                "done": True,
                "member": None,
            },
        ),
    ),
    Case("R36", "a member gave no self-criticism", put("meeting.self_criticisms", ["m1", "m3"])),
    Case("R37", "a member did not criticise another", put("meeting.criticisms", pairs_without(("m2", "m3")))),
    Case("R37", "a member criticised nobody", put("meeting.criticisms", pairs_without(("m2", "m1"), ("m2", "m3")))),
    Case(
        "R37",
        "the unit asks for two criticisms each",
        put("meeting.criticisms", [*PAIRS, *pairs_without(("m3", "m1"))]),
        {"R37": {"times": 2}},
    ),
    Case("R38", "a criticised member made no response", put("meeting.responses", ["m1", "m3"])),
    Case("R41", "the minutes name no chair", put("meeting.minutes.chair", False)),
    Case("R41", "the minutes name no recorder", put("meeting.minutes.recorder", False)),
    Case("R41", "it is not noted who was there", put("meeting.sittings.0.unsigned", 1)),
    Case("R41", "a sitting has no end", put("meeting.sittings.0.ended", False)),
    Case("R41", "the chair has not signed", put("meeting.minutes.chair_signed", False)),
    Case("R41", "the recorder has not signed", put("meeting.minutes.recorder_signed", False)),
    Case(
        "R41",
        "two things are missing",
        both(
            put("meeting.minutes.chair_signed", False),
            put("meeting.minutes.recorder_signed", False),
        ),
    ),
    Case("R42", "the supervisors' attendance is not recorded", put("meeting.sittings.0.supervisors", 0)),
    Case("R42", "the supervisors' comments are not recorded", put("meeting.comments", 0)),
    Case(
        "R02",
        "the second sitting is after the window",
        put(
            "meeting.sittings.+",
            sitting(2, on=day(2, 1), present=list(IDS)),
        ),
    ),
    Case(
        "R32",
        "the second sitting has no quorum",
        put(
            "meeting.sittings.+",
            sitting(2, present=["m1"]),
        ),
    ),
    Case(
        "R33",
        "an absence has neither reason nor approval",
        both(
            AWAY,
            put("meeting.sittings.0.absent.0.reason", False),
            put("meeting.sittings.0.absent.0.approved", False),
        ),
    ),
    Case(
        "R42",
        "nothing of the supervisors is recorded",
        both(
            put("meeting.sittings.0.supervisors", 0),
            put("meeting.comments", 0),
        ),
    ),
]

QUIET = [
    Case(
        "R01",
        "nothing planned fifteen days before the last day",
        both(
            NOT_HELD,
            put("meeting.meetings", []),
            put("meeting.today", day(1, 16)),
        ),
    ),
    Case(
        "R01",
        "one meeting is held again after the first was closed",
        put("meeting.meetings.+", {"no": 2, "state": "planned", "held": False}),
    ),
    Case("R01", "no last day is known", both(NOT_HELD, put("meeting.due", None))),
    Case(
        "R02",
        "outside the window with consent",
        both(
            put("meeting.sittings.0.on", day(2, 1)),
            put("meeting.consent", "同意函1号"),
        ),
    ),
    *(
        Case("R02", f"on the window's {when} day", put("meeting.sittings.0.on", on))
        for when, on in (("first", day(1, 18)), ("last", day(1, 31)))
    ),
    *(
        Case(
            "R02",
            f"in {on:%B} where nothing else is said",
            both(put("meeting.window", (None, None)), put("meeting.sittings.0.on", on)),
        )
        for on in (dt.date(2020, 10, 1), dt.date(2020, 12, 31))
    ),
    Case(
        "R21",
        "everything that a talk named was taken up",
        both(put("meeting.members.1.named", 4), put("meeting.members.1.stated", 2)),
    ),
    Case("R21", "the meeting is still running", both(RUNNING, put("meeting.members.1.named", 9))),
    Case("R32", "two of three are enough", AWAY),
    Case(
        "R32",
        "a sitting not opened asks for no quorum",
        both(
            put("meeting.sittings.+", sitting(2, opened=False, present=[], should=3, ended=False, supervisors=0)),
        ),
    ),
    Case(
        "R33",
        "the criticisms are passed on after the meeting",
        both(
            AWAY,
            RUNNING,
            put("meeting.sittings.0.absent.0.relayed", False),
        ),
    ),
    Case(
        "R34", "an agenda that nobody has taken yet", both(*(put(f"meeting.agenda.{n}.taken", None) for n in range(8)))
    ),
    Case(
        "R34",
        "comments wait while members spoke",
        both(
            put("meeting.agenda.6.taken", None),
            put("meeting.agenda.7.taken", None),
        ),
    ),
    Case(
        "R35",
        "nothing is asked before the meeting",
        both(
            NOT_HELD,
            put("meeting.agenda", []),
            put("meeting.meetings.0.held", True),
        ),
    ),
    Case(
        "R37",
        "who did not sit together need not criticise each other",
        both(
            put(
                "meeting.sittings",
                [
                    sitting(present=["m1", "m2"], should=3, absent=[absent()]),
                    sitting(2, present=["m1", "m3"], absent=[absent("m2", "主任")]),
                ],
            ),
            put("meeting.criticisms", pairs_without(("m2", "m3"), ("m3", "m2"))),
        ),
    ),
    Case(
        "R38",
        "whom nobody criticised need not respond",
        both(
            AWAY,
            put("meeting.criticisms", [("m1", "m2"), ("m2", "m1")]),
        ),
    ),
    Case(
        "R41",
        "minutes are written while the meeting runs",
        both(
            RUNNING,
            put("meeting.minutes.chair_signed", False),
            put("meeting.sittings.0.ended", False),
        ),
    ),
    Case("R41", "no meeting at all", both(put("meeting.meeting", None), put("meeting.sittings", []))),
    Case(
        "R42",
        "no supervisor was assigned",
        both(
            put("meeting.supervised", False),
            put("meeting.comments", 0),
            put("meeting.sittings.0.supervisors", 0),
        ),
    ),
    Case("R02", "after the one day that the notice names", put("meeting.window", (day(1, 18), None))),
]
