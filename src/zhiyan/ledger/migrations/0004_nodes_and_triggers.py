"""Nodes of the logs that are there already, and triggers on what was added: nodes, keys, heads, countersignatures."""

from django.db import migrations

from zhiyan.ledger import triggers
from zhiyan.ledger.merkle import Frontier


def lay_nodes(apps, schema_editor):
    entries = apps.get_model("ledger", "LedgerEntry")
    nodes = apps.get_model("ledger", "LedgerNode")
    for unit_id in entries.objects.order_by("unit_id").values_list("unit_id", flat=True).distinct():
        frontier, rows = Frontier(), []
        leaves = entries.objects.filter(unit_id=unit_id).order_by("index").values_list("leaf_hash", flat=True)
        for leaf in leaves.iterator(chunk_size=5000):
            rows += [
                nodes(unit_id=unit_id, level=node.level, position=node.position, hash=node.hash)
                for node in frontier.push(bytes(leaf))[1:]
            ]
            if len(rows) >= 5000:
                nodes.objects.bulk_create(rows)
                rows = []
        nodes.objects.bulk_create(rows)


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0003_signed_heads"),
    ]

    operations = [
        migrations.RunPython(lay_nodes, migrations.RunPython.noop),
        migrations.RunPython(install, remove),
    ]
