"""On SQLite a hidden row number would tell in which order slips came; without it a table is ordered by its key."""

from django.db import migrations

TABLES = (
    ("SealedSlip", "token"), ("Card", "code_hash"), ("BatchCommitment", "commitment"), ("SpentToken", "token"),
)


def drop_row_numbers(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for name, order in TABLES:
        model = apps.get_model("solicitation", name)
        kept = list(model.objects.order_by(order))
        schema_editor.delete_model(model)
        sql, params = schema_editor.table_sql(model)
        schema_editor.execute(f"{sql} WITHOUT ROWID", params or None)
        schema_editor.deferred_sql.extend(schema_editor._model_indexes_sql(model))
        model.objects.bulk_create(kept)


class Migration(migrations.Migration):

    dependencies = [
        ("solicitation", "0003_sealed_box"),
    ]

    operations = [
        migrations.RunPython(drop_row_numbers, migrations.RunPython.noop),
    ]
