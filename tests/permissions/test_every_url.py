"""Every address of the desk, every role, also on other people's records, another year's and another unit's."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.test import Client
from django.urls import resolve

from tests.permissions.table import Case, cases
from tests.permissions.walking import (
    DENIED,
    DESK,
    METHOD,
    MISSING,
    OK,
    address,
    cheaply,  # noqa: F401
    named_patterns,
    outcome,
)
from tests.permissions.world import ROLES, World
from zhiyan.desk import pages
from zhiyan.desk.urls import OPEN

pytestmark = pytest.mark.django_db

CASES = cases()
FREE = {"home", "signin", "sign_out", "set_language"}  # addresses of no unit
BY_STAGE: dict[str, list[Case]] = defaultdict(list)
for _case in CASES:
    BY_STAGE[_case.name.split(":")[0] if ":" in _case.name else "front"].append(_case)
STAGES = [stage for stage in BY_STAGE if stage != "front"]


def expected(case: Case, role: str, method: str) -> set[str]:
    """What the table lets the desk answer."""
    allowed = case.get if method == "get" else case.post or frozenset()
    if role in allowed:
        return {OK}
    if method == "get" and not case.get:
        return {METHOD, DENIED, MISSING}  # nobody gets it; which refusal comes first does not matter
    return {MISSING} if role in case.hidden else {DENIED}


def asked(case: Case, method: str) -> list[str]:
    """The roles to ask as. A form's GET goes the way of its POST: there one of each kind, and all that differ."""
    if method == "post" or case.post is None:
        return list(ROLES)
    kinds: dict[tuple[bool, bool, bool], str] = {}
    for role in ROLES:
        kinds.setdefault((role in case.get, role in case.post, role in case.hidden), role)
    return sorted({*kinds.values(), *(case.get ^ case.post)})


def test_every_address_is_in_the_table():
    assert set(named_patterns()) - {case.name for case in CASES} == set()


def test_the_table_names_no_address_that_is_not_there():
    assert {case.name for case in CASES} - set(named_patterns()) == set()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_address_leads_to_the_page_that_it_names(world, case):
    found = resolve(address(case.name, world, case.of), DESK)
    assert found.view_name == case.name.removesuffix("@year")


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.usefixtures("cheaply")
def test_every_role_gets_what_the_table_says(world, stage):
    wrong = []
    for case in BY_STAGE[stage]:
        url = address(case.name, world, case.of)
        for method in ("get",) if case.post is None else ("get", "post"):
            for role in asked(case, method):
                found, wanted = outcome(world.users[role], method, url), expected(case, role, method)
                if found not in wanted:
                    wrong.append(f"{method} {case} as {role}: {found}, not {' or '.join(sorted(wanted))}")
    assert wrong == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_not_signed_in_is_led_to_the_sign_in_and_nothing_else(world, method):
    client = Client()
    wrong = []
    for case in CASES:
        if case.name in OPEN | {"sign_out"}:
            continue
        response = getattr(client, method)(address(case.name, world, case.of))
        led = response.status_code == 302 and response["Location"].startswith("/signin/")
        if not led and response.status_code != 405:
            wrong.append(f"{case}: {response.status_code}")
    assert wrong == []


@pytest.mark.parametrize("who", ["organiser of another unit", "account without a role"])
@pytest.mark.usefixtures("cheaply")
def test_a_unit_does_not_exist_for_whoever_is_nothing_in_it(worlds, who):
    from tests import builders

    here, other = worlds["here"], worlds["unit"]
    user = other.users["organiser"] if who.startswith("organiser") else builders.make_user(other.cycle.unit)
    wrong = [
        f"{method} {case}"
        for case in CASES
        if case.name not in FREE
        for method in ("get", "post")
        if outcome(user, method, address(case.name, here, case.of)) not in {MISSING, METHOD}
    ]
    assert wrong == []


def with_records(case: Case) -> bool:
    """Whether the address names a record of a year (a word or a person of the unit is none)."""
    return (
        any(not kind.startswith("=") for kind in case.of) and "cycle" in named_patterns()[case.name].pattern.converters
    )


@pytest.mark.parametrize("whose", ["year", "unit"])
@pytest.mark.parametrize("role", ["organiser", "secretary", "member", "recorder"])
@pytest.mark.usefixtures("cheaply")
def test_a_record_of_another_year_or_unit_does_not_exist_here(worlds, whose, role):
    here, other = worlds["here"], worlds[whose]
    wrong = []
    for case in filter(with_records, CASES):
        if case.of == ("rectification_plan",):
            continue  # a version number, which every year has
        if whose == "year" and case.of == ("template",):
            continue  # the unit's, in whatever year it was brought
        for method in ("get", "post"):
            allowed = (case.get if method == "get" else case.post) or frozenset()
            if role not in allowed:
                continue
            found = outcome(here.users[role], method, address(case.name, here, case.of, records_of=other))
            if found != MISSING:
                wrong.append(f"{method} {case}: {found}")
    assert wrong == []


CONTENT = ("opinion", "accusation", "member_opinion", "pair", "statement", "draft", "criticism", "turn", "measure")


def test_the_administrator_opens_no_opinion_statement_talk_record_or_criticism():
    """By the table, which the walk holds the desk to."""
    opened = {case.name for case in CASES if "administrator" in case.get | (case.post or frozenset())}
    assert opened == {
        *FREE, "cycle:front", "cycle:page", "accounts:page", "accounts:open", "accounts:grant", "accounts:withdraw",
    }  # fmt: skip
    assert not [case for case in CASES if set(case.of) & set(CONTENT) and "administrator" in case.get]


def test_an_accusation_is_opened_by_nobody_but_its_receiver():
    for case in CASES:
        if "accusation" in case.of:
            assert not case.get
            assert not case.post
        if "handover" in case.of:
            assert case.get | (case.post or frozenset()) == {"discipline_secretary"}


def test_the_walk_would_see_an_open_door(world, cheaply, monkeypatch):  # noqa: F811
    url = address("cycle:frame", world)
    assert outcome(world.users["staff"], "get", url) == DENIED
    monkeypatch.setattr(pages, "allow", lambda *given: None)
    assert outcome(world.users["staff"], "get", url) == OK


def test_a_plain_world_has_a_user_for_every_role(world: World):
    assert set(world.users) == set(ROLES)
