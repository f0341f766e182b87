"""The labelled sets are well formed, the halves share no near-copies, and the thresholds hold on the half held back."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from benchmarks.formalism import FINDERS, PRECISION, RECALL, measured, wilson
from tests.regulation.rules.pack import parameters
from zhiyan.formalism import alike, boast, hollow, merging, returning, templates
from zhiyan.formalism.counting import let_off, narrow, unfounded, unheard
from zhiyan.regulation.reading import shipped

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "data" / "formalism"
SETS = sorted(path.stem for path in FOLDER.glob("*.jsonl"))
BY_WORDS = [name for name in FINDERS if name not in ("alike", "recurring")]
"""Finders that need no encoder: quick enough to be measured with the tests."""
WRITTEN = ["measure", "criticism", "problem", "repeated"]
NEAR = 0.6


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def texts(row: dict[str, Any]) -> list[str]:
    return [row[field] for field in ("text", "a", "b") if field in row]


def pairs(text: str) -> frozenset[str]:
    line = "".join(sign for sign in text if sign.isalnum())
    return frozenset(line[at : at + 2] for at in range(len(line) - 1))


@pytest.mark.parametrize("name", SETS)
def test_a_set_has_enough_examples_of_both_kinds_half_of_them_held_back(name: str):
    given = rows(name)
    positive = sum(row["label"] for row in given)
    assert positive >= 120
    assert len(given) - positive >= 240
    held_back = sum(row["half"] == "report" for row in given)
    assert abs(2 * held_back - len(given)) <= 6
    assert len({row["id"] for row in given}) == len(given)
    assert {row["half"] for row in given} == {"tune", "report"}


@pytest.mark.parametrize("name", WRITTEN)
def test_the_halves_share_no_near_copies(name: str):
    halves: dict[str, set[frozenset[str]]] = {"tune": set(), "report": set()}
    for row in rows(name):
        halves[row["half"]].update(map(pairs, texts(row)))
    near = [
        (a, b) for a, b in product(halves["tune"], halves["report"]) if 2 * len(a & b) >= NEAR * (len(a) + len(b)) > 0
    ]
    assert near == []


@pytest.mark.parametrize("name", BY_WORDS)
def test_a_finder_holds_its_promise_on_the_half_held_back(name: str):
    reached = measured(name, "report")
    assert reached["precision"] >= PRECISION
    assert reached["recall"] >= RECALL


def test_the_lower_bound_is_wilsons():
    assert wilson(90, 100) == pytest.approx(0.8256, abs=1e-4)
    assert wilson(0, 0) == 0.0


@pytest.mark.parametrize("name", FINDERS)
def test_every_finder_measured_is_a_rule_of_the_pack(name: str):
    rule = FINDERS[name][0].split(" ")[0]
    assert rule in {one.id for one in shipped("regulation").rules}


def default(finder: Callable[..., Any], name: str) -> float:
    """What a finder of counts asks for by itself."""
    return float(inspect.signature(finder).parameters[name].default)


MEASURED = {
    "R29": {"least": 100 * alike.STATEMENT, "template": 100 * templates.TEMPLATE},
    "R30": {"least": 100 * hollow.PROBLEM},
    "R31": {"least": 100 * boast.LEAST},
    "R39": {"least": 100 * hollow.CRITICISM},
    "R40": {"least": 100 * alike.CRITICISM},
    "R48": {"least": 100 * hollow.MEASURE},
    "R53": {"least": 100 * returning.PROBABLE},
    "F01": {"share": 100 * default(unfounded, "share")},
    "F02": {
        "least": default(unheard, "least"),
        "share": 100 * default(unheard, "share"),
        "branches": default(unheard, "least_branches"),
    },
    "F03": {"named": merging.NAMED},
    "F04": {
        "aimed": default(let_off, "least_aimed"),
        "times": 100 * default(let_off, "most_per_item"),
        "elsewhere": 100 * default(let_off, "most_elsewhere"),
    },
    "F05": {
        "branches": 100 * default(narrow, "least_branches"),
        "staff": 100 * default(narrow, "least_staff"),
        "channel": 100 * default(narrow, "most_channel"),
    },
}
"""With which thresholds the finders are measured, by rule and parameter."""

NOT_MEASURED = ("words", "main")
"""The unit's own words, and a count of letters."""


@pytest.mark.parametrize("rule", MEASURED)
def test_a_rule_as_shipped_asks_for_what_its_finder_was_measured_with(rule: str):
    shipped_with = {name: value for name, value in parameters(rule).items() if name not in NOT_MEASURED}
    assert shipped_with == {name: round(value) for name, value in MEASURED[rule].items()}
