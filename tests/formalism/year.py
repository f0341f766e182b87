"""A year of plain facts that satisfies the rules against formalism, and what is found when it is changed."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from tests.regulation.rules.changing import Case, Change, Year, put
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
        "examined": TEXT, "letters": 40, "problems": [problem], "aimed": 5, **fields,
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
            "models": (),
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


def look(year: Year, figures: Mapping[str, Mapping[str, Any]] | None = None) -> list[Finding]:
    return [
        one
        for rule, (stage, check) in CHECKS.items()
        for one in check(year[stage], parameters(rule, **(figures or {}).get(rule, {})))
    ]


def after(case: Case) -> list[Finding]:
    year = deepcopy(YEAR)
    case.change(year)
    return look(year, case.parameters)


def plain(finding: Finding) -> dict[str, Any]:
    links = [f"{link.kind} {link.id} {link.label}" for link in finding.links]
    passages = [
        f"{one.label} {one.start}–{one.end} {len(one.text)} {one.link.id if one.link else ''}".strip()
        for one in finding.passages
    ]
    told = {**finding.as_dict(), "links": links, "passages": passages, "member": finding.member}
    return {key: value for key, value in told.items() if value and key not in ("severity", "source")}


def changed(stage: str, *path: Any, to: Any) -> Year:
    """The year with one value of a stage's texts and counts put in another's place."""
    year = deepcopy(YEAR)
    at(stage, *path, to=to)(year)
    return year


def at(stage: str, *path: Any, to: Any) -> Change:
    """Put one value in the place of another of a stage's texts and counts."""
    return put(".".join(str(step) for step in (stage, "formalism", *path)), to)


def filled(word: str, signs: int, of: int) -> str:
    """A text of `of` signs of which `signs` are the word's, the others nobody's."""
    return word * (signs // len(word)) + "食" * (of - signs)
