"""Asking every address as somebody, cheaply: straight at the view, no template drawn, forms taken as filled in."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import MagicMock

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404
from django.template.backends.django import Template
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django_htmx.middleware import HtmxDetails

from tests.permissions.world import World
from zhiyan.accounts.models import User
from zhiyan.desk import pages
from zhiyan.desk.regulation import rules
from zhiyan.desk.regulation import views as regulation
from zhiyan.kernel.errors import Denied, DomainError, Missing
from zhiyan.kernel.findings import Finding, Severity
from zhiyan.overview import queries as overview
from zhiyan.regulation.checking import CheckResult
from zhiyan.regulation.reading import BASE, shipped

DESK = "zhiyan.desk.urls"
OK, DENIED, MISSING, METHOD = "allowed", "denied", "missing", "no such method"


class Filled(dict[str, Any]):
    """The cleaned data of a form that somebody filled in: any field has some value."""

    def __missing__(self, name: str) -> Any:
        return MagicMock()

    def get(self, name: str, default: Any = None) -> Any:
        return self[name]

    def pop(self, name: str, *default: Any) -> Any:
        return self[name]


@pytest.fixture
def cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no template, compute no figures and judge no form: what is asked here is who may, nothing else.

    An action asks its permission before it looks at what it was given, so that a refusal comes first.
    """
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    monkeypatch.setattr(Template, "render", lambda self, context=None, request=None: "")
    monkeypatch.setattr(pages, "enter_unit", remembering(pages.enter_unit))
    monkeypatch.setattr(pages, "shell", lambda request: {})
    for name in ("stage_statuses", "funnel", "my_work"):
        monkeypatch.setattr(overview, name, lambda *given: [])
    found = Finding("R04", Severity.MUST, "", "对象", "情况", "补上")  # its key stands in the table
    result = CheckResult(rules=list(shipped(BASE).rules), findings=[found])
    for module in (regulation, rules):
        monkeypatch.setattr(module, "last_check", lambda *given: result)
    monkeypatch.setattr(BaseForm, "is_valid", lambda self: True)
    monkeypatch.setattr(BaseForm, "cleaned_data", property(lambda self: Filled()), raising=False)


def remembering(enter: Callable[[Any, str], None]) -> Callable[[Any, str], None]:
    """`enter_unit` that works out who somebody is in a unit once; nobody's roles change during the walk."""
    known: dict[tuple[Any, str], Any] = {}

    def run(request: Any, code: str) -> None:
        key = (request.user.pk, code)
        if key not in known:
            try:
                enter(request, code)
                known[key] = (request.unit, request.actor)
            except DomainError as error:
                known[key] = error
        if isinstance(known[key], DomainError):
            raise known[key]
        request.unit, request.actor = known[key]

    return run


def named_patterns(urlconf: str = DESK) -> dict[str, URLPattern]:
    """Every address of a surface by its full name; a name used for a unit and for a year has @year for the latter."""

    def walk(patterns: list[Any], spaces: tuple[str, ...]) -> Iterator[tuple[str, URLPattern]]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, (*spaces, one.namespace) if one.namespace else spaces)
            else:
                yield ":".join((*spaces, one.name or str(one.pattern))), one

    found: dict[str, URLPattern] = {}
    for name, pattern in walk(get_resolver(urlconf).url_patterns, ()):
        found[f"{name}@year" if name in found else name] = pattern
    return found


def address(name: str, world: World, of: tuple[str, ...] = (), *, records_of: World | None = None) -> str:
    """The page's address in the world. `of` are kinds of record; a word with = before it stands for itself.

    `records_of` takes the records from another world: another unit's, or another year's.
    """
    ids = (records_of or world).ids
    wanted = named_patterns()[name].pattern.converters
    front = [world.cycle.unit.code] if "unit" in wanted else []
    front += [world.cycle.label] if "cycle" in wanted else []
    given = [kind[1:] if kind.startswith("=") else ids[kind] for kind in of]
    return reverse(name.removesuffix("@year"), args=[*front, *given], urlconf=DESK)


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Let nothing that happens here stay."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def outcome(user: User, method: str, url: str) -> str:
    """What the desk answers to this person, in a word.

    An action that goes on to fail over what a form would have told it was allowed; so was one that names what is
    missing.
    """
    request: Any = getattr(RequestFactory(), method)(url)
    request.user, request.session, request._messages = user, {}, MagicMock()
    request.htmx = HtmxDetails(request)
    view = resolve(url, DESK)
    with undone():
        try:
            return OK if view.func(request, *view.args, **view.kwargs).status_code != 405 else METHOD
        except (Denied, PermissionDenied):
            return DENIED
        except (Missing, Http404):
            return MISSING
        except Exception:
            return OK
