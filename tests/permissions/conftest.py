"""Three worlds, made once for the folder: this year, another year of the same unit, another unit's year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests.permissions.world import AFTER_THE_MEETING, World, make_world
from zhiyan.kernel import clock
from zhiyan.ledger import triggers


@pytest.fixture(scope="package")
def worlds(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, World]]:
    """Here, another year, another unit; undone after the folder's tests."""
    patch = pytest.MonkeyPatch()
    files = tmp_path_factory.mktemp("worlds")
    patch.setattr(settings, "FILES_ROOT", files)
    with django_db_blocker.unblock(), clock.at(AFTER_THE_MEETING), transaction.atomic():
        triggers.install(connection)
        here = make_world()
        here.files = files
        yield {"here": here, "year": make_world(here.cycle.unit, "2021"), "unit": make_world()}
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def world(worlds: dict[str, World], monkeypatch: pytest.MonkeyPatch) -> World:
    """This year, with its files."""
    monkeypatch.setattr(settings, "FILES_ROOT", worlds["here"].files)
    return worlds["here"]


@pytest.fixture(autouse=True)
def _after_the_meeting() -> Iterator[None]:
    """The year is at its rectification: everything that can be there is there."""
    with clock.at(AFTER_THE_MEETING):
        yield
