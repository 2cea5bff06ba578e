from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="task", index=models.Index(fields=["workspace", "state"], name="tasks_by_state")
        ),
        migrations.AddIndex(
            model_name="task", index=models.Index(fields=["workspace", "finished"], name="tasks_by_finish")
        ),
    ]
