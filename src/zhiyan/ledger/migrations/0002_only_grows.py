"""Triggers that refuse UPDATE and DELETE on the log.

SQLite drops a table's triggers when a migration rebuilds the table: whoever alters LedgerEntry lays them again.
"""

from django.db import migrations

from zhiyan.ledger import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(install, remove),
    ]
