from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0005_decision_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="matrixversion",
            name="duties",
            field=models.JSONField(default=dict),
        ),
    ]
