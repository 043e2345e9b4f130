from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0007_sending_pauses"),
    ]

    operations = [
        migrations.AddField(
            model_name="effectrow",
            name="run",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddIndex(
            model_name="effectrow",
            index=models.Index(
                condition=models.Q(("done_at", None), models.Q(("run", ""), _negated=True)),
                fields=["workspace_id", "run"],
                name="platform_effect_of_run",
            ),
        ),
    ]
