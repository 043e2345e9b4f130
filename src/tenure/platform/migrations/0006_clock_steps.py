"""Count the instants at which a clock stopped on its way."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0005_answers")]

    operations = [
        migrations.AddField(
            model_name="workspacerow", name="clock_step_count", field=models.BigIntegerField(default=0)
        ),
    ]
