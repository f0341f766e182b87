"""Laying the tables of a new store at once; what is there already is brought up to date by migrations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MIGRATIONS_MODULE_NAME, MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

OURS = "zhiyan."


class Migrations(MigrationLoader):
    """The migrations in the packages of the apps, also where settings hide them (tests)."""

    @classmethod
    def migrations_module(cls, app_label: str) -> tuple[str, bool]:
        """Where the app's migrations lie."""
        return f"{apps.get_app_config(app_label).name}.{MIGRATIONS_MODULE_NAME}", False


def bring_up_to_date() -> None:
    """Make the database what the program expects.

    An empty one gets its tables as the models say, and the migrations are noted as done: walking through their whole
    history would take half a minute and end at the same tables.
    """
    if not connection.introspection.table_names():
        lay_tables()
        note_migrations()
    elif not pending():
        return
    call_command("migrate", verbosity=0, interactive=False)


def pending() -> bool:
    """Whether a migration has not been run yet."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def lay_tables() -> None:
    """Create every table, then take the steps in code."""
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
    take_steps()


def take_steps() -> None:
    """Run what our migrations do in code (triggers, table options): each must also work on a new, empty table."""
    with connection.schema_editor() as editor:
        for step in steps():
            step.code(cast(Any, apps), editor)


def steps() -> Iterator[RunPython]:
    """The steps in code of our own migrations, in the order in which migrations run.

    Raises TypeError for a step in plain SQL, which would be lost here: write it as RunPython.
    """
    loader = Migrations(None)
    for key in order(loader):
        migration = loader.graph.nodes[key]
        if not type(migration).__module__.startswith(OURS):
            continue
        for operation in migration.operations:
            if isinstance(operation, RunSQL):
                raise TypeError(f"{key}: RunSQL")
            if isinstance(operation, RunPython):
                yield operation


def order(loader: MigrationLoader) -> list[tuple[str, str]]:
    """All migrations, each after those it needs."""
    seen: dict[tuple[str, str], None] = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        seen.update(dict.fromkeys(loader.graph.forwards_plan(leaf)))
    return list(seen)


def note_migrations() -> None:
    """Note every migration as done."""
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in order(Migrations(None)):
        recorder.record_applied(app, name)
