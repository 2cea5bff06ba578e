import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_board_indexes"), ("people", "0003_leaving")]

    operations = [
        migrations.AddField(
            model_name="task", name="blocked_since", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="task", name="blocked_why", field=models.CharField(blank=True, max_length=500)
        ),
        migrations.AddField(
            model_name="task",
            name="unblocker",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.member",
            ),
        ),
    ]
