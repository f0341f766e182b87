"""Triggers that refuse UPDATE and DELETE on what was issued and on archive sets.

SQLite drops a table's triggers when a migration rebuilds the table: whoever alters one of the two lays them again.
"""

from django.db import migrations

from zhiyan.ledger import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("documents", "0002_steps_copies_templates_archive"),
        ("ledger", "0004_nodes_and_triggers"),
    ]

    operations = [
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
