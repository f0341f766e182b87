"""On SQLite a hidden row number would tell in which order slips came in; without it a table is ordered by its key."""

from django.db import migrations

TABLES = ("BoxCode", "BoxSlip")


def drop_row_numbers(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for name in TABLES:
        try:
            model = apps.get_model("solicitation", name)
        except LookupError:  # a store laid today has none: later migrations took these tables away
            continue
        kept = list(model.objects.order_by("code_hash"))
        schema_editor.delete_model(model)
        sql, params = schema_editor.table_sql(model)
        schema_editor.execute(f"{sql} WITHOUT ROWID", params or None)
        schema_editor.deferred_sql.extend(schema_editor._model_indexes_sql(model))
        model.objects.bulk_create(kept)


class Migration(migrations.Migration):

    dependencies = [
        ("solicitation", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(drop_row_numbers, migrations.RunPython.noop),
    ]
