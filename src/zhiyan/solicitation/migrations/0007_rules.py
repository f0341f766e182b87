from django.db import migrations, models


def say_whom(apps, schema_editor):
    """Channels that are there already reach whom channels of their kind reach."""
    from zhiyan.solicitation.channels import asked_by

    for channel in apps.get_model("solicitation", "Channel").objects.all():
        channel.respondents = asked_by(channel.code)
        channel.save(update_fields=["respondents"])


class Migration(migrations.Migration):

    dependencies = [
        ('solicitation', '0006_batch_lost'),
    ]

    operations = [
        migrations.AddField(
            model_name='channel',
            name='respondents',
            field=models.JSONField(default=list, verbose_name='征求的对象'),
        ),
        migrations.RunPython(say_whom, migrations.RunPython.noop),
    ]
