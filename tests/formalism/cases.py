"""What breaks each rule against formalism, and what stands just inside what it allows."""

from __future__ import annotations

from typing import Any

from tests.formalism.year import TEXT, at, filled, like, record, statement
from tests.regulation.rules.changing import Case, both, put
from zhiyan.formalism.found import Likeness, Place


def resting(*items: int) -> list[dict[str, Any]]:
    """Problems with so many items behind each."""
    (problem,) = statement("a", "p1")["problems"]
    return [{**problem, "items": n} for n in items]


STATEMENT = ("statements", "statements", 0)
PROBLEM = (*STATEMENT, "problems", 0)
CRITICISM = ("meeting", "criticisms", 0)
MEASURE = ("rectification", "measures", 0)
ITEM = ("rectification", "items", 0)
LEADER = ("consolidation", "leaders", 0)
MODEL = "学习的自觉性和系统性不够，往往是急用先学、现学现用。"
BOAST = "全年获得先进称号，收入增长18%。圆满完成任务。"
SEVEN = tuple(Place((n * 4, n * 4 + 2 + n % 3), (20 - n * 2, 22 - n * 2), n % 2 == 0) for n in range(7))
ALL_BUT_ONE = {"least": 99}
BROKEN = [
    Case("R29", "another member's text", at("statements", "alike", to=[like("a", "b", 0.15)])),
    Case("R29", "the own text of last year", at("statements", "as_last_year", to=[like("a", "a-last", 0.15)])),
    Case(
        "R29", "seven places, of which five are shown", at("statements", "alike", to=[Likeness("a", "b", 0.994, SEVEN)])
    ),
    Case(
        "R29",
        "another member's text and the own of last year",
        both(
            at("statements", "alike", to=[like("a", "b", 0.3)]),
            at("statements", "as_last_year", to=[like("a", "b-last", 0.9), like("b", "b-last", 0.4)]),
        ),
    ),
    Case(
        "R29",
        "a pair that counts behind one that does not",
        at("statements", "as_last_year", to=[like("a", "b-last"), like("a", "a-last", 0.1), like("b", "b-last")]),
    ),
    Case("R29", "a model's sentences", at(*STATEMENT, "text", to=MODEL * 7)),
    Case(
        "R29",
        "as many of a model's sentences as the figure",
        at(*STATEMENT, "text", to=MODEL),
        {"R29": {"template": 100}},
    ),
    Case(
        "R29",
        "a sentence of the unit's own template",
        both(
            at("statements", "models", to=("本人分管的工作里最不放心的一件事是什么。",)),
            at(*STATEMENT, "text", to="本人分管的工作里最不放心的一件事是管网。"),
        ),
    ),
    Case(
        "R29",
        "a model's sentences in the second statement",
        at("statements", "statements", 1, "text", to=MODEL + "审批件压在我桌上。"),
    ),
    Case("R30", "stock words without a case", at(*PROBLEM, "text", to="担当精神不足，联系群众不够紧密")),
    Case(
        "R30",
        "a word of the unit's own",
        at(*PROBLEM, "text", to="赋能跃升，擦亮招牌"),
        {"R30": {"words": ["赋能", "跃升", "擦亮", "招牌"]}},
    ),
    Case("R30", "just the figure", at(*PROBLEM, "text", to=filled("加强", 50, 100))),
    Case("R31", "achievements", at(*STATEMENT, "examined", to=BOAST + TEXT)),
    Case("R31", "achievements alone", at(*STATEMENT, "examined", to=BOAST), {"R31": {"least": 100}}),
    Case(
        "R31",
        "seven achievements, of which five are shown",
        at(*STATEMENT, "examined", to="获得先进称号。有一件事没有办。" * 7),
        {"R31": {"least": 40}},
    ),
    Case("R31", "more of everything else than of problems and causes", at(*STATEMENT, "letters", to=51)),
    Case("R31", "both at once", both(at(*STATEMENT, "examined", to=BOAST + TEXT), at(*STATEMENT, "letters", to=400))),
    Case("F01", "no opinion behind the problem", at(*PROBLEM, "items", to=0)),
    Case(
        "F01",
        "two of three problems without an opinion",
        at(*STATEMENT, "problems", to=resting(0, 0, 1)),
    ),
    Case("R39", "hope and advice", at(*CRITICISM, "text", to="希望多休息，建议加强学习")),
    Case("R39", "just the figure", at(*CRITICISM, "text", to=filled("希望", 40, 100))),
    Case(
        "R39",
        "a word of the unit's own",
        at(*CRITICISM, "text", to="赋能跃升，擦亮招牌"),
        {"R39": {"words": ["赋能", "跃升", "擦亮", "招牌"]}},
    ),
    Case("R40", "the same to another", at("meeting", "repeated", to=[like("c", "d", 0.45)])),
    Case("R40", "the same as last year", at("meeting", "as_last_year", to=[like("c", "c-last", 0.45)])),
    Case(
        "R40",
        "the same to another and as last year",
        both(
            at("meeting", "repeated", to=[like("c", "d")]),
            at("meeting", "as_last_year", to=[like("d", "c-last"), like("c", "c-last")]),
        ),
    ),
    Case("R48", "nothing to verify", at(*MEASURE, "text", to="进一步提高认识，加强管理")),
    Case("R48", "just the figure", at(*MEASURE, "text", to=filled("加强", 50, 100))),
    Case(
        "R48",
        "a word of the unit's own",
        at(*MEASURE, "text", to="赋能跃升，擦亮招牌"),
        {"R48": {"words": ["赋能", "跃升", "擦亮", "招牌"]}},
    ),
    Case("R53", "a problem of last year", at("rectification", "returning", to=[like("q1", "q-last", 0.65)])),
    Case(
        "R53",
        "a problem of two earlier years",
        both(
            at("rectification", "earlier", "+", to=record("problem", "q-older", TEXT)),
            at(
                "rectification",
                "returning",
                to=[like("q1", "q-older", 0.6), like("q1", "q-last"), like("q1", "q-older")],
            ),
        ),
    ),
    Case("F02", "many opinions without a problem", at(*ITEM, "problem", to=False)),
    Case(
        "F02",
        "four opinions of three branches",
        both(at(*ITEM, "opinions", to=4), at(*ITEM, "branches", to=3), at(*ITEM, "problem", to=False)),
    ),
    Case(
        "F02",
        "as large a share as the figure",
        both(at(*ITEM, "opinions", to=2), at(*ITEM, "problem", to=False)),
        {"F02": {"least": 2, "share": 20}},
    ),
    Case(
        "F02",
        "the most of all though no large share",
        at(*ITEM, "problem", to=False),
        {"F02": {"share": 99}},
    ),
    Case("F03", "a title that names nothing", at("consolidation", "items", 0, "text", to="加强综合管理")),
    Case(
        "F03",
        "ten opinions, of which eight are shown",
        both(
            at("consolidation", "items", 0, "text", to="加强综合管理"),
            at(
                "consolidation",
                "items",
                0,
                "originals",
                to=[record("opinion", f"o{n}", "食堂的红烧肉") for n in range(10)],
            ),
        ),
    ),
    Case(
        "F03",
        "a word of the unit's own",
        at("consolidation", "items", 0, "text", to="赋能跃升"),
        {"F03": {"words": ["赋能", "跃升"]}},
    ),
    Case("F03", "one letter that names something", at("consolidation", "items", 0, "text", to="加强餐管理")),
    Case("F04", "all of a leader's opinions in one item", at(*LEADER, "items", to=1)),
    Case("F04", "a leader's opinions put elsewhere", both(at(*LEADER, "elsewhere", to=4), at(*LEADER, "items", to=5))),
    Case(
        "F04",
        "both at once",
        both(at(*LEADER, "elsewhere", to=3), at(*LEADER, "items", to=1), at(*LEADER, "aimed", to=9)),
    ),
    Case("F04", "three opinions are enough", both(at(*LEADER, "aimed", to=3), at(*LEADER, "elsewhere", to=1))),
    Case("F05", "few branches", at("solicitation", "branches_heard", to=4)),
    Case(
        "F05",
        "just too few branches",
        both(at("solicitation", "branches", to=500), at("solicitation", "branches_heard", to=298)),
    ),
    Case("F05", "just too few opinions for the staff", at("solicitation", "staff", to=1140)),
    Case(
        "F05",
        "one channel, and every other reason",
        both(
            put("solicitation.channels", [{"solicited": True, "opinions": 30}, {"solicited": True, "opinions": 1}]),
            at("solicitation", "branches_heard", to=4),
        ),
    ),
    Case(
        "F05",
        "what was not solicited counts for no channel",
        put("solicitation.channels", [{"solicited": True, "opinions": 91}, {"solicited": False, "opinions": 50}]),
    ),
]
QUIET = [
    Case("R29", "just below the figure", at("statements", "alike", to=[like("a", "b", 0.1499)])),
    Case(
        "R29",
        "just below the figure with last year",
        at("statements", "as_last_year", to=[like("a", "a-last", 0.1499)]),
    ),
    Case("R29", "somebody else's text of last year", at("statements", "as_last_year", to=[like("a", "b-last")])),
    Case(
        "R29",
        "just below the figure of a model's sentences",
        at(*STATEMENT, "text", to=MODEL + "食" * 36),
        {"R29": {"template": 39}},
    ),
    Case("R30", "just below the figure", at(*PROBLEM, "text", to=filled("加强", 66, 67)), {"R30": ALL_BUT_ONE}),
    Case(
        "R30",
        "a case beside stock words",
        both(
            at(*PROBLEM, "text", to="担当精神不足，联系群众不够紧密"),
            at(*PROBLEM, "case", to="10月的审批件压了47天"),
        ),
    ),
    Case(
        "R31",
        "just below the figure",
        at(*STATEMENT, "examined", to=filled("获得", 2, 66) + "。没有。"),
        {"R31": {"least": 98}},
    ),
    Case("R31", "half of everything is problems and causes", at(*STATEMENT, "letters", to=50)),
    Case("F01", "as many without an opinion as the figure", at(*STATEMENT, "problems", to=resting(0, 0, 0, 1, 1))),
    Case("F01", "few items fed back", both(at(*PROBLEM, "items", to=0), at(*STATEMENT, "aimed", to=2))),
    Case("R39", "just below the figure", at(*CRITICISM, "text", to=filled("希望", 66, 67)), {"R39": ALL_BUT_ONE}),
    Case("R40", "just below the figure", at("meeting", "repeated", to=[like("c", "d", 0.4499)])),
    Case("R40", "another critic's of last year", at("meeting", "as_last_year", to=[like("d", "c-last")])),
    Case("R48", "just below the figure", at(*MEASURE, "text", to=filled("加强", 66, 67)), {"R48": ALL_BUT_ONE}),
    Case("R53", "just below the figure", at("rectification", "returning", to=[like("q1", "q-last", 0.6499)])),
    Case("F02", "three opinions", both(at(*ITEM, "opinions", to=3), at(*ITEM, "problem", to=False))),
    Case("F02", "two branches", both(at(*ITEM, "branches", to=2), at(*ITEM, "problem", to=False))),
    Case(
        "F02", "before a list was begun", both(at("rectification", "problems", to=[]), at(*ITEM, "problem", to=False))
    ),
    Case("F03", "two letters that name something", at("consolidation", "items", 0, "text", to="加强餐饮管理")),
    Case("F04", "two opinions", both(at(*LEADER, "aimed", to=2), at(*LEADER, "items", to=1))),
    Case(
        "F04", "as full as twice the others", both(at(*LEADER, "aimed", to=16), at(*LEADER, "others_per_item", to=1.6))
    ),
    Case("F04", "before consolidation is closed", both(put("consolidation.closed", False), at(*LEADER, "items", to=1))),
    Case(
        "F04", "as many put elsewhere as the figure", both(at(*LEADER, "aimed", to=10), at(*LEADER, "elsewhere", to=3))
    ),
    Case(
        "F02",
        "just below the share",
        both(
            at(*ITEM, "opinions", to=99),
            at("rectification", "items", 1, "opinions", to=394),
            at(*ITEM, "problem", to=False),
        ),
        {"F02": {"share": 20}},
    ),
    Case(
        "F05",
        "a channel just at the figure",
        put("solicitation.channels", [{"solicited": True, "opinions": n} for n in (88, 12)]),
    ),
    Case(
        "F05",
        "before soliciting is closed",
        both(put("solicitation.closing", None), at("solicitation", "branches_heard", to=4)),
    ),
    Case(
        "F01",
        "no opinion behind any problem, where the unit allows it",
        at(*PROBLEM, "items", to=0),
        {"F01": {"share": 100}},
    ),
    Case(
        "F02",
        "as many opinions as another, and no large share",
        both(
            at(*ITEM, "problem", to=False),
            at("rectification", "items", "+", to=record("item", "i9", "", opinions=9, branches=4, problem=False)),
        ),
        {"F02": {"share": 99}},
    ),
    Case("F02", "fewer branches than the unit asks for", at(*ITEM, "problem", to=False), {"F02": {"branches": 5}}),
    Case(
        "F03",
        "one letter that names something, where the unit asks for none",
        at("consolidation", "items", 0, "text", to="加强餐管理"),
        {"F03": {"named": 0}},
    ),
    Case("F04", "fewer opinions than the unit asks for", at(*LEADER, "items", to=1), {"F04": {"aimed": 10}}),
    Case("F04", "as full as the unit allows", at(*LEADER, "items", to=1), {"F04": {"times": 1000}}),
    Case(
        "F04",
        "as many put elsewhere as the unit allows",
        both(at(*LEADER, "aimed", to=10), at(*LEADER, "elsewhere", to=4)),
        {"F04": {"elsewhere": 50}},
    ),
    Case(
        "F05",
        "as few branches as the unit allows",
        at("solicitation", "branches_heard", to=4),
        {"F05": {"branches": 10}},
    ),
    Case("F05", "as few opinions as the unit allows", at("solicitation", "staff", to=2000), {"F05": {"staff": 1}}),
    Case(
        "F05",
        "one channel, where the unit allows it",
        put("solicitation.channels", [{"solicited": True, "opinions": 91}]),
        {"F05": {"channel": 100}},
    ),
]
