"""What breaks the rules of meeting, rectification, disclosing and reporting, one thing at a time."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

from tests.regulation.rules.changing import Case, both, put
from tests.regulation.rules.facts import IDS, absent, change, day, life, measure, signed_off, sitting

PAIRS = list(permutations(IDS, 2))


def pairs_without(*gone: tuple[str, str]) -> list[tuple[str, str]]:
    return [pair for pair in PAIRS if pair not in gone]


AWAY = both(
    put("meeting.sittings.0", sitting(present=["m1", "m2"], absent=[absent()])),
    put("meeting.criticisms", pairs_without(("m1", "m3"), ("m2", "m3"), ("m3", "m1"), ("m3", "m2"))),
    put("meeting.self_criticisms", ["m1", "m2"]), put("meeting.responses", ["m1", "m2"]),
)  # fmt: skip
"""One of three stayed away, as the rules allow it."""
RUNNING = both(
    put("meeting.meeting.state", "open"), put("meeting.meetings.0.state", "open"),
    put("rectification.meeting_closed", False),
)  # fmt: skip
NOT_HELD = both(
    put("meeting.meetings.0", {"no": 1, "state": "planned", "held": False}), put("meeting.meeting.state", "planned"),
    put("meeting.sittings.0.opened", False), put("rectification.meeting_closed", False),
    put("meeting.criticisms", []), put("meeting.self_criticisms", []), put("meeting.responses", []),
    put("meeting.minutes.chair_signed", False), put("meeting.minutes.recorder_signed", False), put("meeting.comments", 0),
)  # fmt: skip


def origin(kind: str, label: str) -> dict[str, str]:
    return {"kind": kind, "kind_label": f"来源{kind}", "id": f"o{label}", "label": label}


def left(label: str) -> dict[str, str]:
    return {"id": f"l{label}", "label": label}


BROKEN = [
    # ----------------------------------------------------------------------------------------------- 会议
    Case("R01", "two meetings run at once", put("meeting.meetings", [
        {"no": 1, "state": "planned", "held": False}, {"no": 2, "state": "open", "held": True},
    ])),
    Case("R01", "no meeting was held by the last day", NOT_HELD),
    Case("R01", "no meeting is planned fourteen days before the last day", both(
        NOT_HELD, put("meeting.meetings", []), put("meeting.today", day(1, 17)),
    )),
    Case("R02", "a sitting is a day after the window", put("meeting.sittings.0.on", day(2, 1))),
    Case("R02", "a sitting is a day before the window", put("meeting.sittings.0.on", day(1, 17))),
    Case("R02", "a sitting is after the one day that the notice names", both(
        put("meeting.window", (None, day(1, 25))),
    )),
    Case("R02", "a sitting is before the one day that the notice names", put("meeting.window", (day(1, 27), None))),
    Case("R02", "a sitting in January where nothing else is said", put("meeting.window", (None, None))),
    Case("R02", "a sitting in September where nothing else is said", both(
        put("meeting.window", (None, None)), put("meeting.sittings.0.on", dt.date(2020, 9, 30)),
    )),
    Case("R21", "a talk named more than was taken up", both(
        put("meeting.members.1.named", 5), put("meeting.members.1.stated", 2),
    )),
    Case("R32", "two of four are not enough", both(
        put("meeting.sittings.0.should", 4), put("meeting.sittings.0.present", ["m1", "m2"]), put("meeting.criticisms", pairs_without()),
    )),
    Case("R32", "one of those who should attend is not noted", both(
        put("meeting.sittings.0.should", 5), put("meeting.sittings.0.unsigned", 2), RUNNING,
    )),
    Case("R32", "nobody should attend", both(
        put("meeting.sittings.0.should", 0),
    )),
    Case("R32", "the unit asks for nine tenths", both(
        put("meeting.sittings.0.should", 4), put("meeting.sittings.0.absent", []),
    ), {"R32": {"share": "9/10"}}),
    Case("R33", "an absence has no reason", both(AWAY, put("meeting.sittings.0.absent.0.reason", False))),
    Case("R33", "an absence was not approved", both(AWAY, put("meeting.sittings.0.absent.0.approved", False))),
    Case("R33", "an absentee handed in nothing", both(AWAY, put("meeting.sittings.0.absent.0.written", False))),
    Case("R33", "an absentee was told nothing", both(AWAY, put("meeting.sittings.0.absent.0.relayed", False))),
    Case("R33", "who came to another sitting has no reason for this one", put(
        "meeting.sittings.+", sitting(2, present=["m1", "m2"], absent=[absent(reason=False, written=False, relayed=False)]),
    )),
    Case("R34", "the team's statement came before the report", both(
        put("meeting.agenda.1.taken", 3), put("meeting.agenda.2.taken", 2),
    )),
    Case("R34", "another member spoke before the secretary", both(
        put("meeting.agenda.3.taken", 5), put("meeting.agenda.4.taken", 4),
    )),
    Case("R34", "members did not speak by rank", both(
        put("meeting.agenda.4.taken", 6), put("meeting.agenda.5.taken", 5),
    )),
    Case("R34", "the plan has the comments before the members", both(
        *(put(f"meeting.agenda.{n}.taken", None) for n in range(8)), put("meeting.agenda.6.order", 4.5),
    )),
    Case("R34", "members spoke while the report waits", both(
        put("meeting.agenda.1.taken", None), put("meeting.agenda.1.done", True),
    )),
    Case("R34", "members spoke while the team's statement waits", put("meeting.agenda.2.taken", None)),
    Case("R35", "nothing was reported", put("meeting.agenda.1.done", False)),
    Case("R35", "no report is on the agenda", put("meeting.agenda.1", {
        "kind": "study", "title": "学习", "order": 2, "taken": 2, "done": True, "member": None,
    })),
    Case("R36", "a member gave no self-criticism", put("meeting.self_criticisms", ["m1", "m3"])),
    Case("R37", "a member did not criticise another", put("meeting.criticisms", pairs_without(("m2", "m3")))),
    Case("R37", "a member criticised nobody", put("meeting.criticisms", pairs_without(("m2", "m1"), ("m2", "m3")))),
    Case("R37", "the unit asks for two criticisms each", put("meeting.criticisms", [*PAIRS, *pairs_without(("m3", "m1"))]), {"R37": {"times": 2}}),
    Case("R38", "a criticised member made no response", put("meeting.responses", ["m1", "m3"])),
    Case("R41", "the minutes name no chair", put("meeting.minutes.chair", False)),
    Case("R41", "the minutes name no recorder", put("meeting.minutes.recorder", False)),
    Case("R41", "it is not noted who was there", put("meeting.sittings.0.unsigned", 1)),
    Case("R41", "a sitting has no end", put("meeting.sittings.0.ended", False)),
    Case("R41", "the chair has not signed", put("meeting.minutes.chair_signed", False)),
    Case("R41", "the recorder has not signed", put("meeting.minutes.recorder_signed", False)),
    Case("R41", "two things are missing", both(
        put("meeting.minutes.chair_signed", False), put("meeting.minutes.recorder_signed", False),
    )),
    Case("R42", "the supervisors' attendance is not recorded", put("meeting.sittings.0.supervisors", 0)),
    Case("R42", "the supervisors' comments are not recorded", put("meeting.comments", 0)),
    # ----------------------------------------------------------------------------------------------- 整改
    Case("R43", "problems of two kinds are in no list", put("rectification.open_origins", [
        origin("criticism", "1"), origin("comment", "2"), origin("criticism", "3"),
    ])),
    Case("R43", "an item has no outcome", put("rectification.open_items", [{"id": "i7", "no": 7}])),
    Case("R43", "the meeting is closed and no list was begun", both(
        put("rectification.problems", []), put("rectification.measures", []), put("rectification.open_origins", [origin("stated", "1")]),
    )),
    Case("R43", "the list is begun while the meeting is not closed", both(
        put("rectification.meeting_closed", False), put("rectification.open_origins", [origin("stated", "1")]),
    )),
    Case("R47", "the team's problem has no measure", put("rectification.problems.0.measures", 0)),
    Case("R47", "a member's problem has no measure", put("rectification.problems.1.measures", 0)),
    *(
        Case("R47", f"a measure has no {name}", put(f"rectification.measures.0.{name}", empty))
        for name, empty in (("owner", ""), ("department", ""), ("due_on", None), ("standard", ""))
    ),
    Case("R47", "a measure of a year at rest was due on the day of the meeting", both(
        put("rectification.measures.0", measure("1.1", due_on=day(1, 26), state="long_term", changes=[
            *life()[:3], change("long_term", "verified", "long_term"),
        ])),
    )),
    Case("R49", "a measure is a day late", both(put("rectification.measures.0.due_on", day(2, 28)))),
    Case("R49", "a measure is late while it waits for verification", put("rectification.measures.0", measure(
        "1.1", state="submitted", changes=life()[:2], due_on=day(2, 1),
    ))),
    Case("R49", "nothing was heard of a measure for ninety-three days", put("rectification.today", day(5, 24))),
    Case("R49", "nothing was heard of a measure not begun since the meeting", both(
        put("rectification.measures.0", measure("1.1", state="not_started", changes=[], last_progress_on=None)),
        put("rectification.today", day(4, 29)),
    )),
    Case("R50", "a measure was signed off without evidence", put("rectification.measures.1.evidence", 0)),
    Case("R50", "a measure was signed off though nobody had submitted it", put("rectification.measures.1", signed_off(changes=[
        change("start", "not_started", "in_progress"), change("verify", "in_progress", "verified"),
        change("sign_off", "verified", "signed_off"),
    ]))),
    Case("R50", "a measure was signed off unverified", put("rectification.measures.1.verifications", [])),
    Case("R50", "the last verification was not passed", put("rectification.measures.1.verifications.+", {
        "passed": False, "on": day(2, 21), "verifier": "u9", "person": "p9",
    })),
    Case("R50", "the handler verified the own measure", put("rectification.measures.1.verifications.0.person", "p2")),
    Case("R50", "the applicant verified the own measure", put("rectification.measures.1.verifications.0.verifier", "u1")),
    *(
        Case("R51", f"{kind} without {what}", put("rectification.measures.0.changes.+", change(
            kind, "", "", field="due_on", **{what: ""},
        )))
        for kind in ("extend", "amend")
        for what in ("reason", "approver")
    ),
    Case("R51", "a reopening without reason", put("rectification.measures.0", measure("1.1", state="reopened", changes=[
        *life(), change("reopen", "signed_off", "reopened", reason=""),
    ]))),
    Case("R51", "the history has a gap", put("rectification.measures.0.changes.0.before", "reopened")),
    Case("R51", "the state is not what the history says", put("rectification.measures.0.state", "reopened")),
    Case("R54", "what last year left is not with this year", put("rectification.left_behind", [left("3.1"), left("4.2")])),
    # ------------------------------------------------------------------------------------- 公开通报、报送
    Case("R44", "nothing was told fourteen days before the last day", both(
        put("disclosure.disclosures", []), put("disclosure.today", day(1, 26)),
        put("disclosure.round", None),
    )),
    Case("R44", "nothing was told in time", put("disclosure.disclosures", [])),
    Case("R44", "it was told a day late", put("disclosure.disclosures.0.on", day(2, 10))),
    Case("R44", "it was told without the meeting", put("disclosure.disclosures.0.has_sections", False)),
    Case("R44", "it was told without measures", put("disclosure.disclosures.0.has_measures", False)),
    Case("R44", "it does not say to whom", put("disclosure.disclosures.0.audience", "")),
    Case("R46", "a news item names other figures", put("disclosure.papers.0.written", "征求意见93条，意见93条，15个问题，49条。")),
    Case("R52", "a result was not shown", put("disclosure.finished.0.shown", False)),
    Case("R52", "a result was not rated", put("disclosure.finished.0.rated", False)),
    Case("R45", "no report fourteen days before the last day", both(
        put("oversight.reports", []), put("oversight.today", day(1, 27)),
    )),
    Case("R45", "no report in time", put("oversight.reports", [])),
    Case("R45", "the report was a day late", put("oversight.reports.0.on", day(2, 11))),
    Case("R45", "a report without number and minutes", both(
        put("oversight.reports.0.attachments", ["statements"]), put("oversight.reports.0.number", ""),
    )),
    Case("R45", "the unit asks for all three attachments", both(
        put("oversight.reports.0.attachments", []),
    ), {"R45": {"attachments": ["minutes", "statements", "list"]}}),
    Case("A01", "a receipt was not honoured", put("oversight.claims", [
        {"id": "c1", "verdict": "missing", "c": "0123456789abcdef", "by": day(2, 1)},
    ])),
    Case("A01", "the log was rewritten", put("oversight.claims", [
        {"id": "c2", "verdict": "rewritten", "c": "fedcba9876543210", "by": day(2, 1)},
    ])),
    Case("A02", "ballots are not counted a day after the promise", both(
        put("disclosure.round", {"id": "r1", "by": day(2, 28), "counted_on": None}),
    )),
    Case("A02", "ballots were counted a day late", put("disclosure.round.counted_on", day(2, 27))),
]  # fmt: skip

QUIET = [
    Case("R01", "nothing planned fifteen days before the last day", both(
        NOT_HELD, put("meeting.meetings", []), put("meeting.today", day(1, 16)),
    )),
    Case("R01", "one meeting is held again after the first was closed", put("meeting.meetings.+", {"no": 2, "state": "planned", "held": False})),
    Case("R01", "no last day is known", both(NOT_HELD, put("meeting.due", None))),
    Case("R02", "outside the window with consent", both(
        put("meeting.sittings.0.on", day(2, 1)), put("meeting.consent", "同意函1号"),
    )),
    *(Case("R02", f"on the window's {when} day", put("meeting.sittings.0.on", on)) for when, on in (("first", day(1, 18)), ("last", day(1, 31)))),
    *(
        Case("R02", f"in {on:%B} where nothing else is said", both(put("meeting.window", (None, None)), put("meeting.sittings.0.on", on)))
        for on in (dt.date(2020, 10, 1), dt.date(2020, 12, 31))
    ),
    Case("R21", "everything that a talk named was taken up", both(put("meeting.members.1.named", 4), put("meeting.members.1.stated", 2))),
    Case("R21", "the meeting is still running", both(RUNNING, put("meeting.members.1.named", 9))),
    Case("R32", "two of three are enough", AWAY),
    Case("R32", "a sitting not opened asks for no quorum", both(
        put("meeting.sittings.+", sitting(2, opened=False, present=[], should=3, ended=False, supervisors=0)),
    )),
    Case("R33", "the criticisms are passed on after the meeting", both(
        AWAY, RUNNING, put("meeting.sittings.0.absent.0.relayed", False),
    )),
    Case("R34", "an agenda that nobody has taken yet", both(*(put(f"meeting.agenda.{n}.taken", None) for n in range(8)))),
    Case("R34", "comments wait while members spoke", both(
        put("meeting.agenda.6.taken", None), put("meeting.agenda.7.taken", None),
    )),
    Case("R35", "nothing is asked before the meeting", both(
        NOT_HELD, put("meeting.agenda", []), put("meeting.meetings.0.held", True),
    )),
    Case("R37", "who did not sit together need not criticise each other", both(
        put("meeting.sittings", [sitting(present=["m1", "m2"], should=3, absent=[absent()]), sitting(2, present=["m1", "m3"], absent=[absent("m2", "主任")])]),
        put("meeting.criticisms", pairs_without(("m2", "m3"), ("m3", "m2"))),
    )),
    Case("R38", "whom nobody criticised need not respond", both(
        AWAY, put("meeting.criticisms", [("m1", "m2"), ("m2", "m1")]),
    )),
    Case("R41", "minutes are written while the meeting runs", both(
        RUNNING, put("meeting.minutes.chair_signed", False), put("meeting.sittings.0.ended", False),
    )),
    Case("R41", "no meeting at all", both(put("meeting.meeting", None), put("meeting.sittings", []))),
    Case("R42", "no supervisor was assigned", both(
        put("meeting.supervised", False), put("meeting.comments", 0), put("meeting.sittings.0.supervisors", 0),
    )),
    Case("R43", "problems stated before the meeting is closed", both(
        put("rectification.meeting_closed", False), put("rectification.problems", []), put("rectification.measures", []),
        put("rectification.open_origins", [origin("stated", "1")]), put("rectification.open_items", [{"id": "i7", "no": 7}]),
    )),
    Case("R47", "a measure due the day after the meeting", both(
        put("rectification.measures.0.due_on", day(1, 27)), put("rectification.measures.0.state", "in_progress"),
        put("rectification.today", day(1, 27)),
    )),
    Case("R47", "a measure planned before a meeting is set", put("rectification.meeting_on", None)),
    Case("R49", "a measure on its last day", put("rectification.measures.0.due_on", day(3, 1))),
    Case("R49", "nothing was heard for ninety-two days", put("rectification.today", day(5, 23))),
    Case("R49", "a measure that others have in hand needs no progress", both(
        put("rectification.measures.0", measure("1.1", state="verified", changes=life()[:3], last_progress_on=None)),
        put("rectification.today", day(6, 30)),
    )),
    Case("R49", "a measure at rest needs no progress", both(
        put("rectification.measures.0", measure("1.1", state="long_term", due_on=day(2, 1), changes=[
            *life()[:3], change("long_term", "verified", "long_term"),
        ])),
        put("rectification.today", dt.date(2021, 12, 31)),
    )),
    Case("R49", "nothing is known of any day", both(
        put("rectification.measures.0", measure("1.1", state="not_started", changes=[], last_progress_on=None)),
        put("rectification.meeting_on", None), put("rectification.today", day(6, 1)),
    )),
    Case("R50", "an earlier verification was not passed", put("rectification.measures.1.verifications", [
        {"passed": False, "on": day(2, 1), "verifier": "u9", "person": "p9"},
        {"passed": True, "on": day(2, 2), "verifier": "u9", "person": "p9"},
    ])),
    Case("R50", "long-term work is not signed off", put("rectification.measures.1", measure(
        "1.2", state="long_term", evidence=0, changes=[*life()[:3], change("long_term", "verified", "long_term")],
    ))),
    Case("R51", "an extension with reason and approver", put("rectification.measures.0.changes.+", change("extend", "", "", field="due_on"))),
    Case("R51", "a start needs no reason", both(
        put("rectification.measures.0.changes.0.reason", ""), put("rectification.measures.0.changes.0.approver", ""),
    )),
    Case("R54", "nobody was asked for opinions yet", both(
        put("rectification.begun", False), put("rectification.left_behind", [left("3.1")]),
    )),
    Case("R44", "nothing told the day before the last fortnight begins", both(
        put("disclosure.disclosures", []), put("disclosure.round", None), put("disclosure.today", day(1, 26)),
    ), {"R44": {"days": 15}}),
    Case("R44", "the meeting is to come", both(
        put("disclosure.disclosures", []), put("disclosure.round", None), put("disclosure.today", day(1, 25)),
    )),
    Case("R44", "no meeting is set", both(put("disclosure.disclosures", []), put("disclosure.meeting_on", None))),
    Case("R44", "told on the last day", put("disclosure.disclosures.0.on", day(2, 9))),
    Case("R44", "the measures were published instead", both(
        put("disclosure.disclosures.0.has_measures", False),
        put("disclosure.disclosures.+", {"id": "d2", "kind": "publish", "title": "公开", "on": day(2, 9), "audience": "", "has_sections": False, "has_measures": True}),
    )),
    Case("R52", "nothing is finished yet", put("disclosure.finished", [])),
    Case("R45", "no report the day before the last fortnight begins", both(
        put("oversight.reports", []), put("oversight.today", day(1, 26)),
    )),
    Case("R45", "the meeting is to come", both(put("oversight.reports", []), put("oversight.today", day(1, 25))), {"R45": {"days": 5}}),
    Case("R45", "no meeting is set", both(put("oversight.reports", []), put("oversight.meeting_on", None))),
    Case("R45", "there is no superior", both(put("oversight.reports", []), put("oversight.has_superior", False))),
    Case("R45", "reported on the last day", put("oversight.reports.0.on", day(2, 10))),
    Case("R45", "a later report brought the minutes", both(
        put("oversight.reports.0.attachments", ["statements"]),
        put("oversight.reports.+", {"id": "rep2", "on": day(2, 20), "number": "4号", "attachments": ["minutes"]}),
    )),
    Case("A02", "no rating", put("disclosure.round", None)),
    Case("A02", "ballots are counted on the promised day", put("disclosure.round", {"id": "r1", "by": day(3, 1), "counted_on": None})),
]  # fmt: skip
