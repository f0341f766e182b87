"""Every database test runs with the write guard on: a domain table written outside an action fails the test."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tests import keeping
from zhiyan.consolidation import offering, suggesting
from zhiyan.kernel import clock, gates, guard, schema
from zhiyan.ledger import triggers
from zhiyan.regulation import keeping as keeping_findings

MEETING_SEASON = dt.date(2021, 1, 11)
# Files that take half a minute and more, the longest first: begun last, one would keep a worker while another is idle.
LONG_FILES = (
    "browser/test_every_page_looks_right.py", "anonymity/test_attacker.py", "permissions/test_every_url.py",
    "browser/test_three_minutes.py", "browser/test_main_path.py", "browser/test_roles_path.py",
    "anonymity/test_crashing.py", "anonymity/test_canary.py", "browser/test_box_whole.py",
    "browser/test_anonymous_box.py", "browser/test_after_opening.py", "demo/test_made.py",
    "browser/test_consolidated_case.py", "browser/test_keyboard_and_scripts.py", "regulation/test_case_by_stage.py",
    "documents/test_papers.py", "documents/test_pdf.py", "solicitation/test_box_crashes.py", "cli/test_store.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files come first; the order inside a file stays."""
    ranks = {Path(__file__).parent / name: at for at, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, tmp_path_factory) -> None:
    """Tables come from the models (--no-migrations, half a minute faster); what migrations do in code is done here.

    Signing keys go to a folder of this run.
    """
    settings.KEYS_ROOT = tmp_path_factory.mktemp("keys")
    with django_db_blocker.unblock():
        schema.take_steps()
        keeping.begin()


@pytest.fixture(autouse=True)
def _held_clock() -> Iterator[None]:
    """Tests stand in the season of the case unless they say otherwise: no result depends on the real date."""
    with clock.at(MEETING_SEASON):
        yield


@pytest.fixture(autouse=True)
def _own_files(tmp_path, monkeypatch) -> None:
    """Uploaded bytes go to the test's own folder."""
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")


@pytest.fixture(autouse=True)
def _words_alone(monkeypatch) -> None:
    """Proposals by shared words: loading an encoder takes seconds. The tests of the engine name one."""
    monkeypatch.setattr(settings, "ENCODER", "words", raising=False)


@pytest.fixture(autouse=True)
def _own_gates(monkeypatch) -> None:
    """What a test registers at a gate is gone after it: the next test's year may have the same keys."""
    monkeypatch.setattr(gates, "_checks", {name: [*checks] for name, checks in gates._checks.items()})


@functools.cache
def blind_key():
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=3072)


@pytest.fixture(autouse=True)
def _one_blind_key(monkeypatch) -> None:
    """Making an RSA key takes up to a second: tests share one pair, each cycle still has its own file of it."""
    from zhiyan.solicitation import issuing

    monkeypatch.setattr(issuing, "generate", blind_key)


@pytest.fixture(autouse=True)
def _guarded(request: pytest.FixtureRequest) -> Iterator[None]:
    """Refuse writes outside actions in tests that use the database."""
    if not {"db", "transactional_db", "django_db_setup"} & set(
        request.fixturenames
    ) and not request.node.get_closest_marker("django_db"):
        yield
        return
    request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    triggers.install(connection)
    # Years of two tests may have the same keys: what was remembered of one says nothing of the other.
    for memory in (cache, keeping_findings._years, offering._kept, suggesting._kept):
        memory.clear()
    with guard.enforced():
        yield
    if not connection.in_atomic_block:  # this test's tables are emptied next, which the log itself refuses
        triggers.remove(connection)
