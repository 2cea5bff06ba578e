from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_holidays")]

    operations = [
        migrations.AddField("workspace", "last_decision", models.PositiveIntegerField(default=0)),
    ]
