"""Whoever may open a page finds on it no text that is not theirs to read."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django_htmx.middleware import HtmxDetails

from tests.documents.builders import ACCUSATION, OPINION
from tests.permissions.table import Case, cases
from tests.permissions.walking import DESK, address, undone
from tests.permissions.world import DRAFT, MEMBER_MEASURE, ROLES, SAID_TO_MEMBER, TALK, World
from zhiyan.regulation.checking import check_cycle

pytestmark = pytest.mark.django_db

TEAM = {"member", "colleague", "deputy_secretary", "secretary", "discipline_secretary"}
# Text → who may read it after the meeting (DOMAIN, "Who may read").
READERS = {
    TALK: {"member", "discipline_secretary"},
    "私下说的话": {"secretary", "deputy_secretary"},
    DRAFT: {"colleague"},
    ACCUSATION: {"discipline_secretary"},
    SAID_TO_MEMBER: {"member", "deputy_secretary", "secretary", "supervisor", "recorder"},
    "主持人开场。": {"secretary", "supervisor", "recorder"},
    "王某某": {"organiser", "branch_secretary", *TEAM},
    OPINION[:9]: {"organiser", "branch_secretary", "supervisor", *TEAM},
    MEMBER_MEASURE: {"member", "secretary", "discipline_secretary", "organiser", "supervisor"},
}
ASKED = (
    "staff", "branch_secretary", "department_head", "handler", "organiser", "colleague", "observer", "superior_office",
    "administrator",
)  # fmt: skip


class Silent(BaseStorage):
    """Messages of nobody."""

    def _get(self, *args: Any, **kwargs: Any) -> Any:
        return [], True

    def _store(self, messages: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        return []


def page(world: World, role: str, url: str) -> str:
    """The page as drawn for this person; empty for a file."""
    request: Any = RequestFactory().get(url)
    request.user, request.session, request.htmx = world.users[role], {}, HtmxDetails(request)
    request._messages = Silent(request)
    view = resolve(url, DESK)
    with undone():
        response: HttpResponse = view.func(request, *view.args, **view.kwargs)
        if hasattr(response, "render"):
            response.render()
    return "" if response.streaming or "html" not in response.headers["Content-Type"] else response.content.decode()


def place(case: Case, world: World) -> str:
    """The page's address; a finding is one of the year's own, with passages where one has them."""
    if case.name != "regulation:finding":
        return address(case.name, world, case.of)
    found = max(check_cycle(world.cycle).findings, key=lambda finding: len(finding.passages))
    return address(case.name, world, (f"={found.rule}", f"={found.key}"))


@pytest.mark.parametrize("role", ASKED)
def test_no_page_that_somebody_may_open_shows_what_is_not_theirs(world, role):
    hidden = [text for text, readers in READERS.items() if role not in readers]
    assert hidden
    opened, leaks = 0, []
    for case in cases():
        if role not in case.get or (case.post is not None and case.get == case.post):
            continue  # forms are shown to those alone who may do what they ask for
        shown = page(world, role, place(case, world))
        opened += bool(shown)
        leaks += [f"{case}: {text}" for text in hidden if text in shown]
    assert opened >= 3
    assert leaks == []


@pytest.mark.parametrize(
    ("role", "name", "record", "text"),
    [
        ("member", "talks:pair", "pair", TALK),
        ("colleague", "statements:statement", "draft", DRAFT),
        ("secretary", "meeting:minutes", "", "主持人开场。"),
        ("member", "meeting:turn", "turn", SAID_TO_MEMBER),
        ("organiser", "solicitation:opinion", "opinion", "王某某"),
        ("member", "rectification:measure", "member_measure", MEMBER_MEASURE),
    ],
)
def test_whose_text_it_is_finds_it_where_it_belongs(world, role, name, record, text):
    assert text in page(world, role, address(name, world, (record,) if record else ()))


def test_readers_are_roles():
    assert set().union(*READERS.values()) <= set(ROLES)
