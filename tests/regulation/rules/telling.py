"""What breaks the rules of 公开通报、报送上级, one thing at a time, and what they allow."""

from __future__ import annotations

from tests.regulation.rules.changing import Case, both, put
from tests.regulation.rules.facts import day

BROKEN = [
    Case(
        "R44",
        "nothing was told fourteen days before the last day",
        both(
            put("disclosure.disclosures", []),
            put("disclosure.today", day(1, 26)),
            put("disclosure.round", None),
        ),
    ),
    Case("R44", "nothing was told in time", put("disclosure.disclosures", [])),
    Case("R44", "it was told a day late", put("disclosure.disclosures.0.on", day(2, 10))),
    Case("R44", "it was told without the meeting", put("disclosure.disclosures.0.has_sections", False)),
    Case("R44", "it was told without measures", put("disclosure.disclosures.0.has_measures", False)),
    Case("R44", "it does not say to whom", put("disclosure.disclosures.0.audience", "")),
    Case(
        "R46",
        "a news item names other figures",
        put("disclosure.papers.0.written", "征求意见93条，意见93条，15个问题，49条。"),
    ),
    Case("R52", "a result was not shown", put("disclosure.finished.0.shown", False)),
    Case("R52", "a result was not rated", put("disclosure.finished.0.rated", False)),
    Case(
        "R45",
        "no report fourteen days before the last day",
        both(
            put("oversight.reports", []),
            put("oversight.today", day(1, 27)),
        ),
    ),
    Case("R45", "no report in time", put("oversight.reports", [])),
    Case("R45", "the report was a day late", put("oversight.reports.0.on", day(2, 11))),
    Case(
        "R45",
        "a report without number and minutes",
        both(
            put("oversight.reports.0.attachments", ["statements"]),
            put("oversight.reports.0.number", ""),
        ),
    ),
    Case(
        "R45",
        "the unit asks for all three attachments",
        both(
            put("oversight.reports.0.attachments", []),
        ),
        {"R45": {"attachments": ["minutes", "statements", "list"]}},
    ),
    Case(
        "A01",
        "a receipt was not honoured",
        put(
            "oversight.claims",
            [
                {"id": "c1", "verdict": "missing", "c": "0123456789abcdef", "by": day(2, 1)},
            ],
        ),
    ),
    Case(
        "A01",
        "the log was rewritten",
        put(
            "oversight.claims",
            [
                {"id": "c2", "verdict": "rewritten", "c": "fedcba9876543210", "by": day(2, 1)},
            ],
        ),
    ),
    Case(
        "A02",
        "ballots are not counted a day after the promise",
        both(
            put("disclosure.round", {"id": "r1", "by": day(2, 28), "counted_on": None}),
        ),
    ),
    Case("A02", "ballots were counted a day late", put("disclosure.round.counted_on", day(2, 27))),
    Case(
        "R44",
        "it was told without the meeting and without measures",
        both(
            put("disclosure.disclosures.0.has_sections", False),
            put("disclosure.disclosures.0.has_measures", False),
        ),
    ),
    Case(
        "R45",
        "no report on the day of the meeting where it is due in five days",
        both(
            put("oversight.reports", []),
            put("oversight.today", day(1, 26)),
        ),
        {"R45": {"days": 5}},
    ),
]

QUIET = [
    Case(
        "R44",
        "nothing told the day before the last fortnight begins",
        both(
            put("disclosure.disclosures", []),
            put("disclosure.round", None),
            put("disclosure.today", day(1, 26)),
        ),
        {"R44": {"days": 15}},
    ),
    Case(
        "R44",
        "the meeting is to come",
        both(
            put("disclosure.disclosures", []),
            put("disclosure.round", None),
            put("disclosure.today", day(1, 25)),
        ),
    ),
    Case("R44", "no meeting is set", both(put("disclosure.disclosures", []), put("disclosure.meeting_on", None))),
    Case("R44", "told on the last day", put("disclosure.disclosures.0.on", day(2, 9))),
    Case(
        "R44",
        "the measures were published instead",
        both(
            put("disclosure.disclosures.0.has_measures", False),
            put(
                "disclosure.disclosures.+",
                {
                    "id": "d2",
                    "kind": "publish",
                    "title": "公开",
                    "on": day(2, 9),
                    "audience": "",
                    "has_sections": False,
                    "has_measures": True,
                },
            ),
        ),
    ),
    Case("R52", "nothing is finished yet", put("disclosure.finished", [])),
    Case(
        "R45",
        "no report the day before the last fortnight begins",
        both(
            put("oversight.reports", []),
            put("oversight.today", day(1, 26)),
        ),
    ),
    Case(
        "R45",
        "the meeting is to come",
        both(put("oversight.reports", []), put("oversight.today", day(1, 25))),
        {"R45": {"days": 5}},
    ),
    Case("R45", "no meeting is set", both(put("oversight.reports", []), put("oversight.meeting_on", None))),
    Case("R45", "there is no superior", both(put("oversight.reports", []), put("oversight.has_superior", False))),
    Case("R45", "reported on the last day", put("oversight.reports.0.on", day(2, 10))),
    Case(
        "R45",
        "a later report brought the minutes",
        both(
            put("oversight.reports.0.attachments", ["statements"]),
            put("oversight.reports.+", {"id": "rep2", "on": day(2, 20), "number": "4号", "attachments": ["minutes"]}),
        ),
    ),
    Case("A02", "no rating", put("disclosure.round", None)),
    Case(
        "A02",
        "ballots are counted on the promised day",
        put("disclosure.round", {"id": "r1", "by": day(3, 1), "counted_on": None}),
    ),
]
