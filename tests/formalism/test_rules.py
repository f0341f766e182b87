"""The rules against formalism over plain facts: a year that satisfies them, and what breaks each."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.regulation.rules.pack import parameters
from zhiyan.consolidation.checks import f03_items_stay_specific, f04_leaders_keep_their_own
from zhiyan.formalism.found import Likeness, Place
from zhiyan.kernel.findings import Finding
from zhiyan.meeting.checks import r39_criticism_names_a_fault, r40_not_the_same_criticism_again
from zhiyan.rectification.checks import (
    f02_loud_opinions_become_problems,
    r48_measures_can_be_verified,
    r53_problems_do_not_come_back,
)
from zhiyan.solicitation.checks import f05_many_were_heard
from zhiyan.statements.checks import (
    f01_problems_rest_on_opinions,
    r29_not_another_text_again,
    r30_no_problem_that_fits_anybody,
    r31_problems_not_achievements,
)

TEXT = "审批件压在我桌上，最长的压了47天。两年没有听过一节课。"


def statement(key: str, person: str, **fields: Any) -> dict[str, Any]:
    problem = {
        "kind": "statement_problem", "id": f"{key}-1", "label": f"{key}第1个问题", "title": "", "text": TEXT,
        "case": "", "items": 1,
    }  # fmt: skip
    return {
        "kind": "statement", "id": key, "label": key, "member": person, "person": person, "text": TEXT,
        "examined": TEXT, "problems": [problem], "aimed": 5, **fields,
    }  # fmt: skip


def criticism(key: str, text: str, critic: str) -> dict[str, Any]:
    return {"kind": "criticism", "id": key, "label": key, "text": text, "member": critic, "critic": critic}


def record(kind: str, key: str, text: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "id": key, "label": key, "text": text, "member": "m", **fields}


def like(first: str, second: str, score: float = 0.9) -> Likeness:
    return Likeness(first, second, score, (Place((0, 5), (0, 5), True),))


YEAR: dict[str, Any] = {
    "statements": {
        "formalism": {
            "statements": [statement("a", "p1"), statement("b", "p2")],
            "earlier": [statement("a-last", "p1"), statement("b-last", "p2")],
            "alike": [],
            "as_last_year": [],
        }
    },
    "meeting": {
        "formalism": {
            "criticisms": [criticism("c", "开会爱拖，一小时的会开了三个半小时", "p1"), criticism("d", TEXT, "p2")],
            "earlier": [criticism("c-last", "开会爱拖", "p1")],
            "repeated": [],
            "as_last_year": [],
        }
    },
    "rectification": {
        "formalism": {
            "measures": [record("measure", "m1", "5月底前修订采购办法，10万元以上一律比选")],
            "problems": [record("problem", "q1", TEXT)],
            "earlier": [record("problem", "q-last", TEXT)],
            "returning": [],
            "items": [record("item", "i1", "", opinions=9, branches=4, problem=True)]
            + [record("item", f"i{n}", "", opinions=2, branches=2, problem=False) for n in range(2, 6)],
        }
    },
    "consolidation": {
        "closed": True,
        "formalism": {
            "items": [record("item", "i1", "食堂价格", originals=[record("opinion", "o1", "食堂的红烧肉卖到十八元")])],
            "leaders": [{"id": "p1", "label": "书记", "aimed": 9, "items": 5, "elsewhere": 0, "others_per_item": 1.6}],
        },
    },
    "solicitation": {
        "closing": {"total": 91},
        "channels": [{"solicited": True, "opinions": n} for n in (49, 22, 20)],
        "formalism": {"staff": 422, "branches": 14, "branches_heard": 12},
    },
}
CHECKS = {
    "R29": ("statements", r29_not_another_text_again),
    "R30": ("statements", r30_no_problem_that_fits_anybody),
    "R31": ("statements", r31_problems_not_achievements),
    "F01": ("statements", f01_problems_rest_on_opinions),
    "R39": ("meeting", r39_criticism_names_a_fault),
    "R40": ("meeting", r40_not_the_same_criticism_again),
    "R48": ("rectification", r48_measures_can_be_verified),
    "R53": ("rectification", r53_problems_do_not_come_back),
    "F02": ("rectification", f02_loud_opinions_become_problems),
    "F03": ("consolidation", f03_items_stay_specific),
    "F04": ("consolidation", f04_leaders_keep_their_own),
    "F05": ("solicitation", f05_many_were_heard),
}


def look(year: dict[str, Any]) -> list[Finding]:
    return [one for rule, (stage, check) in CHECKS.items() for one in check(year[stage], parameters(rule))]


def changed(stage: str, *path: Any, to: Any) -> dict[str, Any]:
    """The year with one value of a stage's texts and counts put in another's place."""
    year = deepcopy(YEAR)
    place = year[stage]["formalism"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return year


def test_a_year_of_own_words_has_no_finding():
    assert look(YEAR) == []


STATEMENTS = ("statements", "statements", 0)
BROKEN = [
    ("R29", changed("statements", "alike", to=[like("a", "b")]), ["a", "b"]),
    ("R29", changed("statements", "as_last_year", to=[like("a", "a-last")]), ["a"]),
    ("R29", changed(*STATEMENTS, "text", to="学习的自觉性和系统性不够，往往是急用先学、现学现用。"), ["a（范文）"]),
    ("R30", changed(*STATEMENTS, "problems", 0, "text", to="担当精神不足，联系群众不够紧密"), ["a第1个问题"]),
    ("R31", changed(*STATEMENTS, "examined", to=f"全年获得先进称号，收入增长18%。圆满完成任务。{TEXT}"), ["a"]),
    ("F01", changed(*STATEMENTS, "problems", 0, "items", to=0), ["a"]),
    ("R39", changed("meeting", "criticisms", 0, "text", to="希望多休息，建议加强学习"), ["c"]),
    ("R40", changed("meeting", "repeated", to=[like("c", "d")]), ["c", "d"]),
    ("R40", changed("meeting", "as_last_year", to=[like("c", "c-last")]), ["c"]),
    ("R48", changed("rectification", "measures", 0, "text", to="进一步提高认识，加强管理"), ["m1"]),
    ("R53", changed("rectification", "returning", to=[like("q1", "q-last")]), ["q1"]),
    ("F02", changed("rectification", "items", 0, "problem", to=False), ["i1"]),
    ("F03", changed("consolidation", "items", 0, "text", to="加强综合管理"), ["i1"]),
    ("F04", changed("consolidation", "leaders", 0, "items", to=1), ["书记"]),
    ("F05", changed("solicitation", "branches_heard", to=4), ["征求意见的面"]),
]


@pytest.mark.parametrize(("rule", "year", "subjects"), BROKEN)
def test_what_breaks_a_rule_is_found_by_it_alone(rule: str, year: dict[str, Any], subjects: list[str]):
    assert [(one.rule, one.subject) for one in look(year)] == [(rule, subject) for subject in subjects]


@pytest.mark.parametrize(("rule", "year", "subjects"), BROKEN)
def test_a_finding_says_what_to_do_and_its_places_lie_in_their_texts(rule: str, year: dict[str, Any], subjects: Any):
    for one in look(year):
        assert one.message
        assert one.remedy
        assert len({finding.key for finding in look(year)}) == len(look(year))
        for place in one.passages:
            assert 0 <= place.start <= place.end <= len(place.text)


def test_texts_that_are_alike_stand_side_by_side_and_each_writer_may_answer():
    found = look(changed("statements", "alike", to=[like("a", "b")]))
    assert [one.member for one in found] == ["p1", "p2"]
    assert [place.label for place in found[0].passages] == ["a", "b"]
    assert [place.label for place in found[1].passages] == ["b", "a"]
    assert [place.link.id for place in found[0].passages if place.link] == ["a", "b"]


def test_the_statement_of_somebody_else_last_year_is_not_held_against_a_writer():
    assert look(changed("statements", "as_last_year", to=[like("a", "b-last")])) == []


def test_the_criticism_of_another_critic_last_year_is_not_held_against_a_critic():
    assert look(changed("meeting", "as_last_year", to=[like("d", "c-last")])) == []


@pytest.mark.parametrize(
    ("stage", "name", "pair", "check", "parameter"),
    [
        ("statements", "alike", like("a", "b", 0.3), "R29", 40),
        ("meeting", "repeated", like("c", "d", 0.5), "R40", 60),
        ("rectification", "returning", like("q1", "q-last", 0.7), "R53", 80),
    ],
)
def test_a_higher_threshold_of_the_unit_lets_a_pair_pass(stage: str, name: str, pair: Any, check: str, parameter: int):
    year = changed(stage, name, to=[pair])
    look_for = CHECKS[check][1]
    assert look_for(year[stage], parameters(check))
    assert look_for(year[stage], {**parameters(check), "least": parameter}) == []


def test_a_word_of_the_units_own_makes_a_measure_vague():
    year = changed("rectification", "measures", 0, "text", to="赋能跃升，擦亮招牌")
    given = {**parameters("R48"), "words": ["赋能", "跃升", "擦亮", "招牌"]}
    assert r48_measures_can_be_verified(year["rectification"], parameters("R48")) == []
    assert [one.subject for one in r48_measures_can_be_verified(year["rectification"], given)] == ["m1"]


def test_before_a_stage_has_closed_its_counts_are_not_judged():
    year = changed("solicitation", "branches_heard", to=4)
    year["solicitation"]["closing"] = None
    year["consolidation"]["formalism"]["leaders"][0]["items"] = 1
    year["consolidation"]["closed"] = False
    assert look(year) == []
