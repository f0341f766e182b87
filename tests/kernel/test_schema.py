"""The tables laid at once are those to which the migrations lead."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ProjectState
from django.utils import translation

from zhiyan.kernel import schema


def test_the_migrations_end_at_the_models_as_they_are():
    loader = schema.Migrations(None)
    with translation.override(None):
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        found = detector.changes(graph=loader.graph)
    assert {app: [m.operations for m in made] for app, made in found.items()} == {}


def test_every_step_in_code_can_be_taken_on_new_tables():
    taken = list(schema.steps())
    assert taken
    assert all(step.reversible for step in taken)


@pytest.mark.django_db(transaction=True)
def test_steps_in_code_can_be_taken_twice():
    schema.take_steps()
    tables = connection.introspection.table_names()
    assert "ledger_ledgerentry" in tables
